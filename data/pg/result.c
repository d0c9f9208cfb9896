/* SPDX-License-Identifier: MIT */
/* Rows as libpq keeps them, read value by value. */
#include "pg/libpq.h"

#include "base/mem.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* Every answer that carries rows names its columns; an empty or failed one has no part at all. */
static const PGresult *head(const struct pg_result *result)
{
	return result->parts.count ? result->parts.items[0] : NULL;
}

static const PGresult *part_of(const struct pg_result *result, int *row, int column)
{
	BUG_IF(*row < 0 || *row >= pg_result_rows(result));
	BUG_IF(column < 0 || column >= pg_result_columns(result));
	if (!result->is_stream)
		return result->parts.items[0];
	const PGresult *part = result->parts.items[*row];
	*row = 0;
	return part;
}

int pg_result_rows(const struct pg_result *result)
{
	if (!result->parts.count)
		return 0;
	if (!result->is_stream)
		return PQntuples(result->parts.items[0]);
	/* The part that ends a stream holds no row. */
	int count = (int)result->parts.count;
	return PQntuples(result->parts.items[count - 1]) ? count : count - 1;
}

int pg_result_columns(const struct pg_result *result)
{
	return head(result) ? PQnfields(head(result)) : 0;
}

int pg_result_column(const struct pg_result *result, const char *name)
{
	for (int i = 0; i < pg_result_columns(result); i++)
		if (strcmp(PQfname(head(result), i), name) == 0)
			return i;
	return -1;
}

const char *pg_result_column_name(const struct pg_result *result, int column)
{
	BUG_IF(column < 0 || column >= pg_result_columns(result));
	return PQfname(head(result), column);
}

unsigned pg_result_column_type(const struct pg_result *result, int column)
{
	BUG_IF(column < 0 || column >= pg_result_columns(result));
	return PQftype(head(result), column);
}

bool pg_result_is_null(const struct pg_result *result, int row, int column)
{
	const PGresult *part = part_of(result, &row, column);

	return PQgetisnull(part, row, column);
}

struct span pg_result_span(const struct pg_result *result, int row, int column)
{
	const PGresult *part = part_of(result, &row, column);

	if (PQgetisnull(part, row, column))
		return (struct span){ NULL, 0 };
	return (struct span){ PQgetvalue(part, row, column),
			      (size_t)PQgetlength(part, row, column) };
}

const char *pg_result_text(const struct pg_result *result, int row, int column)
{
	return pg_result_span(result, row, column).text;
}

int64_t pg_result_i64(const struct pg_result *result, int row, int column, int64_t missing)
{
	struct span value = pg_result_span(result, row, column);
	int64_t number;

	if (!value.text)
		return missing;
	if (str_to_i64(value, &number))
		BUG("column %s is no number: %.40s", pg_result_column_name(result, column), value.text);
	return number;
}

bool pg_result_bool(const struct pg_result *result, int row, int column)
{
	struct span value = pg_result_span(result, row, column);

	return value.text && value.text[0] == 't';
}

/* Reads `count` digits; -1 if one is none. */
static int digits(const char *text, int count)
{
	int number = 0;

	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

/* "2026-03-01 10:00:00[.123456]+00", which is all that a session in UTC writes for years 0001 to
 * 9999. */
static int64_t instant_of(struct span value)
{
	const char *t = value.text;

	if (value.length < 22 || value.length > 29 || memcmp(t + value.length - 3, "+00", 3) != 0)
		return INSTANT_NONE;
	struct civil civil = {
		.year = digits(t, 4), .month = digits(t + 5, 2), .day = digits(t + 8, 2),
		.hour = digits(t + 11, 2), .minute = digits(t + 14, 2), .second = digits(t + 17, 2),
	};
	if (civil.year < 0 || civil.month < 0 || civil.day < 0 || civil.hour < 0 ||
	    civil.minute < 0 || civil.second < 0)
		return INSTANT_NONE;
	if (t[19] == '.') {
		int places = (int)value.length - 23;
		civil.us = digits(t + 20, places);
		for (int i = places; i < 6; i++)
			civil.us *= 10;
	}
	return instant_from_civil(&civil, 0);
}

int64_t pg_result_instant(const struct pg_result *result, int row, int column)
{
	struct span value = pg_result_span(result, row, column);

	return value.text ? instant_of(value) : INSTANT_NONE;
}

double pg_result_double(const struct pg_result *result, int row, int column, double missing)
{
	const char *text = pg_result_text(result, row, column);

	return text ? strtod(text, NULL) : missing;
}

static int nibble(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

bool pg_result_bytes(const struct pg_result *result, int row, int column, struct str *out)
{
	struct span value = pg_result_span(result, row, column);

	if (!value.text)
		return false;
	if (value.length < 2 || memcmp(value.text, "\\x", 2) != 0)
		BUG("column %s is no bytea", pg_result_column_name(result, column));
	for (size_t i = 2; i + 1 < value.length; i += 2)
		str_addc(out, (char)(nibble(value.text[i]) << 4 | nibble(value.text[i + 1])));
	return true;
}

int64_t pg_result_touched(const struct pg_result *result)
{
	if (!result->parts.count)
		return 0;
	/* libpq takes it as not const, and only reads it. */
	PGresult *last = result->parts.items[result->parts.count - 1];
	int64_t count;

	return str_to_i64(span_of(PQcmdTuples(last)), &count) ? 0 : count;
}

bool pg_result_is_end(const struct pg_result *result)
{
	return result->is_end;
}

const struct fault *pg_result_fault(const struct pg_result *result)
{
	return result->fault.err ? &result->fault : NULL;
}

enum err pg_result_err(const struct pg_result *result, struct fault *fault)
{
	if (result->fault.err && fault)
		*fault = result->fault;
	return result->fault.err;
}

struct pg_result *pg_result_take(struct pg_result *result)
{
	struct pg_result *taken = mem_new(1, sizeof *taken);

	*taken = *result;
	*result = (struct pg_result){ .is_end = taken->is_end, .fault = taken->fault };
	return taken;
}

void pg_result_add(struct pg_result *result, PGresult *part)
{
	*vec_push(&result->parts) = part;
}

void pg_result_clear(struct pg_result *result)
{
	for (size_t i = 0; i < result->parts.count; i++)
		PQclear(result->parts.items[i]);
	vec_release(&result->parts);
	*result = (struct pg_result){ 0 };
}

void pg_result_free(struct pg_result *result)
{
	if (!result)
		return;
	pg_result_clear(result);
	mem_free(result);
}
