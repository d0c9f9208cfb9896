/* SPDX-License-Identifier: MIT */
/* One walk over the columns for all rows: names are looked up once. */
#include "pg/rowread.h"

static enum err read_row(const struct row_type *type, const struct pg_result *result, const int *places, int at, void *row,
			 struct arena *arena, struct fault *fault)
{
	for (size_t i = 0; i < type->column_count; i++) {
		bool is_null = places[i] < 0 || pg_result_is_null(result, at, places[i]);
		struct span value = is_null ? (struct span){ "", 0 } : pg_result_span(result, at, places[i]);
		enum err err = row_set_text(type, row, i, value, is_null, arena, fault);
		if (err)
			return err;
	}
	return ERR_NONE;
}

enum err rowread_all(const struct row_type *type, const struct pg_result *result, struct arena *arena, void **rows, size_t *count,
		     struct fault *fault)
{
	int *places = arena_new(arena, type->column_count, sizeof *places);
	enum err err = pg_result_err(result, fault);
	char *out;

	*count = 0;
	*rows = NULL;
	if (err)
		return err;
	for (size_t i = 0; i < type->column_count; i++)
		places[i] = pg_result_column(result, type->columns[i].name);
	out = arena_new(arena, (size_t)pg_result_rows(result) + 1, type->size_bytes);
	for (int i = 0; !err && i < pg_result_rows(result); i++, *count += !err)
		err = read_row(type, result, places, i, out + (size_t)i * type->size_bytes, arena, fault);
	*rows = out;
	return err;
}
