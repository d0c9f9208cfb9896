/* SPDX-License-Identifier: MIT */
/* The lines of a mapping's text that make values and conditions: the table of their verbs, and how each is read. */
#include "codec/mapping_reader.h"

#include <string.h>

#include "base/text.h"
#include "codec/mapping_fill.h"

/* --- what stands behind a name --- */

static struct template *add_template(struct mapping_reader *reader, struct template **list, size_t *count)
{
	struct template *grown = arena_new(&reader->mapping->arena, *count + 1, sizeof *grown);

	if (*count)
		memcpy(grown, *list, *count * sizeof *grown);
	*list = grown;
	return &grown[(*count)++];
}

/* A text in quotes is itself; a bare word is a cell or a value, as everywhere. */
static enum err read_text(struct mapping_reader *reader, struct step *step)
{
	const struct conf_word *word = &reader->line->words[1];

	return word->is_quoted ? mapping_read_template(reader, word, &step->source) : mapping_read_source(reader, word, &step->source);
}

static enum err read_source(struct mapping_reader *reader, struct step *step)
{
	return mapping_read_source(reader, &reader->line->words[1], &step->source);
}

enum err mapping_word_too_many(struct mapping_reader *reader, const struct conf_word *word, const struct step *step)
{
	conf_fault(reader->line, word, reader->fault, "there is a word too many");
	fault_help(reader->fault, "%s", step->verb->usage);
	return ERR_SYNTAX;
}

static enum err read_number(struct mapping_reader *reader, struct step *step)
{
	if (reader->line->word_count > 2) {
		if (strcmp(reader->line->words[2].text, "round") != 0 || reader->line->word_count > 3)
			return mapping_word_too_many(reader, &reader->line->words[2], step);
		step->sign = 1;
	}
	return read_source(reader, step);
}

static bool is_format(const char *format, bool is_moment)
{
	if (is_moment && (strcmp(format, "epoch") == 0 || strcmp(format, "epoch-ms") == 0))
		return true;
	for (const char *at = strchr(format, '%'); at; at = strchr(at + 2, '%'))
		if (!at[1] || !strchr("YymdbHIpMSfjz", at[1]))
			return false;
	return strchr(format, '%') != NULL;
}

/* The words from the third on that are no key=value. */
static enum err read_formats(struct mapping_reader *reader, struct step *step, bool is_moment)
{
	size_t count = 0;

	step->formats = arena_new(&reader->mapping->arena, reader->line->word_count, sizeof *step->formats);
	for (size_t i = 2; i < reader->line->word_count; i++) {
		const struct conf_word *word = &reader->line->words[i];
		if (word->key)
			continue;
		if (!is_format(word->text, is_moment))
			return conf_fault(reader->line, word, reader->fault, "a format is made of %%Y %%y %%m %%d %%b %%H %%I %%p %%M %%S %%f %%j %%z%s",
					  is_moment ? ", or is epoch or epoch-ms" : "");
		step->formats[count++] = word->text;
	}
	return ERR_NONE;
}

static enum err read_day(struct mapping_reader *reader, struct step *step)
{
	enum err err = read_source(reader, step);

	if (!err)
		err = read_formats(reader, step, false);
	return err || step->formats[0] ? err : mapping_need_words(reader, SIZE_MAX, step->verb->usage);
}

/* zone=VALUE|Area/City */
static enum err read_zone(struct mapping_reader *reader, struct step *step, const struct conf_word *word)
{
	int value = mapping_find(reader, span_of(word->text));

	if (strcmp(word->key, "zone") != 0)
		return conf_fault(reader->line, word, reader->fault, "only zone= may stand here");
	if (strchr(word->text, '{'))
		return mapping_read_template(reader, word, &step->second);
	if (value >= 0) {
		mapping_add_piece(reader, &step->second, PIECE_VALUE, span_of(word->text))->number = value;
		return ERR_NONE;
	}
	if (zone_find(word->text, &step->zone) == ERR_NONE)
		return ERR_NONE;
	return conf_fault(reader->line, word, reader->fault, "%s is neither a value above this line nor a zone", word->text);
}

static enum err read_time(struct mapping_reader *reader, struct step *step)
{
	enum err err = read_source(reader, step);

	if (!err)
		err = read_formats(reader, step, true);
	for (size_t i = 2; !err && i < reader->line->word_count; i++)
		if (reader->line->words[i].key)
			err = read_zone(reader, step, &reader->line->words[i]);
	return err;
}

static enum err read_choice(struct mapping_reader *reader, struct step *step)
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
	return read_source(reader, step);
}

static enum err read_code(struct mapping_reader *reader, struct step *step)
{
	enum err err = mapping_read_column(reader, &reader->line->words[2], &step->table, &step->column);

	step->is_of_table = true;
	for (size_t i = 3; !err && i < reader->line->word_count; i++) {
		const struct conf_word *word = &reader->line->words[i];
		if (!word->key || strcmp(word->key, "else") != 0)
			return conf_fault(reader->line, word, reader->fault, "only else= may stand here");
		step->otherwise = word->text;
	}
	return err ? err : read_source(reader, step);
}

static enum err read_join(struct mapping_reader *reader, struct step *step)
{
	enum err err = ERR_NONE;

	step->words = reader->line->words[1].text;
	for (size_t i = 2; !err && i < reader->line->word_count; i++)
		err = mapping_read_setting(reader, &reader->line->words[i], add_template(reader, &step->parts, &step->part_count));
	return err;
}

static enum err read_part(struct mapping_reader *reader, struct step *step)
{
	const struct conf_word *word = &reader->line->words[3];
	int64_t number = 0;

	step->words = reader->line->words[2].text;
	if (!*step->words)
		return conf_fault(reader->line, &reader->line->words[2], reader->fault, "pieces are parted by something");
	if (str_to_i64(span_of(word->text), &number) || number == 0 || number < -1000 || number > 1000)
		return conf_fault(reader->line, word, reader->fault, "pieces are numbered from 1, or from -1 back");
	step->number = (int)number;
	return read_source(reader, step);
}

static enum err read_money(struct mapping_reader *reader, struct step *step)
{
	enum err err = mapping_read_setting(reader, &reader->line->words[2], &step->second);
	int64_t digits = 0;

	for (size_t i = 3; !err && i < reader->line->word_count; i++) {
		const struct conf_word *word = &reader->line->words[i];
		if (!word->key || strcmp(word->key, "implied") != 0 || str_to_i64(span_of(word->text), &digits) || digits < 0 || digits > 6)
			return conf_fault(reader->line, word, reader->fault, "only implied=0 to 6 may stand here");
		step->number = (int)digits;
	}
	return err ? err : read_source(reader, step);
}

static enum err read_measure(struct mapping_reader *reader, struct step *step)
{
	const struct conf_word *word = &reader->line->words[3];
	enum err err = mapping_read_setting(reader, &reader->line->words[2], &step->second);

	if (err)
		return err;
	if (!word->key || strcmp(word->key, "to") != 0)
		return conf_fault(reader->line, word, reader->fault, "to=UNIT is missing");
	step->words = mapping_unit_find(span_of(word->text));
	if (!step->words)
		return conf_fault(reader->line, word, reader->fault, "there is no unit %s", word->text);
	return read_source(reader, step);
}

static enum err read_same(struct mapping_reader *reader, struct step *step)
{
	enum err err = read_source(reader, step);

	return err ? err : mapping_read_source(reader, &reader->line->words[2], &step->second);
}

/* --- conditions --- */

static enum err read_when(struct mapping_reader *reader, struct step *step)
{
	return mapping_read_expr(reader, reader->line->words[0].column, &step->expr);
}

static enum err read_must(struct mapping_reader *reader, struct step *step)
{
	step->words = reader->line->words[0].text;
	if (!reader->line->words[0].is_quoted)
		return conf_fault(reader->line, &reader->line->words[0], reader->fault, "the words of the fault stand first, in quotes");
	return mapping_read_expr(reader, reader->line->words[1].column, &step->expr);
}

/* --- the table --- */

static const struct step_verb step_verbs[] = {
	{ "text", VALUE_TEXT, 2, read_text, mapping_fill_text, "text NAME SOURCE|\"words {Cell} {value}\"" },
	{ "number", VALUE_NUMBER, 2, read_number, mapping_fill_number, "number NAME SOURCE [round]" },
	{ "day", VALUE_INSTANT, 3, read_day, mapping_fill_day, "day NAME SOURCE \"%Y-%m-%d\"" },
	{ "time", VALUE_INSTANT, 2, read_time, mapping_fill_time, "time NAME SOURCE [FORMAT...] [zone=VALUE|Area/City]" },
	{ "clock", VALUE_CLOCK, 2, read_source, mapping_fill_clock, "clock NAME SOURCE" },
	{ "choice", VALUE_TEXT, 3, read_choice, mapping_fill_choice, "choice NAME SOURCE A=word else=word" },
	{ "code", VALUE_TEXT, 3, read_code, mapping_fill_code, "code NAME SOURCE TABLE.COLUMN [else=word]" },
	{ "join", VALUE_TEXT, 3, read_join, mapping_fill_join, "join NAME \", \" VALUE|\"{Cell}\"..." },
	{ "part", VALUE_TEXT, 4, read_part, mapping_fill_part, "part NAME SOURCE \"/\" NUMBER" },
	{ "same", VALUE_TEXT, 3, read_same, mapping_fill_same, "same NAME SOURCE SOURCE" },
	{ "money", VALUE_MONEY, 3, read_money, mapping_fill_money, "money NAME SOURCE VALUE|\"EUR\" [implied=2]" },
	{ "measure", VALUE_TEXT, 4, read_measure, mapping_fill_measure, "measure NAME SOURCE VALUE|\"LB\" to=kg" },
	{ "at", VALUE_INSTANT, 3, mapping_read_at, mapping_fill_at, "at NAME DAY CLOCK [minus=NUMBER]" },
	{ "shift", VALUE_INSTANT, 3, mapping_read_shift, mapping_fill_shift, "shift NAME MOMENT plus=NUMBER|minus=NUMBER [each=DURATION], or by=DURATION" },
	{ "next", VALUE_INSTANT, 3, mapping_read_at, mapping_fill_next, "next NAME MOMENT CLOCK" },
	{ "first", VALUE_TEXT, 3, mapping_read_first, mapping_fill_first, "first NAME A B" },
	{ "when", VALUE_NONE, 1, read_when, mapping_fill_when, "when EXPR" },
	{ "must", VALUE_NONE, 2, read_must, mapping_fill_must, "must \"what is wrong\" EXPR" },
};

const struct step_verb *mapping_step_verb(const char *verb)
{
	for (size_t i = 0; i < COUNT_OF(step_verbs); i++)
		if (strcmp(verb, step_verbs[i].verb) == 0)
			return &step_verbs[i];
	return NULL;
}

const char *mapping_usage(size_t n)
{
	return n < COUNT_OF(step_verbs) ? step_verbs[n].usage : NULL;
}

static enum err check_name(struct mapping_reader *reader, const struct step *step)
{
	const struct conf_word *word = &reader->line->words[0];

	if (*step->name && mapping_find(reader, span_of(step->name)) >= 0)
		return conf_fault(reader->line, word, reader->fault, "%s is there already", step->name);
	if (reader->mapping->steps.count >= MAPPING_VALUES_MAX)
		return conf_fault(reader->line, NULL, reader->fault, "at most %d values", MAPPING_VALUES_MAX);
	return ERR_NONE;
}

/* bad=missing at the line's end; *line is the line without it. */
static bool take_lenient(const struct conf_line *whole, struct conf_line *line)
{
	const struct conf_word *last = whole->word_count > 0 ? &whole->words[whole->word_count - 1] : NULL;
	bool is_lenient = last && last->key && strcmp(last->key, "bad") == 0 && strcmp(last->text, "missing") == 0;

	*line = *whole;
	line->word_count -= is_lenient;
	return is_lenient;
}

static enum err read_step(struct mapping_reader *reader, const struct step_verb *verb, bool is_lenient)
{
	struct mapping *mapping = reader->mapping;
	struct step step = { .name = "", .verb = verb, .gives = verb->gives, .is_lenient = is_lenient };
	enum err err = mapping_need_words(reader, verb->least, verb->usage);

	mapping_need_loop(reader);
	step.loop = reader->loop;
	if (!err && verb->gives != VALUE_NONE)
		step.name = reader->line->words[0].text;
	if (!err)
		err = check_name(reader, &step);
	if (!err)
		err = verb->read(reader, &step);
	if (err)
		return err;
	*vec_push(&mapping->loops.items[reader->loop].steps) = (int)mapping->steps.count;
	*vec_push(&mapping->steps) = step;
	return ERR_NONE;
}

enum err mapping_read_step(struct mapping_reader *reader, const struct step_verb *verb)
{
	const struct conf_line *whole = reader->line;
	struct conf_line line;
	bool is_lenient = take_lenient(whole, &line);
	enum err err;

	reader->line = &line;
	err = read_step(reader, verb, is_lenient);
	reader->line = whole;
	return err;
}

void mapping_add_received(struct mapping *mapping)
{
	*vec_push(&mapping->steps) = (struct step){ .name = "received", .gives = VALUE_INSTANT, .loop = -1 };
}
