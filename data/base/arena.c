/* SPDX-License-Identifier: MIT */
/* Blocks in a chain, newest first; each new block is at least twice as large as the one before, up to a limit. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#define BLOCK_BYTES_FIRST ((size_t)4096)
#define BLOCK_BYTES_MOST ((size_t)1024 * 1024)

struct arena_block {
	struct arena_block *before;
	size_t room_bytes;
	size_t used_bytes;
	alignas(max_align_t) char bytes[];
};

static void add_block(struct arena *arena, size_t need_bytes)
{
	size_t room = arena->block ? arena->block->room_bytes * 2 : BLOCK_BYTES_FIRST;
	struct arena_block *block;

	if (room > BLOCK_BYTES_MOST)
		room = BLOCK_BYTES_MOST;
	if (room < need_bytes)
		room = need_bytes;
	block = mem_grow(NULL, 1, sizeof *block + room);
	block->before = arena->block;
	block->room_bytes = room;
	block->used_bytes = 0;
	arena->block = block;
}

/* Memory that the caller fills himself. */
static void *take(struct arena *arena, size_t bytes)
{
	size_t aligned = (bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	char *memory;

	if (!arena->block || arena->block->room_bytes - arena->block->used_bytes < aligned)
		add_block(arena, aligned);
	memory = arena->block->bytes + arena->block->used_bytes;
	arena->block->used_bytes += aligned;
	arena->used_bytes += aligned;
	return memory;
}

void *arena_new(struct arena *arena, size_t count, size_t size_bytes)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size_bytes, &bytes) || bytes > SIZE_MAX / 2)
		BUG("an arena was asked for %zu times %zu bytes", count, size_bytes);
	return memset(take(arena, bytes ? bytes : 1), 0, bytes ? bytes : 1);
}

char *arena_text(struct arena *arena, const char *text, size_t length)
{
	char *copy;

	if (!text)
		return NULL;
	copy = take(arena, length + 1);
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *arena_str(struct arena *arena, const char *text)
{
	return text ? arena_text(arena, text, strlen(text)) : NULL;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	char *text;
	int length;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	BUG_IF(length < 0);
	text = take(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

void arena_reset(struct arena *arena)
{
	struct arena_block *kept = arena->block;

	if (kept) {
		struct arena rest = { kept->before, 0 };
		arena_release(&rest);
		kept->before = NULL;
		kept->used_bytes = 0;
	}
	arena->used_bytes = 0;
}

void arena_release(struct arena *arena)
{
	while (arena->block) {
		struct arena_block *before = arena->block->before;
		mem_free(arena->block);
		arena->block = before;
	}
	arena->used_bytes = 0;
}
