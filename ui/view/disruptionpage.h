/* SPDX-License-Identifier: MIT */
/* One disruption: why it is one, how its cases lie in three piles, and they themselves or the receipts of what was done to many. */
#ifndef DOCKET_VIEW_DISRUPTIONPAGE_H
#define DOCKET_VIEW_DISRUPTIONPAGE_H

#include "view/scene.h"
#include "widget/rowlist.h"

/* Draws it; `of` NULL = it has ended or is not here yet. `set` is STORE_DISRUPTION_MEMBERS or STORE_RECEIPTS; `marked` as listpage_draw has it. */
void disruptionpage_draw(const struct scene *scene, const struct disruption_row *of, struct rowlist *list, enum store_set set,
			 const struct map *marked, struct pane pane);

/* Appends how an act on many of its cases stands: "B-7 claim by ana: 41 done, 1 refused". */
void disruptionpage_bulk(const struct bulk_row *row, struct str *out);

#endif
