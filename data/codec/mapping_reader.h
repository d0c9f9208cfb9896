/* SPDX-License-Identifier: MIT */
/* Private to the mapping's files: reading its text. Faults are at the word that is wrong. */
#ifndef DOCKET_CODEC_MAPPING_READER_H
#define DOCKET_CODEC_MAPPING_READER_H

#include "codec/mapping_plan.h"

struct mapping_reader {
	struct mapping *mapping;
	const struct conf_line *line;
	struct fault *fault;
};

/* The number of the value called `name` among those read so far, or -1. */
int mapping_find(const struct mapping *mapping, struct span name);

/* The fault of a value that is not there, with the nearest name. */
enum err mapping_no_value(struct mapping_reader *reader, const struct conf_word *word, const char *name);

/* The value that a word names; `kind` is what it must be. */
MUST_CHECK enum err mapping_read_value(struct mapping_reader *reader, const struct conf_word *word, const char *name,
				       enum value_kind kind, int *out);

/* ERR_SYNTAX with `usage` as help if the line has fewer words than `least`. */
MUST_CHECK enum err mapping_need_words(struct mapping_reader *reader, size_t least, const char *usage);

/* Adds a part to a template; borrowed until the next one. */
struct piece *mapping_add_piece(struct mapping_reader *reader, struct template *out, enum piece_kind kind, struct span words);

/* A text with {names} of columns or values. */
MUST_CHECK enum err mapping_read_template(struct mapping_reader *reader, const struct conf_word *word,
					  struct template *out);

/* A bare word is a value, a quoted one or one with braces a text. */
MUST_CHECK enum err mapping_read_setting(struct mapping_reader *reader, const struct conf_word *word,
					 struct template *out);

/* The line that opens an event. */
MUST_CHECK enum err mapping_read_event(struct mapping_reader *reader);

/* A line of the event that was opened last. */
MUST_CHECK enum err mapping_read_in_event(struct mapping_reader *reader);

/* Does every event say what it is about and when it was known? */
MUST_CHECK enum err mapping_check_events(const struct mapping *mapping, const char *name, struct fault *fault);

#endif
