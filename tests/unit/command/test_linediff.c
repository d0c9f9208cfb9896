/* SPDX-License-Identifier: MIT */
/* What differs between two texts. */
#include "check.h"

#include "command/linediff.h"

static void test_diff(void **state)
{
	static const struct {
		const char *old, *new, *want;
		size_t lines;
	} rows[] = {
		{ "", "", "", 0 },
		{ "a\nb\n", "a\nb\n", "", 0 },
		{ "a\nb\n", "a\nb", "", 0 },
		{ "", "a\n", "+    1  a\n", 1 },
		{ "a\n", "", "-    1  a\n", 1 },
		{ "a\nb\nc\n", "a\nx\nc\n", "-    2  b\n+    2  x\n", 2 },
		{ "a\nb\nc\nd\n", "a\nc\nd\ne\n", "-    2  b\n+    4  e\n", 2 },
		{ "1\n2\n3\n4\n", "1\n3\n2\n4\n", "-    2  2\n+    3  2\n", 2 },
		{ "a\n", "\x1b[31m\n", "-    1  a\n+    1  \xef\xbf\xbd[31m\n", 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str out = { 0 };
		size_t lines = linediff_write(span_of(rows[i].old), span_of(rows[i].new), &out);
		check_int(rows[i].new, lines, rows[i].lines);
		check_str(rows[i].new, str_text(&out), rows[i].want);
		str_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_diff) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
