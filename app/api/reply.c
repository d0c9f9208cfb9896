/* SPDX-License-Identifier: MIT */
/* Errors and statuses, one row each. */
#include "api/reply.h"

#include "codec/json_write.h"

const struct reply_meaning reply_meanings[] = {
	{ 400, "The body is no JSON object, the filter cannot be read, or the Idempotency-Key is missing." },
	{ 401, "No key, none that is known, or one that was ended." },
	{ 403, "The program's roles or limits do not allow it." },
	{ 404, "There is no such thing that the program may see." },
	{ 405, "The path is asked by another method." },
	{ 409, "It changed since it was read." },
	{ 413, "The body is too large." },
	{ 422, "A value is missing or not allowed, or the answer would be too large." },
	{ 429, "More calls than the key may make a minute; Retry-After says when the next is." },
	{ 500, "The store refused in a way that was not expected; the engine's log says more." },
	{ 503, "Not now: send it again, an act under the same Idempotency-Key." },
	{ 0 },
};

int reply_status(enum err err)
{
	switch (err) {
	case ERR_NONE:
		return 200;
	case ERR_SYNTAX:
		return 400;
	case ERR_USAGE:
	case ERR_INVALID:
		return 422;
	case ERR_NOT_FOUND:
		return 404;
	case ERR_EXISTS:
	case ERR_CHANGED:
		return 409;
	case ERR_DENIED:
	case ERR_LIMIT:
		return 403;
	case ERR_BUSY:
	case ERR_LINK:
	case ERR_TIMEOUT:
	case ERR_AGAIN:
		return 503;
	default:
		return 500;
	}
}

bool reply_is_passing(int status)
{
	return status == 429 || status == 503;
}

void reply_fault(struct str *out, const struct fault *fault)
{
	struct json_writer json = jsonw_on(out);
	char words[sizeof fault->what + sizeof fault->why + sizeof fault->help + 8];

	fault_words(fault, words, sizeof words);
	jsonw_open(&json, NULL);
	jsonw_put_text(&json, "error", words);
	jsonw_put_text(&json, "what", fault->what);
	jsonw_put_text(&json, "why", fault->why);
	if (fault->help[0])
		jsonw_put_text(&json, "help", fault->help);
	if (fault->column)
		jsonw_put_int(&json, "column", fault->column);
	jsonw_close(&json);
}
