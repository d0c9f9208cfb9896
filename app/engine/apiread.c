/* SPDX-License-Identifier: MIT */
/* Calls that read: the same views, columns and order as docket's lists. */
#include "engine/apicall.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/row_json.h"
#include "engine/lane.h"
#include "store/store.h"
#include "table/case_parts.h"
#include "table/case_scope.h"

#define NAME_MOST 100
#define FOUND_MOST 50
#define FOUND_MOST_OF_ALL 500 /* looked at for one client's, since the store counts all clients' together */

/* --- what a call says --- */

static enum err check_number(struct api_call *call, struct fault *fault)
{
	if (str_to_i64(span_of(call->match.values[0]), &call->number) == ERR_NONE && call->number > 0)
		return ERR_NONE;
	return fault_set(fault, ERR_NOT_FOUND, "the act", "its number is a whole number");
}

static enum err check_filter(struct api_call *call, struct fault *fault)
{
	enum err err = body_check_text("filter", call->filter, EXPR_MOST_BYTES, fault);

	if (!err)
		err = expr_parse(&call->arena, &case_scope, span_of(call->filter), &call->expr, fault);
	if (err && !fault->what[0])
		fault_set(fault, err, "filter", "it is no expression");
	return err;
}

enum err apiread_check(struct api_call *call, struct fault *fault)
{
	const char *tenant = http_request_argument(call->request, "tenant");
	const char *filter = http_request_argument(call->request, "filter");
	const char *limit = http_request_argument(call->request, "limit");
	enum err err = body_check_text("tenant", tenant, NAME_MOST, fault);

	for (size_t i = 0; !err && i < ROUTE_VALUES_MAX; i++)
		err = body_check_text("the path", call->match.values[i], NAME_MOST, fault);
	call->tenant = tenant && *tenant ? arena_str(&call->arena, tenant) : NULL;
	call->filter = arena_str(&call->arena, filter ? filter : "");
	if (!err && call->match.route->id == ROUTE_CASES)
		err = body_read_limit(limit, &call->limit, fault);
	if (!err && call->match.route->id == ROUTE_CASES)
		err = check_filter(call, fault);
	if (!err && call->match.route->id == ROUTE_ACT)
		err = check_number(call, fault);
	return err;
}

/* --- lists --- */

static void write_list(struct api_call *call, void *const *rows, size_t count, const char *more, bool is_more)
{
	const struct route *route = call->match.route;
	struct str json = { 0 };
	struct json_writer writer = jsonw_on(&json);

	jsonw_open(&writer, NULL);
	jsonw_open_array(&writer, route->list);
	for (size_t i = 0; i < count; i++)
		row_json_write(&writer, NULL, route->rows, rows[i]);
	jsonw_close(&writer);
	if (more)
		jsonw_put_bool(&writer, more, is_more);
	jsonw_close(&writer);
	apicall_answer(call, 200, &json, NULL);
	str_release(&json);
}

static void add_rows(struct api_call *call, const struct row_type *type, const struct api_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		*vec_push(&call->rows) = (char *)rows->rows + i * type->size_bytes;
}

static void on_list(struct api_call *call, struct pg_result *result, void *about)
{
	struct api_rows rows;

	(void)about;
	if (!apicall_rows(call, call->match.route->rows, result, &rows))
		return;
	add_rows(call, call->match.route->rows, &rows);
	write_list(call, call->rows.items, call->rows.count, NULL, false);
}

static void begin_find(struct api_call *call)
{
	struct pg_params params = { 0 };

	pg_params_text(&params, call->match.values[0]);
	pg_params_i64(&params, call->tenant ? FOUND_MOST_OF_ALL : FOUND_MOST);
	pg_params_text(&params, call->tenant);
	pg_params_i64(&params, FOUND_MOST);
	apicall_select(call, &row_shown_found, "docket_do.find($1, $2)", "where $3::text is null or tenant = $3 limit $4", &params,
		       on_list, NULL);
	pg_params_release(&params);
}

static void begin_approvals(struct api_call *call)
{
	struct pg_params params = { 0 };

	pg_params_text(&params, call->tenant);
	pg_params_i64(&params, API_ROWS_MOST);
	apicall_select(call, &row_shown_approval_shown, NULL,
		       "where $1::text is null or tenant = $1"
		       " order by decided_at is not null, due_at nulls last, approval_id limit $2",
		       &params, on_list, NULL);
	pg_params_release(&params);
}

/* --- the queue --- */

static int by_order(const void *a, const void *b)
{
	return store_case_order(*(const struct case_row *const *)a, *(const struct case_row *const *)b);
}

/* One client's part has come; the last one answers. */
static void on_cases(struct api_call *call, struct pg_result *result, void *about)
{
	struct api_rows rows;
	size_t limit = (size_t)call->limit;

	(void)about;
	if (!apicall_rows(call, &row_shown_case, result, &rows))
		return;
	add_rows(call, &row_shown_case, &rows);
	if (call->waiting > 0)
		return;
	if (call->rows.count > 1)
		qsort(call->rows.items, call->rows.count, sizeof *call->rows.items, by_order);
	write_list(call, call->rows.items, call->rows.count > limit ? limit : call->rows.count, "more", call->rows.count > limit);
}

static void add_param(struct pg_params *params, const struct expr_param *param)
{
	if (param->kind == EXPR_PARAM_TEXT)
		pg_params_span(params, param->text);
	else if (param->kind == EXPR_PARAM_NUMBER)
		pg_params_i64(params, param->number);
	else
		pg_params_instant(params, param->number);
}

/* An index answers for one client at a time, whose own clock and zone decide what "today" and "left" mean. */
static void ask_cases(struct api_call *call, const struct me_row *me)
{
	const struct zone *zone = NULL;
	struct expr_asker asker = { .now_us = me->tenant_now, .me = me->handle };
	struct pg_params params = { 0 };
	struct expr_sql sql = { 0 };
	struct str tail = { 0 };
	struct fault fault = { 0 };

	asker.zone = zone_find(me->zone, &zone) ? NULL : zone;
	pg_params_i64(&params, me->tenant_id);
	pg_params_i64(&params, call->limit + 1);
	if (expr_sql(call->expr, &asker, &call->arena, 3, &sql, &fault)) {
		apicall_fail(call, &fault);
	} else {
		for (size_t i = 0; i < sql.params.count; i++)
			add_param(&params, &sql.params.items[i]);
		str_adds(&tail, "where tenant_id = $1 and ");
		str_add(&tail, str_text(&sql.text), sql.text.length);
		str_adds(&tail, " order by band, work_by nulls last, case_id limit $2");
		apicall_select(call, &row_shown_case, NULL, str_text(&tail), &params, on_cases, NULL);
	}
	expr_sql_release(&sql);
	pg_params_release(&params);
	str_release(&tail);
}

static void on_me(struct api_call *call, struct pg_result *result, void *about)
{
	const struct me_row *me;
	struct api_rows rows;
	int64_t last = 0;

	(void)about;
	if (!apicall_rows(call, &row_shown_me, result, &rows))
		return;
	me = rows.rows;
	for (size_t i = 0; i < rows.count; i++) {
		if (me[i].tenant_id == last || (call->tenant && strcmp(me[i].tenant, call->tenant) != 0))
			continue;
		last = me[i].tenant_id;
		ask_cases(call, &me[i]);
	}
	if (last == 0)
		apicall_refuse(call, rows.count ? ERR_NOT_FOUND : ERR_DENIED, call->tenant ? call->tenant : "this program",
			       rows.count ? "it works for no such client" : "it works for no client",
			       "GET /v1/me lists where it works");
}

/* --- one case --- */

static size_t part_count(void)
{
	size_t count = 0;

	while (case_parts[count].type)
		count++;
	return count;
}

static void write_case(struct api_call *call)
{
	struct str json = { 0 };
	struct json_writer writer = jsonw_on(&json);

	jsonw_open(&writer, NULL);
	row_json_write(&writer, row_shown_case.name, &row_shown_case, call->parts[0].rows);
	for (size_t n = 0; case_parts[n].type; n++) {
		const struct row_type *type = case_parts[n].type;
		jsonw_open_array(&writer, type->name);
		for (size_t i = 0; i < call->parts[n + 1].count; i++)
			row_json_write(&writer, NULL, type, (const char *)call->parts[n + 1].rows + i * type->size_bytes);
		jsonw_close(&writer);
	}
	jsonw_close(&writer);
	apicall_answer(call, 200, &json, NULL);
	str_release(&json);
}

static void on_part(struct api_call *call, struct pg_result *result, void *about)
{
	struct api_rows *part = about;
	ptrdiff_t n = part - call->parts;

	if (!apicall_rows(call, n == 0 ? &row_shown_case : case_parts[n - 1].type, result, part) || call->waiting > 0)
		return;
	if (call->parts[0].count == 0)
		apicall_refuse(call, ERR_NOT_FOUND, call->match.values[0], "there is no such case", "");
	else
		write_case(call);
}

static void ask_parts(struct api_call *call)
{
	struct pg_params params = { 0 };

	call->parts = arena_new(&call->arena, part_count() + 1, sizeof *call->parts);
	pg_params_i64(&params, call->found.tenant_id);
	pg_params_i64(&params, call->found.case_id);
	apicall_select(call, &row_shown_case, "docket_read.case_all", "where tenant_id = $1 and case_id = $2", &params, on_part,
		       &call->parts[0]);
	for (size_t n = 0; case_parts[n].type; n++) {
		struct str tail = { 0 };
		str_adds(&tail, "where tenant_id = $1 and case_id = $2");
		str_adds(&tail, case_parts[n].order);
		apicall_select(call, case_parts[n].type, NULL, str_text(&tail), &params, on_part, &call->parts[n + 1]);
		str_release(&tail);
	}
	pg_params_release(&params);
}

/* What waits for its case, kept in the arena. */
struct seeking {
	const char *ref;
	void (*next)(struct api_call *call);
};

static void on_found(struct api_call *call, struct pg_result *result, void *about)
{
	const struct seeking *seeking = about;

	if (pg_result_rows(result) == 1) {
		call->found = (struct api_case){ pg_result_i64(result, 0, 0, 0), pg_result_i64(result, 0, 2, 0),
						 arena_str(&call->arena, pg_result_text(result, 0, 1)) };
		seeking->next(call);
	} else if (pg_result_rows(result) == 0) {
		apicall_refuse(call, ERR_NOT_FOUND, seeking->ref, "this program may see no case of this number",
			       "GET /v1/find/REF finds cases by any reference");
	} else {
		apicall_refuse(call, ERR_INVALID, seeking->ref, "cases of several clients have this number",
			       "say which with ?tenant=");
	}
}

void apiread_case(struct api_call *call, const char *ref, void (*next)(struct api_call *call))
{
	struct seeking *seeking = arena_new(&call->arena, 1, sizeof *seeking);
	struct pg_params params = { 0 };

	*seeking = (struct seeking){ ref, next };
	pg_params_text(&params, ref);
	pg_params_text(&params, call->tenant);
	apicall_ask(call, "select tenant_id, tenant, case_id from docket_do.case_of($1, $2)", &params, on_found,
		    seeking);
	pg_params_release(&params);
}

void apiread_begin(struct api_call *call)
{
	switch (call->match.route->id) {
	case ROUTE_CASES:
		apicall_select(call, &row_shown_me, NULL, "order by tenant, role", NULL, on_me, NULL);
		break;
	case ROUTE_CASE:
		apiread_case(call, call->match.values[0], ask_parts);
		break;
	case ROUTE_FIND:
		begin_find(call);
		break;
	case ROUTE_APPROVALS:
		begin_approvals(call);
		break;
	case ROUTE_ACT:
		apido_show(call);
		break;
	default:
		apicall_select(call, &row_shown_me, NULL, "order by tenant, role", NULL, on_list, NULL);
	}
}
