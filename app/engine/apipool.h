/* SPDX-License-Identifier: MIT */
/* Connections opened as programs' logins: a few for each, opened when they are needed and closed when nobody has used them for a while. What a
 * call may see and do is then the store's to say, as it is for a person's console. */
#ifndef DOCKET_ENGINE_APIPOOL_H
#define DOCKET_ENGINE_APIPOOL_H

#include "engine/lane.h"

struct apipool;

/* One connection. */
struct api_link {
	struct apipool *pool;
	char *login;      /* owned */
	struct lane *lane;
	size_t calls;     /* that use it */
	int64_t used_us;  /* when the last of them ended */
	bool was_up;      /* when it was last told */
	bool has_failed;  /* it does not come, and `fault` says why */
	struct fault fault;
	struct api_link *next;
};

/* It is up, or does not come: `why` says so. */
typedef void apipool_on_state(void *context, struct api_link *link, const struct fault *why);

/* No connection yet. `on_state` is called for calls that wait. The owner frees it. */
struct apipool *apipool_new(struct engine *engine, apipool_on_state *on_state, void *context);

/* Closes all; what is unanswered is not answered. NULL is fine. */
void apipool_free(struct apipool *pool);

/* A connection for one call as `login`, maybe not up yet; given back by apipool_give. NULL with ERR_BUSY in the fault if too much is under
 * way, or another error if it cannot be opened. */
struct api_link *apipool_take(struct apipool *pool, const char *login, struct fault *fault);

/* The call is over. */
void apipool_give(struct api_link *link);

/* Closes what nobody uses any more. */
void apipool_tick(struct apipool *pool);

/* Connections now. */
size_t apipool_count(const struct apipool *pool);

#endif
