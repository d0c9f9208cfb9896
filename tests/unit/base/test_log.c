/* SPDX-License-Identifier: MIT */
/* One cleaned line per event, and nothing below the wanted level. */
#include "check.h"

#include <unistd.h>

#include "base/log.h"

static void lines(void **state)
{
	struct fault fault;
	char got[4096];
	ssize_t length;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	log_to(ends[1], LOG_INFO);
	log_line(LOG_DEBUG, "intake", "not wanted");
	log_line(LOG_WARN, "intake", "from %s", "a\033[2J\nb");
	fault_set(&fault, ERR_LINK, "store", "gone");
	log_fault("pg", &fault);
	log_to(-1, LOG_INFO);
	log_line(LOG_ERROR, "intake", "nowhere");
	close(ends[1]);
	length = read(ends[0], got, sizeof got - 1);
	close(ends[0]);
	assert_true(length > 30);
	got[length] = '\0';
	check_int("time first", got[0], '2');
	assert_non_null(strstr(got, " warn intake: from a\xef\xbf\xbd[2J b\n"));
	assert_non_null(strstr(got, " warn pg: store: gone\n"));
	assert_null(strstr(got, "not wanted"));
	assert_null(strstr(got, "nowhere"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(lines) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
