/* SPDX-License-Identifier: MIT */
/* Name lines of statement files, and that every shipped one can be read. */
#include "check.h"

#include "base/map.h"
#include "base/mem.h"
#include "pg/statement.h"

static const char file[] =
	"-- what this file is for\n"
	"\n"
	"-- name: case_page(tenants int[], most numeric(3,1)) -> case\n"
	"select *\n"
	"  from x -- name: not here\n"
	" limit $2;\n"
	"\n"
	"-- name: head()\n"
	"select 1\n";

static void check_span(const char *row, struct span got, const char *want)
{
	char *text = mem_copy(got.text, got.length);

	check_str(row, text, want);
	mem_free(text);
}

static void test_file(void **state)
{
	struct span text = { file, sizeof file - 1 };
	struct pg_statement s;
	int line = 0;

	(void)state;
	assert_int_equal(pg_statement_next("f.sql", &text, &line, &s), ERR_NONE);
	check_span("name", s.name, "case_page");
	check_span("arguments", s.arguments, "tenants int[], most numeric(3,1)");
	check_span("row", s.row, "case");
	check_span("sql", s.sql, "select *\n  from x -- name: not here\n limit $2");
	check_int("line", s.line, 3);
	assert_int_equal(pg_statement_next("f.sql", &text, &line, &s), ERR_NONE);
	check_span("name", s.name, "head");
	check_span("arguments", s.arguments, "");
	check_span("row", s.row, "");
	check_span("sql", s.sql, "select 1");
	check_int("line", s.line, 8);
	assert_int_equal(pg_statement_next("f.sql", &text, &line, &s), ERR_NOT_FOUND);
}

static void test_bad_name_lines(void **state)
{
	static const char *const bad[] = {
		"-- name:", "-- name: x", "-- name: x(", "-- name: X()", "-- name: a b()", "-- name: x() case",
		"-- name: ()", "-- name: x() ->",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct span text = span_of(bad[i]);
		struct pg_statement s;
		int line = 0;
		check_int(bad[i], pg_statement_next("f.sql", &text, &line, &s), ERR_SYNTAX);
	}
}

static void test_shipped_names_are_unique(void **state)
{
	struct pg_statement s, found;
	struct map names = { 0 };

	(void)state;
	for (size_t n = 0; pg_statement_nth(n, &s) == ERR_NONE; n++) {
		char *name = mem_copy(s.name.text, s.name.length);
		check_int(name, map_get(&names, s.name) != NULL, 0);
		map_put(&names, s.name, (void *)(uintptr_t)s.name.text);
		check_int(name, pg_statement_find(name, &found), ERR_NONE);
		check_int(name, found.sql.length > 0 && found.sql.text == s.sql.text, 1);
		mem_free(name);
	}
	assert_int_equal(pg_statement_find("no_such_statement", &found), ERR_NOT_FOUND);
	map_release(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_bad_name_lines),
		cmocka_unit_test(test_shipped_names_are_unique),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
