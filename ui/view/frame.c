/* SPDX-License-Identifier: MIT */
/* Title, tabs and hints. */
#include "view/frame.h"

#include <string.h>

#include "theme/role.h"
#include "view/words.h"

/* Above this a link's age is said. */
#define AGE_SAID_US (5 * US_PER_S)

static void add_age(struct str *out, int64_t age_us)
{
	str_addc(out, ' ');
	duration_write(out, age_us);
}

/* Interfaces and targets that do not answer or are not heard: the first by its name, more by their number. */
static bool add_down(const struct scene *scene, struct str *out)
{
	const struct store_rows *rows = &scene->store->sets[STORE_INTERFACES];
	const struct interface_shown_row *first = NULL;
	size_t count = 0;

	for (size_t i = 0; i < rows->count; i++) {
		const struct interface_shown_row *row = rows->rows[i];
		if (strcmp(row->state, "quiet") != 0 && strcmp(row->state, "failing") != 0 && strcmp(row->state, "stopped") != 0)
			continue;
		count++;
		if (!first || (strcmp(first->state, "quiet") == 0 && strcmp(row->state, "quiet") != 0))
			first = row; /* what refuses our own is worse than what is silent */
	}
	if (!first)
		return false;
	str_addf(out, ", %s %s", first->name, first->state);
	if (count > 1)
		str_addf(out, " +%zu", count - 1);
	return true;
}

int frame_link_words(const struct scene *scene, struct str *out)
{
	const struct scene_links *links = &scene->links;
	int64_t store_age = scene->now_us - links->store_heard_at, feed_age = scene->now_us - links->feed_heard_at;

	if (!links->is_store_up) {
		str_adds(out, "STORE LOST");
		add_age(out, store_age);
		str_adds(out, ", data as of then");
		return ROLE_LINK_LOST;
	}
	if (store_age > AGE_SAID_US) {
		str_adds(out, "STORE SLOW");
		add_age(out, store_age);
		return ROLE_LINK_STALE;
	}
	if (!links->is_engine_up) {
		str_adds(out, "NO ENGINE: no quotes");
		return ROLE_LINK_STALE;
	}
	if (links->is_feed_wanted && !links->is_feed_up) {
		str_adds(out, "FEED DOWN");
		add_age(out, feed_age);
		return ROLE_LINK_STALE;
	}
	str_adds(out, "LIVE");
	return add_down(scene, out) ? ROLE_LINK_STALE : ROLE_LINK_LIVE;
}

static void who_text(const struct scene *scene, struct str *out)
{
	const struct me_row *me = scene_me(scene);

	if (!me) {
		str_adds(out, "connecting");
		return;
	}
	str_addf(out, "%s, %s", me->handle, scene_is_approver(scene) ? "supervisor" : me->desk);
}

static void clock_text(const struct scene *scene, struct str *out)
{
	const struct me_row *me = scene_me(scene);
	int64_t now = me ? scene_now(scene, me->tenant_id) : INSTANT_NONE;

	if (now != INSTANT_NONE)
		words_when_zone(out, now, now, me->zone);
}

/* Draws at `col`, returns the column behind it with `gap` blanks. */
static int put(struct pane pane, int col, int role, struct str *text, int gap)
{
	if (text->length > 0 && col < pane.rect.cols)
		col += pane_text(pane, 0, col, -1, role, str_text(text)) + gap;
	str_clear(text);
	return col;
}

static void count_text(const struct frame_counts *counts, bool is_narrow, struct str *out)
{
	str_addf(out, is_narrow ? "%zu cannot wait, %zu <1h, %zu open" : "%zu cannot wait  %zu within 1h  %zu open", counts->cannot_wait,
		 counts->within_hour, counts->open);
}

void frame_title(const struct scene *scene, const struct frame_counts *counts, struct pane pane)
{
	struct str text = { 0 };
	int col = 0, right, role;

	pane_clear(pane, ROLE_TITLE);
	str_adds(&text, scene_is_simulated(scene) ? " SIMULATED " : " docket ");
	col = put(pane, col, ROLE_TITLE_ENV, &text, 1);
	who_text(scene, &text);
	col = put(pane, col, ROLE_TITLE, &text, 2);
	role = frame_link_words(scene, &text);
	col = put(pane, col, role, &text, 2);
	clock_text(scene, &text);
	right = pane.rect.cols - (int)text.length - 1;
	if (right > col)
		put(pane, right, ROLE_TITLE, &text, 0);
	str_clear(&text);
	count_text(counts, pane.rect.cols < 100, &text);
	if (col + (int)text.length >= right) { /* what is wrong with a link is said before anything else */
		str_clear(&text);
		str_addf(&text, "%zu cannot wait", counts->cannot_wait);
	}
	if (col + (int)text.length < right)
		put(pane, col, counts->cannot_wait ? ROLE_BAND_1 : ROLE_TITLE, &text, 0);
	str_release(&text);
}

void frame_tabs(enum view_id active, const struct frame_counts *counts, const char *filter, bool is_held, size_t held_new,
		struct pane pane)
{
	struct str text = { 0 };
	int col = 0;

	for (int view = 0; view < VIEW_COUNT_; view++) {
		str_addf(&text, " %d %s %zu ", view + 1, views[view].title, counts->by_view[view]);
		col = put(pane, col, view == (int)active ? ROLE_TAB_ACTIVE : ROLE_TAB, &text, 0);
	}
	if (is_held) {
		str_adds(&text, "HELD");
		if (held_new > 0)
			str_addf(&text, " +%zu new", held_new);
		col = put(pane, col + 1, ROLE_HELD, &text, 1);
	}
	if (*filter) {
		str_addf(&text, "filter: %s", filter);
		put(pane, col + 1, ROLE_WARN, &text, 0);
	}
	str_release(&text);
}

static int hint_cols(const struct frame_hint *hint)
{
	return (int)strlen(hint->key) + 1 + (int)strlen(hint->words) + 2;
}

void frame_hints(const struct frame_hint *hints, size_t count, struct pane pane)
{
	int room = pane.rect.cols - (count ? hint_cols(&hints[count - 1]) : 0), col = 0;

	for (size_t i = 0; i < count; i++) {
		if (i + 1 < count && col + hint_cols(&hints[i]) > room)
			continue;
		col += pane_text(pane, 0, col, -1, ROLE_HINT_KEY, hints[i].key) + 1;
		col += pane_text(pane, 0, col, -1, ROLE_HINT_TEXT, hints[i].words) + 2;
	}
}
