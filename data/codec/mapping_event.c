/* SPDX-License-Identifier: MIT */
/* The `event` blocks of a mapping's text. */
#include "codec/mapping_reader.h"

#include <string.h>

#include "base/text.h"
#include "model/event_type.h"

static enum err no_type(struct mapping_reader *reader, const char *name)
{
	const char *nearest = NULL;
	int least = 6;

	for (const struct event_type *type = event_types; type->name; type++) {
		int distance = text_distance(type->name, name, least);
		if (distance < least) {
			least = distance;
			nearest = type->name;
		}
	}
	conf_fault(reader->line, &reader->line->words[0], reader->fault, "there is no event type %s", name);
	if (nearest)
		fault_help(reader->fault, "did you mean %s?", nearest);
	return ERR_SYNTAX;
}

/* "{value}": what a table or a choice says; which types these are is looked at when all is read. */
static enum err read_type_value(struct mapping_reader *reader, struct maker *maker)
{
	const struct conf_word *word = &reader->line->words[0];
	size_t length = strlen(word->text);
	const struct step *step;

	if (word->text[length - 1] != '}')
		return conf_fault(reader->line, word, reader->fault, "a type is one word, or \"{value}\"");
	maker->type_value = mapping_find(reader, (struct span){ word->text + 1, length - 2 });
	if (maker->type_value < 0)
		return mapping_no_value(reader, word, arena_text(&reader->mapping->arena, word->text + 1, length - 2));
	step = &reader->mapping->steps.items[maker->type_value];
	if (!step->choices && !step->is_of_table)
		return conf_fault(reader->line, word, reader->fault, "%s is no choice and no code, so it could be anything", step->name);
	return ERR_NONE;
}

static enum err read_type(struct mapping_reader *reader, struct maker *maker)
{
	const struct event_type *type = event_type_find(reader->line->words[0].text);

	if (reader->line->words[0].text[0] == '{')
		return read_type_value(reader, maker);
	if (!type)
		return no_type(reader, reader->line->words[0].text);
	maker->type = type->name;
	return ERR_NONE;
}

static enum err read_when(struct mapping_reader *reader, struct maker *maker)
{
	const struct conf_line *line = reader->line;

	if (line->word_count < 3 || strcmp(line->words[1].text, "when") != 0)
		return conf_fault(line, &line->words[1], reader->fault, "only `when EXPR` may stand behind the type");
	return mapping_read_expr(reader, line->words[2].column, &maker->when);
}

enum err mapping_read_event(struct mapping_reader *reader)
{
	struct mapping *mapping = reader->mapping;
	struct maker *maker;
	enum err err;

	if (mapping->makers.count >= MAPPING_EVENTS_MAX)
		return conf_fault(reader->line, NULL, reader->fault, "at most %d events", MAPPING_EVENTS_MAX);
	mapping_need_loop(reader);
	*vec_push(&mapping->loops.items[reader->loop].makers) = (int)mapping->makers.count;
	maker = vec_push(&mapping->makers);
	*maker = (struct maker){ .type_value = -1, .known = -1, .at = -1, .stop = -1, .line = reader->line };
	reader->block = BLOCK_EVENT;
	reader->block_depth = reader->line->depth;
	err = read_type(reader, maker);
	return err || reader->line->word_count == 1 ? err : read_when(reader, maker);
}

static enum err read_about(struct mapping_reader *reader, struct maker *maker)
{
	size_t last = reader->line->word_count - 1;

	if (last > 1)
		return conf_fault(reader->line, NULL, reader->fault, "about [KIND] VALUE");
	if (last == 1)
		maker->subject_kind = reader->line->words[0].text;
	return mapping_read_setting(reader, &reader->line->words[last], &maker->about);
}

static const struct {
	const char *verb;
	size_t offset;
} event_texts[] = {
	{ "milestone", offsetof(struct event, milestone) }, { "nature", offsetof(struct event, nature) },
	{ "reason", offsetof(struct event, reason) },       { "side", offsetof(struct event, side) },
	{ "place", offsetof(struct event, place) },         { "words", offsetof(struct event, words) },
	{ "source", offsetof(struct event, source) },       { "key", offsetof(struct event, partner_key) },
	{ "retracts", offsetof(struct event, retracts) },
};

/* Codes stand bare: `milestone depart`. */
static enum err read_code(struct mapping_reader *reader, struct template *out)
{
	const struct conf_word *word = &reader->line->words[0];

	if (strchr(word->text, '{'))
		return mapping_read_template(reader, word, out);
	mapping_add_piece(reader, out, PIECE_WORDS, span_of(word->text));
	return ERR_NONE;
}

static enum err read_event_text(struct mapping_reader *reader, struct maker *maker, size_t which)
{
	bool is_code = which < 2;
	struct setting *setting = &maker->settings[maker->setting_count];

	if (maker->setting_count >= MAPPING_SETS_MAX)
		return conf_fault(reader->line, NULL, reader->fault, "at most %d lines", MAPPING_SETS_MAX);
	maker->setting_count++;
	setting->name = event_texts[which].verb;
	setting->offset = event_texts[which].offset;
	return is_code ? read_code(reader, &setting->text) : mapping_read_setting(reader, &reader->line->words[0], &setting->text);
}

static enum err read_set(struct mapping_reader *reader, struct maker *maker)
{
	struct setting *setting = &maker->attrs[maker->attr_count];
	enum err err = mapping_need_words(reader, 2, "set KEY VALUE");

	if (err)
		return err;
	if (maker->attr_count >= MAPPING_SETS_MAX)
		return conf_fault(reader->line, NULL, reader->fault, "at most %d attributes", MAPPING_SETS_MAX);
	maker->attr_count++;
	setting->name = reader->line->words[0].text;
	return mapping_read_setting(reader, &reader->line->words[1], &setting->text);
}

static enum err no_line(struct mapping_reader *reader)
{
	conf_fault(reader->line, NULL, reader->fault, "an event has no line %s", reader->line->verb);
	fault_help(reader->fault, "about, known, at, stop, milestone, nature, reason, side, place, words, source, key, retracts, set");
	return ERR_SYNTAX;
}

enum err mapping_read_in_event(struct mapping_reader *reader)
{
	const struct conf_line *line = reader->line;
	struct maker *maker = &reader->mapping->makers.items[reader->mapping->makers.count - 1];
	enum err err = mapping_need_words(reader, 1, "VERB VALUE");

	if (line->depth != reader->block_depth + 1)
		return conf_fault(line, NULL, reader->fault, "a line of an event has no lines of its own");
	if (err)
		return err;
	if (strcmp(line->verb, "about") == 0)
		return read_about(reader, maker);
	if (strcmp(line->verb, "known") == 0)
		return mapping_read_value(reader, &line->words[0], line->words[0].text, VALUE_INSTANT, &maker->known);
	if (strcmp(line->verb, "at") == 0)
		return mapping_read_value(reader, &line->words[0], line->words[0].text, VALUE_INSTANT, &maker->at);
	if (strcmp(line->verb, "stop") == 0)
		return mapping_read_value(reader, &line->words[0], line->words[0].text, VALUE_NUMBER, &maker->stop);
	if (strcmp(line->verb, "set") == 0)
		return read_set(reader, maker);
	for (size_t i = 0; i < COUNT_OF(event_texts); i++)
		if (strcmp(line->verb, event_texts[i].verb) == 0)
			return read_event_text(reader, maker, i);
	return no_line(reader);
}

/* --- when all is read --- */

static enum err check_outcome(const struct maker *maker, const char *words, struct fault *fault)
{
	if (!words || event_type_find(words))
		return ERR_NONE;
	conf_fault(maker->line, &maker->line->words[0], fault, "it may say %s, and there is no event type of that name", words);
	fault_help(fault, "docs/events.md has the types");
	return ERR_SYNTAX;
}

static enum err check_table(const struct mapping_table *table, int column, const struct maker *maker, struct fault *fault)
{
	const struct table_row *row;
	size_t cursor = 0;
	enum err err = ERR_NONE;

	while (!err && (row = map_next(&table->rows, &cursor)))
		err = check_outcome(maker, row->words[column], fault);
	for (size_t i = 0; !err && i < table->beginnings.count; i++)
		err = check_outcome(maker, table->beginnings.items[i]->words[column], fault);
	return err;
}

/* Is everything that the type's value may say a type? */
static enum err check_type(const struct mapping *mapping, const struct maker *maker, struct fault *fault)
{
	const struct step *step;
	enum err err;

	if (maker->type)
		return ERR_NONE;
	step = &mapping->steps.items[maker->type_value];
	err = check_outcome(maker, step->otherwise, fault);
	for (size_t i = 0; !err && i < step->choice_count; i++)
		err = check_outcome(maker, step->choices[i].words, fault);
	return err || !step->is_of_table ? err : check_table(&mapping->tables.items[step->table], step->column, maker, fault);
}

enum err mapping_check_events(const struct mapping *mapping, const char *name, struct fault *fault)
{
	if (mapping->makers.count == 0) {
		fault_set(fault, ERR_SYNTAX, name, "it makes no event");
		fault_help(fault, "event TYPE, and indented below it about VALUE and known VALUE");
		return ERR_SYNTAX;
	}
	for (size_t i = 0; i < mapping->makers.count; i++) {
		const struct maker *maker = &mapping->makers.items[i];
		if (maker->about.count == 0 || maker->known < 0) {
			conf_fault(maker->line, NULL, fault, "this event does not say %s",
				   maker->about.count ? "when it was known" : "what it is about");
			fault_help(fault, "indented below it: %s", maker->about.count ? "known VALUE" : "about VALUE");
			return ERR_SYNTAX;
		}
		if (check_type(mapping, maker, fault))
			return ERR_SYNTAX;
	}
	return ERR_NONE;
}
