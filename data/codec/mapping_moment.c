/* SPDX-License-Identifier: MIT */
/* Moments of a record: days, times with and without an offset, times of the day, and what is computed from them. */
#include "codec/mapping_fill.h"

#include <string.h>

#define MINUTES_A_DAY 1440

static struct civil civil_of(const struct zone *zone, int64_t at)
{
	return zone ? zone_civil(zone, at) : instant_civil(at, 0);
}

static int64_t instant_of(const struct zone *zone, const struct civil *civil)
{
	return zone ? zone_instant(zone, civil) : instant_from_civil(civil, 0);
}

static int64_t at_clock(const struct zone *zone, int64_t day, int64_t minutes, int days_on)
{
	struct civil civil = civil_of(zone, day);

	civil.day += days_on;
	civil.hour = (int)(minutes / 60);
	civil.minute = (int)(minutes % 60);
	civil.second = civil.us = 0;
	return instant_of(zone, &civil);
}

/* Where civil times without an offset are meant: in a zone, or so many seconds east. */
struct where {
	const struct zone *zone;
	int offset_s;
};

static int64_t moment_of(const struct where *where, const struct mapping_time *time)
{
	if (time->has_offset)
		return instant_from_civil(&time->civil, time->offset_s);
	return where->zone ? zone_instant(where->zone, &time->civil) : instant_from_civil(&time->civil, where->offset_s);
}

enum err mapping_fill_day(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	struct where where = { .zone = row->loop->zone };
	struct mapping_time time;
	struct span cell;

	if (!mapping_fill_source(row, &step->source, slot, &cell))
		return ERR_NONE;
	for (const char **format = step->formats; !slot->is_known && *format; format++) {
		slot->is_known = mapping_read_time(cell, *format, &time);
		if (slot->is_known)
			slot->number = moment_of(&where, &time);
	}
	return slot->is_known ? ERR_NONE : mapping_fill_refuse(step, cell, "day", fault);
}

/* Seconds or milliseconds since 1970, with a fraction or without. */
static bool read_epoch(struct span cell, int64_t us_per_unit, int64_t *out)
{
	int64_t millionths = 0;

	if (!mapping_read_decimal(cell, &millionths))
		return false;
	*out = us_per_unit == US_PER_S ? millionths : millionths / 1000;
	return true;
}

static bool read_moment(const struct step *step, struct span cell, const struct where *where, int64_t *out)
{
	struct mapping_time time;

	if (!step->formats[0] && mapping_read_iso(cell, &time)) {
		*out = moment_of(where, &time);
		return true;
	}
	for (const char **format = step->formats; *format; format++) {
		if (strncmp(*format, "epoch", 5) == 0) {
			if (read_epoch(cell, (*format)[5] ? US_PER_MS : US_PER_S, out))
				return true;
		} else if (mapping_read_time(cell, *format, &time)) {
			*out = moment_of(where, &time);
			return true;
		}
	}
	return false;
}

/* Where the step's times are meant: its own zone, what a value says, or where the records are. */
static enum err find_where(struct mapping_row *row, const struct step *step, struct where *out, struct fault *fault)
{
	struct slot none = { 0 };
	struct span name;
	size_t at = 0;

	*out = (struct where){ .zone = step->zone ? step->zone : row->loop->zone };
	if (step->second.count == 0 || !mapping_fill_source(row, &step->second, &none, &name))
		return ERR_NONE;
	if (mapping_read_offset(name, &at, &out->offset_s) && at == name.length) {
		out->zone = NULL;
		return ERR_NONE;
	}
	return zone_find(name.text, &out->zone) == ERR_NONE ? ERR_NONE : mapping_fill_refuse(step, name, "zone or offset", fault);
}

enum err mapping_fill_time(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	struct where where;
	struct span cell;
	enum err err;

	if (!mapping_fill_source(row, &step->source, slot, &cell))
		return ERR_NONE;
	err = find_where(row, step, &where, fault);
	if (err)
		return err;
	slot->is_known = read_moment(step, cell, &where, &slot->number);
	if (slot->is_known)
		return ERR_NONE;
	return mapping_fill_refuse(step, cell, step->formats[0] ? "moment of its formats" : "moment (2026-03-01T10:00:00+01:00)", fault);
}

enum err mapping_fill_clock(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	struct span cell;

	if (!mapping_fill_source(row, &step->source, slot, &cell))
		return ERR_NONE;
	slot->is_known = mapping_read_clock(cell, &slot->number);
	return slot->is_known ? ERR_NONE : mapping_fill_refuse(step, cell, "time of the day", fault);
}

/* --- computed --- */

/* Minutes of the step's number with its sign, within a day; 0 without one. */
static int64_t minutes_of(const struct mapping_row *row, const struct step *step)
{
	return step->number < 0 ? 0 : step->sign * (row->slots[step->number].number % MINUTES_A_DAY);
}

enum err mapping_fill_at(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	int64_t minutes;

	(void)fault;
	if (!mapping_fill_operands(row, step, slot))
		return ERR_NONE;
	minutes = (row->slots[step->operands[1]].number + minutes_of(row, step)) % MINUTES_A_DAY;
	slot->number = at_clock(row->loop->zone, row->slots[step->operands[0]].number, minutes < 0 ? minutes + MINUTES_A_DAY : minutes, 0);
	return ERR_NONE;
}

enum err mapping_fill_shift(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	int64_t by;

	if (!mapping_fill_operands(row, step, slot))
		return ERR_NONE;
	by = step->number < 0 ? 0 : row->slots[step->number].number;
	if (__builtin_mul_overflow(by, step->sign * step->each_us, &by) || __builtin_add_overflow(by, step->by_us, &by) ||
	    __builtin_add_overflow(row->slots[step->operands[0]].number, by, &slot->number))
		return mapping_fill_refuse(step, (struct span){ "", 0 }, "moment that can be told", fault);
	return ERR_NONE;
}

enum err mapping_fill_next(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	const struct zone *zone = row->loop->zone;
	int64_t from, clock;

	(void)fault;
	if (!mapping_fill_operands(row, step, slot))
		return ERR_NONE;
	from = row->slots[step->operands[0]].number;
	clock = row->slots[step->operands[1]].number;
	slot->number = at_clock(zone, from, clock, 0);
	if (slot->number < from)
		slot->number = at_clock(zone, from, clock, 1);
	return ERR_NONE;
}
