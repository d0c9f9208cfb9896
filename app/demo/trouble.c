/* SPDX-License-Identifier: MIT */
/* What partners say when something goes wrong, and when it is over: one pair for each exception
 * type. */
#include "demo/plot.h"

#include <string.h>

#include "base/digest.h"

#define MINUTES(n) ((n)*US_PER_MIN)
#define HOURS(n) ((n)*US_PER_HOUR)

/* A promise that does not fall due of itself soon after the opening, unless it is meant to. */
static int64_t calm_promise(struct story *story, const struct plot *plot, int64_t promise_at)
{
	if (plot->promise_at != INSTANT_NONE)
		return plot->promise_at;
	if (plot->at < story->open_at && promise_at < story->open_at + MINUTES(100) &&
	    plot->at > story->open_at - HOURS(10))
		return story->open_at + MINUTES(100 + freight_pick(story, 0, 12) * 15);
	return promise_at;
}

/* ---------------------------------------------------------------- on the road */

static const char *begin_late_pickup(struct story *story, const struct plot *plot)
{
	struct freight freight = plot_freight(story, plot);

	freight_plan(story, &freight, plot->at - MINUTES(75));
	freight.pickup_by = plot->at - MINUTES(30);
	freight.promise_at = calm_promise(story, plot, freight.promise_at);
	freight_tell(story, &freight, STEP_PLANNED, STEP_READY);
	return freight.ref;
}

/* It goes on its way after all, and arrives as it then can. */
static void end_late_pickup(struct story *story, int tenant, const char *ref, int64_t at)
{
	const struct freight *freight = freight_find(story, ref);
	int64_t arrives = at + MINUTES(25) + freight_transit_us(story, freight);

	(void)tenant;
	freight_say(story, freight, "shipment.picked-up", at, at, NULL, NULL,
		    story->world->sites[freight->from].name);
	freight_say(story, freight, "shipment.dispatched", at + MINUTES(25), at + MINUTES(25), NULL,
		    NULL, story->world->sites[freight->from].name);
	arrives = arrives < freight->promise_at ? arrives : freight->promise_at - MINUTES(40);
	arrives = plot_later(at + MINUTES(45), arrives);
	freight_say(story, freight, "delivery.completed", arrives, arrives, NULL, NULL,
		    story->world->sites[freight->to].name);
	freight_say(story, freight, "pod.received", arrives + MINUTES(150), arrives + MINUTES(150),
		    NULL, NULL, NULL);
}

static const char *begin_eta_late(struct story *story, const struct plot *plot)
{
	struct freight freight = plot_freight(story, plot);
	int64_t promise =
		calm_promise(story, plot, plot->at + MINUTES(freight_pick(story, 120, 300)));
	bool is_bad = plot->is_line || plot->way == PLOT_ASKED || plot->way == PLOT_REBOOKED;
	int64_t late = MINUTES(freight_pick(story, is_bad ? 200 : 50, is_bad ? 300 : 330));

	freight_plan_promise(story, &freight, promise);
	if (plot->is_early)
		freight_plan(story, &freight, plot->at + MINUTES(freight_pick(story, 150, 240)));
	plot_announce(&freight, plot->at);
	freight_tell(story, &freight, STEP_PLANNED, STEP_TENDER);
	for (int step = STEP_READY; step <= STEP_ARRIVE && !plot->is_early; step++) {
		const int64_t at[] = { [STEP_READY] = freight.ready_at,
				       [STEP_PICKUP] = freight.pickup_at,
				       [STEP_DEPART] = freight.depart_at,
				       [STEP_ROAD] = INT64_MAX,
				       [STEP_ARRIVE] = freight.arrive_at };
		if (at[step] != INSTANT_NONE && at[step] < plot->at - MINUTES(10))
			freight_tell(story, &freight, (enum freight_step)step,
				     (enum freight_step)step);
	}
	freight_say(story, &freight, "shipment.eta", plot->at, freight.promise_at + late,
		    ONE_OF(story, "road closed", "driver's hours", "breakdown", "queue at the hub",
			   "storm"),
		    NULL, NULL);
	return freight.ref;
}

static void end_on_road(struct story *story, int tenant, const char *ref, int64_t at)
{
	const struct freight *freight = freight_find(story, ref);

	(void)tenant;
	if (at < freight->promise_at - MINUTES(90)) {
		freight_say(story, freight, "shipment.eta", at, freight->promise_at - MINUTES(25),
			    NULL, NULL, NULL);
		at = freight->promise_at - MINUTES(45);
	}
	freight_say(story, freight, "delivery.completed", at, at, NULL, NULL,
		    story->world->sites[freight->to].name);
	freight_say(story, freight, "pod.received", at + MINUTES(170), at + MINUTES(170), NULL,
		    NULL, NULL);
}

static void tell_until(struct story *story, const struct freight *freight, int64_t until)
{
	freight_tell(story, freight, STEP_PLANNED, STEP_DEPART);
	freight_position(story, freight, freight->depart_at + (until - freight->depart_at) / 3);
	if (freight->arrive_at != INSTANT_NONE && freight->arrive_at < until - MINUTES(15))
		freight_tell(story, freight, STEP_ARRIVE, STEP_ARRIVE);
}

static int64_t grace_of(const struct story *story, const struct freight *freight)
{
	const struct world_customer *customer = &story->world->customers[freight->customer];

	if (freight->tenant != 0 || strcmp(customer->tier, "gold") == 0)
		return 0;
	return strcmp(story->world->carriers[freight->carrier].mode, "parcel") == 0 ? MINUTES(15)
										    : MINUTES(30);
}

static const char *begin_late_arrival(struct story *story, const struct plot *plot)
{
	struct freight freight = plot_freight(story, plot);

	freight_plan_promise(story, &freight, plot->at - grace_of(story, &freight));
	tell_until(story, &freight, plot->at);
	return freight.ref;
}

static const char *begin_cancelled(struct story *story, const struct plot *plot)
{
	struct freight freight = plot_freight(story, plot);

	freight_plan(story, &freight, plot->at + MINUTES(freight_pick(story, 240, 420)));
	plot_announce(&freight, plot->at);
	freight_tell(story, &freight, STEP_PLANNED, STEP_TENDER);
	freight_say(story, &freight, "shipment.cancelled", plot->at, INSTANT_NONE,
		    ONE_OF(story, "no driver", "truck broke down", "overbooked"), "carrier", NULL);
	return freight.ref;
}

/* The planners gave it to somebody else. */
static void end_cancelled(struct story *story, int tenant, const char *ref, int64_t at)
{
	const struct freight *freight = freight_find(story, ref);
	const char *carrier = story->world->carriers[freight->carrier].code;

	story_route(story, tenant, ref, carrier, "", at + MINUTES(120),
		    freight->promise_at - MINUTES(40), at);
}

static const char *begin_diverted(struct story *story, const struct plot *plot)
{
	struct freight freight = plot_freight(story, plot);
	int hub = world_hub_of(story->world, freight.from);

	freight_plan_promise(story, &freight, calm_promise(story, plot, plot->at + MINUTES(240)));
	freight_tell(story, &freight, STEP_PLANNED, STEP_DEPART);
	freight_say(story, &freight, "shipment.diverted", plot->at, plot->at, "pass closed",
		    "external", story->world->sites[hub].code);
	return freight.ref;
}

static const char *begin_failed_delivery(struct story *story, const struct plot *plot)
{
	struct freight freight = plot_freight(story, plot);

	freight_plan_promise(story, &freight, plot->at + MINUTES(45));
	freight.arrive_at = INSTANT_NONE;
	tell_until(story, &freight, plot->at);
	freight_say(story, &freight, "delivery.failed", plot->at, plot->at,
		    ONE_OF(story, "dock closed", "nobody to receive it", "wrong address",
			   "refused: no order number"),
		    NULL, story->world->sites[freight.to].name);
	return freight.ref;
}

static const char *begin_pod_missing(struct story *story, const struct plot *plot)
{
	struct freight freight = plot_freight(story, plot);
	int64_t delivered =
		plot->at - story->world->customers[freight.customer].pod_due_s * US_PER_S;

	freight_plan_promise(story, &freight, delivered + MINUTES(60));
	freight_tell(story, &freight, STEP_PLANNED, STEP_DEPART);
	freight_say(story, &freight, "delivery.completed", delivered, delivered, NULL, NULL,
		    story->world->sites[freight.to].name);
	return freight.ref;
}

static void end_pod_missing(struct story *story, int tenant, const char *ref, int64_t at)
{
	(void)tenant;
	freight_say(story, freight_find(story, ref), "pod.received", at, at, NULL, NULL, NULL);
}

static const char *begin_damage(struct story *story, const struct plot *plot)
{
	struct freight freight = plot_freight(story, plot);

	freight_plan_promise(story, &freight, plot->at + MINUTES(200));
	freight_tell(story, &freight, STEP_PLANNED, STEP_DEPART);
	freight_say(story, &freight, "goods.damaged", plot->at, plot->at,
		    ONE_OF(story, "two pallets crushed", "wet cartons", "load shifted"), "carrier",
		    story->world->sites[world_hub_of(story->world, freight.to)].code);
	freight_tell(story, &freight, STEP_DELIVER, STEP_POD); /* damaged as it is */
	return freight.ref;
}

static const char *begin_temperature(struct story *story, const struct plot *plot)
{
	struct freight freight = plot_freight(story, plot);

	freight_plan_promise(story, &freight, calm_promise(story, plot, plot->at + MINUTES(220)));
	freight_tell(story, &freight, STEP_PLANNED, STEP_DEPART);
	freight_event(story, plot->tenant, story_interface(story, freight.carrier),
		      "temperature.excursion", "shipment", freight.ref, plot->at, plot->at, true,
		      (const char *const[]) {
			      "celsius", "11.4", "limit", "8.0", "place",
			      story->world->sites[world_hub_of(story->world, freight.to)].name,
			      NULL });
	return freight.ref;
}

static void end_temperature(struct story *story, int tenant, const char *ref, int64_t at)
{
	const struct freight *freight = freight_find(story, ref);

	freight_event(story, tenant, story_interface(story, freight->carrier), "temperature.normal",
		      "shipment", ref, at, at, true,
		      (const char *const[]) { "celsius", "5.1", NULL });
	end_on_road(story, tenant, ref, at + MINUTES(20));
}

static const struct plot_type types[] = {
	{ "late-pickup", "", "corrected", "carrier", "delayed", "is the truck on its way?",
	  begin_late_pickup, end_late_pickup },
	{ "eta-late", "", "delivered", "carrier", "new-eta", "can it be made up?", begin_eta_late,
	  end_on_road },
	{ "late-arrival", "", "delivered", "carrier", "delayed",
	  "where is it, and when does it arrive?", begin_late_arrival, end_on_road },
	{ "cancelled", "", "rebooked", "carrier", "cancelled", "why, and who else could drive?",
	  begin_cancelled, end_cancelled },
	{ "diverted", "", "rerouted", "external", "delayed", "where does it stand now?",
	  begin_diverted, end_on_road },
	{ "failed-delivery", "", "delivered", "customer", "delivery-failed",
	  "when can they receive it?", begin_failed_delivery, end_on_road },
	{ "pod-missing", "fin", "corrected", "carrier", NULL, "where is the proof of delivery?",
	  begin_pod_missing, end_pod_missing },
	{ "damage", "clara", "corrected", "carrier", NULL, "send photos and the driver's report",
	  begin_damage, NULL },
	{ "temperature-excursion", "", "corrected", "carrier", NULL,
	  "set point, doors, unit running?", begin_temperature, end_temperature },
	{ "customs-hold", "omar", "corrected", "customs", "delayed", "which paper is missing?",
	  trade_begin_customs, trade_end_customs },
	{ "stock-mismatch", "wanda", "corrected", "warehouse", NULL,
	  "count the bay and its neighbours", trade_begin_stock, trade_end_stock },
	{ "order-hold", "cleo", "corrected", "customer", NULL,
	  "what is missing, and who can give it?", trade_begin_order_hold, trade_end_order_hold },
	{ "invoice-dispute", "fin", "corrected", "carrier", NULL, "by which rate was it billed?",
	  trade_begin_invoice, trade_end_invoice },
};

const struct plot_type *plot_type_find(const char *type)
{
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (strcmp(types[i].type, type) == 0)
			return &types[i];
	BUG("the story has no exception %s", type);
}
