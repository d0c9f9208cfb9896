/* SPDX-License-Identifier: MIT */
/* Civil time: gaps, overlaps and long days by hand, and many moments in many zones against libc. */
#include "check.h"

#include <time.h>

#include "base/digest.h"
#include "base/zone.h"

static const struct zone *zone(const char *name)
{
	const struct zone *found = NULL;

	check_int(name, zone_find(name, &found), ERR_NONE);
	check_str(name, zone_name(found), name);
	return found;
}

static int64_t moment(const char *text)
{
	int64_t at = INSTANT_NONE;
	enum err err = instant_read(span_of(text), &at);

	assert_true(err == ERR_NONE || err == ERR_AGAIN);
	return at;
}

static void wall_to_moment(void **state)
{
	static const struct {
		const char *zone, *wall, *want;
	} rows[] = {
		{ "America/Chicago", "2011-03-13T01:59:59", "2011-03-13T07:59:59Z" },
		{ "America/Chicago", "2011-03-13T02:30:00", "2011-03-13T08:30:00Z" }, /* gap: reads as 03:30 */
		{ "America/Chicago", "2011-03-13T03:00:00", "2011-03-13T08:00:00Z" },
		{ "America/Chicago", "2011-11-06T00:59:59", "2011-11-06T05:59:59Z" },
		{ "America/Chicago", "2011-11-06T01:30:00", "2011-11-06T06:30:00Z" }, /* twice: the first */
		{ "America/Chicago", "2011-11-06T02:00:00", "2011-11-06T08:00:00Z" },
		{ "America/Chicago", "2026-03-08T02:00:00", "2026-03-08T08:00:00Z" },
		{ "America/Chicago", "2026-11-01T01:00:00", "2026-11-01T06:00:00Z" },
		{ "Europe/Berlin", "2011-03-27T02:30:00", "2011-03-27T01:30:00Z" },
		{ "Europe/Berlin", "2011-10-30T02:30:00", "2011-10-30T00:30:00Z" },
		{ "Europe/Berlin", "2011-10-30T03:00:00", "2011-10-30T02:00:00Z" },
		{ "Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:30:00Z" },
		{ "Europe/Berlin", "2026-10-25T02:59:59", "2026-10-25T00:59:59Z" },
		{ "Europe/Berlin", "2055-07-01T12:00:00", "2055-07-01T10:00:00Z" }, /* behind the table: the rule */
		{ "Australia/Sydney", "2055-01-01T12:00:00", "2055-01-01T01:00:00Z" },
		{ "Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00Z" }, /* a day that never was */
		{ "Asia/Kolkata", "2026-01-01T00:00:00", "2025-12-31T18:30:00Z" },
		{ "UTC", "2026-01-01T00:00:00", "2026-01-01T00:00:00Z" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct civil wall = instant_civil(moment(rows[i].wall), 0);
		struct str out = { 0 };
		instant_write(&out, zone_instant(zone(rows[i].zone), &wall));
		check_str(rows[i].wall, str_text(&out), rows[i].want);
		str_release(&out);
	}
}

static void days_keep_the_wall_time(void **state)
{
	static const struct {
		const char *zone, *from;
		int days;
		int64_t hours;
	} rows[] = {
		{ "Europe/Berlin", "2026-03-28T12:00:00Z", 1, 23 },   { "Europe/Berlin", "2026-10-24T12:00:00Z", 1, 25 },
		{ "Europe/Berlin", "2026-06-01T12:00:00Z", 1, 24 },   { "America/Chicago", "2011-03-12T20:00:00Z", 1, 23 },
		{ "America/Chicago", "2011-11-05T20:00:00Z", 1, 25 }, { "America/Chicago", "2011-11-07T20:00:00Z", -2, -49 },
		{ "UTC", "2026-03-28T12:00:00Z", 30, 720 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t from = moment(rows[i].from);
		check_int(rows[i].from, (zone_add_days(zone(rows[i].zone), from, rows[i].days) - from) / US_PER_HOUR,
			  rows[i].hours);
	}
	assert_true(zone_add_days(zone("Europe/Berlin"), moment("2026-01-01"), INT32_MAX) > 0);
	assert_true(zone_add_days(zone("Europe/Berlin"), moment("2026-01-01"), INT32_MIN) < 0);
}

static void unsafe_names_are_not_found(void **state)
{
	static const char *const names[] = {
		"", "/etc/passwd", "/UTC", "../etc/passwd", "Europe/../Europe/Berlin", "Europe//Berlin", "Europe", "Europe/Nowhere",
		"posix/../UTC", "UTC ", "UTC\n", "tzdata.zi", ":UTC", "CET-1CEST", "leapseconds",
	};
	const struct zone *found = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		check_int(names[i], zone_find(names[i], &found), ERR_NOT_FOUND);
	check_int("NULL", zone_find(NULL, &found), ERR_NOT_FOUND);
	assert_null(found);
}

static void each_zone_is_read_once(void **state)
{
	(void)state;
	assert_ptr_equal(zone("Europe/Berlin"), zone("Europe/Berlin"));
}

/* One moment as libc sees it; TZ is set. */
static void compare(const char *name, const struct zone *here, int64_t at_s)
{
	time_t at = (time_t)at_s;
	struct civil civil = zone_civil(here, at_s * US_PER_S), again;
	const char *abbreviation = NULL;
	char row[80];
	struct tm want;

	snprintf(row, sizeof row, "%s at %lld", name, (long long)at_s);
	assert_non_null(localtime_r(&at, &want));
	check_int(row, zone_offset_s(here, at_s * US_PER_S, &abbreviation), want.tm_gmtoff);
	check_str(row, abbreviation, want.tm_zone);
	check_int(row, civil.year, want.tm_year + 1900);
	check_int(row, civil.month, want.tm_mon + 1);
	check_int(row, civil.day, want.tm_mday);
	check_int(row, civil.hour, want.tm_hour);
	check_int(row, civil.minute, want.tm_min);
	check_int(row, civil.second, want.tm_sec);
	check_int(row, civil.weekday, want.tm_wday);
	again = zone_civil(here, zone_instant(here, &civil));
	check_int(row, instant_from_civil(&again, 0) - instant_from_civil(&civil, 0), 0);
}

static void as_libc_says(void **state)
{
	static const char *const names[] = {
		"America/Chicago", "Europe/Berlin",	"Europe/Dublin",    "Australia/Sydney", "Australia/Lord_Howe",
		"Asia/Kolkata",	   "America/Sao_Paulo", "Africa/Casablanca", "America/Nuuk",	"Pacific/Apia",
		"Asia/Kathmandu",  "America/St_Johns",	"Antarctica/Troll", "Asia/Gaza",	"Etc/GMT+5",
	};
	uint64_t seed = 42;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct zone *here = zone(names[i]);
		assert_int_equal(setenv("TZ", names[i], 1), 0);
		tzset();
		for (int64_t at_s = -2000000000; at_s < 6000000000; at_s += 3500000)
			compare(names[i], here, at_s + (int64_t)(random_next(&seed) % 3500000));
	}
}

/* Every half hour of the days around the changes. */
static void as_libc_says_around_changes(void **state)
{
	static const char *const names[] = { "America/Chicago", "Europe/Berlin" };
	static const char *const days[] = {
		"2011-03-12", "2011-03-26", "2011-10-29", "2011-11-05", "2026-03-07", "2026-03-28", "2026-10-24", "2026-10-31",
		"2040-03-10", "2040-03-24", "2040-10-27", "2040-11-03",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct zone *here = zone(names[i]);
		assert_int_equal(setenv("TZ", names[i], 1), 0);
		tzset();
		for (size_t j = 0; j < COUNT_OF(days); j++)
			for (int64_t step = 0; step < 48 * 3; step++) {
				compare(names[i], here, moment(days[j]) / US_PER_S + step * 1800);
				compare(names[i], here, moment(days[j]) / US_PER_S + step * 1800 - 1);
			}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wall_to_moment),	  cmocka_unit_test(days_keep_the_wall_time),
		cmocka_unit_test(unsafe_names_are_not_found), cmocka_unit_test(each_zone_is_read_once),
		cmocka_unit_test(as_libc_says),		  cmocka_unit_test(as_libc_says_around_changes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
