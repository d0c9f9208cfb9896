/* SPDX-License-Identifier: MIT */
#include "codec/signature_form.h"

#include <string.h>

size_t signature_pieces(const char *pattern, struct signature_piece *out)
{
	size_t count = 0;

	while (*pattern) {
		bool is_name = *pattern == '{';
		size_t length = is_name ? strcspn(pattern, "}") : strcspn(pattern, "{");
		if (count == SIGNATURE_PIECES_MOST || (is_name && (!pattern[length] || length == 1)))
			return 0;
		out[count++] = is_name ? (struct signature_piece){ { pattern + 1, length - 1 }, true }
				       : (struct signature_piece){ { pattern, length }, false };
		pattern += length + is_name;
	}
	return count;
}

static struct span trimmed(struct span text)
{
	while (text.length > 0 && (*text.text == ' ' || *text.text == '\t'))
		text = (struct span){ text.text + 1, text.length - 1 };
	while (text.length > 0 && (text.text[text.length - 1] == ' ' || text.text[text.length - 1] == '\t'))
		text.length--;
	return text;
}

/* A blank at its ends means nothing, as it does in a header; what no header can hold is no field. */
static bool read_field(struct span whole, struct signature_field *out)
{
	const struct span text = trimmed(whole);
	const char *brace = memchr(text.text, '{', text.length);
	size_t prefix = brace ? (size_t)(brace - text.text) : 0;

	for (size_t i = 0; i < whole.length; i++)
		if (whole.text[i] < ' ' || whole.text[i] > '~')
			return false;
	if (!brace || text.text[text.length - 1] != '}' || text.length - prefix < 3 ||
	    memchr(brace + 1, '{', text.length - prefix - 1))
		return false;
	*out = (struct signature_field){ { text.text, prefix }, { brace + 1, text.length - prefix - 2 } };
	return true;
}

size_t signature_fields(const char *form, struct signature_field *out, char *separator)
{
	size_t count = 0;

	*separator = strchr(form, ';') ? ';' : strchr(form, ',') ? ',' : '\0';
	while (*form) {
		const char *end = *separator ? strchr(form, *separator) : NULL;
		size_t length = end ? (size_t)(end - form) : strlen(form);
		if (count == SIGNATURE_FIELDS_MOST || length == 0 || !read_field((struct span){ form, length }, &out[count]))
			return 0;
		count++;
		form += length + (end != NULL);
	}
	return count;
}

/* What a part of a header is by one of the fields: the value behind its prefix. */
static bool read_part(const struct signature_field *field, struct span part, struct span *value)
{
	if (part.length <= field->prefix.length || memcmp(part.text, field->prefix.text, field->prefix.length) != 0)
		return false;
	*value = (struct span){ part.text + field->prefix.length, part.length - field->prefix.length };
	return true;
}

bool signature_next(const char *form, const char *header, const char *name, size_t *at, struct span *value)
{
	struct signature_field fields[SIGNATURE_FIELDS_MOST];
	char separator;
	size_t count = signature_fields(form, fields, &separator);

	while (header[*at]) {
		const char *begin = header + *at, *end = separator ? strchr(begin, separator) : NULL;
		size_t length = end ? (size_t)(end - begin) : strlen(begin);
		struct span part = trimmed((struct span){ begin, length });
		*at += length + (end != NULL);
		for (size_t i = 0; i < count; i++)
			if (span_is(fields[i].name, name) && read_part(&fields[i], part, value))
				return true;
	}
	return false;
}
