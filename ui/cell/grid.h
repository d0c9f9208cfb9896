/* SPDX-License-Identifier: MIT */
/*
 * ui/cell: what a screen is made of, before any terminal. Pure: text and roles in, cells out.
 *
 *   grid.h     cells, rectangles, panes (a grid seen through a rectangle) and all drawing
 *   glyph.h    the signs of our own chrome, in ASCII and as line drawing
 *   dump.h     a grid as text, as roles, and as an SVG picture
 *   palette.h  what a role looks like: colours and attributes; the numbers of the 256 colours
 *   key.h      what a key press is, and its name
 *
 * A cell says what it is (a role), never how it looks; ui/theme and ui/term decide that.
 * It never reads a clock, a file or a terminal.
 */
#ifndef DOCKET_CELL_GRID_H
#define DOCKET_CELL_GRID_H

#include "base/str.h"
#include "cell/glyph.h"

#define GRID_ROWS_MAX 300
#define GRID_COLS_MAX 500
#define CELL_MARKS 2

/* One place on the screen. `width` is 1 or 2; 0 is the right half of the wide cell before it. */
struct cell {
	uint32_t sign;              /* code point; a blank is ' ' */
	uint32_t marks[CELL_MARKS]; /* combining marks on it, 0 = none */
	uint8_t role;               /* enum role of ui/theme; 0 is the base */
	uint8_t width;
	uint16_t unused;            /* always 0, so that cells compare as bytes */
};

/* A rectangle of cells, from the top left; rows and cols are never negative. */
struct rect {
	int row;
	int col;
	int rows;
	int cols;
};

/* A screenful. All zero is an empty grid; cells are owned. */
struct grid {
	int rows;
	int cols;
	struct cell *cells;        /* rows * cols, row by row */
	enum glyph_level glyphs;   /* kept by grid_clear */
	int cursor_row;            /* where the hardware cursor stands, also while hidden */
	int cursor_col;
	bool is_cursor_shown;
	struct str scratch;        /* for cleaning foreign text */
};

/* A part of a grid: places are counted from the rectangle's corner and clipped to it. By value. */
struct pane {
	struct grid *grid;
	struct rect rect;
};

enum align {
	ALIGN_LEFT,
	ALIGN_RIGHT,
	ALIGN_CENTRE,
};

/* The part that both have; rows and cols are 0 where they do not meet. */
struct rect rect_meet(struct rect a, struct rect b);

/* `rect` made smaller by `rows` above and below and `cols` on both sides, never below 0. */
struct rect rect_shrink(struct rect rect, int rows, int cols);

/* Makes the grid rows x cols (kept within 1..GRID_ROWS_MAX and 1..GRID_COLS_MAX) and clears it. */
void grid_resize(struct grid *grid, int rows, int cols);

/* Blanks in role 0 everywhere; the cursor at the top left and not shown. Keeps size and glyphs. */
void grid_clear(struct grid *grid);

/* Frees; the grid is empty and usable again. */
void grid_release(struct grid *grid);

/* The cell at a place inside the grid, borrowed until the next resize. */
const struct cell *grid_at(const struct grid *grid, int row, int col);

/* Same size, cells and cursor? */
bool grid_equal(const struct grid *a, const struct grid *b);

/* The whole grid as a pane. */
struct pane grid_pane(struct grid *grid);

/* The pane of `rect` (counted from the pane's corner), clipped to the pane. */
struct pane pane_part(struct pane pane, struct rect rect);

/* Draws foreign or own text on one line: cleaned by base/text, at most `max_cols` columns
 * (negative: to the pane's right edge), a cut marked by the ellipsis glyph. Returns the columns
 * drawn. */
int pane_text(struct pane pane, int row, int col, int max_cols, int role, const char *text);

/* The same for borrowed text. */
int pane_span(struct pane pane, int row, int col, int max_cols, int role, struct span text);

/* The same for formatted text of at most 1 KiB. */
int pane_textf(struct pane pane, int row, int col, int max_cols, int role, const char *format, ...)
	PRINTF_LIKE(6, 7);

/* Draws text in a box of exactly `cols` columns: aligned and padded with blanks in `role`. */
void pane_fit(struct pane pane, int row, int col, int cols, int role, enum align align,
	      struct span text);

/* One sign of our own at a place; width as base/text says. */
void pane_put(struct pane pane, int row, int col, int role, uint32_t sign);

/* One glyph of our own chrome, in the grid's glyph level. */
void pane_glyph(struct pane pane, int row, int col, int role, enum glyph glyph);

/* Fills `rect` (counted from the pane's corner) with `sign`, a sign of width 1. */
void pane_fill(struct pane pane, struct rect rect, int role, uint32_t sign);

/* Blanks the whole pane in `role`. */
void pane_clear(struct pane pane, int role);

/* Gives the cells of `rect` another role and leaves their signs. */
void pane_role(struct pane pane, struct rect rect, int role);

/* A horizontal line of `cols` columns. */
void pane_hline(struct pane pane, int row, int col, int cols, int role);

/* A vertical line of `rows` rows. */
void pane_vline(struct pane pane, int row, int col, int rows, int role);

/* A box around `rect`, with `title` (may be NULL) in `title_role` set into the upper line.
 * Returns the pane inside of it. */
struct pane pane_box(struct pane pane, struct rect rect, int role, int title_role,
		     const char *title);

/* Puts the hardware cursor at a place of the pane (clipped into it) and shows it or not. */
void pane_cursor(struct pane pane, int row, int col, bool is_shown);

/* Columns that foreign text takes once it is cleaned, without a cut. */
int grid_text_cols(struct grid *grid, struct span text);

#endif
