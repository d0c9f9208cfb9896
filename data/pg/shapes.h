/* SPDX-License-Identifier: MIT */
/* The shapes of the store's composite types, by the name of their table: their numbers differ from store to store. */
#ifndef DOCKET_PG_SHAPES_H
#define DOCKET_PG_SHAPES_H

#include "base/arena.h"
#include "base/map.h"
#include "pg/result.h"
#include "pg/rows.h"

/* All zero knows none. */
struct pg_shapes {
	struct arena arena;
	struct map by_source; /* "docket.subject" -> struct rows_shape * */
};

/* Takes the answer of the statement engine_shapes; what was known before is forgotten. */
void pg_shapes_read(struct pg_shapes *shapes, const struct pg_result *result);

/* The shape of the table's rows, or NULL: the text form does without. Borrowed until the next reading. */
const struct rows_shape *pg_shapes_find(const struct pg_shapes *shapes, const char *source);

/* Frees; knows none and is usable again. */
void pg_shapes_release(struct pg_shapes *shapes);

#endif
