/* SPDX-License-Identifier: MIT */
/* What the feed tells beside changes: who looks at what, how interfaces are, words for people. */
#ifndef DOCKET_ENGINE_LIVESIGHTS_H
#define DOCKET_ENGINE_LIVESIGHTS_H

#include "engine/tenancy.h"

/* Called each second: reads presence and publishes what is new. Does nothing without viewers. */
void livesights_tick(struct engine *engine);

/* An interface has another state. */
void livesights_interface(const struct tenancy *tenancy, int64_t interface_id, const char *state);

/* Words for all viewers of all tenants. */
void livesights_notice(struct engine *engine, const char *words);

#endif
