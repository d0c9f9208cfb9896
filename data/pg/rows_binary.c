/* SPDX-License-Identifier: MIT */
/* An array is: dimensions (1, or 0 if it is empty), 0, the element's type, count, first index, and each element; a composite: how many
 * fields, and for each its type and value. A value is its length, -1 for NULL, and its bytes; numbers are most significant first. */
#include "pg/rows_binary.h"

#include <string.h>

enum type_number { TYPE_BOOL = 16, TYPE_BYTEA = 17, TYPE_BIGINT = 20, TYPE_SMALLINT = 21, TYPE_INT = 23, TYPE_TEXT = 25 };

const struct rows_shape rows_shape_bigint = { TYPE_BIGINT, NULL, 0 };
const struct rows_shape rows_shape_int = { TYPE_INT, NULL, 0 };
const struct rows_shape rows_shape_text = { TYPE_TEXT, NULL, 0 };
const struct rows_shape rows_shape_bytea = { TYPE_BYTEA, NULL, 0 };

/* The store counts microseconds from 2000 on. */
#define STORE_EPOCH_US 946684800000000

#define HEAD_BYTES 20
#define COUNT_AT 12

static void put(struct str *out, uint64_t number, size_t size_bytes)
{
	char bytes[8];

	for (size_t i = 0; i < size_bytes; i++)
		bytes[i] = (char)(number >> (8 * (size_bytes - 1 - i)));
	str_add(out, bytes, size_bytes);
}

static void patch(struct str *out, size_t at, uint32_t number)
{
	for (size_t i = 0; i < 4; i++)
		out->text[at + i] = (char)(number >> (8 * (3 - i)));
}

static void put_head(struct str *out, uint32_t element)
{
	const uint32_t head[] = { 1, 0, element, 0, 1 };

	for (size_t i = 0; i < COUNT_OF(head); i++)
		put(out, head[i], 4);
}

/* The type of the next value, which stands before it inside a composite. */
static uint32_t next_type(struct rows *rows)
{
	uint32_t type = rows->shape->element;

	if (!rows->in_row) {
		rows->count++;
		return type;
	}
	BUG_IF(rows->field >= rows->shape->field_count);
	type = rows->shape->fields[rows->field++];
	put(&rows->text, type, 4);
	return type;
}

void binary_begin(struct rows *rows, const struct rows_shape *shape)
{
	str_clear(&rows->text);
	rows->shape = shape;
	put_head(&rows->text, shape->element);
}

void binary_end(struct rows *rows)
{
	if (rows->count > 0) {
		patch(&rows->text, COUNT_AT, (uint32_t)rows->count);
		return;
	}
	patch(&rows->text, 0, 0); /* no dimension: neither count nor first index follow */
	str_cut(&rows->text, COUNT_AT);
}

void binary_open(struct rows *rows)
{
	rows->row_at = rows->text.length;
	rows->field = 0;
	put(&rows->text, 0, 4);
	put(&rows->text, rows->shape->field_count, 4);
}

void binary_close(struct rows *rows)
{
	BUG_IF(rows->field != rows->shape->field_count);
	patch(&rows->text, rows->row_at, (uint32_t)(rows->text.length - rows->row_at - 4));
}

void binary_null(struct rows *rows)
{
	next_type(rows);
	put(&rows->text, UINT32_MAX, 4);
}

void binary_i64(struct rows *rows, int64_t number)
{
	uint32_t type = next_type(rows);
	size_t size_bytes = type == TYPE_BIGINT ? 8 : type == TYPE_INT ? 4 : 2;

	BUG_IF(type != TYPE_BIGINT && type != TYPE_INT && type != TYPE_SMALLINT);
	put(&rows->text, size_bytes, 4);
	put(&rows->text, (uint64_t)number, size_bytes);
}

void binary_bool(struct rows *rows, bool yes)
{
	next_type(rows);
	put(&rows->text, 1, 4);
	put(&rows->text, yes, 1);
}

void binary_instant(struct rows *rows, int64_t at)
{
	next_type(rows);
	put(&rows->text, 8, 4);
	put(&rows->text, (uint64_t)(at - STORE_EPOCH_US), 8);
}

void binary_bytes(struct rows *rows, struct span bytes)
{
	next_type(rows);
	put(&rows->text, bytes.length, 4);
	str_add(&rows->text, bytes.text, bytes.length);
}

void binary_texts(struct rows *rows, const struct texts *texts)
{
	struct rows inner = { 0 };

	rows_begin_as(&inner, &rows_shape_text);
	for (size_t i = 0; i < texts->count; i++)
		rows_text(&inner, texts->items[i] ? texts->items[i] : "");
	binary_bytes(rows, rows_end(&inner));
	rows_release(&inner);
}
