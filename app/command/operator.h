/* SPDX-License-Identifier: MIT */
/* What the parts of `docket operator` share: run_operator.c has most of them, oncall.c the roster. */
#ifndef DOCKET_COMMAND_OPERATOR_H
#define DOCKET_COMMAND_OPERATOR_H

#include "command/session.h"

/* The client that --tenant names; texts live in the session's arena. */
struct operator_client {
	const char *name;
	int64_t id;
	const char *currency, *zone;
};

/* Finds it; ERR_NOT_FOUND in words. */
MUST_CHECK enum err operator_client(struct session *session, const struct request *request, struct operator_client *out, struct fault *fault);

/* The moment of an option, typed in the client's zone, as a parameter. */
MUST_CHECK enum err operator_moment(const struct request *request, const char *name, const struct operator_client *client,
				    struct pg_params *params, struct fault *fault);

/* Prints "WHO: words". Always ERR_NONE. */
enum err operator_say(const char *words, const char *who);

/* docket operator on-call [WHO --role ROLE ...]: the roster, or a change of it. */
MUST_CHECK enum err operator_on_call(struct session *session, struct request *request, struct fault *fault);

#endif
