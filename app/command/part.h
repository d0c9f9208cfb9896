/* SPDX-License-Identifier: MIT */
/* Subcommands of a subcommand: docket tenant add, docket operator limit, ... */
#ifndef DOCKET_COMMAND_PART_H
#define DOCKET_COMMAND_PART_H

#include "command/session.h"

/* One of them; a table ends with a row without a name. */
struct part {
	const char *name;
	enum err (*run)(struct session *session, struct request *request, struct fault *fault);
};

/* Runs the one that the request's next word names, on an administrator's session. ERR_USAGE that lists them. */
MUST_CHECK enum err part_run_admin(struct request *request, const struct part *parts, struct fault *fault);

#endif
