/* SPDX-License-Identifier: MIT */
/* links: data/codec */
/* X12 and EDIFACT of any bytes: no crash, an end comes, every span lies in the text, envelopes lie where their segments do, and
 * what is answered can be read again. */
#include "codec/edi_ack.h"
#include "codec/filekind.h"

#include <string.h>

#define MUST(holds) BUG_IF(!(holds))
#define ELEMENTS_LOOKED_AT 100
#define SETS_LOOKED_AT 50

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_inside(struct span text, struct span part)
{
	return part.length == 0 || (part.text >= text.text && part.text + part.length <= text.text + text.length);
}

static void check_segment(struct span text, const struct edi_segment *segment, struct arena *arena)
{
	char small[8];

	MUST(is_inside(text, segment->bytes) && strnlen(segment->id, EDI_ID_BYTES) < EDI_ID_BYTES);
	for (size_t n = 0; n <= segment->element_count + 1 && n < ELEMENTS_LOOKED_AT; n++) {
		struct span element = edi_element(segment, n), part = edi_field(segment, n, 1);
		MUST(is_inside(segment->bytes, element) && is_inside(element, part));
		MUST(is_inside(element, edi_component(&segment->signs, edi_repetition(&segment->signs, element, 2), 3)));
		MUST(edi_value(&segment->signs, part, arena).length <= part.length);
		MUST(edi_value_into(&segment->signs, part, small, sizeof small) == small);
	}
}

/* As a text of that format, whether it looks like one or not. */
static void read_as(struct span text, enum edi_format format)
{
	struct edi_problems problems = { .text = text };
	struct edi_cursor cursor;
	struct edi_segment segment;
	struct arena arena = { 0 };
	size_t before = 0, number = 0;

	edi_start(&cursor, text, format, &problems);
	while (edi_next(&cursor, &segment)) {
		MUST(cursor.at > before && cursor.at <= text.length && segment.number == ++number);
		check_segment(text, &segment, &arena);
		before = cursor.at;
		arena_reset(&arena);
	}
	for (size_t i = 0; i < problems.items.count; i++)
		MUST(*problems.items.items[i].code && *problems.items.items[i].place && *problems.items.items[i].words);
	edi_problems_release(&problems);
	arena_release(&arena);
}

static void check_set(const struct edi_file *file, const struct edi_envelope *set)
{
	struct edi_cursor cursor;
	struct edi_segment segment;
	struct str type = { 0 };
	size_t count = 0;

	edi_file_open(file, set, &cursor);
	for (; edi_next(&cursor, &segment); count++)
		MUST(segment.begin >= set->begin && segment.begin < set->end);
	MUST(count == set->segments);
	edi_file_type(set, &type);
	MUST(type.length > 0);
	str_release(&type);
}

/* An answer has as many sets as it says, each whole. */
static void check_answer(const struct edi_file *file, enum edi_ack_kind kind)
{
	struct edi_ack ack = { .kind = kind, .at = { .year = 2026, .month = 3, .day = 8 }, .interchange_number = 1, .group_number = 1 };
	struct edi_file answer;
	struct str out = { 0 };
	struct fault fault = { 0 };

	if (edi_ack_write(file, &ack, &out, &fault)) {
		MUST(out.length == 0 && fault.why[0]);
		str_release(&out);
		return;
	}
	MUST(edi_file_read(&answer, (struct span){ str_text(&out), out.length }, &fault) == ERR_NONE);
	MUST(answer.format == file->format && answer.levels[EDI_SET].count >= answer.levels[EDI_INTERCHANGE].count);
	for (size_t i = 0; i < answer.levels[EDI_SET].count; i++)
		MUST(!(answer.levels[EDI_SET].items[i].flaws & ~(unsigned)EDI_FLAW_REF_AGAIN));
	edi_file_release(&answer);
	str_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size };
	struct fault fault = { 0 };
	struct edi_file file;
	const char *words = NULL;
	bool is_edi = filekind_find(text, &words) <= FILEKIND_EDIFACT;

	MUST(*words);
	read_as(text, EDI_X12);
	read_as(text, EDI_EDIFACT);
	MUST((edi_file_read(&file, text, &fault) == ERR_NONE) || !is_edi);
	for (size_t i = 0; i < file.levels[EDI_SET].count && i < SETS_LOOKED_AT; i++)
		check_set(&file, &file.levels[EDI_SET].items[i]);
	for (enum edi_ack_kind kind = 0; is_edi && kind < EDI_ACK_KINDS_; kind++)
		check_answer(&file, kind);
	edi_file_release(&file);
	return 0;
}
