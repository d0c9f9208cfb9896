/* SPDX-License-Identifier: MIT */
/* Working hours, walked day by day in the calendar's zone; a day has at most a few spells, so
 * nothing cleverer is needed. */
#include "policy/calendar.h"

#include <stdlib.h>
#include <string.h>

/* A limit that reaches further than this means a calendar that never opens. */
#define DAYS_MAX 4000

enum err calendar_span_read(const char *text, struct calendar_span *out)
{
	char *end;
	long days = strtol(text, &end, 10);

	*out = (struct calendar_span) { 0, 0 };
	if (end != text && (strcmp(end, " day") == 0 || strcmp(end, " days") == 0)) {
		if (days < 1 || days > 3660)
			return ERR_SYNTAX;
		out->days = (int)days;
		return ERR_NONE;
	}
	return duration_read(span_of(text), &out->us);
}

static int day_number(const struct civil *civil)
{
	return civil->year * 10000 + civil->month * 100 + civil->day;
}

static bool is_closed(const struct calendar *calendar, const struct civil *civil)
{
	for (size_t i = 0; i < calendar->closed_count; i++)
		if (calendar->closed[i].day == day_number(civil))
			return true;
	return false;
}

static int64_t at_minute(const struct calendar *calendar, const struct civil *day, int minute)
{
	struct civil civil = {
		.year = day->year, .month = day->month, .day = day->day, .minute = minute
	};

	return zone_instant(calendar->zone, &civil);
}

/* The civil day `days` after the one that holds `at`, at midnight, with its weekday. */
static struct civil day_after(const struct calendar *calendar, int64_t at, int days)
{
	struct civil civil = zone_civil(calendar->zone, at);

	civil = (struct civil) { .year = civil.year,
				 .month = civil.month,
				 .day = civil.day + days };
	return instant_civil(instant_from_civil(&civil, 0), 0);
}

/* The n-th spell of a day as moments; false after the last. */
static bool spell(const struct calendar *calendar, const struct civil *day, size_t *n,
		  int64_t *opens, int64_t *closes)
{
	while (*n < calendar->hour_count) {
		const struct calendar_hours *hours = &calendar->hours[(*n)++];
		if (hours->weekday != day->weekday)
			continue;
		*opens = at_minute(calendar, day, hours->opens_min);
		*closes = at_minute(calendar, day, hours->closes_min);
		return true;
	}
	return false;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t calendar_between(const struct calendar *calendar, int64_t from, int64_t to)
{
	int64_t sum = 0, opens, closes;

	if (to <= from)
		return 0;
	if (!calendar)
		return to - from;
	for (int n = 0; n < DAYS_MAX; n++) {
		struct civil day = day_after(calendar, from, n);
		if (at_minute(calendar, &day, 0) >= to)
			break;
		if (is_closed(calendar, &day))
			continue;
		for (size_t i = 0; spell(calendar, &day, &i, &opens, &closes);)
			if (sooner(closes, to) > later(opens, from))
				sum += sooner(closes, to) - later(opens, from);
	}
	return sum;
}

int64_t calendar_add(const struct calendar *calendar, int64_t from, int64_t us)
{
	int64_t opens, closes;

	if (!calendar)
		return from + us;
	for (int n = 0; n < DAYS_MAX; n++) {
		struct civil day = day_after(calendar, from, n);
		if (is_closed(calendar, &day))
			continue;
		for (size_t i = 0; spell(calendar, &day, &i, &opens, &closes);) {
			int64_t start = later(opens, from);
			if (closes <= start)
				continue;
			if (us <= closes - start)
				return start + us;
			us -= closes - start;
		}
	}
	return from + us;
}

static bool is_working_day(const struct calendar *calendar, const struct civil *day)
{
	int64_t opens, closes;
	size_t i = 0;

	return !is_closed(calendar, day) && spell(calendar, day, &i, &opens, &closes);
}

/* The same wall time, so many working days on; a time outside the hours moves to the next opening.
 */
static int64_t add_working_days(const struct calendar *calendar, int64_t from, int days)
{
	struct civil start = zone_civil(calendar->zone, from);
	int minute = start.hour * 60 + start.minute;
	int64_t at = from;

	for (int n = 1, left = days; n < DAYS_MAX && left > 0; n++) {
		struct civil day = day_after(calendar, from, n);
		if (!is_working_day(calendar, &day))
			continue;
		at = at_minute(calendar, &day, minute) + start.second * US_PER_S + start.us;
		left--;
	}
	return calendar_add(calendar, at, 0);
}

int64_t calendar_end(const struct calendar *calendar, const struct zone *zone, int64_t from,
		     struct calendar_span span)
{
	if (span.days == 0)
		return calendar_add(calendar, from, span.us);
	if (calendar)
		return add_working_days(calendar, from, span.days);
	return zone ? zone_add_days(zone, from, span.days) : from + span.days * US_PER_DAY;
}
