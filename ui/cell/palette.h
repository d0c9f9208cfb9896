/* SPDX-License-Identifier: MIT */
/* What each role looks like, as numbers a terminal takes: ui/theme makes a palette, ui/term paints
 * with it, and a picture is coloured by it. */
#ifndef DOCKET_CELL_PALETTE_H
#define DOCKET_CELL_PALETTE_H

#include <stdint.h>

#define PALETTE_ROLES_MAX 128
#define COLOUR_DEFAULT (-1)

enum paint_attr {
	PAINT_BOLD = 1,
	PAINT_DIM = 2,
	PAINT_ITALIC = 4,
	PAINT_UNDERLINE = 8,
	PAINT_REVERSE = 16,
};

/* Colours are 0..255 in xterm's numbering, or COLOUR_DEFAULT: the terminal's own. */
struct paint {
	int16_t fg;
	int16_t bg;
	uint8_t attr;   /* enum paint_attr, or-ed */
	uint8_t unused; /* always 0, so that palettes compare as bytes */
};

/* Indexed by role. */
struct palette {
	struct paint paints[PALETTE_ROLES_MAX];
};

/* Red, green and blue of colour 0..255 as 0xrrggbb, with xterm's usual values for the first 16. */
uint32_t colour_rgb(int colour);

/* The colour of 16..255 nearest to 0xrrggbb. */
int colour_nearest_256(uint32_t rgb);

/* The colour of 0..15 nearest to 0xrrggbb. */
int colour_nearest_16(uint32_t rgb);

/* Contrast of two 0xrrggbb after WCAG 2: 1.0 (same) to 21.0 (black on white). */
double colour_contrast(uint32_t a, uint32_t b);

#endif
