/* SPDX-License-Identifier: MIT */
/* Which case belongs to which view. */
#include "view/view.h"

#include <string.h>

static bool is_mine(const struct scene *scene, const struct case_row *row)
{
	const struct me_row *me = scene_me(scene);

	return me && row->owner_id == me->person_id;
}

static bool is_my_desk(const struct scene *scene, const struct case_row *row)
{
	for (size_t i = 0; i < scene->store->sets[STORE_ME].count; i++) {
		const struct me_row *me = store_row(scene->store, STORE_ME, i);
		if (me->tenant_id == row->tenant_id &&
		    (strcmp(me->desk, row->desk) == 0 || strcmp(me->desk, "all") == 0))
			return true;
	}
	return false;
}

static bool is_waiting(const struct scene *scene, const struct case_row *row)
{
	int64_t now = scene_now(scene, row->tenant_id);

	return strcmp(row->state, "waiting") == 0 && row->next_act_at != INSTANT_NONE && row->next_act_at > now;
}

/* Mine, what nobody works on my desk, and what cannot wait on any; what waits comes back by itself. */
static bool in_next(const struct scene *scene, const struct case_row *row)
{
	if (is_waiting(scene, row))
		return false;
	return is_mine(scene, row) || (row->owner_id == INT_NONE && (row->band == 0 || is_my_desk(scene, row)));
}

static bool in_waiting(const struct scene *scene, const struct case_row *row)
{
	return is_waiting(scene, row) && (is_mine(scene, row) || is_my_desk(scene, row) || row->band == 0);
}

/* The deciding clock runs out within the hour, or has. */
static bool in_breaching(const struct scene *scene, const struct case_row *row)
{
	int64_t now = scene_now(scene, row->tenant_id);

	return row->due_at != INSTANT_NONE && now != INSTANT_NONE && row->due_at - now < US_PER_HOUR;
}

static bool in_all(const struct scene *scene, const struct case_row *row)
{
	(void)scene;
	(void)row;
	return true;
}

const struct view views[VIEW_COUNT_] = {
	[VIEW_NEXT] = { "next", "Next", "Mine, what nobody works on my desk, and what cannot wait on any; most pressing first.",
			"Nothing is left for your desk.", in_next, true },
	[VIEW_WAITING] = { "waiting", "Waiting", "What waits for somebody; it comes back by itself.",
			   "Nothing waits.", in_waiting, true },
	[VIEW_BREACHING] = { "breaching", "Breaching", "The deciding clock runs out within the hour, or has.",
			     "No clock runs out within the hour.", in_breaching, true },
	[VIEW_APPROVALS] = { "approvals", "Approvals", "What waits for a decision, and what was decided today.",
			     "No approvals.", NULL, false },
	[VIEW_ALL] = { "all", "All", "Every open case that you may see.", "No open cases.", in_all, false },
};

int view_find(const char *name)
{
	for (int view = 0; view < VIEW_COUNT_; view++)
		if (strcmp(views[view].name, name) == 0)
			return view;
	if (name[0] >= '1' && name[0] < '1' + VIEW_COUNT_ && name[1] == '\0')
		return name[0] - '1';
	return -1;
}
