/* SPDX-License-Identifier: MIT */
/* Playbooks as text: steps, patterns, what a client's file says anew; wrong ones are refused at their place, with what would help. */
#include "check.h"

#include "policy/manual.h"

#define DESKS "desk t \"T\"\ndesk finance \"F\"\n"
#define BOOK  DESKS "playbook b \"B\"\n"
#define TYPE  "exception late \"Late\"\n\tpath a/b\n\tdetect event position\n\tband 1\n\tdesk t\n"

static enum err read_text(struct arena *arena, const char *text, struct policy **out, struct fault *fault)
{
	return policy_read(arena, "test", span_of(text), policy_include_shipped, NULL, out, fault);
}

static struct policy *must_read(struct arena *arena, const char *text)
{
	struct policy *policy = NULL;
	struct fault fault = { 0 };

	if (read_text(arena, text, &policy, &fault))
		fail_msg("%d:%d: %s (%s)", fault.line, fault.column, fault.why, fault.help);
	return policy;
}

/* "ask: task t "x"; came: timer 1h" */
static const char *written(struct arena *arena, const struct policy *policy, const char *name)
{
	const struct policy_playbook *book = policy_playbook_find(policy, name);
	char *out = arena_str(arena, "");

	for (size_t i = 0; book && i < book->steps.count; i++)
		out = arena_printf(arena, "%s%s%s: %s", out, i > 0 ? "; " : "", book->steps.items[i].name, book->steps.items[i].text);
	return out;
}

static void test_kinds(void **state)
{
	struct arena arena = { 0 };
	struct policy *policy = must_read(
		&arena, BOOK "\tstep a task t \"Call {carrier}\" in 30m or 2h then d calendar=office when tier=gold\n"
			     "\tstep b wait event customs.released or \"1 day\"\n\tstep c if late>30m tier=gold then e else f\n"
			     "\tstep d effect erp invoice.hold \"Hold\" undo invoice.free \"Free\"\n\tstep e parallel any or 4h\n"
			     "\t\tstep x tell new-eta\n\t\tstep y timer 1h\n\tstep f escalate band 0 desk finance tell t \"Look\"\n\tstep g end\n"
			     "calendar office\n\tzone Europe/Berlin\n\topen mon-fri 08:00-17:00\n");
	const struct policy_playbook *book = policy_playbook_find(policy, "b");
	const struct policy_step *s = book->steps.items;

	(void)state;
	check_int("steps", book->steps.count, 9);
	check_int("due", s[0].due.span.us, 30 * US_PER_MIN);
	check_int("limit", s[0].limit.span.us, 2 * US_PER_HOUR);
	check_str("late", s[0].late, "d");
	check_str("calendar", s[0].limit.calendar, "office");
	check_str("when", s[0].when.text, "tier=gold");
	check_int("a day", s[1].limit.span.days, 1);
	check_str("then", s[2].then, "e");
	check_str("else", s[2].other, "f");
	check_str("undo", s[3].undo_kind, "invoice.free");
	check_int("any", s[4].is_any, true);
	check_int("below", s[6].parent, 4);
	check_str("its name", s[6].name, "e.y");
	check_int("band", s[7].band, 0);
	/* What a case keeps of a step says the same. */
	for (size_t i = 0; i < book->steps.count; i++) {
		struct policy_step again;
		check_int(s[i].text, policy_step_read(&arena, s[i].text, &again), ERR_NONE);
		check_int(s[i].text, again.kind, s[i].kind);
		check_int(s[i].text, again.limit.span.us, s[i].limit.span.us);
		check_str(s[i].text, again.words, s[i].words);
		check_str(s[i].text, again.then, s[i].then);
		check_str(s[i].text, again.when.text, s[i].when.text);
	}
	arena_release(&arena);
}

#define RETRY                                                                                                            \
	"playbook retry \"Ask twice\" with ask desk=t every=4h\n\tstep first task $desk \"$ask, please\" in $every\n"      \
	"\tstep came wait milestone pod or $every then second\n\tstep done end\n\tstep second task $desk \"Again: $ask\"\n"

static void test_pattern(void **state)
{
	struct arena arena = { 0 };
	struct policy *policy = must_read(&arena, DESKS RETRY "playbook b \"B\"\n\tstep chase use retry ask=\"The \\\"POD\\\"\" every=2h\n"
							      "\tstep bill use retry ask=Bill desk=finance\n");

	(void)state;
	check_str("with its values, each under its own name", written(&arena, policy, "b"),
		  "chase.first: task \"t\" \"The \\\"POD\\\", please\" in \"2h\"; chase.came: wait milestone pod or \"2h\" then chase.second; "
		  "chase.done: end; chase.second: task \"t\" \"Again: The \\\"POD\\\"\"; bill.first: task \"finance\" \"Bill, please\" in \"4h\"; "
		  "bill.came: wait milestone pod or \"4h\" then bill.second; bill.done: end; bill.second: task \"finance\" \"Again: Bill\"");
	check_str("words", policy_playbook_find(policy, "b")->steps.items[0].words, "The \"POD\", please");
	arena_release(&arena);
}

/* A client says one step anew, puts one in, takes one out, or begins afresh. */
static void test_override(void **state)
{
	static const char core[] = BOOK "\tstep a timer 1h\n\tstep b timer 2h\n\tstep c timer 3h\n";
	static const struct {
		const char *says, *becomes;
	} rows[] = {
		{ "playbook b\n\tstep b task t \"Ours\"\n", "a: timer 1h; b: task t \"Ours\"; c: timer 3h" },
		{ "playbook b\n\tstep x after a timer 9h\n", "a: timer 1h; x: timer 9h; b: timer 2h; c: timer 3h" },
		{ "playbook b\n\tstep c after a timer 3h\n", "a: timer 1h; c: timer 3h; b: timer 2h" },
		{ "playbook b\n\tstep d timer 4h\n", "a: timer 1h; b: timer 2h; c: timer 3h; d: timer 4h" },
		{ "playbook b\n\twithout step b\n", "a: timer 1h; c: timer 3h" },
		{ "playbook b \"Ours\"\n\twithout steps\n\tstep z end\n", "z: end" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = { 0 };
		struct policy *policy = must_read(&arena, arena_printf(&arena, "%s%s", core, rows[i].says));
		check_str(rows[i].says, written(&arena, policy, "b"), rows[i].becomes);
		arena_release(&arena);
	}
}

static void test_diff(void **state)
{
	struct arena arena = { 0 };
	struct str words = { 0 };

	(void)state;
	policy_diff(must_read(&arena, BOOK "\tstep a timer 1h\n\tstep b timer 2h\n" TYPE), must_read(&arena, BOOK "\tstep a timer 5h\n" TYPE "\tplaybook b\n"),
		    &words);
	check_str("in words", str_text(&words),
		  "Late: new: playbook b\nPlaybook b: step a timer 1h -> 5h\nPlaybook b: no longer: step b timer 2h\n");
	str_release(&words);
	arena_release(&arena);
}

static const struct wrong {
	const char *name, *text;
	int line, column;
	const char *why, *help;
} wrongs[] = {
	{ "a kind that is not there", BOOK "\tstep a tsk t \"x\"\n", 4, 9, "a policy knows no 'tsk' here", "did you mean task?" },
	{ "an event that is not there", BOOK "\tstep a wait event pod.recieved\n", 4, 20, "there is no event called pod.recieved",
	  "did you mean pod.received?" },
	{ "a time that is none", BOOK "\tstep a task t \"x\" in soon\n", 4, 23, "soon is not a limit like 30m, \"24 hours\" or \"1 day\"", NULL },
	{ "a word too many", BOOK "\tstep a timer 4h please\n", 4, 18, "'please' does not belong here", NULL },
	{ "a field that is not there", BOOK "\tstep a if teir=gold then end\n", 4, 12, NULL, NULL },
	{ "a branch without a way", BOOK "\tstep a if late>1h\n", 4, 9, NULL, NULL },
	{ "a branch of nothing", BOOK "\tstep a if then b else c\n", 4, 9, "a condition is missing behind 'if'", NULL },
	{ "two of a name", BOOK "\tstep a end\n\tstep a end\n", 5, 7, "the step a is there already", NULL },
	{ "a name with dots", BOOK "\tstep a.b end\n", 4, 7, "a step has a name of its own, without dots: not 'a.b'", NULL },
	{ "behind one that is not there", BOOK "\tstep calling end\n\tstep b after caling end now\n", 5, 15, "there is no step called caling",
	  "did you mean calling?" },
	{ "a way back", BOOK "\tstep a timer 1h\n\tstep b timer 1h then a\n", 5, 0,
	  "playbook b, step b: it goes on with a later step only, not with a", NULL },
	{ "a way to nowhere", BOOK "\tstep a timer 1h then clos\n\tstep close end\n", 4, 0, "playbook b, step a: there is no step called clos",
	  "did you mean close?" },
	{ "a desk that is not there", BOOK "\tstep a task finanse \"x\"\n", 4, 0, "playbook b, step a: there is no desk called finanse",
	  "did you mean finance?" },
	{ "an action that is not there", BOOK "\tstep a ask rebok\n", 4, 0, "playbook b, step a: there is no action called rebok", NULL },
	{ "one step below a parallel one", BOOK "\tstep a parallel all\n\t\tstep b end\n", 5, 3, "this cannot stand inside a parallel step", NULL },
	{ "none below it", BOOK "\tstep a parallel all\n", 4, 2, "a parallel step has two steps or more below it", NULL },
	{ "a block below another one", BOOK "\tstep a timer 1h\n\t\tstep b timer 1h\n", 5, 3,
	  "this line is indented, but the one above begins no block", NULL },
	{ "a pattern that is not there", BOOK "\tstep a use retri\n" RETRY, 4, 13, "there is no playbook called retri", "did you mean retry?" },
	{ "a value that is missing", BOOK "\tstep a use retry\n" RETRY, 4, 13, "retry must be given ask=...", NULL },
	{ "a value that nobody gives", BOOK "\tstep a use p\nplaybook p with x=1\n\tstep a task t \"$y\"\n", 6, 16, "the pattern is given no y", NULL },
	{ "patterns in a ring", BOOK "\tstep a use p\nplaybook p with x=1\n\tstep a use p\n", 6, 13,
	  "playbooks use one another in a ring, or too deep", NULL },
	{ "a playbook of a type that is not there", BOOK TYPE "\tplaybook bee\n", 9, 11, "there is no playbook called bee", "did you mean b?" },
	{ "a pattern as a playbook", DESKS RETRY TYPE "\tplaybook retry\n", 13, 11, "retry is a pattern: another playbook uses it", NULL },
	{ "escalated to nobody", BOOK "\tstep a escalate when tier=gold\n", 4, 9, "what is escalated goes up a band, to a desk, or is told", NULL },
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
		if (!err || fault.line != row->line || fault.column != row->column || (row->why && strcmp(fault.why, row->why) != 0) ||
		    (row->help && strcmp(fault.help, row->help) != 0)) {
			print_error("%s: %d:%d: %s (%s)\n", row->name, fault.line, fault.column, fault.why, fault.help);
			wrong++;
		}
		arena_release(&arena);
	}
	check_int("faults at another place or in other words", wrong, 0);
}

/* However many patterns stand in one another, a playbook stays small. */
static void test_limit(void **state)
{
	struct arena arena = { 0 };
	struct policy *policy;
	struct fault fault = { 0 };
	char *text = arena_str(&arena, BOOK);

	(void)state;
	for (int i = 0; i < POLICY_STEPS_MAX + 1; i++)
		text = arena_printf(&arena, "%s\tstep s%d timer 1h\n", text, i);
	check_int("too many", read_text(&arena, text, &policy, &fault), ERR_SYNTAX);
	check_int("at the first one too many", fault.line, 4 + POLICY_STEPS_MAX);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds), cmocka_unit_test(test_pattern), cmocka_unit_test(test_override),
		cmocka_unit_test(test_diff),  cmocka_unit_test(test_wrong),   cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
