/* SPDX-License-Identifier: MIT */
/* What in a text may be a reference: words with a digit in them, as people write numbers of orders, shipments, cases. */
#ifndef DOCKET_ENGINE_MAILREFS_H
#define DOCKET_ENGINE_MAILREFS_H

#include "base/arena.h"

#define MAILREFS_MAX 200

struct mailrefs {
	const char **items; /* folded, each once, in the order of the text */
	size_t count;
};

/* Adds those of the text to `refs`, up to MAILREFS_MAX; everything in the arena. */
void mailrefs_add(struct arena *arena, const char *text, struct mailrefs *refs);

/* The number of a case, from "C-10481"; 0 for anything else. */
int64_t mailrefs_case_no(const char *ref);

/* Does the address fit one of the patterns, which stand between commas and in which * stands for any letters? No pattern fits all. */
bool mailrefs_is_from(const char *patterns, const char *address);

#endif
