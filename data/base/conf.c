/* SPDX-License-Identifier: MIT */
/*
 * The line grammar. A text is cut into logical lines (a \ at the end joins the next one), each line into words by
 * conf_scan.c; an include line is replaced by the lines of what it names. Every fault has its place.
 */
#include "base/conf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/conf_scan.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/vec.h"

#define TEXT_BYTES_MAX (1024 * 1024)
#define LINES_MAX 20000
#define LINE_BYTES_MAX 4096
#define INCLUDE_DEPTH_MAX 8

/* The columns at which open blocks are indented, outermost first. */
#define DEPTH_MAX 16

struct reader {
	struct arena *arena;
	conf_include *on_include;
	void *context;
	struct fault *fault;
	VEC(struct conf_line) lines;
	int include_depth;
	int taken_lines; /* of all texts, so that includes cannot multiply without end */
};

/* One text being read. */
struct source {
	const char *file;
	struct span rest;
	int line;                  /* of the next line */
	int indents[DEPTH_MAX];
	int depth;
	const struct source *outer; /* the one that includes it, or NULL */
};

/* A logical line: its text, and where in it further lines of the file begin. */
struct joined {
	struct str text;
	VEC(int) joins;
};

static enum err fault_at(struct fault *fault, enum err err, const char *file, int line, int column, const char *why)
{
	fault_set(fault, err, file, "%s", why);
	if (fault) {
		fault->line = line;
		fault->column = column;
	}
	return err;
}

void conf_place(const struct conf_line *line, int column, int *at_line, int *at_column)
{
	*at_line = line->line;
	*at_column = column;
	for (size_t i = 0; i < line->join_count && line->joins[i] <= column; i++) {
		*at_line = line->line + (int)i + 1;
		*at_column = column - line->joins[i] + 1;
	}
}

static enum err fault_in(struct fault *fault, enum err err, const struct conf_line *line, int column, const char *why)
{
	int at_line, at_column;

	conf_place(line, column, &at_line, &at_column);
	return fault_at(fault, err, line->file, at_line, at_column, why);
}

/* Takes one physical line off the source, without its end. */
static struct span take_line(struct source *source)
{
	const char *end = memchr(source->rest.text, '\n', source->rest.length);
	struct span line = { source->rest.text, end ? (size_t)(end - source->rest.text) : source->rest.length };
	size_t taken = line.length + (end ? 1 : 0);

	source->rest = (struct span){ source->rest.text + taken, source->rest.length - taken };
	source->line++;
	if (line.length > 0 && line.text[line.length - 1] == '\r')
		line.length--;
	return line;
}

/* Joins lines over a trailing backslash, which becomes a blank. */
static void take_joined(struct source *source, struct joined *out)
{
	str_clear(&out->text);
	out->joins.count = 0;
	for (;;) {
		struct span line = take_line(source);
		bool goes_on = line.length > 0 && line.text[line.length - 1] == '\\' && source->rest.length > 0;
		str_add(&out->text, line.text, line.length - goes_on);
		if (!goes_on)
			return;
		str_addc(&out->text, ' ');
		*vec_push(&out->joins) = (int)out->text.length + 1;
	}
}

/* The first byte that is no text, or the length: NUL, or not UTF-8. */
static size_t sound_bytes(struct span text)
{
	for (size_t at = 0; at < text.length;) {
		uint32_t sign;
		size_t bytes = text_next(text.text + at, text.length - at, &sign);
		if (sign == 0 || !text_is_utf8(text.text + at, bytes))
			return at;
		at += bytes;
	}
	return text.length;
}

/* Blanks in front of the line; a tab goes to the next multiple of eight. */
static int indent_of(const char *text, size_t *at)
{
	int indent = 0;

	for (*at = 0; conf_is_blank(text[*at]); (*at)++)
		indent = text[*at] == '\t' ? (indent / 8 + 1) * 8 : indent + 1;
	return indent;
}

/* Keeps the stack of open indents and gives the line's depth; -1 if it is too deep. */
static int depth_of(struct source *source, int indent)
{
	while (source->depth > 0 && source->indents[source->depth - 1] >= indent)
		source->depth--;
	if (source->depth >= DEPTH_MAX)
		return -1;
	source->indents[source->depth] = indent;
	return source->depth++;
}

static enum err read_source(struct reader *reader, struct source *source);

static enum err read_include(struct reader *reader, const struct source *outer, const struct conf_line *line)
{
	struct source source = { .outer = outer };
	enum err err;

	if (line->word_count != 1)
		return conf_fault(line, NULL, reader->fault, "include takes one name");
	if (!reader->on_include)
		return conf_fault(line, NULL, reader->fault, "include is not possible here");
	source.file = line->words[0].text;
	for (const struct source *at = outer; at; at = at->outer)
		if (strcmp(at->file, source.file) == 0)
			return conf_fault(line, &line->words[0], reader->fault, "%s would include itself%s%s", source.file,
					  at == outer ? "" : ", by way of ", at == outer ? "" : outer->file);
	if (reader->include_depth >= INCLUDE_DEPTH_MAX)
		return conf_fault(line, &line->words[0], reader->fault, "included more than %d deep", INCLUDE_DEPTH_MAX);
	if (reader->on_include(reader->context, source.file, &source.rest))
		return conf_fault(line, &line->words[0], reader->fault, "there is no \"%s\" to include", source.file);
	reader->include_depth++;
	err = read_source(reader, &source);
	reader->include_depth--;
	return err;
}

static void keep_joins(struct reader *reader, const struct joined *joined, struct conf_line *line)
{
	int *joins = arena_new(reader->arena, joined->joins.count + 1, sizeof *joins);

	for (size_t i = 0; i < joined->joins.count; i++)
		joins[i] = joined->joins.items[i];
	line->joins = joins;
	line->join_count = joined->joins.count;
}

static enum err read_one(struct reader *reader, struct source *source, const struct joined *joined, int first_line)
{
	struct conf_line line = { .file = source->file, .line = first_line };
	const char *text = str_text(&joined->text);
	size_t at, sound = sound_bytes((struct span){ text, joined->text.length });
	int indent = indent_of(text, &at);

	keep_joins(reader, joined, &line);
	if (joined->text.length > LINE_BYTES_MAX)
		return fault_in(reader->fault, ERR_LIMIT, &line, LINE_BYTES_MAX, "a line is longer than 4 KiB");
	if (sound < joined->text.length)
		return fault_in(reader->fault, ERR_SYNTAX, &line, (int)sound + 1, "this is no text (UTF-8)");
	if (!text[at] || text[at] == '#')
		return ERR_NONE;
	line.depth = depth_of(source, indent);
	if (line.depth < 0)
		return fault_in(reader->fault, ERR_LIMIT, &line, indent + 1, "blocks are nested too deep");
	if (!conf_scan(reader->arena, text, at, true, &line))
		return fault_in(reader->fault, ERR_SYNTAX, &line, line.column, "this quote is not closed");
	if (strcmp(line.verb, "include") == 0)
		return read_include(reader, source, &line);
	*vec_push(&reader->lines) = line;
	return ERR_NONE;
}

static void skip_byte_order_mark(struct source *source)
{
	if (source->rest.length >= 3 && memcmp(source->rest.text, "\xef\xbb\xbf", 3) == 0)
		source->rest = (struct span){ source->rest.text + 3, source->rest.length - 3 };
}

static enum err read_source(struct reader *reader, struct source *source)
{
	struct joined joined = { 0 };
	enum err err = ERR_NONE;

	if (source->rest.length > TEXT_BYTES_MAX)
		return fault_at(reader->fault, ERR_LIMIT, source->file, 1, 1, "a text is longer than 1 MiB");
	skip_byte_order_mark(source);
	while (!err && source->rest.length > 0) {
		int first_line = source->line + 1;
		take_joined(source, &joined);
		reader->taken_lines += source->line + 1 - first_line;
		if (reader->taken_lines > LINES_MAX)
			err = fault_at(reader->fault, ERR_LIMIT, source->file, first_line, 1,
				       "more than 20,000 lines, with all that is included");
		else
			err = read_one(reader, source, &joined, first_line);
	}
	str_release(&joined.text);
	vec_release(&joined.joins);
	return err;
}

enum err conf_read(struct arena *arena, const char *file, struct span text, conf_include *on_include, void *context,
		   struct conf *out, struct fault *fault)
{
	struct reader reader = {
		.arena = arena, .on_include = on_include, .context = context, .fault = fault
	};
	struct source source = { .file = file, .rest = text };
	enum err err = read_source(&reader, &source);

	if (!err) {
		out->count = reader.lines.count;
		out->lines = arena_new(arena, out->count + 1, sizeof *out->lines);
		for (size_t i = 0; i < out->count; i++)
			out->lines[i] = reader.lines.items[i];
	}
	vec_release(&reader.lines);
	return err;
}

enum err conf_read_line(struct arena *arena, struct span text, struct conf_line *out, struct fault *fault)
{
	const char *copy = arena_text(arena, text.text ? text.text : "", text.length);
	size_t at;

	*out = (struct conf_line){ .file = "the line", .line = 1 };
	if (text.length > LINE_BYTES_MAX)
		return fault_in(fault, ERR_LIMIT, out, LINE_BYTES_MAX, "the line is longer than 4 KiB");
	if (strcspn(copy, "\n") < text.length || sound_bytes(text) < text.length)
		return fault_in(fault, ERR_SYNTAX, out, 1, "this is not one line of text (UTF-8)");
	indent_of(copy, &at);
	if (!conf_scan(arena, copy, at, false, out))
		return fault_in(fault, ERR_SYNTAX, out, out->column, "this quote is not closed");
	return ERR_NONE;
}

const char *conf_value(const struct conf_line *line, const char *key)
{
	for (size_t i = 0; i < line->word_count; i++)
		if (line->words[i].key && strcmp(line->words[i].key, key) == 0)
			return line->words[i].text;
	return NULL;
}

enum err conf_fault(const struct conf_line *line, const struct conf_word *word, struct fault *fault, const char *why_format, ...)
{
	char why[300];
	va_list args;

	va_start(args, why_format);
	vsnprintf(why, sizeof why, why_format, args);
	va_end(args);
	return fault_in(fault, ERR_SYNTAX, line, word ? word->column : line->column, why);
}
