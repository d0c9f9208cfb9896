/* SPDX-License-Identifier: MIT */
/* What both standards share: segments with counts, verdicts, findings in the order of their segments. */
#include "codec/edi_ack.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "codec/edi_acking.h"
#include "codec/edi_open.h"

static const struct {
	const char *name;
	enum edi_format format;
	bool (*answer)(struct edi_acking *acking, const struct edi_envelope *interchange, size_t place);
} kinds[EDI_ACK_KINDS_] = {
	[EDI_ACK_997] = { "997", EDI_X12, edi_acking_x12 },
	[EDI_ACK_999] = { "999", EDI_X12, edi_acking_x12 },
	[EDI_ACK_CONTRL] = { "contrl", EDI_EDIFACT, edi_acking_contrl },
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

/* --- segments --- */

void edi_acking_open(struct edi_acking *acking, const char *id)
{
	str_adds(acking->out, id);
	acking->pending = 0;
	acking->segments++;
}

static void begin_element(struct edi_acking *acking)
{
	for (; acking->pending > 0; acking->pending--)
		str_addc(acking->out, (char)acking->signs.element);
}

void edi_acking_text(struct edi_acking *acking, const char *text)
{
	acking->pending++;
	if (!text || !*text)
		return;
	begin_element(acking);
	str_adds(acking->out, text);
}

void edi_acking_format(struct edi_acking *acking, const char *format, ...)
{
	char text[64];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	edi_acking_text(acking, text);
}

/* The next byte at or behind `at` that is no line end; the end of the span if there is none. */
static size_t skip_ends(struct span raw, size_t at)
{
	while (at < raw.length && edi_is_end(raw.text[at]))
		at++;
	return at;
}

char edi_acking_byte(const struct edi_acking *acking, char byte)
{
	return (unsigned char)byte == acking->signs.element || (unsigned char)byte == acking->signs.terminator ? ' ' : byte;
}

void edi_acking_raw(struct edi_acking *acking, struct span raw, size_t most)
{
	size_t end;

	while (raw.length > 0 && edi_is_blank(raw.text[raw.length - 1]))
		raw.length--;
	acking->pending++;
	end = acking->out->length + acking->pending + most;
	for (size_t i = skip_ends(raw, 0); i < raw.length; i = skip_ends(raw, i + 1)) {
		bool is_release = raw.text[i] && (unsigned char)raw.text[i] == acking->signs.release;
		size_t released = is_release ? skip_ends(raw, i + 1) : i;
		if (acking->out->length + 1 + is_release > end || released >= raw.length)
			break;
		begin_element(acking);
		if (is_release)
			str_addc(acking->out, raw.text[i]);
		str_addc(acking->out, is_release ? raw.text[released] : edi_acking_byte(acking, raw.text[i]));
		i = released;
	}
}

void edi_acking_close(struct edi_acking *acking)
{
	str_addc(acking->out, (char)acking->signs.terminator);
	if (acking->ack->has_lines && acking->signs.terminator != '\n')
		str_addc(acking->out, '\n');
}

/* --- verdicts --- */

enum edi_verdict edi_ack_verdict(const struct edi_envelope *set)
{
	struct span type = edi_component(&set->signs, set->type, 1);

	if (set->flaws & (EDI_FLAW_NO_END | EDI_FLAW_COUNT | EDI_FLAW_REF) || !type.length || !set->ref.length)
		return EDI_REJECTED;
	return set->flaws & (EDI_FLAW_SEGMENT | EDI_FLAW_REF_AGAIN) ? EDI_ACCEPTED_WITH_ERRORS : EDI_ACCEPTED;
}

/* The finding that is next, if it is one of this set. */
static const struct edi_finding *finding_of(struct edi_acking *acking, size_t set)
{
	const struct edi_ack *ack = acking->ack;

	while (acking->finding < ack->finding_count && ack->findings[acking->finding].set < set)
		acking->finding++;
	if (acking->finding >= ack->finding_count || ack->findings[acking->finding].set != set)
		return NULL;
	return &ack->findings[acking->finding];
}

enum edi_verdict edi_acking_verdict(struct edi_acking *acking, size_t set)
{
	enum edi_verdict verdict = edi_ack_verdict(&acking->file->levels[EDI_SET].items[set]);
	const struct edi_ack *ack = acking->ack;

	if (!finding_of(acking, set))
		return verdict;
	for (size_t i = acking->finding; i < ack->finding_count && ack->findings[i].set == set; i++)
		if (ack->findings[i].verdict > verdict)
			verdict = ack->findings[i].verdict;
	return verdict;
}

bool edi_acking_note(struct edi_acking *acking, size_t set, const char *odd, struct edi_note *note)
{
	const struct edi_envelope *envelope = &acking->file->levels[EDI_SET].items[set];
	const struct edi_finding *finding = finding_of(acking, set);
	struct edi_segment segment;

	if (!finding && !(envelope->flaws & EDI_FLAW_SEGMENT))
		return false;
	if (note->segment == 0)
		edi_file_open(acking->file, envelope, &acking->cursor);
	else if (finding && finding->segment == note->segment) {
		note->code = finding->code;
		acking->finding++;
		return true;
	}
	while (edi_next(&acking->cursor, &segment)) {
		bool is_found = finding && finding->segment == segment.number;
		if (!is_found && edi_is_id(segment.id))
			continue;
		note->segment = segment.number;
		note->code = is_found ? finding->code : odd;
		memcpy(note->id, segment.id, sizeof note->id);
		acking->finding += is_found;
		return true;
	}
	return false;
}

/* --- all of it --- */

size_t edi_acking_look(struct edi_acking *acking, int level, int outer, size_t place)
{
	const struct edi_file *file = acking->file;
	size_t begin = file->levels[outer].items[place].first_segment, *next = &acking->next[level];

	while (*next < file->levels[level].count && file->levels[level].items[*next].first_segment < begin)
		++*next;
	return *next < file->levels[level].count && file->levels[level].items[*next].inside[outer] == place ? *next : EDI_NONE;
}

size_t edi_acking_take(struct edi_acking *acking, int level, int outer, size_t place)
{
	size_t found = edi_acking_look(acking, level, outer, place);

	acking->next[level] += found != EDI_NONE;
	return found;
}

void edi_acking_header(const struct edi_acking *acking, const struct edi_envelope *envelope, struct edi_segment *header)
{
	struct edi_cursor cursor;

	edi_file_open(acking->file, envelope, &cursor);
	BUG_IF(!edi_next(&cursor, header)); /* an envelope begins with its header */
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
	struct edi_acking acking = { .file = file, .ack = ack, .out = out };
	bool is_answered = false;

	if (kinds[ack->kind].format != file->format) {
		fault_set(fault, ERR_INVALID, kinds[ack->kind].name, "it does not answer %s", file->format == EDI_X12 ? "X12" : "EDIFACT");
		fault_help(fault, "997 and 999 answer X12, contrl answers EDIFACT");
		return ERR_INVALID;
	}
	for (size_t i = 0; i < file->levels[EDI_INTERCHANGE].count; i++) {
		const struct edi_envelope *interchange = &file->levels[EDI_INTERCHANGE].items[i];
		acking.signs = whole_signs(interchange->signs, file->format);
		if (!kinds[ack->kind].answer(&acking, interchange, i))
			continue;
		ack->interchange_number++;
		is_answered = true;
	}
	if (is_answered)
		return ERR_NONE;
	return fault_set(fault, ERR_NOT_FOUND, kinds[ack->kind].name,
			 "there is nothing to answer: no interchange with a header, or acknowledgements only");
}
