/* SPDX-License-Identifier: MIT */
/*
 * Many rows as one parameter: the text form of an array of a composite type, `$1::docket.event[]`,
 * in one buffer and one pass. Also plain arrays: `$1::bigint[]`, `$2::text[]`, by calling rows_*
 * without rows_open and rows_close.
 *
 *	struct rows rows = { 0 };
 *	rows_begin(&rows);
 *	for each event {
 *		rows_open(&rows);
 *		rows_i64(&rows, event->tenant_id);
 *		rows_text(&rows, event->ref);
 *		rows_close(&rows);
 *	}
 *	pg_params_span(&params, rows_end(&rows));
 *
 * rows_begin_as writes the binary form instead, which the store reads in a third of the time; it needs the
 * shape of the element, since every value goes with its type's number.
 *
 * Fields must come in the order of the composite's columns. Text must be valid UTF-8 without NUL
 * (PostgreSQL refuses else); a NUL byte ends it.
 */
#ifndef DOCKET_PG_ROWS_H
#define DOCKET_PG_ROWS_H

#include "base/instant.h"
#include "base/money.h"
#include "model/stored.h"

/* What an element is, in the numbers of the store's types. */
struct rows_shape {
	uint32_t element;       /* of the element's type */
	const uint32_t *fields; /* of its columns; NULL for what is no composite */
	size_t field_count;
};

/* Of plain arrays, whose numbers are the same in every store. */
extern const struct rows_shape rows_shape_bigint, rows_shape_int, rows_shape_text, rows_shape_bytea;

/* All zero is empty. */
struct rows {
	struct str text;  /* owned */
	const struct rows_shape *shape; /* of the binary form; NULL in the text form */
	size_t field;     /* binary: of the row, the next one */
	size_t row_at;    /* binary: where the row's length stands */
	bool in_row;
	bool has_field;   /* a comma is due before the next field of the row */
	size_t count;     /* elements of the array so far */
};

/* Starts an array; forgets what was there, keeps the memory. */
void rows_begin(struct rows *rows);

/* The same in binary; the shape is borrowed until the array is released. NULL is rows_begin. */
void rows_begin_as(struct rows *rows, const struct rows_shape *shape);

/* Ends it: the literal, borrowed until the next change. Arrays of no elements are "{}". */
struct span rows_end(struct rows *rows);

/* Starts one composite row. */
void rows_open(struct rows *rows);

/* Ends it. */
void rows_close(struct rows *rows);

/* The next field of the row (or element, outside of one): text; NULL becomes NULL. */
void rows_text(struct rows *rows, const char *text);

/* Text from a span; pointer NULL becomes NULL. */
void rows_span(struct rows *rows, struct span text);

/* A whole number. */
void rows_i64(struct rows *rows, int64_t number);

/* A boolean. */
void rows_bool(struct rows *rows, bool yes);

/* A timestamptz; INSTANT_NONE becomes NULL. */
void rows_instant(struct rows *rows, int64_t at);

/* A bytea; pointer NULL becomes NULL. */
void rows_bytes(struct rows *rows, struct span bytes);

/* A text[] as one field; what is NULL in it becomes empty. */
void rows_texts(struct rows *rows, const struct texts *texts);

/* Two fields: the minor units and the currency; both NULL for money that is not known. */
void rows_money(struct rows *rows, struct money money);

/* NULL. */
void rows_null(struct rows *rows);

/* Frees; empty and usable again. */
void rows_release(struct rows *rows);

/* Reads a one-dimensional array literal as PostgreSQL writes it, element by element: start with
 * *place = 0; each call puts the next element into `out` (cleared first) and whether it is NULL.
 * ERR_NOT_FOUND behind the last, ERR_SYNTAX for what is no such literal. */
MUST_CHECK enum err rows_next(struct span literal, size_t *place, struct str *out, bool *is_null);

/* The same for the fields of one composite literal "(a,b,)": also for an element that rows_next
 * gave. */
MUST_CHECK enum err rows_next_field(struct span literal, size_t *place, struct str *out, bool *is_null);

#endif
