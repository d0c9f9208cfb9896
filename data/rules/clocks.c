/* SPDX-License-Identifier: MIT */
/* Clocks of a case: start, pause, resume, stop, run out. What was spent stays spent over pauses and
 * over a change of the limit; a clock runs out at its due instant, whenever the engine looks. */
#include "rules/work.h"
#include "table/stored_rows.h"

#include <string.h>

struct fact_case_clock *clock_find(const struct facts *facts, int64_t case_id, const char *kind)
{
	for (size_t i = 0; i < facts->clocks.count; i++)
		if (facts->clocks.items[i].row.case_id == case_id &&
		    is_text(facts->clocks.items[i].row.kind, kind))
			return &facts->clocks.items[i];
	return NULL;
}

static bool is_state(const struct fact_case_clock *of, const char *state)
{
	return is_text(of->row.state, state);
}

static void set_state(struct fact_case_clock *of, const char *state)
{
	if (!state_may("clock", of->row.state, state))
		BUG("a clock may not go from %s to %s", of->row.state, state);
	of->row.state = state;
	of->is_dirty = true;
}

static struct fact_case_clock *clock_new(struct work *work, int64_t case_id, const char *kind)
{
	struct fact_case_clock *of = clock_find(work->facts, case_id, kind);

	if (!of)
		of = vec_push(&work->facts->clocks);
	row_init(&row_stored_case_clock, &of->row);
	of->row.tenant_id = work->facts->subject.tenant_id;
	of->row.case_id = case_id;
	of->row.kind = kind;
	of->row.state = "running";
	of->row.started_at = work->at;
	of->row.spent_us = of->row.limit_us = 0;
	of->is_dirty = true;
	return of;
}

static const struct zone *dest_zone(const struct work *work)
{
	const struct zone *zone;
	const char *name = work->facts->subject.dest_zone;

	return name[0] != '\0' && zone_find(name, &zone) == ERR_NONE ? zone : NULL;
}

/* The policy's clock of a kind for the looked-at case: the last line whose condition holds. */
static const struct policy_clock *wanted(struct work *work, const struct policy_type *type,
					 const char *kind)
{
	const struct policy_clock *found = NULL;

	for (size_t i = 0; i < type->clocks.count; i++)
		if (is_text(type->clocks.items[i].kind, kind) &&
		    work_when(work, &type->clocks.items[i].when))
			found = &type->clocks.items[i];
	return found;
}

/* From when a clock counts, and until when; false if it cannot start yet or is over already. */
static bool bounds(struct work *work, const struct policy_clock *clock, int64_t *from, int64_t *due)
{
	const struct fact_milestone *of = clock->milestone[0]
						  ? milestone_find(work->facts, clock->milestone, 0)
						  : NULL;
	const struct milestone *done;

	*from = work->at;
	switch (clock->base) {
	case CLOCK_AT_PROMISE:
		*due = subject_promise_at(work->facts);
		return *due != INSTANT_NONE && *due > work->at;
	case CLOCK_AT_MILESTONE:
		*due = of ? of->row.planned_at : INSTANT_NONE;
		return of && of->row.actual_at == INSTANT_NONE && *due != INSTANT_NONE &&
		       *due > work->at;
	case CLOCK_AFTER_MILESTONE:
		done = milestone_done(work->facts, clock->milestone, "");
		if (!done)
			return false;
		*from = done->actual_at;
		break;
	case CLOCK_FROM_OPEN: break;
	}
	*due = calendar_end(policy_calendar(work->policy, clock->calendar), dest_zone(work), *from,
			    clock->span);
	return true;
}

static void start(struct work *work, int64_t case_id, const struct policy_clock *clock)
{
	struct fact_case_clock *of;
	int64_t from, due;

	if (!bounds(work, clock, &from, &due))
		return;
	of = clock_new(work, case_id, clock->kind);
	of->row.started_at = from;
	of->row.due_at = due;
	of->row.limit_us = calendar_between(policy_calendar(work->policy, clock->calendar), from,
					    due);
	of->row.calendar = clock->calendar;
	of->row.words = clock->words;
}

/* Goes on with what was left when it was cancelled or paused. */
static void go_on(struct work *work, struct fact_case_clock *of, int64_t at)
{
	int64_t left = of->row.limit_us - of->row.spent_us;

	set_state(of, "running");
	of->row.due_at = calendar_add(policy_calendar(work->policy, of->row.calendar), at,
				      left > 0 ? left : 0);
	of->row.paused_at = of->row.pause_until = of->row.ended_at = INSTANT_NONE;
	of->row.pause_reason = "";
}

void clock_reopen(struct work *work, int64_t case_id, const char *kind)
{
	struct fact_case_clock *of = clock_find(work->facts, case_id, kind);

	if (of && is_state(of, "met"))
		go_on(work, of, work->at);
}

void clocks_start(struct work *work, struct fact_case_open *of, const struct policy_type *type)
{
	for (size_t i = 0; i < type->clocks.count; i++) {
		const struct policy_clock *clock = wanted(work, type, type->clocks.items[i].kind);
		struct fact_case_clock *old;
		if (clock != &type->clocks.items[i])
			continue;
		old = clock_find(work->facts, of->row.case_id, clock->kind);
		if (!old)
			start(work, of->row.case_id, clock);
		else if (is_state(old, "cancelled"))
			go_on(work, old, work->at);
	}
}

/* Working time that is spent by now. */
static int64_t spent_us(const struct work *work, const struct fact_case_clock *of)
{
	if (is_state(of, "paused"))
		return of->row.spent_us;
	return of->row.limit_us - calendar_between(policy_calendar(work->policy, of->row.calendar),
						   work->at, of->row.due_at);
}

static bool is_listed(const struct policy_clock *clock, const char *reason)
{
	for (size_t i = 0; i < clock->pauses.count; i++)
		if (is_text(clock->pauses.items[i], reason))
			return true;
	return false;
}

static void retarget(struct work *work, struct fact_case_clock *of,
		     const struct policy_clock *clock)
{
	int64_t spent = spent_us(work, of), from, due;
	const struct calendar *calendar = policy_calendar(work->policy, clock->calendar);

	if (clock->base != CLOCK_FROM_OPEN || !bounds(work, clock, &from, &due))
		return;
	of->row.limit_us = calendar_between(calendar, from, due);
	of->row.calendar = clock->calendar;
	of->row.words = clock->words;
	of->row.spent_us = spent;
	if (is_state(of, "paused") && !is_listed(clock, of->row.pause_reason)) {
		go_on(work, of, work->at);
		return;
	}
	if (is_state(of, "running"))
		of->row.due_at = calendar_add(calendar, work->at,
					      spent < of->row.limit_us ? of->row.limit_us - spent
								       : 0);
	of->is_dirty = true;
}

static void cancel(struct work *work, struct fact_case_clock *of)
{
	if (is_state(of, "running"))
		of->row.spent_us = spent_us(work, of);
	set_state(of, "cancelled");
	of->row.ended_at = work->at;
	of->row.due_at = INSTANT_NONE;
}

void clocks_retarget(struct work *work, struct fact_case_open *of, const struct policy_type *type)
{
	struct facts *facts = work->facts;

	for (size_t i = 0; i < facts->clocks.count; i++) {
		struct fact_case_clock *clock = &facts->clocks.items[i];
		const struct policy_clock *want;
		if (clock->row.case_id != of->row.case_id || is_text(clock->row.kind, "next_act"))
			continue;
		want = wanted(work, type, clock->row.kind);
		if (is_state(clock, "running") || is_state(clock, "paused")) {
			if (want)
				retarget(work, clock, want);
			else
				cancel(work, clock);
		} else if (want && is_state(clock, "met") && is_text(clock->row.kind, "respond")) {
			start(work, of->row.case_id, want);
		}
	}
}

static void end_as(struct work *work, struct fact_case_clock *of, const char *state, int64_t at)
{
	of->row.spent_us = spent_us(work, of);
	set_state(of, state);
	of->row.ended_at = at;
	if (is_text(state, "breached")) {
		of->row.breached_at = of->row.due_at;
		work_audit(work, "clock ran out", "clock", of->row.case_id, of->row.case_id,
			   "clock", of->row.kind, (const char *)NULL);
	}
}

/* The promise follows the customer's, and is kept or broken by the actual. */
static void follow_promise(struct work *work, struct fact_case_clock *of)
{
	const struct milestone *last = milestone_last(work->facts);
	int64_t promise = subject_promise_at(work->facts);

	if (promise != INSTANT_NONE && of->row.due_at != promise && promise > work->at) {
		of->row.due_at = promise;
		of->row.limit_us = promise - of->row.started_at;
		of->is_dirty = true;
	}
	if (last && last->actual_at != INSTANT_NONE)
		end_as(work, of, last->actual_at <= of->row.due_at ? "met" : "breached", work->at);
}

static void follow_milestone(struct work *work, struct fact_case_clock *of, const char *code)
{
	const struct fact_milestone *row = milestone_find(work->facts, code, 0);

	if (!row)
		return;
	if (row->row.actual_at != INSTANT_NONE) {
		end_as(work, of, "met", work->at);
	} else if (row->row.planned_at != INSTANT_NONE && row->row.planned_at != of->row.due_at &&
		   row->row.planned_at > work->at) {
		of->row.due_at = row->row.planned_at;
		of->is_dirty = true;
	}
}

/* Does another line of the same manual hold now? A new version of it moves no clock that runs. */
static bool is_other_limit(const struct work *work, const struct fact_case_open *of, const struct fact_case_clock *clock,
			   const struct policy_clock *want)
{
	return of->row.policy_version == work->policy->version && !is_text(clock->row.words, want->words);
}

void clocks_follow(struct work *work, struct fact_case_open *of)
{
	struct facts *facts = work->facts;
	const struct policy_type *type = policy_type_find(work->policy, of->row.type);

	for (size_t i = 0; i < facts->clocks.count; i++) {
		struct fact_case_clock *clock = &facts->clocks.items[i];
		const struct policy_clock *want;
		if (clock->row.case_id != of->row.case_id || !(is_state(clock, "running") || is_state(clock, "paused")))
			continue;
		want = type ? wanted(work, type, clock->row.kind) : NULL;
		if (want && want->base == CLOCK_FROM_OPEN && is_other_limit(work, of, clock, want))
			retarget(work, clock, want);
		else if (!is_state(clock, "running"))
			continue;
		else if (want && want->base == CLOCK_AT_PROMISE)
			follow_promise(work, clock);
		else if (want && want->base == CLOCK_AT_MILESTONE)
			follow_milestone(work, clock, want->milestone);
	}
}

/* Does policy let this clock stand still for that reason, and for how long at most? */
static bool may_pause(struct work *work, const struct fact_case_clock *of, const char *reason,
		      int64_t *until)
{
	const struct fact_case_open *c = case_by_id(work->facts, of->row.case_id);
	const struct policy_type *type = c ? policy_type_find(work->policy, c->row.type) : NULL;
	const struct policy_clock *clock = type ? wanted(work, type, of->row.kind) : NULL;

	if (!clock)
		return false;
	if (clock->pause_most_us > 0 && *until > work->at + clock->pause_most_us)
		*until = work->at + clock->pause_most_us;
	return is_listed(clock, reason);
}

void clocks_pause(struct work *work, int64_t case_id, const char *reason, int64_t until)
{
	struct facts *facts = work->facts;

	for (size_t i = 0; i < facts->clocks.count; i++) {
		struct fact_case_clock *of = &facts->clocks.items[i];
		int64_t end = until;
		if (of->row.case_id != case_id || !is_state(of, "running") ||
		    !may_pause(work, of, reason, &end))
			continue;
		of->row.spent_us = spent_us(work, of);
		set_state(of, "paused");
		of->row.due_at = INSTANT_NONE;
		of->row.paused_at = work->at;
		of->row.pause_reason = reason;
		of->row.pause_until = end;
	}
}

void clocks_resume(struct work *work, int64_t case_id, int64_t at)
{
	for (size_t i = 0; i < work->facts->clocks.count; i++) {
		struct fact_case_clock *of = &work->facts->clocks.items[i];
		if (of->row.case_id == case_id && is_state(of, "paused"))
			go_on(work, of, at);
	}
}

void clock_stop(struct work *work, int64_t case_id, const char *kind)
{
	struct fact_case_clock *of = clock_find(work->facts, case_id, kind);

	if (of && (is_state(of, "running") || is_state(of, "paused")))
		end_as(work, of, "met", work->at);
}

void clock_restart(struct work *work, int64_t case_id, const char *kind)
{
	struct fact_case_clock *of = clock_find(work->facts, case_id, kind);

	if (!of || !is_state(of, "met"))
		return;
	if (of->row.due_at == INSTANT_NONE) { /* it was met while it stood still */
		go_on(work, of, work->at);
		return;
	}
	set_state(of, "running");
	of->row.ended_at = INSTANT_NONE;
}

void clock_set_next(struct work *work, int64_t case_id, int64_t due_at)
{
	struct fact_case_clock *of = clock_find(work->facts, case_id, "next_act");

	if (due_at == INSTANT_NONE) {
		if (of && is_state(of, "running"))
			cancel(work, of);
		return;
	}
	if (of && is_state(of, "running") && of->row.due_at == due_at)
		return;
	of = clock_new(work, case_id, "next_act");
	of->row.due_at = due_at;
	of->row.limit_us = due_at > work->at ? due_at - work->at : 0;
	of->row.words = "next act";
}

void clocks_end(struct work *work, int64_t case_id)
{
	for (size_t i = 0; i < work->facts->clocks.count; i++) {
		struct fact_case_clock *of = &work->facts->clocks.items[i];
		if (of->row.case_id != case_id ||
		    (!is_state(of, "running") && !is_state(of, "paused")))
			continue;
		if (is_text(of->row.kind, "resolve") || is_text(of->row.kind, "temperature"))
			end_as(work, of, "met", work->at);
		else
			cancel(work, of);
	}
}

int64_t clocks_due(const struct facts *facts)
{
	int64_t due = INSTANT_NONE;

	for (size_t i = 0; i < facts->clocks.count; i++) {
		if (is_state(&facts->clocks.items[i], "running"))
			due = instant_sooner(due, facts->clocks.items[i].row.due_at);
		else if (is_state(&facts->clocks.items[i], "paused"))
			due = instant_sooner(due, facts->clocks.items[i].row.pause_until);
	}
	return due;
}

static void run_out(struct work *work, struct fact_case_clock *of)
{
	struct fact_case_open *c = case_by_id(work->facts, of->row.case_id);

	if (c && is_text(c->row.state, "waiting") && is_text(of->row.kind, "next_act")) {
		end_as(work, of, "met", work->at);
		case_wake(work, c, "the time it waited for is here");
		return;
	}
	end_as(work, of, "breached", of->row.due_at);
}

void clocks_fire(struct work *work)
{
	for (size_t i = 0; i < work->facts->clocks.count; i++) {
		struct fact_case_clock *of = &work->facts->clocks.items[i];
		if (is_state(of, "running") && of->row.due_at != INSTANT_NONE &&
		    of->row.due_at <= work->at)
			run_out(work, of);
		else if (is_state(of, "paused") && of->row.pause_until != INSTANT_NONE &&
			 of->row.pause_until <= work->at)
			go_on(work, of, of->row.pause_until);
	}
}
