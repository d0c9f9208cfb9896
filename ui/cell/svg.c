/* SPDX-License-Identifier: MIT */
/*
 * A grid as a picture for documents. Each run of one look is one rectangle and one text whose signs
 * are placed by x coordinates, so that the columns stand whatever font the reader has.
 */
#include "base/text.h"
#include "cell/dump.h"

#define CELL_X   8
#define CELL_Y   17
#define BASELINE 13
#define EDGE     12
#define GROUND   0x11151cu
#define INK      0xd5dbe3u

struct look {
	uint32_t fg, bg;
	uint8_t attr;
};

static struct look look_of(const struct palette *palette, int role)
{
	const struct paint *paint = &palette->paints[role < PALETTE_ROLES_MAX ? role : 0];
	struct look look = {
		.fg = paint->fg == COLOUR_DEFAULT ? INK : colour_rgb(paint->fg),
		.bg = paint->bg == COLOUR_DEFAULT ? GROUND : colour_rgb(paint->bg),
		.attr = paint->attr,
	};

	if (look.attr & PAINT_REVERSE) {
		uint32_t fg = look.fg;
		look.fg = look.bg;
		look.bg = fg;
	}
	return look;
}

static void add_sign(uint32_t sign, struct str *out)
{
	switch (sign) {
	case '<': str_adds(out, "&lt;"); break;
	case '>': str_adds(out, "&gt;"); break;
	case '&': str_adds(out, "&amp;"); break;
	case ' ': str_adds(out, "&#160;"); break;
	default: text_put(out, sign);
	}
}

static void add_ground(const struct look *look, int row, int col, int cols, struct str *out)
{
	if (look->bg == GROUND)
		return;
	str_addf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n",
		 EDGE + col * CELL_X, EDGE + row * CELL_Y, cols * CELL_X, CELL_Y, look->bg);
}

static void add_attr(const struct look *look, struct str *out)
{
	if (look->attr & PAINT_BOLD)
		str_adds(out, " font-weight=\"bold\"");
	if (look->attr & PAINT_ITALIC)
		str_adds(out, " font-style=\"italic\"");
	if (look->attr & PAINT_UNDERLINE)
		str_adds(out, " text-decoration=\"underline\"");
	if (look->attr & PAINT_DIM)
		str_adds(out, " opacity=\"0.65\"");
}

/* Blanks count only where they are underlined. */
static bool has_ink(const struct grid *grid, int row, int col, int end, const struct look *look)
{
	for (; col < end; col++)
		if (grid_at(grid, row, col)->sign != ' ' && grid_at(grid, row, col)->width)
			return true;
	return (look->attr & PAINT_UNDERLINE) != 0;
}

static void add_run(const struct grid *grid, const struct palette *palette, int row, int col,
		    int end, struct str *out)
{
	struct look look = look_of(palette, grid_at(grid, row, col)->role);
	const char *divider = "";

	add_ground(&look, row, col, end - col, out);
	if (!has_ink(grid, row, col, end, &look))
		return;
	if (!(look.attr & PAINT_UNDERLINE)) { /* some readers drop blanks at the ends, and the places that belong to them */
		while (grid_at(grid, row, col)->sign == ' ')
			col++;
		while (grid_at(grid, row, end - 1)->sign == ' ')
			end--;
	}
	str_addf(out, "<text y=\"%d\" fill=\"#%06x\"", EDGE + row * CELL_Y + BASELINE, look.fg);
	add_attr(&look, out);
	str_adds(out, " x=\"");
	for (int i = col; i < end; i++)
		if (grid_at(grid, row, i)->width) {
			str_addf(out, "%s%d", divider, EDGE + i * CELL_X);
			divider = " ";
			for (int mark = 0; mark < CELL_MARKS && grid_at(grid, row, i)->marks[mark];
			     mark++)
				str_addf(out, " %d", EDGE + i * CELL_X);
		}
	str_adds(out, "\">");
	for (int i = col; i < end; i++) {
		const struct cell *cell = grid_at(grid, row, i);
		if (!cell->width)
			continue;
		add_sign(cell->sign, out);
		for (int mark = 0; mark < CELL_MARKS && cell->marks[mark]; mark++)
			text_put(out, cell->marks[mark]);
	}
	str_adds(out, "</text>\n");
}

void grid_svg(const struct grid *grid, const struct palette *palette, struct str *out)
{
	int width = 2 * EDGE + grid->cols * CELL_X, height = 2 * EDGE + grid->rows * CELL_Y;

	str_addf(out,
		 "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 "
		 "0 %d %d\" ",
		 width, height, width, height);
	str_adds(out, "font-family=\"'DejaVu Sans Mono','Liberation "
		      "Mono',Menlo,Consolas,monospace\" font-size=\"13\">\n");
	str_addf(out, "<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#%06x\"/>\n", width, height,
		 GROUND);
	for (int row = 0; row < grid->rows; row++)
		for (int col = 0, end; col < grid->cols; col = end) {
			end = col + 1;
			while (end < grid->cols &&
			       grid_at(grid, row, end)->role == grid_at(grid, row, col)->role)
				end++;
			add_run(grid, palette, row, col, end, out);
		}
	if (grid->is_cursor_shown)
		str_addf(out,
			 "<rect x=\"%d\" y=\"%d\" width=\"2\" height=\"%d\" fill=\"#%06x\"/>\n",
			 EDGE + grid->cursor_col * CELL_X, EDGE + grid->cursor_row * CELL_Y + 1,
			 CELL_Y - 2, INK);
	str_adds(out, "</svg>\n");
}
