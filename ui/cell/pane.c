/* SPDX-License-Identifier: MIT */
/*
 * Drawing into a grid through a clipping rectangle. Every sign goes through put(), which keeps wide
 * signs whole: a half that is overwritten or clipped leaves a blank, never half a sign.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cell/grid.h"

/* A cleaned text of a screen's width needs at most this much of the foreign one: 2 marks on each
 * base. */
#define FOREIGN_BYTES_PER_COL 16
#define FOREIGN_BYTES_MORE    1024

static struct cell *at(struct grid *grid, int row, int col)
{
	return &grid->cells[(size_t)row * (size_t)grid->cols + (size_t)col];
}

/* Blanks what would be left of a wide sign once the cell at `col` is overwritten. */
static void split_wide(struct grid *grid, int row, int col)
{
	struct cell *cell = at(grid, row, col);

	if (cell->width == 0 && col > 0)
		*at(grid, row, col - 1) = (struct cell){ .sign = ' ',
							 .width = 1,
							 .role = at(grid, row, col - 1)->role };
	else if (cell->width == 2 && col + 1 < grid->cols)
		*at(grid, row, col + 1) =
			(struct cell){ .sign = ' ', .width = 1, .role = cell->role };
}

static void put_one(struct pane pane, int row, int col, struct cell cell)
{
	if (row < 0 || row >= pane.rect.rows || col < 0 || col >= pane.rect.cols)
		return;
	row += pane.rect.row;
	col += pane.rect.col;
	split_wide(pane.grid, row, col);
	*at(pane.grid, row, col) = cell;
}

static void put(struct pane pane, int row, int col, struct cell cell)
{
	bool is_left_in = col >= 0 && col < pane.rect.cols;
	bool is_right_in = col + 1 >= 0 && col + 1 < pane.rect.cols;

	if (cell.width == 2 && is_left_in && is_right_in) {
		put_one(pane, row, col, cell);
		put_one(pane, row, col + 1, (struct cell){ .role = cell.role });
		return;
	}
	if (cell.width != 1) {
		struct cell half = { .sign = ' ', .width = 1, .role = cell.role };
		put_one(pane, row, is_left_in ? col : col + 1, half);
		return;
	}
	put_one(pane, row, col, cell);
}

static struct cell plain(uint32_t sign, int role)
{
	int cols = text_sign_cols(sign);

	if (cols <= 0)
		return (struct cell){ .sign = ' ', .width = 1, .role = (uint8_t)role };
	return (struct cell){ .sign = sign, .width = (uint8_t)cols, .role = (uint8_t)role };
}

/* Draws cleaned text; returns its columns. */
static int put_clean(struct pane pane, int row, int col, int role, const char *text, size_t length)
{
	int start = col;
	struct cell cell = { 0 };

	while (length > 0) {
		uint32_t sign;
		size_t bytes = text_next(text, length, &sign);
		int cols = text_sign_cols(sign);

		text += bytes;
		length -= bytes;
		if (cols == 0) {
			size_t mark = cell.marks[0] ? 1 : 0;
			if (cell.width && !cell.marks[mark])
				cell.marks[mark] = sign;
			continue;
		}
		if (cell.width) {
			put(pane, row, col, cell);
			col += cell.width;
		}
		cell = plain(sign, role);
	}
	if (cell.width) {
		put(pane, row, col, cell);
		col += cell.width;
	}
	return col - start;
}

/* The part of foreign text that can matter on one line, cut between signs. */
static struct span nearest(struct span text, int cols)
{
	size_t most = (size_t)cols * FOREIGN_BYTES_PER_COL + FOREIGN_BYTES_MORE;

	if (text.length > most) {
		text.length = most;
		while (text.length > 0 && ((unsigned char)text.text[text.length] & 0xc0) == 0x80)
			text.length--;
	}
	return text;
}

static struct span clean(struct grid *grid, struct span text, int cols)
{
	text = nearest(text, cols);
	str_clear(&grid->scratch);
	text_clean(&grid->scratch, text.text, text.length);
	return (struct span){ str_text(&grid->scratch), grid->scratch.length };
}

/* Draws at most `cols` columns of foreign text from `col`, with the ellipsis at a cut. */
static int put_foreign(struct pane pane, int row, int col, int cols, int role, struct span text)
{
	bool is_shortened;
	struct span whole;
	size_t fits;
	int used = 0;

	if (cols <= 0 || text.length == 0)
		return 0;
	whole = clean(pane.grid, text, cols);
	is_shortened = nearest(text, cols).length < text.length;
	fits = text_fit(whole.text, whole.length, cols, &used);
	if (fits == whole.length && !is_shortened)
		return put_clean(pane, row, col, role, whole.text, fits);
	fits = text_fit(whole.text, whole.length, cols - 1, &used);
	put_clean(pane, row, col, role, whole.text, fits);
	pane_glyph(pane, row, col + used, role, GLYPH_ELLIPSIS);
	return used + 1;
}

static int room_from(struct pane pane, int col, int max_cols)
{
	int room = pane.rect.cols - col;

	return max_cols < 0 || max_cols > room ? room : max_cols;
}

int pane_span(struct pane pane, int row, int col, int max_cols, int role, struct span text)
{
	if (row < 0 || row >= pane.rect.rows)
		return 0;
	return put_foreign(pane, row, col, room_from(pane, col, max_cols), role, text);
}

int pane_text(struct pane pane, int row, int col, int max_cols, int role, const char *text)
{
	return pane_span(pane, row, col, max_cols, role, span_of(text));
}

int pane_textf(struct pane pane, int row, int col, int max_cols, int role, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return pane_text(pane, row, col, max_cols, role, text);
}

void pane_fit(struct pane pane, int row, int col, int cols, int role, enum align align,
	      struct span text)
{
	int used, left = 0;

	pane_fill(pane, (struct rect){ row, col, 1, cols > 0 ? cols : 0 }, role, ' ');
	if (align == ALIGN_LEFT) {
		pane_span(pane, row, col, cols, role, text);
		return;
	}
	used = grid_text_cols(pane.grid, text);
	if (used < cols)
		left = align == ALIGN_RIGHT ? cols - used : (cols - used) / 2;
	pane_span(pane, row, col + left, cols - left, role, text);
}

int grid_text_cols(struct grid *grid, struct span text)
{
	struct span whole = clean(grid, text, GRID_COLS_MAX);

	return text_cols(whole.text, whole.length);
}

struct pane pane_part(struct pane pane, struct rect rect)
{
	rect.row += pane.rect.row;
	rect.col += pane.rect.col;
	return (struct pane){ pane.grid, rect_meet(rect, pane.rect) };
}

void pane_put(struct pane pane, int row, int col, int role, uint32_t sign)
{
	put(pane, row, col, plain(sign, role));
}

void pane_glyph(struct pane pane, int row, int col, int role, enum glyph glyph)
{
	put_one(pane, row, col,
		(struct cell){ .sign = glyph_sign(glyph, pane.grid->glyphs),
			       .width = 1,
			       .role = (uint8_t)role });
}

void pane_fill(struct pane pane, struct rect rect, int role, uint32_t sign)
{
	struct cell cell = { .sign = sign, .width = 1, .role = (uint8_t)role };

	rect = rect_meet(rect, (struct rect){ 0, 0, pane.rect.rows, pane.rect.cols });
	for (int row = rect.row; row < rect.row + rect.rows; row++)
		for (int col = rect.col; col < rect.col + rect.cols; col++)
			put_one(pane, row, col, cell);
}

void pane_clear(struct pane pane, int role)
{
	pane_fill(pane, (struct rect){ 0, 0, pane.rect.rows, pane.rect.cols }, role, ' ');
}

void pane_role(struct pane pane, struct rect rect, int role)
{
	rect = rect_meet(rect, (struct rect){ 0, 0, pane.rect.rows, pane.rect.cols });
	for (int row = rect.row; row < rect.row + rect.rows; row++)
		for (int col = rect.col; col < rect.col + rect.cols; col++)
			at(pane.grid, pane.rect.row + row, pane.rect.col + col)->role =
				(uint8_t)role;
}

void pane_hline(struct pane pane, int row, int col, int cols, int role)
{
	if (cols > 0)
		pane_fill(pane, (struct rect){ row, col, 1, cols }, role,
			  glyph_sign(GLYPH_HLINE, pane.grid->glyphs));
}

void pane_vline(struct pane pane, int row, int col, int rows, int role)
{
	if (rows > 0)
		pane_fill(pane, (struct rect){ row, col, rows, 1 }, role,
			  glyph_sign(GLYPH_VLINE, pane.grid->glyphs));
}

struct pane pane_box(struct pane pane, struct rect rect, int role, int title_role,
		     const char *title)
{
	int bottom = rect.row + rect.rows - 1, right = rect.col + rect.cols - 1;

	if (rect.rows < 2 || rect.cols < 2)
		return pane_part(pane, (struct rect){ rect.row, rect.col, 0, 0 });
	pane_hline(pane, rect.row, rect.col, rect.cols, role);
	pane_hline(pane, bottom, rect.col, rect.cols, role);
	pane_vline(pane, rect.row, rect.col, rect.rows, role);
	pane_vline(pane, rect.row, right, rect.rows, role);
	pane_glyph(pane, rect.row, rect.col, role, GLYPH_TOP_LEFT);
	pane_glyph(pane, rect.row, right, role, GLYPH_TOP_RIGHT);
	pane_glyph(pane, bottom, rect.col, role, GLYPH_BOTTOM_LEFT);
	pane_glyph(pane, bottom, right, role, GLYPH_BOTTOM_RIGHT);
	if (title && *title && rect.cols > 6) {
		int used =
			pane_text(pane, rect.row, rect.col + 3, rect.cols - 6, title_role, title);
		pane_put(pane, rect.row, rect.col + 2, role, ' ');
		pane_put(pane, rect.row, rect.col + 3 + used, role, ' ');
	}
	return pane_part(pane, rect_shrink(rect, 1, 1));
}

void pane_cursor(struct pane pane, int row, int col, bool is_shown)
{
	int last_row = pane.rect.rows > 0 ? pane.rect.rows - 1 : 0;
	int last_col = pane.rect.cols > 0 ? pane.rect.cols - 1 : 0;

	row = row < 0 ? 0 : row > last_row ? last_row : row;
	col = col < 0 ? 0 : col > last_col ? last_col : col;
	pane.grid->cursor_row =
		pane.rect.row + row < pane.grid->rows ? pane.rect.row + row : pane.grid->rows - 1;
	pane.grid->cursor_col =
		pane.rect.col + col < pane.grid->cols ? pane.rect.col + col : pane.grid->cols - 1;
	pane.grid->is_cursor_shown = is_shown;
}
