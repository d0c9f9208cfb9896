/* SPDX-License-Identifier: MIT */
/* Interfaces whose messages docket fetches itself: a watched folder, a page that is asked for, a stream that is read. Each kind keeps one
 * source for each interface that its text names, begins it when it is named, and lets it go when it is not or when the work is another
 * engine's. */
#ifndef DOCKET_ENGINE_SOURCE_H
#define DOCKET_ENGINE_SOURCE_H

#include "engine/engine.h"

/* The first member of a source of any kind. */
struct source {
	struct engine *engine;
	int64_t tenant_id, interface_id;
	char key[64];
	bool is_named; /* by what was looked at last */
};

/* A kind of sources. */
struct source_kind {
	bool is_leased; /* only of tenants whose work is ours; else of all that are here */
	/* Looks at an interface that messages come in by: finds or begins its source with source_find and source_begin, if it has one. */
	void (*look_at)(struct engine *engine, struct tenancy *tenancy, const struct interface *interface);
	/* Lets a source go, and frees it; it is in the map no more. */
	void (*let_go)(struct source *source);
};

/* Looks at all interfaces, then lets go what none of them named. */
void source_tick(struct engine *engine, struct map *sources, const struct source_kind *kind);

/* The source of an interface, named by this; `what` tells several of one interface apart, "" if there is one. NULL: there is none yet. */
struct source *source_find(struct map *sources, const struct tenancy *tenancy, const struct interface *interface, const char *what);

/* Fills the head of a new source and keeps it. */
void source_begin(struct engine *engine, struct map *sources, struct source *source, const struct tenancy *tenancy,
		  const struct interface *interface, const char *what);

/* Takes a source out of the map and lets it go. */
void source_end(struct map *sources, struct source *source, void (*let_go)(struct source *source));

/* Lets all go, and frees the map. */
void source_end_all(struct map *sources, void (*let_go)(struct source *source));

/* The interface as it is now, or NULL when it or its tenant is not here; *tenancy (which may be NULL): whose it is. */
const struct interface *source_interface(const struct source *source, struct tenancy **tenancy);

#endif
