/* SPDX-License-Identifier: MIT */
/* What gathers for one interface, and the transactions made of it. */
#include "engine/flush.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/failpoint.h"
#include "engine/lane.h"
#include "engine/workloop.h"
#include "pg/rows.h"

#define FLUSHES_UNDER_WAY 4
#define WAITING_MOST      20000

struct flush {
	struct reception *reception;
	struct tenancy *tenancy;
	int64_t interface_id;
	char key[48];
	VEC(struct delivery *) waiting;
	size_t items, bytes; /* of those that wait */
	int64_t oldest_us;
	struct loop_timer *timer;
	int under_way;
	bool is_starved; /* waits for numbers */
};

/* One transaction: some deliveries of one flush. */
struct cargo {
	struct flush *flush;
	struct delivery **deliveries; /* owned */
	size_t count;
};

static struct flush_limits limits_of(const struct flush *flush)
{
	const struct config *config = flush->reception->engine->config;

	return (struct flush_limits){
		.gather_us = config_us(config, "gather"),
		.items = (size_t)config_number(config, "gather-items"),
		.bytes = (size_t)config_number(config, "gather-bytes"),
	};
}

bool flush_is_due(const struct flush_limits *limits, size_t items, size_t bytes, int64_t oldest_us,
		  int64_t now_us)
{
	return items > 0 && (items >= limits->items || bytes >= limits->bytes ||
			     now_us - oldest_us >= limits->gather_us);
}

bool flush_blames_data(const char *sqlstate)
{
	static const char *const classes[] = { "22", "23", "54" };

	for (size_t i = 0; i < COUNT_OF(classes); i++)
		if (strncmp(sqlstate, classes[i], 2) == 0)
			return true;
	return false;
}

static void send_cargo(struct flush *flush, struct delivery **deliveries, size_t count);
static void send_waiting(struct flush *flush);

static void end_cargo(struct cargo *cargo)
{
	mem_free(cargo->deliveries);
	mem_free(cargo);
}

static void turn_away(struct cargo *cargo, const char *why)
{
	for (size_t i = 0; i < cargo->count; i++)
		reception_turn_away(cargo->flush->reception, cargo->deliveries[i], why);
}

static void halve(struct cargo *cargo, const struct fault *fault)
{
	size_t half = cargo->count / 2;

	if (cargo->count == 1) {
		log_fault("intake", fault);
		reception_refuse(cargo->flush->reception, cargo->deliveries[0],
				 "the store cannot hold this message");
		return;
	}
	send_cargo(cargo->flush, cargo->deliveries, half);
	send_cargo(cargo->flush, cargo->deliveries + half, cargo->count - half);
}

static enum parcel_answer answer_of(const char *word)
{
	if (strcmp(word, "new") == 0)
		return PARCEL_NEW;
	return strcmp(word, "same") == 0 ? PARCEL_SAME : PARCEL_CONFLICT;
}

/* The answers come in the order of the items that were sent. */
static void spread_answers(struct cargo *cargo, const struct pg_result *result)
{
	int row = 0;

	for (size_t i = 0; i < cargo->count; i++) {
		struct parcel *parcel = cargo->deliveries[i]->parcel;
		for (size_t k = 0; k < parcel->count; k++)
			if (parcel->items[k].answer == PARCEL_WAITING &&
			    row < pg_result_rows(result))
				parcel->items[k].answer =
					answer_of(pg_result_text(result, row++, 0));
	}
	for (size_t i = 0; i < cargo->count; i++)
		reception_answer(cargo->flush->reception, cargo->deliveries[i]);
}

static void on_stored(void *context, struct pg_result *result)
{
	struct cargo *cargo = context;
	struct flush *flush = cargo->flush;
	const struct fault *fault = pg_result_fault(result);

	flush->under_way--;
	if (!fault) {
		FAILPOINT("after-intake-commit");
		spread_answers(cargo, result);
	} else if (flush_blames_data(fault->sqlstate)) {
		halve(cargo, fault);
	} else {
		if (fault->err != ERR_LINK)
			log_fault("intake", fault);
		turn_away(cargo, "the store did not confirm it: send it again");
	}
	end_cargo(cargo);
	send_waiting(flush);
}

/* The arrays of docket.intake_store, filled side by side. */
struct arrays {
	struct rows types, headers, bodies, item_messages, item_nos, keys, digests, ids;
};

static void begin_arrays(struct arrays *arrays)
{
	rows_begin_as(&arrays->types, &rows_shape_text);
	rows_begin_as(&arrays->headers, &rows_shape_text);
	rows_begin_as(&arrays->bodies, &rows_shape_bytea);
	rows_begin_as(&arrays->item_messages, &rows_shape_int);
	rows_begin_as(&arrays->item_nos, &rows_shape_int);
	rows_begin_as(&arrays->keys, &rows_shape_text);
	rows_begin_as(&arrays->digests, &rows_shape_bytea);
	rows_begin_as(&arrays->ids, &rows_shape_bigint);
}

static void add_parcel(struct arrays *arrays, struct parcel *parcel, int place)
{
	rows_text(&arrays->types, parcel->content_type);
	rows_text(&arrays->headers, parcel->headers);
	rows_bytes(&arrays->bodies, parcel->body);
	rows_i64(&arrays->ids, parcel->message_id);
	for (size_t i = 0; i < parcel->count; i++) {
		const struct parcel_item *item = &parcel->items[i];
		if (item->answer != PARCEL_WAITING)
			continue;
		rows_i64(&arrays->item_messages, place);
		rows_i64(&arrays->item_nos, (int64_t)i);
		rows_text(&arrays->keys, item->key);
		rows_bytes(&arrays->digests,
			   (struct span){ (const char *)item->digest.bytes, DIGEST_BYTES });
	}
}

static enum err send_arrays(struct cargo *cargo, struct arrays *arrays)
{
	struct rows *const in_order[] = { &arrays->types,    &arrays->headers,
					  &arrays->bodies,   &arrays->item_messages,
					  &arrays->item_nos, &arrays->keys,
					  &arrays->digests,  &arrays->ids };
	struct flush *flush = cargo->flush;
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, flush->tenancy->id);
	pg_params_i64(&params, flush->interface_id);
	for (size_t i = 0; i < COUNT_OF(in_order); i++)
		pg_params_rows(&params, in_order[i]);
	err = lane_send(flush->reception->engine->lanes[LANE_INTAKE], "engine_intake_store",
			&params, on_stored, cargo);
	pg_params_release(&params);
	for (size_t i = 0; i < COUNT_OF(in_order); i++)
		rows_release(in_order[i]);
	return err;
}

static void send_cargo(struct flush *flush, struct delivery **deliveries, size_t count)
{
	struct cargo *cargo = mem_new(1, sizeof *cargo);
	struct arrays arrays = { 0 };

	*cargo = (struct cargo){ flush, mem_copy(deliveries, count * sizeof *deliveries), count };
	begin_arrays(&arrays);
	for (size_t i = 0; i < count; i++)
		add_parcel(&arrays, deliveries[i]->parcel, (int)i + 1);
	if (send_arrays(cargo, &arrays) == ERR_NONE) {
		flush->under_way++;
		return;
	}
	turn_away(cargo, "the store cannot be reached: nothing was taken, send it again");
	end_cargo(cargo);
}

static bool number_messages(struct flush *flush, size_t count)
{
	int64_t id;

	if (!ids_need(&flush->tenancy->ids, (int64_t)count))
		return false;
	id = ids_take(&flush->tenancy->ids, (int64_t)count);
	for (size_t i = 0; i < count; i++) {
		struct parcel *parcel = flush->waiting.items[i]->parcel;
		parcel->message_id = id++;
		workloop_expect(flush->tenancy->work, parcel);
	}
	return true;
}

static void send_waiting(struct flush *flush)
{
	struct flush_limits limits = limits_of(flush);
	int64_t now = loop_now_us(flush->reception->engine->loop);

	if (!flush_is_due(&limits, flush->items, flush->bytes, flush->oldest_us, now)) {
		if (flush->items > 0 && !loop_timer_is_running(flush->timer))
			loop_timer_start(flush->timer, flush->oldest_us + limits.gather_us - now,
					 0);
		return;
	}
	if (flush->under_way >= FLUSHES_UNDER_WAY)
		return;
	flush->is_starved = !number_messages(flush, flush->waiting.count);
	if (flush->is_starved)
		return;
	loop_timer_stop(flush->timer);
	send_cargo(flush, flush->waiting.items, flush->waiting.count);
	flush->waiting.count = 0;
	flush->items = flush->bytes = 0;
}

static void on_timer(void *context)
{
	send_waiting(context);
}

static struct flush *flush_of(struct reception *reception, struct tenancy *tenancy,
			      int64_t interface_id)
{
	char key[48];
	struct flush *flush;

	snprintf(key, sizeof key, "%lld:%lld", (long long)tenancy->id, (long long)interface_id);
	flush = map_get(&reception->flushes, span_of(key));
	if (flush)
		return flush;
	flush = mem_new(1, sizeof *flush);
	flush->reception = reception;
	flush->tenancy = tenancy;
	flush->interface_id = interface_id;
	memcpy(flush->key, key, sizeof key);
	flush->timer = loop_timer_new(reception->engine->loop, on_timer, flush);
	map_put(&reception->flushes, span_of(flush->key), flush);
	return flush;
}

static size_t waiting_items(const struct parcel *parcel)
{
	size_t count = 0;

	for (size_t i = 0; i < parcel->count; i++)
		count += parcel->items[i].answer == PARCEL_WAITING;
	return count;
}

void flush_add(struct reception *reception, struct delivery *delivery)
{
	struct flush *flush =
		flush_of(reception, delivery->tenancy, delivery->parcel->interface_id);

	if (flush->waiting.count >= WAITING_MOST) {
		reception_turn_away(reception, delivery,
				    "too much waits to be stored: send it again later");
		return;
	}
	if (flush->items == 0)
		flush->oldest_us = loop_now_us(reception->engine->loop);
	flush->items += waiting_items(delivery->parcel);
	flush->bytes += delivery->parcel->body.length;
	*vec_push(&flush->waiting) = delivery;
	send_waiting(flush);
}

void flush_resume(struct reception *reception, struct tenancy *tenancy)
{
	struct flush *flush;
	size_t cursor = 0;

	while ((flush = map_next(&reception->flushes, &cursor)))
		if (flush->tenancy == tenancy && flush->is_starved)
			send_waiting(flush);
}

void flush_free_all(struct reception *reception)
{
	struct flush *flush;
	size_t cursor = 0;

	while ((flush = map_next(&reception->flushes, &cursor))) {
		for (size_t i = 0; i < flush->waiting.count; i++)
			reception_turn_away(reception, flush->waiting.items[i],
					    "the engine ends: send it again");
		vec_release(&flush->waiting);
		loop_timer_free(flush->timer);
		mem_free(flush);
	}
	map_release(&reception->flushes);
}
