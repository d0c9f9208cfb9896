/* SPDX-License-Identifier: MIT */
/* Names of segments, elements and components as a mapping writes them, read when the mapping is. */
#include "codec/segment_path.h"

#include <string.h>

static bool is_id_sign(char sign)
{
	return (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9');
}

/* A number from 1 to 999 at *at; 0 if none stands there. */
static int read_number(const char **at)
{
	int number = 0;

	while (**at >= '0' && **at <= '9' && number < 1000)
		number = number * 10 + *(*at)++ - '0';
	return number < 1000 ? number : 0;
}

/* "[BM]", "[3=S]", "[1:2=X,Y]" behind the id. */
static enum err read_qualifier(struct arena *arena, const char **at, struct segment_step *out, struct fault *fault)
{
	const char *close = strchr(*at, ']'), *equals = memchr(*at, '=', close ? (size_t)(close - *at) : 0);
	const char *number = *at + 1;

	if (!close)
		return fault_set(fault, ERR_SYNTAX, "segment", "a [ has no ]");
	out->element = 1;
	if (equals) {
		out->element = read_number(&number);
		if (*number == ':') {
			number++;
			out->component = read_number(&number);
		}
		if (out->element == 0 || number != equals)
			return fault_set(fault, ERR_SYNTAX, "segment", "before = stands the number of an element");
	}
	number = equals ? equals + 1 : *at + 1;
	if (number == close)
		return fault_set(fault, ERR_SYNTAX, "segment", "nothing stands between [ and ]");
	out->values = arena_text(arena, number, (size_t)(close - number));
	*at = close + 1;
	return ERR_NONE;
}

static enum err read_step(struct arena *arena, const char **at, struct segment_step *out, struct fault *fault)
{
	const char *begin = *at;

	while (is_id_sign(**at))
		++*at;
	if (*at - begin < 2 || *at - begin > 3)
		return fault_set(fault, ERR_SYNTAX, "segment", "the id of a segment has two or three capitals and digits");
	out->id = arena_text(arena, begin, (size_t)(*at - begin));
	return **at == '[' ? read_qualifier(arena, at, out, fault) : ERR_NONE;
}

enum err segment_step_read(struct arena *arena, const char *text, struct segment_step *out, struct fault *fault)
{
	enum err err = read_step(arena, &text, out, fault);

	return err || !*text ? err : fault_set(fault, ERR_SYNTAX, "segment", "a loop is opened by a segment: AT7, HL[3=S]");
}

enum err segment_path_read(struct arena *arena, const char *text, struct segment_path *out, struct fault *fault)
{
	enum err err = read_step(arena, &text, &out->steps[out->count++], fault);

	while (!err && *text == '/') {
		text++;
		if (out->count >= SEGMENT_PATH_STEPS_MAX)
			return fault_set(fault, ERR_SYNTAX, "cell", "at most %d segments", SEGMENT_PATH_STEPS_MAX);
		err = read_step(arena, &text, &out->steps[out->count++], fault);
	}
	if (err)
		return err;
	if (*text == '.') {
		text++;
		out->element = read_number(&text);
	}
	if (out->element > 0 && *text == ':') {
		text++;
		out->component = read_number(&text);
		if (out->component == 0)
			return fault_set(fault, ERR_SYNTAX, "cell", "behind : stands the number of a component");
	}
	if (out->element > 0 && !*text)
		return ERR_NONE;
	fault_set(fault, ERR_SYNTAX, "cell", "a cell is SEGMENT.ELEMENT or SEGMENT.ELEMENT:COMPONENT");
	fault_help(fault, "B10.2, REF[BM].2, N1[ST]/N4.1, DTM[137].1:2");
	return ERR_SYNTAX;
}

bool segment_step_holds(const struct segment_step *step, struct span value)
{
	for (const char *at = step->values; *at; at += *at == ',') {
		size_t length = strcspn(at, ",");
		if (span_equal((struct span){ at, length }, value))
			return true;
		at += length;
	}
	return false;
}

bool segment_id_among(const char *ids, const char *id)
{
	for (const char *at = ids; *at; at += *at == ',') {
		size_t length = strcspn(at, ",");
		if (strlen(id) == length && strncmp(at, id, length) == 0)
			return true;
		at += length;
	}
	return false;
}
