/* SPDX-License-Identifier: MIT */
/* The world from its lists: docks, contracts, and prices of every lane that somebody serves. */
#include "demo/world.h"

#include <string.h>

#include "base/digest.h"
#include "demo/worldlist.h"

#define FIRST_DOCK (WORLD_WAREHOUSES + WORLD_HUBS)
#define RATES_MOST 4096
#define HUB_REACH_KM 950

static const struct world_city *city_find(const char *name)
{
	for (const struct world_city *city = worldlist_cities; city->name; city++)
		if (strcmp(city->name, name) == 0)
			return city;
	BUG("no city %s", name);
}

static void make_sites(struct world *world)
{
	world->site_count = FIRST_DOCK + WORLD_CUSTOMERS;
	world->sites = arena_new(&world->arena, world->site_count, sizeof *world->sites);
	for (size_t i = 0; i < FIRST_DOCK; i++) {
		const struct worldlist_site *from = &worldlist_sites[i];
		world->sites[i] = (struct world_site) { from->code, from->name, from->kind,
							city_find(from->city), from->tenant };
	}
	for (size_t i = 0; i < WORLD_CUSTOMERS; i++) {
		const struct worldlist_customer *from = &worldlist_customers[i];
		world->sites[FIRST_DOCK + i] = (struct world_site) {
			.code = from->code,
			.kind = "customer",
			.city = city_find(from->city),
			.tenant = from->tenant,
			.name = arena_printf(&world->arena, "%s, %s", from->name, from->city),
		};
	}
}

static int64_t pick(uint64_t *random, int64_t low, int64_t high)
{
	return low + (int64_t)(random_next(random) % (uint64_t)(high - low + 1));
}

/* Whole tens of the currency, so that figures can be read out on the phone. */
static int64_t tens(int64_t minor)
{
	return minor / 1000 * 1000;
}

static void make_contract(struct world_customer *customer, uint64_t *random)
{
	bool is_gold = strcmp(customer->tier, "gold") == 0;
	bool is_bronze = strcmp(customer->tier, "bronze") == 0;

	customer->late_minor_hour =
		is_gold ? tens(pick(random, 18000, 32000)) : tens(pick(random, 6000, 14000));
	customer->late_cap_minor = customer->late_minor_hour * (is_gold ? 20 : 12);
	customer->failed_minor = is_gold ? 45000 : 20000;
	customer->detention_minor_hour = 6000;
	customer->line_minor_hour =
		customer->is_plant ? tens(pick(random, 350000, 620000)) : INT64_MIN;
	customer->pod_due_s = is_gold ? 86400 : 2 * 86400;
	if (is_bronze && pick(random, 0, 2) == 0) /* some contracts name no price for being late */
		customer->late_minor_hour = customer->late_cap_minor = INT64_MIN;
}

static void make_customers(struct world *world, uint64_t *random)
{
	world->customers = arena_new(&world->arena, WORLD_CUSTOMERS, sizeof *world->customers);
	for (int i = 0; i < WORLD_CUSTOMERS; i++) {
		const struct worldlist_customer *from = &worldlist_customers[i];
		struct world_customer *customer = &world->customers[i];
		*customer = (struct world_customer) { .code = from->code,
						      .name = from->name,
						      .tier = from->tier,
						      .tenant = from->tenant,
						      .site = FIRST_DOCK + i,
						      .is_plant = from->is_plant,
						      .person = from->person };
		make_contract(customer, random);
	}
}

static int root_of(int square)
{
	int root = square > 0 ? square : 0;

	for (int i = 0; i < 40 && root > 0; i++) {
		int next = (root + square / root) / 2;
		if (next >= root)
			break;
		root = next;
	}
	return root;
}

int world_distance_km(const struct world *world, int from, int to)
{
	const struct world_city *a = world->sites[from].city, *b = world->sites[to].city;
	int north = (a->north - b->north) * 111 / 10, east = (a->east - b->east) * 72 / 10;

	return 15 + root_of(north * north + east * east) * 5 / 4;
}

static bool is_american(const struct world *world, int site)
{
	return strcmp(world->sites[site].city->country, "US") == 0;
}

static void add_rate(struct world *world, struct world_rate rate, uint64_t *random,
		     int price_percent, int speed_percent)
{
	int km = world_distance_km(world, rate.from, rate.to);
	int64_t minor = (9000 + (int64_t)km * 118) * price_percent / 100;
	int64_t minutes = (60 + (int64_t)km * 60 / 62) * 100 / speed_percent;

	BUG_IF(world->rate_count >= RATES_MOST);
	rate.amount_minor = (minor + pick(random, -minor / 20, minor / 20)) / 100 * 100;
	rate.transit_s = minutes / 5 * 5 * 60;
	rate.ref = arena_printf(&world->arena, "%s-%04zu", worldlist_carriers[rate.carrier].code,
				world->rate_count + 1);
	world->rates[world->rate_count++] = rate;
}

/* Every carrier of the tenant on that side of the ocean; on each lane one also sells an express. */
static void rate_lane(struct world *world, int tenant, int from, int to, uint64_t *random)
{
	int express = (int)pick(random, 0, WORLD_CARRIERS - 1);

	for (int i = 0; i < WORLD_CARRIERS; i++) {
		const struct world_carrier *carrier =
			&worldlist_carriers[(i + express) % WORLD_CARRIERS];
		int at = (i + express) % WORLD_CARRIERS;
		struct world_rate rate = { tenant,	  at,	from, to, "",
					   carrier->mode, NULL, 0,    0,  carrier->lead_min * 60 };
		if (!carrier->serves[tenant] || carrier->is_american != is_american(world, to) ||
		    (!carrier->is_american && pick(random, 0, 3) == 0))
			continue;
		if (strcmp(carrier->mode, "air") == 0 && world_distance_km(world, from, to) < 400)
			continue;
		add_rate(world, rate, random, carrier->price_percent, carrier->speed_percent);
	}
	for (int i = 0; i < WORLD_CARRIERS; i++) {
		int at = (i + express) % WORLD_CARRIERS;
		const struct world_carrier *carrier = &worldlist_carriers[at];
		if (!carrier->serves[tenant] || carrier->is_american != is_american(world, to) ||
		    strcmp(carrier->mode, "road") != 0)
			continue;
		add_rate(world,
			 (struct world_rate) { tenant, at, from, to, "express", "road", NULL, 0, 0,
					       30 * 60 },
			 random, carrier->price_percent * 17 / 10,
			 carrier->speed_percent * 13 / 10);
		break;
	}
}

static void make_rates(struct world *world, uint64_t *random)
{
	world->rates = arena_new(&world->arena, RATES_MOST, sizeof *world->rates);
	for (int i = 0; i < WORLD_CUSTOMERS; i++) {
		const struct world_customer *customer = &world->customers[i];
		for (int from = 0; from < FIRST_DOCK; from++) {
			const struct world_site *site = &world->sites[from];
			bool is_served =
				site->tenant == customer->tenant ||
				(site->tenant < 0 &&
				 world_distance_km(world, from, customer->site) < HUB_REACH_KM);
			if (is_served &&
			    is_american(world, from) == is_american(world, customer->site) &&
			    from != customer->site)
				rate_lane(world, customer->tenant, from, customer->site, random);
		}
	}
}

void world_make(struct world *world, uint64_t seed)
{
	uint64_t random = seed * 2654435761U + 17;

	*world = (struct world) { .seed = seed,
				  .tenants = worldlist_tenants,
				  .carriers = worldlist_carriers,
				  .goods = worldlist_goods,
				  .people = worldlist_people };
	make_sites(world);
	make_customers(world, &random);
	make_rates(world, &random);
}

void world_release(struct world *world)
{
	arena_release(&world->arena);
	*world = (struct world) { 0 };
}

const struct world_rate *world_rate_find(const struct world *world, int tenant, int from, int to,
					 int carrier, bool is_cold)
{
	const struct world_rate *best = NULL;

	for (size_t i = 0; i < world->rate_count; i++) {
		const struct world_rate *rate = &world->rates[i];
		if (rate->tenant != tenant || rate->from != from || rate->to != to ||
		    rate->service[0] != '\0' || (carrier >= 0 && rate->carrier != carrier) ||
		    (is_cold && !world->carriers[rate->carrier].is_cold))
			continue;
		if (!best || rate->amount_minor < best->amount_minor)
			best = rate;
	}
	return best;
}

int world_carrier_find(const struct world *world, const char *code)
{
	for (int i = 0; i < WORLD_CARRIERS; i++)
		if (strcmp(world->carriers[i].code, code) == 0)
			return i;
	return -1;
}

int world_site_find(const struct world *world, const char *code)
{
	for (size_t i = 0; i < world->site_count; i++)
		if (strcmp(world->sites[i].code, code) == 0)
			return (int)i;
	return -1;
}

const struct world_person *world_person_find(const struct world *world, const char *login)
{
	for (const struct world_person *person = world->people; person->login; person++)
		if (strcmp(person->login, login) == 0)
			return person;
	return NULL;
}

int world_warehouse_of(const struct world *world, int customer)
{
	const struct world_customer *of = &world->customers[customer];
	int best = -1;

	for (int i = 0; i < WORLD_WAREHOUSES; i++)
		if (world->sites[i].tenant == of->tenant &&
		    is_american(world, i) == is_american(world, of->site) &&
		    (best < 0 || world_distance_km(world, i, of->site) <
					 world_distance_km(world, best, of->site)))
			best = i;
	return best;
}

int world_hub_of(const struct world *world, int site)
{
	int best = -1;

	for (int i = WORLD_WAREHOUSES; i < FIRST_DOCK; i++)
		if (is_american(world, i) == is_american(world, site) &&
		    (best < 0 ||
		     world_distance_km(world, i, site) < world_distance_km(world, best, site)))
			best = i;
	return best;
}
