/* SPDX-License-Identifier: MIT */
/*
 * ui/theme: roles and what a theme file says of them.
 *
 *   role.h   every role, declared once: name, parent, fallback without colours, help
 *   theme.h  a theme file read, and turned into a palette for a terminal's depth
 *
 * A theme file is lines of the one grammar (base/conf):
 *
 *   name  "Day"
 *   include dark.theme
 *   color overdue fg=#b84e00 bg=default fg16=red bg16=default attr=bold mono=reverse,bold
 *
 * Colours are `default`, one of the 16 names (red, bright-red, ...), a number 0..255, or #rrggbb.
 * Attributes are none, bold, dim, italic, underline, reverse. What is not said comes from the
 * role's parent. It never guesses: an unknown role or colour is a fault with line and column.
 */
#ifndef DOCKET_THEME_THEME_H
#define DOCKET_THEME_THEME_H

#include "base/conf.h"
#include "cell/palette.h"
#include "theme/role.h"

enum theme_depth {
	THEME_MONO, /* attributes only: NO_COLOR, vt100 */
	THEME_8,    /* bright colours become bold */
	THEME_16,
	THEME_256,
};

/* A colour as written. */
struct theme_colour {
	bool is_set;
	bool is_rgb;
	int32_t value; /* 0xrrggbb if is_rgb, else 0..255 or COLOUR_DEFAULT */
};

/* What a file says of one role. */
struct theme_rule {
	struct theme_colour fg, bg;
	struct theme_colour fg16, bg16;
	bool has_attr, has_mono;
	uint8_t attr, mono; /* enum paint_attr, or-ed */
};

struct theme {
	char name[64];
	struct theme_rule rules[ROLE_COUNT_];
};

/* Reads a theme's text into *out, which starts from nothing; unchanged on a fault. `on_include` as
 * in base/conf; NULL finds shipped themes only. */
MUST_CHECK enum err theme_read(const char *file, struct span text, conf_include *on_include,
			       void *context, struct theme *out, struct fault *fault);

/* Reads the shipped theme themes/NAME.theme; ERR_NOT_FOUND names those there are. */
MUST_CHECK enum err theme_shipped(const char *name, struct theme *out, struct fault *fault);

/* The name of the n-th shipped theme ("default", ...) into `out`; false behind the last. */
bool theme_shipped_nth(size_t n, char *out, size_t room_bytes);

/* Finds shipped files for `include`; fits conf_include, context unused. */
enum err theme_include_shipped(void *context, const char *name, struct span *text);

/* What every role looks like at `depth`, parents followed. */
void theme_palette(const struct theme *theme, enum theme_depth depth, struct palette *out);

/* The depth for a terminal of so many colours (0, 8, 16, 256, more). */
enum theme_depth theme_depth_of(int colours);

#endif
