/* SPDX-License-Identifier: MIT */
/*
 * EDI as it lies: ANSI X12 and UN/EDIFACT, both as segments of elements of components between signs that the sender chose.
 * Nothing is copied: a segment, an element, a component is a span of the bytes that were given.
 *
 *	struct edi_cursor cursor;
 *	struct edi_segment segment;
 *	enum edi_format format;
 *
 *	if (edi_is(bytes, &format)) {
 *		edi_start(&cursor, bytes, format, NULL);
 *		while (edi_next(&cursor, &segment))
 *			if (segment.tag == EDI_TAG("AT7"))
 *				status = edi_field(&segment, 1, 1);
 *	}
 *
 * edi_file.h has the same by interchange, group and transaction set, counted and checked.
 *
 * Reading is tolerant. Separators are read for each interchange anew (ISA, UNA, UNB), whatever they are; line ends and blanks
 * before a segment are nothing; bytes between interchanges that are no segment are passed over; an interchange that begins
 * inside a segment whose terminator is missing is found. What is wrong goes into the list of problems that the caller may give;
 * reading goes on.
 *
 * Elements count from 1 behind the segment's id, as the standards do: AT7's status is element 1 component 1 (AT701), the type
 * of UNH+1+IFTSTA:D:01B:UN is element 2 component 1. What is not there is an empty span. Components and repetitions are split
 * by the signs of the interchange the segment stands in (segment.signs), so X12's composites need no further question; ISA is
 * never split, since its elements 11 and 16 are those signs.
 *
 * A raw span of EDIFACT may hold release characters (?+ for +), and both may be broken by line ends where a sender wrapped his
 * text at a width. edi_value takes both away, and copies only then.
 */
#ifndef DOCKET_CODEC_EDI_H
#define DOCKET_CODEC_EDI_H

#include "base/arena.h"
#include "base/str.h"
#include "codec/edi_scan.h"

#define EDI_ID_BYTES 16       /* ids are two or three letters; what is longer is cut */
#define EDI_CUTS_MOST 40      /* elements whose places a segment remembers; further ones are looked for again */

/* The id of a segment as a number: EDI_TAG("ST"), EDI_TAG("UNH"). */
#define EDI_TAG(id) EDI_TAG_OF((id)[0], (id)[1], (id)[2])
#define EDI_TAG_OF(a, b, c) \
	((uint32_t)(unsigned char)(a) | (uint32_t)(unsigned char)(b) << 8 | (uint32_t)(unsigned char)(c) << 16)

enum edi_format { EDI_X12, EDI_EDIFACT };

/* The signs of an interchange; 0 = it has none. */
struct edi_signs {
	unsigned char element;
	unsigned char component;
	unsigned char repetition;
	unsigned char release;     /* EDIFACT only */
	unsigned char decimal;     /* EDIFACT only */
	unsigned char terminator;
};

struct edi_segment {
	char id[EDI_ID_BYTES];            /* "N1", NUL-terminated */
	uint32_t tag;                     /* EDI_TAG of id; 0 if it is longer than three */
	struct span bytes;                /* from the id to the terminator, without it; borrowed from the cursor's text */
	struct edi_signs signs;           /* of its interchange; release is 0 where none stands in it, ISA is not split */
	size_t begin;                     /* of bytes, in the cursor's text */
	size_t number;                    /* 1-based in the file; UNA is no segment */
	size_t element_count;
	bool is_terminated;
	uint32_t cuts[EDI_CUTS_MOST];     /* the separators before the first elements, in bytes */
};

struct edi_problems;

struct edi_cursor {
	struct span text;                 /* borrowed */
	enum edi_format format;
	struct edi_signs signs;           /* of the interchange at hand */
	size_t at;                        /* of the bytes that come next */
	size_t number;                    /* of the segment given last */
	size_t una_count;
	bool is_resumed;                  /* the signs were given */
	bool is_inside;                   /* between the begin and the end of an interchange, or of a file without one */
	struct edi_problems *problems;    /* borrowed; NULL = nobody wants to know */
	size_t opening_from, opening;     /* the first interchange from there on, as far as it was looked for */
	struct edi_scan scan;
};

/* Is it an id as both standards have them: two or three capitals and digits, the first a capital? */
bool edi_is_id(const char *id);

/* Does the text hold an interchange, or a part of one that can be read without its envelope? Bytes before it are no hindrance.
 * A byte order mark is passed over here and below. */
bool edi_is(struct span text, enum edi_format *out);

/* Begins at the start of a text, which must live as long as the cursor and what it gives; so must `problems`, which may be
 * NULL. */
void edi_start(struct edi_cursor *cursor, struct span text, enum edi_format format, struct edi_problems *problems);

/* Begins in the middle, at byte `at`, with these signs and that many segments before it; no interchange is opened anew. */
void edi_resume(struct edi_cursor *cursor, struct span text, enum edi_format format, size_t at, size_t number,
		const struct edi_signs *signs);

/* The next segment; false at the end. There is nothing to release. */
bool edi_next(struct edi_cursor *cursor, struct edi_segment *segment);

/* An element whose place the segment did not keep, or that is not there; edi_element asks for it. */
struct span edi_far_element(const struct edi_segment *segment, size_t n);

/* Element `n` (from 1) as it stands, with all its repetitions and components. */
static inline struct span edi_element(const struct edi_segment *segment, size_t n)
{
	size_t begin, end;

	if (n == 0 || n > segment->element_count || n >= EDI_CUTS_MOST)
		return edi_far_element(segment, n);
	begin = segment->cuts[n - 1] + 1;
	end = n < segment->element_count ? segment->cuts[n] : segment->bytes.length;
	return (struct span){ segment->bytes.text + begin, end > begin ? end - begin : 0 };
}

/* The place of `sign` in `in`, or its end; one behind a release character does not count. edi_take asks for it. */
size_t edi_find_sign(const struct edi_signs *signs, struct span in, unsigned char sign);

/* Takes the first part off *rest, which `sign` (0 = none) parts into repetitions or components; false when nothing is left. An
 * element that is there and empty has one part. For walking all of them. */
static inline bool edi_take(const struct edi_signs *signs, unsigned char sign, struct span *rest, struct span *out)
{
	size_t end = 0;

	if (!rest->text)
		return false;
	if (!sign || signs->release)
		end = sign ? edi_find_sign(signs, *rest, sign) : rest->length;
	else
		while (end < rest->length && (unsigned char)rest->text[end] != sign)
			end++;
	*out = (struct span){ rest->text, end };
	*rest = end < rest->length ? (struct span){ rest->text + end + 1, rest->length - end - 1 } : (struct span){ NULL, 0 };
	return true;
}

/* Repetition `n` (from 1) of an element; where there is no sign for it there is one. */
struct span edi_repetition(const struct edi_signs *signs, struct span element, size_t n);

/* Component `n` (from 1) of a repetition. */
struct span edi_component(const struct edi_signs *signs, struct span repetition, size_t n);

/* Component `c` of the first repetition of element `n`. */
struct span edi_field(const struct edi_segment *segment, size_t n, size_t c);

/* What a raw span says: without release characters, line ends and the blanks around it. The span's own bytes if there is
 * nothing to take out of them, else a copy in the arena. */
struct span edi_value(const struct edi_signs *signs, struct span raw, struct arena *arena);

/* The same into a buffer, NUL-terminated and cut to its room: for control numbers and codes. Returns `out`. */
const char *edi_value_into(const struct edi_signs *signs, struct span raw, char *out, size_t room_bytes);

#endif
