/* SPDX-License-Identifier: MIT */
/* Segments that count themselves, findings in the order of their segments, envelopes gone by once. */
#include "codec/edi_answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "codec/edi_open.h"

/* --- segments --- */

void edi_answer_open(struct edi_answer *answer, const char *id)
{
	str_adds(answer->out, id);
	answer->pending = 0;
	answer->segments++;
}

static void begin_element(struct edi_answer *answer)
{
	for (; answer->pending > 0; answer->pending--)
		str_addc(answer->out, (char)answer->signs.element);
}

void edi_answer_text(struct edi_answer *answer, const char *text)
{
	answer->pending++;
	if (!text || !*text)
		return;
	begin_element(answer);
	str_adds(answer->out, text);
}

void edi_answer_format(struct edi_answer *answer, const char *format, ...)
{
	char text[64];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	edi_answer_text(answer, text);
}

/* The next byte at or behind `at` that is no line end; the end of the span if there is none. */
static size_t skip_ends(struct span raw, size_t at)
{
	while (at < raw.length && edi_is_end(raw.text[at]))
		at++;
	return at;
}

char edi_answer_byte(const struct edi_answer *answer, char byte)
{
	return (unsigned char)byte == answer->signs.element || (unsigned char)byte == answer->signs.terminator ? ' ' : byte;
}

void edi_answer_raw(struct edi_answer *answer, struct span raw, size_t most)
{
	size_t end;

	while (raw.length > 0 && edi_is_blank(raw.text[raw.length - 1]))
		raw.length--;
	answer->pending++;
	end = answer->out->length + answer->pending + most;
	for (size_t i = skip_ends(raw, 0); i < raw.length; i = skip_ends(raw, i + 1)) {
		bool is_release = raw.text[i] && (unsigned char)raw.text[i] == answer->signs.release;
		size_t released = is_release ? skip_ends(raw, i + 1) : i;
		if (answer->out->length + 1 + is_release > end || released >= raw.length)
			break;
		begin_element(answer);
		if (is_release)
			str_addc(answer->out, raw.text[i]);
		str_addc(answer->out, is_release ? raw.text[released] : edi_answer_byte(answer, raw.text[i]));
		i = released;
	}
}

void edi_answer_close(struct edi_answer *answer)
{
	str_addc(answer->out, (char)answer->signs.terminator);
	if (answer->ack->has_lines && answer->signs.terminator != '\n')
		str_addc(answer->out, '\n');
}

/* --- what is said about segments --- */

/* The finding that is next, if it is one of this set. */
static const struct edi_finding *finding_of(struct edi_answer *answer, size_t set)
{
	const struct edi_ack *ack = answer->ack;

	while (answer->finding < ack->finding_count && ack->findings[answer->finding].set < set)
		answer->finding++;
	if (answer->finding >= ack->finding_count || ack->findings[answer->finding].set != set)
		return NULL;
	return &ack->findings[answer->finding];
}

enum edi_verdict edi_answer_verdict(struct edi_answer *answer, size_t set)
{
	enum edi_verdict verdict = edi_ack_verdict(&answer->file->levels[EDI_SET].items[set]);
	const struct edi_ack *ack = answer->ack;

	if (!finding_of(answer, set))
		return verdict;
	for (size_t i = answer->finding; i < ack->finding_count && ack->findings[i].set == set; i++)
		if (ack->findings[i].verdict > verdict)
			verdict = ack->findings[i].verdict;
	return verdict;
}

bool edi_answer_note(struct edi_answer *answer, size_t set, const char *odd, struct edi_note *note)
{
	const struct edi_envelope *envelope = &answer->file->levels[EDI_SET].items[set];
	const struct edi_finding *finding = finding_of(answer, set);
	struct edi_segment segment;

	if (!finding && !(envelope->flaws & EDI_FLAW_SEGMENT))
		return false;
	if (note->segment == 0)
		edi_file_open(answer->file, envelope, &answer->cursor);
	else if (finding && finding->segment == note->segment) {
		note->code = finding->code;
		answer->finding++;
		return true;
	}
	while (edi_next(&answer->cursor, &segment)) {
		bool is_found = finding && finding->segment == segment.number;
		if (!is_found && edi_is_id(segment.id))
			continue;
		note->segment = segment.number;
		note->code = is_found ? finding->code : odd;
		memcpy(note->id, segment.id, sizeof note->id);
		answer->finding += is_found;
		return true;
	}
	return false;
}

/* --- envelopes --- */

size_t edi_answer_look(struct edi_answer *answer, int level, int outer, size_t place)
{
	const struct edi_file *file = answer->file;
	size_t begin = file->levels[outer].items[place].first_segment, *next = &answer->next[level];

	while (*next < file->levels[level].count && file->levels[level].items[*next].first_segment < begin)
		++*next;
	return *next < file->levels[level].count && file->levels[level].items[*next].inside[outer] == place ? *next : EDI_NONE;
}

size_t edi_answer_take(struct edi_answer *answer, int level, int outer, size_t place)
{
	size_t found = edi_answer_look(answer, level, outer, place);

	answer->next[level] += found != EDI_NONE;
	return found;
}

void edi_answer_header(const struct edi_answer *answer, const struct edi_envelope *envelope, struct edi_segment *header)
{
	struct edi_cursor cursor;

	edi_file_open(answer->file, envelope, &cursor);
	BUG_IF(!edi_next(&cursor, header)); /* an envelope begins with its header */
}
