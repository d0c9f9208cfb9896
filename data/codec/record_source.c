/* SPDX-License-Identifier: MIT */
/* The kinds of sources by name. */
#include "codec/record_source.h"

#include <string.h>

static const struct record_kind *const kinds[] = { &source_csv, &source_json, &source_xml, &source_x12, &source_edifact };

const struct record_kind *record_kind_at(size_t n)
{
	return n < COUNT_OF(kinds) ? kinds[n] : NULL;
}

const struct record_kind *record_kind_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	return NULL;
}

struct span record_trim(struct span text)
{
	while (text.length > 0 && (text.text[0] == ' ' || text.text[0] == '\t')) {
		text.text++;
		text.length--;
	}
	while (text.length > 0 && (text.text[text.length - 1] == ' ' || text.text[text.length - 1] == '\t'))
		text.length--;
	return text;
}
