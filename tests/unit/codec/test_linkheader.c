/* SPDX-License-Identifier: MIT */
/* The Link header of an answer. */
#include "check.h"

#include "codec/linkheader.h"

static void test_find(void **state)
{
	static const char *const rows[][2] = {
		{ "<https://x.example/a?page=2>; rel=\"next\"", "https://x.example/a?page=2" },
		{ "<a>; rel=prev, <b>;rel=next", "b" },
		{ "<a>; rel=\"last NEXT\"", "a" },
		{ " , <a> ; title=\"x, <b>; rel=next \\\" >\" ; REL = next", "a" },
		{ "<a>; rel=prev; rel=next, <c>; rel=next", "c" }, /* only the first rel of a link counts */
		{ "<a,b>; rel=next", "a,b" },
		{ "<a>", "" },
		{ "<a>; rel=nextpage", "" },
		{ "<a>; rel", "" },
		{ "<a; rel=next", "" },
		{ "junk <a>; rel=next", "" },
		{ "<a>; rel=\"next", "a" },
		{ "<a>; rel=\"next\\", "" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct span got = linkheader_find(rows[i][0], "next");
		if (got.length != strlen(rows[i][1]) || memcmp(got.text, rows[i][1], got.length) != 0)
			fail_msg("%s: got \"%.*s\"", rows[i][0], (int)got.length, got.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_find) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
