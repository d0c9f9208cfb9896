/* SPDX-License-Identifier: MIT */
/* Policies that ship are right and complete; wrong ones are refused at their place, with what would
 * help. */
#include "check.h"

#include "base/embed.h"
#include "policy/manual.h"

#define LEAST \
	"desk t \"T\"\nexception late \"Late\"\n\tpath a/b\n\tdetect event position\n\tband " \
	"1\n\tdesk t\n"

static enum err read_text(struct arena *arena, const char *text, struct policy **out,
			  struct fault *fault)
{
	return policy_read(arena, "test", span_of(text), policy_include_shipped, NULL, out, fault);
}

static const char *const shipped[] = { "core", "nordwind", "helio", "flights", "scms", "region-dach", "acme" };

static void test_shipped(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(shipped); i++) {
		struct arena arena = { 0 };
		struct policy *policy;
		struct fault fault;
		struct span text;
		check_int(shipped[i], policy_include_shipped(NULL, shipped[i], &text), ERR_NONE);
		if (policy_read(&arena, shipped[i], text, policy_include_shipped, NULL, &policy,
				&fault))
			fail_msg("%s:%d:%d: %s (%s)", fault.what, fault.line, fault.column,
				 fault.why, fault.help);
		for (size_t t = 0; t < policy->types.count; t++)
			if (policy->types.items[t].sides.count == 0 ||
			    policy->types.items[t].whats.count == 0)
				fail_msg("%s: %s has no side or no words", shipped[i],
					 policy->types.items[t].name);
		arena_release(&arena);
	}
}

/* Every type of the core manual carries what a type must. */
static void test_core_is_whole(void **state)
{
	struct arena arena = { 0 };
	struct policy *policy;
	const struct policy_exception *rows;
	struct span text;
	size_t count;

	(void)state;
	check_int("core", policy_include_shipped(NULL, "core", &text), ERR_NONE);
	check_int("core", policy_read(&arena, "core", text, NULL, NULL, &policy, NULL), ERR_NONE);
	count = policy_exceptions(policy, &arena, &rows);
	for (size_t i = 0; i < count; i++) {
		const char *const must[] = { rows[i].path,    rows[i].severity,  rows[i].side,
					     rows[i].desk,    rows[i].detection, rows[i].clocks,
					     rows[i].playbook };
		for (size_t k = 0; k < COUNT_OF(must); k++)
			if (must[k][0] == '\0')
				fail_msg("%s lacks number %zu of what it must have", rows[i].name,
					 k);
	}
	for (size_t i = 0; i < policy->types.count; i++)
		for (size_t k = 0; k < policy->types.items[i].becomes.count; k++)
			if (!policy_type_find(policy, policy->types.items[i].becomes.items[k]))
				fail_msg("%s becomes %s, which is no type",
					 policy->types.items[i].name,
					 policy->types.items[i].becomes.items[k]);
	arena_release(&arena);
}

static const struct wrong {
	const char *name, *text;
	int line, column;
	const char *why, *help;
} wrongs[] = {
	{ "a verb that is not there", "exception late \"L\"\n\tbnad 1\n", 2, 2,
	  "a policy knows no 'bnad' here", "did you mean band?" },
	{ "a top verb", "exeption late\n", 1, 1, "a policy knows no 'exeption' here",
	  "did you mean exception?" },
	{ "an event that is not there", "exception late \"L\"\n\tdetect event shipment.eat\n", 2,
	  15, "there is no event called shipment.eat", "did you mean shipment.eta?" },
	{ "a band of 7", "exception late \"L\"\n\tband 7\n", 2, 7,
	  "7 is not a number that is allowed here", "write: band 0 to 3 [when CONDITION]" },
	{ "a clock that never pauses",
	  "exception late \"L\"\n\tclock promise at promise pause=customer\n", 2, 2,
	  "the promise clock never pauses", NULL },
	{ "a clock of another name", "exception late \"L\"\n\tclock respnd 30m\n", 2, 8,
	  "respnd is not known here", "did you mean respond?" },
	{ "no time", "exception late \"L\"\n\tclock respond soon\n", 2, 16,
	  "soon is not a limit like 30m, \"24 hours\" or \"1 day\"", NULL },
	{ "a condition of nothing", "exception late \"L\"\n\tband 1 when\n", 2, 9,
	  "a condition is missing behind 'when'", NULL },
	{ "money without a cap", "exception late \"L\"\n\thead money 1m per 250EUR\n", 2, 2,
	  "a part that grows with money needs a cap: most 45m", NULL },
	{ "an indent out of nowhere", "policy \"P\"\n\tband 1\n", 2, 2,
	  "this line is indented, but the one above begins no block", NULL },
	{ "hours that end before they begin", "calendar c\n\topen mon 18:00-07:00\n", 2, 11,
	  "18:00-07:00 are not hours like 07:00-18:00", NULL },
	{ "a zone that is not there", "calendar c\n\tzone Europe/Atlantis\n", 2, 7,
	  "there is no time zone called Europe/Atlantis", NULL },
	{ "an action without a limit", "action rebook\n\task dispatcher\n", 1, 1,
	  "an action needs a limit for each shipment: shipment 1500EUR", NULL },
	{ "a rung of another currency", "action rebook\n\tshipment 500EUR\n\tapprove manager from 500USD\n", 3, 2,
	  "the amount must be in the currency of the shipment limit", NULL },
	{ "a rung without its amount", "action rebook\n\tshipment 500EUR\n\tapprove manager 500EUR\n", 3, 18,
	  "an amount is missing: from 500EUR", "write: approve ROLE[,ROLE] [from 500EUR] [when CONDITION]" },
	{ "no role", "action rebook\n\tshipment 500EUR\n\tapprove sam,,tim\n", 3, 10,
	  "sam,,tim is no role, or several apart by commas", NULL },
	{ "two from nothing", "action rebook\n\tshipment 500EUR\n\ttwo when tier=gold\n", 3, 2,
	  "from what amount is missing: two from 25000EUR", NULL },
	{ "a batch without an end", "action rebook\n\tshipment 500EUR\n\tbatch 10 each 300EUR now\n", 3, 11,
	  "an amount is missing: up to 2000EUR", NULL },
	{ "an override in dollars", "action rebook\n\tshipment 500EUR\n\toverride manager up to 1USD\n", 1, 1,
	  "what an override costs at most must be in the currency of the shipment limit", NULL },
	{ "a desk that is not there",
	  "desk transport \"T\"\nexception late \"L\"\n\tpath a\n\tdetect person\n\tband 1\n\tdesk trnsport\n", 6, 7,
	  "there is no desk called trnsport", "did you mean transport?" },
	{ "nothing detects it",
	  "desk t \"T\"\nexception late \"L\"\n\tpath a\n\tband 1\n\tdesk t\n", 2, 11,
	  "exception late: nothing detects it", "add to its block: detect deadline deliver by promise" },
	{ "taking out what is not there", "without exception late\n", 1, 19,
	  "there is no exception called late to take out", "it must stand behind the include that brings it" },
	{ "a verb that nothing is near to", "xyzzy\n", 1, 1, "a policy knows no 'xyzzy' here", NULL },
	{ "a form of detect", "exception late \"L\"\n\tdetect mising pickup after end\n", 2, 9,
	  "nothing is detected by 'mising'", "did you mean missing?" },
	{ "a form with too few words", "exception late \"L\"\n\tdetect missing pickup\n", 2, 9,
	  "detect missing needs more words", "write: detect missing MILESTONE,... after MILESTONE|end [TIME], or: before MILESTONE TIME" },
	{ "a milestone in a list", LEAST "\tdetect missing pickup,delvier after end\n", 7, 24,
	  "there is no milestone called delvier", "did you mean deliver?" },
	{ "a milestone of nobody's", LEAST "\tclear milestone gate-in\n", 7, 18,
	  "there is no milestone called gate-in", "declare it at the top: milestone NAME \"Title\"" },
	{ "missing neither before nor after", "exception late \"L\"\n\tdetect missing pickup until deliver\n", 2, 24,
	  "it is looked for after a milestone, or before one", NULL },
	{ "before, without a time", "exception late \"L\"\n\tdetect missing pickup before deliver\n", 2, 2,
	  "nothing is not a time like 30m, 4h, 1d or 1h30", NULL },
	{ "a field that nothing carries", "exception late \"L\"\n\tdetect incomplete customer,carier after pickup\n", 2, 29,
	  "carier is nothing that docket keeps of it", "did you mean carrier?" },
	{ "an order of one", "exception late \"L\"\n\tdetect out-of-sequence pickup\n", 2, 25,
	  "an order is of two milestones or more: pickup,deliver", NULL },
	{ "more than nothing", "exception late \"L\"\n\tdetect more-than 0 delivery.failed\n", 2, 19,
	  "0 is not a number that is allowed here", NULL },
	{ "an event in a list", "exception late \"L\"\n\tdetect more-than 2 delivery.failed,delivery.refuse\n", 2, 37,
	  "there is no event called delivery.refuse", "did you mean delivery.refused?" },
	{ "a number that no event carries", "exception late \"L\"\n\tdetect over celsus 8\n", 2, 14,
	  "celsus is no number that events carry", "did you mean celsius?" },
	{ "a limit in words", "exception late \"L\"\n\tdetect over celsius warm\n", 2, 22, "warm is not a number like 8 or -18.5", NULL },
	{ "back outside of its limit", "exception late \"L\"\n\tdetect over celsius 8 back 9\n", 2, 2,
	  "what is back must be inside of the limit", NULL },
	{ "what lasts without a condition", "exception late \"L\"\n\tdetect lasting 2h\n", 2, 2,
	  "what lasts is said by a condition: detect lasting 2h when phase=terminal", NULL },
	{ "a task for nobody", LEAST "\ttask sevice \"call\"\n", 7, 7, "there is no desk called sevice",
	  "declare it at the top: desk NAME \"Title\"" },
	{ "a clock by no calendar", LEAST "\tclock respond 1h calendar=offices\n", 7, 28, "there is no calendar called offices", NULL },
	{ "what it becomes", LEAST "\tbecomes lat\n", 7, 10, "there is no exception called lat", "did you mean late?" },
	{ "a lift before nothing", LEAST "\tlift before departure 4h to 0\n", 7, 14, "there is no milestone called departure", NULL },
	{ "neither yes nor no", "exception late \"L\"\n\tactive maybe\n", 2, 9, "maybe is not known here", "one of no, yes" },
	{ "no path", "desk t \"T\"\nexception late \"L\"\n\tdetect person\n\tband 1\n\tdesk t\n", 2, 11,
	  "exception late: it has no path in the taxonomy", "add to its block: path transport/delivery/late" },
	{ "a paper", "document bil \"bill\"\n", 1, 10, "there is no kind of paper called bil", "did you mean bol?" },
	{ "a cause that is none", "disruption d \"D\"\n\tby carier\n", 2, 5, "carier is not known here", "did you mean carrier?" },
	{ "a disruption by nothing", "disruption d \"D\"\n\tleast 5\n", 1, 1,
	  "a disruption needs what its cases have in common: by carrier", NULL },
	{ "a group of one", "disruption d \"D\"\n\tby carrier\n\tleast 1\n", 3, 8, "1 is not a number that is allowed here", "write: least 5" },
	{ "shorter than its window", "disruption d \"D\"\n\tby carrier\n\twindow 2h most=1h\n", 3, 12,
	  "most= is a time, not shorter than the window", "write: window 2h most=24h" },
	{ "an unknown field in a condition", "disruption d \"D\"\n\tby carrier\n\ttold teir=gold\n", 3, 7, "a policy has no such field",
	  "did you mean tier?" },
	{ "a type that is not there", "disruption d \"D\"\n\tby carrier\n\ttypes late\n", 1, 0,
	  "disruption d speaks of late, which is no exception", NULL },
	{ "taking out a disruption that is not there", "without disruption d\n", 1, 20, "there is no disruption called d to take out", NULL },
};

static void test_wrong(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
		const struct wrong *row = &wrongs[i];
		struct arena arena = { 0 };
		struct policy *policy;
		struct fault fault = { 0 };
		enum err err = read_text(&arena, row->text, &policy, &fault);
		if (!err || fault.line != row->line || fault.column != row->column ||
		    strcmp(fault.why, row->why) != 0 ||
		    (row->help && strcmp(fault.help, row->help) != 0)) {
			print_error("%s: %d:%d: %s (%s)\n", row->name, fault.line, fault.column,
				    fault.why, fault.help);
			wrong++;
		}
		arena_release(&arena);
	}
	check_int("faults at another place or in other words", wrong, 0);
}

/* A condition is checked with the expression language; its fault points into the line. */
static void test_condition(void **state)
{
	struct arena arena = { 0 };
	struct policy *policy;
	struct fault fault = { 0 };

	(void)state;
	check_int("unknown field",
		  read_text(&arena, "exception late \"L\"\n\tband 1 when teir=gold\n", &policy,
			    &fault),
		  ERR_SYNTAX);
	check_int("line", fault.line, 2);
	check_int("column", fault.column, 14);
	assert_non_null(strstr(fault.help, "tier"));
	check_int("no clock", read_text(&arena, LEAST "\tband 0 when late>30m\n", &policy, &fault),
		  ERR_NONE);
	arena_release(&arena);
}

static void test_override(void **state)
{
	struct arena arena = { 0 };
	struct policy *policy;
	struct fault fault = { 0 };
	const struct policy_type *type;
	const char *text = "include core\nexception late-arrival \"Too late\"\n\tdetect deadline "
			   "deliver by promise\n\t\tgrace 5m\n"
			   "\tclock respond 7m\n\tband 3\n";

	(void)state;
	if (read_text(&arena, text, &policy, &fault) != ERR_NONE)
		fail_msg("%d: %s", fault.line, fault.why);
	type = policy_type_find(policy, "late-arrival");
	check_str("title", type->title, "Too late");
	check_int("its graces are replaced", type->detects.items[0].graces.count, 1);
	check_int("five minutes", type->detects.items[0].graces.items[0].us, 5 * US_PER_MIN);
	check_int("the first band is its own", type->bands.items[0].number, 3);
	check_str("what it does not say stays", type->path, "transport/delivery/late");
	for (size_t i = 0; i < type->clocks.count; i++)
		if (strcmp(type->clocks.items[i].kind, "respond") == 0)
			check_int("one respond clock", type->clocks.items[i].span.us,
				  7 * US_PER_MIN);
	arena_release(&arena);
}

/* What is sent twice is paid twice: an action said anew sends what it now says, once. */
static void test_action_anew(void **state)
{
	struct arena arena = { 0 };
	struct policy *policy;
	struct fault fault = { 0 };
	const char *text = "include core\naction rebook \"Rebook\"\n"
			   "\teffect tms shipment.rebook \"Rebook {ref}\"\n"
			   "\teffect erp cost.accrue \"Accrue {amount}\"\n"
			   "action forward \"Forward\"\n\tshipment 90EUR\n";

	(void)state;
	if (read_text(&arena, text, &policy, &fault) != ERR_NONE)
		fail_msg("%d: %s", fault.line, fault.why);
	check_int("its own", policy_action_find(policy, "rebook")->effects.count, 2);
	check_int("those of the core stay",
		  policy_action_find(policy, "forward")->effects.count, 2);
	arena_release(&arena);
}

static void test_diff(void **state)
{
	struct arena arena = { 0 };
	struct policy *old, *new;
	struct str words = { 0 };

	(void)state;
	check_int("old",
		  read_text(&arena, LEAST "\tclock respond 30m\n\tclock resolve 4h\n", &old, NULL),
		  ERR_NONE);
	check_int("new",
		  read_text(&arena, LEAST "\tclock respond 15m\n\thead gold 1h when tier=gold\n",
			    &new, NULL),
		  ERR_NONE);
	policy_diff(old, new, &words);
	check_str("in words", str_text(&words),
		  "Late: respond 30m -> 15m\nLate, gold: new: head gold 1h\nLate: no longer: resolve 4h\n");
	str_clear(&words);
	check_int("old", read_text(&arena, LEAST "disruption d \"Trouble\"\n\tby carrier\n\tleast 5\n", &old, NULL), ERR_NONE);
	check_int("new", read_text(&arena, LEAST "disruption d \"Trouble\"\n\tby carrier\n\tleast 8\n", &new, NULL), ERR_NONE);
	policy_diff(old, new, &words);
	check_str("a disruption in words", str_text(&words), "Disruption d: least 5 -> 8\n");
	str_release(&words);
	arena_release(&arena);
}

static void test_action_rules(void **state)
{
	struct arena arena = { 0 };
	struct policy *policy;
	const struct policy_action_rule *rules;
	struct span text;

	(void)state;
	check_int("helio", policy_include_shipped(NULL, "helio", &text), ERR_NONE);
	check_int("helio",
		  policy_read(&arena, "helio", text, policy_include_shipped, NULL, &policy, NULL),
		  ERR_NONE);
	check_int("two actions, two roles each", policy_action_rules(policy, &rules), 4);
	check_str("replaced by the client", rules[0].action, "rebook");
	check_int("its own limit", rules[0].shipment_minor, 300000);
	check_int("the core's clock", rules[0].approve_s, 1800);
	check_str("approver", rules[0].approve_role, "supervisor");
	policy_set_version(policy, 4);
	check_int("version", policy_version(policy), 4);
	arena_release(&arena);
}

static void test_usage(void **state)
{
	struct str text = { 0 };

	(void)state;
	const struct policy_grammar *rows;
	size_t count = policy_grammar(&rows);

	for (size_t i = 0; i < count; i++)
		if (rows[i].help[0] == '\0' || !strstr(rows[i].usage, rows[i].verb))
			fail_msg("%s %s: has no help, or its usage does not name it", rows[i].block, rows[i].verb);
	policy_usage(&text);
	assert_non_null(strstr(str_text(&text), "\n\tband 0 to 3 [when CONDITION]\n"));
	assert_non_null(strstr(str_text(&text), "\n\turgent 500EUR\n"));
	assert_non_null(strstr(str_text(&text), "\n\ttwo from 25000EUR [when CONDITION]\n"));
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shipped),      cmocka_unit_test(test_core_is_whole),
		cmocka_unit_test(test_wrong),        cmocka_unit_test(test_condition),
		cmocka_unit_test(test_override),     cmocka_unit_test(test_action_anew),
		cmocka_unit_test(test_diff),
		cmocka_unit_test(test_action_rules), cmocka_unit_test(test_usage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
