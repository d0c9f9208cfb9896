/* SPDX-License-Identifier: MIT */
/* Each cell is brought into the one form in which it is kept; a fault names its line, its column and what would help. */
#include "command/mastertext.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "base/zone.h"
#include "codec/csv.h"
#include "codec/json_write.h"

#define CELL_BYTES_MAX 1000

struct reading {
	const struct master_kind *kind;
	const char *name; /* of the file */
	struct csv csv;
	const struct master_column *columns[MASTER_COLUMNS_MAX]; /* by the file's places */
	size_t column_count;
	struct json_writer writer;
	char currency[4]; /* of the row's money */
	struct fault *fault;
};

/* ---------------------------------------------------------------- faults */

PRINTF_LIKE(3, 4)
static enum err cell_fault(const struct reading *reading, const struct master_column *column, const char *format, ...)
{
	char why[300];
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof why, format, args);
	va_end(args);
	fault_set(reading->fault, ERR_SYNTAX, reading->name, "line %d, %s: %s", reading->csv.line, column ? column->name : "the whole row", why);
	if (reading->fault)
		reading->fault->line = reading->csv.line;
	return ERR_SYNTAX;
}

static const char *nearest(const struct master_kind *kind, const char *name)
{
	const char *found = NULL;
	int least = 4;

	for (const struct master_column *column = kind->columns; column->name; column++) {
		int distance = text_distance(column->name, name, least);
		if (distance < least) {
			least = distance;
			found = column->name;
		}
	}
	return found;
}

/* ---------------------------------------------------------------- values */

static bool is_choice(const char *choices, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = choices; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
		if (strncmp(at, word, length) == 0 && (at[length] == '|' || at[length] == '\0'))
			return length > 0;
	return false;
}

static bool is_code(const char *word)
{
	for (const char *at = word; *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr("-_./", *at))
			return false;
	return true;
}

/* Money of one row is of one currency: what it costs to be late is compared with itself. */
static enum err read_money(struct reading *reading, const struct master_column *column, const char *word, struct str *kept)
{
	struct money money;

	if (money_read(span_of(word), &money) != ERR_NONE)
		return cell_fault(reading, column, "%s is no amount such as 120.00 EUR", word);
	if (money.minor < 0)
		return cell_fault(reading, column, "%s is less than nothing", word);
	if (reading->currency[0] && strcmp(reading->currency, money.currency) != 0)
		return cell_fault(reading, column, "%s is of another currency than the amounts before it (%s)", word, reading->currency);
	memcpy(reading->currency, money.currency, sizeof money.currency);
	str_addf(kept, "%lld", (long long)money.minor);
	return ERR_NONE;
}

static enum err read_duration(struct reading *reading, const struct master_column *column, const char *word, struct str *kept)
{
	int64_t us;

	if (duration_read(span_of(word), &us) != ERR_NONE || us < 0)
		return cell_fault(reading, column, "%s is no duration such as 6h", word);
	str_addf(kept, "%lld", (long long)(us / US_PER_S));
	return ERR_NONE;
}

static enum err read_time(struct reading *reading, const struct master_column *column, const char *word, struct str *kept)
{
	int hour, minute, end = 0;

	if (sscanf(word, "%2d:%2d%n", &hour, &minute, &end) != 2 || word[end] || hour < 0 || minute < 0 || minute > 59 ||
	    hour * 60 + minute > 24 * 60)
		return cell_fault(reading, column, "%s is no time of day such as 07:30", word);
	str_addf(kept, "%d", hour * 60 + minute);
	return ERR_NONE;
}

static enum err read_value(struct reading *reading, const struct master_column *column, const char *word, struct str *kept)
{
	const struct zone *zone;

	switch (column->kind) {
	case MASTER_MONEY: return read_money(reading, column, word, kept);
	case MASTER_DURATION: return read_duration(reading, column, word, kept);
	case MASTER_TIME: return read_time(reading, column, word, kept);
	case MASTER_CHOICE:
		if (!is_choice(column->choices, word))
			return cell_fault(reading, column, "%s is none of %s", word, column->choices);
		break;
	case MASTER_ZONE:
		if (zone_find(word, &zone) != ERR_NONE)
			return cell_fault(reading, column, "there is no time zone %s; one is Europe/Berlin", word);
		break;
	case MASTER_CODE:
		if (!is_code(word))
			return cell_fault(reading, column, "%s is no code: letters, digits, and - _ . /", word);
		break;
	case MASTER_PARTY:
		if (!strchr(word, ':'))
			return cell_fault(reading, column, "%s is no kind:code such as carrier:DHLF", word);
		break;
	case MASTER_TEXT: break;
	}
	str_adds(kept, word);
	return ERR_NONE;
}

/* ---------------------------------------------------------------- rows */

/* The cell without the blanks around it; false if it is too long. */
static bool cell_text(struct span field, char out[CELL_BYTES_MAX + 1])
{
	while (field.length > 0 && isspace((unsigned char)*field.text)) {
		field.text++;
		field.length--;
	}
	while (field.length > 0 && isspace((unsigned char)field.text[field.length - 1]))
		field.length--;
	if (field.length > CELL_BYTES_MAX || memchr(field.text, '\0', field.length))
		return false;
	memcpy(out, field.text, field.length);
	out[field.length] = '\0';
	return true;
}

static enum err read_names(struct reading *reading)
{
	char name[CELL_BYTES_MAX + 1];

	for (size_t i = 0; i < reading->csv.fields.count; i++) {
		const struct master_column *column = NULL;
		if (i < MASTER_COLUMNS_MAX && cell_text(reading->csv.fields.items[i], name))
			column = master_column_find(reading->kind, name);
		if (!column) {
			cell_fault(reading, NULL, "%s has no column %s", reading->kind->name, i < MASTER_COLUMNS_MAX ? name : "of that many");
			const char *near = nearest(reading->kind, name);
			if (near)
				fault_help(reading->fault, "did you mean %s?", near);
			return ERR_SYNTAX;
		}
		for (size_t before = 0; before < i; before++)
			if (reading->columns[before] == column)
				return cell_fault(reading, column, "the column stands there twice");
		reading->columns[reading->column_count++] = column;
	}
	for (const struct master_column *column = reading->kind->columns; column->name; column++) {
		bool is_there = false;
		for (size_t i = 0; i < reading->column_count; i++)
			is_there = is_there || reading->columns[i] == column;
		if (column->is_needed && !is_there)
			return cell_fault(reading, column, "the column is missing");
	}
	return ERR_NONE;
}

static enum err read_cell(struct reading *reading, const struct master_column *column, struct span field)
{
	char word[CELL_BYTES_MAX + 1];
	struct str kept = { 0 };
	enum err err = ERR_NONE;

	if (!cell_text(field, word))
		return cell_fault(reading, column, "it is longer than %d bytes", CELL_BYTES_MAX);
	if (!word[0] && column->is_needed)
		return cell_fault(reading, column, "it is empty");
	if (word[0])
		err = read_value(reading, column, word, &kept);
	if (!err)
		jsonw_put_text(&reading->writer, column->name, str_text(&kept));
	str_release(&kept);
	return err;
}

static enum err read_row(struct reading *reading)
{
	enum err err = ERR_NONE;

	if (reading->csv.fields.count != reading->column_count)
		return cell_fault(reading, NULL, "it has %zu cells and there are %zu names", reading->csv.fields.count, reading->column_count);
	reading->currency[0] = '\0';
	jsonw_open(&reading->writer, NULL);
	jsonw_put_int(&reading->writer, "line", reading->csv.line);
	for (size_t i = 0; !err && i < reading->column_count; i++)
		err = read_cell(reading, reading->columns[i], reading->csv.fields.items[i]);
	if (!err && reading->currency[0])
		jsonw_put_text(&reading->writer, "currency", reading->currency);
	jsonw_close(&reading->writer);
	return err;
}

enum err mastertext_read(const struct master_kind *kind, const char *name, struct span text, struct str *json, size_t *rows,
			 struct fault *fault)
{
	struct reading reading = { .kind = kind, .name = name, .writer = jsonw_on(json), .fault = fault };
	enum err err;

	*rows = 0;
	csv_start(&reading.csv, text);
	jsonw_open_array(&reading.writer, NULL);
	err = csv_next(&reading.csv, fault);
	if (err == ERR_NOT_FOUND)
		err = fault_set(fault, ERR_SYNTAX, name, "it is empty: a line of names is expected");
	else if (!err)
		err = read_names(&reading);
	while (!err && (err = csv_next(&reading.csv, fault)) == ERR_NONE) {
		err = read_row(&reading);
		(*rows)++;
	}
	jsonw_close(&reading.writer);
	csv_release(&reading.csv);
	return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

void mastertext_write(const struct master_column *column, const char *kept, const char *currency, struct str *out)
{
	int64_t number = strtoll(kept, NULL, 10);

	if (!kept[0])
		return;
	if (column->kind == MASTER_MONEY)
		money_write(out, money_of(number, currency));
	else if (column->kind == MASTER_DURATION)
		duration_write(out, number * US_PER_S);
	else if (column->kind == MASTER_TIME)
		str_addf(out, "%02lld:%02lld", (long long)(number / 60), (long long)(number % 60));
	else
		str_adds(out, kept);
}
