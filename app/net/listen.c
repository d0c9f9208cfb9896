/* SPDX-License-Identifier: MIT */
/* Listening sockets, made by us so that a free port, a Unix socket and the words of a failure are
 * the same for every server. */
#include "net/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define LISTEN_BACKLOG 512

union any_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_un local;
};

static enum err listen_fault(struct fault *fault, const char *what, int fd)
{
	int error = errno;

	if (fd >= 0)
		close(fd);
	return fault_set(fault, ERR_SYSTEM, what, "cannot listen there: %s", strerror(error));
}

static socklen_t read_address(const char *text, int port, union any_address *out)
{
	*out = (union any_address){ 0 };
	if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons((uint16_t)port);
		return sizeof out->v4;
	}
	if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1) {
		out->v6.sin6_family = AF_INET6;
		out->v6.sin6_port = htons((uint16_t)port);
		return sizeof out->v6;
	}
	return 0;
}

enum err listen_tcp(const char *address, int port, int *fd, int *bound_port, struct fault *fault)
{
	union any_address at;
	socklen_t length = read_address(address, port, &at);
	char what[LISTEN_IP_ROOM + 8];
	int on = 1;

	*fd = -1;
	if (!length || port < 0 || port > 65535)
		return fault_set(fault, ERR_INVALID, address, "is not a numeric address and port");
	snprintf(what, sizeof what, "%s:%d", address, port);
	*fd = socket(at.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (*fd < 0 || setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
	    bind(*fd, &at.any, length) || listen(*fd, LISTEN_BACKLOG) ||
	    getsockname(*fd, &at.any, &length))
		return listen_fault(fault, what, *fd);
	*bound_port = ntohs(at.any.sa_family == AF_INET ? at.v4.sin_port : at.v6.sin6_port);
	return ERR_NONE;
}

/* A socket file that nobody listens on refuses connections; only that may be removed. */
static bool is_stale(const union any_address *at)
{
	struct stat status;
	int fd, error;

	if (lstat(at->local.sun_path, &status) || !S_ISSOCK(status.st_mode))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	error = connect(fd, &at->any, sizeof at->local) ? errno : 0;
	close(fd);
	return error == ECONNREFUSED;
}

enum err listen_unix(const char *path, int *fd, struct fault *fault)
{
	union any_address at = { .local = { .sun_family = AF_UNIX } };
	size_t length = strlen(path);
	mode_t mask;
	int error;

	*fd = -1;
	if (!length || length >= sizeof at.local.sun_path)
		return fault_set(fault, ERR_INVALID, path, "is empty or too long for a socket");
	memcpy(at.local.sun_path, path, length + 1);
	if (is_stale(&at))
		unlink(path);
	*fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	mask = umask(0117);
	error = *fd < 0 || bind(*fd, &at.any, sizeof at.local) || listen(*fd, LISTEN_BACKLOG);
	umask(mask);
	return error ? listen_fault(fault, path, *fd) : ERR_NONE;
}

void listen_ip(const struct sockaddr *address, char *out)
{
	const void *from = NULL;

	memcpy(out, "local", 6);
	if (address->sa_family == AF_INET)
		from = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
	else if (address->sa_family == AF_INET6)
		from = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
	if (from && !inet_ntop(address->sa_family, from, out, LISTEN_IP_ROOM))
		out[0] = '\0';
}
