/* SPDX-License-Identifier: MIT */
/* The text of an interface. */
#include "check.h"

#include "command/interfacetext.h"

static void test_whole(void **state)
{
	struct arena arena = { 0 };
	struct interfacetext text;
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(interfacetext_read(&arena, "dhl", span_of("# DHL\ntitle \"DHL, webhook\"\nmode live\nsecret dhl\n"
					    "party carrier:DHLF\nurl \"https://x.example/a?b=c\"\nrhythm 15m\n"), &text, &fault), ERR_NONE);
	check_str("title", text.title, "DHL, webhook");
	check_str("mode", text.mode, "live");
	check_str("party", text.party, "carrier:DHLF");
	check_str("url", text.url, "https://x.example/a?b=c");
	check_str("kind", text.kind, "http");
	check_str("mapping", text.mapping, "");
	assert_int_equal(text.rhythm_s, 900);
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
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = { 0 };
		struct interfacetext text;
		struct fault fault = { 0 };
		char words[800];
		check_int(rows[i].text, interfacetext_read(&arena, "x", span_of(rows[i].text), &text, &fault), ERR_SYNTAX);
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
