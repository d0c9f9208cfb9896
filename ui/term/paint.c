/* SPDX-License-Identifier: MIT */
/* A role is a colour pair: pair n + 1 is role n, so that even a terminal with 64 pairs has enough. */
#include "term/paint.h"

#include <string.h>
#include <wchar.h>

#include <curses.h>

static attr_t attributes(uint8_t attr)
{
	return (attr & PAINT_BOLD ? A_BOLD : 0) | (attr & PAINT_DIM ? A_DIM : 0) | (attr & PAINT_UNDERLINE ? A_UNDERLINE : 0) |
	       (attr & PAINT_REVERSE ? A_REVERSE : 0) | (attr & PAINT_ITALIC ? A_ITALIC : 0);
}

static void set_pairs(struct paint_state *state, const struct palette *palette)
{
	if (state->has_palette && memcmp(&state->palette, palette, sizeof *palette) == 0)
		return;
	state->palette = *palette;
	state->has_palette = true;
	for (int role = 0; state->colours > 0 && role < PALETTE_ROLES_MAX && role + 1 < COLOR_PAIRS; role++)
		init_extended_pair(role + 1, palette->paints[role].fg, palette->paints[role].bg);
	paint_forget(state);
}

static void put_cell(const struct paint_state *state, int row, int col, const struct cell *cell)
{
	const struct paint *paint = &state->palette.paints[cell->role];
	wchar_t signs[CELL_MARKS + 2] = { (wchar_t)cell->sign, (wchar_t)cell->marks[0], (wchar_t)cell->marks[1], 0 };
	bool has_pair = state->colours > 0 && cell->role + 1 < COLOR_PAIRS &&
			(paint->fg != COLOUR_DEFAULT || paint->bg != COLOUR_DEFAULT);
	int pair = has_pair ? cell->role + 1 : 0;
	cchar_t out;

	setcchar(&out, signs, attributes(paint->attr), (short)pair, &pair);
	mvadd_wch(row, col, &out);
}

/* A row with a wide sign is painted whole: half of one cannot be replaced. */
static bool has_wide(const struct grid *grid, int row)
{
	for (int col = 0; col < grid->cols; col++)
		if (grid_at(grid, row, col)->width != 1)
			return true;
	return false;
}

static void paint_row(const struct paint_state *state, const struct grid *grid, int row, bool is_new)
{
	const struct cell *cells = grid_at(grid, row, 0), *before = is_new ? NULL : grid_at(&state->shown, row, 0);
	bool is_whole = is_new || has_wide(grid, row) || has_wide(&state->shown, row);

	if (!is_new && memcmp(cells, before, (size_t)grid->cols * sizeof *cells) == 0)
		return;
	for (int col = 0; col < grid->cols; col++)
		if (cells[col].width > 0 && (is_whole || memcmp(&cells[col], &before[col], sizeof *cells) != 0))
			put_cell(state, row, col, &cells[col]);
}

static void set_cursor(struct paint_state *state, const struct grid *grid)
{
	if (state->cursor_shown != grid->is_cursor_shown) {
		curs_set(grid->is_cursor_shown ? 1 : 0);
		state->cursor_shown = grid->is_cursor_shown;
	}
	move(grid->cursor_row, grid->cursor_col);
}

void paint_grid(struct paint_state *state, const struct grid *grid, const struct palette *palette)
{
	bool is_new;

	set_pairs(state, palette);
	is_new = state->shown.rows != grid->rows || state->shown.cols != grid->cols;
	if (is_new)
		grid_resize(&state->shown, grid->rows, grid->cols);
	for (int row = 0; row < grid->rows; row++)
		paint_row(state, grid, row, is_new);
	memcpy(state->shown.cells, grid->cells, (size_t)grid->rows * (size_t)grid->cols * sizeof *grid->cells);
	set_cursor(state, grid);
	wnoutrefresh(stdscr);
	doupdate();
}

void paint_forget(struct paint_state *state)
{
	grid_release(&state->shown);
}

void paint_release(struct paint_state *state)
{
	grid_release(&state->shown);
}
