/* SPDX-License-Identifier: MIT */
/* Takes effects that are due, keeps each target to its number of calls and its rate, leaves alone one that fails, and gives what waits for
 * it to another one where its text says so. */
#include "engine/sender.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/lane.h"
#include "engine/rowio.h"
#include "engine/sendtry.h"
#include "engine/ticker.h"
#include "model/interface_line.h"
#include "table/stored_rows.h"

#define WAITING_MOST  64
#define TAKEN_MOST    512
#define BURST_US      (20 * US_PER_MS)
#define MOVE_EVERY_US US_PER_S

static void on_flush(void *context)
{
	sent_flush(context);
}

struct sender *sender_new(struct engine *engine)
{
	struct sender *sender = mem_new(1, sizeof *sender);

	sender->engine = engine;
	sender->flush = loop_timer_new(engine->loop, on_flush, sender);
	return sender;
}

size_t sender_busy(const struct sender *sender)
{
	return sender->all.count + sender->outcomes.count;
}

/* ---------------------------------------------------------------- a target's pace */

static struct sending *pop(struct pipe *pipe)
{
	struct sending *sending = pipe->waiting.items[0];

	pipe->waiting.count--;
	memmove(pipe->waiting.items, pipe->waiting.items + 1, pipe->waiting.count * sizeof(struct sending *));
	pipe->busy++;
	return sending;
}

static void put_all_back(struct pipe *pipe)
{
	while (pipe->waiting.count > 0)
		sending_put_back(pop(pipe), "");
}

/* False: it is not its turn yet, and the timer says when. */
static bool is_turn(struct pipe *pipe, const struct pressing *press)
{
	int64_t now = loop_now_us(pipe->sender->engine->loop);

	if (pipe->busy >= (size_t)press->most || !breaker_may(&pipe->breaker, now))
		return false;
	if (pipe->next_us <= now)
		return true;
	loop_timer_start(pipe->timer, pipe->next_us - now, 0);
	return false;
}

/* A target that was idle may get a moment's calls at once: what a late timer costs is made up for. */
static void count_turn(struct pipe *pipe, int64_t rate)
{
	int64_t now = loop_now_us(pipe->sender->engine->loop);

	pipe->next_us = (pipe->next_us > now - BURST_US ? pipe->next_us : now - BURST_US) + US_PER_S / (rate > 0 ? rate : 1);
}

void pipe_go(struct pipe *pipe)
{
	struct engine *engine = pipe->sender->engine;
	int64_t stale_us = sending_stale_us(engine->config);

	while (pipe->waiting.count > 0 && !pipe->sender->is_ending) {
		struct sending *next = pipe->waiting.items[0];
		struct pressing press = pressing_of(next->interface, engine->config);
		bool is_stale = loop_now_us(engine->loop) - next->taken_us > stale_us;
		if (!is_stale && !is_turn(pipe, &press))
			break;
		next->shape = shape_of(next);
		if (!is_stale && !next->shape)
			break; /* its text is on its way */
		next = pop(pipe);
		if (is_stale) {
			sending_put_back(next, "");
		} else {
			count_turn(pipe, press.rate);
			sending_begin(next);
		}
	}
	if (pipe->waiting.count < WAITING_MOST / 4 && pipe->has_more)
		sender_look(pipe->tenancy);
}

static void on_timer(void *context)
{
	struct pipe *pipe = context;

	pipe_go(pipe);
	if (breaker_is_stopped(&pipe->breaker) && pipe->waiting.count == 0)
		sender_look(pipe->tenancy); /* for the one that is tried */
}

/* ---------------------------------------------------------------- how it fares */

static void on_told(void *context, struct pg_result *result)
{
	lane_log_fault((void *)(uintptr_t) "targets", result);
	ticker_wrote(context);
}

static void tell(struct pipe *pipe, bool is_stopped, const char *words)
{
	struct engine *engine = pipe->sender->engine;
	int64_t pause_us = pipe->breaker.until_us - loop_now_us(engine->loop);
	struct pg_params params = { 0 };

	pg_params_i64(&params, pipe->tenancy->id);
	pg_params_i64(&params, pipe->tenancy->fence);
	pg_params_i64(&params, pipe->interface_id);
	pg_params_text(&params, is_stopped ? "stopped" : "ok");
	pg_params_i64(&params, pipe->breaker.failures);
	pg_params_text(&params, words);
	pg_params_instant(&params, is_stopped ? engine_server_now(engine) + pause_us : INSTANT_NONE);
	pipe->is_told = lane_send(engine->lanes[LANE_SEND], "engine_target_put", &params, on_told, pipe->tenancy) == ERR_NONE;
	pg_params_release(&params);
}

void pipe_end(struct pipe *pipe, const struct interface *interface, bool is_failure, const char *words)
{
	struct engine *engine = pipe->sender->engine;
	struct pressing press = pressing_of(interface, engine->config);
	char text[440];
	enum breaker_turn turn =
		breaker_end(&pipe->breaker, is_failure, press.stop_after, loop_now_us(engine->loop), random_next(&engine->random));

	if (turn == BREAKER_STOPS) {
		snprintf(text, sizeof text, "stopped after %lld failures in a row, one is tried now and then: %s",
			 (long long)pipe->breaker.failures, words);
		tell(pipe, true, text);
		put_all_back(pipe);
		loop_timer_start(pipe->timer, pipe->breaker.until_us - loop_now_us(engine->loop), 0);
	} else if (turn == BREAKER_GOES || (!pipe->is_told && !is_failure)) {
		tell(pipe, false, "");
		pipe->has_more |= turn == BREAKER_GOES;
	}
	pipe_go(pipe);
}

/* ---------------------------------------------------------------- another way */

static void on_moved(void *context, struct pg_result *result)
{
	struct pipe *pipe = context;

	pipe->is_moving = false;
	lane_log_fault((void *)(uintptr_t) "effects", result);
	if (!pg_result_fault(result) && pg_result_i64(result, 0, 0, 0) > 0)
		ticker_wrote(pipe->tenancy);
}

static const struct interface *alternate_of(const struct refdata *refdata, const struct interface *interface)
{
	const char *name = interface_setting(interface, "alternate");

	for (size_t i = 0; *name && i < refdata->interface_count; i++) {
		const struct interface *other = &refdata->interfaces[i];
		if (strcmp(other->name, name) == 0 && strcmp(other->direction, "out") == 0 && other != interface)
			return other;
	}
	return NULL;
}

static void move_waiting(struct pipe *pipe, const struct interface *interface)
{
	const struct interface *other = alternate_of(pipe->tenancy->refdata, interface);
	struct engine *engine = pipe->sender->engine;
	int64_t now = loop_now_us(engine->loop);
	struct pg_params params = { 0 };

	if (!other || pipe->is_moving || pipe->breaker.failures == 0 || now - pipe->moved_us < MOVE_EVERY_US)
		return;
	pipe->moved_us = now;
	pg_params_i64(&params, pipe->tenancy->id);
	pg_params_i64(&params, pipe->tenancy->fence);
	pg_params_i64(&params, interface->interface_id);
	pg_params_i64(&params, other->interface_id);
	pg_params_i64(&params, interface_setting_int(interface, "alternate-after"));
	pipe->is_moving = lane_send(engine->lanes[LANE_SEND], "engine_effect_move", &params, on_moved, pipe) == ERR_NONE;
	pg_params_release(&params);
}

/* ---------------------------------------------------------------- taking */

static struct pipe *pipe_of(struct tenancy *tenancy, int64_t interface_id)
{
	struct sender *sender = tenancy->engine->sender;
	char key[48];
	struct pipe *pipe;

	snprintf(key, sizeof key, "%lld:%lld", (long long)tenancy->id, (long long)interface_id);
	pipe = map_get(&sender->pipes, span_of(key));
	if (pipe)
		return pipe;
	pipe = mem_new(1, sizeof *pipe);
	pipe->sender = sender;
	pipe->tenancy = tenancy;
	pipe->interface_id = interface_id;
	memcpy(pipe->key, key, sizeof key);
	pipe->timer = loop_timer_new(sender->engine->loop, on_timer, pipe);
	map_put(&sender->pipes, span_of(pipe->key), pipe);
	return pipe;
}

/* So many more may be taken for it: one where it is only tried, none while it is left alone. */
static size_t room_of(const struct pipe *pipe)
{
	int64_t now = loop_now_us(pipe->sender->engine->loop);

	if (breaker_is_stopped(&pipe->breaker))
		return breaker_may(&pipe->breaker, now) && pipe->waiting.count == 0 ? 1 : 0;
	return pipe->waiting.count < WAITING_MOST / 2 ? WAITING_MOST - pipe->waiting.count : 0;
}

static void take(struct tenancy *tenancy, const struct pg_result *result, int row)
{
	struct sending *sending = mem_new(1, sizeof *sending);
	struct fault fault = { 0 };

	if (rowio_read(&row_stored_effect, result, row, 0, &sending->effect, &sending->arena, &fault) != ERR_NONE) {
		log_fault("effects", &fault);
		arena_release(&sending->arena);
		mem_free(sending);
		return;
	}
	sending->tenancy = tenancy;
	sending->refdata = refdata_hold(tenancy->refdata);
	sending->interface = map_get_id(&tenancy->refdata->reference.interfaces, sending->effect.interface_id);
	sending->is_asking = strcmp(sending->effect.state, "asking") == 0;
	sending->taken_us = loop_now_us(tenancy->engine->loop);
	sending->pipe = pipe_of(tenancy, sending->effect.interface_id);
	*vec_push(&tenancy->engine->sender->all) = sending;
	if (sending->interface) {
		*vec_push(&sending->pipe->waiting) = sending;
	} else {
		sending->pipe->busy++;
		sending_end_as(sending, "dead", "held", "its interface is gone");
	}
}

static void on_taken(void *context, struct pg_result *result)
{
	struct tenancy *tenancy = context;
	struct sender *sender = tenancy->engine->sender;
	struct pipe *pipe;

	tenancy->is_taking = false;
	if (pg_result_fault(result)) {
		lane_log_fault((void *)(uintptr_t) "effects", result);
		return;
	}
	for (int row = 0; row < pg_result_rows(result); row++)
		take(tenancy, result, row);
	for (size_t cursor = 0; (pipe = map_next(&sender->pipes, &cursor));)
		if (pipe->tenancy == tenancy)
			pipe->has_more = pipe->waiting.count >= WAITING_MOST;
	for (size_t cursor = 0; (pipe = map_next(&sender->pipes, &cursor));)
		if (pipe->tenancy == tenancy && pipe->waiting.count > 0)
			pipe_go(pipe);
}

/* The targets that have room, and how much; false if none has. */
static bool add_rooms(struct tenancy *tenancy, struct rows *ids, struct rows *rooms)
{
	bool has_room = false;

	for (size_t i = 0; i < tenancy->refdata->interface_count; i++) {
		const struct interface *interface = &tenancy->refdata->interfaces[i];
		struct pipe *pipe;
		size_t room;
		if (strcmp(interface->direction, "out") != 0)
			continue;
		pipe = pipe_of(tenancy, interface->interface_id);
		move_waiting(pipe, interface);
		room = room_of(pipe);
		if (room == 0)
			continue;
		rows_i64(ids, interface->interface_id);
		rows_i64(rooms, (int64_t)room);
		has_room = true;
	}
	return has_room;
}

void sender_look(struct tenancy *tenancy)
{
	struct engine *engine = tenancy->engine;
	struct rows ids = { 0 }, rooms = { 0 };
	struct pg_params params = { 0 };

	if (tenancy->is_taking || !tenancy_is_ours(tenancy) || !tenancy->refdata || engine->sender->is_ending ||
	    engine->sender->all.count >= TAKEN_MOST)
		return;
	rows_begin(&ids);
	rows_begin(&rooms);
	if (add_rooms(tenancy, &ids, &rooms)) {
		pg_params_i64(&params, tenancy->id);
		pg_params_i64(&params, tenancy->fence);
		pg_params_i64(&params, config_us(engine->config, "send-lease") / US_PER_MS);
		pg_params_span(&params, rows_end(&ids));
		pg_params_span(&params, rows_end(&rooms));
		tenancy->is_taking = lane_send(engine->lanes[LANE_SEND], "engine_effect_take", &params, on_taken, tenancy) == ERR_NONE;
		pg_params_release(&params);
	}
	rows_release(&ids);
	rows_release(&rooms);
}

void sender_free(struct sender *sender)
{
	struct pipe *pipe;
	size_t cursor = 0;

	if (!sender)
		return;
	sender->is_ending = true;
	sent_flush(sender);
	while (sender->all.count > 0) {
		struct sending *sending = sender->all.items[0];
		http_call_cancel(sending->call);
		sending_free(sending);
	}
	while ((pipe = map_next(&sender->pipes, &cursor))) {
		vec_release(&pipe->waiting);
		loop_timer_free(pipe->timer);
		str_release(&pipe->token);
		str_release(&pipe->cookies);
		mem_free(pipe);
	}
	shapes_free(sender);
	loop_timer_free(sender->flush);
	map_release(&sender->pipes);
	vec_release(&sender->all);
	vec_release(&sender->outcomes);
	mem_free(sender);
}
