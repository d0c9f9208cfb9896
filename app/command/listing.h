/* SPDX-License-Identifier: MIT */
/* Rows of a shown type as aligned columns for people, JSON Lines or CSV for programs. Heads, units and kinds come from the
 * type's columns; JSON and CSV hold every column, times in UTC. */
#ifndef DOCKET_COMMAND_LISTING_H
#define DOCKET_COMMAND_LISTING_H

#include "command/session.h"

/* Appends one field as a person reads it: local time, money with its currency, "-" for none; cleaned, one line. */
void listing_cell(const struct session *session, const struct row_type *type, const struct column *column,
		  const void *row, struct str *out);

/* Appends the rows under heads, aligned; `names` (ended by NULL) picks columns, NULL = every column with a title. Lines are
 * kept to `room_cols` by shortening the widest columns; 0 = as wide as they are. `indent` blanks stand before each line. */
void listing_table(const struct session *session, const struct session_rows *rows, const char *const *names,
		   int room_cols, int indent, struct str *out);

/* Appends one JSON object a line. */
void listing_json(const struct session_rows *rows, struct str *out);

/* Appends a line of names and one line a row (RFC 4180). */
void listing_csv(const struct session_rows *rows, struct str *out);

/* Prints the rows on stdout in the form that was asked for; `empty` is what a person reads when there are none. */
void listing_print(const struct session *session, const struct request *request, const struct session_rows *rows,
		   const char *const *names, const char *empty);

/* Columns of the terminal on stdout; 0 if it is none. */
int listing_room_cols(void);

/* Writes to stdout; ends the program quietly if nobody reads any more. */
void listing_out(const struct str *text);

/* Writes a fault to stderr, cleaned: "docket: what: why: what would help". */
void listing_fault(const struct fault *fault);

/* Writes one formatted line to stdout, cleaned; the line's end is part of the format. */
void listing_say(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
