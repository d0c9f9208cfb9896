/* SPDX-License-Identifier: MIT */
/* Theme files: what is read, what is refused and where, how roles inherit, and that the shipped
 * ones can be read. */
#include "check.h"

#include "theme/theme.h"

static enum err read(const char *text, struct theme *theme, struct fault *fault)
{
	*fault = (struct fault){ 0 };
	return theme_read("t.theme", span_of(text), NULL, NULL, theme, fault);
}

static void test_refused(void **state)
{
	static const struct {
		const char *name, *text, *says;
		int line, column;
	} rows[] = {
		{ "role", "color base fg=red\ncolor overdu fg=red\n", "overdu", 2, 7 },
		{ "colour", "color base fg=reddish\n", "reddish", 1, 12 },
		{ "number", "color base fg=256\n", "256", 1, 12 },
		{ "hex", "color base fg=#12345g\n", "#12345g", 1, 12 },
		{ "16", "color base fg16=#ff0000\n", "fg16", 1, 12 },
		{ "attr", "color base attr=bold,blink\n", "blink", 1, 12 },
		{ "key", "color base font=big\n", "font", 1, 12 },
		{ "verb", "bind queue j\n", "bind", 1, 1 },
		{ "no role", "color\n", "role", 1, 1 },
		{ "no such include", "include gone.theme\n", "gone", 1, 9 },
	};
	struct theme theme = { .name = "kept" };
	struct fault fault;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		check_int(rows[i].name, read(rows[i].text, &theme, &fault) != ERR_NONE, 1);
		check_int(rows[i].name, fault.line, rows[i].line);
		check_int(rows[i].name, fault.column, rows[i].column);
		if (!strstr(fault.why, rows[i].says) && !strstr(fault.what, rows[i].says))
			fail_msg("%s: says %s: %s", rows[i].name, fault.what, fault.why);
		check_str(rows[i].name, theme.name, "kept");
	}
	assert_int_not_equal(read("color overdu fg=red\n", &theme, &fault), ERR_NONE);
	assert_non_null(strstr(fault.help, "overdue"));
}

static void test_inherits(void **state)
{
	static const char text[] = "name \"T\"\ncolor base fg=250 bg=black\ncolor bad fg=#ff0000 "
				   "fg16=magenta attr=bold\n"
				   "color overdue attr=none mono=dim\n";
	struct theme theme;
	struct fault fault;
	struct palette palette;

	(void)state;
	assert_int_equal(read(text, &theme, &fault), ERR_NONE);
	assert_string_equal(theme.name, "T");
	theme_palette(&theme, THEME_256, &palette);
	check_int("given", palette.paints[ROLE_BASE].fg, 250);
	check_int("from the base", palette.paints[ROLE_BAD].bg, 0);
	check_int("rgb", palette.paints[ROLE_BAD].fg, 196);
	check_int("from the parent", palette.paints[ROLE_OVERDUE].fg, 196);
	check_int("taken back", palette.paints[ROLE_OVERDUE].attr, 0);
	theme_palette(&theme, THEME_16, &palette);
	check_int("named for 16", palette.paints[ROLE_OVERDUE].fg, 5);
	check_int("nearest of 16", palette.paints[ROLE_BASE].fg, 7);
	theme_palette(&theme, THEME_MONO, &palette);
	check_int("own mono", palette.paints[ROLE_OVERDUE].attr, PAINT_DIM);
	check_int("table's mono", palette.paints[ROLE_BAND_0].attr, PAINT_REVERSE);
	check_int("parent's mono", palette.paints[ROLE_LINK_STALE].attr, PAINT_UNDERLINE);
	check_int("no colour", palette.paints[ROLE_BAD].fg, COLOUR_DEFAULT);
}

static void test_include(void **state)
{
	struct theme theme;
	struct fault fault;
	struct palette palette;

	(void)state;
	assert_int_equal(read("include dark.theme\ncolor good fg=35\n", &theme, &fault), ERR_NONE);
	theme_palette(&theme, THEME_256, &palette);
	check_int("own", palette.paints[ROLE_GOOD].fg, 35);
	check_int("included", palette.paints[ROLE_BASE].bg, 234);
}

static void test_parents(void **state)
{
	(void)state;
	for (int role = 0; role < ROLE_COUNT_; role++) {
		int steps = 0;
		for (int at = role; at != ROLE_BASE; at = role_at(at)->parent)
			assert_true(steps++ < 6);
		check_int(role_name(role), role_find(role_name(role)), role);
		assert_true(strlen(role_at(role)->help) > 0);
	}
	check_int("unknown", role_find("nothing"), -1);
}

static void test_shipped(void **state)
{
	static const char *const wanted[] = { "default", "dark", "light", "mono", "high-contrast" };
	struct theme theme;
	struct fault fault = { 0 };
	struct palette colours, mono;
	char name[64], words[512];

	(void)state;
	for (size_t n = 0; theme_shipped_nth(n, name, sizeof name); n++)
		if (theme_shipped(name, &theme, &fault) != ERR_NONE) {
			fault_words(&fault, words, sizeof words);
			fail_msg("%s", words);
		}
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		check_int(wanted[i], theme_shipped(wanted[i], &theme, &fault), ERR_NONE);
	check_int("none", theme_shipped("gone", &theme, &fault), ERR_NOT_FOUND);
	assert_non_null(strstr(fault.help, "high-contrast"));
	check_int("no way out", theme_shipped("../themes/dark", &theme, &fault), ERR_NOT_FOUND);
	assert_int_equal(theme_shipped("mono", &theme, &fault), ERR_NONE);
	theme_palette(&theme, THEME_256, &colours);
	theme_palette(&theme, THEME_MONO, &mono);
	for (int role = 0; role < ROLE_COUNT_; role++) {
		check_int(role_name(role), colours.paints[role].attr, mono.paints[role].attr);
		check_int(role_name(role), colours.paints[role].fg, COLOUR_DEFAULT);
	}
}

static void test_eight(void **state)
{
	struct theme theme;
	struct fault fault;
	struct palette palette;

	(void)state;
	assert_int_equal(read("color bad fg16=bright-red bg16=bright-blue fg=196\n"
			      "color good fg16=bright-black fg=240\n",
			      &theme, &fault),
			 ERR_NONE);
	theme_palette(&theme, THEME_8, &palette);
	check_int("fg", palette.paints[ROLE_BAD].fg, 1);
	check_int("bold", palette.paints[ROLE_BAD].attr, PAINT_BOLD);
	check_int("bg", palette.paints[ROLE_BAD].bg, 4);
	check_int("never black on black", palette.paints[ROLE_GOOD].fg, COLOUR_DEFAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused), cmocka_unit_test(test_inherits),
		cmocka_unit_test(test_include), cmocka_unit_test(test_parents),
		cmocka_unit_test(test_shipped), cmocka_unit_test(test_eight),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
