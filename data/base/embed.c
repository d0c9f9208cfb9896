/* SPDX-License-Identifier: MIT */
/* Looking up what was compiled in; the table is short, so a walk does. */
#include "base/embed.h"

#include <string.h>

const struct embedded *embed_find(const char *name)
{
	for (const struct embedded *file = embedded_files; file->name; file++)
		if (strcmp(file->name, name) == 0)
			return file;
	return NULL;
}

const struct embedded *embed_nth(const char *prefix, size_t n)
{
	for (const struct embedded *file = embedded_files; file->name; file++)
		if (strncmp(file->name, prefix, strlen(prefix)) == 0 && n-- == 0)
			return file;
	return NULL;
}
