/* SPDX-License-Identifier: MIT */
/* Forms: moving, choosing, checking, refusals from outside, and how they look. */
#include "check.h"

#include "cell/dump.h"
#include "theme/role.h"
#include "widget/form.h"

static bool on_minutes(void *context, const char *value, char *error, size_t room_bytes)
{
	(void)context;
	if (strspn(value, "0123456789") == strlen(value))
		return true;
	snprintf(error, room_bytes, "\"%s\" is no number of minutes", value);
	return false;
}

static const char *const outcomes[] = { "reached", "no answer", "busy", NULL };

static const struct form_field fields[] = {
	{ .name = "who", .label = "Who", .is_required = true, .hint = "a name" },
	{ .name = "outcome", .label = "Outcome", .choices = outcomes },
	{ .name = "again", .label = "Call again in", .on_check = on_minutes },
};

static enum form_result press(struct form *form, const char *keys)
{
	enum form_result result = FORM_IGNORED;

	while (*keys) {
		size_t length = strcspn(keys, " ");
		uint32_t key;
		if (key_parse((struct span){ keys, length }, &key) != ERR_NONE)
			fail_msg("no key: %s", keys);
		result = form_key(form, key);
		keys += length + (keys[length] == ' ');
	}
	return result;
}

static void test_fill_in(void **state)
{
	struct form form = { 0 };

	(void)state;
	form_open(&form, fields, COUNT_OF(fields), NULL);
	check_int("goes on", press(&form, "A n a <Enter>"), FORM_TAKEN);
	check_int("choice", form.active, 1);
	press(&form, "<Right> <Right> <Right> <Left>");
	check_str("around", form_value(&form, "outcome"), "busy");
	press(&form, "n");
	check_str("by letter", form_value(&form, "outcome"), "no answer");
	press(&form, "1");
	check_str("by number", form_value(&form, "outcome"), "reached");
	check_int("hands in", press(&form, "<Tab> 1 5 <Enter>"), FORM_SUBMIT);
	check_str("who", form_value(&form, "who"), "Ana");
	check_str("again", form_value(&form, "again"), "15");
	check_int("cancel", press(&form, "<Esc>"), FORM_CANCEL);
	check_int("not ours", press(&form, "<F5>"), FORM_IGNORED);
	form_release(&form);
}

static void test_checks(void **state)
{
	struct form form = { 0 };

	(void)state;
	form_open(&form, fields, COUNT_OF(fields), NULL);
	check_int("refused", press(&form, "<C-s>"), FORM_TAKEN);
	check_int("first wrong is active", form.active, 0);
	check_str("words", form.inputs[0].error, "Who is needed");
	check_int("rows", form_rows(&form, 60), 4);
	press(&form, "A");
	check_str("typing clears", form.inputs[0].error, "");
	press(&form, "<Up> x <Down>");
	check_str("checked when left", form.inputs[2].error, "\"x\" is no number of minutes");
	check_int("still refused", press(&form, "<C-s>"), FORM_TAKEN);
	check_int("there", form.active, 2);
	check_int("mended", press(&form, "<BS> 5 <C-s>"), FORM_SUBMIT);
	form_refuse(&form, "who", "Ana left the company");
	check_int("refused by the engine", form.active, 0);
	check_str("its words", form.inputs[0].error, "Ana left the company");
	form_refuse(&form, "nothing", "no budget");
	check_str("elsewhere", form.inputs[0].error, "no budget");
	form_release(&form);
}

static void test_set_and_paste(void **state)
{
	struct form form = { 0 };

	(void)state;
	form_open(&form, fields, COUNT_OF(fields), NULL);
	form_set(&form, "outcome", "busy");
	form_set(&form, "who", "Bo");
	check_int("paste", form_paste(&form, span_of(" and\nAna")), FORM_TAKEN);
	check_str("who", form_value(&form, "who"), "Bo and Ana");
	press(&form, "<Tab>");
	check_int("not into a choice", form_paste(&form, span_of("x")), FORM_IGNORED);
	check_str("outcome", form_value(&form, "outcome"), "busy");
	form_open(&form, fields, COUNT_OF(fields), NULL);
	check_str("opened anew", form_value(&form, "who"), "");
	form_release(&form);
}

static void test_draw(void **state)
{
	struct form form = { 0 };
	struct grid grid = { 0 };
	struct str out = { 0 };

	(void)state;
	form_open(&form, fields, COUNT_OF(fields), NULL);
	form_validate(&form, 0);
	grid_resize(&grid, 4, 50);
	form_draw(&form, grid_pane(&grid), true);
	grid_dump(&grid, &out);
	check_str("wide", str_text(&out),
		  "Who *           a name\n               Who is needed\n"
		  "Outcome        [reached]  no answer   busy\nCall again in\n");
	check_int("error role", grid_at(&grid, 1, 15)->role, ROLE_ERROR);
	check_int("active role", grid_at(&grid, 0, 40)->role, ROLE_FIELD_ACTIVE);
	form.active = 2;
	grid_resize(&grid, 2, 50);
	form_draw(&form, grid_pane(&grid), true);
	str_clear(&out);
	grid_dump(&grid, &out);
	check_str("scrolled", str_text(&out),
		  "Outcome        [reached]  no answer   busy\nCall again in\n");
	check_int("cursor", grid.cursor_row * 100 + grid.cursor_col, 115);
	grid_resize(&grid, 6, 30);
	form_draw(&form, grid_pane(&grid), true);
	str_clear(&out);
	grid_dump(&grid, &out);
	check_str("narrow: on lines below each other", str_text(&out),
		  "Who *          a name\n               Who is needed\n"
		  "Outcome        [reached]\n                no answer\n                busy\nCall again in\n");
	check_int("rows", form_rows(&form, 30), 6);
	str_release(&out);
	grid_release(&grid);
	form_release(&form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fill_in),
		cmocka_unit_test(test_checks),
		cmocka_unit_test(test_set_and_paste),
		cmocka_unit_test(test_draw),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
