/* SPDX-License-Identifier: MIT */
/* From bytes to segments. One scan finds terminators, separators of elements and release characters; the places of the
 * separators are kept with the segment, so that asking for an element is no further search. */
#include "codec/edi.h"

#include <stdio.h>
#include <string.h>

#include "codec/edi_open.h"

#define HIDING_BYTES 40   /* a segment that is shorter or has fewer elements hides no interchange */
#define HIDING_ELEMENTS 5
#define LOOK_BYTES 256    /* a segment of this length is looked into before it is read to its end */
#define SNIFF_BYTES (64 * 1024)
#define PART_BYTES_MOST 512 /* of the first segment of a file without envelopes */

/* --- what the openers share --- */

unsigned char edi_terminator_at(struct span text, size_t at)
{
	bool is_crlf = text.text[at] == '\r' && at + 1 < text.length && text.text[at + 1] == '\n';

	return is_crlf ? '\n' : (unsigned char)text.text[at];
}

size_t edi_skip_blanks(struct span text, size_t at)
{
	while (at < text.length && edi_is_blank(text.text[at]))
		at++;
	return at;
}

static int is_capital_or_digit(char byte)
{
	return (unsigned char)(byte - 'A') < 26 || (unsigned char)(byte - '0') < 10;
}

bool edi_is_id(const char *id)
{
	return id[0] >= 'A' && is_capital_or_digit(id[0]) && is_capital_or_digit(id[1]) &&
	       (!id[2] || (is_capital_or_digit(id[2]) && !id[3]));
}

bool edi_begins_segment(struct span text, size_t at, unsigned char element)
{
	size_t length = 0;

	if (at >= text.length)
		return true;
	while (length < 3 && at + length < text.length && is_capital_or_digit(text.text[at + length]))
		length++;
	return length >= 2 && at + length < text.length && (unsigned char)text.text[at + length] == element;
}

bool edi_are_segments(struct span text, size_t at, char element, char terminator)
{
	size_t left = at < text.length ? text.length - at : 0;
	const char *end = left ? memchr(text.text + at, terminator, left < PART_BYTES_MOST ? left : PART_BYTES_MOST) : NULL;
	size_t next = end ? edi_skip_blanks(text, (size_t)(end - text.text) + 1) : text.length;

	return next < text.length && edi_begins_segment(text, at, (unsigned char)element) &&
	       edi_begins_segment(text, next, (unsigned char)element);
}

size_t edi_sign_before(struct span text, size_t from, size_t at)
{
	size_t before = at;

	while (before > from && edi_is_blank(text.text[before - 1]))
		before--;
	if (before > from && edi_is_sign(text.text[before - 1]))
		return before - 1;
	return before < at && edi_is_end(text.text[before]) ? before : text.length;
}

bool edi_line_ends_with(struct span text, size_t at, char sign)
{
	size_t end = at;

	while (end < text.length && !edi_is_end(text.text[end]))
		end++;
	return end > at && text.text[end - 1] == sign;
}

size_t edi_find_opening(const struct edi_opener *opener, struct span text, size_t from)
{
	while (from < text.length) {
		const char *found = memmem(text.text + from, text.length - from, opener->first, 2);
		if (!found)
			break;
		from = (size_t)(found - text.text);
		if (opener->opens(text, from))
			return from;
		from++;
	}
	return text.length;
}

/* --- beginning --- */

static size_t begin_of(struct span text)
{
	return edi_skip_blanks(text, text.length >= 3 && memcmp(text.text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
}

/* An interchange behind bytes that are none of it: not in the middle of a line, which would be a text about EDI. */
static bool is_hidden(struct span text, size_t begin, const struct edi_opener *opener)
{
	struct span head = { text.text, text.length < SNIFF_BYTES ? text.length : SNIFF_BYTES };

	for (size_t at = begin; at < head.length; at++) {
		at = edi_find_opening(opener, head, at);
		if (at < head.length && at > 0 && !isgraph((unsigned char)head.text[at - 1]))
			return true;
	}
	return false;
}

static bool begins_whole(struct span text, size_t begin, const struct edi_opener *opener)
{
	return opener->opens(text, begin);
}

static bool begins_part(struct span text, size_t begin, const struct edi_opener *opener)
{
	return opener->opens_part(text, begin);
}

bool edi_is(struct span text, enum edi_format *out)
{
	static bool (*const looks[])(struct span text, size_t begin, const struct edi_opener *opener) = {
		begins_whole, begins_part, is_hidden,
	};
	size_t begin = begin_of(text);

	for (size_t look = 0; look < COUNT_OF(looks); look++)
		for (enum edi_format i = EDI_X12; i <= EDI_EDIFACT; i++) {
			*out = i;
			if (looks[look](text, begin, edi_opener_of(i)))
				return true;
		}
	return false;
}

static void scan_from(struct edi_cursor *cursor)
{
	const struct edi_signs *signs = &cursor->signs;

	edi_scan_start(&cursor->scan, cursor->text, cursor->at,
		       (struct edi_scan_signs){ signs->terminator, signs->element, signs->release });
}

void edi_start(struct edi_cursor *cursor, struct span text, enum edi_format format, struct edi_problems *problems)
{
	const struct edi_opener *opener = edi_opener_of(format);

	*cursor = (struct edi_cursor){ .text = text, .format = format, .at = begin_of(text), .problems = problems };
	if (opener->opens(text, cursor->at) || !opener->opens_part(text, cursor->at))
		return;
	cursor->is_inside = true;
	opener->open_part(cursor);
	scan_from(cursor);
}

void edi_resume(struct edi_cursor *cursor, struct span text, enum edi_format format, size_t at, size_t number,
		const struct edi_signs *signs)
{
	*cursor = (struct edi_cursor){ .text = text, .format = format, .at = at, .number = number, .signs = *signs };
	cursor->is_resumed = cursor->is_inside = true;
	cursor->opening = text.length; /* nothing of it is looked for */
	scan_from(cursor);
}

/* --- between interchanges --- */

static void pass_junk(struct edi_cursor *cursor, const struct edi_opener *opener)
{
	size_t next = edi_find_opening(opener, cursor->text, cursor->at);
	struct edi_place place = { 0, "", cursor->at };
	char code[32];

	snprintf(code, sizeof code, cursor->number ? "data-after-%s" : "no-%s-first", cursor->number ? opener->last : opener->first);
	edi_problem_add(cursor->problems, EDI_PROBLEM, place, code, "what stands there is no segment; bytes passed over: %zu",
			next - cursor->at);
	cursor->at = next;
	scan_from(cursor);
}

/* Outside of interchanges only what reads as a segment is one, and begins a part without its envelope. True if something was
 * passed over. */
static bool pass_outside(struct edi_cursor *cursor, const struct edi_opener *opener)
{
	if (!cursor->is_inside && cursor->number > 0)
		cursor->is_inside = edi_begins_segment(cursor->text, cursor->at, cursor->signs.element);
	if (cursor->is_inside)
		return false;
	pass_junk(cursor, opener);
	return true;
}

/* --- one segment --- */

static void trim(struct edi_segment *segment)
{
	while (segment->bytes.length > 0 && edi_is_end(segment->bytes.text[segment->bytes.length - 1]))
		segment->bytes.length--;
}

/* An id as it should be, of two or three capitals and digits. Nearly all are, so there is no branch on which of both it is. */
static bool name_short(struct edi_segment *segment, size_t end)
{
	const char *bytes = segment->bytes.text;

	if (end < 2 || end > 3 || segment->bytes.length < 3 ||
	    !(is_capital_or_digit(bytes[0]) & is_capital_or_digit(bytes[1]) & (is_capital_or_digit(bytes[2]) | (int)(end == 2))))
		return false;
	segment->id[0] = bytes[0];
	segment->id[1] = bytes[1];
	segment->id[2] = (char)(bytes[2] & -(end == 3));
	segment->id[3] = '\0';
	segment->tag = EDI_TAG(segment->id);
	return true;
}

/* Up to the first sign; line ends and blanks are left out. */
static void name(struct edi_segment *segment)
{
	size_t end = segment->element_count > 0 ? segment->cuts[0] : segment->bytes.length;
	size_t length = 0;

	if (name_short(segment, end))
		return;
	memset(segment->id, 0, sizeof segment->id);
	for (size_t i = 0; i < end && length < EDI_ID_BYTES - 1; i++) {
		char byte = segment->bytes.text[i];
		if ((unsigned char)byte == segment->signs.component)
			break;
		if (!edi_is_blank(byte))
			segment->id[length++] = byte;
	}
	segment->tag = length <= 3 ? EDI_TAG(segment->id) : 0;
}

/* The next interchange that begins at a line's beginning, from `from` on. It is kept, so that a text is searched once at most. */
static size_t next_opening(struct edi_cursor *cursor, size_t from)
{
	const struct edi_opener *opener = edi_opener_of(cursor->format);

	if (from >= cursor->opening_from && from <= cursor->opening)
		return cursor->opening;
	cursor->opening_from = from;
	for (;; from = cursor->opening + 1) {
		cursor->opening = edi_find_opening(opener, cursor->text, from);
		if (cursor->opening >= cursor->text.length || edi_is_end(cursor->text.text[cursor->opening - 1]))
			return cursor->opening;
	}
}

/* Keeps the places of these separators of the block at hand. */
static void keep(struct edi_segment *segment, size_t block, uint64_t cuts)
{
	for (; cuts; cuts &= cuts - 1) {
		if (segment->element_count < EDI_CUTS_MOST)
			segment->cuts[segment->element_count] = (uint32_t)(block + (size_t)__builtin_ctzll(cuts) - segment->begin);
		segment->element_count++;
	}
}

/* What stands before the segment is none of it: terminators that were passed over as line ends. */
static void forget_before(struct edi_scan *scan, size_t begin)
{
	uint64_t kept = begin <= scan->block ? ~UINT64_C(0) : begin < scan->next ? ~UINT64_C(0) << (begin - scan->block) : 0;

	scan->ends &= kept;
	scan->cuts &= kept;
}

/* Takes the first terminator of the block at hand and the separators before it. */
static size_t end_in_block(struct edi_scan *scan, struct edi_segment *segment)
{
	uint64_t before = (scan->ends & -scan->ends) - 1;
	size_t end = scan->block + (size_t)__builtin_ctzll(scan->ends);

	keep(segment, scan->block, scan->cuts & before);
	scan->cuts &= ~before;
	scan->ends &= scan->ends - 1;
	return end;
}

/* The end of the segment that begins at segment->begin: its terminator, or where another interchange begins although there was
 * none. */
static size_t cut(struct edi_cursor *cursor, struct edi_segment *segment)
{
	struct edi_scan *scan = &cursor->scan;
	size_t limit = SIZE_MAX, end = cursor->text.length;
	bool has_releases = scan->has_releases;

	forget_before(scan, segment->begin);
	while (!scan->ends) {
		keep(segment, scan->block, scan->cuts);
		if (limit == SIZE_MAX && scan->next > segment->begin + LOOK_BYTES)
			limit = next_opening(cursor, segment->begin + 1);
		if (scan->next >= limit || !edi_scan_next(scan))
			break;
		has_releases |= scan->has_releases;
		forget_before(scan, segment->begin);
	}
	if (!has_releases)
		segment->signs.release = 0;
	segment->is_terminated = scan->ends != 0;
	if (segment->is_terminated)
		end = end_in_block(scan, segment);
	if (limit < end) {
		segment->is_terminated = false;
		end = limit;
	}
	return end;
}

/* A segment without its terminator takes in what follows. Where an interchange begins in it at a line's beginning, it ends. */
static size_t look_inside(struct edi_cursor *cursor, struct edi_segment *segment, size_t end)
{
	size_t length = end - cursor->at, inside;
	const char *text = cursor->text.text + cursor->at;

	if (length < HIDING_BYTES || segment->element_count < HIDING_ELEMENTS ||
	    (!memchr(text, '\n', length) && !memchr(text, '\r', length)))
		return end;
	inside = next_opening(cursor, cursor->at + 1);
	if (inside > end || inside >= cursor->text.length)
		return end;
	segment->is_terminated = false;
	return inside;
}

/* Of a segment that ends before its terminator: those that stand behind its end are none of its elements. */
static void drop_elements(struct edi_segment *segment)
{
	if (segment->element_count > EDI_CUTS_MOST)
		segment->element_count = EDI_CUTS_MOST;
	while (segment->element_count > 0 && segment->cuts[segment->element_count - 1] >= segment->bytes.length)
		segment->element_count--;
}

/* Fills in all but the id, and goes behind the segment. */
static void take(struct edi_cursor *cursor, struct edi_segment *segment)
{
	size_t end;

	segment->begin = cursor->at;
	segment->element_count = 0;
	segment->signs = cursor->signs;
	end = look_inside(cursor, segment, cut(cursor, segment));
	segment->bytes = (struct span){ cursor->text.text + cursor->at, end - cursor->at };
	cursor->at = segment->is_terminated ? end + 1 : end;
	if (!segment->is_terminated && end < cursor->text.length) {
		drop_elements(segment);
		scan_from(cursor);
	}
	trim(segment);
	name(segment);
	if (!segment->is_terminated && end < cursor->text.length)
		edi_problem_add(cursor->problems, EDI_PROBLEM, (struct edi_place){ cursor->number + 1, segment->id, end },
				"segment-without-terminator", "another interchange begins before the segment has its terminator");
}

static void follow(struct edi_cursor *cursor, const struct edi_opener *opener, struct edi_segment *segment)
{
	if (segment->tag == opener->first_tag) {
		cursor->is_inside = true;
		if (cursor->format == EDI_X12)
			segment->signs.component = segment->signs.repetition = 0;
	} else if (segment->tag == opener->last_tag) {
		cursor->is_inside = cursor->is_resumed;
	}
}

static bool begins_interchange(const struct edi_cursor *cursor, const struct edi_opener *opener)
{
	return cursor->text.text[cursor->at] == opener->first[0] && !cursor->is_resumed && opener->opens(cursor->text, cursor->at);
}

bool edi_next(struct edi_cursor *cursor, struct edi_segment *segment)
{
	const struct edi_opener *opener = edi_opener_of(cursor->format);

	do {
		cursor->at = edi_skip_blanks(cursor->text, cursor->at);
		if (cursor->at >= cursor->text.length)
			return false;
		if (begins_interchange(cursor, opener)) {
			opener->open(cursor);
			cursor->is_inside = true;
			scan_from(cursor);
		} else if (pass_outside(cursor, opener)) {
			segment->id[0] = '\0';
			segment->element_count = 0;
			continue;
		}
		take(cursor, segment);
		follow(cursor, opener, segment);
	} while (!segment->id[0] && segment->element_count == 0); /* two terminators in a row hold no segment */
	segment->number = ++cursor->number;
	return true;
}
