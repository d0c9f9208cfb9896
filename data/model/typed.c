/* SPDX-License-Identifier: MIT */
/* A day word, then a time; or a duration from now; or RFC 3339. */
#include "model/typed.h"

#include <string.h>
#include <strings.h>

static enum err refuse(struct span text, struct fault *fault)
{
	fault_set(fault, ERR_SYNTAX, "time", "\"%.*s\" is no time", (int)(text.length > 40 ? 40 : text.length), text.text);
	fault_help(fault, "write 16:40, tomorrow 9:00, fri 14:30, +2h or 2026-03-01 10:00");
	return ERR_SYNTAX;
}

static struct span trim(struct span span)
{
	while (span.length > 0 && span.text[0] == ' ')
		span = (struct span){ span.text + 1, span.length - 1 };
	while (span.length > 0 && span.text[span.length - 1] == ' ')
		span.length--;
	return span;
}

/* "9", "9:05", "0905", "16h40" into hour and minute. */
static bool read_clock(struct span text, int *hour, int *minute)
{
	int digits[4], count = 0, before = -1;

	for (size_t i = 0; i < text.length; i++) {
		if (text.text[i] >= '0' && text.text[i] <= '9' && count < 4)
			digits[count++] = text.text[i] - '0';
		else if ((text.text[i] == ':' || text.text[i] == 'h' || text.text[i] == '.') && before < 0)
			before = count;
		else
			return false;
	}
	if (before < 0)
		before = count > 2 ? count - 2 : count;
	if (before < 1 || before > 2 || (count != before && count - before != 2))
		return false;
	*hour = before == 2 ? digits[0] * 10 + digits[1] : digits[0];
	*minute = count > before ? digits[before] * 10 + digits[before + 1] : 0;
	return *hour < 24 && *minute < 60;
}

/* Days from today that a word means, or -1. */
static int days_of(struct span word, int weekday)
{
	static const char *const weekdays[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

	if (word.length == 5 && strncasecmp(word.text, "today", 5) == 0)
		return 0;
	if (word.length == 8 && strncasecmp(word.text, "tomorrow", 8) == 0)
		return 1;
	for (int day = 0; day < 7; day++)
		if (word.length >= 3 && strncasecmp(word.text, weekdays[day], 3) == 0)
			return (day - weekday + 6) % 7 + 1;
	return -1;
}

static int64_t at_clock(const struct zone *zone, struct civil civil, int days, int hour, int minute)
{
	civil.day += days;
	civil.hour = hour;
	civil.minute = minute;
	civil.second = civil.us = 0;
	return zone ? zone_instant(zone, &civil) : instant_from_civil(&civil, 0);
}

/* A whole date without a zone: the fields are the zone's. */
static int64_t in_zone(int64_t as_utc, const struct zone *zone)
{
	struct civil civil = instant_civil(as_utc, 0);

	return zone ? zone_instant(zone, &civil) : as_utc;
}

enum err typed_instant(struct span text, int64_t now, const struct zone *zone, bool is_past, int64_t *out, struct fault *fault)
{
	struct civil civil = zone ? zone_civil(zone, now) : instant_civil(now, 0);
	const char *blank;
	int64_t duration;
	int days = -1, hour, minute;
	enum err err;

	text = trim(text);
	if (span_is(text, "now"))
		return *out = now, ERR_NONE;
	if (text.length > 1 && (text.text[0] == '+' || text.text[0] == '-')) {
		if (duration_read((struct span){ text.text + 1, text.length - 1 }, &duration))
			return refuse(text, fault);
		return *out = text.text[0] == '+' ? now + duration : now - duration, ERR_NONE;
	}
	err = instant_read(text, out);
	if (err == ERR_NONE)
		return ERR_NONE;
	if (err == ERR_AGAIN)
		return *out = in_zone(*out, zone), ERR_NONE;
	blank = memchr(text.text, ' ', text.length);
	if (blank) {
		days = days_of((struct span){ text.text, (size_t)(blank - text.text) }, civil.weekday);
		if (days < 0)
			return refuse(text, fault);
		text = trim((struct span){ blank, text.length - (size_t)(blank - text.text) });
	}
	if (!read_clock(text, &hour, &minute))
		return refuse(text, fault);
	*out = at_clock(zone, civil, days < 0 ? 0 : days, hour, minute);
	if (days < 0 && is_past && *out > now + 2 * US_PER_HOUR)
		*out = at_clock(zone, civil, -1, hour, minute);
	else if (days < 0 && !is_past && *out < now)
		*out = at_clock(zone, civil, 1, hour, minute);
	return ERR_NONE;
}
