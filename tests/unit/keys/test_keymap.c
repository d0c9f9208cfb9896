/* SPDX-License-Identifier: MIT */
/* Keymap files: what is read and refused, which bind wins, what help and hints are told. */
#include "check.h"

#include "keys/keymap.h"

static bool is_command(void *context, const char *command)
{
	(void)context;
	return strcmp(command, "nonsense") != 0;
}

static enum err read(struct keymap *map, const char *text, struct fault *fault)
{
	*fault = (struct fault){ 0 };
	return keymap_read(map, "t.keys", span_of(text), NULL, is_command, NULL, fault);
}

/* The keys of a text like "g <C-p>", looked up: the command, "..." for a prefix, "-" for none. */
static const char *look(const struct keymap *map, const char *context, const char *text)
{
	uint32_t keys[8];
	size_t count = 0;
	const struct keymap_bind *bind;

	while (*text) {
		size_t length = strcspn(text, " ");
		assert_int_equal(key_parse((struct span){ text, length }, &keys[count++]),
				 ERR_NONE);
		text += length + (text[length] == ' ');
	}
	switch (keymap_find(map, context, keys, count, &bind)) {
	case KEYMAP_COMMAND: return bind->command;
	case KEYMAP_PREFIX: return "...";
	default: return "-";
	}
}

static void test_find(void **state)
{
	static const char text[] = "context field parent=none\n"
				   "context deep parent=queue\n"
				   "bind generic j move-down\n"
				   "bind generic k move-up\n"
				   "bind generic q quit\n"
				   "bind queue g g move-first\n"
				   "bind queue g i inbox\n"
				   "bind queue j down-here\n"
				   "bind queue C claim ; note \"taken # 1\"\n"
				   "bind queue \"#\" count\n"
				   "unbind queue q\n"
				   "bind field <C-a> home\n"
				   "bind generic k up-again\n"
				   "bind deep x g twice\n"
				   "bind queue x once\n"
				   "bind queue : :assign @me\n"
				   "bind queue z fold\nbind queue z z centre\n";
	static const struct {
		const char *name, *context, *keys, *want;
	} rows[] = {
		{ "own", "queue", "j", "down-here" },
		{ "falls back", "queue", "k", "up-again" },
		{ "unknown context is generic", "other", "j", "move-down" },
		{ "prefix", "queue", "g", "..." },
		{ "sequence", "queue", "g g", "move-first" },
		{ "not a sequence", "queue", "g x", "-" },
		{ "unbound", "queue", "q", "-" },
		{ "still bound elsewhere", "case", "q", "quit" },
		{ "no parent", "field", "q", "-" },
		{ "own of no parent", "field", "<C-a>", "home" },
		{ "whole text", "queue", "C", "claim ; note \"taken # 1\"" },
		{ "quoted", "queue", "#", "count" },
		{ "two steps back", "deep", "k", "up-again" },
		{ "middle", "deep", "j", "down-here" },
		{ "middle unbound", "deep", "q", "-" },
		{ "nearer prefix hides", "deep", "x", "..." },
		{ "prompt line", "queue", ":", ":assign @me" },
	};
	struct keymap map = { 0 };
	struct fault fault;

	(void)state;
	assert_int_equal(read(&map, text, &fault), ERR_NONE);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_str(rows[i].name, look(&map, rows[i].context, rows[i].keys), rows[i].want);
	const struct keymap_bind *bind;
	assert_int_equal(keymap_find(&map, "queue", (uint32_t[]){ 'z' }, 1, &bind), KEYMAP_PREFIX);
	assert_string_equal(bind->command, "fold");
	keymap_release(&map);
}

static void test_refused(void **state)
{
	static const struct {
		const char *name, *text;
		int line, column;
	} rows[] = {
		{ "no command", "\nbind queue g g\n", 2, 1 },
		{ "no key", "bind queue move-down now\n", 1, 12 },
		{ "bad name", "bind queue <F77> open\n", 1, 12 },
		{ "bad name later", "bind queue g <Nothing> open\n", 1, 14 },
		{ "too many", "bind queue a b c d e open\n", 1, 20 },
		{ "unknown command", "bind queue g nonsense\n", 1, 14 },
		{ "unknown verb", "map queue g open\n", 1, 1 },
		{ "unbind command", "unbind queue g open\n", 1, 16 },
		{ "context", "context field\n", 1, 1 },
		{ "block", "bind queue g open\n  bind queue h open\n", 2, 3 },
	};
	struct keymap map = { 0 };
	struct fault fault;

	(void)state;
	assert_int_equal(read(&map, "bind queue j down\n", &fault), ERR_NONE);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		check_int(rows[i].name, read(&map, rows[i].text, &fault), ERR_SYNTAX);
		check_int(rows[i].name, fault.line, rows[i].line);
		check_int(rows[i].name, fault.column, rows[i].column);
		check_int(rows[i].name, map.binds.count, 1);
	}
	keymap_release(&map);
}

static void test_listing(void **state)
{
	static const char text[] =
		"bind generic j move-down\nbind generic <Down> move-down\nbind generic q quit\n"
		"bind queue q leave\nbind queue g g move-first\nunbind queue <Down>\n"
		"bind queue g x extra\nbind queue g g top\n";
	struct keymap map = { 0 };
	struct fault fault;
	struct str got = { 0 };
	const struct keymap_bind *bind;
	size_t place = 0;
	char keys[32];

	(void)state;
	assert_int_equal(read(&map, text, &fault), ERR_NONE);
	while ((bind = keymap_next(&map, "queue", &place)) != NULL) {
		key_names(bind->keys, bind->key_count, &got);
		str_addf(&got, "=%s:%d ", bind->command, bind->line);
	}
	check_str("in force", str_text(&got), "q=leave:4 g x=extra:7 g g=top:8 j=move-down:1 ");
	check_str("file", keymap_nth(&map, "queue", 0)->file, "t.keys");
	assert_null(keymap_nth(&map, "queue", 4));
	check_str("keys of", keymap_keys_of(&map, "queue", "top", keys, sizeof keys), "g g");
	check_str("keys of nothing", keymap_keys_of(&map, "queue", "quit", keys, sizeof keys), "");
	check_int("second key", keymap_of(&map, "generic", "move-down", 1)->line, 2);
	check_int("after", keymap_after(&map, "queue", (uint32_t[]){ 'g' }, 1, 1)->line, 8);
	assert_null(keymap_after(&map, "queue", (uint32_t[]){ 'g' }, 1, 2));
	str_release(&got);
	keymap_release(&map);
}

static void test_ring(void **state)
{
	struct keymap map = { 0 };
	struct fault fault;

	(void)state;
	assert_int_equal(
		read(&map, "context a parent=b\ncontext b parent=a\nbind b x open\n", &fault),
		ERR_NONE);
	check_str("found", look(&map, "a", "x"), "open");
	check_str("ends", look(&map, "a", "y"), "-");
	keymap_release(&map);
}

static void test_shipped(void **state)
{
	struct keymap map = { 0 };
	struct fault fault = { 0 };
	char words[512];

	(void)state;
	if (keymap_shipped(&map, "core", &fault) != ERR_NONE) {
		fault_words(&fault, words, sizeof words);
		fail_msg("%s", words);
	}
	check_str("space", look(&map, "queue", "<Space>"), "mark");
	check_str("why", look(&map, "queue", "="), "why");
	check_str("no letters in fields", look(&map, "field", "q"), "-");
	check_str("enter spends nothing", look(&map, "sheet", "<Enter>"), "-");
	check_str("yes", look(&map, "sheet", "y"), "approve");
	check_str("help", look(&map, "case", "<F1>"), "help");
	keymap_release(&map);
	assert_int_equal(keymap_shipped(&map, "vi", &fault), ERR_NONE);
	check_str("vi", look(&map, "queue", "g g"), "move-first");
	check_str("included", look(&map, "queue", "<Up>"), "move-up");
	check_str("where", keymap_of(&map, "queue", "help", 0)->file, "core.keys");
	keymap_release(&map);
	check_int("none", keymap_shipped(&map, "emacs", &fault), ERR_NOT_FOUND);
	assert_non_null(strstr(fault.help, "vi"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),    cmocka_unit_test(test_refused),
		cmocka_unit_test(test_listing), cmocka_unit_test(test_ring),
		cmocka_unit_test(test_shipped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
