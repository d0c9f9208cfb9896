/* SPDX-License-Identifier: MIT */
/* Where a case stands and why: its band, and the moment by which it must be worked. Work-by is the
 * next clock that can still be won minus named, capped parts; each is a constant until an event or
 * a scheduled step changes it. */
#include "rules/work.h"

#include <string.h>

static const struct policy_type *type_of(const struct work *work, const struct case_open *c)
{
	return policy_type_find(work->policy, c->type);
}

/* The step of one lift after `at`, and what the band is at `at` with it. */
static int64_t lifted(const struct work *work, const struct policy_lift *lift,
		      const struct case_open *c, int64_t at, int64_t band)
{
	if (lift->kind == LIFT_BEFORE_MILESTONE) {
		const struct fact_milestone *of = milestone_find(work->facts, lift->milestone, 0);
		if (!of || of->row.planned_at == INSTANT_NONE ||
		    of->row.actual_at != INSTANT_NONE || at < of->row.planned_at - lift->us)
			return band;
		return lift->to >= 0 && lift->to < band ? lift->to : band;
	}
	if (at < c->opened_at + lift->us)
		return band;
	if (lift->to >= 0)
		return lift->to < band ? lift->to : band;
	int64_t steps = (at - c->opened_at) / lift->us;
	if (band <= 1)
		return band;
	return band - steps < 1 ? 1 : band - steps;
}

/* What is solved but for a last look stands behind all that is not. */
#define BAND_SOLVED 3

static int64_t base_band(struct work *work, const struct policy_type *type)
{
	const struct policy_value *value = work_value(work, type->bands.items, type->bands.count);

	return value ? value->number : type->bands.items[0].number;
}

static int64_t band_at(struct work *work, const struct policy_type *type, const struct case_open *c,
		       int64_t at)
{
	const int64_t ups[] = { playbook_band(work, c), escalate_band(work, c) };
	int64_t band = base_band(work, type);

	for (size_t i = 0; i < COUNT_OF(ups); i++)
		if (ups[i] >= 0 && ups[i] < band)
			band = ups[i];
	if (is_text(c->state, "cleared"))
		return BAND_SOLVED;
	for (size_t i = 0; i < type->lifts.count; i++)
		if (work_when(work, &type->lifts.items[i].when))
			band = lifted(work, &type->lifts.items[i], c, at, band);
	return band;
}

/* The moments at which one lift may act: the n-th of them, or INSTANT_NONE. */
static int64_t lift_moment(const struct work *work, const struct policy_lift *lift,
			   const struct case_open *c, int n)
{
	if (lift->kind == LIFT_BEFORE_MILESTONE) {
		const struct fact_milestone *of = n == 0 ? milestone_find(work->facts,
									  lift->milestone, 0)
							 : NULL;
		return of && of->row.planned_at != INSTANT_NONE ? of->row.planned_at - lift->us
								: INSTANT_NONE;
	}
	return n < (lift->to >= 0 ? 1 : 3) ? c->opened_at + (n + 1) * lift->us : INSTANT_NONE;
}

int64_t order_step_at(struct work *work, const struct case_open *c)
{
	const struct policy_type *type = type_of(work, c);
	const struct case_open *looked = work->looked;
	int64_t found = INSTANT_NONE;

	if (!type || type->lifts.count == 0 || c->band == 0 || is_text(c->state, "cleared"))
		return INSTANT_NONE;
	work->looked = c;
	for (size_t i = 0; i < type->lifts.count; i++)
		for (int n = 0; n < 3; n++) {
			int64_t at = lift_moment(work, &type->lifts.items[i], c, n);
			if (at != INSTANT_NONE && (found == INSTANT_NONE || at < found) &&
			    band_at(work, type, c, at) < c->band)
				found = at;
		}
	work->looked = looked;
	return found;
}

void order_band(struct work *work, struct fact_case_open *of)
{
	const struct policy_type *type = type_of(work, &of->row);
	int64_t band;

	if (!type)
		return;
	work->looked = &of->row;
	band = band_at(work, type, &of->row, work->at);
	if (band == of->row.band)
		return;
	of->row.band = band;
	of->is_dirty = true;
	work_audit(work, "band", "case", of->row.case_id, of->row.case_id, "band",
		   arena_printf(work->arena, "%lld", (long long)band), (const char *)NULL);
}

/* What decides about a case's place. */
struct decider {
	const struct case_clock
		*clock; /* the next one that can be won, or the last that ran out; NULL = none */
	const struct case_clock *after; /* the one after it */
	bool is_over;                   /* all ran out */
	bool is_paused;                 /* all stand still */
};

static struct decider find_decider(const struct work *work, const struct case_open *c)
{
	struct decider found = { NULL, NULL, false, false };
	const struct case_clock *over = NULL;

	for (size_t i = 0; i < work->facts->clocks.count; i++) {
		const struct case_clock *clock = &work->facts->clocks.items[i].row;
		if (clock->case_id != c->case_id)
			continue;
		found.is_paused = found.is_paused || is_text(clock->state, "paused");
		if (is_text(clock->state, "breached") && (!over || clock->due_at > over->due_at))
			over = clock;
		if (!is_text(clock->state, "running") ||
		    (is_text(c->state, "waiting") && is_text(clock->kind, "next_act")))
			continue;
		if (!found.clock || clock->due_at < found.clock->due_at) {
			found.after = found.clock;
			found.clock = clock;
		} else if (!found.after || clock->due_at < found.after->due_at) {
			found.after = clock;
		}
	}
	found.is_paused = found.is_paused && !found.clock;
	if (!found.clock && !found.is_paused && !is_text(c->state, "waiting")) {
		found.clock = over;
		found.is_over = over != NULL;
	}
	return found;
}

static bool has_run_out(const struct work *work, const struct case_open *c)
{
	for (size_t i = 0; i < work->facts->clocks.count; i++)
		if (work->facts->clocks.items[i].row.case_id == c->case_id &&
		    is_text(work->facts->clocks.items[i].row.state, "breached"))
			return true;
	return false;
}

/* One part of the head start, microseconds; its name as people read it goes to *name. */
static int64_t head_part(struct work *work, const struct policy_head *head,
			 const struct case_open *c, const char **name)
{
	int64_t us = head->us;

	*name = head->name;
	if (!work_when(work, &head->when) || (head->is_ran_out && !has_run_out(work, c)))
		return 0;
	if (head->per_minor > 0) {
		if (c->risk_minor == INT_NONE || c->risk_minor <= 0 ||
		    !is_text(c->risk_currency, head->currency))
			return 0;
		int64_t parts = c->risk_minor / head->per_minor;
		us = parts > head->most_us / (head->us > 0 ? head->us : 1) ? head->most_us
									   : parts * head->us;
		*name = arena_printf(work->arena, "%s at risk",
				     wording_money(work, c->risk_minor, c->risk_currency));
	}
	return head->most_us > 0 && us > head->most_us ? head->most_us : us;
}

/* Of several lines with one name the last that holds counts. */
static bool is_overridden(struct work *work, const struct policy_type *type, size_t at)
{
	for (size_t i = at + 1; i < type->heads.count; i++)
		if (is_text(type->heads.items[i].name, type->heads.items[at].name) &&
		    work_when(work, &type->heads.items[i].when))
			return true;
	return false;
}

static int64_t head_start(struct work *work, const struct policy_type *type,
			  const struct case_open *c, struct str *why)
{
	int64_t sum = 0, most = work->policy->head_most_us;
	const char *name;

	for (size_t i = 0; i < type->heads.count; i++) {
		int64_t us = is_overridden(work, type, i)
				     ? 0
				     : head_part(work, &type->heads.items[i], c, &name);
		if (us == 0)
			continue;
		sum += us;
		explain_add(why, name, -us / US_PER_S, "s",
			    arena_printf(work->arena, "policy %s, line %d", work->policy->name,
					 type->heads.items[i].line));
	}
	if (most > 0 && sum > most) {
		explain_add(why, "cap of the head start", (sum - most) / US_PER_S, "s",
			    arena_printf(work->arena, "policy %s", work->policy->name));
		sum = most;
	}
	return sum;
}

static const char *clock_title(struct work *work, const struct case_clock *clock)
{
	char *title = arena_str(work->arena, clock->kind);

	for (char *sign = title; *sign; sign++)
		if (*sign == '_')
			*sign = ' ';
	return title;
}

static void add_outlook(struct work *work, const struct case_open *c, const struct decider *decider,
			struct str *why)
{
	int64_t step = order_step_at(work, c);

	if (decider->after)
		explain_add(why,
			    arena_printf(work->arena, "then %s", clock_title(work, decider->after)),
			    decider->after->due_at, "at", "if this clock is met or runs out");
	if (step != INSTANT_NONE)
		explain_add(why, "rises a band", step, "at",
			    "nothing stays at the bottom for ever");
	if (!is_text(c->state, "cleared") && work->facts->subject.promise_at != INSTANT_NONE)
		explain_add(why, "a new arrival time, a call or a wait changes it", 0, "", "");
}

static void set_order(struct fact_case_open *of, int64_t work_by, int64_t due_at, const char *clock,
		      const char *why)
{
	struct case_open *row = &of->row;

	if (row->work_by == work_by && row->due_at == due_at && is_text(row->due_clock, clock) &&
	    is_text(row->why, why))
		return;
	row->work_by = work_by;
	row->due_at = due_at;
	row->due_clock = clock;
	row->why = why;
	of->is_dirty = true;
}

void order_case(struct work *work, struct fact_case_open *of)
{
	const struct policy_type *type = type_of(work, &of->row);
	struct decider decider = find_decider(work, &of->row);
	struct str why = { 0 };
	int64_t due, work_by;

	if (!type)
		return;
	work->looked = &of->row;
	if (!decider.clock && (decider.is_paused || is_text(of->row.state, "waiting"))) {
		explain_add(&why, "all clocks stand still until", of->row.next_act_at, "at",
			    of->row.waiting_on);
		set_order(of, INSTANT_NONE, INSTANT_NONE, "", wording_keep(work, &why));
		return;
	}
	due = decider.clock ? decider.clock->due_at : of->row.opened_at;
	explain_add(&why, decider.is_over ? "ran out" : "due", due, "at",
		    decider.clock ? arena_printf(work->arena, "clock %s",
						 clock_title(work, decider.clock))
				  : "opened");
	work_by = is_text(of->row.state, "cleared") ? due
						    : due - head_start(work, type, &of->row, &why);
	explain_add(&why, "work by", work_by, "at", "");
	add_outlook(work, &of->row, &decider, &why);
	set_order(of, work_by, due, decider.clock ? decider.clock->kind : "",
		  wording_keep(work, &why));
	work->looked = NULL;
}
