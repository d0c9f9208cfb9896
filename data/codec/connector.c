/* SPDX-License-Identifier: MIT */
/* A connector's text read: each line is a row of one table. */
#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/text.h"
#include "codec/connector_plan.h"
#include "codec/json_read.h"
#include "model/interface_line.h"

struct reading {
	struct connector *connector;
	struct connector_effect *effect; /* the open block */
	struct fault *fault;
};

typedef enum err read_line(struct reading *reading, const struct conf_line *line);

struct line_kind {
	const char *verb;
	int depth;
	read_line *read;
	enum connector_answer answer;
	const char *usage, *help;
};

static const struct line_kind kinds[];

/* ---------------------------------------------------------------- the lines */

static enum err needs(struct reading *reading, const struct conf_line *line, size_t words)
{
	if (line->word_count == words)
		return ERR_NONE;
	return conf_fault(line, NULL, reading->fault, "%s has %zu value%s", line->verb, words, words == 1 ? "" : "s");
}

/* A word as it was written: "name=value" is one, too. */
static const char *word(struct reading *reading, const struct conf_line *line, size_t i)
{
	const struct conf_word *at = &line->words[i];

	return at->key ? arena_printf(&reading->connector->arena, "%s=%s", at->key, at->text) : at->text;
}

static enum err read_template(struct reading *reading, const struct conf_line *line, const char *text, struct template *out)
{
	enum err err = template_read(&reading->connector->arena, line, text, out, reading->fault);

	if (!err && template_has_brace(out))
		err = conf_fault(line, NULL, reading->fault, "a brace that is no {name}");
	return err;
}

/* Secrets go with a call: an address is the target's own, whoever wrote the text. */
static enum err read_address(struct reading *reading, const struct conf_line *line, const char *text, struct template *out)
{
	if (strncmp(text, "{url}", 5) != 0)
		return conf_fault(line, NULL, reading->fault, "an address begins with {url}, the target's own");
	if (strpbrk(text, " \t\n"))
		return conf_fault(line, NULL, reading->fault, "an address holds no blank: write %%20");
	return read_template(reading, line, text, out);
}

static enum err read_token(struct reading *reading, const struct conf_line *line)
{
	enum err err = needs(reading, line, 2);

	if (err)
		return err;
	reading->connector->token_header = word(reading, line, 0);
	return read_address(reading, line, word(reading, line, 1), &reading->connector->token_url);
}

static enum err read_effect(struct reading *reading, const struct conf_line *line)
{
	struct connector_effect *effect;
	enum err err = needs(reading, line, 1);

	if (err)
		return err;
	effect = arena_new(&reading->connector->arena, 1, sizeof *effect);
	effect->kind = word(reading, line, 0);
	effect->method = "POST";
	effect->line = line;
	for (size_t i = 0; i < reading->connector->effects.count; i++)
		if (strcmp(reading->connector->effects.items[i]->kind, effect->kind) == 0)
			reading->connector->effects.items[i]->kind = ""; /* the later one holds: who includes a text may say it otherwise */
	*vec_push(&reading->connector->effects) = reading->effect = effect;
	return ERR_NONE;
}

static enum err read_method(struct reading *reading, const struct conf_line *line)
{
	static const char *const methods[] = { "POST", "PUT", "PATCH" };
	enum err err = needs(reading, line, 1);

	for (size_t i = 0; !err && i < COUNT_OF(methods); i++)
		if (strcmp(word(reading, line, 0), methods[i]) == 0) {
			reading->effect->method = methods[i];
			return ERR_NONE;
		}
	return err ? err : conf_fault(line, &line->words[0], reading->fault, "a method is POST, PUT or PATCH");
}

static enum err read_url(struct reading *reading, const struct conf_line *line)
{
	enum err err = needs(reading, line, 1);

	reading->effect->has_url = true;
	return err ? err : read_address(reading, line, word(reading, line, 0), &reading->effect->url);
}

static enum err read_ask(struct reading *reading, const struct conf_line *line)
{
	enum err err = needs(reading, line, 1);

	reading->effect->has_ask = true;
	return err ? err : read_address(reading, line, word(reading, line, 0), &reading->effect->ask);
}

static enum err add_header(struct reading *reading, const struct conf_line *line, struct header_line *headers, size_t *count)
{
	enum err err = needs(reading, line, 2);

	if (err)
		return err;
	if (*count == CONNECTOR_HEADERS_MAX)
		return conf_fault(line, NULL, reading->fault, "at most %d headers", CONNECTOR_HEADERS_MAX);
	headers[*count].name = word(reading, line, 0);
	return read_template(reading, line, word(reading, line, 1), &headers[(*count)++].value);
}

static enum err read_header(struct reading *reading, const struct conf_line *line)
{
	return add_header(reading, line, reading->effect->headers, &reading->effect->header_count);
}

static enum err read_ask_header(struct reading *reading, const struct conf_line *line)
{
	return add_header(reading, line, reading->effect->ask_headers, &reading->effect->ask_header_count);
}

static enum err read_body(struct reading *reading, const struct conf_line *line)
{
	str_adds(&reading->effect->body_text, line->raw);
	reading->effect->body_line = line;
	reading->effect->has_body = true;
	return ERR_NONE;
}

static enum err read_receipt(struct reading *reading, const struct conf_line *line)
{
	bool is_header = line->word_count == 2 && strcmp(line->words[0].text, "header") == 0;
	enum err err = is_header ? ERR_NONE : needs(reading, line, 1);

	if (err)
		return err;
	reading->effect->receipt = is_header ? NULL : word(reading, line, 0);
	reading->effect->receipt_header = is_header ? word(reading, line, 1) : NULL;
	if (!is_header && reading->effect->receipt[0] != '/')
		return conf_fault(line, &line->words[0], reading->fault, "a receipt stands at a JSON pointer (/id) or in a header");
	return ERR_NONE;
}

static const struct line_kind *kind_find(const char *verb, int depth)
{
	for (const struct line_kind *kind = kinds; kind->verb; kind++)
		if (kind->depth == depth && strcmp(kind->verb, verb) == 0)
			return kind;
	return NULL;
}

static enum err read_rule(struct reading *reading, const struct conf_line *line)
{
	return rule_read(&reading->connector->arena, line, kind_find(line->verb, 1)->answer, vec_push(&reading->effect->rules),
			 reading->fault);
}

static const struct line_kind kinds[] = {
	{ "token", 0, read_token, CONNECTOR_UNSAID, "token HEADER URL",
	  "Before the first call this address is asked with HEADER: Fetch; the token and the cookies of its answer go with each call, and a new "
	  "one is fetched when the target says HEADER: Required." },
	{ "effect", 0, read_effect, CONNECTOR_UNSAID, "effect KIND|*",
	  "What follows, indented, is how this kind of write-back is sent; * is every kind without a block of its own. A later block of the "
	  "same kind takes the place of an earlier one." },
	{ "method", 1, read_method, CONNECTOR_UNSAID, "method POST|PUT|PATCH", "The method; without it POST." },
	{ "url", 1, read_url, CONNECTOR_UNSAID, "url TEMPLATE", "The address, from {url} on." },
	{ "header", 1, read_header, CONNECTOR_UNSAID, "header NAME TEMPLATE", "A header that is sent with it." },
	{ "body", 1, read_body, CONNECTOR_UNSAID, "body TEMPLATE",
	  "The bytes, from here to the end of the line; several lines are put one behind the other. Without it the stored members are sent as "
	  "they are." },
	{ "success", 1, read_rule, CONNECTOR_SUCCESS, "success CODES [CONDITION]", "The target has done it." },
	{ "duplicate", 1, read_rule, CONNECTOR_DUPLICATE, "duplicate CODES [CONDITION]", "It had done it before: as good as done." },
	{ "accepted", 1, read_rule, CONNECTOR_ACCEPTED, "accepted CODES [CONDITION]",
	  "It took it and has yet to do it: it is asked later, so there is an ask line." },
	{ "refused", 1, read_rule, CONNECTOR_REFUSED, "refused CODES [CONDITION]", "It will not do it: a person looks at it." },
	{ "busy", 1, read_rule, CONNECTOR_BUSY, "busy CODES [CONDITION]", "Not now, and nothing was done: it is sent again later." },
	{ "receipt", 1, read_receipt, CONNECTOR_UNSAID, "receipt POINTER|header NAME", "Where the answer says what the target calls it." },
	{ "ask", 1, read_ask, CONNECTOR_UNSAID, "ask TEMPLATE", "The address by which the target is asked whether it has it." },
	{ "ask-header", 1, read_ask_header, CONNECTOR_UNSAID, "ask-header NAME TEMPLATE", "A header of that question." },
	{ "there", 1, read_rule, CONNECTOR_THERE, "there CODES [CONDITION]", "Its answer says yes; without a line 200-299." },
	{ "missing", 1, read_rule, CONNECTOR_MISSING, "missing CODES [CONDITION]",
	  "Its answer says no, and it is sent; without a line 404. Anything else is no answer." },
	{ 0 },
};

bool connector_is_line(const char *verb)
{
	return kind_find(verb, 0) != NULL;
}

const char *connector_usage(size_t n, const char **help)
{
	if (n >= COUNT_OF(kinds) - 1)
		return NULL;
	*help = kinds[n].help;
	return kinds[n].usage;
}

/* ---------------------------------------------------------------- the whole */

static enum err no_such_line(const struct conf_line *line, struct fault *fault)
{
	const char *nearest = NULL;
	int least = 3;

	for (const struct line_kind *kind = kinds; kind->verb; kind++) {
		int distance = kind->depth == 1 ? text_distance(kind->verb, line->verb, least) : least;
		if (distance < least) {
			least = distance;
			nearest = kind->verb;
		}
	}
	conf_fault(line, NULL, fault, "an effect has no line %s", line->verb);
	if (nearest)
		fault_help(fault, "did you mean %s?", nearest);
	return ERR_SYNTAX;
}

static enum err read_one(struct reading *reading, const struct conf_line *line)
{
	const struct line_kind *kind = kind_find(line->verb, line->depth);

	if (line->depth == 0) {
		reading->effect = NULL;
		return kind ? kind->read(reading, line) : ERR_NONE; /* the rest is an interface's */
	}
	if (!reading->effect || line->depth > 1)
		return conf_fault(line, NULL, reading->fault, "this line stands in no block of an effect");
	if (!kind)
		return no_such_line(line, reading->fault);
	return kind->read(reading, line);
}

/* A body that is meant as JSON is JSON, whatever it is filled with. */
static enum err check_body(struct connector *connector, struct connector_effect *effect, struct fault *fault)
{
	struct str sample = { 0 };
	struct json_doc *doc = NULL;
	struct fault own = { 0 };
	const char *text = str_text(&effect->body_text);
	enum err err = template_read(&connector->arena, effect->body_line, text, &effect->body, fault);

	effect->body_place = text[0] == '<' ? PLACE_XML : PLACE_JSON;
	if (!err)
		err = template_fill(&effect->body, effect->body_place, NULL, &sample, fault);
	if (!err && effect->body_place == PLACE_JSON && node_doc_read((struct span){ sample.text, sample.length }, &doc, &own))
		err = conf_fault(effect->body_line, NULL, fault, "the body of %s is no JSON: %s", effect->kind, own.why);
	node_doc_free(doc);
	str_release(&sample);
	return err;
}

static enum err check_effect(struct connector *connector, struct connector_effect *effect, struct fault *fault)
{
	if (!effect->has_url)
		return conf_fault(effect->line, NULL, fault, "effect %s has no url", effect->kind);
	for (size_t i = 0; i < effect->rules.count; i++)
		if (effect->rules.items[i].answer == CONNECTOR_ACCEPTED && !effect->has_ask)
			return conf_fault(effect->line, NULL, fault, "what was only accepted is asked for later: effect %s has no ask",
					  effect->kind);
	return effect->has_body ? check_body(connector, effect, fault) : ERR_NONE;
}

enum err connector_read(const char *name, struct span text, struct connector **out, struct fault *fault)
{
	struct connector *connector = mem_new(1, sizeof *connector);
	struct reading reading = { connector, NULL, fault };
	struct conf conf = { 0 };
	enum err err = conf_read(&connector->arena, arena_str(&connector->arena, name), text, NULL, NULL, &conf, fault);

	for (size_t i = 0; !err && i < conf.count; i++)
		err = read_one(&reading, &conf.lines[i]);
	for (size_t i = 0; !err && i < connector->effects.count; i++)
		err = check_effect(connector, connector->effects.items[i], fault);
	for (size_t i = 0; i < connector->effects.count; i++)
		str_release(&connector->effects.items[i]->body_text);
	if (err) {
		connector_free(connector);
		connector = NULL;
	}
	*out = connector;
	return err;
}

void connector_free(struct connector *connector)
{
	if (!connector)
		return;
	for (size_t i = 0; i < connector->effects.count; i++)
		vec_release(&connector->effects.items[i]->rules);
	vec_release(&connector->effects);
	arena_release(&connector->arena);
	mem_free(connector);
}

const struct connector_effect *connector_effect(const struct connector *connector, const char *kind)
{
	const struct connector_effect *any = NULL;

	for (size_t i = 0; connector && i < connector->effects.count; i++) {
		const struct connector_effect *effect = connector->effects.items[i];
		if (strcmp(effect->kind, kind) == 0)
			return effect;
		if (strcmp(effect->kind, "*") == 0)
			any = effect;
	}
	return any;
}

bool connector_is_silent(const struct connector *connector, const char *kind)
{
	return connector && connector->effects.count > 0 && !connector_effect(connector, kind);
}

bool connector_can_ask(const struct connector_effect *effect)
{
	return effect->has_ask;
}

/* ---------------------------------------------------------------- what ships */

/* The name of "include NAME", or an empty span. */
static struct span included(struct span line)
{
	size_t at = 8, end;

	if (line.length < 9 || memcmp(line.text, "include ", 8) != 0)
		return (struct span){ "", 0 };
	while (at < line.length && line.text[at] == ' ')
		at++;
	for (end = at; end < line.length && !strchr(" \t\r\n#", line.text[end]); end++)
		;
	return (struct span){ line.text + at, end - at };
}

enum err connector_whole(const char *name, struct span text, struct str *out, struct fault *fault)
{
	char path[120];
	int number = 0;

	for (size_t at = 0; at < text.length;) {
		const char *end = memchr(text.text + at, '\n', text.length - at);
		struct span line = { text.text + at, end ? (size_t)(end - text.text) - at + 1 : text.length - at };
		struct span what = included(line);
		const struct embedded *file = NULL;
		number++;
		at += line.length;
		if (what.length == 0) {
			str_add(out, line.text, line.length);
			continue;
		}
		snprintf(path, sizeof path, "data/connectors/%.*s.connector", (int)(what.length < 60 ? what.length : 60), what.text);
		file = embed_find(path);
		if (!file) {
			fault_set(fault, ERR_NOT_FOUND, name, "no connector called %.*s ships", (int)what.length, what.text);
			fault->line = number;
			fault->column = 9;
			return ERR_NOT_FOUND;
		}
		str_add(out, file->begin, (size_t)(file->end - file->begin - 1));
	}
	return ERR_NONE;
}
