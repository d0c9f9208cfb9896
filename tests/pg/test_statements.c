/* SPDX-License-Identifier: MIT */
/* What ships: the migrations run twice, and every named statement is prepared against the schema
 * they make, with as many parameters as its name line says. */
#include "server.h"

#include "pg/migrate.h"
#include "pg/statement.h"

#define DB "test_statements"

static int arguments_of(struct span arguments)
{
	int count = arguments.length > 0, depth = 0;

	for (size_t i = 0; i < arguments.length; i++) {
		char c = arguments.text[i];
		depth += (c == '(') - (c == ')');
		count += c == ',' && depth == 0;
	}
	return count;
}

static int64_t parameters_of(struct pg_sync *sync, struct fault *fault)
{
	struct pg_result *result;

	check_fine(pg_sync_sql(sync,
		"select coalesce(max(cardinality(parameter_types)), -1) from pg_prepared_statements where name = 'x'",
		NULL, &result, fault), fault);
	int64_t count = pg_result_i64(result, 0, 0, -1);
	pg_result_free(result);
	return count;
}

static void test_migrations(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct fault fault = { 0 };
	int done;

	(void)state;
	check_fine(migrate_run(sync, NULL, NULL, &done, &fault), &fault);
	check_fine(migrate_run(sync, NULL, NULL, &done, &fault), &fault);
	check_int("again", done, 0);
	pg_sync_close(sync);
}

static void test_every_statement_prepares(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct pg_statement s;
	int bad = 0;

	(void)state;
	for (size_t n = 0; pg_statement_nth(n, &s) == ERR_NONE; n++) {
		struct str sql = { 0 };
		struct fault fault = { 0 };
		str_addf(&sql, "prepare x as %.*s", (int)s.sql.length, s.sql.text);
		if (pg_sync_exec(sync, str_text(&sql), NULL, &fault)) {
			fprintf(stderr, "%s:%d: %.*s: %s\n", s.file, s.line, (int)s.name.length, s.name.text,
				fault.why);
			bad++;
		} else {
			int64_t got = parameters_of(sync, &fault);
			if (got != arguments_of(s.arguments)) {
				fprintf(stderr, "%s:%d: %.*s: takes %d parameters\n", s.file, s.line,
					(int)s.name.length, s.name.text, (int)got);
				bad++;
			}
			server_exec(sync, "deallocate x");
		}
		str_release(&sql);
	}
	check_int("statements that do not fit the schema", bad, 0);
	pg_sync_close(sync);
}

/* The lazy preparing of a link: the same statement alone, again, and within a group. */
static void test_named_statement(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct fault fault = { 0 };
	struct pg_result *result;

	(void)state;
	for (int turn = 0; turn < 3; turn++) {
		check_fine(pg_sync_query(sync, "server_facts", NULL, &result, &fault), &fault);
		assert_true(pg_result_i64(result, 0, pg_result_column(result, "version"), 0) >= 150000);
		pg_result_free(result);
	}
	check_fine(pg_sync_sql(sync, "select count(*) from pg_prepared_statements where name = 'server_facts'", NULL,
			       &result, &fault), &fault);
	check_int("prepared once", pg_result_i64(result, 0, 0, 0), 1);
	pg_result_free(result);
	assert_int_equal(pg_sync_query(sync, "no_such_statement", NULL, &result, &fault), ERR_NOT_FOUND);
	pg_sync_close(sync);
}

static void on_result(void *context, struct pg_result *result)
{
	int *faults = context;

	*faults += pg_result_fault(result) != NULL;
}

static void test_named_statement_in_groups(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct pg_link *link = pg_sync_link(sync);
	struct fault fault = { 0 };
	struct pg_result *result;
	int faults = 0;

	(void)state;
	pg_link_group(link);
	check_fine(pg_link_send(link, "server_facts", NULL, on_result, &faults, &fault), &fault);
	check_fine(pg_link_send_sql(link, "select 1/0", NULL, on_result, &faults, &fault), &fault);
	check_fine(pg_link_send(link, "server_facts", NULL, on_result, &faults, &fault), &fault);
	pg_link_group_end(link, NULL, NULL);
	check_fine(pg_sync_query(sync, "server_facts", NULL, &result, &fault), &fault);
	pg_result_free(result);
	check_int("faults", faults, 2);
	pg_link_group(link);
	check_fine(pg_link_send(link, "server_facts", NULL, on_result, &faults, &fault), &fault);
	pg_link_group_end(link, NULL, NULL);
	check_fine(pg_sync_query(sync, "server_facts", NULL, &result, &fault), &fault);
	pg_result_free(result);
	check_int("faults", faults, 2);
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
		cmocka_unit_test(test_migrations),
		cmocka_unit_test(test_every_statement_prepares),
		cmocka_unit_test(test_named_statement),
		cmocka_unit_test(test_named_statement_in_groups),
	};

	return cmocka_run_group_tests(tests, make_database, NULL);
}
