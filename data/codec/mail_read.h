/* SPDX-License-Identifier: MIT */
/* Private to mail*.c: a mail while it is read. */
#ifndef DOCKET_CODEC_MAIL_READ_H
#define DOCKET_CODEC_MAIL_READ_H

#include "base/vec.h"
#include "codec/mail.h"

struct _GMimeObject;

struct mail_reader {
	struct arena *arena;
	struct fault *fault;
	struct str text;         /* of the plain parts */
	struct str html;         /* words of the HTML parts, used if there is no plain one */
	size_t decoded_bytes;    /* of all attachments */
	size_t count;            /* of parts, attachments or not */
	VEC(struct mail_part) parts;
};

/* Reads a part and all below it. */
MUST_CHECK enum err mail_part_read(struct mail_reader *reader, struct _GMimeObject *object, int depth);

/* Appends the words of an HTML text: no scripts, styles or comments, a line for each block. */
void mail_text_of_html(struct str *out, struct span html);

/* Appends foreign text line by line, each cleaned and without blanks at its end, no more than one empty line in a row, until `out` has
 * MAIL_TEXT_MAX bytes. */
void mail_text_lines(struct str *out, struct span text);

/* A file's name without its path and without what a file system or a terminal would stumble over; "" if nothing is left. */
const char *mail_text_name(struct arena *arena, const char *name);

/* One line, cleaned, of at most `most_bytes`; NULL gives "". */
const char *mail_text_line(struct arena *arena, const char *text, size_t most_bytes);

#endif
