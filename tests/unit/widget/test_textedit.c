/* SPDX-License-Identifier: MIT */
/* The editor of many lines: what was not touched stays byte for byte, no sign of control gets in, long lines go on below. */
#include "check.h"

#include "base/text.h"
#include "cell/dump.h"
#include "widget/textedit.h"

static void press(struct textedit *edit, const char *keys)
{
	while (*keys) {
		size_t length = strcspn(keys, " ");
		uint32_t key;
		if (key_parse((struct span){ keys, length }, &key) != ERR_NONE)
			fail_msg("no key: %s", keys);
		textedit_key(edit, key);
		assert_true(edit->line < edit->lines.count);
		assert_true(edit->byte <= edit->lines.items[edit->line].text.length);
		keys += length + (keys[length] == ' ');
	}
}

/* Cut behind each line end and each comma, as a long document is. */
static void set(struct textedit *edit, const char *text, size_t mark_from, size_t mark_to)
{
	struct textedit_cut cuts[40] = { { 0, 0 } };
	size_t count = 1;

	for (size_t i = 0; text[i] && text[i + 1]; i++)
		if (text[i] == '\n' || text[i] == ',')
			cuts[count++] = (struct textedit_cut){ i + 1, text[i] == ',' ? 2 : 0 };
	textedit_set(edit, span_of(text), cuts, count, mark_from, mark_to);
}

static void check_text(const char *name, const struct textedit *edit, const char *want)
{
	struct str text = { 0 };

	textedit_text(edit, &text);
	check_str(name, str_text(&text), want);
	check_int(name, edit->bytes, text.length);
	str_release(&text);
}

static void test_keys(void **state)
{
	static const struct {
		const char *name, *start, *keys, *want;
	} rows[] = {
		{ "nothing", "a,b\r\nc\n", "<Down> <Left> <End> <Up>", "a,b\r\nc\n" },
		{ "typing", "ac", "<Right> b", "abc" },
		{ "a break takes the usual end", "a\r\nbc", "<Down> <Right> <Enter>", "a\r\nb\r\nc" },
		{ "a break in a text without ends", "ab", "<Right> <Enter>", "a\nb" },
		{ "back over an end", "a\r\nb\r\nc", "<Down> <BS>", "ab\r\nc" },
		{ "back over a mere cut takes the sign before it", "a,b", "<Down> <BS>", "ab" },
		{ "delete over an end", "a\nb", "<End> <Del>", "ab" },
		{ "delete over a mere cut takes the sign behind it", "a,b", "<End> <Del>", "a," },
		{ "delete at the end of all", "a\nb", "<C-End> <Del>", "a\nb" },
		{ "kill and yank", "abc,d", "<Right> <C-k> <C-End> <C-y>", "adbc," },
		{ "kill to the start", "abc", "<End> <C-u>", "" },
		{ "wide signs", "\xe6\x9d\xb1\xe4\xba\xac", "<Right> x <Del>", "\xe6\x9d\xb1x" },
		{ "signs of control stay", "a\x1d\x1c,b", "<Right> <Right> x", "a\x1dx\x1c,b" },
		{ "and can be taken out", "a\x1d" "b", "<Right> <Del>", "ab" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct textedit edit = { .rows = 10, .cols = 40 };
		set(&edit, rows[i].start, 0, 0);
		press(&edit, rows[i].keys);
		check_text(rows[i].name, &edit, rows[i].want);
		textedit_release(&edit);
	}
}

static void test_paste(void **state)
{
	struct textedit edit = { .rows = 10, .cols = 40 };

	(void)state;
	set(&edit, "ab\n", 0, 0);
	press(&edit, "<Right>");
	check_int("pasted", textedit_paste(&edit, span_of("1\r\n2\x1b[2J\x07\x00")), TEXTEDIT_CHANGED);
	for (size_t i = 0; i < edit.lines.count; i++)
		for (size_t k = 0; k < edit.lines.items[i].text.length; k++)
			assert_true((unsigned char)edit.lines.items[i].text.text[k] >= 0x20);
	check_int("on two lines", edit.lines.count, 2);
	textedit_key(&edit, K_TAB);
	check_int("done", textedit_key(&edit, 's' | K_CTRL), TEXTEDIT_DONE);
	check_int("left", textedit_key(&edit, K_ESC), TEXTEDIT_CANCEL);
	textedit_release(&edit);
}

static void test_draw(void **state)
{
	struct textedit edit = { 0 };
	struct grid grid = { 0 };
	struct str text = { 0 };

	(void)state;
	grid_resize(&grid, 4, 14);
	set(&edit, "0123456789abcdef,tail\x1d", 4, 8);
	textedit_draw(&edit, grid_pane(&grid), true);
	grid_dump(&grid, &text);
	assert_non_null(strstr(str_text(&text), "> 0123456789ab\n"));
	assert_non_null(strstr(str_text(&text), "  cdef,\n"));
	assert_non_null(strstr(str_text(&text), "    tail?\n"));
	check_int("the cursor is at the mark", grid.cursor_col, TEXTEDIT_GUTTER_COLS + 4);
	press(&edit, "<Down>");
	textedit_draw(&edit, grid_pane(&grid), true);
	check_int("a row further in the same line", grid.cursor_row, 1);
	check_int("in the same column", grid.cursor_col, TEXTEDIT_GUTTER_COLS + 4);
	str_release(&text);
	grid_release(&grid);
	textedit_release(&edit);
}

/* Every way over a text comes back to where it began, whatever its width. */
static void test_walk(void **state)
{
	(void)state;
	for (int cols = 9; cols < 40; cols += 3) {
		struct textedit edit = { .rows = 5, .cols = cols };
		int rows = 0;
		set(&edit, "one,two\nthree \xe6\x9d\xb1\xe4\xba\xac four five six seven eight nine ten,eleven\n\ntwelve", 0, 0);
		while (edit.line + 1 < edit.lines.count || edit.byte < edit.lines.items[edit.line].text.length) {
			press(&edit, "<Right>");
			assert_true(++rows < 200);
		}
		for (int i = 0; i < rows; i++)
			press(&edit, "<Left>");
		check_int("back by signs", edit.line + edit.byte, 0);
		for (int i = 0; i < 60; i++)
			press(&edit, "<Down>");
		check_int("down to the last line", edit.line, edit.lines.count - 1);
		for (int i = 0; i < 60; i++)
			press(&edit, "<Up>");
		check_int("and up", edit.line, 0);
		textedit_release(&edit);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_keys), cmocka_unit_test(test_paste), cmocka_unit_test(test_draw),
					    cmocka_unit_test(test_walk) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
