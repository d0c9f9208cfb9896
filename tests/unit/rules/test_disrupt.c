/* SPDX-License-Identifier: MIT */
/* Disruptions: what cases have in common, when they are one, what a person did, and the three piles. Property: in whatever order and in
 * however many steps cases are seen, the same ones stand together. */
#include "world.h"

#include "policy/manual.h"
#include "rules/disrupt.h"

#define CANDIDATES_MAX 64

static const struct policy_disruption two_hours = {
	.name = "carrier", .window_us = 2 * US_PER_HOUR, .most_us = 24 * US_PER_HOUR, .least = 5
};

static struct disrupt_candidate at_minute(int64_t case_id, int64_t minute)
{
	return (struct disrupt_candidate) { .case_id = case_id, .at = MONDAY + minute * US_PER_MIN, .is_open = true };
}

static size_t group_minutes(const int *minutes, size_t count, struct disrupt_candidate *candidates, struct disrupt_runs *runs)
{
	runs->count = 0;
	for (size_t i = 0; i < count; i++)
		candidates[i] = at_minute((int64_t)i + 1, minutes[i]);
	disrupt_group(&two_hours, candidates, count, runs);
	return runs->count;
}

static void test_least_and_window(void **state)
{
	static const int lone[] = { 10 }, four[] = { 10, 20, 30, 40 }, five[] = { 10, 130, 250, 370, 490 }, gap[] = { 10, 20, 30, 151, 160 };
	struct disrupt_candidate candidates[8];
	struct disrupt_runs runs = { 0 };

	(void)state;
	check_int("a lone case", (int64_t)group_minutes(lone, 1, candidates, &runs), 0);
	check_int("it stands nowhere", candidates[0].to_id, 0);
	check_int("one too few", (int64_t)group_minutes(four, 4, candidates, &runs), 0);
	check_int("each extends the window", (int64_t)group_minutes(five, 5, candidates, &runs), 1);
	check_int("all of them", (int64_t)runs.items[0].count, 5);
	check_int("new", candidates[4].to_id, -1);
	check_int("a gap", (int64_t)group_minutes(gap, 5, candidates, &runs), 0);
	vec_release(&runs);
}

/* A run never lasts longer than `most`, however it goes on. */
static void test_most(void **state)
{
	struct disrupt_candidate candidates[40];
	struct disrupt_runs runs = { 0 };

	(void)state;
	for (int i = 0; i < 40; i++)
		candidates[i] = at_minute(i + 1, i * 60);
	disrupt_group(&two_hours, candidates, 40, &runs);
	check_int("runs", (int64_t)runs.count, 2);
	check_int("of the first day", (int64_t)runs.items[0].count, 25);
	check_int("of the second", (int64_t)runs.items[1].count, 15);
	vec_release(&runs);
}

static void test_goes_on(void **state)
{
	struct disrupt_candidate candidates[8];
	struct disrupt_runs runs = { 0 };

	(void)state;
	for (int i = 0; i < 6; i++)
		candidates[i] = at_minute(i + 1, i * 10);
	for (int i = 0; i < 5; i++)
		candidates[i].disruption_id = i < 2 ? 70 : 71;
	disrupt_group(&two_hours, candidates, 6, &runs);
	check_int("the older one goes on", candidates[5].to_id, 70);
	check_int("and takes the other's", candidates[3].to_id, 70);
	/* Small again since a person took some out: what people work is not dissolved, what nobody works is. */
	runs.count = 0;
	candidates[0] = at_minute(1, 0);
	candidates[0].disruption_id = 70;
	disrupt_group(&two_hours, candidates, 1, &runs);
	check_int("dissolved", candidates[0].to_id, 0);
	runs.count = 0;
	candidates[0].disruption_id = 70;
	candidates[0].is_worked = true;
	disrupt_group(&two_hours, candidates, 1, &runs);
	check_int("stays", candidates[0].to_id, 70);
	/* What is over before it was seen is no disruption any more. */
	runs.count = 0;
	for (int i = 0; i < 6; i++) {
		candidates[i] = at_minute(i + 1, i * 10);
		candidates[i].is_open = false;
	}
	disrupt_group(&two_hours, candidates, 6, &runs);
	check_int("all closed", (int64_t)runs.count, 0);
	vec_release(&runs);
}

/* ---------------------------------------------------------------- order */

struct plot {
	struct disrupt_candidate all[CANDIDATES_MAX];
	size_t count;
};

static void shuffle(struct plot *plot, uint64_t *seed)
{
	for (size_t i = plot->count; i > 1; i--) {
		size_t k = random_next(seed) % i;
		struct disrupt_candidate moved = plot->all[i - 1];
		plot->all[i - 1] = plot->all[k];
		plot->all[k] = moved;
	}
}

/* Shows more and more of them, each time with what was decided before; the engine's part is to number what is new. */
static void play(const struct plot *plot, uint64_t *seed, bool is_at_once, struct disrupt_candidate *out)
{
	struct disrupt_runs runs = { 0 };
	int64_t next = 100;
	size_t shown = 0, seen = 0;

	while (seen < plot->count) {
		size_t more = is_at_once ? plot->count : 1 + random_next(seed) % 7;
		for (; seen < plot->count && more > 0; more--)
			out[shown++] = plot->all[seen++];
		runs.count = 0;
		disrupt_group(&two_hours, out, shown, &runs);
		for (size_t i = 0; i < shown; i++)
			out[i].disruption_id = out[i].to_id < 0 ? next - out[i].to_id : out[i].to_id;
		next += CANDIDATES_MAX;
	}
	vec_release(&runs);
}

/* Do the same cases stand together? Both are in the order of time. */
static void check_same(const struct disrupt_candidate *a, const struct disrupt_candidate *b, size_t count, uint64_t seed)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = i; k < count; k++) {
			bool in_a = a[i].disruption_id && a[i].disruption_id == a[k].disruption_id;
			bool in_b = b[i].disruption_id && b[i].disruption_id == b[k].disruption_id;
			if (in_a != in_b)
				fail_msg("seed %llu: cases %lld and %lld stand together in one order only", (unsigned long long)seed,
					 (long long)a[i].case_id, (long long)a[k].case_id);
		}
}

static void test_any_order(void **state)
{
	struct disrupt_candidate first[CANDIDATES_MAX], second[CANDIDATES_MAX];

	(void)state;
	for (uint64_t begin = 1; begin <= 2000; begin++) {
		uint64_t seed = begin;
		struct plot plot = { .count = 1 + random_next(&seed) % CANDIDATES_MAX };
		for (size_t i = 0; i < plot.count; i++)
			plot.all[i] = at_minute((int64_t)i + 1, (int64_t)(random_next(&seed) % (begin % 2 ? 1200 : 6000)));
		play(&plot, &seed, true, first);
		shuffle(&plot, &seed);
		play(&plot, &seed, false, second);
		check_same(first, second, plot.count, begin);
	}
}

/* ---------------------------------------------------------------- causes and piles */

static const struct policy_disruption *rule_of(const struct world *w, const char *name)
{
	for (size_t i = 0; i < w->policy->disruptions.count; i++)
		if (strcmp(w->policy->disruptions.items[i].name, name) == 0)
			return &w->policy->disruptions.items[i];
	fail_msg("the manual has no disruption %s", name);
	return NULL;
}

static struct rules_step step_at(struct world *w, const char *time)
{
	return (struct rules_step) { .policy = w->policy, .reference = &w->reference, .ids = &w->ids, .arena = &w->arena, .now = clock_of(time), .server_now = clock_of(time) };
}

static const struct case_open *only_case(const struct world *w)
{
	if (w->facts.cases.count != 1)
		fail_msg("%zu cases", w->facts.cases.count);
	return &w->facts.cases.items[0].row;
}

static void test_causes(void **state)
{
	struct world w = { 0 };

	(void)state;
	world_begin(&w, "core");
	world_say(&w, "05:00 shipment.planned customer=ADLER carrier=DHLF origin=HAM dest=BER promise=16:00 pickup=08:00");
	world_say(&w, "09:00 shipment.eta at=18:00");
	world_decide(&w, "09:00");
	struct rules_step step = step_at(&w, "09:01");
	const struct case_open *c = only_case(&w);
	check_str("carrier", disrupt_cause(&step, rule_of(&w, "carrier"), &w.facts, c, ""), "carrier DHLF");
	check_str("lane", disrupt_cause(&step, rule_of(&w, "lane"), &w.facts, c, ""), "lane HAM > BER");
	assert_null(disrupt_cause(&step, rule_of(&w, "port"), &w.facts, c, ""));    /* there is none on its way */
	assert_null(disrupt_cause(&step, rule_of(&w, "outside"), &w.facts, c, "")); /* nobody said so */
	assert_null(disrupt_cause(&step, rule_of(&w, "interface"), &w.facts, c, "dhlf"));
	w.sites[0].kind = "port";
	check_str("port", disrupt_cause(&step, rule_of(&w, "port"), &w.facts, c, ""), "port HAM");
	struct policy_disruption both = *rule_of(&w, "carrier");
	both.causes |= 1U << CAUSE_LANE;
	check_str("both", disrupt_cause(&step, &both, &w.facts, c, ""), "carrier DHLF, lane HAM > BER");
	world_end(&w);
}

static void check_pile(const char *what, const char *const *lines, const char *now, enum disrupt_pile pile, const char *words)
{
	struct world w = { 0 };

	world_begin(&w, "core");
	for (; *lines; lines++)
		world_say(&w, *lines);
	world_decide(&w, now);
	struct rules_step step = step_at(&w, now);
	struct disrupt_standing standing = disrupt_pile(&step, rule_of(&w, "carrier"), &w.facts, only_case(&w));
	check_str(what, disrupt_pile_word(standing.pile), disrupt_pile_word(pile));
	if (!strstr(standing.why, words))
		fail_msg("%s: %s", what, standing.why);
	world_end(&w);
}

static void test_piles(void **state)
{
	static const char *const gold = "05:00 shipment.planned customer=ADLER carrier=DHLF origin=HAM dest=BER promise=16:00 pickup=08:00",
				*const plain = "05:00 shipment.planned customer=BIRKE carrier=DHLF origin=HAM dest=BER promise=16:00 pickup=08:00",
				*const late = "09:00 shipment.eta at=18:00", *const picked = "08:10 shipment.picked-up";

	(void)state;
	check_pile("not picked up", (const char *const[]) { gold, late, NULL }, "09:05", PILE_REBOOK, "still makes");
	check_pile("too late to rebook", (const char *const[]) { gold, late, NULL }, "15:30", PILE_TELL, "Adler Markt (gold) was promised");
	check_pile("under way, gold", (const char *const[]) { gold, picked, late, NULL }, "09:05", PILE_TELL, "expected 18:00");
	check_pile("under way, nobody special", (const char *const[]) { plain, picked, late, NULL }, "09:05", PILE_WAIT, "low stake");
	check_pile("no pickup yet, promised later", (const char *const[]) { gold, "09:30 shipment.eta at=15:00", NULL }, "09:35", PILE_WAIT, "still in time");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_least_and_window), cmocka_unit_test(test_most), cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_any_order),	 cmocka_unit_test(test_causes), cmocka_unit_test(test_piles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
