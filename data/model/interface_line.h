/* SPDX-License-Identifier: MIT */
/*
 * What the text of an interface or connector may say, one row a line: the reader checks by it, docs/interfaces.md is printed from it,
 * and what has no column of its own in docket.interface stands in its `settings` by the row's name.
 */
#ifndef DOCKET_MODEL_INTERFACE_LINE_H
#define DOCKET_MODEL_INTERFACE_LINE_H

#include "model/stored.h"

/* What stands behind a line's name, and what it is kept as. */
enum interface_line_kind {
	INTERFACE_TEXT,     /* any one word */
	INTERFACE_CHOICE,   /* one of `choices` */
	INTERFACE_PATH,     /* of this host, from / */
	INTERFACE_URL,      /* http://, https:// and what `choices` names */
	INTERFACE_DURATION, /* "15m"; kept in whole seconds */
	INTERFACE_COUNT,    /* a whole number above 0 */
	INTERFACE_SIZE,     /* "64KiB", "1MiB", or bytes; kept in bytes */
};

struct interface_line {
	const char *name;
	enum interface_line_kind kind;
	const char *choices;  /* of a CHOICE or URL, by '|'; else "" */
	const char *standard; /* what it is where the text does not say, as it is kept; "" = nothing */
	const char *whom;     /* "in" (interfaces), "out" (connectors), "both" */
	bool is_column;       /* docket.interface has a column of its own for it */
	const char *help;     /* one sentence */
};

/* All of them, ended by a row without a name. */
extern const struct interface_line interface_lines[];

/* The row called `name`, or NULL. */
const struct interface_line *interface_line_find(const char *name);

/* What an interface's settings say of `name`, a row without a column: as it is kept, the row's standard where they are silent; never NULL. */
const char *interface_setting(const struct interface *interface, const char *name);

/* A number that is another one when the settings are: an interface's version moves with its state, too. */
uint64_t interface_settings_mark(const struct interface *interface);

/* The same as a number: seconds, bytes or a count; 0 where nothing is said. */
int64_t interface_setting_int(const struct interface *interface, const char *name);

#endif
