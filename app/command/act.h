/* SPDX-License-Identifier: MIT */
/* One act sent to the store, and waited for until an engine has folded it. */
#ifndef DOCKET_COMMAND_ACT_H
#define DOCKET_COMMAND_ACT_H

#include "command/answer.h"

#define ACT_WAIT_MOST_US (5 * US_PER_S)

struct act_call {
	const char *kind;          /* of docket.act_kind */
	int64_t tenant_id;
	int64_t case_id;           /* INT_NONE = about no case */
	const struct case_row *seen; /* the case as it was read, or NULL = whatever it is now */
	const char *const *args;   /* key, value, key, value */
	size_t arg_count;          /* texts in args */
	const char *badge, *pin;   /* at a station; NULL else */
	const char *what;          /* for faults: "C-10481" */
};

/* Sends it and hints; a refusal of the store is the fault. */
MUST_CHECK enum err act_send(struct session *session, const struct act_call *call, struct answer *out, struct fault *fault);

/* Waits until the act is folded: *words is what the engine says, NULL if none took it up within ACT_WAIT_MOST_US. A refusal
 * of the engine is the fault, about `what`. */
MUST_CHECK enum err act_wait(struct session *session, int64_t tenant_id, int64_t act_id, const char *what,
			     const char **words, struct fault *fault);

/* Both; *words is never NULL: without an engine it says so. */
MUST_CHECK enum err act_do(struct session *session, const struct act_call *call, const char **words, struct fault *fault);

#endif
