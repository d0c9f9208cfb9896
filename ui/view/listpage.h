/* SPDX-License-Identifier: MIT */
/* Any set of rows as a table, straight from its column table: approvals, interfaces, dead letters, found. */
#ifndef DOCKET_VIEW_LISTPAGE_H
#define DOCKET_VIEW_LISTPAGE_H

#include "view/scene.h"
#include "widget/rowlist.h"

/* Draws a set: every column with a title and a width, by kind; tells the list its height. `marked` (dead_id, or queuepage_key -> anything; may be NULL) gives
 * dead letters and cases of a disruption their sign. `empty` is said when there is nothing. */
void listpage_draw(const struct scene *scene, enum store_set set, struct rowlist *list, const struct map *marked, const char *empty,
		   bool has_focus, struct pane pane);

#endif
