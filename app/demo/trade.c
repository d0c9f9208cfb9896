/* SPDX-License-Identifier: MIT */
/* What goes wrong off the road: customs, stock, orders, invoices. */
#include <string.h>

#include "demo/plot.h"

#define HOURS(n) ((n)*US_PER_HOUR)

const char *trade_begin_customs(struct story *story, const struct plot *plot)
{
	struct freight freight = plot_freight(story, plot);
	int64_t leaves =
		plot_later(plot->at, plot->at < story->open_at ? story->open_at : plot->at) +
		HOURS(10);

	freight_plan(story, &freight, leaves);
	plot_announce(&freight, plot->at);
	freight_tell(story, &freight, STEP_PLANNED, STEP_TENDER);
	freight_event(story, plot->tenant, "portgate", "customs.hold", "shipment", freight.ref,
		      plot->at, plot->at, false,
		      (const char *const[]) {
			      "hold", ONE_OF(story, "exam", "documents", "valuation"), "reason",
			      ONE_OF(story, "certificate of origin missing", "physical examination",
				     "commodity code in doubt"),
			      "side", "customs", NULL });
	return freight.ref;
}

void trade_end_customs(struct story *story, int tenant, const char *ref, int64_t at)
{
	freight_event(story, tenant, "portgate", "customs.released", "shipment", ref, at, at, false,
		      NULL);
	freight_tell(story, freight_find(story, ref), STEP_READY, STEP_POD);
}

/* A position nobody has told about yet: warehouse by warehouse, article by article. */
const char *trade_begin_stock(struct story *story, const struct plot *plot)
{
	int64_t no = story->next_stock++, short_by = freight_pick(story, 6, 140),
		system = short_by + freight_pick(story, 0, 300);
	int site = plot->tenant * 3 + (int)(no % 3);
	const struct world_good *good =
		&story->world->goods[plot->tenant * 12 + (int)(no / 3 % 12)];
	const char *code = story->world->sites[site].code;
	struct arena *arena = &story->arena;
	const char *ref =
		arena_printf(arena, "%s-%s%s", code, strchr(good->sku, '-') + 1,
			     no / 36 > 0 ? arena_printf(arena, "-%lld", (long long)(no / 36)) : "");

	freight_event(story, plot->tenant, "wms", "stock.short", "stock", ref, plot->at, plot->at,
		      false,
		      (const char *const[]) {
			      "site", code, "sku", good->sku, "name", good->name, "on_hand",
			      arena_printf(arena, "%lld", (long long)(system - short_by)), "system",
			      arena_printf(arena, "%lld", (long long)system), "short",
			      arena_printf(arena, "%lld", (long long)short_by), "reason",
			      "pick found too few", NULL });
	return ref;
}

void trade_end_stock(struct story *story, int tenant, const char *ref, int64_t at)
{
	freight_event(
		story, tenant, "wms", "stock.counted", "stock", ref, at, at, false,
		(const char *const[]) { "on_hand", "240", "system", "240", "short", "0", NULL });
}

const char *trade_begin_order_hold(struct story *story, const struct plot *plot)
{
	const struct freight_wish wish = { .tenant = plot->tenant,
					   .tier = plot->tier,
					   .is_usual = true };
	struct freight freight = freight_new(story, &wish);
	const struct world_customer *customer = &story->world->customers[freight.customer];

	freight_event(story, plot->tenant, "erp-events", "order.held", "order", freight.order,
		      plot->at, plot->at, false,
		      (const char *const[]) {
			      "title",
			      arena_printf(&story->arena, "%s for %s", freight.good->name,
					   customer->name),
			      "customer", customer->code, "origin",
			      story->world->sites[freight.from].code, "dest",
			      story->world->sites[freight.to].code, "goods", freight.good->name,
			      "promise",
			      freight_instant(story, plot->at + HOURS(freight_pick(story, 20, 40))),
			      "reason",
			      ONE_OF(story, "credit limit exceeded", "delivery address incomplete",
				     "price not agreed"),
			      NULL });
	return freight.order;
}

void trade_end_order_hold(struct story *story, int tenant, const char *ref, int64_t at)
{
	freight_event(story, tenant, "erp-events", "order.released", "order", ref, at, at, false,
		      NULL);
}

const char *trade_begin_invoice(struct story *story, const struct plot *plot)
{
	const struct freight_wish wish = { .tenant = plot->tenant, .is_usual = true };
	struct freight freight = freight_new(story, &wish);
	const struct world_carrier *carrier = &story->world->carriers[freight.carrier];
	int64_t expected = freight_pick(story, 320, 1900),
		billed = expected + freight_pick(story, 45, 620);
	struct arena *arena = &story->arena;
	const char *ref = arena_printf(arena, "INV-%s", freight.ref + 3);

	freight_event(story, plot->tenant, "erp-events", "invoice.disputed", "invoice", ref,
		      plot->at, plot->at, false,
		      (const char *const[]) {
			      "title", arena_printf(arena, "Freight invoice of %s", carrier->name),
			      "carrier", carrier->code, "customer",
			      story->world->customers[freight.customer].code, "amount",
			      arena_printf(arena, "%lld.00 EUR", (long long)billed), "expected",
			      arena_printf(arena, "%lld.00 EUR", (long long)expected), "reason",
			      ONE_OF(story, "fuel surcharge of another week",
				     "waiting time not agreed", "weight above the papers"),
			      NULL });
	return ref;
}

void trade_end_invoice(struct story *story, int tenant, const char *ref, int64_t at)
{
	freight_event(story, tenant, "erp-events", "invoice.settled", "invoice", ref, at, at, false,
		      NULL);
}
