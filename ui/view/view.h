/* SPDX-License-Identifier: MIT */
/* The views of the queue, one row each: what they show, in which columns, and when a row belongs. */
#ifndef DOCKET_VIEW_VIEW_H
#define DOCKET_VIEW_VIEW_H

#include "view/scene.h"

enum view_id { VIEW_NEXT, VIEW_WAITING, VIEW_BREACHING, VIEW_APPROVALS, VIEW_ALL, VIEW_COUNT_ };

struct view {
	const char *name;      /* "next": in :view and docket screen */
	const char *title;     /* on the tab */
	const char *help;      /* one sentence */
	const char *empty;     /* what the list says when there is nothing */
	bool (*has)(const struct scene *scene, const struct case_row *row); /* NULL: not a list of cases */
	bool is_timed;         /* membership moves with the clock alone: looked at again each minute */
};

/* All views, in the order of their tabs. */
extern const struct view views[VIEW_COUNT_];

/* The view called `name` (or its number "1".."5"), or -1. */
int view_find(const char *name);

#endif
