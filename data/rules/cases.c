/* SPDX-License-Identifier: MIT */
/* The life of a case: opened, moved on to another type, kept in words and figures, cleared or
 * closed when its cause is gone. */
#include "rules/work.h"
#include "table/stored_rows.h"

#include <string.h>

struct fact_case_open *case_find(const struct facts *facts, const char *type, const char *disc)
{
	for (size_t i = 0; i < facts->cases.count; i++) {
		const struct case_open *row = &facts->cases.items[i].row;
		if (is_case_live(row->state) && is_text(row->type, type) &&
		    is_text(row->disc, disc))
			return &facts->cases.items[i];
	}
	return NULL;
}

struct fact_case_open *case_by_id(const struct facts *facts, int64_t case_id)
{
	for (size_t i = 0; i < facts->cases.count; i++)
		if (facts->cases.items[i].row.case_id == case_id)
			return &facts->cases.items[i];
	return NULL;
}

static void set_state(struct work *work, struct fact_case_open *of, const char *state,
		      const char *why)
{
	const char *was = of->row.state;

	if (!state_may("case", was, state))
		BUG("a case may not go from %s to %s", was, state);
	of->row.state = state;
	of->row.v_state++;
	of->is_dirty = true;
	work_audit(work, arena_printf(work->arena, "case %s", state), "case", of->row.case_id,
		   of->row.case_id, "state", state, "reason", why, (const char *)NULL);
}

static void set_text(struct fact_case_open *of, const char **field, const char *value)
{
	if (is_text(*field, value))
		return;
	*field = value;
	of->is_dirty = true;
}

static void set_int(struct fact_case_open *of, int64_t *field, int64_t value)
{
	if (*field == value)
		return;
	*field = value;
	of->is_dirty = true;
}

/* One whose cause had gone already is what it was before it waited: solved, and looked at again. */
void case_wake(struct work *work, struct fact_case_open *of, const char *why)
{
	bool is_solved = of->row.cleared_at != INSTANT_NONE;

	if (!is_text(of->row.state, "waiting"))
		return;
	set_state(work, of, is_solved ? "cleared" : "open", why);
	clocks_resume(work, of->row.case_id, work->at);
	if (is_solved)
		case_look_again(work, of);
}

static void begin_again(struct work *work, struct fact_case_open *of, const struct policy_type *type)
{
	set_state(work, of, "open", "the cause is back");
	of->row.cleared_at = INSTANT_NONE;
	clock_reopen(work, of->row.case_id, "resolve");
	clocks_start(work, of, type);
	playbook_start(work, of, type);
}

void case_hand_over(struct work *work, struct fact_case_open *of, const char *desk)
{
	if (is_text(of->row.desk, desk))
		return;
	of->row.desk = desk;
	of->is_dirty = true;
	if (of->row.owner_id == INT_NONE)
		return;
	of->row.owner_id = INT_NONE;
	of->row.claimed_at = INSTANT_NONE;
	of->row.v_owner++;
	if (is_text(of->row.state, "waiting"))
		return; /* it comes back there when its time is here */
	of->row.next_act_at = INSTANT_NONE;
	clock_set_next(work, of->row.case_id, INSTANT_NONE);
}

void case_set_next(struct work *work, struct fact_case_open *of, const struct policy_type *type)
{
	const struct policy_next *next = NULL;

	for (size_t i = 0; i < type->nexts.count; i++)
		if (work_when(work, &type->nexts.items[i].when))
			next = &type->nexts.items[i];
	if (!next)
		return;
	set_text(of, &of->row.next_act, wording_fill(work, next->words));
	set_text(of, &of->row.waiting_on, next->on);
	if (of->row.owner_id == INT_NONE)
		return;
	set_int(of, &of->row.next_act_at, work->at + next->in_us);
	clock_set_next(work, of->row.case_id, of->row.next_act_at);
}

static const char *value_text(struct work *work, const struct policy_value *items, size_t count,
			      const char *otherwise)
{
	const struct policy_value *value = work_value(work, items, count);

	return value ? value->text : otherwise;
}

static bool is_counted(const struct policy_detect *detect, const struct event *event)
{
	for (size_t i = 0; i < detect->names.count; i++)
		if (is_text(detect->names.items[i], event->type))
			return true;
	return false;
}

/* Does the event speak of this type's cause? News of delay do for whatever is about time. */
static bool is_of_cause(const struct event *event, const struct policy_type *type)
{
	bool is_news = is_text(event->type, "shipment.delayed") ||
		       is_text(event->type, "shipment.eta");

	for (size_t i = 0; i < type->detects.count; i++) {
		const struct policy_detect *detect = &type->detects.items[i];
		if (detect->kind == DETECT_MORE_THAN && is_counted(detect, event))
			return true;
		if (detect->kind == DETECT_EVENT ? is_text(detect->event, event->type)
						 : is_news && (detect->kind == DETECT_WHEN ||
							       detect->kind == DETECT_DEADLINE))
			return true;
	}
	return false;
}

/* What the event that opened or changed it says of the cause. */
static void take_cause(struct work *work, struct fact_case_open *of, const struct policy_type *type)
{
	const struct event *event = work->event && is_of_cause(work->event, type) ? work->event
										  : NULL;

	set_text(of, &of->row.cause_side,
		 value_text(work, type->sides.items, type->sides.count, ""));
	if (event && event->side[0] != '\0')
		set_text(of, &of->row.cause_side, event->side);
	if (event && event->reason[0] != '\0')
		set_text(of, &of->row.cause, event->reason);
}

/* What a type brings: desk, cause, clocks, tasks, next act, effects. */
static void dress(struct work *work, struct fact_case_open *of, const struct policy_type *type)
{
	work->looked = &of->row;
	take_cause(work, of, type);
	cost_settle(work, of);
	set_text(of, &of->row.desk, value_text(work, type->desks.items, type->desks.count, ""));
	set_text(of, &of->row.what,
		 wording_fill(work,
			      value_text(work, type->whats.items, type->whats.count, type->title)));
	clocks_start(work, of, type);
	tasks_add(work, &of->row, type);
	case_set_next(work, of, type);
	effects_of_case(work, &of->row, type, EFFECT_ON_OPEN);
	playbook_start(work, of, type);
}

static void move_on(struct work *work, struct fact_case_open *of, const struct policy_type *type,
		    const char *disc)
{
	const char *was = of->row.type;

	if (!is_text(of->row.state, "open")) {
		clocks_resume(work, of->row.case_id, work->at);
		set_state(work, of, "open", type->title);
	}
	of->row.from_type = was;
	of->row.type = type->name;
	of->row.disc = disc;
	of->row.measure_s = INT_NONE;
	of->row.cleared_at = INSTANT_NONE;
	of->row.policy_version = work->policy->version;
	of->row.v_state++;
	of->is_dirty = true;
	work_audit(work, "case moved on", "case", of->row.case_id, of->row.case_id, "from_type",
		   was, "type", type->name, (const char *)NULL);
	playbook_end(work, of, arena_printf(work->arena, "the case moved on: %s", type->title));
	clocks_retarget(work, of, type);
	dress(work, of, type);
}

static struct fact_case_open *open_new(struct work *work, const struct policy_type *type,
				       const char *disc)
{
	struct fact_case_open *of = vec_push(&work->facts->cases);
	struct case_open *row = &of->row;

	row_init(&row_stored_case_open, row);
	row->tenant_id = work->facts->subject.tenant_id;
	row->case_id = work_id(work);
	row->no = work->step->ids->next_case_no++;
	row->subject_id = work->facts->subject.subject_id;
	row->type = type->name;
	row->disc = disc;
	row->state = "open";
	row->band = type->bands.items[0].number;
	row->opened_at = work->at;
	row->policy_version = work->policy->version;
	row->opened_event = work->event ? work->event->event_id : INT_NONE;
	row->spent_minor = row->touches = row->version = 0;
	row->v_owner = row->v_state = row->v_money = row->v_plan = 1;
	of->is_dirty = true;
	work_audit(work, "case opened", "case", row->case_id, row->case_id, "type", type->name,
		   "subject", work->facts->subject.ref, (const char *)NULL);
	dress(work, of, type);
	return of;
}

struct fact_case_open *case_open_or_move(struct work *work, const struct policy_type *type,
					 const char *disc)
{
	struct fact_case_open *same = case_find(work->facts, type->name, disc);

	if (work->event && detect_is_over(work, type, disc))
		return NULL;
	if (same) {
		case_wake(work, same, "it happened again");
		if (is_text(same->row.state, "cleared"))
			begin_again(work, same, type);
		return same;
	}
	for (size_t i = 0; i < work->facts->cases.count; i++) {
		struct fact_case_open *of = &work->facts->cases.items[i];
		const struct policy_type *was = policy_type_find(work->policy, of->row.type);
		if (!was || !is_case_live(of->row.state))
			continue;
		if (was->becomes_set >> type->index & 1) {
			move_on(work, of, type, disc);
			return of;
		}
		if (!(type->becomes_set >> was->index & 1))
			continue;
		if (!is_text(of->row.state, "cleared"))
			return NULL; /* it is further already */
		move_on(work, of, type, disc); /* it was thought over, and an earlier step fails now */
		return of;
	}
	return open_new(work, type, disc);
}

/* Somebody works on it, or a desk still has to: then a person ends it. */
static bool is_touched(const struct work *work, const struct case_open *c)
{
	if (c->owner_id != INT_NONE || c->touches > 0 || c->spent_minor > 0)
		return true;
	for (size_t i = 0; i < work->facts->tasks.count; i++) {
		const struct task *task = &work->facts->tasks.items[i].row;
		if (task->case_id == c->case_id && !is_text(task->state, "cancelled") && !playbook_has_untouched(work, task))
			return true;
	}
	return false;
}

void case_end(struct work *work, struct fact_case_open *of, const char *state, const char *outcome,
	      const char *reason)
{
	const struct policy_type *type = policy_type_find(work->policy, of->row.type);
	bool was_cleared = is_text(of->row.state, "cleared");

	if (!is_text(of->row.state, state))
		set_state(work, of, state, reason);
	if (was_cleared)
		order_band(work, of); /* that of its trouble again: reports ask how it was worked */
	set_text(of, &of->row.outcome, outcome);
	set_text(of, &of->row.reason, reason);
	if (of->row.cleared_at == INSTANT_NONE)
		of->row.cleared_at = work->at;
	of->row.closed_at = work->at > of->row.opened_at ? work->at : of->row.opened_at;
	of->row.work_by = of->row.due_at = INSTANT_NONE;
	of->row.due_clock = of->row.why = "";
	of->is_dirty = true;
	clocks_end(work, of->row.case_id);
	playbook_end(work, of, reason);
	tasks_cancel(work, of->row.case_id);
	if (type)
		effects_of_case(work, &of->row, type, EFFECT_ON_END);
}

/* What is believed again comes back when it should have come true, soon enough for the next step. */
static int64_t look_again_at(const struct work *work, bool *is_expected)
{
	int64_t eta = subject_eta_at(work->facts), look = work->at + 4 * US_PER_HOUR;

	*is_expected = eta != INSTANT_NONE && eta > work->at && eta + 30 * US_PER_MIN < look;
	return *is_expected ? eta + 30 * US_PER_MIN : look;
}

/* Did a person plan what is next, and is it still to come? Policy's own words are no plan of hers. */
static bool is_planned_by_person(struct work *work, const struct case_open *c)
{
	const struct policy_type *type = policy_type_find(work->policy, c->type);

	if (c->next_act_at == INSTANT_NONE || c->next_act_at <= work->at || !type)
		return false;
	for (size_t i = 0; i < type->nexts.count; i++)
		if (is_text(wording_fill(work, type->nexts.items[i].words), c->next_act))
			return false;
	return strncmp(c->next_act, "watch: ", 7) != 0;
}

void case_look_again(struct work *work, struct fact_case_open *of)
{
	bool is_expected;

	if (!is_planned_by_person(work, &of->row)) {
		of->row.next_act_at = look_again_at(work, &is_expected);
		set_text(of, &of->row.next_act, is_expected ? "look whether it arrived" : "look and close it");
		set_text(of, &of->row.waiting_on, "");
	}
	clock_set_next(work, of->row.case_id, of->row.next_act_at);
}

static void clear(struct work *work, struct fact_case_open *of, const char *why)
{
	if (!is_touched(work, &of->row)) {
		case_end(work, of, "closed", "closed itself", why);
		return;
	}
	clocks_resume(work, of->row.case_id, work->at);
	set_state(work, of, "cleared", why);
	of->row.cleared_at = work->at;
	set_text(of, &of->row.reason, why);
	clocks_end(work, of->row.case_id);
	playbook_end(work, of, why);
	case_look_again(work, of);
	order_band(work, of);
}

static void follow(struct work *work, struct fact_case_open *of, const struct policy_type *type)
{
	int64_t late = subject_late_us(work->facts);
	bool is_transport = is_text(work->facts->subject.kind, "shipment");

	take_cause(work, of, type);
	cost_settle(work, of);
	set_int(of, &of->row.promise_at, subject_promise_at(work->facts));
	set_int(of, &of->row.eta_at, subject_eta_at(work->facts));
	if (is_transport && late != DURATION_NONE)
		set_int(of, &of->row.measure_s, late / US_PER_S);
	if (work->facts->has_stock && work->facts->stock.system_qty != INT_NONE)
		set_int(of, &of->row.measure_s,
			work->facts->stock.system_qty - work->facts->stock.on_hand);
	set_text(of, &of->row.what,
		 wording_fill(work,
			      value_text(work, type->whats.items, type->whats.count, type->title)));
	tasks_follow(work, &of->row, type);
	if (is_text(work->facts->subject.kind, "interface"))
		feed_settle(work, of);
	if (!is_text(of->row.state, "cleared")) {
		clocks_start(work, of, type);
		clocks_follow(work, of);
	}
	if (work->is_plan_changed) {
		of->row.v_plan++;
		of->is_dirty = true;
	}
}

static bool is_worse(const struct work *work)
{
	int64_t late = subject_late_us(work->facts);

	return work->event && late != DURATION_NONE && work->late_before != DURATION_NONE &&
	       late > work->late_before;
}

static bool is_cause_back(struct work *work, const struct policy_type *type,
			  const struct case_open *c)
{
	return (detect_conditions(work) >> type->index & 1) || deadline_holds(work, type, c);
}

static void settle_case(struct work *work, struct fact_case_open *of)
{
	const struct policy_type *type = policy_type_find(work->policy, of->row.type);
	const char *why;

	if (!type)
		return;
	work->looked = &of->row;
	bool is_gone = detect_is_gone(work, type, &of->row, &why);
	bool is_cleared = is_text(of->row.state, "cleared") ||
			  (is_text(of->row.state, "waiting") && of->row.cleared_at != INSTANT_NONE);
	if (!is_gone && is_cleared && is_cause_back(work, type, &of->row))
		begin_again(work, of, type);
	if (!is_gone && is_worse(work))
		case_wake(work, of, "it got worse");
	follow(work, of, type);
	if (is_gone && !is_cleared)
		clear(work, of, why);
	else
		order_band(work, of);
}

void cases_settle(struct work *work)
{
	for (size_t i = 0; i < work->facts->cases.count; i++)
		if (is_case_live(work->facts->cases.items[i].row.state))
			settle_case(work, &work->facts->cases.items[i]);
	work->looked = NULL;
}
