/* SPDX-License-Identifier: MIT */
/* Cells and a palette into ncurses' screen: only what changed since the last frame is touched. */
#ifndef DOCKET_TERM_PAINT_H
#define DOCKET_TERM_PAINT_H

#include "cell/grid.h"
#include "cell/palette.h"

/* What was painted last. All zero but cursor_shown (-1) is: nothing yet. */
struct paint_state {
	struct grid shown;       /* owned; rows 0 = nothing is known to be on the screen */
	struct palette palette;
	bool has_palette;
	int colours;             /* that the terminal has, 0 = none */
	int cursor_shown;        /* 0, 1, or -1: not known */
};

/* Paints the difference between what was shown and `grid`, the cursor included. */
void paint_grid(struct paint_state *state, const struct grid *grid, const struct palette *palette);

/* The next paint touches every cell. */
void paint_forget(struct paint_state *state);

/* Frees. */
void paint_release(struct paint_state *state);

#endif
