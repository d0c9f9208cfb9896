/* SPDX-License-Identifier: MIT */
/*
 * Private to the mapping's files: where records come from. A message is a tree of records; a kind of source knows how its records and
 * cells are named, checks the names while a mapping is read, and answers them while a message is.
 *
 *   source_csv.c   rows        source_json.c  members of arrays        source_xml.c  elements by XPath
 *   source_segments.c  sets of X12 and messages of EDIFACT, and loops of their segments
 */
#ifndef DOCKET_CODEC_RECORD_SOURCE_H
#define DOCKET_CODEC_RECORD_SOURCE_H

#include "base/arena.h"
#include "base/conf.h"
#include "base/str.h"

/* A cell that some value of the mapping asks for, ready to be asked. */
struct record_cell {
	const char *name;
	const void *plan;               /* the kind's own */
};

struct record_cells {
	const struct record_cell *items;
	size_t count;
};

/* One record. Zero but for `outer` and `loop` before the first of a loop; then the kind's own. It stays where it is until its loop
 * ends, since inner ones point at it. */
struct record {
	const struct record *outer;     /* the one that holds it; NULL = the message */
	const void *loop;               /* what the kind made of its `rows` or `loop` line */
	const void *node;
	void *state;
	size_t from, to;                /* numbers of what it is made of, or its place among its like */
};

struct record_kind {
	const char *name;               /* as `rows` says it */
	const char *usage;              /* what may stand behind it */
	bool has_loops;
	/* Checks what stands behind `rows KIND` (from word `first`, is_top) or `loop`, and makes it ready in the arena. A fault has `why`
	 * and help; *word is the word that is wrong. */
	enum err (*read_loop)(struct arena *arena, const struct conf_line *line, size_t first, bool is_top, const void **out,
			      size_t *word, struct fault *fault);
	/* The same for the name of a cell. */
	enum err (*read_cell)(struct arena *arena, const char *name, const void **out, struct fault *fault);
	/* Opens a message, which lives as long; it is ended with close, also when this failed. */
	enum err (*open)(struct arena *arena, const struct record_cells *cells, struct span bytes, void **out, struct fault *fault);
	/* The next record of record->loop in record->outer. ERR_NOT_FOUND at the end; anything else is a fault of the message. */
	enum err (*next)(void *message, struct record *record, struct fault *fault);
	/* The text of cell `number`; false if it is not there. It lives as long as the record and `arena`. */
	bool (*cell)(void *message, const struct record *record, size_t number, struct arena *arena, struct span *out);
	/* Appends where the record stands. */
	void (*place)(void *message, const struct record *record, struct str *out);
	/* Frees; NULL is fine. */
	void (*close)(void *message);
	/* Says why a message held no record; may be NULL: then that is nothing to speak of. */
	enum err (*say_empty)(void *message, struct fault *fault);
	bool has_components;            /* a : in the name of a cell parts an element from its component and is no width; a , in a number
					 * is its point */
};

/* CSV: a row at a time; cells are columns by the line of names. */
extern const struct record_kind source_csv;

/* JSON: members of arrays by a pointer; cells by a path. */
extern const struct record_kind source_json;

/* XML: elements and cells by XPath; no entities, no network, no document type. */
extern const struct record_kind source_xml;

/* X12: transaction sets and loops of segments; cells are elements. */
extern const struct record_kind source_x12;

/* EDIFACT: messages and loops of segments; cells are components. */
extern const struct record_kind source_edifact;

/* The kind called `name`, or NULL. */
const struct record_kind *record_kind_find(const char *name);

/* The n-th kind, NULL behind the last: for suggestions. */
const struct record_kind *record_kind_at(size_t n);

/* Without blanks and tabs around it. */
struct span record_trim(struct span text);

#endif
