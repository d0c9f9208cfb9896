/* SPDX-License-Identifier: MIT */
/* Finds statements in the embedded .sql files by their name lines. The files are small and a link
 * keeps what it found, so they are simply read through. */
#include "pg/statement.h"

#include "base/embed.h"

#include <string.h>

static const char name_mark[] = "-- name:";

static struct span trim(const char *begin, const char *end)
{
	while (begin < end && strchr(" \t\n\r", *begin))
		begin++;
	while (end > begin && strchr(" \t\n\r", end[-1]))
		end--;
	return (struct span){ begin, (size_t)(end - begin) };
}

static const char *line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline ? newline : end;
}

static bool is_name_line(const char *at, const char *end)
{
	size_t length = sizeof name_mark - 1;

	return (size_t)(end - at) >= length && memcmp(at, name_mark, length) == 0;
}

static bool is_word(struct span text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_", text.text[i]))
			return false;
	return text.length > 0;
}

/* "case_page(tenants int[], limit int) -> case" */
static enum err read_name(struct span line, struct pg_statement *out)
{
	const char *at = line.text, *end = line.text + line.length;
	const char *open = memchr(at, '(', line.length);

	out->arguments = out->row = (struct span){ end, 0 };
	out->name = trim(at, open ? open : end);
	if (!is_word(out->name) || !open)
		return ERR_SYNTAX;

	const char *close = open;
	for (int depth = 1; depth > 0;) {
		if (++close == end)
			return ERR_SYNTAX;
		depth += (*close == '(') - (*close == ')');
	}
	out->arguments = trim(open + 1, close);
	struct span rest = trim(close + 1, end);
	if (rest.length == 0)
		return ERR_NONE;
	if (rest.length < 3 || memcmp(rest.text, "->", 2) != 0)
		return ERR_SYNTAX;
	out->row = trim(rest.text + 2, end);
	return ERR_NONE;
}

enum err pg_statement_next(const char *file, struct span *text, int *line, struct pg_statement *out)
{
	const char *at = text->text, *end = text->text + text->length;

	while (at < end && !is_name_line(at, end)) {
		at = line_end(at, end);
		at += at < end;
		++*line;
	}
	if (at >= end)
		return ERR_NOT_FOUND;

	const char *stop = line_end(at, end);
	*out = (struct pg_statement){ .file = file, .line = ++*line };
	enum err err = read_name(trim(at + sizeof name_mark - 1, stop), out);
	const char *body = at = stop + (stop < end);
	while (at < end && !is_name_line(at, end)) {
		at = line_end(at, end);
		at += at < end;
		++*line;
	}
	out->sql = trim(body, at);
	while (out->sql.length && out->sql.text[out->sql.length - 1] == ';')
		out->sql = trim(out->sql.text, out->sql.text + out->sql.length - 1);
	*text = (struct span){ at, (size_t)(end - at) };
	return err;
}

/* The `n`-th file right in data/sql. */
static const struct embedded *file_nth(size_t n)
{
	static const char folder[] = "data/sql/";
	const struct embedded *file;

	for (size_t i = 0; (file = embed_nth(folder, i)); i++) {
		const char *rest = file->name + sizeof folder - 1;
		size_t length = strlen(rest);
		if (strchr(rest, '/') || length < 4 || strcmp(rest + length - 4, ".sql") != 0)
			continue;
		if (n-- == 0)
			return file;
	}
	return NULL;
}

/* Walks all statements to the one called `name`, or, if that is NULL, to the `n`-th. */
static enum err walk(const char *name, size_t n, struct pg_statement *out)
{
	const struct embedded *file;

	for (size_t i = 0; (file = file_nth(i)); i++) {
		struct span text = { file->begin, (size_t)(file->end - file->begin) };
		int line = 0;
		enum err err;
		while ((err = pg_statement_next(file->name, &text, &line, out)) != ERR_NOT_FOUND) {
			if (err)
				BUG("%s:%d: this name line cannot be read", file->name, out->line);
			if (name ? span_is(out->name, name) : n-- == 0)
				return ERR_NONE;
		}
	}
	return ERR_NOT_FOUND;
}

enum err pg_statement_find(const char *name, struct pg_statement *out)
{
	return walk(name, 0, out);
}

enum err pg_statement_nth(size_t n, struct pg_statement *out)
{
	return walk(NULL, n, out);
}
