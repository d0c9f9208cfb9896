/* SPDX-License-Identifier: MIT */
/*
 * ui/widget: the parts that screens are made of. Each is a struct, an update (a key or a command
 * in, a result out) and a draw into a pane. Pure: no clock, no terminal, no store.
 *
 *   rowlist.h   a table of rows: the queue and all lists
 *   lineedit.h  one line of input, with history and completion
 *   form.h      several fields with their errors under them
 *   choice.h    a numbered menu
 *   pager.h     wrapped text to scroll
 *   textedit.h  a text of many lines, to read and to edit
 *   gauge.h     bars and small charts
 *
 * A rowlist knows how many rows there are and which one has the cursor; the rows' text is asked for
 * by index while drawing, so it costs the same at ten rows and at a million. Column 0 is the
 * cursor's and nothing else changes when it moves. Who holds the cursor to a case and not to an
 * index is the caller: it seats the list anew after its rows moved.
 */
#ifndef DOCKET_WIDGET_ROWLIST_H
#define DOCKET_WIDGET_ROWLIST_H

#include "cell/grid.h"

#define ROWLIST_COLUMNS_MAX 40
#define ROWLIST_GUTTER_COLS 2 /* the cursor's column, and the row's own sign */

/* One column, usually a row of a const table. */
struct rowlist_column {
	const char *title;
	int cols;          /* wanted width */
	int min_cols;      /* narrower than this it is dropped; 0: `cols` */
	int weight;        /* 0: never wider than `cols` */
	int drop;          /* 0: never dropped; else the highest goes first */
	enum align align;
};

/* What the callback says of a row before its cells. All zero is a plain row. */
struct rowlist_row {
	uint32_t sign;     /* in the gutter beside the cursor: '*' marked, '+' new; 0 is none */
	int sign_role;
	int role;          /* for cells that name none */
};

/* What the callback says of one cell; `text` is borrowed until the callback is called again. */
struct rowlist_cell {
	struct span text;  /* foreign text is fine */
	int role;          /* 0: the row's */
	char room[128];    /* for texts that are made on the spot */
};

/* How to ask for rows. `on_row` may be NULL. `column` is an index into the columns. */
struct rowlist_source {
	void (*on_row)(void *context, long row, struct rowlist_row *out);
	void (*on_cell)(void *context, long row, int column, struct rowlist_cell *out);
	void *context;
};

/* How to draw: roles of the parts. */
struct rowlist_look {
	const struct rowlist_column *columns;
	int column_count;   /* at most ROWLIST_COLUMNS_MAX */
	bool has_head;
	bool has_focus;     /* has the keys: shows the cursor mark and owns the hardware cursor */
	const char *empty;  /* shown when there are no rows; may be NULL */
};

/* All zero is an empty list. */
struct rowlist {
	long count;         /* rows there are */
	long cursor;        /* 0 to count - 1; 0 if there are none */
	long top;           /* first row shown */
	int page_rows;      /* rows shown at once, set by rowlist_fit */
	int scroll_jump;    /* rows to scroll at the edge; 0 is 1 */
};

/* Tells the list its height (of the pane, with or without the head line) and keeps the cursor in
 * sight. */
void rowlist_fit(struct rowlist *list, int pane_rows, bool has_head);

/* The rows changed: `count` now, the cursor belongs on row `cursor` (clamped), at the same line of
 * the screen as before where that is possible. */
void rowlist_seat(struct rowlist *list, long count, long cursor);

/* Puts the cursor on a row (clamped) and scrolls as little as it can. */
void rowlist_move_to(struct rowlist *list, long row);

/* Does one of move-up, move-down, page-up, page-down, half-up, half-down, move-first, move-last;
 * false if `command` is none of them. */
bool rowlist_command(struct rowlist *list, const char *command);

/* Draws head, rows and cursor mark into the whole pane. */
void rowlist_draw(const struct rowlist *list, const struct rowlist_look *look,
		  const struct rowlist_source *source, struct pane pane);

/* Widths the columns get in `cols` columns of screen, into widths[column_count]; 0 is dropped. */
void rowlist_widths(const struct rowlist_look *look, int cols, int *widths);

#endif
