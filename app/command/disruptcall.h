/* SPDX-License-Identifier: MIT */
/* What docket disruptions, disruption and bulk share. */
#ifndef DOCKET_COMMAND_DISRUPTCALL_H
#define DOCKET_COMMAND_DISRUPTCALL_H

#include "command/runs.h"

/* The disruption that `ref` means: D-12 or 12, at --tenant or at the only client that has one of that number. ERR_NOT_FOUND. The row lives as
 * long as the session. */
MUST_CHECK enum err disruptcall_find(struct session *session, const struct request *request, const char *ref, const struct disruption_row **out,
				     struct fault *fault);

/* Its cases in the order in which they are worked; with `pile`, only the open ones of that pile. */
MUST_CHECK enum err disruptcall_members(struct session *session, const struct disruption_row *of, const char *pile, struct session_rows *out,
					struct fault *fault);

/* What was done to many of its cases; with `ref` ("B-7"), only that. */
MUST_CHECK enum err disruptcall_bulks(struct session *session, const struct disruption_row *of, const char *ref, struct session_rows *out,
				      struct fault *fault);

/* The receipts of one of them, by state and case. */
MUST_CHECK enum err disruptcall_receipts(struct session *session, const struct bulk_row *of, struct session_rows *out, struct fault *fault);

/* "7" of B-7, D-7 or 7. */
const char *disruptcall_number(const char *ref);

/* Appends one line: how many are done, refused, unknown, under way, not yet and ready. */
void disruptcall_counts(const struct bulk_row *of, struct str *out);

#endif
