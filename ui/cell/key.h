/* SPDX-License-Identifier: MIT */
/*
 * What a key press is: a code point or one of the named keys, or-ed with modifiers, in one number
 * that compares. Names are those of keymap files: j, <C-p>, <F9>, <Esc>, <S-Tab>, <A-x>, <Space>.
 *
 * Ctrl with a letter is the small letter with K_CTRL. Shift is kept only on named keys; on signs it
 * is in the sign already.
 */
#ifndef DOCKET_CELL_KEY_H
#define DOCKET_CELL_KEY_H

#include "base/str.h"

#define K_SHIFT 0x01000000u
#define K_ALT 0x02000000u
#define K_CTRL 0x04000000u
#define K_MODS (K_SHIFT | K_ALT | K_CTRL)
#define KEY_NAME_BYTES 24

/* Behind the last code point. enumerator, name in a file */
#define KEY_LIST(X)               \
	X(K_ENTER, "Enter")       \
	X(K_TAB, "Tab")           \
	X(K_ESC, "Esc")           \
	X(K_BACKSPACE, "BS")      \
	X(K_DELETE, "Del")        \
	X(K_INSERT, "Ins")        \
	X(K_UP, "Up")             \
	X(K_DOWN, "Down")         \
	X(K_LEFT, "Left")         \
	X(K_RIGHT, "Right")       \
	X(K_HOME, "Home")         \
	X(K_END, "End")           \
	X(K_PAGE_UP, "PgUp")      \
	X(K_PAGE_DOWN, "PgDn")    \
	X(K_BEGIN, "Begin")

enum key_code {
	K_NAMED_ = 0x110000,
#define KEY_ENUM(code, name) code,
	KEY_LIST(KEY_ENUM)
#undef KEY_ENUM
	K_NAMED_END_,
	K_F0 = 0x110100, /* F1 is K_F0 + 1, up to K_F0 + 24 */
};

/* The function key `n`, 1 to 24. */
uint32_t key_f(int n);

/* Is it a sign that a text field takes (no modifier but Shift, not a control)? */
bool key_is_text(uint32_t key);

/* Reads one key's name; ERR_INVALID if the span is not exactly one key. */
MUST_CHECK enum err key_parse(struct span name, uint32_t *out);

/* Writes the name of `key`, NUL-terminated; `out` has KEY_NAME_BYTES. Returns `out`. */
const char *key_name(uint32_t key, char out[KEY_NAME_BYTES]);

/* Appends the names of `count` keys, divided by a blank. */
void key_names(const uint32_t *keys, size_t count, struct str *out);

#endif
