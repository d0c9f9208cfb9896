/* SPDX-License-Identifier: MIT */
/* Addresses of next pages. */
#include "check.h"

#include "net/http_url.h"

static void test_follow(void **state)
{
	static const struct {
		const char *target, *whole;
		enum err err;
	} rows[] = {
		{ "https://x.example/a?page=2", "https://x.example/a?page=2", ERR_NONE },
		{ "https://X.example:443/a", "https://X.example:443/a", ERR_NONE },
		{ "?page=2", "https://x.example/v1/news?page=2", ERR_NONE },
		{ "/b?c=d", "https://x.example/b?c=d", ERR_NONE },
		{ "more#here", "https://x.example/v1/more", ERR_NONE },
		{ "http://x.example/a", "", ERR_DENIED },
		{ "https://x.example.org/a", "", ERR_DENIED },
		{ "https://x.example:8443/a", "", ERR_DENIED },
		{ "https://me:you@x.example/a", "", ERR_DENIED },
		{ "//y.example/a", "", ERR_DENIED },
		{ "", "", ERR_INVALID },
	};
	static const char zero[] = "/a\0b";
	struct str out = { 0 };
	struct fault fault = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		check_int(rows[i].target, http_url_follow("https://x.example/v1/news?since=1", span_of(rows[i].target), &out, &fault), rows[i].err);
		check_str(rows[i].target, str_text(&out), rows[i].whole);
	}
	check_int("NUL", http_url_follow("https://x.example/", (struct span){ zero, 4 }, &out, &fault), ERR_INVALID);
	check_int("file", http_url_follow("https://x.example/", span_of("file:///etc/passwd"), &out, &fault) == ERR_NONE, false);
	str_release(&out);
}

static void test_write(void **state)
{
	struct str out = { 0 };

	(void)state;
	http_url_escape(&out, "2026-03-01T10:00:00+01:00&x=\xc3\xa9 /");
	check_str("escaped", str_text(&out), "2026-03-01T10%3A00%3A00%2B01%3A00%26x%3D%C3%A9%20%2F");
	str_clear(&out);
	http_url_show(&out, "https://me:you@x.example:8443/a/b?key=secret");
	check_str("shown", str_text(&out), "https://x.example:8443/a/b");
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_follow), cmocka_unit_test(test_write) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
