/* SPDX-License-Identifier: MIT */
/* Between base/conf.c and its scanner of single lines; nobody else includes this. */
#ifndef DOCKET_BASE_CONF_SCAN_H
#define DOCKET_BASE_CONF_SCAN_H

#include "base/conf.h"

/* A blank or a tab? */
bool conf_is_blank(char sign);

/* Cuts the NUL-terminated `text` from byte `at` (the verb's first) into verb, words and raw of `line`, memory from
 * `arena`. False if a quote is not closed: line->column then is that word's. */
bool conf_scan(struct arena *arena, const char *text, size_t at, bool has_comments, struct conf_line *line);

#endif
