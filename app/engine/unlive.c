/* SPDX-License-Identifier: MIT */
/* A subject of the batch either is decided and stored or only looked at; what becomes of the first never depends on the second. */
#include "engine/unlive.h"

#include <string.h>

#include "engine/decode.h"
#include "engine/matching.h"
#include "pg/rows.h"

enum rules_mode unlive_mode(const struct batch *batch, const struct parcel *parcel)
{
	if (parcel_is_test(parcel))
		return RULES_TEST;
	return rules_mode_of(map_get_id(&batch->refdata->reference.interfaces, parcel->interface_id));
}

struct batch_subject *unlive_subject(struct batch *batch, const struct batch_event *placed)
{
	const struct event *event = &placed->event;
	int64_t subject_id = matching_find(batch, placed);
	const char *key = batch_ref_key(batch, event->subject_kind, placed->ref);
	struct batch_subject *subject = subject_id > 0 ? map_get_id(&batch->by_id, subject_id)
						       : map_get(&batch->by_ref, span_of(key));

	if (subject || subject_id < 0 || (subject_id == 0 && !rules_may_make(event)))
		return subject;
	subject = subject_id > 0 ? batch_subject(batch, subject_id)
				 : batch_new_subject(batch, event->subject_kind, event->subject_ref, placed->ref);
	subject->is_looked_at = true;
	return subject;
}

/* Who sends a test is told what would have been found. */
static void answer_test(struct batch *batch, struct batch_event *placed)
{
	int64_t subject_id = matching_find(batch, placed);
	const char **found = arena_new(&batch->arena, 2, sizeof *found);

	placed->event.attrs = (struct texts){ 0 };
	if (subject_id > 0) {
		found[0] = "found";
		found[1] = arena_printf(&batch->arena, "%lld", (long long)subject_id);
		placed->event.attrs = (struct texts){ found, 2 };
		placed->event.words = "it is known";
	} else if (subject_id < 0) {
		placed->event.words = "several are known by this reference";
	} else {
		placed->event.words = rules_may_make(&placed->event) ? "it would be made"
									   : "nothing is known under this reference";
	}
}

void unlive_place(struct batch *batch)
{
	bool has_new_subject = batch->has_new_subject;

	for (size_t i = 0; i < batch->events.count; i++)
		if (batch->events.items[i].parcel && parcel_is_test(batch->events.items[i].parcel))
			answer_test(batch, &batch->events.items[i]);

	for (size_t i = 0; i < batch->events.count; i++) {
		const struct batch_event *placed = &batch->events.items[i];
		struct batch_subject *subject;
		if (placed->mode != RULES_SHADOW)
			continue;
		subject = unlive_subject(batch, placed);
		if (subject)
			*vec_push(&subject->shadow) = placed->event;
	}
	batch->has_new_subject = has_new_subject;
}

void unlive_decide(struct batch *batch, const struct rules_step *step, const struct batch_subject *subject)
{
	struct rules_raised raised = { 0 };

	rules_shadow(step, &subject->facts, subject->shadow.items, subject->shadow.count, &raised);
	for (size_t i = 0; i < raised.count; i++) {
		struct batch_raise *note = vec_push(&batch->raised);
		note->raise = raised.items[i];
		note->kind = subject->facts.subject.kind;
		note->ref = decode_fold_ref(&batch->arena, subject->facts.subject.ref);
	}
	vec_release(&raised);
}

void unlive_send(struct batch *batch)
{
	struct rows interfaces = { 0 }, types = { 0 }, kinds = { 0 }, refs = { 0 };
	struct rows *const in_order[] = { &interfaces, &types, &kinds, &refs };
	struct pg_params params = { 0 };

	if (batch->raised.count == 0)
		return;
	pg_params_i64(&params, batch->tenancy->id);
	pg_params_instant(&params, batch->now);
	for (size_t i = 0; i < COUNT_OF(in_order); i++)
		rows_begin(in_order[i]);
	for (size_t i = 0; i < batch->raised.count; i++) {
		const struct batch_raise *note = &batch->raised.items[i];
		rows_i64(&interfaces, note->raise.interface_id);
		rows_text(&types, note->raise.type);
		rows_text(&kinds, note->kind);
		rows_text(&refs, note->ref);
	}
	for (size_t i = 0; i < COUNT_OF(in_order); i++)
		pg_params_span(&params, rows_end(in_order[i]));
	batch_ask(batch, "engine_shadow_note", &params, NULL);
	pg_params_release(&params);
	for (size_t i = 0; i < COUNT_OF(in_order); i++)
		rows_release(in_order[i]);
}

void unlive_finish(struct batch *batch)
{
	for (size_t i = 0; i < batch->events.count; i++) {
		const struct batch_event *placed = &batch->events.items[i];
		if (placed->mode != RULES_LIVE && placed->parcel)
			placed->parcel->items[placed->event.item - placed->parcel->first_no].answer = PARCEL_SAME;
	}
}
