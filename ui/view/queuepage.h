/* SPDX-License-Identifier: MIT */
/* The queue as a screen: one row per case with what a dispatcher needs to choose, and one line more about the chosen one. */
#ifndef DOCKET_VIEW_QUEUEPAGE_H
#define DOCKET_VIEW_QUEUEPAGE_H

#include "view/queue.h"

/* What else the rows show. */
struct queuepage_marks {
	const struct map *marked;      /* case key -> anything; see queuepage_key */
	const struct map *presence;    /* case key -> const char * ("bo@") ; may be NULL */
};

/* The number under which a case is marked. */
int64_t queuepage_key(int64_t tenant_id, int64_t case_id);

/* Draws head and rows into the whole pane; tells the list its height. */
void queuepage_draw(const struct scene *scene, struct queue *queue, const struct queuepage_marks *marks, bool has_focus,
		    struct pane pane);

/* Appends the detail line of a row: where it is and how old that is, what was promised, the next act. */
void queuepage_detail(const struct scene *scene, const struct case_row *row, struct str *out);

#endif
