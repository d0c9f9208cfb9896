/* SPDX-License-Identifier: MIT */
/* The other side of a socket, by hand: bytes in, bytes out, while the loop of the thing under test
 * runs between. */
#ifndef DOCKET_TESTS_NET_PEER_H
#define DOCKET_TESTS_NET_PEER_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/instant.h"
#include "loop/loop.h"

struct peer {
	struct loop *loop;
	int fd;
	char in[65536]; /* all that came, NUL-terminated */
	size_t length;
	bool is_over; /* the other side closed or reset */
};

static inline int peer_socket(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
	return fd;
}

static inline struct peer *peer_new(struct loop *loop, int port)
{
	struct peer *peer = calloc(1, sizeof *peer);

	peer->loop = loop;
	peer->fd = peer_socket(port);
	return peer;
}

static inline void peer_free(struct peer *peer)
{
	close(peer->fd);
	free(peer);
}

static inline void peer_send(struct peer *peer, const char *text)
{
	ssize_t sent = send(peer->fd, text, strlen(text), MSG_NOSIGNAL);

	if (sent < 0)
		peer->is_over = true;
}

static inline void peer_take(struct peer *peer)
{
	while (!peer->is_over && peer->length + 1 < sizeof peer->in) {
		ssize_t got = recv(peer->fd, peer->in + peer->length,
				   sizeof peer->in - 1 - peer->length, MSG_DONTWAIT);

		if (got < 0 && errno == EAGAIN)
			break;
		if (got <= 0)
			peer->is_over = true;
		else
			peer->length += (size_t)got;
	}
	peer->in[peer->length] = '\0';
}

static inline int peer_count(const struct peer *peer, const char *text)
{
	const char *at = peer->in, *end = peer->in + peer->length;
	int count = 0;

	while ((at = memmem(at, (size_t)(end - at), text, strlen(text)))) {
		at += strlen(text);
		count++;
	}
	return count;
}

/* Runs the loop until `text` came `count` times, the other side closed, or five seconds are
 * over. */
static inline void peer_wait(struct peer *peer, const char *text, int count)
{
	for (int i = 0; i < 1000; i++) {
		peer_take(peer);
		if (peer->is_over || (text && peer_count(peer, text) >= count))
			return;
		loop_run_for(peer->loop, 5 * US_PER_MS);
	}
}

/* Waits until the other side closes. */
static inline void peer_wait_over(struct peer *peer)
{
	peer_wait(peer, NULL, 0);
}

#endif
