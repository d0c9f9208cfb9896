/* SPDX-License-Identifier: MIT */
/* What docket counts of its interfaces is news that the core manual judges: each figure over its limit is a case about the interface, ends
 * by itself, and says nothing of whether the partner lives. */
#include "world.h"

static void begin(struct world *w)
{
	world_begin(w, "core");
	w->facts.subject.kind = "interface";
	w->facts.subject.ref = "dhl";
	w->facts.subject.version = 1;
	w->self.subject_id = w->facts.subject.subject_id;
}

static const struct figure {
	const char *type, *over, *within, *back; /* a case; not yet over; well again */
	const char *words;
} figures[] = {
	{ "messages-failed", "dead=6", "dead=5", "dead=1", "6 messages of the last hour could not be read" },
	{ "source-failing", "failures=4", "failures=3", "failures=0", "4 calls in a row failed" },
	{ "writeback-stuck", "stuck=1", "stuck=0", "stuck=0", "1 write-backs need a person" },
	{ "queue-growing", "queue_min=11", "queue_min=10", "queue_min=1", "the oldest of what waits waits for 11 minutes" },
	{ "news-late", "late_min=31", "late_min=30", "late_min=10", "its news is 31 minutes later than usual" },
	{ "repeats-many", "repeats=501", "repeats=500", "repeats=100", "501 items of the last hour had come before" },
	{ "policy-exception", "overrides=6", "overrides=5", "overrides=2", "6 rules were set aside in a day, each approved" },
	{ "review-overdue", "unreviewed=2", "unreviewed=0", "unreviewed=0", "2 times nobody looked in time at what was spent at once" },
};

static void measure(struct world *w, const char *at, const char *figure)
{
	world_say(w, arena_printf(&w->arena, "%s interface.measured %s", at, figure));
	world_decide(w, at);
}

static void test_figures(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(figures); i++) {
		const struct figure *row = &figures[i];
		struct world w;
		begin(&w);
		measure(&w, "08:00", row->within);
		check_int(row->within, w.facts.cases.count, 0);
		measure(&w, "08:10", row->over);
		world_decide(&w, "08:15"); /* one of them must last so long */
		check_str(row->over, w.facts.cases.count == 1 ? world_case(&w)->type : "none", row->type);
		check_str("words", w.facts.cases.count == 1 ? world_case(&w)->what : "", row->words);
		measure(&w, "08:20", row->back);
		check_str(row->back, w.closed.count == 1 ? w.closed.items[0].type : "none", row->type);
		world_end(&w);
	}
}

/* A target that is left alone, and answers again. */
static void test_target(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	world_say(&w, "08:00 interface.failed reason=\"stopped after 3 failures\"");
	world_decide(&w, "08:00");
	check_str("left alone", world_case(&w)->type, "feed-failing");
	check_str("in its words", world_case(&w)->what, "stopped after 3 failures");
	world_say(&w, "08:30 interface.heartbeat");
	world_decide(&w, "08:30");
	check_int("it answers", w.closed.count, 1);
	world_end(&w);
}

/* Figures come from docket: a partner that is silent stays silent. */
static void test_no_sign_of_life(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	w.self.rhythm_s = 600;
	w.self.last_at = w.facts.subject.last_event_at = clock_of("08:00");
	measure(&w, "08:15", "lag_min=3");
	check_str("not heard", hhmm(&w, w.facts.subject.last_event_at), "08:00");
	world_decide(&w, "08:20");
	check_str("quiet all the same", w.facts.cases.count == 1 ? world_case(&w)->type : "none", "feed-quiet");
	measure(&w, "08:25", "lag_min=0");
	check_int("and stays so", w.facts.cases.count, 1);
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_figures), cmocka_unit_test(test_target), cmocka_unit_test(test_no_sign_of_life) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
