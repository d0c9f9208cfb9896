/* SPDX-License-Identifier: MIT */
/*
 * Open addressing with linear probing, never fuller than half. A slot without a value is free; removing moves the
 * entries behind it back, so there are no tombstones.
 */
#include "base/map.h"

#include <string.h>

#include "base/mem.h"

struct map_slot {
	uint64_t hash;
	struct span key; /* text NULL and length = the number, for number keys */
	int64_t id;
	void *value;
};

static uint64_t mix(uint64_t hash)
{
	hash ^= hash >> 33;
	hash *= UINT64_C(0xff51afd7ed558ccd);
	hash ^= hash >> 33;
	hash *= UINT64_C(0xc4ceb9fe1a85ec53);
	return hash ^ hash >> 33;
}

static uint64_t hash_span(struct span key)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < key.length; i++)
		hash = (hash ^ (unsigned char)key.text[i]) * UINT64_C(1099511628211);
	return mix(hash);
}

static bool is_key(const struct map_slot *slot, uint64_t hash, struct span key, int64_t id)
{
	return slot->hash == hash && slot->id == id && span_equal(slot->key, key);
}

/* The slot with this key, or the free one where it belongs. */
static struct map_slot *find(struct map_slot *slots, size_t room, uint64_t hash, struct span key, int64_t id)
{
	size_t at = hash & (room - 1);

	while (slots[at].value && !is_key(&slots[at], hash, key, id))
		at = (at + 1) & (room - 1);
	return &slots[at];
}

static void grow(struct map *map)
{
	struct map bigger = { NULL, map->count, map->room ? map->room * 2 : 16 };

	bigger.slots = mem_new(bigger.room, sizeof *bigger.slots);
	for (size_t i = 0; i < map->room; i++) {
		const struct map_slot *slot = &map->slots[i];
		if (slot->value)
			*find(bigger.slots, bigger.room, slot->hash, slot->key, slot->id) = *slot;
	}
	mem_free(map->slots);
	*map = bigger;
}

static void put(struct map *map, uint64_t hash, struct span key, int64_t id, void *value)
{
	struct map_slot *slot;

	BUG_IF(!value);
	if (map->count * 2 >= map->room)
		grow(map);
	slot = find(map->slots, map->room, hash, key, id);
	map->count += !slot->value;
	*slot = (struct map_slot){ hash, key, id, value };
}

static void *get(const struct map *map, uint64_t hash, struct span key, int64_t id)
{
	return map->count ? find(map->slots, map->room, hash, key, id)->value : NULL;
}

static void *take_out(struct map *map, uint64_t hash, struct span key, int64_t id)
{
	struct map_slot *slot = map->count ? find(map->slots, map->room, hash, key, id) : NULL;
	void *value = slot ? slot->value : NULL;
	size_t hole, at;

	if (!value)
		return NULL;
	hole = (size_t)(slot - map->slots);
	for (at = (hole + 1) & (map->room - 1); map->slots[at].value; at = (at + 1) & (map->room - 1)) {
		size_t home = map->slots[at].hash & (map->room - 1);
		if (((at - home) & (map->room - 1)) < ((at - hole) & (map->room - 1)))
			continue;
		map->slots[hole] = map->slots[at];
		hole = at;
	}
	map->slots[hole] = (struct map_slot){ 0 };
	map->count--;
	return value;
}

static const struct span no_key;

void map_put(struct map *map, struct span key, void *value)
{
	put(map, hash_span(key), key, 0, value);
}

void *map_get(const struct map *map, struct span key)
{
	return get(map, hash_span(key), key, 0);
}

void *map_remove(struct map *map, struct span key)
{
	return take_out(map, hash_span(key), key, 0);
}

void map_put_id(struct map *map, int64_t id, void *value)
{
	put(map, mix((uint64_t)id), no_key, id, value);
}

void *map_get_id(const struct map *map, int64_t id)
{
	return get(map, mix((uint64_t)id), no_key, id);
}

void *map_remove_id(struct map *map, int64_t id)
{
	return take_out(map, mix((uint64_t)id), no_key, id);
}

void *map_next(const struct map *map, size_t *cursor)
{
	while (*cursor < map->room)
		if (map->slots[(*cursor)++].value)
			return map->slots[*cursor - 1].value;
	return NULL;
}

void map_release(struct map *map)
{
	mem_free(map->slots);
	*map = (struct map){ 0 };
}
