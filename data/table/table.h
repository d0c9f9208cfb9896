/* SPDX-License-Identifier: MIT */
/*
 * data/table: one column table per row type. Name, title, unit, help, kind and place in the struct stand in one row each;
 * SQL decode and encode, JSON, the table widget, filters, export and docs read it, so they cannot drift apart.
 *
 *   table.h   struct column, struct row_type; a row by its type: set, get, copy, compare
 *   stored_rows.h  the row types of the store's tables (from model/stored.h)
 *   case_scope.h  what a case can be asked in the expression language
 *   case_parts.h  what belongs to one case, in which order
 *   shown.h   the row types of schema docket_read: what screens, lists and the feed show
 */
#ifndef DOCKET_TABLE_TABLE_H
#define DOCKET_TABLE_TABLE_H

#include "base/arena.h"
#include "model/stored.h"

enum column_kind { COLUMN_INT, COLUMN_TEXT, COLUMN_INSTANT, COLUMN_BOOL, COLUMN_BYTES, COLUMN_TEXTS };

/* One column: where it lives in the struct and what people and programs call it. */
struct column {
	const char *name;       /* in SQL, JSON and the filter language */
	enum column_kind kind;
	size_t offset;          /* in the row's struct */
	const char *title;      /* head of a table on screen; NULL = not shown as a column */
	const char *unit;       /* "minor:currency", "s", "tenant time", ...; "" = none */
	int width_cols;         /* wished width on screen; 0 = not shown */
	const char *help;       /* one sentence; NULL for stored columns */
};

/* One kind of row. */
struct row_type {
	const char *name;       /* "case", as in the feed and --json */
	const char *source;     /* "docket.case_open" or "docket_read.case_queue" */
	const struct column *columns;
	size_t column_count;
	size_t size_bytes;      /* of the struct */
	const char *help;
};

/* The column called `name`, or NULL. */
const struct column *row_type_column(const struct row_type *type, const char *name);

/* Sets every field of `row` to null: INT_NONE, INSTANT_NONE, "", false, empty. */
void row_init(const struct row_type *type, void *row);

/* Sets one field from PostgreSQL's text form (NULL = null); texts and bytes are copied to `arena`. ERR_SYNTAX names the column. */
MUST_CHECK enum err row_set_text(const struct row_type *type, void *row, size_t column, struct span value, bool is_null,
				 struct arena *arena, struct fault *fault);

/* Is the field null (INT_NONE, INSTANT_NONE, "")? */
bool row_is_null(const struct column *column, const void *row);

/* The field's value; BUG if the kind differs. */
int64_t row_int(const struct column *column, const void *row);

/* The text of a TEXT field, never NULL. */
const char *row_text(const struct column *column, const void *row);

/* Appends the field as PostgreSQL would write it: for --csv, audit fields and tests. Null appends nothing. */
void row_write(const struct column *column, const void *row, struct str *out);

/* A deep copy in one allocation owned by the caller (mem_free). */
void *row_copy(const struct row_type *type, const void *row);

/* Same values in every column? */
bool row_equal(const struct row_type *type, const void *a, const void *b);

/* Appends "name, name, ..." of all columns: for a select list. */
void row_type_select(const struct row_type *type, struct str *out);

#endif
