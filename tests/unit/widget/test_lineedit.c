/* SPDX-License-Identifier: MIT */
/* The input line: every key on plain, wide and marked text; history, completion, scrolling. */
#include "check.h"

#include "base/text.h"
#include "cell/dump.h"
#include "widget/lineedit.h"

/* Presses keys written by name ("a b <Left> <C-w>"); returns the last result. */
static enum lineedit_result press(struct lineedit *edit, const char *keys)
{
	enum lineedit_result result = LINEEDIT_IGNORED;

	while (*keys) {
		size_t length = strcspn(keys, " ");
		uint32_t key;
		if (key_parse((struct span){ keys, length }, &key) != ERR_NONE)
			fail_msg("no key: %s", keys);
		result = lineedit_key(edit, key);
		assert_true(edit->cursor <= edit->text.length);
		assert_true(text_is_utf8(lineedit_text(edit), edit->text.length));
		keys += length + (keys[length] == ' ');
	}
	return result;
}

static void test_keys(void **state)
{
	static const struct {
		const char *name, *start, *keys, *want;
		size_t cursor;
	} rows[] = {
		{ "typing", "", "a b <Space> c", "ab c", 4 },
		{ "in the middle", "ac", "<Left> b", "abc", 2 },
		{ "home end", "bc", "<Home> a <End> d", "abcd", 4 },
		{ "ctrl-a ctrl-e", "bc", "<C-a> a <C-e> d", "abcd", 4 },
		{ "backspace", "abc", "<BS>", "ab", 2 },
		{ "backspace at start", "abc", "<Home> <BS>", "abc", 0 },
		{ "delete", "abc", "<Home> <Del>", "bc", 0 },
		{ "delete at end", "abc", "<C-d>", "abc", 3 },
		{ "kill end", "abcdef", "<Home> <Right> <Right> <C-k>", "ab", 2 },
		{ "kill start", "abcdef", "<Left> <Left> <C-u>", "ef", 0 },
		{ "kill word", "one two  three", "<C-w>", "one two  ", 9 },
		{ "kill word and blanks", "one two  ", "<C-w>", "one ", 4 },
		{ "yank", "one two", "<C-w> <Home> <C-y>", "twoone ", 3 },
		{ "words", "one two", "<A-b> x <A-f> y", "one xtwoy", 9 },
		{ "wide backspace", "\xe6\x9d\xb1\xe4\xba\xac", "<BS>", "\xe6\x9d\xb1", 3 },
		{ "wide left", "\xe6\x9d\xb1\xe4\xba\xac", "<Left> x", "\xe6\x9d\xb1x\xe4\xba\xac",
		  4 },
		{ "marks go with the base", "ae\xcc\x81", "<BS>", "a", 1 },
		{ "marks are one step", "ae\xcc\x81z", "<Left> <Left> x", "axe\xcc\x81z", 2 },
		{ "control signs are no text", "a", "<C-x> <F5> <A-z>", "a", 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct lineedit edit = { 0 };
		lineedit_set(&edit, rows[i].start);
		press(&edit, rows[i].keys);
		check_str(rows[i].name, lineedit_text(&edit), rows[i].want);
		check_int(rows[i].name, edit.cursor, rows[i].cursor);
		lineedit_release(&edit);
	}
}

static void test_results(void **state)
{
	struct lineedit edit = { 0 };

	(void)state;
	check_int("typed", press(&edit, "a"), LINEEDIT_CHANGED);
	check_int("moved", press(&edit, "<Left>"), LINEEDIT_MOVED);
	check_int("nothing to delete", press(&edit, "<BS>"), LINEEDIT_MOVED);
	check_int("done", press(&edit, "<Enter>"), LINEEDIT_DONE);
	check_int("cancel", press(&edit, "<Esc>"), LINEEDIT_CANCEL);
	check_int("ctrl-c", press(&edit, "<C-c>"), LINEEDIT_CANCEL);
	check_int("not ours", press(&edit, "<F1>"), LINEEDIT_IGNORED);
	check_int("no history", press(&edit, "<Up>"), LINEEDIT_IGNORED);
	check_int("no completion", press(&edit, "<Tab>"), LINEEDIT_IGNORED);
	lineedit_set(&edit, "");
	check_int("empty", press(&edit, "<BS>"), LINEEDIT_MOVED);
	edit.is_bs_cancel = true;
	check_int("leaves", press(&edit, "<BS>"), LINEEDIT_CANCEL);
	lineedit_release(&edit);
}

static void test_paste(void **state)
{
	static const struct {
		const char *name, *paste, *want;
	} rows[] = {
		{ "plain", "xyz", "axyzb" },
		{ "lines", "x\ny\r\nz", "ax y zb" },
		{ "scanner", "C-10481\r\n", "aC-10481b" },
		{ "escape", "\033[2Jx", "a\xef\xbf\xbd[2Jxb" },
		{ "bad bytes", "\xff",
		  "a\xef\xbf\xbd"
		  "b" },
		{ "cut to the room", "0123456789abcdef", "a0123456789b" },
		{ "cut between signs", "012345678\xe6\x9d\xb1", "a012345678b" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct lineedit edit = { .bytes_max = 12 };
		lineedit_set(&edit, "ab");
		press(&edit, "<Left>");
		lineedit_paste(&edit, span_of(rows[i].paste));
		check_str(rows[i].name, lineedit_text(&edit), rows[i].want);
		lineedit_release(&edit);
	}
}

static const char *on_history(void *context, int back)
{
	static const char *const lines[] = { "newest", "older", "oldest" };

	(void)context;
	return back >= 1 && back <= 3 ? lines[back - 1] : NULL;
}

static bool on_complete(void *context, const char *text, size_t cursor, int n, struct str *out,
			size_t *out_cursor)
{
	static const char *const names[] = { "carrier", "case", "cost" };

	(void)context;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strncmp(names[i], text, cursor) == 0 && n-- == 0) {
			str_addf(out, "%s=%s", names[i], text + cursor);
			*out_cursor = strlen(names[i]) + 1;
			return true;
		}
	return false;
}

static void test_history(void **state)
{
	struct lineedit edit = { .on_history = on_history };

	(void)state;
	press(&edit, "m y <Up>");
	check_str("newest", lineedit_text(&edit), "newest");
	press(&edit, "<Up> <Up> <Up> <Up>");
	check_str("ends", lineedit_text(&edit), "oldest");
	press(&edit, "<Down> <C-p> <C-n>");
	check_str("back", lineedit_text(&edit), "older");
	press(&edit, "<Down> <Down> <Down>");
	check_str("what was typed", lineedit_text(&edit), "my");
	press(&edit, "<Up> x <Down>");
	check_str("changed is new text", lineedit_text(&edit), "newestx");
	lineedit_release(&edit);
}

static void test_completion(void **state)
{
	struct lineedit edit = { .on_complete = on_complete };

	(void)state;
	press(&edit, "c a <Tab>");
	check_str("first", lineedit_text(&edit), "carrier=");
	press(&edit, "<Tab>");
	check_str("second", lineedit_text(&edit), "case=");
	press(&edit, "<Tab>");
	check_str("typed again", lineedit_text(&edit), "ca");
	press(&edit, "<Tab> <Tab> 7");
	check_str("goes on", lineedit_text(&edit), "case=7");
	lineedit_set(&edit, "x");
	press(&edit, "<Tab>");
	check_str("none", lineedit_text(&edit), "x");
	lineedit_release(&edit);
}

static void test_draw(void **state)
{
	static const struct {
		const char *name, *text, *keys, *want;
		int cursor_col;
	} rows[] = {
		{ "fits", "abc", "", "[abc     ]\n", 4 },
		{ "full", "abcdefgh", "<Home>", "[abcdefgh]\n", 1 },
		{ "end in sight", "abcdefghij", "", "[~efghij ]\n", 8 },
		{ "start in sight", "abcdefghij", "<Home>", "[abcdefg~]\n", 1 },
		{ "wide", "\xe6\x9d\xb1\xe4\xba\xac\xe6\x9d\xb1\xe4\xba\xac\xe6\x9d\xb1", "",
		  "[~ \xe4\xba\xac\xe6\x9d\xb1  ]\n", 7 },
	};
	struct grid grid = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct lineedit edit = { 0 };
		struct str out = { 0 };
		lineedit_set(&edit, rows[i].text);
		press(&edit, rows[i].keys);
		grid_resize(&grid, 1, 10);
		pane_text(grid_pane(&grid), 0, 0, -1, 0, "[xxxxxxxx]");
		lineedit_draw(&edit, grid_pane(&grid), 0, 1, 8, 3, true);
		grid_dump(&grid, &out);
		check_str(rows[i].name, str_text(&out), rows[i].want);
		check_int(rows[i].name, grid.cursor_col, rows[i].cursor_col);
		check_int(rows[i].name, grid.is_cursor_shown, 1);
		str_release(&out);
		lineedit_release(&edit);
	}
	struct lineedit pin = { .is_secret = true };
	struct str out = { 0 };
	lineedit_set(&pin, "1234");
	grid_resize(&grid, 1, 10);
	lineedit_draw(&pin, grid_pane(&grid), 0, 0, 8, 3, true);
	grid_dump(&grid, &out);
	check_str("secret", str_text(&out), "****\n");
	check_int("secret cursor", grid.cursor_col, 4);
	str_release(&out);
	lineedit_release(&pin);
	grid_release(&grid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),       cmocka_unit_test(test_results),
		cmocka_unit_test(test_paste),      cmocka_unit_test(test_history),
		cmocka_unit_test(test_completion), cmocka_unit_test(test_draw),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
