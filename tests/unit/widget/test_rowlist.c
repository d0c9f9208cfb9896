/* SPDX-License-Identifier: MIT */
/* The table: where cursor and top go, which columns stay, what a move changes, and what it costs at
 * a million rows. */
#include "check.h"

#include "cell/dump.h"
#include "theme/role.h"
#include "widget/rowlist.h"

static const struct rowlist_column columns[] = {
	{ .title = "LEFT", .cols = 5, .align = ALIGN_RIGHT },
	{ .title = "CASE", .cols = 6 },
	{ .title = "WHAT", .cols = 8, .min_cols = 4, .weight = 1, .drop = 1 },
	{ .title = "OWNER", .cols = 5, .drop = 2 },
};

struct asked {
	long rows;
};

static void on_row(void *context, long row, struct rowlist_row *out)
{
	((struct asked *)context)->rows++;
	if (row == 1)
		*out = (struct rowlist_row){ .sign = '*',
					     .sign_role = ROLE_MARK,
					     .role = ROLE_ROW_GONE };
}

static void on_cell(void *context, long row, int column, struct rowlist_cell *out)
{
	(void)context;
	switch (column) {
	case 0: snprintf(out->room, sizeof out->room, "%ldm", row); break;
	case 1: snprintf(out->room, sizeof out->room, "C-%03ld", row); break;
	case 2: snprintf(out->room, sizeof out->room, "late pickup %ld", row); break;
	default: snprintf(out->room, sizeof out->room, "o%ld", row);
	}
	out->text = span_of(out->room);
	if (column == 0)
		out->role = ROLE_DUE_SOON;
}

static void draw(const struct rowlist *list, struct grid *grid, int rows, int cols,
		 struct asked *asked)
{
	struct rowlist_look look = { columns, COUNT_OF(columns), true, true, "nothing waits" };
	struct rowlist_source source = { on_row, on_cell, asked };

	grid_resize(grid, rows, cols);
	rowlist_draw(list, &look, &source, grid_pane(grid));
}

static void check_dump(const char *name, const struct grid *grid, const char *want)
{
	struct str out = { 0 };

	grid_dump(grid, &out);
	check_str(name, str_text(&out), want);
	str_release(&out);
}

static void test_draw(void **state)
{
	struct rowlist list = { .count = 3, .cursor = 2 };
	struct grid grid = { 0 };
	struct asked asked = { 0 };

	(void)state;
	rowlist_fit(&list, 5, true);
	draw(&list, &grid, 5, 34, &asked);
	check_dump("all", &grid,
		   "   LEFT CASE   WHAT          OWNER\n"
		   "     0m C-000  late pickup 0 o0\n"
		   " *   1m C-001  late pickup 1 o1\n"
		   ">    2m C-002  late pickup 2 o2\n\n");
	check_int("cursor row", grid.cursor_row, 3);
	check_int("cursor hidden", grid.is_cursor_shown, 0);
	check_int("mark role", grid_at(&grid, 2, 1)->role, ROLE_MARK);
	check_int("row role", grid_at(&grid, 2, 8)->role, ROLE_ROW_GONE);
	check_int("cell role", grid_at(&grid, 1, 6)->role, ROLE_DUE_SOON);
	draw(&list, &grid, 5, 22, &asked);
	check_dump("owner goes first", &grid,
		   "   LEFT CASE   WHAT\n     0m C-000  late p~\n *   1m C-001  late p~\n"
		   ">    2m C-002  late p~\n\n");
	draw(&list, &grid, 3, 16, &asked);
	check_dump("then what", &grid, "   LEFT CASE\n     0m C-000\n *   1m C-001\n");
	list = (struct rowlist){ 0 };
	draw(&list, &grid, 3, 24, &asked);
	check_dump("empty", &grid, "   LEFT CASE   WHAT\n  nothing waits\n\n");
	grid_release(&grid);
}

/* Only column 0 differs after a move that does not scroll. */
static void test_move_changes_column_0(void **state)
{
	struct rowlist list = { .count = 100 };
	struct grid before = { 0 }, after = { 0 };
	struct asked asked = { 0 };
	int changed = 0;

	(void)state;
	rowlist_fit(&list, 20, true);
	draw(&list, &before, 20, 60, &asked);
	assert_true(rowlist_command(&list, "move-down"));
	draw(&list, &after, 20, 60, &asked);
	for (int row = 0; row < 20; row++)
		for (int col = 0; col < 60; col++)
			if (memcmp(grid_at(&before, row, col), grid_at(&after, row, col),
				   sizeof(struct cell)) != 0) {
				check_int("column", col, 0);
				changed++;
			}
	check_int("cells", changed, 2);
	grid_release(&before);
	grid_release(&after);
}

static void test_screenful(void **state)
{
	struct rowlist list = { .count = 1000000 };
	struct grid grid = { 0 };
	struct asked asked = { 0 };

	(void)state;
	rowlist_fit(&list, 20, true);
	rowlist_command(&list, "move-last");
	draw(&list, &grid, 20, 60, &asked);
	check_int("rows asked for", asked.rows, 19);
	check_int("cursor", list.cursor, 999999);
	check_int("top", list.top, 999981);
	grid_release(&grid);
}

static void test_commands(void **state)
{
	static const struct {
		const char *name, *commands;
		long count, cursor, top;
	} rows[] = {
		{ "down", "move-down", 30, 1, 0 },
		{ "up at the top", "move-up", 30, 0, 0 },
		{ "page", "page-down", 30, 9, 9 },
		{ "page keeps its line", "move-down move-down page-down", 30, 11, 9 },
		{ "pages to the end", "page-down page-down page-down page-down", 30, 29, 20 },
		{ "and back", "move-last page-up", 30, 20, 11 },
		{ "pages to the start", "move-last page-up page-up page-up page-up", 30, 0, 0 },
		{ "half", "half-down", 30, 5, 5 },
		{ "last", "move-last", 30, 29, 20 },
		{ "first", "move-last move-first", 30, 0, 0 },
		{ "few rows", "page-down", 3, 2, 0 },
		{ "no rows", "move-down page-down move-last move-up", 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct rowlist list = { .count = rows[i].count };
		char copy[128], *rest = copy, *command;
		rowlist_fit(&list, 11, true);
		snprintf(copy, sizeof copy, "%s", rows[i].commands);
		while ((command = strsep(&rest, " ")) != NULL)
			check_int(rows[i].name, rowlist_command(&list, command), 1);
		check_int(rows[i].name, list.cursor, rows[i].cursor);
		check_int(rows[i].name, list.top, rows[i].top);
	}
	assert_false(rowlist_command(&(struct rowlist){ 0 }, "open"));
}

static void test_seat(void **state)
{
	struct rowlist list = { .count = 100, .cursor = 50, .top = 45, .page_rows = 10 };

	(void)state;
	rowlist_seat(&list, 103, 53);
	check_int("three came above: same line", list.top, 48);
	rowlist_seat(&list, 103, 2);
	check_int("near the start", list.top, 0);
	rowlist_seat(&list, 5, 99);
	check_int("clamped", list.cursor, 4);
	check_int("no scroll", list.top, 0);
	rowlist_seat(&list, 0, 0);
	check_int("empty", list.cursor + list.top, 0);
	list = (struct rowlist){ .count = 100, .cursor = 9, .page_rows = 10, .scroll_jump = 4 };
	rowlist_command(&list, "move-down");
	check_int("jumps", list.top, 4);
	check_int("cursor", list.cursor, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_draw),     cmocka_unit_test(test_move_changes_column_0),
		cmocka_unit_test(test_commands), cmocka_unit_test(test_screenful),
		cmocka_unit_test(test_seat),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
