/* SPDX-License-Identifier: MIT */
/* The simulated world: two tenants, their warehouses, carriers, customers, goods, lanes and people.
 * All of it is made up; it is the same for the same seed. */
#ifndef DOCKET_DEMO_WORLD_H
#define DOCKET_DEMO_WORLD_H

#include "base/arena.h"
#include "base/instant.h"

#define WORLD_TENANTS 2
#define WORLD_WAREHOUSES 6
#define WORLD_HUBS 8
#define WORLD_CARRIERS 12
#define WORLD_CUSTOMERS 40
#define WORLD_GOODS 24

/* Where something is. Degrees are tenths. */
struct world_city {
	const char *name, *country, *zone;
	int north, east;
};

struct world_tenant {
	const char *name, *title, *zone, *policy, *prefix; /* prefix: of references, "NW" */
	int64_t first_no;				   /* of shipments */
};

/* A warehouse, hub or customer's dock. */
struct world_site {
	const char *code, *name, *kind;
	const struct world_city *city;
	int tenant; /* -1 = both */
};

struct world_carrier {
	const char *code, *name, *mode;
	bool serves[WORLD_TENANTS];
	bool is_cold; /* may carry what needs a temperature */
	bool is_american;
	int price_percent; /* of the usual price */
	int speed_percent;
	int lead_min; /* needs this long before it picks up */
};

struct world_customer {
	const char *code, *name, *tier;
	int tenant, site; /* index of its dock among the sites */
	bool is_plant;	  /* a line may stand still for want of it */
	int64_t late_minor_hour, late_cap_minor, failed_minor, line_minor_hour,
		detention_minor_hour;
	int64_t pod_due_s;
	const char *person; /* whom to call there */
};

struct world_good {
	const char *sku, *name;
	int tenant;
	bool is_cold, is_hazardous;
	int64_t value_minor; /* of a usual shipment */
};

/* A carrier's price from one site to another. */
struct world_rate {
	int tenant, carrier, from, to;
	const char *service, *mode, *ref;
	int64_t amount_minor, transit_s, lead_s;
};

struct world_person {
	const char *login, *name, *role, *desk;
	bool works_for[WORLD_TENANTS];
	const char *site; /* code of the only site, or NULL = all */
	int64_t ask_minor, approve_minor, day_minor;
};

struct world {
	struct arena arena;
	uint64_t seed;
	const struct world_tenant *tenants;
	struct world_site *sites; /* warehouses, hubs, then customers' docks */
	size_t site_count;
	const struct world_carrier *carriers;
	struct world_customer *customers;
	const struct world_good *goods;
	struct world_rate *rates;
	size_t rate_count;
	const struct world_person *people; /* ended by a row without a login */
};

/* Makes the world of a seed. The caller ends it with world_release. */
void world_make(struct world *world, uint64_t seed);

/* Frees. */
void world_release(struct world *world);

/* Kilometres by road between two sites, roughly. */
int world_distance_km(const struct world *world, int from, int to);

/* The cheapest rate of a lane by a carrier (-1 = any) that may carry cold goods if `is_cold`; NULL
 * if there is none. */
const struct world_rate *world_rate_find(const struct world *world, int tenant, int from, int to,
					 int carrier, bool is_cold);

/* The carrier with this code, or -1. */
int world_carrier_find(const struct world *world, const char *code);

/* The site with this code, or -1. */
int world_site_find(const struct world *world, const char *code);

/* The person of this login, or NULL. */
const struct world_person *world_person_find(const struct world *world, const char *login);

/* The warehouse from which a customer is served: the nearest of its tenant. */
int world_warehouse_of(const struct world *world, int customer);

/* The hub nearest to a site, on its side of the ocean. */
int world_hub_of(const struct world *world, int site);

#endif
