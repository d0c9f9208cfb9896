/* SPDX-License-Identifier: MIT */
/* The store's side of a batch's input. What is found here may have been worked before a crash, so
 * it is compared with what is there already. */
#include "engine/inbox.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "codec/cloudevents.h"
#include "engine/decode.h"
#include "engine/matching.h"
#include "engine/rowio.h"
#include "pg/rows.h"
#include "table/stored_rows.h"

#define MESSAGES_MOST 256
#define ACTS_MOST     200
#define PENDING_MOST  500
#define DEADS_MOST    50

static int place_of(const struct row_type *type, const char *name)
{
	return (int)(row_type_column(type, name) - type->columns);
}

/* ---------------------------------------------------------------- messages */

static void found_parcel(struct batch *batch, struct parcel *parcel, int64_t received_at)
{
	parcel->received_at = received_at;
	parcel->is_again = true;
	for (size_t i = 0; i < parcel->count; i++)
		if (parcel->items[i].answer == PARCEL_WAITING)
			parcel->items[i].answer = PARCEL_NEW;
	workloop_add(batch->work, parcel);
}

/* What cannot be split is one dead item: a copy that was mended badly, or a message that was taken by an older docket. */
static struct parcel *read_message(const char *type, const char *headers, struct span body)
{
	struct parcel *parcel = NULL;
	struct fault fault = { 0 };

	if (parcel_new(type, headers, body, NULL, &parcel, &fault) != ERR_NONE) {
		const struct fault unread = fault;
		if (parcel_new("application/octet-stream", "", body, NULL, &parcel, &fault) != ERR_NONE)
			BUG("one item cannot fail");
		parcel->unread = arena_str(&parcel->arena, unread.why);
		parcel->unread_place = arena_str(&parcel->arena, unread.what);
	}
	return parcel;
}

/* Columns: message_id, interface_id, received_at, content_type, body, headers. */
static enum err read_messages(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	struct str body = { 0 };
	int rows = pg_result_rows(result);

	(void)fault;
	for (int row = 0; row < rows; row++) {
		int64_t message_id = pg_result_i64(result, row, 0, 0);
		struct parcel *parcel;
		if (map_get_id(&batch->work->parcels, message_id) ||
		    map_get_id(&batch->work->expected, message_id))
			continue;
		str_clear(&body);
		pg_result_bytes(result, row, 4, &body);
		parcel = read_message(pg_result_text(result, row, 3), pg_result_text(result, row, 5),
				      (struct span){ str_text(&body), body.length });
		parcel->message_id = message_id;
		parcel->interface_id = pg_result_i64(result, row, 1, 0);
		found_parcel(batch, parcel, pg_result_instant(result, row, 2));
	}
	str_release(&body);
	if (rows == MESSAGES_MOST)
		batch->look_again |= WORKLOOP_LOOK_MESSAGES;
	return ERR_NONE;
}

/* ---------------------------------------------------------------- acts, due, pending */

/* Columns: those of an act, then the subject it is about. */
static enum err read_acts(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	int last = (int)row_stored_act.column_count;

	for (int row = 0; row < pg_result_rows(result); row++) {
		struct batch_act act = { .subject_id = pg_result_i64(result, row, last, INT_NONE) };
		enum err err =
			rowio_read(&row_stored_act, result, row, 0, &act.act, &batch->arena, fault);
		if (err != ERR_NONE)
			return err;
		act.act.answer = ""; /* what it was told at once; the store keeps that unless we say more */
		if (act.subject_id == INT_NONE || workloop_may_take(batch->work, act.subject_id))
			*vec_push(&batch->acts) = act;
		else
			batch->has_delayed = true;
	}
	if (pg_result_rows(result) == ACTS_MOST)
		batch->look_again |= WORKLOOP_LOOK_ACTS;
	return ERR_NONE;
}

static enum err read_due(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	(void)fault;
	if (batch->is_behind) {
		batch->look_again |= WORKLOOP_LOOK_DUE;
		return ERR_NONE;
	}
	for (int row = 0; row < pg_result_rows(result); row++) {
		int64_t subject_id = pg_result_i64(result, row, 0, 0);
		if (workloop_may_take(batch->work, subject_id))
			*vec_push(&batch->due) = subject_id;
		else
			batch->has_delayed = true;
	}
	if (pg_result_rows(result) >= (int)batch->work->limit)
		batch->look_again |= WORKLOOP_LOOK_DUE;
	return ERR_NONE;
}

static enum err read_next_wake(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	(void)fault;
	batch->work->next_wake_at =
		pg_result_rows(result) ? pg_result_instant(result, 0, 0) : INSTANT_NONE;
	return ERR_NONE;
}

static enum err read_pending(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct event event;
		struct batch_event *placed;
		enum err err =
			rowio_read(&row_stored_event, result, row, 0, &event, &batch->arena, fault);
		if (err != ERR_NONE)
			return err;
		if (event.subject_id != INT_NONE &&
		    !workloop_may_take(batch->work, event.subject_id))
			continue;
		placed = vec_push(&batch->events);
		placed->event = event;
		matching_read_refs(batch, placed);
	}
	if (pg_result_rows(result) == PENDING_MOST) {
		batch->look_again |= WORKLOOP_LOOK_PENDING;
		batch_fall_behind(batch,
				  batch->events.items[batch->events.count - 1].event.known_at);
	}
	return ERR_NONE;
}

/* ---------------------------------------------------------------- dead letters */

/* Only the dead item is decoded again. A mended one has bytes of its own. */
static void pick_item(struct parcel *parcel, const struct dead *dead)
{
	parcel->is_mended = true;
	parcel->dead_id = dead->dead_id;
	parcel->dead = dead;
	parcel->message_id = dead->message_id;
	parcel->interface_id = dead->interface_id;
	if (dead->mended.length > 0 || parcel_is_by_place(parcel))
		parcel->first_no = (int)dead->item;
	else
		parcel_pick(parcel, (size_t)dead->item);
}

/* What a mended text is: of a batch an item is mended alone, without the batch around it; an event in binary mode as its data, or as a whole
 * in structured mode where its attributes are wrong. */
static const char *mended_type(const char *type, const char *headers, const struct str *body)
{
	const char *text = str_text(body);

	if (cloudevents_is_binary(type, headers))
		return memmem(text, body->length, "\"specversion\"", strlen("\"specversion\"")) ? "application/cloudevents+json" : type;
	if (!cloudevents_is_type(type))
		return type;
	return text[strspn(text, " \t\r\n")] == '[' ? "application/cloudevents-batch+json" : "application/cloudevents+json";
}

struct parcel *inbox_parcel_of_dead(struct batch *batch, const struct pg_result *result, int row, struct span mended)
{
	int last = (int)row_stored_dead.column_count;
	const char *type = pg_result_text(result, row, last), *headers = pg_result_text(result, row, last + 3);
	struct str body = { 0 };
	struct fault fault = { 0 };
	struct parcel *parcel;
	struct dead *dead;

	if (mended.length > 0)
		str_add(&body, mended.text, mended.length);
	else
		pg_result_bytes(result, row, place_of(&row_stored_dead, "mended"), &body);
	if (body.length > 0)
		type = mended_type(type, headers, &body);
	else
		pg_result_bytes(result, row, last + 2, &body);
	parcel = read_message(type, headers, (struct span){ str_text(&body), body.length });
	str_release(&body);
	dead = arena_new(&parcel->arena, 1, sizeof *dead);
	if (rowio_read(&row_stored_dead, result, row, 0, dead, &parcel->arena, &fault) != ERR_NONE)
		BUG("a dead letter's row: %s", fault.why);
	if (mended.length > 0)
		dead->mended = parcel->body;
	parcel->received_at = pg_result_instant(result, row, last + 1);
	if (parcel->received_at == INSTANT_NONE)
		parcel->received_at = batch->now;
	pick_item(parcel, dead);
	return parcel;
}

/* Twice in one batch it would be applied twice: the person's try stands for the engine's own. */
static void add_letter(struct batch *batch, struct parcel *parcel)
{
	for (size_t i = 0; i < batch->parcels.count; i++)
		if (batch->parcels.items[i]->dead_id == parcel->dead_id) {
			workloop_end_parcel(batch->work, batch->parcels.items[i]);
			batch->parcels.items[i] = parcel;
			return;
		}
	*vec_push(&batch->parcels) = parcel;
}

void inbox_take_dead(struct batch *batch, const struct pg_result *result, int row,
		     int64_t person_id, struct span body)
{
	struct parcel *parcel = inbox_parcel_of_dead(batch, result, row, body);

	((struct dead *)(uintptr_t)parcel->dead)->by_person = person_id;
	parcel->is_again = true;
	for (size_t i = 0; i < parcel->count; i++)
		if (parcel->items[i].answer == PARCEL_WAITING)
			parcel->items[i].answer = PARCEL_NEW;
	add_letter(batch, parcel);
}

static enum err read_deads(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	(void)fault;
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct parcel *parcel = inbox_parcel_of_dead(batch, result, row, (struct span){ 0 });
		found_parcel(batch, parcel, parcel->received_at);
	}
	return ERR_NONE;
}

/* ---------------------------------------------------------------- asking */

static void ask(struct batch *batch, const char *statement, int64_t limit, batch_reader *reader)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, batch->tenancy->id);
	pg_params_i64(&params, limit);
	batch_ask(batch, statement, &params, reader);
	pg_params_release(&params);
}

static void ask_by_time(struct batch *batch, const char *statement, int64_t limit,
			batch_reader *reader)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, batch->tenancy->id);
	pg_params_instant(&params, batch->now);
	if (limit > 0)
		pg_params_i64(&params, limit);
	batch_ask(batch, statement, &params, reader);
	pg_params_release(&params);
}

static void add_known(const struct map *parcels, struct rows *ids)
{
	const struct parcel *parcel;
	size_t cursor = 0;

	while ((parcel = map_next(parcels, &cursor)))
		rows_i64(ids, parcel->message_id);
}

/* Under a backlog most of what is stored is in memory, too: that is not read once more. What memory has no room for waits in the store
 * until half of it is free. */
static void look_for_messages(struct batch *batch)
{
	int64_t most = config_number(batch->tenancy->engine->config, "queue-items");
	struct rows known = { 0 };
	struct pg_params params = { 0 };

	if ((int64_t)workloop_queued(batch->work) > most / 2) {
		batch->look_again |= WORKLOOP_LOOK_MESSAGES;
		return;
	}
	rows_begin(&known);
	add_known(&batch->work->parcels, &known);
	add_known(&batch->work->expected, &known);
	for (size_t i = 0; i < batch->work->done.count; i++)
		rows_i64(&known, batch->work->done.items[i]);
	pg_params_i64(&params, batch->tenancy->id);
	pg_params_i64(&params, MESSAGES_MOST);
	pg_params_span(&params, rows_end(&known));
	batch_ask(batch, "engine_messages", &params, read_messages);
	pg_params_release(&params);
	rows_release(&known);
}

void inbox_look(struct batch *batch)
{
	if (batch->look & WORKLOOP_LOOK_MESSAGES)
		look_for_messages(batch);
	if (batch->look & WORKLOOP_LOOK_ACTS)
		ask(batch, "engine_acts", ACTS_MOST, read_acts);
	if (batch->look & (WORKLOOP_LOOK_PENDING | WORKLOOP_LOOK_DUE))
		ask_by_time(batch, "engine_pending", PENDING_MOST, read_pending);
	if (batch->look & WORKLOOP_LOOK_DUE) {
		ask_by_time(batch, "engine_next_wake", 0, read_next_wake);
		ask_by_time(batch, "engine_due", (int64_t)batch->work->limit, read_due);
	}
	if (batch->look & WORKLOOP_LOOK_DEAD)
		ask(batch, "engine_dead_ready", DEADS_MOST, read_deads);
}

/* ---------------------------------------------------------------- known already */

/* The message itself that was found in the store, which may stand beside a letter of its own. */
static struct parcel *parcel_of(struct batch *batch, int64_t message_id)
{
	for (size_t i = 0; i < batch->parcels.count; i++)
		if (batch->parcels.items[i]->is_again && !batch->parcels.items[i]->is_mended &&
		    batch->parcels.items[i]->message_id == message_id)
			return batch->parcels.items[i];
	return NULL;
}

/* Columns: message_id, item: its key belongs to another message. */
static enum err read_owned(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	(void)fault;
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct parcel *parcel = parcel_of(batch, pg_result_i64(result, row, 0, 0));
		int64_t item = pg_result_i64(result, row, 1, 0);
		if (parcel && item >= 0 && (size_t)item < parcel->count)
			parcel->items[item].answer = PARCEL_SAME;
	}
	return ERR_NONE;
}

/* Columns: message_id, item: there is a dead letter of it. Its own replay is no news. Items of a mapped message come as it is read: one that
 * is dead is there before. */
static enum err read_dead_already(struct batch *batch, struct pg_result *result,
				  struct fault *fault)
{
	(void)fault;
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct parcel *parcel = parcel_of(batch, pg_result_i64(result, row, 0, 0));
		int64_t item = pg_result_i64(result, row, 1, 0);
		struct parcel_item *dead;
		if (!parcel || item < 0)
			continue;
		dead = parcel_item_at(parcel, (size_t)item);
		dead->answer = PARCEL_SAME;
		if (!dead->key[0])
			dead->key = "-";
	}
	return ERR_NONE;
}

static void forget_event(struct batch_subject *subject, int64_t message_id, struct span key)
{
	struct facts *facts = &subject->facts;

	for (size_t i = 0; i < facts->events.count; i++) {
		struct event *event = &facts->events.items[i];
		if (event->message_id != message_id || !span_is(key, event->partner_key) ||
		    !subject->parcels.items[i])
			continue;
		subject->parcels.items[i]
			->items[event->item - subject->parcels.items[i]->first_no]
			.answer = PARCEL_SAME;
		memmove(event, event + 1, (facts->events.count - i - 1) * sizeof *event);
		memmove(&subject->parcels.items[i], &subject->parcels.items[i + 1],
			(subject->parcels.count - i - 1) * sizeof(struct parcel *));
		facts->events.count--;
		subject->parcels.count--;
		return;
	}
}

/* Columns: subject_id, message_id, partner_key: this event is applied already. */
static enum err read_applied_already(struct batch *batch, struct pg_result *result,
				     struct fault *fault)
{
	(void)fault;
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct batch_subject *subject =
			map_get_id(&batch->by_id, pg_result_i64(result, row, 0, 0));
		if (subject)
			forget_event(subject, pg_result_i64(result, row, 1, 0),
				     pg_result_span(result, row, 2));
	}
	return ERR_NONE;
}

void inbox_ask_applied(struct batch *batch)
{
	struct rows subjects = { 0 };
	struct rows messages = { 0 };
	struct pg_params params = { 0 };

	rows_begin(&subjects);
	rows_begin(&messages);
	for (size_t i = 0; i < batch->parcels.count; i++)
		if (batch->parcels.items[i]->is_again && batch->parcels.items[i]->attempts == 0)
			rows_i64(&messages, batch->parcels.items[i]->message_id);
	for (size_t i = 0; messages.count > 0 && i < batch->subjects.count; i++)
		if (batch->subjects.items[i]->subject_id)
			rows_i64(&subjects, batch->subjects.items[i]->subject_id);
	if (messages.count > 0 && subjects.count > 0) {
		pg_params_i64(&params, batch->tenancy->id);
		pg_params_span(&params, rows_end(&subjects));
		pg_params_span(&params, rows_end(&messages));
		batch_ask(batch, "engine_applied_already", &params, read_applied_already);
	}
	pg_params_release(&params);
	rows_release(&subjects);
	rows_release(&messages);
}

struct key_arrays {
	struct rows messages, items, interfaces, keys, again;
};

static void add_keys(struct key_arrays *arrays, const struct parcel *parcel)
{
	rows_i64(&arrays->again, parcel->message_id);
	if (parcel->is_mended || parcel->count == 1)
		return; /* a message with one item was stored for that item */
	for (size_t i = 0; i < parcel->count; i++) {
		rows_i64(&arrays->messages, parcel->message_id);
		rows_i64(&arrays->items, (int64_t)i);
		rows_i64(&arrays->interfaces, parcel->interface_id);
		rows_text(&arrays->keys, parcel->items[i].key);
	}
}

static void ask_owned(struct batch *batch, struct key_arrays *arrays)
{
	struct rows *const in_order[] = { &arrays->messages, &arrays->items, &arrays->interfaces,
					  &arrays->keys };
	struct pg_params params = { 0 };

	pg_params_i64(&params, batch->tenancy->id);
	for (size_t i = 0; i < COUNT_OF(in_order); i++)
		pg_params_span(&params, rows_end(in_order[i]));
	batch_ask(batch, "engine_items_of_others", &params, read_owned);
	pg_params_clear(&params);
	pg_params_i64(&params, batch->tenancy->id);
	pg_params_span(&params, rows_end(&arrays->again));
	batch_ask(batch, "engine_dead_already", &params, read_dead_already);
	pg_params_release(&params);
}

void inbox_ask_known(struct batch *batch)
{
	struct key_arrays arrays = { 0 };
	struct rows *const all[] = { &arrays.messages, &arrays.items, &arrays.interfaces,
				     &arrays.keys, &arrays.again };

	for (size_t i = 0; i < COUNT_OF(all); i++)
		rows_begin(all[i]);
	for (size_t i = 0; i < batch->parcels.count; i++)
		if (batch->parcels.items[i]->is_again && batch->parcels.items[i]->attempts == 0)
			add_keys(&arrays, batch->parcels.items[i]);
	if (arrays.again.count > 0)
		ask_owned(batch, &arrays);
	for (size_t i = 0; i < COUNT_OF(all); i++)
		rows_release(all[i]);
}
