/* SPDX-License-Identifier: MIT */
/*
 * The envelopes of an EDI file: interchanges (ISA..IEA, UNB..UNZ), groups (GS..GE, UNG..UNE), sets (X12's transaction sets
 * ST..SE, EDIFACT's messages UNH..UNT), each with its place, its counts and what is wrong with it. For mappings:
 *
 *	struct edi_file file;
 *	struct edi_cursor cursor;
 *	struct edi_segment segment;
 *	struct arena arena = { 0 };
 *
 *	err = edi_file_read(&file, bytes, &fault);
 *	for (size_t i = 0; !err && i < file.levels[EDI_SET].count; i++) {
 *		const struct edi_envelope *set = &file.levels[EDI_SET].items[i];
 *		edi_file_open(&file, set, &cursor);
 *		while (edi_next(&cursor, &segment))
 *			if (segment.tag == EDI_TAG("DTM"))
 *				when = edi_value(&segment.signs, edi_field(&segment, 1, 2), &arena);
 *	}
 *	edi_file_release(&file);
 *
 * Envelopes that overlap, that were never closed or that close what was never opened are told as problems; a set that lacks its
 * trailer ends where something else begins. Whether a flawed set is taken is the caller's to say: `flaws` has the reasons.
 */
#ifndef DOCKET_CODEC_EDI_FILE_H
#define DOCKET_CODEC_EDI_FILE_H

#include "codec/edi.h"
#include "codec/edi_problem.h"

#define EDI_NONE SIZE_MAX

enum edi_level { EDI_INTERCHANGE, EDI_GROUP, EDI_SET, EDI_LEVELS_ };

/* What can be wrong with an envelope; bits. */
enum edi_flaw {
	EDI_FLAW_NO_END = 1 << 0,      /* the trailer is missing */
	EDI_FLAW_COUNT = 1 << 1,       /* the trailer counts something else */
	EDI_FLAW_REF = 1 << 2,         /* the trailer has another control number */
	EDI_FLAW_REF_AGAIN = 1 << 3,   /* a set's control number was used before in its group or interchange */
	EDI_FLAW_SEGMENT = 1 << 4,     /* a set holds a segment whose id is none */
};

struct edi_envelope {
	struct span type;        /* raw: ST01, UNH02, GS01, UNG01; nothing for interchanges */
	struct span ref;         /* raw: the control number of the header */
	struct edi_signs signs;
	unsigned flaws;          /* enum edi_flaw */
	size_t begin, end;       /* bytes, from the header to behind the trailer */
	size_t first_segment;    /* number of the header */
	size_t segments;         /* header and trailer included */
	size_t counted;          /* what the trailer says it counted; EDI_NONE if it does not */
	size_t parts[EDI_LEVELS_]; /* how many groups and sets lie in it */
	size_t inside[EDI_LEVELS_]; /* the interchange and group it lies in, by their place in the lists; EDI_NONE = none */
};

struct edi_file {
	struct span text;                /* borrowed */
	enum edi_format format;
	bool has_bom;
	struct edi_signs signs;          /* of the first interchange */
	size_t segments;
	size_t una_count;
	VEC(struct edi_envelope) levels[EDI_LEVELS_];
	struct edi_problems problems;
};

/* Reads the envelopes of a text, which must live as long as the file. ERR_NOT_FOUND if it holds no EDI; whatever else is wrong
 * is a problem in the list. The caller ends it with edi_file_release, also after a fault. */
MUST_CHECK enum err edi_file_read(struct edi_file *file, struct span text, struct fault *fault);

/* Frees what it holds; not the text. */
void edi_file_release(struct edi_file *file);

/* A cursor over the segments of one envelope, its header and trailer included. */
void edi_file_open(const struct edi_file *file, const struct edi_envelope *envelope, struct edi_cursor *cursor);

/* Appends what a set calls itself: "214", "IFTSTA:D:01B"; "?" if it does not say. */
void edi_file_type(const struct edi_envelope *set, struct str *out);

#endif
