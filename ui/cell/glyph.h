/* SPDX-License-Identifier: MIT */
/* The signs of our own chrome: one table, each in ASCII and as line drawing. All are one column. */
#ifndef DOCKET_CELL_GLYPH_H
#define DOCKET_CELL_GLYPH_H

#include <stdint.h>

/* ASCII is zero, so that what knows nothing of the terminal draws what every terminal shows. */
enum glyph_level {
	GLYPH_ASCII,
	GLYPH_LINE,
};

/* name, ASCII, line drawing */
#define GLYPH_LIST(X)                 \
	X(ELLIPSIS, '~', 0x2026)      \
	X(HLINE, '-', 0x2500)         \
	X(VLINE, '|', 0x2502)         \
	X(TOP_LEFT, '+', 0x250c)      \
	X(TOP_RIGHT, '+', 0x2510)     \
	X(BOTTOM_LEFT, '+', 0x2514)   \
	X(BOTTOM_RIGHT, '+', 0x2518)  \
	X(TEE_LEFT, '+', 0x2524)      \
	X(TEE_RIGHT, '+', 0x251c)     \
	X(TEE_UP, '+', 0x2534)        \
	X(TEE_DOWN, '+', 0x252c)      \
	X(CROSS, '+', 0x253c)         \
	X(CURSOR, '>', '>')           \
	X(MARK, '*', '*')             \
	X(BULLET, '-', 0x2022)        \
	X(ARROW_UP, '^', 0x2191)      \
	X(ARROW_DOWN, 'v', 0x2193)    \
	X(ARROW_LEFT, '<', 0x2190)    \
	X(ARROW_RIGHT, '>', 0x2192)   \
	X(BAR_FULL, '#', 0x2588)      \
	X(BAR_HALF, '=', 0x258c)      \
	X(BAR_EMPTY, '.', 0x2591)     \
	X(RISE_1, '.', 0x2581)        \
	X(RISE_2, '.', 0x2582)        \
	X(RISE_3, ':', 0x2583)        \
	X(RISE_4, ':', 0x2584)        \
	X(RISE_5, '|', 0x2585)        \
	X(RISE_6, '|', 0x2586)        \
	X(RISE_7, '#', 0x2587)        \
	X(RISE_8, '#', 0x2588)        \
	X(SCROLL_THUMB, '#', 0x2588)  \
	X(SCROLL_TRACK, '|', 0x2502)

enum glyph {
#define GLYPH_ENUM(name, ascii, line) GLYPH_##name,
	GLYPH_LIST(GLYPH_ENUM)
#undef GLYPH_ENUM
	GLYPH_COUNT_
};

/* The code point of `glyph` at `level`. */
uint32_t glyph_sign(enum glyph glyph, enum glyph_level level);

#endif
