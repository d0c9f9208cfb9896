/* SPDX-License-Identifier: MIT */
/* Interfaces whose messages come from a stream of a NATS JetStream: taken by the one engine that has the tenant's lease, stored like a POST,
 * acknowledged once they are committed. */
#ifndef DOCKET_ENGINE_STREAM_H
#define DOCKET_ENGINE_STREAM_H

#include "engine/engine.h"

/* Begins what is named now and ours, and lets go what is not. Called with each look at the tenants. */
void stream_tick(struct engine *engine);

/* Lets all go; what was not acknowledged comes again. */
void stream_free_all(struct engine *engine);

#endif
