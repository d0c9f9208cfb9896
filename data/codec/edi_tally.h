/* SPDX-License-Identifier: MIT */
/* How often each name occurs: ids of segments, types of sets. */
#ifndef DOCKET_CODEC_EDI_TALLY_H
#define DOCKET_CODEC_EDI_TALLY_H

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"

struct edi_count {
	const char *name;
	size_t length, count;
};

/* All zero is an empty tally. */
struct edi_tally {
	struct arena arena;
	struct map places;                 /* name -> struct edi_count, in the arena */
	VEC(struct edi_count *) counts;    /* in the order of first sight; edi_tally_sort sorts them by name */
};

/* Counts one more of `name`. */
void edi_tally_add(struct edi_tally *tally, struct span name);

/* Sorts the counts by name, byte by byte. */
void edi_tally_sort(struct edi_tally *tally);

/* Frees; empty and usable again. */
void edi_tally_release(struct edi_tally *tally);

#endif
