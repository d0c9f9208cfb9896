/* SPDX-License-Identifier: MIT */
/* Drawing: clipping, cuts, wide signs and marks, foreign text, boxes, and the grid written down. */
#include "check.h"

#include "cell/dump.h"

static struct pane fresh(struct grid *grid, int rows, int cols)
{
	grid_resize(grid, rows, cols);
	return grid_pane(grid);
}

static void check_dump(const char *name, const struct grid *grid, const char *want)
{
	struct str out = { 0 };

	grid_dump(grid, &out);
	check_str(name, str_text(&out), want);
	str_release(&out);
}

/* A wide sign has its right half and a right half its wide sign, everywhere. */
static void check_whole(const char *name, const struct grid *grid)
{
	for (int row = 0; row < grid->rows; row++)
		for (int col = 0; col < grid->cols; col++) {
			const struct cell *cell = grid_at(grid, row, col);
			if (cell->width == 2)
				check_int(name,
					  col + 1 < grid->cols ? grid_at(grid, row, col + 1)->width
							       : 9,
					  0);
			if (cell->width == 0)
				check_int(name, col ? grid_at(grid, row, col - 1)->width : 9, 2);
		}
}

static void test_text(void **state)
{
	static const struct {
		const char *name, *text;
		int col, max_cols, used;
		const char *want;
	} rows[] = {
		{ "plain", "abc", 0, -1, 3, "abc\n" },
		{ "fits exactly", "abcdefgh", 0, -1, 8, "abcdefgh\n" },
		{ "cut at the edge", "abcdefghi", 0, -1, 8, "abcdefg~\n" },
		{ "cut at max", "abcdef", 1, 4, 4, " abc~\n" },
		{ "one column", "abc", 0, 1, 1, "~\n" },
		{ "none", "abc", 0, 0, 0, "\n" },
		{ "outside", "abc", 8, -1, 0, "\n" },
		{ "from the left", "abcdef", -2, -1, 6, "cdef\n" },
		{ "empty", "", 0, 3, 0, "\n" },
		{ "escape", "a\033[31mb", 0, -1, 7, "a\xef\xbf\xbd[31mb\n" },
		{ "line end", "a\nb\tc", 0, -1, 5, "a b c\n" },
		{ "bad bytes", "a\xff\xfe", 0, -1, 3, "a\xef\xbf\xbd\xef\xbf\xbd\n" },
		{ "wide", "\xe6\x9d\xb1\xe4\xba\xac", 0, -1, 4, "\xe6\x9d\xb1\xe4\xba\xac\n" },
		{ "wide is cut whole", "\xe6\x9d\xb1\xe4\xba\xac", 0, 3, 3, "\xe6\x9d\xb1~\n" },
		{ "wide cut leaves room", "\xe6\x9d\xb1\xe4\xba\xac", 0, 2, 1, "~\n" },
		{ "half off the left", "\xe6\x9d\xb1x", -1, -1, 3, " x\n" },
		{ "marks", "e\xcc\x81\xcc\xa3\xcc\x82z", 0, -1, 2, "e\xcc\x81\xcc\xa3z\n" },
		{ "mark first", "\xcc\x81z", 0, -1, 1, "z\n" },
	};
	struct grid grid = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pane pane = fresh(&grid, 1, 8);
		int used = pane_text(pane, 0, rows[i].col, rows[i].max_cols, 1, rows[i].text);
		check_int(rows[i].name, used, rows[i].used);
		check_dump(rows[i].name, &grid, rows[i].want);
		check_whole(rows[i].name, &grid);
	}
	grid_release(&grid);
}

static void test_long_foreign_text(void **state)
{
	struct grid grid = { 0 };
	struct pane pane = fresh(&grid, 1, 4);
	size_t length = 1 << 20;
	char *text = malloc(length);

	(void)state;
	memset(text, 'x', length);
	check_int("used", pane_span(pane, 0, 0, -1, 0, (struct span){ text, length }), 4);
	check_dump("cut", &grid, "xxx~\n");
	assert_true(grid.scratch.length < 65536);
	free(text);
	grid_release(&grid);
}

static void test_overwrite_wide(void **state)
{
	static const struct {
		const char *name;
		int col;
		const char *text, *want;
	} rows[] = {
		{ "left half", 0, "x", "x \xe4\xba\xac\n" },
		{ "right half", 1, "x", " x\xe4\xba\xac\n" },
		{ "across two", 1, "\xe5\xa4\xa7", " \xe5\xa4\xa7\n" },
		{ "same place", 2, "\xe5\xa4\xa7", "\xe6\x9d\xb1\xe5\xa4\xa7\n" },
		{ "at the edge", 5, "\xe5\xa4\xa7", "\xe6\x9d\xb1\xe4\xba\xac ~\n" },
	};
	struct grid grid = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pane pane = fresh(&grid, 1, 6);
		pane_text(pane, 0, 0, -1, 0, "\xe6\x9d\xb1\xe4\xba\xac");
		pane_text(pane, 0, rows[i].col, -1, 0, rows[i].text);
		check_dump(rows[i].name, &grid, rows[i].want);
		check_whole(rows[i].name, &grid);
	}
	grid_release(&grid);
}

static void test_fit(void **state)
{
	static const struct {
		const char *name, *text;
		enum align align;
		const char *want;
	} rows[] = {
		{ "left", "ab", ALIGN_LEFT, "[ab   ]\n" },
		{ "right", "ab", ALIGN_RIGHT, "[   ab]\n" },
		{ "centre", "ab", ALIGN_CENTRE, "[ ab  ]\n" },
		{ "cut right", "abcdefg", ALIGN_RIGHT, "[abcd~]\n" },
		{ "wide right", "\xe6\x9d\xb1", ALIGN_RIGHT, "[   \xe6\x9d\xb1]\n" },
	};
	struct grid grid = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pane pane = fresh(&grid, 1, 7);
		pane_text(pane, 0, 0, -1, 0, "[xxxxx]");
		pane_fit(pane, 0, 1, 5, 2, rows[i].align, span_of(rows[i].text));
		check_dump(rows[i].name, &grid, rows[i].want);
		check_int(rows[i].name, grid_at(&grid, 0, 5)->role, 2);
	}
	grid_release(&grid);
}

static void test_pane_clips(void **state)
{
	struct grid grid = { 0 };
	struct pane pane = fresh(&grid, 4, 8), part;

	(void)state;
	part = pane_part(pane, (struct rect){ 1, 2, 2, 3 });
	pane_fill(part, (struct rect){ -5, -5, 50, 50 }, 1, '#');
	pane_text(part, 2, 0, -1, 1, "below");
	pane_text(part, 0, 0, -1, 1, "abcdef");
	check_dump("inside only", &grid, "\n  ab~\n  ###\n\n");
	part = pane_part(part, (struct rect){ 1, 1, 9, 9 });
	check_int("rows", part.rect.rows, 1);
	check_int("cols", part.rect.cols, 2);
	part = pane_part(pane, (struct rect){ 9, 9, 2, 2 });
	check_int("nothing", part.rect.rows * part.rect.cols, 0);
	pane_clear(part, 1);
	pane_cursor(part, 3, 3, true);
	assert_true(grid.cursor_row < 4 && grid.cursor_col < 8);
	grid_release(&grid);
}

static void test_box(void **state)
{
	struct grid grid = { 0 };
	struct pane pane = fresh(&grid, 3, 12), inside;

	(void)state;
	inside = pane_box(pane, (struct rect){ 0, 0, 3, 12 }, 1, 2, "Title is long");
	pane_text(inside, 0, 0, -1, 0, "in");
	check_dump("ascii", &grid, "+- Title~ -+\n|in        |\n+----------+\n");
	check_int("title role", grid_at(&grid, 0, 3)->role, 2);
	grid_clear(&grid);
	grid.glyphs = GLYPH_LINE;
	pane_box(pane, (struct rect){ 0, 0, 2, 3 }, 1, 2, NULL);
	check_dump(
		"line", &grid,
		"\xe2\x94\x8c\xe2\x94\x80\xe2\x94\x90\n\xe2\x94\x94\xe2\x94\x80\xe2\x94\x98\n\n");
	inside = pane_box(pane, (struct rect){ 0, 0, 1, 1 }, 1, 2, "x");
	check_int("too small", inside.rect.rows, 0);
	grid_release(&grid);
}

static void test_resize(void **state)
{
	struct grid grid = { 0 }, other = { 0 };

	(void)state;
	grid_resize(&grid, 100000, 100000);
	check_int("rows", grid.rows, GRID_ROWS_MAX);
	check_int("cols", grid.cols, GRID_COLS_MAX);
	grid_resize(&grid, -1, 0);
	check_int("least", grid.rows * grid.cols, 1);
	grid_resize(&other, 1, 1);
	assert_true(grid_equal(&grid, &other));
	pane_put(grid_pane(&other), 0, 0, 0, 'x');
	assert_false(grid_equal(&grid, &other));
	grid_release(&grid);
	grid_release(&other);
}

static const char *role_word(int role)
{
	return role == 7 ? "seven" : "three";
}

static void test_dump_roles(void **state)
{
	struct grid grid = { 0 };
	struct pane pane = fresh(&grid, 2, 6);
	struct str out = { 0 };

	(void)state;
	pane_text(pane, 0, 1, -1, 7, "ab");
	pane_text(pane, 1, 0, -1, 3, "c");
	pane_role(pane, (struct rect){ 1, 2, 1, 1 }, 7);
	grid_dump_roles(&grid, role_word, &out);
	check_str("roles", str_text(&out), ".aa\nb.a\na = seven\nb = three\n");
	str_release(&out);
	grid_release(&grid);
}

static void test_svg(void **state)
{
	struct grid grid = { 0 };
	struct pane pane = fresh(&grid, 1, 6);
	struct palette palette = { 0 };
	struct str out = { 0 };

	(void)state;
	for (int role = 0; role < PALETTE_ROLES_MAX; role++)
		palette.paints[role] = (struct paint){ .fg = COLOUR_DEFAULT, .bg = COLOUR_DEFAULT };
	palette.paints[1] = (struct paint){ .fg = 196, .bg = 16, .attr = PAINT_BOLD };
	pane_text(pane, 0, 0, -1, 1, "<&>");
	grid_svg(&grid, &palette, &out);
	assert_non_null(strstr(str_text(&out), "&lt;&amp;&gt;</text>"));
	assert_non_null(strstr(str_text(&out), "fill=\"#ff0000\""));
	assert_non_null(strstr(str_text(&out), "font-weight=\"bold\""));
	assert_non_null(strstr(str_text(&out), "width=\"24\" height=\"17\" fill=\"#000000\""));
	assert_null(strstr(str_text(&out), "<&"));
	str_release(&out);
	grid_release(&grid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),       cmocka_unit_test(test_long_foreign_text),
		cmocka_unit_test(test_fit),        cmocka_unit_test(test_overwrite_wide),
		cmocka_unit_test(test_pane_clips), cmocka_unit_test(test_box),
		cmocka_unit_test(test_resize),     cmocka_unit_test(test_dump_roles),
		cmocka_unit_test(test_svg),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
