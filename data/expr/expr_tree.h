/* SPDX-License-Identifier: MIT */
/*
 * Private to data/expr: what a parsed expression is made of. `!=` is not there: it is NOT over `=`,
 * which is what makes a missing value pass it. Everything lives in the arena of the parse.
 */
#ifndef DOCKET_EXPR_EXPR_TREE_H
#define DOCKET_EXPR_EXPR_TREE_H

#include "expr/expr.h"

enum node_kind { NODE_AND, NODE_OR, NODE_NOT, NODE_COMPARE, NODE_SEARCH };

enum compare { COMPARE_EQ, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE, COMPARE_HAS };

enum literal_kind {
	LITERAL_TEXT,
	LITERAL_NUMBER, /* also a duration in the field's unit, and a bool */
	LITERAL_MONEY,
	LITERAL_MOMENT,
	LITERAL_ME,
	LITERAL_NONE,   /* the value is missing */
	LITERAL_NEVER,  /* no value is like that: 90 s of a field in minutes */
};

/* What a moment is counted from, when the asker is known. */
enum moment_base { MOMENT_FIXED, MOMENT_NOW, MOMENT_CIVIL, MOMENT_TODAY };

struct moment {
	enum moment_base base;
	int64_t us;         /* FIXED: the instant; NOW: what to add */
	struct civil civil; /* CIVIL: the fields, in the asker's zone; TODAY: hour, minute, second; day = days to add */
	bool is_day;        /* all of that day */
};

struct expr_literal {
	enum literal_kind kind;
	struct span text;    /* as the field is compared: folded or lowered */
	struct span lowered; /* a searched word with only A-Z lowered */
	int64_t number;
	struct money money;
	struct moment moment;
};

struct expr_node {
	enum node_kind kind;
	struct expr_node *first; /* AND, OR, NOT: its children */
	struct expr_node *next;  /* the next child of the same parent */
	const struct expr_scope *scope; /* SEARCH: whose fields */
	const struct expr_field *field;
	enum compare op;
	struct expr_literal *literals; /* any of them */
	size_t literal_count;
};

struct expr {
	const struct expr_scope *scope;
	const struct expr_node *root; /* NULL matches everything */
};

/* The half-open interval [begin, end) that a moment means. */
struct interval {
	int64_t begin;
	int64_t end;
};

/* Reads one value for `field` as `op` compares it; `text` is as written, without quotes. The
 * fault's column is the caller's. */
MUST_CHECK enum err expr_literal_read(struct arena *arena, const struct expr_field *field, enum compare op, struct span text,
				      bool is_quoted, struct expr_literal *out, struct fault *fault);

/* What a moment means to this asker: a point is an interval of one microsecond. Within years 1 to
 * 9999. */
struct interval expr_moment(const struct moment *moment, const struct expr_asker *asker);

/* The instant that a left or age field is compared with, and the comparison turned round for age.
 * */
struct interval expr_due(const struct expr_field *field, int64_t duration_us, const struct expr_asker *asker,
			 enum compare *op);

/* Appends text as `field` compares it: folded, or with A-Z lowered. */
void expr_fold(const struct expr_field *field, struct span text, struct str *out);

/* Does `search` look into this field? */
bool expr_is_searched(const struct expr_field *field);

#endif
