/* SPDX-License-Identifier: MIT */
/* Allocation that does not fail: out of memory ends the program through BUG's way out. */
#ifndef DOCKET_BASE_MEM_H
#define DOCKET_BASE_MEM_H

#include <stddef.h>

/* Zeroed memory for `count` things of `size_bytes`; the caller owns it and frees it with mem_free. */
void *mem_new(size_t count, size_t size_bytes);

/* Like realloc for `count` things of `size_bytes`; new bytes are not zeroed. Moves ownership. */
void *mem_grow(void *memory, size_t count, size_t size_bytes);

/* A copy of `size_bytes` at `from`, NUL-terminated one byte beyond; the caller owns it. */
void *mem_copy(const void *from, size_t size_bytes);

/* A copy of the NUL-terminated `text`; NULL gives NULL. The caller owns it. */
char *mem_text(const char *text);

/* Frees; NULL is fine. */
void mem_free(void *memory);

#endif
