/* SPDX-License-Identifier: MIT */
/*
 * One case on one page: what is wrong and until when, why it stands first, what doing nothing costs, planned against actual, whom
 * to call now, what was asked and what became of it, and the story over all systems. Parts share the height; Tab gives one
 * of them the whole page.
 */
#ifndef DOCKET_VIEW_CASEPAGE_H
#define DOCKET_VIEW_CASEPAGE_H

#include "view/scene.h"

enum casepage_part { CASEPAGE_ALL, CASEPAGE_PLAN, CASEPAGE_CALL, CASEPAGE_STEPS, CASEPAGE_ASKED, CASEPAGE_LINKS, CASEPAGE_STORY, CASEPAGE_PARTS_ };

struct casepage {
	enum casepage_part part;  /* CASEPAGE_ALL = shared */
	long top;                 /* first line of the single part, or of the story */
};

/* To the next part. */
void casepage_next(struct casepage *page);

/* A scroll command (move-down, page-up, ...); false if it is none. */
bool casepage_command(struct casepage *page, const char *command, int rows);

/* Draws the case into the pane. Details that are not loaded yet are left blank, never waited for. */
void casepage_draw(const struct scene *scene, const struct casepage *page, const struct case_row *row, struct pane pane);

/* The whole of what the page shows, nothing cut, for reading: the part that has the page, or all. */
void casepage_text(const struct scene *scene, const struct casepage *page, const struct case_row *row, struct str *out);

#endif
