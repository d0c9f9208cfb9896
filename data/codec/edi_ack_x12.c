/* SPDX-License-Identifier: MIT */
/* 997 and 999: one for each group, all of an interchange in one group FA. Both say the same; the 999 knows which version of
 * which guide it is written by, and calls AK3 and AK5 IK3 and IK5. */
#include "codec/edi_answer.h"
#include "codec/edi_open.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_MOST INT64_C(1000000000)
#define CODES_MOST 5
#define VERSION_BYTES 6
#define WIDE_BYTES 96

/* What 997 and 999 call things. */
struct dialect {
	const char *set, *version, *note, *verdict;
};

static const struct dialect dialects[] = {
	[EDI_ACK_997] = { "997", NULL, "AK3", "AK5" },
	[EDI_ACK_999] = { "999", "005010X231A1", "IK3", "IK5" },
};

/* Flaws of a set as codes of element 718, flaws of a group as codes of element 716. */
static const struct {
	unsigned flaw;
	const char *set_code, *group_code;
} codes[] = {
	{ EDI_FLAW_NO_END, "2", "3" },	{ EDI_FLAW_REF, "3", "4" },	     { EDI_FLAW_COUNT, "4", "5" },
	{ EDI_FLAW_SEGMENT, "5", NULL }, { EDI_FLAW_REF_AGAIN, "23", NULL },
};

static const char verdict_letters[] = { [EDI_ACCEPTED] = 'A', [EDI_ACCEPTED_WITH_ERRORS] = 'E', [EDI_REJECTED] = 'R' };

static const struct dialect *dialect_of(const struct edi_answer *answer)
{
	return &dialects[answer->ack->kind];
}

static void put_element(struct edi_answer *answer, const struct edi_segment *header, size_t element, size_t most)
{
	edi_answer_raw(answer, edi_element(header, element), most);
}

/* An element filled up to its width in signs, as ISA wants it. */
static void put_wide(struct edi_answer *answer, const struct edi_segment *header, size_t element, size_t width)
{
	char value[WIDE_BYTES];
	size_t length;

	edi_value_into(&header->signs, edi_element(header, element), value, sizeof value - width);
	for (char *byte = value; *byte; byte++)
		*byte = edi_answer_byte(answer, *byte);
	length = strlen(value);
	while (edi_count_signs((struct span){ value, length }) > width)
		length--;
	for (size_t signs = edi_count_signs((struct span){ value, length }); signs < width; signs++)
		value[length++] = ' ';
	value[length] = '\0';
	edi_answer_text(answer, value);
}

/* Control numbers have nine digits at most. */
static void put_number(struct edi_answer *answer, bool is_wide, int64_t number)
{
	edi_answer_format(answer, is_wide ? "%09lld" : "%lld", (long long)(number % NUMBER_MOST));
}

static void put_isa(struct edi_answer *answer, const struct edi_segment *isa)
{
	const struct civil *at = &answer->ack->at;

	edi_answer_open(answer, "ISA");
	for (int i = 0; i < 2; i++) {
		edi_answer_text(answer, "00");
		edi_answer_text(answer, "          ");
	}
	put_wide(answer, isa, 7, 2);
	put_wide(answer, isa, 8, 15);
	put_wide(answer, isa, 5, 2);
	put_wide(answer, isa, 6, 15);
	edi_answer_format(answer, "%02d%02d%02d", at->year % 100, at->month, at->day);
	edi_answer_format(answer, "%02d%02d", at->hour, at->minute);
	edi_answer_format(answer, "%c", answer->signs.repetition ? answer->signs.repetition : 'U');
	put_wide(answer, isa, 12, 5);
	put_number(answer, true, answer->ack->interchange_number);
	edi_answer_text(answer, "0");
	put_wide(answer, isa, 15, 1);
	edi_answer_format(answer, "%c", answer->signs.component);
	edi_answer_close(answer);
}

/* The version that a group is written by, without what an industry added: "004010". */
static void version_of(const struct edi_segment *gs, char *out)
{
	edi_value_into(&gs->signs, edi_element(gs, 8), out, VERSION_BYTES + 1);
	if (strspn(out, "0123456789") < VERSION_BYTES)
		snprintf(out, VERSION_BYTES + 1, "004010");
}

static void put_gs(struct edi_answer *answer, const struct edi_segment *gs, const char *version)
{
	const struct civil *at = &answer->ack->at;

	edi_answer_open(answer, "GS");
	edi_answer_text(answer, "FA");
	put_element(answer, gs, 3, 15);
	put_element(answer, gs, 2, 15);
	edi_answer_format(answer, "%04d%02d%02d", at->year, at->month, at->day);
	edi_answer_format(answer, "%02d%02d", at->hour, at->minute);
	put_number(answer, false, answer->ack->group_number);
	edi_answer_text(answer, "X");
	edi_answer_text(answer, dialect_of(answer)->version ? dialect_of(answer)->version : version);
	edi_answer_close(answer);
}

/* Of an id that is none the first three letters and digits: the element takes no more. */
static void put_id(struct edi_answer *answer, const char *id)
{
	char kept[4] = "";
	size_t length = 0;

	for (; *id && length < sizeof kept - 1; id++)
		if (edi_is_word(*id))
			kept[length++] = *id;
	edi_answer_text(answer, kept);
}

/* AK3*ID*place**1: a segment whose id is none, or what a finding says of it. */
static bool put_notes(struct edi_answer *answer, size_t place)
{
	const struct edi_envelope *set = &answer->file->levels[EDI_SET].items[place];
	struct edi_note note = { 0 };

	while (edi_answer_note(answer, place, "1", &note)) {
		edi_answer_open(answer, dialect_of(answer)->note);
		put_id(answer, note.id);
		edi_answer_format(answer, "%zu", note.segment + 1 - set->first_segment);
		edi_answer_text(answer, "");
		edi_answer_text(answer, note.code);
		edi_answer_close(answer);
	}
	return note.segment > 0;
}

/* The reasons behind a verdict. */
static void put_codes(struct edi_answer *answer, unsigned flaws, bool is_set)
{
	int left = CODES_MOST;

	for (size_t i = 0; i < COUNT_OF(codes) && left > 0; i++) {
		const char *code = is_set ? codes[i].set_code : codes[i].group_code;
		if (!(flaws & codes[i].flaw) || !code)
			continue;
		edi_answer_text(answer, code);
		left--;
	}
}

static enum edi_verdict put_set(struct edi_answer *answer, size_t place, bool is_new)
{
	const struct edi_envelope *set = &answer->file->levels[EDI_SET].items[place];
	enum edi_verdict verdict = edi_answer_verdict(answer, place);
	struct edi_segment st;
	unsigned flaws = set->flaws;

	edi_answer_header(answer, set, &st);
	edi_answer_open(answer, "AK2");
	put_element(answer, &st, 1, 3);
	put_element(answer, &st, 2, 9);
	if (is_new)
		put_element(answer, &st, 3, 35);
	edi_answer_close(answer);
	if (put_notes(answer, place))
		flaws |= EDI_FLAW_SEGMENT;
	edi_answer_open(answer, dialect_of(answer)->verdict);
	edi_answer_format(answer, "%c", verdict_letters[verdict]);
	put_codes(answer, flaws, true);
	if (!set->type.length)
		edi_answer_text(answer, "6");
	if (!set->ref.length)
		edi_answer_text(answer, "7");
	edi_answer_close(answer);
	return verdict;
}

/* The letter of a group: what became of its sets. */
static char group_letter(const struct edi_envelope *group, const size_t *verdicts, size_t received)
{
	if (group->flaws || (received > 0 && verdicts[EDI_REJECTED] == received))
		return 'R';
	if (verdicts[EDI_REJECTED] > 0)
		return 'P';
	return verdicts[EDI_ACCEPTED_WITH_ERRORS] > 0 ? 'E' : 'A';
}

static void put_ak9(struct edi_answer *answer, const struct edi_envelope *group, const size_t *verdicts)
{
	size_t received = group->parts[EDI_SET];

	edi_answer_open(answer, "AK9");
	edi_answer_format(answer, "%c", group_letter(group, verdicts, received));
	edi_answer_format(answer, "%zu", group->counted == EDI_NONE ? received : group->counted);
	edi_answer_format(answer, "%zu", received);
	edi_answer_format(answer, "%zu", group->flaws ? 0 : received - verdicts[EDI_REJECTED]);
	put_codes(answer, group->flaws, false);
	edi_answer_close(answer);
}

/* ST to SE. Of a group that is rejected as a whole only those sets are told that are wrong themselves. */
static void put_answer(struct edi_answer *answer, size_t place, const struct edi_segment *gs, bool is_new)
{
	const struct edi_envelope *group = &answer->file->levels[EDI_GROUP].items[place];
	size_t verdicts[] = { 0, 0, 0 }, set;

	answer->segments = 0;
	edi_answer_open(answer, "ST");
	edi_answer_text(answer, dialect_of(answer)->set);
	edi_answer_text(answer, "0001");
	edi_answer_text(answer, dialect_of(answer)->version);
	edi_answer_close(answer);
	edi_answer_open(answer, "AK1");
	put_element(answer, gs, 1, 2);
	put_element(answer, gs, 6, 9);
	if (is_new)
		put_element(answer, gs, 8, 12);
	edi_answer_close(answer);
	while ((set = edi_answer_take(answer, EDI_SET, EDI_GROUP, place)) != EDI_NONE) {
		enum edi_verdict verdict = edi_answer_verdict(answer, set);
		if (!group->flaws || verdict != EDI_ACCEPTED)
			put_set(answer, set, is_new);
		verdicts[verdict]++;
	}
	put_ak9(answer, group, verdicts);
	edi_answer_open(answer, "SE");
	edi_answer_format(answer, "%zu", answer->segments);
	edi_answer_text(answer, "0001");
	edi_answer_close(answer);
}

/* GS to GE; a group of acknowledgements is not answered. Version 005 and later name versions in AK1 and AK2. */
static bool put_group(struct edi_answer *answer, size_t place)
{
	const struct edi_envelope *group = &answer->file->levels[EDI_GROUP].items[place];
	char version[VERSION_BYTES + 1];
	struct edi_segment gs;

	if (span_is(group->type, "FA"))
		return false;
	edi_answer_header(answer, group, &gs);
	version_of(&gs, version);
	put_gs(answer, &gs, version);
	put_answer(answer, place, &gs, answer->ack->kind == EDI_ACK_999 || strcmp(version, "005") >= 0);
	edi_answer_open(answer, "GE");
	edi_answer_text(answer, "1");
	put_number(answer, false, answer->ack->group_number++);
	edi_answer_close(answer);
	return true;
}

bool edi_ack_x12(struct edi_answer *answer, const struct edi_envelope *interchange, size_t place)
{
	size_t before = answer->out->length, groups = 0, group;
	struct edi_segment isa;

	edi_answer_header(answer, interchange, &isa);
	put_isa(answer, &isa);
	while ((group = edi_answer_take(answer, EDI_GROUP, EDI_INTERCHANGE, place)) != EDI_NONE)
		groups += put_group(answer, group);
	if (groups == 0) {
		str_cut(answer->out, before);
		return false;
	}
	edi_answer_open(answer, "IEA");
	edi_answer_format(answer, "%zu", groups);
	put_number(answer, true, answer->ack->interchange_number);
	edi_answer_close(answer);
	return true;
}
