/* SPDX-License-Identifier: MIT */
/* What feed_server.c and feed_viewer.c share: the server, and a viewer with its place in the ring.
 * For this folder only. */
#ifndef DOCKET_NET_FEED_VIEWER_H
#define DOCKET_NET_FEED_VIEWER_H

#include "net/feed_ring.h"
#include "net/feed_server.h"
#include "net/listen.h"
#include "net/websocket.h"

#define FEED_BATCH_BYTES ((size_t)64 * 1024)

_Static_assert(FEED_FRONT >= LWS_PRE, "libwebsockets writes a frame's header in front of the text");

/* A message for one viewer; its text has FEED_FRONT bytes in front. */
struct feed_direct {
	struct feed_direct *next;
	size_t length;
	unsigned char room[];
};

/* The frame that was made last: [from, to) as a scope sees it. Viewers at the same place share
 * it. */
struct feed_batch {
	uint64_t scope, from, to;
	uint64_t messages; /* in the frame; fewer than to - from if some are not for the scope */
	struct feed_text frame; /* inside `room`, or the one large message itself */
	unsigned char room[FEED_FRONT + FEED_BATCH_BYTES];
};

struct feed_viewer {
	struct feed_server *server;
	struct lws *wsi;
	void *data;
	char ip[LISTEN_IP_ROOM];
	uint64_t next; /* the message it gets next; 0 before its hello */
	uint64_t scope;
	struct str in;              /* the pieces of a text that is arriving */
	struct feed_direct *direct; /* oldest first */
	struct feed_direct **direct_end;
	size_t direct_bytes;
	int64_t opened_us, heard_us, pinged_us;
	bool wants_ping;
	bool is_caught_up; /* stands in the server's list of those to wake */
	bool is_closing;
	bool is_drained; /* and nothing is left to send before the close */
	int64_t closing_us;
	int status;    /* websocket close code, while it closes */
	char why[124]; /* what the close frame has room for */
	struct feed_viewer *all_next, **all_at;
	struct feed_viewer *idle_next, **idle_at;
};

struct feed_server {
	struct loop *loop;
	struct feed_server_options options; /* with the defaults filled in */
	struct feed_server_calls calls;
	void *context;
	char *path;
	char *resync_text;
	char *events_path;
	struct websocket websocket;
	struct lws_vhost *vhost;
	struct loop_timer *upkeep;
	struct loop_timer *gather;
	int64_t woken_us; /* when viewers were woken last */
	struct loop_timer *closer; /* ends viewers that are drained */
	struct feed_ring ring;
	struct feed_batch batch;
	struct feed_viewer *viewers;
	struct feed_viewer *idle; /* caught up: publishing touches only these */
	struct event_socket *sockets;
	struct feed_link *links;
	struct feed_server_figures figures;
	bool is_over;
};

/* A viewer appeared. */
void feed_viewer_open(struct feed_viewer *viewer, struct feed_server *server, struct lws *wsi,
		      const char *ip);

/* It is gone. */
void feed_viewer_gone(struct feed_viewer *viewer);

/* More of a text came from it. -1 to close. */
int feed_viewer_take(struct feed_viewer *viewer, const void *piece, size_t length);

/* It can take more: sends what waits, at most what fits now. -1 to close. */
int feed_viewer_write(struct feed_viewer *viewer);

/* Pings it, closes it for silence, or cuts it off, as its times demand. */
void feed_viewer_upkeep(struct feed_viewer *viewer, int64_t now_us);

/* Lets all who are caught up know that there is more. */
void feed_viewer_wake_all(struct feed_server *server);

/* Fills the server's batch with what `viewer` sees from its place on. */
void feed_batch_make(struct feed_batch *batch, const struct feed_viewer *viewer);

#endif
