/* SPDX-License-Identifier: MIT */
/* Pulling without a wire: what to ask next, and what an answer says about where to go on. */
#ifndef DOCKET_ENGINE_PULLPLAN_H
#define DOCKET_ENGINE_PULLPLAN_H

#include "base/instant.h"
#include "base/str.h"
#include "model/stored.h"

#define PULLPLAN_BYTES_MAX ((size_t)5 * 1024 * 1024)

/* Where an interface got to. All zero is no place: pullplan_start. */
struct pullplan_place {
	struct str cursor, next_url;       /* empty = none */
	struct str etag, modified, etag_of; /* of the newest answer, and the digest of the request that it answered */
	int64_t since, until;              /* asked from; from where the next run asks. INSTANT_NONE = none */
};

/* At the beginning of everything. */
void pullplan_start(struct pullplan_place *place);

/* Makes `to` the same as `from`. */
void pullplan_copy(struct pullplan_place *to, const struct pullplan_place *from);

/* Frees its texts. */
void pullplan_release(struct pullplan_place *place);

/* Appends the address to ask: the page to go on with, else the interface's own with cursor and time put in. */
void pullplan_url(const struct interface *interface, const struct pullplan_place *place, struct str *out);

/* What a request is known by, for its ETag: address and content type. */
void pullplan_request_digest(const struct interface *interface, const char *url, struct str *out);

/* What an answer carries beside its body; any may be NULL. */
struct pullplan_headers {
	const char *link, *etag, *modified;
	int64_t date; /* INSTANT_NONE = none */
};

/* Moves `place` behind the answer of `url`, as it is once that is committed; *has_more: there is another page at once. A fault: what it says
 * about where to go on cannot be used; the place stays. */
MUST_CHECK enum err pullplan_move(const struct interface *interface, const char *url, struct span body,
				  const struct pullplan_headers *headers, struct pullplan_place *place, bool *has_more,
				  struct fault *fault);

/* The wait after the `failures`-th failure in a row: full jitter, doubling up to the period, at least a second, and not less than the partner
 * asked for. */
int64_t pullplan_wait_us(int failures, int64_t every_us, int64_t asked_us, uint64_t random);

/* What a status that brings nothing means. */
const char *pullplan_words(int status);

#endif
