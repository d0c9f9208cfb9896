/* SPDX-License-Identifier: MIT */
/*
 * Both standards nest three envelopes that a header opens and a trailer closes; the trailer repeats the header's control number
 * and counts what it closes. One table says where those stand, one function opens a level and one closes it.
 *
 * X12 compares counts as numbers, since a count may be filled up to its least length (X12.6); EDIFACT as texts, since zeros
 * that mean nothing must be left out (ISO 9735). Control numbers are texts in both: a trailer repeats its header's as it
 * stands.
 */
#include "codec/edi_file.h"

#include <stdio.h>
#include <string.h>

#include "base/map.h"

#define VALUE_BYTES 80
#define CODE_BYTES 256

/* One level of a standard: the ids, the elements with control number and count, how codes of problems name them. */
struct level {
	const char *head, *tail;
	uint32_t head_tag, tail_tag;
	size_t head_ref, head_type, tail_count, tail_ref; /* elements; 0 = none */
	const char *count_name, *tail_ref_name, *head_ref_name;
	const char *counts;                               /* what the trailer counts, in words */
};

#define LEVEL(head, tail, ref, type, names, counts) \
	{ head, tail, EDI_TAG(head), EDI_TAG(tail), ref, type, 1, 2, names, counts }
#define NAMES(count, tail_ref, head_ref) count, tail_ref, head_ref

static const struct level levels[][EDI_LEVELS_] = {
	[EDI_X12] = {
		LEVEL("ISA", "IEA", 13, 0, NAMES("IEA01", "IEA02", "ISA13"), "groups"),
		LEVEL("GS", "GE", 6, 1, NAMES("GE01", "GE02", "GS06"), "transaction sets"),
		LEVEL("ST", "SE", 2, 1, NAMES("SE01", "SE02", "ST02"), "segments"),
	},
	[EDI_EDIFACT] = {
		LEVEL("UNB", "UNZ", 5, 0, NAMES("UNZ", "UNZ-ref", "UNB"), "groups or messages"),
		LEVEL("UNG", "UNE", 5, 1, NAMES("UNE", "UNE-ref", "UNG"), "messages"),
		LEVEL("UNH", "UNT", 1, 2, NAMES("UNT", "UNT-ref", "UNH"), "segments"),
	},
};

struct reading {
	struct edi_file *file;
	struct edi_cursor cursor;
	struct edi_segment segment;
	bool is_over;               /* there is no segment at hand any more */
	size_t number, behind;      /* of the segment before, and where its bytes end */
	size_t open[EDI_LEVELS_];   /* places in the lists; EDI_NONE = closed */
	size_t first;               /* of the sets since the last group or interchange began */
	bool is_rising;             /* their control numbers rise, so none came twice */
	struct map refs;            /* else: all of them */
};

static struct edi_envelope *opened(struct reading *reading, int level)
{
	size_t at = reading->open[level];

	return at == EDI_NONE ? NULL : &reading->file->levels[level].items[at];
}

static struct edi_place here(const struct reading *reading)
{
	if (reading->is_over)
		return (struct edi_place){ 0, "", reading->file->text.length };
	return (struct edi_place){ reading->segment.number, reading->segment.id, reading->segment.begin };
}

static const char *value(const struct reading *reading, size_t element, char *out)
{
	return edi_value_into(&reading->segment.signs, edi_field(&reading->segment, element, 1), out, VALUE_BYTES);
}

/* --- closing --- */

/* The level ends with the segment before, without a trailer. */
static void miss_end(struct reading *reading, int level)
{
	const struct level *row = &levels[reading->file->format][level];
	struct edi_envelope *envelope = opened(reading, level);
	char code[CODE_BYTES];

	if (!envelope)
		return;
	snprintf(code, sizeof code, "%s-without-%s", row->head, row->tail);
	edi_problem_add(&reading->file->problems, EDI_PROBLEM, here(reading), code, "the %s of segment %zu has no %s", row->head,
			envelope->first_segment, row->tail);
	envelope->flaws |= EDI_FLAW_NO_END;
	envelope->end = reading->behind;
	envelope->segments = reading->number + 1 - envelope->first_segment;
	reading->open[level] = EDI_NONE;
}

static void miss_ends_from(struct reading *reading, int level)
{
	for (int inner = EDI_SET; inner >= level; inner--)
		miss_end(reading, inner);
}

static bool is_count(enum edi_format format, const char *said, size_t actual)
{
	char text[24];
	int64_t number;

	if (format == EDI_X12)
		return str_to_i64(span_of(said), &number) == ERR_NONE && number >= 0 && (size_t)number == actual;
	snprintf(text, sizeof text, "%zu", actual);
	return strcmp(text, said) == 0;
}

static void check_count(struct reading *reading, const struct level *row, struct edi_envelope *envelope, size_t actual)
{
	char said[VALUE_BYTES], code[CODE_BYTES];
	int64_t number;

	if (str_to_i64(span_of(value(reading, row->tail_count, said)), &number) == ERR_NONE && number >= 0)
		envelope->counted = (size_t)number;
	if (is_count(reading->file->format, said, actual))
		return;
	envelope->flaws |= EDI_FLAW_COUNT;
	snprintf(code, sizeof code, "%s=%s-actual=%zu", row->count_name, said, actual);
	edi_problem_add(&reading->file->problems, EDI_PROBLEM, here(reading), code, "%s counts %s %s, there are %zu", row->tail,
			*said ? said : "no", row->counts, actual);
}

static void check_ref(struct reading *reading, const struct level *row, struct edi_envelope *envelope)
{
	char head[VALUE_BYTES], tail[VALUE_BYTES], code[CODE_BYTES];

	edi_value_into(&envelope->signs, envelope->ref, head, sizeof head);
	if (strcmp(value(reading, row->tail_ref, tail), head) == 0)
		return;
	envelope->flaws |= EDI_FLAW_REF;
	snprintf(code, sizeof code, "%s=%s-%s=%s", row->tail_ref_name, tail, row->head_ref_name, head);
	edi_problem_add(&reading->file->problems, EDI_PROBLEM, here(reading), code,
			"%s has the control number \"%s\", its %s has \"%s\"", row->tail, tail, row->head, head);
}

static size_t actual_count(const struct edi_envelope *envelope, int level)
{
	if (level == EDI_SET)
		return envelope->segments;
	return level == EDI_GROUP ? envelope->parts[EDI_SET] : envelope->parts[EDI_GROUP];
}

static void close_level(struct reading *reading, int level)
{
	const struct level *row = &levels[reading->file->format][level];
	struct edi_envelope *envelope;
	char code[CODE_BYTES];
	size_t actual;

	miss_ends_from(reading, level + 1);
	envelope = opened(reading, level);
	if (!envelope) {
		snprintf(code, sizeof code, "%s-without-%s", row->tail, row->head);
		edi_problem_add(&reading->file->problems, EDI_PROBLEM, here(reading), code, "%s closes what no %s opened", row->tail,
				row->head);
		return;
	}
	envelope->end = reading->cursor.at;
	envelope->segments = reading->segment.number + 1 - envelope->first_segment;
	actual = actual_count(envelope, level);
	if (level == EDI_INTERCHANGE && actual == 0 && reading->file->format == EDI_EDIFACT)
		actual = envelope->parts[EDI_SET];
	check_count(reading, row, envelope, actual);
	check_ref(reading, row, envelope);
	reading->open[level] = EDI_NONE;
}

/* --- opening --- */

/* An order of control numbers: longer ones behind shorter ones, else byte by byte. */
static bool is_behind(struct span ref, struct span other)
{
	return ref.length != other.length ? ref.length > other.length : memcmp(ref.text, other.text, ref.length) > 0;
}

/* Control numbers nearly always rise; only where they do not are they kept in a map. */
static bool is_again(struct reading *reading, struct span ref)
{
	const struct edi_envelope *sets = reading->file->levels[EDI_SET].items;
	size_t last = reading->file->levels[EDI_SET].count - 1;

	if (reading->is_rising) {
		if (last == reading->first || is_behind(ref, sets[last - 1].ref))
			return false;
		reading->is_rising = false;
		for (size_t i = reading->first; i < last; i++)
			map_put(&reading->refs, sets[i].ref, reading);
	}
	if (map_get(&reading->refs, ref))
		return true;
	map_put(&reading->refs, ref, reading);
	return false;
}

static void look_for_again(struct reading *reading, struct edi_envelope *set)
{
	char ref[VALUE_BYTES];

	if (!is_again(reading, set->ref))
		return;
	set->flaws |= EDI_FLAW_REF_AGAIN;
	edi_problem_add(&reading->file->problems, EDI_REMARK, here(reading), "control-number-again",
			"the control number \"%s\" was used before by another set beside it",
			edi_value_into(&set->signs, set->ref, ref, sizeof ref));
}

/* The sets of another group or interchange begin. */
static void forget_refs(struct reading *reading)
{
	map_release(&reading->refs);
	reading->first = reading->file->levels[EDI_SET].count;
	reading->is_rising = true;
}

static void open_level(struct reading *reading, int level)
{
	const struct level *row = &levels[reading->file->format][level];
	struct edi_envelope *envelope;

	miss_ends_from(reading, level);
	reading->open[level] = reading->file->levels[level].count;
	envelope = vec_push(&reading->file->levels[level]);
	envelope->signs = reading->cursor.signs;
	envelope->counted = EDI_NONE;
	envelope->begin = reading->segment.begin;
	envelope->first_segment = reading->segment.number;
	envelope->ref = edi_field(&reading->segment, row->head_ref, 1);
	envelope->type = edi_element(&reading->segment, row->head_type);
	for (int outer = 0; outer < EDI_LEVELS_; outer++) {
		envelope->inside[outer] = outer < level ? reading->open[outer] : EDI_NONE;
		if (outer < level && opened(reading, outer))
			opened(reading, outer)->parts[level]++;
	}
	if (level < EDI_SET)
		forget_refs(reading);
	else
		look_for_again(reading, envelope);
	if (level == EDI_SET && reading->file->format == EDI_X12 && opened(reading, EDI_INTERCHANGE) && !opened(reading, EDI_GROUP))
		edi_problem_add(&reading->file->problems, EDI_REMARK, here(reading), "ST-outside-GS", "the transaction set stands in no group");
}

/* --- the whole file --- */

static void read_inner(struct reading *reading)
{
	struct edi_envelope *set = opened(reading, EDI_SET);

	if (edi_is_id(reading->segment.id))
		return;
	if (set)
		set->flaws |= EDI_FLAW_SEGMENT;
	edi_problem_add(&reading->file->problems, EDI_REMARK, here(reading), "segment-id", "\"%s\" is no segment id",
			reading->segment.id);
}

static void read_segment(struct reading *reading)
{
	const struct level *rows = levels[reading->file->format];

	if (reading->segment.number == 1)
		reading->file->signs = reading->cursor.signs;
	for (int level = 0; level < EDI_LEVELS_; level++) {
		if (reading->segment.tag == rows[level].head_tag)
			return open_level(reading, level);
		if (reading->segment.tag == rows[level].tail_tag)
			return close_level(reading, level);
	}
	read_inner(reading);
}

/* EDIFACT's last segment needs its terminator; X12's file may just end, as those do that end segments by lines. */
static void end(struct reading *reading)
{
	struct edi_file *file = reading->file;

	if (reading->number > 0 && !reading->segment.is_terminated)
		edi_problem_add(&file->problems, file->format == EDI_X12 ? EDI_REMARK : EDI_PROBLEM, here(reading), "no-final-terminator",
				"the file ends before the segment does");
	reading->is_over = true;
	miss_ends_from(reading, EDI_INTERCHANGE);
	file->segments = reading->cursor.number;
	file->una_count = reading->cursor.una_count;
}

enum err edi_file_read(struct edi_file *file, struct span text, struct fault *fault)
{
	struct reading reading = { .file = file, .is_rising = true, .open = { EDI_NONE, EDI_NONE, EDI_NONE } };

	*file = (struct edi_file){ .text = text, .problems.text = text };
	file->has_bom = text.length >= 3 && memcmp(text.text, "\xef\xbb\xbf", 3) == 0;
	if (!edi_is(text, &file->format))
		return fault_set(fault, ERR_NOT_FOUND, "file", "there is neither an X12 nor an EDIFACT interchange in it");
	edi_start(&reading.cursor, text, file->format, &file->problems);
	while (edi_next(&reading.cursor, &reading.segment)) {
		read_segment(&reading);
		reading.number = reading.segment.number;
		reading.behind = reading.cursor.at;
	}
	end(&reading);
	map_release(&reading.refs);
	return ERR_NONE;
}

void edi_file_release(struct edi_file *file)
{
	for (int level = 0; level < EDI_LEVELS_; level++)
		vec_release(&file->levels[level]);
	edi_problems_release(&file->problems);
}

void edi_file_open(const struct edi_file *file, const struct edi_envelope *envelope, struct edi_cursor *cursor)
{
	struct span text = { file->text.text, envelope->end };

	edi_resume(cursor, text, file->format, envelope->begin, envelope->first_segment - 1, &envelope->signs);
}

void edi_file_type(const struct edi_envelope *set, struct str *out)
{
	const char *end = set->type.text + set->type.length;
	size_t before = out->length;
	char part[VALUE_BYTES];

	for (size_t i = 1; i <= 3; i++) {
		struct span raw = edi_component(&set->signs, set->type, i);
		str_addf(out, "%s%s", i > 1 ? ":" : "", edi_value_into(&set->signs, raw, part, sizeof part));
		if (raw.text + raw.length >= end)
			break;
	}
	if (out->length == before)
		str_addc(out, '?');
}
