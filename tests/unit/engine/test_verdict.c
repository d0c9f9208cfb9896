/* SPDX-License-Identifier: MIT */
/* What is believed after a try to send: nothing is sent again blindly. */
#include "check.h"

#include <string.h>

#include "base/digest.h"
#include "engine/breaker.h"
#include "engine/sender.h"

enum { KEYS = 1, ASK = 2, OVER = 4 };

static const struct {
	unsigned of;
	enum http_outcome outcome;
	int status;
	const char *state;
	bool is_later;
	const char *came;
} tries[] = {
	{ 0, HTTP_ANSWERED, 200, "done", false, "sent" },
	{ KEYS, HTTP_ANSWERED, 204, "done", false, "sent" },
	{ 0, HTTP_NOT_SENT, 0, "ready", true, "unsent" },
	{ OVER, HTTP_NOT_SENT, 0, "dead", false, "unsent" },
	/* sent, and nobody knows */
	{ 0, HTTP_UNKNOWN, 0, "reconcile", false, "sent" },
	{ KEYS, HTTP_UNKNOWN, 0, "ready", true, "sent" },
	{ KEYS | OVER, HTTP_UNKNOWN, 0, "reconcile", false, "sent" },
	{ ASK, HTTP_UNKNOWN, 0, "unknown", true, "sent" },
	{ KEYS | ASK, HTTP_UNKNOWN, 0, "unknown", true, "sent" },
	{ 0, HTTP_ANSWERED, 500, "reconcile", false, "sent" },
	{ KEYS, HTTP_ANSWERED, 502, "ready", true, "sent" },
	{ ASK, HTTP_ANSWERED, 504, "unknown", true, "sent" },
	/* busy is a clear no */
	{ 0, HTTP_ANSWERED, 429, "ready", true, "answered" },
	{ 0, HTTP_ANSWERED, 503, "ready", true, "answered" },
	{ OVER, HTTP_ANSWERED, 503, "dead", false, "answered" },
	/* a conflict is no proof of either */
	{ KEYS, HTTP_ANSWERED, 409, "ready", true, "sent" },
	{ 0, HTTP_ANSWERED, 409, "reconcile", false, "sent" },
	{ ASK, HTTP_ANSWERED, 409, "unknown", true, "sent" },
	/* refused for good */
	{ KEYS, HTTP_ANSWERED, 400, "dead", false, "answered" },
	{ KEYS, HTTP_ANSWERED, 404, "dead", false, "answered" },
	{ KEYS, HTTP_ANSWERED, 302, "dead", false, "answered" },
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
		check_str("came", verdict.came, tries[i].came);
	}
}

/* ---------------------------------------------------------------- for how long */

#define HOUR (3600 * US_PER_S)

static const struct {
	const char *name;
	struct sender_age age;
	int64_t now;
	bool is_over, is_forgotten;
} ages[] = {
	{ "new", { 0, INSTANT_NONE, false, 20 * HOUR, 24 * HOUR }, HOUR, false, false },
	{ "never reached, for too long", { 0, INSTANT_NONE, false, 20 * HOUR, 24 * HOUR }, 20 * HOUR, true, false },
	{ "waited long before its first call", { 0, 19 * HOUR, true, 20 * HOUR, 24 * HOUR }, 30 * HOUR, false, false },
	{ "keys are shorter than the horizon", { 0, HOUR, true, 20 * HOUR, 2 * HOUR }, 3 * HOUR, true, true },
	{ "a call could end behind the keys", { 0, HOUR, true, 20 * HOUR, 2 * HOUR }, 3 * HOUR - US_PER_S, false, true },
	{ "nothing of it can be there: it may be sent", { 0, HOUR, false, 20 * HOUR, 2 * HOUR }, 4 * HOUR, false, false },
	{ "nobody said for how long keys are kept", { 0, HOUR, true, 20 * HOUR, 0 }, 4 * HOUR, false, false },
};

static void ages_are_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(ages); i++) {
		check_int(ages[i].name, sender_is_over(&ages[i].age, ages[i].now), ages[i].is_over);
		check_int(ages[i].name, sender_is_forgotten(&ages[i].age, ages[i].now, 30 * US_PER_S), ages[i].is_forgotten);
	}
}

static void texts_are_believed(void **state)
{
	(void)state;
	assert_string_equal(sender_judge_said(CONNECTOR_SUCCESS, true).state, "done");
	assert_string_equal(sender_judge_said(CONNECTOR_DUPLICATE, true).state, "done");
	assert_string_equal(sender_judge_said(CONNECTOR_ACCEPTED, false).state, "unknown");
	assert_string_equal(sender_judge_said(CONNECTOR_REFUSED, false).state, "dead");
	assert_string_equal(sender_judge_said(CONNECTOR_BUSY, false).state, "ready");
	assert_string_equal(sender_judge_said(CONNECTOR_BUSY, true).state, "dead");
	assert_string_equal(sender_judge_said(CONNECTOR_THERE, false).state, "done");
	assert_string_equal(sender_judge_said(CONNECTOR_MISSING, false).came, "missing");
	assert_true(sender_is_failure(HTTP_UNKNOWN, 0) && sender_is_failure(HTTP_NOT_SENT, 0) && sender_is_failure(HTTP_ANSWERED, 500));
	assert_false(sender_is_failure(HTTP_ANSWERED, 503) || sender_is_failure(HTTP_ANSWERED, 429) || sender_is_failure(HTTP_ANSWERED, 400));
}

/* Full jitter: the delays of those who fail together spread over all of it. */
static void delays_spread(void **state)
{
	uint64_t random = 7;

	(void)state;
	for (int64_t asked_us = 0; asked_us <= 30 * US_PER_S; asked_us += 30 * US_PER_S) {
		int64_t least = INT64_MAX, most = 0;
		int quarters[4] = { 0 };
		for (int i = 0; i < 1000; i++) {
			int64_t delay = sender_delay_us(4, 5 * US_PER_S, 60 * US_PER_S, asked_us, random_next(&random)) - asked_us;
			assert_in_range(delay, 0, 40 * US_PER_S);
			least = delay < least ? delay : least;
			most = delay > most ? delay : most;
			quarters[delay / (10 * US_PER_S + 1)]++;
		}
		assert_true(most - least > 38 * US_PER_S);
		for (size_t i = 0; i < 4; i++)
			assert_in_range(quarters[i], 180, 320);
	}
}

/* ---------------------------------------------------------------- when a target is left alone */

static void stops_and_tries(void **state)
{
	struct breaker breaker = { 0 };
	int64_t pause = 0;

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(breaker_end(&breaker, true, 5, 0, 1), BREAKER_SAME);
	assert_int_equal(breaker_end(&breaker, false, 5, 0, 1), BREAKER_SAME); /* one that goes well: they are not in a row */
	for (int i = 0; i < 4; i++)
		assert_int_equal(breaker_end(&breaker, true, 5, 0, 1), BREAKER_SAME);
	assert_true(breaker_may(&breaker, 0));
	assert_int_equal(breaker_end(&breaker, true, 5, 0, 999999), BREAKER_STOPS);
	assert_false(breaker_may(&breaker, 0));
	assert_int_equal(breaker_end(&breaker, true, 5, 0, 999999), BREAKER_SAME); /* under way when the others failed */
	for (int i = 0; i < 10; i++) { /* the pause grows, one try each time */
		int64_t now = breaker.until_us, next;
		assert_true(breaker_may(&breaker, now));
		breaker_begin(&breaker);
		assert_false(breaker_may(&breaker, now));
		assert_int_equal(breaker_end(&breaker, true, 5, now, 1ULL << 62), BREAKER_STOPS);
		next = breaker.until_us - now;
		assert_in_range(next, BREAKER_PAUSE_US / 4, BREAKER_PAUSE_MOST_US + BREAKER_PAUSE_US / 4);
		pause = next > pause ? next : pause;
	}
	assert_true(pause > 10 * US_PER_S);
	breaker_begin(&breaker);
	breaker_put_back(&breaker); /* nothing was sent: the next one is tried */
	assert_true(breaker_may(&breaker, breaker.until_us));
	breaker_begin(&breaker);
	assert_int_equal(breaker_end(&breaker, false, 5, 0, 1), BREAKER_GOES);
	assert_false(breaker_is_stopped(&breaker));
	assert_true(breaker_may(&breaker, 0));
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
		cmocka_unit_test(ages_are_judged),
		cmocka_unit_test(texts_are_believed),
		cmocka_unit_test(delays_spread),
		cmocka_unit_test(stops_and_tries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
