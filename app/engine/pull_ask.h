/* SPDX-License-Identifier: MIT */
/* What pull.c asks and how an answer is read: no calls are made here. */
#ifndef DOCKET_ENGINE_PULL_ASK_H
#define DOCKET_ENGINE_PULL_ASK_H

#include "base/arena.h"
#include "model/interface_line.h"
#include "net/http_client.h"

#define PULL_ANSWER_BYTES_MAX ((size_t)5 * 1024 * 1024)

/* How far an interface has come; see docket.pull_state. */
struct pull_state {
	struct str asked, etag, modified, cursor; /* owned */
};

/* Frees the texts. */
void pull_state_release(struct pull_state *state);

/* Appends the address of a run's first page: {cursor} in what the interface says is the cursor, escaped. */
void pull_ask_url(const struct interface *interface, const char *cursor, struct str *out);

#define PULL_HEADERS_MAX 4

/* The headers of a call to `url`; texts live in `arena`. `secret` may be empty. Returns their number, at most PULL_HEADERS_MAX. */
size_t pull_ask_headers(const struct interface *interface, const struct pull_state *state, const char *url, const char *secret,
			struct arena *arena, struct http_header *out);

/* Reads where to go on: the address of the next page into `next` and the new cursor into `cursor` (both cleared first; empty = none, and
 * the old cursor stays). A fault says what the interface was told to find there and did not. */
MUST_CHECK enum err pull_ask_next(const struct interface *interface, const char *url, struct span body, const char *link, struct str *next,
				  struct str *cursor, struct fault *fault);

/* How long to wait after the `failures`-th failure in a row (0 = it went well) of what is asked each `every_us`: what the partner said
 * (`later_us`, 0 = nothing) but at most a day; else a jittered backoff that is never longer than `every_us`, but at least a second. */
int64_t pull_wait_us(int failures, int64_t every_us, int64_t later_us, uint64_t random);

/* How a secret is shown to a partner: `how` is bearer, basic, or the name of a header. False if there is none, or nobody said how. */
bool pull_ask_secret(const char *how, const char *secret, struct arena *arena, struct http_header *out);

#endif
