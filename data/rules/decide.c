/* SPDX-License-Identifier: MIT */
/* The loop over time: events and acts in the order in which they were known, and before each of
 * them whatever fell due until then. So a batch of any size, and an engine that was down, end at
 * the same cases. */
#include "rules/work.h"
#include "base/mem.h"
#include "table/stored_rows.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* More due instants than any subject can have: beyond it the rules chase their own tail. */
#define STEPS_MAX 20000

int64_t work_id(struct work *work)
{
	return work->step->ids->next++;
}

bool is_text(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

int64_t instant_sooner(int64_t a, int64_t b)
{
	if (a == INSTANT_NONE || b == INSTANT_NONE)
		return a == INSTANT_NONE ? b : a;
	return a < b ? a : b;
}

void work_audit(struct work *work, const char *what, const char *kind, int64_t id, int64_t case_id,
		...)
{
	struct audit *audit = vec_push(&work->facts->new_audits);
	const char **items = arena_new(work->arena, 16, sizeof *items);
	size_t count = 0;
	va_list list;

	row_init(&row_stored_audit, audit);
	va_start(list, case_id);
	for (const char *item; count < 16 && (item = va_arg(list, const char *));)
		items[count++] = item;
	va_end(list);
	audit->tenant_id = work->facts->subject.tenant_id;
	audit->row_id = work_id(work);
	audit->at = work->at;
	audit->what = what;
	audit->kind = kind;
	audit->id = id;
	audit->case_id = case_id;
	audit->act_id = 0;
	audit->fields = (struct texts) { items, count };
}

/* One thing to fold, at the moment it was known. */
struct item {
	int64_t at;
	struct event *event;
	struct act *act;
};

static int compare_i64(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* By time; at one moment events before acts, events in the order in which they count, acts as numbered. */
static int by_time(const void *left, const void *right)
{
	const struct item *a = left, *b = right;
	int order = compare_i64(a->at, b->at);

	if (order != 0)
		return order;
	if (!a->event != !b->event)
		return a->event ? -1 : 1;
	return a->event ? event_compare(a->event, b->event) : compare_i64(a->act->act_id, b->act->act_id);
}

static struct item *sorted_items(struct work *work, size_t *count)
{
	struct facts *facts = work->facts;
	size_t n = 0;
	struct item *items = arena_new(work->arena, facts->events.count + facts->acts.count + 1,
				       sizeof *items);

	for (size_t i = 0; i < facts->events.count; i++) {
		struct event *event = &facts->events.items[i];
		event->state = "pending";
		items[n++] = (struct item) { event->known_at < work->step->now ? event->known_at
									       : work->step->now,
					     event, NULL };
	}
	for (size_t i = 0; i < facts->acts.count; i++)
		items[n++] = (struct item) { facts->acts.items[i].at, NULL, &facts->acts.items[i] };
	if (n > 1)
		qsort(items, n, sizeof *items, by_time);
	*count = n;
	return items;
}

static void settle(struct work *work)
{
	subject_settle(work);
	class_settle(work);
	measure_settle(work);
	cases_settle(work);
	if (work->facts->quotes.count > 0 || work->facts->approvals.count > 0)
		approve_settle(work);
	playbooks_settle(work);
	work->is_plan_changed = false;
}

/* The earliest thing that time alone does, other than a deadline. */
static int64_t next_step(struct work *work)
{
	struct facts *facts = work->facts;
	int64_t due = instant_sooner(clocks_due(facts), approve_due(facts));

	due = instant_sooner(due, playbooks_due(facts));
	due = instant_sooner(due, escalate_due(work));
	for (size_t i = 0; i < facts->cases.count; i++)
		if (is_case_live(facts->cases.items[i].row.state))
			due = instant_sooner(due, order_step_at(work, &facts->cases.items[i].row));
	return instant_sooner(due, feed_step_at(work));
}

/* A mistake of docket or of a manual. One subject must not stop the work on all others: it is left as it is until there is news of it, or for an
 * hour, and the audit says what was chased. */
static void note_restless(struct work *work, const struct deadline *deadline, int64_t step)
{
	struct facts *facts = work->facts;
	const char *words = arena_printf(work->arena, "at %lld: a deadline of %s at %lld, a step at %lld (clocks %lld, approvals %lld, playbooks %lld, escalations %lld)",
					 (long long)work->at, deadline->type ? deadline->type->name : "nothing", (long long)deadline->due_at, (long long)step,
					 (long long)clocks_due(facts), (long long)approve_due(facts), (long long)playbooks_due(facts),
					 (long long)escalate_due(work));

	facts->is_restless = true;
	work_audit(work, "the rules do not come to rest", "subject", facts->subject.subject_id, INT_NONE, "seen", words, (const char *)NULL);
}

/* Fires everything due at or before `until`, in order of time. */
static void run_until(struct work *work, int64_t until)
{
	struct deadline deadline = { 0 };
	int64_t step = INSTANT_NONE;

	for (int guard = 0; guard < STEPS_MAX && !work->facts->is_restless; guard++) {
		bool has_deadline = deadline_next(work, until, &deadline);
		step = work->facts->cases.count > 0 ? next_step(work) : INSTANT_NONE;
		bool has_step = step != INSTANT_NONE && step <= until;
		if (!has_deadline && !has_step)
			return;
		bool is_deadline = has_deadline && (!has_step || deadline.due_at <= step);
		int64_t due = is_deadline ? deadline.due_at : step;
		work->at = due > work->at ? due : work->at;
		work->event = NULL;
		work->act = NULL;
		if (is_deadline) {
			deadline_fire(work, &deadline);
		} else {
			escalate_fire(work);
			clocks_fire(work);
			approve_fire(work);
		}
		settle(work);
	}
	if (!work->facts->is_restless)
		note_restless(work, &deadline, step);
}

static void fold_event(struct work *work, struct event *event)
{
	work->event = event;
	work->act = NULL;
	work->late_before = subject_late_us(work->facts);
	work->when_before = detect_conditions(work);
	work->over_before = event->retracts[0] != '\0' ? detect_overs(work) : 0;
	if (event->retracts[0] != '\0')
		deadline_note_met(work);
	bool is_folded = subject_fold(work, event);
	deadline_forget_met(work);
	if (!is_folded)
		return;
	event->state = "applied";
	event->subject_id = work->facts->subject.subject_id;
	detect_openings(work);
	settle(work);
}

static void fold_act(struct work *work, struct act *act)
{
	work->event = NULL;
	work->act = act;
	work->late_before = subject_late_us(work->facts);
	work->when_before = detect_conditions(work);
	act_fold(work, act);
	settle(work);
}

/* What acts said about the freight became events: they are folded as if a partner had sent them at
 * that moment. */
static void fold_new_events(struct work *work, size_t from)
{
	for (size_t i = from; i < work->facts->new_events.count; i++)
		fold_event(work, &work->facts->new_events.items[i]);
}

static bool needs_history(struct work *work)
{
	const struct facts *facts = work->facts;

	if (facts->has_history)
		return false;
	for (size_t i = 0; i < facts->events.count; i++)
		if (again_is_needed(work, &facts->events.items[i]))
			return true;
	return facts->subject.version > 0 && measure_is_mixed(work);
}

static void finish(struct work *work)
{
	struct facts *facts = work->facts;
	int64_t wake_at;

	for (size_t i = 0; i < facts->cases.count; i++)
		if (is_case_live(facts->cases.items[i].row.state))
			order_case(work, &facts->cases.items[i]);
	wake_at = rules_wake_at(work->step, facts);
	if (wake_at != facts->subject.wake_at) {
		facts->subject.wake_at = wake_at;
		facts->is_subject_dirty = true;
	}
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The newest moment that shows in the rows: late news is folded then, as time does not go back
 * behind what was decided. */
static int64_t decided_until(const struct facts *facts)
{
	int64_t at = later(facts->subject.last_event_at, INT64_MIN + 1);

	for (size_t i = 0; i < facts->cases.count; i++)
		at = later(at, later(facts->cases.items[i].row.opened_at,
				     facts->cases.items[i].row.touched_at));
	for (size_t i = 0; i < facts->clocks.count; i++) {
		const struct case_clock *clock = &facts->clocks.items[i].row;
		at = later(at, later(later(clock->ended_at, clock->paused_at), clock->breached_at));
	}
	for (size_t i = 0; i < facts->steps.count; i++)
		at = later(at, later(facts->steps.items[i].row.started_at, facts->steps.items[i].row.ended_at));
	return at;
}

static struct work work_begin(const struct rules_step *step, struct facts *facts)
{
	return (struct work) { .step = step,
			       .policy = step->policy,
			       .reference = step->reference,
			       .arena = step->arena,
			       .facts = facts,
			       .at = decided_until(facts),
			       .taken_back_id = INT_NONE,
			       .late_before = DURATION_NONE };
}

/* An interface is heard without an event that is about it: what that ends must be over before its next silence falls due, or the two
 * would be one. */
static void settle_heard(struct work *work)
{
	if (is_text(work->facts->subject.kind, "interface") && work->facts->cases.count > 0)
		settle(work);
}

/* What was sent may have arrived, which is no event: steps that wait for it go on now. */
static void settle_sent(struct work *work)
{
	if (work->facts->steps.count == 0)
		return;
	work->at = work->step->now > work->at ? work->step->now : work->at;
	work->event = NULL;
	work->act = NULL;
	playbooks_settle(work);
}

void rules_decide(const struct rules_step *step, struct facts *facts)
{
	struct work work = work_begin(step, facts);
	size_t count;

	facts->wants_history = needs_history(&work);
	if (facts->wants_history)
		return;
	settle_heard(&work);
	struct item *items = sorted_items(&work, &count);
	for (size_t i = 0; i < count; i++) {
		size_t told = facts->new_events.count;
		run_until(&work, items[i].at);
		work.at = items[i].at > work.at ? items[i].at : work.at;
		if (items[i].event)
			fold_event(&work, items[i].event);
		else
			fold_act(&work, items[i].act);
		fold_new_events(&work, told);
	}
	work.is_backlog_folded = true;
	run_until(&work, step->now);
	if (facts->quotes.count > 0)
		approve_settle(
			&work); /* a decision whose act was folded before its quote was read */
	settle_sent(&work);
	finish(&work);
}

int64_t rules_wake_at(const struct rules_step *step, const struct facts *facts)
{
	union {
		const struct facts *in;
		struct facts *out;
	} same = { facts };
	struct work work = work_begin(step, same.out);

	if (facts->is_restless)
		return step->now + US_PER_HOUR;
	work.at = step->now;
	work.is_backlog_folded = true;
	int64_t due = deadline_wake(&work);
	return facts->cases.count > 0 ? instant_sooner(due, next_step(&work)) : due;
}

void facts_release(struct facts *facts)
{
	vec_release(&facts->milestones);
	vec_release(&facts->stops);
	vec_release(&facts->cases);
	vec_release(&facts->clocks);
	vec_release(&facts->tasks);
	vec_release(&facts->quotes);
	vec_release(&facts->approvals);
	vec_release(&facts->effects);
	vec_release(&facts->letters);
	vec_release(&facts->steps);
	vec_release(&facts->events);
	vec_release(&facts->history);
	vec_release(&facts->acts);
	vec_release(&facts->new_refs);
	vec_release(&facts->new_links);
	vec_release(&facts->new_events);
	vec_release(&facts->new_audits);
	vec_release(&facts->new_deads);
	vec_release(&facts->retracted);
}
