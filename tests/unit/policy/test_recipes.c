/* SPDX-License-Identifier: MIT */
/* The recipes of docs/policy.md are policies: each block is read as a client's whole file. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "policy/policy.h"

#define FENCE "```policy\n"

static void read_page(struct str *out)
{
	FILE *file = fopen("docs/policy.md", "r");
	char line[512];

	assert_non_null(file);
	while (fgets(line, sizeof line, file))
		str_adds(out, line);
	fclose(file);
}

/* Reads one recipe; how many exceptions it has. */
static size_t read_recipe(int number, struct span text)
{
	const struct policy_exception *rows;
	struct arena arena = { 0 };
	struct policy *policy;
	struct fault fault = { 0 };
	size_t count;

	if (policy_read(&arena, "recipe", text, policy_include_shipped, NULL, &policy, &fault))
		fail_msg("recipe %d, line %d: %s (%s)", number, fault.line, fault.why, fault.help);
	count = policy_exceptions(policy, &arena, &rows);
	arena_release(&arena);
	return count;
}

static void test_recipes(void **state)
{
	struct str page = { 0 };
	int count = 0;

	(void)state;
	read_page(&page);
	for (const char *at = strstr(page.text, FENCE); at; at = strstr(at, FENCE)) {
		const char *begin = at + strlen(FENCE), *end = strstr(begin, "```");
		assert_non_null(end);
		if (read_recipe(++count, (struct span){ begin, (size_t)(end - begin) }) == 0)
			fail_msg("recipe %d has no exception", count);
		at = end;
	}
	assert_true(count >= 5);
	str_release(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_recipes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
