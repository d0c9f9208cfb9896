/* SPDX-License-Identifier: MIT */
/* Backpressure is the kernel's: a socket with too much under way is not read, its window fills, and its sender waits. */
#include "net/event_socket_peer.h"

#include <stdio.h>
#include <string.h>

#include "base/instant.h"
#include "base/mem.h"

#define STRANGER_BYTES_MOST ((size_t)8 * 1024)
#define CLOSE_PATIENCE_US   (2 * US_PER_S)

void event_socket_open(struct event_socket *socket, struct feed_server *server, struct lws *wsi, const char *name)
{
	int64_t now_us = loop_now_us(server->loop);

	*socket = (struct event_socket){ .server = server, .wsi = wsi, .most_bytes = STRANGER_BYTES_MOST, .opened_us = now_us,
					 .heard_us = now_us, .pinged_us = now_us };
	socket->out_end = &socket->out;
	socket->next = server->sockets;
	socket->at = &server->sockets;
	if (socket->next)
		socket->next->at = &socket->next;
	server->sockets = socket;
	server->figures.sockets++;
	server->options.events->on_open(server->context, socket, name);
}

static void drop_first(struct event_socket *socket)
{
	struct event_socket_text *text = socket->out;

	socket->out = text->next;
	if (!socket->out)
		socket->out_end = &socket->out;
	socket->bytes_under_way -= text->length + text->bytes;
	socket->under_way -= text->is_answer;
	mem_free(text);
}

void event_socket_gone(struct event_socket *socket)
{
	struct feed_server *server = socket->server;

	*socket->at = socket->next;
	if (socket->next)
		socket->next->at = socket->at;
	server->figures.sockets--;
	socket->is_closing = true; /* what on_close sends goes nowhere */
	server->options.events->on_close(server->context, socket);
	while (socket->out)
		drop_first(socket);
	str_release(&socket->in);
}

static void close_with(struct event_socket *socket, int status, const char *why)
{
	if (socket->is_closing)
		return;
	socket->is_closing = true;
	socket->closing_us = loop_now_us(socket->server->loop);
	socket->status = status;
	snprintf(socket->why, sizeof socket->why, "%s", why);
	lws_callback_on_writable(socket->wsi);
}

static bool is_full(const struct event_socket *socket)
{
	return socket->under_way >= EVENT_SOCKET_UNDER_WAY_MOST || socket->bytes_under_way >= socket->server->options.event_options.bytes_under_way;
}

static void hold(struct event_socket *socket, bool is_held)
{
	if (socket->is_held == is_held)
		return;
	socket->is_held = is_held;
	if (!is_held)
		socket->heard_us = loop_now_us(socket->server->loop); /* what it said meanwhile was not read */
	lws_rx_flow_control(socket->wsi, !is_held);
}

static void give(struct event_socket *socket)
{
	struct feed_server *server = socket->server;
	struct str text = socket->in;

	socket->in = (struct str){ 0 };
	socket->under_way++;
	socket->bytes_under_way += text.length;
	server->options.events->on_message(server->context, socket, (struct span){ str_text(&text), text.length });
	str_release(&text);
	hold(socket, is_full(socket));
}

int event_socket_take(struct event_socket *socket, const void *piece, size_t length)
{
	int status = 0;

	socket->heard_us = loop_now_us(socket->server->loop);
	if (socket->is_closing)
		return 0;
	if (websocket_gather(socket->wsi, &socket->in, piece, length, socket->most_bytes, &status))
		give(socket);
	if (status == LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE) {
		char words[100];
		int room = snprintf(words, sizeof words, "a message here has %zu bytes at most", socket->most_bytes);
		lws_close_reason(socket->wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, (unsigned char *)words, (size_t)room);
	} else if (status) {
		lws_close_reason(socket->wsi, (enum lws_close_status)status, NULL, 0);
	}
	return status ? -1 : 0;
}

static bool send_ping(struct event_socket *socket)
{
	unsigned char room[FEED_FRONT + WEBSOCKET_PING_BYTES] = { 0 };

	socket->wants_ping = false;
	socket->pinged_us = loop_now_us(socket->server->loop);
	return lws_write(socket->wsi, room + FEED_FRONT, WEBSOCKET_PING_BYTES, LWS_WRITE_PING) >= 0;
}

static bool send_first(struct event_socket *socket)
{
	struct event_socket_text *text = socket->out;
	bool is_sent = lws_write(socket->wsi, text->room + FEED_FRONT, text->length, LWS_WRITE_TEXT) >= (int)text->length;

	drop_first(socket);
	return is_sent;
}

int event_socket_write(struct event_socket *socket)
{
	while ((socket->wants_ping || socket->out) && !lws_send_pipe_choked(socket->wsi))
		if (!(socket->wants_ping ? send_ping(socket) : send_first(socket)))
			return -1;
	if (socket->is_held && socket->under_way <= EVENT_SOCKET_UNDER_WAY_MOST / 2 && !is_full(socket))
		hold(socket, false);
	if (socket->wants_ping || socket->out) {
		lws_callback_on_writable(socket->wsi);
	} else if (socket->is_closing) {
		socket->is_drained = true;
		loop_timer_start(socket->server->closer, 0, 0);
	}
	return 0;
}

void event_socket_upkeep(struct event_socket *socket, int64_t now_us)
{
	struct feed_server *server = socket->server;
	const struct feed_server_options *options = &server->options;
	int64_t silence_us = now_us - socket->heard_us;

	/* While it is held its signs of life are not read; then the store owes an answer, or it does not take those it has. */
	if (silence_us >= (socket->is_held ? 2 : 1) * options->stall_limit_us) {
		server->figures.stalled++;
		websocket_kill(socket->wsi);
	} else if (socket->is_closing && now_us - socket->closing_us >= CLOSE_PATIENCE_US) {
		websocket_kill(socket->wsi);
	} else if (!socket->is_closing && !socket->is_welcome && now_us - socket->opened_us >= options->hello_limit_us) {
		server->figures.stalled++;
		close_with(socket, LWS_CLOSE_STATUS_POLICY_VIOLATION, "nothing was signed in time");
	} else if (silence_us >= options->ping_every_us && now_us - socket->pinged_us >= options->ping_every_us) {
		socket->wants_ping = true;
		lws_callback_on_writable(socket->wsi);
	}
}

void event_socket_welcome(struct event_socket *socket, size_t most_bytes)
{
	socket->is_welcome = true;
	socket->most_bytes = most_bytes;
}

static void push(struct event_socket *socket, struct span text, size_t bytes, bool is_answer)
{
	struct event_socket_text *copy;

	BUG_IF(!text.length);
	if (socket->is_closing)
		return;
	copy = mem_new(1, sizeof *copy + FEED_FRONT + text.length);
	copy->length = text.length;
	copy->bytes = bytes;
	copy->is_answer = is_answer;
	memcpy(copy->room + FEED_FRONT, text.text, text.length);
	*socket->out_end = copy;
	socket->out_end = &copy->next;
	socket->bytes_under_way += text.length;
	lws_callback_on_writable(socket->wsi);
}

void event_socket_say(struct event_socket *socket, struct span text)
{
	push(socket, text, 0, false);
}

void event_socket_answer(struct event_socket *socket, struct span text, size_t bytes)
{
	push(socket, text, bytes, true);
}

void event_socket_close(struct event_socket *socket, const char *why)
{
	close_with(socket, LWS_CLOSE_STATUS_POLICY_VIOLATION, why);
}

void event_socket_set_data(struct event_socket *socket, void *data)
{
	socket->data = data;
}

void *event_socket_data(const struct event_socket *socket)
{
	return socket->data;
}
