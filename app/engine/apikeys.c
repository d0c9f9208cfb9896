/* SPDX-License-Identifier: MIT */
/* There are few keys, so all are held: a wrong one costs a hash and no question to the store. */
#include "engine/apikeys.h"

#include <string.h>

#include "base/instant.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/lane.h"

#define FRESH_US (5 * US_PER_S)

struct apikeys {
	struct engine *engine;
	struct map by_hash; /* the digest's bytes -> struct api_key *, owned */
	int64_t known_at_us; /* when the newest answer was asked for; INSTANT_NONE = never answered */
	int64_t asked_at_us;
	bool is_asked;
};

static struct span key_of(const struct digest *hash)
{
	return (struct span){ (const char *)hash->bytes, DIGEST_BYTES };
}

static void free_key(struct api_key *key)
{
	mem_free(key->login);
	mem_free(key);
}

struct apikeys *apikeys_new(struct engine *engine)
{
	struct apikeys *keys = mem_new(1, sizeof *keys);

	keys->engine = engine;
	keys->known_at_us = INSTANT_NONE;
	return keys;
}

void apikeys_free(struct apikeys *keys)
{
	struct api_key *key;
	size_t cursor = 0;

	if (!keys)
		return;
	while ((key = map_next(&keys->by_hash, &cursor)))
		free_key(key);
	map_release(&keys->by_hash);
	mem_free(keys);
}

/* Columns: hash in hex, login, per_minute. */
static void take_row(struct apikeys *keys, const struct pg_result *result, int row)
{
	struct digest hash;
	struct api_key *key;

	if (hex_read(span_of(pg_result_text(result, row, 0)), hash.bytes, DIGEST_BYTES))
		return;
	key = map_get(&keys->by_hash, key_of(&hash));
	if (!key) {
		key = mem_new(1, sizeof *key);
		key->hash = hash;
		key->login = mem_text(pg_result_text(result, row, 1));
		map_put(&keys->by_hash, key_of(&key->hash), key);
	}
	key->per_minute = pg_result_i64(result, row, 2, 1);
	key->is_there = true;
}

/* The table is made anew: a map is not changed while it is walked. */
static void drop_ended(struct apikeys *keys)
{
	struct map kept = { 0 };
	struct api_key *key;
	size_t cursor = 0;

	while ((key = map_next(&keys->by_hash, &cursor)))
		if (key->is_there) {
			key->is_there = false;
			map_put(&kept, key_of(&key->hash), key);
		} else {
			free_key(key);
		}
	map_release(&keys->by_hash);
	keys->by_hash = kept;
}

static void on_keys(void *context, struct pg_result *result)
{
	struct apikeys *keys = context;

	keys->is_asked = false;
	if (pg_result_fault(result)) {
		lane_log_fault((void *)(uintptr_t) "api", result);
		return;
	}
	for (int row = 0; row < pg_result_rows(result); row++)
		take_row(keys, result, row);
	drop_ended(keys);
	keys->known_at_us = keys->asked_at_us;
}

void apikeys_load(struct apikeys *keys)
{
	struct engine *engine = keys->engine;

	if (keys->is_asked || !engine->is_store_checked)
		return;
	keys->asked_at_us = loop_now_us(engine->loop);
	keys->is_asked = lane_send(engine->lanes[LANE_TICK], "engine_api_keys", NULL, on_keys, keys) == ERR_NONE;
}

bool apikeys_are_fresh(const struct apikeys *keys)
{
	return keys->known_at_us != INSTANT_NONE && loop_now_us(keys->engine->loop) - keys->known_at_us < FRESH_US;
}

struct api_key *apikeys_find(const struct apikeys *keys, const char *text)
{
	struct digest hash = digest_of(text, strlen(text));

	return map_get(&keys->by_hash, key_of(&hash));
}

bool apikeys_has_login(const struct apikeys *keys, const char *login)
{
	const struct api_key *key;
	size_t cursor = 0;

	while ((key = map_next(&keys->by_hash, &cursor)))
		if (strcmp(key->login, login) == 0)
			return true;
	return false;
}
