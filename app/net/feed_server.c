/* SPDX-License-Identifier: MIT */
/* The door of the feed: libwebsockets' callbacks, who may come in, and upkeep. What is known to go
 * wrong with libwebsockets 4.1.6 is refused here, before its own code gets to it. */
#include "net/feed_server.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "base/instant.h"
#include "base/mem.h"
#include "net/event_socket_peer.h"

#define PATH_ROOM 128

/* A connection, from accept to its end, whether it becomes a viewer or not. */
struct feed_link {
	char ip[LISTEN_IP_ROOM];
	char name[EVENT_SOCKET_NAME_ROOM]; /* of a partner's socket: behind the path of events; else "" */
	struct feed_link *next, **at;
};

/* What libwebsockets keeps for a connection: a viewer, or a partner's socket. */
union feed_session {
	struct feed_viewer viewer;
	struct event_socket socket;
};

static struct feed_server *server_of(struct lws *wsi)
{
	return lws_context_user(lws_get_context(wsi));
}

static void ip_of(int fd, char *ip)
{
	union {
		struct sockaddr any;
		struct sockaddr_storage room;
	} from = { 0 };
	socklen_t length = sizeof from;

	ip[0] = '\0';
	if (getpeername(fd, &from.any, &length) == 0)
		listen_ip(&from.any, ip);
}

/* libwebsockets is built without limits per address, so we count. */
static int may_connect(const struct feed_server *server, int fd)
{
	char ip[LISTEN_IP_ROOM];
	unsigned all = 0, same = 0;

	ip_of(fd, ip);
	for (const struct feed_link *link = server->links; link; link = link->next) {
		all++;
		same += strcmp(link->ip, ip) == 0;
	}
	if (server->is_over || all >= server->options.viewers_most)
		return -1;
	return server->options.viewers_per_ip && same >= server->options.viewers_per_ip ? -1 : 0;
}

static void link_open(struct feed_server *server, struct lws *wsi)
{
	struct feed_link *link = mem_new(1, sizeof *link);

	ip_of(lws_get_socket_fd(wsi), link->ip);
	link->next = server->links;
	link->at = &server->links;
	if (link->next)
		link->next->at = &link->next;
	server->links = link;
	lws_set_opaque_user_data(wsi, link);
}

static void link_close(struct lws *wsi)
{
	struct feed_link *link = lws_get_opaque_user_data(wsi);

	if (!link)
		return;
	*link->at = link->next;
	if (link->next)
		link->next->at = link->at;
	lws_set_opaque_user_data(wsi, NULL);
	mem_free(link);
}

/* "h2c" would be accepted too and reach HTTP/2 code with known holes. The header is copied out:
 * what the callback is given may be freed already. */
static int is_refused_upgrade(struct lws *wsi)
{
	char to[16];

	return lws_hdr_copy(wsi, to, sizeof to, WSI_TOKEN_UPGRADE) <= 0 ||
			       strcasecmp(to, "websocket") != 0
		       ? -1
		       : 0;
}

/* The name behind the path of events, for who may still come. */
static bool is_events_path(const struct feed_server *server, const char *path, struct feed_link *link)
{
	size_t length = strlen(server->events_path), name = strlen(path) > length ? strlen(path) - length : 0;

	if (!server->options.events || !link || strncmp(path, server->events_path, length) != 0 || name == 0 ||
	    name >= sizeof link->name || server->figures.sockets >= server->options.event_options.sockets_most)
		return false;
	memcpy(link->name, path + length, name + 1);
	return true;
}

static int is_other_path(const struct feed_server *server, struct lws *wsi)
{
	char path[PATH_ROOM];

	if (lws_hdr_copy(wsi, path, sizeof path, WSI_TOKEN_GET_URI) <= 0)
		return -1;
	return strcmp(path, server->path) == 0 || is_events_path(server, path, lws_get_opaque_user_data(wsi)) ? 0 : -1;
}

/* Plain HTTP is answered and closed, always: kept open, two requests in one packet make
 * libwebsockets spin for good. */
static int refuse_http(struct lws *wsi)
{
	lws_return_http_status(wsi, HTTP_STATUS_NOT_FOUND, NULL);
	return -1;
}

static const struct feed_link *link_of(struct lws *wsi)
{
	static const struct feed_link none;
	const struct feed_link *link = lws_get_opaque_user_data(wsi);

	return link ? link : &none;
}

static int on_viewer(struct lws *wsi, enum lws_callback_reasons reason, struct feed_viewer *viewer, void *in, size_t length)
{
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		feed_viewer_open(viewer, server_of(wsi), wsi, link_of(wsi)->ip);
		break;
	case LWS_CALLBACK_CLOSED:
		if (viewer->server) /* else it was turned away at the door */
			feed_viewer_gone(viewer);
		break;
	case LWS_CALLBACK_RECEIVE:
		return feed_viewer_take(viewer, in, length);
	case LWS_CALLBACK_RECEIVE_PONG:
		viewer->heard_us = loop_now_us(viewer->server->loop);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return feed_viewer_write(viewer);
	default:
		break;
	}
	return 0;
}

static int on_socket(struct lws *wsi, enum lws_callback_reasons reason, struct event_socket *socket, void *in, size_t length)
{
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		event_socket_open(socket, server_of(wsi), wsi, link_of(wsi)->name);
		break;
	case LWS_CALLBACK_CLOSED:
		if (socket->server) /* as above */
			event_socket_gone(socket);
		break;
	case LWS_CALLBACK_RECEIVE:
		return event_socket_take(socket, in, length);
	case LWS_CALLBACK_RECEIVE_PONG:
		socket->heard_us = loop_now_us(socket->server->loop);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return event_socket_write(socket);
	default:
		break;
	}
	return 0;
}

static int on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		  size_t length)
{
	switch (reason) {
	case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
		return may_connect(server_of(wsi), (int)(intptr_t)in);
	case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
		link_open(server_of(wsi), wsi);
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		link_close(wsi);
		break;
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		return is_refused_upgrade(wsi);
	case LWS_CALLBACK_HTTP:
		return refuse_http(wsi);
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return is_other_path(server_of(wsi), wsi);
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_RECEIVE_PONG:
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return link_of(wsi)->name[0] ? on_socket(wsi, reason, user, in, length) : on_viewer(wsi, reason, user, in, length);
	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "docket-feed",
	  .callback = on_lws,
	  .per_session_data_size = sizeof(union feed_session),
	  .rx_buffer_size = 4096,
	  .tx_packet_size = WEBSOCKET_FRAME_BYTES },
	/* What a partner's client may ask for: libwebsockets turns away who asks for anything that is not here. */
	{ .name = "cloudevents.json",
	  .callback = on_lws,
	  .per_session_data_size = sizeof(union feed_session),
	  .rx_buffer_size = 4096,
	  .tx_packet_size = WEBSOCKET_FRAME_BYTES },
	{ 0 },
};

static void on_upkeep(void *context)
{
	struct feed_server *server = context;
	int64_t now_us = loop_now_us(server->loop);
	struct feed_viewer *next;

	for (struct feed_viewer *viewer = server->viewers; viewer; viewer = next) {
		next = viewer->all_next; /* upkeep may end this viewer, and no other */
		feed_viewer_upkeep(viewer, now_us);
	}
	for (struct event_socket *socket = server->sockets, *after; socket; socket = after) {
		after = socket->next;
		event_socket_upkeep(socket, now_us);
	}
}

static void on_closer(void *context)
{
	struct feed_server *server = context;
	struct feed_viewer *next;

	for (struct feed_viewer *viewer = server->viewers; viewer; viewer = next) {
		next = viewer->all_next;
		if (viewer->is_drained)
			websocket_close(viewer->wsi, viewer->status, viewer->why);
	}
	for (struct event_socket *socket = server->sockets, *after; socket; socket = after) {
		after = socket->next;
		if (socket->is_drained)
			websocket_close(socket->wsi, socket->status, socket->why);
	}
}

static void on_gathered(void *context)
{
	struct feed_server *server = context;

	server->woken_us = loop_now_us(server->loop);
	feed_viewer_wake_all(server);
}

/* After a quiet time the first message leaves in the next turn of the loop, with all that came in this one; further ones wait until the time of
 * one frame is over. */
static void gather(struct feed_server *server)
{
	int64_t wait = server->woken_us + server->options.gather_us - loop_now_us(server->loop);

	loop_timer_start(server->gather, wait > 0 ? wait : 0, 0);
}

static int64_t or_else(int64_t value, int64_t fallback)
{
	return value > 0 ? value : fallback;
}

static struct feed_server_options with_defaults(const struct feed_server_options *options)
{
	struct feed_server_options all = *options;

	all.address = all.address ? all.address : "127.0.0.1";
	all.path = all.path ? all.path : "/feed";
	all.resync_text = all.resync_text ? all.resync_text : "{\"resync\":true}";
	all.ring_most = all.ring_most ? all.ring_most : 65536;
	all.ring_most_bytes = all.ring_most_bytes ? all.ring_most_bytes : (size_t)64 * 1024 * 1024;
	all.message_most_bytes =
		all.message_most_bytes ? all.message_most_bytes : (size_t)64 * 1024;
	all.direct_most_bytes =
		all.direct_most_bytes ? all.direct_most_bytes : (size_t)4 * 1024 * 1024;
	all.viewers_most = all.viewers_most ? all.viewers_most : 10000;
	all.event_options.path = all.event_options.path ? all.event_options.path : "/v1/events/";
	if (!all.event_options.bytes_under_way)
		all.event_options.bytes_under_way = (size_t)4 * 1024 * 1024;
	if (!all.event_options.sockets_most)
		all.event_options.sockets_most = 256;
	all.hello_limit_us = or_else(all.hello_limit_us, 10 * US_PER_S);
	all.ping_every_us = or_else(all.ping_every_us, 15 * US_PER_S);
	all.stall_limit_us = or_else(all.stall_limit_us, 45 * US_PER_S);
	return all;
}

static int64_t upkeep_every_us(const struct feed_server_options *options)
{
	int64_t least_us = options->hello_limit_us;

	least_us = options->ping_every_us < least_us ? options->ping_every_us : least_us;
	least_us = options->stall_limit_us < least_us ? options->stall_limit_us : least_us;
	least_us /= 10;
	return least_us < 10 * US_PER_MS ? 10 * US_PER_MS : least_us;
}

static enum err listen_on(struct feed_server *server, struct fault *fault)
{
	struct lws_context_creation_info info = { 0 };

	info.port = server->options.port;
	info.iface = server->options.address;
	info.protocols = protocols;
	info.vhost_name = "feed";
	info.options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND;
	if (!strchr(info.iface, ':')) /* else 127.0.0.1 becomes ::ffff:127.0.0.1 */
		info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
	info.timeout_secs = WEBSOCKET_HEAD_LIMIT_S;
	info.timeout_secs_ah_idle = WEBSOCKET_HEAD_LIMIT_S;
	info.alpn = "http/1.1";
	server->vhost = lws_create_vhost(server->websocket.lws, &info);
	if (server->vhost)
		return ERR_NONE;
	return fault_set(fault, ERR_SYSTEM, "feed", "cannot listen on %s:%d", info.iface,
			 info.port);
}

/* Says beforehand, in words, what libwebsockets would only fail at. */
static enum err try_address(const struct feed_server_options *options, struct fault *fault)
{
	int fd, port;
	enum err err = listen_tcp(options->address, options->port, &fd, &port, fault);

	if (err == ERR_NONE)
		close(fd);
	return err;
}

enum err feed_server_new(struct loop *loop, const struct feed_server_options *options,
			 const struct feed_server_calls *calls, void *context,
			 struct feed_server **out, struct fault *fault)
{
	struct feed_server *server = mem_new(1, sizeof *server);
	enum err err;

	*out = NULL;
	server->loop = loop;
	server->options = with_defaults(options);
	server->calls = *calls;
	server->context = context;
	server->path = mem_text(server->options.path);
	server->resync_text = mem_text(server->options.resync_text);
	server->events_path = mem_text(server->options.event_options.path);
	feed_ring_init(&server->ring, server->options.ring_most, server->options.ring_most_bytes);
	server->upkeep = loop_timer_new(loop, on_upkeep, server);
	server->gather = loop_timer_new(loop, on_gathered, server);
	server->closer = loop_timer_new(loop, on_closer, server);
	err = try_address(&server->options, fault);
	if (err == ERR_NONE && !websocket_open(&server->websocket, loop, protocols, server))
		err = fault_set(fault, ERR_SYSTEM, "feed", "libwebsockets cannot start");
	if (err == ERR_NONE)
		err = listen_on(server, fault);
	if (err != ERR_NONE) {
		feed_server_free(server);
		return err;
	}
	loop_timer_start(server->upkeep, 0, upkeep_every_us(&server->options));
	*out = server;
	return ERR_NONE;
}

int feed_server_port(const struct feed_server *server)
{
	return lws_get_vhost_listen_port(server->vhost);
}

uint64_t feed_server_publish(struct feed_server *server, const struct feed_message *message)
{
	uint64_t number;

	BUG_IF(message->tag.length > 256);
	BUG_IF(!message->text.length || message->text.length > FEED_MESSAGE_MOST);
	BUG_IF(memchr(message->text.text, '\n', message->text.length));
	BUG_IF(message->outside.length > FEED_MESSAGE_MOST);
	number = feed_ring_push(&server->ring, message->tag, message->text, message->outside);
	server->figures.published++;
	if (!server->options.gather_us)
		feed_viewer_wake_all(server);
	else if (server->idle && !loop_timer_is_running(server->gather))
		gather(server);
	return number;
}

uint64_t feed_server_next(const struct feed_server *server)
{
	return server->ring.next;
}

uint64_t feed_server_oldest(const struct feed_server *server)
{
	return server->ring.oldest;
}

void feed_server_each(struct feed_server *server,
		      void (*visit)(void *context, struct feed_viewer *viewer), void *context)
{
	for (struct feed_viewer *viewer = server->viewers; viewer; viewer = viewer->all_next)
		visit(context, viewer);
}

struct feed_server_figures feed_server_figures(const struct feed_server *server)
{
	return server->figures;
}

void feed_server_free(struct feed_server *server)
{
	if (!server)
		return;
	server->is_over = true;
	loop_timer_free(server->upkeep);
	loop_timer_free(server->gather);
	loop_timer_free(server->closer);
	websocket_end(&server->websocket, server->loop, server);
	feed_ring_release(&server->ring);
	mem_free(server->path);
	mem_free(server->resync_text);
	mem_free(server->events_path);
}
