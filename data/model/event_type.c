/* SPDX-License-Identifier: MIT */
/* The canonical events and the order of milestones, as tables. */
#include "model/event_type.h"

#include <string.h>

#define PLAN_ATTRS \
	"title customer carrier supplier origin dest mode service goods temperature hazardous " \
	"line_down value promise " \
	"pickup_by ready tender pickup depart arrive deliver contract order po pro bol container " \
	"customer_ref sku"

const struct event_type event_types[] = {
	/* transport */
	{ "shipment.planned", "shipment", "", "planned", true, PLAN_ATTRS,
	  "A shipment as planned, or planned anew: who, what, from, to, promised when, and the "
	  "planned milestones." },
	{ "shipment.milestone", "shipment", "", "", true, "",
	  "One milestone, planned, estimated or actual; only a planned one makes a shipment." },
	{ "shipment.eta", "shipment", MILESTONE_DELIVER, "estimated", false, "",
	  "When it is expected to arrive." },
	{ "shipment.delayed", "shipment", MILESTONE_DELIVER, "estimated", false, "delay_min",
	  "The carrier says it is late: with a new time (at), with minutes (delay_min), or without "
	  "either." },
	{ "shipment.dispatched", "shipment", MILESTONE_DEPART, "actual", false, "", "It left." },
	{ "shipment.picked-up", "shipment", MILESTONE_PICKUP, "actual", false, "",
	  "The carrier has it." },
	{ "shipment.arrived", "shipment", MILESTONE_ARRIVE, "actual", false, "",
	  "It reached its terminal, port or airport." },
	{ "shipment.cancelled", "shipment", MILESTONE_CANCELLED, "actual", false, "",
	  "It will not move." },
	{ "shipment.diverted", "shipment", MILESTONE_DIVERTED, "actual", false, "dest",
	  "It goes somewhere else than planned." },
	{ "shipment.released", "shipment", MILESTONE_RELEASE, "actual", false, "", "It may go." },
	{ "position", "shipment", "", "", false, "", "Where it is; place names it." },
	{ "delivery.completed", "shipment", MILESTONE_DELIVER, "actual", false, "pieces",
	  "It was delivered." },
	{ "delivery.failed", "shipment", MILESTONE_ATTEMPT, "actual", false, "",
	  "They tried to deliver and could not." },
	{ "delivery.refused", "shipment", MILESTONE_ATTEMPT, "actual", false, "",
	  "The consignee refused it." },
	{ "pod.received", "shipment", MILESTONE_POD, "actual", false, "signed_by",
	  "The proof of delivery is here." },
	{ "goods.damaged", "shipment", "", "", false, "pieces", "Goods are damaged." },
	{ "goods.short", "shipment", "", "", false, "short", "Fewer pieces than the papers say." },
	{ "temperature.excursion", "shipment", "", "", false, "celsius limit",
	  "The cold chain is broken just now." },
	{ "temperature.normal", "shipment", "", "", false, "celsius",
	  "The temperature is back inside its limits." },
	{ "line.down", "shipment", "", "", false, "",
	  "A production line stands, or will, for want of it." },
	{ "line.up", "shipment", "", "", false, "", "The line no longer waits for it." },
	{ "returns.initiated", "shipment", "", "", false, "", "It comes back." },
	/* customs */
	{ "customs.hold", "shipment", "", "", false, "hold",
	  "Customs holds it; a hold has a name, and there may be several." },
	{ "customs.released", "shipment", "", "", false, "hold",
	  "A named hold is lifted; without a name, all are." },
	/* carriers and the TMS */
	{ "tender.sent", "shipment", MILESTONE_TENDER, "planned", false, "carrier",
	  "A carrier was asked; at says until when it answers." },
	{ "tender.accepted", "shipment", MILESTONE_TENDER, "actual", false, "carrier quote",
	  "The carrier takes it." },
	{ "tender.declined", "shipment", "", "", false, "carrier quote",
	  "The carrier does not take it." },
	{ "route.applied", "shipment", "", "", false, "carrier quote effect",
	  "The TMS carries out an approved action." },
	{ "route.accepted", "shipment", MILESTONE_TENDER, "actual", false,
	  "carrier quote deliver pickup depart arrive",
	  "The new carrier or route stands, with its planned milestones." },
	{ "route.refused", "shipment", "", "", false, "carrier quote",
	  "The TMS or carrier refuses an approved action." },
	/* warehouse */
	{ "order.released", "order", MILESTONE_RELEASE, "actual", true, PLAN_ATTRS,
	  "An order may be worked." },
	{ "order.held", "order", "", "", true, PLAN_ATTRS " hold",
	  "An order is held: credit, data, compliance." },
	{ "order.confirmed", "order", "", "", true, PLAN_ATTRS,
	  "Stock for an order is confirmed." },
	{ "pick.completed", "shipment", MILESTONE_READY, "actual", false, "",
	  "Picked and packed: it waits for its truck." },
	{ "stock.short", "stock", "", "", true, "site sku name on_hand system short order shipment",
	  "A pick found less than the system said." },
	{ "stock.counted", "stock", "", "", true, "site sku name on_hand system reserved",
	  "Somebody counted it." },
	/* money */
	{ "invoice.ready", "invoice", "", "", true,
	  "title carrier customer amount expected shipment order", "An invoice can go out." },
	{ "invoice.disputed", "invoice", "", "", true,
	  "title carrier customer amount expected shipment order",
	  "An invoice does not match: amount is billed, expected is by contract." },
	{ "invoice.settled", "invoice", "", "", false, "amount",
	  "It is paid, credited or withdrawn." },
	/* interfaces */
	{ "interface.heartbeat", "interface", "", "", true, "", "An interface is alive." },
	{ "interface.failed", "interface", "", "", true, "",
	  "A partner's system says no, again and again." },
	/* any subject */
	{ "retraction", "shipment", "", "", false, "",
	  "An earlier event (retracts) was wrong and is taken back; nothing else." },
	{ 0 },
};

static const char *const road[] = { MILESTONE_RELEASE, MILESTONE_TENDER, MILESTONE_READY,
				    MILESTONE_PICKUP,  MILESTONE_DEPART, MILESTONE_ARRIVE,
				    MILESTONE_DELIVER, MILESTONE_POD };

const struct event_type *event_type_find(const char *name)
{
	for (const struct event_type *type = event_types; type->name; type++)
		if (strcmp(type->name, name) == 0)
			return type;
	return NULL;
}

int milestone_order(const char *code)
{
	for (size_t i = 0; i < sizeof road / sizeof road[0]; i++)
		if (strcmp(road[i], code) == 0)
			return (int)i;
	return -1;
}
