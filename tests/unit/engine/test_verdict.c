/* SPDX-License-Identifier: MIT */
/* What is believed after a try to send: nothing is sent again blindly. */
#include "check.h"

#include <string.h>

#include "engine/sender.h"

enum { KEYS = 1, ASK = 2, OVER = 4 };

static const struct {
	unsigned of;
	enum http_outcome outcome;
	int status;
	const char *state;
	bool is_later;
} tries[] = {
	{ 0, HTTP_ANSWERED, 200, "done", false },
	{ KEYS, HTTP_ANSWERED, 204, "done", false },
	{ 0, HTTP_NOT_SENT, 0, "ready", true },
	{ OVER, HTTP_NOT_SENT, 0, "dead", false },
	/* sent, and nobody knows */
	{ 0, HTTP_UNKNOWN, 0, "reconcile", false },
	{ KEYS, HTTP_UNKNOWN, 0, "ready", true },
	{ KEYS | OVER, HTTP_UNKNOWN, 0, "reconcile", false },
	{ ASK, HTTP_UNKNOWN, 0, "unknown", true },
	{ KEYS | ASK, HTTP_UNKNOWN, 0, "unknown", true },
	{ 0, HTTP_ANSWERED, 500, "reconcile", false },
	{ KEYS, HTTP_ANSWERED, 502, "ready", true },
	{ ASK, HTTP_ANSWERED, 504, "unknown", true },
	/* busy is a clear no */
	{ 0, HTTP_ANSWERED, 429, "ready", true },
	{ 0, HTTP_ANSWERED, 503, "ready", true },
	{ OVER, HTTP_ANSWERED, 503, "dead", false },
	/* a conflict is no proof of either */
	{ KEYS, HTTP_ANSWERED, 409, "ready", true },
	{ 0, HTTP_ANSWERED, 409, "reconcile", false },
	{ ASK, HTTP_ANSWERED, 409, "unknown", true },
	/* refused for good */
	{ KEYS, HTTP_ANSWERED, 400, "dead", false },
	{ KEYS, HTTP_ANSWERED, 404, "dead", false },
	{ KEYS, HTTP_ANSWERED, 302, "dead", false },
};

static void judges_tries(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(tries); i++) {
		const struct sender_target target = { tries[i].of & KEYS, tries[i].of & ASK };
		struct sender_verdict verdict = sender_judge(&target, tries[i].outcome,
							     tries[i].status, tries[i].of & OVER);
		assert_string_equal(verdict.state, tries[i].state);
		assert_int_equal(verdict.is_later, tries[i].is_later);
		assert_int_equal(verdict.words[0] == '\0', strcmp(verdict.state, "done") == 0);
	}
}

static void never_again_without_key_or_question(void **state)
{
	(void)state;
	for (int status = 0; status < 600; status++) {
		static const struct sender_target blind = { false, false };
		enum http_outcome outcome = status ? HTTP_ANSWERED : HTTP_UNKNOWN;
		struct sender_verdict verdict = sender_judge(&blind, outcome, status, false);
		if (status != 429 && status != 503)
			assert_string_not_equal(verdict.state, "ready");
	}
}

static void judges_askings(void **state)
{
	(void)state;
	assert_string_equal(sender_judge_asking(HTTP_ANSWERED, 200, false).state, "done");
	assert_string_equal(sender_judge_asking(HTTP_ANSWERED, 404, false).state, "ready");
	assert_string_equal(sender_judge_asking(HTTP_ANSWERED, 500, false).state, "unknown");
	assert_string_equal(sender_judge_asking(HTTP_NOT_SENT, 0, false).state, "unknown");
	assert_string_equal(sender_judge_asking(HTTP_UNKNOWN, 0, true).state, "reconcile");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_tries),
		cmocka_unit_test(never_again_without_key_or_question),
		cmocka_unit_test(judges_askings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
