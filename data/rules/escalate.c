/* SPDX-License-Identifier: MIT */
/* What the manual does when a clock of a case, or a task, comes near its limit or passes it: the case goes up a band or to another desk, or
 * a desk is told. Each once; what was done stands with the clock or task, so it holds over a death and over a change of type. Time is
 * that of the clock's calendar: an hour before the limit is an open hour, and nobody is told at midnight. */
#include "rules/work.h"

#include <string.h>

/* A clock or a task as an escalation sees it. */
struct limited {
	const char *kind; /* of a clock, or "task" */
	int64_t due_at, limit_us;
	const struct calendar *calendar; /* NULL = around the clock */
	bool is_over;                    /* its limit passed */
	struct texts *raised;
	bool *is_dirty;
};

static struct limited of_clock(const struct work *work, struct fact_case_clock *of)
{
	bool is_over = is_text(of->row.state, "breached");

	return (struct limited) { of->row.kind, is_over ? of->row.breached_at : of->row.due_at, of->row.limit_us,
				  policy_calendar(work->policy, of->row.calendar), is_over, &of->row.raised, &of->is_dirty };
}

static struct limited of_task(const struct work *work, struct fact_task *of)
{
	bool is_over = of->row.due_at <= work->at;

	return (struct limited) { "task", of->row.due_at, of->row.due_at - of->row.opened_at, NULL, is_over, &of->row.raised, &of->is_dirty };
}

static bool is_raised(const struct texts *raised, const char *key)
{
	for (size_t i = 0; i < raised->count; i++)
		if (is_text(raised->items[i], key))
			return true;
	return false;
}

/* When an escalation is due: behind the limit by so much, or when so much of open time is left. It is never before now. */
static int64_t moment_of(const struct work *work, const struct policy_escalation *escalation, const struct limited *limited)
{
	int64_t left, left_then = escalation->amount;

	if (escalation->at == ESCALATE_AFTER)
		return escalation->amount == 0 ? limited->due_at : calendar_add(limited->calendar, limited->due_at, escalation->amount);
	if (limited->is_over)
		return INSTANT_NONE;
	if (escalation->at == ESCALATE_PART)
		left_then = limited->limit_us - limited->limit_us / 100 * escalation->amount;
	left = calendar_between(limited->calendar, work->at, limited->due_at);
	return left <= left_then ? work->at : calendar_add(limited->calendar, work->at, left - left_then);
}

/* An escalation of a type for one clock or task that was not done yet; its moment, INSTANT_NONE if it is none of this one's. */
static int64_t due_of(struct work *work, const struct policy_escalation *escalation, const struct limited *limited)
{
	if (!is_text(escalation->clock, limited->kind) || limited->due_at == INSTANT_NONE || is_raised(limited->raised, escalation->key) ||
	    !work_when(work, &escalation->when))
		return INSTANT_NONE;
	return moment_of(work, escalation, limited);
}

/* ---------------------------------------------------------------- each of a case */

typedef void on_limited(struct work *work, struct fact_case_open *of, const struct policy_type *type, const struct limited *limited,
			void *context);

static bool is_worked(const struct case_open *c)
{
	return is_text(c->state, "open") || is_text(c->state, "waiting");
}

static bool is_counting(const char *clock_state)
{
	return is_text(clock_state, "running") || is_text(clock_state, "breached");
}

static void each_limited(struct work *work, struct fact_case_open *of, const struct policy_type *type, on_limited *on, void *context)
{
	struct facts *facts = work->facts;
	size_t tasks = facts->tasks.count; /* those that are told come behind */

	for (size_t i = 0; i < facts->clocks.count; i++)
		if (facts->clocks.items[i].row.case_id == of->row.case_id && is_counting(facts->clocks.items[i].row.state)) {
			struct limited limited = of_clock(work, &facts->clocks.items[i]);
			on(work, of, type, &limited, context);
		}
	for (size_t i = 0; i < tasks; i++)
		if (facts->tasks.items[i].row.case_id == of->row.case_id && is_text(facts->tasks.items[i].row.state, "open") &&
		    facts->tasks.items[i].row.due_at != INSTANT_NONE) {
			struct limited limited = of_task(work, &facts->tasks.items[i]);
			on(work, of, type, &limited, context);
		}
}

static void each_case(struct work *work, on_limited *on, void *context)
{
	for (size_t i = 0; i < work->facts->cases.count; i++) {
		struct fact_case_open *of = &work->facts->cases.items[i];
		const struct policy_type *type = policy_type_find(work->policy, of->row.type);
		if (!type || type->escalations.count == 0 || !is_worked(&of->row))
			continue;
		work->looked = &of->row;
		each_limited(work, of, type, on, context);
	}
	work->looked = NULL;
}

/* ---------------------------------------------------------------- when */

static void find_due(struct work *work, struct fact_case_open *of, const struct policy_type *type, const struct limited *limited,
		     void *context)
{
	int64_t *due = context;

	(void)of;
	for (size_t i = 0; i < type->escalations.count; i++)
		*due = instant_sooner(*due, due_of(work, &type->escalations.items[i], limited));
}

int64_t escalate_due(struct work *work)
{
	const struct case_open *looked = work->looked;
	int64_t due = INSTANT_NONE;

	each_case(work, find_due, &due);
	work->looked = looked;
	return due;
}

/* ---------------------------------------------------------------- what */

static void remember(struct work *work, const struct limited *limited, const char *key)
{
	const char **items = arena_new(work->arena, limited->raised->count + 1, sizeof *items);

	for (size_t i = 0; i < limited->raised->count; i++)
		items[i] = limited->raised->items[i];
	items[limited->raised->count] = key;
	limited->raised->items = items;
	limited->raised->count++;
	*limited->is_dirty = true;
}

static void raise(struct work *work, struct fact_case_open *of, const struct policy_escalation *escalation)
{
	work_audit(work, "escalated", "case", of->row.case_id, of->row.case_id, "by", escalation->key, "desk", escalation->to_desk, "told",
		   escalation->desk, (const char *)NULL);
	if (escalation->to_desk[0])
		case_hand_over(work, of, escalation->to_desk);
	if (escalation->desk[0])
		task_open(work, &of->row, escalation->desk, escalation->words, INSTANT_NONE);
}

static void fire_due(struct work *work, struct fact_case_open *of, const struct policy_type *type, const struct limited *limited,
		     void *context)
{
	VEC(const struct policy_escalation *) fired = { 0 };

	(void)context;
	for (size_t i = 0; i < type->escalations.count; i++) {
		int64_t due = due_of(work, &type->escalations.items[i], limited);
		if (due == INSTANT_NONE || due > work->at)
			continue;
		remember(work, limited, type->escalations.items[i].key);
		*vec_push(&fired) = &type->escalations.items[i];
	}
	for (size_t i = 0; i < fired.count; i++) /* a task that is made moves the others: `limited` may be one of them */
		raise(work, of, fired.items[i]);
	vec_release(&fired);
}

void escalate_fire(struct work *work)
{
	each_case(work, fire_due, NULL);
}

static void find_band(struct work *work, struct fact_case_open *of, const struct policy_type *type, const struct limited *limited,
		      void *context)
{
	int64_t *band = context;

	(void)work;
	(void)of;
	for (size_t i = 0; i < type->escalations.count; i++)
		if (is_text(type->escalations.items[i].clock, limited->kind) && is_raised(limited->raised, type->escalations.items[i].key) &&
		    type->escalations.items[i].band >= 0 && (*band < 0 || type->escalations.items[i].band < *band))
			*band = type->escalations.items[i].band;
}

int64_t escalate_band(struct work *work, const struct case_open *c)
{
	struct fact_case_open *of = case_by_id(work->facts, c->case_id);
	const struct policy_type *type = policy_type_find(work->policy, c->type);
	int64_t band = -1;

	if (of && type && type->escalations.count > 0)
		each_limited(work, of, type, find_band, &band);
	return band;
}
