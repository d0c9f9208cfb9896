/* SPDX-License-Identifier: MIT */
/* Rows of CSV as records: read one at a time, so a file of any length needs the memory of a row. */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "codec/csv.h"
#include "codec/record_source.h"

struct message {
	struct csv csv;
	size_t *places;  /* of each cell of the mapping in a row */
	bool has_row;
};

static enum err read_loop(struct arena *arena, const struct conf_line *line, size_t first, bool is_top, const void **out,
			  size_t *word, struct fault *fault)
{
	(void)arena;
	(void)is_top;
	*out = NULL;
	*word = first;
	return line->word_count > first ? fault_set(fault, ERR_SYNTAX, "rows", "nothing stands behind csv") : ERR_NONE;
}

static enum err read_cell(struct arena *arena, const char *name, const void **out, struct fault *fault)
{
	(void)arena;
	(void)name;
	(void)fault;
	*out = NULL;
	return ERR_NONE;
}

static enum err no_column(const struct csv *csv, const char *name, struct fault *fault)
{
	char nearest[80] = "";
	int least = 4;

	for (size_t i = 0; i < csv->fields.count; i++) {
		char head[80];
		struct span field = record_trim(csv->fields.items[i]);
		text_clean_into(head, sizeof head, field.text, field.length);
		int distance = text_distance(head, name, least);
		if (distance < least) {
			least = distance;
			memcpy(nearest, head, sizeof nearest);
		}
	}
	fault_set(fault, ERR_INVALID, name, "the file has no such column");
	if (*nearest)
		fault_help(fault, "it has %s", nearest);
	return ERR_INVALID;
}

/* The line of names says in which place each column of the mapping stands. */
static enum err read_heads(struct message *message, struct arena *arena, const struct record_cells *cells, struct fault *fault)
{
	struct csv *csv = &message->csv;
	enum err err = csv_next(csv, fault);

	if (err)
		return err == ERR_NOT_FOUND ? fault_set(fault, ERR_INVALID, "rows", "the file is empty") : err;
	message->places = arena_new(arena, cells->count + 1, sizeof *message->places);
	for (size_t c = 0; c < cells->count; c++) {
		size_t place = 0;
		while (place < csv->fields.count && !span_is(record_trim(csv->fields.items[place]), cells->items[c].name))
			place++;
		if (place == csv->fields.count)
			return no_column(csv, cells->items[c].name, fault);
		message->places[c] = place;
	}
	return ERR_NONE;
}

static enum err open_message(struct arena *arena, const struct record_cells *cells, struct span bytes, void **out, struct fault *fault)
{
	struct message *message = mem_new(1, sizeof *message);

	*out = message;
	csv_start(&message->csv, bytes);
	return read_heads(message, arena, cells, fault);
}

static enum err next_record(void *opaque, struct record *record, struct fault *fault)
{
	struct message *message = opaque;

	(void)record;
	return csv_next(&message->csv, fault);
}

/* A row with fewer fields has empty ones at its end. */
static bool get_cell(void *opaque, const struct record *record, size_t number, struct arena *arena, struct span *out)
{
	struct message *message = opaque;
	size_t place = message->places[number];

	(void)record;
	(void)arena;
	if (place >= message->csv.fields.count)
		return false;
	*out = message->csv.fields.items[place];
	return true;
}

static void put_place(void *opaque, const struct record *record, struct str *out)
{
	struct message *message = opaque;

	(void)record;
	str_addf(out, "line %d", message->csv.line);
}

static void close_message(void *opaque)
{
	struct message *message = opaque;

	if (!message)
		return;
	csv_release(&message->csv);
	mem_free(message);
}

const struct record_kind source_csv = { "csv", "rows csv", false, read_loop, read_cell, open_message,
					next_record, get_cell, put_place, close_message, NULL, false };
