/* SPDX-License-Identifier: MIT */
/* A row as a JSON object by its type, and back: for the feed and for --json. */
#ifndef DOCKET_CODEC_ROW_JSON_H
#define DOCKET_CODEC_ROW_JSON_H

#include "codec/json_read.h"
#include "codec/json_write.h"
#include "table/table.h"

/* Appends the row as an object: every column by its name, nulls left out. */
void row_json_write(struct json_writer *writer, const char *key, const struct row_type *type, const void *row);

/* Fills `row` from an object; what is missing is null; unknown names are passed over. Texts live in `arena`. */
MUST_CHECK enum err row_json_read(const struct row_type *type, const struct json_node *object, struct arena *arena, void *row,
				  struct fault *fault);

#endif
