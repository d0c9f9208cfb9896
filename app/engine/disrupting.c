/* SPDX-License-Identifier: MIT */
/* Passes, one after the other: look, read, group, store. */
#include "engine/disrupting.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/disruptpass.h"
#include "engine/lane.h"
#include "engine/ticker.h"
#include "pg/rows.h"

#define CASES_MOST 1000
#define REST_US    (100 * US_PER_MS) /* at least so long between two passes */
#define REST_TIMES 3                 /* and so many times as long as the last one took */
#define FAILED_US  (2 * US_PER_S)

struct ask {
	struct pass *pass;
	pass_reader *reader;
};

static void go(struct disrupting *disrupting);

static void release_pass(struct pass *pass)
{
	for (size_t i = 0; i < pass->all.count; i++)
		facts_release(&pass->all.items[i]->facts);
	map_release(&pass->cases);
	map_release(&pass->touched);
	vec_release(&pass->all);
	vec_release(&pass->due);
	vec_release(&pass->looked);
	vec_release(&pass->noted);
	vec_release(&pass->noted_cases);
	vec_release(&pass->news);
	vec_release(&pass->runs);
	refdata_drop(pass->refdata);
	arena_release(&pass->arena);
	mem_free(pass);
}

/* ---------------------------------------------------------------- the end */

/* Passes rest longer the more there is to look at, so that they never take the store from the work itself. A driven clock waits for them. */
static int64_t rest_us(const struct disrupting *disrupting, int64_t took_us)
{
	int64_t rest = took_us * REST_TIMES;

	if (disrupting->tenancy->timing.kind == TIMING_DRIVEN)
		return 0;
	return rest > REST_US ? rest : REST_US;
}

static void end_pass(struct pass *pass, bool is_again)
{
	struct disrupting *disrupting = pass->disrupting;

	int64_t now_us = loop_now_us(pass->tenancy->engine->loop);

	disrupting->pass = NULL;
	disrupting->is_due |= is_again;
	disrupting->next_us = now_us + (pass->is_failed ? FAILED_US : rest_us(disrupting, now_us - pass->began_us));
	release_pass(pass);
	go(disrupting);
}

static void go_on(struct pass *pass)
{
	if (pass->is_failed)
		end_pass(pass, true);
	else
		pass->next(pass);
}

static void on_answer(void *context, struct pg_result *result)
{
	struct ask *ask = context;
	struct pass *pass = ask->pass;
	struct fault fault = { 0 };

	pass->answers++;
	if (pg_result_err(result, &fault) != ERR_NONE) {
		if (fault.err != ERR_LINK && strcmp(fault.sqlstate, "DKSTL") != 0)
			log_fault("disruptions", &fault);
		pass->is_failed = true;
	} else if (!pass->is_failed && ask->reader && !ask->reader(pass, result)) {
		log_line(LOG_WARN, "disruptions", "what the store says of cases cannot be read");
		pass->is_failed = true;
	}
	if (pass->answers == pass->expected)
		go_on(pass);
}

void pass_ask(struct pass *pass, const char *statement, const struct pg_params *params, pass_reader *reader)
{
	struct ask *ask = arena_new(&pass->arena, 1, sizeof *ask);

	*ask = (struct ask) { pass, reader };
	if (lane_send(pass->tenancy->engine->lanes[LANE_GROUP], statement, params, on_answer, ask) == ERR_NONE) {
		pass->expected++;
		return;
	}
	pass->is_failed = true;
}

void pass_then(struct pass *pass, void (*next)(struct pass *pass))
{
	pass->next = next;
	if (pass->answers == pass->expected)
		go_on(pass);
}

const char *pass_text(const struct pg_result *result, int row, int column)
{
	return pg_result_is_null(result, row, column) ? "" : pg_result_text(result, row, column);
}

struct pass_case *pass_case(struct pass *pass, int64_t case_id)
{
	struct pass_case *of = map_get_id(&pass->cases, case_id);

	if (of)
		return of;
	of = arena_new(&pass->arena, 1, sizeof *of);
	of->case_id = case_id;
	of->in_rule = of->interface = "";
	*vec_push(&pass->all) = of;
	map_put_id(&pass->cases, case_id, of);
	return of;
}

void pass_touch(struct pass *pass, const char *rule, const char *cause)
{
	const char *key = arena_printf(&pass->arena, "%s\t%s", rule, cause);

	if (map_get(&pass->touched, span_of(key)))
		return;
	map_put(&pass->touched, span_of(key), (void *)(uintptr_t)key);
	*vec_push(&pass->looked) = (struct pass_cause) { rule, cause, NULL };
}

/* ---------------------------------------------------------------- store */

enum array {
	NEW_RULES, NEW_TITLES, NEW_CAUSES, NEW_ENDS, MOVE_CASES, MOVE_TO, MOVE_RULES, RUN_IDS, RUN_FIRST, RUN_LAST, RUN_REASONS, PILE_CASES, PILES, WHYS,
	UNTILS, DUE, ARRAY_COUNT
};

static const struct policy_disruption *rule_called(const struct pass *pass, const char *name)
{
	const struct policy_disruption *rule;

	for (size_t n = 0; (rule = disrupt_rule(pass->refdata->policy, n)); n++)
		if (strcmp(disrupt_rule_name(rule), name) == 0)
			return rule;
	return NULL;
}

/* The rule by which the case is in a disruption once this is stored; NULL if it is in none. */
static const struct policy_disruption *rule_of(const struct pass *pass, const struct pass_case *of)
{
	if (of->is_moved)
		return of->to_id == 0 ? NULL : disrupt_rule(pass->refdata->policy, of->moved_by);
	return of->disruption_id ? rule_called(pass, of->in_rule) : NULL;
}

static void add_case(struct pass *pass, struct pass_case *of, struct rows *rows)
{
	const struct policy_disruption *rule = rule_of(pass, of);

	if (of->is_moved) {
		rows_i64(&rows[MOVE_CASES], of->case_id);
		rows_i64(&rows[MOVE_TO], of->to_id);
		rows_text(&rows[MOVE_RULES], disrupt_rule_name(disrupt_rule(pass->refdata->policy, of->moved_by)));
	}
	if (of->is_known && rule) {
		struct disrupt_standing standing = disrupt_pile(&pass->step, rule, &of->facts, &of->row);
		rows_i64(&rows[PILE_CASES], of->case_id);
		rows_text(&rows[PILES], disrupt_pile_word(standing.pile));
		rows_text(&rows[WHYS], standing.why);
		rows_instant(&rows[UNTILS], standing.until);
	}
	if (of->disruption_id)
		rows_i64(&rows[DUE], of->disruption_id);
}

static void add_all(struct pass *pass, struct rows *rows)
{
	for (size_t i = 0; i < pass->news.count; i++) {
		const struct pass_new *fresh = &pass->news.items[i];
		rows_text(&rows[NEW_RULES], disrupt_rule_name(fresh->rule));
		rows_text(&rows[NEW_TITLES], disrupt_rule_title(fresh->rule));
		rows_text(&rows[NEW_CAUSES], fresh->cause);
		rows_i64(&rows[NEW_ENDS], disrupt_rule_ends_us(fresh->rule) / US_PER_S);
	}
	for (size_t i = 0; i < pass->runs.count; i++) {
		const struct pass_run *run = &pass->runs.items[i];
		rows_i64(&rows[RUN_IDS], run->run.disruption_id);
		rows_instant(&rows[RUN_FIRST], run->run.first_at);
		rows_instant(&rows[RUN_LAST], run->run.last_at);
		rows_text(&rows[RUN_REASONS], run->reason);
	}
	for (size_t i = 0; i < pass->all.count; i++)
		add_case(pass, pass->all.items[i], rows);
	for (size_t i = 0; i < pass->due.count; i++)
		rows_i64(&rows[DUE], pass->due.items[i]);
}

/* False: people did something to disruptions meanwhile, and all is looked at again. */
static bool read_stored(struct pass *pass, const struct pg_result *result)
{
	pass->is_refused = pg_result_rows(result) != 1 || !pg_result_bool(result, 0, 0);
	return true;
}

static void after_store(struct pass *pass)
{
	if (!pass->is_refused)
		ticker_wrote(pass->tenancy);
	end_pass(pass, true);
}

static void store(struct pass *pass)
{
	struct pg_params params = { 0 };
	struct rows rows[ARRAY_COUNT] = { 0 };

	for (size_t i = 0; i < ARRAY_COUNT; i++)
		rows_begin(&rows[i]);
	add_all(pass, rows);
	pg_params_i64(&params, pass->tenancy->id);
	pg_params_i64(&params, pass->tenancy->fence);
	pg_params_instant(&params, pass->step.now);
	pg_params_i64(&params, pass->seen);
	pg_params_i64(&params, pass->to);
	pg_params_i64(&params, policy_version(pass->refdata->policy));
	if (pass->scanned == INT_NONE)
		pg_params_null(&params);
	else
		pg_params_i64(&params, pass->scanned);
	for (size_t i = 0; i < ARRAY_COUNT; i++)
		pg_params_span(&params, rows_end(&rows[i]));
	pass_ask(pass, "engine_disrupt_store", &params, read_stored);
	pg_params_release(&params);
	for (size_t i = 0; i < ARRAY_COUNT; i++)
		rows_release(&rows[i]);
	pass_then(pass, after_store);
}

/* ---------------------------------------------------------------- the steps before */

static void after_rules(struct pass *pass)
{
	pass_ask_facts(pass);
	pass_then(pass, store);
}

static void after_notes(struct pass *pass)
{
	pass_group(pass, after_rules);
}

static void after_facts(struct pass *pass)
{
	pass_note_causes(pass);
	pass_then(pass, after_notes);
}

static void after_causes(struct pass *pass)
{
	pass_ask_facts(pass);
	pass_then(pass, after_facts);
}

static void after_look(struct pass *pass)
{
	if (pass->is_still && pass->due.count == 0) {
		end_pass(pass, false);
		return;
	}
	pass_ask_causes(pass);
	pass_then(pass, after_causes);
}

/* Columns: what, id, more, scanned. */
static bool read_look(struct pass *pass, const struct pg_result *result)
{
	for (int row = 0; row < pg_result_rows(result); row++) {
		const char *what = pg_result_text(result, row, 0);
		int64_t id = pg_result_i64(result, row, 1, 0);
		if (strcmp(what, "case") == 0) {
			pass_case(pass, id);
		} else if (strcmp(what, "due") == 0) {
			*vec_push(&pass->due) = id;
		} else {
			pass->is_still = strcmp(what, "still") == 0;
			pass->is_scan = strcmp(what, "scan") == 0;
			pass->seen = id;
			pass->to = pg_result_i64(result, row, 2, 0);
			pass->scanned = pg_result_i64(result, row, 3, INT_NONE);
		}
	}
	return true;
}

static void begin(struct disrupting *disrupting)
{
	struct tenancy *tenancy = disrupting->tenancy;
	struct pass *pass = mem_new(1, sizeof *pass);
	struct pg_params params = { 0 };

	pass->disrupting = disrupting;
	pass->tenancy = tenancy;
	pass->refdata = refdata_hold(tenancy->refdata);
	pass->began_us = loop_now_us(tenancy->engine->loop);
	pass->step = (struct rules_step) {
		.policy = pass->refdata->policy,
		.reference = &pass->refdata->reference,
		.arena = &pass->arena,
		.now = tenancy_now(tenancy),
		.server_now = engine_server_now(tenancy->engine),
	};
	disrupting->pass = pass;
	disrupting->is_due = false;
	pg_params_i64(&params, tenancy->id);
	pg_params_i64(&params, policy_version(pass->refdata->policy));
	pg_params_instant(&params, pass->step.now);
	pg_params_i64(&params, CASES_MOST);
	pass_ask(pass, "engine_disrupt_look", &params, read_look);
	pg_params_release(&params);
	pass_then(pass, after_look);
}

static void go(struct disrupting *disrupting)
{
	struct tenancy *tenancy = disrupting->tenancy;
	struct engine *engine = tenancy->engine;
	int64_t wait_us = disrupting->next_us - loop_now_us(engine->loop);

	if (disrupting->pass || !disrupting->is_due || engine->is_ending || !tenancy_is_ours(tenancy) || !tenancy->refdata || !tenancy->refdata->policy ||
	    tenancy_now(tenancy) == INSTANT_NONE || !lane_is_up(engine->lanes[LANE_GROUP]))
		return;
	if (wait_us > 0)
		loop_timer_start(disrupting->timer, wait_us, 0);
	else
		begin(disrupting);
}

static void on_timer(void *context)
{
	go(context);
}

struct disrupting *disrupting_new(struct tenancy *tenancy)
{
	struct disrupting *disrupting = mem_new(1, sizeof *disrupting);

	disrupting->tenancy = tenancy;
	disrupting->timer = loop_timer_new(tenancy->engine->loop, on_timer, disrupting);
	return disrupting;
}

void disrupting_free(struct disrupting *disrupting)
{
	if (!disrupting)
		return;
	if (disrupting->pass)
		release_pass(disrupting->pass);
	loop_timer_free(disrupting->timer);
	mem_free(disrupting);
}

void disrupting_look(struct tenancy *tenancy)
{
	tenancy->disrupting->is_due = true;
	go(tenancy->disrupting);
}
