/* SPDX-License-Identifier: MIT */
/*
 * What deciding about an event costs with the whole core manual loaded: ruletime SHIPMENTS
 *
 * Each shipment is planned, picked up, expected late or in time, delivered and proven, each event a decision of its own, as an engine
 * that has nothing else to do makes them. Printed: events, microseconds of rules_decide an event in the mean, and those of each kind of
 * news. Reading the store and writing to it are not in it.
 */
#include <time.h>

#include "../unit/rules/world.h"

#define ROUND_SHIPMENTS 200

static const char *const news[] = {
	"05:00 shipment.planned customer=ADLER carrier=DHLF origin=HAM dest=BER promise=16:00 pickup=08:00 value=12000EUR pro=P1 order=S1",
	"08:10 shipment.picked-up place=Hamburg",
	"11:00 shipment.eta at=15:50",
	"12:00 position place=Kassel",
	"13:00 shipment.eta at=17:10", /* late: a case opens */
	"16:40 delivery.completed place=Berlin",
	"18:00 pod.received signed_by=Maier",
};

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t decide_ns(struct world *w, const char *line)
{
	struct rules_step step = { w->policy, &w->reference, &w->ids, &w->arena, clock_of(line), MONDAY + 1000 * US_PER_DAY };
	int64_t began;

	world_say(w, line);
	began = now_ns();
	rules_decide(&step, &w->facts);
	began = now_ns() - began;
	world_store(w);
	return began;
}

static void next_shipment(struct world *w)
{
	int64_t id = w->facts.subject.subject_id + 1;

	facts_release(&w->facts);
	w->facts = (struct facts){ .dark_since = INSTANT_NONE, .dark_from = INSTANT_NONE, .dark_until = INSTANT_NONE };
	row_init(&row_stored_subject, &w->facts.subject);
	w->facts.subject.tenant_id = 1;
	w->facts.subject.subject_id = id;
	w->facts.subject.kind = "shipment";
	w->facts.subject.ref = "SHP-1";
	w->facts.subject.version = 0;
	w->closed.count = w->effects.count = w->audits.count = w->log.count = 0;
}

int main(int argc, char **argv)
{
	int64_t shipments = argc > 1 ? atoi(argv[1]) : 2000, spent[COUNT_OF(news)] = { 0 }, all = 0;

	for (int64_t n = 0; n < shipments; n += ROUND_SHIPMENTS) {
		struct world w;
		world_begin(&w, "core");
		for (int i = 0; i < ROUND_SHIPMENTS; i++, next_shipment(&w))
			for (size_t k = 0; k < COUNT_OF(news); k++)
				spent[k] += decide_ns(&w, news[k]);
		world_end(&w);
	}
	shipments = (shipments + ROUND_SHIPMENTS - 1) / ROUND_SHIPMENTS * ROUND_SHIPMENTS;
	for (size_t k = 0; k < COUNT_OF(news); k++)
		all += spent[k];
	printf("%lld events, %.1f us each\n", (long long)shipments * (long long)COUNT_OF(news),
	       (double)all / 1000 / (double)shipments / (double)COUNT_OF(news));
	for (size_t k = 0; k < COUNT_OF(news); k++)
		printf("%6.1f us  %.60s\n", (double)spent[k] / 1000 / (double)shipments, news[k]);
	return 0;
}
