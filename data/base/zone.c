/* SPDX-License-Identifier: MIT */
/*
 * Civil time from TZif files (RFC 8536): a table of moments at which the offset changes, and behind the table a POSIX rule
 * ("CET-1CEST,M3.5.0,M10.5.0/3") for all later ones. Each zone is read once and kept.
 */
#include "base/zone.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/vec.h"

#define ZONEINFO "/usr/share/zoneinfo/"
#define FILE_BYTES_MAX 65536

/* One kind of local time: offset and name. */
struct zone_type {
	int offset_s;
	char name[8];
};

/* When a rule switches in a year: week `week` (5 = last) of `month` on `weekday`, or a day of the year, at `at_s` local. */
struct zone_switch {
	char kind; /* 'M', 'J' (1-365, no leap day), 'D' (0-365) */
	int month, week, weekday, day;
	int at_s;
};

struct zone {
	char *name;
	int64_t *moments_s;   /* sorted; type_of[i] holds from moments_s[i] on */
	uint8_t *type_of;
	size_t moment_count;
	struct zone_type *types;
	size_t type_count;
	struct zone_type standard, summer; /* of the rule */
	bool has_rule, has_summer;
	struct zone_switch begins, ends;
	struct zone *next;
};

static struct zone *zones; /* kept for the life of the program; only the loop's thread comes here */

static int64_t big_endian(const uint8_t *bytes, size_t count)
{
	uint64_t value = bytes[0] & 0x80 ? UINT64_MAX : 0;

	for (size_t i = 0; i < count; i++)
		value = value << 8 | bytes[i];
	return (int64_t)value;
}

/* ---- the rule behind the table ---- */

static bool take(const char **at, char sign)
{
	if (**at != sign)
		return false;
	(*at)++;
	return true;
}

static int take_digits(const char **at)
{
	int value = 0;

	while (**at >= '0' && **at <= '9' && value < 100000)
		value = value * 10 + *(*at)++ - '0';
	return value;
}

/* "5", "-3:30", "26:00:00" as seconds. */
static int take_clock(const char **at)
{
	bool is_negative = take(at, '-');
	int seconds;

	if (!is_negative)
		take(at, '+');
	seconds = take_digits(at) * 3600;
	if (take(at, ':'))
		seconds += take_digits(at) * 60;
	if (take(at, ':'))
		seconds += take_digits(at);
	return is_negative ? -seconds : seconds;
}

static void take_name(const char **at, struct zone_type *type)
{
	bool is_quoted = take(at, '<');
	size_t used = 0;

	while (**at && (is_quoted ? **at != '>' : (**at | 0x20) >= 'a' && (**at | 0x20) <= 'z')) {
		if (used + 1 < sizeof type->name)
			type->name[used++] = **at;
		(*at)++;
	}
	type->name[used] = '\0';
	if (is_quoted)
		take(at, '>');
}

static void take_switch(const char **at, struct zone_switch *out)
{
	out->at_s = 7200;
	out->kind = **at == 'M' || **at == 'J' ? *(*at)++ : 'D';
	if (out->kind == 'M') {
		out->month = take_digits(at);
		take(at, '.');
		out->week = take_digits(at);
		take(at, '.');
		out->weekday = take_digits(at);
	} else {
		out->day = take_digits(at);
	}
	if (take(at, '/'))
		out->at_s = take_clock(at);
}

static void read_rule(struct zone *zone, const char *rule)
{
	take_name(&rule, &zone->standard);
	if (zone->standard.name[0] == '\0')
		return;
	zone->standard.offset_s = -take_clock(&rule);
	zone->has_rule = true;
	if (*rule == '\0')
		return;
	take_name(&rule, &zone->summer);
	zone->summer.offset_s = *rule == ',' || !*rule ? zone->standard.offset_s + 3600 : -take_clock(&rule);
	zone->has_summer = take(&rule, ',');
	take_switch(&rule, &zone->begins);
	take(&rule, ',');
	take_switch(&rule, &zone->ends);
}

/* The moment of a switch in `year`, in seconds of local standard-or-summer wall time (no offset applied). */
static int64_t switch_wall_s(const struct zone_switch *at, int year)
{
	struct civil first = { .year = year, .month = 1, .day = 1 };
	int64_t day;

	if (at->kind != 'M') {
		bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
		first.day += at->kind == 'J' ? at->day - 1 + (is_leap && at->day >= 60) : at->day;
		return instant_from_civil(&first, 0) / US_PER_S + at->at_s;
	}
	first.month = at->month;
	day = instant_from_civil(&first, 0);
	day += (at->weekday - instant_civil(day, 0).weekday + 7) % 7 * US_PER_DAY;
	for (int week = 1; week < at->week; week++)
		if (instant_civil(day + 7 * US_PER_DAY, 0).month == at->month)
			day += 7 * US_PER_DAY;
	return day / US_PER_S + at->at_s;
}

static const struct zone_type *by_rule(const struct zone *zone, int64_t at_s)
{
	int year = instant_civil(at_s * US_PER_S, zone->standard.offset_s).year;
	int64_t begins, ends;
	bool is_summer;

	if (!zone->has_summer)
		return &zone->standard;
	begins = switch_wall_s(&zone->begins, year) - zone->standard.offset_s;
	ends = switch_wall_s(&zone->ends, year) - zone->summer.offset_s;
	is_summer = begins < ends ? at_s >= begins && at_s < ends : at_s >= begins || at_s < ends;
	return is_summer ? &zone->summer : &zone->standard;
}

/* ---- the table ---- */

static const struct zone_type *type_at(const struct zone *zone, int64_t at_s)
{
	size_t low = 0, high = zone->moment_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (zone->moments_s[middle] <= at_s)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == zone->moment_count && zone->has_rule)
		return by_rule(zone, at_s);
	return &zone->types[low == 0 ? 0 : zone->type_of[low - 1]];
}

/* The counts in a TZif header, in its order. */
struct counts {
	size_t is_ut, is_std, leap, time, type, character;
};

static bool read_header(const uint8_t *bytes, size_t length, struct counts *out)
{
	if (length < 44 || memcmp(bytes, "TZif", 4) != 0)
		return false;
	out->is_ut = (size_t)big_endian(bytes + 20, 4);
	out->is_std = (size_t)big_endian(bytes + 24, 4);
	out->leap = (size_t)big_endian(bytes + 28, 4);
	out->time = (size_t)big_endian(bytes + 32, 4);
	out->type = (size_t)big_endian(bytes + 36, 4);
	out->character = (size_t)big_endian(bytes + 40, 4);
	return out->time < 5000 && out->type > 0 && out->type < 256 && out->character < 1000 && out->leap < 1000 &&
	       out->is_ut < 1000 && out->is_std < 1000;
}

static size_t body_bytes(const struct counts *n, size_t moment_bytes)
{
	return n->time * (moment_bytes + 1) + n->type * 6 + n->character + n->leap * (moment_bytes + 4) + n->is_std + n->is_ut;
}

static void read_types(struct zone *zone, const uint8_t *at, const struct counts *n)
{
	const uint8_t *names = at + n->type * 6;

	zone->types = mem_new(n->type, sizeof *zone->types);
	zone->type_count = n->type;
	for (size_t i = 0; i < n->type; i++, at += 6) {
		zone->types[i].offset_s = (int)big_endian(at, 4);
		for (size_t j = 0; j < sizeof zone->types[i].name - 1 && at[5] + j < n->character && names[at[5] + j]; j++)
			zone->types[i].name[j] = (char)names[at[5] + j];
	}
}

static bool read_tables(struct zone *zone, const uint8_t *bytes, size_t length)
{
	struct counts n;
	size_t skip;
	char rule[128] = "";

	if (!read_header(bytes, length, &n) || bytes[4] < '2')
		return false;
	skip = 44 + body_bytes(&n, 4); /* the old 32-bit block is passed over */
	if (skip > length || !read_header(bytes + skip, length - skip, &n))
		return false;
	bytes += skip + 44;
	length -= skip + 44;
	if (body_bytes(&n, 8) > length)
		return false;
	zone->moment_count = n.time;
	zone->moments_s = mem_new(n.time, sizeof *zone->moments_s);
	zone->type_of = mem_copy(bytes + n.time * 8, n.time);
	for (size_t i = 0; i < n.time; i++) {
		zone->moments_s[i] = big_endian(bytes + i * 8, 8);
		if (zone->type_of[i] >= n.type)
			return false;
	}
	read_types(zone, bytes + n.time * 9, &n);
	skip = body_bytes(&n, 8);
	for (size_t i = 0; i + 1 < sizeof rule && skip + 1 + i < length && bytes[skip + 1 + i] != '\n'; i++)
		rule[i] = (char)bytes[skip + 1 + i];
	read_rule(zone, rule);
	return true;
}

static bool is_safe_name(const char *name)
{
	size_t length = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");

	return length > 0 && length < 64 && name[length] == '\0' && name[0] != '/' && !strstr(name, "//");
}

static void zone_free(struct zone *zone)
{
	mem_free(zone->name);
	mem_free(zone->moments_s);
	mem_free(zone->type_of);
	mem_free(zone->types);
	mem_free(zone);
}

static struct zone *zone_load(const char *name)
{
	char path[128];
	uint8_t *bytes;
	size_t length = 0;
	struct zone *zone;
	FILE *file;

	snprintf(path, sizeof path, ZONEINFO "%s", name);
	file = fopen(path, "re");
	if (!file)
		return NULL;
	bytes = mem_new(1, FILE_BYTES_MAX);
	length = fread(bytes, 1, FILE_BYTES_MAX, file);
	fclose(file);
	zone = mem_new(1, sizeof *zone);
	zone->name = mem_text(name);
	if (!read_tables(zone, bytes, length)) {
		zone_free(zone);
		zone = NULL;
	}
	mem_free(bytes);
	return zone;
}

enum err zone_find(const char *name, const struct zone **out)
{
	struct zone *zone = zones;

	if (!name || !is_safe_name(name))
		return ERR_NOT_FOUND;
	while (zone && strcmp(zone->name, name) != 0)
		zone = zone->next;
	if (!zone) {
		zone = zone_load(name);
		if (!zone)
			return ERR_NOT_FOUND;
		zone->next = zones;
		zones = zone;
	}
	*out = zone;
	return ERR_NONE;
}

int zone_offset_s(const struct zone *zone, int64_t at, const char **abbreviation)
{
	const struct zone_type *type = type_at(zone, at / US_PER_S - (at % US_PER_S < 0));

	if (abbreviation)
		*abbreviation = type->name;
	return type->offset_s;
}

struct civil zone_civil(const struct zone *zone, int64_t at)
{
	return instant_civil(at, zone_offset_s(zone, at, NULL));
}

int64_t zone_instant(const struct zone *zone, const struct civil *civil)
{
	int64_t wall = instant_from_civil(civil, 0);
	int before_s = zone_offset_s(zone, wall - US_PER_DAY, NULL), after_s = zone_offset_s(zone, wall + US_PER_DAY, NULL);
	int64_t early = wall - before_s * US_PER_S, late = wall - after_s * US_PER_S;

	/* With the offset that held before: right unless the change lies between. A time that occurs twice fits both and is
	 * the first; one that fits neither lies in a gap, and the offset from before it moves it forward by the gap. */
	if (zone_offset_s(zone, early, NULL) == before_s)
		return early;
	if (zone_offset_s(zone, late, NULL) == after_s)
		return late;
	return early;
}

int64_t zone_add_days(const struct zone *zone, int64_t at, int days)
{
	struct civil civil = zone_civil(zone, at);

	if (__builtin_add_overflow(civil.day, days, &civil.day))
		civil.day = days; /* past the end of time either way */
	return zone_instant(zone, &civil);
}

const char *zone_name(const struct zone *zone)
{
	return zone->name;
}
