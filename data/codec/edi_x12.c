/* SPDX-License-Identifier: MIT */
/*
 * The ISA segment says with which signs its interchange is written, by its places: the byte behind "ISA" parts elements,
 * element 16 parts components, the byte behind that ends segments. Senders trim the blanks of its fields and break it by lines,
 * so it is read by counting its sixteen separators; that the places are not the standard's is told.
 */
#include "codec/edi_open.h"

#include <string.h>

#include "base/text.h"

#define ISA_ELEMENTS 16
#define ISA_SIGNS 106        /* with its terminator */
#define ISA_BYTES_MOST 512
#define ISA_BYTES_USUAL 130
#define TAIL_BYTES_MOST 4    /* between the sixteenth separator and the terminator */

/* What was read of one ISA. */
struct isa {
	size_t begin;
	size_t separators;           /* found, at most 16 */
	size_t separated;            /* behind the last of them */
	size_t repetition;           /* where element 11 stands, 0 = nowhere */
	size_t end;                  /* of the terminator */
	bool has_component;          /* element 16 is there */
	struct edi_signs signs;
};

static size_t limit_of(struct span text, size_t begin, size_t most)
{
	return text.length - begin > most ? begin + most : text.length;
}

static bool opens(struct span text, size_t at)
{
	size_t count = 0, limit;

	if (!edi_is_at(text, at, "ISA") || text.length - at < 4 || !edi_is_sign(text.text[at + 3]) || edi_is_end(text.text[at + 3]))
		return false;
	if (text.length - at > 6 && text.text[at + 6] == text.text[at + 3])
		return true;
	limit = limit_of(text, at, ISA_BYTES_USUAL);
	for (size_t i = at + 3; i < limit; i++)
		count += text.text[i] == text.text[at + 3];
	return count >= ISA_ELEMENTS / 2;
}

static void find_separators(struct span text, struct isa *isa)
{
	size_t limit = limit_of(text, isa->begin, ISA_BYTES_MOST);

	for (size_t i = isa->begin + 3; i < limit && isa->separators < ISA_ELEMENTS; i++) {
		if ((unsigned char)text.text[i] != isa->signs.element)
			continue;
		isa->separators++;
		isa->separated = i + 1;
		if (isa->separators == 11)
			isa->repetition = i + 1;
	}
}

static void end_at(struct span text, struct isa *isa, size_t at)
{
	isa->signs.terminator = edi_terminator_at(text, at);
	isa->end = at;
}

/* "*T*~" and a line end: is ~ the sign of components and the line end the terminator, or is element 16 left out? In the second
 * case the next line ends with ~ too. */
static bool is_left_out(struct span text, const struct isa *isa, size_t component, size_t terminator)
{
	size_t next = edi_skip_blanks(text, terminator);

	return edi_is_end(text.text[terminator]) && (unsigned char)text.text[component] != isa->signs.element && next < text.length &&
	       edi_line_ends_with(text, next, text.text[component]);
}

/* Is it a sign that may be the terminator, and does a segment begin behind it? It may stand there several times. */
static bool ends_isa(struct span text, const struct isa *isa, size_t at)
{
	size_t next = at;

	if (!edi_is_sign(text.text[at]) || (unsigned char)text.text[at] == isa->signs.element)
		return false;
	do
		next = edi_skip_blanks(text, next + 1);
	while (next < text.length && text.text[next] == text.text[at]);
	return edi_begins_segment(text, next, isa->signs.element);
}

/* The first byte behind `at` that may be a terminator because a segment follows it; the end of the text if there is none near. */
static size_t find_terminator(struct span text, const struct isa *isa, size_t at)
{
	for (size_t after = at + 1; after < text.length && after <= at + TAIL_BYTES_MOST; after++)
		if (ends_isa(text, isa, after))
			return after;
	return text.length;
}

/* Behind the sixteenth separator: the sign of components, then the terminator, which is the one that a segment follows. False if
 * nothing there looks like it. */
static bool read_tail(struct span text, struct isa *isa)
{
	size_t at = isa->separated, after;

	if (at < text.length && edi_is_end(text.text[at])) {
		if (edi_begins_segment(text, edi_skip_blanks(text, at), isa->signs.element)) {
			end_at(text, isa, at);
			return true;
		}
		at = edi_skip_blanks(text, at);
	}
	if (at >= text.length || !edi_is_sign(text.text[at]))
		return false;
	after = find_terminator(text, isa, at);
	if (after >= text.length && at + 1 < text.length && ends_isa(text, isa, at))
		after = at;
	if (after >= text.length)
		return false;
	if (after == at || is_left_out(text, isa, at, after)) {
		end_at(text, isa, at);
		return true;
	}
	isa->signs.component = (unsigned char)text.text[at];
	isa->has_component = true;
	end_at(text, isa, after);
	return true;
}

/* "GS*PO*", "TA1*" */
static bool is_second_segment(struct span text, size_t at, unsigned char element)
{
	const char *bytes = text.text + at;

	if (text.length - at < 6)
		return false;
	if (memcmp(bytes, "TA1", 3) == 0)
		return (unsigned char)bytes[3] == element;
	return memcmp(bytes, "GS", 2) == 0 && (unsigned char)bytes[2] == element && isupper((unsigned char)bytes[3]) &&
	       isupper((unsigned char)bytes[4]) && (unsigned char)bytes[5] == element;
}

/* An ISA of other than sixteen elements ends before the GS that follows it. */
static bool read_odd(struct span text, struct isa *isa)
{
	size_t limit = limit_of(text, isa->begin, ISA_BYTES_MOST), separators = 0;

	for (size_t i = isa->begin + 3; i < limit; i++) {
		size_t sign = is_second_segment(text, i, isa->signs.element) ? edi_sign_before(text, isa->begin + 3, i) : text.length;
		if (sign < text.length && (unsigned char)text.text[sign] != isa->signs.element) {
			isa->separators = separators;
			end_at(text, isa, sign);
			return true;
		}
		separators += (unsigned char)text.text[i] == isa->signs.element;
	}
	return false;
}

/* Nothing follows that could be a segment: what stands there is believed as far as it can be. */
static void read_rest(struct span text, struct isa *isa)
{
	size_t at = isa->separated;

	isa->end = text.length;
	if (isa->separators < ISA_ELEMENTS || at >= text.length || !edi_is_sign(text.text[at]))
		return;
	if (edi_is_end(text.text[at])) {
		end_at(text, isa, at);
		return;
	}
	isa->signs.component = (unsigned char)text.text[at];
	isa->has_component = true;
	if (at + 1 < text.length && edi_is_sign(text.text[at + 1]) && (unsigned char)text.text[at + 1] != isa->signs.element)
		end_at(text, isa, at + 1);
}

size_t edi_count_signs(struct span bytes)
{
	size_t count = 0, plain = 0;
	uint32_t sign;

	while (plain < bytes.length && (unsigned char)bytes.text[plain] < 0x80)
		plain++;
	if (plain == bytes.length || !text_is_utf8(bytes.text, bytes.length))
		return bytes.length;
	for (size_t i = 0; i < bytes.length; count++)
		i += text_next(bytes.text + i, bytes.length - i, &sign);
	return count;
}

static void judge(struct edi_cursor *cursor, const struct isa *isa)
{
	size_t past = isa->end < cursor->text.length ? isa->end + 1 : isa->end;
	size_t signs = edi_count_signs((struct span){ cursor->text.text + isa->begin, past - isa->begin });
	struct edi_place place = { cursor->number + 1, "ISA", isa->begin };

	if (isa->separators != ISA_ELEMENTS)
		edi_problem_add(cursor->problems, EDI_PROBLEM, place, "ISA-not-106", "the ISA has %zu elements instead of 16", isa->separators);
	else if (!isa->has_component)
		edi_problem_add(cursor->problems, EDI_PROBLEM, place, "ISA16-missing",
				"the ISA ends before element 16, the sign between components");
	else if (signs != ISA_SIGNS)
		edi_problem_add(cursor->problems, EDI_PROBLEM, place, "ISA-not-106",
				"the ISA is %zu signs long with its terminator, which the standard fixes at 106; it was read by its separators",
				signs);
}

/* Before version 00402 element 11 was a letter, and a letter separates nothing. */
static unsigned char repetition_of(struct span text, const struct isa *isa)
{
	size_t at = isa->repetition;

	if (at == 0 || at + 1 >= text.length || (unsigned char)text.text[at + 1] != isa->signs.element ||
	    (unsigned char)text.text[at] == isa->signs.element)
		return 0;
	return edi_is_sign(text.text[at]) && !edi_is_end(text.text[at]) ? (unsigned char)text.text[at] : 0;
}

static void open_x12(struct edi_cursor *cursor)
{
	struct span text = cursor->text;
	struct isa isa = { .begin = cursor->at, .end = text.length };

	isa.signs.element = (unsigned char)text.text[cursor->at + 3];
	isa.separated = isa.begin + 4;
	find_separators(text, &isa);
	if ((isa.separators < ISA_ELEMENTS || !read_tail(text, &isa)) && !read_odd(text, &isa))
		read_rest(text, &isa);
	isa.signs.repetition = repetition_of(text, &isa);
	if (isa.signs.component == isa.signs.element || isa.signs.component == isa.signs.terminator)
		isa.signs.component = 0;
	if (isa.signs.repetition == isa.signs.component || isa.signs.repetition == isa.signs.terminator)
		isa.signs.repetition = 0;
	judge(cursor, &isa);
	cursor->signs = isa.signs;
}

/* "ST*850*", "GS*PO*" */
static bool is_inner(struct span text, size_t at)
{
	const char *bytes = text.text + at;

	if (text.length - at < 7 || !edi_is_sign(bytes[2]))
		return false;
	if (memcmp(bytes, "ST", 2) == 0)
		return isdigit((unsigned char)bytes[3]) && isdigit((unsigned char)bytes[4]) && isdigit((unsigned char)bytes[5]) &&
		       bytes[6] == bytes[2];
	return memcmp(bytes, "GS", 2) == 0 && isupper((unsigned char)bytes[3]) && isupper((unsigned char)bytes[4]) &&
	       bytes[5] == bytes[2];
}

static bool opens_part(struct span text, size_t at)
{
	bool is_edifact = edi_is_at(text, at, "UNH") || edi_is_at(text, at, "UNG");

	return is_inner(text, at) ||
	       (!is_edifact && (edi_are_segments(text, at, '*', '~') || edi_are_segments(text, at, '*', '\n')));
}

/* The terminator of a GS stands behind its eighth element, that of an ST behind its second: both are letters and digits. */
static unsigned char terminator_of_inner(struct span text, size_t at)
{
	size_t left = memcmp(text.text + at, "GS", 2) == 0 ? 8 : 2;
	size_t limit = limit_of(text, at, ISA_BYTES_MOST);
	char element = text.text[at + 2];

	for (size_t i = at + 2; i < limit; i++) {
		if (text.text[i] == element && left > 0)
			left--;
		else if (left == 0 && text.text[i] != element && edi_is_sign(text.text[i]))
			return edi_terminator_at(text, i);
	}
	return '~';
}

static void open_part(struct edi_cursor *cursor)
{
	struct edi_signs signs = { .element = '*', .component = '>', .terminator = '~' };

	if (is_inner(cursor->text, cursor->at)) {
		signs.element = (unsigned char)cursor->text.text[cursor->at + 2];
		signs.terminator = terminator_of_inner(cursor->text, cursor->at);
	} else if (!edi_are_segments(cursor->text, cursor->at, '*', '~')) {
		signs.terminator = '\n';
	}
	if (signs.component == signs.element || signs.component == signs.terminator)
		signs.component = ':';
	cursor->signs = signs;
	edi_problem_add(cursor->problems, EDI_PROBLEM, (struct edi_place){ 0, "", cursor->at }, "no-ISA-first",
			"there is no ISA, which names the signs; %c was taken as the one between components", signs.component);
}

const struct edi_opener edi_x12 = {
	"ISA", "IEA", EDI_TAG("ISA"), EDI_TAG("IEA"), opens, opens_part, open_x12, open_part,
};
