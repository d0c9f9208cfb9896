/* SPDX-License-Identifier: MIT */
/* Where answers may lead, what is put into an address, and how long to wait. */
#include "check.h"

#include "base/instant.h"
#include "net/http_url.h"

static void an_answer_leads_on_but_not_away(void **state)
{
	static const struct {
		const char *base, *reference, *wanted; /* NULL: refused */
	} rows[] = {
		{ "https://h/a/b?x=1", "https://h/c?page=2", "https://h/c?page=2" },
		{ "https://h/a/b?x=1", "/c?page=2", "https://h/c?page=2" },
		{ "https://h/a/b?x=1", "?page=2", "https://h/a/b?page=2" },
		{ "https://h/a/b", "c", "https://h/a/c" },
		{ "https://h/a/b", "https://H:443/c", "https://H:443/c" },
		{ "http://h/a", "https://h/a", "https://h/a" },
		{ "https://h/a", "http://h/a", NULL },
		{ "https://h/a", "https://h:8443/a", NULL },
		{ "https://h/a", "https://other/a", NULL },
		{ "https://h/a", "//other/a", NULL },
		{ "https://h/a", "file:///etc/passwd", NULL },
		{ "https://h/a", "https://u:p@h/a", NULL },
		{ "https://h/a", "https://h@other/a", NULL },
		{ "https://h/a", "gopher://h/a", NULL },
		{ "https://h/a", "", NULL },
		{ "https://h/a", "https://", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str out = { 0 };
		struct fault fault = { 0 };
		enum err err = http_url_follow(rows[i].base, span_of(rows[i].reference), &out, &fault);
		if (rows[i].wanted)
			check_str(rows[i].reference, str_text(&out), rows[i].wanted);
		else if (err == ERR_NONE)
			fail_msg("%s leads from %s to %s", rows[i].reference, rows[i].base, str_text(&out));
		str_release(&out);
	}
}

static void a_value_cannot_break_out(void **state)
{
	struct str out = { 0 };

	(void)state;
	http_url_add(&out, "https://h/a?b=1#c", "since", "2026-03-01T10:00:00Z&x=/\n");
	check_str("with a query", str_text(&out), "https://h/a?b=1&since=2026-03-01T10%3A00%3A00Z%26x%3D%2F%0A");
	str_clear(&out);
	http_url_add(&out, "https://h/a", "c", "\xc3\xa9");
	check_str("without", str_text(&out), "https://h/a?c=%C3%A9");
	str_release(&out);
}

static void waits_are_read(void **state)
{
	const char *date = "Sun, 06 Nov 1994 08:49:37 GMT", *later = "Sun, 06 Nov 1994 08:51:37 GMT";

	(void)state;
	check_int("a date", http_date(date), INT64_C(784111777) * US_PER_S);
	check_int("none", http_date("soon"), INSTANT_NONE);
	check_int("seconds", http_retry_after_us("7", NULL, 0), 7 * US_PER_S);
	check_int("a date beside the answer's", http_retry_after_us(later, date, 0), 120 * US_PER_S);
	check_int("a date", http_retry_after_us(later, NULL, INT64_C(784111777) * US_PER_S), 120 * US_PER_S);
	check_int("gone by", http_retry_after_us(date, later, 0), 0);
	check_int("far too long", http_retry_after_us("99999999999", NULL, 0), US_PER_DAY);
	check_int("nonsense", http_retry_after_us("-5", NULL, 0), 0);
	check_int("nothing", http_retry_after_us(NULL, NULL, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(an_answer_leads_on_but_not_away), cmocka_unit_test(a_value_cannot_break_out),
					    cmocka_unit_test(waits_are_read) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
