/* SPDX-License-Identifier: MIT */
/* What follows decisions: effects of what was approved; requests that lapse, in words, when their
 * case or the freight moved on; approvals that nobody decided go up a level, then run out. */
#include "rules/work.h"

#include <string.h>

#define LEVELS_ALONE 2 /* where no moment is known after which it is too late: so often the same person is asked */

static bool is_open_quote(const struct quote *quote)
{
	return is_text(quote->state, "offered") || is_text(quote->state, "asked");
}

static void lapse_approvals(struct work *work, int64_t quote_id, const char *state, const char *why)
{
	for (size_t i = 0; i < work->facts->approvals.count; i++) {
		struct fact_approval *of = &work->facts->approvals.items[i];
		if (of->row.quote_id != quote_id || !is_text(of->row.state, "waiting"))
			continue;
		of->row.state = state;
		of->row.reason = why;
		of->row.decided_at = work->at;
		of->is_dirty = true;
		work_audit(work, arena_printf(work->arena, "approval %s", state), "approval",
			   of->row.approval_id, of->row.case_id, "reason", why, (const char *)NULL);
	}
}

/* Why a request makes no sense any more; NULL if it still does. */
static const char *moot(struct work *work, const struct quote *quote)
{
	const struct fact_case_open *c = case_by_id(work->facts, quote->case_id);
	const struct policy_action *action = policy_action_find(work->policy, quote->action);

	if (!c || !is_case_live(c->row.state) || is_text(c->row.state, "cleared"))
		return "the case cleared before anybody decided";
	if (!action)
		return "policy no longer knows the action";
	if (*quote->override) /* the phase is what was set aside */
		return NULL;
	for (size_t i = 0; i < action->phases.count; i++)
		if (is_text(action->phases.items[i], work->facts->subject.phase))
			return NULL;
	if (action->phases.count == 0)
		return NULL;
	return arena_printf(work->arena, "the freight moved on: %s", whereabouts_of(work).words);
}

static void carry_out(struct work *work, struct fact_quote *of)
{
	struct fact_case_open *c = case_by_id(work->facts, of->row.case_id);

	if (!c)
		return;
	work->looked = &c->row;
	effects_of_quote(work, c, &of->row);
	of->row.state = "done";
	of->is_dirty = true;
	c->row.next_act = arena_printf(work->arena, "watch: %s", of->row.label);
	c->row.waiting_on = of->row.payee;
	c->is_dirty = true;
	clock_stop(work, c->row.case_id, "respond");
	work_audit(work, "action carried out", "quote", of->row.quote_id, c->row.case_id, "action",
		   of->row.action, "option", of->row.label, "cost",
		   wording_money(work, of->row.amount_minor, of->row.currency), (const char *)NULL);
}

void approve_settle(struct work *work)
{
	for (size_t i = 0; i < work->facts->quotes.count; i++) {
		struct fact_quote *of = &work->facts->quotes.items[i];
		const char *why;
		if (is_text(of->row.state, "approved")) {
			carry_out(work, of);
			continue;
		}
		why = is_open_quote(&of->row) ? moot(work, &of->row) : NULL;
		if (!why)
			continue;
		of->row.state = "lapsed";
		of->is_dirty = true;
		lapse_approvals(work, of->row.quote_id, "lapsed", why);
	}
	work->looked = NULL;
}

int64_t approve_due(const struct facts *facts)
{
	int64_t due = INSTANT_NONE;

	for (size_t i = 0; i < facts->approvals.count; i++)
		if (is_text(facts->approvals.items[i].row.state, "waiting"))
			due = instant_sooner(due, facts->approvals.items[i].row.due_at);
	return due;
}

static struct fact_quote *quote_by_id(struct facts *facts, int64_t quote_id)
{
	for (size_t i = 0; i < facts->quotes.count; i++)
		if (facts->quotes.items[i].row.quote_id == quote_id)
			return &facts->quotes.items[i];
	return NULL;
}

/* How long an approver has, by the rule of the action; half an hour without one. */
static int64_t approve_us(const struct work *work, const char *action)
{
	for (size_t i = 0; i < work->policy->action_rules.count; i++)
		if (is_text(work->policy->action_rules.items[i].action, action))
			return work->policy->action_rules.items[i].approve_s * US_PER_S;
	return 30 * US_PER_MIN;
}

/* Is there a time left in which a decision would help? */
static bool has_time(const struct work *work, const struct approval *row, const struct quote *quote)
{
	if (!quote || quote->expires_at <= work->step->server_now)
		return false;
	return row->last_at == INSTANT_NONE ? row->next_id != INT_NONE || row->level < LEVELS_ALONE : work->at < row->last_at;
}

static void note_told(struct work *work, struct approval *row)
{
	const char **items = arena_new(work->arena, row->told.count + 1, sizeof *items);
	size_t length = strcspn(row->next_words, " ");

	for (size_t i = 0; i < row->told.count; i++)
		items[i] = row->told.items[i];
	items[row->told.count] = arena_text(work->arena, row->next_words, length);
	row->told = (struct texts) { items, row->told.count + 1 };
	row->to_id = row->next_id;
	row->to_words = row->next_words;
	row->next_id = INT_NONE;
}

/* To who decides for the one asked, who is on call, the next level: the store names her. Where nobody is left it stays, to the last moment. */
static void go_up(struct work *work, struct approval *row, const struct quote *quote)
{
	bool is_left = row->next_id != INT_NONE;
	const char *from = row->to_words;

	if (is_left)
		note_told(work, row);
	row->level++;
	row->due_at = is_left || row->last_at == INSTANT_NONE ? work->at + approve_us(work, quote->action) : row->last_at;
	if (row->last_at != INSTANT_NONE && row->due_at > row->last_at)
		row->due_at = row->last_at;
	work_audit(work, is_left ? "approval goes up a level" : "approval waits, nobody else may decide it", "approval", row->approval_id,
		   row->case_id, "level", arena_printf(work->arena, "%lld", (long long)row->level), "from", from, "to", row->to_words,
		   (const char *)NULL);
}

static void run_out(struct work *work, struct fact_approval *of)
{
	struct fact_quote *quote = quote_by_id(work->facts, of->row.quote_id);

	of->is_dirty = true;
	if (has_time(work, &of->row, quote ? &quote->row : NULL)) {
		go_up(work, &of->row, &quote->row);
		return;
	}
	if (quote && is_open_quote(&quote->row)) {
		quote->row.state = "expired";
		quote->is_dirty = true;
	}
	lapse_approvals(work, of->row.quote_id, "expired",
			of->row.needed > 1 ? arena_printf(work->arena, "%lld of %lld said yes in time", (long long)of->row.given,
							  (long long)of->row.needed)
					   : "nobody decided in time");
}

void approve_fire(struct work *work)
{
	for (size_t i = 0; i < work->facts->approvals.count; i++) {
		struct fact_approval *of = &work->facts->approvals.items[i];
		if (is_text(of->row.state, "waiting") && of->row.due_at != INSTANT_NONE &&
		    of->row.due_at <= work->at)
			run_out(work, of);
	}
}
