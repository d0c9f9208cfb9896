/* SPDX-License-Identifier: MIT */
/* Which answers there are, and what a set is worth. */
#include "codec/edi_ack.h"

#include <string.h>

#include "codec/edi_answer.h"

static const struct {
	const char *name;
	enum edi_format format;
	bool (*answer)(struct edi_answer *answer, const struct edi_envelope *interchange, size_t place);
} kinds[EDI_ACK_KINDS_] = {
	[EDI_ACK_997] = { "997", EDI_X12, edi_ack_x12 },
	[EDI_ACK_999] = { "999", EDI_X12, edi_ack_x12 },
	[EDI_ACK_CONTRL] = { "contrl", EDI_EDIFACT, edi_ack_contrl },
};

enum err edi_ack_kind_read(const char *name, enum edi_ack_kind *out, struct fault *fault)
{
	for (size_t i = 0; i < EDI_ACK_KINDS_; i++) {
		if (strcasecmp(name, kinds[i].name) != 0)
			continue;
		*out = (enum edi_ack_kind)i;
		return ERR_NONE;
	}
	fault_set(fault, ERR_INVALID, name, "it is no kind of acknowledgement");
	fault_help(fault, "997 and 999 answer X12, contrl answers EDIFACT");
	return ERR_INVALID;
}

enum edi_verdict edi_ack_verdict(const struct edi_envelope *set)
{
	struct span type = edi_component(&set->signs, set->type, 1);

	if (set->flaws & (EDI_FLAW_NO_END | EDI_FLAW_COUNT | EDI_FLAW_REF) || !type.length || !set->ref.length)
		return EDI_REJECTED;
	return set->flaws & (EDI_FLAW_SEGMENT | EDI_FLAW_REF_AGAIN) ? EDI_ACCEPTED_WITH_ERRORS : EDI_ACCEPTED;
}

/* Signs that the sender left out, so that the answer can be read. */
static struct edi_signs whole_signs(struct edi_signs signs, enum edi_format format)
{
	if (!signs.component)
		signs.component = format == EDI_EDIFACT ? ':' : signs.element == '>' || signs.terminator == '>' ? ':' : '>';
	if (!signs.terminator)
		signs.terminator = format == EDI_EDIFACT ? '\'' : signs.element == '~' || signs.component == '~' ? '\n' : '~';
	return signs;
}

enum err edi_ack_write(const struct edi_file *file, struct edi_ack *ack, struct str *out, struct fault *fault)
{
	struct edi_answer answer = { .file = file, .ack = ack, .out = out };
	bool is_answered = false;

	if (kinds[ack->kind].format != file->format) {
		fault_set(fault, ERR_INVALID, kinds[ack->kind].name, "it does not answer %s", file->format == EDI_X12 ? "X12" : "EDIFACT");
		fault_help(fault, "997 and 999 answer X12, contrl answers EDIFACT");
		return ERR_INVALID;
	}
	for (size_t i = 0; i < file->levels[EDI_INTERCHANGE].count; i++) {
		const struct edi_envelope *interchange = &file->levels[EDI_INTERCHANGE].items[i];
		answer.signs = whole_signs(interchange->signs, file->format);
		if (!kinds[ack->kind].answer(&answer, interchange, i))
			continue;
		ack->interchange_number++;
		is_answered = true;
	}
	if (is_answered)
		return ERR_NONE;
	return fault_set(fault, ERR_NOT_FOUND, kinds[ack->kind].name,
			 "there is nothing to answer: no interchange with a header, or acknowledgements only");
}
