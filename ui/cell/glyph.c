/* SPDX-License-Identifier: MIT */
/* The table of our own signs. */
#include "cell/glyph.h"

#include "base/err.h"

static const uint32_t glyphs[GLYPH_COUNT_][2] = {
#define GLYPH_ROW(name, ascii, line) [GLYPH_##name] = { ascii, line },
	GLYPH_LIST(GLYPH_ROW)
#undef GLYPH_ROW
};

uint32_t glyph_sign(enum glyph glyph, enum glyph_level level)
{
	BUG_IF((unsigned)glyph >= GLYPH_COUNT_);
	return glyphs[glyph][level == GLYPH_ASCII ? 0 : 1];
}
