/* SPDX-License-Identifier: MIT */
/* Text in paragraphs, wrapped at blanks to the pane's width, to scroll: help, why, raw messages. */
#ifndef DOCKET_WIDGET_PAGER_H
#define DOCKET_WIDGET_PAGER_H

#include "cell/grid.h"

/* One paragraph; `text` is borrowed and may be foreign. An empty text is an empty line. */
struct pager_part {
	struct span text;
	int role;
	int indent;       /* columns before its first line */
	int hang;         /* columns more before its other lines */
	bool is_verbatim; /* line ends count, long lines are cut at the edge and go on below */
};

/* What is shown; all zero is empty. Borrows the parts. */
struct pager {
	const struct pager_part *parts;
	size_t part_count;
	long top;         /* first line shown */
};

/* Lines that the text takes at a width. */
long pager_lines(const struct pager *pager, int cols);

/* Does one of move-up, move-down, page-up, page-down, half-up, half-down, move-first, move-last in
 * a pane of that size; false if `command` is none of them. */
bool pager_command(struct pager *pager, const char *command, int rows, int cols);

/* Draws from `top` (clamped to the end). */
void pager_draw(const struct pager *pager, struct pane pane);

#endif
