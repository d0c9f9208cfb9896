/* SPDX-License-Identifier: MIT */
/* A numbered menu: a digit or a letter takes an item at once, arrows and Enter do the same. */
#ifndef DOCKET_WIDGET_CHOICE_H
#define DOCKET_WIDGET_CHOICE_H

#include "cell/grid.h"
#include "cell/key.h"

/* One item; texts are borrowed. The first nine have the digits 1 to 9. */
struct choice_item {
	const char *text;
	const char *detail;   /* dim behind the text; may be NULL */
	const char *refused;  /* why it cannot be taken, shown instead of detail; NULL: it can */
	uint32_t key;         /* a key of its own, 0: none */
};

enum choice_result {
	CHOICE_IGNORED,
	CHOICE_MOVED,
	CHOICE_TAKEN,   /* choice->cursor is the item */
	CHOICE_REFUSED, /* choice->cursor is the item, its `refused` says why */
	CHOICE_CANCEL,
};

/* All zero is at the first item. */
struct choice {
	int cursor;
};

/* One key. */
enum choice_result choice_key(struct choice *choice, const struct choice_item *items, int count,
			      uint32_t key);

/* Draws one line per item, scrolled so that the cursor is in sight. */
void choice_draw(const struct choice *choice, const struct choice_item *items, int count,
		 struct pane pane, bool has_focus);

#endif
