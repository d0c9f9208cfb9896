/* SPDX-License-Identifier: MIT */
/* links: ui/theme */
/* Theme files: read whole or refused with a place; what is read gives a palette of colours that exist. */
#include "theme/theme.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct theme theme;
	struct fault fault = { 0 };

	if (theme_read("fuzz.theme", (struct span){ (const char *)data, size }, NULL, NULL, &theme, &fault) != ERR_NONE) {
		BUG_IF(fault.err == ERR_NONE || !fault.why[0]);
		return 0;
	}
	for (enum theme_depth depth = THEME_MONO; depth <= THEME_256; depth++) {
		struct palette palette;
		int most = depth == THEME_8 ? 7 : depth == THEME_16 ? 15 : 255;
		theme_palette(&theme, depth, &palette);
		for (int role = 0; role < ROLE_COUNT_; role++)
			BUG_IF(palette.paints[role].fg > most || palette.paints[role].bg > most ||
			       palette.paints[role].fg < -1 || palette.paints[role].bg < -1 ||
			       (depth == THEME_MONO && palette.paints[role].fg != COLOUR_DEFAULT));
	}
	return 0;
}
