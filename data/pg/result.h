/* SPDX-License-Identifier: MIT */
/* The answer of one statement. Values are text as PostgreSQL writes it (time zone UTC, bytea in
 * hex). Rows and columns count from 0; one that is not there is our mistake (BUG). Spans and texts
 * are borrowed until the result goes. */
#ifndef DOCKET_PG_RESULT_H
#define DOCKET_PG_RESULT_H

#include "base/instant.h"

struct pg_result;

/* Rows in it. */
int pg_result_rows(const struct pg_result *result);

/* Columns of its rows; 0 for a statement without any. */
int pg_result_columns(const struct pg_result *result);

/* The number of the column called `name`, -1 if none. */
int pg_result_column(const struct pg_result *result, const char *name);

/* The name of a column. */
const char *pg_result_column_name(const struct pg_result *result, int column);

/* The type of a column as PostgreSQL's oid (25 = text, 20 = int8, 1184 = timestamptz, ...). */
unsigned pg_result_column_type(const struct pg_result *result, int column);

/* Is this value NULL? */
bool pg_result_is_null(const struct pg_result *result, int row, int column);

/* The value; NULL gives a span of pointer NULL and length 0. Its text is NUL-terminated. */
struct span pg_result_span(const struct pg_result *result, int row, int column);

/* The value as NUL-terminated text, or NULL. */
const char *pg_result_text(const struct pg_result *result, int row, int column);

/* The value as a whole number; `missing` for NULL. A value that is no number is a BUG: the
 * statement is ours. */
int64_t pg_result_i64(const struct pg_result *result, int row, int column, int64_t missing);

/* The value as a boolean; false for NULL. */
bool pg_result_bool(const struct pg_result *result, int row, int column);

/* The value of a timestamptz; INSTANT_NONE for NULL, infinity and what no int64_t of microseconds
 * holds. */
int64_t pg_result_instant(const struct pg_result *result, int row, int column);

/* The value as a floating number, for ratios in reports, never for money; `missing` for NULL. */
double pg_result_double(const struct pg_result *result, int row, int column, double missing);

/* Appends the bytes of a bytea to `out`; false for NULL. */
bool pg_result_bytes(const struct pg_result *result, int row, int column, struct str *out);

/* Rows that an insert, update, delete or select says it touched. */
int64_t pg_result_touched(const struct pg_result *result);

/* The last part of a stream; always true for other answers. */
bool pg_result_is_end(const struct pg_result *result);

/* What went wrong, or NULL. `what` is the statement's name; SQLSTATE is in it; the store's
 * functions refuse with their own SQLSTATEs: DKNFD not found, DKEXI exists, DKCHG changed, DKDEN
 * denied, DKLIM limit, DKBSY busy, DKINV invalid. */
const struct fault *pg_result_fault(const struct pg_result *result);

/* Copies the fault (if any) to `fault`, which may be NULL, and returns its err or ERR_NONE: for
 * `return`. */
enum err pg_result_err(const struct pg_result *result, struct fault *fault);

/* The error that an SQLSTATE means; ERR_STORE for one without a better word. */
enum err pg_err_of_sqlstate(const char *sqlstate);

/* Keeps a borrowed result beyond its callback: moves what is in it to a new one, which the caller
 * frees. */
struct pg_result *pg_result_take(struct pg_result *result);

/* Frees a result that the caller owns; NULL is fine. */
void pg_result_free(struct pg_result *result);

#endif
