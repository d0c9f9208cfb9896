/* SPDX-License-Identifier: MIT */
/* A client in a region over the core: which text is the manual, what overrides what, what would go round in circles; and what changed, as an
 * operations manager says it. */
#include "check.h"

#include "policy/manual.h"

static const char region[] = "include core\nexception late-pickup\n\tclock respond 20m\n\tband 1\nexception stalled\n\tactive yes\n";
static const char client[] = "include emea\nexception late-pickup\n\tclock respond 10m\n";

static enum err read_manual(struct arena *arena, const struct policy_texts *texts, const char *tenant, struct policy **out,
			    struct fault *fault)
{
	const struct policy_text *manual = policy_texts_manual(texts, tenant);
	struct policy_texts copy = *texts;

	assert_non_null(manual);
	return policy_read(arena, manual->name, manual->body, policy_include_texts, &copy, out, fault);
}

static int64_t respond_min(const struct policy *policy, const char *name)
{
	const struct policy_type *type = policy_type_find(policy, name);

	for (size_t i = 0; type && i < type->clocks.count; i++)
		if (strcmp(type->clocks.items[i].kind, "respond") == 0)
			return type->clocks.items[i].span.us / US_PER_MIN;
	return -1;
}

static void test_region(void **state)
{
	const struct policy_text items[] = { { "acme", span_of(client) }, { "emea", span_of(region) } };
	const struct policy_texts texts = { items, COUNT_OF(items) };
	struct arena arena = { 0 };
	struct policy *policy;
	struct fault fault = { 0 };

	(void)state;
	check_str("what includes is the manual, whatever the client is called", policy_texts_manual(&texts, "nord")->name, "acme");
	if (read_manual(&arena, &texts, "acme", &policy, &fault) != ERR_NONE)
		fail_msg("%s:%d: %s", fault.what, fault.line, fault.why);
	check_int("the client's word", respond_min(policy, "late-pickup"), 10);
	check_int("the region's word", policy_type_find(policy, "late-pickup")->bands.items[0].number, 1);
	assert_false(policy_type_find(policy, "stalled")->is_off);
	check_int("the core's word", respond_min(policy, "late-arrival"), 15);
	assert_true(policy_type_find(policy, "incomplete-data")->is_off);
	arena_release(&arena);
}

static void test_manual(void **state)
{
	const struct policy_text items[] = { { "aaa", span_of("include core\n") }, { "nord", span_of("include core\n") }, { "emea", span_of(region) } };

	(void)state;
	check_str("of several, that of the client's name", policy_texts_manual(&(struct policy_texts){ items, 3 }, "nord")->name, "nord");
	const struct policy_text parts[] = { { "emea", span_of(region) }, { "night", span_of("include \"emea\"\n") } };
	check_str("a part never is, though it stands first", policy_texts_manual(&(struct policy_texts){ parts, 2 }, "emea")->name, "night");
	check_str("else the first", policy_texts_manual(&(struct policy_texts){ items, 3 }, "x")->name, "aaa");
	assert_null(policy_texts_manual(&(struct policy_texts){ items, 0 }, "x"));
}

static void test_circle(void **state)
{
	const struct policy_text items[] = { { "a", span_of("include b\n") },
					     { "b", span_of("# on\ninclude  c # further\n") },
					     { "c", span_of("include core\ninclude b\n") } };
	struct policy_texts texts = { items, COUNT_OF(items) };
	struct arena arena = { 0 };
	struct policy *policy;
	struct fault fault = { 0 };

	(void)state;
	check_int("refused", read_manual(&arena, &texts, "a", &policy, &fault), ERR_SYNTAX);
	check_str("in words", fault.why, "b would include itself, by way of c");
	check_str("where", fault.what, "c");
	check_int("line", fault.line, 2);
	check_int("column", fault.column, 9);
	check_int("and what is nowhere", policy_read(&arena, "x", span_of("include emea\n"), policy_include_texts, &texts, &policy, &fault), ERR_SYNTAX);
	check_str("in words", fault.why, "there is no \"emea\" to include");
	arena_release(&arena);
}

/* What the second text says otherwise than the first. */
static const struct change {
	const char *name, *before, *after, *words;
} changes[] = {
	{ "a clock of one tier", "include core\nexception late-pickup\n\tclock respond 15m when tier=gold\n",
	  "include core\nexception late-pickup\n\tclock respond 10m when tier=gold\n", "Late pickup, gold: respond 15m -> 10m\n" },
	{ "a grace of one mode", "include core\n",
	  "include core\nexception late-pickup\n\tdetect deadline pickup by pickup\n\t\tgrace 30m\n\t\tgrace 3h when mode=sea,rail\n",
	  "Late pickup, sea or rail: grace 2h -> 3h\n" },
	{ "a line in between moves no other", "include core\n",
	  "include core\nexception late-arrival\n\tdetect deadline deliver by promise\n\t\tgrace 30m\n\t\tgrace 1h when mode=sea\n"
	  "\t\tgrace 15m when mode=air,parcel\n\t\tgrace 0m when tier=gold\n",
	  "Late arrival, sea: new: grace 1h\n" },
	{ "what holds for all", "include core\n", "include core\nevery exception\n\thead silver 30m when tier=silver\n",
	  "Every exception, silver: head silver 45m -> 30m\n" },
	{ "what an action may cost", "include core\n", "include core\naction rebook\n\tshipment 3000EUR\n",
	  "Action rebook: shipment 1500EUR -> 3000EUR\n" },
	{ "what an action sends", "include core\naction forward\n\teffect tms shipment.forward \"Forward {ref}\"\n",
	  "include core\naction forward\n\teffect tms shipment.forward \"Forward {ref} now\"\n",
	  "Action forward: effect tms shipment.forward \"Forward {ref}\" -> \"Forward {ref} now\"\n" },
	{ "working hours", "include core\n",
	  "include core\ncalendar office\n\tzone Europe/Vienna\n\topen mon-fri 07:00-18:00\n\topen sat 08:00-13:00\n"
	  "\tclosed 2026-12-25 \"Christmas Day\"\n\tclosed 2026-12-26 \"Boxing Day\"\n",
	  "Manual: office: zone Europe/Berlin -> Europe/Vienna\nManual: no longer: office: closed 2027-01-01 \"New Year\"\n" },
	{ "one that is looked for now", "include core\n", "include core\nexception stalled\n\tactive yes when mode=road\n",
	  "No news on the road: active no -> yes, road\n" },
	{ "a condition that reads on its own", "include core\n", "include core\nexception eta-late\n\tdetect when late>15m\n\tdetect event "
								 "shipment.delayed when late=none\n",
	  "Expected late: detect when late>30m -> late>15m\n" },
	{ "one taken out, one added", "include core\n", "include core\nwithout exception diverted\n",
	  "Diverted: no longer an exception\n" },
	{ "a letter of the core that the region changes", "include core\n", "include core\nexception cancelled \"Called off\"\n",
	  "Cancelled: is now called Called off\n" },
};

static void test_words(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		struct arena arena = { 0 };
		struct policy *old = NULL, *new = NULL;
		struct fault fault = { 0 };
		struct str words = { 0 };
		if (policy_read(&arena, "old", span_of(changes[i].before), policy_include_shipped, NULL, &old, &fault) ||
		    policy_read(&arena, "new", span_of(changes[i].after), policy_include_shipped, NULL, &new, &fault))
			fail_msg("%s: %d: %s", changes[i].name, fault.line, fault.why);
		policy_diff(old, new, &words);
		if (strcmp(str_text(&words), changes[i].words) != 0) {
			print_error("%s:\n got %s want %s\n", changes[i].name, str_text(&words), changes[i].words);
			wrong++;
		}
		str_release(&words);
		arena_release(&arena);
	}
	check_int("changes in other words", wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_region), cmocka_unit_test(test_manual), cmocka_unit_test(test_circle),
					    cmocka_unit_test(test_words) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
