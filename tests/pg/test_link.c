/* SPDX-License-Identifier: MIT */
/* The link against a real server: order of answers, faults that stay in their segment, groups,
 * streams, notifications, loss. */
#include "server.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define DB "test_link"

struct seen {
	int answers, rows, faults, ends;
	char order[64];
	struct fault fault;
	struct fault lost;
	char channel[64], payload[64];
	bool is_connected;
};

static void on_connected(void *context)
{
	((struct seen *)context)->is_connected = true;
}

static void on_lost(void *context, const struct fault *fault)
{
	((struct seen *)context)->lost = *fault;
}

static void on_notify(void *context, struct span channel, struct span payload, int pid)
{
	struct seen *seen = context;

	(void)pid;
	snprintf(seen->channel, sizeof seen->channel, "%.*s", (int)channel.length, channel.text);
	snprintf(seen->payload, sizeof seen->payload, "%.*s", (int)payload.length, payload.text);
}

static void on_result(void *context, struct pg_result *result)
{
	struct seen *seen = context;
	size_t at = strlen(seen->order);

	seen->answers++;
	seen->rows += pg_result_rows(result);
	seen->ends += pg_result_is_end(result);
	if (pg_result_fault(result)) {
		seen->faults++;
		seen->fault = *pg_result_fault(result);
		seen->order[at] = '!';
	} else {
		seen->order[at] = pg_result_rows(result) && pg_result_columns(result) ?
					  pg_result_text(result, 0, 0)[0] : '.';
	}
}

static void step(struct pg_link *link)
{
	struct pg_wants wants = pg_link_wants(link);
	struct pollfd fd = { .fd = pg_link_fd(link),
			     .events = (short)((wants.read ? POLLIN : 0) | (wants.write ? POLLOUT : 0)) };

	poll(&fd, 1, 50);
	pg_link_step(link, instant_monotonic_now());
}

static void step_until(struct pg_link *link, const int *count, int want)
{
	for (int i = 0; i < 20000 && *count < want; i++)
		step(link);
	assert_int_equal(*count, want);
}

static struct pg_link *open_link(struct seen *seen)
{
	struct pg_options options = server_options(DB);
	struct pg_handlers handlers = { seen, on_connected, on_lost, on_notify };
	struct pg_link *link = pg_link_new(&options, &handlers);

	pg_link_open(link, instant_monotonic_now());
	for (int i = 0; i < 200 && !seen->is_connected; i++)
		step(link);
	assert_true(pg_link_is_ready(link));
	return link;
}

static void send_sql(struct pg_link *link, const char *sql, struct seen *seen)
{
	struct fault fault = { 0 };

	check_fine(pg_link_send_sql(link, sql, NULL, on_result, seen, &fault), &fault);
}

static void test_answers_come_in_order(void **state)
{
	struct seen seen = { 0 };
	struct pg_link *link = open_link(&seen);

	(void)state;
	send_sql(link, "select 1", &seen);
	send_sql(link, "select 2", &seen);
	send_sql(link, "select 1/0", &seen);
	send_sql(link, "select 4", &seen);
	send_sql(link, "selekt 5", &seen);
	send_sql(link, "select 6", &seen);
	assert_int_equal(seen.answers, 0);
	step_until(link, &seen.answers, 6);
	check_str("order", seen.order, "12!4!6");
	check_str("sqlstate", seen.fault.sqlstate, "42601");
	assert_int_equal(pg_link_in_flight(link), 0);
	pg_link_free(link);
}

static void test_session_is_in_utc(void **state)
{
	struct seen seen = { 0 };
	struct pg_link *link = open_link(&seen);

	(void)state;
	send_sql(link, "select current_setting('TimeZone')", &seen);
	step_until(link, &seen.answers, 1);
	check_str("zone", seen.order, "U");
	assert_true(pg_link_pid(link) > 0 && pg_link_server_version(link) >= 150000);
	pg_link_free(link);
}

static void test_group_is_all_or_nothing(void **state)
{
	struct seen seen = { 0 }, end = { 0 };
	struct pg_link *link = open_link(&seen);

	(void)state;
	send_sql(link, "create table g(n int primary key)", &seen);
	pg_link_group(link);
	send_sql(link, "insert into g values (1)", &seen);
	send_sql(link, "insert into g values (1)", &seen);
	send_sql(link, "insert into g values (2)", &seen);
	pg_link_group_end(link, on_result, &end);
	send_sql(link, "select count(*) from g", &seen);
	step_until(link, &seen.answers, 5);
	check_str("order", seen.order, "..!!0");
	check_int("end", end.faults, 1);
	check_int("why", end.fault.err, ERR_EXISTS);

	pg_link_group(link);
	send_sql(link, "insert into g values (1)", &seen);
	send_sql(link, "select set_config('a.b', '7', true)", &seen);
	send_sql(link, "select current_setting('a.b')", &seen);
	pg_link_group_end(link, on_result, &end);
	send_sql(link, "select count(*) from g", &seen);
	step_until(link, &seen.answers, 9);
	check_str("order", seen.order, "..!!0.771");
	check_int("end", end.answers, 2);
	check_int("end faults", end.faults, 1);
	pg_link_free(link);
}

/* A deferred constraint fails at the commit, after the statement itself was answered well. */
static void test_fault_of_the_commit(void **state)
{
	struct seen seen = { 0 }, end = { 0 };
	struct pg_link *link = open_link(&seen);

	(void)state;
	send_sql(link, "create table d(n int unique deferrable initially deferred)", &seen);
	send_sql(link, "insert into d values (1)", &seen);
	send_sql(link, "insert into d values (1)", &seen);
	send_sql(link, "select 7", &seen);
	pg_link_group(link);
	send_sql(link, "insert into d values (1)", &seen);
	pg_link_group_end(link, on_result, &end);
	send_sql(link, "select 8", &seen);
	step_until(link, &seen.answers, 6);
	check_str("order", seen.order, "..!7.8");
	check_int("why", seen.fault.err, ERR_EXISTS);
	check_int("end", end.fault.err, ERR_EXISTS);
	pg_link_free(link);
}

static void test_stream(void **state)
{
	struct seen seen = { 0 }, after = { 0 };
	struct pg_link *link = open_link(&seen);
	struct fault fault = { 0 };

	(void)state;
	send_sql(link, "select 1", &after);
	check_fine(pg_link_stream_sql(link, "select generate_series(1, 1005)", NULL, 100, on_result, &seen,
				      &fault), &fault);
	check_fine(pg_link_stream_sql(link, "select generate_series(1, 5)", NULL, 5, on_result, &seen, &fault),
		   &fault);
	check_fine(pg_link_stream_sql(link, "select 1/(7-n) from generate_series(1, 9) n", NULL, 2, on_result,
				      &seen, &fault), &fault);
	send_sql(link, "select 2", &after);
	step_until(link, &after.answers, 2);
	check_str("around", after.order, "12");
	check_int("rows", seen.rows, 1005 + 5 + 6);
	check_int("ends", seen.ends, 3);
	check_int("answers", seen.answers, 11 + 2 + 4);
	check_int("faults", seen.faults, 1);
	check_str("sqlstate", seen.fault.sqlstate, "22012");
	pg_link_free(link);
}

static void test_stream_as_first_statement(void **state)
{
	struct seen seen = { 0 };
	struct pg_link *link = open_link(&seen);
	struct fault fault = { 0 };

	(void)state;
	check_fine(pg_link_stream_sql(link, "select generate_series(1, 10)", NULL, 4, on_result, &seen, &fault),
		   &fault);
	step_until(link, &seen.answers, 3);
	check_int("rows", seen.rows, 10);
	pg_link_free(link);
}

static void test_notify(void **state)
{
	struct seen seen = { 0 };
	struct pg_link *link = open_link(&seen);
	struct fault fault = { 0 };

	(void)state;
	check_fine(pg_link_listen(link, "Some \"channel\"", on_result, &seen, &fault), &fault);
	step_until(link, &seen.answers, 1);
	check_int("listen", seen.faults, 0);
	struct pg_sync *other = server_open(DB);
	server_exec(other, "select pg_notify('Some \"channel\"', '4:17')");
	for (int i = 0; i < 200 && !*seen.payload; i++)
		step(link);
	check_str("channel", seen.channel, "Some \"channel\"");
	check_str("payload", seen.payload, "4:17");
	pg_sync_close(other);
	pg_link_free(link);
}

static void test_script(void **state)
{
	struct seen seen = { 0 };
	struct pg_link *link = open_link(&seen);
	struct fault fault = { 0 };

	(void)state;
	check_fine(pg_link_script(link, "create temp table s(n int); insert into s values (1), (2); table s;",
				  on_result, &seen, &fault), &fault);
	assert_int_equal(pg_link_send_sql(link, "select 1", NULL, on_result, &seen, &fault), ERR_BUSY);
	step_until(link, &seen.answers, 1);
	check_int("rows", seen.rows, 2);
	send_sql(link, "select 3", &seen);
	step_until(link, &seen.answers, 2);
	check_fine(pg_link_script(link, "select 1; select nope; select 2;", on_result, &seen, &fault), &fault);
	step_until(link, &seen.answers, 3);
	send_sql(link, "select 4", &seen);
	step_until(link, &seen.answers, 4);
	check_str("order", seen.order, "13!4");
	pg_link_free(link);
}

static void test_loss_answers_everything(void **state)
{
	struct seen seen = { 0 };
	struct pg_link *link = open_link(&seen);
	struct fault fault = { 0 };

	(void)state;
	send_sql(link, "select pg_terminate_backend(pg_backend_pid())", &seen);
	send_sql(link, "select 2", &seen);
	step_until(link, &seen.answers, 2);
	for (int i = 0; i < 100 && !seen.lost.err; i++)
		step(link);
	check_str("order", seen.order, "!!");
	check_int("why", seen.fault.err, ERR_LINK);
	check_int("lost", seen.lost.err, ERR_LINK);
	assert_int_equal(pg_link_fd(link), -1);
	assert_int_equal(pg_link_send_sql(link, "select 3", NULL, on_result, &seen, &fault), ERR_LINK);

	seen.is_connected = false;
	pg_link_open(link, instant_monotonic_now());
	for (int i = 0; i < 200 && !seen.is_connected; i++)
		step(link);
	send_sql(link, "select 3", &seen);
	step_until(link, &seen.answers, 3);
	check_str("order", seen.order, "!!3");
	pg_link_free(link);
}

static void test_idle_loss_has_words(void **state)
{
	struct seen seen = { 0 };
	struct pg_link *link = open_link(&seen);
	struct pg_sync *other = server_open(DB);
	char sql[80];

	(void)state;
	snprintf(sql, sizeof sql, "select pg_terminate_backend(%d)", pg_link_pid(link));
	server_exec(other, sql);
	for (int i = 0; i < 100 && !seen.lost.err; i++)
		step(link);
	check_int("lost", seen.lost.err, ERR_LINK);
	check_str("why", seen.lost.why, "terminating connection due to administrator command");
	pg_sync_close(other);
	pg_link_free(link);
}

static void test_no_server(void **state)
{
	struct pg_options options = { .host = "/tmp/no-such-directory", .user = "postgres" };
	struct fault fault = { 0 };
	struct pg_sync *sync;

	(void)state;
	setenv("PGHOST", getenv("DOCKET_TEST_SOCKET"), 1);
	setenv("PGDATABASE", DB, 1);
	assert_int_equal(pg_sync_open(&options, instant_monotonic_now, &sync, &fault), ERR_LINK);
	assert_non_null(strstr(fault.why, "No such file"));
	assert_non_null(strstr(fault.help, "running"));

	options = server_options("no_such_database");
	assert_int_equal(pg_sync_open(&options, instant_monotonic_now, &sync, &fault), ERR_NOT_FOUND);
	options = server_options(DB);
	options.user = "nobody_here";
	assert_int_equal(pg_sync_open(&options, instant_monotonic_now, &sync, &fault), ERR_DENIED);
}

/* A server that takes connections and never answers. */
static void test_silent_server(void **state)
{
	char folder[] = "/tmp/dkt-silent.XXXXXX";
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct fault fault = { 0 };
	struct pg_sync *sync;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", folder);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(fd, 1), 0);
	struct pg_options options = { .host = folder, .user = "postgres", .connect_timeout_ms = 150 };
	int64_t begin_us = instant_monotonic_now();
	assert_int_equal(pg_sync_open(&options, instant_monotonic_now, &sync, &fault), ERR_TIMEOUT);
	int64_t took_us = instant_monotonic_now() - begin_us;
	assert_true(took_us >= 150 * US_PER_MS && took_us < 5 * US_PER_S);
	close(fd);
	unlink(address.sun_path);
	rmdir(folder);
}

/* More than the socket takes at once, both ways, with more behind it. */
static void test_large_values(void **state)
{
	struct seen seen = { 0 };
	struct pg_link *link = open_link(&seen);
	struct pg_params params = { 0 };
	struct fault fault = { 0 };
	size_t length = 8 << 20;
	char *text = malloc(length);

	(void)state;
	memset(text, 'x', length);
	pg_params_span(&params, (struct span){ text, length });
	free(text);
	for (int i = 0; i < 3; i++)
		check_fine(pg_link_send_sql(link, "select $1::text", &params, on_result, &seen, &fault), &fault);
	send_sql(link, "select 7", &seen);
	assert_true(pg_link_wants(link).write);
	step_until(link, &seen.answers, 4);
	check_str("order", seen.order, "xxx7");
	assert_false(pg_link_wants(link).write);
	pg_params_release(&params);
	pg_link_free(link);
}

static void test_timeouts_of_a_statement(void **state)
{
	struct pg_options options = server_options(DB);
	struct fault fault = { 0 };
	struct pg_sync *sync;

	(void)state;
	options.statement_timeout_ms = 50;
	check_fine(pg_sync_open(&options, instant_monotonic_now, &sync, &fault), &fault);
	assert_int_equal(pg_sync_sql(sync, "select pg_sleep(5)", NULL, NULL, &fault), ERR_TIMEOUT);
	check_fine(pg_sync_sql(sync, "select 1", NULL, NULL, &fault), &fault);
	pg_sync_close(sync);
}

static void on_result_close(void *context, struct pg_result *result)
{
	(void)result;
	pg_link_close(context);
}

static void test_close_from_a_callback(void **state)
{
	struct seen seen = { 0 };
	struct pg_link *link = open_link(&seen);
	struct fault fault = { 0 };

	(void)state;
	check_fine(pg_link_send_sql(link, "select 1", NULL, on_result_close, link, &fault), &fault);
	send_sql(link, "select 2", &seen);
	step_until(link, &seen.answers, 1);
	check_str("order", seen.order, "!");
	check_int("lost is for losses", seen.lost.err, ERR_NONE);
	pg_link_free(link);
}

static void test_refused_parameters(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct pg_params params = { 0 };
	struct pg_result *result;
	struct fault fault = { 0 };

	(void)state;
	pg_params_span(&params, (struct span){ "a\0b", 3 });
	assert_int_equal(pg_sync_sql(sync, "select $1::text", &params, &result, &fault), ERR_INVALID);
	pg_params_clear(&params);
	for (int i = 0; i < PG_PARAMS_MOST + 1; i++)
		pg_params_i64(&params, i);
	assert_int_equal(pg_sync_sql(sync, "select $1::int", &params, &result, &fault), ERR_INVALID);
	pg_params_release(&params);
	pg_sync_close(sync);
}

static void test_values(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct pg_params params = { 0 };
	struct pg_result *result;
	struct fault fault = { 0 };
	struct str bytes = { 0 };
	int64_t at = INT64_C(1772359200123456);

	(void)state;
	pg_params_i64(&params, INT64_MIN);
	pg_params_bool(&params, true);
	pg_params_instant(&params, at);
	pg_params_bytes(&params, (struct span){ "\0\xff\\", 3 });
	pg_params_text(&params, NULL);
	pg_params_text(&params, "a'b\\\"");
	check_fine(pg_sync_sql(sync,
		"select $1::bigint as n, $2::bool as b, $3::timestamptz as t, $4::bytea as y, $5::text as z, "
		"$6::text as x, timestamptz '2026-03-01 10:00:00+00' as u, timestamptz 'infinity' as i, "
		"timestamptz '1969-12-31 23:59:59.5+00' as v, 1.25::float8 as f", &params, &result, &fault), &fault);
	assert_true(pg_result_i64(result, 0, 0, 0) == INT64_MIN);
	assert_true(pg_result_bool(result, 0, 1));
	assert_true(pg_result_instant(result, 0, 2) == at);
	assert_true(pg_result_bytes(result, 0, 3, &bytes));
	assert_int_equal(bytes.length, 3);
	assert_memory_equal(bytes.text, "\0\xff\\", 3);
	assert_true(pg_result_is_null(result, 0, 4));
	assert_null(pg_result_text(result, 0, 4));
	check_str("text", pg_result_text(result, 0, 5), "a'b\\\"");
	assert_true(pg_result_instant(result, 0, 6) == INT64_C(1772359200000000));
	assert_true(pg_result_instant(result, 0, 7) == INSTANT_NONE);
	assert_true(pg_result_instant(result, 0, 8) == -500000);
	assert_true(pg_result_double(result, 0, 9, 0) > 1.2);
	check_int("column", pg_result_column(result, "t"), 2);
	check_int("no column", pg_result_column(result, "none"), -1);
	check_int("type", pg_result_column_type(result, 2), 1184);
	str_release(&bytes);
	pg_result_free(result);
	pg_params_release(&params);
	pg_sync_close(sync);
}

static void test_refusal_words(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct fault fault = { 0 };

	(void)state;
	enum err err = pg_sync_exec(sync,
		"do $$ begin raise exception 'C-1 changed' using errcode = 'DKCHG', hint = 'look again'; end $$",
		NULL, &fault);
	assert_int_equal(err, ERR_CHANGED);
	check_str("why", fault.why, "C-1 changed");
	check_str("help", fault.help, "look again");
	check_str("sqlstate", fault.sqlstate, "DKCHG");
	assert_int_equal(pg_sync_sql(sync, "select * from nowhere", NULL, NULL, &fault), ERR_STORE);
	assert_non_null(strstr(fault.help, "docket migrate"));
	pg_sync_close(sync);
}

static void test_sync_notify(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct str payload = { 0 };
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(pg_sync_wait_notify(sync, 20, NULL, &payload, &fault), ERR_TIMEOUT);
	server_exec(sync, "listen a; notify a, 'one'; notify a, 'two'");
	check_fine(pg_sync_wait_notify(sync, 2000, NULL, &payload, &fault), &fault);
	check_fine(pg_sync_wait_notify(sync, 2000, NULL, &payload, &fault), &fault);
	check_str("payloads", str_text(&payload), "onetwo");
	str_release(&payload);
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
		cmocka_unit_test(test_answers_come_in_order),
		cmocka_unit_test(test_session_is_in_utc),
		cmocka_unit_test(test_group_is_all_or_nothing),
		cmocka_unit_test(test_fault_of_the_commit),
		cmocka_unit_test(test_stream),
		cmocka_unit_test(test_stream_as_first_statement),
		cmocka_unit_test(test_notify),
		cmocka_unit_test(test_script),
		cmocka_unit_test(test_loss_answers_everything),
		cmocka_unit_test(test_idle_loss_has_words),
		cmocka_unit_test(test_no_server),
		cmocka_unit_test(test_silent_server),
		cmocka_unit_test(test_large_values),
		cmocka_unit_test(test_timeouts_of_a_statement),
		cmocka_unit_test(test_close_from_a_callback),
		cmocka_unit_test(test_refused_parameters),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_refusal_words),
		cmocka_unit_test(test_sync_notify),
	};

	return cmocka_run_group_tests(tests, make_database, NULL);
}
