/* SPDX-License-Identifier: MIT */
/* One table of lines. */
#include "command/interfacetext.h"

#include <stddef.h>
#include <string.h>

#include "base/conf.h"
#include "base/instant.h"
#include "base/text.h"

static const struct {
	const char *verb;
	size_t offset;
	const char *choices; /* NULL = any text */
} lines[] = {
	{ "title", offsetof(struct interfacetext, title), NULL },
	{ "kind", offsetof(struct interfacetext, kind), "http|mail|load" },
	{ "party", offsetof(struct interfacetext, party), NULL },
	{ "mapping", offsetof(struct interfacetext, mapping), NULL },
	{ "mode", offsetof(struct interfacetext, mode), "test|shadow|live" },
	{ "secret", offsetof(struct interfacetext, secret), NULL },
	{ "secret-next", offsetof(struct interfacetext, secret_next), NULL },
	{ "url", offsetof(struct interfacetext, url), NULL },
	{ "key-header", offsetof(struct interfacetext, key_header), NULL },
	{ "ask-url", offsetof(struct interfacetext, ask_url), NULL },
	{ "folder", offsetof(struct interfacetext, folder), NULL },
	{ "file-id", offsetof(struct interfacetext, file_id), "content|name" },
};

static bool is_choice(const char *choices, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = choices; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
		if (strncmp(at, word, length) == 0 && (at[length] == '|' || at[length] == '\0'))
			return true;
	return false;
}

static enum err unknown(const struct conf_line *line, struct fault *fault)
{
	const char *nearest = NULL;
	int least = 3;

	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		int distance = text_distance(lines[i].verb, line->verb, least);
		if (distance < least) {
			least = distance;
			nearest = lines[i].verb;
		}
	}
	conf_fault(line, NULL, fault, "an interface has no line %s", line->verb);
	if (nearest)
		fault_help(fault, "did you mean %s?", nearest);
	return ERR_SYNTAX;
}

static enum err read_rhythm(const struct conf_line *line, struct interfacetext *out, struct fault *fault)
{
	int64_t us = 0;

	if (duration_read(span_of(line->words[0].text), &us) || us < 0)
		return conf_fault(line, &line->words[0], fault, "%s is no duration such as 15m", line->words[0].text);
	out->rhythm_s = us / US_PER_S;
	return ERR_NONE;
}

static enum err read_line(struct arena *arena, const struct conf_line *line, struct interfacetext *out, struct fault *fault)
{
	const char *word;

	if (line->word_count != 1)
		return conf_fault(line, NULL, fault, "%s has one value", line->verb);
	word = line->words[0].text;
	if (line->words[0].key)
		word = arena_printf(arena, "%s=%s", line->words[0].key, word);
	if (strcmp(line->verb, "rhythm") == 0)
		return read_rhythm(line, out, fault);
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		if (strcmp(lines[i].verb, line->verb) != 0)
			continue;
		if (lines[i].choices && !is_choice(lines[i].choices, word))
			return conf_fault(line, &line->words[0], fault, "%s is none of %s", word, lines[i].choices);
		if (strcmp(line->verb, "folder") == 0 && word[0] != '/')
			return conf_fault(line, &line->words[0], fault, "%s is no whole path: it begins with /", word);
		*(const char **)(void *)((char *)out + lines[i].offset) = word;
		return ERR_NONE;
	}
	return unknown(line, fault);
}

enum err interfacetext_read(struct arena *arena, const char *name, struct span text, struct interfacetext *out,
			    struct fault *fault)
{
	struct conf conf = { 0 };
	enum err err = conf_read(arena, name, text, NULL, NULL, &conf, fault);

	for (size_t i = 0; i < COUNT_OF(lines); i++)
		*(const char **)(void *)((char *)out + lines[i].offset) = "";
	out->kind = "http";
	out->mode = "test";
	out->rhythm_s = 0;
	for (size_t i = 0; !err && i < conf.count; i++)
		err = read_line(arena, &conf.lines[i], out, fault);
	return err;
}
