/* SPDX-License-Identifier: MIT */
/* Bars and small charts from numbers. A bar is a help to the eye: the number always stands beside
 * it. */
#ifndef DOCKET_WIDGET_GAUGE_H
#define DOCKET_WIDGET_GAUGE_H

#include "cell/grid.h"

/* A horizontal bar of `cols` columns, filled by value / most (0 if most is not above 0). */
void gauge_bar(struct pane pane, int row, int col, int cols, int role, int64_t value, int64_t most);

/* A line of small columns, one per value, the newest at the right edge; `most` 0: the largest
 * value. */
void gauge_spark(struct pane pane, int row, int col, int cols, int role, const int64_t *values,
		 size_t count, int64_t most);

/* Columns over the whole pane, one per value, the newest at the right; `most` 0: the largest
 * value. */
void gauge_columns(struct pane pane, int role, const int64_t *values, size_t count, int64_t most);

/* One row of a bar list. */
struct gauge_row {
	const char *label;
	int64_t value;
	const char *words; /* the value as text; NULL: the number */
	int role;          /* of the bar */
};

/* Label, bar and value, one row each, bars to the same scale. */
void gauge_list(struct pane pane, const struct gauge_row *rows, int count, int label_cols);

#endif
