/* SPDX-License-Identifier: MIT */
/* A growing array of any type: `struct thing *items; size_t count, room;` in the owner, grown here. */
#ifndef DOCKET_BASE_VEC_H
#define DOCKET_BASE_VEC_H

#include <stddef.h>

#include "base/mem.h"

/* Declares the three members of a growing array inside a struct: items, count, room. */
#define VEC(type)                                                                         \
	struct {                                                                          \
		type *items;                                                              \
		size_t count;                                                             \
		size_t room;                                                              \
	}

/* Makes room for `more` items behind `count`; returns the (moved) memory. Use through vec_push and vec_reserve. */
void *vec_grow(void *items, size_t count, size_t *room, size_t more, size_t size_bytes);

/* Room for `more` items. */
#define vec_reserve(vec, more)                                                            \
	((vec)->items = vec_grow((vec)->items, (vec)->count, &(vec)->room, (more), sizeof *(vec)->items))

/* Appends one zeroed item and yields a pointer to it, valid until the next push. */
#define vec_push(vec)                                                                     \
	(vec_reserve((vec), 1), (vec)->items[(vec)->count] = (__typeof__(*(vec)->items)){ 0 },  \
	 &(vec)->items[(vec)->count++])

/* Frees the memory (not what the items own); empty and usable again. */
#define vec_release(vec)                                                                  \
	(mem_free((vec)->items), (vec)->items = NULL, (vec)->count = (vec)->room = 0)

#endif
