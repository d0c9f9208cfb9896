/* SPDX-License-Identifier: MIT */
/* The text of an interface. */
#include "check.h"

#include "command/interfacetext.h"

static void test_whole(void **state)
{
	static const char *const rows[][2] = {
		{ "title", "DHL, webhook" }, { "mode", "live" }, { "party", "carrier:DHLF" }, { "owner", "key=accounts" },
		{ "file-id", "content" }, { "rhythm", "900" },
	};
	struct arena arena = { 0 };
	struct interfacetext text;
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(interfacetext_read(&arena, "dhl", "in", span_of("# DHL\ntitle \"DHL, webhook\"\nmode live\nsecret dhl\n"
					    "party carrier:DHLF\nowner key=accounts\nrhythm 15m\n"), &text, &fault), ERR_NONE);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_str(rows[i][0], texts_value(&text.settings, rows[i][0]), rows[i][1]);
	if (texts_value(&text.settings, "mapping"))
		fail_msg("a line that was not written and has no standard is kept");
	assert_int_equal(interfacetext_read(&arena, "erp", "out", span_of("url \"https://x.example/a?b=c\"\n"), &text, &fault), ERR_NONE);
	check_str("url", texts_value(&text.settings, "url"), "https://x.example/a?b=c");
	assert_int_equal(interfacetext_read(&arena, "mail", "out", span_of("kind mail\nurl smtp://mail.example:25\n"), &text, &fault), ERR_NONE);
	arena_release(&arena);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text, *words;
		int line;
	} rows[] = {
		{ "mode loud\n", "test|shadow|live", 1 },
		{ "title a\nsecrt x\n", "secret", 2 },
		{ "rhythm soon\n", "15m", 1 },
		{ "title a b\n", "one value", 1 },
		{ "title a\nfolder in/dhl\n", "begins with /", 2 },
		{ "file-id size\n", "content|name", 1 },
		{ "mode live\nmode test\n", "said before", 2 },
		{ "url https://x.example\n", "an interface has no line url", 1 },
		{ "rhythm 100ms\n", "15m", 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = { 0 };
		struct interfacetext text;
		struct fault fault = { 0 };
		char words[800];
		check_int(rows[i].text, interfacetext_read(&arena, "x", "in", span_of(rows[i].text), &text, &fault), ERR_SYNTAX);
		check_int(rows[i].text, fault.line, rows[i].line);
		fault_words(&fault, words, sizeof words);
		if (!strstr(words, rows[i].words))
			fail_msg("%s: %s", rows[i].text, words);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_whole), cmocka_unit_test(test_faults) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
