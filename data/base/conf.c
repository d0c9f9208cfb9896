/* SPDX-License-Identifier: MIT */
/*
 * The line grammar. A text is cut into logical lines (a \ at the end joins the next one), each line into words; an include
 * line is replaced by the lines of what it names. Every word keeps its column, so that a fault can point.
 */
#include "base/conf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
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
};

/* One text being read. */
struct source {
	const char *file;
	struct span rest;
	int line;                  /* of the next line */
	int indents[DEPTH_MAX];
	int depth;
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

/* A logical line: joined over a trailing backslash. */
static void take_joined(struct source *source, struct str *out)
{
	for (;;) {
		struct span line = take_line(source);
		bool goes_on = line.length > 0 && line.text[line.length - 1] == '\\' && source->rest.length > 0;
		str_add(out, line.text, line.length - goes_on);
		if (!goes_on)
			return;
		str_addc(out, ' ');
	}
}

/* Does the rest of the line from here on belong to a comment? Only where a word could begin. */
static bool is_comment(const char *text, size_t at)
{
	return text[at] == '#' && (at == 0 || text[at - 1] == ' ' || text[at - 1] == '\t');
}

static bool is_blank(char sign)
{
	return sign == ' ' || sign == '\t';
}

/* The words of one line. */
struct scanner {
	struct reader *reader;
	const char *text;
	size_t at;
	struct conf_line *line;
	bool has_comments;
};

/* Reads a quoted piece at `at` into `out`, moving behind the closing quote. */
static bool take_quoted(struct scanner *scanner, struct str *out)
{
	for (scanner->at++; scanner->text[scanner->at]; scanner->at++) {
		char sign = scanner->text[scanner->at];
		if (sign == '"') {
			scanner->at++;
			return true;
		}
		if (sign == '\\' && scanner->text[scanner->at + 1]) {
			sign = scanner->text[++scanner->at];
			sign = sign == 'n' ? '\n' : sign == 't' ? '\t' : sign;
		}
		str_addc(out, sign);
	}
	return false;
}

static bool is_key_sign(char sign)
{
	return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') || sign == '-' ||
	       sign == '_' || sign == '.';
}

/* Bytes of a "key=" at the scanner, or 0. */
static size_t key_bytes(const struct scanner *scanner)
{
	const char *begin = scanner->text + scanner->at, *end = begin;

	while (is_key_sign(*end))
		end++;
	return *end == '=' && end > begin && end[1] != '=' ? (size_t)(end - begin) : 0;
}

/* Reads one word; false if a quote is not closed. */
static bool take_word(struct scanner *scanner, struct conf_word *word)
{
	struct arena *arena = scanner->reader->arena;
	size_t key = key_bytes(scanner);
	struct str text = { 0 };
	bool is_whole = true;

	word->column = (int)scanner->at + 1;
	if (key > 0) {
		word->key = arena_text(arena, scanner->text + scanner->at, key);
		scanner->at += key + 1;
	}
	word->is_quoted = scanner->text[scanner->at] == '"';
	while (is_whole && scanner->text[scanner->at] && !is_blank(scanner->text[scanner->at])) {
		if (scanner->text[scanner->at] == '"')
			is_whole = take_quoted(scanner, &text);
		else
			str_addc(&text, scanner->text[scanner->at++]);
	}
	word->text = arena_text(arena, str_text(&text), text.length);
	str_release(&text);
	return is_whole;
}

static void skip_blanks(struct scanner *scanner)
{
	while (is_blank(scanner->text[scanner->at]))
		scanner->at++;
}

static bool is_at_end(const struct scanner *scanner)
{
	return !scanner->text[scanner->at] || (scanner->has_comments && is_comment(scanner->text, scanner->at));
}

/* What stands behind the verb, without the comment and the blanks around it. */
static void set_raw(struct scanner *scanner, size_t begin, size_t end)
{
	while (is_blank(scanner->text[begin]))
		begin++;
	while (end > begin && is_blank(scanner->text[end - 1]))
		end--;
	scanner->line->raw = arena_text(scanner->reader->arena, scanner->text + begin, end > begin ? end - begin : 0);
	scanner->line->raw_column = (int)begin + 1;
}

/* Verb and words of the line at the scanner, which stands on the verb's first byte. */
static bool scan(struct scanner *scanner)
{
	struct conf_line *line = scanner->line;
	VEC(struct conf_word) words = { 0 };
	struct conf_word verb = { 0 };
	size_t behind;
	bool is_whole;

	line->column = (int)scanner->at + 1;
	verb.column = line->column;
	for (behind = scanner->at; scanner->text[behind] && !is_blank(scanner->text[behind]); behind++)
		;
	if (scanner->text[scanner->at] == '"') {
		is_whole = take_word(scanner, &verb);
		behind = scanner->at;
	} else { /* a verb is never key=value */
		verb.text = arena_text(scanner->reader->arena, scanner->text + scanner->at, behind - scanner->at);
		scanner->at = behind;
		is_whole = true;
	}
	line->verb = verb.text;
	for (skip_blanks(scanner); is_whole && !is_at_end(scanner); skip_blanks(scanner))
		is_whole = take_word(scanner, vec_push(&words));
	set_raw(scanner, behind, scanner->at);
	line->words = arena_new(scanner->reader->arena, words.count + 1, sizeof *line->words);
	memcpy((struct conf_word *)(void *)(uintptr_t)line->words, words.items ? words.items : &verb,
	       words.count * sizeof *words.items);
	line->word_count = words.count;
	if (!is_whole && words.count > 0)
		line->column = words.items[words.count - 1].column;
	vec_release(&words);
	return is_whole;
}

/* Blanks in front of the line; a tab goes to the next multiple of eight. */
static int indent_of(const char *text, size_t *at)
{
	int indent = 0;

	for (*at = 0; is_blank(text[*at]); (*at)++)
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

static enum err read_include(struct reader *reader, const struct conf_line *line)
{
	struct source source = { 0 };

	if (line->word_count != 1)
		return conf_fault(line, NULL, reader->fault, "include takes one name");
	if (!reader->on_include)
		return conf_fault(line, NULL, reader->fault, "include is not possible here");
	if (reader->include_depth >= INCLUDE_DEPTH_MAX)
		return conf_fault(line, &line->words[0], reader->fault, "included more than %d deep; does it include itself?",
				  INCLUDE_DEPTH_MAX);
	source.file = line->words[0].text;
	if (reader->on_include(reader->context, source.file, &source.rest))
		return conf_fault(line, &line->words[0], reader->fault, "there is no \"%s\" to include", source.file);
	reader->include_depth++;
	enum err err = read_source(reader, &source);
	reader->include_depth--;
	return err;
}

static enum err read_one(struct reader *reader, struct source *source, const char *text, int first_line)
{
	struct conf_line line = { .file = source->file, .line = first_line };
	struct scanner scanner = { reader, text, 0, &line, true };
	int indent = indent_of(text, &scanner.at);

	if (is_at_end(&scanner))
		return ERR_NONE;
	line.depth = depth_of(source, indent);
	if (line.depth < 0)
		return fault_at(reader->fault, ERR_SYNTAX, source->file, first_line, 1, "blocks are nested too deep");
	if (!scan(&scanner))
		return fault_at(reader->fault, ERR_SYNTAX, source->file, first_line, line.column, "this quote is not closed");
	if (strcmp(line.verb, "include") == 0)
		return read_include(reader, &line);
	if (reader->lines.count >= LINES_MAX)
		return fault_at(reader->fault, ERR_LIMIT, source->file, first_line, 1, "more than 20,000 lines");
	*vec_push(&reader->lines) = line;
	return ERR_NONE;
}

static enum err read_source(struct reader *reader, struct source *source)
{
	struct str text = { 0 };
	enum err err = ERR_NONE;

	if (source->rest.length > TEXT_BYTES_MAX)
		return fault_at(reader->fault, ERR_LIMIT, source->file, 0, 0, "longer than 1 MiB");
	if (memchr(source->rest.text, '\0', source->rest.length))
		return fault_at(reader->fault, ERR_SYNTAX, source->file, 0, 0, "holds a NUL byte: it is no text");
	while (!err && source->rest.length > 0) {
		int first_line = source->line + 1;
		str_clear(&text);
		take_joined(source, &text);
		if (text.length > LINE_BYTES_MAX)
			err = fault_at(reader->fault, ERR_LIMIT, source->file, first_line, LINE_BYTES_MAX,
				       "a line is longer than 4 KiB");
		else
			err = read_one(reader, source, str_text(&text), first_line);
	}
	str_release(&text);
	return err;
}

enum err conf_read(struct arena *arena, const char *file, struct span text, conf_include *on_include, void *context,
		   struct conf *out, struct fault *fault)
{
	struct reader reader = { arena, on_include, context, fault, { 0 }, 0 };
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
	struct reader reader = { .arena = arena, .fault = fault };
	struct scanner scanner = { &reader, NULL, 0, out, false };

	if (text.length > LINE_BYTES_MAX || memchr(text.text, '\0', text.length) || memchr(text.text, '\n', text.length))
		return fault_at(fault, ERR_SYNTAX, "the line", 1, 1, "is too long or holds a line end or NUL byte");
	*out = (struct conf_line){ .file = "", .line = 1 };
	scanner.text = arena_text(arena, text.text, text.length);
	skip_blanks(&scanner);
	if (!scan(&scanner))
		return fault_at(fault, ERR_SYNTAX, "the line", 1, out->column, "this quote is not closed");
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
	return fault_at(fault, ERR_SYNTAX, line->file, line->line, word ? word->column : line->column, why);
}
