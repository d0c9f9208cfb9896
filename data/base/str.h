/* SPDX-License-Identifier: MIT */
/* Growing text. All zero is empty; `text` is never NULL after the first call and always NUL-terminated. */
#ifndef DOCKET_BASE_STR_H
#define DOCKET_BASE_STR_H

#include "base/err.h"

struct str {
	char *text;     /* owned; may hold NUL bytes inside `length` */
	size_t length;  /* bytes in use, without the ending NUL */
	size_t room;    /* bytes allocated */
};

/* Borrowed text: a pointer and a length, not NUL-terminated. */
struct span {
	const char *text;
	size_t length;
};

/* A span over NUL-terminated text; NULL gives an empty span. */
struct span span_of(const char *text);

/* Same bytes? */
bool span_equal(struct span a, struct span b);

/* Same bytes as the NUL-terminated `text`? */
bool span_is(struct span span, const char *text);

/* Appends `length` bytes. */
void str_add(struct str *str, const char *text, size_t length);

/* Appends NUL-terminated text; NULL appends nothing. */
void str_adds(struct str *str, const char *text);

/* Appends one byte. */
void str_addc(struct str *str, char byte);

/* Appends formatted text. */
void str_addf(struct str *str, const char *format, ...) PRINTF_LIKE(2, 3);

/* Empties but keeps the memory. */
void str_clear(struct str *str);

/* Makes it `length` bytes long, at most the length it has. */
void str_cut(struct str *str, size_t length);

/* The text, never NULL; borrowed until the next change. */
const char *str_text(const struct str *str);

/* Moves the text to the caller, who frees it with mem_free; the str is empty then. */
char *str_take(struct str *str);

/* Frees; the str is empty and usable again. */
void str_release(struct str *str);

/* Reads a whole decimal number with sign; ERR_INVALID if anything else is there or it does not fit. */
MUST_CHECK enum err str_to_i64(struct span span, int64_t *out);

#endif
