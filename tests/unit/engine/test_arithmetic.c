/* SPDX-License-Identifier: MIT */
/* The figures of an engine: when to commit, how long a lease may be relied on, how long to wait, what time it is. */
#include "check.h"

#include "base/digest.h"
#include "engine/flush.h"
#include "engine/lane.h"
#include "engine/lease.h"
#include "engine/matching.h"
#include "engine/sender.h"
#include "engine/storecheck.h"
#include "engine/timing.h"
#include "table/stored_rows.h"

static void flushes_by_items_bytes_or_time(void **state)
{
	static const struct flush_limits limits = { .gather_us = 5000,
						    .items = 256,
						    .bytes = 1000 };
	static const struct {
		size_t items, bytes;
		int64_t age_us;
		bool is_due;
	} rows[] = {
		{ 0, 0, 99999, false },    { 1, 10, 0, false },  { 1, 10, 4999, false },
		{ 1, 10, 5000, true },     { 256, 10, 0, true }, { 2, 1000, 0, true },
		{ 255, 999, 4999, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(flush_is_due(&limits, rows[i].items, rows[i].bytes, 7000,
					      7000 + rows[i].age_us),
				 rows[i].is_due);
}

static void only_data_is_halved(void **state)
{
	(void)state;
	assert_true(flush_blames_data("22021")); /* not UTF-8 */
	assert_true(flush_blames_data("23505"));
	assert_false(flush_blames_data("53100")); /* disk full */
	assert_false(flush_blames_data("57014")); /* took too long */
	assert_false(flush_blames_data(""));
}

static void a_lease_counts_from_its_asking(void **state)
{
	(void)state;
	assert_int_equal(lease_good_until_us(1000, 6000), 1000 + 5400);
	assert_true(lease_good_until_us(0, 6000) < 6000);
}

static void backoff_is_bounded_and_spread(void **state)
{
	uint64_t random = 42;
	int low = 0;
	int high = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t delay = lane_backoff_us(12, random_next(&random));
		assert_in_range(delay, 0, 5 * US_PER_S);
		low += delay < 2 * US_PER_S;
		high += delay > 3 * US_PER_S;
	}
	assert_true(low > 200 && high > 200);
	for (int i = 0; i < 100; i++)
		assert_in_range(lane_backoff_us(1, random_next(&random)), 0, 100 * US_PER_MS);
}

static void sending_waits_as_asked_but_not_for_ever(void **state)
{
	(void)state;
	assert_true(sender_delay_us(1, 5 * US_PER_S, 60 * US_PER_S, 30 * US_PER_S, 1) >=
		    30 * US_PER_S);
	assert_true(sender_delay_us(1, 5 * US_PER_S, 60 * US_PER_S, 3600 * US_PER_S, 1) <=
		    120 * US_PER_S);
}

static void three_kinds_of_clock(void **state)
{
	static const struct timing real = { .kind = TIMING_REAL };
	static const struct timing scaled = { TIMING_SCALED, 1000 * US_PER_S, 50 * US_PER_S, 60 };
	static const struct timing driven = { TIMING_DRIVEN, 77 * US_PER_S, 0, 1 };
	int64_t now = 52 * US_PER_S;

	(void)state;
	assert_int_equal(timing_now(&real, now), now);
	assert_int_equal(timing_now(&scaled, now), 1120 * US_PER_S);
	assert_int_equal(timing_now(&driven, now), 77 * US_PER_S);
	assert_int_equal(timing_wait_us(&real, now, now + 5), 5);
	assert_int_equal(timing_wait_us(&scaled, now, 1180 * US_PER_S), US_PER_S);
	assert_int_equal(timing_wait_us(&scaled, now, 1120 * US_PER_S + 1), 1); /* never early */
	assert_int_equal(timing_wait_us(&driven, now, 77 * US_PER_S), 0);
	assert_int_equal(timing_wait_us(&driven, now, 78 * US_PER_S), INSTANT_NONE);
	assert_int_equal(timing_kind_of("scaled"), TIMING_SCALED);
	assert_int_equal(timing_kind_of("driven"), TIMING_DRIVEN);
	assert_int_equal(timing_kind_of("real"), TIMING_REAL);
}

static void only_plans_make_subjects(void **state)
{
	static const struct {
		const char *type, *nature;
		bool is_creating;
	} rows[] = {
		{ "shipment.planned", "planned", true },
		{ "shipment.milestone", "planned", true },
		{ "shipment.milestone", "actual", false },
		{ "shipment.milestone", "estimated", false },
		{ "shipment.eta", "estimated", false },
		{ "order.released", "actual", true },
		{ "delivery.completed", "actual", false },
		{ "no.such.type", "planned", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct event event;
		row_init(&row_stored_event, &event);
		event.type = rows[i].type;
		event.nature = rows[i].nature;
		assert_int_equal(rules_may_make(&event), rows[i].is_creating);
	}
}

static void a_store_that_forgets_is_refused(void **state)
{
	static const struct {
		const char *setting, *value;
		bool is_fit;
	} rows[] = {
		{ "fsync", "on", true },
		{ "fsync", "off", false },
		{ "full_page_writes", "off", false },
		{ "synchronous_commit", "on", true },
		{ "synchronous_commit", "off", false },
		{ "synchronous_commit", "local", false },
		{ "synchronous_commit", "remote_apply", true },
		{ "synchronous_commit", "", false },
		{ "data_checksums", "off", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(storecheck_judge(rows[i].setting, rows[i].value) == NULL,
				 rows[i].is_fit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flushes_by_items_bytes_or_time),
		cmocka_unit_test(only_data_is_halved),
		cmocka_unit_test(a_lease_counts_from_its_asking),
		cmocka_unit_test(backoff_is_bounded_and_spread),
		cmocka_unit_test(sending_waits_as_asked_but_not_for_ever),
		cmocka_unit_test(three_kinds_of_clock),
		cmocka_unit_test(only_plans_make_subjects),
		cmocka_unit_test(a_store_that_forgets_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
