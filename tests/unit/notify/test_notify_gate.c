/* SPDX-License-Identifier: MIT */
/* Six in any minute, then a count. */
#include "check.h"

#include "base/instant.h"
#include "notify/notify_gate.h"

static void test_six_then_a_count(void **state)
{
	struct notify_gate gate = { 0 };
	int64_t now_us = 5 * US_PER_S;

	(void)state;
	assert_true(notify_gate_due_us(&gate) == INSTANT_NONE);
	for (int i = 0; i < 6; i++)
		assert_true(notify_gate_pass(&gate, now_us + i * US_PER_S));
	assert_true(notify_gate_due_us(&gate) == INSTANT_NONE);
	for (int i = 0; i < 9; i++)
		assert_false(notify_gate_pass(&gate, now_us + 7 * US_PER_S));
	assert_int_equal(notify_gate_due_us(&gate), now_us + US_PER_MIN);
	/* A place is free by then, but the count goes first. */
	assert_false(notify_gate_pass(&gate, now_us + US_PER_MIN));
	assert_int_equal(notify_gate_take(&gate, now_us + US_PER_MIN), 10);
	assert_true(notify_gate_due_us(&gate) == INSTANT_NONE);
	/* The count took the place of the first; the second's is free a second later. */
	assert_false(notify_gate_pass(&gate, now_us + US_PER_MIN));
	assert_int_equal(notify_gate_due_us(&gate), now_us + US_PER_MIN + US_PER_S);
	assert_int_equal(notify_gate_take(&gate, now_us + US_PER_MIN + US_PER_S), 1);
	assert_true(notify_gate_pass(&gate, now_us + 10 * US_PER_MIN));
}

/* Whatever comes when, no minute has more than six. */
static void test_no_minute_has_more(void **state)
{
	struct notify_gate gate = { 0 };
	int64_t shown_us[2000];
	size_t shown = 0;
	uint64_t seed = 1;

	(void)state;
	for (int64_t now_us = 0; now_us < 60 * US_PER_MIN;) {
		int64_t due_us = notify_gate_due_us(&gate);

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		now_us += (int64_t)(seed >> 40) % (6 * US_PER_S);
		if (due_us != INSTANT_NONE && due_us <= now_us) {
			notify_gate_take(&gate, now_us);
			shown_us[shown++] = now_us;
		}
		if (notify_gate_pass(&gate, now_us))
			shown_us[shown++] = now_us;
	}
	assert_true(shown > 100);
	for (size_t i = 6; i < shown; i++)
		assert_true(shown_us[i] - shown_us[i - 6] >= US_PER_MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_six_then_a_count),
		cmocka_unit_test(test_no_minute_has_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
