/* SPDX-License-Identifier: MIT */
/* One viewer: its place in the ring, its own messages, its signs of life. It is written to only
 * when libwebsockets says that it can take more; until then its place simply stays where it is. */
#include "net/feed_viewer.h"

#include <stdio.h>
#include <string.h>

#include "base/instant.h"
#include "base/mem.h"

#define CLOSE_PATIENCE_US (2 * US_PER_S)

static void idle_leave(struct feed_viewer *viewer)
{
	if (!viewer->is_caught_up)
		return;
	viewer->is_caught_up = false;
	*viewer->idle_at = viewer->idle_next;
	if (viewer->idle_next)
		viewer->idle_next->idle_at = viewer->idle_at;
}

static void idle_join(struct feed_viewer *viewer)
{
	struct feed_server *server = viewer->server;

	if (viewer->is_caught_up)
		return;
	viewer->is_caught_up = true;
	viewer->idle_next = server->idle;
	viewer->idle_at = &server->idle;
	if (viewer->idle_next)
		viewer->idle_next->idle_at = &viewer->idle_next;
	server->idle = viewer;
}

void feed_viewer_wake_all(struct feed_server *server)
{
	while (server->idle) {
		struct feed_viewer *viewer = server->idle;

		idle_leave(viewer);
		lws_callback_on_writable(viewer->wsi);
	}
}

void feed_viewer_open(struct feed_viewer *viewer, struct feed_server *server, struct lws *wsi,
		      const char *ip)
{
	int64_t now_us = loop_now_us(server->loop);

	*viewer = (struct feed_viewer){ .server = server,
					.wsi = wsi,
					.opened_us = now_us,
					.heard_us = now_us,
					.pinged_us = now_us };
	snprintf(viewer->ip, sizeof viewer->ip, "%s", ip);
	viewer->direct_end = &viewer->direct;
	viewer->all_next = server->viewers;
	viewer->all_at = &server->viewers;
	if (viewer->all_next)
		viewer->all_next->all_at = &viewer->all_next;
	server->viewers = viewer;
	server->figures.viewers++;
	if (server->calls.on_open)
		server->calls.on_open(server->context, viewer);
}

static void direct_drop_first(struct feed_viewer *viewer)
{
	struct feed_direct *direct = viewer->direct;

	viewer->direct = direct->next;
	if (!viewer->direct)
		viewer->direct_end = &viewer->direct;
	viewer->direct_bytes -= direct->length;
	mem_free(direct);
}

void feed_viewer_gone(struct feed_viewer *viewer)
{
	struct feed_server *server = viewer->server;

	idle_leave(viewer);
	*viewer->all_at = viewer->all_next;
	if (viewer->all_next)
		viewer->all_next->all_at = viewer->all_at;
	server->figures.viewers--;
	viewer->is_closing = true; /* what on_close sends goes nowhere */
	if (server->calls.on_close)
		server->calls.on_close(server->context, viewer);
	while (viewer->direct)
		direct_drop_first(viewer);
	str_release(&viewer->in);
}

static void close_with(struct feed_viewer *viewer, int status, const char *why)
{
	if (viewer->is_closing)
		return;
	viewer->is_closing = true;
	viewer->closing_us = loop_now_us(viewer->server->loop);
	viewer->status = status;
	snprintf(viewer->why, sizeof viewer->why, "%s", why);
	lws_callback_on_writable(viewer->wsi);
}

int feed_viewer_take(struct feed_viewer *viewer, const void *piece, size_t length)
{
	struct feed_server *server = viewer->server;
	int status = 0;

	viewer->heard_us = loop_now_us(server->loop);
	if (viewer->is_closing)
		return 0;
	if (websocket_gather(viewer->wsi, &viewer->in, piece, length,
			     server->options.message_most_bytes, &status)) {
		server->calls.on_message(server->context, viewer,
					 (struct span){ viewer->in.text, viewer->in.length });
		str_clear(&viewer->in);
	}
	if (status)
		lws_close_reason(viewer->wsi, (enum lws_close_status)status, NULL, 0);
	return status ? -1 : 0;
}

static bool send_text(struct feed_viewer *viewer, unsigned char *text, size_t length)
{
	viewer->server->figures.frames++;
	return lws_write(viewer->wsi, text, length, LWS_WRITE_TEXT) >= (int)length;
}

static bool send_direct(struct feed_viewer *viewer)
{
	struct feed_direct *direct = viewer->direct;
	bool is_sent = send_text(viewer, direct->room + FEED_FRONT, direct->length);

	direct_drop_first(viewer);
	return is_sent;
}

static bool send_ping(struct feed_viewer *viewer)
{
	unsigned char room[FEED_FRONT + WEBSOCKET_PING_BYTES] = { 0 };

	viewer->wants_ping = false;
	viewer->pinged_us = loop_now_us(viewer->server->loop);
	return lws_write(viewer->wsi, room + FEED_FRONT, WEBSOCKET_PING_BYTES, LWS_WRITE_PING) >= 0;
}

/* Its place is no longer in the ring: it must ask the store, and goes on from the newest. */
static void resync(struct feed_viewer *viewer)
{
	struct feed_server *server = viewer->server;

	viewer->next = server->ring.next;
	server->figures.resyncs++;
	feed_viewer_send(viewer, span_of(server->resync_text));
	if (server->calls.on_resync)
		server->calls.on_resync(server->context, viewer);
}

static bool send_batch(struct feed_viewer *viewer)
{
	struct feed_server *server = viewer->server;
	struct feed_batch *batch = &server->batch;

	feed_batch_make(batch, viewer);
	viewer->next = batch->to;
	server->figures.delivered += batch->messages;
	return !batch->frame.length || send_text(viewer, batch->frame.text, batch->frame.length);
}

/* One thing that waits; false if the link broke. */
static bool send_one(struct feed_viewer *viewer)
{
	if (viewer->wants_ping)
		return send_ping(viewer);
	if (!viewer->direct && viewer->next && viewer->next < viewer->server->ring.oldest)
		resync(viewer);
	if (viewer->direct)
		return send_direct(viewer);
	return send_batch(viewer);
}

static bool has_more(const struct feed_viewer *viewer)
{
	return viewer->wants_ping || viewer->direct ||
	       (viewer->next && viewer->next < viewer->server->ring.next && !viewer->is_closing);
}

int feed_viewer_write(struct feed_viewer *viewer)
{
	while (has_more(viewer) && !lws_send_pipe_choked(viewer->wsi))
		if (!send_one(viewer))
			return -1;
	if (has_more(viewer)) {
		lws_callback_on_writable(viewer->wsi);
		return 0;
	}
	if (viewer->is_closing) {
		viewer->is_drained = true;
		loop_timer_start(viewer->server->closer, 0, 0);
		return 0;
	}
	if (viewer->next)
		idle_join(viewer);
	return 0;
}

void feed_viewer_upkeep(struct feed_viewer *viewer, int64_t now_us)
{
	struct feed_server *server = viewer->server;
	const struct feed_server_options *options = &server->options;
	int64_t silence_us = now_us - viewer->heard_us;

	if (silence_us >= options->stall_limit_us) {
		server->figures.stalled++;
		websocket_kill(viewer->wsi);
	} else if (viewer->is_closing && now_us - viewer->closing_us >= CLOSE_PATIENCE_US) {
		websocket_kill(viewer->wsi);
	} else if (!viewer->is_closing && !viewer->next &&
		   now_us - viewer->opened_us >= options->hello_limit_us) {
		server->figures.stalled++;
		close_with(viewer, LWS_CLOSE_STATUS_POLICY_VIOLATION, "no hello in time");
	} else if (silence_us >= options->ping_every_us &&
		   now_us - viewer->pinged_us >= options->ping_every_us) {
		viewer->wants_ping = true;
		lws_callback_on_writable(viewer->wsi);
	}
}

void feed_viewer_start(struct feed_viewer *viewer, uint64_t from, uint64_t scope)
{
	const struct feed_ring *ring = &viewer->server->ring;

	if (viewer->is_closing)
		return;
	viewer->next = from > ring->next ? ring->next : from ? from : 1;
	viewer->scope = scope;
	idle_leave(viewer);
	lws_callback_on_writable(viewer->wsi);
}

void feed_viewer_send(struct feed_viewer *viewer, struct span text)
{
	struct feed_server *server = viewer->server;
	struct feed_direct *direct;

	BUG_IF(!text.length || memchr(text.text, '\n', text.length));
	if (viewer->is_closing)
		return;
	if (viewer->direct_bytes + text.length > server->options.direct_most_bytes) {
		server->figures.stalled++;
		close_with(viewer, LWS_CLOSE_STATUS_POLICY_VIOLATION, "too slow");
		return;
	}
	direct = mem_new(1, sizeof *direct + FEED_FRONT + text.length);
	direct->length = text.length;
	memcpy(direct->room + FEED_FRONT, text.text, text.length);
	*viewer->direct_end = direct;
	viewer->direct_end = &direct->next;
	viewer->direct_bytes += text.length;
	lws_callback_on_writable(viewer->wsi);
}

void feed_viewer_close(struct feed_viewer *viewer, const char *why)
{
	close_with(viewer, LWS_CLOSE_STATUS_NORMAL, why);
}

void feed_viewer_set_data(struct feed_viewer *viewer, void *data)
{
	viewer->data = data;
}

void *feed_viewer_data(const struct feed_viewer *viewer)
{
	return viewer->data;
}

const char *feed_viewer_ip(const struct feed_viewer *viewer)
{
	return viewer->ip;
}

uint64_t feed_viewer_behind(const struct feed_viewer *viewer)
{
	return viewer->next ? viewer->server->ring.next - viewer->next : 0;
}
