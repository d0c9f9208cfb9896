/* SPDX-License-Identifier: MIT */
/* What the operator functions of schema docket_do answer: expected refusals are answers with a code and words. */
#ifndef DOCKET_COMMAND_ANSWER_H
#define DOCKET_COMMAND_ANSWER_H

#include "command/session.h"

struct answer {
	const char *code;   /* done, changed, denied, limit, busy, invalid, no-engine, not-found */
	const char *words;
	int64_t act_id;     /* INT_NONE if none */
	int64_t id;         /* of what came of it: a case, an approval; INT_NONE if none */
};

/* Runs `call`, which selects code, words, act_id and id, and reads its row into the session's arena. While the answer is busy it
 * is asked again, for a second. */
MUST_CHECK enum err answer_ask(struct session *session, const char *call, const struct pg_params *params,
			       struct answer *out, struct fault *fault);

/* ERR_NONE for done; else the fault of a refusal about `what`. */
MUST_CHECK enum err answer_check(const struct answer *answer, const char *what, struct fault *fault);

/* A fresh key: the same key sent again is the same act. Lives in the arena. */
const char *answer_new_key(struct arena *arena);

#endif
