/* SPDX-License-Identifier: MIT */
/* Moments as people type them, in a zone with daylight saving. */
#include "check.h"

#include "model/typedtime.h"

/* Wednesday 2026-03-25 15:00 in Berlin (+01:00); summer time begins on Sunday the 29th. */
#define NOW "2026-03-25T14:00:00Z"

static int64_t moment(const char *text)
{
	int64_t at = 0;

	assert_int_equal(instant_read(span_of(text), &at), ERR_NONE);
	return at;
}

static void test_forms(void **state)
{
	static const struct {
		const char *typed;
		bool is_ahead;
		const char *want; /* NULL = refused */
	} rows[] = {
		{ "now", false, "2026-03-25T14:00:00Z" },
		{ "+2h", false, "2026-03-25T16:00:00Z" },
		{ "-15m", false, "2026-03-25T13:45:00Z" },
		{ "16:40", false, "2026-03-25T15:40:00Z" },
		{ " 9:00 ", false, "2026-03-25T08:00:00Z" },
		{ "9:00", true, "2026-03-26T08:00:00Z" },
		{ "14:30", true, "2026-03-25T13:30:00Z" }, /* half an hour ago is no slip */
		{ "16:40:30", false, "2026-03-25T15:40:30Z" },
		{ "today", false, "2026-03-24T23:00:00Z" },
		{ "tomorrow 9:00", true, "2026-03-26T08:00:00Z" },
		{ "yesterday 16:00", false, "2026-03-24T15:00:00Z" },
		{ "mon 9:00", true, "2026-03-30T07:00:00Z" }, /* behind the change to summer time */
		{ "Monday 9:00", true, "2026-03-30T07:00:00Z" },
		{ "wed 9:00", true, "2026-04-01T07:00:00Z" },
		{ "mon 9:00", false, "2026-03-23T08:00:00Z" },
		{ "2026-03-01", false, "2026-02-28T23:00:00Z" },
		{ "2026-03-01 10:00", false, "2026-03-01T09:00:00Z" },
		{ "2026-03-01T10:00:00Z", false, "2026-03-01T10:00:00Z" },
		{ "2026-03-01T10:00:00+05:00", false, "2026-03-01T05:00:00Z" },
		{ "", false, NULL },
		{ "tomorow", false, NULL },
		{ "25:00", false, NULL },
		{ "9", false, NULL },
		{ "2026-13-01", false, NULL },
		{ "tomorrow 9", false, NULL },
	};
	const struct zone *zone = NULL;

	(void)state;
	assert_int_equal(zone_find("Europe/Berlin", &zone), ERR_NONE);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct fault fault = { 0 };
		struct str got = { 0 };
		int64_t at = INSTANT_NONE;
		enum err err = typedtime_read(span_of(rows[i].typed), zone, moment(NOW), rows[i].is_ahead, &at, &fault);

		check_int(rows[i].typed, err, rows[i].want ? ERR_NONE : ERR_SYNTAX);
		if (err) {
			assert_true(fault.help[0] != '\0');
			continue;
		}
		instant_write(&got, at);
		check_str(rows[i].typed, str_text(&got), rows[i].want);
		str_release(&got);
	}
}

/* 16:30 by the clock in Berlin, at a stop in Chicago, and said with the other's name. */
static void test_zones(void **state)
{
	static const struct {
		const char *typed, *want;
	} rows[] = {
		{ "16:30", "2026-03-25T15:30:00Z" },	     { "16:30 CET", "2026-03-25T15:30:00Z" },
		{ "16:30 cdt", "2026-03-25T21:30:00Z" },     { "16:30 local ", "2026-03-25T21:30:00Z" },
		{ "tomorrow 9:00 CDT", "2026-03-26T14:00:00Z" }, { "+2h", "2026-03-25T16:00:00Z" },
		{ "16:30 EST", NULL },			     { "CDT", NULL },
	};
	struct typedtime_zones zones;

	(void)state;
	assert_int_equal(zone_find("Europe/Berlin", &zones.here), ERR_NONE);
	assert_int_equal(zone_find("America/Chicago", &zones.there), ERR_NONE);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct fault fault = { 0 };
		struct str got = { 0 };
		int64_t at = INSTANT_NONE;
		enum err err = typedtime_read_zones(span_of(rows[i].typed), zones.here, &zones, moment(NOW), true, &at, &fault);

		check_int(rows[i].typed, err, rows[i].want ? ERR_NONE : ERR_SYNTAX);
		if (err)
			continue;
		instant_write(&got, at);
		check_str(rows[i].typed, str_text(&got), rows[i].want);
		str_release(&got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_forms), cmocka_unit_test(test_zones) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
