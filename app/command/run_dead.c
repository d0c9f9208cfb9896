/* SPDX-License-Identifier: MIT */
/* docket dead: what could not be understood: the list, or one whole, with its message and the place that is wrong. */
#include "command/runs.h"

#include <string.h>

#include "base/text.h"
#include "codec/dead_text.h"
#include "codec/row_json.h"
#include "command/deadletter.h"
#include "command/listing.h"
#include "table/dead_scope.h"
#include "view/words.h"

const struct option run_dead_options[] = {
	{ "all", OPTION_YES, "no", "", "Also those that were replayed or dropped." },
	{ "interface", OPTION_TEXT, NULL, "name", "Only those of this interface." },
	{ 0 },
};

static const char *const columns[] = { "dead_id", "tenant", "at", "interface", "case_ref", "reason", "ref", "place", "state", NULL };

/* ---------------------------------------------------------------- the list */

static enum err add_expr(struct session *session, const char *text, struct pg_params *params, struct str *where, struct fault *fault)
{
	const struct me_row *me = store_row(&session->store, STORE_ME, 0);
	const struct zone *zone = NULL;
	struct expr_asker asker = { .now_us = session_now(session, me->tenant_id), .me = me->handle };
	struct expr_sql sql = { 0 };
	const struct expr *expr;
	enum err err = expr_parse(&session->arena, &dead_scope, span_of(text), &expr, fault);

	asker.zone = zone_find(me->zone, &zone) ? NULL : zone;
	if (!err)
		err = expr_sql(expr, &asker, &session->arena, params->count + 1, &sql, fault);
	for (size_t i = 0; !err && i < sql.params.count; i++) {
		const struct expr_param *param = &sql.params.items[i];
		if (param->kind == EXPR_PARAM_TEXT)
			pg_params_span(params, param->text);
		else if (param->kind == EXPR_PARAM_NUMBER)
			pg_params_i64(params, param->number);
		else
			pg_params_instant(params, param->number);
	}
	str_addf(where, " and %s", sql.text.length ? str_text(&sql.text) : "true");
	expr_sql_release(&sql);
	return err;
}

/* All words that are left are one expression. */
static const char *expr_words(struct request *request)
{
	struct str text = { 0 };
	const char *word, *kept;

	while ((word = request_word(request)))
		str_addf(&text, "%s%s", text.length ? " " : "", word);
	kept = arena_str(&request->arena, str_text(&text));
	str_release(&text);
	return kept;
}

enum err deadletter_list(struct session *session, struct request *request, const char *expr, const char *states, struct session_rows *out,
			 struct fault *fault)
{
	struct pg_params params = { 0 };
	struct str where = { 0 };
	enum err err = ERR_NONE;

	pg_params_text(&params, config_text(&request->config, "tenant"));
	pg_params_text(&params, config_text(&request->config, "interface"));
	str_addf(&where, "where ($1::text is null or tenant = $1) and ($2::text is null or interface = $2) and %s", states);
	if (*expr)
		err = add_expr(session, expr, &params, &where, fault);
	str_adds(&where, " order by (state = 'waiting'), at, dead_id");
	if (!err)
		err = session_rows(session, &row_shown_dead_shown, NULL, str_text(&where), &params, out, fault);
	str_release(&where);
	pg_params_release(&params);
	return err;
}

static enum err list(struct session *session, struct request *request, struct fault *fault)
{
	struct session_rows rows = { 0 };
	bool is_all = config_is(&request->config, "all");
	enum err err = deadletter_list(session, request, expr_words(request), is_all ? "true" : "state in ('open', 'waiting')", &rows, fault);

	if (!err)
		listing_print(session, request, &rows, columns, "No dead letters.");
	return err;
}

/* ---------------------------------------------------------------- one of them */

enum err deadletter_find(struct session *session, const char *id, const struct dead_shown_row **out, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, id);
	err = session_rows(session, &row_shown_dead_shown, NULL, "where dead_id::text = $1", &params, &rows, fault);
	pg_params_release(&params);
	if (err)
		return err;
	if (rows.count == 0) {
		fault_set(fault, ERR_NOT_FOUND, id, "there is no such dead letter of yours");
		return fault_help(fault, "docket dead lists them");
	}
	*out = rows.rows[0];
	return ERR_NONE;
}

/* Its message, read; *type is the content type. */
static enum err read_text(struct session *session, const struct dead_shown_row *row, struct dead_text *out, const char **type,
			  struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	struct str body = { 0 };
	enum err err;

	pg_params_i64(&params, row->tenant_id);
	pg_params_i64(&params, row->dead_id);
	err = pg_sync_sql(session->sync, "select content_type, item, body from docket_do.dead_text($1::int, $2)", &params, &result, fault);
	pg_params_release(&params);
	if (!err && pg_result_rows(result) == 0)
		err = fault_set(fault, ERR_NOT_FOUND, row->interface, "its message is not kept any more");
	if (!err) {
		*type = arena_str(&session->arena, pg_result_text(result, 0, 0));
		pg_result_bytes(result, 0, 2, &body);
		dead_text_read(&session->arena, *type, (struct span){ str_text(&body), body.length }, pg_result_i64(result, 0, 1, 0),
			       row->place, row->reason, out);
	}
	pg_result_free(result);
	str_release(&body);
	return err;
}

static void label(struct str *out, const char *name, const char *text)
{
	if (!*text)
		return;
	str_addf(out, "%-11s", name);
	text_clean(out, text, strlen(text));
	str_addc(out, '\n');
}

static void head(const struct session *session, const struct dead_shown_row *row, struct str *out)
{
	struct str when = { 0 };

	listing_cell(session, &row_shown_dead_shown, row_type_column(&row_shown_dead_shown, "at"), row, &when);
	str_addf(out, "%lld  %s, from %s of %s, since %s\n\n", (long long)row->dead_id, row->state, row->interface, row->tenant, str_text(&when));
	label(out, "why", row->reason);
	str_clear(&when);
	words_place(&when, row->place);
	label(out, "place", str_text(&when));
	label(out, "about", row->ref);
	if (*row->case_ref)
		str_addf(out, "%-11s%s %s\n", "blocks", row->case_ref, row->case_what);
	label(out, "tried by", row->by_person);
	str_release(&when);
}

/* The line with its number; below it, what is wrong in it is pointed at. */
static void put_line(const struct dead_text *text, size_t n, struct str *out)
{
	size_t begin = text->lines[n].begin, end = n + 1 < text->line_count ? text->lines[n + 1].begin : text->text.length;
	bool is_marked = text->has_mark && text->mark.begin < end && text->mark.end > begin;
	size_t from = text->mark.begin > begin ? text->mark.begin : begin, to = text->mark.end < end ? text->mark.end : end;
	int cols;

	str_addf(out, "%c%5zu  %*s", is_marked ? '>' : ' ', n + 1, text->lines[n].indent_cols, "");
	while (end > begin && (text->text.text[end - 1] == '\n' || text->text.text[end - 1] == '\r'))
		end--;
	text_clean(out, text->text.text + begin, end - begin);
	str_addc(out, '\n');
	if (!is_marked)
		return;
	str_addf(out, "%*s", 8 + text->lines[n].indent_cols + text_cols(text->text.text + begin, from - begin), "");
	cols = text_cols(text->text.text + from, (to < end ? to : end) - from);
	for (int i = 0; i < (cols > 0 ? cols : 1); i++)
		str_addc(out, '^');
	str_addc(out, '\n');
}

static void show_page(const struct session *session, const struct dead_shown_row *row, const struct dead_text *text, struct str *out)
{
	head(session, row, out);
	str_addf(out, "\n%s%s\n", row->is_mended == 1 ? "What was made of its message" : text->is_item ? "The item" : "Its message",
		 text->is_recoded ? ", which came in another code and is read as Latin-1" : "");
	if (text->why_not) {
		str_addf(out, "  %s\n", text->why_not);
		return;
	}
	for (size_t i = 0; i < text->line_count; i++)
		put_line(text, i, out);
}

static void show_json(const struct dead_shown_row *row, const struct dead_text *text, const char *type, struct str *out)
{
	struct json_writer writer = jsonw_on(out);

	jsonw_open(&writer, NULL);
	row_json_write(&writer, "letter", &row_shown_dead_shown, row);
	jsonw_put_text(&writer, "content_type", type);
	if (!text->why_not)
		jsonw_put_span(&writer, "text", text->text);
	else
		jsonw_put_text(&writer, "why_not", text->why_not);
	if (text->has_mark) {
		jsonw_put_int(&writer, "line", (int64_t)dead_text_line_of(text, text->mark.begin) + 1);
		jsonw_put_span(&writer, "mark", (struct span){ text->text.text + text->mark.begin, text->mark.end - text->mark.begin });
	}
	jsonw_close(&writer);
	str_addc(out, '\n');
}

static enum err show(struct session *session, struct request *request, struct fault *fault)
{
	const struct dead_shown_row *row = NULL;
	const char *id = request_word(request), *type = "";
	struct dead_text text = { 0 };
	struct str out = { 0 };
	enum err err = request_end(request, fault);

	if (!err)
		err = deadletter_find(session, id, &row, fault);
	if (!err)
		err = read_text(session, row, &text, &type, fault);
	if (!err && request->format == FORMAT_JSON)
		show_json(row, &text, type, &out);
	else if (!err)
		show_page(session, row, &text, &out);
	listing_out(&out);
	str_release(&out);
	return err;
}

/* A number is a letter; anything else is asked of all. */
static bool is_number(const struct request *request)
{
	return request->words.count == 1 && request->words.items[0][0] && strspn(request->words.items[0], "0123456789") == strlen(request->words.items[0]);
}

enum err run_dead(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	enum err err = session_open(&session, request, fault);

	if (!err)
		err = is_number(request) ? show(&session, request, fault) : list(&session, request, fault);
	session_close(&session);
	return err;
}
