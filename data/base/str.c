/* SPDX-License-Identifier: MIT */
/* Growing text; the ending NUL is always there once anything was. */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

struct span span_of(const char *text)
{
	return (struct span){ text ? text : "", text ? strlen(text) : 0 };
}

bool span_equal(struct span a, struct span b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.text, b.text, a.length) == 0);
}

bool span_is(struct span span, const char *text)
{
	return span_equal(span, span_of(text));
}

static void make_room(struct str *str, size_t more)
{
	size_t need = str->length + more + 1;

	if (need <= str->room)
		return;
	str->room = str->room * 2 > need ? str->room * 2 : need + 31;
	str->text = mem_grow(str->text, str->room, 1);
}

void str_add(struct str *str, const char *text, size_t length)
{
	make_room(str, length);
	if (length > 0)
		memcpy(str->text + str->length, text, length);
	str->length += length;
	str->text[str->length] = '\0';
}

void str_adds(struct str *str, const char *text)
{
	if (text)
		str_add(str, text, strlen(text));
}

void str_addc(struct str *str, char byte)
{
	str_add(str, &byte, 1);
}

void str_addf(struct str *str, const char *format, ...)
{
	va_list args, again;
	size_t left;
	int length;

	make_room(str, 63);
	left = str->room - str->length;
	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(str->text + str->length, left, format, args);
	va_end(args);
	BUG_IF(length < 0);
	if ((size_t)length >= left) {
		make_room(str, (size_t)length);
		vsnprintf(str->text + str->length, (size_t)length + 1, format, again);
	}
	va_end(again);
	str->length += (size_t)length;
}

void str_clear(struct str *str)
{
	str_cut(str, 0);
}

void str_cut(struct str *str, size_t length)
{
	BUG_IF(length > str->length);
	str->length = length;
	if (str->text)
		str->text[length] = '\0';
}

const char *str_text(const struct str *str)
{
	return str->text ? str->text : "";
}

char *str_take(struct str *str)
{
	char *text = str->text ? str->text : mem_new(1, 1);

	*str = (struct str){ 0 };
	return text;
}

void str_release(struct str *str)
{
	mem_free(str->text);
	*str = (struct str){ 0 };
}

enum err str_to_i64(struct span span, int64_t *out)
{
	size_t at = span.length > 0 && (span.text[0] == '-' || span.text[0] == '+');
	bool is_negative = at > 0 && span.text[0] == '-';
	int64_t value = 0;

	if (at == span.length)
		return ERR_INVALID;
	for (; at < span.length; at++) {
		int digit = span.text[at] - '0';
		if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, digit, &value))
			return ERR_INVALID;
	}
	if (!is_negative && value == INT64_MIN)
		return ERR_INVALID;
	*out = is_negative ? value : -value;
	return ERR_NONE;
}
