/* SPDX-License-Identifier: MIT */
/* The one list of failures as text, faults as values, and the way out for our own mistakes. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	int exit_code;
	const char *words;
} errors[] = {
#define ERR_ROW(name, code, words) [name] = { #name, code, words },
	ERR_LIST(ERR_ROW)
#undef ERR_ROW
};

static void (*bug_handler)(const char *words);

const char *err_name(enum err err)
{
	return errors[err].name;
}

const char *err_words(enum err err)
{
	return errors[err].words;
}

int err_exit_code(enum err err)
{
	return errors[err].exit_code;
}

enum err fault_set(struct fault *fault, enum err err, const char *what, const char *why_format, ...)
{
	va_list args;

	if (!fault)
		return err;
	memset(fault, 0, sizeof *fault);
	fault->err = err;
	snprintf(fault->what, sizeof fault->what, "%s", what ? what : "");
	va_start(args, why_format);
	vsnprintf(fault->why, sizeof fault->why, why_format, args);
	va_end(args);
	return err;
}

enum err fault_help(struct fault *fault, const char *help_format, ...)
{
	va_list args;

	if (!fault)
		return ERR_NONE;
	va_start(args, help_format);
	vsnprintf(fault->help, sizeof fault->help, help_format, args);
	va_end(args);
	return fault->err;
}

void fault_words(const struct fault *fault, char *out, size_t room_bytes)
{
	char place[48] = "";

	if (fault->line > 0 && fault->column > 0)
		snprintf(place, sizeof place, " line %d column %d", fault->line, fault->column);
	else if (fault->line > 0)
		snprintf(place, sizeof place, " line %d", fault->line);
	snprintf(out, room_bytes, "%s%s: %s%s%s", fault->what, place, fault->why[0] ? fault->why : err_words(fault->err),
		 fault->help[0] ? ": " : "", fault->help);
}

void bug_set_handler(void (*on_bug)(const char *words))
{
	bug_handler = on_bug;
}

_Noreturn void bug_at(const char *file, int line, const char *format, ...)
{
	void (*handler)(const char *) = bug_handler;
	char words[512];
	va_list args;

	va_start(args, format);
	vsnprintf(words, sizeof words, format, args);
	va_end(args);
	bug_handler = NULL; /* a bug in the handler must not come back here */
	if (handler)
		handler(words);
	fprintf(stderr, "docket: a mistake of the program at %s:%d: %s\n", file, line, words);
	abort();
}
