/* SPDX-License-Identifier: MIT */
/* The code tables of a mapping: read line by line, asked by code. A table may be opened again, and a line may be said again: what is
 * said last holds, so that one partner's meaning may differ from everybody's. */
#include "codec/mapping_reader.h"

#include <string.h>

#include "base/text.h"

static int find_table(const struct mapping *mapping, struct span name)
{
	for (size_t i = 0; i < mapping->tables.count; i++)
		if (span_is(name, mapping->tables.items[i].name))
			return (int)i;
	return -1;
}

static enum err add_table(struct mapping_reader *reader)
{
	const struct conf_line *line = reader->line;
	size_t count = line->word_count - 1;
	struct mapping_table *table;

	if (count == 0)
		return mapping_need_words(reader, SIZE_MAX, "table NAME COLUMN...");
	if (count > MAPPING_COLUMNS_MAX)
		return conf_fault(line, NULL, reader->fault, "at most %d columns", MAPPING_COLUMNS_MAX);
	reader->table = (int)reader->mapping->tables.count;
	table = vec_push(&reader->mapping->tables);
	table->name = line->words[0].text;
	table->column_count = count;
	table->columns = arena_new(&reader->mapping->arena, count, sizeof *table->columns);
	for (size_t i = 0; i < count; i++)
		table->columns[i] = line->words[i + 1].text;
	return ERR_NONE;
}

/* Opened again, it has the columns it had. */
static enum err check_columns(struct mapping_reader *reader)
{
	const struct mapping_table *table = &reader->mapping->tables.items[reader->table];
	const struct conf_line *line = reader->line;

	for (size_t i = 1; i < line->word_count; i++)
		if (i > table->column_count || strcmp(line->words[i].text, table->columns[i - 1]) != 0)
			return conf_fault(line, &line->words[i], reader->fault, "the columns of %s are others already", table->name);
	return ERR_NONE;
}

enum err mapping_read_table(struct mapping_reader *reader)
{
	enum err err;

	reader->table = find_table(reader->mapping, span_of(reader->line->words[0].text));
	err = reader->table < 0 ? add_table(reader) : check_columns(reader);
	reader->block = BLOCK_TABLE;
	reader->block_depth = reader->line->depth;
	return err;
}

static void add_beginning(struct mapping_table *table, struct table_row *row)
{
	for (size_t i = 0; i < table->beginnings.count; i++)
		if (span_equal(table->beginnings.items[i]->code, row->code)) {
			table->beginnings.items[i] = row;
			return;
		}
	*vec_push(&table->beginnings) = row;
}

enum err mapping_read_in_table(struct mapping_reader *reader)
{
	const struct conf_line *line = reader->line;
	struct arena *arena = &reader->mapping->arena;
	struct mapping_table *table = &reader->mapping->tables.items[reader->table];
	struct table_row *row = arena_new(arena, 1, sizeof *row);
	size_t length = strlen(line->verb);

	if (line->depth != reader->block_depth + 1)
		return conf_fault(line, NULL, reader->fault, "a line of a table has no lines of its own");
	if (line->word_count != table->column_count)
		return conf_fault(line, line->word_count > table->column_count ? &line->words[table->column_count] : NULL, reader->fault,
				  "%s has %zu columns, here are %zu", table->name, table->column_count, line->word_count);
	row->code = span_of(line->verb);
	row->words = arena_new(arena, table->column_count, sizeof *row->words);
	for (size_t i = 0; i < table->column_count; i++)
		row->words[i] = strcmp(line->words[i].text, "-") == 0 && !line->words[i].is_quoted ? NULL : line->words[i].text;
	if (length > 0 && line->verb[length - 1] == '*') {
		row->code.length--;
		add_beginning(table, row);
	} else {
		map_put(&table->rows, row->code, row);
	}
	return ERR_NONE;
}

const struct table_row *mapping_table_row(const struct mapping_table *table, struct span code)
{
	const struct table_row *found = map_get(&table->rows, code);
	size_t longest = 0;

	for (size_t i = 0; !map_get(&table->rows, code) && i < table->beginnings.count; i++) {
		const struct table_row *row = table->beginnings.items[i];
		if (row->code.length <= code.length && row->code.length >= longest &&
		    (row->code.length == 0 || memcmp(row->code.text, code.text, row->code.length) == 0)) {
			longest = row->code.length;
			found = row;
		}
	}
	return found;
}

static enum err no_table(struct mapping_reader *reader, const struct conf_word *word, struct span name)
{
	char wanted[80];
	const char *nearest = NULL;
	int least = 3;

	text_clean_into(wanted, sizeof wanted, name.text, name.length);
	for (size_t i = 0; i < reader->mapping->tables.count; i++) {
		int distance = text_distance(reader->mapping->tables.items[i].name, wanted, least);
		if (distance < least) {
			least = distance;
			nearest = reader->mapping->tables.items[i].name;
		}
	}
	conf_fault(reader->line, word, reader->fault, "there is no table %s above this line", wanted);
	if (nearest)
		fault_help(reader->fault, "did you mean %s?", nearest);
	return ERR_SYNTAX;
}

enum err mapping_read_column(struct mapping_reader *reader, const struct conf_word *word, int *table, int *column)
{
	const char *dot = strrchr(word->text, '.');
	const struct mapping_table *of;

	if (!dot || dot == word->text || !dot[1])
		return conf_fault(reader->line, word, reader->fault, "TABLE.COLUMN is expected here");
	*table = find_table(reader->mapping, (struct span){ word->text, (size_t)(dot - word->text) });
	if (*table < 0)
		return no_table(reader, word, (struct span){ word->text, (size_t)(dot - word->text) });
	of = &reader->mapping->tables.items[*table];
	for (*column = 0; (size_t)*column < of->column_count; ++*column)
		if (strcmp(of->columns[*column], dot + 1) == 0)
			return ERR_NONE;
	conf_fault(reader->line, word, reader->fault, "the table %s has no column %s", of->name, dot + 1);
	fault_help(reader->fault, "its first is %s", of->columns[0]);
	return ERR_SYNTAX;
}
