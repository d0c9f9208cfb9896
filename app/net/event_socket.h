/* SPDX-License-Identifier: MIT */
/*
 * A partner's websocket: it sends messages, one a frame, and gets an answer to each. It stands on the feed's port under a path of its own
 * (see feed_server_options). What is under way is bounded: whoever sends faster than answers leave is not read from until they did.
 */
#ifndef DOCKET_NET_EVENT_SOCKET_H
#define DOCKET_NET_EVENT_SOCKET_H

#include "base/str.h"

struct event_socket;

#define EVENT_SOCKET_UNDER_WAY_MOST ((size_t)64)
#define EVENT_SOCKET_NAME_ROOM      64

/* The owner's side; none may be NULL. A socket is good from on_open to the end of on_close. */
struct event_socket_calls {
	/* Someone connected; `name` stands behind the path. It has the hello limit to be welcomed. */
	void (*on_open)(void *context, struct event_socket *socket, const char *name);

	/* A message came. Foreign: neither cleaned nor checked beyond being UTF-8. Answer it with event_socket_answer, here or later. */
	void (*on_message)(void *context, struct event_socket *socket, struct span text);

	/* It is gone, and so are answers that had not left. */
	void (*on_close)(void *context, struct event_socket *socket);
};

/* All zero is the default. */
struct event_socket_options {
	const char *path;           /* before the name; NULL = "/v1/events/" */
	size_t bytes_under_way;     /* of messages that wait for their answer, and of answers, of one socket; 0 = 4 MiB */
	unsigned sockets_most;      /* 0 = 256 */
};

/* It showed who it is: from here its messages may have `most_bytes`; before, 8 KiB. */
void event_socket_welcome(struct event_socket *socket, size_t most_bytes);

/* Sends a text that answers nothing. */
void event_socket_say(struct event_socket *socket, struct span text);

/* Answers one message of `bytes`, exactly once each. */
void event_socket_answer(struct event_socket *socket, struct span text, size_t bytes);

/* Closes it after what was sent before; `why` (at most 120 bytes) reaches the other side. on_close comes later. */
void event_socket_close(struct event_socket *socket, const char *why);

/* A place for the owner's pointer, NULL at first; not owned. */
void event_socket_set_data(struct event_socket *socket, void *data);

/* That pointer. */
void *event_socket_data(const struct event_socket *socket);

#endif
