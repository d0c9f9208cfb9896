/* SPDX-License-Identifier: MIT */
/*
 * app/config: what a program is told at its start. An option is declared once, in a table; it is
 * read from a file in the one line grammar (base/conf.h: `name value`) and from the command line
 * (`--name=value`, `--name value`, or `--name` for yes), which wins. Secrets are never options: an
 * option names the folder where they lie, one file each.
 *
 *   config.h           reading a table's options, asking for them, printing the table
 *   engine_options.h   the options of docketd
 *   secret.h           secrets by name, from files of one folder
 */
#ifndef DOCKET_CONFIG_CONFIG_H
#define DOCKET_CONFIG_CONFIG_H

#include "base/arena.h"
#include "base/str.h"

enum option_kind {
	OPTION_TEXT,
	OPTION_NUMBER,   /* a whole number from 0 */
	OPTION_YES,      /* yes or no */
	OPTION_DURATION, /* "90s", "15m", "2h" */
	OPTION_CHOICE,   /* one of `unit`, parted by | */
};

/* One option; a table of them ends with a row without a name. */
struct option {
	const char *name; /* "store-host" */
	enum option_kind kind;
	const char *fallback; /* as it would be written; NULL = none */
	const char *unit;     /* "ms", "bytes", "path", the choices of a choice; "" = none */
	const char *help;     /* one sentence */
};

/* The options of a program with their values. All zero but `options` is a start. */
struct config {
	const struct option *options; /* borrowed, a constant */
	const char **values;          /* as `options`; in `arena` */
	struct arena arena;
	bool has_help;    /* --help was asked for */
	const char *file; /* of --config, or NULL */
};

/* Sets every option to its fallback. The caller ends it with config_release. */
void config_start(struct config *config, const struct option *options);

/* Reads the file's text; `name` is for faults, which name line and column and suggest the nearest
 * option. */
MUST_CHECK enum err config_read(struct config *config, const char *name, struct span text,
				struct fault *fault);

/* Reads words such as "--store-host=/run/postgresql"; first looks for --config FILE and reads that.
 * ERR_USAGE with a suggestion for an unknown one. */
MUST_CHECK enum err config_read_words(struct config *config, int count, char *const *words,
				      struct fault *fault);

/* Sets one option, checked against its kind. */
MUST_CHECK enum err config_set(struct config *config, const char *name, const char *value,
			       struct fault *fault);

/* The text of an option, NULL if it has none. An unknown name is our mistake. */
const char *config_text(const struct config *config, const char *name);

/* The number of an option; 0 if it has none. */
int64_t config_number(const struct config *config, const char *name);

/* Is it yes? */
bool config_is(const struct config *config, const char *name);

/* A duration in microseconds; a number of an option whose unit is "ms" or "s" is converted. */
int64_t config_us(const struct config *config, const char *name);

/* Appends the table as help: names, fallbacks, one sentence each. */
void config_help(const struct option *options, struct str *out);

/* Frees. */
void config_release(struct config *config);

/* Reads a whole file of at most `most_bytes` into `out`. ERR_NOT_FOUND, ERR_LIMIT, ERR_SYSTEM with
 * the path in words. */
MUST_CHECK enum err config_file(const char *path, size_t most_bytes, struct str *out,
				struct fault *fault);

#endif
