/* SPDX-License-Identifier: MIT */
/* Private to the mapping's files: reading its text. Faults are at the word that is wrong. */
#ifndef DOCKET_CODEC_MAPPING_READER_H
#define DOCKET_CODEC_MAPPING_READER_H

#include "codec/mapping_plan.h"

/* What indented lines belong to. */
enum mapping_block { BLOCK_NONE, BLOCK_EVENT, BLOCK_TABLE };

struct mapping_reader {
	struct mapping *mapping;
	const struct conf_line *line;
	struct fault *fault;
	int loop;                   /* the records that lines speak of; -1 before the first `rows` */
	enum mapping_block block;
	int block_depth;            /* of the line that opened it */
	int table;                  /* the one that is open */
};

/* --- mapping_name.c --- */

/* The number of the value called `name` that can be seen from the loop at hand, or -1. */
int mapping_find(const struct mapping_reader *reader, struct span name);

/* The fault of a value that is not there, with the nearest name. */
enum err mapping_no_value(struct mapping_reader *reader, const struct conf_word *word, const char *name);

/* The value that a word names; `kind` is what it must be. */
MUST_CHECK enum err mapping_read_value(struct mapping_reader *reader, const struct conf_word *word, const char *name,
				       enum value_kind kind, int *out);

/* ERR_SYNTAX with `usage` as help if the line has fewer words than `least`. */
MUST_CHECK enum err mapping_need_words(struct mapping_reader *reader, size_t least, const char *usage);

/* Adds a part to a template; borrowed until the next one. */
struct piece *mapping_add_piece(struct mapping_reader *reader, struct template *out, enum piece_kind kind, struct span words);

/* A text with {names} of cells or values. */
MUST_CHECK enum err mapping_read_template(struct mapping_reader *reader, const struct conf_word *word,
					  struct template *out);

/* A bare word is a value or a cell, quotes or braces make a template; a quoted word without braces is a cell with blanks. */
MUST_CHECK enum err mapping_read_source(struct mapping_reader *reader, const struct conf_word *word, struct template *out);

/* A bare word is a value, a quoted one or one with braces a text. */
MUST_CHECK enum err mapping_read_setting(struct mapping_reader *reader, const struct conf_word *word,
					 struct template *out);

/* An expression over the values that can be seen: the line's text from `column` on. */
MUST_CHECK enum err mapping_read_expr(struct mapping_reader *reader, int column, const struct expr **out);

/* --- mapping.c --- */

/* Makes sure that there is a loop for values and events: rows of csv where nothing was said. */
void mapping_need_loop(struct mapping_reader *reader);

/* --- mapping_value.c --- */

/* The verb of a value or condition, or NULL. */
const struct step_verb *mapping_step_verb(const char *verb);

/* A line that makes a value or a condition. */
MUST_CHECK enum err mapping_read_step(struct mapping_reader *reader, const struct step_verb *verb);

/* The value that is always there. */
void mapping_add_received(struct mapping *mapping);

/* The fault of a word that is none of the verb's. */
enum err mapping_word_too_many(struct mapping_reader *reader, const struct conf_word *word, const struct step *step);

/* --- mapping_computed.c: how at and next, shift, and first are read --- */

/* DAY CLOCK [minus=NUMBER]. */
MUST_CHECK enum err mapping_read_at(struct mapping_reader *reader, struct step *step);

/* MOMENT plus=NUMBER, minus=NUMBER [each=DURATION], by=DURATION. */
MUST_CHECK enum err mapping_read_shift(struct mapping_reader *reader, struct step *step);

/* Values of one kind, which is the kind it gives. */
MUST_CHECK enum err mapping_read_first(struct mapping_reader *reader, struct step *step);

/* --- mapping_table.c --- */

/* The line that opens a table, or opens it again. */
MUST_CHECK enum err mapping_read_table(struct mapping_reader *reader);

/* A line of the table that is open. */
MUST_CHECK enum err mapping_read_in_table(struct mapping_reader *reader);

/* "TABLE.COLUMN" as numbers. */
MUST_CHECK enum err mapping_read_column(struct mapping_reader *reader, const struct conf_word *word, int *table, int *column);

/* --- mapping_event.c --- */

/* The line that opens an event. */
MUST_CHECK enum err mapping_read_event(struct mapping_reader *reader);

/* A line of the event that was opened last. */
MUST_CHECK enum err mapping_read_in_event(struct mapping_reader *reader);

/* Does every event say what it is about and when it was known, and is every type one? */
MUST_CHECK enum err mapping_check_events(const struct mapping *mapping, const char *name, struct fault *fault);

#endif
