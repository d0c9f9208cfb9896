/* SPDX-License-Identifier: MIT */
/* The chain of the audit, computed anew: what docket.audit_encode in the store does, done here, so that the store cannot vouch
 * for itself. */
#ifndef DOCKET_COMMAND_AUDITCHAIN_H
#define DOCKET_COMMAND_AUDITCHAIN_H

#include "base/digest.h"
#include "base/instant.h"
#include "model/stored.h"

/* A row as it is hashed. Numbers that are null are INT_NONE; a field of pointer NULL is null. */
struct auditchain_row {
	int64_t tenant_id, audit_no, row_id, at, stored_at, person_id;
	struct span login, station, what, kind;
	int64_t id, case_id, act_id;
	const struct span *fields;
	size_t field_count;
};

/* Appends the bytes that are hashed: each value as its length in 4 bytes (ffffffff = null) and its bytes; numbers are 8 bytes, most
 * significant first, instants microseconds since 2000-01-01 UTC. */
void auditchain_encode(const struct auditchain_row *row, struct str *out);

/* The digest of a row that follows one with the digest `before` (NULL = it is the first). */
struct digest auditchain_next(const struct digest *before, const struct auditchain_row *row);

#endif
