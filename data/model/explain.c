/* SPDX-License-Identifier: MIT */
/* Explanation lines, written by rules and read by screens: four fields with tabs between, one line each. */
#include "model/explain.h"

#include <string.h>

static void add_field(struct str *out, const char *text)
{
	for (; text && *text; text++)
		str_addc(out, *text == '\t' || *text == '\n' ? ' ' : *text);
}

void explain_add(struct str *out, const char *name, int64_t amount, const char *unit, const char *source)
{
	add_field(out, name);
	if (amount == EXPLAIN_UNKNOWN)
		str_adds(out, "\t?\t");
	else
		str_addf(out, "\t%lld\t", (long long)amount);
	add_field(out, unit);
	str_addc(out, '\t');
	add_field(out, source);
	str_addc(out, '\n');
}

/* Cuts the piece up to `end_sign` off the front of *rest. */
static struct span cut(struct span *rest, char end_sign)
{
	const char *end = memchr(rest->text, end_sign, rest->length);
	struct span piece = { rest->text, end ? (size_t)(end - rest->text) : rest->length };
	size_t taken = piece.length + (end ? 1 : 0);

	*rest = (struct span){ rest->text + taken, rest->length - taken };
	return piece;
}

static struct explain_line read_line(struct arena *arena, struct span line)
{
	struct span rest = line, name = cut(&rest, '\t'), amount = cut(&rest, '\t'), unit = cut(&rest, '\t');
	int64_t value = EXPLAIN_UNKNOWN;

	if (!span_is(amount, "?") && str_to_i64(amount, &value))
		return (struct explain_line){ arena_text(arena, line.text, line.length), 0, "", "" };
	return (struct explain_line){ arena_text(arena, name.text, name.length), value,
				      arena_text(arena, unit.text, unit.length),
				      arena_text(arena, rest.text, rest.length) };
}

size_t explain_read(struct arena *arena, const char *text, const struct explain_line **out)
{
	struct span rest = span_of(text);
	struct explain_line *lines;
	size_t count = 0, room = 1;

	for (size_t i = 0; i < rest.length; i++)
		room += rest.text[i] == '\n';
	lines = arena_new(arena, room, sizeof *lines);
	while (rest.length > 0) {
		struct span line = cut(&rest, '\n');
		if (line.length > 0)
			lines[count++] = read_line(arena, line);
	}
	*out = lines;
	return count;
}
