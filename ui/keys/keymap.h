/* SPDX-License-Identifier: MIT */
/*
 * Keymap files: lines of the one grammar (base/conf).
 *
 *   include core.keys
 *   context field parent=none           a context falls back to `generic` unless it says otherwise
 *   bind queue   g g   move-first       one or more keys, then the command, to the end of the line
 *   bind generic <F5>  redraw
 *   bind queue   C     claim ; note "taken"
 *   unbind queue <C-k>                  also hides what the parent context has
 *
 * A word is a key while it reads as one (one sign, or <Name>); quotes help: "#", "=". A later line
 * wins. Commands are names; what they do is declared in data/verb and the views.
 */
#ifndef DOCKET_KEYS_KEYMAP_H
#define DOCKET_KEYS_KEYMAP_H

#include "base/conf.h"
#include "base/vec.h"
#include "cell/key.h"

#define KEYMAP_KEYS_MAX 4

/* One line of a keymap; texts live as long as the keymap. */
struct keymap_bind {
	const char *context;
	uint32_t keys[KEYMAP_KEYS_MAX];
	size_t key_count;
	const char *command;  /* NULL: unbound on purpose */
	const char *file;     /* where it was said */
	int line;
};

struct keymap_context {
	const char *name;
	const char *parent;   /* NULL: falls back to nothing */
};

/* All zero is empty. Binds keep the order of the files; of two for the same keys the later wins. */
struct keymap {
	struct arena arena;
	VEC(struct keymap_bind) binds;
	VEC(struct keymap_context) contexts;
};

enum keymap_hit {
	KEYMAP_NONE,
	KEYMAP_PREFIX,  /* more keys would make a command */
	KEYMAP_COMMAND,
};

/* Is `command` (its first word) known? NULL where it is asked for means: every name is. */
typedef bool keymap_is_command(void *context, const char *command);

/* Adds a keymap's text to `map`; on a fault nothing of it is added. `on_include` as in base/conf,
 * NULL finds shipped keymaps only. */
MUST_CHECK enum err keymap_read(struct keymap *map, const char *file, struct span text,
				conf_include *on_include, keymap_is_command *is_command,
				void *context, struct fault *fault);

/* Adds the shipped keymaps/NAME.keys; ERR_NOT_FOUND names those there are. */
MUST_CHECK enum err keymap_shipped(struct keymap *map, const char *name, struct fault *fault);

/* Finds shipped files for `include`; fits conf_include, context unused. */
enum err keymap_include_shipped(void *context, const char *name, struct span *text);

/* What `count` keys mean in `context` or the contexts it falls back to. *out (may be NULL) is the
 * bind of exactly these keys, borrowed, or NULL: with KEYMAP_PREFIX it is what they mean if nothing
 * follows. The nearest context that has anything to say of the keys decides. */
enum keymap_hit keymap_find(const struct keymap *map, const char *context, const uint32_t *keys,
			    size_t count, const struct keymap_bind **out);

/* Walks the binds in force in `context` and what it falls back to, nearest context first, in the
 * order of the files: for help screens. *place starts at 0; NULL at the end. */
const struct keymap_bind *keymap_next(const struct keymap *map, const char *context, size_t *place);

/* The n-th of that walk, from 0; NULL behind the last. */
const struct keymap_bind *keymap_nth(const struct keymap *map, const char *context, size_t n);

/* The n-th bind in force of `command` (compared with the whole command text) in `context`, or
 * NULL. */
const struct keymap_bind *keymap_of(const struct keymap *map, const char *context,
				    const char *command, size_t n);

/* Binds that would go on from these keys: the which-key strip. The n-th, or NULL. */
const struct keymap_bind *keymap_after(const struct keymap *map, const char *context,
				       const uint32_t *keys, size_t count, size_t n);

/* The keys of the first bind of `command` in `context` as text ("g g"), or "" if there is none. */
const char *keymap_keys_of(const struct keymap *map, const char *context, const char *command,
			   char *out, size_t room_bytes);

/* Frees; empty and usable again. */
void keymap_release(struct keymap *map);

#endif
