/* SPDX-License-Identifier: MIT */
/* Each kind of value is brought into the one form in which it is kept. */
#include "command/interfacetext.h"

#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "codec/connector.h"
#include "base/instant.h"
#include "base/text.h"

#define LINES_MAX 64

static bool is_choice(const char *choices, const char *word, size_t length)
{
	for (const char *at = choices; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
		if (strncmp(at, word, length) == 0 && (at[length] == '|' || at[length] == '\0'))
			return length > 0;
	return false;
}

static enum err unknown(const struct conf_line *line, const char *whom, struct fault *fault)
{
	const char *nearest = NULL;
	int least = 3;

	for (const struct interface_line *known = interface_lines; known->name; known++) {
		int distance = text_distance(known->name, line->verb, least);
		if (distance < least) {
			least = distance;
			nearest = known->name;
		}
	}
	conf_fault(line, NULL, fault, "%s has no line %s", strcmp(whom, "in") == 0 ? "an interface" : "a connector", line->verb);
	if (nearest)
		fault_help(fault, "did you mean %s?", nearest);
	return ERR_SYNTAX;
}

/* Digits, then a unit; 0 for what is none. */
static int64_t read_number(const char *word, bool is_size)
{
	static const struct {
		const char *name;
		int64_t factor;
	} units[] = { { "", 1 }, { "B", 1 }, { "KiB", 1024 }, { "MiB", 1024 * 1024 } };
	size_t digits = strspn(word, "0123456789");

	for (size_t i = 0; digits > 0 && digits < 10 && i < (is_size ? COUNT_OF(units) : 1); i++)
		if (strcmp(word + digits, units[i].name) == 0)
			return strtoll(word, NULL, 10) * units[i].factor;
	return 0;
}

static bool is_url(const struct interface_line *known, const char *word)
{
	const char *colon = strstr(word, "://");

	if (!colon || !colon[3])
		return false;
	return is_choice("http|https", word, (size_t)(colon - word)) || is_choice(known->choices, word, (size_t)(colon - word));
}

/* The value as it is kept, or a fault at its word. */
static enum err read_value(struct arena *arena, const struct interface_line *known, const struct conf_line *line, const char *word,
			   const char **out, struct fault *fault)
{
	const struct conf_word *place = &line->words[0];
	int64_t number = 0;

	*out = word;
	switch (known->kind) {
	case INTERFACE_TEXT:
		return ERR_NONE;
	case INTERFACE_CHOICE:
		return is_choice(known->choices, word, strlen(word))
			       ? ERR_NONE
			       : conf_fault(line, place, fault, "%s is none of %s", word, known->choices);
	case INTERFACE_PATH:
		return word[0] == '/' ? ERR_NONE : conf_fault(line, place, fault, "%s is no whole path: it begins with /", word);
	case INTERFACE_URL:
		return is_url(known, word) ? ERR_NONE : conf_fault(line, place, fault, "%s is no URL such as https://host/path", word);
	case INTERFACE_DURATION:
		if (duration_read(span_of(word), &number) != ERR_NONE || number < US_PER_S)
			return conf_fault(line, place, fault, "%s is no duration such as 15m", word);
		*out = arena_printf(arena, "%lld", (long long)(number / US_PER_S));
		return ERR_NONE;
	case INTERFACE_COUNT:
	case INTERFACE_SIZE:
		number = read_number(word, known->kind == INTERFACE_SIZE);
		if (number <= 0)
			return conf_fault(line, place, fault, "%s is no %s", word,
					  known->kind == INTERFACE_SIZE ? "size such as 64KiB" : "number above 0");
		*out = arena_printf(arena, "%lld", (long long)number);
		return ERR_NONE;
	}
	return ERR_NONE;
}

/* `values` has a place for each row of the table. */
static enum err read_line(struct arena *arena, const struct conf_line *line, const char *whom, const char **values, struct fault *fault)
{
	const struct interface_line *known = interface_line_find(line->verb);
	const char *word;

	if (!known || (strcmp(known->whom, "both") != 0 && strcmp(known->whom, whom) != 0))
		return unknown(line, whom, fault);
	if (line->word_count != 1)
		return conf_fault(line, NULL, fault, "%s has one value", line->verb);
	if (values[known - interface_lines] && strcmp(whom, "out") != 0) /* who includes a connector may say it otherwise */
		return conf_fault(line, NULL, fault, "%s was said before", line->verb);
	word = line->words[0].text;
	if (line->words[0].key)
		word = arena_printf(arena, "%s=%s", line->words[0].key, word);
	return read_value(arena, known, line, word, &values[known - interface_lines], fault);
}

enum err interfacetext_signature(const struct texts *settings, const char *key_header, struct signature_scheme *out, struct fault *fault)
{
	const struct interface interface = { .settings = *settings, .key_header = key_header };

	return signature_read(&interface, out, fault);
}

/* The lines about signatures fit one another. */
static enum err check_signature(const char *name, const struct interfacetext *text, struct fault *fault)
{
	const char *key_header = texts_value(&text->settings, "key-header");
	struct signature_scheme scheme;
	struct fault own = { 0 };
	enum err err = interfacetext_signature(&text->settings, key_header ? key_header : "", &scheme, &own);

	if (!err)
		return ERR_NONE;
	fault_set(fault, err, name, "%s: %s", own.what, own.why);
	return own.help[0] ? fault_help(fault, "%s", own.help) : err;
}

/* Who is asked again and again answers, or is away: three times without an answer is silence, also where the text does not say so. */
static void add_rhythm(struct arena *arena, const char **values)
{
	const struct interface_line *pull = interface_line_find("pull"), *every = interface_line_find("pull-every"),
				    *rhythm = interface_line_find("rhythm");
	const char *seconds = values[every - interface_lines] ? values[every - interface_lines] : every->standard;

	if (values[pull - interface_lines] && !values[rhythm - interface_lines])
		values[rhythm - interface_lines] = arena_printf(arena, "%lld", 3 * strtoll(seconds, NULL, 10));
}

enum err interfacetext_read(struct arena *arena, const char *name, const char *whom, struct span text, struct interfacetext *out,
			    struct fault *fault)
{
	const char *values[LINES_MAX] = { NULL };
	struct conf conf = { 0 };
	enum err err = conf_read(arena, name, text, NULL, NULL, &conf, fault);

	*out = (struct interfacetext){ 0 };
	for (size_t i = 0; !err && i < conf.count; i++)
		if (strcmp(whom, "out") != 0 || (conf.lines[i].depth == 0 && !connector_is_line(conf.lines[i].verb)))
			err = read_line(arena, &conf.lines[i], whom, values, fault);
	if (err)
		return err;
	add_rhythm(arena, values);
	out->settings.items = arena_new(arena, 2 * LINES_MAX, sizeof *out->settings.items);
	for (size_t i = 0; i < LINES_MAX && interface_lines[i].name; i++) {
		const char *value = values[i] ? values[i] : interface_lines[i].is_column ? interface_lines[i].standard : "";
		if (!*value)
			continue; /* what settings are silent about is the standard, whichever docket reads them */
		out->settings.items[out->settings.count++] = interface_lines[i].name;
		out->settings.items[out->settings.count++] = value;
	}
	return strcmp(whom, "in") == 0 ? check_signature(name, out, fault) : ERR_NONE;
}
