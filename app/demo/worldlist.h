/* SPDX-License-Identifier: MIT */
/* The lists that the simulated world is made from. For this folder only. */
#ifndef DOCKET_DEMO_WORLDLIST_H
#define DOCKET_DEMO_WORLDLIST_H

#include "demo/world.h"

/* A site of the lists: its city by name. */
struct worldlist_site {
	const char *code, *name, *city, *kind;
	int tenant;
};

/* A customer of the lists: its tier, its dock's code and city. */
struct worldlist_customer {
	const char *code, *name, *tier, *city;
	int tenant;
	bool is_plant;
	const char *person;
};

extern const struct world_tenant worldlist_tenants[WORLD_TENANTS];
extern const struct world_city worldlist_cities[]; /* ended by a row without a name */
extern const struct worldlist_site worldlist_sites[WORLD_WAREHOUSES + WORLD_HUBS];
extern const struct world_carrier worldlist_carriers[WORLD_CARRIERS];
extern const struct worldlist_customer worldlist_customers[WORLD_CUSTOMERS];
extern const struct world_good worldlist_goods[WORLD_GOODS];
extern const struct world_person worldlist_people[];

#endif
