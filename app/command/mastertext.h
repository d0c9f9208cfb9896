/* SPDX-License-Identifier: MIT */
/* A table of master data as the store takes it. */
#ifndef DOCKET_COMMAND_MASTERTEXT_H
#define DOCKET_COMMAND_MASTERTEXT_H

#include "base/str.h"
#include "model/master.h"

/* Reads CSV of any dialect with a line of names and appends a JSON array to `json`: an object a row with its "line" and each cell that
 * is there as it is kept, as a text; money makes "currency" too. *rows: how many. The whole file or nothing: ERR_SYNTAX or ERR_INVALID at the line
 * and column, with what would help. `name` is the file's. */
MUST_CHECK enum err mastertext_read(const struct master_kind *kind, const char *name, struct span text, struct str *json, size_t *rows,
				    struct fault *fault);

/* The other way: a cell as it is kept, as people write it. `currency` is that of the row's money. */
void mastertext_write(const struct master_column *column, const char *kept, const char *currency, struct str *out);

#endif
