/* SPDX-License-Identifier: MIT */
/* One line of input. Its text is always cleaned, so every place the cursor may stand is the start
 * of a base sign. */
#include "widget/lineedit.h"

#include <string.h>

#include "base/text.h"

static const char *text_of(const struct lineedit *edit)
{
	return str_text(&edit->text);
}

/* The base sign at `at` with its marks: where the next one starts. */
static size_t after(const struct lineedit *edit, size_t at)
{
	const char *text = text_of(edit);
	size_t length = edit->text.length;
	uint32_t sign;

	if (at >= length)
		return length;
	at += text_next(text + at, length - at, &sign);
	while (at < length) {
		size_t bytes = text_next(text + at, length - at, &sign);
		if (text_sign_cols(sign) != 0)
			break;
		at += bytes;
	}
	return at;
}

static size_t before(const struct lineedit *edit, size_t at)
{
	const char *text = text_of(edit);
	uint32_t sign;

	while (at > 0) {
		do {
			at--;
		} while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80);
		text_next(text + at, edit->text.length - at, &sign);
		if (text_sign_cols(sign) != 0)
			break;
	}
	return at;
}

static bool is_blank_at(const struct lineedit *edit, size_t at)
{
	return text_of(edit)[at] == ' ';
}

static size_t word_before(const struct lineedit *edit, size_t at)
{
	while (at > 0 && is_blank_at(edit, before(edit, at)))
		at = before(edit, at);
	while (at > 0 && !is_blank_at(edit, before(edit, at)))
		at = before(edit, at);
	return at;
}

static size_t word_after(const struct lineedit *edit, size_t at)
{
	while (at < edit->text.length && is_blank_at(edit, at))
		at = after(edit, at);
	while (at < edit->text.length && !is_blank_at(edit, at))
		at = after(edit, at);
	return at;
}

static void forget_proposals(struct lineedit *edit)
{
	edit->back = 0;
	edit->proposal = 0;
}

static void replace_all(struct lineedit *edit, const char *text, size_t cursor)
{
	struct str clean = { 0 };

	text_clean(&clean, text, strlen(text));
	str_clear(&edit->text);
	str_add(&edit->text, str_text(&clean), clean.length);
	str_release(&clean);
	edit->cursor = 0;
	while (edit->cursor < edit->text.length && after(edit, edit->cursor) <= cursor)
		edit->cursor = after(edit, edit->cursor);
}

void lineedit_set(struct lineedit *edit, const char *text)
{
	forget_proposals(edit);
	replace_all(edit, text, SIZE_MAX);
}

const char *lineedit_text(const struct lineedit *edit)
{
	return text_of(edit);
}

/* Cuts bytes from..to out of the text; kept for ctrl-y if asked. */
static enum lineedit_result cut(struct lineedit *edit, size_t from, size_t to, bool is_kept)
{
	size_t rest = edit->text.length - to;

	if (from >= to)
		return LINEEDIT_MOVED;
	if (is_kept) {
		str_clear(&edit->killed);
		str_add(&edit->killed, edit->text.text + from, to - from);
	}
	memmove(edit->text.text + from, edit->text.text + to, rest);
	str_cut(&edit->text, from + rest);
	edit->cursor = from;
	forget_proposals(edit);
	return LINEEDIT_CHANGED;
}

static size_t room(const struct lineedit *edit)
{
	size_t most = edit->bytes_max ? edit->bytes_max : LINEEDIT_BYTES_MAX;

	return most > edit->text.length ? most - edit->text.length : 0;
}

/* Puts cleaned text in at the cursor, as many whole signs of it as there is room for. */
static enum lineedit_result insert(struct lineedit *edit, const char *text, size_t length)
{
	size_t tail = edit->text.length - edit->cursor;
	struct str joined = { 0 };

	if (length > room(edit)) {
		length = room(edit);
		while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
			length--;
	}
	if (length == 0)
		return LINEEDIT_MOVED;
	str_add(&joined, text_of(edit), edit->cursor);
	str_add(&joined, text, length);
	str_add(&joined, text_of(edit) + edit->cursor, tail);
	str_clear(&edit->text);
	text_clean(&edit->text, str_text(&joined), joined.length);
	str_release(&joined);
	edit->cursor = edit->text.length > tail ? edit->text.length - tail : edit->text.length;
	forget_proposals(edit);
	return LINEEDIT_CHANGED;
}

static enum lineedit_result insert_sign(struct lineedit *edit, uint32_t sign)
{
	struct str text = { 0 };
	enum lineedit_result result;

	text_put(&text, sign);
	result = lineedit_paste(edit, (struct span){ text.text, text.length });
	str_release(&text);
	return result;
}

enum lineedit_result lineedit_paste(struct lineedit *edit, struct span text)
{
	struct str clean = { 0 };
	enum lineedit_result result;

	while (text.length > 0 &&
	       (text.text[text.length - 1] == '\n' || text.text[text.length - 1] == '\r'))
		text.length--; /* scanners and copied lines end so */
	text_clean(&clean, text.text, text.length);
	/* A mark alone has been cleaned away; it belongs to the sign before the cursor. */
	if (clean.length == 0 && text.length > 0 && edit->cursor > 0 &&
	    text_is_utf8(text.text, text.length))
		result = insert(edit, text.text, text.length);
	else
		result = insert(edit, str_text(&clean), clean.length);
	str_release(&clean);
	return result;
}

static void save_draft(struct lineedit *edit)
{
	str_clear(&edit->draft);
	str_add(&edit->draft, text_of(edit), edit->text.length);
	edit->draft_cursor = edit->cursor;
}

static enum lineedit_result history(struct lineedit *edit, int step)
{
	const char *line;
	int back = edit->back + step;

	if (!edit->on_history)
		return LINEEDIT_IGNORED;
	if (back < 0 || (back == 0 && edit->back == 0))
		return LINEEDIT_MOVED;
	if (edit->back == 0)
		save_draft(edit);
	line = back == 0 ? str_text(&edit->draft) : edit->on_history(edit->context, back);
	if (!line)
		return LINEEDIT_MOVED;
	replace_all(edit, line, SIZE_MAX);
	edit->back = back;
	edit->proposal = 0;
	return LINEEDIT_CHANGED;
}

/* Each Tab shows the next proposal for what was typed; behind the last one stands the typed text
 * again. */
static enum lineedit_result complete(struct lineedit *edit)
{
	struct str out = { 0 };
	size_t cursor = 0;
	bool has_one;

	if (!edit->on_complete)
		return LINEEDIT_IGNORED;
	if (edit->proposal == 0)
		save_draft(edit);
	has_one = edit->on_complete(edit->context, str_text(&edit->draft), edit->draft_cursor,
				    edit->proposal, &out, &cursor);
	if (has_one) {
		replace_all(edit, str_text(&out), cursor);
		edit->proposal++;
	} else if (edit->proposal > 0) {
		replace_all(edit, str_text(&edit->draft), edit->draft_cursor);
		edit->proposal = 0;
	}
	edit->back = 0;
	str_release(&out);
	return LINEEDIT_CHANGED;
}

static enum lineedit_result move(struct lineedit *edit, size_t cursor)
{
	edit->cursor = cursor;
	edit->proposal = 0;
	return LINEEDIT_MOVED;
}

static enum lineedit_result backspace(struct lineedit *edit)
{
	if (edit->text.length == 0 && edit->is_bs_cancel)
		return LINEEDIT_CANCEL;
	return cut(edit, before(edit, edit->cursor), edit->cursor, false);
}

static enum lineedit_result moving_key(struct lineedit *edit, uint32_t key)
{
	switch (key) {
	case K_LEFT:
	case 'b' | K_CTRL: return move(edit, before(edit, edit->cursor));
	case K_RIGHT:
	case 'f' | K_CTRL: return move(edit, after(edit, edit->cursor));
	case K_HOME:
	case 'a' | K_CTRL: return move(edit, 0);
	case K_END:
	case 'e' | K_CTRL: return move(edit, edit->text.length);
	case K_LEFT | K_CTRL:
	case 'b' | K_ALT: return move(edit, word_before(edit, edit->cursor));
	case K_RIGHT | K_CTRL:
	case 'f' | K_ALT: return move(edit, word_after(edit, edit->cursor));
	case K_UP:
	case 'p' | K_CTRL: return history(edit, 1);
	case K_DOWN:
	case 'n' | K_CTRL: return history(edit, -1);
	default: return LINEEDIT_IGNORED;
	}
}

static enum lineedit_result editing_key(struct lineedit *edit, uint32_t key)
{
	switch (key) {
	case K_BACKSPACE: return backspace(edit);
	case K_DELETE:
	case 'd' | K_CTRL: return cut(edit, edit->cursor, after(edit, edit->cursor), false);
	case 'k' | K_CTRL: return cut(edit, edit->cursor, edit->text.length, true);
	case 'u' | K_CTRL: return cut(edit, 0, edit->cursor, true);
	case K_BACKSPACE | K_ALT:
	case 'w' | K_CTRL: return cut(edit, word_before(edit, edit->cursor), edit->cursor, true);
	case 'y' | K_CTRL: return insert(edit, str_text(&edit->killed), edit->killed.length);
	case K_TAB: return complete(edit);
	case K_ENTER: return LINEEDIT_DONE;
	case K_ESC:
	case 'c' | K_CTRL: return LINEEDIT_CANCEL;
	default: return LINEEDIT_IGNORED;
	}
}

enum lineedit_result lineedit_key(struct lineedit *edit, uint32_t key)
{
	enum lineedit_result result;

	if (key_is_text(key))
		return insert_sign(edit, key);
	result = moving_key(edit, key);
	return result == LINEEDIT_IGNORED ? editing_key(edit, key) : result;
}

/* The first byte to show so that the cursor, one column wide, is in sight. */
static size_t first_shown(const struct lineedit *edit, int cols)
{
	size_t first = 0;

	while (first < edit->cursor &&
	       text_cols(text_of(edit) + first, edit->cursor - first) > cols - 1)
		first = after(edit, first);
	return first;
}

static int signs(const struct lineedit *edit, size_t end)
{
	int count = 0;

	for (size_t at = 0; at < end; at = after(edit, at))
		count++;
	return count;
}

static void draw_secret(const struct lineedit *edit, struct pane line, int cols, int role,
			bool has_focus)
{
	int count = signs(edit, edit->text.length), place = signs(edit, edit->cursor);

	for (int i = 0; i < count && i < cols; i++)
		pane_put(line, 0, i, role, '*');
	if (has_focus)
		pane_cursor(line, 0, place, true);
}

void lineedit_draw(const struct lineedit *edit, struct pane pane, int row, int col, int cols,
		   int role, bool has_focus)
{
	struct pane line = pane_part(pane, (struct rect){ row, col, 1, cols });
	size_t first, fits;

	pane_clear(line, role);
	if (line.rect.cols == 0)
		return;
	cols = line.rect.cols;
	if (edit->is_secret) {
		draw_secret(edit, line, cols, role, has_focus);
		return;
	}
	first = has_focus ? first_shown(edit, cols) : 0;
	fits = text_fit(text_of(edit) + first, edit->text.length - first, cols, NULL);
	pane_span(line, 0, 0, cols, role, (struct span){ text_of(edit) + first, fits });
	if (first > 0)
		pane_glyph(line, 0, 0, role, GLYPH_ELLIPSIS);
	if (first + fits < edit->text.length && (!has_focus || edit->cursor < first + fits))
		pane_glyph(line, 0, cols - 1, role, GLYPH_ELLIPSIS);
	if (has_focus)
		pane_cursor(line, 0, text_cols(text_of(edit) + first, edit->cursor - first), true);
}

void lineedit_release(struct lineedit *edit)
{
	str_release(&edit->text);
	str_release(&edit->killed);
	str_release(&edit->draft);
	*edit = (struct lineedit){ 0 };
}
