/* SPDX-License-Identifier: MIT */
/* The process that shows notices, and what it is told. For this folder only. */
#ifndef DOCKET_NOTIFY_NOTIFY_HELPER_H
#define DOCKET_NOTIFY_NOTIFY_HELPER_H

#include "base/str.h"

/* What it answers to each notice, one byte. */
enum notify_fate { NOTIFY_SHOWN = 's', NOTIFY_FAILED = 'f', NOTIFY_TIMED_OUT = 't' };

/* Appends the address of the session bus to use, "unix:..."; false if there is none that is safe to
 * use. Reads the environment. */
bool notify_helper_bus(struct str *address);

/* Forks the helper for `program` (the name on notices) and the bus at `address`. *fd is our end of
 * a socket that keeps packets apart, not blocking; the caller closes it and kills and reaps *pid.
 */
MUST_CHECK enum err notify_helper_start(const char *program, const char *address, int *fd, int *pid,
					struct fault *fault);

/* Sends a notice, ready to be shown as it is; ERR_BUSY if the helper has too much to do already,
 * ERR_LINK if it is gone. */
MUST_CHECK enum err notify_helper_send(int fd, const char *summary, const char *body,
				       bool is_urgent);

#endif
