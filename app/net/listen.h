/* SPDX-License-Identifier: MIT */
/* Listening sockets. For this folder only. */
#ifndef DOCKET_NET_LISTEN_H
#define DOCKET_NET_LISTEN_H

#include <sys/socket.h>

#include "base/err.h"

#define LISTEN_IP_ROOM 46 /* the longest numeric IPv6 address and its NUL */

/* A socket that listens on the numeric `address` and `port` (0 = a free one), not blocking. The
 * caller closes *fd; *bound_port is the port it got. ERR_INVALID, ERR_SYSTEM with words. */
MUST_CHECK enum err listen_tcp(const char *address, int port, int *fd, int *bound_port,
			       struct fault *fault);

/* A socket that listens on the Unix socket `path`, for our user and group only. A stale socket file
 * is replaced; one that someone listens on is ERR_SYSTEM. The caller closes *fd and unlinks. */
MUST_CHECK enum err listen_unix(const char *path, int *fd, struct fault *fault);

/* Writes the numeric address into `out` (LISTEN_IP_ROOM bytes); "local" for a Unix socket. */
void listen_ip(const struct sockaddr *address, char *out);

#endif
