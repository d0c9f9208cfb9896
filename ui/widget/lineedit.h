/* SPDX-License-Identifier: MIT */
/*
 * One line of input: the prompt, the filter, a form's field. Moves and deletes by what a reader
 * sees as one sign (a base with its marks). Keys: arrows, Home, End, BS, Del, ctrl-a e b f h d k u
 * w y, A-b A-f (words), Up and Down or ctrl-p ctrl-n (history), Tab (completion).
 */
#ifndef DOCKET_WIDGET_LINEEDIT_H
#define DOCKET_WIDGET_LINEEDIT_H

#include "cell/grid.h"
#include "cell/key.h"

#define LINEEDIT_BYTES_MAX 4000

enum lineedit_result {
	LINEEDIT_IGNORED, /* not a key of ours: ask the keymap */
	LINEEDIT_MOVED,   /* taken, text unchanged */
	LINEEDIT_CHANGED, /* text changed */
	LINEEDIT_DONE,    /* Enter */
	LINEEDIT_CANCEL,  /* Esc or ctrl-c; or BS in an empty line where is_bs_cancel */
};

/* The line `back` steps ago (1 is the newest), or NULL if there is none; borrowed until the next
 * call. */
typedef const char *lineedit_history(void *context, int back);

/* Completes: `text` with the cursor at byte `cursor`; the n-th proposal (from 0) as the whole new
 * text into `out` (empty at the call) and the new cursor. False if there is no n-th. */
typedef bool lineedit_complete(void *context, const char *text, size_t cursor, int n,
			       struct str *out, size_t *out_cursor);

/* All zero is an empty line without hooks. Owns its texts. */
struct lineedit {
	struct str text;         /* valid UTF-8, one line */
	size_t cursor;           /* byte, at the start of a sign */
	size_t bytes_max;        /* 0: LINEEDIT_BYTES_MAX */
	bool is_bs_cancel;
	bool is_secret;          /* shown as stars: a PIN */
	lineedit_history *on_history;
	lineedit_complete *on_complete;
	void *context;           /* of both hooks */
	struct str killed;       /* what ctrl-k, u, w cut last; ctrl-y brings it back */
	struct str draft;        /* what was typed before history or completion took over */
	size_t draft_cursor;
	int back;                /* steps into the history, 0: none */
	int proposal;            /* 1 + shown proposal, 0: none */
};

/* Sets the text (cleaned) with the cursor at its end; forgets history and completion state. */
void lineedit_set(struct lineedit *edit, const char *text);

/* The text, never NULL; borrowed until the next change. */
const char *lineedit_text(const struct lineedit *edit);

/* One key. */
enum lineedit_result lineedit_key(struct lineedit *edit, uint32_t key);

/* Puts foreign text (a paste) in at the cursor: cleaned, on one line, cut to the room there is. */
enum lineedit_result lineedit_paste(struct lineedit *edit, struct span text);

/* Draws `cols` columns of the line, scrolled so that the cursor is in sight, padded in `role`;
 * with focus it owns the hardware cursor and shows it. */
void lineedit_draw(const struct lineedit *edit, struct pane pane, int row, int col, int cols,
		   int role, bool has_focus);

/* Frees; empty and usable again (hooks are forgotten). */
void lineedit_release(struct lineedit *edit);

#endif
