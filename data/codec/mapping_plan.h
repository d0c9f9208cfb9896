/* SPDX-License-Identifier: MIT */
/* Private to the mapping's files: what a text was read into. Cells, values, loops and tables have numbers; while a message is read
 * each value has a slot. */
#ifndef DOCKET_CODEC_MAPPING_PLAN_H
#define DOCKET_CODEC_MAPPING_PLAN_H

#include "base/conf.h"
#include "base/map.h"
#include "base/vec.h"
#include "codec/mapping.h"
#include "codec/record_source.h"
#include "expr/expr.h"

#define MAPPING_OPERANDS_MAX 8
#define MAPPING_SETS_MAX 48
#define MAPPING_COLUMNS_MAX 16

enum value_kind { VALUE_TEXT, VALUE_NUMBER, VALUE_INSTANT, VALUE_CLOCK, VALUE_MONEY, VALUE_NONE };

enum piece_kind { PIECE_WORDS, PIECE_CELL, PIECE_VALUE };

/* A part of a template. */
struct piece {
	enum piece_kind kind;
	struct span words;
	int number;       /* of the cell or value */
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

/* A line of a table: its words by the table's columns, NULL for none. */
struct table_row {
	struct span code;
	const char **words;
};

/* What codes mean. A code is looked for whole first, then by the longest beginning. */
struct mapping_table {
	const char *name;
	const char **columns;
	size_t column_count;
	struct map rows;                        /* code -> struct table_row * */
	VEC(struct table_row *) beginnings;     /* of codes that end in * */
};

struct mapping_row;
struct mapping_reader;
struct step;
struct slot;

/* What a line of a mapping may make: how it is read, and how it is done for a record. */
struct step_verb {
	const char *verb;
	enum value_kind gives;
	size_t least;                           /* words that must stand behind it */
	enum err (*read)(struct mapping_reader *reader, struct step *step);
	enum err (*fill)(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault);
	const char *usage;
};

/* How one value is made, or a condition of the record; its number is its place in the list. */
struct step {
	const char *name;                       /* "" for a condition */
	const struct step_verb *verb;
	enum value_kind gives;
	int loop;                               /* to which it belongs */
	bool is_lenient;                        /* what cannot be read is missing */
	struct template source;
	struct template second;                 /* the currency, the unit, the zone */
	const struct zone *zone;                /* time: zone=Area/City */
	const char **formats;                   /* day, time; ended by NULL */
	struct choice *choices;
	size_t choice_count;
	const char *otherwise;                  /* choice, code: else=, or NULL */
	bool is_of_table;                       /* code */
	int table, column;
	const char *words;                      /* join, part: the separator; must: what is told; measure: the unit wanted */
	struct template *parts;                 /* join */
	size_t part_count;
	int operands[MAPPING_OPERANDS_MAX];     /* at, shift, next, first */
	size_t operand_count;
	int sign;                               /* at, shift: +1, -1; 0 = no number */
	int number;                             /* at, shift: the value with the minutes, -1 = none; part, money: a count */
	int64_t by_us, each_us;                 /* shift: a constant; what one of the number is */
	const struct expr *expr;                /* when, must */
};

/* A text of an event: one column of struct event, or an attribute. */
struct setting {
	const char *name;
	size_t offset;                          /* in struct event; for attributes not used */
	struct template text;
};

/* What one `event` block makes. */
struct maker {
	const char *type;                       /* NULL = value `type_value` says it */
	int type_value;
	const char *subject_kind;               /* NULL = the type's */
	struct template about;
	const struct expr *when;                /* NULL = always */
	int known, at, stop;                    /* values; -1 = none */
	struct setting settings[MAPPING_SETS_MAX];
	size_t setting_count;
	struct setting attrs[MAPPING_SETS_MAX];
	size_t attr_count;
	const struct conf_line *line;
};

/* Records that lie in the message or in those of another loop. */
struct loop {
	int parent;                             /* -1 = it is one of `rows` */
	int depth;                              /* 0 for `rows` */
	int indent;                             /* of the line that opened it; -1 for `rows` */
	const void *plan;                       /* the kind's own */
	const struct zone *zone;                /* NULL = UTC */
	VEC(int) steps;
	VEC(int) makers;
	VEC(int) loops;
};

struct mapping {
	struct arena arena;
	const char *name;
	const struct zone *zone;                /* NULL = UTC */
	const struct record_kind *kind;
	VEC(const char *) missing;
	VEC(struct record_cell) cells;          /* by name, as templates name them */
	VEC(struct step) steps;                 /* the first is `received` */
	VEC(struct maker) makers;
	VEC(struct loop) loops;
	VEC(struct mapping_table) tables;
};

/* A value of the record at hand. */
struct slot {
	bool is_known;
	struct span text;
	int64_t number;                         /* NUMBER; INSTANT: microseconds; CLOCK: minutes of the day; MONEY: minor units */
	const char *why;                        /* it is missing; only where somebody listens */
};

/* The record at hand. */
struct mapping_row {
	const struct mapping *mapping;
	const struct loop *loop;
	const struct record *record;
	void *message;
	struct slot *slots;                     /* of all loops */
	struct arena *arena;                    /* lives as long as the record */
	bool is_told;                           /* somebody listens to why a value is missing */
	bool is_passed_over;                    /* `when` does not hold */
};

/* Makes the values of the row's loop. ERR_INVALID names the first value and the cell that cannot be read; the others are made all the
 * same. */
MUST_CHECK enum err mapping_row_fill(struct mapping_row *row, struct fault *fault);

/* Appends a template's text; false if a part of it is missing, and *why then says which, if somebody listens. */
bool mapping_row_text(const struct mapping_row *row, const struct template *source, struct str *out, const char **why);

/* Appends a value as text. */
void mapping_slot_text(const struct step *step, const struct slot *slot, int digits, struct str *out);

/* The row as the expression language asks for it. */
bool mapping_row_match(const struct mapping_row *row, const struct expr *expr);

/* Makes one event of the row: *is_made false if its condition does not hold or its `at` is missing; *why then says which, if somebody
 * listens. */
MUST_CHECK enum err mapping_row_make(const struct mapping_row *row, const struct maker *maker, struct event *event,
				     bool *is_made, const char **why, struct fault *fault);

/* What a table says of a code: the row, or NULL. */
const struct table_row *mapping_table_row(const struct mapping_table *table, struct span code);

/* A civil time that was read: with the offset that stood there, or a moment without one. */
struct mapping_time {
	struct civil civil;
	int offset_s;
	bool has_offset;
};

/* Reads by one format of %Y %y %m %d %b %H %I %p %M %S %f %j %z. False if it does not fit. */
bool mapping_read_time(struct span text, const char *format, struct mapping_time *out);

/* Reads ISO 8601 with a date and a time of the day, basic or extended, an offset or none. False if it is none. */
bool mapping_read_iso(struct span text, struct mapping_time *out);

/* Reads a time of the day (1640, 905, 16:40) as minutes; 24:00 is 1440. False if it is none. */
bool mapping_read_clock(struct span text, int64_t *out);

/* Reads "Z", "+02:00", "-0500", "+02", "UTC", "GMT" from *at on. False if it is none. */
bool mapping_read_offset(struct span text, size_t *at, int *offset_s);

/* Reads a decimal number with sign as millionths. False if it is none or too large. */
bool mapping_read_decimal(struct span text, int64_t *millionths);

/* Appends millionths as a decimal number without needless zeros. */
void mapping_write_decimal(struct str *out, int64_t millionths);

/* Is it a unit that measures know? Its name of ours, or NULL. */
const char *mapping_unit_find(struct span name);

/* The same amount in another unit. False if the two measure different things or it gets too large. */
bool mapping_unit_turn(const char *from, const char *to, int64_t *millionths);

#endif
