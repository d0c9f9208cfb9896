/* SPDX-License-Identifier: MIT */
/* The bucket that a rate is: what may come at once, and when the next may. */
#include "check.h"

#include "base/instant.h"
#include "engine/admission.h"

static void test_bucket(void **state)
{
	int64_t now = 50 * US_PER_S, filled = 0, wait;
	double tokens = 0;

	(void)state;
	for (int i = 0; i < 3; i++)
		check_int("as many as it holds", admission_take(&tokens, &filled, 60, 3, now), 0);
	wait = admission_take(&tokens, &filled, 60, 3, now);
	assert_in_range(wait, US_PER_S - 1000, US_PER_S + 1000);
	check_int("a moment before", admission_take(&tokens, &filled, 60, 3, now + wait - 1000) > 0, 1);
	check_int("then", admission_take(&tokens, &filled, 60, 3, now + wait), 0);
	check_int("one only", admission_take(&tokens, &filled, 60, 3, now + wait) > 0, 1);
	for (int i = 0; i < 3; i++)
		check_int("full again, never fuller", admission_take(&tokens, &filled, 60, 3, now + 3600 * US_PER_S), 0);
	check_int("the fourth", admission_take(&tokens, &filled, 60, 3, now + 3600 * US_PER_S) > 0, 1);
}

/* Over a minute of asking a hundred times a second it lets through the rate and what it held, no more and no fewer. */
static void test_rate(void **state)
{
	int64_t filled = 0;
	double tokens = 0;
	int taken = 0;

	(void)state;
	for (int i = 0; i < 6000; i++)
		taken += admission_take(&tokens, &filled, 600, 10, US_PER_S + i * 10 * US_PER_MS) == 0;
	assert_in_range(taken, 608, 611);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_bucket), cmocka_unit_test(test_rate) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
