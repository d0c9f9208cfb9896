/* SPDX-License-Identifier: MIT */
/* A quote as it is read before somebody decides: what it costs, what doing nothing costs, who is paid, what will be sent. */
#ifndef DOCKET_COMMAND_PAPERSHEET_H
#define DOCKET_COMMAND_PAPERSHEET_H

#include "command/session.h"

/* Appends "name   amount   source" lines of an explanation, indented. Nothing for an empty one. */
void papersheet_lines(const struct session *session, int64_t tenant_id, const char *zone, const char *explain, int indent,
		 struct str *out);

/* Appends one quote in full. */
void papersheet_quote(const struct session *session, const struct quote_shown_row *quote, struct str *out);

/* Appends an approval with its quote (NULL if it is not to be seen any more). */
void papersheet_approval(const struct session *session, const struct approval_shown_row *approval,
		    const struct quote_shown_row *quote, struct str *out);

#endif
