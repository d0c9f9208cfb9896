/* SPDX-License-Identifier: MIT */
/* Interfaces that are pulled: a partner's API is asked on a schedule by the one engine that has the tenant's lease. An answer goes the way of
 * a POST; where to go on is written down only once it is committed. */
#ifndef DOCKET_ENGINE_PULL_H
#define DOCKET_ENGINE_PULL_H

#include "engine/engine.h"

/* Begins what is named now and ours, and lets go what is not. Called with each look at the tenants. */
void pull_tick(struct engine *engine);

/* Frees all; links and calls are closed. */
void pull_free_all(struct engine *engine);

#endif
