/* SPDX-License-Identifier: MIT */
/* Rows cross between the store's text and structs by their column tables alone. */
#include "engine/rowio.h"

#include <string.h>

enum err rowio_read(const struct row_type *type, const struct pg_result *result, int row, int first,
		    void *out, struct arena *arena, struct fault *fault)
{
	enum err err = ERR_NONE;

	if (pg_result_columns(result) - first < (int)type->column_count)
		return fault_set(fault, ERR_DAMAGED, type->name,
				 "the store's row has %d columns, not %zu",
				 pg_result_columns(result) - first, type->column_count);
	for (size_t i = 0; err == ERR_NONE && i < type->column_count; i++) {
		int column = first + (int)i;
		err = row_set_text(type, out, i, pg_result_span(result, row, column),
				   pg_result_is_null(result, row, column), arena, fault);
	}
	return err;
}

enum err rowio_read_all(const struct row_type *type, const struct pg_result *result,
			struct arena *arena, void **out, size_t *count, struct fault *fault)
{
	size_t rows = (size_t)pg_result_rows(result);
	char *all = arena_new(arena, rows ? rows : 1, type->size_bytes);
	enum err err = ERR_NONE;

	for (size_t i = 0; err == ERR_NONE && i < rows; i++)
		err = rowio_read(type, result, (int)i, 0, all + i * type->size_bytes, arena, fault);
	*out = all;
	*count = err == ERR_NONE ? rows : 0;
	return err;
}

static void write_field(struct rows *rows, const struct column *column, const char *field)
{
	static const char nothing[] = "";
	struct span bytes;
	int64_t number;

	switch (column->kind) {
	case COLUMN_INT:
		number = *(const int64_t *)(const void *)field;
		if (number == INT_NONE)
			rows_null(rows);
		else
			rows_i64(rows, number);
		break;
	case COLUMN_TEXT:
		rows_text(rows, *(const char *const *)(const void *)field
					? *(const char *const *)(const void *)field
					: nothing);
		break;
	case COLUMN_INSTANT:
		rows_instant(rows, *(const int64_t *)(const void *)field);
		break;
	case COLUMN_BOOL:
		rows_bool(rows, *(const bool *)(const void *)field);
		break;
	case COLUMN_BYTES:
		bytes = *(const struct span *)(const void *)field;
		rows_bytes(rows, bytes);
		break;
	case COLUMN_TEXTS:
		rows_texts(rows, (const struct texts *)(const void *)field);
		break;
	}
}

void rowio_write(struct rows *rows, const struct row_type *type, const void *row)
{
	rows_open(rows);
	for (size_t i = 0; i < type->column_count; i++)
		write_field(rows, &type->columns[i], (const char *)row + type->columns[i].offset);
	rows_close(rows);
}

static void keep_texts(struct texts *texts, struct arena *arena)
{
	const char **items = arena_new(arena, texts->count + 1, sizeof *items);

	for (size_t i = 0; i < texts->count; i++)
		items[i] = arena_str(arena, texts->items[i]);
	texts->items = items;
}

void rowio_keep(const struct row_type *type, const void *row, void *out, struct arena *arena)
{
	memcpy(out, row, type->size_bytes);
	for (size_t i = 0; i < type->column_count; i++) {
		void *field = (char *)out + type->columns[i].offset;
		if (type->columns[i].kind == COLUMN_TEXT) {
			*(const char **)field = arena_str(arena, *(const char **)field);
		} else if (type->columns[i].kind == COLUMN_BYTES) {
			struct span *bytes = field;
			bytes->text = arena_text(arena, bytes->text, bytes->length);
		} else if (type->columns[i].kind == COLUMN_TEXTS) {
			keep_texts(field, arena);
		}
	}
}
