/* SPDX-License-Identifier: MIT */
/* Decisions on the command line: on one request (run_approvals.c) or on several like ones by one word (decidemany.c). */
#ifndef DOCKET_COMMAND_DECIDEMANY_H
#define DOCKET_COMMAND_DECIDEMANY_H

#include "command/session.h"

#define DECIDING_MOST 100 /* together */

/* The request with this number, or the one that waits at this case while it is the only one. Lives in the session. */
MUST_CHECK enum err deciding_find(struct session *session, const struct request *request, const char *id,
				  const struct approval_shown_row **out, struct fault *fault);

/* Prints the sheet of a request. */
MUST_CHECK enum err deciding_sheet(struct session *session, const struct approval_shown_row *approval, struct fault *fault);

/* One word on several: to approve, their total must stand in --total, else their sheets are printed and it fails. Prints a receipt for each;
 * ERR_CHANGED if one could not be decided. */
MUST_CHECK enum err deciding_batch(struct session *session, const struct request *request, const char *const *ids, size_t count,
				   const char *verdict, const char *reason, struct fault *fault);

#endif
