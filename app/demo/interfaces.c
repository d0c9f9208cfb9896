/* SPDX-License-Identifier: MIT */
/* A table, and the carriers beside it. */
#include "demo/interfaces.h"

#include <ctype.h>
#include <string.h>

/* A carrier's interface should be heard within four hours; silent twice as long it is quiet. */
#define RHYTHM_S (4 * 3600)

static const struct interfaces_row fixed[] = {
	{ 0, -1, "wms", "Warehouse management", "in", "http", NULL, false, false, 0 },
	{ 0, -1, "tms-events", "Transport management: plans and answers", "in", "http", NULL, false,
	  false, 0 },
	{ 0, -1, "erp-events", "ERP: orders and invoices", "in", "http", NULL, false, false, 0 },
	{ 0, -1, "portgate", "Portgate customs brokers", "in", "http", NULL, false, false, 0 },
	{ 0, -1, "tms", "Transport management: write-backs", "out", "tms", NULL, true, true, 0 },
	{ 0, -1, "erp", "ERP: write-backs", "out", "erp", NULL, false, true, 0 },
	{ 0, -1, "mail", "Mail to customers", "out", "mail", NULL, false, false, 0 },
};

const char *interfaces_of_carrier(const struct world *world, struct arena *arena, int carrier)
{
	const char *name = world->carriers[carrier].name;
	char *out = arena_text(arena, name, strcspn(name, " "));

	for (char *at = out; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return out;
}

bool interfaces_nth(const struct world *world, struct arena *arena, int n,
		    struct interfaces_row *out)
{
	for (int tenant = 0; tenant < WORLD_TENANTS; tenant++) {
		const char *of = world->tenants[tenant].name;
		for (int i = 0; i < (int)COUNT_OF(fixed); i++)
			if (n-- == 0) {
				*out = fixed[i];
				out->tenant = tenant;
				out->secret = strcmp(out->kind, "mail") == 0
						      ? ""
						      : arena_printf(arena, "%s.%s", of, out->name);
				return true;
			}
		for (int i = 0; i < WORLD_CARRIERS; i++)
			if (world->carriers[i].serves[tenant] && n-- == 0) {
				const char *name = interfaces_of_carrier(world, arena, i);
				*out = (struct interfaces_row) {
					tenant,
					i,
					name,
					arena_printf(arena, "%s: tracking",
						     world->carriers[i].name),
					"in",
					"http",
					arena_printf(arena, "%s.%s", of, name),
					false,
					false,
					RHYTHM_S
				};
				return true;
			}
	}
	return false;
}
