/* SPDX-License-Identifier: MIT */
/* The first screen: who you are, what the night left, what to press. Made of rows, never of a script. */
#ifndef DOCKET_VIEW_BRIEF_H
#define DOCKET_VIEW_BRIEF_H

#include "view/frame.h"

/* Draws it into the pane. `is_demo`: offers the tour. */
void brief_draw(const struct scene *scene, const struct frame_counts *counts, bool is_demo, struct pane pane);

#endif
