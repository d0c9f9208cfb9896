/* SPDX-License-Identifier: MIT */
/* Menus, text to scroll, and bars. */
#include "check.h"

#include "cell/dump.h"
#include "widget/choice.h"
#include "widget/gauge.h"
#include "widget/pager.h"

static void check_dump(const char *name, struct grid *grid, const char *want)
{
	struct str out = { 0 };

	grid_dump(grid, &out);
	check_str(name, str_text(&out), want);
	str_release(&out);
}

static void test_choice(void **state)
{
	static const struct choice_item items[] = {
		{ .text = "rebook", .detail = "412.00 EUR" },
		{ .text = "expedite", .refused = "not picked up" },
		{ .text = "cancel", .key = 'x' },
	};
	static const struct {
		const char *name;
		uint32_t key;
		enum choice_result result;
		int cursor;
	} rows[] = {
		{ "down", K_DOWN, CHOICE_MOVED, 1 },   { "around", K_UP, CHOICE_MOVED, 2 },
		{ "enter", K_ENTER, CHOICE_TAKEN, 0 }, { "number", '1', CHOICE_TAKEN, 0 },
		{ "refused", '2', CHOICE_REFUSED, 1 }, { "letter", 'x', CHOICE_TAKEN, 2 },
		{ "none", '4', CHOICE_IGNORED, 0 },    { "cancel", K_ESC, CHOICE_CANCEL, 0 },
	};
	struct grid grid = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct choice choice = { 0 };
		check_int(rows[i].name, choice_key(&choice, items, 3, rows[i].key), rows[i].result);
		check_int(rows[i].name, choice.cursor, rows[i].cursor);
	}
	check_int("empty", choice_key(&(struct choice){ 0 }, items, 0, K_ENTER), CHOICE_IGNORED);
	grid_resize(&grid, 3, 30);
	choice_draw(&(struct choice){ 0 }, items, 3, grid_pane(&grid), true);
	check_dump("menu", &grid,
		   "> 1 rebook  412.00 EUR\n  2 expedite  not picked up\n  x cancel\n");
	grid_resize(&grid, 1, 30);
	choice_draw(&(struct choice){ 2 }, items, 3, grid_pane(&grid), true);
	check_dump("scrolled", &grid, "> x cancel\n");
	grid_release(&grid);
}

static void test_pager(void **state)
{
	static const struct pager_part parts[] = {
		{ .text = { "one two three four", 18 }, .indent = 1, .hang = 2 },
		{ .text = { "", 0 } },
		{ .text = { "UNB+x\r\n\tabcdefghijklm", 21 }, .is_verbatim = true },
		{ .text = { "averyveryverylongword \033[2J", 26 } },
	};
	struct pager pager = { parts, COUNT_OF(parts), 0 };
	struct grid grid = { 0 };

	(void)state;
	grid_resize(&grid, 12, 10);
	pager_draw(&pager, grid_pane(&grid));
	check_dump("wrapped", &grid,
		   " one two\n   three\n   four\n\nUNB+x\n "
		   "abcdefghi\njklm\naveryveryv\nerylongwor\nd \xef\xbf\xbd[2J"
		   "\n\n\n");
	check_int("lines", pager_lines(&pager, 10), 10);
	assert_true(pager_command(&pager, "page-down", 4, 10));
	check_int("page", pager.top, 3);
	assert_true(pager_command(&pager, "move-last", 4, 10));
	check_int("last", pager.top, 6);
	assert_true(pager_command(&pager, "move-down", 4, 10));
	check_int("stays", pager.top, 6);
	assert_true(pager_command(&pager, "half-up", 4, 10));
	check_int("half", pager.top, 4);
	assert_true(pager_command(&pager, "move-first", 4, 10));
	check_int("first", pager.top, 0);
	assert_false(pager_command(&pager, "open", 4, 10));
	pager.top = 1000;
	grid_resize(&grid, 2, 10);
	pager_draw(&pager, grid_pane(&grid));
	check_dump("clamped", &grid, "erylongwor\nd \xef\xbf\xbd[2J\n");
	check_int("one column ends", pager_lines(&pager, 1) > 10, 1);
	grid_release(&grid);
}

static void test_gauge(void **state)
{
	static const int64_t values[] = { 1, 0, 8, 4 };
	static const struct gauge_row rows[] = {
		{ "DHL", 10, NULL, 1 },
		{ "UPS long", 5, "5 of 9", 1 },
		{ "X", 0, NULL, 1 },
	};
	struct grid grid = { 0 };

	(void)state;
	grid_resize(&grid, 3, 10);
	gauge_bar(grid_pane(&grid), 0, 0, 10, 1, 50, 100);
	gauge_bar(grid_pane(&grid), 1, 0, 10, 1, 1, 1000000);
	gauge_bar(grid_pane(&grid), 2, 0, 10, 1, INT64_MAX, 1);
	check_dump("bars", &grid, "#####.....\n=.........\n##########\n");
	grid_resize(&grid, 1, 6);
	gauge_spark(grid_pane(&grid), 0, 0, 6, 1, values, 4, 0);
	check_dump("spark", &grid, "  . #:\n");
	grid_resize(&grid, 2, 4);
	gauge_columns(grid_pane(&grid), 1, values, 4, 0);
	check_dump("columns", &grid, "  #\n. ##\n");
	grid_resize(&grid, 3, 24);
	gauge_list(grid_pane(&grid), rows, 3, 4);
	check_dump(
		"list", &grid,
		"DHL  ############     10\nUPS~ ######...... 5 of 9\nX    ............      0\n");
	gauge_bar(grid_pane(&grid), 0, 0, 4, 1, 5, 0);
	gauge_spark(grid_pane(&grid), 0, 0, 4, 1, NULL, 0, 0);
	grid_release(&grid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_pager),
		cmocka_unit_test(test_gauge),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
