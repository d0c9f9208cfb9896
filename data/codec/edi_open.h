/* SPDX-License-Identifier: MIT */
/* Private to the readers of EDI: how an interchange begins, and with which signs. Each standard has its file: edi_x12.c,
 * edi_edifact.c. */
#ifndef DOCKET_CODEC_EDI_OPEN_H
#define DOCKET_CODEC_EDI_OPEN_H

#include <ctype.h>

#include "codec/edi.h"
#include "codec/edi_problem.h"

/* What one standard does its own way. */
struct edi_opener {
	const char *first;                                  /* the segment that opens an interchange */
	const char *last;                                   /* the one that ends it */
	uint32_t first_tag, last_tag;
	bool (*opens)(struct span text, size_t at);         /* does an interchange begin here, well enough to be read? */
	bool (*opens_part)(struct span text, size_t at);    /* does a part begin here that lost its envelope? */
	void (*open)(struct edi_cursor *cursor);            /* reads the signs of the interchange at cursor->at */
	void (*open_part)(struct edi_cursor *cursor);       /* guesses those of a part */
};

extern const struct edi_opener edi_x12, edi_edifact;

/* The one of a format. */
static inline const struct edi_opener *edi_opener_of(enum edi_format format)
{
	return format == EDI_X12 ? &edi_x12 : &edi_edifact;
}

/* Line ends. */
static inline bool edi_is_end(char byte)
{
	return byte == '\n' || byte == '\r';
}

/* What may stand before a segment and means nothing. */
static inline bool edi_is_blank(char byte)
{
	return byte == '\n' || byte == '\r' || byte == ' ' || byte == '\t';
}

/* Letters and digits. */
static inline bool edi_is_word(char byte)
{
	return isalnum((unsigned char)byte) != 0;
}

/* May the byte be a sign? Letters, digits, blanks and NUL may not. */
static inline bool edi_is_sign(char byte)
{
	return byte && byte != ' ' && !isalnum((unsigned char)byte);
}

/* Does the id of three letters stand at this place? */
static inline bool edi_is_at(struct span text, size_t at, const char id[4])
{
	const char *bytes = text.text + at;

	return at + 3 <= text.length && bytes[0] == id[0] && bytes[1] == id[1] && bytes[2] == id[2];
}

/* How many signs the bytes are: of text in UTF-8 not as many as bytes. */
size_t edi_count_signs(struct span bytes);

/* The terminator that stands at this place; a line end of two bytes counts as its second. */
unsigned char edi_terminator_at(struct span text, size_t at);

/* The first place from `at` on where no blank stands. */
size_t edi_skip_blanks(struct span text, size_t at);

/* Does a segment begin here: two or three capitals or digits and the sign between elements? Also true at the end of the text. */
bool edi_begins_segment(struct span text, size_t at, unsigned char element);

/* Do two segments with these signs stand here, one behind the other? */
bool edi_are_segments(struct span text, size_t at, char element, char terminator);

/* The sign that ends what stands between `from` and the segment that begins at `at`: the last byte that is no blank, or a line
 * end where that is a letter. The end of the text if neither is there. */
size_t edi_sign_before(struct span text, size_t from, size_t at);

/* Does the line that begins at `at` end with this sign? */
bool edi_line_ends_with(struct span text, size_t at, char sign);

/* The place of the next opening from `from` on, or the end of the text. */
size_t edi_find_opening(const struct edi_opener *opener, struct span text, size_t from);

#endif
