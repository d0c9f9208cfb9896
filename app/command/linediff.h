/* SPDX-License-Identifier: MIT */
/* What differs between two texts, by lines. */
#ifndef DOCKET_COMMAND_LINEDIFF_H
#define DOCKET_COMMAND_LINEDIFF_H

#include "base/str.h"

/* Appends "- line" for what only `old` has and "+ line" for what only `new` has, each with its number, in their order; nothing if
 * they are the same. Lines are cleaned. Returns how many lines differ. */
size_t linediff_write(struct span old, struct span new, struct str *out);

#endif
