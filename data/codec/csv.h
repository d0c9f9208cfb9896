/* SPDX-License-Identifier: MIT */
/* Rows of text files: CSV, TSV and their dialects. The separator is found out from the first line; fields may be quoted with "
 * and hold line ends; a byte order mark is passed over; lines end with LF, CRLF or CR. */
#ifndef DOCKET_CODEC_CSV_H
#define DOCKET_CODEC_CSV_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

#define CSV_FIELDS_MAX 1024
#define CSV_FIELD_BYTES_MAX (64 * 1024)

struct csv {
	struct span text;          /* borrowed */
	size_t at;                 /* of the next row */
	int line;                  /* 1-based, of the row that csv_next gave last */
	int next_line;
	char separator;            /* one of , ; TAB | */
	VEC(struct span) fields;   /* of the row that csv_next gave last */
	struct arena arena;        /* holds its unquoted fields */
};

/* Starts on a text, which must live as long. The caller ends it with csv_release. */
void csv_start(struct csv *csv, struct span text);

/* The next row, in csv->fields until the next call; empty lines are passed over. ERR_NOT_FOUND at the end; ERR_SYNTAX for a quote
 * without an end; ERR_LIMIT for too many or too long fields. A fault names its line. */
MUST_CHECK enum err csv_next(struct csv *csv, struct fault *fault);

/* Frees what it holds; not the text. */
void csv_release(struct csv *csv);

#endif
