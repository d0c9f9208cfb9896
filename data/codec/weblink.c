/* SPDX-License-Identifier: MIT */
/* <address>; name=value; name="value", <address>... An address holds commas and semicolons as it likes, and so does a quoted value. */
#include "codec/weblink.h"

#include <string.h>
#include <strings.h>

#define BLANKS " \t"

/* One link, or one of its parameters, on the way through the header. */
struct weblink {
	const char *at;
	struct span address;
	bool has_rel;
};

static void skip_blanks(struct weblink *link)
{
	link->at += strspn(link->at, BLANKS);
}

static bool has_word(struct span words, const char *rel)
{
	size_t length = strlen(rel);

	for (size_t i = 0; i + length <= words.length; i++)
		if ((i == 0 || strchr(BLANKS, words.text[i - 1])) && strncasecmp(words.text + i, rel, length) == 0 &&
		    (i + length == words.length || strchr(BLANKS, words.text[i + length])))
			return true;
	return false;
}

/* Up to its closing quote; what is escaped in it stays escaped: no rel needs it. */
static bool take_quoted(struct weblink *link, struct span *out)
{
	const char *begin = ++link->at;

	while (*link->at && *link->at != '"')
		link->at += link->at[0] == '\\' && link->at[1] ? 2 : 1;
	*out = (struct span){ begin, (size_t)(link->at - begin) };
	if (!*link->at)
		return false;
	link->at++;
	return true;
}

/* The first rel counts, says the standard. */
static bool take_parameter(struct weblink *link, const char *rel, bool *is_it)
{
	struct span name, value = { "", 0 };

	skip_blanks(link);
	name = (struct span){ link->at, strcspn(link->at, "=;," BLANKS) };
	link->at += name.length;
	skip_blanks(link);
	if (*link->at == '=') {
		link->at++;
		skip_blanks(link);
		if (*link->at == '"') {
			if (!take_quoted(link, &value))
				return false;
		} else {
			value = (struct span){ link->at, strcspn(link->at, ";," BLANKS) };
			link->at += value.length;
		}
	}
	skip_blanks(link);
	if (!link->has_rel && name.length == 3 && strncasecmp(name.text, "rel", 3) == 0) {
		link->has_rel = true;
		*is_it = has_word(value, rel);
	}
	return !*link->at || *link->at == ';' || *link->at == ',';
}

/* One link with its parameters; false where the header is broken. */
static bool take_link(struct weblink *link, const char *rel, bool *is_it)
{
	const char *end = *link->at == '<' ? strchr(link->at, '>') : NULL;

	if (!end)
		return false;
	link->address = (struct span){ link->at + 1, (size_t)(end - link->at - 1) };
	link->has_rel = false;
	link->at = end + 1;
	skip_blanks(link);
	while (*link->at == ';') {
		link->at++;
		if (!take_parameter(link, rel, is_it))
			return false;
	}
	return !*link->at || *link->at == ',';
}

struct span weblink_find(const char *header, const char *rel)
{
	struct weblink link = { .at = header ? header : "" };
	bool is_it = false;

	for (;;) {
		link.at += strspn(link.at, "," BLANKS);
		if (!*link.at || !take_link(&link, rel, &is_it))
			return (struct span){ NULL, 0 };
		if (is_it)
			return link.address;
	}
}
