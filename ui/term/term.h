/* SPDX-License-Identifier: MIT */
/*
 * ui/term: the terminal. The one folder that includes <curses.h>, and the last stage: cells and a
 * palette in, bytes out; raw bytes of the keyboard are handed on undecoded (ui/keys decodes).
 *
 *   painter.h what term.c (the terminal) and painter.c (ncurses) share
 *   term.h    open, show, size, suspend, close, and the way out for fatal signals
 *
 * ncurses paints into memory; what it painted goes to the terminal in one write, which never
 * blocks. Signal handlers belong to the program's loop. The terminal is the tty behind the
 * descriptors; nothing here starts a program or trusts LINES, COLUMNS or TERM.
 */
#ifndef DOCKET_TERM_TERM_H
#define DOCKET_TERM_TERM_H

#include "cell/grid.h"
#include "cell/palette.h"

struct term;

/* How to open. All zero is: descriptors 0 and 1, a terminal of which nothing is known. */
struct term_options {
	int in_fd;             /* 0 if none is named */
	int out_fd;            /* 0: 1 */
	const char *type;      /* what TERM says; NULL: it says nothing */
	bool is_sync_off;      /* no synchronized output (mode 2026) around frames */
};

/* What the terminal can do, fixed at open. */
struct term_facts {
	char type[64];         /* the terminfo entry in use */
	char asked[64];        /* what TERM said; differs if it was not known */
	int colours;           /* 0 if none, else 8, 16, 256 or more */
	bool is_utf8;          /* by locale: else draw with GLYPH_ASCII */
};

/* Opens the terminal: raw mode, alternate screen, bracketed paste and focus reports on. ERR_SYSTEM
 * if the descriptors are no terminal, ERR_INVALID if it cannot move its cursor (dumb) or nothing
 * in the chain of types is known; the fault says what would help. Sets LC_CTYPE from the
 * environment. */
MUST_CHECK enum err term_open(const struct term_options *options, struct term **out,
			      struct fault *fault);

/* What it can do; borrowed until term_close. */
const struct term_facts *term_facts(const struct term *term);

/* The size now, clamped to GRID_ROWS_MAX x GRID_COLS_MAX; ncurses follows. Call at start, after
 * SIGWINCH and after resume; the next term_show paints all. */
void term_size(struct term *term, int *rows, int *cols);

/* Paints the difference to what was shown last. Equal cells cost no byte. With `is_asking` and
 * something to paint, ends with ESC[5n: KEYREAD_STATUS comes when the terminal has shown it.
 * Returns the bytes of the frame; 0 also while an older frame is not yet out (show again later). */
size_t term_show(struct term *term, const struct grid *grid, const struct palette *palette,
		 bool is_asking);

/* Writes what is left of the last frame. True if all is out; else watch term_out_fd for writing. */
bool term_flush(struct term *term);

/* Is a frame not yet out? */
bool term_is_writing(const struct term *term);

/* Reads what was typed, without waiting, into `out`: bytes, 0 if nothing is there, -1 if the
 * terminal is gone (hangup). */
long term_read(struct term *term, char *out, size_t room_bytes);

/* The descriptor to watch for reading. */
int term_in_fd(const struct term *term);

/* The descriptor to watch for writing while term_is_writing. */
int term_out_fd(const struct term *term);

/* The next term_show paints everything anew: Ctrl-L, or after someone else wrote on the screen. */
void term_redraw(struct term *term);

/* Rings the bell. */
void term_bell(struct term *term);

/* Hands text to the terminal's clipboard (OSC 52), at most 56,000 bytes; false if it is longer.
 * Whether the terminal took it cannot be known. */
bool term_copy(struct term *term, const char *text, size_t length);

/* Gives the terminal back as it was, for Ctrl-Z: the caller then stops itself. */
void term_suspend(struct term *term);

/* Takes the terminal again; what was typed meanwhile is thrown away; the next term_show paints
 * all. */
void term_resume(struct term *term);

/* Gives the terminal back and frees. NULL is fine. */
void term_close(struct term *term);

/* For fatal signals: gives the terminal back with write and tcsetattr alone, as often as one
 * likes. `term` stays allocated. NULL is fine. Safe inside a signal handler. */
void term_restore_raw(const struct term *term);

#endif
