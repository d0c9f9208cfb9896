/* SPDX-License-Identifier: MIT */
/* The HTTP intake: libmicrohttpd's epoll descriptor on our loop, with every limit set before
 * anything is parsed. */
#ifndef DOCKET_NET_HTTP_SERVER_H
#define DOCKET_NET_HTTP_SERVER_H

#include "loop/loop.h"
#include "net/http_request.h"

struct http_server;

/* All zero is the default. */
struct http_server_options {
	const char *address;      /* numeric IPv4 or IPv6 address to listen on; NULL = 127.0.0.1 */
	int port;                 /* 0 = any free one, see http_server_port */
	const char *socket_path;  /* listen on this Unix socket instead; a stale one is replaced */
	size_t body_most_bytes;   /* 0 = 1 MiB; above: 413 */
	size_t bodies_most_bytes; /* of all requests under way; 0 = 128 MiB; above: 503 */
	int64_t header_limit_us;  /* from the first byte to the end of the headers; 0 = 5 s */
	int64_t body_limit_us;    /* for the whole body, however it trickles; 0 = 15 s */
	int64_t idle_limit_us;     /* between requests, and for taking an answer; 0 = 30 s */
	unsigned connections_most;   /* 0 = 1,024 */
	unsigned connections_per_ip; /* 0 = 256; not counted on a Unix socket */
};

/* What the server has seen since it started. */
struct http_server_figures {
	uint64_t requests; /* handed to on_request */
	uint64_t refused;  /* answered here: too large, doubtful length */
	uint64_t expired;  /* closed for being slow */
	unsigned open;     /* connections now */
	unsigned held;     /* requests that wait for their answer now */
};

/* A whole request has arrived. Answer it with http_request_answer, here or later; the pointer is
 * good until then. */
typedef void http_on_request(void *context, struct http_request *request);

/* Listens. ERR_INVALID for a bad address, ERR_SYSTEM (with words) if it is taken. The caller owns
 * the server. */
MUST_CHECK enum err http_server_new(struct loop *loop, const struct http_server_options *options,
				    http_on_request *on_request, void *context,
				    struct http_server **out, struct fault *fault);

/* The port it listens on; 0 for a Unix socket. */
int http_server_port(const struct http_server *server);

/* Stops listening; what is open is still answered, each connection is closed after its answer. */
void http_server_drain(struct http_server *server);

/* The figures now. */
struct http_server_figures http_server_figures(const struct http_server *server);

/* Ends it: requests that wait are answered 503 and their pointers are dead. Not from inside
 * on_request. NULL is fine. */
void http_server_free(struct http_server *server);

#endif
