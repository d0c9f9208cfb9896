/* SPDX-License-Identifier: MIT */
/*
 * A text of many lines, to read and to edit: a partner's message. What was not touched stays byte for byte: each line keeps how it
 * ended, and lines that were only cut to be read (a document in one line) have no end at all. Long lines go on in the rows below. Signs of
 * control that came are shown as ? and kept; none can be typed or pasted in.
 *
 * Keys: arrows, Home, End, PgUp, PgDn, Ctrl-Home, Ctrl-End, BS, Del, ctrl-a e b f p n d k u y; ctrl-s is done, Esc and ctrl-c leave.
 */
#ifndef DOCKET_WIDGET_TEXTEDIT_H
#define DOCKET_WIDGET_TEXTEDIT_H

#include "base/vec.h"
#include "cell/grid.h"
#include "cell/key.h"

#define TEXTEDIT_BYTES_MAX (1024 * 1024)
#define TEXTEDIT_GUTTER_COLS 2 /* the sign at what is marked */

enum textedit_result {
	TEXTEDIT_IGNORED, /* not a key of ours */
	TEXTEDIT_MOVED,   /* taken, text unchanged */
	TEXTEDIT_CHANGED,
	TEXTEDIT_DONE,    /* ctrl-s */
	TEXTEDIT_CANCEL,  /* Esc, ctrl-c */
};

/* Where a line begins in the text that is set, and columns left free before it. */
struct textedit_cut {
	size_t begin;
	int indent_cols;
};

struct textedit_line {
	struct str text;      /* without its end */
	const char *end;      /* "\n", "\r\n"; "" = the next one goes on where this ends */
	int indent_cols;
};

/* All zero is an empty text. */
struct textedit {
	VEC(struct textedit_line) lines; /* owned; never empty once set */
	size_t line, byte;               /* the cursor: byte is at the start of a sign, or the line's end */
	size_t top_line;                 /* first line shown, from its row `top_row` on */
	long top_row;
	int rows, cols;                  /* of the last draw */
	size_t bytes;                    /* of the whole text */
	bool has_mark;
	size_t mark_line, mark_from, mark_to; /* what is wrong: bytes of one line; in a line that was changed the sign alone is left */
	struct str killed;
};

/* Sets a text, cut into lines at `cuts` (ascending, the first 0); the cursor goes to `mark_from`, and until before `mark_to` is marked if
 * that is not smaller. */
void textedit_set(struct textedit *edit, struct span text, const struct textedit_cut *cuts, size_t cut_count, size_t mark_from,
		  size_t mark_to);

/* Appends the whole text as it is now. */
void textedit_text(const struct textedit *edit, struct str *out);

/* One key. */
enum textedit_result textedit_key(struct textedit *edit, uint32_t key);

/* Puts foreign text in at the cursor: cleaned, line by line. */
enum textedit_result textedit_paste(struct textedit *edit, struct span text);

/* Does one of the move and page commands to the cursor; false if `command` is none of them. */
bool textedit_command(struct textedit *edit, const char *command);

/* Draws it, scrolled so that the cursor is in sight; to be read only, without its cursor, if there is no focus. */
void textedit_draw(struct textedit *edit, struct pane pane, bool has_focus);

/* Frees; empty and usable again. */
void textedit_release(struct textedit *edit);

#endif
