/* SPDX-License-Identifier: MIT */
/* Growth by half again, so that pushing is cheap on average. */
#include "base/vec.h"

#include "base/err.h"
#include "base/mem.h"

void *vec_grow(void *items, size_t count, size_t *room, size_t more, size_t size_bytes)
{
	size_t need = count + more;

	if (need <= *room)
		return items;
	*room = *room + *room / 2 > need ? *room + *room / 2 : need + 7;
	return mem_grow(items, *room, size_bytes);
}
