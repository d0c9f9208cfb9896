/* SPDX-License-Identifier: MIT */
/* CONTRL: UCI for the interchange, UCF for each group, UCM for each message. Nothing is said below what is rejected. Values are
 * copied as they came, so their released signs stay released. */
#include "codec/edi_acking.h"

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

static void put_element(struct edi_acking *acking, const struct edi_segment *header, size_t element, size_t most)
{
	edi_acking_raw(acking, edi_element(header, element), most);
}

/* The action, and the first of the flaws. */
static void put_action(struct edi_acking *acking, const struct edi_envelope *envelope, int level, bool is_rejected)
{
	edi_acking_text(acking, is_rejected ? "4" : "7");
	for (size_t i = 0; i < COUNT_OF(errors); i++) {
		if (!(envelope->flaws & errors[i].flaw))
			continue;
		edi_acking_text(acking, errors[i].code);
		edi_acking_text(acking, errors[i].is_tail ? tails[level] : heads[level]);
		edi_acking_text(acking, errors[i].place);
		break;
	}
	edi_acking_close(acking);
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

static void put_una(struct edi_acking *acking)
{
	const struct edi_signs *signs = &acking->signs;
	const unsigned char bytes[] = { signs->component, signs->element, signs->decimal ? signs->decimal : '.',
					signs->release ? signs->release : ' ', signs->repetition ? signs->repetition : ' ' };

	if (are_usual(signs))
		return;
	str_adds(acking->out, "UNA");
	str_add(acking->out, (const char *)bytes, sizeof bytes);
	edi_acking_close(acking);
}

static void put_unb(struct edi_acking *acking, const struct edi_segment *unb)
{
	const struct civil *at = &acking->ack->at;
	bool is_test = edi_element(unb, 11).length > 0;

	edi_acking_open(acking, "UNB");
	put_element(acking, unb, 1, NAME_BYTES);
	put_element(acking, unb, 3, NAME_BYTES);
	put_element(acking, unb, 2, NAME_BYTES);
	edi_acking_format(acking, "%0*d%02d%02d%c%02d%02d", is_version_4(unb) ? 4 : 2, is_version_4(unb) ? at->year : at->year % 100,
			  at->month, at->day, acking->signs.component, at->hour, at->minute);
	edi_acking_format(acking, "%lld", (long long)acking->ack->interchange_number);
	for (int i = 0; i < 5; i++)
		edi_acking_text(acking, "");
	if (is_test)
		put_element(acking, unb, 11, 1);
	edi_acking_close(acking);
}

static void put_message(struct edi_acking *acking, size_t place)
{
	const struct edi_envelope *message = &acking->file->levels[EDI_SET].items[place];
	struct edi_segment unh;
	struct edi_note note = { 0 };

	edi_acking_header(acking, message, &unh);
	edi_acking_open(acking, "UCM");
	put_element(acking, &unh, 1, REF_BYTES);
	put_element(acking, &unh, 2, NAME_BYTES);
	put_action(acking, message, EDI_SET, edi_acking_verdict(acking, place) == EDI_REJECTED);
	while (edi_acking_note(acking, place, "15", &note)) {
		edi_acking_open(acking, "UCS");
		edi_acking_format(acking, "%zu", note.segment + 1 - message->first_segment);
		edi_acking_text(acking, note.code);
		edi_acking_close(acking);
	}
}

static void put_messages(struct edi_acking *acking, int level, size_t place)
{
	size_t set;

	while ((set = edi_acking_take(acking, EDI_SET, level, place)) != EDI_NONE)
		put_message(acking, set);
}

static void put_group(struct edi_acking *acking, size_t place)
{
	const struct edi_envelope *group = &acking->file->levels[EDI_GROUP].items[place];
	struct edi_segment ung;

	edi_acking_header(acking, group, &ung);
	edi_acking_open(acking, "UCF");
	put_element(acking, &ung, 5, REF_BYTES);
	put_element(acking, &ung, 2, NAME_BYTES);
	put_element(acking, &ung, 3, NAME_BYTES);
	put_action(acking, group, EDI_GROUP, group->flaws != 0);
	if (!group->flaws)
		put_messages(acking, EDI_GROUP, place);
}

/* UNH to UNT. */
static void put_answer(struct edi_acking *acking, const struct edi_envelope *interchange, size_t place,
		       const struct edi_segment *unb)
{
	char sign = (char)acking->signs.component;
	size_t group;

	acking->segments = 0;
	edi_acking_open(acking, "UNH");
	edi_acking_text(acking, "1");
	edi_acking_format(acking, is_version_4(unb) ? "CONTRL%c4%c1%cUN" : "CONTRL%cD%c3%cUN", sign, sign, sign);
	edi_acking_close(acking);
	edi_acking_open(acking, "UCI");
	put_element(acking, unb, 5, REF_BYTES);
	put_element(acking, unb, 2, NAME_BYTES);
	put_element(acking, unb, 3, NAME_BYTES);
	put_action(acking, interchange, EDI_INTERCHANGE, interchange->flaws != 0);
	while (!interchange->flaws && (group = edi_acking_take(acking, EDI_GROUP, EDI_INTERCHANGE, place)) != EDI_NONE)
		put_group(acking, group);
	if (!interchange->flaws && !interchange->parts[EDI_GROUP])
		put_messages(acking, EDI_INTERCHANGE, place);
	edi_acking_open(acking, "UNT");
	edi_acking_format(acking, "%zu", acking->segments);
	edi_acking_text(acking, "1");
	edi_acking_close(acking);
}

/* An interchange that holds nothing but CONTRL is not answered. */
static bool is_answered(struct edi_acking *acking, const struct edi_envelope *interchange, size_t place)
{
	size_t first = edi_acking_look(acking, EDI_SET, EDI_INTERCHANGE, place);

	for (size_t i = 0; i < interchange->parts[EDI_SET]; i++) {
		const struct edi_envelope *message = &acking->file->levels[EDI_SET].items[first + i];
		if (!span_is(edi_component(&message->signs, message->type, 1), "CONTRL"))
			return true;
	}
	return interchange->parts[EDI_SET] == 0;
}

bool edi_acking_contrl(struct edi_acking *acking, const struct edi_envelope *interchange, size_t place)
{
	struct edi_segment unb;

	if (!is_answered(acking, interchange, place))
		return false;
	edi_acking_header(acking, interchange, &unb);
	put_una(acking);
	put_unb(acking, &unb);
	put_answer(acking, interchange, place, &unb);
	edi_acking_open(acking, "UNZ");
	edi_acking_text(acking, "1");
	edi_acking_format(acking, "%lld", (long long)acking->ack->interchange_number);
	edi_acking_close(acking);
	return true;
}
