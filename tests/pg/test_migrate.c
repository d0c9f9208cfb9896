/* SPDX-License-Identifier: MIT */
/* Migrations: in order, once, together or not at all, refused when they differ; two at the same
 * time. */
#include "server.h"

#include <sys/wait.h>
#include <unistd.h>

#include "pg/migrate.h"

#define DB "test_migrate"
#define SQL(text) { text, sizeof text - 1 }

static struct migrate_step steps[] = {
	{ 1, "001_one.sql", SQL("create schema docket; create table docket.one(n int);\n"
			      "insert into docket.one values (1);\n") },
	{ 2, "002_two.sql", SQL("insert into docket.one values (2);") },
	{ 3, "003_index.sql", SQL("-- migrate: no transaction\ndrop index if exists docket.i;\n-- next\n"
				  "create index concurrently i on docket.one(n);\n") },
};

static int64_t number(struct pg_sync *sync, const char *sql)
{
	struct pg_result *result;
	struct fault fault = { 0 };

	check_fine(pg_sync_sql(sync, sql, NULL, &result, &fault), &fault);
	int64_t n = pg_result_i64(result, 0, 0, -1);
	pg_result_free(result);
	return n;
}

static void test_runs_once_and_in_order(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct fault fault = { 0 };
	int done, version;

	(void)state;
	check_fine(migrate_version(sync, &version, &fault), &fault);
	check_int("empty", version, 0);
	check_fine(migrate_run_steps(sync, steps, 2, NULL, NULL, &done, &fault), &fault);
	check_int("first", done, 2);
	check_fine(migrate_run_steps(sync, steps, 3, NULL, NULL, &done, &fault), &fault);
	check_int("third", done, 1);
	check_fine(migrate_run_steps(sync, steps, 3, NULL, NULL, &done, &fault), &fault);
	check_int("again", done, 0);
	check_int("sum", number(sync, "select sum(n) from docket.one"), 3);
	check_fine(migrate_version(sync, &version, &fault), &fault);
	check_int("version", version, 3);
	pg_sync_close(sync);
}

static void test_refuses_what_differs(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct migrate_step changed[3] = { steps[0], steps[1], steps[2] };
	struct fault fault = { 0 };

	(void)state;
	changed[1].sql = span_of("insert into docket.one values (3);");
	assert_int_equal(migrate_run_steps(sync, changed, 3, NULL, NULL, NULL, &fault), ERR_DAMAGED);
	check_str("what", fault.what, "002_two.sql");
	assert_int_equal(migrate_run_steps(sync, steps, 2, NULL, NULL, NULL, &fault), ERR_INVALID);
	assert_non_null(strstr(fault.help, "newer docket"));
	changed[1] = steps[2];
	assert_int_equal(migrate_run_steps(sync, changed, 3, NULL, NULL, NULL, &fault), ERR_INVALID);
	pg_sync_close(sync);
}

static void test_a_failing_one_leaves_nothing(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct migrate_step more[5] = { steps[0], steps[1], steps[2] };
	struct fault fault = { 0 };
	int done;

	(void)state;
	more[3] = (struct migrate_step){ 4, "004_bad.sql",
					 span_of("create table docket.four(n int);\nselect 1/0;") };
	assert_int_equal(migrate_run_steps(sync, more, 4, NULL, NULL, &done, &fault), ERR_INVALID);
	check_str("what", fault.what, "004_bad.sql");
	check_int("done", done, 0);
	check_int("table", number(sync, "select count(*) from pg_class where relname = 'four'"), 0);
	check_int("lock", number(sync, "select count(*) from pg_locks where locktype = 'advisory'"), 0);
	more[3].sql = span_of("create table docket.four(n int);");
	check_fine(migrate_run_steps(sync, more, 4, NULL, NULL, &done, &fault), &fault);
	check_int("mended", done, 1);
	pg_sync_close(sync);
}

/* Four processes at once on an empty store: each step still runs once. */
static void test_at_the_same_time(void **state)
{
	pid_t children[4];

	(void)state;
	server_create(DB);
	for (size_t i = 0; i < COUNT_OF(children); i++) {
		children[i] = fork();
		if (children[i] == 0) {
			struct pg_options options = server_options(DB);
			struct pg_sync *sync;
			struct fault fault = { 0 };
			if (pg_sync_open(&options, instant_monotonic_now, &sync, &fault) ||
			    migrate_run_steps(sync, steps, 3, NULL, NULL, NULL, &fault)) {
				fprintf(stderr, "%s: %s\n", fault.what, fault.why);
				_exit(1);
			}
			pg_sync_close(sync);
			_exit(0);
		}
	}
	for (size_t i = 0; i < COUNT_OF(children); i++) {
		int status;
		waitpid(children[i], &status, 0);
		check_int("child", status, 0);
	}
	struct pg_sync *sync = server_open(DB);
	check_int("sum", number(sync, "select sum(n) from docket.one"), 3);
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
		cmocka_unit_test(test_runs_once_and_in_order),
		cmocka_unit_test(test_refuses_what_differs),
		cmocka_unit_test(test_a_failing_one_leaves_nothing),
		cmocka_unit_test(test_at_the_same_time),
	};

	return cmocka_run_group_tests(tests, make_database, NULL);
}
