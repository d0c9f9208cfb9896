/* SPDX-License-Identifier: MIT */
/* The store names the candidates behind all references of a batch, the rules choose among them. */
#include "engine/matching.h"

#include <string.h>

#include "engine/decode.h"
#include "engine/mailroom.h"
#include "engine/unlive.h"
#include "pg/rows.h"

struct candidate_list {
	struct rules_candidate *first;
};

void matching_read_refs(struct batch *batch, struct batch_event *placed)
{
	struct rules_ref refs[RULES_REFS_MAX];
	size_t count = rules_refs(&batch->arena, &placed->event, refs);
	struct rules_ref *kept = arena_new(&batch->arena, count, sizeof *kept);

	memcpy(kept, refs, count * sizeof *kept);
	placed->refs = kept;
	placed->ref_count = count;
	placed->ref = refs[0].ref;
}

/* Columns: ref, ref_kind, subject_kind, subject_id, the subject's ref, phase, carrier, whose number the reference is. */
static enum err read_candidates(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	(void)fault;
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct candidate_list *list =
			map_get(&batch->candidates, pg_result_span(result, row, 0));
		struct rules_candidate *candidate;
		if (!list)
			continue;
		candidate = arena_new(&batch->arena, 1, sizeof *candidate);
		candidate->ref_kind = arena_str(&batch->arena, pg_result_text(result, row, 1));
		candidate->subject_kind = arena_str(&batch->arena, pg_result_text(result, row, 2));
		candidate->subject_id = pg_result_i64(result, row, 3, 0);
		candidate->own_ref = arena_str(&batch->arena, pg_result_text(result, row, 4));
		candidate->phase = arena_str(&batch->arena, pg_result_text(result, row, 5));
		candidate->carrier_id = pg_result_i64(result, row, 6, INT_NONE);
		candidate->ref_carrier_id = pg_result_i64(result, row, 7, INT_NONE);
		candidate->next = list->first;
		list->first = candidate;
	}
	return ERR_NONE;
}

void matching_want(struct batch *batch, const char *ref, struct rows *refs)
{
	if (map_get(&batch->candidates, span_of(ref)))
		return;
	map_put(&batch->candidates, span_of(ref),
		arena_new(&batch->arena, 1, sizeof(struct candidate_list)));
	rows_text(refs, ref);
}

static const struct rules_candidate *candidates_of(const struct batch *batch, const char *ref)
{
	const struct candidate_list *list = map_get(&batch->candidates, span_of(ref));

	return list ? list->first : NULL;
}

bool matching_is_known(const struct batch *batch, const struct subject_ref *ref)
{
	for (const struct rules_candidate *at = candidates_of(batch, ref->ref); at; at = at->next)
		if (at->subject_id == ref->subject_id && strcmp(at->ref_kind, ref->kind) == 0)
			return true;
	return false;
}

/* Does the act open a case by hand on whatever its reference leads to? */
static bool is_opening(const struct batch_act *act)
{
	return act->subject_id == INT_NONE && strcmp(act->act.kind, "new") == 0;
}

static const char *act_ref(struct batch *batch, const struct batch_act *act)
{
	const char *ref = texts_value(&act->act.args, "ref");

	return decode_fold_ref(&batch->arena, ref ? ref : "");
}

void matching_send(struct batch *batch)
{
	struct rows refs = { 0 };
	struct pg_params params = { 0 };

	rows_begin(&refs);
	for (size_t i = 0; i < batch->events.count; i++)
		for (size_t k = 0; k < batch->events.items[i].ref_count; k++)
			if (batch->events.items[i].event.subject_id == INT_NONE)
				matching_want(batch, batch->events.items[i].refs[k].ref, &refs);
	for (size_t i = 0; i < batch->trials.count; i++)
		for (size_t k = 0; k < batch->trials.items[i].events.count; k++)
			for (size_t n = 0; n < batch->trials.items[i].events.items[k].ref_count; n++)
				matching_want(batch, batch->trials.items[i].events.items[k].refs[n].ref, &refs);
	for (size_t i = 0; i < batch->acts.count; i++)
		if (is_opening(&batch->acts.items[i]))
			matching_want(batch, act_ref(batch, &batch->acts.items[i]), &refs);
	mailroom_want(batch, &refs);
	if (refs.count > 0) {
		pg_params_i64(&params, batch->tenancy->id);
		pg_params_span(&params, rows_end(&refs));
		batch_ask(batch, "engine_match", &params, read_candidates);
	}
	pg_params_release(&params);
	rows_release(&refs);
	mailroom_ask(batch);
}

static void attach(struct batch_subject *subject, struct batch_event *placed)
{
	placed->is_placed = true;
	if (subject->subject_id)
		placed->event.subject_id = subject->subject_id;
	*vec_push(&subject->facts.events) = placed->event;
	*vec_push(&subject->parcels) = placed->parcel;
}

static struct rules_match match(struct batch *batch, const struct batch_event *placed)
{
	const struct rules_candidate *lists[RULES_REFS_MAX];

	for (size_t i = 0; i < placed->ref_count; i++)
		lists[i] = candidates_of(batch, placed->refs[i].ref);
	return rules_match(&batch->refdata->reference, &batch->arena, &placed->event, placed->refs, lists,
			   placed->ref_count);
}

int64_t matching_find(struct batch *batch, const struct batch_event *placed)
{
	if (placed->event.subject_id != INT_NONE)
		return placed->event.subject_id;
	return match(batch, placed).subject_id;
}

/* What its subject may be known by, and how many rows were looked at in vain: only others call for another look. */
static void note_refs(struct batch *batch, const struct batch_event *placed, struct dead *dead)
{
	const char **texts = arena_new(&batch->arena, placed->ref_count, sizeof *texts);
	size_t count = 0;

	dead->tried = 0;
	for (size_t i = 0; i < placed->ref_count; i++) {
		bool is_twice = false;
		for (size_t k = 0; k < count; k++)
			is_twice |= strcmp(texts[k], placed->refs[i].ref) == 0;
		if (is_twice)
			continue;
		texts[count++] = placed->refs[i].ref;
		for (const struct rules_candidate *at = candidates_of(batch, placed->refs[i].ref); at; at = at->next)
			dead->tried++;
	}
	dead->refs = (struct texts){ texts, count };
}

static void bury_event(struct batch *batch, struct batch_event *placed, const char *state,
		       const char *reason)
{
	struct parcel lost = { .interface_id = placed->event.interface_id,
			       .message_id = placed->event.message_id };
	struct dead *dead;

	placed->is_placed = true;
	if (!placed->parcel) {
		*vec_push(&batch->lost) = placed->event.event_id;
		dead = batch_bury(batch, &lost, (int)placed->event.item, "open", placed->ref, "/subject",
				  reason);
	} else {
		dead = batch_bury(batch, placed->parcel,
				  (int)(placed->event.item - placed->parcel->first_no), state, placed->ref,
				  "/subject", reason);
	}
	note_refs(batch, placed, dead);
}

/* First all that have a subject or make one; only then is it known what must wait. */
static void place_known(struct batch *batch, struct batch_event *placed)
{
	struct event *event = &placed->event;
	struct rules_match found = { event->subject_id, "" };

	if (event->subject_id == INT_NONE)
		found = match(batch, placed);
	if (found.subject_id > 0)
		attach(batch_subject(batch, found.subject_id), placed);
	else if (found.subject_id == RULES_MATCH_SEVERAL)
		bury_event(batch, placed, "open", found.why);
	else if (rules_may_make(event))
		attach(batch_new_subject(batch, event->subject_kind, event->subject_ref,
					 placed->ref),
		       placed);
}

static void place_rest(struct batch *batch, struct batch_event *placed)
{
	const char *key = batch_ref_key(batch, placed->event.subject_kind, placed->ref);
	struct batch_subject *subject = map_get(&batch->by_ref, span_of(key));

	if (subject)
		attach(subject, placed);
	else
		bury_event(batch, placed, "waiting", "nothing is known under this reference yet");
}

/* A person means the shipment where a reference leads to a shipment and to its order. */
int64_t matching_for_person(struct batch *batch, const char *ref, bool *is_shipment)
{
	const struct rules_candidate *list = candidates_of(batch, ref);
	const struct rules_ref named = { "", ref };
	const struct event asked = { .type = "", .subject_kind = "shipment", .interface_id = INT_NONE };
	int64_t shipment = rules_match(&batch->refdata->reference, &batch->arena, &asked, &named, &list, 1).subject_id;

	*is_shipment = shipment > 0;
	if (shipment != RULES_MATCH_NONE || !list)
		return shipment;
	for (const struct rules_candidate *at = list; at; at = at->next)
		if (at->subject_id != list->subject_id)
			return RULES_MATCH_SEVERAL;
	return list->subject_id;
}

static void place_act(struct batch *batch, struct batch_act *act)
{
	if (is_opening(act)) {
		bool is_shipment;
		int64_t subject_id = matching_for_person(batch, act_ref(batch, act), &is_shipment);
		if (subject_id > 0)
			act->subject_id = subject_id;
	}
	if (act->subject_id != INT_NONE)
		*vec_push(&batch_subject(batch, act->subject_id)->facts.acts) = act->act;
}

void matching_place(struct batch *batch)
{
	mailroom_place(batch);
	for (size_t i = 0; i < batch->events.count; i++)
		if (batch->events.items[i].mode == RULES_LIVE)
			place_known(batch, &batch->events.items[i]);
	for (size_t i = 0; i < batch->events.count; i++)
		if (batch->events.items[i].mode == RULES_LIVE && !batch->events.items[i].is_placed)
			place_rest(batch, &batch->events.items[i]);
	for (size_t i = 0; i < batch->acts.count; i++)
		place_act(batch, &batch->acts.items[i]);
	for (size_t i = 0; i < batch->due.count; i++)
		batch_subject(batch, batch->due.items[i]);
	unlive_place(batch);
}
