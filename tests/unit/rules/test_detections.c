/* SPDX-License-Identifier: MIT */
/* Every form of `detect`, for several kinds of subjects: when the case opens, what it says, when it ends; and that late, repeated, mixed
 * and retracted news ends where the same news in order ends. */
#include "world.h"

#define STEPS_MAX 8
#define SET_MAX 5

/* A type of its own around the lines of a test. */
static void begin(struct world *w, const char *about, const char *lines)
{
	static const char head[] = "policy \"T\"\ndesk d \"D\"\nunknown make\nmilestone gate-in \"gate in\"\n"
				   "exception x \"X\"\n\tpath a/b\n\tband 1\n\tside carrier\n\tdesk d\n\tclock respond 30m\n";
	struct arena arena = { 0 };

	world_begin_text(w, "test", span_of(arena_printf(&arena, "%s\tabout %s\n%s", head, about, lines)));
	w->facts.subject.kind = about;
	arena_release(&arena);
}

/* The live cases: "x 10:00 never told: pickup". */
static const char *live(struct world *w)
{
	const char *out = "";

	for (size_t i = 0; i < w->facts.cases.count; i++) {
		const struct case_open *c = &w->facts.cases.items[i].row;
		out = arena_printf(&w->arena, "%s%s%s %s %s", out, i ? "; " : "", c->type, hhmm(w, c->opened_at), c->what);
	}
	return out;
}

struct step {
	const char *line; /* news, or NULL */
	const char *now;  /* then it is decided at that time; NULL = at that of the line */
	const char *want; /* the live cases then */
};

static const struct timed {
	const char *name, *about, *lines;
	struct step steps[STEPS_MAX];
} timeds[] = {
	{ "missing after another one, at once",
	  "shipment",
	  "\tdetect missing pickup,gate-in after arrive\n\twhat \"never told: {missing}\"\n",
	  { { "08:00 shipment.planned customer=ADLER dest=BER pickup=08:30 promise=16:00", "09:00", "" },
	    { "10:00 shipment.arrived", "10:00", "x 10:00 never told: pickup, gate in" },
	    { "10:05 shipment.milestone milestone=gate-in nature=actual at=09:00", "10:05", "x 10:00 never told: pickup" },
	    { "10:20 shipment.picked-up at=08:40", "10:20", "" } } },
	{ "missing some time after the end of the road",
	  "shipment",
	  "\tdetect missing pickup after end 2h\n\twhat \"{missing}\"\n",
	  { { "08:00 shipment.planned dest=BER promise=16:00", NULL, "" },
	    { "14:00 delivery.completed", "15:59", "" },
	    { NULL, "16:00", "x 16:00 pickup" },
	    { "17:00 pod.received", NULL, "x 16:00 pickup" },
	    { "18:00 shipment.picked-up at=09:00", NULL, "" } } },
	{ "missing so long before another is planned, and planned anew",
	  "shipment",
	  "\tdetect missing tender before pickup 4h\n\twhat \"{missing}\"\n",
	  { { "06:00 shipment.planned pickup=14:00", "09:59", "" },
	    { NULL, "10:00", "x 10:00 tender" },
	    { "10:30 shipment.planned pickup=18:00", NULL, "" },
	    { NULL, "14:00", "x 14:00 tender" },
	    { "14:10 tender.accepted", NULL, "" } } },
	{ "what must be known by the pickup",
	  "shipment",
	  "\tdetect incomplete customer,promise,pro before pickup 2h\n\twhat \"{missing}\"\n",
	  { { "06:00 shipment.planned customer=ADLER pickup=14:00", "11:59", "" },
	    { NULL, "12:00", "x 12:00 promise, pro" },
	    { "12:10 shipment.announced pro=4711", NULL, "x 12:00 promise" },
	    { "12:20 shipment.planned promise=18:00", NULL, "" } } },
	{ "delivered before it was picked up, then put right",
	  "shipment",
	  "\tdetect out-of-sequence pickup,deliver 15m\n\twhat \"{order}\"\n",
	  { { "08:00 shipment.planned dest=BER", NULL, "" },
	    { "12:00 delivery.completed at=11:00", NULL, "" },
	    { "12:30 shipment.picked-up at=11:10", NULL, "" },
	    { "12:40 shipment.picked-up at=11:30", NULL, "x 12:40 deliver 11:00 UTC before pickup 11:30 UTC" },
	    { "13:00 shipment.picked-up at=09:30", NULL, "" } } },
	{ "the third attempt; two reports of one moment are one attempt",
	  "shipment",
	  "\tdetect more-than 2 delivery.failed,delivery.refused\n\tclear milestone deliver\n\twhat \"{count}: {reason}\"\n",
	  { { "08:00 shipment.planned dest=BER", NULL, "" },
	    { "09:00 delivery.failed reason=closed", NULL, "" },
	    { "09:05 delivery.failed at=09:00", NULL, "" },
	    { "10:00 delivery.failed", NULL, "" },
	    { "11:00 delivery.refused reason=wet", NULL, "x 11:00 3: wet" },
	    { "12:00 delivery.failed", NULL, "x 11:00 4: wet" },
	    { "13:00 delivery.completed", NULL, "" } } },
	{ "often, but not within the time",
	  "shipment",
	  "\tdetect more-than 2 delivery.failed in 2h\n\twhat \"{count}\"\n",
	  { { "08:00 delivery.failed", NULL, "" },
	    { "09:00 delivery.failed", NULL, "" },
	    { "10:30 delivery.failed", NULL, "" },
	    { "10:50 delivery.failed", NULL, "x 10:50 4" } } },
	{ "too warm for a quarter of an hour, and back below another limit",
	  "shipment",
	  "\tdetect over celsius 8 back 7 for 15m\n\twhat \"{value} C\"\n",
	  { { "08:00 temperature.reading celsius=7.9", NULL, "" },
	    { "08:10 temperature.reading celsius=8.4", "08:24", "" },
	    { NULL, "08:25", "x 08:25 8.4 C" },
	    { "08:30 temperature.reading celsius=7.5", NULL, "x 08:25 7.5 C" },
	    { "08:40 temperature.reading celsius=7.0", NULL, "" },
	    { "08:50 temperature.reading celsius=8.1", "09:05", "x 09:05 8.1 C" } } },
	{ "too cold at once, below zero",
	  "shipment",
	  "\tdetect under celsius -20.5\n\twhat \"{value} C\"\n",
	  { { "08:00 temperature.reading celsius=-20.5", NULL, "" },
	    { "08:10 temperature.reading celsius=-20.6", NULL, "x 08:10 -20.6 C" },
	    { "08:20 temperature.reading celsius=-20", NULL, "" } } },
	{ "dwell: a condition that lasts",
	  "shipment",
	  "\tdetect lasting 3h when phase=terminal\n\twhat \"at {place}\"\n",
	  { { "08:00 shipment.picked-up", NULL, "" },
	    { "09:00 shipment.arrived place=Kassel", "11:59", "" },
	    { NULL, "12:00", "x 12:00 at Kassel" },
	    { "12:30 shipment.dispatched", NULL, "" },
	    { "13:00 shipment.arrived", "15:59", "" },
	    { NULL, "16:00", "x 16:00 at Kassel" } } },
	{ "dwell goes on though something else is taken back",
	  "shipment",
	  "\tdetect lasting 3h when phase=terminal\n\twhat \"at {place}\"\n",
	  { { "08:00 shipment.picked-up", NULL, "" },
	    { "09:00 shipment.arrived place=Kassel", NULL, "" },
	    { "09:30 shipment.eta at=18:00 key=e", NULL, "" },
	    { "10:00 retraction retracts=e", "11:59", "" },
	    { NULL, "12:00", "x 12:00 at Kassel" } } },
	{ "no news while it moves",
	  "shipment",
	  "\tdetect silent 6h when phase=moving\n\twhat \"since {heard}\"\n",
	  { { "06:00 shipment.planned dest=BER", "13:00", "" },
	    { "13:00 shipment.picked-up", "18:59", "" },
	    { NULL, "19:00", "x 19:00 since 13:00 UTC" },
	    { "20:00 position place=Kassel", NULL, "" },
	    { NULL, "26:00", "x 26:00 since Mon 2 Mar 20:00 UTC" },
	    { "27:00 delivery.completed", "60:00", "" } } },
	{ "an order that is confirmed and not released",
	  "order",
	  "\tdetect missing release after order.confirmed 4h\n\twhat \"{missing}\"\n",
	  { { "08:00 order.confirmed customer=ADLER", "11:59", "" },
	    { NULL, "12:00", "x 12:00 release" },
	    { "12:30 order.released", NULL, "" } } },
	{ "an invoice that nobody settles",
	  "invoice",
	  "\tdetect deadline invoice.settled after invoice.received \"1 day\"\n\twhat \"due\"\n",
	  { { "08:00 invoice.received amount=\"90.00 EUR\"", "31:59", "" },
	    { NULL, "32:00", "x 32:00 due" },
	    { "33:00 invoice.settled", NULL, "" } } },
	{ "an invoice without what it is checked by",
	  "invoice",
	  "\tdetect incomplete shipment,expected after invoice.received\n\twhat \"{missing}\"\n",
	  { { "08:00 invoice.received amount=\"90.00 EUR\" shipment=S1", NULL, "x 08:00 expected" },
	    { "09:00 invoice.received expected=\"80.00 EUR\"", NULL, "" } } },
	{ "a shortage that nobody counts",
	  "stock",
	  "\tdetect missing stock.counted after stock.short 2h\n\twhat \"{missing}\"\n",
	  { { "08:00 stock.short site=HAM sku=A on_hand=4 system=9", "10:00", "x 10:00 stock.counted" },
	    { "10:30 stock.counted site=HAM sku=A on_hand=9 system=9", NULL, "" } } },
	{ "an interface that fails too often",
	  "interface",
	  "\tdetect more-than 2 interface.failed in 30m\n\twhat \"{count}\"\n",
	  { { "08:00 interface.failed", NULL, "" },
	    { "08:10 interface.failed", NULL, "" },
	    { "08:29 interface.failed", NULL, "x 08:29 3" } } },
	{ "looked for on one mode of transport only",
	  "shipment",
	  "\tactive no\n\tactive yes when mode=air\n\tdetect missing pickup after end\n\twhat \"{missing}\"\n",
	  { { "08:00 shipment.planned dest=BER", NULL, "" },
	    { "09:00 delivery.completed", NULL, "" },
	    { "10:00 shipment.planned mode=air", NULL, "x 10:00 pickup" } } },
};

static void play(struct world *w, const struct timed *row, int *wrong)
{
	for (size_t i = 0; i < STEPS_MAX && row->steps[i].want; i++) {
		const struct step *step = &row->steps[i];
		if (step->line)
			world_say(w, step->line);
		world_decide(w, step->now ? step->now : step->line);
		if (strcmp(live(w), step->want) != 0) {
			print_error("%s, step %zu: got \"%s\", want \"%s\"\n", row->name, i + 1, live(w), step->want);
			++*wrong;
		}
	}
}

static void test_timed(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(timeds); i++) {
		struct world w;
		begin(&w, timeds[i].about, timeds[i].lines);
		play(&w, &timeds[i], &wrong);
		world_end(&w);
	}
	check_int("steps that end elsewhere", wrong, 0);
}

/* ---------------------------------------------------------------- any order */

static const struct set {
	const char *name, *lines;
	const char *news[SET_MAX + 1]; /* in order of time */
	const char *end;               /* type and words of what is open at the end; "" = nothing */
} sets[] = {
	{ "missing, told in the end", "\tdetect missing pickup after end 1h\n\twhat \"{missing}\"\n",
	  { "08:00 shipment.planned dest=BER key=a", "09:00 shipment.picked-up key=b", "12:00 delivery.completed key=c", "13:00 pod.received key=d" },
	  "" },
	{ "missing, as what was told is taken back", "\tdetect missing pickup after end 1h\n\twhat \"{missing}\"\n",
	  { "08:00 shipment.planned dest=BER key=a", "09:00 shipment.picked-up key=b", "10:00 retraction retracts=b key=e",
	    "12:00 delivery.completed key=c", "13:00 pod.received key=d" },
	  "x pickup" },
	{ "not known, told and taken back", "\tdetect incomplete pro,bol after pickup\n\twhat \"{missing}\"\n",
	  { "08:00 shipment.announced pro=P1 key=a", "08:30 shipment.confirmed bol=B1 key=b", "09:00 shipment.picked-up key=c",
	    "09:30 retraction retracts=a key=d" },
	  "x pro" },
	{ "times in the wrong order, one of them corrected", "\tdetect out-of-sequence pickup,arrive,deliver\n\twhat \"{order}\"\n",
	  { "08:00 shipment.picked-up at=11:00 key=a", "09:00 shipment.arrived at=10:00 key=b", "10:00 shipment.picked-up at=09:00 key=c",
	    "12:00 delivery.completed at=09:30 key=d" },
	  "x deliver 09:30 UTC before arrive 10:00 UTC" },
	{ "four attempts, one repeated, one taken back", "\tdetect more-than 2 delivery.failed\n\twhat \"{count}\"\n",
	  { "08:00 delivery.failed key=a", "09:00 delivery.failed key=b", "09:01 delivery.failed at=09:00 key=c", "10:00 delivery.failed key=d",
	    "11:00 retraction retracts=d key=e" },
	  "" },
	{ "three attempts and one that was one of them", "\tdetect more-than 2 delivery.failed in 3h\n\twhat \"{count}\"\n",
	  { "08:00 delivery.failed key=a", "09:00 delivery.failed key=b", "10:00 delivery.failed key=c", "10:30 retraction retracts=z key=d" },
	  "x 3" },
	{ "readings that come as they like", "\tdetect over celsius 8 back 7 for 30m\n\twhat \"{value}\"\n",
	  { "08:00 temperature.reading celsius=9 key=a", "08:10 temperature.reading celsius=6 key=b", "08:20 temperature.reading celsius=9.5 key=c",
	    "08:30 temperature.reading celsius=7.5 key=d" },
	  "x 7.5" },
	{ "a reading that was wrong", "\tdetect over celsius 8 for 30m\n\twhat \"{value}\"\n",
	  { "08:00 temperature.reading celsius=5 key=a", "08:10 temperature.reading celsius=11 key=b", "09:00 retraction retracts=b key=c" },
	  "" },
	{ "it went on after all", "\tdetect lasting 3h when phase=terminal\n\twhat \"{place}\"\n",
	  { "08:00 shipment.picked-up key=a", "09:00 shipment.arrived place=Kassel key=b", "10:00 shipment.dispatched key=c",
	    "11:00 shipment.arrived place=Fulda key=d" },
	  "x Fulda" },
	{ "silence behind the newest news", "\tdetect silent 6h when phase=moving\n\twhat \"last at {place}\"\n",
	  { "08:00 shipment.picked-up key=a", "09:00 position place=Kassel key=b", "10:00 shipment.eta at=12:00 key=c" },
	  "x last at Kassel" },
};

static const char *end_of(struct world *w)
{
	const char *out = "";

	for (size_t i = 0; i < w->facts.cases.count; i++)
		out = arena_printf(&w->arena, "%s%s%s %s", out, i ? "; " : "", w->facts.cases.items[i].row.type,
				   w->facts.cases.items[i].row.what);
	return out;
}

/* Tells the news in that order, decided one by one (what comes late is late) or at once, one of them twice. */
static void check_order(const struct set *set, const size_t *order, size_t count, bool is_single, int *wrong)
{
	struct world w;

	begin(&w, "shipment", set->lines);
	for (size_t i = 0; i < count; i++) {
		world_say(&w, set->news[order[i]]);
		if (is_single)
			world_decide(&w, "72:00");
	}
	world_decide(&w, "72:00");
	if (strcmp(end_of(&w), set->end) != 0) {
		print_error("%s (%s): got \"%s\", want \"%s\"\n", set->name, is_single ? "one by one" : "at once", end_of(&w), set->end);
		for (size_t i = 0; i < count; i++)
			print_error("    %s\n", set->news[order[i]]);
		++*wrong;
	}
	world_end(&w);
}

/* Every order of the first `left` places. */
static void permute(const struct set *set, size_t *order, size_t left, size_t count, int *wrong)
{
	if (left <= 1) {
		check_order(set, order, count, true, wrong);
		check_order(set, order, count, false, wrong);
		return;
	}
	for (size_t i = 0; i < left && *wrong < 3; i++) {
		size_t moved = order[i];
		order[i] = order[left - 1];
		order[left - 1] = moved;
		permute(set, order, left - 1, count, wrong);
		order[left - 1] = order[i];
		order[i] = moved;
	}
}

static void test_any_order(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sets); i++) {
		size_t order[SET_MAX] = { 0, 1, 2, 3, 4 }, count = 0;
		while (sets[i].news[count])
			count++;
		permute(&sets[i], order, count, count, &wrong);
	}
	check_int("orders that end elsewhere", wrong, 0);
}

/* ---------------------------------------------------------------- clear */

/* What a person must look at stays, though what was missing came. */
static void test_clear_never(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "shipment", "\tdetect missing pickup after end\n\tclear never\n\twhat \"{missing}\"\n");
	world_say(&w, "08:00 delivery.completed");
	world_decide(&w, "09:00");
	world_say(&w, "09:30 shipment.picked-up at=07:00");
	world_decide(&w, "10:00");
	check_str("stays", live(&w), "x 08:00 nothing");
	world_end(&w);
}

/* A silence is told once, and a person who closed the case is not asked again for the same one. */
static void test_once(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "shipment", "\tdetect silent 2h when phase=moving\n\twhat \"w\"\n");
	world_say(&w, "08:00 shipment.picked-up");
	world_decide(&w, "11:00");
	world_say(&w, "11:10 claim");
	world_decide(&w, "11:10");
	world_say(&w, "11:20 resolve outcome=other");
	world_decide(&w, "30:00");
	check_int("no second case of one silence", w.facts.cases.count, 0);
	world_say(&w, "31:00 position place=Kassel");
	world_decide(&w, "34:00");
	check_int("the next silence is another one", w.facts.cases.count, 1);
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_timed), cmocka_unit_test(test_any_order), cmocka_unit_test(test_clear_never),
					    cmocka_unit_test(test_once) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
