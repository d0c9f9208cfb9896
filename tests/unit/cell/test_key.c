/* SPDX-License-Identifier: MIT */
/* Names of keys: read, written, and refused. */
#include "check.h"

#include "cell/key.h"

static const struct {
	const char *name;
	uint32_t key;
	const char *printed;
} rows[] = {
	{ "j", 'j', "j" },
	{ "G", 'G', "G" },
	{ "<", '<', "<" },
	{ ">", '>', ">" },
	{ "\xc3\xa4", 0xe4, "\xc3\xa4" },
	{ "<C-p>", 'p' | K_CTRL, "<C-p>" },
	{ "<C-P>", 'p' | K_CTRL, "<C-p>" },
	{ "<A-x>", 'x' | K_ALT, "<A-x>" },
	{ "<M-X>", 'X' | K_ALT, "<A-X>" },
	{ "<C-A-x>", 'x' | K_ALT | K_CTRL, "<C-A-x>" },
	{ "<F9>", K_F0 + 9, "<F9>" },
	{ "<f24>", K_F0 + 24, "<F24>" },
	{ "<S-F1>", (K_F0 + 1) | K_SHIFT, "<S-F1>" },
	{ "<Esc>", K_ESC, "<Esc>" },
	{ "<esc>", K_ESC, "<Esc>" },
	{ "<S-Tab>", K_TAB | K_SHIFT, "<S-Tab>" },
	{ "<Space>", ' ', "<Space>" },
	{ "<C-Space>", ' ' | K_CTRL, "<C-Space>" },
	{ "<Hash>", '#', "#" },
	{ "<PageUp>", K_PAGE_UP, "<PgUp>" },
	{ "<C-Left>", K_LEFT | K_CTRL, "<C-Left>" },
	{ "<C-->", '-' | K_CTRL, "<C-->" },
	{ "<A-<>", '<' | K_ALT, "<A-<>" },
};

static void test_names(void **state)
{
	char name[KEY_NAME_BYTES];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint32_t key = 0, again = 0;
		check_int(rows[i].name, key_parse(span_of(rows[i].name), &key), ERR_NONE);
		check_int(rows[i].name, key, rows[i].key);
		check_str(rows[i].name, key_name(key, name), rows[i].printed);
		check_int(rows[i].name, key_parse(span_of(name), &again), ERR_NONE);
		check_int(rows[i].name, again, key);
	}
}

static void test_refused(void **state)
{
	static const char *const names[] = {
		"",          "jj",          "<>",    "<C->",  "<F0>",      "<F25>",    "<F1x>",
		"<Nothing>", "<C-Nothing>", "<x>",   "<S-x>", "<Esc",      "Esc>",     "\x01",
		" ",         "\xff",        "<F+1>", "<F>",   "move-down", "\xcc\x81", "<C-\x01>",
	};
	uint32_t key;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		check_int(names[i], key_parse(span_of(names[i]), &key), ERR_INVALID);
}

static void test_text_keys(void **state)
{
	(void)state;
	assert_true(key_is_text('a'));
	assert_true(key_is_text(' '));
	assert_true(key_is_text(0x6771));
	assert_false(key_is_text('a' | K_CTRL));
	assert_false(key_is_text('a' | K_ALT));
	assert_false(key_is_text(K_ENTER));
	assert_false(key_is_text(0x7f));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_text_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
