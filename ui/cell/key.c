/* SPDX-License-Identifier: MIT */
/* Names of keys, read and written from one table. */
#include "cell/key.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static const struct named {
	uint32_t key;
	const char *name;
} named[] = {
#define KEY_ROW(code, name) { code, name },
	KEY_LIST(KEY_ROW)
#undef KEY_ROW
};

/* Other names that files may use; the first sort is written as the sign itself. */
static const struct named also[] = {
	{ ' ', "Space" },        { '#', "Hash" },
	{ '"', "Quote" },        { '<', "Lt" },
	{ '=', "Equal" },        { '\\', "Backslash" },
	{ K_ENTER, "CR" },       { K_ENTER, "Return" },
	{ K_DELETE, "Delete" },  { K_BACKSPACE, "Backspace" },
	{ K_PAGE_UP, "PageUp" }, { K_PAGE_DOWN, "PageDown" },
	{ K_INSERT, "Insert" },  { K_ESC, "Escape" },
};

uint32_t key_f(int n)
{
	BUG_IF(n < 1 || n > 24);
	return K_F0 + (uint32_t)n;
}

bool key_is_text(uint32_t key)
{
	return key >= 0x20 && key != 0x7f && key < K_NAMED_;
}

static bool find_name(const struct named *table, size_t count, struct span name, uint32_t *out)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(table[i].name) == name.length &&
		    strncasecmp(table[i].name, name.text, name.length) == 0) {
			*out = table[i].key;
			return true;
		}
	return false;
}

static bool parse_f(struct span name, uint32_t *out)
{
	int64_t n;

	if (name.length < 2 || (name.text[0] != 'F' && name.text[0] != 'f') || name.text[1] < '0' ||
	    name.text[1] > '9' ||
	    str_to_i64((struct span){ name.text + 1, name.length - 1 }, &n) != ERR_NONE || n < 1 ||
	    n > 24)
		return false;
	*out = key_f((int)n);
	return true;
}

static bool parse_sign(struct span name, uint32_t *out)
{
	if (name.length == 0 || !text_is_utf8(name.text, name.length) ||
	    text_next(name.text, name.length, out) != name.length)
		return false;
	return *out > 0x20 && *out != 0x7f && text_sign_cols(*out) > 0;
}

static uint32_t modifier(char letter)
{
	switch (letter) {
	case 'C': return K_CTRL;
	case 'A':
	case 'M': return K_ALT;
	case 'S': return K_SHIFT;
	default: return 0;
	}
}

/* Ctrl and letter are one key whatever the case; Shift has no meaning on a sign. */
static enum err with_mods(uint32_t key, uint32_t mods, uint32_t *out)
{
	if (key < K_NAMED_) {
		if (mods & K_SHIFT)
			return ERR_INVALID;
		if ((mods & K_CTRL) && key >= 'A' && key <= 'Z')
			key += 'a' - 'A';
	}
	*out = key | mods;
	return ERR_NONE;
}

enum err key_parse(struct span name, uint32_t *out)
{
	uint32_t key, mods = 0;

	if (parse_sign(name, out))
		return ERR_NONE;
	if (name.length < 3 || name.text[0] != '<' || name.text[name.length - 1] != '>')
		return ERR_INVALID;
	name.text++;
	name.length -= 2;
	while (name.length > 2 && name.text[1] == '-' && modifier(name.text[0])) {
		mods |= modifier(name.text[0]);
		name.text += 2;
		name.length -= 2;
	}
	if (!find_name(named, COUNT_OF(named), name, &key) &&
	    !find_name(also, COUNT_OF(also), name, &key) && !parse_f(name, &key) &&
	    !(mods && parse_sign(name, &key)))
		return ERR_INVALID;
	return with_mods(key, mods, out);
}

static const char *bare_name(uint32_t code, char room[8])
{
	struct str text = { 0 };

	for (size_t i = 0; i < COUNT_OF(named); i++)
		if (named[i].key == code)
			return named[i].name;
	if (code > K_F0 && code <= K_F0 + 24)
		snprintf(room, 8, "F%u", code - K_F0);
	else if (code == ' ')
		return "Space";
	else {
		text_put(&text, code);
		snprintf(room, 8, "%s", str_text(&text));
		str_release(&text);
	}
	return room;
}

const char *key_name(uint32_t key, char out[KEY_NAME_BYTES])
{
	uint32_t code = key & ~K_MODS;
	char room[8];
	const char *name = bare_name(code, room);

	if (code < K_NAMED_ && code != ' ' && !(key & K_MODS))
		snprintf(out, KEY_NAME_BYTES, "%s", name);
	else
		snprintf(out, KEY_NAME_BYTES, "<%s%s%s%s>", key & K_CTRL ? "C-" : "",
			 key & K_ALT ? "A-" : "", key & K_SHIFT ? "S-" : "", name);
	return out;
}

void key_names(const uint32_t *keys, size_t count, struct str *out)
{
	char name[KEY_NAME_BYTES];

	for (size_t i = 0; i < count; i++) {
		if (i)
			str_addc(out, ' ');
		str_adds(out, key_name(keys[i], name));
	}
}
