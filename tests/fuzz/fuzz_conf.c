/* SPDX-License-Identifier: MIT */
/* links: data/base */
/* The line grammar over any bytes: no crash, and every answer is whole or has its place. */
#include <string.h>

#include "base/conf.h"

#define MUST(holds) BUG_IF(!(holds))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* "x" includes the text being read, so that depth and limits are walked too. */
static enum err on_include(void *context, const char *name, struct span *text)
{
	*text = *(const struct span *)context;
	return strcmp(name, "x") == 0 ? ERR_NONE : ERR_NOT_FOUND;
}

static void check_line(const struct conf_line *line)
{
	int at_line, at_column, before = line->column;

	MUST(line->verb && line->raw && line->line > 0 && line->column > 0 && line->depth >= 0);
	for (size_t i = 0; i < line->word_count; i++) {
		MUST(line->words[i].text && line->words[i].column > before);
		before = line->words[i].column;
		conf_place(line, before, &at_line, &at_column);
		MUST(at_line >= line->line && at_column > 0 && at_column <= before);
		if (line->words[i].key)
			MUST(conf_value(line, line->words[i].key) != NULL);
	}
}

static void check_fault(enum err err, const struct fault *fault)
{
	MUST(fault->err == err && fault->line > 0 && fault->column > 0 && fault->why[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size };
	struct arena arena = { 0 };
	struct conf conf = { 0 };
	struct conf_line line;
	struct fault fault = { 0 };
	enum err err = conf_read(&arena, "fuzz", text, on_include, &text, &conf, &fault);

	if (err)
		check_fault(err, &fault);
	for (size_t i = 0; !err && i < conf.count; i++)
		check_line(&conf.lines[i]);
	err = conf_read_line(&arena, text, &line, &fault);
	if (err)
		check_fault(err, &fault);
	else
		check_line(&line);
	arena_release(&arena);
	return 0;
}
