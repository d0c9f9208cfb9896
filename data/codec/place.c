/* SPDX-License-Identifier: MIT */
/* One small walk for each way to name a place. None of them checks the text: that was done, and found wanting. */
#include "codec/place.h"

#include <stdlib.h>
#include <string.h>

#include "codec/edi.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t skip_blanks(struct span text, size_t at)
{
	while (at < text.length && is_blank(text.text[at]))
		at++;
	return at;
}

/* Without what is around it; false if nothing is left. */
static bool give(struct span text, size_t begin, size_t end, struct place_range *out)
{
	begin = skip_blanks(text, begin);
	while (end > begin && is_blank(text.text[end - 1]))
		end--;
	*out = (struct place_range){ begin, end };
	return end > begin;
}

/* ---------------------------------------------------------------- lines */

static bool find_line(struct span text, long wanted, struct place_range *out)
{
	size_t begin = 0;

	for (long line = 1; begin < text.length; line++) {
		const char *end = memchr(text.text + begin, '\n', text.length - begin);
		size_t next = end ? (size_t)(end - text.text) : text.length;
		if (line == wanted)
			return give(text, begin, next, out);
		begin = next + 1;
	}
	return false;
}

/* ---------------------------------------------------------------- JSON */

/* Behind the string that begins at `at`. */
static size_t skip_string(struct span text, size_t at)
{
	for (at++; at < text.length && text.text[at] != '"'; at++)
		at += text.text[at] == '\\';
	return at < text.length ? at + 1 : text.length;
}

/* Behind the value that begins at `at`. */
static size_t skip_value(struct span text, size_t at)
{
	int depth = 0;

	while (at < text.length) {
		char c = text.text[at];
		if (depth == 0 && (c == ',' || c == '}' || c == ']'))
			return at;
		if (c == '"') {
			at = skip_string(text, at);
		} else {
			depth += c == '{' || c == '[';
			depth -= c == '}' || c == ']';
			at++;
		}
		if (depth == 0 && (c == '"' || c == '}' || c == ']'))
			return at;
	}
	return text.length;
}

/* The next token of a pointer, unescaped; false at its end. */
static bool next_token(const char **pointer, char *out, size_t room)
{
	const char *at = *pointer;
	size_t used = 0;

	if (*at != '/')
		return false;
	for (at++; *at && *at != '/' && used + 1 < room; at++) {
		bool is_escape = *at == '~' && (at[1] == '0' || at[1] == '1');
		out[used++] = is_escape ? at[1] == '1' ? '/' : '~' : *at;
		at += is_escape;
	}
	out[used] = '\0';
	*pointer = at;
	return true;
}

/* Where the member or element called `token` of the container at *at begins; false if there is none. */
static bool enter(struct span text, size_t *at, const char *token)
{
	bool is_object = text.text[*at] == '{';
	long wanted = strtol(token, NULL, 10);
	size_t next = skip_blanks(text, *at + 1);

	if (!is_object && text.text[*at] != '[')
		return false;
	for (long n = 0; next < text.length && text.text[next] != '}' && text.text[next] != ']'; n++) {
		struct span key = { text.text + next + 1, 0 };
		if (is_object) {
			size_t end = skip_string(text, next);
			key.length = end > next + 2 ? end - next - 2 : 0;
			next = skip_blanks(text, end);
			next = skip_blanks(text, next < text.length && text.text[next] == ':' ? next + 1 : next);
		}
		if (next < text.length && (is_object ? span_is(key, token) : n == wanted)) {
			*at = next;
			return true;
		}
		next = skip_blanks(text, skip_value(text, next));
		if (next < text.length && text.text[next] == ',')
			next = skip_blanks(text, next + 1);
		else
			return false;
	}
	return false;
}

static bool find_pointer(struct span text, size_t at, const char *pointer, struct place_range *out)
{
	char token[200];

	while (at < text.length && next_token(&pointer, token, sizeof token) && enter(text, &at, token))
		;
	return give(text, at, skip_value(text, at), out);
}

/* ---------------------------------------------------------------- XML */

static size_t find_text(struct span text, size_t at, const char *wanted)
{
	const char *found = at < text.length ? memmem(text.text + at, text.length - at, wanted, strlen(wanted)) : NULL;

	return found ? (size_t)(found - text.text) + strlen(wanted) : text.length;
}

static bool begins(struct span text, size_t at, const char *wanted)
{
	size_t length = strlen(wanted);

	return at + length <= text.length && memcmp(text.text + at, wanted, length) == 0;
}

/* Behind the tag that begins at `at`; what is in quotes does not end it. */
static size_t skip_tag(struct span text, size_t at)
{
	for (char quote = 0; at < text.length; at++) {
		char c = text.text[at];
		if (quote ? c == quote : c == '"' || c == '\'')
			quote = quote ? 0 : c;
		else if (!quote && c == '>')
			return at + 1;
	}
	return text.length;
}

/* The next tag of an element, opening or closing, from `at` on; text.length if there is none. */
static size_t next_tag(struct span text, size_t at)
{
	while (at < text.length) {
		const char *open = memchr(text.text + at, '<', text.length - at);
		at = open ? (size_t)(open - text.text) : text.length;
		if (begins(text, at, "<!--"))
			at = find_text(text, at + 4, "-->");
		else if (begins(text, at, "<![CDATA["))
			at = find_text(text, at, "]]>");
		else if (begins(text, at, "<?") || begins(text, at, "<!"))
			at = skip_tag(text, at);
		else
			return at;
	}
	return text.length;
}

/* Behind the element whose opening tag begins at `at`. */
static size_t skip_element(struct span text, size_t at)
{
	int depth = 0;

	while (at < text.length) {
		bool is_end = begins(text, at, "</");
		size_t behind = skip_tag(text, at);
		bool is_empty = behind >= 2 && text.text[behind - 2] == '/';
		depth += is_end ? -1 : is_empty ? 0 : 1;
		if (depth <= 0)
			return behind;
		at = next_tag(text, behind);
	}
	return text.length;
}

/* One step of a path of xmlGetNodePath: a name (with a prefix, or *), and which of its like it is. */
struct path_step {
	struct span name;
	long n;
};

static bool next_step(const char **path, struct path_step *out)
{
	const char *at = *path;

	if (*at != '/' || at[1] == '\0' || at[1] == '@')
		return false;
	at++;
	out->name = (struct span){ at, strcspn(at, "/[") };
	at += out->name.length;
	out->n = *at == '[' ? strtol(at + 1, NULL, 10) : 1;
	at += strcspn(at, "/");
	*path = at;
	return true;
}

static bool is_called(struct span text, size_t tag, const struct path_step *step)
{
	size_t length = 0;

	while (tag + 1 + length < text.length && !is_blank(text.text[tag + 1 + length]) && !strchr("/>", text.text[tag + 1 + length]))
		length++;
	return span_is(step->name, "*") || span_equal(step->name, (struct span){ text.text + tag + 1, length });
}

/* The child that a step names, of the element whose content begins at `at`; text.length if there is none. */
static size_t find_child(struct span text, size_t at, const struct path_step *step)
{
	long n = 0;

	for (at = next_tag(text, at); at < text.length && !begins(text, at, "</"); at = next_tag(text, skip_element(text, at)))
		if (is_called(text, at, step) && ++n == step->n)
			return at;
	return text.length;
}

static bool find_element(struct span text, const char *path, struct place_range *out)
{
	struct path_step step;
	size_t found = text.length, inside = 0;

	while (next_step(&path, &step)) {
		size_t child = find_child(text, inside, &step);
		if (child >= text.length)
			break;
		found = child;
		inside = skip_tag(text, child);
	}
	return found < text.length && give(text, found, skip_element(text, found), out);
}

/* ---------------------------------------------------------------- segments */

/* "214 0001": the set's first segment. */
static bool is_set(const struct edi_segment *segment, const char *place)
{
	char type[20], ref[40];
	size_t length;
	bool is_x12 = segment->tag == EDI_TAG("ST");

	if (!is_x12 && segment->tag != EDI_TAG("UNH"))
		return false;
	edi_value_into(&segment->signs, edi_field(segment, is_x12 ? 1 : 2, 1), type, sizeof type);
	edi_value_into(&segment->signs, edi_field(segment, is_x12 ? 2 : 1, 1), ref, sizeof ref);
	length = strlen(type);
	return strncmp(place, type, length) == 0 && place[length] == ' ' && strcmp(place + length + 1, ref) == 0;
}

static bool find_segment(struct span text, enum edi_format format, const char *place, struct place_range *out)
{
	const char *number = strstr(place, " segment ");
	size_t wanted = number ? strtoul(number + strlen(" segment "), NULL, 10) : 0;
	struct edi_cursor cursor;
	struct edi_segment segment;

	edi_start(&cursor, text, format, NULL);
	while (edi_next(&cursor, &segment))
		if (number ? segment.number == wanted : is_set(&segment, place))
			return give(text, segment.begin, segment.begin + segment.bytes.length, out);
	return false;
}

bool place_find(struct span text, const char *place, struct place_range *out)
{
	size_t first = skip_blanks(text, 0);
	enum edi_format format;

	if (first == text.length)
		return false;
	if (strncmp(place, "line ", 5) == 0)
		return find_line(text, strtol(place + 5, NULL, 10), out);
	if (place[0] == '/' && (text.text[first] == '{' || text.text[first] == '['))
		return place[1] && find_pointer(text, first, place, out);
	if (place[0] == '/')
		return text.text[first] == '<' && find_element(text, place, out);
	return edi_is(text, &format) && find_segment(text, format, place, out);
}
