/* SPDX-License-Identifier: MIT */
/* What each kind of step does when its turn comes, and how it is seen that it is over. */
#include "rules/work.h"

#include <string.h>

static struct step_look running(void)
{
	return (struct step_look) { "running", "", "" };
}

static struct step_look over(const struct policy_step *plan, const char *answer)
{
	return (struct step_look) { "done", answer, plan->then };
}

/* The playbook goes on without it, as after its limit. */
static struct step_look without(const struct policy_step *plan, const char *answer)
{
	return (struct step_look) { "skipped", answer, plan->late[0] ? plan->late : plan->then };
}

/* When a term that begins now ends; INSTANT_NONE if it is not set. */
static int64_t term_at(struct work *work, const struct policy_term *term)
{
	const char *name = work->facts->subject.dest_zone;
	const struct zone *zone = NULL;

	if (!term->is_set)
		return INSTANT_NONE;
	if (name[0] == '\0' || zone_find(name, &zone) != ERR_NONE)
		zone = NULL;
	return calendar_end(policy_calendar(work->policy, term->calendar), zone, work->at, term->span);
}

/* ---------------------------------------------------------------- words */

static const char *raised_words(struct work *work, const struct policy_step *plan)
{
	char *words = arena_str(work->arena, "");

	if (plan->band >= 0)
		words = arena_printf(work->arena, "band %lld", (long long)plan->band);
	if (plan->to_desk[0])
		words = arena_printf(work->arena, "%s%shand over to %s", words, words[0] ? ", " : "", plan->to_desk);
	if (plan->desk[0])
		words = arena_printf(work->arena, "%s%stell %s", words, words[0] ? ", " : "", plan->desk);
	return words;
}

static const char *waited_for(struct work *work, const struct policy_step *plan)
{
	char *words = arena_str(work->arena, plan->what);

	for (char *sign = words; *sign; sign++)
		if (*sign == '.' || *sign == '-')
			*sign = ' ';
	return words;
}

static const char *action_title(const struct work *work, const char *name)
{
	const struct policy_action *action = policy_action_find(work->policy, name);

	return action ? action->title : name;
}

static const char *term_words(struct work *work, const struct policy_term *term)
{
	struct str out = { 0 };

	if (term->span.days > 0)
		return arena_printf(work->arena, "%d day%s", term->span.days, term->span.days == 1 ? "" : "s");
	duration_write(&out, term->span.us);
	return wording_keep(work, &out);
}

const char *step_words(struct work *work, const struct policy_step *plan)
{
	switch (plan->kind) {
	case STEP_TASK:
	case STEP_EFFECT: return wording_fill(work, plan->words);
	case STEP_WAIT: return arena_printf(work->arena, "Wait for %s", waited_for(work, plan));
	case STEP_ASK: return arena_printf(work->arena, "Propose: %s", action_title(work, plan->what));
	case STEP_TELL: return arena_printf(work->arena, "Draft to the customer: %s", plan->what);
	case STEP_TIMER: return arena_printf(work->arena, "Give it %s", term_words(work, &plan->limit));
	case STEP_IF: return arena_printf(work->arena, "Is %s?", plan->test.text);
	case STEP_PARALLEL: return plan->is_any ? "Until the first of these is done" : "Until all of these are done";
	case STEP_ESCALATE: return arena_printf(work->arena, "Escalate: %s", raised_words(work, plan));
	case STEP_END:
	case STEP_KINDS_: break;
	}
	return "Nothing more to do";
}

/* ---------------------------------------------------------------- begin */

/* The act that asked for what waits to be approved or carried out; INT_NONE if there is none. Nothing is asked twice. */
static int64_t asked_by(const struct work *work, int64_t case_id, const char *action)
{
	for (size_t i = 0; i < work->facts->quotes.count; i++) {
		const struct quote *quote = &work->facts->quotes.items[i].row;
		if (quote->case_id == case_id && is_text(quote->action, action) &&
		    (is_text(quote->state, "asked") || is_text(quote->state, "approved")))
			return quote->act_id;
	}
	return INT_NONE;
}

static bool is_offered(const struct work *work, int64_t case_id, const char *action)
{
	for (size_t i = 0; i < work->facts->quotes.count; i++) {
		const struct quote *quote = &work->facts->quotes.items[i].row;
		if (quote->case_id == case_id && is_text(quote->action, action) && is_text(quote->state, "offered"))
			return true;
	}
	return false;
}

/* The price only: who asks for it, and who approves it, are people. */
static struct step_look begin_ask(struct work *work, struct fact_case_open *of, struct fact_case_step *step)
{
	const char *args[] = { "action", step->plan->what };
	struct act act = { .act_id = work_id(work), .kind = "ask", .case_id = of->row.case_id, .person_id = 0, .args = { args, 2 } };
	const char *words;
	bool is_refused;

	step->row.waits_on = of->row.desk;
	step->row.ref_id = asked_by(work, of->row.case_id, step->plan->what);
	if (step->row.ref_id != INT_NONE)
		return running();
	step->row.ref_id = act.act_id;
	words = quote_ask(work, of, &act, &is_refused);
	work->looked = &of->row;
	step->row.words = arena_printf(work->arena, "%s: %s", step_words(work, step->plan), words);
	return is_refused ? without(step->plan, words) : running();
}

static struct step_look begin_tell(struct work *work, struct fact_case_open *of, struct fact_case_step *step)
{
	bool is_refused;
	const struct telling telling = { step->plan->what, step->plan->told, INT_NONE };
	const char *words = tell_draft(work, of, &telling, &is_refused);

	work->looked = &of->row;
	if (is_refused)
		return without(step->plan, words);
	for (size_t i = 0; i < work->facts->letters.count; i++)
		if (work->facts->letters.items[i].row.case_id == of->row.case_id &&
		    is_text(work->facts->letters.items[i].row.state, "draft") &&
		    is_text(work->facts->letters.items[i].row.template, step->plan->what))
			step->row.ref_id = work->facts->letters.items[i].row.letter_id;
	step->row.words = words;
	step->row.waits_on = of->row.desk;
	return running();
}

static struct step_look begin_escalate(struct work *work, struct fact_case_open *of, struct fact_case_step *step)
{
	const struct policy_step *plan = step->plan;

	if (plan->to_desk[0])
		case_hand_over(work, of, plan->to_desk);
	if (plan->desk[0])
		step->row.ref_id = task_open(work, &of->row, plan->desk, plan->words, INSTANT_NONE);
	return over(plan, "");
}

static struct step_look begin_if(struct work *work, const struct policy_step *plan)
{
	bool holds = work_when(work, &plan->test);
	const char *go_on = holds ? plan->then : plan->other;

	return (struct step_look) { "done", holds ? "yes" : "no", go_on };
}

static struct step_look begin_kind(struct work *work, struct fact_case_open *of, struct fact_case_step *step)
{
	const struct policy_step *plan = step->plan;

	switch (plan->kind) {
	case STEP_TASK:
		step->row.waits_on = plan->desk;
		step->row.ref_id = task_open(work, &of->row, plan->desk, plan->words, step->row.due_at);
		return running();
	case STEP_WAIT:
		step->row.waits_on = waited_for(work, plan);
		return step_check(work, of, step);
	case STEP_ASK: return begin_ask(work, of, step);
	case STEP_EFFECT:
		step->row.waits_on = plan->target;
		step->row.ref_id = effect_of_step(work, &of->row, &step->row, plan->target, plan->effect_kind, plan->words, INT_NONE);
		return step_check(work, of, step);
	case STEP_TELL: return begin_tell(work, of, step);
	case STEP_IF: return begin_if(work, plan);
	case STEP_ESCALATE: return begin_escalate(work, of, step);
	case STEP_END: return (struct step_look) { "done", "", "end" };
	case STEP_TIMER: return step_check(work, of, step);
	case STEP_PARALLEL:
	case STEP_KINDS_: break;
	}
	return running();
}

struct step_look step_begin(struct work *work, struct fact_case_open *of, struct fact_case_step *step)
{
	const struct policy_step *plan = step->plan;

	work->looked = &of->row;
	if (!work_when(work, &plan->when))
		return (struct step_look) { "skipped", "not needed here", "" };
	step->row.started_at = work->at;
	step->row.until_at = term_at(work, &plan->limit);
	step->row.due_at = plan->due.is_set ? term_at(work, &plan->due) : step->row.until_at;
	step->row.words = step_words(work, plan);
	step->is_dirty = true;
	return begin_kind(work, of, step);
}

/* ---------------------------------------------------------------- over? */

static struct step_look check_task(struct work *work, struct fact_case_step *step)
{
	for (size_t i = 0; i < work->facts->tasks.count; i++) {
		const struct task *task = &work->facts->tasks.items[i].row;
		if (task->task_id != step->row.ref_id)
			continue;
		if (is_text(task->state, "cancelled"))
			return (struct step_look) { "skipped", "its task was cancelled", step->plan->then };
		if (!is_text(task->state, "done"))
			break;
		step->row.by_person = task->owner_id;
		return over(step->plan, "");
	}
	return running();
}

static struct step_look check_wait(struct work *work, struct fact_case_open *of, struct fact_case_step *step)
{
	if (step->plan->is_milestone ? milestone_done(work->facts, step->plan->what, of->row.disc) != NULL : step->row.ref_id != INT_NONE)
		return over(step->plan, "it came");
	return running();
}

static struct step_look check_ask(struct work *work, struct fact_case_open *of, struct fact_case_step *step)
{
	for (size_t i = 0; i < work->facts->quotes.count; i++) {
		const struct quote *quote = &work->facts->quotes.items[i].row;
		if (quote->case_id == of->row.case_id && is_text(quote->action, step->plan->what) && is_text(quote->state, "done") &&
		    (quote->act_id == step->row.ref_id || quote->quoted_at >= step->row.started_at))
			return over(step->plan, quote->label);
	}
	if (asked_by(work, of->row.case_id, step->plan->what) != INT_NONE || is_offered(work, of->row.case_id, step->plan->what))
		return running();
	return without(step->plan, "nobody took what was offered, or it was denied");
}

static struct step_look check_effect(struct work *work, struct fact_case_step *step)
{
	for (size_t i = 0; i < work->facts->effects.count; i++) {
		const struct effect *effect = &work->facts->effects.items[i].row;
		if (effect->effect_id != step->row.ref_id)
			continue;
		if (is_text(effect->state, "done"))
			return over(step->plan, effect->receipt);
		if (is_text(effect->state, "dead") || is_text(effect->state, "reconcile"))
			return (struct step_look) { "failed", effect->last_error[0] ? effect->last_error : effect->state, "" };
	}
	return running();
}

/* Is it released and still to go? Then it may be taken back. */
static bool is_letter_held(const struct work *work, const struct letter *letter)
{
	for (size_t i = 0; is_text(letter->state, "released") && i < work->facts->effects.count; i++) {
		const struct effect *effect = &work->facts->effects.items[i].row;
		if (effect->letter_id == letter->letter_id && is_text(effect->state, "ready"))
			return true;
	}
	return false;
}

/* A letter that is dropped is loaded no more. */
static struct step_look check_tell(struct work *work, struct fact_case_step *step)
{
	const struct fact_letter *of = letter_by_id(work->facts, step->row.ref_id);

	if (!of)
		return over(step->plan, "dropped");
	if (is_text(of->row.state, "draft") || is_letter_held(work, &of->row))
		return running();
	step->row.by_person = of->row.by_person;
	return over(step->plan, is_text(of->row.state, "dropped") ? "dropped" : "sent");
}

static struct step_look check_kind(struct work *work, struct fact_case_open *of, struct fact_case_step *step)
{
	switch (step->plan->kind) {
	case STEP_TASK: return check_task(work, step);
	case STEP_WAIT: return check_wait(work, of, step);
	case STEP_ASK: return check_ask(work, of, step);
	case STEP_EFFECT: return check_effect(work, step);
	case STEP_TELL: return check_tell(work, step);
	case STEP_TIMER:
	case STEP_IF:
	case STEP_PARALLEL:
	case STEP_ESCALATE:
	case STEP_END:
	case STEP_KINDS_: break;
	}
	return running();
}

struct step_look step_check(struct work *work, struct fact_case_open *of, struct fact_case_step *step)
{
	struct step_look look = check_kind(work, of, step);

	if ((!is_text(look.state, "running") && !is_text(look.state, "failed")) || step->row.until_at == INSTANT_NONE ||
	    step->row.until_at > work->at)
		return look;
	return step->plan->kind == STEP_TIMER ? over(step->plan, "") : without(step->plan, "its time was over");
}
