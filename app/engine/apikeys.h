/* SPDX-License-Identifier: MIT */
/* The keys of programs as this engine knows them: read again each time it looks at the store, and at once when it is told that one changed. */
#ifndef DOCKET_ENGINE_APIKEYS_H
#define DOCKET_ENGINE_APIKEYS_H

#include "api/meter.h"
#include "base/digest.h"
#include "engine/engine.h"

/* A live key. */
struct api_key {
	struct digest hash;
	char *login; /* owned */
	int64_t per_minute;
	struct meter_rate rate;
	bool is_there; /* in the list that is read now */
};

struct apikeys;

/* No keys yet; the owner frees it. */
struct apikeys *apikeys_new(struct engine *engine);

/* Frees. NULL is fine. */
void apikeys_free(struct apikeys *keys);

/* Asks the store for them, unless it is asked already. */
void apikeys_load(struct apikeys *keys);

/* Are they known, and not older than 5 s? Only then may somebody be let in or turned away by them. */
bool apikeys_are_fresh(const struct apikeys *keys);

/* The key whose text this is, or NULL. Borrowed until the loop's next turn. */
struct api_key *apikeys_find(const struct apikeys *keys, const char *text);

/* Has the login a live key? */
bool apikeys_has_login(const struct apikeys *keys, const char *login);

#endif
