/* SPDX-License-Identifier: MIT */
/* The order of the steps, and what they share. */
#include "engine/batch.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/decode.h"
#include "engine/factload.h"
#include "engine/failpoint.h"
#include "engine/inbox.h"
#include "engine/lane.h"
#include "engine/mailroom.h"
#include "engine/matching.h"
#include "engine/numbering.h"
#include "engine/ownacts.h"
#include "engine/persist.h"
#include "engine/trial.h"
#include "engine/unlive.h"
#include "engine/upkeep.h"
#include "table/stored_rows.h"

#define TURN_US (20 * US_PER_MS) /* of deciding without a look at anything else */

struct ask {
	struct batch *batch;
	batch_reader *reader;
};

static void release_subject(struct batch_subject *subject)
{
	facts_release(&subject->facts);
	vec_release(&subject->parcels);
	vec_release(&subject->shadow);
}

static void release_batch(struct batch *batch)
{
	struct map *const maps[] = { &batch->by_id, &batch->by_ref, &batch->by_case,
				     &batch->candidates, &batch->tried, &batch->mail_targets };

	for (size_t i = 0; i < batch->subjects.count; i++)
		release_subject(batch->subjects.items[i]);
	for (size_t i = 0; i < COUNT_OF(maps); i++)
		map_release(maps[i]);
	vec_release(&batch->parcels);
	vec_release(&batch->events);
	vec_release(&batch->acts);
	vec_release(&batch->answered);
	vec_release(&batch->deads);
	trial_release(batch);
	vec_release(&batch->mails);
	vec_release(&batch->mail_acts);
	vec_release(&batch->mail_rows);
	vec_release(&batch->documents);
	vec_release(&batch->due);
	vec_release(&batch->raised);
	vec_release(&batch->lost);
	vec_release(&batch->subjects);
	loop_timer_free(batch->turn);
	refdata_drop(batch->refdata);
	arena_release(&batch->arena);
	mem_free(batch);
}

static void free_parcels(struct batch *batch)
{
	for (size_t i = 0; i < batch->parcels.count; i++)
		parcel_free(batch->parcels.items[i]);
	batch->parcels.count = 0;
}

void batch_free(struct batch *batch)
{
	if (!batch)
		return;
	free_parcels(batch);
	if (batch->answers < batch->expected)
		batch->is_orphan = true;
	else
		release_batch(batch);
}

static void fail(struct batch *batch)
{
	struct workloop *work = batch->work;
	struct fault fault = batch->fault;

	batch_give_back_ids(batch);
	free_parcels(batch);
	release_batch(batch);
	workloop_failed(work, &fault);
}

static void go_on(struct batch *batch)
{
	if (batch->is_orphan)
		release_batch(batch);
	else if (batch->fault.err != ERR_NONE)
		fail(batch);
	else
		batch->next(batch);
}

static void on_answer(void *context, struct pg_result *result)
{
	struct ask *ask = context;
	struct batch *batch = ask->batch;
	struct fault fault = { 0 };

	batch->answers++;
	if (batch->fault.err == ERR_NONE && !batch->is_orphan) {
		enum err err = pg_result_err(result, &fault);
		if (err == ERR_NONE && ask->reader)
			err = ask->reader(batch, result, &fault);
		if (err != ERR_NONE) {
			fault.err = err;
			batch->fault = fault;
		}
	}
	mem_free(ask);
	if (batch->answers == batch->expected)
		go_on(batch);
	else if (batch->is_parted)
		FAILPOINT("after-half");
}

void batch_ask(struct batch *batch, const char *statement, const struct pg_params *params,
	       batch_reader *reader)
{
	batch_ask_on(batch, LANE_WORK, statement, params, reader);
}

void batch_ask_on(struct batch *batch, enum engine_lane lane, const char *statement,
		  const struct pg_params *params, batch_reader *reader)
{
	struct ask *ask = mem_new(1, sizeof *ask);
	enum err err;

	*ask = (struct ask){ batch, reader };
	err = lane_send(batch->tenancy->engine->lanes[lane], statement, params, on_answer, ask);
	if (err == ERR_NONE) {
		batch->expected++;
		return;
	}
	mem_free(ask);
	if (batch->fault.err == ERR_NONE)
		fault_set(&batch->fault, err, statement, "the statement cannot be sent");
}

void batch_then(struct batch *batch, void (*next)(struct batch *batch))
{
	batch->next = next;
	if (batch->answers == batch->expected)
		go_on(batch);
}

struct batch_subject *batch_subject(struct batch *batch, int64_t subject_id)
{
	struct batch_subject *subject = map_get_id(&batch->by_id, subject_id);

	if (subject)
		return subject;
	subject = arena_new(&batch->arena, 1, sizeof *subject);
	subject->subject_id = subject_id;
	subject->facts.subject.version = INT_NONE;
	*vec_push(&batch->subjects) = subject;
	map_put_id(&batch->by_id, subject_id, subject);
	return subject;
}

const char *batch_ref_key(struct batch *batch, const char *kind, const char *folded)
{
	return arena_printf(&batch->arena, "%s %s", kind, folded);
}

struct batch_subject *batch_new_subject(struct batch *batch, const char *kind, const char *ref,
					const char *folded)
{
	const char *key = batch_ref_key(batch, kind, folded);
	struct batch_subject *subject = map_get(&batch->by_ref, span_of(key));

	if (subject)
		return subject;
	subject = arena_new(&batch->arena, 1, sizeof *subject);
	subject->kind = kind;
	subject->ref = ref;
	row_init(&row_stored_subject, &subject->facts.subject);
	subject->facts.subject.tenant_id = batch->tenancy->id;
	subject->facts.subject.subject_id = INT_NONE;
	subject->facts.subject.kind = kind;
	subject->facts.subject.ref = ref;
	subject->facts.subject.version = 0;
	*vec_push(&batch->subjects) = subject;
	map_put(&batch->by_ref, span_of(key), subject);
	batch->has_new_subject = true;
	return subject;
}

/* A dead letter that could not be replayed stays the one it is. */
static void keep_identity(struct batch *batch, struct dead *dead, const struct dead *former)
{
	dead->dead_id = former->dead_id;
	dead->case_id = former->case_id;
	dead->by_person = former->by_person;
	dead->version = former->version;
	dead->at = former->at;
	if (former->mended.length > 0)
		dead->mended = (struct span){ arena_text(&batch->arena, former->mended.text,
							 former->mended.length),
					      former->mended.length };
}

struct dead *batch_bury(struct batch *batch, const struct parcel *parcel, int item, const char *state,
			const char *subject_ref, const char *place, const char *reason)
{
	struct dead *dead = vec_push(&batch->deads);

	row_init(&row_stored_dead, dead);
	dead->tenant_id = batch->tenancy->id;
	dead->dead_id = INT_NONE;
	dead->interface_id = parcel->interface_id;
	dead->message_id = parcel->message_id;
	dead->item = parcel->first_no + item;
	dead->at = batch->now;
	dead->reason = arena_str(&batch->arena, reason);
	dead->place = arena_str(&batch->arena, place);
	dead->subject_ref = subject_ref;
	dead->state = parcel_is_test(parcel) ? "dropped" : state; /* a test leaves nothing to do */
	dead->version = 0;
	dead->tried = 0;
	dead->mended = (struct span){ 0 };
	if (parcel->dead)
		keep_identity(batch, dead, parcel->dead);
	return dead;
}

bool batch_is_decidable(const struct batch_subject *subject)
{
	return subject->is_there || subject->facts.subject.version == 0;
}

void batch_give_back_ids(struct batch *batch)
{
	struct ids *const stocks[] = { &batch->tenancy->ids, &batch->tenancy->case_nos };
	const int64_t nexts[] = { batch->ids.next, batch->ids.next_case_no };

	for (size_t i = 0; i < COUNT_OF(stocks) && nexts[i] > 0; i++)
		ids_give_back(stocks[i], nexts[i]);
	batch->ids = (struct rules_ids){ 0 };
}

static void after_store(struct batch *batch)
{
	struct workloop *work = batch->work;
	unsigned look_again;

	FAILPOINT("after-store");
	persist_finish(batch);
	look_again = batch->look_again;
	release_batch(batch);
	workloop_done(work, look_again);
}

static void store(struct batch *batch)
{
	FAILPOINT("after-decide");
	trial_answer(batch);
	ownacts_answer(batch);
	mailroom_send(batch);
	persist_send(batch);
	batch_then(batch, after_store);
}

static struct rules_step step_of(struct batch *batch)
{
	return (struct rules_step){
		.policy = batch->refdata->policy,
		.reference = &batch->refdata->reference,
		.ids = &batch->ids,
		.arena = &batch->arena,
		.now = batch->now,
		.server_now = batch->server_now,
	};
}

/* A retraction needs all that was ever said of its subject: that comes now, and these few are
 * decided again. */
static void decide_with_history(struct batch *batch)
{
	struct rules_step step = step_of(batch);

	for (size_t i = 0; i < batch->subjects.count; i++) {
		struct facts *facts = &batch->subjects.items[i]->facts;
		if (!facts->wants_history)
			continue;
		facts->wants_history = false;
		facts->has_history = true;
		rules_decide(&step, facts);
	}
	store(batch);
}

static void decide_subject(struct batch *batch, struct rules_step *step, struct batch_subject *subject)
{
	bool is_decidable = batch_is_decidable(subject);

	if (is_decidable && subject->shadow.count > 0)
		unlive_decide(batch, step, subject);
	if (is_decidable && batch->trials.count > 0)
		trial_foresee(batch, step, subject);
	if (subject->is_looked_at)
		return;
	if (!is_decidable) {
		ownacts_refuse(batch, subject, "what it is about is gone");
		return;
	}
	rules_decide(step, &subject->facts);
	batch->wants_history |= subject->facts.wants_history;
}

static void on_turn(void *context);

/* In turns: partners and consoles are not kept waiting by a batch in which much fell due at once. */
static void decide(struct batch *batch)
{
	struct loop *loop = batch->tenancy->engine->loop;
	struct rules_step step = step_of(batch);
	int64_t end_us = loop_now_us(loop) + TURN_US;

	while (batch->decided < batch->subjects.count && loop_now_us(loop) < end_us)
		decide_subject(batch, &step, batch->subjects.items[batch->decided++]);
	if (batch->decided < batch->subjects.count) {
		if (!batch->turn)
			batch->turn = loop_timer_new(loop, on_turn, batch);
		loop_timer_start(batch->turn, US_PER_MS, 0); /* at once would be before anything is read */
		return;
	}
	batch->tenancy->engine->figures.decided += batch->subjects.count;
	if (batch->wants_history)
		factload_send_history(batch);
	batch_then(batch, batch->wants_history ? decide_with_history : store);
}

static void on_turn(void *context)
{
	decide(context);
}

/* Ids for all that may be made; if the stock is short the batch rests until batch_resume. */
static void number(struct batch *batch)
{
	int64_t inputs = (int64_t)(batch->events.count + batch->acts.count + batch->subjects.count +
				   batch->deads.count + batch->mail_rows.count + batch->documents.count);
	int64_t ids = (inputs + 1) * RULES_IDS_PER_ITEM;
	int64_t nos =
		(int64_t)(batch->events.count + batch->acts.count + batch->subjects.count) + 8;
	bool has_ids = ids_need(&batch->tenancy->ids, ids);
	bool has_nos = ids_need(&batch->tenancy->case_nos, nos);

	batch->is_starved = !has_ids || !has_nos;
	if (batch->is_starved)
		return;
	batch->ids.next = ids_take(&batch->tenancy->ids, ids);
	batch->ids.next_case_no = ids_take(&batch->tenancy->case_nos, nos);
	numbering_give(batch);
	decide(batch);
}

void batch_resume(struct batch *batch)
{
	if (batch->is_starved)
		number(batch);
}

static void load(struct batch *batch)
{
	matching_place(batch);
	if (batch->trials.count > 0)
		trial_place(batch);
	inbox_ask_applied(batch);
	factload_send(batch);
	batch_then(batch, number);
}

static void match(struct batch *batch)
{
	for (size_t i = 0; i < batch->parcels.count; i++)
		decode_parcel(batch, batch->parcels.items[i]);
	batch->tenancy->engine->figures.decoded += batch->events.count;
	trial_decode(batch);
	matching_send(batch);
	batch_then(batch, load);
}

static void act_on(struct batch *batch)
{
	if (batch->acts.count > 0)
		ownacts_do(batch);
	batch_then(batch, match);
}

void batch_fall_behind(struct batch *batch, int64_t at)
{
	struct workloop *work = batch->work;

	batch->is_behind = true;
	if (at < work->decided_at)
		at = work->decided_at;
	if (at != INSTANT_NONE && at < batch->now)
		batch->now = at;
}

/* Fills the batch from the queue: whole parcels, so many that the limit is reached. */
static void fill(struct batch *batch)
{
	struct workloop *work = batch->work;
	struct parcel *parcel;
	size_t items = batch->events.count + batch->acts.count;

	while (items < work->limit && (parcel = workloop_take(work))) {
		*vec_push(&batch->parcels) = parcel;
		items += parcel_new_items(parcel);
	}
	if (batch->events.count + batch->acts.count + batch->due.count + batch->deads.count +
			    batch->parcels.count ==
		    0 &&
	    !upkeep_has_interfaces(batch->tenancy) && !workloop_has_noted(work)) {
		release_batch(batch);
		workloop_done(work, 0);
		return;
	}
	if (work->first)
		batch_fall_behind(batch, work->first->received_at);
	if (batch->is_behind && batch->due.count > 0) {
		batch->due.count = 0;
		batch->look_again |= WORKLOOP_LOOK_DUE;
	}
	work->decided_at = batch->now;
	inbox_ask_known(batch);
	if (batch->acts.count > 0)
		ownacts_ask(batch);
	batch_then(batch, act_on);
}

void batch_begin(struct workloop *work)
{
	struct batch *batch = mem_new(1, sizeof *batch);

	batch->work = work;
	batch->tenancy = work->tenancy;
	batch->refdata = refdata_hold(work->tenancy->refdata);
	batch->server_now = engine_server_now(work->tenancy->engine);
	batch->now = tenancy_now(work->tenancy);
	batch->look = work->look;
	work->look = 0;
	work->batch = batch;
	inbox_look(batch);
	batch_then(batch, fill);
}
