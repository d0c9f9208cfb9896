/* SPDX-License-Identifier: MIT */
/* The first signs tell; only rows need a look at two of them. */
#include "codec/filekind.h"

#include <string.h>

#include "codec/csv.h"
#include "codec/edi.h"

#define HEAD_BYTES 65536

static const char *const names[] = {
	[FILEKIND_X12] = "x12", [FILEKIND_EDIFACT] = "edifact", [FILEKIND_JSON] = "json",
	[FILEKIND_XML] = "xml", [FILEKIND_CSV] = "csv",		[FILEKIND_UNKNOWN] = "unknown",
};

/* Files that people send and that say what they are; nothing here reads them. */
static const struct {
	const char *begin;
	size_t length;
	const char *words;
} known[] = {
#define ROW(begin, words) { begin, sizeof(begin) - 1, words }
	ROW("\xff\xfe", "text in UTF-16; save it as UTF-8 and try again"),
	ROW("\xfe\xff", "text in UTF-16; save it as UTF-8 and try again"),
	ROW("\xc9\xe2\xc1", "an X12 interchange in EBCDIC; convert it to ASCII and try again"),
	ROW("\xe4\xd5\xc2", "an EDIFACT interchange in EBCDIC; convert it to ASCII and try again"),
	ROW("\xe4\xd5\xc1", "an EDIFACT interchange in EBCDIC; convert it to ASCII and try again"),
	ROW("PK\003\004", "a zip archive or an office document; unpack it or save its sheet as CSV and try again"),
	ROW("%PDF-", "a PDF document; nothing here reads it"),
	ROW("EDI_DC40", "an SAP IDoc; nothing here reads it"),
#undef ROW
};

static bool is_text(struct span head)
{
	for (size_t i = 0; i < head.length; i++)
		if ((unsigned char)head.text[i] < 0x20 && !memchr("\t\r\n\f", head.text[i], 4))
			return false;
	return true;
}

/* Two rows of the same width, at least two fields wide. */
static bool is_rows(struct span head)
{
	struct csv csv;
	size_t width = 0;
	bool is_even = false;

	csv_start(&csv, head);
	if (is_text(head) && csv_next(&csv, NULL) == ERR_NONE && csv.fields.count > 1) {
		width = csv.fields.count;
		is_even = csv_next(&csv, NULL) == ERR_NONE && csv.fields.count == width;
	}
	csv_release(&csv);
	return is_even;
}

static enum filekind find_text(struct span head, const char **words)
{
	size_t at = head.length >= 3 && memcmp(head.text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (at < head.length && memchr(" \t\r\n", head.text[at], 4))
		at++;
	if (at >= head.length) {
		*words = head.length ? "only blanks" : "an empty file";
		return FILEKIND_UNKNOWN;
	}
	if (head.text[at] == '{' || head.text[at] == '[') {
		*words = "JSON";
		return FILEKIND_JSON;
	}
	if (head.text[at] == '<') {
		*words = "XML";
		return FILEKIND_XML;
	}
	if (is_rows(head)) {
		*words = "rows of text, such as CSV";
		return FILEKIND_CSV;
	}
	*words = is_text(head) ? "text that is no format known here" : "bytes that are no format known here";
	return FILEKIND_UNKNOWN;
}

enum filekind filekind_find(struct span bytes, const char **words)
{
	struct span head = { bytes.text, bytes.length < HEAD_BYTES ? bytes.length : HEAD_BYTES };
	enum edi_format format;

	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (bytes.length < known[i].length || memcmp(bytes.text, known[i].begin, known[i].length) != 0)
			continue;
		*words = known[i].words;
		return FILEKIND_UNKNOWN;
	}
	if (!edi_is(bytes, &format))
		return find_text(head, words);
	*words = format == EDI_X12 ? "ANSI X12" : "UN/EDIFACT";
	return format == EDI_X12 ? FILEKIND_X12 : FILEKIND_EDIFACT;
}

const char *filekind_name(enum filekind kind)
{
	return names[kind];
}
