/* SPDX-License-Identifier: MIT */
/* Groups the cases of a pass by one rule after the other: what an earlier rule takes is not there for a later one, and causes by later
 * rules of whatever moved are looked at too. */
#include "engine/disruptpass.h"

#include <string.h>

#include "pg/rows.h"

static void go_on(struct pass *pass);

/* Columns of engine_disrupt_candidates. */
enum { COL_CAUSE, COL_CASE, COL_AT, COL_DISRUPTION, COL_IN_RULE, COL_HOW, COL_WORKED, COL_OPEN, COL_OTHERS };

/* A candidate, and where it is now whatever the rule may do about that. */
struct seat {
	int64_t disruption_id;
	const char *in_rule;
	struct span others;
};

/* The candidates of one cause. */
struct group {
	const char *cause;
	VEC(struct disrupt_candidate) candidates;
	struct map seats; /* case_id -> struct seat * */
	struct disrupt_runs runs;
};

static const struct policy_disruption *rule_now(const struct pass *pass)
{
	return disrupt_rule(pass->refdata->policy, pass->rule);
}

static bool is_before(const struct pass *pass, const char *rule_name)
{
	for (size_t n = 0; n < pass->rule; n++)
		if (strcmp(disrupt_rule_name(disrupt_rule(pass->refdata->policy, n)), rule_name) == 0)
			return true;
	return false;
}

/* Does a rule that comes first have it? What moved in this pass is where it was moved to. */
static bool is_taken(const struct pass *pass, const struct pg_result *result, int row)
{
	const struct pass_case *of = map_get_id(&pass->cases, pg_result_i64(result, row, COL_CASE, 0));

	if (of && of->is_moved)
		return of->to_id != 0;
	return strcmp(pass_text(result, row, COL_HOW), "merge") != 0 && is_before(pass, pass_text(result, row, COL_IN_RULE));
}

static void add_candidate(struct pass *pass, struct group *group, const struct pg_result *result, int row)
{
	struct disrupt_candidate *candidate;
	const char *in_rule = pass_text(result, row, COL_IN_RULE);
	bool is_mine = strcmp(in_rule, disrupt_rule_name(rule_now(pass))) == 0 || strcmp(pass_text(result, row, COL_HOW), "merge") == 0;
	struct seat *seat;

	if (is_taken(pass, result, row))
		return;
	seat = arena_new(&pass->arena, 1, sizeof *seat);
	*seat = (struct seat) { pg_result_i64(result, row, COL_DISRUPTION, 0), in_rule, pg_result_span(result, row, COL_OTHERS) };
	candidate = vec_push(&group->candidates);
	*candidate = (struct disrupt_candidate) {
		.case_id = pg_result_i64(result, row, COL_CASE, 0),
		.at = pg_result_instant(result, row, COL_AT),
		.disruption_id = is_mine ? seat->disruption_id : 0,
		.is_worked = is_mine && pg_result_bool(result, row, COL_WORKED),
		.is_open = pg_result_bool(result, row, COL_OPEN),
	};
	map_put_id(&group->seats, candidate->case_id, seat);
}

/* Later rules lose a case, or get one back. */
static void touch_others(struct pass *pass, struct span others)
{
	struct str name = { 0 }, cause = { 0 };
	size_t place = 0;
	bool is_null;

	while (rows_next(others, &place, &name, &is_null) == ERR_NONE && rows_next(others, &place, &cause, &is_null) == ERR_NONE)
		if (!is_before(pass, str_text(&name)))
			pass_touch(pass, arena_str(&pass->arena, str_text(&name)), arena_str(&pass->arena, str_text(&cause)));
	str_release(&name);
	str_release(&cause);
}

/* Where it goes is numbered over all rules of the pass. */
static bool move(struct pass *pass, const struct group *group, const struct disrupt_candidate *candidate, int64_t news_before)
{
	const struct seat *seat = map_get_id(&group->seats, candidate->case_id);
	int64_t to_id = candidate->to_id < 0 ? candidate->to_id - news_before : candidate->to_id;
	struct pass_case *of;

	if (to_id == seat->disruption_id || (to_id == 0 && candidate->disruption_id == 0))
		return false;
	of = pass_case(pass, candidate->case_id);
	of->is_moved = true;
	of->moved_by = pass->rule;
	of->to_id = to_id;
	touch_others(pass, seat->others);
	return true;
}

static void keep_runs(struct pass *pass, struct group *group, int64_t news_before)
{
	const char *zone = pass->refdata->reference.tenant.zone;

	for (size_t i = 0; i < group->runs.count; i++) {
		struct pass_run *of = vec_push(&pass->runs);
		of->run = group->runs.items[i];
		of->reason = disrupt_reason(&pass->step, rule_now(pass), group->cause, &of->run, zone);
		if (of->run.disruption_id < 0) {
			of->run.disruption_id -= news_before;
			*vec_push(&pass->news) = (struct pass_new) { rule_now(pass), group->cause };
		}
	}
}

static void decide(struct pass *pass, struct group *group)
{
	int64_t news_before = (int64_t)pass->news.count;
	bool has_moved = false;

	group->runs.count = 0;
	disrupt_group(rule_now(pass), group->candidates.items, group->candidates.count, &group->runs);
	for (size_t i = 0; i < group->candidates.count; i++)
		has_moved |= move(pass, group, &group->candidates.items[i], news_before);
	if (has_moved)
		keep_runs(pass, group, news_before);
	group->candidates.count = 0;
	map_release(&group->seats);
}

static bool read_candidates(struct pass *pass, const struct pg_result *result)
{
	struct group group = { 0 };

	for (int row = 0; row < pg_result_rows(result); row++) {
		const char *cause = pass_text(result, row, COL_CAUSE);
		if (group.cause && strcmp(group.cause, cause) != 0)
			decide(pass, &group);
		group.cause = arena_str(&pass->arena, cause);
		add_candidate(pass, &group, result, row);
	}
	if (group.cause)
		decide(pass, &group);
	vec_release(&group.candidates);
	vec_release(&group.runs);
	return true;
}

static size_t ask_candidates(struct pass *pass, const char *name)
{
	struct pg_params params = { 0 };
	struct rows causes = { 0 };
	size_t count;

	rows_begin(&causes);
	for (size_t i = 0; i < pass->looked.count; i++)
		if (strcmp(pass->looked.items[i].rule, name) == 0)
			rows_text(&causes, pass->looked.items[i].cause);
	count = causes.count;
	if (count > 0) {
		pg_params_i64(&params, pass->tenancy->id);
		pg_params_text(&params, name);
		pg_params_span(&params, rows_end(&causes));
		pass_ask(pass, "engine_disrupt_candidates", &params, read_candidates);
	}
	pg_params_release(&params);
	rows_release(&causes);
	return count;
}

static void after_rule(struct pass *pass)
{
	pass->rule++;
	go_on(pass);
}

/* To the next rule that has something to look at. */
static void go_on(struct pass *pass)
{
	while (rule_now(pass) && ask_candidates(pass, disrupt_rule_name(rule_now(pass))) == 0)
		pass->rule++;
	pass_then(pass, rule_now(pass) ? after_rule : pass->after_rules);
}

void pass_group(struct pass *pass, void (*then)(struct pass *pass))
{
	pass->rule = 0;
	pass->after_rules = then;
	go_on(pass);
}
