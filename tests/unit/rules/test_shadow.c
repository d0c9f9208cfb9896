/* SPDX-License-Identifier: MIT */
/* News of an interface in shadow: what it would raise is told, and the subject stays as it is. */
#include "world.h"

#define PLAN "08:00 shipment.planned customer=BIRKE carrier=DHLF origin=HAM dest=BER promise=16:00"

/* Takes the events that were said last out of the facts, as news in shadow of an interface. */
static struct event *take(struct world *w, size_t count, int64_t interface_id)
{
	struct event *events = arena_new(&w->arena, count, sizeof *events);

	w->facts.events.count -= count;
	for (size_t i = 0; i < count; i++) {
		events[i] = w->facts.events.items[w->facts.events.count + i];
		events[i].interface_id = interface_id;
	}
	return events;
}

static const char *words_of(struct world *w, const struct rules_raised *raised)
{
	const char *out = "";

	for (size_t i = 0; i < raised->count; i++)
		out = arena_printf(&w->arena, "%s%s%lld %s", out, i ? ", " : "", (long long)raised->items[i].interface_id,
				   raised->items[i].type);
	return out;
}

/* What the lines would raise at `now`, as "interface type". */
static const char *raised_at(struct world *w, const char *now, const struct event *events, size_t count)
{
	struct rules_step step = { w->policy, &w->reference, &w->ids, &w->arena, clock_of(now), MONDAY + 1000 * US_PER_DAY };
	struct rules_raised raised = { 0 };
	const char *words;

	rules_shadow(&step, &w->facts, events, count, &raised);
	words = words_of(w, &raised);
	vec_release(&raised);
	return words;
}

static void test_told_and_not_done(void **state)
{
	struct world w;
	const char *before;
	int64_t next;
	struct event *news;

	(void)state;
	world_begin(&w, "core");
	world_say(&w, PLAN);
	world_decide(&w, "08:01");
	before = world_dump(&w);
	next = w.ids.next;
	world_say(&w, "10:00 shipment.eta at=17:30");
	news = take(&w, 1, 77);
	check_str("late by an hour", raised_at(&w, "10:05", news, 1), "77 eta-late");
	check_str("the facts stay", world_dump(&w), before);
	check_int("the numbers stay", w.ids.next, next);
	check_int("the event is nobody's", w.facts.events.count, 0);
	world_end(&w);
}

static void test_beside_what_is_raised_anyway(void **state)
{
	struct world w;
	struct event *news;

	(void)state;
	world_begin(&w, "core");
	world_say(&w, PLAN);
	world_decide(&w, "08:01");
	world_say(&w, "10:00 shipment.eta at=17:30");
	world_decide(&w, "10:01");
	world_say(&w, "10:10 shipment.eta at=17:40");
	news = take(&w, 1, 77);
	check_str("there is a case of it", raised_at(&w, "10:15", news, 1), "");
	world_say(&w, "10:20 shipment.eta at=15:40");
	check_str("live news of the same moment counts", raised_at(&w, "10:25", news, 1), "");
	world_end(&w);
}

static void test_each_interface_alone(void **state)
{
	struct world w;
	struct event *news;

	(void)state;
	world_begin(&w, "core");
	world_say(&w, PLAN);
	world_decide(&w, "08:01");
	world_say(&w, "10:00 shipment.eta at=17:30");
	world_say(&w, "10:01 shipment.eta at=15:30");
	world_say(&w, "10:02 retraction retracts=k1");
	news = take(&w, 3, 77);
	news[1].interface_id = 78;
	check_str("one is late, one in time", raised_at(&w, "10:05", news, 3), "77 eta-late");
	world_end(&w);
}

static void test_modes(void **state)
{
	struct interface interface = { .mode = "live" };

	(void)state;
	check_int("none", rules_mode_of(NULL), RULES_LIVE);
	check_int("live", rules_mode_of(&interface), RULES_LIVE);
	interface.mode = "test";
	check_int("test", rules_mode_of(&interface), RULES_TEST);
	interface.mode = "shadow";
	check_str("shadow", rules_mode_word(rules_mode_of(&interface)), "shadow");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_told_and_not_done),
					    cmocka_unit_test(test_beside_what_is_raised_anyway),
					    cmocka_unit_test(test_each_interface_alone), cmocka_unit_test(test_modes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
