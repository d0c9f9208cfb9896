/* SPDX-License-Identifier: MIT */
/* Private to data/expr: the reader's place in the text, and the small things that are read there.
 * */
#ifndef DOCKET_EXPR_EXPR_TOKEN_H
#define DOCKET_EXPR_EXPR_TOKEN_H

#include "expr/expr_tree.h"

struct parser {
	struct arena *arena;
	const struct expr_scope *scope;
	struct span text;
	size_t at;
	int depth;
	bool in_alias;
	struct fault *fault;
};

/* A word or a quoted text, and where it began. */
struct token {
	struct span text;
	size_t at;
	bool is_quoted;
};

/* An operator as written. */
struct op_text {
	const char *text;
	enum compare op;
	bool is_negated;
};

/* Puts the place `at` into the fault if `err` is one; returns `err`. A fault in an alias has no
 * place in the text. */
enum err token_fault_at(struct parser *p, size_t at, enum err err);

/* Fills the fault: what stands there, why it is refused, what would help ("" for nothing); returns
 * `err`. */
enum err token_fail(struct parser *p, size_t at, enum err err, struct span what, const char *why,
		    const char *help);

/* The sign `ahead` of the place, NUL behind the end. */
char token_sign(const struct parser *p, size_t ahead);

/* Goes on to the next sign that is no blank. */
void token_skip_blanks(struct parser *p);

/* Reads the operator behind a word, over blanks; NULL and no move if there is none. */
const struct op_text *token_take_op(struct parser *p);

/* Reads "quoted \" text" from its opening quote on; the text lives in the arena. */
MUST_CHECK enum err token_take_quoted(struct parser *p, struct token *out);

/* Reads a run of signs up to a blank, parenthesis, quote or operator; may be empty. */
void token_take_word(struct parser *p, struct token *out);

/* Reads one value of `field`, quoted or not, up to its comma or end. */
MUST_CHECK enum err token_take_value(struct parser *p, const struct expr_field *field, struct token *out);

#endif
