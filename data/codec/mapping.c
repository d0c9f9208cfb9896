/* SPDX-License-Identifier: MIT */
/* Reads a mapping's text line by line into its plan; every name is checked where it stands. */
#include "codec/mapping_reader.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

/* --- names --- */

int mapping_find(const struct mapping *mapping, struct span name)
{
	for (size_t i = 0; i < mapping->steps.count; i++)
		if (span_is(name, mapping->steps.items[i].name))
			return (int)i;
	return -1;
}

static int add_column(struct mapping *mapping, struct span name)
{
	for (size_t i = 0; i < mapping->columns.count; i++)
		if (span_is(name, mapping->columns.items[i]))
			return (int)i;
	*vec_push(&mapping->columns) = arena_text(&mapping->arena, name.text, name.length);
	return (int)mapping->columns.count - 1;
}

enum err mapping_no_value(struct mapping_reader *reader, const struct conf_word *word, const char *name)
{
	const char *nearest = NULL;
	int least = 3;

	for (size_t i = 0; i < reader->mapping->steps.count; i++) {
		int distance = text_distance(reader->mapping->steps.items[i].name, name, least);
		if (distance < least) {
			least = distance;
			nearest = reader->mapping->steps.items[i].name;
		}
	}
	conf_fault(reader->line, word, reader->fault, "there is no value %s above this line", name);
	if (nearest)
		fault_help(reader->fault, "did you mean %s?", nearest);
	return ERR_SYNTAX;
}

/* The value that a word names; `kind` is what it must be. */
enum err mapping_read_value(struct mapping_reader *reader, const struct conf_word *word, const char *name, enum value_kind kind,
			   int *out)
{
	static const char *const kinds[] = { "a text", "a number", "a moment", "a time of the day" };

	*out = mapping_find(reader->mapping, span_of(name));
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

/* "{Month:2}" without its braces. */
static void add_place(struct mapping_reader *reader, struct template *out, struct span inside)
{
	const char *colon = memchr(inside.text, ':', inside.length);
	struct piece *piece = mapping_add_piece(reader, out, PIECE_COLUMN, inside);
	int64_t digits = 0;

	if (colon) {
		struct span behind = { colon + 1, (size_t)(inside.text + inside.length - colon - 1) };
		if (str_to_i64(behind, &digits) == ERR_NONE && digits > 0 && digits <= 18) {
			piece->pad_digits = (int)digits;
			inside.length = (size_t)(colon - inside.text);
		}
	}
	piece->number = mapping_find(reader->mapping, inside);
	piece->kind = piece->number >= 0 ? PIECE_VALUE : PIECE_COLUMN;
	if (piece->number < 0)
		piece->number = add_column(reader->mapping, inside);
}

enum err mapping_read_template(struct mapping_reader *reader, const struct conf_word *word, struct template *out)
{
	const char *at = word->text;

	while (*at) {
		size_t length = strcspn(at, "{");
		const char *close;
		if (length)
			mapping_add_piece(reader, out, PIECE_WORDS, (struct span){ at, length });
		at += length;
		if (!*at)
			break;
		close = strchr(at, '}');
		if (!close || close == at + 1)
			return conf_fault(reader->line, word, reader->fault, "a { needs a name and a }");
		add_place(reader, out, (struct span){ at + 1, (size_t)(close - at - 1) });
		at = close + 1;
	}
	return ERR_NONE;
}

/* A bare word is a column here, quotes or braces make a template; a quoted word without braces is a column with blanks. */
static enum err read_source(struct mapping_reader *reader, const struct conf_word *word, struct template *out)
{
	struct piece *piece;

	if (strchr(word->text, '{'))
		return mapping_read_template(reader, word, out);
	piece = mapping_add_piece(reader, out, PIECE_COLUMN, span_of(word->text));
	piece->number = mapping_find(reader->mapping, span_of(word->text));
	piece->kind = piece->number >= 0 ? PIECE_VALUE : PIECE_COLUMN;
	if (piece->number < 0)
		piece->number = add_column(reader->mapping, span_of(word->text));
	return ERR_NONE;
}

/* A bare word is a value here, a quoted one a text. */
enum err mapping_read_setting(struct mapping_reader *reader, const struct conf_word *word, struct template *out)
{
	struct piece *piece;

	if (word->is_quoted || strchr(word->text, '{'))
		return mapping_read_template(reader, word, out);
	piece = mapping_add_piece(reader, out, PIECE_VALUE, span_of(word->text));
	piece->number = mapping_find(reader->mapping, span_of(word->text));
	return piece->number >= 0 ? ERR_NONE : mapping_no_value(reader, word, word->text);
}

/* --- values --- */

static enum err read_formats(struct mapping_reader *reader, struct step *step)
{
	size_t count = reader->line->word_count - 2;

	step->formats = arena_new(&reader->mapping->arena, count + 1, sizeof *step->formats);
	for (size_t i = 0; i < count; i++)
		step->formats[i] = reader->line->words[i + 2].text;
	return count ? ERR_NONE : mapping_need_words(reader, SIZE_MAX, "day NAME COLUMN \"%Y-%m-%d\"");
}

static enum err read_choices(struct mapping_reader *reader, struct step *step)
{
	step->choices = arena_new(&reader->mapping->arena, reader->line->word_count, sizeof *step->choices);
	for (size_t i = 2; i < reader->line->word_count; i++) {
		const struct conf_word *word = &reader->line->words[i];
		if (!word->key)
			return conf_fault(reader->line, word, reader->fault, "a choice is CELL=words");
		if (strcmp(word->key, "else") == 0)
			step->otherwise = word->text;
		else
			step->choices[step->choice_count++] = (struct choice){ span_of(word->key), word->text };
	}
	return ERR_NONE;
}

static enum err read_of_column(struct mapping_reader *reader, struct step *step)
{
	enum err err = mapping_need_words(reader, 2, "text, number, day, clock and choice: NAME COLUMN ...");

	if (err)
		return err;
	err = step->kind == STEP_TEXT ? mapping_read_template(reader, &reader->line->words[1], &step->source)
				      : read_source(reader, &reader->line->words[1], &step->source);
	if (!err && step->kind == STEP_DAY)
		err = read_formats(reader, step);
	if (!err && step->kind == STEP_CHOICE)
		err = read_choices(reader, step);
	return err;
}

/* plus=NUMBER, minus=NUMBER, by=DURATION behind the operands. */
static enum err read_amount(struct mapping_reader *reader, struct step *step, const struct conf_word *word)
{
	if (strcmp(word->key, "by") == 0 && step->kind == STEP_SHIFT) {
		if (duration_read(span_of(word->text), &step->by_us) == ERR_NONE)
			return ERR_NONE;
		return conf_fault(reader->line, word, reader->fault, "%s is no duration", word->text);
	}
	if (strcmp(word->key, "plus") != 0 && strcmp(word->key, "minus") != 0)
		return conf_fault(reader->line, word, reader->fault, "only plus=, minus= and by= may stand here");
	step->sign = word->key[0] == 'p' ? 1 : -1;
	return mapping_read_value(reader, word, word->text, VALUE_NUMBER, &step->number);
}

static enum err read_of_values(struct mapping_reader *reader, struct step *step, const enum value_kind *kinds, size_t count)
{
	enum err err = mapping_need_words(reader, count + 1, "at NAME DAY CLOCK, shift NAME MOMENT, next NAME MOMENT CLOCK");

	step->number = -1;
	for (size_t i = 1; !err && i < reader->line->word_count; i++) {
		const struct conf_word *word = &reader->line->words[i];
		if (word->key)
			err = read_amount(reader, step, word);
		else if (step->operand_count >= count)
			err = conf_fault(reader->line, word, reader->fault, "there is a word too many");
		else {
			err = mapping_read_value(reader, word, word->text, kinds[step->operand_count],
					 &step->operands[step->operand_count]);
			step->operand_count++;
		}
	}
	if (!err && step->operand_count < count)
		return mapping_need_words(reader, SIZE_MAX, "a value is missing here");
	return err;
}

/* All of one kind, which is the kind it gives. */
static enum err read_first(struct mapping_reader *reader, struct step *step)
{
	enum err err = mapping_need_words(reader, 3, "first NAME A B");

	for (size_t i = 1; !err && i < reader->line->word_count; i++) {
		const struct conf_word *word = &reader->line->words[i];
		int number = mapping_find(reader->mapping, span_of(word->text));
		if (step->operand_count >= MAPPING_OPERANDS_MAX)
			return conf_fault(reader->line, word, reader->fault, "at most %d values", MAPPING_OPERANDS_MAX);
		if (number < 0)
			return mapping_no_value(reader, word, word->text);
		if (i == 1)
			step->gives = reader->mapping->steps.items[number].gives;
		err = mapping_read_value(reader, word, word->text, step->gives, &step->operands[step->operand_count++]);
	}
	return err;
}

static const struct {
	const char *verb;
	enum step_kind kind;
	enum value_kind gives;
} step_verbs[] = {
	{ "text", STEP_TEXT, VALUE_TEXT },     { "number", STEP_NUMBER, VALUE_NUMBER }, { "day", STEP_DAY, VALUE_INSTANT },
	{ "clock", STEP_CLOCK, VALUE_CLOCK },  { "choice", STEP_CHOICE, VALUE_TEXT },   { "at", STEP_AT, VALUE_INSTANT },
	{ "shift", STEP_SHIFT, VALUE_INSTANT }, { "next", STEP_NEXT, VALUE_INSTANT },   { "first", STEP_FIRST, VALUE_TEXT },
};

static enum err read_step_rest(struct mapping_reader *reader, struct step *step)
{
	static const enum value_kind operands[] = { VALUE_INSTANT, VALUE_CLOCK };

	switch (step->kind) {
	case STEP_AT:
	case STEP_NEXT:
		return read_of_values(reader, step, operands, 2);
	case STEP_SHIFT:
		return read_of_values(reader, step, operands, 1);
	case STEP_FIRST:
		return read_first(reader, step);
	default:
		return read_of_column(reader, step);
	}
}

/* The expression language asks for values by name; a time of the day counts as a number of minutes. */
static void add_field(struct mapping *mapping, const struct step *step)
{
	static const enum expr_kind kinds[] = { EXPR_TEXT, EXPR_NUMBER, EXPR_INSTANT, EXPR_NUMBER };
	struct expr_field *field = vec_push(&mapping->fields);

	field->name = step->name;
	field->kind = kinds[step->gives];
	field->help = "";
	field->id = (int)mapping->steps.count - 1;
}

static enum err read_step(struct mapping_reader *reader, size_t verb)
{
	struct mapping *mapping = reader->mapping;
	struct step step = { .kind = step_verbs[verb].kind, .gives = step_verbs[verb].gives };
	enum err err = mapping_need_words(reader, 1, "a value needs a name");

	if (err)
		return err;
	step.name = reader->line->words[0].text;
	if (mapping_find(mapping, span_of(step.name)) >= 0)
		return conf_fault(reader->line, &reader->line->words[0], reader->fault, "%s is there already", step.name);
	if (mapping->steps.count >= MAPPING_VALUES_MAX)
		return conf_fault(reader->line, NULL, reader->fault, "at most %d values", MAPPING_VALUES_MAX);
	err = read_step_rest(reader, &step);
	if (err)
		return err;
	*vec_push(&mapping->steps) = step;
	add_field(mapping, &step);
	return ERR_NONE;
}

/* --- lines --- */

static enum err read_head(struct mapping_reader *reader, bool *is_taken)
{
	const struct conf_line *line = reader->line;
	struct mapping *mapping = reader->mapping;
	enum err err = ERR_NONE;

	*is_taken = true;
	if (strcmp(line->verb, "missing") == 0) {
		for (size_t i = 0; i < line->word_count; i++)
			*vec_push(&mapping->missing) = line->words[i].text;
		return ERR_NONE;
	}
	*is_taken = strcmp(line->verb, "mapping") == 0 || strcmp(line->verb, "rows") == 0 || strcmp(line->verb, "zone") == 0;
	if (!*is_taken)
		return ERR_NONE;
	err = mapping_need_words(reader, 1, "mapping NAME, rows csv, zone Area/City");
	if (err)
		return err;
	if (line->verb[0] == 'm')
		mapping->name = line->words[0].text;
	else if (line->verb[0] == 'r' && strcmp(line->words[0].text, "csv") != 0)
		err = conf_fault(line, &line->words[0], reader->fault, "only rows of csv are known");
	else if (line->verb[0] == 'z' && zone_find(line->words[0].text, &mapping->zone))
		err = conf_fault(line, &line->words[0], reader->fault, "there is no zone %s", line->words[0].text);
	return err;
}

static enum err read_line(struct mapping_reader *reader)
{
	bool is_taken = false;
	enum err err;

	if (reader->line->depth > 0)
		return mapping_read_in_event(reader);
	err = read_head(reader, &is_taken);
	if (err || is_taken)
		return err;
	if (strcmp(reader->line->verb, "event") == 0)
		return mapping_read_event(reader);
	for (size_t i = 0; i < COUNT_OF(step_verbs); i++)
		if (strcmp(reader->line->verb, step_verbs[i].verb) == 0)
			return read_step(reader, i);
	conf_fault(reader->line, NULL, reader->fault, "a mapping has no line %s", reader->line->verb);
	fault_help(reader->fault, "mapping, rows, zone, missing, a value (text, number, day, ...), event");
	return ERR_SYNTAX;
}

enum err mapping_read(const char *name, struct span text, struct mapping **out, struct fault *fault)
{
	struct mapping *mapping = mem_new(1, sizeof *mapping);
	struct mapping_reader reader = { .mapping = mapping, .fault = fault };
	struct conf conf = { 0 };
	enum err err = conf_read(&mapping->arena, name, text, NULL, NULL, &conf, fault);

	mapping->name = "";
	vec_reserve(&mapping->fields, MAPPING_VALUES_MAX); /* expressions point at them */
	for (size_t i = 0; !err && i < conf.count; i++) {
		reader.line = &conf.lines[i];
		err = read_line(&reader);
	}
	if (!err)
		err = mapping_check_events(mapping, name, fault);
	if (!err && mapping->columns.count > MAPPING_COLUMNS_MAX)
		err = fault_set(fault, ERR_LIMIT, name, "it names more than %d columns", MAPPING_COLUMNS_MAX);
	/* `when` was checked against the values above it; all of them may be asked for when a row is at hand */
	mapping->scope = (struct expr_scope){ "row", mapping->fields.items, mapping->fields.count, NULL, 0 };
	if (err) {
		mapping_free(mapping);
		return err;
	}
	*out = mapping;
	return ERR_NONE;
}

void mapping_free(struct mapping *mapping)
{
	if (!mapping)
		return;
	vec_release(&mapping->missing);
	vec_release(&mapping->columns);
	vec_release(&mapping->steps);
	vec_release(&mapping->makers);
	vec_release(&mapping->fields);
	arena_release(&mapping->arena);
	mem_free(mapping);
}

const char *mapping_name(const struct mapping *mapping)
{
	return mapping->name;
}
