/* SPDX-License-Identifier: MIT */
/* What the feed's server and client share of libwebsockets: one context each, a guest on our loop,
 * with everything off that is not a plain websocket. For this folder only. */
#ifndef DOCKET_NET_WEBSOCKET_H
#define DOCKET_NET_WEBSOCKET_H

#include <libwebsockets.h>

#include "base/str.h"
#include "loop/loop.h"

/* Frames of ours are up to this size; above, libwebsockets cuts and copies, which is 8 times slower
 * or worse. */
#define WEBSOCKET_FRAME_BYTES ((size_t)128 * 1024)

#define WEBSOCKET_HEAD_LIMIT_S 5 /* for the headers of a connection */

struct websocket {
	struct lws_context *lws; /* NULL when libwebsockets has let go of everything */
	int event_fd;            /* closed twice by libwebsockets; -1 if unknown */
};

/* Makes a context for the one protocol at `protocols`; `user` is what its callback finds by
 * lws_context_user. False if it cannot be. */
bool websocket_open(struct websocket *websocket, struct loop *loop,
		    const struct lws_protocols *protocols, void *user);

/* Ends a context: its connections are closed now, with their callbacks. libwebsockets lets go of
 * the loop only when the loop closes its handles; then the rest is freed, and `owner`, which holds
 * the websocket. */
void websocket_end(struct websocket *websocket, struct loop *loop, void *owner);

/* A ping's payload; libwebsockets does not answer an empty one. */
#define WEBSOCKET_PING_BYTES 1

/* Ends a connection now, from outside its callbacks; its own callbacks run inside this call. */
void websocket_kill(struct lws *wsi);

/* Closes a connection in order, from outside its callbacks: a close frame with a code and words (at
 * most 123 bytes), then five seconds for the other side's. Returned -1 from a WRITEABLE callback,
 * the same words would be forgotten. */
void websocket_close(struct lws *wsi, int status, const char *why);

/* Gathers the pieces of an incoming text: true when `text` is whole. *status becomes a websocket
 * close code if it cannot be taken: too large, or not text. */
bool websocket_gather(struct lws *wsi, struct str *text, const void *piece, size_t length,
		      size_t most_bytes, int *status);

#endif
