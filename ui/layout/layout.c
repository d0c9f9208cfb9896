/* SPDX-License-Identifier: MIT */
/* Giving out room along one axis, and doing that for a tree. */
#include "layout/layout.h"

static int least(const struct layout_part *part)
{
	if (part->min > 0)
		return part->min;
	return part->size > 0 ? part->size : 1;
}

/* Cells that the shown parts need at least, gaps included. */
static int needed(const struct layout_part *parts, int count, int gap, const int *sizes)
{
	int sum = 0, shown = 0;

	for (int i = 0; i < count; i++)
		if (sizes[i]) {
			sum += least(&parts[i]);
			shown++;
		}
	return sum + (shown > 1 ? (shown - 1) * gap : 0);
}

/* The shown part that goes first, or -1 if none may. */
static int next_to_drop(const struct layout_part *parts, int count, const int *sizes)
{
	int found = -1;

	for (int i = 0; i < count; i++)
		if (sizes[i] && parts[i].drop > 0 &&
		    (found < 0 || parts[i].drop >= parts[found].drop))
			found = i;
	return found;
}

/* Brings parts from their minimum up to their wanted size, in order; returns what is left. */
static int give_wanted(const struct layout_part *parts, int count, int left, int *sizes)
{
	for (int i = 0; i < count; i++) {
		int more = parts[i].size - sizes[i];
		if (!sizes[i] || more <= 0)
			continue;
		more = more < left ? more : left;
		sizes[i] += more;
		left -= more;
	}
	return left;
}

/* Shares what is left by weight; the last shares are rounded so that nothing stays over. */
static void give_shares(const struct layout_part *parts, int count, int left, int *sizes)
{
	int weights = 0;

	for (int i = 0; i < count; i++)
		weights += sizes[i] ? parts[i].weight : 0;
	for (int i = 0; i < count && weights > 0; i++) {
		int share;
		if (!sizes[i] || parts[i].weight == 0)
			continue;
		share = (int)((long)left * parts[i].weight / weights);
		sizes[i] += share;
		left -= share;
		weights -= parts[i].weight;
	}
}

/* Only parts that may not go are left and still do not fit: the end of the axis is cut off. */
static void cut_end(int count, int total, int gap, int *sizes)
{
	int used = 0;

	for (int i = 0; i < count; i++) {
		int room = total - used - (used ? gap : 0);
		if (!sizes[i])
			continue;
		sizes[i] = room <= 0 ? 0 : sizes[i] < room ? sizes[i] : room;
		if (sizes[i])
			used += sizes[i] + (used ? gap : 0);
	}
}

void layout_split(const struct layout_part *parts, int count, int total, int gap, int *sizes)
{
	int left;

	BUG_IF(count < 0 || count > LAYOUT_PARTS_MAX);
	for (int i = 0; i < count; i++)
		sizes[i] = 1;
	while ((left = total - needed(parts, count, gap, sizes)) < 0) {
		int drop = next_to_drop(parts, count, sizes);
		if (drop < 0)
			break;
		sizes[drop] = 0;
	}
	for (int i = 0; i < count; i++)
		sizes[i] = sizes[i] ? least(&parts[i]) : 0;
	if (left < 0) {
		cut_end(count, total, gap, sizes);
		return;
	}
	give_shares(parts, count, give_wanted(parts, count, left, sizes), sizes);
}

static void solve(const struct layout_node *node, struct rect rect, struct rect *rects,
		  int rect_count)
{
	struct layout_part parts[LAYOUT_PARTS_MAX];
	int sizes[LAYOUT_PARTS_MAX], place = 0;
	bool is_rows = node->axis == LAYOUT_ROWS;

	if (node->id >= 0 && node->id < rect_count)
		rects[node->id] = rect;
	if (node->axis == LAYOUT_LEAF)
		return;
	BUG_IF(node->child_count > LAYOUT_PARTS_MAX);
	for (int i = 0; i < node->child_count; i++)
		parts[i] = node->children[i].part;
	layout_split(parts, node->child_count, is_rows ? rect.rows : rect.cols, node->gap, sizes);
	for (int i = 0; i < node->child_count; i++) {
		struct rect part = rect;
		if (!sizes[i])
			continue;
		*(is_rows ? &part.row : &part.col) += place;
		*(is_rows ? &part.rows : &part.cols) = sizes[i];
		place += sizes[i] + node->gap;
		solve(&node->children[i], part, rects, rect_count);
	}
}

void layout_solve(const struct layout_node *root, struct rect whole, struct rect *rects,
		  int rect_count)
{
	for (int i = 0; i < rect_count; i++)
		rects[i] = (struct rect){ 0 };
	solve(root, whole, rects, rect_count);
}

enum layout_width layout_width(int rows, int cols)
{
	if (rows < 15 || cols < 60)
		return LAYOUT_TINY;
	if (cols < 100)
		return LAYOUT_NARROW;
	if (cols < 160)
		return LAYOUT_MIDDLE;
	return cols < 240 ? LAYOUT_WIDE : LAYOUT_HUGE;
}

bool layout_is_tall(int rows)
{
	return rows >= 20;
}
