/* SPDX-License-Identifier: MIT */
/* What kind of file some bytes are, by what stands in them; names and extensions are not asked. */
#ifndef DOCKET_CODEC_FILEKIND_H
#define DOCKET_CODEC_FILEKIND_H

#include "base/str.h"

enum filekind { FILEKIND_X12, FILEKIND_EDIFACT, FILEKIND_JSON, FILEKIND_XML, FILEKIND_CSV, FILEKIND_UNKNOWN };

/* The kind of unpacked bytes. *words (a constant) is a sentence on what was seen and, for what nobody can read, on what would
 * help. */
enum filekind filekind_find(struct span bytes, const char **words);

/* Its short name: "x12", "edifact", "json", "xml", "csv", "unknown". */
const char *filekind_name(enum filekind kind);

#endif
