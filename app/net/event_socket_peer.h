/* SPDX-License-Identifier: MIT */
/* What feed_server.c and event_socket.c share: a partner's socket in the server's list. For this folder only. */
#ifndef DOCKET_NET_EVENT_SOCKET_PEER_H
#define DOCKET_NET_EVENT_SOCKET_PEER_H

#include "net/event_socket.h"
#include "net/feed_viewer.h"

/* A text on its way out; FEED_FRONT bytes stand in front of it. */
struct event_socket_text {
	struct event_socket_text *next;
	size_t length;
	size_t bytes; /* of the message that it answers */
	bool is_answer;
	unsigned char room[];
};

struct event_socket {
	struct feed_server *server;
	struct lws *wsi;
	void *data;
	struct str in;          /* the pieces of a message that is arriving */
	size_t most_bytes;      /* of a message */
	size_t under_way;       /* messages whose answer has not left */
	size_t bytes_under_way; /* theirs, and their answers' */
	struct event_socket_text *out, **out_end;
	int64_t opened_us, heard_us, pinged_us, closing_us;
	bool is_welcome, is_held, wants_ping, is_closing, is_drained;
	int status;
	char why[124];
	struct event_socket *next, **at;
};

/* One appeared; `name` stands behind the path. */
void event_socket_open(struct event_socket *socket, struct feed_server *server, struct lws *wsi, const char *name);

/* It is gone. */
void event_socket_gone(struct event_socket *socket);

/* More of a message came. -1 to close. */
int event_socket_take(struct event_socket *socket, const void *piece, size_t length);

/* It can take more. -1 to close. */
int event_socket_write(struct event_socket *socket);

/* Pings it, closes it for silence, as its times demand. */
void event_socket_upkeep(struct event_socket *socket, int64_t now_us);

#endif
