/* SPDX-License-Identifier: MIT */
/* Elements by their kept places; repetitions and components are looked for in the few bytes of their element. */
#include "codec/edi.h"

#include <string.h>

#include "codec/edi_open.h"

static const struct span nothing = { "", 0 };

size_t edi_find_sign(const struct edi_signs *signs, struct span in, unsigned char sign)
{
	size_t i = 0;

	for (; i < in.length && (unsigned char)in.text[i] != sign; i++)
		if (in.text[i] && (unsigned char)in.text[i] == signs->release)
			for (i++; i < in.length && edi_is_end(in.text[i]);)
				i++;
	return i < in.length ? i : in.length;
}

/* Part `n` (from 1) of what is parted by `sign`. */
static struct span part(const struct edi_signs *signs, struct span in, unsigned char sign, size_t n)
{
	struct span out = nothing;

	if (n == 0)
		return nothing;
	while (n-- > 0)
		if (!edi_take(signs, sign, &in, &out))
			return nothing;
	return out;
}

struct span edi_far_element(const struct edi_segment *segment, size_t n)
{
	struct span rest;
	size_t begin;

	if (n == 0 || n > segment->element_count)
		return nothing;
	begin = segment->cuts[EDI_CUTS_MOST - 1] + 1;
	rest = (struct span){ segment->bytes.text + begin, segment->bytes.length - begin };
	return part(&segment->signs, rest, segment->signs.element, n - EDI_CUTS_MOST + 1);
}

struct span edi_repetition(const struct edi_signs *signs, struct span element, size_t n)
{
	return part(signs, element, signs->repetition, n);
}

struct span edi_component(const struct edi_signs *signs, struct span repetition, size_t n)
{
	return part(signs, repetition, signs->component, n);
}

struct span edi_field(const struct edi_segment *segment, size_t n, size_t c)
{
	return edi_component(&segment->signs, edi_repetition(&segment->signs, edi_element(segment, n), 1), c);
}

static struct span without_blanks(struct span raw)
{
	while (raw.length > 0 && edi_is_blank(raw.text[0]))
		raw = (struct span){ raw.text + 1, raw.length - 1 };
	while (raw.length > 0 && edi_is_blank(raw.text[raw.length - 1]))
		raw.length--;
	return raw;
}

/* Is every byte one of the value? */
static bool is_plain(const struct edi_signs *signs, struct span raw)
{
	for (size_t i = 0; i < raw.length; i++)
		if (edi_is_end(raw.text[i]) || (raw.text[i] && (unsigned char)raw.text[i] == signs->release))
			return false;
	return true;
}

/* At most `room` bytes of the value; returns how many. */
static size_t unescape(const struct edi_signs *signs, struct span raw, char *out, size_t room)
{
	size_t length = 0;
	bool is_released = false;

	for (size_t i = 0; i < raw.length && length < room; i++) {
		if (edi_is_end(raw.text[i]))
			continue;
		if (!is_released && raw.text[i] && (unsigned char)raw.text[i] == signs->release) {
			is_released = true;
			continue;
		}
		out[length++] = raw.text[i];
		is_released = false;
	}
	return length;
}

struct span edi_value(const struct edi_signs *signs, struct span raw, struct arena *arena)
{
	char *copy;

	raw = without_blanks(raw);
	if (is_plain(signs, raw))
		return raw;
	copy = arena_new(arena, raw.length + 1, 1);
	return (struct span){ copy, unescape(signs, raw, copy, raw.length) };
}

const char *edi_value_into(const struct edi_signs *signs, struct span raw, char *out, size_t room_bytes)
{
	out[unescape(signs, without_blanks(raw), out, room_bytes - 1)] = '\0';
	return out;
}
