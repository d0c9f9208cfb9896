/* SPDX-License-Identifier: MIT */
/*
 * The websocket server that consoles look at. All messages stand once in a shared ring; the number
 * of a message is its place in it, and all that a viewer costs is the number it has reached. A
 * viewer that falls off the ring is told to start over ("resync") and goes on from the newest:
 * nothing queues for it. What a viewer may see is asked of the owner for each message.
 *
 * On the wire: a text frame holds one or more messages, one a line; so no message may hold a line
 * feed. Behind the port: only upgrades to "websocket", on the one path and, for partners' events, those behind another (event_socket.h);
 * anything else is answered and closed.
 */
#ifndef DOCKET_NET_FEED_SERVER_H
#define DOCKET_NET_FEED_SERVER_H

#include "base/str.h"
#include "loop/loop.h"
#include "net/event_socket.h"

struct feed_server;
struct feed_viewer;

/* What a viewer gets of a message. */
enum feed_share {
	FEED_SKIP,    /* nothing */
	FEED_WHOLE,   /* its text */
	FEED_OUTSIDE, /* its `outside` text: the number, but not the row */
};

/* One message for all. Copied. */
struct feed_message {
	struct span tag;     /* the owner's, for on_share; aligned; at most 256 bytes */
	struct span text;    /* at most FEED_MESSAGE_MOST bytes, no line feed */
	struct span outside; /* what FEED_OUTSIDE sends; may be empty, then it is FEED_SKIP */
};

#define FEED_MESSAGE_MOST ((size_t)512 * 1024)

/* The owner's side. on_message and on_share must be there. A viewer is good from on_open to the end
 * of on_close. */
struct feed_server_calls {
	/* Someone connected; only direct messages go to it until feed_viewer_start. */
	void (*on_open)(void *context, struct feed_viewer *viewer);

	/* A viewer sent a text. Foreign: neither cleaned nor checked beyond being UTF-8. */
	void (*on_message)(void *context, struct feed_viewer *viewer, struct span text);

	/* May it see this message? Called when it is about to be sent; must be quick and the same
	 * for viewers of one scope. */
	enum feed_share (*on_share)(void *context, const struct feed_viewer *viewer,
				    const void *tag);

	/* It fell off the ring and was told so; it goes on from the newest message. May be NULL. */
	void (*on_resync)(void *context, struct feed_viewer *viewer);

	/* It is gone. The viewer is dead when this returns. May be NULL. */
	void (*on_close)(void *context, struct feed_viewer *viewer);
};

/* All zero is the default. */
struct feed_server_options {
	const char *address; /* numeric address to listen on; NULL = 127.0.0.1 */
	int port;            /* 0 = any free one */
	const char *path;    /* NULL = "/feed" */
	const char *resync_text; /* sent to who fell behind; NULL = {"resync":true} */
	size_t ring_most;       /* messages kept, rounded up to a power of two; 0 = 65,536 */
	size_t ring_most_bytes; /* bytes kept; 0 = 64 MiB */
	size_t message_most_bytes; /* of a viewer's text; 0 = 64 KiB */
	size_t direct_most_bytes;  /* waiting for one viewer; 0 = 4 MiB; above: closed */
	unsigned viewers_most;     /* connections; 0 = 10,000 */
	unsigned viewers_per_ip;   /* 0 = no limit (a front may hold them all) */
	int64_t hello_limit_us;    /* from connecting to feed_viewer_start; 0 = 10 s */
	int64_t ping_every_us;     /* of silence; 0 = 15 s */
	int64_t stall_limit_us;    /* without any sign of life; 0 = 45 s */
	const struct event_socket_calls *events; /* partners' sockets; NULL: none is let in. Their context is the viewers' */
	struct event_socket_options event_options;
	int64_t gather_us; /* least time between two frames to a viewer; the first after a quiet time leaves at once. 0 = each alone */
};

/* What the server has done since it started. */
struct feed_server_figures {
	uint64_t published;
	uint64_t delivered; /* messages, not frames */
	uint64_t frames;
	uint64_t resyncs;
	uint64_t stalled; /* closed: no life, no hello, too slow for direct messages */
	unsigned viewers; /* open now */
	unsigned sockets; /* of partners, open now */
};

/* Listens on the loop. ERR_INVALID, ERR_SYSTEM with words. The caller owns the server. Not on a
 * fake loop. */
MUST_CHECK enum err feed_server_new(struct loop *loop, const struct feed_server_options *options,
				    const struct feed_server_calls *calls, void *context,
				    struct feed_server **out, struct fault *fault);

/* The port it listens on. */
int feed_server_port(const struct feed_server *server);

/* Puts a message into the ring and returns its number, 1 for the first. */
uint64_t feed_server_publish(struct feed_server *server, const struct feed_message *message);

/* The number of the next message; so feed_viewer_start(viewer, feed_server_next(server), ...)
 * starts at what is to come. */
uint64_t feed_server_next(const struct feed_server *server);

/* The number of the oldest message still kept; equals feed_server_next if there is none. */
uint64_t feed_server_oldest(const struct feed_server *server);

/* Visits every viewer, in no order; `visit` may close viewers and send to them. */
void feed_server_each(struct feed_server *server,
		      void (*visit)(void *context, struct feed_viewer *viewer), void *context);

/* The figures now. */
struct feed_server_figures feed_server_figures(const struct feed_server *server);

/* Closes all (with on_close) and ends. Not from inside a callback. NULL is fine. */
void feed_server_free(struct feed_server *server);

/* The hello was good: messages from number `from` on are for it. `scope` is any number that the
 * owner gives to viewers who see exactly the same (they share the work of making frames); 0 =
 * shares with nobody. Below the oldest: resync. May be called again, to change scope or place. */
void feed_viewer_start(struct feed_viewer *viewer, uint64_t from, uint64_t scope);

/* Sends a text to this one viewer, ahead of ring messages that have not left yet. No line feed in
 * it. Over the viewer's bound it is closed, and the text dropped. */
void feed_viewer_send(struct feed_viewer *viewer, struct span text);

/* Closes it, after what was sent to it before if it takes that at once; `why` (at most 120 bytes)
 * reaches the other side. on_close comes later. */
void feed_viewer_close(struct feed_viewer *viewer, const char *why);

/* A place for the owner's pointer, NULL at first; not owned. */
void feed_viewer_set_data(struct feed_viewer *viewer, void *data);

/* That pointer. */
void *feed_viewer_data(const struct feed_viewer *viewer);

/* The numeric address of the other side. Borrowed. */
const char *feed_viewer_ip(const struct feed_viewer *viewer);

/* How many messages of the ring it has not been given yet; 0 before feed_viewer_start. */
uint64_t feed_viewer_behind(const struct feed_viewer *viewer);

#endif
