/* SPDX-License-Identifier: MIT */
/* The expression language: what matches, what is refused and where, what comes out as SQL, what
 * completes. */
#include "check.h"

#include "scope.h"

#define NOW INT64_C(1772359200000000) /* 2026-03-01T10:00:00Z, a Sunday */
#define HOURS(n) ((n)*US_PER_HOUR)

static const struct test_row full = {
	.ref = "C-10481", .carrier = "D\xc3\x89L Fr\xc3\xa9ight", .owner = "ana", .tier = "gold", .band = 1,
	.eta = NOW + HOURS(16), .due = NOW + 10 * US_PER_MIN, .opened = NOW - HOURS(3), .late_s = 5400,
	.cost = { 25000, "EUR" }, .urgent = 1,
};

static const struct test_row empty = {
	.band = INT64_MIN, .eta = INT64_MIN, .due = INT64_MIN, .opened = INT64_MIN, .late_s = INT64_MIN, .urgent = -1,
};

static bool match(const char *text, const struct test_row *row, const char *zone_text)
{
	struct arena arena = { 0 };
	struct expr_asker asker = { .now_us = NOW, .me = "Ana" };
	struct fault fault = { 0 };
	const struct expr *expr;
	char words[800];

	if (zone_text && zone_find(zone_text, &asker.zone))
		fail_msg("no zone %s", zone_text);
	if (expr_parse(&arena, &test_scope, span_of(text), &expr, &fault)) {
		fault_words(&fault, words, sizeof words);
		fail_msg("%s: %s", text, words);
	}
	bool result = expr_match(expr, test_values, (void *)(uintptr_t)row, &asker);
	arena_release(&arena);
	return result;
}

/* text, matches the full row, matches the empty row */
static const struct {
	const char *text;
	bool full, empty;
} matches[] = {
	{ "", true, true },
	{ "   ", true, true },
	{ "carrier=\"d\xc3\xa9l freight\"", true, false },
	{ "carrier~freight", true, false },
	{ "carrier~FR\xc3\x89I", true, false },
	{ "carrier=DHL,UPS", false, false },
	{ "ref=c-10481,c-1", true, false },
	{ "ref=C-1, C-10481", true, false },
	{ "ref!=C-1,C-10481", false, true },
	{ "ref~104", true, false },
	{ "ref<d", true, false },
	{ "ref>=c-10481", true, false },
	{ "ref>c-10481", false, false },
	{ "owner=me", true, false },
	{ "owner=\"me\"", false, false },
	{ "owner!=me", false, true },
	{ "mine", true, false },
	{ "MINE", true, false },
	{ "unowned", false, true },
	{ "not unowned", true, false },
	{ "owner=none,ana", true, true },
	{ "owner=\"none\"", false, false },
	{ "owner!=none", true, false },
	{ "tier=gold", true, false },
	{ "tier=Silver,GOLD", true, false },
	{ "tier!=gold", false, true },
	{ "band=1", true, false },
	{ "band<2 band>0", true, false },
	{ "band>=2", false, false },
	{ "band!=2", true, true },
	{ "band = 1", true, false },
	{ "band> -1", true, false },
	{ "eta>tomorrow", false, false },
	{ "eta>=tomorrow", true, false },
	{ "eta=tomorrow", true, false },
	{ "eta!=tomorrow", false, true },
	{ "eta>today", true, false },
	{ "eta<=2026-03-02", true, false },
	{ "eta<2026-03-02", false, false },
	{ "eta=2026-03-02T02:00", true, false },
	{ "eta=2026-03-02T02:00Z", true, false },
	{ "eta=2026-03-02T03:00+01:00", true, false },
	{ "eta>now+15h", true, false },
	{ "eta>now+16h", false, false },
	{ "opened<2h-ago", true, false },
	{ "opened<4h-ago", false, false },
	{ "opened<now-2h", true, false },
	{ "opened=07:00", true, false },
	{ "opened>06:59:59", true, false },
	{ "left<15m", true, false },
	{ "left<10m", false, false },
	{ "left<=10m", true, false },
	{ "left>-5m", true, false },
	{ "age>2h", true, false },
	{ "age>3h", false, false },
	{ "age>=3h", true, false },
	{ "age<4h", true, false },
	{ "age=3h", true, false },
	{ "late=1h30", true, false },
	{ "late>89m", true, false },
	{ "late<1d", true, false },
	{ "cost>=250EUR", true, false },
	{ "cost>=250 EUR band=1", true, false },
	{ "cost>250EUR", false, false },
	{ "cost>1USD", false, false },
	{ "cost!=1USD", true, true },
	{ "cost<12,000EUR", true, false },
	{ "cost=1USD,250EUR", true, false },
	{ "cost=none", false, true },
	{ "urgent", true, false },
	{ "-urgent", false, true },
	{ "urgent=no", false, false },
	{ "urgent=yes", true, false },
	{ "!urgent", false, true },
	{ "hot", true, false },
	{ "-hot", false, true },
	{ "10481", true, false },
	{ "del", true, false },
	{ "\"del fre\"", true, false },
	{ "\"del  fre\"", false, false },
	{ "-10481", false, true },
	{ "not (10481 urgent)", false, true },
	{ "nothing or urgent", true, false },
	{ "urgent or nothing", true, false },
	{ "band=2 urgent or tier=gold", true, false },
	{ "band=2 (urgent or tier=gold)", false, false },
	{ "urgent and band=1", true, false },
	{ "urgent AND NOT band=2", true, false },
	{ "not not urgent", true, false },
	{ "(((urgent)))", true, false },
	{ "not(urgent)", false, true },
};

static void test_match(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(matches); i++) {
		check_int(matches[i].text, match(matches[i].text, &full, NULL), matches[i].full);
		check_int(matches[i].text, match(matches[i].text, &empty, NULL), matches[i].empty);
	}
}

static void test_zones(void **state)
{
	(void)state;
	/* 02:00 UTC on the 2nd is still the 1st in Chicago. */
	check_int("today", match("eta=today", &full, "America/Chicago"), true);
	check_int("tomorrow", match("eta=tomorrow", &full, "Europe/Berlin"), true);
	check_int("clock", match("opened=08:00", &full, "Europe/Berlin"), true);
	check_int("date", match("eta=2026-03-01", &full, "America/Chicago"), true);
	check_int("civil", match("eta=2026-03-01T20:00", &full, "America/Chicago"), true);
}

static const struct {
	const char *text;
	enum err err;
	int column;
	const char *why, *help;
} faults[] = {
	{ "carier=DHL", ERR_INVALID, 1, "a case has no such field", "did you mean carrier?" },
	{ "band=1 teir=gold", ERR_INVALID, 8, "a case has no such field", "did you mean tier?" },
	{ "band=one", ERR_INVALID, 6, "this is no whole number", "digits" },
	{ "tier=golden", ERR_INVALID, 6, "there is no such value", "one of gold, silver, bronze" },
	{ "tier=gold,sliver", ERR_INVALID, 11, "there is no such value", "silver" },
	{ "cost>250", ERR_INVALID, 6, "the currency is missing", "250EUR" },
	{ "cost>much", ERR_INVALID, 6, "this is no amount of money", "" },
	{ "left<soon", ERR_INVALID, 6, "this is no length of time", "15m" },
	{ "eta>soon", ERR_INVALID, 5, "this is no moment", "tomorrow" },
	{ "eta>2026-02-30", ERR_INVALID, 5, "this is no moment", "" },
	{ "eta>25:00", ERR_INVALID, 5, "this is no moment", "" },
	{ "urgent=perhaps", ERR_INVALID, 8, "neither yes nor no", "" },
	{ "band<1,2", ERR_INVALID, 7, "a list goes with", "" },
	{ "band~1", ERR_INVALID, 6, "cannot be compared that way", "~" },
	{ "tier>gold", ERR_INVALID, 6, "cannot be compared that way", "" },
	{ "owner<me", ERR_INVALID, 7, "cannot be compared that way", "" },
	{ "band>none", ERR_INVALID, 6, "cannot be compared that way", "" },
	{ "carrier=\"\"", ERR_INVALID, 9, "nothing of this text", "none" },
	{ "carrier", ERR_SYNTAX, 1, "this field needs a comparison", "quotes" },
	{ "carrier=", ERR_SYNTAX, 9, "a value should follow", "" },
	{ "carrier= )", ERR_SYNTAX, 10, "a value should follow", "" },
	{ "band=1 =2", ERR_SYNTAX, 8, "something should stand here", "" },
	{ "(band=1", ERR_SYNTAX, 1, "this parenthesis is not closed", "" },
	{ "band=1)", ERR_SYNTAX, 7, "this parenthesis was not opened", "" },
	{ "\"abc", ERR_SYNTAX, 1, "this quote does not end", "" },
	{ "not", ERR_SYNTAX, 4, "something should stand here", "" },
	{ "urgent or", ERR_SYNTAX, 10, "something should stand here", "" },
	{ "urgent and", ERR_SYNTAX, 11, "something should stand here", "" },
	{ "()", ERR_SYNTAX, 2, "something should stand here", "" },
	{ "urgent \"\"", ERR_INVALID, 8, "nothing here to search for", "" },
};

static void test_faults(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		struct arena arena = { 0 };
		struct fault fault = { 0 };
		const struct expr *expr;
		enum err err = expr_parse(&arena, &test_scope, span_of(faults[i].text), &expr, &fault);
		check_int(faults[i].text, err, faults[i].err);
		check_int(faults[i].text, fault.column, faults[i].column);
		if (!strstr(fault.why, faults[i].why) || !strstr(fault.help, faults[i].help))
			fail_msg("%s: %s: %s: %s", faults[i].text, fault.what, fault.why, fault.help);
		arena_release(&arena);
	}
}

static void test_a_scope_without_search(void **state)
{
	struct expr_scope scope = { "rule", test_fields + F_OWNER, COUNT_OF(test_fields) - F_OWNER, NULL, 0 };
	struct arena arena = { 0 };
	struct fault fault = { 0 };
	const struct expr *expr;

	(void)state;
	assert_int_equal(expr_parse(&arena, &scope, span_of("urgnt"), &expr, &fault), ERR_INVALID);
	check_str("help", fault.help, "did you mean urgent?");
	assert_int_equal(expr_parse(&arena, &scope, span_of("\"a b\""), &expr, &fault), ERR_INVALID);
	arena_release(&arena);
}

static void test_limits(void **state)
{
	struct arena arena = { 0 };
	struct fault fault = { 0 };
	const struct expr *expr;
	char text[EXPR_MOST_BYTES + 2];

	(void)state;
	memset(text, 'x', sizeof text);
	struct span span = { text, EXPR_MOST_BYTES };
	assert_int_equal(expr_parse(&arena, &test_scope, span, &expr, &fault), ERR_NONE);
	span.length++;
	assert_int_equal(expr_parse(&arena, &test_scope, span, &expr, &fault), ERR_LIMIT);
	memset(text, '(', 100);
	span.length = 100;
	assert_int_equal(expr_parse(&arena, &test_scope, span, &expr, &fault), ERR_LIMIT);
	memset(text, '-', 100);
	assert_int_equal(expr_parse(&arena, &test_scope, span, &expr, &fault), ERR_LIMIT);
	/* An alias does not add to the depth it stands in. */
	memset(text, '-', EXPR_MOST_DEPTH - 1);
	memcpy(text + EXPR_MOST_DEPTH - 1, "hot", 3);
	span.length = EXPR_MOST_DEPTH + 2;
	assert_int_equal(expr_parse(&arena, &test_scope, span, &expr, &fault), ERR_NONE);
	/* Terms side by side are not nested, however many. */
	for (size_t i = 0; i < 4000; i += 4)
		memcpy(text + i, "a b ", 4);
	span.length = 4000;
	assert_int_equal(expr_parse(&arena, &test_scope, span, &expr, &fault), ERR_NONE);
	arena_release(&arena);
}

static const struct {
	const char *text, *sql;
	size_t params;
} rendered[] = {
	{ "", "true", 0 },
	{ "carrier=DHL,UPS", "(carrier_folded = $4::text or carrier_folded = $5::text)", 2 },
	{ "ref~1 band!=2", "((strpos(lower(ref collate \"C\"), $4::text) > 0) and ((band = $5::bigint) is not true))", 2 },
	{ "not (urgent or band<1)", "(((urgent = true) is not true) and ((band < $4::bigint) is not true))", 1 },
	{ "cost>=250EUR", "((cost_currency = $4::text and cost_minor >= $5::bigint))", 2 },
	{ "age>2h", "(opened < $4::timestamptz)", 1 },
	{ "eta>tomorrow", "(eta >= $4::timestamptz)", 1 },
	{ "unowned", "(coalesce(lower(owner collate \"C\"), '') = '')", 0 },
	{ "carrier>d", "(nullif(carrier_folded, '') collate \"C\" > $4::text)", 1 },
};

static void test_sql(void **state)
{
	struct expr_asker asker = { .now_us = NOW, .me = "ana" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rendered); i++) {
		struct arena arena = { 0 };
		struct expr_sql sql = { 0 };
		struct fault fault = { 0 };
		const struct expr *expr;
		check_int(rendered[i].text, expr_parse(&arena, &test_scope, span_of(rendered[i].text), &expr, &fault),
			  ERR_NONE);
		check_int(rendered[i].text, expr_sql(expr, &asker, &arena, 4, &sql, &fault), ERR_NONE);
		check_str(rendered[i].text, str_text(&sql.text), rendered[i].sql);
		check_int(rendered[i].text, sql.params.count, rendered[i].params);
		expr_sql_release(&sql);
		arena_release(&arena);
	}
}

static void test_sql_refuses_what_has_no_column(void **state)
{
	struct expr_asker asker = { .now_us = NOW };
	struct arena arena = { 0 };
	struct expr_sql sql = { 0 };
	struct fault fault = { 0 };
	const struct expr *expr;

	(void)state;
	assert_int_equal(expr_parse(&arena, &test_scope, span_of("note~x"), &expr, &fault), ERR_NONE);
	assert_int_equal(expr_sql(expr, &asker, &arena, 1, &sql, &fault), ERR_INVALID);
	check_str("what", fault.what, "note");
	expr_sql_release(&sql);
	arena_release(&arena);
}

/* `|` is the cursor. */
static const struct {
	const char *text, *want;
	size_t begin;
} completions[] = {
	{ "car|", "carrier", 0 },
	{ "band=1 o|", "owner opened or", 7 },
	{ "-un|", "unowned", 1 },
	{ "tier=|", "gold silver bronze none", 5 },
	{ "tier=g|", "gold", 5 },
	{ "tier=gold,s|", "silver", 10 },
	{ "tier=gold,|", "gold silver bronze none", 10 },
	{ "tier = b|", "bronze", 7 },
	{ "(owner=m|", "me", 7 },
	{ "eta>t|", "today tomorrow", 4 },
	{ "urgent=|", "yes no none", 7 },
	{ "tier=gold m|", "mine", 10 },
	{ "carrier=\"a |", "", 0 },
	{ "carrier=\"a b\" mi|", "mine", 14 },
	{ "what=|", "", 5 },
	{ "m|ine", "mine", 0 },
};

static void test_complete(void **state)
{
	struct expr_candidates c = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(completions); i++) {
		struct str got = { 0 }, text = { 0 };
		const char *cursor = strchr(completions[i].text, '|');
		str_add(&text, completions[i].text, (size_t)(cursor - completions[i].text));
		size_t at = text.length;
		str_adds(&text, cursor + 1);
		expr_complete(&test_scope, (struct span){ str_text(&text), text.length }, at, &c);
		for (size_t n = 0; n < c.list.count; n++)
			str_addf(&got, "%s%s", n ? " " : "", c.list.items[n].text);
		check_str(completions[i].text, str_text(&got), completions[i].want);
		if (c.list.count)
			check_int(completions[i].text, c.begin, completions[i].begin);
		str_release(&got);
		str_release(&text);
	}
	expr_complete(&test_scope, span_of(""), 0, &c);
	check_int("all names", c.list.count, COUNT_OF(test_fields) + COUNT_OF(test_aliases) + 2);
	expr_candidates_release(&c);
}

static void count_field(void *context, const struct expr_field *field)
{
	*(unsigned *)context |= 1u << field->id;
}

static void test_needs(void **state)
{
	struct arena arena = { 0 };
	const struct expr *expr;
	unsigned seen = 0;

	(void)state;
	assert_int_equal(expr_parse(&arena, &test_scope, span_of("-(band=1 or x) mine"), &expr, NULL), ERR_NONE);
	expr_each_field(expr, count_field, &seen);
	check_int("fields", seen, 1u << F_BAND | 1u << F_REF | 1u << F_CARRIER | 1u << F_OWNER);
	check_int("timed", expr_is_timed(expr), false);
	assert_int_equal(expr_parse(&arena, &test_scope, span_of("-(band=1 or eta<today)"), &expr, NULL), ERR_NONE);
	check_int("timed", expr_is_timed(expr), true);
	assert_int_equal(expr_parse(&arena, &test_scope, span_of("left<1h"), &expr, NULL), ERR_NONE);
	check_int("timed", expr_is_timed(expr), true);
	assert_int_equal(expr_parse(&arena, &test_scope, span_of("eta<2026-03-01 late>1h"), &expr, NULL), ERR_NONE);
	check_int("timed", expr_is_timed(expr), false);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_a_scope_without_search),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_sql),
		cmocka_unit_test(test_sql_refuses_what_has_no_column),
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
