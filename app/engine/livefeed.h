/* SPDX-License-Identifier: MIT */
/* What viewers see: changes as the store numbered them, by whoever they were written, with rows for
 * those who may see them; and the live tape. The messages are declared in net/feed_words.h. */
#ifndef DOCKET_ENGINE_LIVEFEED_H
#define DOCKET_ENGINE_LIVEFEED_H

#include "engine/tenancy.h"

struct batch_subject;
struct livefeed;

/* Made by engine_start, on an open feed server. */
struct livefeed *livefeed_new(struct engine *engine);

/* Its side of the feed server; the context is the engine. */
extern const struct feed_server_calls livefeed_calls;

/* The tenant's head is known to be here: what is new is read and published. NULL is fine: nobody
 * looks yet. */
void livefeed_head(struct livefeed *livefeed, struct tenancy *tenancy, int64_t epoch, int64_t seq);

/* The events of a subject were applied: onto the tape. */
void livefeed_tape(struct tenancy *tenancy, const struct batch_subject *subject);

/* Frees; viewers must be gone. NULL is fine. */
void livefeed_free(struct livefeed *livefeed);

#endif
