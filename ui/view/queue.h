/* SPDX-License-Identifier: MIT */
/*
 * One view's list of cases. It follows the store's journal: a changed row is found in the sorted list by its old place, taken
 * out and put in at its new one, so the cost does not grow with the list but for moving pointers.
 *
 * The cursor holds a case, not a row. While the order is held (a hand on the keys, or asked for) rows stay where they are: values
 * change in place, rows that leave stay and are shown dim, new ones wait and are counted. Letting go puts all in order.
 */
#ifndef DOCKET_VIEW_QUEUE_H
#define DOCKET_VIEW_QUEUE_H

#include "base/map.h"
#include "table/case_scope.h"
#include "view/view.h"
#include "widget/rowlist.h"

struct queue_entry {
	const struct case_row *row; /* the store's, or own_row */
	struct case_row *own_row;   /* a copy of a row that left while the order was held; owned */
};

struct queue {
	const struct view *view;
	VEC(struct queue_entry) entries;
	struct rowlist list;
	int64_t cursor_tenant, cursor_case;  /* 0 = none */
	bool is_moved;                       /* the operator chose a row; before that the cursor stays on the first */
	bool is_held;
	size_t held_new;                     /* rows that wait for the order to be let go */
	struct arena arena;                  /* of the filter */
	const struct expr *filter;           /* NULL = none */
	struct str filter_text;
	struct str found_instead;            /* "carrier~tramontane finds 5": what the filter that finds nothing was perhaps meant to be */
};

/* An empty list for a view. */
void queue_init(struct queue *queue, const struct view *view);

/* Frees. */
void queue_release(struct queue *queue);

/* Makes the list anew from the store: after a filter, a snapshot, or a minute gone by. Lets a held order go. */
void queue_rebuild(struct queue *queue, const struct scene *scene);

/* Follows one entry of the store's journal. */
void queue_follow(struct queue *queue, const struct scene *scene, const struct store_change *change);

/* Holds the order, or lets it go. */
void queue_hold(struct queue *queue, const struct scene *scene, bool is_held);

/* Sets the filter (blank = none) and rebuilds. On a fault the old filter stays. */
MUST_CHECK enum err queue_filter(struct queue *queue, const struct scene *scene, const char *text, struct fault *fault);

/* How many rows the filter `text` would show of this view: for the count while typing. ERR as queue_filter. */
MUST_CHECK enum err queue_count(const struct queue *queue, const struct scene *scene, const char *text, size_t *count,
				struct fault *fault);

/* Where `text` finds nothing: the same with `~` in place of a `=` that finds something, and how much, appended to out. */
void queue_hint(const struct queue *queue, const struct scene *scene, const char *text, struct str *out);

/* How many rows that cannot wait stand above the first one in sight. */
size_t queue_hidden_above(const struct queue *queue);

/* The row under the cursor, or NULL. */
const struct case_row *queue_row(const struct queue *queue);

/* A move, page or jump of the list by its command name; false if it is none. The cursor's case follows. */
bool queue_command(struct queue *queue, const char *command);

/* Puts the cursor on a case if the list has it. */
bool queue_seek(struct queue *queue, int64_t tenant_id, int64_t case_id);

#endif
