/* SPDX-License-Identifier: MIT */
/*
 * The input decoder. Bytes wait in `pending` until they make a whole thing; each step of decode()
 * takes one whole thing away: an event, or something that is swallowed. Only three things are ever
 * waited for with a clock: what a lone Esc is the start of, a reply that is cut off, and a paste
 * whose end was lost.
 */
#include "keys/keyread.h"

#include <string.h>

#include "base/text.h"
#include "keys/sequence.h"

#define ESC             0x1b
#define ESC_WAIT_US     25000
#define STRING_QUIET_US 500000   /* a reply that stops for so long has been cut off */
#define PASTE_QUIET_US  10000000 /* long, because what comes behind it would be read as commands */
#define PASTE_END       "\033[201~"
#define PASTE_END_BYTES 6

enum step {
	STEP_MORE,  /* not whole yet */
	STEP_TAKEN, /* bytes are gone, no event */
	STEP_EVENT,
};

static int64_t esc_wait(const struct keyread *reader)
{
	return reader->esc_wait_us > 0 ? reader->esc_wait_us : ESC_WAIT_US;
}

static size_t left(const struct keyread *reader)
{
	return reader->pending.length - reader->done;
}

static const char *head(const struct keyread *reader)
{
	return reader->pending.text + reader->done;
}

/* How long silence must last before the pending bytes are taken for all there is. A start of a
 * sequence gets more than a lone Esc: nobody types ESC [ by hand, but slow links tear it apart. */
static int64_t patience(const struct keyread *reader)
{
	if (reader->is_pasting)
		return PASTE_QUIET_US;
	if (reader->is_skipping)
		return STRING_QUIET_US;
	return left(reader) > 1 ? 4 * esc_wait(reader) : esc_wait(reader);
}

static enum step take(struct keyread *reader, size_t bytes)
{
	reader->done += bytes;
	return STEP_TAKEN;
}

static enum step take_key(struct keyread *reader, size_t bytes, uint32_t key,
			  struct keyread_event *out)
{
	reader->done += bytes;
	*out = (struct keyread_event){ .kind = KEYREAD_KEY, .key = key };
	return STEP_EVENT;
}

/* Paste. */

static void keep_paste(struct keyread *reader, size_t bytes)
{
	size_t room = KEYREAD_PASTE_BYTES_MAX - reader->paste.length,
	       kept = bytes < room ? bytes : room;

	str_add(&reader->paste, head(reader), kept);
	reader->is_paste_cut = reader->is_paste_cut || kept < bytes;
	reader->done += bytes;
}

static enum step end_paste(struct keyread *reader, struct keyread_event *out)
{
	reader->is_pasting = false;
	*out = (struct keyread_event){ .kind = KEYREAD_PASTE,
				       .text = { str_text(&reader->paste), reader->paste.length },
				       .is_cut = reader->is_paste_cut };
	return STEP_EVENT;
}

static enum step decode_paste(struct keyread *reader, bool is_quiet, struct keyread_event *out)
{
	const char *end = left(reader)
				  ? memmem(head(reader), left(reader), PASTE_END, PASTE_END_BYTES)
				  : NULL;

	if (end) {
		keep_paste(reader, (size_t)(end - head(reader)));
		reader->done += PASTE_END_BYTES;
		return end_paste(reader, out);
	}
	if (is_quiet) {
		keep_paste(reader, left(reader));
		reader->is_paste_cut = true;
		return end_paste(reader, out);
	}
	if (left(reader) >= PASTE_END_BYTES)
		keep_paste(reader, left(reader) - (PASTE_END_BYTES - 1));
	return STEP_MORE;
}

static enum step start_paste(struct keyread *reader)
{
	str_clear(&reader->paste);
	reader->is_pasting = true;
	reader->is_paste_cut = false;
	return STEP_TAKEN;
}

/* Replies that are strings: OSC, DCS, APC. They end with ST or BEL, or when another sequence
 * begins. Nobody answers in PM or SOS, so Alt-^ and Alt-X stay keys. */

static enum step decode_string(struct keyread *reader, bool is_quiet)
{
	for (size_t i = 0; i < left(reader); i++) {
		char byte = head(reader)[i];
		if (byte == ESC && i + 1 == left(reader)) {
			reader->done += i;
			break;
		}
		if (byte == ESC || byte == '\a' || byte == 0x18 || byte == 0x1a) {
			bool is_st = byte == ESC && head(reader)[i + 1] == '\\';
			reader->is_skipping = false;
			return take(reader, is_st ? i + 2 : byte == ESC ? i : i + 1);
		}
		if (i + 1 == left(reader)) {
			reader->done += i + 1;
			break;
		}
	}
	if (is_quiet) {
		reader->is_skipping = false;
		return STEP_TAKEN;
	}
	return STEP_MORE;
}

static bool is_string_start(char byte)
{
	return byte == ']' || byte == 'P' || byte == '_';
}

/* Sequences. */

static enum step decode_csi(struct keyread *reader, bool is_quiet, struct keyread_event *out)
{
	struct sequence sequence;
	size_t bytes = sequence_read(head(reader), left(reader), &sequence);

	if (bytes == 0) {
		if (!is_quiet)
			return STEP_MORE;
		if (left(reader) == 2)
			return take_key(reader, 2, (unsigned char)head(reader)[1] | K_ALT, out);
		return take(reader, left(reader));
	}
	reader->done += bytes;
	if (sequence_is_paste(&sequence))
		return start_paste(reader);
	return sequence_event(&sequence, out) ? STEP_EVENT : STEP_TAKEN;
}

static uint32_t control_key(unsigned char byte)
{
	switch (byte) {
	case 0x00: return ' ' | K_CTRL;
	case 0x08:
	case 0x7f: return K_BACKSPACE;
	case '\t': return K_TAB;
	case '\n':
	case '\r': return K_ENTER;
	case ESC: return K_ESC;
	default: return (byte <= 26 ? (uint32_t)byte + 'a' - 1 : (uint32_t)byte + '@') | K_CTRL;
	}
}

static size_t utf8_bytes(unsigned char first)
{
	if (first < 0xc2)
		return 1;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
}

/* A sign or a control, `skip` bytes behind the head (1 behind an Esc), with `mods`. */
static enum step decode_sign(struct keyread *reader, bool is_quiet, size_t skip, uint32_t mods,
			     struct keyread_event *out)
{
	const char *at = head(reader) + skip;
	size_t room = left(reader) - skip, wanted = utf8_bytes((unsigned char)*at), bytes;
	uint32_t sign;

	if ((unsigned char)*at < 0x20 || *at == 0x7f)
		return take_key(reader, skip + 1, control_key((unsigned char)*at) | mods, out);
	bytes = text_next(at, room < wanted ? room : wanted, &sign);
	if (room < wanted && !is_quiet && ((unsigned char)at[room - 1] & 0x80))
		return STEP_MORE;
	if (bytes == 1 && (unsigned char)*at >= 0x80)
		return take(reader, skip + 1);
	if (sign < 0xa0 && sign >= 0x80)
		return take(reader, skip + bytes);
	return take_key(reader, skip + bytes, sign | mods, out);
}

static enum step decode_esc(struct keyread *reader, bool is_quiet, struct keyread_event *out)
{
	char next;

	if (left(reader) == 1)
		return is_quiet ? take_key(reader, 1, K_ESC, out) : STEP_MORE;
	next = head(reader)[1];
	if (next == '[' || next == 'O')
		return decode_csi(reader, is_quiet, out);
	if (next == ESC)
		return take_key(reader, 1, K_ESC, out);
	if (is_string_start(next)) {
		if (left(reader) == 2)
			return is_quiet ? take_key(reader, 2, (unsigned char)next | K_ALT, out)
					: STEP_MORE;
		reader->is_skipping = true;
		return take(reader, 2);
	}
	return decode_sign(reader, is_quiet, 1, K_ALT, out);
}

static enum step decode(struct keyread *reader, bool is_quiet, struct keyread_event *out)
{
	if (reader->is_pasting)
		return decode_paste(reader, is_quiet, out);
	if (reader->is_skipping)
		return decode_string(reader, is_quiet);
	if (left(reader) == 0)
		return STEP_MORE;
	if (*head(reader) == ESC)
		return decode_esc(reader, is_quiet, out);
	return decode_sign(reader, is_quiet, 0, 0, out);
}

static void drop_done(struct keyread *reader)
{
	size_t rest = left(reader);

	if (reader->done == 0)
		return;
	memmove(reader->pending.text, reader->pending.text + reader->done, rest);
	str_cut(&reader->pending, rest);
	reader->done = 0;
}

void keyread_feed(struct keyread *reader, const char *bytes, size_t length, int64_t now_us)
{
	size_t room;

	drop_done(reader);
	room = KEYREAD_PENDING_BYTES_MAX - reader->pending.length;
	str_add(&reader->pending, bytes, length < room ? length : room);
	reader->fed_at = now_us;
}

bool keyread_next(struct keyread *reader, int64_t now_us, struct keyread_event *out)
{
	enum step step;

	do {
		step = decode(reader, now_us - reader->fed_at >= patience(reader), out);
	} while (step == STEP_TAKEN);
	return step == STEP_EVENT;
}

int64_t keyread_wait_us(const struct keyread *reader, int64_t now_us)
{
	int64_t wait;

	if (left(reader) == 0 && !reader->is_pasting && !reader->is_skipping)
		return -1;
	wait = reader->fed_at + patience(reader) - now_us;
	return wait > 0 ? wait : 0;
}

void keyread_flush(struct keyread *reader)
{
	struct keyread_event event;

	while (keyread_next(reader, reader->fed_at, &event))
		;
	if (!reader->is_pasting && !reader->is_skipping)
		reader->done = reader->pending.length;
}

void keyread_release(struct keyread *reader)
{
	str_release(&reader->pending);
	str_release(&reader->paste);
	*reader = (struct keyread){ .esc_wait_us = reader->esc_wait_us };
}
