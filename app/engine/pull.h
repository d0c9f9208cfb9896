/* SPDX-License-Identifier: MIT */
/* Interfaces whose partner is asked for news: by the engine whose tenant it is, on a schedule. An answer goes the way of a POST: stored,
 * and only then is the next one asked for. What was asked last stands in docket.pull_state, so another engine goes on where one ended. */
#ifndef DOCKET_ENGINE_PULL_H
#define DOCKET_ENGINE_PULL_H

#include "engine/engine.h"

/* Asks whom it is time to ask, begins with what is new, ends what is not ours any more. Called with each look at the tenants. */
void pull_tick(struct engine *engine);

/* Gives all up; when nothing can answer any more. */
void pull_free_all(struct engine *engine);

#endif
