/* SPDX-License-Identifier: MIT */
/* Moments and durations, read and written. */
#include "check.h"

#include "base/instant.h"

static void moments_read(void **state)
{
	static const struct {
		const char *text;
		enum err err;
		const char *want;
	} rows[] = {
		{ "2011-03-14T14:30:00Z", ERR_NONE, "2011-03-14T14:30:00Z" },
		{ "2011-03-14T14:30:00.25Z", ERR_NONE, "2011-03-14T14:30:00.250000Z" },
		{ "2011-03-14 14:30:00.123456789+00", ERR_NONE, "2011-03-14T14:30:00.123456Z" },
		{ "2011-03-14 14:30:00+01", ERR_NONE, "2011-03-14T13:30:00Z" },
		{ "2011-03-14T14:30+05:30", ERR_NONE, "2011-03-14T09:00:00Z" },
		{ "2011-03-14t14:30:00-0330", ERR_NONE, "2011-03-14T18:00:00Z" },
		{ "2012-02-29T00:00:00Z", ERR_NONE, "2012-02-29T00:00:00Z" },
		{ "2000-02-29T00:00:00Z", ERR_NONE, "2000-02-29T00:00:00Z" },
		{ "1969-12-31T23:59:59.5Z", ERR_NONE, "1969-12-31T23:59:59.500000Z" },
		{ "0001-01-01T00:00:00Z", ERR_NONE, "0001-01-01T00:00:00Z" },
		{ "2016-12-31T23:59:60Z", ERR_NONE, "2017-01-01T00:00:00Z" },
		{ "2011-03-14T14:30:00", ERR_AGAIN, "2011-03-14T14:30:00Z" },
		{ "2011-03-14", ERR_AGAIN, "2011-03-14T00:00:00Z" },
		{ "2011-02-29T00:00:00Z", ERR_SYNTAX, "" },
		{ "1900-02-29T00:00:00Z", ERR_SYNTAX, "" },
		{ "2011-13-01T00:00:00Z", ERR_SYNTAX, "" },
		{ "2011-00-01T00:00:00Z", ERR_SYNTAX, "" },
		{ "2011-04-31T00:00:00Z", ERR_SYNTAX, "" },
		{ "2011-03-14T24:00:00Z", ERR_SYNTAX, "" },
		{ "2011-03-14T14:60:00Z", ERR_SYNTAX, "" },
		{ "2011-03-14T14:30:61Z", ERR_SYNTAX, "" },
		{ "2011-03-14T14:30:00.Z", ERR_SYNTAX, "" },
		{ "2011-03-14T14:30:00+01:", ERR_SYNTAX, "" },
		{ "2011-03-14T14:30:00+1", ERR_SYNTAX, "" },
		{ "2011-03-14T14:30:00+16", ERR_SYNTAX, "" },
		{ "2011-03-14T14:30:00Zx", ERR_SYNTAX, "" },
		{ "2011-03-14T", ERR_SYNTAX, "" },
		{ "2011-03-14x", ERR_SYNTAX, "" },
		{ "11-03-14", ERR_SYNTAX, "" },
		{ "", ERR_SYNTAX, "" },
		{ "infinity", ERR_SYNTAX, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str out = { 0 };
		int64_t at = INSTANT_NONE;
		check_int(rows[i].text, instant_read(span_of(rows[i].text), &at), rows[i].err);
		instant_write(&out, at);
		check_str(rows[i].text, str_text(&out), rows[i].want);
		str_release(&out);
	}
}

static void civil_there_and_back(void **state)
{
	(void)state;
	for (int64_t day = -800000; day < 800000; day += 17) {
		int64_t at = day * US_PER_DAY + day * 7919 % US_PER_DAY;
		struct civil civil = instant_civil(at, 5400), before = instant_civil(at - US_PER_DAY, 5400);
		assert_true(instant_from_civil(&civil, 5400) == at);
		check_int("weekday", (before.weekday + 1) % 7, civil.weekday);
	}
	check_int("a Thursday", instant_civil(0, 0).weekday, 4);
}

static void fields_carry_and_the_ends_hold(void **state)
{
	struct civil carry = { .year = 2011, .month = 14, .day = 0, .hour = 25, .minute = -1 };
	struct civil far = { .year = INT32_MAX, .month = 1, .day = INT32_MAX, .second = INT32_MAX };
	struct str out = { 0 };

	(void)state;
	instant_write(&out, instant_from_civil(&carry, 0));
	check_str("carried", str_text(&out), "2012-02-01T00:59:00Z");
	str_release(&out);
	assert_true(instant_from_civil(&far, -50000) > 0);
	far.year = INT32_MIN;
	assert_true(instant_from_civil(&far, 50000) < 0);
	assert_true(instant_civil(INT64_MAX, 86400).year > 290000);
	assert_true(instant_civil(INT64_MIN, -86400).year < -290000);
}

static void durations_read(void **state)
{
	static const struct {
		const char *text;
		enum err err;
		int64_t s;
	} rows[] = {
		{ "90s", ERR_NONE, 90 },	 { "15m", ERR_NONE, 900 },	     { "2h", ERR_NONE, 7200 },
		{ "1d", ERR_NONE, 86400 },	 { "1h30", ERR_NONE, 5400 },	     { "1h30m", ERR_NONE, 5400 },
		{ "-5m", ERR_NONE, -300 },	 { "24 hours", ERR_NONE, 86400 },    { "2 days", ERR_NONE, 172800 },
		{ "1 day 2 hours", ERR_NONE, 93600 }, { "10min", ERR_NONE, 600 },    { "1w", ERR_NONE, 604800 },
		{ "1500ms", ERR_NONE, 1 },	 { "0s", ERR_NONE, 0 },		     { "", ERR_SYNTAX, 0 },
		{ "-", ERR_SYNTAX, 0 },		 { "5", ERR_SYNTAX, 0 },	     { "h", ERR_SYNTAX, 0 },
		{ "1d4", ERR_SYNTAX, 0 },	 { "1x", ERR_SYNTAX, 0 },	     { "--5m", ERR_SYNTAX, 0 },
		{ "1.5h", ERR_SYNTAX, 0 },	 { "99999999999999999999s", ERR_SYNTAX, 0 },
		{ "9223372036854775807d", ERR_SYNTAX, 0 },			     { "1 month", ERR_SYNTAX, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t us = 0;
		check_int(rows[i].text, duration_read(span_of(rows[i].text), &us), rows[i].err);
		check_int(rows[i].text, us / US_PER_S, rows[i].s);
	}
}

static void durations_written(void **state)
{
	static const struct {
		int64_t s;
		const char *want;
	} rows[] = {
		{ 0, "0s" },	     { 45, "45s" },	   { 59, "59s" },	{ 60, "1m" },	      { 720, "12m" },
		{ 3600, "1h00" },    { 5400, "1h30" },	   { 86399, "23h59" },	{ 86400, "1d0h" },    { 273600, "3d4h" },
		{ -45, "-45s" },     { -5400, "-1h30" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str out = { 0 };
		duration_write(&out, rows[i].s * US_PER_S);
		check_str(rows[i].want, str_text(&out), rows[i].want);
		str_release(&out);
	}
}

static void the_two_clocks_run(void **state)
{
	int64_t monotonic = instant_monotonic_now();

	(void)state;
	assert_true(instant_wall_now() > INT64_C(1600000000) * US_PER_S);
	assert_true(instant_monotonic_now() >= monotonic);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_read),		 cmocka_unit_test(civil_there_and_back),
		cmocka_unit_test(fields_carry_and_the_ends_hold), cmocka_unit_test(durations_read),
		cmocka_unit_test(durations_written),	 cmocka_unit_test(the_two_clocks_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
