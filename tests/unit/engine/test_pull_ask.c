/* SPDX-License-Identifier: MIT */
/* What a partner is asked, and where his answer says to go on. */
#include "check.h"

#include "engine/pull_ask.h"

#define INTERFACE(name, ...)                                      \
	const char *name##_said[] = { __VA_ARGS__ };              \
	const struct interface name = { .settings = { name##_said, COUNT_OF(name##_said) } }

static void test_url(void **state)
{
	INTERFACE(plain, "pull", "https://x.example/news");
	INTERFACE(cursor, "pull", "https://x.example/{cursor}?since={cursor}&n=5");
	struct str out = { 0 };

	(void)state;
	pull_ask_url(&plain, "7", &out);
	check_str("plain", str_text(&out), "https://x.example/news");
	str_clear(&out);
	pull_ask_url(&cursor, "a b&c", &out);
	check_str("cursor", str_text(&out), "https://x.example/a%20b%26c?since=a%20b%26c&n=5");
	str_clear(&out);
	pull_ask_url(&cursor, "", &out);
	check_str("none yet", str_text(&out), "https://x.example/?since=&n=5");
	str_release(&out);
}

static void test_headers(void **state)
{
	static const char url[] = "https://x.example/news";
	INTERFACE(none, "pull", url);
	INTERFACE(bearer, "pull-auth", "bearer", "pull-accept", "application/json");
	INTERFACE(basic, "pull-auth", "basic");
	INTERFACE(named, "pull-auth", "X-Api-Key");
	struct pull_state asked = { 0 };
	struct http_header headers[PULL_HEADERS_MAX];
	struct arena arena = { 0 };

	(void)state;
	check_int("nobody said how", pull_ask_headers(&none, &asked, url, "secret", &arena, headers), 1);
	check_str("all types", headers[0].value, "*/*");
	check_int("bearer", pull_ask_headers(&bearer, &asked, url, "secret", &arena, headers), 2);
	check_str("its type", headers[0].value, "application/json");
	check_str("bearer", headers[1].value, "Bearer secret");
	check_int("no secret", pull_ask_headers(&bearer, &asked, url, "", &arena, headers), 1);
	pull_ask_headers(&basic, &asked, url, "me:you", &arena, headers);
	check_str("basic", headers[1].value, "Basic bWU6eW91");
	pull_ask_headers(&named, &asked, url, "k", &arena, headers);
	check_str("named", headers[1].name, "X-Api-Key");
	str_adds(&asked.asked, url);
	str_adds(&asked.etag, "\"7\"");
	str_adds(&asked.modified, "Sun, 01 Mar 2026 10:00:00 GMT");
	check_int("asked before", pull_ask_headers(&none, &asked, url, "", &arena, headers), 3);
	check_str("by its etag", headers[1].value, "\"7\"");
	check_int("another address", pull_ask_headers(&none, &asked, "https://x.example/more", "", &arena, headers), 1);
	pull_state_release(&asked);
	arena_release(&arena);
}

static void test_next(void **state)
{
	INTERFACE(none, "pull", "https://x.example/news");
	INTERFACE(link, "pull-next", "link");
	INTERFACE(both, "pull-next", "/meta/next", "pull-cursor", "/meta/cursor");
	const struct {
		const struct interface *interface;
		const char *body, *link, *next, *cursor;
		enum err err;
	} rows[] = {
		{ &none, "{\"meta\":{\"cursor\":7}}", "<a>; rel=next", "", "", ERR_NONE },
		{ &link, "no JSON", "<?page=2>; rel=\"next\"", "https://x.example/news?page=2", "", ERR_NONE },
		{ &link, "[]", NULL, "", "", ERR_NONE },
		{ &link, "[]", "<https://y.example/>; rel=next", "", "", ERR_DENIED },
		{ &both, "{\"meta\":{\"cursor\":7,\"next\":\"/b\"}}", NULL, "https://x.example/b", "7", ERR_NONE },
		{ &both, "{\"meta\":{\"cursor\":\"x\",\"next\":null}}", NULL, "", "x", ERR_NONE },
		{ &both, "{}", NULL, "", "", ERR_NONE },
		{ &both, "<html>", NULL, "", "", ERR_SYNTAX },
		{ &both, "{\"meta\":{\"next\":\"http://x.example/b\"}}", NULL, "", "", ERR_DENIED },
	};
	struct str next = { 0 }, cursor = { 0 };
	struct fault fault = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		check_int(rows[i].body, pull_ask_next(rows[i].interface, "https://x.example/news", span_of(rows[i].body), rows[i].link, &next,
						      &cursor, &fault), rows[i].err);
		check_str(rows[i].body, str_text(&next), rows[i].next);
		check_str(rows[i].body, str_text(&cursor), rows[i].cursor);
	}
	str_release(&next);
	str_release(&cursor);
}

static void test_wait(void **state)
{
	const int64_t every = 5 * US_PER_MIN;

	(void)state;
	check_int("well", pull_wait_us(0, every, 0, UINT64_MAX) == every, true);
	check_int("as the partner said", pull_wait_us(3, every, 90 * US_PER_S, 0) == 90 * US_PER_S, true);
	check_int("but a day at most", pull_wait_us(3, every, 9 * US_PER_DAY, 0) == US_PER_DAY, true);
	for (int failures = 1; failures < 80; failures++)
		for (uint64_t random = 1; random; random <<= 1) {
			int64_t wait = pull_wait_us(failures, every, 0, random);
			if (wait < US_PER_S || wait > every)
				fail_msg("failure %d waits %lld us", failures, (long long)wait);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_url), cmocka_unit_test(test_headers), cmocka_unit_test(test_next),
					    cmocka_unit_test(test_wait) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
