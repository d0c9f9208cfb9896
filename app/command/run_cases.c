/* SPDX-License-Identifier: MIT */
/* docket cases: the queue as a console orders it, filtered by the one expression language. */
#include "command/runs.h"

#include <string.h>

#include "command/listing.h"
#include "command/typedtime.h"
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

/* What is asked for, put together: the condition with its parameters. */
struct asking {
	struct session *session;
	const struct request *request;
	const struct expr *expr;
	const struct view *view;
	int64_t at;              /* INSTANT_NONE = now */
	struct str where;
	struct pg_params params;
};

static int next_param(const struct asking *asking)
{
	return asking->params.count + 1;
}

static void add_param(struct asking *asking, const struct expr_param *param)
{
	if (param->kind == EXPR_PARAM_TEXT)
		pg_params_span(&asking->params, param->text);
	else if (param->kind == EXPR_PARAM_NUMBER)
		pg_params_i64(&asking->params, param->number);
	else
		pg_params_instant(&asking->params, param->number);
}

/* One tenant's part: its own clock and zone decide what "today" and "left" mean. */
static enum err add_tenant(struct asking *asking, const struct me_row *me, struct fault *fault)
{
	const struct zone *zone = NULL;
	struct expr_asker asker = { .now_us = session_now(asking->session, me->tenant_id), .me = me->handle };
	struct expr_sql sql = { 0 };
	enum err err;

	if (asking->at != INSTANT_NONE)
		asker.now_us = asking->at;
	asker.zone = zone_find(me->zone, &zone) ? NULL : zone;
	str_adds(&asking->where, asking->where.length ? " or (" : "where ((");
	str_addf(&asking->where, "tenant_id = $%d and ", next_param(asking));
	pg_params_i64(&asking->params, me->tenant_id);
	err = expr_sql(asking->expr, &asker, &asking->session->arena, next_param(asking), &sql, fault);
	for (size_t i = 0; !err && i < sql.params.count; i++)
		add_param(asking, &sql.params.items[i]);
	str_add(&asking->where, str_text(&sql.text), sql.text.length);
	str_addc(&asking->where, ')');
	expr_sql_release(&sql);
	return err;
}

/* Each tenant of the asker once: a person with two roles has two rows. */
static enum err add_tenants(struct asking *asking, struct fault *fault)
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
		err = add_tenant(asking, row, fault);
	}
	str_addc(&asking->where, ')');
	if (!err && asking->at != INSTANT_NONE) {
		int n = next_param(asking);
		str_addf(&asking->where, " and opened_at <= $%d and (closed_at is null or closed_at > $%d)", n, n);
		pg_params_instant(&asking->params, asking->at);
	}
	return err;
}

/* Without --at this is the store's queue; the view's own test is the console's. */
static void keep_view(const struct asking *asking, struct session_rows *rows)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->count; i++)
		if (!asking->view || asking->view->has(&asking->session->scene, rows->rows[i]))
			rows->rows[kept++] = rows->rows[i];
	rows->count = kept;
}

static enum err load(struct asking *asking, struct session_rows *rows, struct fault *fault)
{
	int64_t limit = config_number(&asking->request->config, "limit");
	const char *source = asking->at == INSTANT_NONE ? open_source : past_source;
	enum err err;

	str_adds(&asking->where, order);
	str_addf(&asking->where, " limit %lld", limit && !asking->view ? (long long)limit : (long long)SESSION_ROWS_MAX);
	err = session_rows(asking->session, &row_shown_case, source, str_text(&asking->where), &asking->params, rows,
			   fault);
	if (err)
		return err;
	keep_view(asking, rows);
	if (limit && rows->count > (size_t)limit)
		rows->count = (size_t)limit;
	return ERR_NONE;
}

static void print_count(const struct request *request, const char *type, int64_t count, struct str *out)
{
	if (request->format == FORMAT_JSON)
		str_addf(out, "{\"type\":\"%s\",\"count\":%lld}\n", type, (long long)count);
	else if (request->format == FORMAT_CSV)
		str_addf(out, "%s,%lld\r\n", type, (long long)count);
	else
		str_addf(out, "%8lld  %s\n", (long long)count, type);
}

/* Type names are policy's: a letter or digit or '-', so they need no quoting. */
static enum err count_types(struct asking *asking, struct fault *fault)
{
	struct pg_result *result = NULL;
	struct str sql = { 0 }, out = { 0 };
	int64_t total = 0;
	enum err err;

	str_adds(&sql, "select type, count(*) from ");
	str_adds(&sql, asking->at == INSTANT_NONE ? open_source : past_source);
	str_addc(&sql, ' ');
	str_adds(&sql, str_text(&asking->where));
	str_adds(&sql, " group by type order by type collate \"C\"");
	err = pg_sync_sql(asking->session->sync, str_text(&sql), &asking->params, &result, fault);
	if (!err && asking->request->format == FORMAT_CSV)
		str_adds(&out, "type,count\r\n");
	for (int i = 0; !err && i < pg_result_rows(result); i++) {
		total += pg_result_i64(result, i, 1, 0);
		print_count(asking->request, pg_result_text(result, i, 0), pg_result_i64(result, i, 1, 0), &out);
	}
	if (!err)
		print_count(asking->request, "all", total, &out);
	listing_out(&out);
	pg_result_free(result);
	str_release(&sql);
	str_release(&out);
	return err;
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

static enum err answer(struct asking *asking, struct fault *fault)
{
	struct session_rows rows = { 0 };
	enum err err = read_at(asking, fault);

	if (!err)
		err = add_tenants(asking, fault);
	if (!err && config_is(&asking->request->config, "count") && !asking->view)
		return count_types(asking, fault);
	if (!err)
		err = load(asking, &rows, fault);
	if (err)
		return err;
	if (config_is(&asking->request->config, "count")) {
		struct str out = { 0 };
		print_count(asking->request, "all", (int64_t)rows.count, &out);
		listing_out(&out);
		str_release(&out);
	} else {
		listing_print(asking->session, asking->request, &rows,
			      scene_tenants(&asking->session->scene) > 1 ? columns_of_many : columns,
			      asking->view ? asking->view->empty : "No open cases.");
	}
	return ERR_NONE;
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
		err = answer(&asking, fault);
	pg_params_release(&asking.params);
	str_release(&asking.where);
	session_close(&session);
	return err;
}
