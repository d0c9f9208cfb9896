/* SPDX-License-Identifier: MIT */
/*
 * Array and composite literals. A composite inside an array is quoted twice: the field by the
 * record's rules ("" for a quote, \\ for a backslash), then the whole record by the array's (\" and
 * \\). So inside a row a quote becomes \"\" and a backslash \\\\ at once, without a second buffer.
 */
#include "pg/rows.h"

#include <string.h>

#include "pg/rows_binary.h"

static const char hex_digits[] = "0123456789abcdef";

void rows_begin(struct rows *rows)
{
	str_clear(&rows->text);
	str_addc(&rows->text, '{');
	rows->shape = NULL;
	rows->in_row = rows->has_field = false;
	rows->count = 0;
}

void rows_begin_as(struct rows *rows, const struct rows_shape *shape)
{
	rows_begin(rows);
	if (shape)
		binary_begin(rows, shape);
}

struct span rows_end(struct rows *rows)
{
	BUG_IF(rows->in_row);
	if (rows->shape)
		binary_end(rows);
	else
		str_addc(&rows->text, '}');
	return (struct span){ str_text(&rows->text), rows->text.length };
}

void rows_open(struct rows *rows)
{
	BUG_IF(rows->in_row);
	if (rows->shape)
		binary_open(rows);
	else
		str_adds(&rows->text, rows->count ? ",\"(" : "\"(");
	rows->count++;
	rows->in_row = true;
	rows->has_field = false;
}

void rows_close(struct rows *rows)
{
	BUG_IF(!rows->in_row);
	if (rows->shape)
		binary_close(rows);
	else
		str_add(&rows->text, ")\"", 2);
	rows->in_row = false;
}

/* The comma before a value, if one is due. */
static void part(struct rows *rows)
{
	if (rows->in_row ? rows->has_field : rows->count > 0)
		str_addc(&rows->text, ',');
	if (rows->in_row)
		rows->has_field = true;
	else
		rows->count++;
}

static void quote(struct rows *rows)
{
	if (rows->in_row)
		str_addc(&rows->text, '\\');
	str_addc(&rows->text, '"');
}

void rows_null(struct rows *rows)
{
	if (rows->shape) {
		binary_null(rows);
		return;
	}
	part(rows);
	if (!rows->in_row)
		str_add(&rows->text, "NULL", 4);
}

void rows_span(struct rows *rows, struct span text)
{
	if (!text.text) {
		rows_null(rows);
		return;
	}
	if (rows->shape) {
		binary_bytes(rows, (struct span){ text.text, strnlen(text.text, text.length) });
		return;
	}
	const char *for_quote = rows->in_row ? "\\\"\\\"" : "\\\"";
	const char *for_backslash = rows->in_row ? "\\\\\\\\" : "\\\\";
	const char *at = text.text, *end = at + strnlen(text.text, text.length);

	part(rows);
	quote(rows);
	while (at < end) {
		const char *run = at;
		while (at < end && *at != '"' && *at != '\\')
			at++;
		str_add(&rows->text, run, (size_t)(at - run));
		if (at < end)
			str_adds(&rows->text, *at++ == '"' ? for_quote : for_backslash);
	}
	quote(rows);
}

void rows_text(struct rows *rows, const char *text)
{
	rows_span(rows, (struct span){ text, text ? strlen(text) : 0 });
}

void rows_i64(struct rows *rows, int64_t number)
{
	char digits[24];
	char *at = digits + sizeof digits;
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	if (rows->shape) {
		binary_i64(rows, number);
		return;
	}
	do
		*--at = (char)('0' + rest % 10);
	while (rest /= 10);
	if (number < 0)
		*--at = '-';
	part(rows);
	str_add(&rows->text, at, (size_t)(digits + sizeof digits - at));
}

void rows_bool(struct rows *rows, bool yes)
{
	if (rows->shape) {
		binary_bool(rows, yes);
		return;
	}
	part(rows);
	str_addc(&rows->text, yes ? 't' : 'f');
}

void rows_instant(struct rows *rows, int64_t at)
{
	if (at == INSTANT_NONE) {
		rows_null(rows);
		return;
	}
	if (rows->shape) {
		binary_instant(rows, at);
		return;
	}
	part(rows);
	quote(rows);
	instant_write(&rows->text, at);
	quote(rows);
}

static void add_hex(struct str *text, struct span bytes)
{
	char part[256];
	size_t used = 0;

	for (size_t i = 0; i < bytes.length; i++) {
		unsigned char byte = (unsigned char)bytes.text[i];
		part[used++] = hex_digits[byte >> 4];
		part[used++] = hex_digits[byte & 15];
		if (used == sizeof part) {
			str_add(text, part, used);
			used = 0;
		}
	}
	str_add(text, part, used);
}

void rows_bytes(struct rows *rows, struct span bytes)
{
	if (!bytes.text) {
		rows_null(rows);
		return;
	}
	if (rows->shape) {
		binary_bytes(rows, bytes);
		return;
	}
	part(rows);
	quote(rows);
	str_adds(&rows->text, rows->in_row ? "\\\\\\\\x" : "\\\\x");
	add_hex(&rows->text, bytes);
	quote(rows);
}

void rows_texts(struct rows *rows, const struct texts *texts)
{
	struct rows inner = { 0 };

	if (rows->shape) {
		binary_texts(rows, texts);
		return;
	}
	rows_begin(&inner);
	for (size_t i = 0; i < texts->count; i++)
		rows_text(&inner, texts->items[i] ? texts->items[i] : "");
	rows_span(rows, rows_end(&inner));
	rows_release(&inner);
}

void rows_money(struct rows *rows, struct money money)
{
	if (!money_is_known(money)) {
		rows_null(rows);
		rows_null(rows);
		return;
	}
	rows_i64(rows, money.minor);
	rows_text(rows, money.currency);
}

void rows_release(struct rows *rows)
{
	str_release(&rows->text);
	*rows = (struct rows){ 0 };
}

/* What differs between the two literals that are read back. */
struct literal {
	char open, close;
	bool doubles_quotes;  /* "" inside quotes is a quote */
	bool empty_is_null;   /* else the bare word NULL is */
};

static const struct literal array_literal = { '{', '}', false, false };
static const struct literal row_literal = { '(', ')', true, true };

/* Reads a quoted part from behind its opening quote; false if it does not end. */
static bool read_quoted(const struct literal *kind, struct span in, size_t *place, struct str *out)
{
	for (size_t i = *place; i < in.length; i++) {
		char c = in.text[i];
		bool is_doubled = kind->doubles_quotes && c == '"' && i + 1 < in.length &&
				  in.text[i + 1] == '"';
		if (c == '"' && !is_doubled) {
			*place = i + 1;
			return true;
		}
		if (c == '\\' || is_doubled) {
			if (++i == in.length)
				return false;
			c = in.text[i];
		}
		str_addc(out, c);
	}
	return false;
}

/* Reads one value up to its comma or the end, which stay unread. */
static bool read_value(const struct literal *kind, struct span in, size_t *place, struct str *out,
		       bool *was_quoted)
{
	*was_quoted = false;
	while (*place < in.length && in.text[*place] != ',' && in.text[*place] != kind->close) {
		char c = in.text[(*place)++];
		if (c == '"') {
			*was_quoted = true;
			if (!read_quoted(kind, in, place, out))
				return false;
			continue;
		}
		if (c == '\\' && *place < in.length)
			c = in.text[(*place)++];
		else if (c == kind->open && kind->open == '{')
			return false;
		str_addc(out, c);
	}
	return *place < in.length;
}

static enum err next(const struct literal *kind, struct span in, size_t *place, struct str *out,
		     bool *is_null)
{
	str_clear(out);
	if (in.length < 2 || in.text[0] != kind->open)
		return ERR_SYNTAX;
	if (*place == 0) {
		*place = 1;
		if (!kind->empty_is_null && in.length == 2 && in.text[1] == kind->close)
			return ERR_NOT_FOUND;
	} else if (*place >= in.length) {
		return ERR_SYNTAX;
	} else if (in.text[*place] == kind->close) {
		return *place + 1 == in.length ? ERR_NOT_FOUND : ERR_SYNTAX;
	} else {
		(*place)++; /* the comma */
	}

	bool was_quoted;
	if (!read_value(kind, in, place, out, &was_quoted))
		return ERR_SYNTAX;
	*is_null = !was_quoted && (kind->empty_is_null ? out->length == 0
						       : strcasecmp(str_text(out), "null") == 0);
	return ERR_NONE;
}

enum err rows_next(struct span literal, size_t *place, struct str *out, bool *is_null)
{
	return next(&array_literal, literal, place, out, is_null);
}

enum err rows_next_field(struct span literal, size_t *place, struct str *out, bool *is_null)
{
	return next(&row_literal, literal, place, out, is_null);
}
