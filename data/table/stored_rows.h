/* SPDX-License-Identifier: MIT */
/* The row types of the store's tables, made from the lists in model/stored.h. */
#ifndef DOCKET_TABLE_STORED_ROWS_H
#define DOCKET_TABLE_STORED_ROWS_H

#include "table/table.h"

/* One constant per table: row_stored_subject, row_stored_case_open, ... */
#define STORED_TYPE(table, columns) extern const struct row_type row_stored_##table;
STORED_TABLES(STORED_TYPE)
#undef STORED_TYPE

/* All of them, ended by NULL: for the test against the catalogue and for docs. */
extern const struct row_type *const row_stored_types[];

#endif
