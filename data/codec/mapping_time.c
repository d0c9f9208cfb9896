/* SPDX-License-Identifier: MIT */
/* Times as partners write them: read by a format, or as ISO 8601. Nothing here knows a zone. */
#include "codec/mapping_plan.h"

#include <string.h>
#include <strings.h>

#define MINUTES_A_DAY 1440

static bool read_digits(struct span text, size_t *at, int most, int *out)
{
	size_t begin = *at;

	for (*out = 0; *at < text.length && *at - begin < (size_t)most; (*at)++) {
		if (text.text[*at] < '0' || text.text[*at] > '9')
			break;
		*out = *out * 10 + text.text[*at] - '0';
	}
	return *at > begin;
}

static bool read_month(struct span text, size_t *at, int *out)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (int month = 0; text.length - *at >= 3 && month < 12; month++)
		if (strncasecmp(text.text + *at, months + month * 3, 3) == 0) {
			*at += 3;
			*out = month + 1;
			return true;
		}
	return false;
}

bool mapping_read_offset(struct span text, size_t *at, int *offset_s)
{
	int hours = 0, minutes = 0;
	size_t begin = *at;

	*offset_s = 0;
	if (begin < text.length && (text.text[begin] == 'Z' || text.text[begin] == 'z')) {
		++*at;
		return true;
	}
	if (text.length - begin >= 3 && (strncasecmp(text.text + begin, "utc", 3) == 0 || strncasecmp(text.text + begin, "gmt", 3) == 0)) {
		*at += 3;
		return true;
	}
	if (begin >= text.length || (text.text[begin] != '+' && text.text[begin] != '-'))
		return false;
	++*at;
	if (!read_digits(text, at, 2, &hours) || *at != begin + 3)
		return false;
	if (*at < text.length && text.text[*at] == ':')
		++*at;
	if (*at < text.length && (!read_digits(text, at, 2, &minutes) || minutes > 59))
		return false;
	*offset_s = (hours * 3600 + minutes * 60) * (text.text[begin] == '-' ? -1 : 1);
	return hours <= 18;
}

/* ".25" or ",25" as microseconds, digits behind the sixth are dropped; nothing there is 0. */
static bool read_fraction(struct span text, size_t *at, int *us)
{
	int unit = 100000;

	*us = 0;
	if (*at >= text.length || (text.text[*at] != '.' && text.text[*at] != ','))
		return true;
	for (++*at; *at < text.length && text.text[*at] >= '0' && text.text[*at] <= '9'; ++*at, unit /= 10)
		*us += (text.text[*at] - '0') * unit;
	return true;
}

/* An offset with or without a blank before it, or none. */
static bool read_optional_offset(struct span text, size_t *at, struct mapping_time *out)
{
	size_t begin = *at;

	while (*at < text.length && text.text[*at] == ' ')
		++*at;
	if (*at == text.length) {
		*at = begin;
		return true;
	}
	out->has_offset = mapping_read_offset(text, at, &out->offset_s);
	return out->has_offset;
}

/* AM and PM, with points or without, in either case. */
static bool read_half(struct span text, size_t *at, struct civil *civil)
{
	bool is_pm;

	if (*at >= text.length || !strchr("apAP", text.text[*at]))
		return false;
	is_pm = (text.text[*at] | 0x20) == 'p';
	if (++*at < text.length && text.text[*at] == '.')
		++*at;
	if (*at >= text.length || (text.text[*at] | 0x20) != 'm' || civil->hour > 12)
		return false;
	if (++*at < text.length && text.text[*at] == '.')
		++*at;
	civil->hour = civil->hour % 12 + (is_pm ? 12 : 0);
	return true;
}

/* Two digits of a year are of 1970 to 2069. */
static bool read_short_year(struct span text, size_t *at, struct civil *civil)
{
	int year = 0;

	if (!read_digits(text, at, 2, &year))
		return false;
	civil->year = year + (year < 70 ? 2000 : 1900);
	return true;
}

static bool read_part(struct span text, size_t *at, char what, struct mapping_time *out)
{
	struct civil *civil = &out->civil;

	switch (what) {
	case 'Y':
		return read_digits(text, at, 4, &civil->year);
	case 'y':
		return read_short_year(text, at, civil);
	case 'm':
		return read_digits(text, at, 2, &civil->month);
	case 'd':
		return read_digits(text, at, 2, &civil->day);
	case 'b':
		return read_month(text, at, &civil->month);
	case 'j':
		civil->month = 1;
		return read_digits(text, at, 3, &civil->day);
	case 'H':
	case 'I':
		return read_digits(text, at, 2, &civil->hour);
	case 'p':
		return read_half(text, at, civil);
	case 'M':
		return read_digits(text, at, 2, &civil->minute);
	case 'S':
		return read_digits(text, at, 2, &civil->second);
	case 'f':
		return read_fraction(text, at, &civil->us);
	case 'z':
		return read_optional_offset(text, at, out);
	default:
		return false;
	}
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* A day of the year becomes one of a month. Is every field one that there is? 24:00 is the end of its day. */
static bool settle(struct civil *civil, bool is_day_of_year)
{
	if (is_day_of_year && civil->day > (is_leap(civil->year) ? 366 : 365))
		return false;
	while (is_day_of_year && civil->day > days_of(civil->year, civil->month))
		civil->day -= days_of(civil->year, civil->month++);
	return civil->month >= 1 && civil->month <= 12 && civil->day >= 1 && civil->day <= days_of(civil->year, civil->month) &&
	       (civil->hour < 24 || (civil->hour == 24 && civil->minute == 0 && civil->second == 0)) && civil->minute < 60 && civil->second <= 60;
}

bool mapping_read_time(struct span text, const char *format, struct mapping_time *out)
{
	bool is_day_of_year = strstr(format, "%j") != NULL;
	size_t at = 0;

	*out = (struct mapping_time){ .civil = { .year = 1970, .month = 1, .day = 1 } };
	for (; *format; format++) {
		if (*format == '%' && format[1]) {
			if (!read_part(text, &at, *++format, out))
				return false;
		} else if (at >= text.length || text.text[at++] != *format) {
			return false;
		}
	}
	return at == text.length && settle(&out->civil, is_day_of_year);
}

bool mapping_read_iso(struct span text, struct mapping_time *out)
{
	static const char *const formats[] = { "%Y-%m-%dT%H:%M:%S%f%z", "%Y-%m-%d %H:%M:%S%f%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d %H:%M%z",
					       "%Y%m%dT%H%M%S%f%z", "%Y%m%dT%H%M%z" };

	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (mapping_read_time(text, formats[i], out))
			return true;
	return false;
}

bool mapping_read_clock(struct span text, int64_t *out)
{
	const char *colon = memchr(text.text, ':', text.length);
	int64_t hours = 0, minutes = 0, number = 0;

	if (colon) {
		struct span behind = { colon + 1, (size_t)(text.text + text.length - colon - 1) };
		if (str_to_i64((struct span){ text.text, (size_t)(colon - text.text) }, &hours) ||
		    str_to_i64(behind, &minutes))
			return false;
	} else {
		if (text.length > 4 || str_to_i64(text, &number))
			return false;
		hours = number / 100;
		minutes = number % 100;
	}
	*out = hours * 60 + minutes;
	return hours >= 0 && hours <= 24 && minutes >= 0 && minutes < 60 && *out <= MINUTES_A_DAY;
}
