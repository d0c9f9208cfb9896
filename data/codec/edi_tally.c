/* SPDX-License-Identifier: MIT */
/* Names are few and come again and again, so each is kept once. */
#include "codec/edi_tally.h"

#include <stdlib.h>
#include <string.h>

void edi_tally_add(struct edi_tally *tally, struct span name)
{
	struct edi_count *count = map_get(&tally->places, name);

	if (!count) {
		count = arena_new(&tally->arena, 1, sizeof *count);
		count->name = arena_text(&tally->arena, name.text, name.length);
		count->length = name.length;
		map_put(&tally->places, (struct span){ count->name, count->length }, count);
		*vec_push(&tally->counts) = count;
	}
	count->count++;
}

static int by_name(const void *a, const void *b)
{
	const struct edi_count *left = *(struct edi_count *const *)a, *right = *(struct edi_count *const *)b;
	int order = memcmp(left->name, right->name, left->length < right->length ? left->length : right->length);

	return order ? order : (left->length > right->length) - (left->length < right->length);
}

void edi_tally_sort(struct edi_tally *tally)
{
	if (tally->counts.count)
		qsort(tally->counts.items, tally->counts.count, sizeof *tally->counts.items, by_name);
}

void edi_tally_release(struct edi_tally *tally)
{
	vec_release(&tally->counts);
	map_release(&tally->places);
	arena_release(&tally->arena);
}
