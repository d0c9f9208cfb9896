/* SPDX-License-Identifier: MIT */
/* Child programs: their end is told, their environment and descriptors are only what was given. */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/instant.h"
#include "loop/child.h"

struct end {
	struct loop *loop;
	int calls, code, number;
};

static void on_exit_(void *context, int code, int number)
{
	struct end *end = context;

	end->calls++;
	end->code = code;
	end->number = number;
	loop_stop(end->loop);
}

static struct child *start(struct end *end, const struct child_plan *plan)
{
	struct child *child;
	struct fault fault;

	assert_int_equal(child_start(end->loop, plan, on_exit_, end, &child, &fault), ERR_NONE);
	return child;
}

static void test_exit_code_environment_and_descriptors(void **state)
{
	/* The shell is the child under test here; the program itself never starts one. */
	const char *const argv[] = {
		"sh", "-c", "echo \"$HOME|$KEPT|$LEFT|$(ls /proc/self/fd | wc -l)\"; exit 7", NULL
	};
	const char *const keep[] = { "KEPT", "PATH", "NOT_SET", NULL };
	const char *const set[] = { "HOME=/nowhere", NULL };
	struct end end = { .loop = loop_new() };
	int ends[2], stray = open("/dev/null", O_RDONLY); /* not close-on-exec */
	char out[64] = "";
	struct child *child;

	(void)state;
	setenv("KEPT", "yes", 1);
	setenv("LEFT", "no", 1);
	assert_int_equal(pipe(ends), 0);
	child = start(&end, &(struct child_plan){ .argv = argv,
						  .keep = keep,
						  .set = set,
						  .in = CHILD_NULL,
						  .out = ends[1],
						  .err = 2 });
	assert_true(child_is_running(child));
	loop_run(end.loop);
	assert_int_equal(end.calls, 1);
	assert_int_equal(end.code, 7);
	assert_false(child_is_running(child));
	assert_int_equal(child_signal(child, SIGTERM), ERR_NOT_FOUND);
	assert_true(read(ends[0], out, sizeof out - 1) > 0);
	/* 0, 1 (the pipe of $()), 2, and ls's own of the folder. */
	check_str("output", out, "/nowhere|yes||4\n");
	child_free(child);
	close(ends[0]);
	close(ends[1]);
	close(stray);
	loop_free(end.loop);
}

static void test_signal_ends_it(void **state)
{
	const char *const argv[] = { "/bin/sleep", "60", NULL };
	const struct child_plan plan = { .argv = argv, .in = -1, .out = -1, .err = -1 };
	struct end end = { .loop = loop_new() };
	struct child *child = start(&end, &plan);

	(void)state;
	assert_int_equal(child_signal(child, SIGTERM), ERR_NONE);
	loop_run(end.loop);
	assert_int_equal(end.number, SIGTERM);
	child_free(child);
	loop_free(end.loop);
}

static void test_freed_while_running_is_killed(void **state)
{
	const char *const argv[] = { "/bin/sleep", "60", NULL };
	const struct child_plan plan = { .argv = argv, .in = -1, .out = -1, .err = -1 };
	struct end end = { .loop = loop_new() };
	struct child *child = start(&end, &plan);
	int pid = child_pid(child);

	(void)state;
	child_free(child);
	loop_free(end.loop);
	assert_int_equal(end.calls, 0);
	assert_int_equal(kill(pid, 0), -1);
}

static void test_no_such_program(void **state)
{
	const char *const argv[] = { "/no/such/program", NULL };
	const struct child_plan plan = { .argv = argv, .in = -1, .out = -1, .err = -1 };
	struct loop *loop = loop_new();
	struct child *child;
	struct fault fault;

	(void)state;
	assert_int_equal(child_start(loop, &plan, on_exit_, NULL, &child, &fault), ERR_NOT_FOUND);
	assert_null(child);
	check_str("what", fault.what, "/no/such/program");
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exit_code_environment_and_descriptors),
		cmocka_unit_test(test_signal_ends_it),
		cmocka_unit_test(test_freed_while_running_is_killed),
		cmocka_unit_test(test_no_such_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
