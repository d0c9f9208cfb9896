/* SPDX-License-Identifier: MIT */
/* The text files that were compiled in: SQL, policies, mappings, templates, keymaps, themes. */
#ifndef DOCKET_BASE_EMBED_H
#define DOCKET_BASE_EMBED_H

#include "base/str.h"

/* One file: its path from the top of the source ("keymaps/core.keys"), first byte, and one past the last (a NUL). */
struct embedded {
	const char *name;
	const char *begin;
	const char *end;
};

/* All of them, sorted by name, ended by a row of zeroes; the build makes it. */
extern const struct embedded embedded_files[];

/* The file called `name`, or NULL. */
const struct embedded *embed_find(const char *name);

/* The `n`-th file (from 0) whose name begins with `prefix`, or NULL: for walking a folder. */
const struct embedded *embed_nth(const char *prefix, size_t n);

#endif
