/* SPDX-License-Identifier: MIT */
/* Rows to JSON and back, column by column. */
#include "codec/row_json.h"

#include "base/digest.h"

static void write_texts(struct json_writer *writer, const struct column *column, const void *row)
{
	const struct texts *texts = (const struct texts *)(const void *)((const char *)row + column->offset);

	jsonw_open_array(writer, column->name);
	for (size_t i = 0; i < texts->count; i++)
		jsonw_put_text(writer, NULL, texts->items[i]);
	jsonw_close(writer);
}

static void write_column(struct json_writer *writer, const struct column *column, const void *row)
{
	struct str text = { 0 };

	switch (column->kind) {
	case COLUMN_INT:
		jsonw_put_int(writer, column->name, row_int(column, row));
		break;
	case COLUMN_INSTANT:
		jsonw_put_instant(writer, column->name, row_int(column, row));
		break;
	case COLUMN_BOOL:
		jsonw_put_bool(writer, column->name, row_int(column, row) != 0);
		break;
	case COLUMN_TEXT:
		jsonw_put_text(writer, column->name, row_text(column, row));
		break;
	case COLUMN_BYTES:
		row_write(column, row, &text);
		jsonw_put_text(writer, column->name, str_text(&text));
		str_release(&text);
		break;
	case COLUMN_TEXTS:
		write_texts(writer, column, row);
		break;
	}
}

void row_json_write(struct json_writer *writer, const char *key, const struct row_type *type, const void *row)
{
	jsonw_open(writer, key);
	for (size_t i = 0; i < type->column_count; i++)
		if (!row_is_null(&type->columns[i], row))
			write_column(writer, &type->columns[i], row);
	jsonw_close(writer);
}

static enum err read_texts(const struct row_type *type, size_t column, const struct json_node *node, struct arena *arena,
			   void *row)
{
	struct texts *texts = (struct texts *)(void *)((char *)row + type->columns[column].offset);

	texts->count = node_count(node);
	texts->items = arena_new(arena, texts->count + 1, sizeof *texts->items);
	for (size_t i = 0; i < texts->count; i++) {
		const char *text = node_scalar(arena, node_item(node, i));
		texts->items[i] = text ? text : "";
	}
	return ERR_NONE;
}

enum err row_json_read(const struct row_type *type, const struct json_node *object, struct arena *arena, void *row,
		       struct fault *fault)
{
	if (!node_is_object(object))
		return fault_set(fault, ERR_SYNTAX, type->name, "an object is expected here");
	for (size_t i = 0; i < type->column_count; i++) {
		const struct json_node *node = node_get(object, type->columns[i].name);
		const char *text = node_is_null(node) ? NULL : node_scalar(arena, node);
		enum err err;
		if (type->columns[i].kind == COLUMN_TEXTS && node_is_array(node))
			err = read_texts(type, i, node, arena, row);
		else
			err = row_set_text(type, row, i, span_of(text), !text, arena, fault);
		if (err)
			return err;
	}
	return ERR_NONE;
}
