/* SPDX-License-Identifier: MIT */
/* The console's link to a feed: one websocket at a time, no extensions. When to try again is the
 * caller's (net_backoff_us). */
#ifndef DOCKET_NET_FEED_CLIENT_H
#define DOCKET_NET_FEED_CLIENT_H

#include "base/str.h"
#include "loop/loop.h"

struct feed_client;

/* The owner's side; none may be NULL. */
struct feed_client_calls {
	/* The link stands: say hello. */
	void (*on_open)(void *context);

	/* One message (a frame of several lines comes as several). Foreign until decoded. Borrowed
	 * for the call. */
	void (*on_message)(void *context, struct span text);

	/* The link is gone, or never came; once for each feed_client_connect. `why` is words for an
	 * operator, borrowed. */
	void (*on_close)(void *context, const char *why);
};

/* All zero but address and port is the default. */
struct feed_client_options {
	const char *address; /* numeric: names would block the loop */
	int port;
	const char *path;         /* NULL = "/feed" */
	size_t frame_most_bytes;  /* 0 = 2 MiB; above: closed */
	size_t send_most_bytes;   /* waiting to leave; 0 = 256 KiB */
	int64_t connect_limit_us; /* 0 = 5 s */
	int64_t silence_limit_us; /* without a byte from the other side, asked after a third of it;
				     0 = 45 s */
};

/* A client, not connected. Options and calls are copied. The caller owns it. Not on a fake loop. */
MUST_CHECK enum err feed_client_new(struct loop *loop, const struct feed_client_options *options,
				    const struct feed_client_calls *calls, void *context,
				    struct feed_client **out, struct fault *fault);

/* Goes elsewhere from the next connect on: another docketd. */
void feed_client_set_address(struct feed_client *client, const char *address, int port);

/* Begins to connect; on_open or on_close follows, never from inside. Does nothing while a link
 * stands or is being made. */
void feed_client_connect(struct feed_client *client);

/* Does the link stand? */
bool feed_client_is_open(const struct feed_client *client);

/* When the other side was last heard, on the loop's monotonic clock; INSTANT_NONE if never on this
 * link. */
int64_t feed_client_heard_us(const struct feed_client *client);

/* Sends a text as one frame; ERR_LINK while there is no link, ERR_LIMIT if too much waits.
 * Copied. */
MUST_CHECK enum err feed_client_send(struct feed_client *client, struct span text);

/* Gives the link up; on_close follows, never from inside. */
void feed_client_close(struct feed_client *client);

/* Ends it without on_close. Not from inside a callback. NULL is fine. */
void feed_client_free(struct feed_client *client);

#endif
