/* SPDX-License-Identifier: MIT */
/* Numbers of a record: whole ones, money, and amounts turned into another unit. All of it in whole millionths, none in floating point. */
#include "codec/mapping_fill.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define MILLION 1000000
#define AMOUNT_MAX (INT64_C(1000000000) * MILLION) /* what fits through every unit */

__extension__ typedef __int128 wide;

/* --- decimals --- */

bool mapping_read_decimal(struct span text, int64_t *millionths)
{
	size_t at = text.length > 0 && (text.text[0] == '-' || text.text[0] == '+');
	bool is_minus = at && text.text[0] == '-', has_digits = false;
	int behind = -1;
	int64_t value = 0;

	for (; at < text.length; at++) {
		char sign = text.text[at];
		if (sign == '.' && behind < 0) {
			behind = 0;
			continue;
		}
		if (sign < '0' || sign > '9')
			return false;
		has_digits = true;
		if (behind >= 6)
			continue;
		behind += behind >= 0;
		if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, sign - '0', &value))
			return false;
	}
	for (int digits = behind < 0 ? 0 : behind; digits < 6; digits++)
		if (__builtin_mul_overflow(value, 10, &value))
			return false;
	*millionths = is_minus ? -value : value;
	return has_digits;
}

void mapping_write_decimal(struct str *out, int64_t millionths)
{
	uint64_t value = millionths < 0 ? -(uint64_t)millionths : (uint64_t)millionths;
	char digits[8];
	size_t length = 6;

	str_addf(out, "%s%llu", millionths < 0 ? "-" : "", (unsigned long long)(value / MILLION));
	snprintf(digits, sizeof digits, "%06u", (unsigned)(value % MILLION));
	while (length > 0 && digits[length - 1] == '0')
		length--;
	if (length > 0)
		str_addf(out, ".%.*s", (int)length, digits);
}

/* To the next `unit` of millionths, half away from zero. */
static int64_t rounded(int64_t millionths, int64_t unit)
{
	int64_t rest = millionths % unit, whole = millionths - rest;

	if (rest >= unit / 2)
		return whole > INT64_MAX - unit ? whole : whole + unit;
	return rest <= -unit / 2 && whole >= INT64_MIN + unit ? whole - unit : whole;
}

/* The number of a cell. Segments never group digits: a comma in them is a point. */
static bool read_amount(const struct mapping_row *row, struct span cell, int64_t *millionths)
{
	char *text = arena_text(row->arena, cell.text, cell.length);

	for (char *at = text; row->mapping->kind->has_components && *at; at++)
		if (*at == ',')
			*at = '.';
	return mapping_read_decimal(span_of(text), millionths);
}

enum err mapping_fill_number(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	struct span cell;
	int64_t millionths;

	if (!mapping_fill_source(row, &step->source, slot, &cell))
		return ERR_NONE;
	slot->is_known = str_to_i64(cell, &slot->number) == ERR_NONE;
	if (!slot->is_known && step->sign && read_amount(row, cell, &millionths)) {
		slot->number = rounded(millionths, MILLION) / MILLION;
		slot->is_known = true;
	}
	return slot->is_known ? ERR_NONE : mapping_fill_refuse(step, cell, step->sign ? "number" : "whole number", fault);
}

/* --- money --- */

/* Digits only, with a point put in before the last `digits`. */
static bool add_point(struct span cell, int digits, struct str *out)
{
	size_t sign = cell.length > 0 && (cell.text[0] == '-' || cell.text[0] == '+');
	size_t length = cell.length - sign, lead;

	for (size_t i = sign; i < cell.length; i++)
		if (cell.text[i] < '0' || cell.text[i] > '9')
			return false;
	lead = length > (size_t)digits ? length - (size_t)digits : 0;
	str_add(out, cell.text, sign);
	str_add(out, lead ? cell.text + sign : "0", lead ? lead : 1);
	str_addc(out, '.');
	for (size_t i = length; i < (size_t)digits; i++)
		str_addc(out, '0');
	str_add(out, cell.text + sign + lead, length - lead);
	return length > 0;
}

/* A plain decimal is one, however many digits stand behind its point; only what has other signs is looked at as people write money. */
static bool read_money(const struct mapping_row *row, const struct step *step, struct span cell, struct span currency, struct money *out)
{
	struct str text = { 0 };
	int64_t millionths, unit = MILLION;
	bool is_read;

	if (step->number > 0 && !memchr(cell.text, '.', cell.length) && add_point(cell, step->number, &text))
		cell = (struct span){ arena_text(row->arena, text.text, text.length), text.length };
	str_clear(&text);
	str_addf(&text, "0 %s", currency.text);
	is_read = money_read((struct span){ text.text, text.length }, out) == ERR_NONE;
	if (is_read && read_amount(row, cell, &millionths)) {
		for (int digits = money_digits(out->currency); digits > 0; digits--)
			unit /= 10;
		out->minor = rounded(millionths, unit) / unit;
	} else if (is_read) {
		str_clear(&text);
		str_addf(&text, "%s %s", cell.text, currency.text);
		is_read = money_read((struct span){ text.text, text.length }, out) == ERR_NONE;
	}
	str_release(&text);
	return is_read;
}

enum err mapping_fill_money(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	struct span cell, currency;
	struct money money;

	if (!mapping_fill_source(row, &step->source, slot, &cell) || !mapping_fill_source(row, &step->second, slot, &currency))
		return ERR_NONE;
	if (!read_money(row, step, cell, currency, &money))
		return mapping_fill_refuse(step, span_of(arena_printf(row->arena, "%s %s", cell.text, currency.text)), "money", fault);
	slot->is_known = true;
	slot->number = money.minor;
	slot->text = span_of(arena_str(row->arena, money.currency));
	return ERR_NONE;
}

/* --- units --- */

/* An amount of a unit is amount * times / by + plus (millionths) of the first unit of its measure. */
static const struct unit {
	const char *name, *others; /* what partners write, in capitals, by blanks */
	int measure;
	int64_t times, by, plus;
} units[] = {
	{ "kg", "KG KGM KGS K KILOGRAM KILOGRAMS KILO", 0, 1, 1, 0 },
	{ "g", "G GRM GR GRAM GRAMS", 0, 1, 1000, 0 },
	{ "t", "T TNE TO MT TONNE TONNES", 0, 1000, 1, 0 },
	{ "lb", "LB LBS LBR L POUND POUNDS", 0, 45359237, 100000000, 0 },
	{ "oz", "OZ ONZ OUNCE OUNCES", 0, 28349523125, 1000000000000, 0 },
	{ "m", "M MTR METER METRE METERS METRES", 1, 1, 1, 0 },
	{ "cm", "CM CMT", 1, 1, 100, 0 },
	{ "mm", "MM MMT", 1, 1, 1000, 0 },
	{ "km", "KM KMT KILOMETER KILOMETRE", 1, 1000, 1, 0 },
	{ "in", "IN INH INCH INCHES", 1, 254, 10000, 0 },
	{ "ft", "FT FOT FOOT FEET", 1, 3048, 10000, 0 },
	{ "mi", "MI SMI MILE MILES", 1, 1609344, 1000, 0 },
	{ "l", "LTR LITER LITRE LITERS LITRES", 2, 1, 1, 0 },
	{ "ml", "ML MLT", 2, 1, 1000, 0 },
	{ "m3", "M3 MTQ CBM CUBICMETER", 2, 1000, 1, 0 },
	{ "gal", "GAL GLL GALLON GALLONS", 2, 3785411784, 1000000000, 0 },
	{ "celsius", "C CEL CE DEGC CELSIUS", 3, 1, 1, 0 },
	{ "fahrenheit", "F FAH FA DEGF FAHRENHEIT", 3, 5, 9, -17777778 },
	{ "kelvin", "KEL KELVIN", 3, 1, 1, -273150000 },
	{ "min", "MIN MINS MINUTE MINUTES", 4, 1, 1, 0 },
	{ "h", "H HR HRS HUR HOUR HOURS", 4, 60, 1, 0 },
	{ "d", "D DAY DAYS DAYS", 4, 1440, 1, 0 },
	{ "s", "S SEC SECS SECOND SECONDS", 4, 1, 60, 0 },
};

static bool is_among(const char *words, struct span name)
{
	while (*words) {
		size_t length = strcspn(words, " ");
		if (length == name.length && strncasecmp(words, name.text, length) == 0)
			return true;
		words += length + (words[length] == ' ');
	}
	return false;
}

static const struct unit *find_unit(struct span name)
{
	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (span_is(name, units[i].name) || is_among(units[i].others, name))
			return &units[i];
	return NULL;
}

const char *mapping_unit_find(struct span name)
{
	const struct unit *unit = find_unit(name);

	return unit ? unit->name : NULL;
}

bool mapping_unit_turn(const char *from, const char *to, int64_t *millionths)
{
	const struct unit *source = find_unit(span_of(from)), *target = find_unit(span_of(to));
	wide value = *millionths, by;

	if (!source || !target || source->measure != target->measure || *millionths > AMOUNT_MAX || *millionths < -AMOUNT_MAX)
		return false;
	if (source == target)
		return true;
	/* rounded once, at the end */
	value = (value * source->times + (wide)(source->plus - target->plus) * source->by) * target->by;
	by = (wide)source->by * target->times;
	value = (value + (value < 0 ? -by : by) / 2) / by;
	if (value > INT64_MAX || value < INT64_MIN)
		return false;
	*millionths = (int64_t)value;
	return true;
}

/* To thousandths, which is what instruments tell. */
enum err mapping_fill_measure(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	struct span cell, unit;
	struct str text = { 0 };
	int64_t millionths, none = 0;

	if (!mapping_fill_source(row, &step->source, slot, &cell) || !mapping_fill_source(row, &step->second, slot, &unit))
		return ERR_NONE;
	if (!read_amount(row, cell, &millionths))
		return mapping_fill_refuse(step, cell, "number", fault);
	if (!mapping_unit_turn(unit.text, step->words, &none))
		return mapping_fill_refuse(step, unit, arena_printf(row->arena, "unit that can be told in %s", step->words), fault);
	if (!mapping_unit_turn(unit.text, step->words, &millionths))
		return mapping_fill_refuse(step, cell, "amount that fits", fault);
	mapping_write_decimal(&text, rounded(millionths, 1000));
	slot->is_known = true;
	slot->text = (struct span){ arena_text(row->arena, str_text(&text), text.length), text.length };
	str_release(&text);
	return ERR_NONE;
}
