/* SPDX-License-Identifier: MIT */
/* What the two halves of ui/term share: term.c has the terminal, screen.c has ncurses. Inside of ui/term. */
#ifndef DOCKET_TERM_INSIDE_H
#define DOCKET_TERM_INSIDE_H

#include <termios.h>

#include "term/term.h"

#define TERM_LEAVE_BYTES 256

struct screen; /* ncurses' things, known to screen.c alone */

struct term {
	struct term_facts facts;
	int in_fd, out_fd;
	bool is_in_ours, is_out_ours;
	bool is_open;
	bool is_suspended;
	bool has_sync;
	int memory_fd;               /* what ncurses takes for its terminal */
	struct termios saved_mode;   /* as it was before us */
	char leave[TERM_LEAVE_BYTES]; /* what gives the screen back, made at open */
	size_t leave_bytes;
	struct str out;              /* bytes on their way */
	size_t out_done;             /* of out, bytes written */
	struct screen *screen;
};

/* Raw mode for our descriptor. */
void term_set_raw(struct term *term);

/* Starts ncurses on a memory file with the first type of the chain that is known; fills facts and leave. */
MUST_CHECK enum err screen_open(struct term *term, struct fault *fault);

/* ncurses takes this size; the next frame paints all. */
void screen_size(struct term *term, int rows, int cols);

/* ncurses leaves its screen; what it writes for that is thrown away, `leave` has it. */
void screen_leave(struct term *term);

/* ncurses enters its screen again with the next frame, which paints all. */
void screen_enter(struct term *term);

/* Frees ncurses' things; fine if there are none. */
void screen_close(struct term *term);

#endif
