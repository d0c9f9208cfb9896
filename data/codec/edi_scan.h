/* SPDX-License-Identifier: MIT */
/* Private to the readers of EDI: where the signs stand. The bytes are looked at once, 64 at a time, for three signs together; a
 * word has a bit for each byte that is one of them. What lies between two signs costs nothing more. */
#ifndef DOCKET_CODEC_EDI_SCAN_H
#define DOCKET_CODEC_EDI_SCAN_H

#include "base/str.h"

#define EDI_SCAN_SIGNS 3

struct edi_scan {
	struct span text;                       /* borrowed */
	unsigned char signs[EDI_SCAN_SIGNS];    /* the same one several times is fine */
	size_t block;                           /* where the bytes of `bits` begin */
	size_t next;                            /* where the bytes after them begin */
	uint64_t bits;                          /* signs that were not given yet, the lowest bit first */
};

/* Begins at byte `from` of the text. */
void edi_scan_start(struct edi_scan *scan, struct span text, size_t from, const unsigned char *signs);

/* Looks at the next block, of which there must be a byte at least. */
void edi_scan_block(struct edi_scan *scan);

/* The bits of `length` bytes, at most 64, one byte after the other: what edi_scan_block does where the machine has no vectors. */
uint64_t edi_scan_plain(const char *text, size_t length, const unsigned char *signs);

/* The place of the next sign; false at the end of the text. */
static inline bool edi_scan_next(struct edi_scan *scan, size_t *at)
{
	while (!scan->bits) {
		if (scan->next >= scan->text.length)
			return false;
		edi_scan_block(scan);
	}
	*at = scan->block + (size_t)__builtin_ctzll(scan->bits);
	scan->bits &= scan->bits - 1;
	return true;
}

#endif
