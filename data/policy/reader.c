/* SPDX-License-Identifier: MIT */
/* What the readers of a policy's blocks share: words with their units, conditions, and faults that
 * point at their place. */
#include "policy/reader.h"
#include "base/text.h"
#include "policy/scope.h"

#include <string.h>

void *policy_grow(struct arena *arena, void *items, size_t count, size_t size_bytes)
{
	void *more;

	if (count != 0 && (count < 4 || (count & (count - 1)) != 0))
		return items;
	more = arena_new(arena, count == 0 ? 4 : count * 2, size_bytes);
	if (count > 0)
		memcpy(more, items, count * size_bytes);
	return more;
}

const char *nearest_name(const char *const *names, const char *text)
{
	const char *best = NULL;
	int distance = 3;

	for (; *names; names++) {
		int d = text_distance(*names, text, 3);
		if (d < distance) {
			best = *names;
			distance = d;
		}
	}
	return best;
}

enum err reader_suggest(struct reader *reader, const char *const *names, const char *text, const char *otherwise)
{
	const char *near = nearest_name(names, text);

	if (near)
		fault_help(reader->fault, "did you mean %s?", near);
	else if (otherwise)
		fault_help(reader->fault, "%s", otherwise);
	return ERR_SYNTAX;
}

/* A verb that is not there; without a near one all that may stand here are named. */
static enum err fault_verb(struct reader *reader, const struct conf_line *line, const struct setting *settings)
{
	const char *names[64];
	struct str all = { 0 };
	size_t count = 0;

	for (; settings[count].verb && count < 63; count++) {
		names[count] = settings[count].verb;
		str_addf(&all, "%s%s", count ? ", " : "here stand ", names[count]);
	}
	names[count] = NULL;
	conf_fault(line, NULL, reader->fault, "a %s knows no '%s' here", reader->policy ? "policy" : "template", line->verb);
	reader_suggest(reader, names, line->verb, str_text(&all));
	str_release(&all);
	return ERR_SYNTAX;
}

enum err reader_line(struct reader *reader, const struct conf_line *line,
		     const struct setting *settings, void *block)
{
	const struct setting *setting = settings;

	while (setting->verb && strcmp(setting->verb, line->verb) != 0)
		setting++;
	if (!setting->verb)
		return fault_verb(reader, line, settings);
	if (line->word_count < setting->least_words) {
		enum err err = conf_fault(line, NULL, reader->fault, "%s needs more words",
					  line->verb);
		fault_help(reader->fault, "write: %s", setting->usage);
		return err;
	}
	enum err err = setting->read(reader, line, block);
	if (err && reader->fault && reader->fault->help[0] == '\0')
		fault_help(reader->fault, "write: %s", setting->usage);
	return err;
}

enum err reader_block(struct reader *reader, const struct conf_line *head,
		      const struct setting *settings, void *block)
{
	int depth = head ? head->depth + 1 : 0;

	while (reader->at < reader->conf.count) {
		const struct conf_line *line = &reader->conf.lines[reader->at];
		if (line->depth < depth)
			break;
		if (line->depth > depth)
			return conf_fault(
				line, NULL, reader->fault,
				"this line is indented, but the one above begins no block");
		reader->at++;
		enum err err = reader_line(reader, line, settings, block);
		if (err)
			return err;
	}
	return ERR_NONE;
}

enum err reader_condition(struct reader *reader, const struct conf_line *line, const struct conf_word *behind, size_t skip,
			  size_t length, struct policy_when *out)
{
	skip += strspn(line->raw + skip, " \t");
	if (line->raw[skip] == '\0' || length == 0)
		return conf_fault(line, behind, reader->fault, "a condition is missing behind '%s'",
				  behind ? behind->text : line->verb);
	out->text = arena_text(reader->arena, line->raw + skip, strnlen(line->raw + skip, length));
	enum err err = expr_parse(reader->arena, &policy_scope, span_of(out->text), &out->expr, reader->fault);
	if (err && reader->fault) {
		struct fault inner = *reader->fault;
		err = conf_fault(line, NULL, reader->fault, "%s", inner.why);
		memcpy(reader->fault->help, inner.help, sizeof inner.help);
		reader->fault->column = (int)skip + line->raw_column + (inner.column > 0 ? inner.column - 1 : 0);
	}
	if (!err && expr_is_timed(out->expr))
		err = conf_fault(line, behind, reader->fault,
				 "a condition may not depend on the clock; lift and grace say what "
				 "time does");
	return err;
}

enum err reader_clause(struct reader *reader, const struct conf_line *line, struct clause *out)
{
	size_t n = 0;

	*out = (struct clause) { .word_count = line->word_count, .when = { NULL, "" } };
	while (n < line->word_count && (line->words[n].key || line->words[n].is_quoted ||
					strcmp(line->words[n].text, "when") != 0))
		n++;
	if (n == line->word_count)
		return ERR_NONE;
	out->word_count = n;
	return reader_condition(reader, line, &line->words[n],
				(size_t)(line->words[n].column - line->raw_column) + strlen("when"), SIZE_MAX, &out->when);
}

static enum err fault_word(struct reader *reader, const struct conf_line *line, size_t word,
			   const char *wanted)
{
	return conf_fault(line, word < line->word_count ? &line->words[word] : NULL, reader->fault,
			  "%s is not %s",
			  word < line->word_count ? line->words[word].text : "nothing", wanted);
}

enum err reader_duration(struct reader *reader, const struct conf_line *line, size_t word,
			 int64_t *out_us)
{
	if (word < line->word_count &&
	    duration_read(span_of(line->words[word].text), out_us) == ERR_NONE && *out_us >= 0)
		return ERR_NONE;
	return fault_word(reader, line, word, "a time like 30m, 4h, 1d or 1h30");
}

enum err reader_span(struct reader *reader, const struct conf_line *line, size_t word,
		     struct calendar_span *out)
{
	if (word < line->word_count &&
	    calendar_span_read(line->words[word].text, out) == ERR_NONE && out->us >= 0)
		return ERR_NONE;
	return fault_word(reader, line, word, "a limit like 30m, \"24 hours\" or \"1 day\"");
}

enum err reader_money(struct reader *reader, const struct conf_line *line, size_t word,
		      struct money *out)
{
	if (word < line->word_count &&
	    money_read(span_of(line->words[word].text), out) == ERR_NONE && out->minor >= 0)
		return ERR_NONE;
	return fault_word(reader, line, word, "money with its currency, like 250EUR");
}

enum err reader_number(struct reader *reader, const struct conf_line *line, size_t word,
		       int64_t least, int64_t most, int64_t *out)
{
	if (word < line->word_count &&
	    str_to_i64(span_of(line->words[word].text), out) == ERR_NONE && *out >= least &&
	    *out <= most)
		return ERR_NONE;
	return fault_word(reader, line, word, "a number that is allowed here");
}

enum err reader_choice(struct reader *reader, const struct conf_line *line, size_t word,
		       const char *const *names, int64_t *out)
{
	const char *text = word < line->word_count ? line->words[word].text : "";

	for (*out = 0; names[*out]; ++*out)
		if (strcmp(names[*out], text) == 0)
			return ERR_NONE;
	struct str all = { 0 };
	for (size_t i = 0; names[i]; i++)
		str_addf(&all, "%s%s", i ? ", " : "one of ", names[i]);
	fault_word(reader, line, word, "known here");
	reader_suggest(reader, names, text, str_text(&all));
	str_release(&all);
	return ERR_SYNTAX;
}

bool reader_part(struct reader *reader, const struct conf_line *line, size_t word, struct name_part *part)
{
	const char *text = word < line->word_count ? line->words[word].text : "";
	int at = part->text ? part->offset + (int)strlen(part->text) : 0;

	at += (int)strspn(text + at, ",");
	size_t length = strcspn(text + at, ",");
	part->text = arena_text(reader->arena, text + at, length);
	part->offset = at;
	if (length == 0)
		return false;
	part->word = line->words[word];
	part->word.text = part->text;
	part->word.column += at;
	return true;
}

const char *word_text(const struct conf_line *line, const struct clause *clause, size_t word)
{
	return word < clause->word_count ? line->words[word].text : "";
}

bool word_is(const struct conf_line *line, const struct clause *clause, size_t word,
	     const char *text)
{
	return word < clause->word_count && !line->words[word].key &&
	       !line->words[word].is_quoted && strcmp(line->words[word].text, text) == 0;
}

void drop_settings(struct policy_settings *settings, const char *verb, const char *key)
{
	size_t kept = 0;

	for (size_t i = 0; i < settings->count; i++)
		if (strcmp(settings->items[i].verb, verb) != 0 || strcmp(settings->items[i].key, key) != 0)
			settings->items[kept++] = settings->items[i];
	settings->count = kept;
}

void keep_setting(struct reader *reader, struct policy_settings *settings, const char *verb,
		  const char *key, const char *raw)
{
	struct policy_setting *setting = policy_push(reader->arena, settings);

	*setting = (struct policy_setting) { verb, key, raw };
}
