/* SPDX-License-Identifier: MIT */
/* What a pass must know of cases: where they are, what they are known by, and their facts. */
#include "engine/disruptpass.h"

#include <string.h>

#include "engine/rowio.h"
#include "pg/rows.h"
#include "table/stored_rows.h"

/* ---------------------------------------------------------------- causes */

/* Columns: case_id, rule, cause, disruption_id, its rule. */
static bool read_causes(struct pass *pass, const struct pg_result *result)
{
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct pass_case *of = pass_case(pass, pg_result_i64(result, row, 0, 0));
		if (!pg_result_is_null(result, row, 1)) {
			struct pass_cause *cause = arena_new(&pass->arena, 1, sizeof *cause);
			*cause = (struct pass_cause) { arena_str(&pass->arena, pass_text(result, row, 1)),
						       arena_str(&pass->arena, pass_text(result, row, 2)), of->causes };
			of->causes = cause;
		}
		of->disruption_id = pg_result_i64(result, row, 3, 0);
		of->in_rule = arena_str(&pass->arena, pass_text(result, row, 4));
	}
	return true;
}

static void add_ids(struct pg_params *params, const struct pass *pass, struct rows *ids)
{
	rows_begin(ids);
	for (size_t i = 0; i < pass->all.count; i++)
		rows_i64(ids, pass->all.items[i]->case_id);
	pg_params_span(params, rows_end(ids));
}

void pass_ask_causes(struct pass *pass)
{
	struct pg_params params = { 0 };
	struct rows cases = { 0 }, due = { 0 };

	pg_params_i64(&params, pass->tenancy->id);
	add_ids(&params, pass, &cases);
	rows_begin(&due);
	for (size_t i = 0; i < pass->due.count; i++)
		rows_i64(&due, pass->due.items[i]);
	pg_params_span(&params, rows_end(&due));
	pass_ask(pass, "engine_disrupt_causes", &params, read_causes);
	pg_params_release(&params);
	rows_release(&cases);
	rows_release(&due);
}

/* ---------------------------------------------------------------- facts */

/* Conditions ask how late it is of the milestones; the case knows as much as is needed here. */
static void know_eta(struct pass_case *of)
{
	struct fact_milestone *milestone;

	if (of->row.eta_at == INSTANT_NONE)
		return;
	milestone = vec_push(&of->facts.milestones);
	row_init(&row_stored_milestone, &milestone->row);
	milestone->row.code = "deliver";
	milestone->row.stop = 0;
	milestone->row.estimated_at = of->row.eta_at;
	milestone->row.estimated_known = of->row.opened_at;
}

static bool read_facts(struct pass *pass, const struct pg_result *result)
{
	int subject_at = (int)row_stored_case_open.column_count, interface_at = subject_at + (int)row_stored_subject.column_count;
	struct fault fault = { 0 };

	for (int row = 0; row < pg_result_rows(result); row++) {
		struct pass_case *of = pass_case(pass, pg_result_i64(result, row, 1, 0));
		if (rowio_read(&row_stored_case_open, result, row, 0, &of->row, &pass->arena, &fault) != ERR_NONE ||
		    rowio_read(&row_stored_subject, result, row, subject_at, &of->facts.subject, &pass->arena, &fault) != ERR_NONE)
			return false;
		of->interface = arena_str(&pass->arena, pass_text(result, row, interface_at));
		of->is_known = true;
		know_eta(of);
	}
	return true;
}

void pass_ask_facts(struct pass *pass)
{
	struct pg_params params = { 0 };
	struct rows ids = { 0 };

	rows_begin(&ids);
	for (size_t i = 0; i < pass->all.count; i++)
		if (!pass->all.items[i]->is_asked) {
			rows_i64(&ids, pass->all.items[i]->case_id);
			pass->all.items[i]->is_asked = true;
		}
	if (ids.count > 0) {
		pg_params_i64(&params, pass->tenancy->id);
		pg_params_span(&params, rows_end(&ids));
		pass_ask(pass, "engine_disrupt_facts", &params, read_facts);
	}
	pg_params_release(&params);
	rows_release(&ids);
}

/* ---------------------------------------------------------------- what is new */

static bool is_noted(const struct pass_case *of, const char *rule)
{
	for (const struct pass_cause *cause = of->causes; cause; cause = cause->next)
		if (strcmp(cause->rule, rule) == 0)
			return true;
	return false;
}

static void find_causes(struct pass *pass, struct pass_case *of)
{
	const struct policy_disruption *rule;

	for (size_t n = 0; (rule = disrupt_rule(pass->refdata->policy, n)); n++) {
		const char *cause = is_noted(of, disrupt_rule_name(rule)) ? NULL : disrupt_cause(&pass->step, rule, &of->facts, &of->row, of->interface);
		if (!cause)
			continue;
		*vec_push(&pass->noted) = (struct pass_cause) { disrupt_rule_name(rule), cause, NULL };
		*vec_push(&pass->noted_cases) = of->case_id;
		pass_touch(pass, disrupt_rule_name(rule), cause);
	}
	for (const struct pass_cause *cause = of->causes; pass->is_scan && cause; cause = cause->next)
		pass_touch(pass, cause->rule, cause->cause);
}

void pass_note_causes(struct pass *pass)
{
	struct pg_params params = { 0 };
	struct rows cases = { 0 }, rules = { 0 }, causes = { 0 };

	for (size_t i = 0; i < pass->all.count; i++)
		if (pass->all.items[i]->is_known)
			find_causes(pass, pass->all.items[i]);
	if (pass->noted.count == 0)
		return;
	rows_begin(&cases);
	rows_begin(&rules);
	rows_begin(&causes);
	for (size_t i = 0; i < pass->noted.count; i++) {
		rows_i64(&cases, pass->noted_cases.items[i]);
		rows_text(&rules, pass->noted.items[i].rule);
		rows_text(&causes, pass->noted.items[i].cause);
	}
	pg_params_i64(&params, pass->tenancy->id);
	pg_params_i64(&params, pass->tenancy->fence);
	pg_params_span(&params, rows_end(&cases));
	pg_params_span(&params, rows_end(&rules));
	pg_params_span(&params, rows_end(&causes));
	pass_ask(pass, "engine_disrupt_note", &params, NULL);
	pg_params_release(&params);
	rows_release(&cases);
	rows_release(&rules);
	rows_release(&causes);
}
