/* SPDX-License-Identifier: MIT */
/*
 * The one line grammar of docket: keymaps, themes, views, policies, mappings, configuration, and the console's prompt.
 *
 *   # a comment, to the end of the line (a # inside a word or quotes is itself)
 *   verb word "quoted \" word" key=value key="quoted value"
 *     indented lines belong to the block of the line above that is indented less
 *   a line that ends in \ goes on in the next
 *   include NAME
 *
 * Indent is counted in blanks (a tab is 8). A line has a verb (its first word), words, and its place. A word knows its
 * column, so an error points at it. `raw` is everything behind the verb, as written, for verbs that take an expression.
 * Columns count through a line that goes on over several; conf_place finds where such a column stands in the file.
 */
#ifndef DOCKET_BASE_CONF_H
#define DOCKET_BASE_CONF_H

#include "base/arena.h"
#include "base/str.h"

struct conf_word {
	const char *key;   /* of key=value, else NULL */
	const char *text;  /* the word without quotes, or the value */
	int column;        /* 1-based, of the word's first byte */
	bool is_quoted;
};

struct conf_line {
	const char *file;          /* name as given to conf_read or include */
	int line;                  /* 1-based */
	int column;                /* of the verb */
	int depth;                 /* 0 for top lines, 1 for lines of their block, ... */
	const char *verb;
	const struct conf_word *words; /* behind the verb */
	size_t word_count;
	const char *raw;           /* everything behind the verb, trimmed, comment removed */
	int raw_column;
	const int *joins;          /* the columns at which further lines of the file begin, rising */
	size_t join_count;
};

struct conf {
	struct conf_line *lines;   /* in order, includes put in place */
	size_t count;
};

/* Finds the text of an included file: returns ERR_NOT_FOUND if there is none; *text is borrowed until conf_read ends. */
typedef enum err conf_include(void *context, const char *name, struct span *text);

/* Reads a text into `out`, all memory from `arena`. `on_include` may be NULL (include is then a fault). A fault names
 * file in `what`, line and column. Text must be UTF-8. Limits: 1 MiB a text, 20,000 lines with all that is included,
 * 4 KiB a line, 16 blocks in one another, include depth 8. */
MUST_CHECK enum err conf_read(struct arena *arena, const char *file, struct span text, conf_include *on_include,
			      void *context, struct conf *out, struct fault *fault);

/* Reads one line (the console's prompt): words only, no comment, no include. */
MUST_CHECK enum err conf_read_line(struct arena *arena, struct span text, struct conf_line *out, struct fault *fault);

/* Where `column` of the line stands in its file: a line that goes on over several ends up on the right one. */
void conf_place(const struct conf_line *line, int column, int *at_line, int *at_column);

/* The value of `key` among the line's words, or NULL. */
const char *conf_value(const struct conf_line *line, const char *key);

/* Fills a fault at a word (or at the verb if `word` is NULL) of a line; returns ERR_SYNTAX. */
enum err conf_fault(const struct conf_line *line, const struct conf_word *word, struct fault *fault,
		    const char *why_format, ...) PRINTF_LIKE(4, 5);

#endif
