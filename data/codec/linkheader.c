/* SPDX-License-Identifier: MIT */
/* `<target>; name=value; name="value", <target> ...`: read from left to right, each link with its parameters. */
#include "codec/linkheader.h"

#include <string.h>
#include <strings.h>

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* A value and what stands behind it: a word, or a text in quotes in which a \ keeps the next sign. */
static const char *read_value(const char *at, struct span *value)
{
	if (*at != '"') {
		*value = (struct span){ at, strcspn(at, " \t;,") };
		return at + value->length;
	}
	value->text = ++at;
	while (*at && *at != '"')
		at += *at == '\\' && at[1] ? 2 : 1;
	value->length = (size_t)(at - value->text);
	return at + (*at == '"');
}

/* Does one of the words, parted by blanks, say it? In any case of letters. */
static bool has_word(struct span words, const char *word)
{
	size_t length = strlen(word);

	for (size_t at = 0, end; at < words.length; at = end + 1) {
		for (end = at; end < words.length && words.text[end] != ' '; end++)
			;
		if (end - at == length && strncasecmp(words.text + at, word, length) == 0)
			return true;
	}
	return false;
}

/* The parameters behind a target up to the next link; *is_meant: its rel, of which only the first counts, says `rel`. */
static const char *read_parameters(const char *at, const char *rel, bool *is_meant)
{
	bool is_seen = false;

	*is_meant = false;
	for (at = skip_blanks(at); *at == ';'; at = skip_blanks(at)) {
		const char *name = skip_blanks(at + 1);
		size_t length = strcspn(name, " \t=;,");
		struct span value = { 0 };
		at = skip_blanks(name + length);
		if (*at == '=')
			at = read_value(skip_blanks(at + 1), &value);
		if (!is_seen && length == 3 && strncasecmp(name, "rel", 3) == 0) {
			is_seen = true;
			*is_meant = has_word(value, rel);
		}
	}
	return at;
}

struct span linkheader_find(const char *header, const char *rel)
{
	const char *at = header + strspn(header, " \t,");

	while (*at == '<') {
		const char *end = strchr(at, '>');
		const struct span target = { at + 1, end ? (size_t)(end - at - 1) : 0 };
		bool is_meant;
		if (!end)
			break;
		at = read_parameters(end + 1, rel, &is_meant);
		if (is_meant)
			return target;
		at += strspn(at, " \t,");
	}
	return (struct span){ "", 0 };
}
