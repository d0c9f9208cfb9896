/* SPDX-License-Identifier: MIT */
/* One array for each table; what belongs to a subject that was not stored is found after. */
#include "engine/persist.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/decode.h"
#include "engine/matching.h"
#include "engine/lane.h"
#include "engine/livefeed.h"
#include "engine/mailroom.h"
#include "engine/rowio.h"
#include "engine/sender.h"
#include "engine/ticker.h"
#include "engine/unlive.h"
#include "engine/upkeep.h"
#include "pg/rows.h"
#include "table/stored_rows.h"

#define PARTED_SUBJECTS_LEAST 100

/* The arrays of docket.engine_store, in the order of its parameters. */
enum array {
	ARRAY_SUBJECT,
	ARRAY_REF,
	ARRAY_LINK,
	ARRAY_STOP,
	ARRAY_MILESTONE,
	ARRAY_CASE,
	ARRAY_CLOCK,
	ARRAY_TASK,
	ARRAY_QUOTE,
	ARRAY_APPROVAL,
	ARRAY_EFFECT,
	ARRAY_LETTER,
	ARRAY_EVENT,
	ARRAY_DEAD,
	ARRAY_AUDIT,
	ARRAY_MESSAGES_DONE,
	ARRAY_ACTS,
	ARRAY_ACT_ANSWERS,
	ARRAY_OLD_EVENTS, /* pending ones, and ones that are retracted now */
	ARRAY_ACT_STATES,
	ARRAY_OLD_STATES,
	ARRAY_OLD_SUBJECTS,
	ARRAY_STOCK,
	ARRAY_INTERFACES,
	ARRAY_INTERFACE_STATES,
	ARRAY_NEW_REF, /* of new subjects */
	ARRAY_NEW_MILESTONE,
	ARRAY_STEP,
	ARRAY_COUNT
};

/* What each of them holds: rows of a table, or plain values. */
static const struct array_type {
	const struct row_type *table;
	const struct rows_shape *plain;
} array_types[ARRAY_COUNT] = {
	[ARRAY_SUBJECT] = { .table = &row_stored_subject },
	[ARRAY_REF] = { .table = &row_stored_subject_ref },
	[ARRAY_LINK] = { .table = &row_stored_subject_link },
	[ARRAY_STOP] = { .table = &row_stored_stop },
	[ARRAY_MILESTONE] = { .table = &row_stored_milestone },
	[ARRAY_CASE] = { .table = &row_stored_case_open },
	[ARRAY_CLOCK] = { .table = &row_stored_case_clock },
	[ARRAY_TASK] = { .table = &row_stored_task },
	[ARRAY_QUOTE] = { .table = &row_stored_quote },
	[ARRAY_APPROVAL] = { .table = &row_stored_approval },
	[ARRAY_EFFECT] = { .table = &row_stored_effect },
	[ARRAY_LETTER] = { .table = &row_stored_letter },
	[ARRAY_EVENT] = { .table = &row_stored_event },
	[ARRAY_DEAD] = { .table = &row_stored_dead },
	[ARRAY_AUDIT] = { .table = &row_stored_audit },
	[ARRAY_MESSAGES_DONE] = { .plain = &rows_shape_bigint },
	[ARRAY_ACTS] = { .plain = &rows_shape_bigint },
	[ARRAY_ACT_ANSWERS] = { .plain = &rows_shape_text },
	[ARRAY_OLD_EVENTS] = { .plain = &rows_shape_bigint },
	[ARRAY_ACT_STATES] = { .plain = &rows_shape_text },
	[ARRAY_OLD_STATES] = { .plain = &rows_shape_text },
	[ARRAY_OLD_SUBJECTS] = { .plain = &rows_shape_bigint },
	[ARRAY_STOCK] = { .table = &row_stored_stock },
	[ARRAY_INTERFACES] = { .plain = &rows_shape_bigint },
	[ARRAY_INTERFACE_STATES] = { .plain = &rows_shape_text },
	[ARRAY_NEW_REF] = { .table = &row_stored_subject_ref },
	[ARRAY_NEW_MILESTONE] = { .table = &row_stored_milestone },
	[ARRAY_STEP] = { .table = &row_stored_case_step },
};

struct arrays {
	struct rows rows[ARRAY_COUNT];
};

static void begin_arrays(const struct engine *engine, struct arrays *arrays)
{
	for (size_t i = 0; i < ARRAY_COUNT; i++) {
		const struct array_type *type = &array_types[i];
		rows_begin_as(&arrays->rows[i],
			      type->table ? pg_shapes_find(&engine->shapes, type->table->source) : type->plain);
	}
}

static void add_row(struct arrays *arrays, enum array array, const void *row)
{
	rowio_write(&arrays->rows[array], array_types[array].table, row);
}

/* ---------------------------------------------------------------- arrays */

#define ADD_DIRTY(list, array)                            \
	for (size_t i_ = 0; i_ < facts->list.count; i_++) \
		if (facts->list.items[i_].is_dirty)       \
	add_row(arrays, array, &facts->list.items[i_].row)

#define ADD_ALL(list, array)                              \
	for (size_t i_ = 0; i_ < facts->list.count; i_++) \
	add_row(arrays, array, &facts->list.items[i_])

static void add_act(struct arrays *arrays, const struct act *act)
{
	rows_i64(&arrays->rows[ARRAY_ACTS], act->act_id);
	rows_text(&arrays->rows[ARRAY_ACT_STATES],
		  strcmp(act->state, "refused") == 0 ? "refused" : "folded");
	rows_text(&arrays->rows[ARRAY_ACT_ANSWERS], act->answer);
}

static void add_old_event(struct arrays *arrays, int64_t event_id, const char *state,
			  int64_t subject_id)
{
	rows_i64(&arrays->rows[ARRAY_OLD_EVENTS], event_id);
	rows_text(&arrays->rows[ARRAY_OLD_STATES], state);
	if (subject_id == INT_NONE)
		rows_null(&arrays->rows[ARRAY_OLD_SUBJECTS]);
	else
		rows_i64(&arrays->rows[ARRAY_OLD_SUBJECTS], subject_id);
}

/* What a dead letter keeps is stored as what it becomes, once that can be replayed. */
static bool is_kept_in_letter(const struct event *event)
{
	return event->message_id != INT_NONE && strcmp(event->state, "dead") == 0;
}

static void add_events(struct arrays *arrays, const struct batch_subject *subject)
{
	const struct facts *facts = &subject->facts;

	for (size_t i = 0; i < facts->events.count; i++) {
		const struct event *event = &facts->events.items[i];
		if (!subject->parcels.items[i])
			add_old_event(arrays, event->event_id, event->state, event->subject_id);
		else if (!is_kept_in_letter(event))
			add_row(arrays, ARRAY_EVENT, event);
	}
	for (size_t i = 0; i < facts->retracted.count; i++)
		add_old_event(arrays, facts->retracted.items[i].event_id,
			      facts->retracted.items[i].state, subject->subject_id);
}

/* A new subject can be found under its own number at once; the rules may say so, too, and the store takes it once. */
static void add_refs(struct batch *batch, struct arrays *arrays,
		     const struct batch_subject *subject)
{
	const struct facts *facts = &subject->facts;
	const struct subject_ref own = {
		.tenant_id = facts->subject.tenant_id,
		.ref = decode_fold_ref(&batch->arena, facts->subject.ref),
		.kind = facts->subject.kind,
		.subject_id = facts->subject.subject_id,
		.carrier_id = INT_NONE,
	};

	if (!subject->is_there)
		add_row(arrays, ARRAY_NEW_REF, &own);
	for (size_t i = 0; i < facts->new_refs.count; i++)
		if (!subject->is_there || !matching_is_known(batch, &facts->new_refs.items[i])) {
			add_row(arrays, subject->is_there ? ARRAY_REF : ARRAY_NEW_REF, &facts->new_refs.items[i]);
			batch->has_new_ref = true;
		}
}

/* The parcel of a mapped record that was tried again and made the event that is dead now; NULL if
 * it is none. */
static const struct parcel *tried_parcel(const struct batch_subject *subject, const struct dead *dead)
{
	const struct facts *facts = &subject->facts;

	for (size_t i = 0; i < facts->events.count; i++)
		if (facts->events.items[i].message_id == dead->message_id &&
		    facts->events.items[i].item == dead->item && subject->parcels.items[i])
			return parcel_is_by_place(subject->parcels.items[i])
				       ? subject->parcels.items[i]
				       : NULL;
	return NULL;
}

/* What a record made that was mended keeps the mended text and the record's place: its number means
 * nothing in what came first. */
static void add_deads(struct arrays *arrays, struct batch_subject *subject)
{
	for (size_t i = 0; i < subject->facts.new_deads.count; i++) {
		struct dead *dead = &subject->facts.new_deads.items[i];
		const struct parcel *parcel = tried_parcel(subject, dead);
		if (parcel) {
			dead->place = parcel->dead->place;
			dead->mended = parcel->dead->mended;
		}
		add_row(arrays, ARRAY_DEAD, dead);
	}
}

static void add_subject(struct batch *batch, struct arrays *arrays, struct batch_subject *subject)
{
	struct facts *facts = &subject->facts;

	add_row(arrays, ARRAY_SUBJECT, &facts->subject);
	add_refs(batch, arrays, subject);
	ADD_ALL(new_links, ARRAY_LINK);
	ADD_DIRTY(stops, ARRAY_STOP);
	ADD_DIRTY(milestones, subject->is_there ? ARRAY_MILESTONE : ARRAY_NEW_MILESTONE);
	ADD_DIRTY(cases, ARRAY_CASE);
	ADD_DIRTY(clocks, ARRAY_CLOCK);
	ADD_DIRTY(tasks, ARRAY_TASK);
	ADD_DIRTY(steps, ARRAY_STEP);
	ADD_DIRTY(quotes, ARRAY_QUOTE);
	ADD_DIRTY(approvals, ARRAY_APPROVAL);
	ADD_DIRTY(effects, ARRAY_EFFECT);
	ADD_DIRTY(letters, ARRAY_LETTER);
	if (facts->has_stock && facts->is_stock_dirty)
		add_row(arrays, ARRAY_STOCK, &facts->stock);
	add_events(arrays, subject);
	ADD_ALL(new_events, ARRAY_EVENT);
	add_deads(arrays, subject);
	ADD_ALL(new_audits, ARRAY_AUDIT);
	for (size_t i = 0; i < facts->acts.count; i++)
		add_act(arrays, &facts->acts.items[i]);
}

/* Acts that the engine answered itself, and those about nothing it decides: these are numbered and
 * sealed, no more. */
static void add_own_acts(struct arrays *arrays, const struct batch *batch)
{
	for (size_t i = 0; i < batch->acts.count; i++)
		if (batch->acts.items[i].subject_id == INT_NONE)
			add_act(arrays, &batch->acts.items[i].act);
	for (size_t i = 0; i < batch->answered.count; i++)
		add_act(arrays, &batch->answered.items[i].act);
}

/* News that is not live belongs to no subject. */
static void add_unlive_events(struct arrays *arrays, const struct batch *batch)
{
	for (size_t i = 0; i < batch->events.count; i++)
		if (batch->events.items[i].mode != RULES_LIVE)
			add_row(arrays, ARRAY_EVENT, &batch->events.items[i].event);
}

/* All of a message that is not live is stored by one call. */
static bool is_parted(const struct batch *batch, const struct parcel *parcel)
{
	return batch->is_parted && unlive_mode(batch, parcel) == RULES_LIVE;
}

/* Marked done with what makes it done; after a batch in two parts with the next batch. */
static void add_messages_done(const struct batch *batch, struct arrays *arrays)
{
	struct rows *rows = &arrays->rows[ARRAY_MESSAGES_DONE];

	for (size_t i = 0; i < batch->work->done.count; i++)
		rows_i64(rows, batch->work->done.items[i]);
	for (size_t i = 0; i < batch->parcels.count; i++)
		if (!batch->parcels.items[i]->is_mended && !is_parted(batch, batch->parcels.items[i]))
			rows_i64(rows, batch->parcels.items[i]->message_id);
}

/* What belongs to no subject. */
static void fill_rest(struct batch *batch, struct arrays *arrays)
{
	for (size_t i = 0; i < batch->deads.count; i++)
		add_row(arrays, ARRAY_DEAD, &batch->deads.items[i]);
	add_unlive_events(arrays, batch);
	add_messages_done(batch, arrays);
	for (size_t i = 0; i < batch->lost.count; i++)
		add_old_event(arrays, batch->lost.items[i], "dead", INT_NONE);
	for (size_t i = 0; i < batch->work->replayed.count; i++)
		add_row(arrays, ARRAY_DEAD, batch->work->replayed.items[i]);
	add_own_acts(arrays, batch);
	upkeep_add_interfaces(batch->tenancy, &arrays->rows[ARRAY_INTERFACES],
			      &arrays->rows[ARRAY_INTERFACE_STATES]);
}

static void fill(struct batch *batch, size_t part, size_t parts, struct arrays *arrays)
{
	begin_arrays(batch->tenancy->engine, arrays);
	for (size_t i = part; i < batch->subjects.count; i += parts)
		if (batch_is_decidable(batch->subjects.items[i]) && !batch->subjects.items[i]->is_looked_at)
			add_subject(batch, arrays, batch->subjects.items[i]);
	if (part == 0)
		fill_rest(batch, arrays);
}

static enum err read_refused(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	(void)fault;
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct batch_subject *subject =
			map_get_id(&batch->by_id, pg_result_i64(result, row, 0, 0));
		if (subject)
			subject->is_refused = true;
	}
	return ERR_NONE;
}

static void send_part(struct batch *batch, size_t part, size_t parts)
{
	struct arrays arrays = { 0 };
	struct pg_params params = { 0 };

	fill(batch, part, parts, &arrays);
	pg_params_i64(&params, batch->tenancy->id);
	pg_params_i64(&params, batch->tenancy->fence);
	pg_params_instant(&params, batch->now);
	for (size_t i = 0; i < ARRAY_COUNT; i++)
		pg_params_rows(&params, &arrays.rows[i]);
	batch_ask_on(batch, part == 0 ? LANE_WORK : LANE_STORE, "engine_store", &params, read_refused);
	pg_params_release(&params);
	for (size_t i = 0; i < ARRAY_COUNT; i++)
		rows_release(&arrays.rows[i]);
}

/* A large batch goes over two links, half of its subjects each, since the store works each link's statement on one processor. Not where
 * people acted: their audit rows are numbered in the order of their acts; nor with mail, whose fate is stored before its events. */
static size_t count_parts(const struct batch *batch)
{
	bool has_order = batch->acts.count + batch->answered.count + batch->mails.count > 0;

	return !has_order && batch->subjects.count >= PARTED_SUBJECTS_LEAST &&
			       lane_is_up(batch->tenancy->engine->lanes[LANE_STORE])
		       ? 2
		       : 1;
}

void persist_send(struct batch *batch)
{
	size_t parts = count_parts(batch);

	batch->is_parted = parts > 1;
	unlive_send(batch);
	for (size_t part = 0; part < parts; part++)
		send_part(batch, part, parts);
}

/* ---------------------------------------------------------------- afterwards */

static void mark_applied(struct batch_subject *subject)
{
	for (size_t i = 0; i < subject->facts.events.count; i++) {
		struct parcel *parcel = subject->parcels.items[i];
		if (parcel)
			parcel->items[subject->facts.events.items[i].item - parcel->first_no]
				.answer = PARCEL_SAME;
	}
}

static void finish_subject(struct batch *batch, struct batch_subject *subject)
{
	struct workloop *work = batch->work;
	int64_t wake_at = subject->facts.subject.wake_at;

	if (subject->is_refused) {
		batch->tenancy->engine->figures.redone++;
		workloop_delay(work, subject->subject_id);
		if (subject->facts.acts.count > 0)
			batch->has_delayed = true;
		return;
	}
	workloop_undelay(work, subject->subject_id);
	mark_applied(subject);
	if (wake_at != INSTANT_NONE &&
	    (work->next_wake_at == INSTANT_NONE || wake_at < work->next_wake_at))
		work->next_wake_at = wake_at;
	livefeed_tape(batch->tenancy, subject);
}

static void mark_buried(struct batch *batch)
{
	for (size_t i = 0; i < batch->deads.count; i++) {
		const struct dead *dead = &batch->deads.items[i];
		for (size_t k = 0; k < batch->parcels.count; k++) {
			struct parcel *parcel = batch->parcels.items[k];
			int64_t place = dead->item - parcel->first_no;
			if (parcel->message_id == dead->message_id && place >= 0 &&
			    (size_t)place < parcel->count)
				parcel->items[place].answer = PARCEL_SAME;
		}
	}
	batch->tenancy->engine->figures.dead += batch->deads.count;
}

/* A dead letter that was replayed: its row says so with the next batch. Should that not come, it is
 * replayed again, and its event is found to be there. */
static void note_replayed(struct batch *batch, const struct parcel *parcel)
{
	struct dead *dead = row_copy(&row_stored_dead, parcel->dead);

	dead->state = "replayed";
	*vec_push(&batch->work->replayed) = dead;
	batch->work->look |= WORKLOOP_STORE_NOTED;
}

static bool is_buried(const struct batch *batch, const struct parcel *parcel)
{
	for (size_t i = 0; i < batch->deads.count; i++)
		if (batch->deads.items[i].dead_id == parcel->dead_id)
			return true;
	return false;
}

static void finish_parcel(struct batch *batch, struct parcel *parcel)
{
	if (parcel_new_items(parcel) > 0) {
		workloop_postpone(batch->work, parcel);
		return;
	}
	if (parcel->dead && !is_buried(batch, parcel))
		note_replayed(batch, parcel);
	if (is_parted(batch, parcel) && !parcel->is_mended)
		workloop_note_done(batch->work, parcel->message_id);
	workloop_end_parcel(batch->work, parcel);
}

void persist_finish(struct batch *batch)
{
	workloop_drop_noted(batch->work);
	for (size_t i = 0; i < batch->subjects.count; i++)
		if (!batch->subjects.items[i]->is_looked_at)
			finish_subject(batch, batch->subjects.items[i]);
	unlive_finish(batch);
	mailroom_finish(batch);
	mark_buried(batch);
	for (size_t i = 0; i < batch->parcels.count; i++)
		finish_parcel(batch, batch->parcels.items[i]);
	batch->parcels.count = 0;
	if (batch->has_new_subject || batch->has_new_ref)
		batch->look_again |= WORKLOOP_LOOK_DEAD;
	ticker_wrote(batch->tenancy);
	sender_look(batch->tenancy);
	upkeep_grow(batch->tenancy->engine->upkeep);
}
