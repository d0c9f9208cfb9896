/* SPDX-License-Identifier: MIT */
/* The canonical events and the order of milestones, as tables. */
#include "model/event_type.h"

#include <string.h>

#define PLAN_ATTRS \
	"title customer carrier supplier origin dest mode service goods temperature hazardous " \
	"line_down value promise " \
	"pickup_by ready tender pickup depart arrive deliver contract order po pro bol tracking parts container " \
	"customer_ref sku pieces weight_kg margin confidence"

const struct event_type event_types[] = {
	/* transport */
	{ "shipment.planned", "shipment", "", "planned", true, PLAN_ATTRS,
	  "A shipment as planned, or planned anew: who, what, from, to, promised when, and the "
	  "planned milestones.", "", 1 },
	{ "shipment.announced", "shipment", "", "", false, "carrier pro tracking bol",
	  "The carrier knows of it and does not have it yet.", "label created, pre-advice", 1 },
	{ "shipment.milestone", "shipment", "", "", true, "",
	  "One milestone, planned, estimated or actual; only a planned one makes a shipment.", "", 1 },
	{ "shipment.eta", "shipment", MILESTONE_DELIVER, "estimated", false, "",
	  "When it is expected to arrive.", "ETA update", 1 },
	{ "shipment.delayed", "shipment", MILESTONE_DELIVER, "estimated", false, "delay_min",
	  "The carrier says it is late: with a new time (at), with minutes (delay_min), or without "
	  "either.", "shipment delayed", 1 },
	{ "shipment.dispatched", "shipment", MILESTONE_DEPART, "actual", false, "", "It left.", "shipment dispatch, dispatch confirmation", 1 },
	{ "shipment.picked-up", "shipment", MILESTONE_PICKUP, "actual", false, "",
	  "The carrier has it.", "", 1 },
	{ "shipment.arrived", "shipment", MILESTONE_ARRIVE, "actual", false, "",
	  "It reached its terminal, port or airport.", "", 1 },
	{ "shipment.cancelled", "shipment", MILESTONE_CANCELLED, "actual", false, "",
	  "It will not move.", "", 1 },
	{ "shipment.diverted", "shipment", MILESTONE_DIVERTED, "actual", false, "dest",
	  "It goes somewhere else than planned.", "", 1 },
	{ "shipment.released", "shipment", MILESTONE_RELEASE, "actual", false, "", "It may go.", "", 1 },
	{ "shipment.confirmed", "shipment", "", "", false, "pieces weight_kg pro bol order",
	  "The warehouse says what it shipped.", "shipment confirmation, warehouse shipping advice", 1 },
	{ "shipment.out-for-delivery", "shipment", "", "", false, "",
	  "It is on the vehicle that delivers it.", "", 1 },
	{ "shipment.ready-for-pickup", "shipment", "", "", false, "",
	  "It waits where the consignee fetches it.", "", 1 },
	{ "shipment.held", "shipment", "", "", false, "",
	  "It stands still on its way; reason says why.", "on hold", 1 },
	{ "position", "shipment", "", "", false, "", "Where it is; place names it.", "", 1 },
	{ "delivery.completed", "shipment", MILESTONE_DELIVER, "actual", false, "pieces",
	  "It was delivered.", "delivery completion, delivery confirmation", 1 },
	{ "delivery.failed", "shipment", MILESTONE_ATTEMPT, "actual", false, "",
	  "They tried to deliver and could not.", "", 1 },
	{ "delivery.refused", "shipment", MILESTONE_ATTEMPT, "actual", false, "",
	  "The consignee refused it.", "", 1 },
	{ "pod.received", "shipment", MILESTONE_POD, "actual", false, "signed_by document sha256",
	  "The proof of delivery is here.", "POD received, proof of delivery", 1 },
	{ "goods.damaged", "shipment", "", "", false, "pieces", "Goods are damaged.", "", 1 },
	{ "goods.short", "shipment", "", "", false, "short", "Fewer pieces than the papers say.", "", 1 },
	{ "temperature.excursion", "shipment", "", "", false, "celsius limit",
	  "The cold chain is broken just now.", "", 1 },
	{ "temperature.normal", "shipment", "", "", false, "celsius",
	  "The temperature is back inside its limits.", "", 1 },
	{ "temperature.reading", "shipment", "", "", false, "celsius",
	  "What was measured; whether it is too warm is for the client's manual to say.", "reefer reading", 1 },
	{ "line.down", "shipment", "", "", false, "",
	  "A production line stands, or will, for want of it.", "", 1 },
	{ "line.up", "shipment", "", "", false, "", "The line no longer waits for it.", "", 1 },
	{ "returns.initiated", "shipment", "", "", false, "", "It comes back.", "returns initiation", 1 },
	/* customs */
	{ "customs.hold", "shipment", "", "", false, "hold",
	  "Customs holds it; a hold has a name, and there may be several.", "customs hold initiated", 1 },
	{ "customs.released", "shipment", "", "", false, "hold",
	  "A named hold is lifted; without a name, all are.", "", 1 },
	/* carriers and the TMS */
	{ "tender.sent", "shipment", MILESTONE_TENDER, "planned", false, "carrier",
	  "A carrier was asked; at says until when it answers.", "", 1 },
	{ "tender.accepted", "shipment", MILESTONE_TENDER, "actual", false, "carrier quote",
	  "The carrier takes it.", "carrier acceptance", 1 },
	{ "tender.declined", "shipment", "", "", false, "carrier quote",
	  "The carrier does not take it.", "", 1 },
	{ "route.applied", "shipment", "", "", false, "carrier quote effect",
	  "The TMS carries out an approved action.", "", 1 },
	{ "route.accepted", "shipment", MILESTONE_TENDER, "actual", false,
	  "carrier quote deliver pickup depart arrive",
	  "The new carrier or route stands, with its planned milestones.", "", 1 },
	{ "route.refused", "shipment", "", "", false, "carrier quote",
	  "The TMS or carrier refuses an approved action.", "", 1 },
	{ "route.reassigned", "shipment", "", "", false, "carrier pickup",
	  "Another carrier or route has it now, decided outside of docket.", "route reassigned", 1 },
	/* warehouse */
	{ "order.released", "order", MILESTONE_RELEASE, "actual", true, PLAN_ATTRS,
	  "An order may be worked.", "order release", 1 },
	{ "order.held", "order", "", "", true, PLAN_ATTRS " hold",
	  "An order is held: credit, data, compliance.", "", 1 },
	{ "order.confirmed", "order", "", "", true, PLAN_ATTRS,
	  "Stock for an order is confirmed.", "inventory confirmation", 1 },
	{ "pick.completed", "shipment", MILESTONE_READY, "actual", false, "",
	  "Picked and packed: it waits for its truck.", "pick completion, pick and pack confirmation", 1 },
	{ "stock.short", "stock", "", "", true, "site sku name on_hand system short order shipment",
	  "A pick found less than the system said.", "inventory short", 1 },
	{ "stock.counted", "stock", "", "", true, "site sku name on_hand system reserved",
	  "Somebody counted it.", "", 1 },
	{ "stock.received", "stock", "", "", true, "site sku name quantity order shipment lot",
	  "Goods came into a site's stock.", "goods receipt", 1 },
	{ "stock.adjusted", "stock", "", "", true, "site sku name quantity lot",
	  "Stock was changed by quantity; reason says why.", "inventory adjustment", 1 },
	/* money */
	{ "invoice.ready", "invoice", "", "", true,
	  "title carrier customer amount expected shipment order", "An invoice can go out.", "invoice readiness", 1 },
	{ "invoice.received", "invoice", "", "", true,
	  "title carrier customer amount expected shipment order due",
	  "A carrier or supplier billed it: amount is what it asks for.", "freight bill", 1 },
	{ "invoice.disputed", "invoice", "", "", true,
	  "title carrier customer amount expected shipment order",
	  "An invoice does not match: amount is billed, expected is by contract.", "invoice disputed", 1 },
	{ "invoice.settled", "invoice", "", "", false, "amount",
	  "It is paid, credited or withdrawn.", "", 1 },
	{ "billing.status", "invoice", "", "", false, "amount",
	  "Where its billing stands; words say it.", "billing status", 1 },
	/* interfaces */
	{ "interface.heartbeat", "interface", "", "", true, "", "An interface is alive.", "", 1 },
	{ "interface.failed", "interface", "", "", true, "",
	  "A partner's system says no, again and again; docket says so itself of a target that it leaves alone.", "", 1 },
	{ EVENT_MEASURED, "interface", "", "", true,
	  "dead failures queue queue_min lag_min late_min repeats stuck overrides unreviewed",
	  "What docket counts of an interface, or of itself (docket), when it changed.", "", 1 },
	/* mail and papers */
	{ "mail.received", "shipment", "", "", false, "",
	  "A mail joined the story: who wrote, the subject line, the first line of the text.", "e-mail", 1 },
	{ "document.received", "shipment", "", "actual", false, "document sha256",
	  "A paper came: which kind, its name, the digest of its bytes.", "document capture", 1 },
	/* any subject */
	{ "retraction", "shipment", "", "", false, "",
	  "An earlier event (retracts) was wrong and is taken back; nothing else.", "", 1 },
	{ 0 },
};

const struct event_attr event_attrs[] = {
	{ "amount", EVENT_ATTR_MONEY, "what is billed" },
	{ "arrive", EVENT_ATTR_INSTANT, "planned arrival" },
	{ "bol", EVENT_ATTR_CODE, "bill of lading" },
	{ "carrier", EVENT_ATTR_CODE, "who moves it" },
	{ "celsius", EVENT_ATTR_DECIMAL, "what was measured" },
	{ "confidence", EVENT_ATTR_NUMBER, "how sure it is that its stock is there, 0 to 100" },
	{ "container", EVENT_ATTR_CODE, "container or trailer" },
	{ "contract", EVENT_ATTR_CODE, "under which it is promised" },
	{ "customer", EVENT_ATTR_CODE, "for whom" },
	{ "customer_ref", EVENT_ATTR_CODE, "what the customer calls it" },
	{ "dead", EVENT_ATTR_NUMBER, "messages of the last hour that nobody could read and nobody mended" },
	{ "delay_min", EVENT_ATTR_NUMBER, "minutes behind the plan" },
	{ "deliver", EVENT_ATTR_INSTANT, "planned delivery" },
	{ "depart", EVENT_ATTR_INSTANT, "planned departure" },
	{ "dest", EVENT_ATTR_CODE, "the site it goes to" },
	{ "document", EVENT_ATTR_CODE, "the kind of paper" },
	{ "due", EVENT_ATTR_INSTANT, "until when it is to be paid" },
	{ "effect", EVENT_ATTR_CODE, "docket's key of what was sent out" },
	{ "expected", EVENT_ATTR_MONEY, "what it should be by contract" },
	{ "failures", EVENT_ATTR_NUMBER, "calls in a row that failed" },
	{ "goods", EVENT_ATTR_TEXT, "what it is" },
	{ "hazardous", EVENT_ATTR_YES, "dangerous goods" },
	{ "hold", EVENT_ATTR_CODE, "the hold's name" },
	{ "lag_min", EVENT_ATTR_NUMBER, "minutes from when news happened until it was here: half of it was quicker" },
	{ "late_min", EVENT_ATTR_NUMBER, "minutes by which its news is later than it usually is" },
	{ "limit", EVENT_ATTR_DECIMAL, "the limit that was passed" },
	{ "line_down", EVENT_ATTR_YES, "a production line waits for it" },
	{ "lot", EVENT_ATTR_CODE, "lot or batch" },
	{ "margin", EVENT_ATTR_MONEY, "what is earned by all of its lines" },
	{ "mode", EVENT_ATTR_TEXT, "road, rail, sea, air, parcel" },
	{ "name", EVENT_ATTR_TEXT, "of the article" },
	{ "on_hand", EVENT_ATTR_NUMBER, "what is there" },
	{ "order", EVENT_ATTR_CODE, "the order it belongs to" },
	{ "origin", EVENT_ATTR_CODE, "the site it comes from" },
	{ "overrides", EVENT_ATTR_NUMBER, "rules set aside in a day, each approved" },
	{ "parts", EVENT_ATTR_CODE, "the carriers' numbers of its parts, each may have the carrier in front: UPS:1Z99,DHL:0034" },
	{ "pickup", EVENT_ATTR_INSTANT, "planned pickup" },
	{ "pickup_by", EVENT_ATTR_INSTANT, "when it must have left at the latest" },
	{ "pieces", EVENT_ATTR_NUMBER, "how many" },
	{ "po", EVENT_ATTR_CODE, "purchase order" },
	{ "pro", EVENT_ATTR_CODE, "the carrier's own number" },
	{ "promise", EVENT_ATTR_INSTANT, "what the customer was promised" },
	{ "quantity", EVENT_ATTR_NUMBER, "pieces more, or less with a minus" },
	{ "queue", EVENT_ATTR_NUMBER, "messages, write-backs or acts that wait" },
	{ "queue_min", EVENT_ATTR_NUMBER, "minutes since the oldest of them waits" },
	{ "quote", EVENT_ATTR_CODE, "docket's quote that was carried out" },
	{ "ready", EVENT_ATTR_INSTANT, "planned readiness" },
	{ "repeats", EVENT_ATTR_NUMBER, "items of the last hour that had come before" },
	{ "reserved", EVENT_ATTR_NUMBER, "of it for orders" },
	{ "service", EVENT_ATTR_TEXT, "the carrier's product" },
	{ "sha256", EVENT_ATTR_CODE, "of a paper's bytes, in hex" },
	{ "shipment", EVENT_ATTR_CODE, "the shipment it is about" },
	{ "short", EVENT_ATTR_NUMBER, "how many are missing" },
	{ "signed_by", EVENT_ATTR_TEXT, "who took it" },
	{ "site", EVENT_ATTR_CODE, "where it lies" },
	{ "sku", EVENT_ATTR_CODE, "the article" },
	{ "stuck", EVENT_ATTR_NUMBER, "write-backs that failed for good or that a person has to look up" },
	{ "supplier", EVENT_ATTR_CODE, "who sends it" },
	{ "system", EVENT_ATTR_NUMBER, "what the system believed" },
	{ "temperature", EVENT_ATTR_YES, "it must be kept cool" },
	{ "tender", EVENT_ATTR_INSTANT, "until when the carrier answers" },
	{ "title", EVENT_ATTR_TEXT, "what people call it" },
	{ "tracking", EVENT_ATTR_CODE, "the carrier's number of a parcel or part" },
	{ "unreviewed", EVENT_ATTR_NUMBER, "urgent spending that nobody looked at in time" },
	{ "value", EVENT_ATTR_MONEY, "what the goods are worth" },
	{ "weight_kg", EVENT_ATTR_DECIMAL, "its weight" },
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

const struct event_attr *event_attr_find(const char *name, size_t length)
{
	for (const struct event_attr *attr = event_attrs; attr->name; attr++)
		if (strlen(attr->name) == length && strncmp(attr->name, name, length) == 0)
			return attr;
	return NULL;
}
