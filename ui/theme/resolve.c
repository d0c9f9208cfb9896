/* SPDX-License-Identifier: MIT */
/* From rules to a palette: what a role does not say comes from its parent, and every colour is
 * brought down to what the terminal has. */
#include "theme/theme.h"

/* The first of role and its parents for which `has` is true, or NULL. */
static const struct theme_rule *nearest(const struct theme *theme, int role,
					bool (*has)(const struct theme_rule *))
{
	for (;;) {
		if (has(&theme->rules[role]))
			return &theme->rules[role];
		if (role_at(role)->parent == role)
			return NULL;
		role = role_at(role)->parent;
	}
}

static bool has_fg(const struct theme_rule *rule)
{
	return rule->fg.is_set;
}

static bool has_bg(const struct theme_rule *rule)
{
	return rule->bg.is_set;
}

static bool has_fg16(const struct theme_rule *rule)
{
	return rule->fg.is_set || rule->fg16.is_set;
}

static bool has_bg16(const struct theme_rule *rule)
{
	return rule->bg.is_set || rule->bg16.is_set;
}

static bool has_attr(const struct theme_rule *rule)
{
	return rule->has_attr;
}

static int to_256(const struct theme_colour *colour)
{
	return colour->is_rgb ? colour_nearest_256((uint32_t)colour->value) : colour->value;
}

static int to_16(const struct theme_colour *colour)
{
	if (!colour->is_rgb && colour->value < 16)
		return colour->value;
	return colour_nearest_16(colour->is_rgb ? (uint32_t)colour->value
						: colour_rgb(colour->value));
}

static int resolved_256(const struct theme_rule *rule, bool is_fg)
{
	if (!rule)
		return COLOUR_DEFAULT;
	return to_256(is_fg ? &rule->fg : &rule->bg);
}

static int resolved_16(const struct theme_rule *rule, bool is_fg)
{
	const struct theme_colour *named, *any;

	if (!rule)
		return COLOUR_DEFAULT;
	named = is_fg ? &rule->fg16 : &rule->bg16;
	any = is_fg ? &rule->fg : &rule->bg;
	return named->is_set ? named->value : to_16(any);
}

static uint8_t attr_of(const struct theme *theme, int role)
{
	const struct theme_rule *rule = nearest(theme, role, has_attr);

	return rule ? rule->attr : 0;
}

/* Without colours a role's own word counts first, then the table's, then its parent's. */
static uint8_t mono_of(const struct theme *theme, int role)
{
	for (;;) {
		if (theme->rules[role].has_mono)
			return theme->rules[role].mono;
		if (role_at(role)->mono >= 0)
			return (uint8_t)role_at(role)->mono;
		role = role_at(role)->parent;
	}
}

/* Eight colours: bright ones are the plain ones in bold, a bright ground the plain ground. */
static struct paint in_8(struct paint paint)
{
	if (paint.fg >= 8) {
		paint.attr |= PAINT_BOLD;
		paint.fg = (int16_t)(paint.fg - 8);
	}
	if (paint.bg >= 8)
		paint.bg = (int16_t)(paint.bg - 8);
	/* Bright black in bold black would be black on black. */
	if (paint.fg == 0 && (paint.bg == 0 || paint.bg == COLOUR_DEFAULT))
		paint.fg = COLOUR_DEFAULT;
	return paint;
}

static struct paint paint_of(const struct theme *theme, int role, enum theme_depth depth)
{
	struct paint paint = { .fg = COLOUR_DEFAULT, .bg = COLOUR_DEFAULT };

	if (depth == THEME_MONO) {
		paint.attr = mono_of(theme, role);
		return paint;
	}
	paint.attr = attr_of(theme, role);
	if (depth == THEME_256) {
		paint.fg = (int16_t)resolved_256(nearest(theme, role, has_fg), true);
		paint.bg = (int16_t)resolved_256(nearest(theme, role, has_bg), false);
		return paint;
	}
	paint.fg = (int16_t)resolved_16(nearest(theme, role, has_fg16), true);
	paint.bg = (int16_t)resolved_16(nearest(theme, role, has_bg16), false);
	return depth == THEME_8 ? in_8(paint) : paint;
}

void theme_palette(const struct theme *theme, enum theme_depth depth, struct palette *out)
{
	struct paint base = paint_of(theme, ROLE_BASE, depth);

	for (int role = 0; role < PALETTE_ROLES_MAX; role++)
		out->paints[role] = role < ROLE_COUNT_ ? paint_of(theme, role, depth) : base;
}

enum theme_depth theme_depth_of(int colours)
{
	if (colours < 8)
		return THEME_MONO;
	if (colours < 16)
		return THEME_8;
	return colours < 256 ? THEME_16 : THEME_256;
}
