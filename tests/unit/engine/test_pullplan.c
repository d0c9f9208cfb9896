/* SPDX-License-Identifier: MIT */
/* What is asked next, and what answers say about it. */
#include "check.h"

#include "base/mem.h"
#include "engine/pullplan.h"

static struct interface interface_with(const char **said, size_t count)
{
	return (struct interface){ .settings = { said, count } };
}

static void check_url(const char *name, const struct interface *interface, const struct pullplan_place *place, const char *wanted)
{
	struct str url = { 0 };

	pullplan_url(interface, place, &url);
	check_str(name, str_text(&url), wanted);
	str_release(&url);
}

/* Moves behind a body; returns whether there is more. */
static bool moves(const struct interface *interface, const char *url, const char *body, const struct pullplan_headers *headers,
		  struct pullplan_place *place)
{
	struct fault fault = { 0 };
	bool has_more = false;

	if (pullplan_move(interface, url, span_of(body), headers, place, &has_more, &fault) != ERR_NONE)
		fail_msg("%s: %s", body, fault.why);
	return has_more;
}

static void a_cursor_is_kept_and_asked_with(void **state)
{
	const char *said[] = { "pull", "https://h/log?size=9", "pull-cursor", "/meta/cursor", "pull-param", "from" };
	const char *braces[] = { "pull", "https://h/{cursor}/log?s={since}", "pull-cursor", "/c" };
	struct interface interface = interface_with(said, 6), other = interface_with(braces, 4);
	const struct pullplan_headers headers = { .etag = "\"a\"", .date = INSTANT_NONE };
	struct pullplan_place place;

	(void)state;
	pullplan_start(&place);
	check_url("at first", &interface, &place, "https://h/log?size=9");
	assert_true(moves(&interface, "https://h/log?size=9", "{\"meta\":{\"cursor\":\"a/b&c\"}}", &headers, &place));
	check_url("then", &interface, &place, "https://h/log?size=9&from=a%2Fb%26c");
	check_url("in braces", &other, &place, "https://h/a%2Fb%26c/log?s=1970-01-01T00%3A00%3A00Z");
	check_str("its ETag is no later one's", str_text(&place.etag), "");
	assert_false(moves(&interface, "https://h/x", "{\"meta\":{\"cursor\":\"a/b&c\"}}", &headers, &place));
	check_str("the same again is the end", str_text(&place.cursor), "a/b&c");
	check_str("and has an ETag", str_text(&place.etag), "\"a\"");
	assert_false(moves(&interface, "https://h/x", "{\"meta\":{}}", &headers, &place));
	check_str("none is the end", str_text(&place.cursor), "a/b&c");
	assert_true(moves(&interface, "https://h/x", "{\"meta\":{\"cursor\":42}}", &headers, &place));
	check_str("a number", str_text(&place.cursor), "42");
	pullplan_release(&place);
}

static void pages_are_walked_and_then_time_moves(void **state)
{
	const char *said[] = { "pull", "https://h/list", "pull-next", "/links/next", "pull-param", "since" };
	struct interface interface = interface_with(said, 6);
	struct pullplan_headers headers = { .etag = "\"a\"", .date = 100 * US_PER_HOUR };
	struct pullplan_place place;

	(void)state;
	pullplan_start(&place);
	assert_true(moves(&interface, "https://h/list", "{\"links\":{\"next\":\"/list?page=2\"}}", &headers, &place));
	check_url("the next page", &interface, &place, "https://h/list?page=2");
	check_int("time stands meanwhile", place.since, INSTANT_NONE);
	headers.date = 101 * US_PER_HOUR;
	assert_false(moves(&interface, "https://h/list?page=2", "{\"links\":{\"next\":null}}", &headers, &place));
	check_url("from when the run began, less a minute", &interface, &place, "https://h/list?since=1970-01-05T03%3A59%3A00Z");
	check_str("no ETag of a last page", str_text(&place.etag_of), "");
	assert_false(moves(&interface, "https://h/list?page=2", "{\"links\":{\"next\":\"https://h/list?page=2\"}}", &headers, &place));
	pullplan_release(&place);
}

static void what_leads_astray_is_refused(void **state)
{
	static const struct {
		const char *line, *value, *body, *link;
	} rows[] = {
		{ "pull-cursor", "/c", "<html>", NULL },
		{ "pull-cursor", "c", "{\"c\":\"x\"}", NULL },
		{ "pull-next", "/n", "{\"n\":\"https://other/x\"}", NULL },
		{ "pull-next", "/n", "{\"n\":\"file:///etc/passwd\"}", NULL },
		{ "pull-next", "n", "{\"n\":\"/x\"}", NULL },
		{ "pull-next", "link", "", "<http://h/x>; rel=next" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *said[] = { "pull", "https://h/list", rows[i].line, rows[i].value };
		struct interface interface = interface_with(said, 4);
		const struct pullplan_headers headers = { .link = rows[i].link, .date = 1 };
		struct pullplan_place place;
		struct fault fault = { 0 };
		bool has_more = true;
		pullplan_start(&place);
		str_adds(&place.cursor, "kept");
		if (pullplan_move(&interface, "https://h/list", span_of(rows[i].body), &headers, &place, &has_more, &fault) == ERR_NONE)
			fail_msg("row %zu is taken", i);
		assert_false(has_more);
		check_str("the place stays", str_text(&place.cursor), "kept");
		check_str("with no page", str_text(&place.next_url), "");
		pullplan_release(&place);
	}
}

static void a_long_cursor_is_refused(void **state)
{
	const char *said[] = { "pull", "https://h/list", "pull-cursor", "/c" };
	struct interface interface = interface_with(said, 4);
	const struct pullplan_headers headers = { .date = 1 };
	struct pullplan_place place;
	struct str body = { 0 };
	struct fault fault = { 0 };
	bool has_more;

	(void)state;
	pullplan_start(&place);
	str_adds(&body, "{\"c\":\"");
	for (int i = 0; i < 2001; i++)
		str_addc(&body, 'x');
	str_adds(&body, "\"}");
	assert_int_equal(pullplan_move(&interface, "https://h/list", span_of(str_text(&body)), &headers, &place, &has_more, &fault), ERR_LIMIT);
	str_release(&body);
	pullplan_release(&place);
}

static void waits_grow_and_keep_to_what_was_asked(void **state)
{
	int64_t longest = 0;

	(void)state;
	check_int("at least a second", pullplan_wait_us(1, 300 * US_PER_S, 0, 0), US_PER_S);
	check_int("what was asked for", pullplan_wait_us(1, 300 * US_PER_S, 900 * US_PER_S, UINT64_MAX), 900 * US_PER_S);
	for (int failures = 1; failures < 40; failures++)
		if (pullplan_wait_us(failures, 300 * US_PER_S, 0, UINT64_MAX) > 300 * US_PER_S)
			fail_msg("after %d failures it waits for more than its period", failures);
	for (uint64_t random = 1; random < 64; random++) {
		int64_t wait = pullplan_wait_us(10, 300 * US_PER_S, 0, random * UINT64_C(0x9e3779b97f4a7c15));
		longest = wait > longest ? wait : longest;
	}
	assert_true(longest > 200 * US_PER_S);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cursor_is_kept_and_asked_with),	cmocka_unit_test(pages_are_walked_and_then_time_moves),
		cmocka_unit_test(what_leads_astray_is_refused),		cmocka_unit_test(a_long_cursor_is_refused),
		cmocka_unit_test(waits_grow_and_keep_to_what_was_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
