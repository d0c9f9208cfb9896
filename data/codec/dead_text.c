/* SPDX-License-Identifier: MIT */
/* First the text, then the place in it, then the lines. */
#include "codec/dead_text.h"

#include <string.h>

#include "base/text.h"
#include "base/vec.h"
#include "codec/cloudevents.h"
#include "codec/edi.h"
#include "codec/gunzip.h"

#define WIDE_BYTES 76 /* a text with longer lines than this, those of the smallest usual screen, is cut by what it says */
#define INDENT_COLS_MAX 20

/* ---------------------------------------------------------------- text */

static struct span recoded(struct arena *arena, struct span body)
{
	struct str out = { 0 };
	struct span text;

	for (size_t i = 0; i < body.length; i++)
		text_put(&out, (unsigned char)body.text[i]);
	text = (struct span){ arena_text(arena, str_text(&out), out.length), out.length };
	str_release(&out);
	return text;
}

/* The item of a batch that is meant; all of it if that cannot be told, as of one that was mended alone. */
static struct span item_of(struct arena *arena, const char *content_type, struct span body, int64_t item, bool *is_item)
{
	struct cloudevents_item *items;
	struct fault fault = { 0 };
	size_t count, at = 0;

	while (at < body.length && strchr(" \t\r\n", body.text[at]))
		at++;
	*is_item = cloudevents_is_type(content_type) && at < body.length && body.text[at] == '[' &&
		   cloudevents_split(arena, "application/cloudevents-batch+json", body, &items, &count, &fault) == ERR_NONE && item >= 0 &&
		   (size_t)item < count;
	return *is_item ? items[item].bytes : body;
}

static void read_text(struct arena *arena, const char *content_type, struct span body, int64_t item, struct dead_text *out)
{
	struct span kept = { arena_text(arena, body.text ? body.text : "", body.length), body.length };

	if (gunzip_is_packed(kept)) {
		out->why_not = "it is packed: unpack it, mend it, and replay it with docket replay ID --mend FILE";
		return;
	}
	if (body.length == 0 || memchr(kept.text, '\0', kept.length)) {
		out->why_not = body.length == 0 ? "its message is not kept any more" : "it is no text: it holds NUL bytes";
		return;
	}
	kept = item_of(arena, content_type, kept, item, &out->is_item);
	out->is_recoded = !text_is_utf8(kept.text, kept.length);
	out->text = out->is_recoded ? recoded(arena, kept) : (struct span){ arena_text(arena, kept.text, kept.length), kept.length };
}

/* ---------------------------------------------------------------- mark */

/* The value that a reason quotes, within what is marked. */
static void narrow(struct dead_text *dead, const char *reason)
{
	const char *open = strchr(reason, '"'), *close = open ? strchr(open + 1, '"') : NULL, *found;
	struct place_range *mark = &dead->mark;

	if (!close || close == open + 1)
		return;
	found = memmem(dead->text.text + mark->begin, mark->end - mark->begin, open + 1, (size_t)(close - open - 1));
	if (!found)
		return;
	mark->begin = (size_t)(found - dead->text.text);
	mark->end = mark->begin + (size_t)(close - open - 1);
}

static void find_mark(struct dead_text *dead, const char *place, const char *reason)
{
	dead->has_mark = place_find(dead->text, place, &dead->mark);
	if (!dead->has_mark && dead->is_item)
		dead->has_mark = place_find(dead->text, place[0] == '/' ? place : "/", &dead->mark);
	if (dead->has_mark)
		narrow(dead, reason);
}

/* ---------------------------------------------------------------- lines */

enum cutting { CUT_LINES, CUT_JSON, CUT_XML, CUT_SEGMENTS };

struct cutter {
	enum cutting by;
	unsigned char terminator; /* of segments */
	bool is_inside;           /* of a string */
	int depth;
	VEC(struct dead_line) lines;
};

static bool has_wide_line(struct span text)
{
	size_t since = 0;

	for (size_t i = 0; i < text.length; i++) {
		since = text.text[i] == '\n' ? 0 : since + 1;
		if (since > WIDE_BYTES)
			return true;
	}
	return false;
}

static enum cutting cutting_of(struct span text, unsigned char *terminator)
{
	size_t at = 0;
	enum edi_format format;
	struct edi_cursor cursor;
	struct edi_segment segment;

	while (at < text.length && strchr(" \t\r\n", text.text[at]))
		at++;
	if (at == text.length || !has_wide_line(text))
		return CUT_LINES;
	if (text.text[at] == '{' || text.text[at] == '[')
		return CUT_JSON;
	if (text.text[at] == '<')
		return CUT_XML;
	if (!edi_is(text, &format))
		return CUT_LINES;
	edi_start(&cursor, text, format, NULL);
	*terminator = edi_next(&cursor, &segment) ? segment.signs.terminator : 0;
	return *terminator && *terminator != '\n' ? CUT_SEGMENTS : CUT_LINES;
}

static void note_json(struct cutter *cutter, struct span text, size_t at)
{
	char c = text.text[at];
	size_t slashes = 0;

	while (c == '"' && slashes < at && text.text[at - 1 - slashes] == '\\')
		slashes++;
	if (c == '"' && slashes % 2 == 0)
		cutter->is_inside = !cutter->is_inside;
	if (cutter->is_inside)
		return;
	cutter->depth += c == '{' || c == '[';
	cutter->depth -= (c == '}' || c == ']') && cutter->depth > 0;
}

/* Does a line end behind the byte at `at`? */
static bool is_end(struct cutter *cutter, struct span text, size_t at)
{
	char c = text.text[at], next = at + 1 < text.length ? text.text[at + 1] : '\0';

	switch (cutter->by) {
	case CUT_JSON:
		note_json(cutter, text, at);
		return c == '\n' || (!cutter->is_inside && next != '\n' && next != '\r' &&
				     (c == '{' || c == '[' || c == ',' || ((next == '}' || next == ']') && c != '\n')));
	case CUT_XML:
		return c == '\n' || (c == '>' && next == '<');
	case CUT_SEGMENTS:
		return c == '\n' || ((unsigned char)c == cutter->terminator && next != '\n' && next != '\r');
	case CUT_LINES:
		break;
	}
	return c == '\n';
}

static bool is_sign_begin(struct span text, size_t at)
{
	return ((unsigned char)text.text[at] & 0xc0) != 0x80;
}

static void add_line(struct cutter *cutter, struct span text, size_t begin)
{
	int depth = cutter->depth - (begin < text.length && (text.text[begin] == '}' || text.text[begin] == ']'));
	int cols = cutter->by == CUT_JSON && depth > 0 ? 2 * depth : 0;

	*vec_push(&cutter->lines) = (struct dead_line){ begin, cols < INDENT_COLS_MAX ? cols : INDENT_COLS_MAX };
}

static void cut_lines(struct arena *arena, struct dead_text *dead)
{
	struct cutter cutter = { 0 };
	struct span text = dead->text;
	size_t begin = 0;

	cutter.by = cutting_of(text, &cutter.terminator);
	add_line(&cutter, text, 0);
	for (size_t i = 0; i < text.length; i++) {
		bool is_too_long = i + 1 - begin >= DEAD_LINE_BYTES_MAX && (i + 1 == text.length || is_sign_begin(text, i + 1));
		if ((!is_end(&cutter, text, i) && !is_too_long) || i + 1 == text.length)
			continue;
		begin = i + 1;
		add_line(&cutter, text, begin);
	}
	dead->lines = arena_new(arena, cutter.lines.count, sizeof *dead->lines);
	memcpy(dead->lines, cutter.lines.items, cutter.lines.count * sizeof *dead->lines);
	dead->line_count = cutter.lines.count;
	vec_release(&cutter.lines);
}

void dead_text_read(struct arena *arena, const char *content_type, struct span body, int64_t item, const char *place, const char *reason,
		 struct dead_text *out)
{
	*out = (struct dead_text){ .text = { "", 0 } };
	read_text(arena, content_type, body, item, out);
	if (!out->why_not)
		find_mark(out, place, reason);
	cut_lines(arena, out);
}

size_t dead_text_line_of(const struct dead_text *dead, size_t at)
{
	size_t line = 0;

	while (line + 1 < dead->line_count && dead->lines[line + 1].begin <= at)
		line++;
	return line;
}
