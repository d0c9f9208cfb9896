/* SPDX-License-Identifier: MIT */
/* What a call says. Its texts are foreign: everything here is checked for UTF-8 and length before it is used. */
#ifndef DOCKET_API_BODY_H
#define DOCKET_API_BODY_H

#include "verb/verb_values.h"

/* The arguments of an act. */
struct body_act {
	const char *args[VERB_TEXTS_MAX]; /* key, value, key, value */
	size_t arg_count;                 /* texts in args */
	const char *seen;                 /* "{1,2,3,4}": the versions that were read; NULL = whatever it is now */
};

/* Reads the JSON object of an act: arguments by their names as the table of acts has them, moments in RFC 3339 with their offset, and
 * `seen` (v_owner, v_state, v_money, v_plan of the case as it was read). An empty body is {}. ERR_SYNTAX for what is no JSON object, else
 * ERR_USAGE, ERR_INVALID. Texts live in `arena`. */
MUST_CHECK enum err body_read_act(const struct verb *verb, struct span body, struct arena *arena, struct body_act *out,
				  struct fault *fault);

/* Which quote is meant; never an amount. */
struct body_request {
	int64_t quote_id;
	const char *digest; /* 64 hex digits: what was read is what is done */
	const char *words;  /* why; "" if not said */
};

/* Reads {"quote": 12, "digest": "...", "words": "..."}. */
MUST_CHECK enum err body_read_request(struct span body, struct arena *arena, struct body_request *out, struct fault *fault);

/* A text of a header, a query or a path: UTF-8, without control signs, at most `most` bytes. `name` is for the fault. NULL is fine. */
MUST_CHECK enum err body_check_text(const char *name, const char *text, size_t most, struct fault *fault);

/* The limit of a list: API_ROWS_USUAL for NULL. */
MUST_CHECK enum err body_read_limit(const char *text, int64_t *out, struct fault *fault);

/* The key of "Bearer KEY", or NULL. */
const char *body_bearer(const char *header);

#endif
