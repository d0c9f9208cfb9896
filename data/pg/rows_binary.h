/* SPDX-License-Identifier: MIT */
/* Private to rows.c: the binary form of arrays and composites, as array_recv and record_recv of the store read it. */
#ifndef DOCKET_PG_ROWS_BINARY_H
#define DOCKET_PG_ROWS_BINARY_H

#include "pg/rows.h"

/* The head of an array; how many elements it has is filled in at its end. */
void binary_begin(struct rows *rows, const struct rows_shape *shape);

/* Fills in the count. */
void binary_end(struct rows *rows);

/* The head of a composite element. */
void binary_open(struct rows *rows);

/* Fills in its length; every column must have come. */
void binary_close(struct rows *rows);

/* The next field or element: NULL. */
void binary_null(struct rows *rows);

/* A number in the size of its type. */
void binary_i64(struct rows *rows, int64_t number);

/* A boolean. */
void binary_bool(struct rows *rows, bool yes);

/* A timestamptz. */
void binary_instant(struct rows *rows, int64_t at);

/* Bytes as they are: text or bytea. */
void binary_bytes(struct rows *rows, struct span bytes);

/* A text[]. */
void binary_texts(struct rows *rows, const struct texts *texts);

#endif
