/* SPDX-License-Identifier: MIT */
/* One websocket to a feed. Whatever happens, an attempt ends in exactly one on_close, told from the
 * loop and never from inside a call of the owner. */
#include "net/feed_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/instant.h"
#include "base/mem.h"
#include "net/feed_ring.h"
#include "net/websocket.h"

_Static_assert(FEED_FRONT >= LWS_PRE, "libwebsockets writes a frame's header in front of the text");

struct feed_client_text {
	struct feed_client_text *next;
	size_t length;
	unsigned char room[];
};

enum client_state { CLIENT_AWAY, CLIENT_CONNECTING, CLIENT_OPEN, CLIENT_CLOSING };

struct feed_client {
	struct loop *loop;
	struct feed_client_options options; /* with the defaults filled in */
	struct feed_client_calls calls;
	void *context;
	char *address;
	char *path;
	struct websocket websocket;
	struct lws_vhost *vhost;
	struct lws *wsi;
	struct loop_timer *upkeep;
	struct loop_timer *told; /* on_close is told from here */
	enum client_state state;
	int64_t began_us; /* to connect, or to close */
	int64_t heard_us, pinged_us;
	bool wants_ping;
	struct str in;
	struct feed_client_text *out; /* oldest first */
	struct feed_client_text **out_end;
	size_t out_bytes;
	char why[160];
};

static void out_drop_first(struct feed_client *client)
{
	struct feed_client_text *text = client->out;

	client->out = text->next;
	if (!client->out)
		client->out_end = &client->out;
	client->out_bytes -= text->length;
	mem_free(text);
}

static void set_why(struct feed_client *client, const char *why)
{
	if (!client->why[0])
		snprintf(client->why, sizeof client->why, "%s", why);
}

/* The connection is gone, or never came; the owner hears of it in the next turn. */
static void over(struct feed_client *client, const char *why)
{
	if (client->state == CLIENT_AWAY)
		return;
	set_why(client, why);
	client->wsi = NULL;
	client->state = CLIENT_CLOSING;
	while (client->out)
		out_drop_first(client);
	str_clear(&client->in);
	loop_timer_stop(client->upkeep);
	loop_timer_start(client->told, 0, 0);
}

static void on_told(void *context)
{
	struct feed_client *client = context;
	char why[sizeof client->why];

	memcpy(why, client->why, sizeof why);
	client->why[0] = '\0';
	client->state = CLIENT_AWAY;
	client->calls.on_close(client->context, why); /* may connect again */
}

static void give_lines(struct feed_client *client)
{
	const char *at = client->in.text, *end = at + client->in.length;

	while (at < end && client->state == CLIENT_OPEN) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((stop ? stop : end) - at);

		if (length)
			client->calls.on_message(client->context, (struct span){ at, length });
		at += length + 1;
	}
	str_clear(&client->in);
}

static int take(struct feed_client *client, struct lws *wsi, const void *piece, size_t length)
{
	int status = 0;

	client->heard_us = loop_now_us(client->loop);
	if (websocket_gather(wsi, &client->in, piece, length, client->options.frame_most_bytes,
			     &status))
		give_lines(client);
	if (status)
		set_why(client, "the engine sent something that is no feed");
	return status || client->state != CLIENT_OPEN ? -1 : 0;
}

static int write_some(struct feed_client *client, struct lws *wsi)
{
	unsigned char ping[FEED_FRONT + WEBSOCKET_PING_BYTES] = { 0 };
	struct feed_client_text *text = client->out;

	if (client->state != CLIENT_OPEN)
		return -1;
	if (client->wants_ping) {
		client->wants_ping = false;
		lws_write(wsi, ping + FEED_FRONT, WEBSOCKET_PING_BYTES, LWS_WRITE_PING);
	} else if (text) {
		if (lws_write(wsi, text->room + FEED_FRONT, text->length, LWS_WRITE_TEXT) <
		    (int)text->length)
			return -1;
		out_drop_first(client);
	}
	if (client->out || client->wants_ping)
		lws_callback_on_writable(wsi);
	return 0;
}

static int opened(struct feed_client *client)
{
	if (client->state != CLIENT_CONNECTING)
		return -1;
	client->state = CLIENT_OPEN;
	client->heard_us = client->pinged_us = loop_now_us(client->loop);
	client->calls.on_open(client->context);
	return 0;
}

/* The words behind a close frame's two bytes of code, if the engine gave any. */
static void hear_close(struct feed_client *client, const char *in, size_t length)
{
	char why[sizeof client->why];

	if (length <= 2)
		return;
	snprintf(why, sizeof why, "the engine closed the feed: %.*s", (int)(length - 2), in + 2);
	set_why(client, why);
}

static int on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		  size_t length)
{
	struct feed_client *client = lws_context_user(lws_get_context(wsi));

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		return opened(client);
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return take(client, wsi, in, length);
	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		client->heard_us = loop_now_us(client->loop);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return write_some(client, wsi);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		hear_close(client, in, length);
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		over(client, "the engine's feed cannot be reached");
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		over(client, "the link to the engine's feed broke");
		break;
	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "docket-feed",
	  .callback = on_lws,
	  .rx_buffer_size = 16384,
	  .tx_packet_size = WEBSOCKET_FRAME_BYTES },
	{ 0 },
};

/* Ends the connection whatever it is doing; `over` is called from inside. */
static void cut(struct feed_client *client, const char *why)
{
	set_why(client, why);
	if (client->wsi)
		websocket_kill(client->wsi);
	over(client, why);
}

/* A reset or refusal before the upgrade is answered may go unnoticed by libwebsockets: libuv stops
 * watching at an error, and what it is told then looks to it like nothing to read. */
static bool is_turned_away(const struct feed_client *client)
{
	ssize_t got;
	char byte;

	if (!client->wsi)
		return false;
	got = recv(lws_get_socket_fd(client->wsi), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
	return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

static void on_upkeep(void *context)
{
	struct feed_client *client = context;
	const struct feed_client_options *options = &client->options;
	int64_t now_us = loop_now_us(client->loop);

	if (client->state == CLIENT_CONNECTING && is_turned_away(client)) {
		cut(client, "the engine's feed cannot be reached");
		return;
	}
	if (client->state != CLIENT_OPEN) {
		if (now_us - client->began_us >= options->connect_limit_us)
			cut(client, "the engine's feed did not answer in time");
		return;
	}
	if (now_us - client->heard_us >= options->silence_limit_us) {
		cut(client, "the engine's feed fell silent");
	} else if (client->wsi && now_us - client->heard_us >= options->silence_limit_us / 3 &&
		   now_us - client->pinged_us >= options->silence_limit_us / 3) {
		client->pinged_us = now_us;
		client->wants_ping = true;
		lws_callback_on_writable(client->wsi);
	}
}

static int64_t upkeep_every_us(const struct feed_client_options *options)
{
	int64_t least_us = options->silence_limit_us / 10;

	if (options->connect_limit_us / 10 < least_us)
		least_us = options->connect_limit_us / 10;
	return least_us < 10 * US_PER_MS ? 10 * US_PER_MS : least_us;
}

static struct feed_client_options with_defaults(const struct feed_client_options *options)
{
	struct feed_client_options all = *options;

	all.path = all.path ? all.path : "/feed";
	all.frame_most_bytes =
		all.frame_most_bytes ? all.frame_most_bytes : (size_t)2 * 1024 * 1024;
	all.send_most_bytes = all.send_most_bytes ? all.send_most_bytes : (size_t)256 * 1024;
	all.connect_limit_us = all.connect_limit_us > 0 ? all.connect_limit_us : 5 * US_PER_S;
	all.silence_limit_us = all.silence_limit_us > 0 ? all.silence_limit_us : 45 * US_PER_S;
	return all;
}

static bool start(struct feed_client *client)
{
	struct lws_context_creation_info info = { 0 };

	if (!websocket_open(&client->websocket, client->loop, protocols, client))
		return false;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.vhost_name = "feed";
	client->vhost = lws_create_vhost(client->websocket.lws, &info);
	return client->vhost != NULL;
}

enum err feed_client_new(struct loop *loop, const struct feed_client_options *options,
			 const struct feed_client_calls *calls, void *context,
			 struct feed_client **out, struct fault *fault)
{
	struct feed_client *client = mem_new(1, sizeof *client);

	*out = NULL;
	client->loop = loop;
	client->options = with_defaults(options);
	client->calls = *calls;
	client->context = context;
	client->address = mem_text(options->address);
	client->path = mem_text(client->options.path);
	client->out_end = &client->out;
	client->heard_us = INSTANT_NONE;
	client->upkeep = loop_timer_new(loop, on_upkeep, client);
	client->told = loop_timer_new(loop, on_told, client);
	if (!start(client)) {
		feed_client_free(client);
		return fault_set(fault, ERR_SYSTEM, "feed", "libwebsockets cannot start");
	}
	*out = client;
	return ERR_NONE;
}

void feed_client_set_address(struct feed_client *client, const char *address, int port)
{
	char *copy = mem_text(address);

	mem_free(client->address);
	client->address = copy;
	client->options.port = port;
}

/* A name would be looked up by libwebsockets while everything else on the loop waits. */
static bool is_numeric(const char *address)
{
	unsigned char room[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, address, room) == 1 || inet_pton(AF_INET6, address, room) == 1;
}

void feed_client_connect(struct feed_client *client)
{
	struct lws_client_connect_info info = { 0 };

	if (client->state != CLIENT_AWAY)
		return;
	client->state = CLIENT_CONNECTING;
	client->began_us = loop_now_us(client->loop);
	client->heard_us = INSTANT_NONE;
	client->why[0] = '\0';
	loop_timer_start(client->upkeep, 0, upkeep_every_us(&client->options));
	if (!client->address || !is_numeric(client->address)) {
		over(client, "the engine's feed has no numeric address");
		return;
	}
	info.context = client->websocket.lws;
	info.vhost = client->vhost;
	info.address = info.host = client->address;
	info.port = client->options.port;
	info.path = client->path;
	info.protocol = protocols[0].name;
	info.local_protocol_name = protocols[0].name;
	info.pwsi = &client->wsi;
	if (!lws_client_connect_via_info(&info))
		over(client, "the engine's feed cannot be reached");
}

bool feed_client_is_open(const struct feed_client *client)
{
	return client->state == CLIENT_OPEN;
}

int64_t feed_client_heard_us(const struct feed_client *client)
{
	return client->heard_us;
}

enum err feed_client_send(struct feed_client *client, struct span text)
{
	struct feed_client_text *copy;

	BUG_IF(!text.length);
	if (client->state != CLIENT_OPEN)
		return ERR_LINK;
	if (client->out_bytes + text.length > client->options.send_most_bytes)
		return ERR_LIMIT;
	copy = mem_new(1, sizeof *copy + FEED_FRONT + text.length);
	copy->length = text.length;
	memcpy(copy->room + FEED_FRONT, text.text, text.length);
	*client->out_end = copy;
	client->out_end = &copy->next;
	client->out_bytes += text.length;
	lws_callback_on_writable(client->wsi);
	return ERR_NONE;
}

void feed_client_close(struct feed_client *client)
{
	if (client->state == CLIENT_AWAY || client->state == CLIENT_CLOSING)
		return;
	set_why(client, "closed here");
	if (client->state == CLIENT_OPEN) {
		client->state = CLIENT_CLOSING; /* its next callback returns -1 */
		client->began_us = loop_now_us(client->loop);
		lws_callback_on_writable(client->wsi);
	} else {
		cut(client, "closed here");
	}
}

void feed_client_free(struct feed_client *client)
{
	if (!client)
		return;
	client->state = CLIENT_AWAY; /* nothing is told any more */
	loop_timer_free(client->upkeep);
	loop_timer_free(client->told);
	websocket_end(&client->websocket, client->loop, client);
	while (client->out)
		out_drop_first(client);
	str_release(&client->in);
	mem_free(client->address);
	mem_free(client->path);
}
