/* SPDX-License-Identifier: MIT */
/* Calls as they are typed, and the table of subcommands against the one in data/verb. */
#include "check.h"

#include "command/runs.h"
#include "verb/verb.h"

static const struct option own[] = {
	{ "limit", OPTION_NUMBER, "200", "rows", "At most so many." },
	{ "count", OPTION_YES, "no", "", "Only how many." },
	{ 0 },
};

static void test_words(void **state)
{
	static char *words[] = { (char *)(uintptr_t)"left<15m", (char *)(uintptr_t)"--limit", (char *)(uintptr_t)"5",
				 (char *)(uintptr_t)"-site=HAM", (char *)(uintptr_t)"--count",
				 (char *)(uintptr_t)"--db=other", (char *)(uintptr_t)"--", (char *)(uintptr_t)"--json" };
	struct request request;
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(request_read(&request, "cases", own, COUNT_OF(words), words, &fault), ERR_NONE);
	assert_int_equal(config_number(&request.config, "limit"), 5);
	assert_true(config_is(&request.config, "count"));
	check_str("db", request_store(&request).dbname, "other");
	assert_int_equal(request.format, FORMAT_TABLE);
	check_str("first", request_word(&request), "left<15m");
	check_str("second", request_word(&request), "-site=HAM");
	check_str("third", request_word(&request), "--json");
	assert_null(request_word(&request));
	assert_int_equal(request_end(&request, &fault), ERR_NONE);
	request_release(&request);
}

static void test_faults(void **state)
{
	static const struct {
		const char *word;
		const char *help;
	} rows[] = { { "--lmit=3", "limit" }, { "--limit=x", "" }, { "--limit", "" }, { "--nonsense-here=1", "" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *words[] = { (char *)(uintptr_t)rows[i].word };
		struct request request;
		struct fault fault = { 0 };
		check_int(rows[i].word, request_read(&request, "cases", own, 1, words, &fault), ERR_USAGE);
		assert_non_null(strstr(fault.help, rows[i].help));
		request_release(&request);
	}
}

/* What main takes before it comes here. */
static bool is_elsewhere(const char *name)
{
	return strcmp(name, "console") == 0 || strcmp(name, "demo") == 0 || strcmp(name, "screen") == 0;
}

static void test_tables(void **state)
{
	(void)state;
	for (const struct command *command = commands; command->name; command++)
		if (!verb_find(verb_programs, command->name))
			fail_msg("%s is in no help", command->name);
	for (const struct verb *verb = verb_programs; verb->name; verb++) {
		const struct command *command = commands;
		while (command->name && strcmp(command->name, verb->name) != 0)
			command++;
		if (!command->name && !is_elsewhere(verb->name))
			fail_msg("%s is told in help, but nothing does it", verb->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_words), cmocka_unit_test(test_faults),
					    cmocka_unit_test(test_tables) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
