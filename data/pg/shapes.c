/* SPDX-License-Identifier: MIT */
/* One row of the answer for each table: its name, the number of its row type, those of its columns parted by blanks. */
#include "pg/shapes.h"

#include <stdlib.h>
#include <string.h>

static const struct rows_shape *read_shape(struct arena *arena, int64_t element, const char *fields)
{
	struct rows_shape *shape = arena_new(arena, 1, sizeof *shape);
	uint32_t *numbers = arena_new(arena, strlen(fields) / 2 + 1, sizeof *numbers);
	char *end;

	shape->element = (uint32_t)element;
	shape->fields = numbers;
	for (const char *at = fields; *at; at = *end ? end + 1 : end)
		numbers[shape->field_count++] = (uint32_t)strtoul(at, &end, 10);
	return shape;
}

void pg_shapes_read(struct pg_shapes *shapes, const struct pg_result *result)
{
	pg_shapes_release(shapes);
	for (int row = 0; row < pg_result_rows(result); row++)
		map_put(&shapes->by_source, span_of(arena_str(&shapes->arena, pg_result_text(result, row, 0))),
			(void *)(uintptr_t)read_shape(&shapes->arena, pg_result_i64(result, row, 1, 0), pg_result_text(result, row, 2)));
}

const struct rows_shape *pg_shapes_find(const struct pg_shapes *shapes, const char *source)
{
	return map_get(&shapes->by_source, span_of(source));
}

void pg_shapes_release(struct pg_shapes *shapes)
{
	map_release(&shapes->by_source);
	arena_release(&shapes->arena);
}
