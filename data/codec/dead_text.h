/* SPDX-License-Identifier: MIT */
/* A dead letter as people read and mend it: the text of its message, or of the one item of a batch that is dead, the place that is wrong, and
 * where the text is cut into lines. Lines are cut where the sender ended them, and where none are, between segments, members or elements;
 * not one byte is added, so a text that is put together again is the one that came. */
#ifndef DOCKET_CODEC_DEAD_TEXT_H
#define DOCKET_CODEC_DEAD_TEXT_H

#include "base/arena.h"
#include "codec/place.h"

#define DEAD_LINE_BYTES_MAX 2000 /* what is longer is cut wherever it is */

/* Where a line begins in the text, and how deep it lies: as many columns are left free before it. */
struct dead_line {
	size_t begin;
	int indent_cols;
};

struct dead_text {
	struct span text;       /* valid UTF-8 without NUL; empty if it is no text */
	const char *why_not;    /* then: why; else NULL */
	bool is_recoded;        /* it came in another code and was read as Latin-1: mended it goes on as UTF-8 */
	bool is_item;           /* one item of a batch */
	bool has_mark;
	struct place_range mark; /* what is wrong, as near as it can be told */
	struct dead_line *lines;
	size_t line_count;      /* at least one */
};

/* Reads it; everything lives in `arena`, and `body` may go. `item` is the letter's number in its message, `reason` what is wrong with it: a
 * value that it quotes is looked for at the place. */
void dead_text_read(struct arena *arena, const char *content_type, struct span body, int64_t item, const char *place, const char *reason,
		 struct dead_text *out);

/* The line that holds a byte of the text; the last one for what is behind the end. */
size_t dead_text_line_of(const struct dead_text *dead, size_t at);

#endif
