/* SPDX-License-Identifier: MIT */
/* A partner's API that is asked: its answers are files of a folder, so that whoever writes there decides what it says next. */
#ifndef DOCKET_DEMO_ANSWERS_H
#define DOCKET_DEMO_ANSWERS_H

#include "base/err.h"
#include "loop/loop.h"

struct answers;

/* Listens on 127.0.0.1. GET /NAME is answered by the file NAME, GET /NAME?cursor=X or ?page=X by NAME@X; 404 where there is none. A file is a
 * status, lines of "Name: value", an empty line, and the body as it is; with its own ETag in If-None-Match it is 304. Each request is a line
 * of the file `log`: the file's name, since, If-None-Match, Authorization, X-Api-Key, the status. Ended by answers_free. */
MUST_CHECK enum err answers_new(struct loop *loop, const char *folder, const char *log, int port, struct answers **out,
				struct fault *fault);

/* The port it listens on. */
int answers_port(const struct answers *answers);

/* Ends it. NULL is fine. */
void answers_free(struct answers *answers);

#endif
