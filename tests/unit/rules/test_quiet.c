/* SPDX-License-Identifier: MIT */
/* Quiet interfaces: one case for the feed, what hangs on it listed, promises that fall due in the
 * dark marked; its shipments raise nothing while it is dark, and the backlog is judged by when
 * things happened. */
#include "world.h"

static void become_interface(struct world *w)
{
	w->facts.subject.kind = "interface";
	w->facts.subject.ref = "dhl";
	w->facts.subject.version = 1;
	w->facts.subject.last_event_at = clock_of("08:00");
	w->self.subject_id = w->facts.subject.subject_id;
	w->self.rhythm_s = 600;
	w->self.last_at = clock_of("08:00");
}

static void cover(struct world *w, struct subject *rows, const char *const *refs,
		  const char *const *promises, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		row_init(&row_stored_subject, &rows[i]);
		rows[i].ref = refs[i];
		rows[i].customer_id = 1;
		rows[i].promise_at = clock_of(promises[i]);
	}
	w->facts.covered = rows;
	w->facts.covered_count = count;
}

static void test_quiet(void **state)
{
	static const char *const refs[] = { "SHP-7", "SHP-8" }, *const promises[] = { "09:00",
										      "14:00" };
	struct subject covered[2];
	struct world w;

	(void)state;
	world_begin(&w, "core");
	become_interface(&w);
	world_decide(&w, "08:19");
	check_int("within its rhythm, twice", w.facts.cases.count, 0);
	check_str("it looks again", hhmm(&w, w.facts.subject.wake_at), "08:20");
	cover(&w, covered, refs, promises, 2);
	world_decide(&w, "08:30");
	check_str("quiet", world_cases(&w),
		  "feed-quiet open 2 at 08:20 due respond 08:35 by 08:35");
	check_str("what", world_case(&w)->what,
		  "silent since 08:00 UTC, 2 open shipments hang on it");
	check_str("nothing to check yet", world_case(&w)->nothing_basis,
		  "SHP-7 Adler Markt\t1772442000000000\tat\tpromised\nSHP-8 Adler "
		  "Markt\t1772460000000000\tat\tpromised\n");
	check_str("it looks at the next promise or clock", hhmm(&w, w.facts.subject.wake_at),
		  "08:35");
	world_decide(&w, "09:00");
	check_int("a promise falls due in the dark: band 0", world_case(&w)->band, 0);
	if (strncmp(world_case(&w)->nothing_basis,
		    "SHP-7 Adler Markt\t1772442000000000\tat\tCHECK BY HAND\n", 52) != 0)
		fail_msg("the list: %s", world_case(&w)->nothing_basis);
	world_say(&w, "09:30 interface.heartbeat");
	world_decide(&w, "09:31");
	check_str("heard again", world_cases(&w), "feed-quiet closed 0 at 08:20 end 09:30");
	world_end(&w);
}

/* What it sends is about shipments; of the interface only the time is known. */
static void test_heard_by_others(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, "core");
	become_interface(&w);
	world_decide(&w, "08:30");
	check_str("quiet", world_cases(&w), "feed-quiet open 2 at 08:20 due respond 08:35 by 08:35");
	w.facts.subject.last_event_at = clock_of("08:31");
	world_decide(&w, "08:32");
	check_str("heard again", world_cases(&w), "feed-quiet closed 2 at 08:20 end 08:31");
	world_end(&w);
}

#define PLAN "08:00 shipment.planned customer=BIRKE carrier=DHLF origin=HAM dest=BER promise=16:00"

static void test_dark(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, "core");
	world_say(&w, PLAN);
	w.facts.dark_since = clock_of("15:00");
	world_decide(&w, "17:00");
	check_int("no case of its own in the dark", w.facts.cases.count, 0);
	check_str("looked at again soon", hhmm(&w, w.facts.subject.wake_at), "17:05");
	w.facts.dark_since = INSTANT_NONE;
	w.facts.dark_from = clock_of("15:00");
	w.facts.dark_until = clock_of("18:00");
	world_say(&w, "18:00 shipment.milestone milestone=deliver nature=actual at=15:40");
	world_decide(&w, "18:01");
	check_str("it was there in time", world_cases(&w), "");
	world_end(&w);
}

static void test_dark_and_late(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, "core");
	world_say(&w, PLAN);
	w.facts.dark_since = clock_of("15:00");
	world_decide(&w, "17:00");
	w.facts.dark_since = INSTANT_NONE;
	w.facts.dark_from = clock_of("15:00");
	w.facts.dark_until = clock_of("18:00");
	world_say(&w, "18:00 position place=Kassel");
	world_decide(&w, "18:01");
	check_str("still missing: late", w.facts.cases.items[0].row.type, "late-arrival");
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_quiet),
					    cmocka_unit_test(test_heard_by_others), cmocka_unit_test(test_dark),
					    cmocka_unit_test(test_dark_and_late) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
