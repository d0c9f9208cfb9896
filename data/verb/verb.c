/* SPDX-License-Identifier: MIT */
/* Looking things up in the three tables. */
#include "verb/verb.h"

#include <string.h>

#include "base/text.h"

const struct verb *verb_find(const struct verb *table, const char *name)
{
	for (; table->name; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

const char *verb_nearest(const struct verb *table, const char *name)
{
	const char *nearest = NULL;
	int least = 3;

	for (; table->name; table++) {
		int distance = text_distance(table->name, name, 3);
		if (distance < least) {
			least = distance;
			nearest = table->name;
		}
	}
	return nearest;
}

size_t verb_argument_count(const struct verb *verb)
{
	size_t count = 0;

	while (count < VERB_ARGUMENTS_MAX && verb->arguments[count].name)
		count++;
	return count;
}

/* Is `word` one of the words in `list`, parted by `sign`? */
static bool has_word(const char *list, char sign, const char *word)
{
	size_t length = strlen(word);

	while (list) {
		const char *end = strchr(list, sign);
		size_t here = end ? (size_t)(end - list) : strlen(list);
		if (here == length && memcmp(list, word, length) == 0)
			return true;
		list = end ? end + 1 : NULL;
	}
	return false;
}

bool verb_has_context(const struct verb *verb, const char *context)
{
	return has_word(verb->contexts, ' ', context) || has_word(verb->contexts, ' ', "any");
}

bool argument_allows(const struct argument *argument, const char *value)
{
	return argument->kind != ARGUMENT_CHOICE || has_word(argument->choices, '|', value);
}

bool argument_is_instant(const struct argument *argument)
{
	return argument->kind == ARGUMENT_INSTANT || argument->kind == ARGUMENT_INSTANT_THERE;
}
