/* SPDX-License-Identifier: MIT */
/* Foreign text made safe to show, and how wide it is. The one place that does either. */
#ifndef DOCKET_BASE_TEXT_H
#define DOCKET_BASE_TEXT_H

#include "base/str.h"

/* Appends `length` bytes of foreign text, cleaned: valid UTF-8 only; C0, C1, DEL, bidi controls, tags, zero-width
 * signs and variation selectors gone or shown as U+FFFD (line ends and tabs become one blank), at most 2 marks
 * on a base. Never grows text more than three times. */
void text_clean(struct str *out, const char *text, size_t length);

/* The same, kept to one line of at most `room_bytes` - 1 bytes, NUL-terminated, into a fixed buffer. */
void text_clean_into(char *out, size_t room_bytes, const char *text, size_t length);

/* Is it valid UTF-8 without NUL? */
bool text_is_utf8(const char *text, size_t length);

/* Decodes one sign at `text`: its code point into *sign, returns its bytes (1 and U+FFFD for a bad byte, 0 at the end). */
size_t text_next(const char *text, size_t length, uint32_t *sign);

/* Appends a code point as UTF-8. */
void text_put(struct str *out, uint32_t sign);

/* Columns that one code point takes: 0 for marks, 2 for wide, 1 else; controls are 0. */
int text_sign_cols(uint32_t sign);

/* Columns that cleaned text takes. */
int text_cols(const char *text, size_t length);

/* How many bytes of cleaned text fit into `cols` columns; the columns taken go to *used_cols (may be NULL). */
size_t text_fit(const char *text, size_t length, int cols, int *used_cols);

/* Appends `text` folded for search: case and marks removed, NFKD, cleaned. What `~` and bare words compare. */
void text_fold(struct str *out, const char *text, size_t length);

/* Edit distance of two names, for "did you mean"; stops at `most` and returns most + 1 then. */
int text_distance(const char *a, const char *b, int most);

#endif
