/* SPDX-License-Identifier: MIT */
/*
 * ui/layout: a tree of rows and columns -> rectangles. A pure function; it draws nothing.
 *
 * Room along the axis is given out so: parts with a size take it, stretching parts share what is
 * left by weight. If the minimums do not fit, the part with the highest `drop` goes first (the
 * last of equals), never one with drop 0. A dropped part has a rectangle of no rows and no cols.
 */
#ifndef DOCKET_LAYOUT_LAYOUT_H
#define DOCKET_LAYOUT_LAYOUT_H

#include "cell/grid.h"

#define LAYOUT_PARTS_MAX 64
#define LAYOUT_NO_ID (-1)

/* One part along an axis, in cells. */
struct layout_part {
	int size;    /* wanted; a part that does not stretch never gets more */
	int min;     /* below this it is dropped rather than shown; 0: `size`, or 1 if that is 0 */
	int weight;  /* 0: does not stretch; else its share of what is left */
	int drop;    /* 0: never dropped; else the highest goes first */
};

enum layout_axis {
	LAYOUT_LEAF,
	LAYOUT_ROWS, /* children one below the other */
	LAYOUT_COLS, /* children side by side */
};

/* A node of the tree; usually a const table. */
struct layout_node {
	int id;                              /* index into the results, or LAYOUT_NO_ID */
	struct layout_part part;             /* along the parent's axis */
	enum layout_axis axis;
	int gap;                             /* cells between children */
	const struct layout_node *children;
	int child_count;                     /* at most LAYOUT_PARTS_MAX */
};

/* Sizes of `count` parts (at most LAYOUT_PARTS_MAX) in `total` cells with `gap` between shown ones,
 * into sizes[count]; 0 is dropped. Parts that may not be dropped are cut at the end of the axis. */
void layout_split(const struct layout_part *parts, int count, int total, int gap, int *sizes);

/* Rectangles of all nodes with an id, into rects[id] for 0 <= id < rect_count; others are zero. */
void layout_solve(const struct layout_node *root, struct rect whole, struct rect *rects,
		  int rect_count);

/* How wide a screen is, for those who choose among trees. */
enum layout_width {
	LAYOUT_TINY,   /* below 60x15: only the alarm and the size needed */
	LAYOUT_NARROW, /* below 100 columns: one pane */
	LAYOUT_MIDDLE, /* below 160: list over detail */
	LAYOUT_WIDE,   /* below 240: side by side */
	LAYOUT_HUGE,   /* a third pane */
};

/* The width class of a screen. */
enum layout_width layout_width(int rows, int cols);

/* Is there height for tabs and hints (20 rows and more)? */
bool layout_is_tall(int rows);

#endif
