/* SPDX-License-Identifier: MIT */
/* Room given out along an axis and over a tree: who stretches, who goes first. */
#include "check.h"

#include "layout/layout.h"

static void check_split(const char *name, const struct layout_part *parts, int count, int total,
			int gap, const char *want)
{
	int sizes[LAYOUT_PARTS_MAX];
	char got[256] = "";

	layout_split(parts, count, total, gap, sizes);
	for (int i = 0; i < count; i++)
		snprintf(got + strlen(got), sizeof got - strlen(got), "%s%d", i ? " " : "",
			 sizes[i]);
	check_str(name, got, want);
}

static void test_split(void **state)
{
	static const struct layout_part screen[] = {
		{ .size = 1 },
		{ .size = 1, .drop = 2 },
		{ .min = 5, .weight = 1 },
		{ .size = 1, .drop = 3 },
	};
	static const struct layout_part shares[] = {
		{ .size = 10, .weight = 1 },
		{ .min = 10, .weight = 2 },
		{ .size = 8, .min = 4, .drop = 1 },
	};
	static const struct layout_part fixed[] = { { .size = 6 }, { .size = 6 } };

	(void)state;
	check_split("all", screen, 4, 24, 0, "1 1 21 1");
	check_split("least", screen, 4, 8, 0, "1 1 5 1");
	check_split("highest drop goes", screen, 4, 7, 0, "1 1 5 0");
	check_split("then the next", screen, 4, 6, 0, "1 0 5 0");
	check_split("cut at the end", screen, 4, 4, 0, "1 0 3 0");
	check_split("no room", screen, 4, 0, 0, "0 0 0 0");
	check_split("weights", shares, 3, 58, 0, "20 30 8");
	check_split("wanted before shares", shares, 3, 26, 0, "10 10 6");
	check_split("gaps", shares, 3, 60, 1, "20 30 8");
	check_split("dropped takes its gap", shares, 3, 22, 1, "10 11 0");
	check_split("fixed do not stretch", fixed, 2, 40, 2, "6 6");
	check_split("fixed are cut", fixed, 2, 10, 1, "6 3");
	check_split("second is out", fixed, 2, 7, 1, "6 0");
}

/* Never more than there is, and nobody dropped while there is room for all. */
static void test_split_invariant(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct layout_part parts[6];
		int sizes[6], total = (int)(seed % 120), used = 0, shown = 0, least = 0;
		for (int i = 0; i < 6; i++) {
			seed = seed * 1103515245u + 12345u;
			parts[i] = (struct layout_part){ .size = (int)(seed >> 8 & 31),
							 .min = (int)(seed >> 13 & 15),
							 .weight = (int)(seed >> 18 & 3),
							 .drop = (int)(seed >> 20 & 3) };
			least += parts[i].min ? parts[i].min : parts[i].size ? parts[i].size : 1;
		}
		layout_split(parts, 6, total, 1, sizes);
		for (int i = 0; i < 6; i++) {
			assert_true(sizes[i] >= 0);
			used += sizes[i];
			shown += sizes[i] > 0;
		}
		assert_true(used + (shown > 1 ? shown - 1 : 0) <= total || used == 0);
		if (least + 5 <= total)
			assert_int_equal(shown, 6);
	}
}

enum { LIST, DETAIL, SIDE, IDS };

static void test_tree(void **state)
{
	static const struct layout_node right[] = {
		{ .id = DETAIL, .part = { .weight = 1, .min = 3 } },
		{ .id = SIDE, .part = { .size = 8, .drop = 1 } },
	};
	static const struct layout_node columns[] = {
		{ .id = LIST, .part = { .weight = 3, .min = 50 } },
		{ .id = LAYOUT_NO_ID,
		  .part = { .weight = 2, .min = 40, .drop = 1 },
		  .axis = LAYOUT_ROWS,
		  .children = right,
		  .child_count = 2 },
	};
	static const struct layout_node root = { .id = LAYOUT_NO_ID,
						 .axis = LAYOUT_COLS,
						 .gap = 1,
						 .children = columns,
						 .child_count = 2 };
	struct rect rects[IDS];

	(void)state;
	layout_solve(&root, (struct rect){ 2, 0, 20, 101 }, rects, IDS);
	check_int("list cols", rects[LIST].cols, 56);
	check_int("list rows", rects[LIST].rows, 20);
	check_int("detail col", rects[DETAIL].col, 57);
	check_int("detail rows", rects[DETAIL].rows, 12);
	check_int("side row", rects[SIDE].row, 14);
	layout_solve(&root, (struct rect){ 2, 0, 9, 101 }, rects, IDS);
	check_int("side dropped", rects[SIDE].rows, 0);
	check_int("detail has all", rects[DETAIL].rows, 9);
	layout_solve(&root, (struct rect){ 0, 0, 24, 80 }, rects, IDS);
	check_int("column dropped", rects[DETAIL].cols, 0);
	check_int("list has all", rects[LIST].cols, 80);
}

static void test_classes(void **state)
{
	(void)state;
	check_int("59", layout_width(24, 59), LAYOUT_TINY);
	check_int("14", layout_width(14, 200), LAYOUT_TINY);
	check_int("80", layout_width(24, 80), LAYOUT_NARROW);
	check_int("120", layout_width(24, 120), LAYOUT_MIDDLE);
	check_int("160", layout_width(24, 160), LAYOUT_WIDE);
	check_int("240", layout_width(24, 240), LAYOUT_HUGE);
	assert_true(layout_is_tall(20) && !layout_is_tall(19));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_split_invariant),
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_classes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
