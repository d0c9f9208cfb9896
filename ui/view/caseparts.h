/* SPDX-License-Identifier: MIT */
/* The parts of a case's page as lines of pieces, built from what is loaded. Private to casepage.c and caseparts.c. */
#ifndef DOCKET_VIEW_CASEPARTS_H
#define DOCKET_VIEW_CASEPARTS_H

#include "base/arena.h"
#include "base/vec.h"
#include "view/casepage.h"

/* One line of a part: up to six pieces at columns. */
#define PIECES_MAX 6

struct piece {
	int col, cols, role; /* cols -1: to the edge */
	const char *text;
};

struct line {
	struct piece pieces[PIECES_MAX];
	int count;
};

struct part {
	const char *title;
	const struct piece *heads; /* titles of columns, ended by one without a text; NULL = none */
	bool is_last_first;        /* where there is no room for all, the last lines are shown */
	VEC(struct line) lines;
};

/* What building and drawing need. */
struct page {
	const struct scene *scene;
	const struct case_row *row;
	int64_t now;
	struct arena arena;
	struct part parts[CASEPAGE_PARTS_];
	struct str text;
};

/* Builds every part from the detail sets of the store; texts live in the page's arena. */
void caseparts_build(struct page *page);

/* Frees lines and texts. */
void caseparts_release(struct page *page);

#endif
