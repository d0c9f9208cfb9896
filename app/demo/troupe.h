/* SPDX-License-Identifier: MIT */
/* The processes of a demo: each ends when we do, whatever becomes of us, and says on stderr what
 * goes to its log. */
#ifndef DOCKET_DEMO_TROUPE_H
#define DOCKET_DEMO_TROUPE_H

#include "demo/folders.h"
#include "demo/lines.h"
#include "loop/child.h"

struct player;

/* It ended by itself, with this exit code or signal. */
typedef void player_on_end(void *context, struct player *player, int code, int number);

/* What to start. Borrowed until player_start returns. */
struct player_plan {
	const char *name;	  /* of its log: "docketd" */
	const char *program;	  /* path */
	const char *const *words; /* behind the program's name, then NULL */
	const char *const *set;	  /* "NAME=value" beside PATH and LC_ALL, then NULL; NULL = none */
	int end_signal;		  /* that it gets if we end without ending it */
	bool has_lines; /* we talk with it: its 0 and 1 are pipes; else they are /dev/null and its
			   log */
	lines_on_line *on_line;
	player_on_end *on_end; /* not called for one that player_stop ended */
	void *context;
};

/* Starts it. The caller ends it with player_stop or player_free. */
MUST_CHECK enum err player_start(struct loop *loop, struct folders *folders,
				 const struct player_plan *plan, struct player **out,
				 struct fault *fault);

/* Sends it a line; nothing if it is over. */
void player_send(struct player *player, const char *line);

/* Its name, borrowed. */
const char *player_name(const struct player *player);

/* Is it running? */
bool player_is_running(const struct player *player);

/* Sends `number` and waits for its end; after `wait_us` it is killed. Runs the loop meanwhile.
 * Frees. NULL is fine. */
void player_stop(struct loop *loop, struct player *player, int number, int64_t wait_us);

/* Runs a program to its end: its exit code (128 + signal), and what it printed on stdout to `out`
 * (may be NULL); stderr goes to the log `name`. Runs the loop meanwhile. ERR_TIMEOUT after
 * `wait_us`. */
MUST_CHECK enum err player_run(struct loop *loop, struct folders *folders, const char *name,
			       const char *program, const char *const *words, int64_t wait_us,
			       int *code, struct str *out, struct fault *fault);

#endif
