/* SPDX-License-Identifier: MIT */
/* What an interface's settings say, and what its table may hold. */
#include "check.h"

#include "model/interface_line.h"

static void test_settings(void **state)
{
	const char *said[] = { "owner", "Anna", "file-id", "name" };
	struct interface interface = { .settings = { said, 4 } };

	(void)state;
	check_str("said", interface_setting(&interface, "owner"), "Anna");
	check_str("silent, without a standard", interface_setting(&interface, "contract"), "");
	check_str("silent, with one", interface_setting(&interface, "mode"), "test");
	check_int("no number", interface_setting_int(&interface, "owner"), 0);
	assert_true(interface_settings_mark(&(struct interface){ .settings = { (const char *[]){ "a", "bc" }, 2 } }) !=
		    interface_settings_mark(&(struct interface){ .settings = { (const char *[]){ "ab", "c" }, 2 } }));
	check_str("no such line", interface_setting(&interface, "nothing"), "");
}

/* Names are unlike one another, and choices hold what they stand for. */
static void test_table(void **state)
{
	(void)state;
	for (const struct interface_line *line = interface_lines; line->name; line++) {
		if (interface_line_find(line->name) != line)
			fail_msg("%s stands twice", line->name);
		if (line->kind == INTERFACE_CHOICE && *line->standard && !strstr(line->choices, line->standard))
			fail_msg("%s: %s is none of %s", line->name, line->standard, line->choices);
		if (line->help[strlen(line->help) - 1] != '.')
			fail_msg("%s: its help is no sentence", line->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_settings), cmocka_unit_test(test_table) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
