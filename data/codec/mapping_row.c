/* SPDX-License-Identifier: MIT */
/* One row: its values in order, then its events. What is missing spreads to what rests on it. */
#include "codec/mapping_plan.h"

#include <string.h>

#include "base/text.h"

#define MINUTES_A_DAY 1440

/* --- cells --- */

static struct span trim(struct span text)
{
	while (text.length > 0 && (text.text[0] == ' ' || text.text[0] == '\t')) {
		text.text++;
		text.length--;
	}
	while (text.length > 0 && (text.text[text.length - 1] == ' ' || text.text[text.length - 1] == '\t'))
		text.length--;
	return text;
}

/* A cell without the blanks around it; false for one that means nothing. */
static bool cell_of(const struct mapping_row *row, int column, struct span *out)
{
	const struct mapping *mapping = row->mapping;

	*out = trim(row->cells[column]);
	for (size_t i = 0; out->length > 0 && i < mapping->missing.count; i++)
		if (span_is(*out, mapping->missing.items[i]))
			return false;
	return out->length > 0;
}

/* Texts of the store are UTF-8: bytes that are not are read as Latin-1, signs of control are left out. */
static void add_text(struct str *out, struct span text)
{
	bool is_utf8 = text_is_utf8(text.text, text.length);

	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.text[i];
		if (byte < 0x20 || byte == 0x7f)
			str_addc(out, ' ');
		else if (byte < 0x80 || is_utf8)
			str_addc(out, (char)byte);
		else
			text_put(out, byte);
	}
}

static void add_padded(struct str *out, struct span text, int digits)
{
	for (int i = (int)text.length; i < digits; i++)
		str_addc(out, '0');
	add_text(out, text);
}

static void add_slot(const struct step *step, const struct slot *slot, int digits, struct str *out)
{
	if (step->gives == VALUE_TEXT)
		add_padded(out, slot->text, digits);
	else if (step->gives == VALUE_INSTANT)
		instant_write(out, slot->number);
	else if (step->gives == VALUE_CLOCK)
		str_addf(out, "%02d:%02d", (int)(slot->number / 60), (int)(slot->number % 60));
	else
		str_addf(out, "%0*lld", digits, (long long)slot->number);
}

bool mapping_row_text(const struct mapping_row *row, const struct template *source, struct str *out)
{
	for (size_t i = 0; i < source->count; i++) {
		const struct piece *piece = &source->pieces[i];
		struct span cell = piece->words;
		if (piece->kind == PIECE_VALUE) {
			if (!row->slots[piece->number].is_known)
				return false;
			add_slot(&row->mapping->steps.items[piece->number], &row->slots[piece->number], piece->pad_digits, out);
			continue;
		}
		if (piece->kind == PIECE_COLUMN && !cell_of(row, piece->number, &cell))
			return false;
		if (piece->kind == PIECE_WORDS)
			str_add(out, cell.text, cell.length);
		else
			add_padded(out, cell, piece->pad_digits);
	}
	return true;
}

/* --- readers --- */

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

	for (int month = 0; text.length - *at >= 3 && month < 12; month++) {
		bool is_same = true;
		for (int i = 0; i < 3; i++)
			is_same = is_same && (text.text[*at + (size_t)i] | 0x20) == months[month * 3 + i];
		if (is_same) {
			*at += 3;
			*out = month + 1;
			return true;
		}
	}
	return false;
}

/* Two digits of a year are of 1970 to 2069. */
static bool read_part(struct span text, size_t *at, char what, struct civil *out)
{
	int year = 0;

	switch (what) {
	case 'Y':
		return read_digits(text, at, 4, &out->year);
	case 'y':
		if (!read_digits(text, at, 2, &year))
			return false;
		out->year = year + (year < 70 ? 2000 : 1900);
		return true;
	case 'm':
		return read_digits(text, at, 2, &out->month);
	case 'd':
		return read_digits(text, at, 2, &out->day);
	case 'b':
		return read_month(text, at, &out->month);
	case 'H':
		return read_digits(text, at, 2, &out->hour);
	case 'M':
		return read_digits(text, at, 2, &out->minute);
	default:
		return false;
	}
}

static int days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && is_leap);
}

bool mapping_read_day(struct span text, const char *format, struct civil *out)
{
	size_t at = 0;

	*out = (struct civil){ .year = 1970, .month = 1, .day = 1 };
	for (; *format; format++) {
		if (*format == '%' && format[1]) {
			if (!read_part(text, &at, *++format, out))
				return false;
		} else if (at >= text.length || text.text[at++] != *format) {
			return false;
		}
	}
	return at == text.length && out->month >= 1 && out->month <= 12 && out->day >= 1 &&
	       out->day <= days_of(out->year, out->month) && out->hour < 24 && out->minute < 60;
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
	return hours >= 0 && minutes >= 0 && minutes < 60 && *out <= MINUTES_A_DAY;
}

/* --- time --- */

static struct civil civil_of(const struct mapping_row *row, int64_t at)
{
	return row->mapping->zone ? zone_civil(row->mapping->zone, at) : instant_civil(at, 0);
}

static int64_t instant_of(const struct mapping_row *row, const struct civil *civil)
{
	return row->mapping->zone ? zone_instant(row->mapping->zone, civil) : instant_from_civil(civil, 0);
}

static int64_t at_clock(const struct mapping_row *row, int64_t day, int64_t minutes, int days_on)
{
	struct civil civil = civil_of(row, day);

	civil.day += days_on;
	civil.hour = (int)(minutes / 60);
	civil.minute = (int)(minutes % 60);
	civil.second = civil.us = 0;
	return instant_of(row, &civil);
}

/* --- values --- */

static enum err refuse(const struct step *step, const struct str *cell, const char *what, struct fault *fault)
{
	return fault_set(fault, ERR_INVALID, step->name, "\"%.80s\" is no %s", str_text(cell), what);
}

static enum err fill_day(const struct mapping_row *row, const struct step *step, const struct str *cell,
			 struct slot *slot, struct fault *fault)
{
	struct span text = { str_text(cell), cell->length };
	struct civil civil;

	for (const char **format = step->formats; *format; format++)
		if (mapping_read_day(text, *format, &civil)) {
			slot->number = instant_of(row, &civil);
			return ERR_NONE;
		}
	return refuse(step, cell, "day", fault);
}

static void fill_choice(const struct step *step, const struct str *cell, struct slot *slot)
{
	struct span text = { str_text(cell), cell->length };
	const char *words = step->otherwise;

	for (size_t i = 0; i < step->choice_count; i++)
		if (span_equal(text, step->choices[i].cell))
			words = step->choices[i].words;
	slot->text = span_of(words);
	slot->is_known = words != NULL;
}

static enum err fill_from_cells(const struct mapping_row *row, const struct step *step, struct slot *slot,
				struct fault *fault)
{
	struct str cell = { 0 };
	struct span text;
	enum err err = ERR_NONE;

	slot->is_known = mapping_row_text(row, &step->source, &cell);
	text = (struct span){ str_text(&cell), cell.length };
	if (step->kind == STEP_TEXT)
		slot->text = (struct span){ arena_text(row->arena, text.text, text.length), text.length };
	else if (step->kind == STEP_CHOICE && (slot->is_known || step->otherwise))
		fill_choice(step, &cell, slot);
	else if (!slot->is_known)
		err = ERR_NONE;
	else if (step->kind == STEP_DAY)
		err = fill_day(row, step, &cell, slot, fault);
	else if (step->kind == STEP_NUMBER && str_to_i64(text, &slot->number))
		err = refuse(step, &cell, "whole number", fault);
	else if (step->kind == STEP_CLOCK && !mapping_read_clock(text, &slot->number))
		err = refuse(step, &cell, "time of the day", fault);
	str_release(&cell);
	return err;
}

/* Minutes of the step's number with its sign; 0 without one. */
static int64_t minutes_of(const struct mapping_row *row, const struct step *step)
{
	return step->number < 0 ? 0 : step->sign * row->slots[step->number].number;
}

static bool has_operands(const struct mapping_row *row, const struct step *step)
{
	for (size_t i = 0; i < step->operand_count; i++)
		if (!row->slots[step->operands[i]].is_known)
			return false;
	return step->number < 0 || row->slots[step->number].is_known;
}

static void fill_computed(const struct mapping_row *row, const struct step *step, struct slot *slot)
{
	const struct slot *first = &row->slots[step->operands[0]], *second = &row->slots[step->operands[1]];
	int64_t minutes;

	slot->is_known = has_operands(row, step);
	if (!slot->is_known)
		return;
	if (step->kind == STEP_AT) {
		minutes = (second->number + minutes_of(row, step)) % MINUTES_A_DAY;
		slot->number = at_clock(row, first->number, minutes < 0 ? minutes + MINUTES_A_DAY : minutes, 0);
	} else if (step->kind == STEP_NEXT) {
		slot->number = at_clock(row, first->number, second->number, 0);
		if (slot->number < first->number)
			slot->number = at_clock(row, first->number, second->number, 1);
	} else {
		slot->number = first->number + minutes_of(row, step) * US_PER_MIN + step->by_us;
	}
}

static void fill_first(const struct mapping_row *row, const struct step *step, struct slot *slot)
{
	for (size_t i = 0; i < step->operand_count && !slot->is_known; i++)
		*slot = row->slots[step->operands[i]];
}

enum err mapping_row_fill(struct mapping_row *row, struct fault *fault)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; !err && i < row->mapping->steps.count; i++) {
		const struct step *step = &row->mapping->steps.items[i];
		row->slots[i] = (struct slot){ 0 };
		if (step->kind == STEP_FIRST)
			fill_first(row, step, &row->slots[i]);
		else if (step->kind <= STEP_CHOICE)
			err = fill_from_cells(row, step, &row->slots[i], fault);
		else
			fill_computed(row, step, &row->slots[i]);
	}
	return err;
}
