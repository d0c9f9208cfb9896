/* SPDX-License-Identifier: MIT */
/*
 * Private to the readers of EDI: where the signs stand. The bytes are looked at once, 64 at a time, for terminators, separators
 * of elements and release characters together. Each block is two words of bits, one bit for each byte: `ends` has the
 * terminators, `cuts` the separators. Signs that a release character takes their meaning from are in neither, so nobody behind
 * this file knows of release characters.
 */
#ifndef DOCKET_CODEC_EDI_SCAN_H
#define DOCKET_CODEC_EDI_SCAN_H

#include "base/str.h"

#define EDI_SCAN_BLOCK_BYTES 64

/* The three signs that are looked for; release 0 = there is none. */
struct edi_scan_signs {
	unsigned char terminator, element, release;
};

struct edi_scan {
	struct span text;              /* borrowed */
	struct edi_scan_signs signs;
	size_t block, next;            /* where the block at hand begins, and where the one behind it does */
	uint64_t ends, cuts;           /* of the block at hand, the lowest bit first */
	bool has_releases;             /* a release character stands in the block at hand, or works in it */
	bool is_released;              /* the first sign of the next block is released by this one */
};

/* Begins at byte `from` of the text, with an empty block before it. */
void edi_scan_start(struct edi_scan *scan, struct span text, size_t from, struct edi_scan_signs signs);

/* Goes to the next block; false at the end of the text. */
bool edi_scan_next(struct edi_scan *scan);

/* The bits of one sign in `length` bytes, at most 64, one byte after the other: what is done where the machine has no vectors. */
uint64_t edi_scan_plain(const char *text, size_t length, unsigned char sign);

#endif
