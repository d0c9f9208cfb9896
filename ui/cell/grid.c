/* SPDX-License-Identifier: MIT */
/* The grid itself: size, blanks, comparing. Drawing is in pane.c, which is the only other writer of
 * cells. */
#include "cell/grid.h"

#include <string.h>

#include "base/mem.h"

static const struct cell blank = { .sign = ' ', .width = 1 };

static int between(int value, int least, int most)
{
	if (value < least)
		return least;
	return value > most ? most : value;
}

struct rect rect_meet(struct rect a, struct rect b)
{
	int row = a.row > b.row ? a.row : b.row;
	int col = a.col > b.col ? a.col : b.col;
	int row_end = a.row + a.rows < b.row + b.rows ? a.row + a.rows : b.row + b.rows;
	int col_end = a.col + a.cols < b.col + b.cols ? a.col + a.cols : b.col + b.cols;

	return (struct rect){ row, col, row_end > row ? row_end - row : 0,
			      col_end > col ? col_end - col : 0 };
}

struct rect rect_shrink(struct rect rect, int rows, int cols)
{
	rows = between(rows, 0, rect.rows / 2);
	cols = between(cols, 0, rect.cols / 2);
	return (struct rect){ rect.row + rows, rect.col + cols, rect.rows - 2 * rows,
			      rect.cols - 2 * cols };
}

void grid_resize(struct grid *grid, int rows, int cols)
{
	rows = between(rows, 1, GRID_ROWS_MAX);
	cols = between(cols, 1, GRID_COLS_MAX);
	if (rows != grid->rows || cols != grid->cols) {
		mem_free(grid->cells);
		grid->cells = mem_new((size_t)rows * (size_t)cols, sizeof *grid->cells);
		grid->rows = rows;
		grid->cols = cols;
	}
	grid_clear(grid);
}

void grid_clear(struct grid *grid)
{
	size_t count = (size_t)grid->rows * (size_t)grid->cols;

	for (size_t i = 0; i < count; i++)
		grid->cells[i] = blank;
	grid->cursor_row = grid->cursor_col = 0;
	grid->is_cursor_shown = false;
}

void grid_release(struct grid *grid)
{
	mem_free(grid->cells);
	str_release(&grid->scratch);
	*grid = (struct grid){ .glyphs = grid->glyphs };
}

const struct cell *grid_at(const struct grid *grid, int row, int col)
{
	BUG_IF(row < 0 || row >= grid->rows || col < 0 || col >= grid->cols);
	return &grid->cells[(size_t)row * (size_t)grid->cols + (size_t)col];
}

bool grid_equal(const struct grid *a, const struct grid *b)
{
	size_t bytes = (size_t)a->rows * (size_t)a->cols * sizeof *a->cells;

	return a->rows == b->rows && a->cols == b->cols && a->cursor_row == b->cursor_row &&
	       a->cursor_col == b->cursor_col && a->is_cursor_shown == b->is_cursor_shown &&
	       (bytes == 0 || memcmp(a->cells, b->cells, bytes) == 0);
}

struct pane grid_pane(struct grid *grid)
{
	return (struct pane){ grid, { 0, 0, grid->rows, grid->cols } };
}
