/* SPDX-License-Identifier: MIT */
/* One call of docket as it was typed. Options come from the command line, then the environment (DOCKET_SOCKET, DOCKET_DB,
 * DOCKET_USER), then the configuration file, then their fallbacks. */
#ifndef DOCKET_COMMAND_REQUEST_H
#define DOCKET_COMMAND_REQUEST_H

#include "base/vec.h"
#include "config/config.h"
#include "pg/link.h"

enum request_format { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV };

struct request {
	const char *program;           /* the subcommand's name */
	struct config config;          /* common options and its own */
	struct arena arena;            /* lives as long as the request */
	VEC(const char *) words;       /* what is no option, in order; borrowed from argv */
	size_t next;                   /* of words: what request_word gives next */
	enum request_format format;
};

/* The options that every subcommand has; ended by a row without a name. */
extern const struct option request_options[];

/* Reads the words behind the subcommand. `own` is its table of options, or NULL. ERR_USAGE with a suggestion. The caller
 * ends it with request_release, also after a fault. */
MUST_CHECK enum err request_read(struct request *request, const char *program, const struct option *own, int count,
				 char *const *words, struct fault *fault);

/* Frees. */
void request_release(struct request *request);

/* The next word, or NULL. */
const char *request_word(struct request *request);

/* The next word; ERR_USAGE that names `what` is missing ("a case", "a file") if there is none. */
MUST_CHECK enum err request_need(struct request *request, const char *what, const char **out, struct fault *fault);

/* ERR_USAGE if words are left over. */
MUST_CHECK enum err request_end(const struct request *request, struct fault *fault);

/* An option that must be given: ERR_USAGE if it was not. */
MUST_CHECK enum err request_option(const struct request *request, const char *name, const char **out, struct fault *fault);

/* Where the store is and as whom, from the options; texts are borrowed from the request. */
struct pg_options request_store(const struct request *request);

/* Appends every option of a subcommand with its help. */
void request_help(const struct option *own, struct str *out);

#endif
