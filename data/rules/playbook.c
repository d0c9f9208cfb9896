/* SPDX-License-Identifier: MIT */
/* The playbook of a case. When it begins, a row is made of every step with its text, so the case goes on by the manual it began with; a step
 * goes on with a later one only. What is looked at next is the first step that is not over: nothing else is remembered, so an engine that
 * starts again goes on where the rows say. */
#include "rules/work.h"
#include "table/stored_rows.h"

#include <string.h>

/* The steps of the newest playbook of a case, which stand together. */
struct run {
	struct fact_case_open *of;
	struct fact_case_step *steps;
	size_t count;
};

static struct run newest_run(struct facts *facts, struct fact_case_open *of, int64_t case_id)
{
	struct run run = { .of = of };

	for (size_t i = 0; i < facts->steps.count; i++) {
		const struct case_step *row = &facts->steps.items[i].row;
		if (row->case_id != case_id)
			continue;
		if (!run.steps || run.steps->row.run != row->run) {
			run.steps = &facts->steps.items[i];
			run.count = 0;
		}
		run.count++;
	}
	return run;
}

/* What the manual says of a step: as it is now if it still says the same, else as it was when the playbook began. NULL if that cannot be
 * read any more. */
static const struct policy_step *plan_of(struct work *work, struct fact_case_step *step)
{
	const struct policy_playbook *playbook;
	struct policy_step *old;

	if (step->plan)
		return step->plan;
	playbook = policy_playbook_find(work->policy, step->row.playbook);
	step->plan = playbook ? policy_step_find(playbook, step->row.step) : NULL;
	if (step->plan && is_text(step->plan->text, step->row.plan))
		return step->plan;
	old = arena_new(work->arena, 1, sizeof *old);
	step->plan = policy_step_read(work->arena, step->row.plan, old) == ERR_NONE ? old : NULL;
	return step->plan;
}

static bool is_state(const struct fact_case_step *step, const char *state)
{
	return is_text(step->row.state, state);
}

static bool is_over(const struct fact_case_step *step)
{
	return is_state(step, "done") || is_state(step, "skipped") || is_state(step, "undone");
}

/* Steps that were only passed over are not worth a line of the audit each: their playbook's is. */
static void set_state(struct work *work, struct fact_case_step *step, const char *state, const char *answer)
{
	bool was_waiting = is_state(step, "waiting");

	if (is_state(step, state) && is_text(step->row.answer, answer))
		return;
	if (!state_may("step", step->row.state, state))
		BUG("a step may not go from %s to %s", step->row.state, state);
	step->row.state = state;
	step->row.answer = answer;
	step->is_dirty = true;
	if (is_over(step)) {
		step->row.ended_at = work->at;
		step->row.waits_on = "";
	}
	if (!was_waiting || !is_state(step, "skipped"))
		work_audit(work, arena_printf(work->arena, "step %s", state), "step", step->row.case_id, step->row.case_id, "playbook",
			   step->row.playbook, "step", step->row.step, "answer", answer, (const char *)NULL);
}

/* ---------------------------------------------------------------- parallel steps */

/* The steps below a parallel one stand behind it, with its name before theirs. */
static size_t child_count(const struct run *run, size_t at)
{
	size_t count = 0;

	if (!is_text(run->steps[at].row.kind, policy_step_word(STEP_PARALLEL)))
		return 0;
	while (at + count + 1 < run->count && policy_step_is(run->steps[at + count + 1].row.step, run->steps[at].row.step))
		count++;
	return count;
}

/* The playbook went on without it, so its desk need not begin any more. */
static void cancel_task(struct work *work, const struct fact_case_step *step)
{
	if (is_text(step->row.kind, policy_step_word(STEP_TASK)) && step->row.ref_id != INT_NONE)
		task_cancel(work, step->row.ref_id);
}

static void abandon(struct work *work, struct fact_case_step *step, const char *why)
{
	if (is_over(step))
		return;
	cancel_task(work, step);
	set_state(work, step, "skipped", why);
}

static void look_at(struct work *work, struct run *run, struct fact_case_step *step, struct step_look *look);

/* How a parallel step stands by those below it: over with the first or with all of them. */
static struct step_look join(struct work *work, struct run *run, size_t at, bool is_any)
{
	size_t count = child_count(run, at), over = 0, done = 0;
	struct step_look look, out = { "running", "", "" };

	for (size_t i = at + 1; i <= at + count; i++) {
		if (!is_over(&run->steps[i]))
			look_at(work, run, &run->steps[i], &look);
		over += is_over(&run->steps[i]);
		done += is_state(&run->steps[i], "done");
	}
	if (over == count || (is_any && done > 0))
		out.state = "done";
	for (size_t i = at + 1; i <= at + count && is_text(out.state, "done"); i++)
		abandon(work, &run->steps[i], "another one was first");
	return out;
}

/* ---------------------------------------------------------------- going on */

/* A step begins, or is looked at; a parallel one with those below it. */
static void look_at(struct work *work, struct run *run, struct fact_case_step *step, struct step_look *look)
{
	const struct policy_step *plan = plan_of(work, step);

	if (!plan) {
		step->row.until_at = INSTANT_NONE;
		*look = (struct step_look) { "failed", "docket does not read this step any more", "" };
	} else if (is_state(step, "waiting"))
		*look = step_begin(work, run->of, step);
	else
		*look = step_check(work, run->of, step);
	if (plan && plan->kind == STEP_PARALLEL && is_text(look->state, "running")) {
		if (is_state(step, "waiting"))
			set_state(work, step, "running", "");
		*look = join(work, run, (size_t)(step - run->steps), plan->is_any);
		look->go_on = plan->then;
	}
	set_state(work, step, look->state, look->answer);
	if (is_state(step, "skipped"))
		cancel_task(work, step);
}

/* Passes over what stands between a step and the one that is gone on with. */
static void pass_to(struct work *work, struct run *run, size_t from, const char *target)
{
	for (size_t i = from + 1; target[0] && i < run->count && !policy_step_is(run->steps[i].row.step, target); i++)
		abandon(work, &run->steps[i], "another way was taken");
}

static void go_on(struct work *work, struct run *run)
{
	size_t at = 0;

	while (at < run->count) {
		struct step_look look;
		size_t below = child_count(run, at);
		if (is_over(&run->steps[at])) {
			at++;
			continue;
		}
		look_at(work, run, &run->steps[at], &look);
		if (!is_over(&run->steps[at]))
			return;
		for (size_t i = at + 1; i <= at + below; i++)
			abandon(work, &run->steps[i], run->steps[at].row.answer);
		pass_to(work, run, at + below, look.go_on);
	}
}

/* An event may come before its step does: it is noted. */
static void note_event(struct work *work, struct run *run)
{
	for (size_t i = 0; work->event && i < run->count; i++) {
		struct fact_case_step *step = &run->steps[i];
		const struct policy_step *plan;
		if (step->is_fresh || is_over(step) || step->row.ref_id != INT_NONE || !is_text(step->row.kind, policy_step_word(STEP_WAIT)))
			continue;
		plan = plan_of(work, step);
		if (!plan || plan->is_milestone || !is_text(plan->what, work->event->type))
			continue;
		step->row.ref_id = work->event->event_id;
		step->is_dirty = true;
	}
}

/* Of a case that is cleared or over the playbook has ended, or is about to. */
static bool is_worked(const struct case_open *c)
{
	return is_text(c->state, "open") || (is_text(c->state, "waiting") && c->cleared_at == INSTANT_NONE);
}

void playbooks_settle(struct work *work)
{
	struct facts *facts = work->facts;

	for (size_t i = 0; facts->steps.count > 0 && i < facts->cases.count; i++) {
		struct run run = newest_run(facts, &facts->cases.items[i], facts->cases.items[i].row.case_id);
		if (!is_worked(&facts->cases.items[i].row))
			continue;
		note_event(work, &run);
		go_on(work, &run);
		if (run.count > 0)
			order_band(work, run.of); /* it may have been raised */
		for (size_t k = 0; k < run.count; k++)
			run.steps[k].is_fresh = false;
	}
	work->looked = NULL;
}

/* ---------------------------------------------------------------- begin and end */

static void add_row(struct work *work, const struct case_open *c, const struct policy_playbook *playbook, size_t at, int64_t no)
{
	const struct policy_step *plan = &playbook->steps.items[at];
	struct fact_case_step *step = vec_push(&work->facts->steps);

	row_init(&row_stored_case_step, &step->row);
	step->row.tenant_id = c->tenant_id;
	step->row.case_id = c->case_id;
	step->row.run = no;
	step->row.ord = (int64_t)at + 1;
	step->row.playbook = playbook->name;
	step->row.step = plan->name;
	step->row.kind = policy_step_word(plan->kind);
	step->row.state = "waiting";
	step->row.words = step_words(work, plan);
	step->row.plan = plan->text;
	step->row.policy_version = work->policy->version;
	step->plan = plan;
	step->is_dirty = step->is_fresh = true;
}

void playbook_start(struct work *work, struct fact_case_open *of, const struct policy_type *type)
{
	const struct policy_value *value;
	const struct policy_playbook *playbook;
	struct run run = newest_run(work->facts, of, of->row.case_id);
	int64_t no = run.count > 0 ? run.steps->row.run + 1 : 1;

	work->looked = &of->row;
	value = work_value(work, type->playbooks.items, type->playbooks.count);
	playbook = value ? policy_playbook_find(work->policy, value->text) : NULL;
	if (!playbook)
		return;
	for (size_t i = 0; i < playbook->steps.count; i++)
		add_row(work, &of->row, playbook, i, no);
	work_audit(work, "playbook begun", "step", of->row.case_id, of->row.case_id, "playbook", playbook->name, (const char *)NULL);
}

/* Takes back what a step sent, if the manual says how and it may have arrived. What it was sent after must arrive first. */
static bool undo(struct work *work, struct run *run, struct fact_case_step *step, const char *why)
{
	const struct policy_step *plan = plan_of(work, step);
	const struct effect *sent = NULL;

	if (!plan || plan->kind != STEP_EFFECT || !plan->undo_kind[0] || step->row.ref_id == INT_NONE || is_state(step, "skipped") ||
	    is_state(step, "undone"))
		return false;
	for (size_t i = 0; i < work->facts->effects.count; i++)
		if (work->facts->effects.items[i].row.effect_id == step->row.ref_id)
			sent = &work->facts->effects.items[i].row;
	bool is_done = is_state(step, "done") || (sent && is_text(sent->state, "done"));
	work->looked = &run->of->row;
	step->row.undo_id = effect_of_step(work, &run->of->row, &step->row, plan->target, plan->undo_kind, plan->undo_words,
					   is_done ? INT_NONE : step->row.ref_id);
	set_state(work, step, "undone", why);
	return true;
}

void playbook_end(struct work *work, struct fact_case_open *of, const char *why)
{
	struct run run = newest_run(work->facts, of, of->row.case_id);
	bool was_running = false;

	for (size_t i = run.count; i-- > 0;) {
		struct fact_case_step *step = &run.steps[i];
		was_running |= !is_over(step);
		if (!undo(work, &run, step, why))
			abandon(work, step, why);
	}
	if (was_running)
		work_audit(work, "playbook ended", "step", of->row.case_id, of->row.case_id, "playbook", run.steps->row.playbook, "reason", why,
			   (const char *)NULL);
}

/* ---------------------------------------------------------------- asked by others */

/* Of the step that is next looked at, and of those below it while it runs: what nobody looks at must not be waited for. */
static int64_t run_due(const struct run *run)
{
	int64_t due = INSTANT_NONE;
	size_t at = 0, below;

	while (at < run->count && is_over(&run->steps[at]))
		at++;
	if (at == run->count)
		return INSTANT_NONE;
	below = is_state(&run->steps[at], "running") ? child_count(run, at) : 0;
	for (size_t i = at; i <= at + below; i++)
		if (is_state(&run->steps[i], "running") || is_state(&run->steps[i], "failed"))
			due = instant_sooner(due, run->steps[i].row.until_at);
	return due;
}

int64_t playbooks_due(struct facts *facts)
{
	int64_t due = INSTANT_NONE;

	for (size_t i = 0; facts->steps.count > 0 && i < facts->cases.count; i++) {
		const struct run run = newest_run(facts, NULL, facts->cases.items[i].row.case_id);
		if (is_worked(&facts->cases.items[i].row))
			due = instant_sooner(due, run_due(&run));
	}
	return due;
}

int64_t playbook_band(struct work *work, const struct case_open *c)
{
	struct run run = newest_run(work->facts, NULL, c->case_id);
	int64_t band = -1;

	for (size_t i = 0; i < run.count; i++) {
		const struct policy_step *plan;
		if (!is_text(run.steps[i].row.kind, policy_step_word(STEP_ESCALATE)) || !is_state(&run.steps[i], "done"))
			continue;
		plan = plan_of(work, &run.steps[i]);
		if (plan && plan->band >= 0 && (band < 0 || plan->band < band))
			band = plan->band;
	}
	return band;
}

bool playbook_has_untouched(const struct work *work, const struct task *task)
{
	for (size_t i = 0; i < work->facts->steps.count; i++)
		if (work->facts->steps.items[i].row.case_id == task->case_id && work->facts->steps.items[i].row.ref_id == task->task_id)
			return is_text(task->state, "open") && task->taken_at == INSTANT_NONE;
	return false;
}
