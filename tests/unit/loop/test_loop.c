/* SPDX-License-Identifier: MIT */
/* The verbs of both kinds of loop: what is called, when, how often, and what is never called
 * again. */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/instant.h"
#include "base/mem.h"
#include "loop/loop.h"

#define WALL (INT64_C(1300000000) * US_PER_S)

struct tally {
	struct loop *loop;
	struct loop_timer *timer;
	struct loop_watch *watch;
	int calls;
	int stop_after;
	int64_t at_us[8];
	unsigned ready;
	bool was_run;
	bool is_worked;
	const char **order;
	const char *name;
};

static void on_timer(void *context)
{
	struct tally *tally = context;

	if (tally->calls < (int)COUNT_OF(tally->at_us))
		tally->at_us[tally->calls] = loop_now_us(tally->loop);
	if (tally->order)
		*tally->order = tally->name;
	if (++tally->calls == tally->stop_after)
		loop_stop(tally->loop);
}

static void on_timer_free(void *context)
{
	struct tally *tally = context;

	tally->calls++;
	loop_timer_free(tally->timer);
}

static void on_ready(void *context, unsigned ready)
{
	struct tally *tally = context;
	char byte;

	tally->calls++;
	tally->ready |= ready;
	if (ready & LOOP_READ && loop_native(tally->loop))
		assert_true(read(*(int *)tally->order, &byte, 1) <= 1);
	if (tally->calls == tally->stop_after)
		loop_stop(tally->loop);
}

static void on_signal(void *context, int number)
{
	struct tally *tally = context;

	tally->calls = number;
	loop_stop(tally->loop);
}

static void work(void *context)
{
	((struct tally *)context)->is_worked = true;
}

static void on_done(void *context, bool was_run)
{
	struct tally *tally = context;

	tally->calls++;
	tally->was_run = was_run;
	loop_stop(tally->loop);
}

static void test_fake_timers_in_order(void **state)
{
	struct loop *loop = loop_fake_new(WALL);
	const char *last = "";
	struct tally slow = { .loop = loop, .order = &last, .name = "slow" };
	struct tally fast = { .loop = loop, .order = &last, .name = "fast" };
	struct loop_timer *a = loop_timer_new(loop, on_timer, &slow);
	struct loop_timer *b = loop_timer_new(loop, on_timer, &fast);
	int64_t start_us = loop_now_us(loop);

	(void)state;
	loop_timer_start(a, 70, 0);
	loop_timer_start(b, 30, 30);
	loop_fake_advance(loop, 29);
	assert_int_equal(fast.calls + slow.calls, 0);
	loop_fake_advance(loop, 1);
	assert_int_equal(fast.calls, 1);
	loop_fake_advance(loop, 60);
	assert_int_equal(fast.calls, 3);
	assert_int_equal(slow.calls, 1);
	assert_string_equal(last, "fast");
	assert_int_equal(slow.at_us[0] - start_us, 70);
	assert_int_equal(fast.at_us[2] - start_us, 90);
	assert_false(loop_timer_is_running(a));
	assert_true(loop_timer_is_running(b));
	loop_timer_stop(b);
	loop_fake_advance(loop, 1000);
	assert_int_equal(fast.calls, 3);
	assert_int_equal(loop_wall_us(loop), WALL + 1090);
	loop_fake_set_wall(loop, 5);
	assert_int_equal(loop_wall_us(loop), 5);
	assert_int_equal(loop_now_us(loop) - start_us, 1090);
	loop_free(loop);
}

static void test_fake_freed_in_its_own_callback(void **state)
{
	struct loop *loop = loop_fake_new(WALL);
	struct tally tally = { .loop = loop };

	(void)state;
	tally.timer = loop_timer_new(loop, on_timer_free, &tally);
	loop_timer_start(tally.timer, 10, 10);
	loop_fake_advance(loop, 100);
	assert_int_equal(tally.calls, 1);
	loop_free(loop);
}

static void test_fake_descriptors_signals_jobs(void **state)
{
	struct loop *loop = loop_fake_new(WALL);
	struct tally tally = { .loop = loop };
	struct tally term = { .loop = loop };
	struct tally job = { .loop = loop };
	struct fault fault;

	(void)state;
	assert_int_equal(loop_watch_new(loop, 7, on_ready, &tally, &tally.watch, &fault), ERR_NONE);
	assert_true(loop_fake_ready(loop, 7, LOOP_READ));
	assert_int_equal(tally.calls, 0); /* no interest yet */
	loop_watch_set(tally.watch, LOOP_WRITE);
	assert_int_equal(loop_fake_interest(loop, 7), LOOP_WRITE);
	loop_fake_ready(loop, 7, LOOP_READ | LOOP_WRITE);
	assert_int_equal(tally.ready, LOOP_WRITE);
	loop_watch_free(tally.watch);
	assert_false(loop_fake_ready(loop, 7, LOOP_WRITE));
	loop_signal_new(loop, SIGTERM, on_signal, &term);
	assert_true(loop_fake_signal(loop, SIGTERM));
	assert_false(loop_fake_signal(loop, SIGHUP));
	assert_int_equal(term.calls, SIGTERM);
	loop_job(loop, work, on_done, &job);
	assert_int_equal(job.calls, 0);
	loop_run(loop);
	assert_true(job.was_run && job.is_worked);
	loop_job(loop, work, on_done, &job);
	loop_free(loop); /* called off, but told */
	assert_int_equal(job.calls, 2);
	assert_false(job.was_run);
}

static void test_real_timer_is_never_early(void **state)
{
	struct loop *loop = loop_new();
	struct tally tally = { .loop = loop, .stop_after = 5 };
	struct loop_timer *timer = loop_timer_new(loop, on_timer, &tally);
	int64_t start_us = loop_now_us(loop);

	(void)state;
	loop_timer_start(timer, 2500, 3700);
	loop_run(loop);
	for (int i = 0; i < 5; i++)
		assert_true(tally.at_us[i] - start_us >= 2500 + i * 3700);
	assert_true(tally.at_us[4] - start_us < 2 * US_PER_S);
	assert_true(loop_wall_us(loop) > WALL);
	loop_free(loop);
}

static void test_real_descriptor(void **state)
{
	struct loop *loop = loop_new();
	int ends[2];
	struct tally tally = { .loop = loop, .stop_after = 3, .order = (const char **)&ends[0] };
	struct loop_watch *watch;
	struct fault fault;
	int fd = open("/dev/null", O_RDONLY);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(loop_watch_new(loop, fd, on_ready, &tally, &watch, &fault), ERR_SYSTEM);
	assert_null(watch);
	assert_true(fault.why[0] != '\0');
	close(fd);
	assert_int_equal(loop_watch_new(loop, ends[0], on_ready, &tally, &watch, &fault), ERR_NONE);
	loop_watch_set(watch, LOOP_READ);
	assert_int_equal(write(ends[1], "abc", 3), 3);
	loop_run(loop);
	assert_int_equal(tally.calls, 3);
	loop_watch_free(watch);
	close(ends[0]); /* straight after the free */
	close(ends[1]);
	loop_free(loop);
}

static void test_real_signal_job_stop(void **state)
{
	struct loop *loop = loop_new();
	struct tally usr1 = { .loop = loop };
	struct tally job = { .loop = loop };
	struct loop_signal *handle = loop_signal_new(loop, SIGUSR1, on_signal, &usr1);

	(void)state;
	raise(SIGUSR1);
	loop_run(loop);
	assert_int_equal(usr1.calls, SIGUSR1);
	loop_signal_free(handle);
	loop_job(loop, work, on_done, &job);
	loop_run(loop);
	assert_true(job.was_run && job.is_worked);
	loop_stop(loop);
	loop_run(loop); /* a stop before the run counts */
	loop_free(loop);
}

static void slow_work(void *context)
{
	usleep(20000);
	((struct tally *)context)->is_worked = true;
}

/* libuv has four workers: of twelve jobs some have begun when the loop goes, and all are told. */
static void test_real_free_with_jobs(void **state)
{
	struct loop *loop = loop_new();
	struct tally jobs[12];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(jobs); i++) {
		jobs[i] = (struct tally){ .loop = loop };
		loop_job(loop, slow_work, on_done, &jobs[i]);
	}
	loop_free(loop);
	for (size_t i = 0; i < COUNT_OF(jobs); i++) {
		assert_int_equal(jobs[i].calls, 1);
		assert_int_equal(jobs[i].was_run, jobs[i].is_worked);
	}
}

static void count_last(void *context)
{
	++*(int *)context;
}

static void test_free_ends_what_is_open(void **state)
{
	int lasts = 0;

	(void)state;
	for (int kind = 0; kind < 2; kind++) {
		struct loop *loop = kind ? loop_new() : loop_fake_new(WALL);
		struct tally tally = { .loop = loop };

		loop_timer_start(loop_timer_new(loop, on_timer, &tally), 1, 1);
		loop_signal_new(loop, SIGUSR2, on_signal, &tally);
		loop_at_free(loop, count_last, &lasts);
		loop_free(loop);
	}
	assert_int_equal(lasts, 2);
}

static void test_run_for(void **state)
{
	struct loop *loop = loop_new();
	int64_t start_us = loop_now_us(loop);

	(void)state;
	loop_run_for(loop, 20 * US_PER_MS);
	assert_true(loop_now_us(loop) - start_us >= 20 * US_PER_MS);
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fake_timers_in_order),
		cmocka_unit_test(test_fake_freed_in_its_own_callback),
		cmocka_unit_test(test_fake_descriptors_signals_jobs),
		cmocka_unit_test(test_real_timer_is_never_early),
		cmocka_unit_test(test_real_descriptor),
		cmocka_unit_test(test_real_signal_job_stop),
		cmocka_unit_test(test_real_free_with_jobs),
		cmocka_unit_test(test_free_ends_what_is_open),
		cmocka_unit_test(test_run_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
