/* SPDX-License-Identifier: MIT */
/* What is wrong with a file, in the order in which it stands there: a code for programs, the place, words for people. */
#ifndef DOCKET_CODEC_EDI_PROBLEM_H
#define DOCKET_CODEC_EDI_PROBLEM_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

#define EDI_PROBLEMS_MOST 1000 /* of each weight; further ones are counted only */

enum edi_weight {
	EDI_PROBLEM, /* the file does not keep to its standard: counts, control numbers, what is missing */
	EDI_REMARK,  /* odd, and read all the same without a doubt */
	EDI_WEIGHTS_
};

/* All texts live in the list; what stands in them is foreign and not cleaned. */
struct edi_problem {
	enum edi_weight weight;
	const char *code;   /* "SE01=12-actual=9" */
	const char *place;  /* "segment 9 (SE), line 9, byte 241" */
	const char *words;
	size_t segment;     /* its number; 0 = no segment */
	size_t byte;        /* in the text, from 0 */
};

/* All zero but `text` is an empty list. */
struct edi_problems {
	struct span text;              /* what it is about, for counting lines; borrowed */
	struct arena arena;
	VEC(struct edi_problem) items;
	size_t counts[EDI_WEIGHTS_];   /* also those that were not kept */
	size_t counted_to;             /* the byte up to which lines were counted */
	size_t line;                   /* how many ended before it */
};

/* Where something stands. */
struct edi_place {
	size_t segment;  /* 0 = no segment */
	const char *id;  /* of the segment */
	size_t byte;
};

/* Adds one; places come in rising order. `list` NULL adds nothing. */
void edi_problem_add(struct edi_problems *list, enum edi_weight weight, struct edi_place place, const char *code,
		     const char *words, ...) PRINTF_LIKE(5, 6);

/* Frees. */
void edi_problems_release(struct edi_problems *list);

#endif
