/* SPDX-License-Identifier: MIT */
/* Notices on a real session bus, on one without a desktop, on one that hangs, and without any. */
#include "check.h"

#include <dirent.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/instant.h"
#include "notify/notify.h"

#include "desktop.h"

static void no_bus(void)
{
	unsetenv("DBUS_SESSION_BUS_ADDRESS");
	unsetenv("XDG_RUNTIME_DIR");
}

/* Runs the loop until so many notices have a fate, ten seconds at most. */
static void until_told(struct loop *loop, struct notify *notify, uint64_t want)
{
	for (int i = 0; i < 1000; i++) {
		struct notify_figures figures = notify_figures(notify);

		if (figures.shown + figures.failed + figures.timed_out >= want)
			return;
		loop_run_for(loop, 10 * US_PER_MS);
	}
	fail_msg("a notice has no fate");
}

static void test_which_bus(void **state)
{
	static const struct {
		const char *address;
		bool has_bus;
	} rows[] = {
		{ "unix:path=/run/user/1/bus", true },
		{ "unix:abstract=/tmp/dbus-x,guid=1", true },
		{ "unixexec:path=/bin/sh", false },
		{ "autolaunch:", false },
		{ "unix:path=/x;unixexec:path=/bin/sh", false },
		{ "tcp:host=10.0.0.1,port=1", false },
		{ "", false },
	};

	(void)state;
	no_bus();
	assert_false(notify_has_bus());
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		setenv("DBUS_SESSION_BUS_ADDRESS", rows[i].address, 1);
		check_int(rows[i].address, notify_has_bus(), rows[i].has_bus);
	}
	no_bus();
	setenv("XDG_RUNTIME_DIR", "/no/such/folder", 1);
	assert_false(notify_has_bus());
	no_bus();
}

static void test_no_bus_is_quiet(void **state)
{
	struct loop *loop = loop_new();
	struct notify *notify;

	(void)state;
	no_bus();
	notify = notify_new(loop, "docket");
	assert_false(notify_is_on(notify));
	notify_send(notify, "a", "b", true);
	notify_free(notify);
	loop_free(loop);
}

static void test_shown_as_plain_text(void **state)
{
	struct desktop desktop = { 0 };
	struct loop *loop = loop_new();
	struct notify *notify;
	char got[2048] = "", want[2048], longer[300];

	(void)state;
	no_bus();
	desktop_start_bus(&desktop);
	desktop_start_service(&desktop);
	notify = notify_new(loop, "docket");
	assert_true(notify_is_on(notify));
	memset(longer, 'x', sizeof longer);
	longer[299] = '\0';
	notify_send(notify, "Late <b>pickup</b>", "R&D \x1b[31m<a href='x'>go</a>", true);
	notify_send(notify, longer, longer, false);
	until_told(loop, notify, 2);
	assert_int_equal(notify_figures(notify).shown, 2);
	assert_true(read(desktop.notices, got, sizeof got - 1) > 0);
	snprintf(want, sizeof want, "1|%.79s\xe2\x80\xa6|%.199s\xe2\x80\xa6\n", longer, longer);
	assert_non_null(strstr(got, "2|Late <b>pickup</b>|R&amp;D "));
	assert_non_null(strstr(got, "&lt;a href='x'&gt;go&lt;/a&gt;\n"));
	assert_null(strchr(got, '\x1b'));
	assert_non_null(strstr(got, want));
	notify_free(notify);
	loop_free(loop);
	desktop_stop(&desktop);
}

static void test_bus_without_a_desktop(void **state)
{
	struct desktop desktop = { 0 };
	struct loop *loop = loop_new();
	struct notify *notify;

	(void)state;
	no_bus();
	desktop_start_bus(&desktop);
	notify = notify_new(loop, "docket");
	notify_send(notify, "a", "b", false);
	until_told(loop, notify, 1);
	assert_int_equal(notify_figures(notify).failed, 1);
	assert_true(notify_is_on(notify));
	notify_free(notify);
	loop_free(loop);
	desktop_stop(&desktop);
}

static int children(void)
{
	char path[64], line[256] = "";
	FILE *file;
	int count = 0;

	snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
	file = fopen(path, "r");
	assert_non_null(file);
	if (fgets(line, sizeof line, file))
		for (char *at = line; *at; at++)
			count += *at == ' ';
	fclose(file);
	return count;
}

/* The kernel takes the connection and nobody ever answers: libnotify alone would wait for
 * minutes. */
static void test_hung_bus(void **state)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct loop *loop = loop_new();
	char address[sizeof at.sun_path + 16];
	int64_t start_us;
	struct notify *notify;

	(void)state;
	no_bus();
	snprintf(at.sun_path, sizeof at.sun_path, "/tmp/docket-bus-%d", (int)getpid());
	unlink(at.sun_path);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(fd, 8), 0);
	snprintf(address, sizeof address, "unix:path=%s", at.sun_path);
	setenv("DBUS_SESSION_BUS_ADDRESS", address, 1);
	notify = notify_new(loop, "docket");
	start_us = loop_now_us(loop);
	notify_send(notify, "a", "b", false);
	notify_send(notify, "c", "d", false);
	assert_true(loop_now_us(loop) - start_us < 100 * US_PER_MS);
	until_told(loop, notify, 1);
	assert_int_equal(notify_figures(notify).timed_out, 1);
	assert_true(loop_now_us(loop) - start_us < 7 * US_PER_S);
	start_us = loop_now_us(loop);
	notify_free(notify); /* with one more hanging */
	assert_true(loop_now_us(loop) - start_us < US_PER_S);
	assert_int_equal(children(), 0);
	loop_free(loop);
	close(fd);
	unlink(at.sun_path);
	no_bus();
}

static void test_helper_dies(void **state)
{
	struct loop *loop = loop_new();
	struct notify *notify;
	char path[64], line[64] = "";
	FILE *file;

	(void)state;
	no_bus();
	setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/no/such/bus", 1);
	notify = notify_new(loop, "docket");
	snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
	file = fopen(path, "r");
	assert_non_null(fgets(line, sizeof line, file));
	fclose(file);
	kill(atoi(line), SIGKILL);
	loop_run_for(loop, 100 * US_PER_MS);
	assert_false(notify_is_on(notify));
	assert_int_equal(children(), 0);
	notify_send(notify, "a", "b", false);
	notify_free(notify);
	loop_free(loop);
	no_bus();
}

/* A fake loop moves the minute on; the helper is real and fails at once. */
static void test_held_back_and_counted(void **state)
{
	struct loop *loop = loop_fake_new(0);
	struct notify *notify;

	(void)state;
	no_bus();
	setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/no/such/bus", 1);
	notify = notify_new(loop, "docket");
	for (int i = 0; i < 10; i++)
		notify_send(notify, "a", "b", false);
	assert_int_equal(notify_figures(notify).held_back, 4);
	loop_fake_advance(loop, 2 * US_PER_MIN);
	notify_send(notify, "a", "b", false);
	assert_int_equal(notify_figures(notify).held_back, 4);
	assert_int_equal(notify_figures(notify).dropped, 0);
	notify_free(notify);
	loop_free(loop);
	no_bus();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_which_bus),
		cmocka_unit_test(test_no_bus_is_quiet),
		cmocka_unit_test(test_shown_as_plain_text),
		cmocka_unit_test(test_bus_without_a_desktop),
		cmocka_unit_test(test_hung_bus),
		cmocka_unit_test(test_helper_dies),
		cmocka_unit_test(test_held_back_and_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
