/* SPDX-License-Identifier: MIT */
/*
 * Working hours: a zone, hours of each weekday, and days that are closed. A limit of "24 hours"
 * counts working time, a limit of "1 day" ends at the same wall time of the next working day.
 * Without a calendar time runs around the clock. All exact to the microsecond over daylight saving
 * changes.
 */
#ifndef DOCKET_POLICY_CALENDAR_H
#define DOCKET_POLICY_CALENDAR_H

#include "base/zone.h"

#define CALENDAR_HOURS_MAX 21 /* three spells a day */

/* One spell of a weekday (0 = Sunday), local minutes of the day. */
struct calendar_hours {
	int weekday, opens_min, closes_min;
};

/* A closed day as year * 10000 + month * 100 + day. */
struct calendar_closed {
	int day;
	const char *words;
};

struct calendar {
	const char *name;
	const struct zone *zone;
	struct calendar_hours hours[CALENDAR_HOURS_MAX];
	size_t hour_count;
	struct calendar_closed *closed;
	size_t closed_count;
};

/* How long: microseconds ("24 hours", "30m"), or civil days ("1 day"). */
struct calendar_span {
	int64_t us;
	int days; /* > 0: civil days, us is 0 */
};

/* Reads "30m", "24 hours", "1 day", "3 days": the last two are civil days, "1d" is 24 hours.
 * ERR_SYNTAX else. */
MUST_CHECK enum err calendar_span_read(const char *text, struct calendar_span *out);

/* Working time between two moments, microseconds; 0 if `to` is not after `from`. `calendar` NULL =
 * around the clock. */
int64_t calendar_between(const struct calendar *calendar, int64_t from, int64_t to);

/* The moment at which `us` of working time have passed since `from`; with 0, `from` itself if open,
 * else the next opening. */
int64_t calendar_add(const struct calendar *calendar, int64_t from, int64_t us);

/* The end of a span that begins at `from`; civil days are counted in the calendar's zone, or in
 * `zone` without a calendar. */
int64_t calendar_end(const struct calendar *calendar, const struct zone *zone, int64_t from,
		     struct calendar_span span);

#endif
