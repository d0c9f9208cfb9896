/* SPDX-License-Identifier: MIT */
/* Control sequences: xterm's first, with what linux, rxvt, tmux and kitty send besides. What is not
 * in a table is a reply or news from a later terminal and means nothing. */
#include "keys/sequence.h"

struct meaning {
	int code;
	uint32_t key;
};

/* CSI <code> ~ */
static const struct meaning tildes[] = {
	{ 1, K_HOME },     { 2, K_INSERT },    { 3, K_DELETE },   { 4, K_END },
	{ 5, K_PAGE_UP },  { 6, K_PAGE_DOWN }, { 7, K_HOME },     { 8, K_END },
	{ 11, K_F0 + 1 },  { 12, K_F0 + 2 },   { 13, K_F0 + 3 },  { 14, K_F0 + 4 },
	{ 15, K_F0 + 5 },  { 17, K_F0 + 6 },   { 18, K_F0 + 7 },  { 19, K_F0 + 8 },
	{ 20, K_F0 + 9 },  { 21, K_F0 + 10 },  { 23, K_F0 + 11 }, { 24, K_F0 + 12 },
	{ 25, K_F0 + 13 }, { 26, K_F0 + 14 },  { 28, K_F0 + 15 }, { 29, K_F0 + 16 },
	{ 31, K_F0 + 17 }, { 32, K_F0 + 18 },  { 33, K_F0 + 19 }, { 34, K_F0 + 20 },
	{ 42, K_F0 + 21 }, { 43, K_F0 + 22 },  { 44, K_F0 + 23 }, { 45, K_F0 + 24 },
};

/* CSI and SS3 by their last letter. */
static const struct meaning letters[] = {
	{ 'A', K_UP },
	{ 'B', K_DOWN },
	{ 'C', K_RIGHT },
	{ 'D', K_LEFT },
	{ 'E', K_BEGIN },
	{ 'F', K_END },
	{ 'H', K_HOME },
	{ 'P', K_F0 + 1 },
	{ 'Q', K_F0 + 2 },
	{ 'S', K_F0 + 4 },
	{ 'Z', K_TAB | K_SHIFT },
	{ 'a', K_UP | K_SHIFT },
	{ 'b', K_DOWN | K_SHIFT },
	{ 'c', K_RIGHT | K_SHIFT },
	{ 'd', K_LEFT | K_SHIFT },
};

/* SS3 only: F3, and the number pad in application mode. */
static const struct meaning pad[] = {
	{ 'R', K_F0 + 3 },
	{ 'M', K_ENTER },
	{ 'I', K_TAB },
	{ 'X', '=' },
	{ 'j', '*' },
	{ 'k', '+' },
	{ 'l', ',' },
	{ 'm', '-' },
	{ 'n', '.' },
	{ 'o', '/' },
	{ 'p', '0' },
	{ 'q', '1' },
	{ 'r', '2' },
	{ 's', '3' },
	{ 't', '4' },
	{ 'u', '5' },
	{ 'v', '6' },
	{ 'w', '7' },
	{ 'x', '8' },
	{ 'y', '9' },
	{ 'a', K_UP | K_CTRL },
	{ 'b', K_DOWN | K_CTRL },
	{ 'c', K_RIGHT | K_CTRL },
	{ 'd', K_LEFT | K_CTRL },
};

static uint32_t find(const struct meaning *table, size_t count, int code)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].code == code)
			return table[i].key;
	return 0;
}

static void add_digit(struct sequence *out, char digit)
{
	int *param;

	if (out->param_count == 0)
		out->param_count = 1;
	param = &out->params[out->param_count - 1];
	if (*param < 100000)
		*param = *param * 10 + (digit - '0');
}

/* One byte of it. False if the sequence cannot go on with it. */
static bool add_byte(struct sequence *out, char byte)
{
	if (byte >= '0' && byte <= '9') {
		add_digit(out, byte);
	} else if (byte == ';' || byte == ':') {
		if (out->param_count < SEQUENCE_PARAMS_MAX)
			out->param_count += out->param_count ? 1 : 2;
	} else if (byte >= '<' && byte <= '?') {
		out->marker = byte;
	} else if (byte >= 0x20 && byte <= 0x2f) {
		out->middle = byte;
	} else {
		return false;
	}
	return true;
}

/* X10 mouse: three bytes behind the letter, of no use to us. */
static size_t x10_mouse(const char *bytes, size_t length)
{
	return length >= 6 && bytes[1] == '[' && bytes[2] == 'M' ? 6 : 0;
}

/* The linux console's F1 to F5: ESC [ [ A. */
static size_t linux_key(const char *bytes, size_t length, struct sequence *out)
{
	if (length < 4)
		return 0;
	if (bytes[3] >= 'A' && bytes[3] <= 'E') {
		out->final = '~';
		out->params[0] = 11 + bytes[3] - 'A';
		out->param_count = 1;
	}
	return 4;
}

size_t sequence_read(const char *bytes, size_t length, struct sequence *out)
{
	*out = (struct sequence){ .intro = bytes[1] };
	if (length >= 3 && bytes[1] == '[' && bytes[2] == '[')
		return linux_key(bytes, length, out);
	if (length >= 3 && bytes[1] == '[' && bytes[2] == 'M')
		return x10_mouse(bytes, length);
	for (size_t i = 2; i < length; i++) {
		if (i >= SEQUENCE_BYTES_MAX)
			return i;
		if (add_byte(out, bytes[i]))
			continue;
		if (bytes[i] < 0x40 || bytes[i] > 0x7e)
			return i; /* broken off: the byte begins something else */
		out->final = bytes[i];
		return i + 1;
	}
	return 0;
}

static uint32_t mods_of(int param)
{
	int bits = param > 1 && param <= 256 ? param - 1 : 0;

	return (bits & 1 ? K_SHIFT : 0) | (bits & (2 | 8 | 32) ? K_ALT : 0) |
	       (bits & 4 ? K_CTRL : 0);
}

/* A code point with modifiers, as modifyOtherKeys and kitty send it. */
static uint32_t coded_key(int code, int mods_param)
{
	uint32_t key = (uint32_t)code, mods = mods_of(mods_param);

	switch (code) {
	case 9: return K_TAB | mods;
	case 13: return K_ENTER | mods;
	case 27: return K_ESC | mods;
	case 8:
	case 127: return K_BACKSPACE | mods;
	default: break;
	}
	if (code < 32 || code >= 0x110000 || (code >= 0x80 && code < 0xa0) ||
	    (code >= 0xd800 && code <= 0xf8ff))
		return 0;
	if ((mods & K_CTRL) && key >= 'A' && key <= 'Z')
		key += 'a' - 'A';
	else if ((mods & K_SHIFT) && key >= 'a' && key <= 'z')
		key -= 'a' - 'A';
	return key | (mods & ~K_SHIFT);
}

static uint32_t csi_key(const struct sequence *s)
{
	uint32_t key;

	if (s->final == '~' && s->params[0] == 27 && s->param_count >= 3)
		return coded_key(s->params[2], s->params[1]);
	if (s->final == 'u')
		return coded_key(s->params[0], s->params[1]);
	if (s->final == '~' || s->final == '^') {
		key = find(tildes, COUNT_OF(tildes), s->params[0]);
		return key ? key | mods_of(s->params[1]) | (s->final == '^' ? K_CTRL : 0) : 0;
	}
	if (s->final == 'R' && s->params[0] == 1 && s->params[1] > 1 && s->params[1] <= 16)
		return (K_F0 + 3) | mods_of(s->params[1]);
	key = find(letters, COUNT_OF(letters), s->final);
	return key ? key | mods_of(s->params[1]) : 0;
}

static uint32_t ss3_key(const struct sequence *s)
{
	uint32_t key = find(pad, COUNT_OF(pad), s->final);

	if (!key)
		key = find(letters, COUNT_OF(letters), s->final);
	return key ? key | mods_of(s->param_count > 1 ? s->params[1] : s->params[0]) : 0;
}

static bool mouse_event(const struct sequence *s, struct keyread_event *out)
{
	if (s->param_count < 3 || s->params[1] < 1 || s->params[2] < 1)
		return false;
	*out = (struct keyread_event){ .kind = KEYREAD_MOUSE,
				       .button = s->params[0],
				       .col = s->params[1] - 1,
				       .row = s->params[2] - 1,
				       .is_press = s->final == 'M' };
	return true;
}

static bool plain_event(enum keyread_kind kind, struct keyread_event *out)
{
	*out = (struct keyread_event){ .kind = kind };
	return true;
}

bool sequence_is_paste(const struct sequence *s)
{
	return s->intro == '[' && s->final == '~' && !s->marker && s->params[0] == 200;
}

bool sequence_event(const struct sequence *s, struct keyread_event *out)
{
	uint32_t key;

	if (s->final == 0)
		return false;
	if (s->intro == '[' && s->marker == '<' && (s->final == 'M' || s->final == 'm'))
		return mouse_event(s, out);
	if (s->marker || s->middle)
		return false;
	if (s->intro == '[' && s->final == 'I')
		return plain_event(KEYREAD_FOCUS_IN, out);
	if (s->intro == '[' && s->final == 'O')
		return plain_event(KEYREAD_FOCUS_OUT, out);
	if (s->intro == '[' && s->final == 'n')
		return s->param_count == 1 && s->params[0] == 0 && plain_event(KEYREAD_STATUS, out);
	key = s->intro == '[' ? csi_key(s) : ss3_key(s);
	*out = (struct keyread_event){ .kind = KEYREAD_KEY, .key = key };
	return key != 0;
}
