/* SPDX-License-Identifier: MIT */
/* Reads a mapping's text line by line into its plan; every name is checked where it stands. */
#include "codec/filekind.h"
#include "codec/mapping_reader.h"

#include <string.h>

#include "base/embed.h"
#include "base/mem.h"
#include "base/text.h"

/* --- records --- */

static int add_loop(struct mapping_reader *reader, int parent, int indent, const void *plan)
{
	struct mapping *mapping = reader->mapping;
	int number = (int)mapping->loops.count;
	struct loop *loop = vec_push(&mapping->loops);

	loop->parent = parent;
	loop->plan = plan;
	loop->indent = indent;
	if (parent >= 0) {
		loop->depth = mapping->loops.items[parent].depth + 1;
		*vec_push(&mapping->loops.items[parent].loops) = number;
	}
	return number;
}

void mapping_need_loop(struct mapping_reader *reader)
{
	if (reader->loop >= 0)
		return;
	reader->mapping->kind = &source_csv;
	reader->loop = add_loop(reader, -1, -1, NULL);
}

static enum err no_kind(struct mapping_reader *reader, const struct conf_word *word)
{
	conf_fault(reader->line, word, reader->fault, "there are no rows of %s", word->text);
	for (size_t i = 0; record_kind_at(i); i++)
		if (text_distance(record_kind_at(i)->name, word->text, 2) <= 1)
			return fault_help(reader->fault, "did you mean %s?", record_kind_at(i)->name), ERR_SYNTAX;
	fault_help(reader->fault, "rows csv, rows json \"/items[]\", rows xml \"//Item\"");
	return ERR_SYNTAX;
}

/* What stands behind `rows KIND` or `loop`, as the kind reads it. */
static enum err read_plan(struct mapping_reader *reader, size_t first, bool is_top, const void **plan)
{
	const struct conf_line *line = reader->line;
	struct fault inner = { 0 };
	size_t word = first;

	if (reader->mapping->loops.count >= MAPPING_LOOPS_MAX)
		return conf_fault(line, NULL, reader->fault, "at most %d loops", MAPPING_LOOPS_MAX);
	if (reader->mapping->kind->read_loop(&reader->mapping->arena, line, first, is_top, plan, &word, &inner) == ERR_NONE)
		return ERR_NONE;
	conf_fault(line, word < line->word_count ? &line->words[word] : NULL, reader->fault, "%s", inner.why);
	fault_help(reader->fault, "%s", *inner.help ? inner.help : reader->mapping->kind->usage);
	return ERR_SYNTAX;
}

static enum err read_rows(struct mapping_reader *reader)
{
	const struct conf_word *word = reader->line->words;
	const struct record_kind *kind = record_kind_find(word->text);
	const void *plan = NULL;
	enum err err;

	if (!kind)
		return no_kind(reader, word);
	if (reader->mapping->kind && (reader->mapping->kind != kind || !kind->has_loops))
		return conf_fault(reader->line, word, reader->fault, "this mapping reads rows of %s already", reader->mapping->kind->name);
	reader->mapping->kind = kind;
	err = read_plan(reader, 1, true, &plan);
	if (!err)
		reader->loop = add_loop(reader, -1, -1, plan);
	return err;
}

static enum err read_loop(struct mapping_reader *reader)
{
	const void *plan = NULL;
	enum err err = mapping_need_words(reader, 1, "loop NAME");

	if (err)
		return err;
	if (reader->loop < 0 || !reader->mapping->kind->has_loops)
		return conf_fault(reader->line, NULL, reader->fault, "these rows hold no others");
	if (reader->mapping->loops.items[reader->loop].depth + 1 >= MAPPING_LOOP_DEPTH_MAX)
		return conf_fault(reader->line, NULL, reader->fault, "at most %d loops in one another", MAPPING_LOOP_DEPTH_MAX);
	err = read_plan(reader, 0, false, &plan);
	if (!err)
		reader->loop = add_loop(reader, reader->loop, reader->line->depth, plan);
	return err;
}

/* --- lines --- */

static enum err read_zone(struct mapping_reader *reader)
{
	const struct conf_word *word = reader->line->words;
	const struct zone *zone;

	if (zone_find(word->text, &zone)) {
		conf_fault(reader->line, word, reader->fault, "there is no zone %s", word->text);
		fault_help(reader->fault, "zones are called as in Europe/Berlin");
		return ERR_SYNTAX;
	}
	if (reader->line->depth == 0)
		reader->mapping->zone = zone;
	else
		reader->mapping->loops.items[reader->loop].zone = zone;
	return ERR_NONE;
}

static enum err read_name(struct mapping_reader *reader)
{
	reader->mapping->name = reader->line->words[0].text;
	return ERR_NONE;
}

static enum err read_missing(struct mapping_reader *reader)
{
	for (size_t i = 0; i < reader->line->word_count; i++)
		*vec_push(&reader->mapping->missing) = reader->line->words[i].text;
	return ERR_NONE;
}

static const struct head_verb {
	const char *verb;
	enum err (*read)(struct mapping_reader *reader);
	bool is_outer; /* never inside a loop */
	const char *usage;
} head_verbs[] = {
	{ "mapping", read_name, true, "mapping NAME \"what it reads\"" },
	{ "rows", read_rows, true, "rows csv, rows json \"/items[]\", rows xml \"//Item\"" },
	{ "zone", read_zone, false, "zone Area/City" },
	{ "missing", read_missing, true, "missing NA \"not known\"" },
	{ "table", mapping_read_table, true, "table NAME COLUMN..." },
	{ "loop", read_loop, false, "loop \"items[]\"" },
	{ "event", mapping_read_event, false, "event TYPE [when EXPR]" },
};

static enum err no_verb(struct mapping_reader *reader)
{
	conf_fault(reader->line, NULL, reader->fault, "a mapping has no line %s", reader->line->verb);
	fault_help(reader->fault, "mapping, rows, zone, missing, table, loop, event, when, must, or a value: text, number, day, time, code, ...");
	return ERR_SYNTAX;
}

/* Lines that are indented less than an open block or loop end it. */
static enum err leave_blocks(struct mapping_reader *reader)
{
	const struct conf_line *line = reader->line;
	int inside;

	reader->block = BLOCK_NONE;
	while (reader->loop >= 0 && line->depth <= reader->mapping->loops.items[reader->loop].indent)
		reader->loop = reader->mapping->loops.items[reader->loop].parent;
	inside = reader->loop >= 0 ? reader->mapping->loops.items[reader->loop].indent + 1 : 0;
	return line->depth == inside ? ERR_NONE : conf_fault(line, NULL, reader->fault, "it is indented, but belongs to nothing");
}

static enum err read_head(struct mapping_reader *reader, const struct head_verb *verb)
{
	enum err err;

	if (verb->is_outer && reader->line->depth > 0)
		return conf_fault(reader->line, NULL, reader->fault, "%s never stands inside a loop", verb->verb);
	err = mapping_need_words(reader, 1, verb->usage);
	return err ? err : verb->read(reader);
}

/* Reads the line; *usage is how such a line is written. */
static enum err read_any(struct mapping_reader *reader, const char **usage)
{
	const struct conf_line *line = reader->line;
	const struct step_verb *verb = mapping_step_verb(line->verb);
	enum err err;

	*usage = reader->block == BLOCK_EVENT ? "indented below an event: about VALUE, known VALUE, at VALUE, set KEY VALUE, ..."
					      : "indented below a table: CODE and a word for each column";
	if (reader->block != BLOCK_NONE && line->depth > reader->block_depth)
		return reader->block == BLOCK_EVENT ? mapping_read_in_event(reader) : mapping_read_in_table(reader);
	*usage = "lines of a loop, an event or a table are indented below it, all by the same";
	err = leave_blocks(reader);
	if (err)
		return err;
	if (verb) {
		*usage = verb->usage;
		return mapping_read_step(reader, verb);
	}
	for (size_t i = 0; i < COUNT_OF(head_verbs); i++) {
		*usage = head_verbs[i].usage;
		if (strcmp(line->verb, head_verbs[i].verb) == 0)
			return read_head(reader, &head_verbs[i]);
	}
	return no_verb(reader);
}

/* A fault that brings no help of its own says how the line is written. */
static enum err read_line(struct mapping_reader *reader)
{
	const char *usage = "";
	enum err err = read_any(reader, &usage);

	if (err && reader->fault && !reader->fault->help[0])
		fault_help(reader->fault, "%s", usage);
	return err;
}

/* A loop without a zone of its own has that of the records around it, in the end the mapping's: who includes a mapping says its zone. */
static void inherit_zones(struct mapping *mapping)
{
	for (size_t i = 0; i < mapping->loops.count; i++) {
		struct loop *loop = &mapping->loops.items[i];
		if (!loop->zone)
			loop->zone = loop->parent >= 0 ? mapping->loops.items[loop->parent].zone : mapping->zone;
	}
}

/* Another mapping that ships. */
static enum err on_include(void *context, const char *name, struct span *text)
{
	struct str path = { 0 };
	const struct embedded *found;

	(void)context;
	str_addf(&path, "data/mappings/%s.mapping", name);
	found = embed_find(str_text(&path));
	str_release(&path);
	if (!found)
		return ERR_NOT_FOUND;
	*text = span_of(found->begin);
	return ERR_NONE;
}

enum err mapping_read(const char *name, struct span text, struct mapping **out, struct fault *fault)
{
	struct mapping *mapping = mem_new(1, sizeof *mapping);
	struct mapping_reader reader = { .mapping = mapping, .fault = fault, .loop = -1 };
	struct conf conf = { 0 };
	enum err err = conf_read(&mapping->arena, name, text, on_include, NULL, &conf, fault);

	if (err && fault && !fault->help[0])
		fault_help(fault, "lines are VERB WORD \"WORDS\" KEY=WORD; include takes the name of a mapping that ships");
	mapping->name = "";
	mapping_add_received(mapping);
	for (size_t i = 0; !err && i < conf.count; i++) {
		reader.line = &conf.lines[i];
		err = read_line(&reader);
	}
	inherit_zones(mapping);
	if (!err)
		err = mapping_check_events(mapping, name, fault);
	if (err) {
		mapping_free(mapping);
		return err;
	}
	*out = mapping;
	return ERR_NONE;
}

static void free_parts(struct mapping *mapping)
{
	for (size_t i = 0; i < mapping->loops.count; i++) {
		vec_release(&mapping->loops.items[i].steps);
		vec_release(&mapping->loops.items[i].makers);
		vec_release(&mapping->loops.items[i].loops);
	}
	for (size_t i = 0; i < mapping->tables.count; i++) {
		map_release(&mapping->tables.items[i].rows);
		vec_release(&mapping->tables.items[i].beginnings);
	}
}

void mapping_free(struct mapping *mapping)
{
	if (!mapping)
		return;
	free_parts(mapping);
	vec_release(&mapping->missing);
	vec_release(&mapping->cells);
	vec_release(&mapping->steps);
	vec_release(&mapping->makers);
	vec_release(&mapping->loops);
	vec_release(&mapping->tables);
	arena_release(&mapping->arena);
	mem_free(mapping);
}

const char *mapping_name(const struct mapping *mapping)
{
	return mapping->name;
}

bool mapping_takes(const struct mapping *mapping, struct span bytes)
{
	const char *words;

	return strcmp(mapping->kind->name, filekind_name(filekind_find(bytes, &words))) == 0;
}
