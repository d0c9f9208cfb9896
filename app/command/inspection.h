/* SPDX-License-Identifier: MIT */
/* What is in a file that somebody sent, whatever it is: read once, told as JSON or as a page. */
#ifndef DOCKET_COMMAND_INSPECTION_H
#define DOCKET_COMMAND_INSPECTION_H

#include "codec/edi_file.h"
#include "codec/edi_tally.h"
#include "codec/filekind.h"

struct inspection {
	const char *path;            /* borrowed */
	struct str bytes;            /* unpacked */
	bool is_packed;
	enum filekind kind;
	const char *words;           /* what it is, as a sentence; a constant, or `damage` */
	char damage[400];            /* why a packed file cannot be unpacked */
	struct edi_file file;        /* of X12 and EDIFACT; else empty */
	struct edi_tally ids, types; /* of segments and sets, sorted */
};

/* Reads a file and looks into it. A fault is one of getting at its bytes; what stands in them never is one. The caller ends it
 * with inspection_release, also after a fault. */
MUST_CHECK enum err inspection_read(struct inspection *inspection, const char *path, struct fault *fault);

/* Frees. */
void inspection_release(struct inspection *inspection);

/* Appends one JSON object and a line end. */
void inspection_json(const struct inspection *inspection, struct str *out);

/* Appends a page for people. */
void inspection_page(const struct inspection *inspection, struct str *out);

/* Appends a separator as people write it: itself, or \n, \r, \t, or U+0015 for one that cannot be seen; nothing for none. */
void inspection_sign(unsigned char sign, struct str *out);

#endif
