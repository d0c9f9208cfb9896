/* SPDX-License-Identifier: MIT */
/* A client's policies as they stand in the store: read together with a text that is to take its place among them. */
#ifndef DOCKET_COMMAND_POLICYTEXTS_H
#define DOCKET_COMMAND_POLICYTEXTS_H

#include "command/session.h"
#include "policy/policy.h"

/* The texts in force of one client. Memory is of the arena that they were loaded into. */
struct policytexts {
	struct policy_texts texts;
	const char *tenant; /* its name; "" if nothing told it */
};

/* The client that is meant: an operator's own, or the administrator's --tenant. */
MUST_CHECK enum err policytexts_client(struct session *session, struct request *request, bool is_admin, int64_t *tenant_id,
				       struct fault *fault);

/* Loads them: the administrator's are all, an operator sees those that her role lets her. */
MUST_CHECK enum err policytexts_load(struct session *session, bool is_admin, int64_t tenant_id, struct arena *arena,
				     struct policytexts *out, struct fault *fault);

/* The same with `text` in the place of the one of its name, or beside them. */
struct policytexts policytexts_with(const struct policytexts *all, struct arena *arena, struct policy_text text);

/* Reads the client's manual: the core that ships if the client has no text. */
MUST_CHECK enum err policytexts_manual(const struct policytexts *all, struct arena *arena, struct policy **out, struct fault *fault);

/* Reads `text` by itself, for its own faults (`path` names it), then the manual that it is or belongs to. */
MUST_CHECK enum err policytexts_read(const struct policytexts *all, struct arena *arena, const char *path, struct policy_text text,
				     struct policy **out, struct fault *fault);

#endif
