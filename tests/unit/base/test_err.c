/* SPDX-License-Identifier: MIT */
/* Failures as words: complete table, cut texts, and the order what, place, why, help. */
#include "check.h"

#include "base/err.h"

static void every_error_has_name_words_and_code(void **state)
{
	(void)state;
	for (enum err err = ERR_NONE; err < ERR_COUNT_; err++) {
		assert_memory_equal(err_name(err), "ERR_", 4);
		assert_true(strlen(err_words(err)) > 5);
		assert_int_equal(err == ERR_NONE, err_exit_code(err) == 0);
	}
	check_str("name", err_name(ERR_LINK), "ERR_LINK");
	check_int("code", err_exit_code(ERR_CHANGED), 6);
}

static void words_in_order(void **state)
{
	struct fault fault;
	char words[200];

	(void)state;
	check_int("set", fault_set(&fault, ERR_SYNTAX, "theme day", "no colour called %s", "rde"), ERR_SYNTAX);
	fault.line = 3;
	fault.column = 7;
	check_int("help", fault_help(&fault, "did you mean %s?", "red"), ERR_SYNTAX);
	fault_words(&fault, words, sizeof words);
	check_str("all", words, "theme day line 3 column 7: no colour called rde: did you mean red?");
	fault_words(&fault, words, 10);
	check_str("cut", words, "theme day");
}

static void a_fault_without_reason_says_what_its_error_says(void **state)
{
	struct fault fault = { .err = ERR_LINK, .what = "store" };
	char words[200];

	(void)state;
	fault_words(&fault, words, sizeof words);
	check_str("words", words, "store: the other side cannot be reached");
}

static void no_fault_is_fine_and_long_texts_are_cut(void **state)
{
	struct fault fault;
	char name[400];

	(void)state;
	check_int("none", fault_set(NULL, ERR_LIMIT, "x", "y"), ERR_LIMIT);
	check_int("none", fault_help(NULL, "z"), ERR_NONE);
	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	fault_set(&fault, ERR_LIMIT, name, "%s", name);
	check_int("what", strlen(fault.what), sizeof fault.what - 1);
	check_int("why", strlen(fault.why), sizeof fault.why - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_has_name_words_and_code),
		cmocka_unit_test(words_in_order),
		cmocka_unit_test(a_fault_without_reason_says_what_its_error_says),
		cmocka_unit_test(no_fault_is_fine_and_long_texts_are_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
