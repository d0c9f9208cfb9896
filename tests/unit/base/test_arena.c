/* SPDX-License-Identifier: MIT */
/* Memory that goes at once: aligned, zeroed also after a reset, and reused. Arrays beside it. */
#include "check.h"

#include <stdalign.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/vec.h"

static void pieces_are_apart_aligned_and_zero(void **state)
{
	struct arena arena = { 0 };
	unsigned char *pieces[500];

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < COUNT_OF(pieces); i++) {
			pieces[i] = arena_new(&arena, i, 3);
			check_int("aligned", (uintptr_t)pieces[i] % alignof(max_align_t), 0);
			for (size_t j = 0; j < i * 3; j++)
				check_int("zero", pieces[i][j], 0);
			memset(pieces[i], (int)i & 255, i * 3);
		}
		for (size_t i = 0; i < COUNT_OF(pieces); i++)
			for (size_t j = 0; j < i * 3; j++)
				check_int("apart", pieces[i][j], i & 255);
		assert_true(arena.used_bytes >= 3 * 499 * 250);
		arena_reset(&arena);
		check_int("reset", arena.used_bytes, 0);
	}
	arena_release(&arena);
	check_str("usable again", arena_str(&arena, "x"), "x");
	arena_release(&arena);
}

static void texts(void **state)
{
	struct arena arena = { 0 };
	char *large = arena_new(&arena, 3, 1024 * 1024);

	(void)state;
	large[3 * 1024 * 1024 - 1] = 'x';
	check_str("cut", arena_text(&arena, "abcdef", 3), "abc");
	check_str("empty", arena_text(&arena, "", 0), "");
	check_str("format", arena_printf(&arena, "%s-%05d", "C", 42), "C-00042");
	assert_null(arena_str(&arena, NULL));
	assert_null(arena_text(&arena, NULL, 0));
	arena_release(&arena);
}

static void arrays_grow_with_zeroed_items(void **state)
{
	struct pair {
		int a, b;
	};
	VEC(struct pair) pairs = { 0 };

	(void)state;
	vec_reserve(&pairs, 10);
	memset(pairs.items, 0xff, pairs.room * sizeof *pairs.items);
	for (int i = 0; i < 1000; i++) {
		struct pair *pair = vec_push(&pairs);
		check_int("zero", pair->b, 0);
		pair->a = i;
	}
	for (int i = 0; i < 1000; i++)
		check_int("kept", pairs.items[i].a, i);
	check_int("count", pairs.count, 1000);
	vec_release(&pairs);
	check_int("released", pairs.room, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_apart_aligned_and_zero),
		cmocka_unit_test(texts),
		cmocka_unit_test(arrays_grow_with_zeroed_items),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
