/* SPDX-License-Identifier: MIT */
/* Fields are borrowed from the text; only those that hold doubled quotes are copied. */
#include "codec/csv.h"

#include <string.h>

static const char separators[] = ",;\t|";

/* Counts a sign outside of quotes up to the first line's end. */
static size_t count_sign(struct span text, char sign)
{
	size_t count = 0;
	bool is_quoted = false;

	for (size_t i = 0; i < text.length; i++) {
		if (text.text[i] == '"')
			is_quoted = !is_quoted;
		else if (!is_quoted && (text.text[i] == '\n' || text.text[i] == '\r'))
			break;
		else if (!is_quoted && text.text[i] == sign)
			count++;
	}
	return count;
}

void csv_start(struct csv *csv, struct span text)
{
	size_t most = 0;

	if (text.length >= 3 && memcmp(text.text, "\xef\xbb\xbf", 3) == 0)
		text = (struct span){ text.text + 3, text.length - 3 };
	*csv = (struct csv){ .text = text, .separator = ',', .next_line = 1 };
	for (const char *sign = separators; *sign; sign++) {
		size_t count = count_sign(text, *sign);
		if (count > most) {
			most = count;
			csv->separator = *sign;
		}
	}
}

static bool is_end(char sign)
{
	return sign == '\n' || sign == '\r';
}

static enum err too_much(const struct csv *csv, struct fault *fault, const char *what)
{
	fault_set(fault, ERR_LIMIT, "row", "line %d has %s", csv->line, what);
	if (fault)
		fault->line = csv->line;
	return ERR_LIMIT;
}

static enum err add_field(struct csv *csv, struct span field, struct fault *fault)
{
	if (csv->fields.count >= CSV_FIELDS_MAX)
		return too_much(csv, fault, "too many fields");
	if (field.length > CSV_FIELD_BYTES_MAX)
		return too_much(csv, fault, "a field that is too long");
	*vec_push(&csv->fields) = field;
	return ERR_NONE;
}

static enum err plain_field(struct csv *csv, struct fault *fault)
{
	size_t begin = csv->at;

	while (csv->at < csv->text.length && csv->text.text[csv->at] != csv->separator && !is_end(csv->text.text[csv->at]))
		csv->at++;
	return add_field(csv, (struct span){ csv->text.text + begin, csv->at - begin }, fault);
}

/* Takes one of each two quotes away. */
static struct span undouble(struct csv *csv, struct span field)
{
	char *copy = arena_new(&csv->arena, field.length + 1, 1);
	size_t length = 0;

	for (size_t i = 0; i < field.length; i++) {
		copy[length++] = field.text[i];
		i += field.text[i] == '"';
	}
	return (struct span){ copy, length };
}

/* From the opening quote on. What stands between the closing quote and the separator belongs to the field, as spreadsheets do. */
static enum err quoted_field(struct csv *csv, struct fault *fault)
{
	const char *text = csv->text.text;
	size_t begin = ++csv->at;
	bool has_doubled = false;

	for (;; csv->at++) {
		if (csv->at >= csv->text.length) {
			fault_set(fault, ERR_SYNTAX, "row", "a quote that opens in line %d is never closed", csv->line);
			if (fault)
				fault->line = csv->line;
			return ERR_SYNTAX;
		}
		csv->next_line += text[csv->at] == '\n';
		if (text[csv->at] != '"')
			continue;
		if (csv->at + 1 >= csv->text.length || text[csv->at + 1] != '"')
			break;
		has_doubled = true;
		csv->at++;
	}
	struct span field = { text + begin, csv->at - begin };
	csv->at++;
	while (csv->at < csv->text.length && text[csv->at] != csv->separator && !is_end(text[csv->at]))
		csv->at++;
	return add_field(csv, has_doubled ? undouble(csv, field) : field, fault);
}

static void skip_end(struct csv *csv)
{
	if (csv->at < csv->text.length && csv->text.text[csv->at] == '\r')
		csv->at++;
	if (csv->at < csv->text.length && csv->text.text[csv->at] == '\n')
		csv->at++;
	csv->next_line++;
}

/* Passes lines over on which nothing stands. */
static void skip_empty(struct csv *csv)
{
	while (csv->at < csv->text.length && is_end(csv->text.text[csv->at]))
		skip_end(csv);
}

enum err csv_next(struct csv *csv, struct fault *fault)
{
	enum err err = ERR_NONE;

	skip_empty(csv);
	if (csv->at >= csv->text.length)
		return ERR_NOT_FOUND;
	csv->fields.count = 0;
	arena_reset(&csv->arena);
	csv->line = csv->next_line;
	while (!err) {
		bool is_quoted = csv->at < csv->text.length && csv->text.text[csv->at] == '"';
		err = is_quoted ? quoted_field(csv, fault) : plain_field(csv, fault);
		if (err || csv->at >= csv->text.length || csv->text.text[csv->at] != csv->separator)
			break;
		csv->at++;
	}
	if (!err)
		skip_end(csv);
	return err;
}

void csv_release(struct csv *csv)
{
	vec_release(&csv->fields);
	arena_release(&csv->arena);
}
