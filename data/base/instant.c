/* SPDX-License-Identifier: MIT */
/* Moments and durations: read as partners and PostgreSQL write them, written as operators read them. */
#include "base/instant.h"

#include <time.h>

/* Days since 1970-01-01 of a civil date (month may be out of range): Howard Hinnant's algorithm. */
static int64_t days_from_civil(int64_t year, int64_t month, int64_t day)
{
	int64_t era, of_era, of_year;

	year += (month - 1) / 12;
	month = (month - 1) % 12 + 1;
	if (month < 1) {
		month += 12;
		year--;
	}
	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	of_era = year - era * 400;
	of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* The first and last moment that arithmetic here gives: a week inside the type, so that zones and small sums fit. */
#define MOMENT_MOST (INT64_MAX - 7 * US_PER_DAY)

static int64_t held(__int128 at)
{
	return at > MOMENT_MOST ? MOMENT_MOST : at < -MOMENT_MOST ? -MOMENT_MOST : (int64_t)at;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

struct civil instant_civil(int64_t at, int offset_s)
{
	int64_t local = held(at) + offset_s * US_PER_S;
	int64_t days = floor_div(local, US_PER_DAY), rest = local - days * US_PER_DAY;
	int64_t shifted = days + 719468, era = floor_div(shifted, 146097), of_era = shifted - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100), part = (5 * of_year + 2) / 153;
	struct civil civil;

	civil.day = (int)(of_year - (153 * part + 2) / 5 + 1);
	civil.month = (int)(part < 10 ? part + 3 : part - 9);
	civil.year = (int)(year + era * 400 + (civil.month <= 2));
	civil.hour = (int)(rest / US_PER_HOUR);
	civil.minute = (int)(rest / US_PER_MIN % 60);
	civil.second = (int)(rest / US_PER_S % 60);
	civil.us = (int)(rest % US_PER_S);
	civil.weekday = (int)(((days + 4) % 7 + 7) % 7);
	return civil;
}

int64_t instant_from_civil(const struct civil *civil, int offset_s)
{
	__int128 at = (__int128)days_from_civil(civil->year, civil->month, civil->day) * US_PER_DAY;

	at += civil->hour * US_PER_HOUR + civil->minute * US_PER_MIN;
	return held(at + ((int64_t)civil->second - offset_s) * US_PER_S + civil->us);
}

/* A reader over a span: what is left of it. */
static bool take_number(struct span *rest, size_t digits, int *out)
{
	*out = 0;
	if (rest->length < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		int digit = rest->text[i] - '0';
		if (digit < 0 || digit > 9)
			return false;
		*out = *out * 10 + digit;
	}
	*rest = (struct span){ rest->text + digits, rest->length - digits };
	return true;
}

static bool take_sign(struct span *rest, char sign)
{
	if (rest->length == 0 || rest->text[0] != sign)
		return false;
	*rest = (struct span){ rest->text + 1, rest->length - 1 };
	return true;
}

static bool take_date(struct span *rest, struct civil *civil)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (!take_number(rest, 4, &civil->year) || !take_sign(rest, '-') || !take_number(rest, 2, &civil->month) ||
	    !take_sign(rest, '-') || !take_number(rest, 2, &civil->day))
		return false;
	if (civil->month < 1 || civil->month > 12 || civil->day < 1 || civil->day > days[civil->month - 1])
		return false;
	return civil->month != 2 || civil->day < 29 ||
	       (civil->year % 4 == 0 && (civil->year % 100 != 0 || civil->year % 400 == 0));
}

static bool take_time(struct span *rest, struct civil *civil)
{
	int digit, unit = 100000;

	if (!take_number(rest, 2, &civil->hour) || !take_sign(rest, ':') || !take_number(rest, 2, &civil->minute))
		return false;
	if (take_sign(rest, ':') && !take_number(rest, 2, &civil->second))
		return false;
	if (take_sign(rest, '.')) {
		if (!take_number(rest, 1, &digit))
			return false;
		do {
			civil->us += digit * unit;
			unit /= 10;
		} while (take_number(rest, 1, &digit));
	}
	return civil->hour < 24 && civil->minute < 60 && civil->second <= 60;
}

/* "Z", "+01", "+0100", "+01:00"; false if something else stands there. */
static bool take_offset(struct span *rest, int *offset_s)
{
	bool is_west = rest->length > 0 && rest->text[0] == '-';
	int hours, minutes = 0;

	if (take_sign(rest, 'Z') || take_sign(rest, 'z'))
		return *offset_s = 0, true;
	if ((!take_sign(rest, '+') && !take_sign(rest, '-')) || !take_number(rest, 2, &hours))
		return false;
	if ((take_sign(rest, ':') || rest->length > 0) && !take_number(rest, 2, &minutes))
		return false;
	*offset_s = (hours * 60 + minutes) * 60 * (is_west ? -1 : 1);
	return hours <= 15 && minutes < 60;
}

enum err instant_read(struct span text, int64_t *out)
{
	struct civil civil = { 0 };
	struct span rest = text;
	int offset_s = 0;

	if (!take_date(&rest, &civil))
		return ERR_SYNTAX;
	if (rest.length > 0 && !take_sign(&rest, 'T') && !take_sign(&rest, 't') && !take_sign(&rest, ' '))
		return ERR_SYNTAX;
	if (rest.text != text.text + 10 && !take_time(&rest, &civil))
		return ERR_SYNTAX;
	if (rest.length == 0) {
		*out = instant_from_civil(&civil, 0);
		return ERR_AGAIN;
	}
	if (!take_offset(&rest, &offset_s) || rest.length > 0)
		return ERR_SYNTAX;
	*out = instant_from_civil(&civil, offset_s);
	return ERR_NONE;
}

/* The last `digits` digits of a number that is not negative. */
static void put_digits(char *at, int number, int digits)
{
	for (; digits > 0; number /= 10)
		at[--digits] = (char)('0' + number % 10);
}

void instant_write(struct str *out, int64_t at)
{
	char text[] = "0000-00-00T00:00:00";
	struct civil civil;

	if (at == INSTANT_NONE)
		return;
	civil = instant_civil(at, 0);
	if (civil.year < 0 || civil.year > 9999) {
		str_addf(out, "%04d", civil.year);
	} else {
		put_digits(text, civil.year, 4);
		str_add(out, text, 4);
	}
	put_digits(text + 5, civil.month, 2);
	put_digits(text + 8, civil.day, 2);
	put_digits(text + 11, civil.hour, 2);
	put_digits(text + 14, civil.minute, 2);
	put_digits(text + 17, civil.second, 2);
	str_adds(out, text + 4);
	if (civil.us)
		str_addf(out, ".%06d", civil.us);
	str_addc(out, 'Z');
}

/* Units of durations: every spelling that is read, longest first where one begins another. */
static const struct {
	const char *name;
	int64_t us;
} units[] = {
	{ "seconds", US_PER_S }, { "second", US_PER_S },   { "minutes", US_PER_MIN }, { "minute", US_PER_MIN },
	{ "hours", US_PER_HOUR }, { "hour", US_PER_HOUR }, { "days", US_PER_DAY },    { "day", US_PER_DAY },
	{ "weeks", 7 * US_PER_DAY }, { "week", 7 * US_PER_DAY }, { "min", US_PER_MIN }, { "ms", US_PER_MS },
	{ "s", US_PER_S },	  { "m", US_PER_MIN },	   { "h", US_PER_HOUR },      { "d", US_PER_DAY },
	{ "w", 7 * US_PER_DAY },
};

static int64_t take_unit(struct span *rest)
{
	while (take_sign(rest, ' '))
		;
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		struct span name = span_of(units[i].name);
		if (rest->length < name.length || !span_equal((struct span){ rest->text, name.length }, name))
			continue;
		*rest = (struct span){ rest->text + name.length, rest->length - name.length };
		return units[i].us;
	}
	return 0;
}

enum err duration_read(struct span text, int64_t *out_us)
{
	struct span rest = text;
	bool is_negative = take_sign(&rest, '-');
	int64_t total = 0, unit = 0;

	if (rest.length == 0)
		return ERR_SYNTAX;
	while (rest.length > 0) {
		int64_t number = 0, here;
		int digit;
		size_t before = rest.length;
		while (take_number(&rest, 1, &digit))
			if (__builtin_mul_overflow(number, 10, &number) || __builtin_add_overflow(number, digit, &number))
				return ERR_SYNTAX;
		if (rest.length == before)
			return ERR_SYNTAX;
		here = take_unit(&rest);
		if (here == 0 && (rest.length > 0 || unit != US_PER_HOUR))
			return ERR_SYNTAX; /* only "1h30" may leave its last unit out */
		unit = here ? here : US_PER_MIN;
		if (__builtin_mul_overflow(number, unit, &number) || __builtin_add_overflow(total, number, &total))
			return ERR_SYNTAX;
		while (take_sign(&rest, ' '))
			;
	}
	*out_us = is_negative ? -total : total;
	return ERR_NONE;
}

void duration_write(struct str *out, int64_t duration_us)
{
	int64_t s = duration_us / US_PER_S;

	if (s < 0) {
		str_addc(out, '-');
		s = -s;
	}
	if (s < 60)
		str_addf(out, "%llds", (long long)s);
	else if (s < 3600)
		str_addf(out, "%lldm", (long long)(s / 60));
	else if (s < 86400)
		str_addf(out, "%lldh%02lld", (long long)(s / 3600), (long long)(s / 60 % 60));
	else
		str_addf(out, "%lldd%lldh", (long long)(s / 86400), (long long)(s / 3600 % 24));
}

static int64_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * US_PER_S + now.tv_nsec / 1000;
}

int64_t instant_wall_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t instant_monotonic_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}
