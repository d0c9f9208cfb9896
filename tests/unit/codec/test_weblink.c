/* SPDX-License-Identifier: MIT */
/* The header Link, as partners write it and as they should not. */
#include "check.h"

#include "codec/weblink.h"

static void the_next_page_is_found(void **state)
{
	static const struct {
		const char *header, *wanted;
	} rows[] = {
		{ "<https://h/a?page=2>; rel=\"next\"", "https://h/a?page=2" },
		{ "<https://h/a?page=1>; rel=\"prev\", <https://h/a?page=3>; rel=\"next\"", "https://h/a?page=3" },
		{ "</a?page=2>;rel=next", "/a?page=2" },
		{ "<?page=2> ; REL = \"Next\"", "?page=2" },
		{ "<x>; rel=\"last next\"; title=\"a, b; c\"", "x" },
		{ "<x>; title=\"say \\\"rel=next\\\"\"; rel=next", "x" },
		{ "<x,y;z>; rel=next", "x,y;z" },
		{ ", , <x>; rel=next", "x" },
		{ "<x>; title=\"<y>; rel=next\"", NULL },
		{ "<x>; rel=prev; rel=next", NULL },
		{ "<x>; rel=nextish", NULL },
		{ "<x>; rel=\"next", NULL },
		{ "<x; rel=next", NULL },
		{ "x; rel=next", NULL },
		{ "<x> rel=next", NULL },
		{ "<x>", NULL },
		{ "", NULL },
		{ NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct span found = weblink_find(rows[i].header, "next");
		if (!rows[i].wanted ? found.text != NULL : !span_is(found, rows[i].wanted))
			fail_msg("%s: found %.*s", rows[i].header, (int)found.length, found.text ? found.text : "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_next_page_is_found) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
