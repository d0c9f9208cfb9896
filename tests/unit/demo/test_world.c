/* SPDX-License-Identifier: MIT */
/* The simulated world holds together: everybody is served, prices are plausible, names are one
 * each. */
#include "check.h"

#include "base/embed.h"
#include "base/map.h"
#include "base/zone.h"
#include "demo/interfaces.h"
#include "demo/world.h"
#include "policy/policy.h"

static void test_served(void **state)
{
	struct world world = { 0 };

	(void)state;
	world_make(&world, 5);
	for (int i = 0; i < WORLD_CUSTOMERS; i++) {
		const struct world_customer *customer = &world.customers[i];
		int from = world_warehouse_of(&world, i);
		size_t offers = 0;
		assert_true(from >= 0 && world.sites[from].tenant == customer->tenant);
		for (size_t r = 0; r < world.rate_count; r++)
			offers +=
				world.rates[r].from == from && world.rates[r].to == customer->site;
		if (offers < 2)
			fail_msg("%s has %zu offers", customer->code, offers);
		assert_true(world_hub_of(&world, customer->site) >= WORLD_WAREHOUSES);
	}
	world_release(&world);
}

static void test_rates(void **state)
{
	struct world world = { 0 };

	(void)state;
	world_make(&world, 9);
	for (size_t i = 0; i < world.rate_count; i++) {
		const struct world_rate *rate = &world.rates[i];
		if (rate->amount_minor < 5000 || rate->amount_minor > 900000 ||
		    rate->transit_s < 1200 || rate->transit_s > 60 * 3600)
			fail_msg("%s: %lld for %lld s", rate->ref, (long long)rate->amount_minor,
				 (long long)rate->transit_s);
		assert_true(world.carriers[rate->carrier].serves[rate->tenant]);
	}
	world_release(&world);
}

static void test_names(void **state)
{
	struct world world = { 0 };
	struct arena arena = { 0 };
	struct map names = { 0 };
	struct interfaces_row row;
	const struct zone *zone;
	int count = 0;

	(void)state;
	world_make(&world, 1);
	for (size_t i = 0; i < world.site_count; i++) {
		assert_null(map_get(&names, span_of(world.sites[i].code)));
		map_put(&names, span_of(world.sites[i].code), &world);
		check_int(world.sites[i].city->zone, zone_find(world.sites[i].city->zone, &zone),
			  ERR_NONE);
	}
	while (interfaces_nth(&world, &arena, count, &row)) {
		const char *name = arena_printf(&arena, "%d %s", row.tenant, row.name);
		assert_null(map_get(&names, span_of(name)));
		map_put(&names, span_of(name), &world);
		count++;
	}
	assert_true(count > 20);
	for (int i = 0; i < WORLD_TENANTS; i++)
		assert_non_null(embed_find(
			arena_printf(&arena, "data/policies/%s.policy", world.tenants[i].policy)));
	map_release(&names);
	arena_release(&arena);
	world_release(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_served),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
