/* SPDX-License-Identifier: MIT */
/*
 * The one cleaner. Partner text reaches terminals, logs, notices and reports only through here: what can move a cursor,
 * turn the direction of writing, hide, or pile up on one cell is gone afterwards.
 */
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define REPLACEMENT UINT32_C(0xfffd)
#define MARKS_MOST 2

size_t text_next(const char *text, size_t length, uint32_t *sign)
{
	utf8proc_int32_t code;
	utf8proc_ssize_t bytes;

	if (length == 0)
		return 0;
	if ((unsigned char)text[0] < 0x80) {
		*sign = (unsigned char)text[0];
		return 1;
	}
	bytes = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)(length > 4 ? 4 : length), &code);
	*sign = bytes > 0 ? (uint32_t)code : REPLACEMENT;
	return bytes > 0 ? (size_t)bytes : 1;
}

void text_put(struct str *out, uint32_t sign)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t count;

	if (!utf8proc_codepoint_valid((utf8proc_int32_t)sign))
		sign = REPLACEMENT;
	count = utf8proc_encode_char((utf8proc_int32_t)sign, bytes);
	str_add(out, (const char *)bytes, (size_t)count);
}

bool text_is_utf8(const char *text, size_t length)
{
	while (length > 0) {
		utf8proc_int32_t code;
		utf8proc_ssize_t bytes = utf8proc_iterate((const utf8proc_uint8_t *)text,
							  (utf8proc_ssize_t)(length > 4 ? 4 : length), &code);
		if (bytes <= 0 || code == 0)
			return false;
		text += bytes;
		length -= (size_t)bytes;
	}
	return true;
}

/* Signs that leave nothing: they join, select a variant, colour a hand, or are not seen at all. Sorted. */
static const struct {
	uint32_t first, last;
} unseen[] = {
	{ 0xad, 0xad },       { 0x34f, 0x34f },	    { 0x115f, 0x1160 },	  { 0x17b4, 0x17b5 },	{ 0x180b, 0x180f },
	{ 0x200b, 0x200d },   { 0x2060, 0x2064 },   { 0x3164, 0x3164 },	  { 0xfe00, 0xfe0f },	{ 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 },   { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0x1f3fb, 0x1f3ff }, { 0xe0100, 0xe01ef },
};

static bool is_dropped(uint32_t sign)
{
	for (size_t i = 0; i < COUNT_OF(unseen) && unseen[i].first <= sign; i++)
		if (sign <= unseen[i].last)
			return true;
	return false;
}

/* Signs that deceive or that nobody can know the width of: controls, all that turns the direction of writing, tags,
 * private signs, and code points that are no signs. They are shown as something that does not belong here. */
static bool is_hostile(uint32_t sign)
{
	switch (utf8proc_category((utf8proc_int32_t)sign)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CN:
		return true;
	default:
		return false;
	}
}

/* What is drawn onto the sign before it: marks, and the vowels and endings of Hangul written in parts. */
static bool is_mark(uint32_t sign)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)sign);

	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME ||
	       (sign >= 0x1160 && sign <= 0x11ff) || (sign >= 0xd7b0 && sign <= 0xd7ff);
}

static bool is_line_end(uint32_t sign)
{
	return sign == '\n' || sign == '\r' || sign == '\t' || sign == 0x85 || sign == 0x2028 || sign == 0x2029;
}

void text_clean(struct str *out, const char *text, size_t length)
{
	int marks = MARKS_MOST; /* a mark at the very start has no base to sit on */

	while (length > 0) {
		uint32_t sign;
		size_t bytes = text_next(text, length, &sign);
		text += bytes;
		length -= bytes;
		if (sign >= 0x20 && sign < 0x7f) {
			str_addc(out, (char)sign);
			marks = 0;
			continue;
		}
		if (is_dropped(sign))
			continue;
		if (sign == '\r' && length > 0 && *text == '\n')
			continue;
		if (is_line_end(sign))
			sign = ' ';
		else if (is_hostile(sign))
			sign = REPLACEMENT;
		if (is_mark(sign)) {
			if (marks++ >= MARKS_MOST)
				continue;
		} else {
			marks = 0;
		}
		text_put(out, sign);
	}
}

void text_clean_into(char *out, size_t room_bytes, const char *text, size_t length)
{
	struct str clean = { 0 };
	size_t used;

	if (room_bytes == 0)
		return;
	text_clean(&clean, text, length);
	used = clean.length < room_bytes - 1 ? clean.length : room_bytes - 1;
	while (used > 0 && used < clean.length && ((unsigned char)clean.text[used] & 0xc0) == 0x80)
		used--; /* never half a sign */
	if (used > 0)
		memcpy(out, clean.text, used);
	out[used] = '\0';
	str_release(&clean);
}

int text_sign_cols(uint32_t sign)
{
	int cols;

	if (sign >= 0x20 && sign < 0x7f)
		return 1;
	if (sign < 0x20 || (sign >= 0x7f && sign < 0xa0) || is_mark(sign) || is_dropped(sign))
		return 0;
	cols = utf8proc_charwidth((utf8proc_int32_t)sign);
	return cols < 1 ? 1 : cols > 2 ? 2 : cols;
}

int text_cols(const char *text, size_t length)
{
	int cols = 0;

	while (length > 0) {
		uint32_t sign;
		size_t bytes = text_next(text, length, &sign);
		cols += text_sign_cols(sign);
		text += bytes;
		length -= bytes;
	}
	return cols;
}

size_t text_fit(const char *text, size_t length, int cols, int *used_cols)
{
	size_t at = 0;
	int used = 0;

	while (at < length) {
		uint32_t sign;
		size_t bytes = text_next(text + at, length - at, &sign);
		int here = text_sign_cols(sign);
		if (used + here > cols)
			break;
		used += here;
		at += bytes;
	}
	if (used_cols)
		*used_cols = used;
	return at;
}

void text_fold(struct str *out, const char *text, size_t length)
{
	struct str clean = { 0 };
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t bytes;

	text_clean(&clean, text, length);
	bytes = utf8proc_map((const utf8proc_uint8_t *)str_text(&clean), (utf8proc_ssize_t)clean.length, &folded,
			     UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK);
	if (bytes > 0)
		str_add(out, (const char *)folded, (size_t)bytes);
	free(folded);
	str_release(&clean);
}

#define DISTANCE_MOST 63

int text_distance(const char *a, const char *b, int most)
{
	size_t rows = strlen(a), cols = strlen(b);
	int before[DISTANCE_MOST + 1], here[DISTANCE_MOST + 1];

	if (rows > DISTANCE_MOST || cols > DISTANCE_MOST)
		return most + 1;
	for (size_t j = 0; j <= cols; j++)
		before[j] = (int)j;
	for (size_t i = 1; i <= rows; i++) {
		here[0] = (int)i;
		for (size_t j = 1; j <= cols; j++) {
			int change = before[j - 1] + (a[i - 1] != b[j - 1]);
			int least = before[j] < here[j - 1] ? before[j] + 1 : here[j - 1] + 1;
			here[j] = change < least ? change : least;
		}
		memcpy(before, here, sizeof before);
	}
	return before[cols] > most ? most + 1 : before[cols];
}
