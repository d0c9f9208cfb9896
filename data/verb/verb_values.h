/* SPDX-License-Identifier: MIT */
/* The arguments of one act as they were given, checked by the table of acts: for the command line and the API alike. */
#ifndef DOCKET_VERB_VERB_VALUES_H
#define DOCKET_VERB_VERB_VALUES_H

#include "base/arena.h"
#include "base/str.h"
#include "verb/verb.h"

/* Most texts that verb_values_list gives. */
#define VERB_TEXTS_MAX (2 * VERB_ARGUMENTS_MAX + 2)

struct verb_values {
	const struct verb *verb;
	const char *values[VERB_ARGUMENTS_MAX]; /* by argument; NULL = not given */
};

/* The value of the argument called `name`, to be read or set; NULL if the verb has none of that name. */
const char **verb_values_at(struct verb_values *values, struct span name);

/* The fault of an argument that the verb does not have, about `what`, with what may have been meant. Returns ERR_USAGE. */
enum err verb_values_unknown(const struct verb *verb, const char *what, struct span name, struct fault *fault);

/* Checks argument `i`: there if it is needed, one of its choices, a whole number. One that has a usual value gets it; moments are not
 * looked at. ERR_USAGE, ERR_INVALID; texts live in `arena`. */
MUST_CHECK enum err verb_values_check(struct verb_values *values, size_t i, struct arena *arena, struct fault *fault);

/* Key, value, key, value of all that was given, as acts are stored, into `out` (VERB_TEXTS_MAX); returns how many texts. */
size_t verb_values_list(const struct verb_values *values, const char **out);

#endif
