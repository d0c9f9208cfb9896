/* SPDX-License-Identifier: MIT */
/* Private to the mapping's files: what a text was read into. Columns and values have numbers; a row has a slot for each value. */
#ifndef DOCKET_CODEC_MAPPING_PLAN_H
#define DOCKET_CODEC_MAPPING_PLAN_H

#include "base/conf.h"
#include "base/vec.h"
#include "codec/mapping.h"
#include "expr/expr.h"

#define MAPPING_OPERANDS_MAX 8
#define MAPPING_SETS_MAX 32

enum value_kind { VALUE_TEXT, VALUE_NUMBER, VALUE_INSTANT, VALUE_CLOCK };

enum piece_kind { PIECE_WORDS, PIECE_COLUMN, PIECE_VALUE };

/* A part of a template. */
struct piece {
	enum piece_kind kind;
	struct span words;
	int number;       /* of the column or value */
	int pad_digits;
};

struct template {
	struct piece *pieces;
	size_t count;
};

struct choice {
	struct span cell;
	const char *words;
};

enum step_kind { STEP_TEXT, STEP_NUMBER, STEP_DAY, STEP_CLOCK, STEP_CHOICE, STEP_AT, STEP_SHIFT, STEP_NEXT, STEP_FIRST };

/* How one value is made; its number is its place in the list. */
struct step {
	const char *name;
	enum step_kind kind;
	enum value_kind gives;
	struct template source;          /* TEXT, NUMBER, DAY, CLOCK, CHOICE */
	const char **formats;            /* DAY, ended by NULL */
	struct choice *choices;          /* CHOICE */
	size_t choice_count;
	const char *otherwise;           /* CHOICE: else=, or NULL */
	int operands[MAPPING_OPERANDS_MAX]; /* AT, SHIFT, NEXT, FIRST */
	size_t operand_count;
	int sign;                        /* AT, SHIFT: +1, -1; 0 = no number */
	int number;                      /* AT, SHIFT: the value with the minutes, -1 = none */
	int64_t by_us;                   /* SHIFT: a constant */
};

/* A text of an event: one column of struct event, or an attribute. */
struct setting {
	const char *name;
	size_t offset;                   /* in struct event; for attributes not used */
	struct template text;
};

/* What one `event` block makes. */
struct maker {
	const char *type;
	const char *subject_kind;
	struct template about;
	const struct expr *when;         /* NULL = always */
	int known, at;                   /* values; -1 = none */
	struct setting settings[MAPPING_SETS_MAX];
	size_t setting_count;
	struct setting attrs[MAPPING_SETS_MAX];
	size_t attr_count;
	int line;
};

struct mapping {
	struct arena arena;
	const char *name;
	const struct zone *zone;         /* NULL = UTC */
	VEC(const char *) missing;
	VEC(const char *) columns;       /* by name, as templates name them */
	VEC(struct step) steps;
	VEC(struct maker) makers;
	struct expr_scope scope;         /* of `when`: the values read so far */
	VEC(struct expr_field) fields;
	int *places;                     /* of each column in the file at hand */
};

/* A value of the row at hand. */
struct slot {
	bool is_known;
	struct span text;
	int64_t number;                  /* NUMBER; INSTANT: microseconds; CLOCK: minutes of the day */
};

/* A row at hand: its cells by the numbers of the mapping's columns. */
struct mapping_row {
	const struct mapping *mapping;
	const struct span *cells;
	struct slot *slots;
	struct arena *arena;
};

/* Makes every value of the row. ERR_INVALID names the value and the cell that cannot be read. */
MUST_CHECK enum err mapping_row_fill(struct mapping_row *row, struct fault *fault);

/* Appends a template's text; false if a part of it is missing. */
bool mapping_row_text(const struct mapping_row *row, const struct template *source, struct str *out);

/* Makes one event of the row: *is_made false if its condition does not hold or its `at` is missing. */
MUST_CHECK enum err mapping_row_make(const struct mapping_row *row, const struct maker *maker, struct event *event,
				     bool *is_made, struct fault *fault);

/* Reads a day by one format of %Y %y %m %d %b %H %M. False if it does not fit. */
bool mapping_read_day(struct span text, const char *format, struct civil *out);

/* Reads a time of the day (1640, 905, 16:40) as minutes; 24:00 is 1440. False if it is none. */
bool mapping_read_clock(struct span text, int64_t *out);

#endif
