/* SPDX-License-Identifier: MIT */
/* Numbers for new rows: taken from the store in blocks, ahead of need, handed out from memory. */
#ifndef DOCKET_ENGINE_IDS_H
#define DOCKET_ENGINE_IDS_H

#include "engine/engine.h"

/* One sequence of a tenant. */
struct ids {
	struct tenancy *tenancy;
	const char *what;  /* "id", "case_no": a row of docket.id_block */
	int64_t next, end; /* end is one past the last */
	int64_t taken;     /* first of the newest taking, 0 = none */
	int64_t block;     /* how many are asked for at a time */
	int64_t wanted;    /* by who could not be served */
	bool is_asking;
};

/* An empty stock. */
void ids_start(struct ids *ids, struct tenancy *tenancy, const char *what, int64_t block);

/* Makes sure that `count` are there: false if not yet; then they are on their way, and
 * tenancy_resume is called. */
bool ids_need(struct ids *ids, int64_t count);

/* Hands out the next `count`, which must be there; returns the first. */
int64_t ids_take(struct ids *ids, int64_t count);

/* Everything from `next` on, of what was taken last, was not used: it is handed out again, unless
 * more was taken since. */
void ids_give_back(struct ids *ids, int64_t next);

#endif
