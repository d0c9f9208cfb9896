/* SPDX-License-Identifier: MIT */
/* The one thing that rows can do without knowing their table: look up an argument. */
#include "model/stored.h"

#include <string.h>

const char *texts_value(const struct texts *texts, const char *key)
{
	for (size_t i = 0; i + 1 < texts->count; i += 2)
		if (strcmp(texts->items[i], key) == 0)
			return texts->items[i + 1];
	return NULL;
}
