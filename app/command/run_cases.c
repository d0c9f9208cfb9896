/* SPDX-License-Identifier: MIT */
/* docket cases: the queue as a console orders it, filtered by the one expression language. */
#include "command/runs.h"

#include <stdlib.h>
#include <string.h>

#include "command/listing.h"
#include "model/typedtime.h"
#include "table/case_scope.h"
#include "view/view.h"

const struct option run_cases_options[] = {
	{ "limit", OPTION_NUMBER, "200", "rows", "At most so many; 0 = all." },
	{ "view", OPTION_CHOICE, "all", "next|waiting|breaching|all", "As the console's view of that name." },
	{ "at", OPTION_TEXT, NULL, "time", "The cases that were open at that moment of the client's time." },
	{ "count", OPTION_YES, "no", "", "Only how many there are, by type." },
	{ 0 },
};

static const char *const columns[] = { "ref", "band", "due_at", "what", "customer", "place", "carrier",
				       "risk_minor", "owner", "next_act", NULL };
static const char *const columns_of_many[] = { "tenant", "ref", "band", "due_at", "what", "customer", "place", "carrier",
					       "risk_minor", "owner", "next_act", NULL };

static const char order[] = " order by band, work_by nulls last, case_id";
static const char open_source[] = "docket_read.case_queue";
static const char past_source[] = "docket_read.case_all";

/* One type's number of cases. */
struct count {
	const char *type;
	int64_t cases;
};

struct asking {
	struct session *session;
	const struct request *request;
	const struct expr *expr;
	const struct view *view;  /* NULL = every case */
	int64_t at;               /* INSTANT_NONE = now */
	VEC(void *) rows;         /* struct case_row, in the session's arena */
	VEC(struct count) counts;
};

static void add_param(struct pg_params *params, const struct expr_param *param)
{
	if (param->kind == EXPR_PARAM_TEXT)
		pg_params_span(params, param->text);
	else if (param->kind == EXPR_PARAM_NUMBER)
		pg_params_i64(params, param->number);
	else
		pg_params_instant(params, param->number);
}

static void add_at(const struct asking *asking, struct pg_params *params, struct str *where)
{
	int n = params->count + 1;

	if (asking->at == INSTANT_NONE)
		return;
	str_addf(where, " and opened_at <= $%d and (closed_at is null or closed_at > $%d)", n, n);
	pg_params_instant(params, asking->at);
}

/* The condition for one tenant, whose own clock and zone decide what "today" and "left" mean. */
static enum err add_condition(const struct asking *asking, const struct me_row *me, struct pg_params *params,
			      struct str *where, struct fault *fault)
{
	const struct zone *zone = NULL;
	struct expr_asker asker = { .now_us = session_now(asking->session, me->tenant_id), .me = me->handle };
	struct expr_sql sql = { 0 };
	enum err err;

	if (asking->at != INSTANT_NONE)
		asker.now_us = asking->at;
	asker.zone = zone_find(me->zone, &zone) ? NULL : zone;
	str_adds(where, "where tenant_id = $1 and ");
	pg_params_i64(params, me->tenant_id);
	err = expr_sql(asking->expr, &asker, &asking->session->arena, 2, &sql, fault);
	for (size_t i = 0; !err && i < sql.params.count; i++)
		add_param(params, &sql.params.items[i]);
	str_add(where, str_text(&sql.text), sql.text.length);
	expr_sql_release(&sql);
	add_at(asking, params, where);
	return err;
}

static const char *source_of(const struct asking *asking)
{
	return asking->at == INSTANT_NONE ? open_source : past_source;
}

static enum err load_tenant(struct asking *asking, struct pg_params *params, struct str *where, struct fault *fault)
{
	int64_t limit = config_number(&asking->request->config, "limit");
	struct session_rows rows = { 0 };
	enum err err;

	str_adds(where, order);
	str_addf(where, " limit %lld", limit && !asking->view ? (long long)limit : (long long)SESSION_ROWS_MAX);
	err = session_rows(asking->session, &row_shown_case, source_of(asking), str_text(where), params, &rows, fault);
	for (size_t i = 0; !err && i < rows.count; i++)
		if (!asking->view || asking->view->has(&asking->session->scene, rows.rows[i]))
			*vec_push(&asking->rows) = rows.rows[i];
	return err;
}

static void add_count(struct asking *asking, const char *type, int64_t cases)
{
	struct count *count;

	for (size_t i = 0; i < asking->counts.count; i++)
		if (strcmp(asking->counts.items[i].type, type) == 0) {
			asking->counts.items[i].cases += cases;
			return;
		}
	count = vec_push(&asking->counts);
	count->type = arena_str(&asking->session->arena, type);
	count->cases = cases;
}

static enum err count_tenant(struct asking *asking, const struct pg_params *params, const struct str *where,
			     struct fault *fault)
{
	struct pg_result *result = NULL;
	struct str sql = { 0 };
	enum err err;

	str_adds(&sql, "select type, count(*) from ");
	str_adds(&sql, source_of(asking));
	str_addc(&sql, ' ');
	str_adds(&sql, str_text(where));
	str_adds(&sql, " group by type order by type collate \"C\"");
	err = pg_sync_sql(asking->session->sync, str_text(&sql), params, &result, fault);
	for (int i = 0; !err && i < pg_result_rows(result); i++)
		add_count(asking, pg_result_text(result, i, 0), pg_result_i64(result, i, 1, 0));
	pg_result_free(result);
	str_release(&sql);
	return err;
}

static bool is_count(const struct asking *asking)
{
	return config_is(&asking->request->config, "count");
}

static enum err ask_tenant(struct asking *asking, const struct me_row *me, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct str where = { 0 };
	enum err err = add_condition(asking, me, &params, &where, fault);

	if (!err && is_count(asking) && !asking->view)
		err = count_tenant(asking, &params, &where, fault);
	else if (!err)
		err = load_tenant(asking, &params, &where, fault);
	pg_params_release(&params);
	str_release(&where);
	return err;
}

/* Each tenant of the asker once (a person with two roles has two rows): an index answers for one tenant at a time. */
static enum err ask_tenants(struct asking *asking, struct fault *fault)
{
	const struct store_rows *me = &asking->session->store.sets[STORE_ME];
	const char *name = config_text(&asking->request->config, "tenant");
	const struct me_row *only = NULL;
	int64_t last = 0;
	enum err err = name ? session_tenant(asking->session, asking->request, &only, fault) : ERR_NONE;

	for (size_t i = 0; !err && i < me->count; i++) {
		const struct me_row *row = me->rows[i];
		if (row->tenant_id == last || (only && row->tenant_id != only->tenant_id))
			continue;
		last = row->tenant_id;
		err = ask_tenant(asking, row, fault);
	}
	return err;
}

static int by_order(const void *a, const void *b)
{
	return store_case_order(*(const struct case_row *const *)a, *(const struct case_row *const *)b);
}

/* --- what is printed --- */

static void print_rows(struct asking *asking)
{
	size_t limit = (size_t)config_number(&asking->request->config, "limit");
	struct session_rows rows = { &row_shown_case, asking->rows.items, asking->rows.count };

	if (rows.count > 1)
		qsort(rows.rows, rows.count, sizeof *rows.rows, by_order);
	if (limit && rows.count > limit)
		rows.count = limit;
	listing_print(asking->session, asking->request, &rows,
		      scene_tenants(&asking->session->scene) > 1 ? columns_of_many : columns,
		      asking->view ? asking->view->empty : "No open cases.");
}

/* Type names are policy's: letters, digits and '-', so they need no quoting. */
static void print_count(enum request_format format, const char *type, int64_t count, struct str *out)
{
	if (format == FORMAT_JSON)
		str_addf(out, "{\"type\":\"%s\",\"count\":%lld}\n", type, (long long)count);
	else if (format == FORMAT_CSV)
		str_addf(out, "%s,%lld\r\n", type, (long long)count);
	else
		str_addf(out, "%8lld  %s\n", (long long)count, type);
}

static void print_counts(struct asking *asking)
{
	struct str out = { 0 };
	int64_t all = 0;

	for (size_t i = 0; i < asking->rows.count; i++)
		add_count(asking, ((const struct case_row *)asking->rows.items[i])->type, 1);
	if (asking->request->format == FORMAT_CSV)
		str_adds(&out, "type,count\r\n");
	for (size_t i = 0; i < asking->counts.count; i++) {
		all += asking->counts.items[i].cases;
		print_count(asking->request->format, asking->counts.items[i].type, asking->counts.items[i].cases, &out);
	}
	print_count(asking->request->format, "all", all, &out);
	listing_out(&out);
	str_release(&out);
}

/* "--at" without a client has no one clock to be read in: the first tenant's zone serves. */
static enum err read_at(struct asking *asking, struct fault *fault)
{
	const char *text = config_text(&asking->request->config, "at");
	const struct me_row *me = scene_me(&asking->session->scene);
	const struct zone *zone = NULL;

	asking->at = INSTANT_NONE;
	if (!text)
		return ERR_NONE;
	if (config_text(&asking->request->config, "tenant") && session_tenant(asking->session, asking->request, &me, fault))
		return fault->err;
	if (zone_find(me->zone, &zone))
		zone = NULL;
	return typedtime_read(span_of(text), zone, session_now(asking->session, me->tenant_id), false, &asking->at, fault);
}

/* Several words are one expression, as if they had been quoted together. */
static enum err read_expr(struct asking *asking, struct request *request, struct fault *fault)
{
	struct str text = { 0 };
	const char *word;
	enum err err;

	while ((word = request_word(request)))
		str_addf(&text, "%s%s", text.length ? " " : "", word);
	word = arena_str(&request->arena, str_text(&text));
	str_release(&text);
	err = expr_parse(&request->arena, &case_scope, span_of(word), &asking->expr, fault);
	if (err && fault && !fault->what[0])
		fault_set(fault, err, word, "it is no expression");
	return err;
}

enum err run_cases(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	const char *view = config_text(&request->config, "view");
	struct asking asking = { .session = &session, .request = request };
	enum err err = read_expr(&asking, request, fault);

	if (strcmp(view, "all") != 0)
		asking.view = &views[view_find(view)];
	if (!err)
		err = session_open(&session, request, fault);
	if (!err)
		err = read_at(&asking, fault);
	if (!err)
		err = ask_tenants(&asking, fault);
	if (!err && is_count(&asking))
		print_counts(&asking);
	else if (!err)
		print_rows(&asking);
	vec_release(&asking.rows);
	vec_release(&asking.counts);
	session_close(&session);
	return err;
}
