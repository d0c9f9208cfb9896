/* SPDX-License-Identifier: MIT */
/* The interfaces of the simulated operation: each carrier's, the warehouses', and those of TMS,
 * ERP, customs and mail. */
#ifndef DOCKET_DEMO_INTERFACES_H
#define DOCKET_DEMO_INTERFACES_H

#include "demo/world.h"

struct interfaces_row {
	int tenant, carrier; /* carrier -1 = none */
	const char *name, *title, *direction, *kind, *secret;
	bool has_keys, can_be_asked;
	int rhythm_s;
};

/* The `n`-th of all; false behind the last. Texts live in `arena`. */
bool interfaces_nth(const struct world *world, struct arena *arena, int n,
		    struct interfaces_row *out);

/* "kestrel" for Kestrel Freight. */
const char *interfaces_of_carrier(const struct world *world, struct arena *arena, int carrier);

#endif
