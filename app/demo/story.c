/* SPDX-License-Identifier: MIT */
/* Traffic that goes well, interfaces that are alive, and the list of it all in order. */
#include "demo/story.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "demo/cast.h"
#include "demo/freight.h"
#include "demo/interfaces.h"

#define MINUTES(n) ((n)*US_PER_MIN)
#define HOURS(n) ((n)*US_PER_HOUR)
#define HEARTBEAT_US MINUTES(100)
#define DARK_US MINUTES(510)	 /* how long before the opening the dark carrier was last heard */
#define DARK_END_US MINUTES(150) /* and how long after it that it comes back */
#define COVERED 6		 /* shipments that hang on it meanwhile */

const char *story_interface(struct story *story, int carrier)
{
	return interfaces_of_carrier(story->world, &story->arena, carrier);
}

static bool is_dark(const struct story *story, int tenant, int carrier, int64_t at)
{
	return story->dark[tenant] == carrier && at > story->open_at - DARK_US &&
	       at < story->open_at + DARK_END_US;
}

static void beat(struct story *story, int tenant, const char *interface, int64_t at)
{
	freight_event(story, tenant, interface, "interface.heartbeat", "interface", interface, at,
		      at, false, NULL);
}

static void tell_alive(struct story *story, int64_t from, int64_t until)
{
	for (int tenant = 0; tenant < WORLD_TENANTS; tenant++)
		for (int carrier = 0; carrier < WORLD_CARRIERS; carrier++)
			for (int64_t at = from + MINUTES(1 + 7 * carrier); at < until;
			     at += HEARTBEAT_US)
				if (story->world->carriers[carrier].serves[tenant] &&
				    !is_dark(story, tenant, carrier, at))
					beat(story, tenant, story_interface(story, carrier), at);
	if (from <= story->open_at && until > story->open_at)
		for (int tenant = 0; tenant < WORLD_TENANTS; tenant++)
			if (story->dark[tenant] >= 0)
				beat(story, tenant, story_interface(story, story->dark[tenant]),
				     story->open_at - DARK_US);
}

/* Shipments that go well, picked up between five and eighteen UTC. */
static void tell_traffic(struct story *story, int64_t from, int64_t until)
{
	static const int a_day[WORLD_TENANTS] = { 32, 20 };

	for (int tenant = 0; tenant < WORLD_TENANTS; tenant++) {
		const struct freight_wish wish = { .tenant = tenant };
		int64_t gap = HOURS(24) / a_day[tenant];
		for (int64_t at = from + gap / 2; at < until; at += gap) {
			struct freight freight;
			if (at % US_PER_DAY < HOURS(5) || at % US_PER_DAY > HOURS(18))
				continue;
			freight = freight_new(story, &wish);
			freight_plan(story, &freight, at + MINUTES(freight_pick(story, 0, 40)));
			freight_tell(story, &freight, STEP_PLANNED, STEP_POD);
		}
	}
}

/* What is on the road with the dark carrier: picked up before it went dark, promised for long
 * after. */
static void tell_covered(struct story *story, int tenant)
{
	const struct freight_wish wish = { .tenant = tenant, .tier = "bronze", .is_usual = true };

	for (int i = 0; i < COVERED; i++) {
		struct freight freight = freight_new(story, &wish);
		freight.carrier = story->dark[tenant];
		freight_plan(story, &freight, story->open_at - DARK_US - HOURS(1 + i));
		freight.promise_at = story->open_at + MINUTES(95 + 40 * i);
		freight_tell(story, &freight, STEP_PLANNED, STEP_DEPART);
		freight_say(story, &freight, "delivery.completed",
			    story->open_at + DARK_END_US + MINUTES(5 + i),
			    freight.promise_at - MINUTES(30), NULL, NULL, NULL);
	}
}

static int by_time(const void *left, const void *right)
{
	const struct story_item *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void story_sort(struct story *story, size_t from)
{
	qsort(story->items.items + from, story->items.count - from, sizeof *story->items.items,
	      by_time);
}

static void start(struct story *story, const struct world *world, int64_t open_at)
{
	*story = (struct story) { .world = world,
				  .random = world->seed * 977 + 5,
				  .open_at = open_at,
				  .start_at = open_at - HOURS(24 * STORY_DAYS),
				  .next_id = 1 };
	for (int tenant = 0; tenant < WORLD_TENANTS; tenant++) {
		story->next_no[tenant] = world->tenants[tenant].first_no;
		story->dark[tenant] = -1;
	}
	story->dark[0] = world_carrier_find(world, "VSTL");
}

void story_write(struct story *story, const struct world *world, int64_t open_at)
{
	start(story, world, open_at);
	tell_alive(story, story->start_at, open_at + HOURS(24));
	tell_traffic(story, story->start_at + HOURS(2), open_at + HOURS(24));
	tell_covered(story, 0);
	cast_past(story);
	cast_opening(story);
	cast_future(story, open_at + MINUTES(14), open_at + HOURS(24));
	story->told_until = open_at + HOURS(24);
	story_sort(story, 0);
}

void story_go_on(struct story *story, int64_t until)
{
	int64_t from = story->told_until;

	if (until <= from)
		return;
	tell_alive(story, from, until);
	tell_traffic(story, from, until);
	cast_future(story, from, until);
	story->told_until = until;
}

const char *story_add(struct story *story, const char *type, int tenant, int64_t at)
{
	const struct plot plot = { .type = type,
				   .tenant = tenant,
				   .at = at,
				   .end_at = at + HOURS(3),
				   .way = PLOT_LEFT,
				   .next_at = INSTANT_NONE,
				   .promise_at = INSTANT_NONE,
				   .asked_at = INSTANT_NONE,
				   .is_cold = strcmp(type, "temperature-excursion") == 0 };

	return plot_write(story, &plot);
}

void story_end_case(struct story *story, int tenant, const char *type, const char *ref, int64_t at)
{
	const struct plot_type *of = plot_type_find(type);

	if (of->end)
		of->end(story, tenant, ref, at);
}

void story_route(struct story *story, int tenant, const char *ref, const char *carrier,
		 const char *quote, int64_t pickup, int64_t deliver, int64_t at)
{
	const struct freight *old = freight_find(story, ref);
	int64_t applied = at + MINUTES(freight_pick(story, 1, 3)),
		accepted = applied + MINUTES(freight_pick(story, 3, 8));
	int code = world_carrier_find(story->world, carrier);
	struct freight freight;

	freight_event(story, tenant, "tms-events", "route.applied", "shipment", ref, applied,
		      applied, false,
		      (const char *const[]) { "carrier", carrier, "quote", quote, NULL });
	freight_event(story, tenant, "tms-events", "route.accepted", "shipment", ref, accepted,
		      accepted, false,
		      (const char *const[]) { "carrier", carrier, "quote", quote, "pickup",
					      freight_instant(story, pickup), "deliver",
					      freight_instant(story, deliver), NULL });
	if (!old || code < 0)
		return;
	freight = *old;
	freight.carrier = code;
	pickup = pickup > accepted ? pickup : accepted + MINUTES(10);
	deliver = deliver > pickup ? deliver : pickup + HOURS(2);
	freight_say(story, &freight, "shipment.picked-up", pickup, pickup, NULL, NULL, NULL);
	freight_say(story, &freight, "shipment.dispatched", pickup + MINUTES(20),
		    pickup + MINUTES(20), NULL, NULL, NULL);
	freight_say(story, &freight, "delivery.completed", deliver, deliver, NULL, NULL,
		    story->world->sites[freight.to].name);
	freight_say(story, &freight, "pod.received", deliver + MINUTES(140), deliver + MINUTES(140),
		    NULL, NULL, NULL);
}

void story_release(struct story *story)
{
	vec_release(&story->items);
	map_release(&story->freights);
	arena_release(&story->arena);
	*story = (struct story) { 0 };
}
