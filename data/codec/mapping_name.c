/* SPDX-License-Identifier: MIT */
/* The names in a mapping's text: values, cells, templates made of them, and expressions over them. */
#include "codec/mapping_reader.h"

#include <string.h>

#include "base/text.h"

/* --- names --- */

/* Values are seen from their own records and from those inside. */
static bool is_seen(const struct mapping_reader *reader, int loop)
{
	int at = reader->loop;

	while (at >= 0 && at != loop)
		at = reader->mapping->loops.items[at].parent;
	return loop < 0 || at == loop;
}

int mapping_find(const struct mapping_reader *reader, struct span name)
{
	for (size_t i = 0; i < reader->mapping->steps.count; i++) {
		const struct step *step = &reader->mapping->steps.items[i];
		if (span_is(name, step->name) && is_seen(reader, step->loop))
			return (int)i;
	}
	return -1;
}

static enum err add_cell(struct mapping_reader *reader, const struct conf_word *word, struct span name, int *out)
{
	struct mapping *mapping = reader->mapping;
	struct fault inner = { 0 };
	struct record_cell cell = { 0 };

	mapping_need_loop(reader);
	for (size_t i = 0; i < mapping->cells.count; i++)
		if (span_is(name, mapping->cells.items[i].name)) {
			*out = (int)i;
			return ERR_NONE;
		}
	if (mapping->cells.count >= MAPPING_CELLS_MAX)
		return conf_fault(reader->line, word, reader->fault, "at most %d cells", MAPPING_CELLS_MAX);
	cell.name = arena_text(&mapping->arena, name.text, name.length);
	if (mapping->kind->read_cell(&mapping->arena, cell.name, &cell.plan, &inner)) {
		conf_fault(reader->line, word, reader->fault, "{%s}: %s", cell.name, inner.why);
		fault_help(reader->fault, "%s", inner.help);
		return ERR_SYNTAX;
	}
	*out = (int)mapping->cells.count;
	*vec_push(&mapping->cells) = cell;
	return ERR_NONE;
}

enum err mapping_no_value(struct mapping_reader *reader, const struct conf_word *word, const char *name)
{
	const char *nearest = NULL;
	int least = 3;

	for (size_t i = 0; i < reader->mapping->steps.count; i++) {
		const struct step *step = &reader->mapping->steps.items[i];
		int distance = *step->name && is_seen(reader, step->loop) ? text_distance(step->name, name, least) : least;
		if (distance < least) {
			least = distance;
			nearest = step->name;
		}
	}
	conf_fault(reader->line, word, reader->fault, "there is no value %s above this line", name);
	if (nearest)
		fault_help(reader->fault, "did you mean %s?", nearest);
	return ERR_SYNTAX;
}

enum err mapping_read_value(struct mapping_reader *reader, const struct conf_word *word, const char *name, enum value_kind kind,
			    int *out)
{
	static const char *const kinds[] = { "a text", "a number", "a moment", "a time of the day", "money", "a value" };

	*out = mapping_find(reader, span_of(name));
	if (*out < 0)
		return mapping_no_value(reader, word, name);
	if (reader->mapping->steps.items[*out].gives != kind)
		return conf_fault(reader->line, word, reader->fault, "%s is not %s", name, kinds[kind]);
	return ERR_NONE;
}

enum err mapping_need_words(struct mapping_reader *reader, size_t least, const char *usage)
{
	if (reader->line->word_count >= least)
		return ERR_NONE;
	conf_fault(reader->line, NULL, reader->fault, "something is missing");
	fault_help(reader->fault, "%s", usage);
	return ERR_SYNTAX;
}

/* --- templates --- */

struct piece *mapping_add_piece(struct mapping_reader *reader, struct template *out, enum piece_kind kind, struct span words)
{
	struct piece *grown = arena_new(&reader->mapping->arena, out->count + 1, sizeof *grown);

	if (out->count)
		memcpy(grown, out->pieces, out->count * sizeof *grown);
	out->pieces = grown;
	grown[out->count] = (struct piece){ .kind = kind, .words = words };
	return &grown[out->count++];
}

/* A value of that name, else a cell. */
static enum err add_named(struct mapping_reader *reader, const struct conf_word *word, struct span name, int digits,
			  struct template *out)
{
	int value = mapping_find(reader, name), number = value;
	enum err err = value < 0 ? add_cell(reader, word, name, &number) : ERR_NONE;
	struct piece *piece;

	if (err)
		return err;
	piece = mapping_add_piece(reader, out, value < 0 ? PIECE_CELL : PIECE_VALUE, name);
	piece->number = number;
	piece->pad_digits = digits;
	return ERR_NONE;
}

/* "{Month:2}" without its braces: the last colon, since names of cells may have others. */
static enum err add_place(struct mapping_reader *reader, const struct conf_word *word, struct span inside, struct template *out)
{
	const char *colon = memrchr(inside.text, ':', inside.length);
	bool is_component = reader->mapping->kind && reader->mapping->kind->has_components && memchr(inside.text, '.', inside.length);
	int64_t digits = 0;

	if (colon && !is_component) {
		struct span behind = { colon + 1, (size_t)(inside.text + inside.length - colon - 1) };
		if (str_to_i64(behind, &digits) == ERR_NONE && digits > 0 && digits <= 18)
			inside.length = (size_t)(colon - inside.text);
		else
			digits = 0;
	}
	return add_named(reader, word, inside, (int)digits, out);
}

enum err mapping_read_template(struct mapping_reader *reader, const struct conf_word *word, struct template *out)
{
	const char *at = word->text;

	while (*at) {
		size_t length = strcspn(at, "{");
		const char *close;
		enum err err;
		if (length)
			mapping_add_piece(reader, out, PIECE_WORDS, (struct span){ at, length });
		at += length;
		if (!*at)
			break;
		close = strchr(at, '}');
		if (!close || close == at + 1)
			return conf_fault(reader->line, word, reader->fault, "a { needs a name and a }");
		err = add_place(reader, word, (struct span){ at + 1, (size_t)(close - at - 1) }, out);
		if (err)
			return err;
		at = close + 1;
	}
	return ERR_NONE;
}

enum err mapping_read_source(struct mapping_reader *reader, const struct conf_word *word, struct template *out)
{
	if (strchr(word->text, '{'))
		return mapping_read_template(reader, word, out);
	return add_named(reader, word, span_of(word->text), 0, out);
}

enum err mapping_read_setting(struct mapping_reader *reader, const struct conf_word *word, struct template *out)
{
	int value;

	if (word->is_quoted || strchr(word->text, '{'))
		return mapping_read_template(reader, word, out);
	value = mapping_find(reader, span_of(word->text));
	if (value < 0)
		return mapping_no_value(reader, word, word->text);
	mapping_add_piece(reader, out, PIECE_VALUE, span_of(word->text))->number = value;
	return ERR_NONE;
}

/* --- expressions --- */

/* The expression language asks for values by name; a time of the day counts as a number of minutes. */
static const struct expr_scope *seen_scope(const struct mapping_reader *reader)
{
	static const enum expr_kind kinds[] = { EXPR_TEXT, EXPR_NUMBER, EXPR_INSTANT, EXPR_NUMBER, EXPR_MONEY, EXPR_TEXT };
	struct mapping *mapping = reader->mapping;
	struct expr_field *fields = arena_new(&mapping->arena, mapping->steps.count + 1, sizeof *fields);
	struct expr_scope *scope = arena_new(&mapping->arena, 1, sizeof *scope);

	for (size_t i = 0; i < mapping->steps.count; i++) {
		const struct step *step = &mapping->steps.items[i];
		if (*step->name && is_seen(reader, step->loop))
			fields[scope->field_count++] = (struct expr_field){ .name = step->name, .kind = kinds[step->gives], .help = "", .id = (int)i };
	}
	scope->name = "record";
	scope->fields = fields;
	return scope;
}

enum err mapping_read_expr(struct mapping_reader *reader, int column, const struct expr **out)
{
	struct arena *arena = &reader->mapping->arena;
	const char *text = arena_str(arena, reader->line->raw + (column - reader->line->raw_column));
	struct fault inner = { 0 };
	struct conf_word at = { 0 };

	if (expr_parse(arena, seen_scope(reader), span_of(text), out, &inner) == ERR_NONE)
		return ERR_NONE;
	at.column = column + (inner.column > 0 ? inner.column - 1 : 0);
	conf_fault(reader->line, &at, reader->fault, "%s: %s", inner.what, inner.why);
	fault_help(reader->fault, "%s", inner.help);
	return ERR_SYNTAX;
}
