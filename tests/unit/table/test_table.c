/* SPDX-License-Identifier: MIT */
/* Rows by their type: text in, text out, copies that stand alone. */
#include "check.h"

#include "base/mem.h"
#include "table/case_scope.h"
#include "table/stored_rows.h"

static void set(const struct row_type *type, void *row, const char *name, const char *value, struct arena *arena)
{
	const struct column *column = row_type_column(type, name);
	struct fault fault = { 0 };

	assert_non_null(column);
	check_int(name, row_set_text(type, row, (size_t)(column - type->columns), span_of(value), !value, arena, &fault), ERR_NONE);
}

static void values_come_back_as_they_went_in(void **state)
{
	static const struct {
		const char *name, *value, *want;
	} rows[] = {
		{ "event_id", "42", "42" },
		{ "at", "2026-03-01 10:00:00.25+00", "2026-03-01T10:00:00.250000Z" },
		{ "words", "Brücke gesperrt", "Brücke gesperrt" },
		{ "digest", "\\xdeadbeef", "\\xdeadbeef" },
		{ "attrs", "{key,\"a, \\\"b\\\" \\\\ c\",\"\"}", "{\"key\",\"a, \\\"b\\\" \\\\ c\",\"\"}" },
		{ "attrs", "{}", "" },
		{ "at", NULL, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = { 0 };
		struct event event;
		struct str out = { 0 };
		row_init(&row_stored_event, &event);
		set(&row_stored_event, &event, rows[i].name, rows[i].value, &arena);
		row_write(row_type_column(&row_stored_event, rows[i].name), &event, &out);
		check_str(rows[i].name, str_text(&out), rows[i].want);
		str_release(&out);
		arena_release(&arena);
	}
}

static void a_bad_value_names_its_column(void **state)
{
	struct arena arena = { 0 };
	struct event event;
	struct fault fault = { 0 };

	(void)state;
	row_init(&row_stored_event, &event);
	check_int("err", row_set_text(&row_stored_event, &event, 1, span_of("forty"), false, &arena, &fault), ERR_SYNTAX);
	assert_non_null(strstr(fault.why, "event_id"));
	arena_release(&arena);
}

static void a_copy_stands_alone(void **state)
{
	struct arena arena = { 0 };
	struct event event, *copy;

	(void)state;
	row_init(&row_stored_event, &event);
	set(&row_stored_event, &event, "words", "late", &arena);
	set(&row_stored_event, &event, "attrs", "{a,b,c,d}", &arena);
	copy = row_copy(&row_stored_event, &event);
	assert_true(row_equal(&row_stored_event, &event, copy));
	arena_release(&arena);
	check_str("words", copy->words, "late");
	check_str("attr", texts_value(&copy->attrs, "c"), "d");
	mem_free(copy);
}

static void the_scope_knows_its_row(void **state)
{
	static const struct {
		const char *text;
		bool want;
	} rows[] = {
		{ "carrier=hansa", false }, { "carrier~hansa", true }, { "left<1h", true }, { "left<10m", false }, { "cost>=4000EUR", true },
		{ "cost>=4000USD", false }, { "unowned", true }, { "owner!=ana", true }, { "vaccines", true }, { "band=0 tier=gold", true },
		{ "late>1h", false },
	};
	struct case_row row;
	const struct expr_asker asker = { .now_us = 1000 * US_PER_DAY, .me = "ana" };

	(void)state;
	row_init(&row_shown_case, &row);
	row.carrier = "Hansa Road";
	row.due_at = asker.now_us + 30 * US_PER_MIN;
	row.nothing_minor = 420000;
	row.nothing_currency = "EUR";
	row.title = "12 pallets Vaccines";
	row.band = 0;
	row.tier = "gold";
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = { 0 };
		const struct expr *expr;
		struct fault fault = { 0 };
		check_int(rows[i].text, expr_parse(&arena, &case_scope, span_of(rows[i].text), &expr, &fault), ERR_NONE);
		check_int(rows[i].text, expr_match(expr, case_scope_value, &row, &asker), rows[i].want);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_back_as_they_went_in),
		cmocka_unit_test(a_bad_value_names_its_column),
		cmocka_unit_test(a_copy_stands_alone),
		cmocka_unit_test(the_scope_knows_its_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
