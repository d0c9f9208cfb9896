/* SPDX-License-Identifier: MIT */
/* libmicrohttpd driven by our loop: one watched descriptor and its timeout. It has limits for
 * silence only, so a sender of one byte a second would never end; each connection here has one
 * absolute deadline for what it is doing, and one timer looks for those that are over. */
#include "net/intake.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/instant.h"
#include "base/log.h"
#include "base/mem.h"

#define RUNS_IN_A_TURN 64 /* then others on the loop get theirs */

static void arm_run(struct http_server *server, bool is_more)
{
	MHD_UNSIGNED_LONG_LONG wait_ms;

	if (is_more)
		loop_timer_start(server->run, US_PER_MS, 0);
	else if (MHD_get_timeout(server->daemon, &wait_ms) == MHD_YES)
		loop_timer_start(server->run, (int64_t)wait_ms * US_PER_MS, 0);
	else
		loop_timer_stop(server->run);
}

/* One MHD_run leaves a pipelined request waiting for a byte that never comes: run until it says
 * that nothing is due. */
static void server_run(struct http_server *server)
{
	MHD_UNSIGNED_LONG_LONG wait_ms = 0;
	int runs = 0;

	do
		MHD_run(server->daemon);
	while (++runs < RUNS_IN_A_TURN && MHD_get_timeout(server->daemon, &wait_ms) == MHD_YES &&
	       wait_ms == 0);
	arm_run(server, runs == RUNS_IN_A_TURN);
}

static void on_ready(void *context, unsigned ready)
{
	(void)ready;
	server_run(context);
}

static void on_run(void *context)
{
	server_run(context);
}

void intake_wake(struct http_server *server)
{
	loop_timer_start(server->run, 0, 0);
}

void intake_phase(struct intake_peer *peer, enum intake_phase phase, int64_t limit_us)
{
	peer->phase = phase;
	peer->deadline_us = loop_now_us(peer->server->loop) + limit_us;
}

/* Seen as an end by libmicrohttpd, which then lets go of the connection in its own order. */
static void shut(struct intake_peer *peer)
{
	shutdown(peer->fd, SHUT_RDWR);
	intake_phase(peer, INTAKE_OVER, 0);
	intake_wake(peer->server);
}

static void expire(struct intake_peer *peer)
{
	static const char late[] = "HTTP/1.1 408 Request Timeout\r\n"
				   "Connection: close\r\nContent-Length: 0\r\n\r\n";

	/* Nothing of an answer has left yet in these phases, so this cannot fall into one. */
	if (peer->phase == INTAKE_HEAD || peer->phase == INTAKE_BODY)
		(void)send(peer->fd, late, sizeof late - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (peer->phase != INTAKE_IDLE)
		peer->server->figures.expired++;
	shut(peer);
}

static void on_upkeep(void *context)
{
	struct http_server *server = context;
	int64_t now_us = loop_now_us(server->loop);

	for (struct intake_peer *peer = server->peers; peer; peer = peer->next)
		if (peer->phase != INTAKE_HELD && peer->phase != INTAKE_OVER &&
		    peer->deadline_us <= now_us)
			expire(peer);
}

static void peer_open(struct http_server *server, struct MHD_Connection *connection, void **slot)
{
	const union MHD_ConnectionInfo *info;
	struct intake_peer *peer = mem_new(1, sizeof *peer);

	peer->server = server;
	peer->connection = connection;
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	peer->fd = info->connect_fd;
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	listen_ip(info->client_addr, peer->ip);
	intake_phase(peer, INTAKE_HEAD, server->options.header_limit_us);
	peer->next = server->peers;
	peer->at = &server->peers;
	if (peer->next)
		peer->next->at = &peer->next;
	server->peers = peer;
	server->figures.open++;
	*slot = peer;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **slot,
			  enum MHD_ConnectionNotificationCode code)
{
	struct http_server *server = context;
	struct intake_peer *peer = *slot;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		peer_open(server, connection, slot);
		return;
	}
	*peer->at = peer->next;
	if (peer->next)
		peer->next->at = peer->at;
	server->figures.open--;
	mem_free(peer);
}

static struct intake_peer *peer_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info->socket_context;
}

/* The request line of a further request has arrived: from here its headers have their time. */
static void *on_uri(void *context, const char *uri, struct MHD_Connection *connection)
{
	struct http_server *server = context;
	struct intake_peer *peer = peer_of(connection);

	(void)uri;
	if (peer->phase == INTAKE_IDLE)
		intake_phase(peer, INTAKE_HEAD, server->options.header_limit_us);
	return NULL;
}

struct header_tally {
	int lengths;
	int encodings;
	bool is_odd; /* a blank in a name, or an encoding that is not plainly chunked */
};

static enum MHD_Result on_header(void *context, enum MHD_ValueKind kind, const char *name,
				 const char *value)
{
	struct header_tally *tally = context;

	(void)kind;
	if (strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0)
		tally->lengths++;
	if (strcasecmp(name, MHD_HTTP_HEADER_TRANSFER_ENCODING) == 0) {
		tally->encodings++;
		tally->is_odd |= !value || strcasecmp(value, "chunked") != 0;
	}
	tally->is_odd |= strpbrk(name, " \t") != NULL;
	return MHD_YES;
}

/* libmicrohttpd takes two lengths, and a length beside chunks; a front may then see the body end
 * elsewhere, and the next request is smuggled in. */
static bool is_length_doubtful(struct MHD_Connection *connection)
{
	struct header_tally tally = { 0 };

	MHD_get_connection_values(connection, MHD_HEADER_KIND, on_header, &tally);
	return tally.is_odd || tally.lengths + tally.encodings > 1;
}

static bool is_too_long(const struct http_request *request, struct MHD_Connection *connection)
{
	const char *text = MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
						       MHD_HTTP_HEADER_CONTENT_LENGTH);
	int64_t length = 0;

	if (!text)
		return false;
	return str_to_i64(span_of(text), &length) != ERR_NONE ||
	       length > (int64_t)request->peer->server->options.body_most_bytes;
}

static enum MHD_Result begin(struct MHD_Connection *connection, const char *method,
			     const char *path, void **slot)
{
	struct intake_peer *peer = peer_of(connection);
	struct http_request *request = intake_begin(peer, method, path);

	*slot = request;
	intake_phase(peer, INTAKE_BODY, peer->server->options.body_limit_us);
	if (is_length_doubtful(connection))
		return intake_refuse(request, MHD_HTTP_BAD_REQUEST,
				     "where the body ends is said twice or not clearly");
	if (is_too_long(request, connection))
		return intake_refuse(request, MHD_HTTP_CONTENT_TOO_LARGE, "the body is too large");
	return MHD_YES;
}

static enum MHD_Result on_access(void *context, struct MHD_Connection *connection, const char *path,
				 const char *method, const char *version, const char *data,
				 size_t *length, void **slot)
{
	struct http_request *request = *slot;

	(void)context;
	(void)version;
	if (!request)
		return begin(connection, method, path, slot);
	if (!*length)
		return intake_whole(request);
	intake_take(request, data, *length);
	*length = 0;
	return MHD_YES;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **slot,
			 enum MHD_RequestTerminationCode code)
{
	struct http_server *server = context;
	struct intake_peer *peer = peer_of(connection);

	(void)code;
	if (*slot)
		intake_end(*slot);
	*slot = NULL;
	if (peer && peer->phase != INTAKE_OVER)
		intake_phase(peer, INTAKE_IDLE, server->options.idle_limit_us);
}

__attribute__((format(printf, 2, 0))) static void on_words(void *context, const char *format,
							   va_list args)
{
	char words[256];

	(void)context;
	vsnprintf(words, sizeof words, format, args);
	log_line(LOG_DEBUG, "intake", "%s", words);
}

static int64_t or_else(int64_t value, int64_t fallback)
{
	return value > 0 ? value : fallback;
}

static struct http_server_options with_defaults(const struct http_server_options *options)
{
	struct http_server_options all = *options;

	all.address = all.address ? all.address : "127.0.0.1";
	all.body_most_bytes = all.body_most_bytes ? all.body_most_bytes : (size_t)1024 * 1024;
	all.bodies_most_bytes =
		all.bodies_most_bytes ? all.bodies_most_bytes : (size_t)128 * 1024 * 1024;
	all.header_limit_us = or_else(all.header_limit_us, 5 * US_PER_S);
	all.body_limit_us = or_else(all.body_limit_us, 15 * US_PER_S);
	all.idle_limit_us = or_else(all.idle_limit_us, 30 * US_PER_S);
	all.connections_most = all.connections_most ? all.connections_most : 1024;
	all.connections_per_ip = all.connections_per_ip ? all.connections_per_ip : 256;
	return all;
}

static struct MHD_Daemon *start_daemon(struct http_server *server, int fd)
{
	const struct http_server_options *options = &server->options;

	return MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
		on_access, server, MHD_OPTION_EXTERNAL_LOGGER, on_words,
		server, /* first, or early words go to stderr */
		MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_URI_LOG_CALLBACK,
		on_uri, server, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_TIMEOUT,
		0U, /* the deadlines here are absolute instead */
		MHD_OPTION_CONNECTION_LIMIT, options->connections_most,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->connections_per_ip, MHD_OPTION_END);
}

/* Often enough to be late by a tenth of the shortest limit at most. */
static int64_t upkeep_every_us(const struct http_server_options *options)
{
	int64_t least_us = options->header_limit_us;

	least_us = options->body_limit_us < least_us ? options->body_limit_us : least_us;
	least_us = options->idle_limit_us < least_us ? options->idle_limit_us : least_us;
	least_us /= 10;
	return least_us < 10 * US_PER_MS ? 10 * US_PER_MS : least_us;
}

static enum err start(struct http_server *server, int fd, struct fault *fault)
{
	const union MHD_DaemonInfo *info;
	enum err err;

	server->daemon = start_daemon(server, fd);
	if (!server->daemon) {
		close(fd);
		return fault_set(fault, ERR_SYSTEM, "HTTP intake", "cannot start: %s",
				 strerror(errno));
	}
	info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	err = loop_watch_new(server->loop, info->epoll_fd, on_ready, server, &server->watch, fault);
	if (err != ERR_NONE)
		return err;
	loop_watch_set(server->watch, LOOP_READ);
	server->run = loop_timer_new(server->loop, on_run, server);
	server->upkeep = loop_timer_new(server->loop, on_upkeep, server);
	loop_timer_start(server->upkeep, 0, upkeep_every_us(&server->options));
	return ERR_NONE;
}

enum err http_server_new(struct loop *loop, const struct http_server_options *options,
			 http_on_request *on_request, void *context, struct http_server **out,
			 struct fault *fault)
{
	struct http_server *server = mem_new(1, sizeof *server);
	int fd;
	enum err err;

	*out = NULL;
	server->loop = loop;
	server->options = with_defaults(options);
	server->on_request = on_request;
	server->context = context;
	if (options->socket_path)
		err = listen_unix(options->socket_path, &fd, fault);
	else
		err = listen_tcp(server->options.address, options->port, &fd, &server->port, fault);
	if (err == ERR_NONE) {
		server->socket_path = mem_text(options->socket_path);
		err = start(server, fd, fault);
	}
	if (err != ERR_NONE) {
		http_server_free(server);
		return err;
	}
	*out = server;
	return ERR_NONE;
}

int http_server_port(const struct http_server *server)
{
	return server->port;
}

void http_server_drain(struct http_server *server)
{
	int fd;

	if (server->is_draining)
		return;
	server->is_draining = true;
	fd = MHD_quiesce_daemon(server->daemon);
	if (fd != MHD_INVALID_SOCKET)
		close(fd);
	for (struct intake_peer *peer = server->peers; peer; peer = peer->next)
		if (peer->phase == INTAKE_IDLE)
			shut(peer);
	intake_wake(server);
}

struct http_server_figures http_server_figures(const struct http_server *server)
{
	return server->figures;
}

/* libmicrohttpd must not be stopped while a connection is suspended. */
static void answer_held(struct http_server *server)
{
	static const char words[] = "the service is going down, try again later\n";

	while (server->held)
		http_request_answer(server->held, MHD_HTTP_SERVICE_UNAVAILABLE,
				    "text/plain; charset=utf-8", span_of(words), NULL, 0);
	server_run(server);
}

void http_server_free(struct http_server *server)
{
	if (!server)
		return;
	if (server->watch) {
		http_server_drain(server);
		answer_held(server);
	}
	loop_timer_free(server->upkeep);
	loop_timer_free(server->run);
	loop_watch_free(server->watch);
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	if (server->socket_path)
		unlink(server->socket_path);
	mem_free(server->socket_path);
	mem_free(server);
}
