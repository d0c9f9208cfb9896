/* SPDX-License-Identifier: MIT */
/*
 * ui/view: one file per screen: rows of the store in, cells out. Pure; what time it is comes with the scene.
 *
 *   scene.h     what every screen needs to know: the store, each tenant's time, who sits here
 *   words.h     times, time left, money and explanations as an operator reads them
 *   view.h      the table of views of the queue: Next, Waiting, Breaching, Approvals, All
 *   queue.h     one view's list: follows the store's journal, holds the order, keeps the cursor on its case
 *   queuepage.h the queue as a screen; casepage.h: one case (caseparts.h: its parts); approvalpage.h: approvals; sheet.h: options and approval sheets
 *   brief.h     the first screen; frame.h: title, tabs, message and hints; listpage.h: interfaces, drafts, found
 *   interfacewords.h  how an interface does; trialwords.h: what a dead letter would do
 */
#ifndef DOCKET_VIEW_SCENE_H
#define DOCKET_VIEW_SCENE_H

#include "base/zone.h"
#include "cell/grid.h"
#include "store/store.h"

/* State of the two links, as app/console reports it. */
struct scene_links {
	bool is_store_up, is_feed_up, is_engine_up;
	bool is_feed_wanted;         /* false: this console was started without a feed */
	int64_t store_heard_at;      /* monotonic us of the last answer */
	int64_t feed_heard_at;
	int64_t hint_heard_at;
};

struct scene {
	const struct store *store;
	int64_t now_us;              /* monotonic */
	int64_t me_at_us;            /* monotonic, when STORE_ME was loaded */
	struct scene_links links;
	bool is_reader;              /* screen reader mode */
};

/* Tenant time now: from the `me` row of the tenant and its clock; INSTANT_NONE before hello. */
int64_t scene_now(const struct scene *scene, int64_t tenant_id);

/* The asker's first row, or NULL before hello. */
const struct me_row *scene_me(const struct scene *scene);

/* The asker's row for a tenant, or NULL. */
const struct me_row *scene_me_at(const struct scene *scene, int64_t tenant_id);

/* The zone of the clock in the title, by which the asker plans; "UTC" before hello. */
const char *scene_zone(const struct scene *scene);

/* Is it a simulated operation? */
bool scene_is_simulated(const struct scene *scene);

/* May the asker approve anything? */
bool scene_is_approver(const struct scene *scene);

/* How many tenants the asker works for: with one, its name is not repeated in every row. */
size_t scene_tenants(const struct scene *scene);

#endif
