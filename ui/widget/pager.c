/* SPDX-License-Identifier: MIT */
/* Wrapped text. Lines are cut anew for each walk: what is shown here is some screens long, and no
 * cache can be stale. */
#include "widget/pager.h"

#include <string.h>

#include "base/text.h"

/* Called for each line; false ends the walk. */
typedef bool on_line(void *context, long line, const struct pager_part *part, int indent,
		     struct span text);

struct walk {
	on_line *on_line;
	void *context;
	long line;
};

static bool tell(struct walk *walk, const struct pager_part *part, int indent, struct span text)
{
	return walk->on_line(walk->context, walk->line++, part, indent, text);
}

/* Bytes of the first line of `text`: broken at the last blank that fits, else where it must. */
static size_t line_bytes(struct span text, int cols)
{
	size_t fits = text_fit(text.text, text.length, cols, NULL), at = fits;

	if (fits == text.length)
		return fits;
	if (fits ==
	    0) { /* a wide sign in one column: it goes all the same, or this would never end */
		uint32_t sign;
		return text_next(text.text, text.length, &sign);
	}
	if (text.text[fits] == ' ')
		return fits;
	while (at > 0 && text.text[at - 1] != ' ')
		at--;
	return at > 0 ? at : fits;
}

static struct span skip_blanks(struct span text)
{
	while (text.length > 0 && *text.text == ' ') {
		text.text++;
		text.length--;
	}
	return text;
}

static int at_least_one(int cols)
{
	return cols > 0 ? cols : 1;
}

static bool wrap(struct walk *walk, const struct pager_part *part, struct span clean, int cols)
{
	int indent = part->indent;

	do {
		size_t bytes = line_bytes(clean, at_least_one(cols - indent));
		if (!tell(walk, part, indent, (struct span){ clean.text, bytes }))
			return false;
		clean = (struct span){ clean.text + bytes, clean.length - bytes };
		clean = skip_blanks(clean);
		indent = part->indent + part->hang;
	} while (clean.length > 0);
	return true;
}

static bool split(struct walk *walk, const struct pager_part *part, struct span clean, int cols)
{
	int room = at_least_one(cols - part->indent);

	do {
		size_t bytes = text_fit(clean.text, clean.length, room, NULL);
		if (bytes == 0 && clean.length > 0)
			bytes = line_bytes(clean, room);
		if (!tell(walk, part, part->indent, (struct span){ clean.text, bytes }))
			return false;
		clean = (struct span){ clean.text + bytes, clean.length - bytes };
	} while (clean.length > 0);
	return true;
}

/* One paragraph, or one line of a verbatim one. */
static bool walk_line(struct walk *walk, const struct pager_part *part, struct span raw, int cols,
		      struct str *room)
{
	struct span clean;

	str_clear(room);
	text_clean(room, raw.text, raw.length);
	clean = (struct span){ str_text(room), room->length };
	return part->is_verbatim ? split(walk, part, clean, cols) : wrap(walk, part, clean, cols);
}

static bool walk_part(struct walk *walk, const struct pager_part *part, int cols, struct str *room)
{
	struct span rest = part->text;

	if (!part->is_verbatim || rest.length == 0)
		return walk_line(walk, part, rest, cols, room);
	while (rest.length > 0) {
		const char *end = memchr(rest.text, '\n', rest.length);
		size_t bytes = end ? (size_t)(end - rest.text) : rest.length;
		size_t shown = bytes > 0 && rest.text[bytes - 1] == '\r' ? bytes - 1 : bytes;
		if (!walk_line(walk, part, (struct span){ rest.text, shown }, cols, room))
			return false;
		bytes += end ? 1 : 0;
		rest = (struct span){ rest.text + bytes, rest.length - bytes };
	}
	return true;
}

static long walk_all(const struct pager *pager, int cols, on_line *on_each, void *context)
{
	struct walk walk = { .on_line = on_each, .context = context };
	struct str room = { 0 };

	for (size_t i = 0; i < pager->part_count; i++)
		if (!walk_part(&walk, &pager->parts[i], cols, &room))
			break;
	str_release(&room);
	return walk.line;
}

static bool count_line(void *context, long line, const struct pager_part *part, int indent,
		       struct span text)
{
	(void)context, (void)line, (void)part, (void)indent, (void)text;
	return true;
}

long pager_lines(const struct pager *pager, int cols)
{
	return walk_all(pager, cols, count_line, NULL);
}

static long clamp_top(const struct pager *pager, long top, int rows, int cols)
{
	long last = pager_lines(pager, cols) - rows;

	if (top > last)
		top = last;
	return top < 0 ? 0 : top;
}

bool pager_command(struct pager *pager, const char *command, int rows, int cols)
{
	int page = rows > 1 ? rows - 1 : 1;
	const struct {
		const char *name;
		long top;
	} moves[] = {
		{ "move-up", pager->top - 1 },
		{ "move-down", pager->top + 1 },
		{ "page-up", pager->top - page },
		{ "page-down", pager->top + page },
		{ "half-up", pager->top - rows / 2 },
		{ "half-down", pager->top + rows / 2 },
		{ "move-first", 0 },
		{ "move-last", INT32_MAX },
	};

	for (size_t i = 0; i < COUNT_OF(moves); i++)
		if (strcmp(command, moves[i].name) == 0) {
			pager->top = clamp_top(pager, moves[i].top, rows, cols);
			return true;
		}
	return false;
}

struct drawing {
	struct pane pane;
	long top;
};

static bool draw_line(void *context, long line, const struct pager_part *part, int indent,
		      struct span text)
{
	struct drawing *drawing = context;
	long row = line - drawing->top;

	if (row >= 0 && row < drawing->pane.rect.rows)
		pane_span(drawing->pane, (int)row, indent, -1, part->role, text);
	return row < drawing->pane.rect.rows - 1;
}

void pager_draw(const struct pager *pager, struct pane pane)
{
	struct drawing drawing = { pane,
				   clamp_top(pager, pager->top, pane.rect.rows, pane.rect.cols) };

	pane_clear(pane, 0);
	walk_all(pager, pane.rect.cols, draw_line, &drawing);
}
