/* SPDX-License-Identifier: MIT */
/* All allocation passes here; running out of memory is the end of the program. */
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

void *mem_new(size_t count, size_t size_bytes)
{
	void *memory = calloc(count ? count : 1, size_bytes ? size_bytes : 1);

	if (!memory)
		BUG("out of memory for %zu times %zu bytes", count, size_bytes);
	return memory;
}

void *mem_grow(void *memory, size_t count, size_t size_bytes)
{
	void *grown = reallocarray(memory, count ? count : 1, size_bytes ? size_bytes : 1);

	if (!grown)
		BUG("out of memory for %zu times %zu bytes", count, size_bytes);
	return grown;
}

void *mem_copy(const void *from, size_t size_bytes)
{
	char *copy = mem_new(1, size_bytes + 1);

	if (size_bytes > 0)
		memcpy(copy, from, size_bytes);
	return copy;
}

char *mem_text(const char *text)
{
	return text ? mem_copy(text, strlen(text)) : NULL;
}

void mem_free(void *memory)
{
	free(memory);
}
