/* SPDX-License-Identifier: MIT */
/* The process in front, at the terminal, and its talk with the stage behind. For this folder only.
 */
#ifndef DOCKET_DEMO_FRONT_H
#define DOCKET_DEMO_FRONT_H

#include <sys/types.h>

#include "config/config.h"
#include "demo/stage.h"

struct front {
	struct config config;
	struct stage_options stage;
	int in_fd, out_fd; /* from and to the stage */
	pid_t pid;
	struct str text; /* what came and is not a whole line yet */
	bool is_tty, has_progress;
	int feed_port, code; /* code: of "fail" */
	char socket[256];
	char words[200]; /* of on_demo */
};

/* Forks the stage. Signals that end a program end what the front waits for from here on. */
MUST_CHECK enum err front_start(struct front *front, struct fault *fault);

/* Sends it a line. */
void front_tell(struct front *front, const char *line);

/* Waits until the operation is open, showing how far it is; false if it never will be: then `code`
 * says why. */
bool front_wait_ready(struct front *front);

/* Lets the clock go; true when it runs. */
bool front_go(struct front *front);

/* Prints what the stage answers to a question, on stdout. */
void front_print(struct front *front, const char *question);

/* Waits, unless the stage fails or a signal comes. */
void front_wait(struct front *front, int64_t seconds);

/* Lets go of the stage, which then ends everything, and waits for its end. */
void front_end(struct front *front);

#endif
