/* SPDX-License-Identifier: MIT */
/* A table of rows. All it does is arithmetic on three numbers and asking for the rows in sight. */
#include "widget/rowlist.h"

#include <string.h>

#include "layout/layout.h"
#include "theme/role.h"

#define COLUMN_GAP 1

static long between(long value, long least, long most)
{
	if (value > most)
		value = most;
	return value < least ? least : value;
}

static long last_top(const struct rowlist *list)
{
	return list->count > list->page_rows ? list->count - list->page_rows : 0;
}

/* Scrolls as little as the cursor needs, or by the jump that spares a slow line. */
static void keep_in_sight(struct rowlist *list)
{
	int page = list->page_rows > 0 ? list->page_rows : 1;
	int jump = list->scroll_jump > 1 && list->scroll_jump <= page ? list->scroll_jump - 1 : 0;

	if (list->cursor < list->top)
		list->top = list->cursor - jump;
	else if (list->cursor >= list->top + page)
		list->top = list->cursor - page + 1 + jump;
	list->top = between(list->top, 0, last_top(list));
}

void rowlist_fit(struct rowlist *list, int pane_rows, bool has_head)
{
	int rows = pane_rows - (has_head ? 1 : 0);

	list->page_rows = rows > 0 ? rows : 0;
	rowlist_move_to(list, list->cursor);
}

void rowlist_seat(struct rowlist *list, long count, long cursor)
{
	long line = list->cursor - list->top;

	list->count = count > 0 ? count : 0;
	list->cursor = between(cursor, 0, list->count ? list->count - 1 : 0);
	list->top = between(list->cursor - line, 0, last_top(list));
	keep_in_sight(list);
}

void rowlist_move_to(struct rowlist *list, long row)
{
	list->cursor = between(row, 0, list->count ? list->count - 1 : 0);
	keep_in_sight(list);
}

/* A page keeps the cursor's line on the screen, so that the eye need not look for it. */
static void page(struct rowlist *list, long rows)
{
	long line = list->cursor - list->top;

	list->top = between(list->top + rows, 0, last_top(list));
	list->cursor = between(list->cursor + rows, 0, list->count ? list->count - 1 : 0);
	if (list->cursor > 0 && list->cursor < list->count - 1)
		list->top = between(list->cursor - line, 0, last_top(list));
	keep_in_sight(list);
}

bool rowlist_command(struct rowlist *list, const char *command)
{
	long rows = list->page_rows > 1 ? list->page_rows - 1 : 1;
	long half = list->page_rows > 1 ? list->page_rows / 2 : 1;

	if (strcmp(command, "move-up") == 0)
		rowlist_move_to(list, list->cursor - 1);
	else if (strcmp(command, "move-down") == 0)
		rowlist_move_to(list, list->cursor + 1);
	else if (strcmp(command, "page-up") == 0)
		page(list, -rows);
	else if (strcmp(command, "page-down") == 0)
		page(list, rows);
	else if (strcmp(command, "half-up") == 0)
		page(list, -half);
	else if (strcmp(command, "half-down") == 0)
		page(list, half);
	else if (strcmp(command, "move-first") == 0)
		rowlist_move_to(list, 0);
	else if (strcmp(command, "move-last") == 0)
		rowlist_move_to(list, list->count - 1);
	else
		return false;
	return true;
}

void rowlist_widths(const struct rowlist_look *look, int cols, int *widths)
{
	struct layout_part parts[ROWLIST_COLUMNS_MAX];

	BUG_IF(look->column_count > ROWLIST_COLUMNS_MAX);
	for (int i = 0; i < look->column_count; i++) {
		const struct rowlist_column *column = &look->columns[i];
		parts[i] = (struct layout_part){ .size = column->cols,
						 .min = column->min_cols,
						 .weight = column->weight,
						 .drop = column->drop };
	}
	layout_split(parts, look->column_count, cols - ROWLIST_GUTTER_COLS, COLUMN_GAP, widths);
}

static void draw_head(const struct rowlist_look *look, const int *widths, struct pane pane)
{
	int col = ROWLIST_GUTTER_COLS;

	pane_fill(pane, (struct rect){ 0, 0, 1, pane.rect.cols }, ROLE_HEAD, ' ');
	for (int i = 0; i < look->column_count; i++) {
		if (!widths[i])
			continue;
		pane_fit(pane, 0, col, widths[i], ROLE_HEAD, look->columns[i].align,
			 span_of(look->columns[i].title));
		col += widths[i] + COLUMN_GAP;
	}
}

static void draw_cells(const struct rowlist_look *look, const struct rowlist_source *source,
		       const int *widths, long row, int role, struct pane line)
{
	struct rowlist_cell cell;
	int col = ROWLIST_GUTTER_COLS;

	for (int i = 0; i < look->column_count; i++) {
		if (!widths[i])
			continue;
		cell.text = (struct span){ "", 0 };
		cell.role = 0;
		cell.room[0] = '\0';
		source->on_cell(source->context, row, i, &cell);
		if (cell.text.length)
			pane_fit(line, 0, col, widths[i], cell.role ? cell.role : role,
				 look->columns[i].align, cell.text);
		col += widths[i] + COLUMN_GAP;
	}
}

static void draw_row(const struct rowlist *list, const struct rowlist_look *look,
		     const struct rowlist_source *source, const int *widths, long row,
		     struct pane line)
{
	struct rowlist_row info = { 0 };

	if (source->on_row)
		source->on_row(source->context, row, &info);
	if (!info.role)
		info.role = ROLE_ROW;
	pane_clear(line, info.role);
	draw_cells(look, source, widths, row, info.role, line);
	if (info.sign)
		pane_put(line, 0, 1, info.sign_role ? info.sign_role : info.role, info.sign);
	if (row != list->cursor || !look->has_focus)
		return;
	pane_glyph(line, 0, 0, ROLE_ROW_CURSOR_MARK, GLYPH_CURSOR);
	pane_cursor(line, 0, 0, false);
}

void rowlist_draw(const struct rowlist *list, const struct rowlist_look *look,
		  const struct rowlist_source *source, struct pane pane)
{
	int widths[ROWLIST_COLUMNS_MAX], head = look->has_head ? 1 : 0;

	rowlist_widths(look, pane.rect.cols, widths);
	if (look->has_head)
		draw_head(look, widths, pane);
	for (int line = 0; line < pane.rect.rows - head; line++) {
		struct pane part =
			pane_part(pane, (struct rect){ line + head, 0, 1, pane.rect.cols });
		if (list->top + line < list->count)
			draw_row(list, look, source, widths, list->top + line, part);
		else
			pane_clear(part, ROLE_BASE);
	}
	if (list->count == 0 && look->empty)
		pane_text(pane, head, ROWLIST_GUTTER_COLS, -1, ROLE_DIM, look->empty);
}
