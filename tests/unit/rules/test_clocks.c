/* SPDX-License-Identifier: MIT */
/* Clocks over calls, waits and changes of type: what was spent stays spent, a promise never stands
 * still, and a clock runs out once. */
#include "world.h"

#define PLAN \
	"08:00 shipment.planned customer=BIRKE carrier=DHLF origin=HAM dest=BER promise=16:00 " \
	"pickup_by=12:00 pickup=12:00"
#define LATE "10:00 shipment.eta at=18:00"
#define TILL(time) "= " time

struct row {
	const char *name;
	const char *lines[10];
	const char *respond, *resolve, *promise, *next_act;
};

static const struct row rows[] = {
	{ "started",
	  { PLAN, LATE, TILL("10:01") },
	  "running 10:30",
	  "running 14:00",
	  "running 16:00",
	  "-" },
	{ "a claim is no outcome; it brings the next act",
	  { PLAN, LATE, TILL("10:05"), "10:06 claim", TILL("10:07") },
	  "running 10:30",
	  "running 14:00",
	  "running 16:00",
	  "running 10:36" },
	{ "which goes when it is given back",
	  { PLAN, LATE, TILL("10:05"), "10:06 claim", TILL("10:07"), "10:08 release", TILL("10:09") },
	  "running 10:30",
	  "running 14:00",
	  "running 16:00",
	  "cancelled 10:08" },
	{ "a wait taken back: all runs on with what was left",
	  { PLAN, LATE, TILL("10:05"), "10:10 wait reason=\"customer decides\" until=11:40", TILL("10:11"), "10:20 resume",
	    TILL("10:21") },
	  "running 10:30",
	  "running 14:10",
	  "running 16:00",
	  "cancelled 10:20" },
	{ "a next act taken back: the one before",
	  { PLAN, LATE, TILL("10:05"), "10:10 next words=call at=11:40", TILL("10:11"),
	    "10:20 resume words=wait at=11:00", TILL("10:21") },
	  "running 10:30",
	  "running 14:00",
	  "running 16:00",
	  "running 11:00" },
	{ "a call is",
	  { PLAN, LATE, TILL("10:05"), "10:06 call who=desk says=other", TILL("10:07") },
	  "met 10:06",
	  "running 14:00",
	  "running 16:00",
	  "-" },
	{ "no answer is not",
	  { PLAN, LATE, TILL("10:05"), "10:06 call who=desk says=no-answer", TILL("10:07") },
	  "running 10:30",
	  "running 14:00",
	  "running 16:00",
	  "-" },
	{ "ran out at its instant, once",
	  { PLAN, LATE, TILL("10:05"), TILL("12:00"), TILL("12:10") },
	  "breached 10:30",
	  "running 14:00",
	  "running 16:00",
	  "-" },
	{ "waiting for the customer: resolve stands, respond and promise run",
	  { PLAN, LATE, TILL("10:05"), "10:10 wait reason=\"customer decides\" until=11:40",
	    TILL("10:11") },
	  "running 10:30",
	  "paused 11:40",
	  "running 16:00",
	  "running 11:40" },
	{ "after the wait what was left is left",
	  { PLAN, LATE, TILL("10:05"), "10:10 wait reason=\"customer decides\" until=11:40",
	    TILL("11:50") },
	  "breached 10:30",
	  "running 15:30",
	  "running 16:00",
	  "met 11:40" },
	{ "the end of a wait counts, however late the engine looks",
	  { PLAN, LATE, TILL("10:05"), "10:10 wait reason=\"customer decides\" until=11:40",
	    TILL("15:20") },
	  "breached 10:30",
	  "running 15:30",
	  "running 16:00",
	  "met 11:40" },
	{ "a reason that policy does not list pauses nothing",
	  { PLAN, LATE, TILL("10:05"), "10:10 wait reason=lunch until=11:40", TILL("10:11") },
	  "running 10:30",
	  "running 14:00",
	  "running 16:00",
	  "running 11:40" },
	{ "worse news wakes it before its time",
	  { PLAN, LATE, TILL("10:05"), "10:10 wait reason=\"customer decides\" until=11:40",
	    "10:40 shipment.eta at=19:00", TILL("10:41") },
	  "breached 10:30",
	  "running 14:30",
	  "running 16:00",
	  "running 11:40" },
	{ "moving on keeps what was spent", /* late pickup 12:30, resolve 4h; expected late at
					       13:30, resolve 4h */
	  { PLAN, TILL("12:31"), "13:30 shipment.eta at=18:00", TILL("13:31") },
	  "breached 13:00",
	  "running 16:30",
	  "running 16:00",
	  "-" },
	{ "a kept promise",
	  { PLAN, LATE, TILL("10:05"), "10:06 claim",
	    "15:00 shipment.milestone milestone=deliver nature=actual", TILL("15:01") },
	  "breached 10:30",
	  "breached 14:00",
	  "met 15:00",
	  "running 19:00" },
	{ "a new promise moves its clock",
	  { PLAN, LATE, TILL("10:05"), "10:20 shipment.planned promise=17:00", TILL("10:21") },
	  "running 10:30",
	  "running 14:00",
	  "running 17:00",
	  "-" },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct world w;
		world_begin(&w, "core");
		for (size_t k = 0; k < 10 && rows[i].lines[k]; k++)
			if (rows[i].lines[k][0] == '=')
				world_decide(&w, rows[i].lines[k] + 2);
			else
				world_say(&w, rows[i].lines[k]);
		check_str(rows[i].name, world_clock(&w, "respond"), rows[i].respond);
		check_str(rows[i].name, world_clock(&w, "resolve"), rows[i].resolve);
		check_str(rows[i].name, world_clock(&w, "promise"), rows[i].promise);
		check_str(rows[i].name, world_clock(&w, "next_act"), rows[i].next_act);
		world_end(&w);
	}
}

/* Random pauses: the time on the clock is what passed outside them, to the microsecond. */
static void test_spent(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= 100; n++) {
		struct world w;
		uint64_t seed = n;
		int64_t paused = 0;
		int minute = 10 * 60;
		world_begin(&w, "core");
		world_say(&w, "08:00 shipment.planned customer=BIRKE carrier=DHLF promise=60:00");
		world_say(&w, "10:00 shipment.eta at=66:00");
		world_decide(&w, "10:00");
		for (int i = 0; i < 4; i++) {
			int start = minute + 1 + (int)(random_next(&seed) % 20),
			    end = start + 1 + (int)(random_next(&seed) % 90);
			world_say(&w, arena_printf(&w.arena,
						   "%02d:%02d wait reason=\"consignee closed\" "
						   "until=%02d:%02d",
						   start / 60, start % 60, end / 60, end % 60));
			world_decide(&w, arena_printf(&w.arena, "%02d:%02d", end / 60, end % 60));
			paused += end - start;
			minute = end;
		}
		check_str("resolve moves by what was paused", world_clock(&w, "resolve"),
			  arena_printf(&w.arena, "running %s",
				       hhmm(&w, MONDAY + 14 * US_PER_HOUR + paused * US_PER_MIN)));
		check_str("the promise never stands still", world_clock(&w, "promise"),
			  "running 60:00");
		world_end(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows),
					    cmocka_unit_test(test_spent) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
