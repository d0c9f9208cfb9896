/* SPDX-License-Identifier: MIT */
/* The recipes of docs/policy.md do what they say: for each, by its heading, news in and what is open then: type, band, desk, when it opened,
 * and a clock. A recipe that is not played is a fault. */
#include "world.h"

#include "base/money.h"

#include <stdio.h>

#define FENCE "```policy\n"
#define PAGE_BYTES 65536
#define STEPS_MAX 6

struct step {
	const char *line, *now, *want; /* want: "TYPE band DESK opened, clock state time" of the newest case; "" = none is open */
};

static const struct recipe {
	const char *heading, *about, *clock;
	struct step steps[STEPS_MAX];
} recipes[] = {
	{ "Be stricter for one mode of transport", "shipment", "respond",
	  { { "08:00 shipment.planned customer=BIRKE mode=parcel dest=BER promise=16:00", "16:14", "" },
	    { NULL, "16:15", "late-arrival 1 transport 16:15, running 16:30" },
	    { "16:20 delivery.completed", NULL, "" } } },
	{ "Notice earlier, and tell another desk at the same time", "shipment", "respond",
	  { { "08:00 shipment.planned customer=BIRKE line_down=yes dest=BER promise=16:00", NULL, "" },
	    { "10:00 shipment.eta at=16:15", NULL, "" },
	    { "10:10 shipment.eta at=16:16", NULL, "eta-late 0 transport 10:10, running 10:40" } } },
	{ "Say what is done, step by step", "shipment", "respond",
	  { { "08:00 shipment.planned customer=BIRKE dest=BER promise=16:00 value=\"25000.00 EUR\"", NULL, "" },
	    { "15:00 delivery.completed", "39:00", "pod-missing 3 finance 39:00, running 63:00" },
	    { NULL, "600:00", "pod-missing 1 finance 39:00, breached 63:00" } } },
	{ "Put gold customers and money first", "shipment", "work-by",
	  { { "08:00 shipment.planned customer=ADLER dest=BER promise=16:00", NULL, "" },
	    { "10:00 shipment.eta at=17:00", NULL, "eta-late 1 transport 10:00, by 09:00" } } },
	{ "Class orders when they come", "shipment", "respond",
	  { { "08:00 shipment.planned customer=ADLER dest=BER promise=16:00 margin=\"600.00 EUR\"", "16:00", "late-arrival 0 transport 16:00, running 16:15" },
	    { "16:10 shipment.planned margin=\"400.00 EUR\"", NULL, "late-arrival 1 transport 16:00, running 16:15" } } },
	{ "Working hours and holidays", "shipment", "respond",
	  { { "08:00 shipment.planned customer=BIRKE dest=BER promise=16:00", NULL, "" },
	    { "15:00 delivery.completed", "39:00", "pod-missing 3 finance 39:00, running 63:00" } } },
	{ "Escalate in steps", "shipment", "respond",
	  { { "08:00 shipment.planned customer=BIRKE dest=BER promise=16:00", "16:44", "late-arrival 1 transport 16:30, running 16:45" },
	    { NULL, "16:45", "late-arrival 0 transport 16:30, breached 16:45" },
	    { NULL, "20:00", "late-arrival 0 claims 16:30, breached 16:45" } } },
	{ "Require papers of one customer", "shipment", "respond",
	  { { "08:00 shipment.planned customer=ADLER dest=BER promise=16:00", NULL, "" },
	    { "12:00 delivery.completed", NULL, "" },
	    { "13:00 pod.received", "36:00", "documents-missing 3 finance 36:00, running 60:00" } } },
	{ "Raise what may be spent without asking", "shipment", "limit", { { NULL, "08:00", "rebook 3,000.00 EUR urgent 1,000.00 EUR" } } },
	{ "An exception of your own", "shipment", "respond",
	  { { "08:00 shipment.planned customer=BIRKE temperature=yes dest=BER promise=16:00", NULL, "" },
	    { "10:00 shipment.eta at=17:01", NULL, "cold-chain-watch 1 transport 10:00, running 10:15" },
	    { "11:00 shipment.eta at=16:00", NULL, "" } } },
	{ "Cold goods, measured", "shipment", "respond",
	  { { "08:00 shipment.planned customer=BIRKE temperature=yes dest=BER promise=16:00", NULL, "" },
	    { "09:00 temperature.reading celsius=8.2", "09:14", "" },
	    { NULL, "09:15", "too-warm 0 transport 09:15, running 09:20" },
	    { "09:20 temperature.reading celsius=7.5", NULL, "too-warm 0 transport 09:15, breached 09:20" },
	    { "09:30 temperature.reading celsius=6.9", NULL, "" } } },
	{ "A carrier that goes silent on the road", "shipment", "respond",
	  { { "06:00 shipment.planned customer=ADLER mode=road dest=BER promise=40:00", NULL, "" },
	    { "08:00 shipment.picked-up", "13:59", "" },
	    { NULL, "14:00", "stalled 1 transport 14:00, running 14:20" },
	    { "15:00 position place=Kassel", NULL, "" } } },
	{ "What must be told, and by when", "shipment", "respond",
	  { { "06:00 shipment.planned customer=BIRKE dest=BER pickup=14:00 promise=40:00", "10:00", "milestone-missed 2 transport 10:00, running 34:00" },
	    { "11:00 tender.accepted", NULL, "" },
	    { "15:00 shipment.arrived place=Kassel", "16:00", "milestone-missed 2 transport 16:00, running 40:00" } } },
	{ "A message that can be taken back", "shipment", "delay",
	  { { "08:00 shipment.planned customer=ADLER carrier=DHLF dest=BER promise=16:00", NULL, "" },
	    { "09:00 shipment.eta at=18:00", NULL, "eta-late 1 transport 09:00, not drafted" },
	    { "09:10 tell template=new-eta", NULL, "eta-late 1 transport 09:00, waits 5m" } } },
	{ "Invoices that nobody settles", "invoice", "respond",
	  { { "08:00 invoice.received amount=\"90.00 EUR\" shipment=S1", "55:59", "" },
	    { NULL, "56:00", "invoice-open 3 finance 56:00, running 80:00" },
	    { "57:00 invoice.received expected=\"90.00 EUR\"", NULL, "" } } },
	{ "One client of a region", "shipment", "respond",
	  { { "06:00 shipment.planned customer=ADLER mode=road dest=BER pickup_by=08:00 pickup=08:00", "08:00",
	      "late-pickup 1 transport 08:00, running 08:10" } } },
	{ "A manual that stands alone", "shipment", "respond",
	  { { "06:00 shipment.milestone milestone=deliver nature=planned at=10:00", "23:59", "" },
	    { NULL, "24:00", "late-arrival 1 transport 24:00, running 48:00" } } },
};

static void read_page(char *out)
{
	FILE *file = fopen("docs/policy.md", "r");
	size_t bytes;

	assert_non_null(file);
	bytes = fread(out, 1, PAGE_BYTES - 1, file);
	assert_true(bytes > 0 && bytes < PAGE_BYTES - 1);
	out[bytes] = '\0';
	fclose(file);
}

/* What the test of a step looks at. */
static const char *delay_words(struct world *w)
{
	if (w->facts.letters.count == 0)
		return "not drafted";
	return arena_printf(&w->arena, "waits %lldm", (long long)w->facts.letters.items[0].row.delay_s / 60);
}

static const char *seen(struct world *w, const struct recipe *recipe)
{
	const struct case_open *c;

	if (strcmp(recipe->clock, "limit") == 0) {
		const struct policy_action_rule *rules;
		struct str text = { 0 };
		size_t count = policy_action_rules(w->policy, &rules);
		while (count > 1 && strcmp(rules->action, "rebook") != 0) {
			rules++;
			count--;
		}
		str_addf(&text, "%s ", rules->action);
		money_write(&text, money_of(rules->shipment_minor, rules->currency));
		str_adds(&text, " urgent ");
		money_write(&text, money_of(rules->cap_minor, rules->currency));
		const char *kept = arena_str(&w->arena, str_text(&text));
		str_release(&text);
		return kept;
	}
	if (w->facts.cases.count == 0)
		return "";
	c = world_case(w);
	return arena_printf(&w->arena, "%s %lld %s %s, %s", c->type, (long long)c->band, c->desk, hhmm(w, c->opened_at),
			    strcmp(recipe->clock, "work-by") == 0 ? arena_printf(&w->arena, "by %s", hhmm(w, c->work_by))
			    : strcmp(recipe->clock, "delay") == 0 ? delay_words(w)
								  : world_clock(w, recipe->clock));
}

static void play(const struct recipe *recipe, struct span text, int *wrong)
{
	struct world w;

	world_begin_text(&w, "recipe", text);
	w.facts.subject.kind = recipe->about;
	for (size_t i = 0; i < STEPS_MAX && recipe->steps[i].want; i++) {
		const struct step *step = &recipe->steps[i];
		if (step->line)
			world_say(&w, step->line);
		world_decide(&w, step->now ? step->now : step->line);
		if (strcmp(seen(&w, recipe), step->want) != 0) {
			print_error("%s, step %zu: got \"%s\", want \"%s\"\n", recipe->heading, i + 1, seen(&w, recipe), step->want);
			++*wrong;
		}
	}
	world_end(&w);
}

static const struct recipe *find(const char *heading, size_t length)
{
	for (size_t i = 0; i < COUNT_OF(recipes); i++)
		if (strlen(recipes[i].heading) == length && strncmp(recipes[i].heading, heading, length) == 0)
			return &recipes[i];
	return NULL;
}

static void test_recipes(void **state)
{
	static char page[PAGE_BYTES];
	int wrong = 0, count = 0;

	(void)state;
	read_page(page);
	for (const char *at = strstr(page, "\n### "); at; at = strstr(at + 1, "\n### ")) {
		const char *heading = at + 5, *fence = strstr(heading, FENCE), *end = fence ? strstr(fence, "```\n\n") : NULL;
		const struct recipe *recipe = find(heading, strcspn(heading, "\n"));
		if (!recipe || !fence || !end)
			fail_msg("this recipe is not played: %.*s", (int)strcspn(heading, "\n"), heading);
		fence += strlen(FENCE);
		play(recipe, (struct span){ fence, (size_t)(end - fence) }, &wrong);
		count++;
	}
	check_int("steps that end elsewhere", wrong, 0);
	check_int("all that are played stand on the page", count, COUNT_OF(recipes));
	assert_true(count >= 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_recipes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
