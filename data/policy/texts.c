/* SPDX-License-Identifier: MIT */
/* Several texts of one client: its own manual, and what it includes, such as that of a region. */
#include "policy/policy.h"

#include <string.h>

static const struct policy_text *find(const struct policy_texts *texts, const char *name)
{
	for (size_t i = 0; i < texts->count; i++)
		if (strcmp(texts->items[i].name, name) == 0)
			return &texts->items[i];
	return NULL;
}

enum err policy_include_texts(void *context, const char *name, struct span *text)
{
	const struct policy_text *found = find(context, name);

	if (!found)
		return policy_include_shipped(NULL, name, text);
	*text = found->body;
	return ERR_NONE;
}

/* Has the text a line `include NAME`? */
static bool does_include(struct span body, const char *name)
{
	static const char verb[] = "include ";
	size_t length = strlen(name);

	for (size_t at = 0; at < body.length;) {
		const char *line = body.text + at, *end = memchr(line, '\n', body.length - at);
		size_t bytes = end ? (size_t)(end - line) : body.length - at, begin = strlen(verb);
		at += bytes + 1;
		if (bytes < begin + length || strncmp(line, verb, begin) != 0)
			continue;
		while (begin < bytes && (line[begin] == ' ' || line[begin] == '\t' || line[begin] == '"'))
			begin++;
		if (begin + length <= bytes && strncmp(line + begin, name, length) == 0 &&
		    (begin + length == bytes || strchr(" \t\r\"#", line[begin + length])))
			return true;
	}
	return false;
}

static bool is_part(const struct policy_texts *texts, const struct policy_text *text)
{
	for (size_t i = 0; i < texts->count; i++)
		if (&texts->items[i] != text && does_include(texts->items[i].body, text->name))
			return true;
	return false;
}

const struct policy_text *policy_texts_manual(const struct policy_texts *texts, const char *tenant)
{
	const struct policy_text *first = NULL;

	for (size_t i = 0; i < texts->count; i++) {
		if (is_part(texts, &texts->items[i]))
			continue;
		if (strcmp(texts->items[i].name, tenant) == 0)
			return &texts->items[i];
		if (!first)
			first = &texts->items[i];
	}
	return first;
}
