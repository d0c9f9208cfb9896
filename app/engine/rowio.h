/* SPDX-License-Identifier: MIT */
/* Rows of any type from the store's answers, and into array parameters. */
#ifndef DOCKET_ENGINE_ROWIO_H
#define DOCKET_ENGINE_ROWIO_H

#include "pg/result.h"
#include "pg/rows.h"
#include "table/table.h"

/* Reads one row of an answer whose columns, from `first` on, are the type's in their order. Texts
 * live in `arena`. */
MUST_CHECK enum err rowio_read(const struct row_type *type, const struct pg_result *result, int row,
			       int first, void *out, struct arena *arena, struct fault *fault);

/* All rows of an answer as an array in the arena; *count of them. */
MUST_CHECK enum err rowio_read_all(const struct row_type *type, const struct pg_result *result,
				   struct arena *arena, void **out, size_t *count,
				   struct fault *fault);

/* Adds the row as one composite to an array that was begun. */
void rowio_write(struct rows *rows, const struct row_type *type, const void *row);

/* A copy of the row whose texts live in the arena. */
void rowio_keep(const struct row_type *type, const void *row, void *out, struct arena *arena);

#endif
