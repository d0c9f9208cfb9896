/* SPDX-License-Identifier: MIT */
/* What stands around every screen: title with links and counts above, message and hints below. */
#ifndef DOCKET_VIEW_FRAME_H
#define DOCKET_VIEW_FRAME_H

#include "view/view.h"

/* The counts of the title. */
struct frame_counts {
	size_t cannot_wait, within_hour, open;
	size_t by_view[VIEW_COUNT_];
};

/* One hint: a key and what it does. The last of a list is dropped last. */
struct frame_hint {
	char key[32];
	const char *words;
};

/* The title: operation, who sits here, links where they are not fresh, counts, time. */
void frame_title(const struct scene *scene, const struct frame_counts *counts, struct pane pane);

/* The tabs, with the filter and whether the order is held. */
void frame_tabs(enum view_id active, const struct frame_counts *counts, const char *filter, bool is_held, size_t held_new,
		struct pane pane);

/* The hints: as many as fit, the last one always. */
void frame_hints(const struct frame_hint *hints, size_t count, struct pane pane);

/* Appends what is wrong with the links in words; nothing if all is well. Returns the role to show it in. */
int frame_link_words(const struct scene *scene, struct str *out);

#endif
