/* SPDX-License-Identifier: MIT */
/* Properties: late, duplicate, out-of-order, contradicting and retracted news ends as it would have in order: every order of arrival of
 * small sets of news is tried, and the end is told apart from the start. */
#include "world.h"

#define SET_MAX 7

struct set {
	const char *name;
	const char *lines[SET_MAX + 1]; /* in order of time */
	const char *end;                /* of it, for people to read */
};

static const struct set sets[] = {
	{ "two agencies hold it, each lets it go, one holds it anew",
	  { "08:00 customs.hold hold=CBP key=a", "08:10 customs.hold hold=FDA key=b", "09:00 customs.released hold=CBP key=c",
	    "09:05 customs.released hold=CBP key=d", "09:30 customs.released hold=FDA key=e", "10:00 customs.hold hold=FDA key=f" },
	  "planned DHLF promise 16:00 holds FDA; customs-hold" },
	{ "all holds are lifted at once, then another one is opened and taken back",
	  { "08:00 customs.hold hold=CBP key=a", "08:10 customs.hold hold=FDA key=b", "09:00 customs.released key=c",
	    "09:30 customs.hold hold=CBP key=d", "09:40 retraction retracts=d key=e" },
	  "planned DHLF promise 16:00;" },
	{ "a release is taken back: it is held again",
	  { "08:00 customs.hold hold=CBP key=a", "08:30 customs.hold key=b", "09:00 customs.released hold=CBP key=c",
	    "09:10 retraction retracts=c key=d", "09:20 customs.released hold=customs key=e" },
	  "planned DHLF promise 16:00 holds CBP; customs-hold" },
	{ "what others decided about carrier and promise: the last word counts, field by field",
	  { "06:00 shipment.planned promise=15:00 service=day key=a", "07:00 route.reassigned carrier=KUHN key=b",
	    "08:00 shipment.planned carrier=RAPID dest=VIE key=c", "08:30 route.reassigned carrier=DHLF key=d",
	    "08:31 retraction retracts=d key=e", "09:00 shipment.planned promise=17:00 key=f" },
	  "planned RAPID promise 17:00 dest VIE service day;" },
	{ "estimates, a delivery that fails, one that does not",
	  { "08:00 shipment.picked-up key=a", "09:00 shipment.eta at=15:30 key=b", "10:00 shipment.eta at=15:00 key=c",
	    "11:00 delivery.failed reason=closed key=d", "12:00 delivery.completed key=e", "12:30 pod.received key=f" },
	  "done DHLF promise 16:00 pickup 08:00 deliver 12:00 pod 12:30;" },
	{ "the cold chain breaks twice and is mended once in between",
	  { "08:00 temperature.excursion key=a", "08:30 temperature.normal key=b", "09:00 temperature.excursion key=c",
	    "09:10 line.down key=d", "09:20 line.up key=e", "09:20 position place=Kassel key=f" },
	  "planned DHLF promise 16:00 place Kassel; temperature-excursion" },
	{ "a cold chain that was mended",
	  { "08:00 temperature.excursion key=a", "08:30 temperature.excursion key=b", "09:00 temperature.normal key=c",
	    "09:10 line.down key=d", "09:20 position place=Kassel key=e", "09:20 position place=Fulda key=f" },
	  "planned DHLF promise 16:00 line down place Kassel;" },
	{ "cancelled, rebooked, and one estimate that was wrong",
	  { "08:00 shipment.cancelled key=a", "09:00 route.accepted carrier=KUHN deliver=15:50 key=b", "09:30 shipment.eta at=21:00 key=c",
	    "09:40 retraction retracts=c key=d", "10:00 shipment.picked-up key=e" },
	  "moving KUHN promise 16:00 pickup 10:00;" },
	{ "a delivery that was none",
	  { "08:00 shipment.picked-up key=a", "09:00 delivery.completed key=b", "09:10 pod.received key=c", "09:20 retraction retracts=b key=d",
	    "09:30 retraction retracts=c key=e", "10:00 shipment.delayed at=18:30 key=f" },
	  "moving DHLF promise 16:00 pickup 08:00; eta-late" },
	{ "two parts of two carriers: delivered when the last one is",
	  { "06:00 shipment.planned parts=DHLF:T1,KUHN:T2 key=a", "09:00 shipment.eta at=18:00 tracking=T2 key=b",
	    "10:00 delivery.completed tracking=T1 key=c", "12:00 delivery.completed tracking=t2 key=d", "12:30 pod.received tracking=T1 key=e" },
	  "delivered DHLF promise 16:00 deliver 12:00;" },
	{ "one part is not there, and was never what another carrier's delivery said",
	  { "06:00 shipment.planned parts=T1,T2 key=a", "07:00 shipment.planned parts=T1,T3 key=b", "10:00 delivery.completed tracking=T1 key=c",
	    "11:00 delivery.completed tracking=T3 key=d", "11:30 retraction retracts=d key=e" },
	  "planned DHLF promise 16:00;" },
	{ "ten of twelve pallets, a count that was wrong, the rest",
	  { "06:00 shipment.planned pieces=12 key=a", "10:00 delivery.completed pieces=10 key=b", "11:00 delivery.completed pieces=1 key=c",
	    "11:30 retraction retracts=c key=d", "12:30 delivery.completed pieces=2 key=e" },
	  "delivered DHLF promise 16:00 deliver 12:30;" },
	{ "ten of what turned out to be twelve pallets",
	  { "06:00 shipment.planned pieces=10 key=a", "10:00 delivery.completed pieces=10 key=b", "11:00 shipment.planned pieces=12 key=c",
	    "11:30 shipment.eta at=15:00 key=d" },
	  "planned DHLF promise 16:00;" },
};

static void add_instant(struct world *w, struct str *out, const char *name, int64_t at)
{
	if (at != INSTANT_NONE)
		str_addf(out, " %s %s", name, hhmm(w, at));
}

static void add_code(struct str *out, const char *name, const char *code)
{
	if (code[0] != '\0')
		str_addf(out, " %s %s", name, code);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Exceptions that are open, by name. */
static void add_cases(const struct world *w, struct str *out)
{
	const char *types[16];
	size_t count = 0;

	for (size_t i = 0; i < w->facts.cases.count && count < 16; i++)
		if (strcmp(w->facts.cases.items[i].row.state, "open") == 0)
			types[count++] = w->facts.cases.items[i].row.type;
	qsort(types, count, sizeof *types, by_text);
	str_addc(out, ';');
	for (size_t i = 0; i < count; i++)
		str_addf(out, " %s", types[i]);
}

static void add_subject(struct world *w, struct str *out)
{
	const struct subject *s = &w->facts.subject;
	const struct party *carrier = map_get_id(&w->reference.parties, s->carrier_id);
	const struct site *dest = map_get_id(&w->reference.sites, s->dest_site_id);

	str_addf(out, "%s %s", s->phase, carrier ? carrier->code : "-");
	add_instant(w, out, "promise", s->promise_at);
	if (dest && strcmp(dest->code, "BER") != 0)
		add_code(out, "dest", dest->code);
	add_code(out, "service", s->service);
	for (size_t i = 0; i < s->holds.count; i++)
		str_addf(out, "%s %s", i == 0 ? " holds" : ",", s->holds.items[i]);
	if (s->is_line_down)
		str_adds(out, " line down");
	add_code(out, "place", s->place);
}

static const char *end_of(struct world *w)
{
	static const char *const codes[] = { "pickup", "deliver", "pod" };
	struct str out = { 0 };
	const char *kept;

	add_subject(w, &out);
	for (size_t i = 0; i < COUNT_OF(codes); i++)
		for (size_t k = 0; k < w->facts.milestones.count; k++)
			if (strcmp(w->facts.milestones.items[k].row.code, codes[i]) == 0)
				add_instant(w, &out, codes[i], w->facts.milestones.items[k].row.actual_at);
	add_cases(w, &out);
	kept = arena_str(&w->arena, str_text(&out));
	str_release(&out);
	return kept;
}

/* Each piece of news arrives alone, at noon. */
static void check_one(const struct set *set, const size_t *order, size_t count)
{
	struct world w;

	world_begin(&w, "core");
	world_say(&w, "05:00 shipment.planned customer=BIRKE carrier=DHLF origin=HAM dest=BER promise=16:00 pickup=14:00");
	world_decide(&w, "05:00");
	for (size_t i = 0; i < count; i++) {
		world_say(&w, set->lines[order[i]]);
		world_decide(&w, "13:00");
	}
	if (strcmp(end_of(&w), set->end) != 0) {
		for (size_t i = 0; i < count; i++)
			print_error("%s\n", set->lines[order[i]]);
		fail_msg("%s:\n   got \"%s\"\n  want \"%s\"", set->name, end_of(&w), set->end);
	}
	world_end(&w);
}

/* Heap's way through all orders. */
static size_t every_order(const struct set *set, size_t *order, size_t k, size_t count)
{
	size_t done = 0;

	if (k <= 1) {
		check_one(set, order, count);
		return 1;
	}
	for (size_t i = 0; i < k; i++) {
		done += every_order(set, order, k - 1, count);
		size_t other = k % 2 == 0 ? i : 0, moved = order[other];
		order[other] = order[k - 1];
		order[k - 1] = moved;
	}
	return done;
}

static void test_every_order(void **state)
{
	(void)state;
	for (size_t s = 0; s < COUNT_OF(sets); s++) {
		size_t order[SET_MAX] = { 0, 1, 2, 3, 4, 5, 6 }, count = 0, orders = 1;
		while (sets[s].lines[count])
			orders *= ++count;
		check_int(sets[s].name, every_order(&sets[s], order, count, count), orders);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_order) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
