/* SPDX-License-Identifier: MIT */
/* A reference may be the subject's own number or any other it is known by; it must lead to exactly
 * one. */
#include "engine/matching.h"

#include <string.h>

#include "engine/decode.h"
#include "engine/mailroom.h"
#include "engine/unlive.h"
#include "model/event_type.h"
#include "pg/rows.h"

/* A subject that a reference leads to; several form a list. */
struct candidate {
	const char *ref_kind; /* order, pro, bol ...; the subject's kind for its own number */
	const char *subject_kind;
	int64_t subject_id;
	struct candidate *next;
};

struct candidate_list {
	struct candidate *first;
};

bool matching_is_creating(const struct event *event)
{
	const struct event_type *type = event_type_find(event->type);

	if (!type || !type->is_creating)
		return false;
	return type->nature[0] ||
	       (strcmp(event->nature, "estimated") != 0 && strcmp(event->nature, "actual") != 0);
}

/* Columns: ref, ref_kind, subject_kind, subject_id. */
static enum err read_candidates(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	(void)fault;
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct candidate_list *list =
			map_get(&batch->candidates, pg_result_span(result, row, 0));
		struct candidate *candidate;
		if (!list)
			continue;
		candidate = arena_new(&batch->arena, 1, sizeof *candidate);
		candidate->ref_kind = arena_str(&batch->arena, pg_result_text(result, row, 1));
		candidate->subject_kind = arena_str(&batch->arena, pg_result_text(result, row, 2));
		candidate->subject_id = pg_result_i64(result, row, 3, 0);
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
		if (batch->events.items[i].event.subject_id == INT_NONE)
			matching_want(batch, batch->events.items[i].ref, &refs);
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

/* How well a candidate fits the kind an event speaks of: 3 its own number, 2 its kind, 1 a
 * reference of that kind. */
static int fitness(const struct candidate *candidate, const char *kind)
{
	if (strcmp(candidate->subject_kind, kind) == 0)
		return strcmp(candidate->ref_kind, kind) == 0 ? 3 : 2;
	return strcmp(candidate->ref_kind, kind) == 0 ? 1 : 0;
}

/* The one subject that fits best: 0 = none, -1 = several fit equally. */
static int64_t choose(const struct candidate_list *list, const char *kind)
{
	int64_t best = 0;
	int most = 0;

	for (const struct candidate *at = list->first; at; at = at->next) {
		int fit = fitness(at, kind);
		if (fit > most) {
			most = fit;
			best = at->subject_id;
		} else if (fit == most && fit > 0 && at->subject_id != best) {
			best = -1;
		}
	}
	return best;
}

static void attach(struct batch_subject *subject, struct batch_event *placed)
{
	placed->is_placed = true;
	if (subject->subject_id)
		placed->event.subject_id = subject->subject_id;
	*vec_push(&subject->facts.events) = placed->event;
	*vec_push(&subject->parcels) = placed->parcel;
}

static void bury_event(struct batch *batch, struct batch_event *placed, const char *state,
		       const char *reason)
{
	struct parcel lost = { .interface_id = placed->event.interface_id,
			       .message_id = placed->event.message_id };

	placed->is_placed = true;
	if (!placed->parcel) {
		*vec_push(&batch->lost) = placed->event.event_id;
		batch_bury(batch, &lost, (int)placed->event.item, "open", placed->ref, "/subject",
			   reason);
	} else {
		batch_bury(batch, placed->parcel,
			   (int)(placed->event.item - placed->parcel->first_no), state, placed->ref,
			   "/subject", reason);
	}
}

int64_t matching_find(struct batch *batch, const struct batch_event *placed)
{
	const struct candidate_list *list = map_get(&batch->candidates, span_of(placed->ref));

	if (placed->event.subject_id != INT_NONE)
		return placed->event.subject_id;
	return list ? choose(list, placed->event.subject_kind) : 0;
}

/* First all that have a subject or make one; only then is it known what must wait. */
static void place_known(struct batch *batch, struct batch_event *placed)
{
	struct event *event = &placed->event;
	int64_t subject_id = matching_find(batch, placed);

	if (subject_id > 0)
		attach(batch_subject(batch, subject_id), placed);
	else if (subject_id == 0 && matching_is_creating(event))
		attach(batch_new_subject(batch, event->subject_kind, event->subject_ref,
					 placed->ref),
		       placed);
	else if (subject_id < 0)
		bury_event(batch, placed, "open", "several subjects are known by this reference");
}

static void place_rest(struct batch *batch, struct batch_event *placed)
{
	const char *key = batch_ref_key(batch, placed->event.subject_kind, placed->ref);
	struct batch_subject *subject = map_get(&batch->by_ref, span_of(key));
	bool is_replay = placed->parcel && placed->parcel->is_mended;

	if (subject)
		attach(subject, placed);
	else
		bury_event(batch, placed, is_replay ? "open" : "waiting",
			   "nothing is known under this reference yet");
}

/* A person means the shipment where a reference leads to a shipment and to its order. */
static int64_t choose_for_person(const struct candidate_list *list)
{
	int64_t shipment = choose(list, "shipment");

	if (shipment != 0 || !list->first)
		return shipment;
	for (const struct candidate *at = list->first; at; at = at->next)
		if (at->subject_id != list->first->subject_id)
			return -1;
	return list->first->subject_id;
}

int64_t matching_for_person(const struct batch *batch, const char *ref, bool *is_shipment)
{
	const struct candidate_list *list = map_get(&batch->candidates, span_of(ref));
	int64_t subject_id = list ? choose_for_person(list) : 0;

	*is_shipment = false;
	for (const struct candidate *at = list ? list->first : NULL; at; at = at->next)
		if (at->subject_id == subject_id)
			*is_shipment = strcmp(at->subject_kind, "shipment") == 0;
	return subject_id;
}

static void place_act(struct batch *batch, struct batch_act *act)
{
	if (is_opening(act)) {
		int64_t subject_id = choose_for_person(
			map_get(&batch->candidates, span_of(act_ref(batch, act))));
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
