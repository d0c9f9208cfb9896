/* SPDX-License-Identifier: MIT */
/* An act is one statement; its hint is the next one, so that a full queue of notices never takes the act back. */
#include "command/act.h"

#include <string.h>
#include <time.h>

#include "pg/rows.h"

#define WAIT_STEP_NS (20 * 1000 * 1000L)

static const char act_call[] = "select code, words, act_id, id"
			       " from docket_do.act($1, $2::int, $3, $4::int[], $5::text[], $6, $7, $8)";

static void add_seen(const struct case_row *row, struct pg_params *params)
{
	struct str seen = { 0 };

	if (!row) {
		pg_params_null(params);
		return;
	}
	str_addf(&seen, "{%lld,%lld,%lld,%lld}", (long long)row->v_owner, (long long)row->v_state, (long long)row->v_money,
		 (long long)row->v_plan);
	pg_params_text(params, str_text(&seen));
	str_release(&seen);
}

static void add_args(const struct act_call *call, struct pg_params *params)
{
	struct rows args = { 0 };

	rows_begin(&args);
	for (size_t i = 0; i < call->arg_count; i++)
		rows_text(&args, call->args[i]);
	pg_params_span(params, rows_end(&args));
	rows_release(&args);
}

enum err act_send(struct session *session, const struct act_call *call, struct answer *out, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, call->kind);
	pg_params_i64(&params, call->tenant_id);
	if (call->case_id == INT_NONE)
		pg_params_null(&params);
	else
		pg_params_i64(&params, call->case_id);
	add_seen(call->seen, &params);
	add_args(call, &params);
	pg_params_text(&params, answer_new_key(&session->arena));
	pg_params_text(&params, call->badge);
	pg_params_text(&params, call->pin);
	err = answer_ask(session, act_call, &params, out, fault);
	pg_params_release(&params);
	if (!err)
		err = answer_check(out, call->what, fault);
	if (!err)
		session_hint(session);
	return err;
}

/* The engine's answer to an act: its words, or NULL while it has not folded it. */
static enum err ask_folded(struct session *session, int64_t tenant_id, int64_t act_id, const char *what,
			   const char **words, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	bool is_refused = false;
	enum err err;

	*words = NULL;
	pg_params_i64(&params, tenant_id);
	pg_params_i64(&params, act_id);
	err = pg_sync_sql(session->sync, "select state, answer from docket_read.act_answer"
			  " where tenant_id = $1 and act_id = $2", &params, &result, fault);
	pg_params_release(&params);
	if (!err && pg_result_rows(result) == 1 && strcmp(pg_result_text(result, 0, 0), "stored") != 0) {
		is_refused = strcmp(pg_result_text(result, 0, 0), "refused") == 0;
		*words = arena_str(&session->arena, pg_result_text(result, 0, 1));
	}
	pg_result_free(result);
	if (is_refused)
		return fault_set(fault, ERR_INVALID, what, "%s", **words ? *words : "the engine refused it");
	return err;
}

enum err act_wait(struct session *session, int64_t tenant_id, int64_t act_id, const char *what, const char **words,
		  struct fault *fault)
{
	const struct timespec step = { .tv_nsec = WAIT_STEP_NS };
	int64_t end = instant_monotonic_now() + ACT_WAIT_MOST_US;
	enum err err;

	for (;;) {
		err = ask_folded(session, tenant_id, act_id, what, words, fault);
		if (err || *words || instant_monotonic_now() >= end)
			return err;
		nanosleep(&step, NULL);
	}
}

enum err act_do(struct session *session, const struct act_call *call, const char **words, struct fault *fault)
{
	struct answer answer;
	enum err err = act_send(session, call, &answer, fault);

	if (err)
		return err;
	*words = NULL;
	if (answer.act_id != INT_NONE)
		err = act_wait(session, call->tenant_id, answer.act_id, call->what, words, fault);
	if (!err && !*words)
		*words = answer.act_id == INT_NONE ? answer.words : "stored; no engine has taken it up within 5 s";
	return err;
}
