/* SPDX-License-Identifier: MIT */
/* A hash map from a number or from bytes to a pointer. It owns neither keys nor values. All zero is empty. */
#ifndef DOCKET_BASE_MAP_H
#define DOCKET_BASE_MAP_H

#include "base/str.h"

struct map_slot;

struct map {
	struct map_slot *slots; /* owned, open addressing */
	size_t count;
	size_t room;
};

/* Puts `value` (not NULL) under the bytes of `key`, which must live as long as the entry. Replaces. */
void map_put(struct map *map, struct span key, void *value);

/* The value under `key`, or NULL. */
void *map_get(const struct map *map, struct span key);

/* Takes the entry out; returns its value or NULL. */
void *map_remove(struct map *map, struct span key);

/* The same with a number as the key; one map has either kind, never both. */
void map_put_id(struct map *map, int64_t id, void *value);

/* The value under number `id`, or NULL. */
void *map_get_id(const struct map *map, int64_t id);

/* Takes the entry of number `id` out; returns its value or NULL. */
void *map_remove_id(struct map *map, int64_t id);

/* Walks all values in no order: start with *cursor = 0; returns NULL at the end. Do not change meanwhile. */
void *map_next(const struct map *map, size_t *cursor);

/* Frees the table; empty and usable again. */
void map_release(struct map *map);

#endif
