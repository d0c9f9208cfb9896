/* SPDX-License-Identifier: MIT */
/* The simulated world written into an empty store: tenants, policies, parties, sites, rates,
 * interfaces with their keys, people. */
#ifndef DOCKET_DEMO_WORLDSTORE_H
#define DOCKET_DEMO_WORLDSTORE_H

#include "demo/folders.h"
#include "demo/world.h"
#include "pg/sync.h"

/* Writes it all as the store's administrator; clocks are driven and stand at `start_at`. Tenant ids
 * are 1, 2 in the world's order. Keys of interfaces are made new and lie in folders->secrets as
 * "tenant.interface". */
MUST_CHECK enum err worldstore_write(const struct world *world, const struct folders *folders,
				     struct pg_sync *sync, int64_t start_at, struct fault *fault);

/* The logins of everybody, then NULL and the engine's: for the cluster's map. In `arena`. */
const char *const *worldstore_logins(const struct world *world, struct arena *arena);

#endif
