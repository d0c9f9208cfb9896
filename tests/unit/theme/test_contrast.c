/* SPDX-License-Identifier: MIT */
/* Every text of every shipped theme can be read: 4.5 to 1 on its ground, 3 to 1 for lines and
 * marks. On the terminal's own ground nobody knows the ground, so there 3 to 1 must hold on black
 * and on white. */
#include "check.h"

#include "theme/theme.h"

/* Lines and shapes, not text. */
static bool is_shape(int role)
{
	return role == ROLE_BORDER || role == ROLE_BORDER_FOCUS || role == ROLE_SCROLL ||
	       (role >= ROLE_CHART_1 && role <= ROLE_CHART_5);
}

static void check_pair(const char *theme, int role, uint32_t fg, uint32_t bg, double least)
{
	double contrast = colour_contrast(fg, bg);

	if (contrast < least)
		fail_msg("%s: %s is #%06x on #%06x: %.2f to 1, wanted %.1f", theme, role_name(role),
			 fg, bg, contrast, least);
}

static void check_role(const char *theme, int role, const struct paint *paint)
{
	double least = strcmp(theme, "high-contrast") == 0 ? 7.0 : is_shape(role) ? 3.0 : 4.5;

	if (paint->fg == COLOUR_DEFAULT && paint->bg == COLOUR_DEFAULT)
		return;
	if (paint->bg != COLOUR_DEFAULT && paint->fg != COLOUR_DEFAULT) {
		check_pair(theme, role, colour_rgb(paint->fg), colour_rgb(paint->bg), least);
		return;
	}
	if (paint->fg == COLOUR_DEFAULT)
		fail_msg("%s: %s sets a ground and leaves the text to the terminal", theme,
			 role_name(role));
	check_pair(theme, role, colour_rgb(paint->fg), 0x000000, 3.0);
	check_pair(theme, role, colour_rgb(paint->fg), 0xffffff, 3.0);
}

static void test_shipped(void **state)
{
	char name[64];

	(void)state;
	for (size_t n = 0; theme_shipped_nth(n, name, sizeof name); n++) {
		struct theme theme;
		struct palette palette;
		assert_int_equal(theme_shipped(name, &theme, NULL), ERR_NONE);
		theme_palette(&theme, THEME_256, &palette);
		for (int role = 0; role < ROLE_COUNT_; role++)
			check_role(name, role, &palette.paints[role]);
	}
}

static void test_sixteen_differ(void **state)
{
	char name[64];

	(void)state;
	for (size_t n = 0; theme_shipped_nth(n, name, sizeof name); n++) {
		struct theme theme;
		struct palette palette;
		assert_int_equal(theme_shipped(name, &theme, NULL), ERR_NONE);
		for (enum theme_depth depth = THEME_8; depth <= THEME_16; depth++) {
			theme_palette(&theme, depth, &palette);
			for (int role = 0; role < ROLE_COUNT_; role++)
				if (palette.paints[role].fg != COLOUR_DEFAULT &&
				    palette.paints[role].fg == palette.paints[role].bg)
					fail_msg("%s: %s is invisible with %s colours", name,
						 role_name(role), depth == THEME_8 ? "8" : "16");
		}
	}
}

static void test_known_values(void **state)
{
	(void)state;
	assert_true(colour_contrast(0x000000, 0xffffff) > 20.99 &&
		    colour_contrast(0xffffff, 0x000000) < 21.01);
	assert_true(colour_contrast(0x767676, 0xffffff) > 4.53 &&
		    colour_contrast(0x767676, 0xffffff) < 4.55);
	check_int("cube", colour_nearest_256(0xff0000), 196);
	check_int("grey", colour_nearest_256(0x767676), 243);
	check_int("16", colour_nearest_16(0xfe0202), 9);
	check_int("orange", colour_rgb(208), 0xff8700);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shipped),
		cmocka_unit_test(test_sixteen_differ),
		cmocka_unit_test(test_known_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
