/* SPDX-License-Identifier: MIT */
/*
 * The signs of an EDIFACT interchange are those of its UNA, or the usual ones, which for level B of the older syntax may be the
 * unprintable ones. Repetitions came with syntax 4; before that their place in UNA was reserved and is not believed.
 */
#include "codec/edi_open.h"

#include <string.h>

#define UNA_BYTES 9
#define UNB_BYTES_MOST 256

static const struct edi_signs usual = { '+', ':', 0, '?', '.', '\'' };
static const struct edi_signs unprintable = { 0x1d, 0x1f, 0, 0, '.', 0x1c };
static const char no_element[] = { ':', '?', '\'', 0x1f, 0x1c, '\r', '\n' }; /* has another meaning in both */

static bool is_unb(struct span text, size_t at)
{
	const char *bytes = text.text + at;

	if (!edi_is_at(text, at, "UNB") || text.length - at < 5 || !edi_is_sign(bytes[3]) ||
	    memchr(no_element, bytes[3], sizeof no_element))
		return false;
	return bytes[3] == '+' || (isupper((unsigned char)bytes[4]) && bytes[3] != ',' && bytes[3] != ';');
}

/* "UNH+", "UNG+" */
static bool is_inner(struct span text, size_t at)
{
	return (edi_is_at(text, at, "UNH") || edi_is_at(text, at, "UNG")) && text.length - at > 4 && edi_is_sign(text.text[at + 3]) &&
	       !edi_is_end(text.text[at + 3]) && text.text[at + 3] != ',';
}

/* The length of the UNA at this place: its six signs, or five where the reserved one was left out; 0 if there is none, or if
 * something else follows it than `follows` says. */
static size_t una_length(struct span text, size_t at, bool (*follows)(struct span text, size_t at))
{
	const char *bytes = text.text + at;
	size_t length = UNA_BYTES, next;

	if (!edi_is_at(text, at, "UNA") || text.length - at < UNA_BYTES || !edi_is_sign(bytes[3]) || !edi_is_sign(bytes[4]) ||
	    edi_is_end(bytes[3]) || edi_is_end(bytes[4]))
		return 0;
	if (isalnum((unsigned char)bytes[8]) ||
	    (edi_is_end(bytes[8]) && bytes[7] != ' ' && edi_line_ends_with(text, edi_skip_blanks(text, at + UNA_BYTES), bytes[7])))
		length = UNA_BYTES - 1;
	next = edi_skip_blanks(text, at + length);
	if (next >= text.length || follows(text, next))
		return length;
	return edi_is_at(text, next, "UNB") && next + 3 < text.length && text.text[next + 3] == bytes[4] ? length : 0;
}

static bool opens(struct span text, size_t at)
{
	return una_length(text, at, is_unb) || is_unb(text, at);
}

static bool opens_part(struct span text, size_t at)
{
	return is_inner(text, at) || una_length(text, at, is_inner) || edi_are_segments(text, at, '+', '\'');
}

static bool are_distinct(const struct edi_signs *signs)
{
	unsigned char element = signs->element, component = signs->component, release = signs->release;

	if (!edi_is_sign((char)signs->terminator) || (release && !edi_is_sign((char)release)) || edi_is_end((char)component) ||
	    edi_is_end((char)release))
		return false;
	return component != element && release != element && release != component && signs->terminator != element &&
	       signs->terminator != component && signs->terminator != release;
}

/* May the sign stand for repetitions, because it stands for nothing else? */
static bool is_free(const struct edi_signs *signs, unsigned char sign)
{
	return sign != ' ' && sign != signs->element && sign != signs->component && sign != signs->release && sign != signs->terminator;
}

/* Reads the UNA and goes behind it. *reserved is the byte at the place for repetitions, a blank if it was left out. */
static void read_una(struct edi_cursor *cursor, size_t length, unsigned char *reserved)
{
	const unsigned char *bytes = (const unsigned char *)cursor->text.text + cursor->at;
	struct edi_signs signs = { .component = bytes[3], .element = bytes[4], .decimal = bytes[5], .release = bytes[6] };
	struct edi_place place = { 0, "UNA", cursor->at };

	signs.terminator = edi_terminator_at(cursor->text, cursor->at + length - 1);
	*reserved = length == UNA_BYTES && edi_is_sign((char)bytes[7]) ? bytes[7] : ' ';
	if (signs.release == ' ')
		signs.release = 0;
	if (length < UNA_BYTES)
		edi_problem_add(cursor->problems, EDI_PROBLEM, place, "UNA-not-9",
				"the UNA has five signs instead of six; the place for repetitions is missing");
	if (!are_distinct(&signs)) {
		edi_problem_add(cursor->problems, EDI_PROBLEM, place, "UNA-signs",
				"the signs of UNA cannot be told apart; the usual ones were taken");
		signs = usual;
	}
	cursor->signs = signs;
	cursor->una_count++;
	cursor->at = edi_skip_blanks(cursor->text, cursor->at + length);
}

/* The place of the terminator of the header at `at`: the byte before the segment that follows; the end of the text if none is
 * near. */
static size_t header_end(struct span text, size_t at, unsigned char element)
{
	size_t limit = text.length - at > UNB_BYTES_MOST ? at + UNB_BYTES_MOST : text.length;

	for (size_t i = at + 4; i + 3 < limit; i++) {
		bool is_next = (unsigned char)text.text[i + 3] == element && text.text[i] == 'U' && text.text[i + 1] == 'N' &&
			       memchr("HGZ", text.text[i + 2], 3);
		size_t sign = is_next ? edi_sign_before(text, at + 4, i) : text.length;
		if (sign < text.length)
			return sign;
	}
	return text.length;
}

/* A header with signs of its own and no UNA. */
static struct edi_signs guess(struct span text, size_t at, unsigned char element)
{
	struct edi_signs signs = usual;
	size_t end = header_end(text, at, element);

	signs.element = element;
	if (at + 8 < text.length && edi_is_sign(text.text[at + 8]) && (unsigned char)text.text[at + 8] != element)
		signs.component = (unsigned char)text.text[at + 8];
	if (end < text.length)
		signs.terminator = edi_terminator_at(text, end);
	if (!are_distinct(&signs)) {
		signs = usual;
		signs.element = element;
	}
	return signs;
}

/* Do these signs fit the header at `at`? */
static bool fit(struct span text, size_t at, const struct edi_signs *signs)
{
	size_t end = header_end(text, at, signs->element);

	return end < text.length && edi_terminator_at(text, end) == signs->terminator &&
	       (unsigned char)text.text[at + 8] == signs->component;
}

/* The signs of a header that is written with `element`, as far as they can be known without a UNA. */
static struct edi_signs signs_of(struct span text, size_t at, unsigned char element)
{
	if (element == usual.element)
		return usual;
	return element == unprintable.element ? unprintable : guess(text, at, element);
}

/* The version in UNB's first element, "UNOA:4". */
static int syntax_version(const struct edi_cursor *cursor)
{
	size_t limit = cursor->at + 16 < cursor->text.length ? cursor->at + 16 : cursor->text.length;

	for (size_t i = cursor->at + 4; i + 1 < limit && (unsigned char)cursor->text.text[i] != cursor->signs.element; i++)
		if ((unsigned char)cursor->text.text[i] == cursor->signs.component)
			return isdigit((unsigned char)cursor->text.text[i + 1]) ? cursor->text.text[i + 1] - '0' : 0;
	return 0;
}

/* An UNB without a UNA of its own. One at the top of a file stands for all that follows it only where the usual signs do not
 * fit. */
static void open_without_una(struct edi_cursor *cursor, unsigned char element)
{
	struct edi_signs signs = signs_of(cursor->text, cursor->at, element);

	if (cursor->una_count > 0 && element == cursor->signs.element && !fit(cursor->text, cursor->at, &signs) &&
	    fit(cursor->text, cursor->at, &cursor->signs))
		return;
	cursor->signs = signs;
}

static void open_edifact(struct edi_cursor *cursor)
{
	size_t length = una_length(cursor->text, cursor->at, is_unb);
	unsigned char reserved = '*', element;

	if (length)
		read_una(cursor, length, &reserved);
	if (cursor->at >= cursor->text.length)
		return;
	element = (unsigned char)cursor->text.text[cursor->at + 3];
	if (!length)
		open_without_una(cursor, element);
	if (length && element != cursor->signs.element) {
		edi_problem_add(cursor->problems, EDI_PROBLEM, (struct edi_place){ cursor->number + 1, "UNB", cursor->at }, "UNA-not-used",
				"the UNB does not use the signs of its UNA; it was read by its own");
		cursor->signs = signs_of(cursor->text, cursor->at, element);
	}
	cursor->signs.repetition = syntax_version(cursor) >= 4 && is_free(&cursor->signs, reserved) ? reserved : 0;
}

static void open_part(struct edi_cursor *cursor)
{
	size_t length = una_length(cursor->text, cursor->at, is_inner);
	unsigned char reserved, element;

	edi_problem_add(cursor->problems, EDI_PROBLEM, (struct edi_place){ 0, "", cursor->at }, "no-UNB-first",
			"there is no UNB, which says who sends to whom in which syntax");
	if (length)
		read_una(cursor, length, &reserved);
	element = is_inner(cursor->text, cursor->at) ? (unsigned char)cursor->text.text[cursor->at + 3] : usual.element;
	if (!length || element != cursor->signs.element)
		cursor->signs = signs_of(cursor->text, cursor->at, element);
}

const struct edi_opener edi_edifact = {
	"UNB", "UNZ", EDI_TAG("UNB"), EDI_TAG("UNZ"), opens, opens_part, open_edifact, open_part,
};
