/* SPDX-License-Identifier: MIT */
/* Legal moves, canonical events, explanations, arguments. */
#include "check.h"

#include "model/event_type.h"
#include "model/explain.h"
#include "model/states.h"
#include "model/stored.h"

static void test_moves(void **state)
{
	static const struct {
		const char *of, *from, *to;
		bool may;
	} rows[] = {
		{ "case", "", "open", true },
		{ "case", "open", "closed", true },
		{ "case", "cleared", "closed", false },
		{ "case", "closed", "open", true },
		{ "clock", "paused", "breached", false },
		{ "clock", "breached", "running", false },
		{ "clock", "running", "running", true },
		{ "quote", "denied", "approved", false },
		{ "effect", "done", "ready", false },
		{ "letter", "sent", "draft", false },
		{ "nothing", "a", "b", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check_int(rows[i].to, state_may(rows[i].of, rows[i].from, rows[i].to), rows[i].may);
	check_int("live", is_case_live("waiting"), true);
	check_int("not live", is_case_live("resolved"), false);
}

/* Every state can be reached from nothing, so none is written wrong. */
static void test_reach(void **state)
{
	(void)state;
	for (const struct state_move *move = state_moves; move->of; move++) {
		bool is_reached = move->from[0] == '\0';
		for (const struct state_move *before = state_moves; before->of && !is_reached;
		     before++)
			is_reached = strcmp(before->of, move->of) == 0 &&
				     strcmp(before->to, move->from) == 0;
		if (!is_reached)
			fail_msg("%s: nothing ever becomes %s", move->of, move->from);
	}
}

static void test_event_types(void **state)
{
	(void)state;
	for (const struct event_type *type = event_types; type->name; type++) {
		if (event_type_find(type->name) != type)
			fail_msg("%s stands twice", type->name);
		if (type->help[0] == '\0' || type->kind[0] == '\0')
			fail_msg("%s has no help or kind", type->name);
		for (const char *at = type->attrs; *at; at += strcspn(at, " "), at += *at == ' ')
			if (!event_attr_find(at, strcspn(at, " ")))
				fail_msg("%s may carry %s, which is not told", type->name, at);
		check_int(type->name, type->version >= 1, true);
	}
	check_int("no such event", event_type_find("shipment.eaten") == NULL, true);
	check_int("pickup comes before deliver",
		  milestone_order("pickup") < milestone_order("deliver"), true);
	check_int("a tenant's own", milestone_order("painted"), -1);
}

/* What operations ask for by these names has a type each. */
static void test_trade_names(void **state)
{
	static const char *const names[] = {
		"shipment delayed", "inventory short", "POD received", "invoice disputed", "customs hold initiated", "route reassigned",
		"order release", "inventory confirmation", "shipment dispatch", "delivery completion", "invoice readiness", "pick completion",
		"shipment confirmation", "returns initiation", "dispatch confirmation", "ETA update", "billing status",
		"pick and pack confirmation", "carrier acceptance", "delivery confirmation",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		int count = 0;
		for (const struct event_type *type = event_types; type->name; type++)
			count += strstr(type->others, names[i]) != NULL;
		check_int(names[i], count, 1);
	}
}

static void test_explain(void **state)
{
	struct str text = { 0 };
	struct arena arena = { 0 };
	const struct explain_line *lines;

	(void)state;
	explain_add(&text, "late\tpenalty", 16000, "EUR", "contract\nAM-7");
	explain_add(&text, "line down", EXPLAIN_UNKNOWN, "EUR", "no arrival time");
	check_str("stored", str_text(&text),
		  "late penalty\t16000\tEUR\tcontract AM-7\nline down\t?\tEUR\tno arrival time\n");
	check_int("lines", explain_read(&arena, str_text(&text), &lines), 2);
	check_int("unknown is not 0", lines[1].amount == EXPLAIN_UNKNOWN, true);
	check_str("source", lines[0].source, "contract AM-7");
	check_int("damaged", explain_read(&arena, "just words\n", &lines), 1);
	check_str("as they are", lines[0].name, "just words");
	arena_release(&arena);
	str_release(&text);
}

static void test_texts(void **state)
{
	const char *items[] = { "a", "1", "b", "2", "c" };
	struct texts texts = { items, 5 };

	(void)state;
	check_str("found", texts_value(&texts, "b"), "2");
	check_str("a key without a value", texts_value(&texts, "c"), NULL);
	check_str("values are no keys", texts_value(&texts, "1"), NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_moves),
					    cmocka_unit_test(test_reach),
					    cmocka_unit_test(test_event_types), cmocka_unit_test(test_trade_names),
					    cmocka_unit_test(test_explain),
					    cmocka_unit_test(test_texts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
