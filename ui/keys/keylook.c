/* SPDX-License-Identifier: MIT */
/*
 * Looking keys up. Contexts are walked from the nearest outwards; in each, the last bind of the
 * same keys is in force, and keys that a nearer context has (also to unbind them) hide those of the
 * contexts behind it. Keymaps have some hundred lines and a key comes some ten times a second, so
 * lists are walked, not indexed.
 */
#include <stdio.h>
#include <string.h>

#include "keys/keymap.h"

#define GENERIC       "generic"
#define CONTEXTS_DEEP 8

/* What `name` falls back to; NULL at the end. */
static const char *parent_of(const struct keymap *map, const char *name)
{
	for (size_t i = map->contexts.count; i-- > 0;)
		if (strcmp(map->contexts.items[i].name, name) == 0)
			return map->contexts.items[i].parent;
	return strcmp(name, GENERIC) == 0 ? NULL : GENERIC;
}

/* The contexts from the nearest outwards; returns how many. A ring of parents ends at the depth
 * limit. */
static size_t contexts_of(const struct keymap *map, const char *context,
			  const char *names[CONTEXTS_DEEP])
{
	size_t count = 0;

	while (context && count < CONTEXTS_DEEP) {
		for (size_t i = 0; i < count; i++)
			if (strcmp(names[i], context) == 0)
				return count;
		names[count++] = context;
		context = parent_of(map, context);
	}
	return count;
}

static bool begins(const struct keymap_bind *bind, const uint32_t *keys, size_t count)
{
	return bind->key_count >= count &&
	       (count == 0 || memcmp(bind->keys, keys, count * sizeof *keys) == 0);
}

/* The last bind of exactly these keys in one context, also an unbinding one. */
static const struct keymap_bind *last_in(const struct keymap *map, const char *context,
					 const uint32_t *keys, size_t count)
{
	for (size_t i = map->binds.count; i-- > 0;) {
		const struct keymap_bind *bind = &map->binds.items[i];
		if (bind->key_count == count && begins(bind, keys, count) &&
		    strcmp(bind->context, context) == 0)
			return bind;
	}
	return NULL;
}

/* Is `bind`, in names[depth], what its keys mean from names[0] on? */
static bool in_force(const struct keymap *map, const char *const *names, size_t depth,
		     const struct keymap_bind *bind)
{
	if (!bind->command || strcmp(bind->context, names[depth]) != 0)
		return false;
	for (size_t nearer = 0; nearer < depth; nearer++)
		for (size_t used = 1; used <= bind->key_count; used++)
			if (last_in(map, names[nearer], bind->keys, used))
				return false;
	return last_in(map, names[depth], bind->keys, bind->key_count) == bind;
}

/* Which binds a walk wants. All zero: each. */
struct wanted {
	const char *command;
	const uint32_t *keys;
	size_t key_count; /* with `keys`: those that go on behind them */
};

static bool is_wanted(const struct wanted *wanted, const struct keymap_bind *bind)
{
	if (wanted->command && (!bind->command || strcmp(bind->command, wanted->command) != 0))
		return false;
	return !wanted->keys || (bind->key_count > wanted->key_count &&
				 begins(bind, wanted->keys, wanted->key_count));
}

/* Walks the wanted binds in force, nearest context first: *place starts at 0. */
static const struct keymap_bind *walk(const struct keymap *map, const char *context,
				      const struct wanted *wanted, size_t *place)
{
	const char *names[CONTEXTS_DEEP];
	size_t depths = contexts_of(map, context, names), count = map->binds.count;

	while (*place < depths * count) {
		size_t depth = *place / count;
		const struct keymap_bind *bind = &map->binds.items[*place % count];
		++*place;
		if (is_wanted(wanted, bind) && in_force(map, names, depth, bind))
			return bind;
	}
	return NULL;
}

static const struct keymap_bind *walk_to(const struct keymap *map, const char *context,
					 const struct wanted *wanted, size_t n)
{
	const struct keymap_bind *bind;
	size_t place = 0;

	while ((bind = walk(map, context, wanted, &place)) != NULL)
		if (n-- == 0)
			return bind;
	return NULL;
}

/* Does a longer bind of this context begin with the keys and have a command? */
static bool has_longer(const struct keymap *map, const char *const *names, size_t depth,
		       const uint32_t *keys, size_t count)
{
	for (size_t i = 0; i < map->binds.count; i++) {
		const struct keymap_bind *bind = &map->binds.items[i];
		if (bind->key_count > count && begins(bind, keys, count) &&
		    in_force(map, names, depth, bind))
			return true;
	}
	return false;
}

enum keymap_hit keymap_find(const struct keymap *map, const char *context, const uint32_t *keys,
			    size_t count, const struct keymap_bind **out)
{
	const char *names[CONTEXTS_DEEP];
	size_t depths = contexts_of(map, context, names);

	if (out)
		*out = NULL;
	if (count == 0 || count > KEYMAP_KEYS_MAX)
		return KEYMAP_NONE;
	for (size_t depth = 0; depth < depths; depth++) {
		const struct keymap_bind *bind = last_in(map, names[depth], keys, count);
		bool is_prefix = has_longer(map, names, depth, keys, count);
		if (!bind && !is_prefix)
			continue;
		if (bind && bind->command && out)
			*out = bind;
		return is_prefix ? KEYMAP_PREFIX : bind->command ? KEYMAP_COMMAND : KEYMAP_NONE;
	}
	return KEYMAP_NONE;
}

const struct keymap_bind *keymap_next(const struct keymap *map, const char *context, size_t *place)
{
	return walk(map, context, &(struct wanted){ 0 }, place);
}

const struct keymap_bind *keymap_nth(const struct keymap *map, const char *context, size_t n)
{
	return walk_to(map, context, &(struct wanted){ 0 }, n);
}

const struct keymap_bind *keymap_of(const struct keymap *map, const char *context,
				    const char *command, size_t n)
{
	return walk_to(map, context, &(struct wanted){ .command = command }, n);
}

const struct keymap_bind *keymap_after(const struct keymap *map, const char *context,
				       const uint32_t *keys, size_t count, size_t n)
{
	return walk_to(map, context, &(struct wanted){ .keys = keys, .key_count = count }, n);
}

const char *keymap_keys_of(const struct keymap *map, const char *context, const char *command,
			   char *out, size_t room_bytes)
{
	const struct keymap_bind *bind = keymap_of(map, context, command, 0);
	struct str text = { 0 };

	if (bind)
		key_names(bind->keys, bind->key_count, &text);
	snprintf(out, room_bytes, "%s", str_text(&text));
	str_release(&text);
	return out;
}
