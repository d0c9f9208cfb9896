/* SPDX-License-Identifier: MIT */
/* Stories of single subjects: what is said, when the engine looks, and which cases stand there
 * after. */
#include "world.h"

struct story {
	const char *name;
	const char *policy;
	const char *lines[10]; /* said, in this order; "= 17:00" decides at that time */
	const char *cases;     /* after the last line */
};

#define PLAN \
	"08:00 shipment.planned customer=BIRKE carrier=DHLF origin=HAM dest=BER promise=16:00 " \
	"goods=tiles"
#define GOLD \
	"08:00 shipment.planned customer=ADLER carrier=DHLF origin=HAM dest=BER promise=16:00 " \
	"goods=tiles"

static const struct story stories[] = {
	{ "nothing is wrong", "core", { PLAN, "15:00 delivery.completed", "= 30:00" }, "" },
	{ "silence past the promise and its grace",
	  "core",
	  { PLAN, "= 17:00" },
	  "late-arrival open 1 at 16:30 due resolve 20:30 by 20:10" },
	{ "gold has no grace and stands earlier",
	  "core",
	  { GOLD, "= 16:00" },
	  "late-arrival open 1 at 16:00 due respond 16:15 by 14:41" },
	{ "it opens at the due instant, however late the engine looks",
	  "core",
	  { PLAN, "= 16:29", "= 40:00" },
	  "late-arrival open 1 at 16:30 due resolve 20:30 by 20:10" },
	{ "a deadline due at the instant of its actual fires first",
	  "core",
	  { PLAN, "16:30 delivery.completed", "= 17:00" },
	  "late-arrival closed 1 at 16:30 end 16:30" },
	{ "nobody touched it: it closes itself",
	  "core",
	  { PLAN, "17:10 delivery.completed", "= 18:00" },
	  "late-arrival closed 1 at 16:30 end 17:10" },
	{ "a desk still has to tell the customer: it clears",
	  "core",
	  { GOLD, "17:10 delivery.completed", "= 18:00" },
	  "late-arrival cleared 3 at 16:00 due next_act 21:10 by 21:10" },
	{ "somebody works on it: it clears and waits for a key",
	  "core",
	  { PLAN, "= 16:40", "16:41 claim", "17:10 delivery.completed", "= 18:00" },
	  "late-arrival cleared 3 at 16:30 due next_act 21:10 by 21:10" },
	{ "an estimate past the promise",
	  "core",
	  { PLAN, "10:00 shipment.eta at=17:30", "= 10:05" },
	  "eta-late open 2 at 10:00 due respond 10:30 by 10:30" },
	{ "half an hour is within grace",
	  "core",
	  { PLAN, "10:00 shipment.eta at=16:30", "= 10:05" },
	  "" },
	{ "cleared, and told to wait: it does",
	  "core",
	  { PLAN, "= 16:40", "16:41 claim", "17:10 delivery.completed", "= 17:11", "17:20 wait until=20:00 reason=papers", "= 17:30" },
	  "late-arrival waiting 1 at 16:30 due  - by -" },
	{ "cleared, and then the pickup is missed: the same case opens by itself",
	  "core",
	  { PLAN " pickup=12:00", "09:00 shipment.eta at=17:30", "= 09:01", "09:05 claim", "09:10 shipment.eta at=15:50",
	    "= 09:11", "= 13:00" },
	  "late-pickup open 2 at 09:00 due promise 16:00 by 15:40" },
	{ "back inside the promise",
	  "core",
	  { PLAN, "10:00 shipment.eta at=17:30", "11:00 shipment.eta at=15:50", "= 12:00" },
	  "eta-late closed 2 at 10:00 end 11:00" },
	{ "not yet back inside the promise",
	  "core",
	  { PLAN, "10:00 shipment.eta at=17:30", "11:00 shipment.eta at=16:10", "= 10:10" },
	  "eta-late open 2 at 10:00 due respond 10:30 by 10:30" },
	{ "a carrier that reports a delay without a time",
	  "core",
	  { PLAN, "10:00 shipment.delayed at=none", "= 10:05" },
	  "eta-late open 2 at 10:00 due respond 10:30 by 10:30" },
	{ "late pickup, expected late, late arrival are one case that moves on",
	  "core",
	  { "06:00 shipment.planned customer=BIRKE carrier=DHLF promise=16:00 pickup_by=09:00 "
	    "pickup=09:00",
	    "11:00 shipment.eta at=18:00", "= 16:45" },
	  "late-arrival open 1 at 09:30 due promise 16:00 by 15:40" },
	{ "a cancellation before it is late",
	  "core",
	  { PLAN, "10:00 shipment.cancelled reason=\"truck broke\"", "= 17:00" },
	  "cancelled open 1 at 10:00 due promise 16:00 by 15:40" },
	{ "rebooked: the cancelled one clears when facts are inside the promise",
	  "core",
	  { PLAN, "10:00 shipment.cancelled",
	    "12:00 route.accepted carrier=KUHN pickup=13:00 deliver=15:30", "= 12:01" },
	  "cancelled closed 1 at 10:00 end 12:00" },
	{ "POD missing a day after delivery",
	  "core",
	  { PLAN, "15:00 delivery.completed", "= 39:10" },
	  "pod-missing open 3 at 39:00 due respond 63:00 by 63:00" },
	{ "a new plan moves the deadline: nothing is late",
	  "core",
	  { PLAN, "= 16:45", "16:50 shipment.planned promise=20:00", "= 17:00" },
	  "late-arrival closed 1 at 16:30 end 16:50" },
	{ "and late again against the new plan",
	  "core",
	  { PLAN, "= 16:45", "16:50 shipment.planned promise=20:00", "= 20:30" },
	  "late-arrival closed 1 at 16:30 end 16:50; late-arrival open 1 at 20:30 due respond "
	  "20:45 by 20:45" },
	{ "customs: released when every hold is",
	  "core",
	  { PLAN, "09:00 customs.hold hold=papers", "09:30 customs.hold hold=exam",
	    "10:00 customs.released hold=papers", "= 10:10" },
	  "customs-hold open 1 at 09:00 due promise 16:00 by 15:40" },
	{ "all holds lifted",
	  "core",
	  { PLAN, "09:00 customs.hold hold=papers", "10:00 customs.released hold=papers",
	    "= 10:10" },
	  "customs-hold closed 1 at 09:00 end 10:00" },
	{ "a retracted actual: late after all",
	  "core",
	  { PLAN, "15:00 delivery.completed key=d1", "= 15:10", "17:00 retraction retracts=d1",
	    "= 17:10" },
	  "late-arrival open 1 at 17:00 due respond 17:15 by 17:15" },
	{ "every version of an event taken back at once",
	  "core",
	  { PLAN, "15:00 delivery.completed key=\"d1 v1\"", "15:05 delivery.completed key=\"d1 v2\"", "= 15:10",
	    "17:00 retraction retracts=\"d1 *\"", "= 17:10" },
	  "late-arrival open 1 at 17:00 due respond 17:15 by 17:15" },
	{ "a retracted cancellation takes its case away",
	  "core",
	  { PLAN, "10:00 shipment.cancelled key=c1", "= 10:10", "11:00 retraction retracts=c1",
	    "= 11:10" },
	  "cancelled closed 1 at 10:00 end 11:00" },
	{ "what nobody announced waits", "core", { "10:00 shipment.eta at=17:30", "= 11:00" }, "" },
	{ "a flight that is 14 minutes late",
	  "flights",
	  { "08:00 shipment.milestone milestone=arrive nature=planned at=10:00",
	    "10:14 shipment.milestone milestone=arrive nature=actual", "= 12:00" },
	  "" },
	{ "a flight that is 15 minutes late",
	  "flights",
	  { "08:00 shipment.milestone milestone=arrive nature=planned at=10:00",
	    "10:15 shipment.milestone milestone=arrive nature=actual", "= 12:00" },
	  "late-arrival closed 1 at 10:15 end 10:15" },
	{ "a cancelled flight stays open and is never late",
	  "flights",
	  { "08:00 shipment.milestone milestone=arrive nature=planned at=10:00",
	    "09:00 shipment.cancelled reason=B", "= 12:00" },
	  "cancelled open 1 at 09:00 due respond 09:30 by 09:30" },
	{ "a late flight that is diverted is one case",
	  "flights",
	  { "08:00 shipment.milestone milestone=arrive nature=planned at=10:00",
	    "11:00 shipment.diverted", "= 12:00" },
	  "diverted open 1 at 10:15 due respond 10:45 by 10:45" },
	{ "a scheduled day ends at midnight",
	  "scms",
	  { "08:00 shipment.milestone milestone=deliver nature=planned at=00:00",
	    "23:00 shipment.milestone milestone=deliver nature=actual", "= 30:00" },
	  "" },
	{ "and is late after it",
	  "scms",
	  { "08:00 shipment.milestone milestone=deliver nature=planned at=00:00", "= 30:00" },
	  "late-arrival open 1 at 24:00 due respond 48:00 by 48:00" },
};

static void run(struct world *w, const struct story *story)
{
	world_begin(w, story->policy);
	for (size_t i = 0; i < 10 && story->lines[i]; i++)
		if (story->lines[i][0] == '=')
			world_decide(w, story->lines[i] + 2);
		else
			world_say(w, story->lines[i]);
}

static void test_stories(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(stories); i++) {
		struct world w;
		run(&w, &stories[i]);
		if (strcmp(world_cases(&w), stories[i].cases) != 0) {
			print_error("%s:\n   got \"%s\"\n  want \"%s\"\n", stories[i].name,
				    world_cases(&w), stories[i].cases);
			wrong++;
		}
		world_end(&w);
	}
	check_int("stories that ended otherwise", wrong, 0);
}

/* Offers rest on v_plan: ten estimates an hour must not make them void, one thing that happened does. */
static void test_what_moves_the_plan(void **state)
{
	const struct story story = { "", "core", { PLAN, "10:00 shipment.eta at=17:30", "= 10:05" }, "" };
	struct world w;
	int64_t before;

	(void)state;
	run(&w, &story);
	before = w.facts.cases.items[0].row.v_plan;
	world_say(&w, "10:10 shipment.eta at=18:30");
	world_decide(&w, "10:11");
	check_int("an estimate", w.facts.cases.items[0].row.v_plan, before);
	world_say(&w, "10:20 shipment.picked-up");
	world_decide(&w, "10:21");
	check_int("what happened", w.facts.cases.items[0].row.v_plan > before, 1);
	world_end(&w);
}

/* Freight that was not picked up is not on time because its plan says so. */
static void test_a_missed_pickup_costs_what_nobody_knows(void **state)
{
	const struct story silent = { "", "core", { GOLD " pickup=10:00 deliver=15:00", "= 12:00" }, "" };
	const struct story told = { "", "core", { GOLD " pickup=10:00 deliver=15:00", "= 12:00", "12:05 shipment.eta at=15:30", "= 12:06" }, "" };
	struct world w;

	(void)state;
	run(&w, &silent);
	check_str("the type", w.facts.cases.items[0].row.type, "late-pickup");
	check_int("unknown", w.facts.cases.items[0].row.nothing_minor, INT_NONE);
	world_end(&w);
	run(&w, &told);
	check_int("known", w.facts.cases.items[0].row.nothing_minor, 0);
	world_end(&w);
}

/* A next act that a person planned outlives the end of the trouble; policy's own words do not. */
static void test_a_planned_act_stands(void **state)
{
	const struct story story = { "", "core", { PLAN, "= 16:40", "16:41 claim", "= 16:42" }, "" };
	struct world w;
	struct case_open *c;

	(void)state;
	run(&w, &story);
	c = &w.facts.cases.items[0].row;
	c->next_act = "QA verdict";
	c->next_act_at = clock_of("20:00");
	world_say(&w, "17:10 delivery.completed");
	world_decide(&w, "17:11");
	check_str("state", c->state, "cleared");
	check_str("what she planned", c->next_act, "QA verdict");
	assert_true(c->next_act_at == clock_of("20:00"));
	world_end(&w);
}

/* What another desk is to say is what is true when it looks, not when it was asked. */
static void test_a_task_follows(void **state)
{
	const struct story story = { "", "core", { GOLD, "10:00 shipment.eta at=17:30", "= 10:05" }, "" };
	struct world w;

	(void)state;
	run(&w, &story);
	assert_true(w.facts.tasks.count > 0);
	assert_non_null(strstr(w.facts.tasks.items[0].row.words, "17:30"));
	world_say(&w, "10:10 shipment.eta at=18:45");
	world_decide(&w, "10:11");
	assert_non_null(strstr(w.facts.tasks.items[0].row.words, "18:45"));
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_stories), cmocka_unit_test(test_a_task_follows),
					    cmocka_unit_test(test_a_planned_act_stands),
					    cmocka_unit_test(test_a_missed_pickup_costs_what_nobody_knows),
					    cmocka_unit_test(test_what_moves_the_plan) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
