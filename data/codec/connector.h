/* SPDX-License-Identifier: MIT */
/*
 * A connector: how a target wants to be told, in the one line grammar (base/conf.h). The same text says where the target is and how
 * hard it may be pressed (model/interface_line.h); here stands what it is told:
 *
 *	token x-csrf-token "{url}/$metadata"      asked for before the first call, sent with each; a new one when the target wants it
 *	effect invoice.hold                       one kind of effect; * stands for all that have no block of their own
 *		method PATCH                      POST without it
 *		url "{url}/invoices('{order:quoted}')"
 *		header If-Match *
 *		body {"block": "A", "reason": "{words}", "amount": {amount:number}}     several lines are one body
 *		success 200,201,204               which answers mean what: the first line that fits; without one docket's own rules
 *		duplicate 409 /error/code=EXISTS  it has it already
 *		accepted 202                      it took it and has yet to do it: it is asked later
 *		refused 400-499                   for good
 *		busy 429,503                      not now, and nothing was done
 *		receipt /d/number                 where the answer says what the target calls it; or: receipt header Location
 *		ask "{url}/invoices?key={key}"    how it is asked whether it has it
 *		ask-header Accept application/json
 *		there 200 /value/0                what says yes
 *		missing 200 no /value/0           and what says no; anything else is no answer
 *
 * CODES are statuses by commas: 200, 400-499. Behind them stands a condition on the answer: /pointer (there is something), no /pointer,
 * /pointer=text, /pointer~part, ~part (of the whole answer).
 * {name} is a member of the effect's stored payload, {key} its key, {url} the target's address; written so that it fits where it stands:
 * as JSON or XML text in a body, percent-encoded in an address. {name:number} is a number, {name:guid} 32 hex digits as a GUID,
 * {name:short} its first 16 signs, {name:quoted} has its ' doubled, {name:date} is the day of an instant, {name:optional} may be missing.
 */
#ifndef DOCKET_CODEC_CONNECTOR_H
#define DOCKET_CODEC_CONNECTOR_H

#include "base/arena.h"
#include "base/str.h"

#define CONNECTOR_HEADERS_MAX 12

struct connector;
struct connector_effect;

/* What an answer says, as far as the text has a line for it. */
enum connector_answer {
	CONNECTOR_UNSAID,
	CONNECTOR_SUCCESS,
	CONNECTOR_DUPLICATE, /* it had it already */
	CONNECTOR_ACCEPTED,  /* it will do it: to be asked */
	CONNECTOR_REFUSED,
	CONNECTOR_BUSY,
	CONNECTOR_THERE,     /* of an asking: it has it */
	CONNECTOR_MISSING,   /* of an asking: it has it not */
};

struct connector_header {
	const char *name, *value;
};

/* A request, filled in; texts live in the arena that was given. */
struct connector_request {
	const char *method, *url;
	struct connector_header headers[CONNECTOR_HEADERS_MAX];
	size_t header_count;
	struct span body;
};

/* What a request is filled with. */
struct connector_values {
	const char *url;     /* the target's address */
	const char *key;     /* the effect's key */
	struct span payload; /* the effect's stored members, a JSON object */
};

/* An answer as it is judged; header values are found by the caller. */
struct connector_reply {
	int status;
	struct span body;
};

/* Is this one of a connector's lines, so that what reads interfaces leaves it alone? */
bool connector_is_line(const char *verb);

/* The n-th line of the grammar as a row of docs: its usage, and what it says; NULL behind the last. */
const char *connector_usage(size_t n, const char **help);

/* Reads and checks a text; lines about interfaces are passed over. `name` is for faults, which have line and column. A JSON body must be
 * JSON once it is filled in. The caller frees *out. */
MUST_CHECK enum err connector_read(const char *name, struct span text, struct connector **out, struct fault *fault);

/* Frees; NULL is fine. */
void connector_free(struct connector *connector);

/* A text whose `include NAME` lines are put in place from the connectors that ship, so that what is stored says all of it, whatever
 * ships later. ERR_NOT_FOUND with line for a name that does not ship. */
MUST_CHECK enum err connector_whole(const char *name, struct span text, struct str *out, struct fault *fault);

/* What is said of a kind of effect: its own block, else that of *; NULL if there is neither. Borrowed. */
const struct connector_effect *connector_effect(const struct connector *connector, const char *kind);

/* Does it say how some kinds are sent, but not this one? NULL says nothing of any. */
bool connector_is_silent(const struct connector *connector, const char *kind);

/* Can it be asked whether the target has it? */
bool connector_can_ask(const struct connector_effect *effect);

/* The request for an effect: the same bytes for the same text and values. ERR_INVALID names the member that is missing or unfit. */
MUST_CHECK enum err connector_fill(const struct connector_effect *effect, const struct connector_values *values, struct arena *arena,
				   struct connector_request *out, struct fault *fault);

/* The request that asks about an effect. */
MUST_CHECK enum err connector_fill_ask(const struct connector_effect *effect, const struct connector_values *values, struct arena *arena,
				       struct connector_request *out, struct fault *fault);

/* The header by which a target gives and wants a token, or NULL; *out is the request for it. */
const char *connector_token(const struct connector *connector, const struct connector_values *values, struct arena *arena,
			    struct connector_request *out);

/* What an answer says. */
enum connector_answer connector_judge(const struct connector_effect *effect, bool is_asking, const struct connector_reply *reply);

/* What the target calls what it did, cleaned and cut to `room`; empty if the answer does not say. */
void connector_receipt(const struct connector_effect *effect, const struct connector_reply *reply, char *out, size_t room);

/* The header that holds the receipt, or NULL: it stands in the body. */
const char *connector_receipt_header(const struct connector_effect *effect);

#endif
