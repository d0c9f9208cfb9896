/* SPDX-License-Identifier: MIT */
/* Rows of a result by their type: columns are found by name, so a view may grow columns that this program does not know. */
#ifndef DOCKET_PG_ROWREAD_H
#define DOCKET_PG_ROWREAD_H

#include "pg/result.h"
#include "table/table.h"

/* Reads every row of `result` into an array of the type's structs in `arena`; a column that the result lacks is null. ERR_SYNTAX
 * names the column whose value is not of its kind; the result's own fault is passed on. */
MUST_CHECK enum err rowread_all(const struct row_type *type, const struct pg_result *result, struct arena *arena, void **rows,
				size_t *count, struct fault *fault);

#endif
