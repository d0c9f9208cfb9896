/* SPDX-License-Identifier: MIT */
/* One shipment of the story: how it is planned, and what its partners say of it. For this folder
 * only. */
#ifndef DOCKET_DEMO_FREIGHT_H
#define DOCKET_DEMO_FREIGHT_H

#include "demo/story.h"

struct freight {
	int tenant, customer, carrier;
	int from, hub, to; /* sites; hub -1 = direct */
	const struct world_good *good;
	const char *ref, *order;
	bool is_cold, is_line_down;
	int64_t known_at, ready_at, pickup_at, pickup_by, depart_at, arrive_at, deliver_at,
		promise_at;
};

/* What to look for when one is made; -1 and NULL = whatever comes. */
struct freight_wish {
	int tenant;
	const char *tier; /* "gold" */
	bool wants_plant, wants_cold;
	bool is_usual; /* neither cold nor for a line */
};

/* A shipment to a customer as wished, without times. */
struct freight freight_new(struct story *story, const struct freight_wish *wish);

/* Its times, from the moment of pick-up. */
void freight_plan(struct story *story, struct freight *freight, int64_t pickup_at);

/* The same from the moment of its promise. */
void freight_plan_promise(struct story *story, struct freight *freight, int64_t promise_at);

/* How long it is on the road. */
int64_t freight_transit_us(const struct story *story, const struct freight *freight);

/* Steps of a shipment, in order. */
enum freight_step {
	STEP_PLANNED,
	STEP_TENDER,
	STEP_READY,
	STEP_PICKUP,
	STEP_DEPART,
	STEP_ROAD,
	STEP_ARRIVE,
	STEP_DELIVER,
	STEP_POD
};

/* Says every step from `from` to `to`, at its planned time give or take some minutes, POD two to
 * five hours later. */
void freight_tell(struct story *story, const struct freight *freight, enum freight_step from,
		  enum freight_step to);

/* Its position on the road, named by the hub or the nearest one. */
void freight_position(struct story *story, const struct freight *freight, int64_t at);

/* The event of a type about it by its carrier: `actual_at` INSTANT_NONE = leave out. Reason, side
 * and place may be NULL. */
void freight_say(struct story *story, const struct freight *freight, const char *type, int64_t at,
		 int64_t actual_at, const char *reason, const char *side, const char *place);

/* Any event: attributes are key, value, ..., NULL. `interface` says it at `at`; `event_at`
 * INSTANT_NONE = leave out. */
void freight_event(struct story *story, int tenant, const char *interface, const char *type,
		   const char *kind, const char *ref, int64_t at, int64_t event_at, bool is_leg,
		   const char *const *attrs);

/* The shipment called so, or NULL. */
const struct freight *freight_find(const struct story *story, const char *ref);

/* An instant as partners write it, in the story's arena; "" for none. */
const char *freight_instant(struct story *story, int64_t at);

/* A number from low to high. */
int64_t freight_pick(struct story *story, int64_t low, int64_t high);

#endif
