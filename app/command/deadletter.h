/* SPDX-License-Identifier: MIT */
/* Dead letters, found and listed: for the subcommands that show and replay them. */
#ifndef DOCKET_COMMAND_DEADLETTER_H
#define DOCKET_COMMAND_DEADLETTER_H

#include "command/session.h"

/* The one with this number; ERR_NOT_FOUND if it is not the asker's. The row lives in the session. */
MUST_CHECK enum err deadletter_find(struct session *session, const char *id, const struct dead_shown_row **out, struct fault *fault);

/* Those that --tenant and --interface name, and for which `expr` ("" = all) and `states` (SQL of ours) hold, the oldest first. */
MUST_CHECK enum err deadletter_list(struct session *session, struct request *request, const char *expr, const char *states,
				    struct session_rows *out, struct fault *fault);

#endif
