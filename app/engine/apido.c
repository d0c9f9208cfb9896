/* SPDX-License-Identifier: MIT */
/* Calls that act: the functions of docket_do, then a short wait for what the engine makes of it. */
#include "engine/apicall.h"

#include <string.h>

#include "base/instant.h"
#include "codec/row_json.h"
#include "engine/lane.h"
#include "pg/rows.h"
#include "verb/answer_code.h"

#define KEY_LEAST 8
#define KEY_MOST 100
#define BUSY_TRIES 10
#define BUSY_PAUSE_US (50 * US_PER_MS)
#define FIRST_PAUSE_US (10 * US_PER_MS)
#define PAUSE_MOST_US (250 * US_PER_MS)

/* --- what a call says --- */

static enum err check_key(struct api_call *call, struct fault *fault)
{
	const char *key = http_request_header(call->request, "idempotency-key");
	size_t length = key ? strlen(key) : 0;

	if (length < KEY_LEAST || length > KEY_MOST || body_check_text("Idempotency-Key", key, KEY_MOST, fault)) {
		fault_set(fault, ERR_SYNTAX, "Idempotency-Key", "an act has a key of its own, of %d to %d characters", KEY_LEAST, KEY_MOST);
		fault_help(fault, "the same key again is the same act, however often it is sent");
		return ERR_SYNTAX;
	}
	call->client_key = arena_str(&call->arena, key);
	return ERR_NONE;
}

static enum err check_verb(struct api_call *call, struct fault *fault)
{
	const char *name = call->match.route->id == ROUTE_NEW ? "new" : call->match.values[1];
	const char *nearest;

	call->verb = verb_find(verb_acts, name);
	if (call->verb && (call->match.route->id == ROUTE_NEW || (call->verb->needs & NEEDS_CASE)))
		return ERR_NONE;
	nearest = verb_nearest(verb_acts, name);
	fault_set(fault, ERR_NOT_FOUND, name, "there is no such act on a case");
	if (nearest)
		fault_help(fault, "did you mean %s?", nearest);
	return ERR_NOT_FOUND;
}

enum err apido_check(struct api_call *call, struct fault *fault)
{
	enum err err = apiread_check(call, fault);

	if (!err && call->match.route->body == BODY_ACT)
		err = check_verb(call, fault);
	if (!err)
		err = check_key(call, fault);
	if (!err && call->match.route->body == BODY_ACT)
		err = body_read_act(call->verb, http_request_body(call->request), &call->arena, &call->act, fault);
	else if (!err)
		err = body_read_request(http_request_body(call->request), &call->arena, &call->quote, fault);
	return err;
}

/* --- what became of an act --- */

static void on_poll(void *context);

static void pause_then(struct api_call *call, int64_t pause_us)
{
	if (!call->timer)
		call->timer = loop_timer_new(apicall_loop(call), on_poll, call);
	loop_timer_start(call->timer, pause_us, 0);
}

/* An act that nobody has folded is told by where to ask for it. */
static void write_act(struct api_call *call, const struct act_answer_row *act, const struct api_rows *quotes)
{
	bool is_later = call->match.route->body != BODY_NONE && strcmp(act->state, "stored") == 0;
	struct str json = { 0 };
	struct json_writer writer = jsonw_on(&json);
	const char *place = arena_printf(&call->arena, "/v1/acts/%lld", (long long)act->act_id);

	jsonw_open(&writer, NULL);
	row_json_write(&writer, row_shown_act_answer.name, &row_shown_act_answer, act);
	if (quotes) {
		jsonw_open_array(&writer, row_shown_quote_shown.name);
		for (size_t i = 0; i < quotes->count; i++)
			row_json_write(&writer, NULL, &row_shown_quote_shown, (const struct quote_shown_row *)quotes->rows + i);
		jsonw_close(&writer);
	}
	jsonw_close(&writer);
	apicall_answer(call, is_later ? 202 : 200, &json, is_later ? place : NULL);
	str_release(&json);
}

static void on_quotes(struct api_call *call, struct pg_result *result, void *about)
{
	struct api_rows quotes;

	if (apicall_rows(call, &row_shown_quote_shown, result, &quotes))
		write_act(call, about, &quotes);
}

static void ask_quotes(struct api_call *call, struct act_answer_row *act)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, act->tenant_id);
	pg_params_i64(&params, act->case_id);
	pg_params_i64(&params, act->act_id);
	apicall_select(call, &row_shown_quote_shown, NULL, "where tenant_id = $1 and case_id = $2 and act_id = $3 order by option_no",
		       &params, on_quotes, act);
	pg_params_release(&params);
}

static void tell(struct api_call *call, struct act_answer_row *act)
{
	bool is_ours = call->match.route->body != BODY_NONE;

	if (is_ours && strcmp(act->state, "stored") == 0 && loop_now_us(apicall_loop(call)) < call->until_us) {
		pause_then(call, call->pause_us);
		call->pause_us = call->pause_us * 2 < PAUSE_MOST_US ? call->pause_us * 2 : PAUSE_MOST_US;
	} else if (is_ours && strcmp(act->state, "refused") == 0) {
		apicall_refuse(call, ERR_INVALID, act->kind, act->answer[0] ? act->answer : "the engine refused it", "");
	} else if (strcmp(act->kind, "ask") == 0 && act->case_id != INT_NONE) {
		ask_quotes(call, act);
	} else {
		write_act(call, act, NULL);
	}
}

static void on_act(struct api_call *call, struct pg_result *result, void *about)
{
	struct api_rows rows;

	(void)about;
	if (!apicall_rows(call, &row_shown_act_answer, result, &rows))
		return;
	if (rows.count == 1)
		tell(call, rows.rows);
	else if (rows.count == 0)
		apicall_refuse(call, ERR_NOT_FOUND, "the act", "this program may see none of this number", "");
	else
		apicall_refuse(call, ERR_INVALID, "the act", "acts of several clients have this number", "say which with ?tenant=");
}

void apido_show(struct api_call *call)
{
	struct pg_params params = { 0 };
	bool is_ours = call->act_id != INT_NONE;

	pg_params_i64(&params, is_ours ? call->act_id : call->number);
	if (is_ours)
		pg_params_i64(&params, call->found.tenant_id);
	else
		pg_params_text(&params, call->tenant);
	apicall_select(call, &row_shown_act_answer, NULL,
		       is_ours ? "where act_id = $1 and tenant_id = $2"
			       : "where act_id = $1 and ($2::text is null or tenant_id in (select tenant_id from docket_read.me"
				 " where tenant = $2)) limit 3",
		       &params, on_act, NULL);
	pg_params_release(&params);
}

/* --- the act --- */

static void send_act(struct api_call *call);

static void on_poll(void *context)
{
	struct api_call *call = context;

	if (call->act_id != INT_NONE)
		apido_show(call);
	else
		send_act(call);
	apicall_settle(call);
}

static void nothing(struct api_call *call, struct pg_result *result, void *about)
{
	(void)call, (void)result, (void)about;
}

/* The engines are told by a statement of its own, so that a full queue of notices never takes the act back. */
static void on_done(struct api_call *call, struct pg_result *result)
{
	call->act_id = pg_result_i64(result, 0, 2, INT_NONE);
	call->until_us = loop_now_us(apicall_loop(call)) + apicall_wait_us(call);
	call->pause_us = FIRST_PAUSE_US;
	apicall_ask(call, "select pg_notify('docket_engine', 'act')", NULL, nothing, NULL);
	apido_show(call);
}

static void on_answered(struct api_call *call, struct pg_result *result, void *about)
{
	const char *code = pg_result_rows(result) == 1 ? pg_result_text(result, 0, 0) : NULL;
	const char *words = code ? pg_result_text(result, 0, 1) : NULL;
	enum err err = answer_code_err(code ? code : "");

	(void)about;
	if (err == ERR_NONE)
		on_done(call, result);
	else if (err == ERR_BUSY && ++call->tries < BUSY_TRIES)
		pause_then(call, BUSY_PAUSE_US);
	else
		apicall_refuse(call, err, call->verb ? call->verb->name : "request", words && *words ? words : err_words(err), "");
}

static void add_args(struct api_call *call, struct pg_params *params)
{
	struct rows args = { 0 };

	rows_begin(&args);
	for (size_t i = 0; i < call->act.arg_count; i++)
		rows_text(&args, call->act.args[i]);
	pg_params_span(params, rows_end(&args));
	rows_release(&args);
}

static void call_act(struct api_call *call)
{
	struct pg_params params = { 0 };

	pg_params_text(&params, call->verb->act);
	pg_params_i64(&params, call->found.tenant_id);
	if (call->found.case_id == INT_NONE)
		pg_params_null(&params);
	else
		pg_params_i64(&params, call->found.case_id);
	pg_params_text(&params, call->act.seen);
	add_args(call, &params);
	pg_params_text(&params, call->client_key);
	apicall_ask(call, "select code, words, act_id, id from docket_do.act($1, $2::int, $3, $4::int[], $5::text[], $6)", &params,
		    on_answered, NULL);
	pg_params_release(&params);
}

static void call_request(struct api_call *call)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, call->found.tenant_id);
	pg_params_i64(&params, call->quote.quote_id);
	pg_params_text(&params, call->quote.digest);
	pg_params_text(&params, call->quote.words);
	pg_params_text(&params, call->client_key);
	apicall_ask(call, "select code, words, act_id, id from docket_do.request($1::int, $2, $3, $4, $5)", &params, on_answered, NULL);
	pg_params_release(&params);
}

static void send_act(struct api_call *call)
{
	if (call->match.route->body == BODY_REQUEST)
		call_request(call);
	else
		call_act(call);
}

/* The path names a case: a quote of another one is none of it. */
static void on_quote(struct api_call *call, struct pg_result *result, void *about)
{
	(void)about;
	if (pg_result_rows(result) == 1)
		call_request(call);
	else
		apicall_refuse(call, ERR_NOT_FOUND, "the quote", "this case has none of this number", "GET the case lists them as quote_shown");
}

static void check_quote(struct api_call *call)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, call->found.tenant_id);
	pg_params_i64(&params, call->found.case_id);
	pg_params_i64(&params, call->quote.quote_id);
	apicall_ask(call, "select 1 from docket_read.case_quote where tenant_id = $1 and case_id = $2 and quote_id = $3", &params,
		    on_quote, NULL);
	pg_params_release(&params);
}

/* Columns: tenant_id, tenant; one row if it is clear for which client. */
static void on_client(struct api_call *call, struct pg_result *result, void *about)
{
	(void)about;
	if (pg_result_rows(result) == 1) {
		call->found = (struct api_case){ pg_result_i64(result, 0, 0, 0), INT_NONE, NULL };
		send_act(call);
	} else if (pg_result_rows(result) == 0) {
		apicall_refuse(call, ERR_NOT_FOUND, call->tenant ? call->tenant : "this program", "it works for no such client",
			       "GET /v1/me lists where it works");
	} else {
		apicall_refuse(call, ERR_INVALID, "tenant", "this program works for several clients", "say for which with ?tenant=");
	}
}

static void find_client(struct api_call *call)
{
	struct pg_params params = { 0 };

	pg_params_text(&params, call->tenant);
	apicall_ask(call, "select distinct tenant_id, tenant from docket_read.me where $1::text is null or tenant = $1", &params,
		    on_client, NULL);
	pg_params_release(&params);
}

void apido_begin(struct api_call *call)
{
	if (call->match.route->id == ROUTE_NEW)
		find_client(call);
	else if (call->match.route->id == ROUTE_REQUEST)
		apiread_case(call, call->match.values[0], check_quote);
	else
		apiread_case(call, call->match.values[0], send_act);
}
