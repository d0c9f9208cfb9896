/* SPDX-License-Identifier: MIT */
/* One array for each table; what belongs to a subject that was not stored is found after. */
#include "engine/persist.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/decode.h"
#include "engine/livefeed.h"
#include "engine/rowio.h"
#include "engine/sender.h"
#include "engine/ticker.h"
#include "engine/upkeep.h"
#include "pg/rows.h"
#include "table/stored_rows.h"

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
	ARRAY_COUNT
};

struct arrays {
	struct rows rows[ARRAY_COUNT];
};

/* ---------------------------------------------------------------- numbers */

static void number_subject(struct batch *batch, struct batch_subject *subject)
{
	if (!subject->subject_id) {
		subject->subject_id = batch->ids.next++;
		subject->facts.subject.subject_id = subject->subject_id;
		map_put_id(&batch->by_id, subject->subject_id, subject);
	}
	for (size_t i = 0; i < subject->facts.events.count; i++) {
		struct event *event = &subject->facts.events.items[i];
		event->subject_id = subject->subject_id;
		if (subject->parcels.items[i])
			event->event_id = batch->ids.next++;
	}
}

/* Only a feed that names the carrier can leave its shipments in the dark. */
static void add_feed(struct batch *batch, struct facts *facts)
{
	const struct interface *feed;

	facts->dark_since = facts->dark_from = facts->dark_until = INSTANT_NONE;
	if (facts->subject.carrier_id == INT_NONE)
		return;
	feed = map_get_id(&batch->refdata->feeds, facts->subject.carrier_id);
	if (!feed)
		return;
	facts->carrier_feed = feed;
	if (strcmp(feed->state, "quiet") == 0)
		facts->dark_since = feed->last_at;
	refdata_dark_spell(batch->tenancy, feed->interface_id, &facts->dark_from,
			   &facts->dark_until);
}

/* An interface as a subject was last heard of when it last sent anything. */
static void add_heard(struct batch *batch, struct subject *subject)
{
	for (size_t i = 0; i < batch->refdata->interface_count; i++) {
		const struct interface *interface = &batch->refdata->interfaces[i];
		if (interface->subject_id == subject->subject_id &&
		    interface->last_at > subject->last_event_at)
			subject->last_event_at = interface->last_at;
	}
}

void persist_number(struct batch *batch)
{
	for (size_t i = 0; i < batch->subjects.count; i++) {
		if (!batch_is_decidable(batch->subjects.items[i]))
			continue;
		number_subject(batch, batch->subjects.items[i]);
		add_feed(batch, &batch->subjects.items[i]->facts);
		if (strcmp(batch->subjects.items[i]->facts.subject.kind, "interface") == 0)
			add_heard(batch, &batch->subjects.items[i]->facts.subject);
	}
	for (size_t i = 0; i < batch->deads.count; i++)
		if (batch->deads.items[i].dead_id == INT_NONE)
			batch->deads.items[i].dead_id = batch->ids.next++;
}

/* ---------------------------------------------------------------- arrays */

#define ADD_DIRTY(list, array, table)                     \
	for (size_t i_ = 0; i_ < facts->list.count; i_++) \
		if (facts->list.items[i_].is_dirty)       \
	rowio_write(&arrays->rows[array], &row_stored_##table, &facts->list.items[i_].row)

#define ADD_ALL(list, array, table)                       \
	for (size_t i_ = 0; i_ < facts->list.count; i_++) \
	rowio_write(&arrays->rows[array], &row_stored_##table, &facts->list.items[i_])

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
			rowio_write(&arrays->rows[ARRAY_EVENT], &row_stored_event, event);
	}
	for (size_t i = 0; i < facts->retracted.count; i++)
		add_old_event(arrays, facts->retracted.items[i].event_id,
			      facts->retracted.items[i].state, subject->subject_id);
}

/* A new subject can be found under its own number at once; the rules may say so, too. */
static void add_refs(struct batch *batch, struct arrays *arrays,
		     const struct batch_subject *subject)
{
	const struct facts *facts = &subject->facts;
	const struct subject_ref own = {
		.tenant_id = facts->subject.tenant_id,
		.ref = decode_fold_ref(&batch->arena, facts->subject.ref),
		.kind = facts->subject.kind,
		.subject_id = facts->subject.subject_id,
	};

	if (!subject->is_there)
		rowio_write(&arrays->rows[ARRAY_REF], &row_stored_subject_ref, &own);
	for (size_t i = 0; i < facts->new_refs.count; i++) {
		const struct subject_ref *ref = &facts->new_refs.items[i];
		if (subject->is_there || strcmp(ref->kind, own.kind) != 0 ||
		    strcmp(ref->ref, own.ref) != 0)
			rowio_write(&arrays->rows[ARRAY_REF], &row_stored_subject_ref, ref);
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
		rowio_write(&arrays->rows[ARRAY_DEAD], &row_stored_dead, dead);
	}
}

static void add_subject(struct batch *batch, struct arrays *arrays, struct batch_subject *subject)
{
	struct facts *facts = &subject->facts;

	rowio_write(&arrays->rows[ARRAY_SUBJECT], &row_stored_subject, &facts->subject);
	add_refs(batch, arrays, subject);
	ADD_ALL(new_links, ARRAY_LINK, subject_link);
	ADD_DIRTY(stops, ARRAY_STOP, stop);
	ADD_DIRTY(milestones, ARRAY_MILESTONE, milestone);
	ADD_DIRTY(cases, ARRAY_CASE, case_open);
	ADD_DIRTY(clocks, ARRAY_CLOCK, case_clock);
	ADD_DIRTY(tasks, ARRAY_TASK, task);
	ADD_DIRTY(quotes, ARRAY_QUOTE, quote);
	ADD_DIRTY(approvals, ARRAY_APPROVAL, approval);
	ADD_DIRTY(effects, ARRAY_EFFECT, effect);
	ADD_DIRTY(letters, ARRAY_LETTER, letter);
	if (facts->has_stock && facts->is_stock_dirty)
		rowio_write(&arrays->rows[ARRAY_STOCK], &row_stored_stock, &facts->stock);
	add_events(arrays, subject);
	ADD_ALL(new_events, ARRAY_EVENT, event);
	add_deads(arrays, subject);
	ADD_ALL(new_audits, ARRAY_AUDIT, audit);
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

static void fill(struct batch *batch, struct arrays *arrays)
{
	for (size_t i = 0; i < ARRAY_COUNT; i++)
		rows_begin(&arrays->rows[i]);
	for (size_t i = 0; i < batch->subjects.count; i++)
		if (batch_is_decidable(batch->subjects.items[i]))
			add_subject(batch, arrays, batch->subjects.items[i]);
	for (size_t i = 0; i < batch->deads.count; i++)
		rowio_write(&arrays->rows[ARRAY_DEAD], &row_stored_dead, &batch->deads.items[i]);
	for (size_t i = 0; i < batch->parcels.count; i++)
		if (!batch->parcels.items[i]->is_mended)
			rows_i64(&arrays->rows[ARRAY_MESSAGES_DONE],
				 batch->parcels.items[i]->message_id);
	for (size_t i = 0; i < batch->lost.count; i++)
		add_old_event(arrays, batch->lost.items[i], "dead", INT_NONE);
	for (size_t i = 0; i < batch->work->replayed.count; i++)
		rowio_write(&arrays->rows[ARRAY_DEAD], &row_stored_dead,
			    batch->work->replayed.items[i]);
	add_own_acts(arrays, batch);
	upkeep_add_interfaces(batch->tenancy, &arrays->rows[ARRAY_INTERFACES],
			      &arrays->rows[ARRAY_INTERFACE_STATES]);
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

void persist_send(struct batch *batch)
{
	struct arrays arrays = { 0 };
	struct pg_params params = { 0 };

	fill(batch, &arrays);
	pg_params_i64(&params, batch->tenancy->id);
	pg_params_i64(&params, batch->tenancy->fence);
	pg_params_instant(&params, batch->now);
	for (size_t i = 0; i < ARRAY_COUNT; i++)
		pg_params_span(&params, rows_end(&arrays.rows[i]));
	batch_ask(batch, "engine_store", &params, read_refused);
	pg_params_release(&params);
	for (size_t i = 0; i < ARRAY_COUNT; i++)
		rows_release(&arrays.rows[i]);
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
	batch->work->look |= WORKLOOP_LOOK_REPLAYED;
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
	workloop_end_parcel(batch->work, parcel);
}

void persist_finish(struct batch *batch)
{
	workloop_drop_replayed(batch->work);
	for (size_t i = 0; i < batch->subjects.count; i++)
		finish_subject(batch, batch->subjects.items[i]);
	mark_buried(batch);
	for (size_t i = 0; i < batch->parcels.count; i++)
		finish_parcel(batch, batch->parcels.items[i]);
	batch->parcels.count = 0;
	if (batch->has_new_subject)
		batch->look_again |= WORKLOOP_LOOK_DEAD;
	ticker_wrote(batch->tenancy);
	sender_look(batch->tenancy);
	upkeep_grow(batch->tenancy->engine->upkeep);
}
