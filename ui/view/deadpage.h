/* SPDX-License-Identifier: MIT */
/* One dead letter: why it is dead, what waits for it, and its message with the place that is wrong. */
#ifndef DOCKET_VIEW_DEADPAGE_H
#define DOCKET_VIEW_DEADPAGE_H

#include "view/scene.h"
#include "widget/textedit.h"

/* What there is to draw. */
struct deadpage {
	const struct dead_shown_row *row; /* NULL: it is not open any more */
	struct textedit *text;            /* scrolled by drawing it */
	const char *why_not;              /* there is no text: why; "" while it is awaited */
	bool has_text, is_editing, is_changed, is_item, is_recoded, is_mended;
};

/* Draws it into the whole pane. */
void deadpage_draw(const struct scene *scene, const struct deadpage *page, struct pane pane);

#endif
