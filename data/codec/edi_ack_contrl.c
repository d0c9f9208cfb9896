/* SPDX-License-Identifier: MIT */
/* CONTRL: UCI for the interchange, UCF for each group, UCM for each message. Nothing is said below what is rejected. Values are
 * copied as they came, so their released signs stay released. */
#include "codec/edi_answer.h"

#include <string.h>

#define REF_BYTES 35
#define NAME_BYTES 120

/* Flaws as codes of element 0085, with the segment and the place in it (its tag is place 1). */
static const struct {
	unsigned flaw;
	const char *code;
	bool is_tail;
	const char *place;
} errors[] = {
	{ EDI_FLAW_NO_END, "13", true, "" },     /* missing */
	{ EDI_FLAW_COUNT, "29", true, "2" },     /* the count does not match */
	{ EDI_FLAW_REF, "28", true, "3" },       /* references do not match */
	{ EDI_FLAW_REF_AGAIN, "26", false, "2" }, /* duplicate */
};

static const char *const heads[] = { [EDI_INTERCHANGE] = "UNB", [EDI_GROUP] = "UNG", [EDI_SET] = "UNH" };
static const char *const tails[] = { [EDI_INTERCHANGE] = "UNZ", [EDI_GROUP] = "UNE", [EDI_SET] = "UNT" };

static void put_element(struct edi_answer *answer, const struct edi_segment *header, size_t element, size_t most)
{
	edi_answer_raw(answer, edi_element(header, element), most);
}

/* The action, and the first of the flaws. */
static void put_action(struct edi_answer *answer, const struct edi_envelope *envelope, int level, bool is_rejected)
{
	edi_answer_text(answer, is_rejected ? "4" : "7");
	for (size_t i = 0; i < COUNT_OF(errors); i++) {
		if (!(envelope->flaws & errors[i].flaw))
			continue;
		edi_answer_text(answer, errors[i].code);
		edi_answer_text(answer, errors[i].is_tail ? tails[level] : heads[level]);
		edi_answer_text(answer, errors[i].place);
		break;
	}
	edi_answer_close(answer);
}

static bool is_version_4(const struct edi_segment *unb)
{
	struct span version = edi_field(unb, 1, 2);

	return version.length > 0 && version.text[0] >= '4';
}

static bool are_usual(const struct edi_signs *signs)
{
	return signs->element == '+' && signs->component == ':' && signs->release == '?' && signs->terminator == '\'' &&
	       (!signs->repetition || signs->repetition == '*');
}

/* A UNA is believed for later interchanges, too, so each behind one has its own. */
static void put_una(struct edi_answer *answer)
{
	const struct edi_signs *signs = &answer->signs;
	const unsigned char bytes[] = { signs->component, signs->element, signs->decimal ? signs->decimal : '.',
					signs->release ? signs->release : ' ', signs->repetition ? signs->repetition : ' ' };

	if (are_usual(signs) && !answer->has_una)
		return;
	answer->has_una = true;
	str_adds(answer->out, "UNA");
	str_add(answer->out, (const char *)bytes, sizeof bytes);
	edi_answer_close(answer);
}

static void put_unb(struct edi_answer *answer, const struct edi_segment *unb)
{
	const struct civil *at = &answer->ack->at;
	bool is_test = edi_element(unb, 11).length > 0;

	edi_answer_open(answer, "UNB");
	put_element(answer, unb, 1, NAME_BYTES);
	put_element(answer, unb, 3, NAME_BYTES);
	put_element(answer, unb, 2, NAME_BYTES);
	edi_answer_format(answer, "%0*d%02d%02d%c%02d%02d", is_version_4(unb) ? 4 : 2, is_version_4(unb) ? at->year : at->year % 100,
			  at->month, at->day, answer->signs.component, at->hour, at->minute);
	edi_answer_format(answer, "%lld", (long long)answer->ack->interchange_number);
	for (int i = 0; i < 5; i++)
		edi_answer_text(answer, "");
	if (is_test)
		put_element(answer, unb, 11, 1);
	edi_answer_close(answer);
}

static void put_message(struct edi_answer *answer, size_t place)
{
	const struct edi_envelope *message = &answer->file->levels[EDI_SET].items[place];
	struct edi_segment unh;
	struct edi_note note = { 0 };

	edi_answer_header(answer, message, &unh);
	edi_answer_open(answer, "UCM");
	put_element(answer, &unh, 1, REF_BYTES);
	put_element(answer, &unh, 2, NAME_BYTES);
	put_action(answer, message, EDI_SET, edi_answer_verdict(answer, place) == EDI_REJECTED);
	while (edi_answer_note(answer, place, "15", &note)) {
		edi_answer_open(answer, "UCS");
		edi_answer_format(answer, "%zu", note.segment + 1 - message->first_segment);
		edi_answer_text(answer, note.code);
		edi_answer_close(answer);
	}
}

static void put_messages(struct edi_answer *answer, int level, size_t place)
{
	size_t set;

	while ((set = edi_answer_take(answer, EDI_SET, level, place)) != EDI_NONE)
		put_message(answer, set);
}

static void put_group(struct edi_answer *answer, size_t place)
{
	const struct edi_envelope *group = &answer->file->levels[EDI_GROUP].items[place];
	struct edi_segment ung;

	edi_answer_header(answer, group, &ung);
	edi_answer_open(answer, "UCF");
	put_element(answer, &ung, 5, REF_BYTES);
	put_element(answer, &ung, 2, NAME_BYTES);
	put_element(answer, &ung, 3, NAME_BYTES);
	put_action(answer, group, EDI_GROUP, group->flaws != 0);
	if (!group->flaws)
		put_messages(answer, EDI_GROUP, place);
}

/* UNH to UNT. */
static void put_answer(struct edi_answer *answer, const struct edi_envelope *interchange, size_t place,
		       const struct edi_segment *unb)
{
	char sign = (char)answer->signs.component;
	size_t group;

	answer->segments = 0;
	edi_answer_open(answer, "UNH");
	edi_answer_text(answer, "1");
	edi_answer_format(answer, is_version_4(unb) ? "CONTRL%c4%c1%cUN" : "CONTRL%cD%c3%cUN", sign, sign, sign);
	edi_answer_close(answer);
	edi_answer_open(answer, "UCI");
	put_element(answer, unb, 5, REF_BYTES);
	put_element(answer, unb, 2, NAME_BYTES);
	put_element(answer, unb, 3, NAME_BYTES);
	put_action(answer, interchange, EDI_INTERCHANGE, interchange->flaws != 0);
	while (!interchange->flaws && (group = edi_answer_take(answer, EDI_GROUP, EDI_INTERCHANGE, place)) != EDI_NONE)
		put_group(answer, group);
	if (!interchange->flaws && !interchange->parts[EDI_GROUP])
		put_messages(answer, EDI_INTERCHANGE, place);
	edi_answer_open(answer, "UNT");
	edi_answer_format(answer, "%zu", answer->segments);
	edi_answer_text(answer, "1");
	edi_answer_close(answer);
}

/* An interchange that holds nothing but CONTRL is not answered. */
static bool is_answered(struct edi_answer *answer, const struct edi_envelope *interchange, size_t place)
{
	size_t first = edi_answer_look(answer, EDI_SET, EDI_INTERCHANGE, place);

	for (size_t i = 0; i < interchange->parts[EDI_SET]; i++) {
		const struct edi_envelope *message = &answer->file->levels[EDI_SET].items[first + i];
		if (!span_is(edi_component(&message->signs, message->type, 1), "CONTRL"))
			return true;
	}
	return interchange->parts[EDI_SET] == 0;
}

bool edi_ack_contrl(struct edi_answer *answer, const struct edi_envelope *interchange, size_t place)
{
	struct edi_segment unb;

	if (!is_answered(answer, interchange, place))
		return false;
	edi_answer_header(answer, interchange, &unb);
	put_una(answer);
	put_unb(answer, &unb);
	put_answer(answer, interchange, place, &unb);
	edi_answer_open(answer, "UNZ");
	edi_answer_text(answer, "1");
	edi_answer_format(answer, "%lld", (long long)answer->ack->interchange_number);
	edi_answer_close(answer);
	return true;
}
