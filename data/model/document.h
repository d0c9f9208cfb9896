/* SPDX-License-Identifier: MIT */
/* The kinds of papers that travel with freight, one row each: policy asks for them by name, and one that came is a milestone of its own. */
#ifndef DOCKET_MODEL_DOCUMENT_H
#define DOCKET_MODEL_DOCUMENT_H

#include <stddef.h>

/* What a deadline waits for that is no single milestone: all papers that policy requires. */
#define MILESTONE_DOCUMENTS "documents"

struct document_type {
	const char *name;      /* "pod" */
	const char *words;     /* "proof of delivery" */
	const char *milestone; /* whose actual says that it is here; "" = nothing waits for it */
	const char *event;     /* the canonical event that tells of it */
};

/* All of them, ended by a row without a name; fewer than 32, so that a set of them is bits by their places. */
extern const struct document_type document_types[];

/* The row called `name`, or NULL. */
const struct document_type *document_type_find(const char *name);

#endif
