/* SPDX-License-Identifier: MIT */
/* Lines are raw bytes; what is shown of them, and how wide it is, is asked of one sign at a time. */
#include "widget/textedit.h"

#include <string.h>

#include "base/text.h"
#include "theme/role.h"

/* ---------------------------------------------------------------- signs */

static bool is_control(uint32_t sign)
{
	return sign < 0x20 || (sign >= 0x7f && sign < 0xa0);
}

static int cols_of(uint32_t sign)
{
	return is_control(sign) ? 1 : text_sign_cols(sign);
}

static const char *text_of(const struct textedit_line *line)
{
	return str_text(&line->text);
}

/* Behind the sign at `at`, with its marks. */
static size_t after(const struct textedit_line *line, size_t at)
{
	uint32_t sign;

	if (at >= line->text.length)
		return line->text.length;
	at += text_next(text_of(line) + at, line->text.length - at, &sign);
	while (at < line->text.length) {
		size_t bytes = text_next(text_of(line) + at, line->text.length - at, &sign);
		if (cols_of(sign) != 0)
			break;
		at += bytes;
	}
	return at;
}

static size_t before(const struct textedit_line *line, size_t at)
{
	uint32_t sign;

	while (at > 0) {
		do {
			at--;
		} while (at > 0 && ((unsigned char)text_of(line)[at] & 0xc0) == 0x80);
		text_next(text_of(line) + at, line->text.length - at, &sign);
		if (cols_of(sign) != 0)
			break;
	}
	return at;
}

/* ---------------------------------------------------------------- rows of a line */

static int room_of(const struct textedit *edit, const struct textedit_line *line)
{
	int room = edit->cols - TEXTEDIT_GUTTER_COLS - line->indent_cols;

	return room > 8 ? room : 8;
}

/* In which row and column of its line a byte stands. */
static void place_of(const struct textedit *edit, const struct textedit_line *line, size_t byte, long *row, int *col)
{
	int room = room_of(edit, line);
	uint32_t sign;

	*row = 0;
	*col = 0;
	for (size_t at = 0; at < byte && at < line->text.length;) {
		at += text_next(text_of(line) + at, line->text.length - at, &sign);
		if (*col + cols_of(sign) > room) {
			++*row;
			*col = 0;
		}
		*col += cols_of(sign);
	}
	if (*col >= room) {
		++*row;
		*col = 0;
	}
}

/* The byte that stands there, or the last one of a row that is shorter. */
static size_t byte_at(const struct textedit *edit, const struct textedit_line *line, long row, int col)
{
	int room = room_of(edit, line), its_col = 0;
	long its_row = 0;
	size_t at = 0, best = 0;
	uint32_t sign;

	for (;;) {
		long shown_row = its_col >= room ? its_row + 1 : its_row;
		if (shown_row > row || (shown_row == row && (its_col >= room ? 0 : its_col) > col))
			return best;
		best = at;
		if (at >= line->text.length)
			return best;
		for (size_t end = after(line, at); at < end;) {
			at += text_next(text_of(line) + at, line->text.length - at, &sign);
			its_row += its_col + cols_of(sign) > room;
			its_col = its_col + cols_of(sign) > room ? cols_of(sign) : its_col + cols_of(sign);
		}
	}
}

static long rows_of(const struct textedit *edit, const struct textedit_line *line)
{
	long row;
	int col;

	place_of(edit, line, line->text.length, &row, &col);
	return row + 1;
}

/* ---------------------------------------------------------------- setting */

static void release_lines(struct textedit *edit)
{
	for (size_t i = 0; i < edit->lines.count; i++)
		str_release(&edit->lines.items[i].text);
	vec_release(&edit->lines);
}

static void add_line(struct textedit *edit, struct span text, int indent_cols)
{
	struct textedit_line *line = vec_push(&edit->lines);

	line->end = "";
	if (text.length > 0 && text.text[text.length - 1] == '\n') {
		bool has_return = text.length > 1 && text.text[text.length - 2] == '\r';
		line->end = has_return ? "\r\n" : "\n";
		text.length -= has_return ? 2 : 1;
	}
	line->indent_cols = indent_cols;
	str_add(&line->text, text.text, text.length);
}

/* Where the mark lies: it ends at the latest with its line. */
static void set_mark(struct textedit *edit, const struct textedit_cut *cuts, size_t from, size_t to)
{
	size_t line = 0;

	while (line + 1 < edit->lines.count && cuts[line + 1].begin <= from)
		line++;
	edit->line = edit->mark_line = line;
	edit->mark_from = from - cuts[line].begin;
	if (edit->mark_from > edit->lines.items[line].text.length)
		edit->mark_from = edit->lines.items[line].text.length;
	edit->byte = edit->mark_from;
	edit->mark_to = to > from ? to - cuts[line].begin : 0;
	edit->has_mark = to > from;
}

void textedit_set(struct textedit *edit, struct span text, const struct textedit_cut *cuts, size_t cut_count, size_t mark_from,
		  size_t mark_to)
{
	static const struct textedit_cut whole = { 0, 0 };

	textedit_release(edit);
	if (cut_count == 0) {
		cuts = &whole;
		cut_count = 1;
	}
	for (size_t i = 0; i < cut_count; i++) {
		size_t end = i + 1 < cut_count ? cuts[i + 1].begin : text.length;
		add_line(edit, (struct span){ text.text + cuts[i].begin, end - cuts[i].begin }, cuts[i].indent_cols);
	}
	edit->bytes = text.length;
	set_mark(edit, cuts, mark_from < text.length ? mark_from : 0, mark_to);
}

void textedit_text(const struct textedit *edit, struct str *out)
{
	for (size_t i = 0; i < edit->lines.count; i++) {
		str_add(out, text_of(&edit->lines.items[i]), edit->lines.items[i].text.length);
		str_adds(out, edit->lines.items[i].end);
	}
}

void textedit_release(struct textedit *edit)
{
	release_lines(edit);
	str_release(&edit->killed);
	*edit = (struct textedit){ .rows = edit->rows, .cols = edit->cols };
}

/* ---------------------------------------------------------------- editing */

static struct textedit_line *here(struct textedit *edit)
{
	return &edit->lines.items[edit->line];
}

/* What was marked in a line that changed is not there any more; the sign beside the line stays. */
static void touch(struct textedit *edit)
{
	if (edit->line == edit->mark_line)
		edit->mark_from = edit->mark_to = 0;
}

static enum textedit_result cut(struct textedit *edit, size_t from, size_t to)
{
	struct textedit_line *line = here(edit);

	if (from >= to)
		return TEXTEDIT_MOVED;
	memmove(line->text.text + from, line->text.text + to, line->text.length - to);
	str_cut(&line->text, line->text.length - (to - from));
	edit->bytes -= to - from;
	edit->byte = from;
	touch(edit);
	return TEXTEDIT_CHANGED;
}

static enum textedit_result insert(struct textedit *edit, struct span text)
{
	struct textedit_line *line = here(edit);
	struct str joined = { 0 };

	if (text.length == 0 || edit->bytes + text.length > TEXTEDIT_BYTES_MAX)
		return TEXTEDIT_MOVED;
	str_add(&joined, text_of(line), edit->byte);
	str_add(&joined, text.text, text.length);
	str_add(&joined, text_of(line) + edit->byte, line->text.length - edit->byte);
	str_release(&line->text);
	line->text = joined;
	edit->byte += text.length;
	edit->bytes += text.length;
	touch(edit);
	return TEXTEDIT_CHANGED;
}

/* How the text ends its lines. */
static const char *usual_end(const struct textedit *edit)
{
	for (size_t i = 0; i < edit->lines.count; i++)
		if (*edit->lines.items[i].end)
			return edit->lines.items[i].end;
	return "\n";
}

static enum textedit_result break_line(struct textedit *edit)
{
	const char *end = usual_end(edit);
	struct textedit_line next = { .end = here(edit)->end, .indent_cols = here(edit)->indent_cols };

	if (edit->bytes + strlen(end) > TEXTEDIT_BYTES_MAX)
		return TEXTEDIT_MOVED;
	touch(edit);
	str_add(&next.text, text_of(here(edit)) + edit->byte, here(edit)->text.length - edit->byte);
	str_cut(&here(edit)->text, edit->byte);
	here(edit)->end = end;
	vec_push(&edit->lines);
	memmove(&edit->lines.items[edit->line + 2], &edit->lines.items[edit->line + 1],
		(edit->lines.count - edit->line - 2) * sizeof next);
	edit->lines.items[edit->line + 1] = next;
	edit->bytes += strlen(end);
	edit->mark_line += edit->mark_line > edit->line;
	edit->line++;
	edit->byte = 0;
	return TEXTEDIT_CHANGED;
}

/* The line below goes on in this one; what parted them is gone. */
static void join(struct textedit *edit)
{
	struct textedit_line *line = here(edit), *below = line + 1;

	touch(edit);
	edit->bytes -= strlen(line->end);
	str_add(&line->text, text_of(below), below->text.length);
	line->end = below->end;
	str_release(&below->text);
	memmove(below, below + 1, (edit->lines.count - edit->line - 2) * sizeof *below);
	edit->lines.count--;
	edit->mark_line -= edit->mark_line > edit->line;
}

static enum textedit_result erase_back(struct textedit *edit)
{
	bool had_end;

	if (edit->byte > 0)
		return cut(edit, before(here(edit), edit->byte), edit->byte);
	if (edit->line == 0)
		return TEXTEDIT_MOVED;
	edit->line--;
	edit->byte = here(edit)->text.length;
	had_end = *here(edit)->end;
	join(edit);
	return had_end ? TEXTEDIT_CHANGED : erase_back(edit);
}

static enum textedit_result erase(struct textedit *edit)
{
	bool had_end;

	if (edit->byte < here(edit)->text.length)
		return cut(edit, edit->byte, after(here(edit), edit->byte));
	if (edit->line + 1 == edit->lines.count)
		return TEXTEDIT_MOVED;
	had_end = *here(edit)->end;
	join(edit);
	return had_end ? TEXTEDIT_CHANGED : erase(edit);
}

static enum textedit_result kill_range(struct textedit *edit, size_t from, size_t to)
{
	str_clear(&edit->killed);
	str_add(&edit->killed, text_of(here(edit)) + from, to - from);
	return cut(edit, from, to);
}

static enum textedit_result insert_clean(struct textedit *edit, struct span text)
{
	struct str clean = { 0 };
	enum textedit_result result;

	text_clean(&clean, text.text, text.length);
	result = insert(edit, (struct span){ str_text(&clean), clean.length });
	str_release(&clean);
	return result;
}

enum textedit_result textedit_paste(struct textedit *edit, struct span text)
{
	enum textedit_result result = TEXTEDIT_MOVED;

	while (text.length > 0) {
		const char *end = memchr(text.text, '\n', text.length);
		size_t bytes = end ? (size_t)(end - text.text) : text.length, shown = bytes;
		if (shown > 0 && text.text[shown - 1] == '\r')
			shown--;
		if (insert_clean(edit, (struct span){ text.text, shown }) == TEXTEDIT_CHANGED)
			result = TEXTEDIT_CHANGED;
		if (end && break_line(edit) == TEXTEDIT_CHANGED)
			result = TEXTEDIT_CHANGED;
		bytes += end != NULL;
		text = (struct span){ text.text + bytes, text.length - bytes };
	}
	return result;
}

/* ---------------------------------------------------------------- moving */

/* One row up or down, in the same column where there is one. */
static bool move_row(struct textedit *edit, int step)
{
	long row;
	int col;

	place_of(edit, here(edit), edit->byte, &row, &col);
	col += here(edit)->indent_cols;
	row += step;
	if (row < 0 && edit->line == 0)
		return false;
	if (row >= rows_of(edit, here(edit)) && edit->line + 1 == edit->lines.count)
		return false;
	if (row < 0) {
		edit->line--;
		row = rows_of(edit, here(edit)) - 1;
	} else if (row >= rows_of(edit, here(edit))) {
		edit->line++;
		row = 0;
	}
	col -= here(edit)->indent_cols;
	edit->byte = byte_at(edit, here(edit), row, col > 0 ? col : 0);
	return true;
}

static void move_rows(struct textedit *edit, int rows)
{
	for (int step = rows < 0 ? -1 : 1; rows != 0 && move_row(edit, step); rows -= step)
		;
}

static void move_sign(struct textedit *edit, bool is_back)
{
	if (is_back && edit->byte > 0) {
		edit->byte = before(here(edit), edit->byte);
	} else if (is_back && edit->line > 0) {
		edit->line--;
		edit->byte = here(edit)->text.length;
	} else if (!is_back && edit->byte < here(edit)->text.length) {
		edit->byte = after(here(edit), edit->byte);
	} else if (!is_back && edit->line + 1 < edit->lines.count) {
		edit->line++;
		edit->byte = 0;
	}
}

static void move_to(struct textedit *edit, size_t line, size_t byte)
{
	edit->line = line;
	edit->byte = byte;
}

bool textedit_command(struct textedit *edit, const char *command)
{
	int page = edit->rows > 2 ? edit->rows - 1 : 1;
	const struct {
		const char *name;
		int rows;
	} moves[] = { { "move-up", -1 },      { "move-down", 1 },	  { "page-up", -page },
		      { "page-down", page },  { "half-up", -page / 2 }, { "half-down", page / 2 } };

	if (edit->lines.count == 0)
		return false;
	if (strcmp(command, "move-first") == 0)
		return move_to(edit, 0, 0), true;
	if (strcmp(command, "move-last") == 0)
		return move_to(edit, edit->lines.count - 1, 0), true;
	for (size_t i = 0; i < COUNT_OF(moves); i++)
		if (strcmp(command, moves[i].name) == 0) {
			move_rows(edit, moves[i].rows);
			return true;
		}
	return false;
}

static bool moving_key(struct textedit *edit, uint32_t key)
{
	int page = edit->rows > 2 ? edit->rows - 1 : 1;

	switch (key) {
	case K_LEFT:
	case 'b' | K_CTRL: move_sign(edit, true); return true;
	case K_RIGHT:
	case 'f' | K_CTRL: move_sign(edit, false); return true;
	case K_UP:
	case 'p' | K_CTRL: move_rows(edit, -1); return true;
	case K_DOWN:
	case 'n' | K_CTRL: move_rows(edit, 1); return true;
	case K_PAGE_UP: move_rows(edit, -page); return true;
	case K_PAGE_DOWN: move_rows(edit, page); return true;
	case K_HOME:
	case 'a' | K_CTRL: edit->byte = 0; return true;
	case K_END:
	case 'e' | K_CTRL: edit->byte = here(edit)->text.length; return true;
	case K_HOME | K_CTRL: move_to(edit, 0, 0); return true;
	case K_END | K_CTRL: move_to(edit, edit->lines.count - 1, edit->lines.items[edit->lines.count - 1].text.length); return true;
	default: return false;
	}
}

enum textedit_result textedit_key(struct textedit *edit, uint32_t key)
{
	struct str sign = { 0 };
	enum textedit_result result;

	if (edit->lines.count == 0)
		vec_push(&edit->lines)->end = "";
	if (key_is_text(key)) {
		text_put(&sign, key);
		result = insert_clean(edit, (struct span){ str_text(&sign), sign.length });
		str_release(&sign);
		return result;
	}
	if (moving_key(edit, key))
		return TEXTEDIT_MOVED;
	switch (key) {
	case K_ENTER: return break_line(edit);
	case K_BACKSPACE: return erase_back(edit);
	case K_DELETE:
	case 'd' | K_CTRL: return erase(edit);
	case 'k' | K_CTRL: return kill_range(edit, edit->byte, here(edit)->text.length);
	case 'u' | K_CTRL: return kill_range(edit, 0, edit->byte);
	case 'y' | K_CTRL: return insert(edit, (struct span){ str_text(&edit->killed), edit->killed.length });
	case 's' | K_CTRL: return TEXTEDIT_DONE;
	case K_ESC:
	case 'c' | K_CTRL: return TEXTEDIT_CANCEL;
	default: return TEXTEDIT_IGNORED;
	}
}

/* ---------------------------------------------------------------- drawing */

/* Rows from the top of what is shown to a row of a line, at most `most`. */
static long rows_between(const struct textedit *edit, size_t line, long row, long most)
{
	long rows = -edit->top_row;

	for (size_t i = edit->top_line; i < line && rows < most; i++)
		rows += rows_of(edit, &edit->lines.items[i]);
	return rows + row;
}

/* A third of the height stays above a cursor that came from afar, so that what it is about is seen. */
static void scroll(struct textedit *edit)
{
	long row, above = edit->rows / 3;
	int col;

	place_of(edit, here(edit), edit->byte, &row, &col);
	if (edit->top_line >= edit->lines.count || edit->line < edit->top_line || (edit->line == edit->top_line && row < edit->top_row)) {
		bool is_next = edit->line + 1 >= edit->top_line;
		edit->top_line = edit->line;
		edit->top_row = row;
		above = is_next ? 0 : above;
	} else {
		long far = rows_between(edit, edit->line, row, 3L * edit->rows + 2);
		if (far < edit->rows)
			return;
		above = far < edit->rows + 2 ? edit->rows - 1 : above;
		edit->top_line = edit->line;
		edit->top_row = row;
	}
	for (; above > 0 && (edit->top_row > 0 || edit->top_line > 0); above--) {
		if (edit->top_row == 0)
			edit->top_row = rows_of(edit, &edit->lines.items[--edit->top_line]);
		edit->top_row--;
	}
}

static void draw_line(const struct textedit *edit, size_t n, struct pane pane, long first)
{
	const struct textedit_line *line = &edit->lines.items[n];
	int room = room_of(edit, line), left = TEXTEDIT_GUTTER_COLS + line->indent_cols, col = 0;
	long row = first;
	uint32_t sign;

	if (edit->has_mark && n == edit->mark_line && row >= 0)
		pane_put(pane, (int)row, 0, ROLE_MARK, '>');
	for (size_t at = 0; at < line->text.length && row < pane.rect.rows;) {
		bool is_marked = edit->has_mark && n == edit->mark_line && at >= edit->mark_from && at < edit->mark_to;
		size_t bytes = text_next(text_of(line) + at, line->text.length - at, &sign);
		int cols = cols_of(sign);
		if (col + cols > room) {
			row++;
			col = 0;
		}
		if (row >= 0 && row < pane.rect.rows && cols > 0 && is_control(sign))
			pane_put(pane, (int)row, left + col, ROLE_WARN, '?');
		else if (row >= 0 && row < pane.rect.rows && cols > 0)
			pane_span(pane, (int)row, left + col, cols, is_marked ? ROLE_ERROR : ROLE_VALUE, (struct span){ text_of(line) + at, bytes });
		col += cols;
		at += bytes;
	}
}

void textedit_draw(struct textedit *edit, struct pane pane, bool has_focus)
{
	long row, first;
	int col;

	pane_clear(pane, ROLE_BASE);
	edit->rows = pane.rect.rows;
	edit->cols = pane.rect.cols;
	if (edit->lines.count == 0 || edit->rows <= 0)
		return;
	scroll(edit);
	first = -edit->top_row;
	for (size_t i = edit->top_line; i < edit->lines.count && first < edit->rows; i++) {
		draw_line(edit, i, pane, first);
		first += rows_of(edit, &edit->lines.items[i]);
	}
	if (!has_focus)
		return;
	place_of(edit, here(edit), edit->byte, &row, &col);
	pane_cursor(pane, (int)rows_between(edit, edit->line, row, edit->rows + 1L), TEXTEDIT_GUTTER_COLS + here(edit)->indent_cols + col, true);
}
