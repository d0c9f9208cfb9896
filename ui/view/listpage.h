/* SPDX-License-Identifier: MIT */
/* Any set of rows as a table, straight from its column table: approvals, interfaces, dead letters, found. */
#ifndef DOCKET_VIEW_LISTPAGE_H
#define DOCKET_VIEW_LISTPAGE_H

#include "view/scene.h"
#include "widget/rowlist.h"

/* What a row of dead letters, approvals or cases of a disruption is marked by; INT_NONE for others. */
int64_t listpage_key(const struct row_type *type, const void *row);

/* Draws a set: every column with a title and a width, by kind; tells the list its height. `marked` (listpage_key -> anything; may be NULL) gives
 * rows their sign. `empty` is said when there is nothing. */
void listpage_draw(const struct scene *scene, enum store_set set, struct rowlist *list, const struct map *marked, const char *empty,
		   bool has_focus, struct pane pane);

#endif
