/* SPDX-License-Identifier: MIT */
/* Talk between the processes of the demo: one JSON object or plain text a line, over pipes. */
#ifndef DOCKET_DEMO_LINES_H
#define DOCKET_DEMO_LINES_H

#include "base/str.h"
#include "loop/loop.h"

struct lines;

/* One line without its end, NUL-terminated, borrowed; NULL once when the other side is gone. It may
 * free the lines. */
typedef void lines_on_line(void *context, const char *line);

/* Reads lines from `in_fd` and writes to `out_fd`; either may be -1. Both are closed by lines_free,
 * except 0, 1 and 2. ERR_SYSTEM if one cannot be watched. */
MUST_CHECK enum err lines_new(struct loop *loop, int in_fd, int out_fd, lines_on_line *on_line,
			      void *context, struct lines **out, struct fault *fault);

/* Sends one line; its end is added. What the pipe does not take at once follows when it does. */
void lines_send(struct lines *lines, const char *text);

/* Ends it. NULL is fine. */
void lines_free(struct lines *lines);

#endif
