/* SPDX-License-Identifier: MIT */
/* A day, a time of the day, or both. What has an offset of its own goes to base/instant. */
#include "model/typedtime.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define TEXT_MOST 64

static const char *const weekdays[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

static struct civil civil_at(const struct zone *zone, int64_t at)
{
	return zone ? zone_civil(zone, at) : instant_civil(at, 0);
}

static int64_t instant_at(const struct zone *zone, const struct civil *civil)
{
	return zone ? zone_instant(zone, civil) : instant_from_civil(civil, 0);
}

static bool is_digit(char sign)
{
	return sign >= '0' && sign <= '9';
}

/* "9:00", "16:40", "16:40:30": the fields go to *civil. */
static bool read_clock(const char *text, struct civil *civil)
{
	int fields[3] = { 0, 0, 0 }, count = 0;

	for (; count < 3; text++) {
		if (!is_digit(*text))
			return false;
		fields[count] = *text++ - '0';
		if (is_digit(*text))
			fields[count] = fields[count] * 10 + *text++ - '0';
		count++;
		if (*text != ':')
			break;
	}
	if (*text != '\0' || count < 2 || fields[0] > 23 || fields[1] > 59 || fields[2] > 59)
		return false;
	civil->hour = fields[0];
	civil->minute = fields[1];
	civil->second = fields[2];
	return true;
}

/* The weekday that `word` begins like ("mon", "monday"), or -1. */
static int read_weekday(const char *word, size_t length)
{
	static const char *const full[] = { "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday" };

	for (int day = 0; day < 7; day++)
		if ((length == 3 && strncasecmp(word, weekdays[day], 3) == 0) ||
		    (length == strlen(full[day]) && strncasecmp(word, full[day], length) == 0))
			return day;
	return -1;
}

static bool is_word(const char *text, size_t length, const char *word)
{
	return length == strlen(word) && strncasecmp(text, word, length) == 0;
}

/* The day that the first word names, as fields of its midnight; false if it names none. */
static bool read_day(const char *word, size_t length, const struct civil *today, bool is_ahead, struct civil *out)
{
	int weekday = read_weekday(word, length);
	int years = 0, months = 0, days = 0;

	*out = (struct civil){ .year = today->year, .month = today->month, .day = today->day };
	if (weekday >= 0) {
		int ahead = (weekday - today->weekday + 7) % 7;
		out->day += is_ahead ? (ahead ? ahead : 7) : -((7 - ahead) % 7);
		return true;
	}
	if (is_word(word, length, "today"))
		return true;
	if (is_word(word, length, "tomorrow") || is_word(word, length, "yesterday")) {
		out->day += is_word(word, length, "tomorrow") ? 1 : -1;
		return true;
	}
	if (length != 10 || word[4] != '-' || word[7] != '-')
		return false;
	for (size_t i = 0; i < 10; i++) {
		int *field = i < 4 ? &years : i < 7 ? &months : &days;
		if (i == 4 || i == 7)
			continue;
		if (!is_digit(word[i]))
			return false;
		*field = *field * 10 + word[i] - '0';
	}
	*out = (struct civil){ .year = years, .month = months, .day = days };
	return months >= 1 && months <= 12 && days >= 1 && days <= 31;
}

static bool read_relative(const char *text, int64_t now, int64_t *out)
{
	int64_t duration = 0;

	if (is_word(text, strlen(text), "now")) {
		*out = now;
		return true;
	}
	if ((text[0] != '+' && text[0] != '-') || duration_read(span_of(text + 1), &duration))
		return false;
	*out = text[0] == '-' ? now - duration : now + duration;
	return true;
}

static bool read_civil(const char *text, const struct zone *zone, int64_t now, bool is_ahead, int64_t *out)
{
	struct civil today = civil_at(zone, now), civil = today;
	size_t length = strcspn(text, " T");
	const char *rest = text + length + strspn(text + length, " T");

	civil.second = civil.us = 0;
	if (read_clock(text, &civil)) {
		*out = instant_at(zone, &civil);
		if (is_ahead && *out < now - US_PER_HOUR) {
			civil.day++;
			*out = instant_at(zone, &civil);
		}
		return true;
	}
	if (!read_day(text, length, &today, is_ahead, &civil) || (*rest && !read_clock(rest, &civil)))
		return false;
	*out = instant_at(zone, &civil);
	return true;
}

enum err typedtime_read(struct span text, const struct zone *zone, int64_t now, bool is_ahead, int64_t *out,
			struct fault *fault)
{
	char typed[TEXT_MOST];

	while (text.length > 0 && isspace((unsigned char)text.text[0])) {
		text.text++;
		text.length--;
	}
	while (text.length > 0 && isspace((unsigned char)text.text[text.length - 1]))
		text.length--;
	if (text.length > 0 && text.length < sizeof typed) {
		memcpy(typed, text.text, text.length);
		typed[text.length] = '\0';
		if (read_relative(typed, now, out) || read_civil(typed, zone, now, is_ahead, out) ||
		    instant_read(text, out) == ERR_NONE)
			return ERR_NONE;
	}
	fault_set(fault, ERR_SYNTAX, "time", "\"%.*s\" is no time", (int)(text.length < 60 ? text.length : 60),
		  text.text ? text.text : "");
	fault_help(fault, "16:40, tomorrow 9:00, mon 9:00, +2h, 2026-03-01 10:00");
	return ERR_SYNTAX;
}

/* Is the word what the zone is called at `now`? */
static bool is_called(const struct zone *zone, int64_t now, struct span word)
{
	const char *name = "UTC";

	if (zone)
		zone_offset_s(zone, now, &name);
	return word.length == strlen(name) && strncasecmp(word.text, name, word.length) == 0;
}

enum err typedtime_read_zones(struct span text, const struct zone *zone, const struct typedtime_zones *zones, int64_t now,
			      bool is_ahead, int64_t *out, struct fault *fault)
{
	struct span word;
	size_t at;

	while (text.length > 0 && isspace((unsigned char)text.text[text.length - 1]))
		text.length--;
	for (at = text.length; at > 0 && text.text[at - 1] != ' ';)
		at--;
	word = (struct span){ text.text + at, text.length - at };
	if (at == 0 || word.length == 0)
		return typedtime_read(text, zone, now, is_ahead, out, fault);
	if (is_called(zones->there, now, word) || is_word(word.text, word.length, "local"))
		return typedtime_read((struct span){ text.text, at }, zones->there, now, is_ahead, out, fault);
	if (is_called(zones->here, now, word))
		return typedtime_read((struct span){ text.text, at }, zones->here, now, is_ahead, out, fault);
	return typedtime_read(text, zone, now, is_ahead, out, fault);
}
