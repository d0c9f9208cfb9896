/* SPDX-License-Identifier: MIT */
/* The brief: one sentence of figures, the three that press most, and the keys. */
#include "view/brief.h"

#include <string.h>

#include "theme/role.h"
#include "view/words.h"

static int greeting(const struct scene *scene, const struct me_row *me, struct pane pane, int at)
{
	struct str text = { 0 };

	words_when(&text, scene_now(scene, me->tenant_id), scene_now(scene, me->tenant_id), me->zone);
	str_addf(&text, "  You are %s, ", me->name);
	if (scene_is_approver(scene))
		str_adds(&text, "supervisor");
	else
		str_addf(&text, "%s desk", me->desk);
	pane_text(pane, at, 2, -1, ROLE_TITLE, str_text(&text));
	str_clear(&text);
	for (size_t i = 0; i < scene->store->sets[STORE_ME].count; i++) {
		const struct me_row *row = store_row(scene->store, STORE_ME, i);
		str_addf(&text, "%s%s", i ? " and " : "for ", row->tenant_title);
	}
	pane_text(pane, at + 1, 9, -1, ROLE_LABEL, str_text(&text));
	str_release(&text);
	return at + 3;
}

static int quiet_interfaces(const struct scene *scene)
{
	int count = 0;

	for (size_t i = 0; i < scene->store->sets[STORE_INTERFACES].count; i++) {
		const struct interface_shown_row *row = store_row(scene->store, STORE_INTERFACES, i);
		count += strcmp(row->state, "quiet") == 0 || strcmp(row->state, "failing") == 0;
	}
	return count;
}

static int64_t dead_letters(const struct scene *scene)
{
	int64_t count = 0;

	for (size_t i = 0; i < scene->store->sets[STORE_INTERFACES].count; i++)
		count += ((const struct interface_shown_row *)store_row(scene->store, STORE_INTERFACES, i))->dead;
	return count;
}

static int waiting_approvals(const struct scene *scene)
{
	int count = 0;

	for (size_t i = 0; i < scene->store->sets[STORE_APPROVALS].count; i++) {
		const struct approval_shown_row *row = store_row(scene->store, STORE_APPROVALS, i);
		count += strcmp(row->state, "waiting") == 0;
	}
	return count;
}

static int figure(struct pane pane, int at, int role, size_t count, const char *words)
{
	pane_textf(pane, at, 9, 6, role, "%5zu", count);
	pane_text(pane, at, 16, -1, ROLE_VALUE, words);
	return at + 1;
}

/* The case that comes first of all: a walk over the store, once per frame of this one screen. */
static const struct case_row *first_case(const struct scene *scene)
{
	const struct case_row *row, *first = NULL;
	size_t cursor = 0;

	while ((row = map_next(&scene->store->cases, &cursor)))
		if (views[VIEW_NEXT].has(scene, row) && (!first || store_case_order(row, first) < 0))
			first = row;
	return first;
}

static int put_first(const struct scene *scene, struct pane pane, int at)
{
	const struct case_row *row = first_case(scene);
	int64_t now = row ? scene_now(scene, row->tenant_id) : INSTANT_NONE;
	struct str text = { 0 };

	if (!row)
		return at;
	str_addf(&text, "First: %s %s, %s%s%s%s", row->ref, row->what, row->customer, *row->tier ? " " : "", row->tier,
		 *row->customer ? ", " : "");
	words_left(&text, row->due_at, now);
	str_adds(&text, " left");
	pane_text(pane, at, 9, -1, (int)role_band((int)row->band), str_text(&text));
	str_release(&text);
	return at + 2;
}

void brief_draw(const struct scene *scene, const struct frame_counts *counts, bool is_demo, struct pane pane)
{
	const struct me_row *me = scene_me(scene);
	int64_t dead = dead_letters(scene);
	int at = pane.rect.rows > 18 ? 2 : 0, quiet = quiet_interfaces(scene);

	if (!me) {
		pane_text(pane, at, 2, -1, ROLE_VALUE, "Connecting to the store ...");
		return;
	}
	at = greeting(scene, me, pane, at);
	pane_textf(pane, at, 9, -1, ROLE_VALUE, "The night left %zu open:", counts->open);
	at = figure(pane, at + 1, ROLE_BAND_0, counts->cannot_wait, "cannot wait: safety, temperature, line down, customs cut-off");
	at = figure(pane, at, ROLE_DUE_SOON, counts->within_hour, "have a clock that runs out within the hour");
	at = figure(pane, at, ROLE_WARN, (size_t)waiting_approvals(scene), "wait for an approval");
	at = figure(pane, at, ROLE_WARN, (size_t)quiet, quiet == 1 ? "interface is quiet: what hangs on it is unheard" : "interfaces are quiet: what hangs on them is unheard");
	if (dead > 0)
		at = figure(pane, at, ROLE_WARN, (size_t)dead, dead == 1 ? "message could not be understood: D shows it" : "messages could not be understood: D shows them");
	at = put_first(scene, pane, at + 1);
	pane_text(pane, at, 9, -1, ROLE_HINT_KEY, "Enter");
	pane_text(pane, at, 15, -1, ROLE_HINT_TEXT, "start with the first case's queue");
	if (is_demo) {
		pane_text(pane, at + 1, 9, -1, ROLE_HINT_KEY, "t");
		pane_text(pane, at + 1, 15, -1, ROLE_HINT_TEXT, "tour: a coach line shows the way, five minutes");
		at++;
	}
	pane_text(pane, at + 1, 9, -1, ROLE_HINT_KEY, "?");
	pane_text(pane, at + 1, 15, -1, ROLE_HINT_TEXT, "keys");
}
