/* SPDX-License-Identifier: MIT */
/* Rows by their type: every encoder and decoder walks the column table, so a new column is one line in one list. */
#include "table/table.h"

#include <stdalign.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"

static void *field(const struct column *column, const void *row)
{
	return (char *)row + column->offset; /* callers keep the const of the row */
}

const struct column *row_type_column(const struct row_type *type, const char *name)
{
	for (size_t i = 0; i < type->column_count; i++)
		if (strcmp(type->columns[i].name, name) == 0)
			return &type->columns[i];
	return NULL;
}

static void set_null(const struct column *column, void *row)
{
	void *place = field(column, row);

	switch (column->kind) {
	case COLUMN_INT:
	case COLUMN_INSTANT:
		*(int64_t *)place = INT64_MIN;
		break;
	case COLUMN_TEXT:
		*(const char **)place = "";
		break;
	case COLUMN_BOOL:
		*(bool *)place = false;
		break;
	case COLUMN_BYTES:
		*(struct span *)place = (struct span){ "", 0 };
		break;
	case COLUMN_TEXTS:
		*(struct texts *)place = (struct texts){ NULL, 0 };
		break;
	}
}

void row_init(const struct row_type *type, void *row)
{
	memset(row, 0, type->size_bytes);
	for (size_t i = 0; i < type->column_count; i++)
		set_null(&type->columns[i], row);
}

/* PostgreSQL's bytea in text form: \x and hex. */
static enum err set_bytes(struct span *out, struct span value, struct arena *arena)
{
	size_t bytes = value.length >= 2 ? (value.length - 2) / 2 : 0;
	char *memory = arena_new(arena, bytes + 1, 1);

	if (value.length < 2 || value.text[0] != '\\' || value.text[1] != 'x')
		return ERR_SYNTAX;
	*out = (struct span){ memory, bytes };
	return hex_read((struct span){ value.text + 2, value.length - 2 }, memory, bytes);
}

/* One element of a one-dimensional array in text form, from *at on; moves *at behind it and its comma. */
static const char *read_element(struct span value, size_t *at, struct arena *arena)
{
	char *text = arena_new(arena, value.length - *at + 1, 1);
	size_t length = 0;
	bool is_quoted = value.text[*at] == '"';

	for (*at += is_quoted; *at + 1 < value.length; (*at)++) {
		char sign = value.text[*at];
		if (is_quoted ? sign == '"' : sign == ',')
			break;
		if (sign == '\\')
			sign = value.text[++*at];
		text[length++] = sign;
	}
	*at += is_quoted;
	*at += *at < value.length && value.text[*at] == ',';
	return !is_quoted && strcmp(text, "NULL") == 0 ? "" : text;
}

static enum err set_texts(struct texts *out, struct span value, struct arena *arena)
{
	size_t room = 1, at = 1;

	if (value.length < 2 || value.text[0] != '{' || value.text[value.length - 1] != '}')
		return ERR_SYNTAX;
	for (size_t i = 0; i < value.length; i++)
		room += value.text[i] == ',';
	out->items = arena_new(arena, room, sizeof *out->items);
	for (out->count = 0; at + 1 < value.length; out->count++)
		out->items[out->count] = read_element(value, &at, arena);
	return ERR_NONE;
}

static enum err set_field(const struct column *column, void *row, struct span value, struct arena *arena)
{
	void *place = field(column, row);

	switch (column->kind) {
	case COLUMN_INT:
		return str_to_i64(value, place);
	case COLUMN_INSTANT:
		if (span_is(value, "-infinity") || span_is(value, "infinity")) {
			*(int64_t *)place = value.text[0] == '-' ? INT64_MIN + 1 : INT64_MAX;
			return ERR_NONE;
		}
		return instant_read(value, place);
	case COLUMN_TEXT:
		*(const char **)place = arena_text(arena, value.text, value.length);
		return ERR_NONE;
	case COLUMN_BOOL:
		*(bool *)place = value.length > 0 && value.text[0] == 't';
		return ERR_NONE;
	case COLUMN_BYTES:
		return set_bytes(place, value, arena);
	case COLUMN_TEXTS:
		return set_texts(place, value, arena);
	}
	return ERR_INVALID;
}

enum err row_set_text(const struct row_type *type, void *row, size_t column, struct span value, bool is_null,
		      struct arena *arena, struct fault *fault)
{
	const struct column *at = &type->columns[column];

	if (is_null) {
		set_null(at, row);
		return ERR_NONE;
	}
	if (set_field(at, row, value, arena))
		return fault_set(fault, ERR_SYNTAX, type->name, "column %s holds \"%.*s\", which is not of its kind",
				 at->name, (int)(value.length < 60 ? value.length : 60), value.text);
	return ERR_NONE;
}

bool row_is_null(const struct column *column, const void *row)
{
	const void *place = field(column, row);

	switch (column->kind) {
	case COLUMN_INT:
	case COLUMN_INSTANT:
		return *(const int64_t *)place == INT64_MIN;
	case COLUMN_TEXT:
		return **(const char *const *)place == '\0';
	case COLUMN_BYTES:
		return ((const struct span *)place)->length == 0;
	case COLUMN_TEXTS:
		return ((const struct texts *)place)->count == 0;
	case COLUMN_BOOL:
		return false;
	}
	return true;
}

int64_t row_int(const struct column *column, const void *row)
{
	if (column->kind == COLUMN_BOOL)
		return *(const bool *)field(column, row);
	BUG_IF(column->kind != COLUMN_INT && column->kind != COLUMN_INSTANT);
	return *(const int64_t *)field(column, row);
}

const char *row_text(const struct column *column, const void *row)
{
	BUG_IF(column->kind != COLUMN_TEXT);
	return *(const char *const *)field(column, row);
}

static void write_texts(const struct texts *texts, struct str *out)
{
	str_addc(out, '{');
	for (size_t i = 0; i < texts->count; i++) {
		str_adds(out, i ? ",\"" : "\"");
		for (const char *sign = texts->items[i]; *sign; sign++) {
			if (*sign == '"' || *sign == '\\')
				str_addc(out, '\\');
			str_addc(out, *sign);
		}
		str_addc(out, '"');
	}
	str_addc(out, '}');
}

void row_write(const struct column *column, const void *row, struct str *out)
{
	const void *place = field(column, row);
	const struct span *bytes = place;

	if (row_is_null(column, row))
		return;
	switch (column->kind) {
	case COLUMN_INT:
		str_addf(out, "%lld", (long long)*(const int64_t *)place);
		break;
	case COLUMN_INSTANT:
		instant_write(out, *(const int64_t *)place);
		break;
	case COLUMN_TEXT:
		str_adds(out, *(const char *const *)place);
		break;
	case COLUMN_BOOL:
		str_adds(out, *(const bool *)place ? "t" : "f");
		break;
	case COLUMN_BYTES:
		str_adds(out, "\\x");
		hex_write(out, bytes->text, bytes->length);
		break;
	case COLUMN_TEXTS:
		write_texts(place, out);
		break;
	}
}

/* Bytes of the pointed-to data of one field, padded so that the next one stays aligned. */
static size_t tail_bytes(const struct column *column, const void *row)
{
	const void *place = field(column, row);
	const struct texts *texts = place;
	size_t bytes = 0;

	if (column->kind == COLUMN_TEXT)
		bytes = strlen(*(const char *const *)place) + 1;
	else if (column->kind == COLUMN_BYTES)
		bytes = ((const struct span *)place)->length + 1;
	else if (column->kind == COLUMN_TEXTS) {
		bytes = texts->count * sizeof *texts->items;
		for (size_t i = 0; i < texts->count; i++)
			bytes += strlen(texts->items[i]) + 1;
	}
	return (bytes + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
}

/* Copies NUL-terminated text to `tail` and returns where it stands now. */
static const char *put_text(char *tail, const char *text)
{
	return memcpy(tail, text, strlen(text) + 1);
}

/* Moves one field's pointed-to data to `tail` and points the copy at it. */
static void copy_tail(const struct column *column, void *row, char *tail)
{
	void *place = field(column, row);

	if (column->kind == COLUMN_TEXT) {
		const char **text = place;
		*text = put_text(tail, *text);
	} else if (column->kind == COLUMN_BYTES) {
		struct span *span = place;
		memcpy(tail, span->text, span->length);
		span->text = tail;
	} else if (column->kind == COLUMN_TEXTS) {
		struct texts *texts = place;
		const char **items = (const char **)(void *)tail;
		char *at = tail + texts->count * sizeof *items;
		for (size_t i = 0; i < texts->count; i++) {
			items[i] = put_text(at, texts->items[i]);
			at += strlen(texts->items[i]) + 1;
		}
		texts->items = items;
	}
}

void *row_copy(const struct row_type *type, const void *row)
{
	size_t head = (type->size_bytes + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
	size_t bytes = head;
	char *copy;

	for (size_t i = 0; i < type->column_count; i++)
		bytes += tail_bytes(&type->columns[i], row);
	copy = mem_new(1, bytes);
	memcpy(copy, row, type->size_bytes);
	for (size_t i = 0, at = head; i < type->column_count; i++) {
		size_t tail = tail_bytes(&type->columns[i], row);
		copy_tail(&type->columns[i], copy, copy + at);
		at += tail;
	}
	return copy;
}

static bool is_same(const struct column *column, const void *a, const void *b)
{
	const struct texts *left, *right;

	if (column->kind == COLUMN_TEXT)
		return strcmp(row_text(column, a), row_text(column, b)) == 0;
	if (column->kind == COLUMN_BYTES)
		return span_equal(*(const struct span *)field(column, a), *(const struct span *)field(column, b));
	if (column->kind != COLUMN_TEXTS)
		return row_int(column, a) == row_int(column, b);
	left = field(column, a);
	right = field(column, b);
	if (left->count != right->count)
		return false;
	for (size_t i = 0; i < left->count; i++)
		if (strcmp(left->items[i], right->items[i]) != 0)
			return false;
	return true;
}

bool row_equal(const struct row_type *type, const void *a, const void *b)
{
	for (size_t i = 0; i < type->column_count; i++)
		if (!is_same(&type->columns[i], a, b))
			return false;
	return true;
}

void row_type_select(const struct row_type *type, struct str *out)
{
	for (size_t i = 0; i < type->column_count; i++) {
		str_adds(out, i ? ", " : "");
		str_adds(out, type->columns[i].name);
	}
}
