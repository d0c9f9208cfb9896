/* SPDX-License-Identifier: MIT */
/* The `event` blocks of a mapping's text. */
#include "codec/mapping_reader.h"

#include <string.h>

#include "model/event_type.h"

static enum err read_when(struct mapping_reader *reader, struct maker *maker)
{
	const char *raw = strstr(reader->line->raw, "when ");
	struct fault inner = { 0 };
	enum err err;

	if (!raw)
		return conf_fault(reader->line, NULL, reader->fault, "only `when EXPR` may stand behind the type");
	raw = arena_str(&reader->mapping->arena, raw + strlen("when "));
	reader->mapping->scope = (struct expr_scope){ "row", reader->mapping->fields.items, reader->mapping->fields.count,
						      NULL, 0 };
	err = expr_parse(&reader->mapping->arena, &reader->mapping->scope, span_of(raw), &maker->when, &inner);
	if (!err)
		return ERR_NONE;
	conf_fault(reader->line, NULL, reader->fault, "%s: %s", inner.what, inner.why);
	fault_help(reader->fault, "%s", inner.help);
	return ERR_SYNTAX;
}

enum err mapping_read_event(struct mapping_reader *reader)
{
	struct mapping *mapping = reader->mapping;
	struct maker *maker;
	const struct event_type *type;
	enum err err = mapping_need_words(reader, 1, "event TYPE [when EXPR]");

	if (err)
		return err;
	type = event_type_find(reader->line->words[0].text);
	if (!type)
		return conf_fault(reader->line, &reader->line->words[0], reader->fault, "there is no event type %s",
				  reader->line->words[0].text);
	if (mapping->makers.count >= MAPPING_EVENTS_MAX)
		return conf_fault(reader->line, NULL, reader->fault, "at most %d events", MAPPING_EVENTS_MAX);
	maker = vec_push(&mapping->makers);
	*maker = (struct maker){ .type = type->name, .subject_kind = type->kind, .known = -1, .at = -1,
				 .line = reader->line->line };
	return reader->line->word_count > 1 ? read_when(reader, maker) : ERR_NONE;
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

enum err mapping_read_in_event(struct mapping_reader *reader)
{
	const char *verb = reader->line->verb;
	struct maker *maker;
	enum err err = mapping_need_words(reader, 1, "VERB VALUE");

	if (reader->mapping->makers.count == 0)
		return conf_fault(reader->line, NULL, reader->fault, "it belongs to no event");
	maker = &reader->mapping->makers.items[reader->mapping->makers.count - 1];
	if (err)
		return err;
	if (strcmp(verb, "about") == 0)
		return read_about(reader, maker);
	if (strcmp(verb, "known") == 0)
		return mapping_read_value(reader, &reader->line->words[0], reader->line->words[0].text, VALUE_INSTANT, &maker->known);
	if (strcmp(verb, "at") == 0)
		return mapping_read_value(reader, &reader->line->words[0], reader->line->words[0].text, VALUE_INSTANT, &maker->at);
	if (strcmp(verb, "set") == 0)
		return read_set(reader, maker);
	for (size_t i = 0; i < COUNT_OF(event_texts); i++)
		if (strcmp(verb, event_texts[i].verb) == 0)
			return read_event_text(reader, maker, i);
	conf_fault(reader->line, NULL, reader->fault, "an event has no line %s", verb);
	fault_help(reader->fault, "about, known, at, milestone, nature, reason, side, place, words, source, key, set");
	return ERR_SYNTAX;
}

enum err mapping_check_events(const struct mapping *mapping, const char *name, struct fault *fault)
{
	if (mapping->makers.count == 0)
		return fault_set(fault, ERR_SYNTAX, name, "it makes no event");
	for (size_t i = 0; i < mapping->makers.count; i++) {
		const struct maker *maker = &mapping->makers.items[i];
		if (maker->about.count && maker->known >= 0)
			continue;
		fault_set(fault, ERR_SYNTAX, name, "the event of line %d does not say %s", maker->line,
			  maker->about.count ? "when it was known" : "what it is about");
		if (fault)
			fault->line = maker->line;
		return ERR_SYNTAX;
	}
	return ERR_NONE;
}

