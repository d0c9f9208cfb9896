/* SPDX-License-Identifier: MIT */
/* A shipment from plan to proof of delivery, as the TMS, the warehouse and the carrier tell it. */
#include "demo/freight.h"

#include <string.h>

#define MINUTES(n) ((n)*US_PER_MIN)
#define PICKS_MOST 10000

static bool is_wished(const struct story *story, int customer, const struct freight_wish *wish)
{
	const struct world_customer *of = &story->world->customers[customer];

	return of->tenant == wish->tenant && (!wish->tier || strcmp(of->tier, wish->tier) == 0) &&
	       (!wish->wants_plant || of->is_plant);
}

static int pick_customer(struct story *story, const struct freight_wish *wish)
{
	for (int i = 0; i < PICKS_MOST; i++) {
		int customer = (int)freight_pick(story, 0, WORLD_CUSTOMERS - 1);
		if (is_wished(story, customer, wish))
			return customer;
	}
	BUG("no customer as wished at tenant %d", wish->tenant);
}

static const struct world_good *pick_good(struct story *story, const struct freight_wish *wish)
{
	int at = (int)freight_pick(story, 0, WORLD_GOODS - 1);

	for (int i = 0; i < WORLD_GOODS; i++) {
		const struct world_good *good = &story->world->goods[(at + i) % WORLD_GOODS];
		if (good->tenant == wish->tenant && (!wish->wants_cold || good->is_cold) &&
		    !(wish->is_usual && good->is_cold))
			return good;
	}
	BUG("no goods as wished at tenant %d", wish->tenant);
}

/* A carrier that serves the lane and is not the dark one. */
static int pick_carrier(struct story *story, const struct freight *freight)
{
	const struct world *world = story->world;
	bool is_over_there = strcmp(world->sites[freight->to].city->country, "US") == 0;
	int at = (int)freight_pick(story, 0, WORLD_CARRIERS - 1);
	int any = -1;

	for (int i = 0; i < WORLD_CARRIERS; i++) {
		int carrier = (at + i) % WORLD_CARRIERS;
		const struct world_carrier *of = &world->carriers[carrier];
		if (!of->serves[freight->tenant] || of->is_american != is_over_there ||
		    carrier == story->dark[freight->tenant] || (freight->is_cold && !of->is_cold) ||
		    strcmp(of->mode, "air") == 0)
			continue;
		any = carrier;
		if (world_rate_find(world, freight->tenant, freight->from, freight->to, carrier,
				    freight->is_cold))
			return carrier;
	}
	BUG_IF(any < 0);
	return any;
}

struct freight freight_new(struct story *story, const struct freight_wish *wish)
{
	const struct world *world = story->world;
	int64_t no = story->next_no[wish->tenant]++;
	struct freight freight = { .tenant = wish->tenant,
				   .customer = pick_customer(story, wish),
				   .hub = -1,
				   .good = pick_good(story, wish),
				   .arrive_at = INSTANT_NONE };

	freight.from = world_warehouse_of(world, freight.customer);
	freight.to = world->customers[freight.customer].site;
	freight.is_cold = freight.good->is_cold;
	freight.is_line_down = wish->wants_plant;
	freight.carrier = pick_carrier(story, &freight);
	if (world_distance_km(world, freight.from, freight.to) > 380)
		freight.hub = world_hub_of(world, freight.to);
	freight.ref = arena_printf(&story->arena, "%s-%lld", world->tenants[wish->tenant].prefix,
				   (long long)no);
	freight.order = arena_printf(&story->arena, "SO-%lld", (long long)(no * 3 + 410007));
	return freight;
}

int64_t freight_transit_us(const struct story *story, const struct freight *freight)
{
	const struct world_rate *rate = world_rate_find(
		story->world, freight->tenant, freight->from, freight->to, freight->carrier, false);
	int km = world_distance_km(story->world, freight->from, freight->to);

	if (rate)
		return rate->transit_s * US_PER_S;
	return (60 + (int64_t)km) * 60 / 62 * US_PER_MIN;
}

/* Planners write round quarters of an hour. */
static int64_t quarter(int64_t at)
{
	return at - at % MINUTES(15);
}

void freight_plan(struct story *story, struct freight *freight, int64_t pickup_at)
{
	int64_t transit = freight_transit_us(story, freight);

	freight->pickup_at = quarter(pickup_at);
	freight->pickup_by = freight->pickup_at + MINUTES(45);
	freight->ready_at = freight->pickup_at - MINUTES(90);
	freight->depart_at = freight->pickup_at + MINUTES(30);
	freight->deliver_at = freight->depart_at + transit;
	freight->promise_at = quarter(freight->deliver_at + MINUTES(freight_pick(story, 75, 150)));
	freight->arrive_at =
		freight->hub >= 0 ? freight->depart_at + transit * 55 / 100 : INSTANT_NONE;
	freight->known_at = freight->pickup_at - MINUTES(freight_pick(story, 420, 1080));
}

void freight_plan_promise(struct story *story, struct freight *freight, int64_t promise_at)
{
	int64_t transit = freight_transit_us(story, freight), deliver_at = promise_at - MINUTES(90);

	freight_plan(story, freight, deliver_at - transit - MINUTES(30));
	freight->deliver_at = deliver_at;
	freight->promise_at = promise_at;
}

/* What was planned is known by its name from here on. */
static void keep(struct story *story, const struct freight *freight)
{
	struct freight *kept = arena_new(&story->arena, 1, sizeof *kept);

	*kept = *freight;
	map_put(&story->freights, span_of(kept->ref), kept);
}

const struct freight *freight_find(const struct story *story, const char *ref)
{
	return map_get(&story->freights, span_of(ref));
}

static void tell_planned(struct story *story, const struct freight *freight)
{
	const struct world *world = story->world;
	const struct world_customer *customer = &world->customers[freight->customer];
	struct arena *arena = &story->arena;
	int64_t value = freight->good->value_minor * freight_pick(story, 60, 140) / 100 / 100;
	const char *const attrs[] = {
		"title",
		arena_printf(arena, "%s for %s", freight->good->name, customer->name),
		"customer",
		customer->code,
		"carrier",
		world->carriers[freight->carrier].code,
		"origin",
		world->sites[freight->from].code,
		"dest",
		world->sites[freight->to].code,
		"mode",
		world->carriers[freight->carrier].mode,
		"goods",
		freight->good->name,
		"sku",
		freight->good->sku,
		"temperature",
		freight->is_cold ? "yes" : "",
		"hazardous",
		freight->good->is_hazardous ? "yes" : "",
		"line_down",
		freight->is_line_down ? "yes" : "",
		"value",
		arena_printf(arena, "%lld.00 EUR", (long long)value),
		"promise",
		freight_instant(story, freight->promise_at),
		"pickup_by",
		freight_instant(story, freight->pickup_by),
		"ready",
		freight_instant(story, freight->ready_at),
		"pickup",
		freight_instant(story, freight->pickup_at),
		"depart",
		freight_instant(story, freight->depart_at),
		"arrive",
		freight_instant(story, freight->arrive_at),
		"deliver",
		freight_instant(story, freight->deliver_at),
		"order",
		freight->order,
		"customer_ref",
		arena_printf(arena, "%s-%04lld", customer->code,
			     (long long)freight_pick(story, 1, 9999)),
		"pro",
		arena_printf(arena, "%s%07lld", world->carriers[freight->carrier].code,
			     (long long)freight_pick(story, 1000000, 9999999)),
		NULL,
	};

	keep(story, freight);
	freight_event(story, freight->tenant, "tms-events", "shipment.planned", "shipment",
		      freight->ref, freight->known_at, INSTANT_NONE, false, attrs);
}

void freight_say(struct story *story, const struct freight *freight, const char *type, int64_t at,
		 int64_t actual_at, const char *reason, const char *side, const char *place)
{
	const char *const attrs[] = { "reason", reason, "side", side, "place", place, NULL };

	freight_event(story, freight->tenant, story_interface(story, freight->carrier), type,
		      "shipment", freight->ref, at, actual_at, true, attrs);
}

void freight_position(struct story *story, const struct freight *freight, int64_t at)
{
	int hub = freight->hub >= 0 ? freight->hub : world_hub_of(story->world, freight->from);

	freight_say(story, freight, "position", at, at, NULL, NULL,
		    arena_printf(&story->arena, "near %s", story->world->sites[hub].city->name));
}

static void tell_tender(struct story *story, const struct freight *freight)
{
	const char *const attrs[] = { "carrier", story->world->carriers[freight->carrier].code,
				      NULL };

	freight_event(story, freight->tenant, "tms-events", "tender.accepted", "shipment",
		      freight->ref, freight->known_at + MINUTES(freight_pick(story, 12, 70)),
		      INSTANT_NONE, false, attrs);
}

static void tell_road(struct story *story, const struct freight *freight)
{
	int64_t on_road = freight->deliver_at - freight->depart_at;

	freight_position(story, freight,
			 freight->depart_at + on_road * freight_pick(story, 25, 45) / 100);
	freight_say(story, freight, "shipment.eta", freight->depart_at + on_road / 2,
		    freight->deliver_at + MINUTES(freight_pick(story, -20, 15)), NULL, NULL, NULL);
}

static void tell_step(struct story *story, const struct freight *freight, enum freight_step step)
{
	int64_t drift = MINUTES(freight_pick(story, -10, 8)), at;
	const struct world_site *sites = story->world->sites;

	switch (step) {
	case STEP_PLANNED:
		tell_planned(story, freight);
		break;
	case STEP_TENDER:
		tell_tender(story, freight);
		break;
	case STEP_READY:
		freight_event(story, freight->tenant, "wms", "pick.completed", "shipment",
			      freight->ref, freight->ready_at + drift, freight->ready_at + drift,
			      false, NULL);
		break;
	case STEP_PICKUP:
		at = freight->pickup_at + drift;
		freight_say(story, freight, "shipment.picked-up", at, at, NULL, NULL,
			    sites[freight->from].name);
		break;
	case STEP_DEPART:
		at = freight->depart_at + drift;
		freight_say(story, freight, "shipment.dispatched", at, at, NULL, NULL,
			    sites[freight->from].name);
		break;
	case STEP_ROAD:
		tell_road(story, freight);
		break;
	case STEP_ARRIVE:
		if (freight->arrive_at != INSTANT_NONE)
			freight_say(story, freight, "shipment.arrived", freight->arrive_at + drift,
				    freight->arrive_at + drift, NULL, NULL,
				    sites[freight->hub].code);
		break;
	case STEP_DELIVER:
		at = freight->deliver_at + drift;
		freight_say(story, freight, "delivery.completed", at, at, NULL, NULL,
			    sites[freight->to].name);
		break;
	case STEP_POD:
		at = freight->deliver_at + MINUTES(freight_pick(story, 120, 300));
		freight_say(story, freight, "pod.received", at, at, NULL, NULL, NULL);
		break;
	}
}

void freight_tell(struct story *story, const struct freight *freight, enum freight_step from,
		  enum freight_step to)
{
	for (int step = (int)from; step <= (int)to; step++)
		tell_step(story, freight, (enum freight_step)step);
}
