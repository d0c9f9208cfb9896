/* SPDX-License-Identifier: MIT */
/* What decoding adds to the batch is moved from the ends of its lists to the trial's own. */
#include "engine/trial.h"

#include <string.h>

#include "engine/decode.h"
#include "engine/inbox.h"
#include "engine/matching.h"
#include "engine/unlive.h"
#include "pg/rows.h"

#define FORESEEN_MAX 40

void trial_take(struct batch *batch, size_t act, const struct pg_result *result, int row, struct span body)
{
	struct batch_trial *trial = vec_push(&batch->trials);

	trial->act = act;
	trial->parcel = inbox_parcel_of_dead(batch, result, row, body);
	trial->parcel->is_trial = true;
	for (size_t i = 0; i < trial->parcel->count; i++)
		if (trial->parcel->items[i].answer == PARCEL_WAITING)
			trial->parcel->items[i].answer = PARCEL_NEW;
}

void trial_decode(struct batch *batch)
{
	for (size_t i = 0; i < batch->trials.count; i++) {
		struct batch_trial *trial = &batch->trials.items[i];
		size_t events = batch->events.count, deads = batch->deads.count;
		decode_parcel(batch, trial->parcel);
		for (size_t k = events; k < batch->events.count; k++)
			*vec_push(&trial->events) = batch->events.items[k];
		for (size_t k = deads; k < batch->deads.count; k++)
			*vec_push(&trial->faults) = batch->deads.items[k];
		batch->events.count = events;
		batch->deads.count = deads;
	}
}

/* Columns: subject_id, message_id, partner_key: it is there already, so it would be passed over. */
static enum err read_applied(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	(void)fault;
	for (int row = 0; row < pg_result_rows(result); row++)
		for (size_t i = 0; i < batch->trials.count; i++)
			for (size_t k = 0; k < batch->trials.items[i].events.count; k++) {
				struct batch_event *placed = &batch->trials.items[i].events.items[k];
				placed->is_placed |= placed->event.message_id == pg_result_i64(result, row, 1, 0) &&
						     span_is(pg_result_span(result, row, 2), placed->event.partner_key);
			}
	return ERR_NONE;
}

static void ask_applied(struct batch *batch)
{
	struct rows subjects = { 0 }, messages = { 0 };
	struct pg_params params = { 0 };

	rows_begin(&subjects);
	rows_begin(&messages);
	for (size_t i = 0; i < batch->trials.count; i++) {
		rows_i64(&messages, batch->trials.items[i].parcel->message_id);
		for (size_t k = 0; k < batch->trials.items[i].events.count; k++)
			if (batch->trials.items[i].events.items[k].event.subject_id > 0)
				rows_i64(&subjects, batch->trials.items[i].events.items[k].event.subject_id);
	}
	if (subjects.count > 0) {
		pg_params_i64(&params, batch->tenancy->id);
		pg_params_span(&params, rows_end(&subjects));
		pg_params_span(&params, rows_end(&messages));
		batch_ask(batch, "engine_applied_already", &params, read_applied);
	}
	pg_params_release(&params);
	rows_release(&subjects);
	rows_release(&messages);
}

void trial_place(struct batch *batch)
{
	bool has_new_subject = batch->has_new_subject;

	for (size_t i = 0; i < batch->trials.count; i++)
		for (size_t k = 0; k < batch->trials.items[i].events.count; k++) {
			struct batch_event *placed = &batch->trials.items[i].events.items[k];
			placed->event.subject_id = matching_find(batch, placed);
			placed->subject = unlive_subject(batch, placed);
		}
	batch->has_new_subject = has_new_subject;
	ask_applied(batch);
}

/* ---------------------------------------------------------------- what would follow */

static void foresee(struct batch *batch, struct batch_trial *trial, const struct rules_step *step, const struct batch_subject *subject)
{
	struct rules_foreseen seen = { 0 };
	VEC(struct event) events = { 0 };

	for (size_t i = 0; i < trial->events.count; i++)
		if (trial->events.items[i].subject == subject && !trial->events.items[i].is_placed)
			*vec_push(&events) = trial->events.items[i].event;
	for (size_t i = 0; i < events.count; i++)
		events.items[i].subject_id = subject->subject_id;
	if (events.count > 0)
		rules_foresee(step, &subject->facts, events.items, events.count, &seen);
	for (size_t i = 0; i < seen.count && trial->lines.count < FORESEEN_MAX; i++)
		*vec_push(&trial->lines) = arena_printf(&batch->arena, "case\t%s\t%s\t%s", seen.items[i].ref, seen.items[i].type, seen.items[i].words);
	vec_release(&seen);
	vec_release(&events);
}

void trial_foresee(struct batch *batch, const struct rules_step *step, const struct batch_subject *subject)
{
	for (size_t i = 0; i < batch->trials.count; i++)
		foresee(batch, &batch->trials.items[i], step, subject);
}

/* ---------------------------------------------------------------- the answer */

/* A text of a partner's as a part of a line. */
static void add_part(struct str *out, const char *text)
{
	str_addc(out, '\t');
	for (; *text; text++)
		str_addc(out, *text == '\t' || *text == '\n' || *text == '\r' ? ' ' : *text);
}

static const char *event_words(const struct batch_event *placed)
{
	if (placed->is_placed)
		return "it is there already";
	if (placed->event.retracts[0])
		return "takes back what was said before";
	if (placed->event.subject_id > 0)
		return "";
	if (placed->event.subject_id < 0)
		return "several things are known by this reference";
	return rules_may_make(&placed->event) ? "it would be made" : "nothing is known under this reference yet: it would wait";
}

static void add_event(const struct batch_event *placed, struct str *out)
{
	str_adds(out, "event");
	add_part(out, placed->event.type);
	add_part(out, placed->event.subject_kind);
	str_addc(out, ' ');
	str_adds(out, placed->event.subject_ref);
	str_addc(out, '\t');
	if (placed->event.at != INSTANT_NONE)
		instant_write(out, placed->event.at);
	add_part(out, event_words(placed));
	str_addc(out, '\n');
}

static void add_notes(struct batch *batch, const struct batch_trial *trial, struct str *out)
{
	enum rules_mode mode = unlive_mode(batch, trial->parcel);

	if (mode != RULES_LIVE)
		str_addf(out, "note\tits interface is in %s: the events would be kept and change nothing\n", rules_mode_word(mode));
	if (trial->events.count == 0 && trial->faults.count == 0)
		str_adds(out, "note\tthe record is not there any more, or says nothing: it would count as replayed\n");
}

static const char *answer_of(struct batch *batch, const struct batch_trial *trial)
{
	struct str out = { 0 };
	const char *kept;

	for (size_t i = 0; i < trial->faults.count; i++) {
		str_adds(&out, "fault");
		add_part(&out, trial->faults.items[i].place);
		add_part(&out, trial->faults.items[i].reason);
		str_addc(&out, '\n');
	}
	for (size_t i = 0; i < trial->events.count; i++)
		add_event(&trial->events.items[i], &out);
	for (size_t i = 0; i < trial->lines.count; i++)
		str_addf(&out, "%s\n", trial->lines.items[i]);
	add_notes(batch, trial, &out);
	kept = arena_str(&batch->arena, str_text(&out));
	str_release(&out);
	return kept;
}

void trial_answer(struct batch *batch)
{
	for (size_t i = 0; i < batch->trials.count; i++) {
		struct batch_act *act = &batch->acts.items[batch->trials.items[i].act];
		act->act.state = "folded";
		act->act.answer = answer_of(batch, &batch->trials.items[i]);
	}
}

void trial_release(struct batch *batch)
{
	for (size_t i = 0; i < batch->trials.count; i++) {
		parcel_free(batch->trials.items[i].parcel);
		vec_release(&batch->trials.items[i].events);
		vec_release(&batch->trials.items[i].faults);
		vec_release(&batch->trials.items[i].lines);
	}
	vec_release(&batch->trials);
}
