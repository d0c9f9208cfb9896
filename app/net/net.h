/* SPDX-License-Identifier: MIT */
/*
 * app/net: HTTP in, HTTP and mail out, and the feed, all on the loop's thread. It knows protocols,
 * not freight.
 *
 *   net.h           how long to wait before trying again
 *   http_server.h   intake: a listening server with limits
 *   http_request.h  one request, answered now or later
 *   http_url.h      addresses: followed, escaped, shown
 *   http_client.h   effects going out: HTTP and mail, with what is known of their fate
 *   nats.h          messages of a NATS JetStream, each acknowledged by its owner
 *   feed_server.h   the websocket server: one shared ring, a cursor and a scope per viewer
 *   event_socket.h  on the same port: a partner's websocket, a message and an answer each
 *   feed_client.h   the websocket client of the console
 *
 * Pitfalls of the libraries, each with its cure, stand where the cure is. libmicrohttpd takes HTTP
 * and libwebsockets takes websockets and nothing else: a pair of pipelined requests hangs
 * libwebsockets 4.1.6 for good.
 */
#ifndef DOCKET_NET_NET_H
#define DOCKET_NET_NET_H

#include "base/err.h"

/* How long to wait before try number `attempt` (1 = the first repeat): evenly spread over 0 ..
 * min(cap, base * 2^(attempt-1)) by `random` (any 64 random bits), so that many who lost the same
 * peer do not return at once. Never below 0. */
int64_t net_backoff_us(int attempt, int64_t base_us, int64_t cap_us, uint64_t random);

#endif
