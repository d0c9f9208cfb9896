/* SPDX-License-Identifier: MIT */
/* Who a viewer is and what he may see. */
#ifndef DOCKET_ENGINE_LIVESCOPE_H
#define DOCKET_ENGINE_LIVESCOPE_H

#include "base/arena.h"
#include "model/stored.h"
#include "net/feed_server.h"

/* What a message is about: stands beside it in the ring. */
struct live_tag {
	int64_t tenant_id;
	bool is_for_all; /* everybody of the tenant, whatever their sites */
	char site[32];   /* "" = of no site: those who see all sites */
};

/* One tenant of a viewer. */
struct live_member {
	int64_t tenant_id;
	bool has_all_sites;
	struct texts sites;
};

struct live_viewer {
	struct arena arena;
	int64_t person_id;
	struct live_member *members;
	size_t count;
	bool is_welcome; /* its ticket was good */
	bool is_asking;  /* the store is asked about its ticket */
	bool is_gone;    /* closed while the store was asked */
};

/* What the viewer gets of a message with this tag. */
enum feed_share livescope_share(const struct live_viewer *viewer, const struct live_tag *tag);

/* A number that viewers with the same scope share; never 0. */
uint64_t livescope_number(const struct live_viewer *viewer);

/* Does this viewer look at the tenant? */
bool livescope_has(const struct live_viewer *viewer, int64_t tenant_id);

#endif
