/* SPDX-License-Identifier: MIT */
/* Memory that is given back all at once: one arena per batch, per loaded text, per loop turn. */
#ifndef DOCKET_BASE_ARENA_H
#define DOCKET_BASE_ARENA_H

#include "base/err.h"

struct arena_block;

/* All zero is an empty arena. */
struct arena {
	struct arena_block *block; /* newest block, owned */
	size_t used_bytes;         /* handed out since the last reset */
};

/* Zeroed memory, aligned for any type, valid until reset or release. */
void *arena_new(struct arena *arena, size_t count, size_t size_bytes);

/* A NUL-terminated copy of `length` bytes; `text` NULL gives NULL. Valid until reset or release. */
char *arena_text(struct arena *arena, const char *text, size_t length);

/* A NUL-terminated copy of the NUL-terminated `text`; NULL gives NULL. */
char *arena_str(struct arena *arena, const char *text);

/* Formatted text in the arena. */
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* Takes everything back but keeps one block for reuse. */
void arena_reset(struct arena *arena);

/* Frees everything; the arena is empty and usable again. */
void arena_release(struct arena *arena);

#endif
