/* SPDX-License-Identifier: MIT */
/* A partner that sends: signed messages over HTTP to docketd, each until it is answered for good.
 */
#ifndef DOCKET_DEMO_POSTER_H
#define DOCKET_DEMO_POSTER_H

#include "base/str.h"
#include "loop/loop.h"

struct poster;

/* One message. Everything is borrowed until poster_send returns. */
struct poster_message {
	int64_t id; /* the sender's own, given back with the outcome; also its webhook-id */
	const char *interface; /* its name: the end of the path */
	const char *secret;    /* the name of the file that holds the key */
	const char *type;      /* content-type */
	const char *body;
};

/* What came of it: the HTTP status that ended it, and the answer's body. */
typedef void poster_on_done(void *context, int64_t id, int status, struct span answer);

/* A sender whose keys lie in the folder `secrets`. `url` is docketd's, "http://127.0.0.1:8080". The
 * caller ends it with poster_free. */
struct poster *poster_new(struct loop *loop, const char *url, const char *secrets,
			  poster_on_done *on_done, void *context);

/* Where docketd is from now on. */
void poster_move(struct poster *poster, const char *url);

/* Signs and sends; 429, 5xx and lost replies are tried again with a growing delay: the same bytes
 * under the same id. A key that cannot be read ends it with status 0. */
void poster_send(struct poster *poster, const struct poster_message *message);

/* Messages without an outcome yet. */
size_t poster_busy(const struct poster *poster);

/* Gives up what is under way. NULL is fine. */
void poster_free(struct poster *poster);

#endif
