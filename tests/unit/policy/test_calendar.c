/* SPDX-License-Identifier: MIT */
/* Working hours over nights, Sundays, holidays and daylight saving. Times are written as local wall
 * time in Berlin. */
#include "check.h"

#include "base/digest.h"
#include "policy/calendar.h"

static const struct zone *berlin;
static struct calendar_closed closed[] = { { 20261225, "Christmas Day" },
					   { 20261226, "Boxing Day" } };

static struct calendar office(void)
{
	struct calendar calendar = {
		.name = "office", .zone = berlin, .closed = closed, .closed_count = COUNT_OF(closed)
	};

	for (int day = 1; day <= 5; day++) {
		calendar.hours[calendar.hour_count++] = (struct calendar_hours) { day, 7 * 60,
										  12 * 60 };
		calendar.hours[calendar.hour_count++] = (struct calendar_hours) { day, 13 * 60,
										  18 * 60 };
	}
	return calendar;
}

static int64_t local(const char *text)
{
	struct civil civil = { 0 };

	if (sscanf(text, "%d-%d-%d %d:%d", &civil.year, &civil.month, &civil.day, &civil.hour,
		   &civil.minute) != 5)
		fail_msg("%s is no time", text);
	return zone_instant(berlin, &civil);
}

static const char *written(int64_t at, char *room)
{
	struct civil civil = zone_civil(berlin, at);

	snprintf(room, 64, "%04d-%02d-%02d %02d:%02d", civil.year, civil.month, civil.day,
		 civil.hour, civil.minute);
	return room;
}

static const struct row {
	const char *name, *from, *span, *end;
} rows[] = {
	{ "inside a spell", "2026-11-23 09:00", "30m", "2026-11-23 09:30" },
	{ "over noon", "2026-11-23 11:30", "1h", "2026-11-23 13:30" },
	{ "over night", "2026-11-23 17:30", "1h", "2026-11-24 07:30" },
	{ "over the weekend", "2026-11-20 17:00", "2h", "2026-11-23 08:00" },
	{ "from a Sunday", "2026-11-22 12:00", "30m", "2026-11-23 07:30" },
	{ "over Christmas", "2026-12-24 17:00", "2h", "2026-12-28 08:00" },
	{ "a day is the same time of the next working day", "2026-11-20 15:00", "1 day",
	  "2026-11-23 15:00" },
	{ "24 hours are working hours", "2026-11-23 07:00", "24 hours", "2026-11-25 11:00" },
	{ "three days", "2026-12-23 09:00", "3 days", "2026-12-29 09:00" },
	{ "a day from outside the hours", "2026-11-23 20:00", "1 day", "2026-11-25 07:00" },
	{ "over the change to summer time", "2026-03-27 17:30", "1h", "2026-03-30 07:30" },
};

static void test_rows(void **state)
{
	struct calendar calendar = office();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct calendar_span span;
		char room[64];
		check_int(rows[i].name, calendar_span_read(rows[i].span, &span), ERR_NONE);
		check_str(rows[i].name,
			  written(calendar_end(&calendar, NULL, local(rows[i].from), span), room),
			  rows[i].end);
	}
}

/* What is added can be measured again, from anywhere. */
static void test_round(void **state)
{
	struct calendar calendar = office();
	uint64_t seed = 7;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		int64_t from = local("2026-01-01 00:00") +
			       (int64_t)(random_next(&seed) % (365 * 86400)) * US_PER_S;
		int64_t us = (int64_t)(random_next(&seed) % (90 * 3600)) * US_PER_S + 1;
		int64_t end = calendar_add(&calendar, from, us);
		check_int("between what was added", calendar_between(&calendar, from, end), us);
		int64_t middle = from + (end - from) / 3;
		check_int("parts add up",
			  calendar_between(&calendar, from, middle) +
				  calendar_between(&calendar, middle, end),
			  us);
	}
}

static void test_around_the_clock(void **state)
{
	struct calendar_span day;
	char room[64];

	(void)state;
	check_int("1 day", calendar_span_read("1 day", &day), ERR_NONE);
	check_str("a civil day over the change is 23 hours",
		  written(calendar_end(NULL, berlin, local("2026-03-28 12:00"), day), room),
		  "2026-03-29 12:00");
	check_str("24 hours are 24 hours",
		  written(calendar_end(NULL, berlin, local("2026-03-28 12:00"),
				       (struct calendar_span) { US_PER_DAY, 0 }),
			  room),
		  "2026-03-29 13:00");
	check_int("nonsense", calendar_span_read("soon", &day), ERR_SYNTAX);
	check_int("no days", calendar_span_read("0 days", &day), ERR_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows),
					    cmocka_unit_test(test_round),
					    cmocka_unit_test(test_around_the_clock) };

	if (zone_find("Europe/Berlin", &berlin) != ERR_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
