/* SPDX-License-Identifier: MIT */
/* What the two halves of ui/term share: term.c has the terminal, painter.c has ncurses. Inside of
 * ui/term. */
#ifndef DOCKET_TERM_PAINTER_H
#define DOCKET_TERM_PAINTER_H

#include <termios.h>

#include "term/term.h"

#define TERM_LEAVE_BYTES 256

struct painter; /* ncurses' things, known to painter.c alone */

struct term {
	struct term_facts facts;
	int in_fd, out_fd;
	bool is_in_ours, is_out_ours;
	bool is_open;
	bool is_suspended;
	bool has_modes;              /* takes the private modes of xterm */
	bool has_sync;               /* asked for */
	int memory_fd;               /* what ncurses takes for its terminal */
	struct termios saved_mode;   /* as it was before us */
	char leave[TERM_LEAVE_BYTES]; /* what gives the screen back, made at open */
	size_t leave_bytes;
	struct str out;              /* bytes on their way */
	size_t out_done;             /* of out, bytes written */
	struct painter *painter;
};

/* Raw mode for our descriptor. */
void term_set_raw(struct term *term);

/* Starts ncurses on a memory file with the first type of the chain that is known; fills facts and
 * leave. */
MUST_CHECK enum err painter_open(struct term *term, struct fault *fault);

/* ncurses takes this size; the next frame paints all. */
void painter_size(struct term *term, int rows, int cols);

/* ncurses leaves its screen; what it writes for that is thrown away, `leave` has it. */
void painter_leave(struct term *term);

/* ncurses enters its screen again with the next frame, which paints all. */
void painter_enter(struct term *term);

/* Frees ncurses' things; fine if there are none. */
void painter_close(struct term *term);

#endif
