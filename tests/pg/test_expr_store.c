/* SPDX-License-Identifier: MIT */
/* Memory and SQL give the same answer: random rows, random expressions, each asked of both. */
#include "server.h"

#include "../unit/expr/scope.h"

#include "base/digest.h"
#include "base/mem.h"
#include "base/text.h"
#include "pg/rows.h"

#define DB "test_expr_store"
#define NOW INT64_C(1772359200000000)
#define ROWS 300
#define EXPRESSIONS 3000

static const char table_sql[] =
	"create type sample_row as (id int, ref text, carrier text, carrier_folded text, owner text, tier text, band int,"
	" eta timestamptz, due timestamptz, opened timestamptz, late_s bigint, cost_minor bigint,"
	" cost_currency text, urgent bool);"
	"create table sample of sample_row;";

static uint64_t seed = 11;

static size_t pick(size_t count)
{
	return random_next(&seed) % count;
}

static const char *pick_text(const char *const *list, size_t count)
{
	return list[pick(count)];
}

static const char *const refs[] = { NULL, "", "C-1", "C-10481", "c-2", "PO 7,8", "x\"y\\z", "\xc3\x89" "a" };
static const char *const carriers[] = { NULL, "", "DHL", "dhl freight", "D\xc3\xa9" "l", "UPS", "\xc3\x9f" "o", "%_" };
static const char *const owners[] = { NULL, "", "ana", "bo", "none" };

/* Values crowd around the ones that expressions compare with, so that edges are met. */
static int64_t near(int64_t at, int64_t step)
{
	if (pick(6) == 0)
		return INT64_MIN;
	return at + ((int64_t)pick(9) - 4) * step + (pick(3) ? 0 : (int64_t)pick(3) - 1);
}

static void random_row(struct test_row *row)
{
	static const char *const currencies[] = { "EUR", "USD", "" };

	*row = (struct test_row){
		.ref = pick_text(refs, COUNT_OF(refs)),
		.carrier = pick_text(carriers, COUNT_OF(carriers)),
		.owner = pick_text(owners, COUNT_OF(owners)),
		.tier = pick(4) ? tiers[pick(3)] : NULL,
		.band = near(1, 1),
		.eta = near(NOW - 10 * US_PER_HOUR, 12 * US_PER_HOUR),
		.due = near(NOW, 15 * US_PER_MIN),
		.opened = near(NOW - 2 * US_PER_HOUR, US_PER_HOUR),
		.late_s = near(3600, 1800),
		.urgent = (int)pick(3) - 1,
	};
	snprintf(row->cost.currency, sizeof row->cost.currency, "%s", pick_text(currencies, 3));
	row->cost.minor = money_is_known(row->cost) ? 25000 + ((int64_t)pick(5) - 2) : 0;
}

static void write_number(struct rows *rows, int64_t number)
{
	if (number == INT64_MIN)
		rows_null(rows);
	else
		rows_i64(rows, number);
}

static void write_row(struct rows *rows, int id, const struct test_row *row)
{
	struct str folded = { 0 };

	if (row->carrier)
		text_fold(&folded, row->carrier, strlen(row->carrier));
	rows_open(rows);
	rows_i64(rows, id);
	rows_text(rows, row->ref);
	rows_text(rows, row->carrier);
	rows_text(rows, row->carrier ? str_text(&folded) : NULL);
	rows_text(rows, row->owner);
	rows_text(rows, row->tier);
	write_number(rows, row->band);
	rows_instant(rows, row->eta);
	rows_instant(rows, row->due);
	rows_instant(rows, row->opened);
	write_number(rows, row->late_s);
	rows_money(rows, row->cost);
	if (row->urgent < 0)
		rows_null(rows);
	else
		rows_bool(rows, row->urgent);
	rows_close(rows);
	str_release(&folded);
}

static void store_rows(struct pg_sync *sync, const struct test_row *all)
{
	struct rows rows = { 0 };
	struct pg_params params = { 0 };
	struct fault fault = { 0 };

	rows_begin(&rows);
	for (int i = 0; i < ROWS; i++)
		write_row(&rows, i, &all[i]);
	pg_params_span(&params, rows_end(&rows));
	check_fine(pg_sync_sql(sync, "insert into sample select * from unnest($1::sample_row[])", &params, NULL, &fault),
		   &fault);
	rows_release(&rows);
	pg_params_release(&params);
}

/* A field with operators and values that fit it. */
static const struct {
	const char *field;
	const char *ops[7];
	const char *values[16];
} terms[] = {
	{ "ref", { "=", "!=", "<", "<=", ">", ">=", "~" }, { "C-1", "c-10481", "\"po 7,8\"", "x", "\"x\\\"y\\\\z\"", "1", "\xc3\xa9" "a" } },
	{ "carrier", { "=", "!=", "<", "<=", ">", ">=", "~" }, { "dhl", "DHL", "DEL", "ups", "e", "%", "ss", "_" } },
	{ "owner", { "=", "!=" }, { "me", "none", "bo", "\"none\"", "bo,none", "me,bo" } },
	{ "tier", { "=", "!=" }, { "gold", "silver,none", "BRONZE", "none" } },
	{ "band", { "=", "!=", "<", "<=", ">", ">=" }, { "0", "1", "2", "-1", "9223372036854775807" } },
	{ "band", { "=", "!=" }, { "0,1", "none", "none,2" } },
	{ "eta", { "=", "!=", "<", "<=", ">", ">=" }, { "today", "tomorrow", "yesterday", "now", "now-10h", "now+2h", "2026-03-01",
	  "2026-03-01T02:00", "2026-02-28T00:00Z", "00:00", "12:00", "9999-12-31" } },
	{ "opened", { "=", "!=", "<", "<=", ">", ">=" }, { "2h-ago", "1h-ago", "08:00", "today" } },
	{ "left", { "=", "!=", "<", "<=", ">", ">=" }, { "15m", "0m", "-15m", "30m", "1d", "100000d" } },
	{ "age", { "=", "!=", "<", "<=", ">", ">=" }, { "2h", "1h", "90m", "3h", "-1h", "90000000d" } },
	{ "late", { "=", "!=", "<", "<=", ">", ">=" }, { "1h", "30m", "90m", "1h30", "-1h", "3600s" } },
	{ "cost", { "=", "!=", "<", "<=", ">", ">=" }, { "250EUR", "250USD", "250.01EUR", "249.99 EUR", "1JPY" } },
	{ "cost", { "=", "!=" }, { "none", "250EUR,250USD", "none,250EUR" } },
	{ "urgent", { "=", "!=" }, { "yes", "no", "none", "yes,no" } },
};

static const char *const bare[] = { "urgent", "mine", "unowned", "hot", "dhl", "DEL", "\"po 7\"", "c-1", "%", "freight" };

static void write_term(struct str *out)
{
	if (pick(4) == 0) {
		str_adds(out, pick_text(bare, COUNT_OF(bare)));
		return;
	}
	size_t t = pick(COUNT_OF(terms)), ops = 0, values = 0;
	while (ops < COUNT_OF(terms[t].ops) && terms[t].ops[ops])
		ops++;
	while (values < COUNT_OF(terms[t].values) && terms[t].values[values])
		values++;
	str_addf(out, "%s%s%s", terms[t].field, terms[t].ops[pick(ops)], terms[t].values[pick(values)]);
}

static void write_expression(struct str *out, int depth)
{
	static const char *const joints[] = { " ", " or ", " and " };
	static const char *const signs[] = { "-", "not ", "!" };

	if (pick(3) == 0)
		str_adds(out, pick_text(signs, COUNT_OF(signs)));
	if (depth == 0 || pick(3) == 0) {
		write_term(out);
		return;
	}
	str_addc(out, '(');
	for (size_t n = 1 + pick(3); n > 0; n--) {
		write_expression(out, depth - 1);
		str_adds(out, n > 1 ? pick_text(joints, COUNT_OF(joints)) : "");
	}
	str_addc(out, ')');
}

static void fill(const struct expr_sql *sql, struct pg_params *params)
{
	pg_params_clear(params);
	for (size_t i = 0; i < sql->params.count; i++) {
		const struct expr_param *param = &sql->params.items[i];
		if (param->kind == EXPR_PARAM_TEXT)
			pg_params_span(params, param->text);
		else if (param->kind == EXPR_PARAM_NUMBER)
			pg_params_i64(params, param->number);
		else
			pg_params_instant(params, param->number);
	}
}

/* Asks the store: which ids match. */
static void ask(struct pg_sync *sync, const char *text, struct expr_sql *sql, bool *out)
{
	struct pg_params params = { 0 };
	struct pg_result *result;
	struct fault fault = { 0 };
	struct str select = { 0 };

	str_addf(&select, "select id from sample where %s", str_text(&sql->text));
	fill(sql, &params);
	if (pg_sync_sql(sync, str_text(&select), &params, &result, &fault))
		fail_msg("%s\n%s\n%s", text, str_text(&select), fault.why);
	memset(out, 0, ROWS);
	for (int i = 0; i < pg_result_rows(result); i++)
		out[pg_result_i64(result, i, 0, 0)] = true;
	pg_result_free(result);
	str_release(&select);
	pg_params_release(&params);
}

static int compare(struct pg_sync *sync, const struct test_row *rows, const char *text,
		   const struct expr_asker *asker)
{
	struct arena arena = { 0 };
	struct expr_sql sql = { 0 };
	struct fault fault = { 0 };
	const struct expr *expr;
	bool stored[ROWS];
	int count = 0;

	if (expr_parse(&arena, &test_scope, span_of(text), &expr, &fault))
		fail_msg("%s: %s: %s", text, fault.what, fault.why);
	check_fine(expr_sql(expr, asker, &arena, 1, &sql, &fault), &fault);
	if (sql.params.count <= PG_PARAMS_MOST) {
		ask(sync, text, &sql, stored);
		for (int i = 0; i < ROWS; i++) {
			bool matched = expr_match(expr, test_values, (void *)(uintptr_t)&rows[i], asker);
			if (matched != stored[i])
				fail_msg("row %d: %s\nmemory says %d, the store %d\n%s", i, text, matched, stored[i],
					 str_text(&sql.text));
			count += matched;
		}
	}
	expr_sql_release(&sql);
	arena_release(&arena);
	return count;
}

static void test_same_answer(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct test_row rows[ROWS];
	struct expr_asker asker = { .now_us = NOW, .me = "Ana" };
	struct str text = { 0 };
	int some = 0;

	(void)state;
	assert_int_equal(zone_find("America/Chicago", &asker.zone), ERR_NONE);
	server_exec(sync, table_sql);
	for (int i = 0; i < ROWS; i++)
		random_row(&rows[i]);
	store_rows(sync, rows);
	for (int i = 0; i < EXPRESSIONS; i++) {
		str_clear(&text);
		write_expression(&text, i < 500 ? 0 : 3);
		if (i % 100 == 0)
			asker.me = asker.me ? NULL : "Ana";
		int count = compare(sync, rows, str_text(&text), &asker);
		some += count > 0 && count < ROWS;
	}
	/* A test that always matched all or none would show nothing. */
	assert_true(some > EXPRESSIONS / 3);
	str_release(&text);
	pg_sync_close(sync);
}

static int make_database(void **state)
{
	(void)state;
	server_create(DB);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_answer),
	};

	return cmocka_run_group_tests(tests, make_database, NULL);
}
