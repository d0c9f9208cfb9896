/* SPDX-License-Identifier: MIT */
/* The world while it is written into the store: what worldstore.c, worldrows.c and worldpeople.c
 * share. For this folder only. */
#ifndef DOCKET_DEMO_WORLDWRITING_H
#define DOCKET_DEMO_WORLDWRITING_H

#include "demo/worldstore.h"
#include "pg/rows.h"

/* Taken from the tenant's numbers at once; ranges inside. */
#define IDS_COUNT 10000
#define ID_CUSTOMER 100
#define ID_CARRIER 200
#define ID_SITE 300
#define ID_CONTRACT 500
#define ID_CONTACT 600
#define ID_INTERFACE 1000
#define ID_SUBJECT 1200
#define ID_RATE 2000

struct writing {
	const struct world *world;
	const struct folders *folders;
	struct pg_sync *sync;
	struct fault *fault;
	struct rows rows;
	struct arena arena;
	int64_t first[WORLD_TENANTS]; /* of the taken ids */
};

/* The id of the `at`-th thing of a range. */
int64_t writing_id(const struct writing *writing, int tenant, int range, int at);

/* Sends the rows that were written as the one parameter of a statement. */
MUST_CHECK enum err writing_send(struct writing *writing, const char *statement);

/* A number, or NULL for `none`. */
void writing_number(struct pg_params *params, int64_t number, int64_t none);

/* worldrows.c: parties, sites, contacts, contracts, rates. */
MUST_CHECK enum err worldrows_write(struct writing *writing);

/* worldpeople.c: interfaces with their keys, people with their roles. */
MUST_CHECK enum err worldpeople_write(struct writing *writing);

#endif
