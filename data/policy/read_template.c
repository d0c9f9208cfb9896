/* SPDX-License-Identifier: MIT */
/* The text of a template read, and checked as a whole: what it holds in braces is known, no two texts are for the same, and everybody who
 * may be told has a text that always fits. */
#include "policy/letters.h"
#include "policy/reader.h"

#include <string.h>

#define TEXTS_MAX 200

/* A template while it is read. */
struct template_block {
	struct letter_template *letters;
	struct str body;                   /* of the open text */
	const struct conf_line *text_line; /* its head */
	const struct conf_line *for_line;
	const struct policy *policy;
	const char *path;
};

static struct letter_text *open_text(struct template_block *block)
{
	return &block->letters->texts[block->letters->text_count - 1];
}

/* ---------------------------------------------------------------- names in braces */

static enum err fault_name(struct reader *reader, const struct conf_line *line, size_t at, struct span name)
{
	const char *names[64], *text = arena_text(reader->arena, name.text, name.length);
	size_t count = 0;

	for (const struct letter_name *known = letter_names; known->name && count < COUNT_OF(names) - 1; known++)
		names[count++] = known->name;
	names[count] = NULL;
	conf_fault(line, &(struct conf_word) { .text = text, .column = line->raw_column + (int)at }, reader->fault, "there is no {%s} to put in",
		   text);
	return reader_suggest(reader, names, text, "docs/templates.md lists what there is");
}

static bool is_known(struct span name)
{
	for (const struct letter_name *known = letter_names; known->name; known++)
		if (span_is(name, known->name))
			return true;
	return false;
}

static enum err check_names(struct reader *reader, const struct conf_line *line)
{
	for (const char *at = strchr(line->raw, '{'); at; at = strchr(at + 1, '{')) {
		const char *end = strchr(at, '}');
		struct span name = { at + 1, end ? (size_t)(end - at - 1) : strlen(at + 1) };
		if (!end || !is_known(name))
			return fault_name(reader, line, (size_t)(at - line->raw), name);
	}
	return ERR_NONE;
}

/* ---------------------------------------------------------------- a text */

static enum err read_text_title(struct reader *reader, const struct conf_line *line, void *block)
{
	open_text(block)->title = line->raw;
	return check_names(reader, line);
}

static enum err read_text_line(struct reader *reader, const struct conf_line *line, void *block)
{
	struct template_block *template = block;

	str_addf(&template->body, "%s\n", line->raw);
	return check_names(reader, line);
}

static const struct setting text_settings[] = {
	{ "title", read_text_title, 1, "title TEXT", "The subject line." },
	{ "|", read_text_line, 0, "| TEXT", "A line of the message, as it stands behind the bar; a bar alone is an empty line. Quotes come in pairs." },
	{ 0 },
};

/* A type that no manual of the client knows would never fit. */
static enum err check_type(struct reader *reader, const struct conf_line *line, const struct conf_word *word, const struct policy *policy)
{
	const char *names[POLICY_TYPES_MAX + 1];
	size_t count = 0;

	if (!policy || policy_type_find(policy, word->text))
		return ERR_NONE;
	for (; count < policy->types.count; count++)
		names[count] = policy->types.items[count].name;
	names[count] = NULL;
	conf_fault(line, word, reader->fault, "there is no exception called %s", word->text);
	return reader_suggest(reader, names, word->text, "docket exceptions lists them");
}

static enum err check_to(struct reader *reader, const struct conf_line *line, const struct conf_word *word)
{
	const char *names[TO_COUNT + 1] = { 0 };
	enum letter_role role;

	if (letter_role_find(word->text, &role))
		return ERR_NONE;
	for (int i = 0; i < TO_COUNT; i++)
		names[i] = letter_role_word((enum letter_role)i);
	conf_fault(line, word, reader->fault, "nobody is called %s", word->text);
	return reader_suggest(reader, names, word->text, "customer, site, carrier, supplier or stakeholder");
}

static enum err read_key(struct reader *reader, const struct conf_line *line, const struct conf_word *word, struct template_block *block)
{
	struct letter_text *text = open_text(block);
	const struct {
		const char *key;
		const char **field;
	} keys[] = { { "to", &text->to }, { "type", &text->type }, { "tier", &text->tier }, { "language", &text->language } };

	for (size_t i = 0; word->key && i < COUNT_OF(keys); i++)
		if (strcmp(keys[i].key, word->key) == 0) {
			if (!word->text[0] || strpbrk(word->text, ", "))
				return conf_fault(line, word, reader->fault, "%s is one word: a text for two stands twice", word->key);
			*keys[i].field = word->text;
			return i == 0 ? check_to(reader, line, word) : i == 1 ? check_type(reader, line, word, block->policy) : ERR_NONE;
		}
	conf_fault(line, word, reader->fault, "a text is not chosen by %s", word->key ? word->key : word->text);
	return fault_help(reader->fault, "to=, type=, tier=, language=");
}

/* The same file must not say it twice; what it includes may be said anew. */
static enum err check_twice(struct reader *reader, const struct template_block *block)
{
	const struct letter_template *letters = block->letters;
	const struct letter_text *text = &letters->texts[letters->text_count - 1];

	for (size_t i = 0; i + 1 < letters->text_count; i++) {
		const struct letter_text *other = &letters->texts[i];
		if (strcmp(other->file, text->file) != 0 || strcmp(other->to, text->to) != 0 || strcmp(other->type, text->type) != 0 ||
		    strcmp(other->tier, text->tier) != 0 || strcmp(other->language, text->language) != 0)
			continue;
		conf_fault(block->text_line, NULL, reader->fault, "line %d has a text for %s already", other->line,
			   letter_text_words(reader->arena, text));
		return fault_help(reader->fault, "give one of them another to=, type=, tier= or language=");
	}
	return ERR_NONE;
}

static enum err end_text(struct reader *reader, struct template_block *block)
{
	struct letter_text *text = open_text(block);

	text->body = arena_text(reader->arena, str_text(&block->body), block->body.length);
	str_clear(&block->body);
	if (!text->title[0])
		return conf_fault(block->text_line, NULL, reader->fault, "a text needs a title");
	if (strspn(text->body, "\n") == strlen(text->body))
		return conf_fault(block->text_line, NULL, reader->fault, "a text needs words: lines that begin with |");
	return check_twice(reader, block);
}

static enum err read_text(struct reader *reader, const struct conf_line *line, void *block)
{
	struct template_block *template = block;
	struct letter_template *letters = template->letters;
	enum err err = ERR_NONE;

	if (letters->text_count == TEXTS_MAX)
		return conf_fault(line, NULL, reader->fault, "a template has at most %d texts", TEXTS_MAX);
	letters->texts[letters->text_count++] = (struct letter_text) { .to = "", .type = "", .tier = "", .language = "", .title = "", .body = "",
								       .file = line->file, .line = line->line };
	template->text_line = line;
	for (size_t i = 0; !err && i < line->word_count; i++)
		err = read_key(reader, line, &line->words[i], template);
	if (!err)
		err = reader_block(reader, line, text_settings, template);
	return err ? err : end_text(reader, template);
}

/* ---------------------------------------------------------------- its head */

static enum err read_name(struct reader *reader, const struct conf_line *line, void *block)
{
	struct template_block *template = block;

	(void)reader;
	template->letters->title = line->words[0].text;
	return ERR_NONE;
}

static enum err read_for(struct reader *reader, const struct conf_line *line, void *block)
{
	struct template_block *template = block;
	struct name_part part = { 0 };

	template->letters->roles = 0;
	template->for_line = line;
	while (reader_part(reader, line, 0, &part)) {
		enum letter_role role;
		enum err err = check_to(reader, line, &part.word);
		if (err)
			return err;
		if (letter_role_find(part.text, &role) && template->letters->roles == 0)
			template->letters->first = role;
		template->letters->roles |= 1U << role;
	}
	return ERR_NONE;
}

static enum err read_once(struct reader *reader, const struct conf_line *line, void *block)
{
	static const char *const names[] = { "promise", "words", NULL };
	struct template_block *template = block;
	int64_t choice = 0;
	enum err err = reader_choice(reader, line, 0, names, &choice);

	template->letters->once = (enum letter_once)choice;
	return err;
}

static const struct setting template_settings[] = {
	{ "template", read_name, 1, "template \"Title\"", "What people call it." },
	{ "for", read_for, 1, "for customer,site,carrier,supplier,stakeholder", "Who may be told with it; the first one where nobody is named." },
	{ "once", read_once, 1, "once promise, or: once words",
	  "Told once about a shipment for each promised and expected time (without it), or once for the same words." },
	{ "text", read_text, 0, "text [to=ROLE] [type=EXCEPTION] [tier=TIER] [language=LANGUAGE], and a block", "One text, and for whom it is." },
	{ 0 },
};

/* ---------------------------------------------------------------- the whole */

static bool is_fallback(const struct letter_text *text, enum letter_role role)
{
	return !text->language[0] && !text->type[0] && !text->tier[0] && (!text->to[0] || strcmp(text->to, letter_role_word(role)) == 0);
}

static enum err fault_whole(struct template_block *block, struct fault *fault, const char *why)
{
	const struct conf_line *line = block->for_line ? block->for_line : block->text_line;

	return line ? conf_fault(line, NULL, fault, "%s", why) : fault_set(fault, ERR_SYNTAX, block->path, "%s", why);
}

static enum err check_whole(struct reader *reader, struct template_block *block)
{
	const struct letter_template *letters = block->letters;

	if (letters->roles == 0 || letters->text_count == 0) {
		fault_whole(block, reader->fault, letters->text_count == 0 ? "it has no text" : "it does not say for whom it is");
		return fault_help(reader->fault, "for customer, and a block `text`");
	}
	for (int role = 0; role < TO_COUNT; role++) {
		bool is_there = !(letters->roles & 1U << role);
		for (size_t i = 0; i < letters->text_count; i++)
			is_there |= is_fallback(&letters->texts[i], (enum letter_role)role);
		if (is_there)
			continue;
		fault_whole(block, reader->fault,
			    arena_printf(reader->arena, "there is no text for a %s whose language has none", letter_role_word((enum letter_role)role)));
		return fault_help(reader->fault, "one `text` without language, type and tier, which always fits");
	}
	return ERR_NONE;
}

enum err letter_template_read(struct arena *arena, const char *path, const char *name, struct span text, conf_include *on_include, void *context,
			      const struct policy *policy, struct letter_template **out, struct fault *fault)
{
	struct fault unused;
	struct reader reader = { .arena = arena, .fault = fault ? fault : &unused };
	struct template_block block = { .letters = arena_new(arena, 1, sizeof *block.letters), .policy = policy, .path = path };
	enum err err;

	*reader.fault = (struct fault) { 0 };
	*block.letters = (struct letter_template) { .name = arena_str(arena, name), .title = arena_str(arena, name),
						    .texts = arena_new(arena, TEXTS_MAX, sizeof *block.letters->texts) };
	err = conf_read(arena, path, text, on_include, context, &reader.conf, reader.fault);
	if (!err)
		err = reader_block(&reader, NULL, template_settings, &block);
	if (!err)
		err = check_whole(&reader, &block);
	str_release(&block.body);
	*out = err ? NULL : block.letters;
	return err;
}

const char *letter_usage(size_t n, const char **help)
{
	const size_t tops = COUNT_OF(template_settings) - 1, all = tops + COUNT_OF(text_settings) - 1;
	const struct setting *setting = n < tops ? &template_settings[n] : n < all ? &text_settings[n - tops] : NULL;

	*help = setting ? setting->help : "";
	return setting ? setting->usage : NULL;
}
