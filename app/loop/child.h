/* SPDX-License-Identifier: MIT */
/* Other programs, for the demo and for tests: partner systems, a private PostgreSQL. No shell is
 * ever between. */
#ifndef DOCKET_LOOP_CHILD_H
#define DOCKET_LOOP_CHILD_H

#include "loop/loop.h"

struct child;

#define CHILD_NULL (-1) /* as a descriptor: /dev/null */

/* What to start. Everything is borrowed until child_start returns. */
struct child_plan {
	const char *const *argv; /* program (path, or name on PATH) and words, then NULL */
	const char *const *keep; /* variables of ours that it gets, then NULL; NULL = none */
	const char *const *set;  /* "NAME=value" added, then NULL; NULL = none */
	const char *folder;      /* where it starts; NULL = here */
	int in, out, err;        /* descriptors that become its 0, 1, 2; CHILD_NULL for none */
};

/* The child is over: its exit code, or the number of the signal that ended it (else 0). */
typedef void child_on_exit(void *context, int code, int signal);

/* Starts the program; ERR_NOT_FOUND or ERR_SYSTEM with a fault if it cannot. It gets no descriptor
 * but the three. Not on a fake loop. The caller owns the handle and ends it with child_free, also
 * after on_exit (which may be NULL). */
MUST_CHECK enum err child_start(struct loop *loop, const struct child_plan *plan,
				child_on_exit *on_exit, void *context, struct child **out,
				struct fault *fault);

/* Its process id, also after its end. */
int child_pid(const struct child *child);

/* Does it run still, as far as the loop was told? */
bool child_is_running(const struct child *child);

/* Sends it a signal; ERR_NOT_FOUND if it is over. */
MUST_CHECK enum err child_signal(struct child *child, int number);

/* Lets go of the handle: no call back any more. A child that still runs is killed. NULL is fine. */
void child_free(struct child *child);

#endif
