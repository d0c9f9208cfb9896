/* SPDX-License-Identifier: MIT */
/*
 * data/expr: the one expression language, for filters, saved views, policy conditions, mappings and
 * alerts.
 *
 *   expr.h      scopes, parse and check, match in memory, render as SQL, complete
 *   expr_tree.h, expr_token.h   private: the parsed expression; the reader's place
 *
 *	carrier=DHL,UPS left<15m (cost>=250EUR or tier=gold) -site=HAM "blue pallets" not mine
 *
 * Space is AND (`and` may stand there too), `or` binds less, `not`, `-` and `!` negate what
 * follows, parentheses group. A term is one of
 *   field op value    = != < <= > >= ~ ; with = != and ~ a list "a,b,c" means any of them. Blanks around op are fine.
 *   flag              a bool field or an alias of the scope: "urgent", "unowned", "mine"
 *   word, "a phrase"  searched in the scope's search fields as folded substring
 * Values by the field's kind:
 *   text      case and accents do not count; ~ is substring; `me` where the field names a person
 *   number    whole, with sign
 *   duration  90s 15m 2h 1d 1h30, and for left and age fields also negative ones
 *   instant   2026-03-01T10:00 (with or without Z or +01:00; without: the asker's zone), 10:00 (today), now, now+2h,
 *             now-2h, 2h-ago, and whole days: 2026-03-01, today, tomorrow, yesterday. A day is all of it: = is within,
 *             > is after its end, >= is from its start on.
 *   money     250EUR, 250.00 EUR; another currency never matches (so != does)
 *   bool      yes no true false
 *   set       one of its words
 *   any kind  none: `owner=none` has no value, `owner!=none` has one
 * Logic has two values: a missing value fails every comparison but !=. So `not` is plain not.
 */
#ifndef DOCKET_EXPR_EXPR_H
#define DOCKET_EXPR_EXPR_H

#include "base/arena.h"
#include "base/instant.h"
#include "base/money.h"
#include "base/vec.h"
#include "base/zone.h"

#define EXPR_MOST_BYTES 4096
#define EXPR_MOST_DEPTH 32

enum expr_kind {
	EXPR_TEXT,
	EXPR_NUMBER,   /* int64_t; int or bigint in SQL */
	EXPR_INSTANT,  /* microseconds; timestamptz in SQL */
	EXPR_LEFT,     /* an instant, asked for as the time from now to it */
	EXPR_AGE,      /* an instant, asked for as the time from it to now */
	EXPR_DURATION, /* a number of `unit_us`; int or bigint in SQL */
	EXPR_MONEY,
	EXPR_BOOL,
	EXPR_SET,      /* one of `words`, stored as that lower-case ASCII word */
};

/* One field that expressions of a scope may name. All texts are constants of the program, never
 * foreign. */
struct expr_field {
	const char *name;         /* as people write it */
	enum expr_kind kind;
	const char *column;       /* its SQL column or (expression); NULL = not to be asked of the store */
	const char *folded;       /* text: the SQL column with its text_fold; NULL = `column` is ASCII as far as case
				   * goes: then only A-Z and a-z are the same, in memory too */
	const char *currency;     /* money: the SQL column of the currency */
	int64_t unit_us;          /* duration: microseconds of one (US_PER_S for seconds) */
	const char *const *words; /* set: its words, NULL-ended */
	bool is_person;           /* text: `me` means the asker */
	bool is_searched;         /* text: bare words look here */
	const char *help;         /* one sentence */
	int id;                   /* the caller's own, for its values callback */
};

/* A name for a whole expression, used as a bare word: { "unowned", "owner=none", "nobody works it"
 * }. */
struct expr_alias {
	const char *name;
	const char *text;         /* an expression of the same scope, without aliases */
	const char *help;
};

/* What one kind of row can be asked. */
struct expr_scope {
	const char *name;         /* for messages: "case" */
	const struct expr_field *fields;
	size_t field_count;
	const struct expr_alias *aliases;
	size_t alias_count;
};

/* Who asks, and when. Nothing here is looked at before an expression needs it. */
struct expr_asker {
	int64_t now_us;           /* tenant time */
	const char *me;           /* as person fields hold it; NULL = nobody: fails like a missing value */
	const struct zone *zone;  /* for days and clock times; NULL = UTC */
};

struct expr;

/* The field called `name`, or NULL. */
const struct expr_field *expr_scope_field(const struct expr_scope *scope, struct span name);

/* Parses and checks `text`; the result lives in `arena` and borrows `scope`. Blank text matches
 * everything. ERR_SYNTAX (form), ERR_INVALID (a field, unit or value that the scope does not have),
 * ERR_LIMIT; the fault's column is the 1-based byte in `text`, its help a suggestion. */
MUST_CHECK enum err expr_parse(struct arena *arena, const struct expr_scope *scope, struct span text,
			       const struct expr **out, struct fault *fault);

/* The value of one field of a row. Set the member of the field's kind; leave is_missing for none.
 * */
struct expr_value {
	bool is_missing;          /* true when the callback is entered */
	bool is_folded;           /* text has been through text_fold already */
	struct span text;         /* TEXT, SET */
	int64_t number;           /* NUMBER, DURATION, BOOL (0 or 1), and INSTANT, LEFT, AGE in microseconds */
	struct money money;       /* MONEY; an unknown one is missing */
};

/* Gives the value of `field` of the row in `context`. INSTANT_NONE and empty text count as missing
 * too. */
typedef void expr_values(void *context, const struct expr_field *field, struct expr_value *out);

/* Does the row match? */
bool expr_match(const struct expr *expr, expr_values *values, void *context, const struct expr_asker *asker);

/* A parameter of rendered SQL. */
enum expr_param_kind { EXPR_PARAM_TEXT, EXPR_PARAM_NUMBER, EXPR_PARAM_INSTANT };

struct expr_param {
	enum expr_param_kind kind;
	struct span text;         /* lives in the arena given to expr_sql, or in the expression */
	int64_t number;           /* or an instant */
};

/* A condition for a where clause, and its parameters in order; both belong to the caller. */
struct expr_sql {
	struct str text;          /* "(carrier_folded = $3::text and ...)", "true" for an empty expression */
	VEC(struct expr_param) params;
};

/* Renders as SQL over the scope's columns; the first parameter is $`first`. Same answer as
 * expr_match for every row whose columns hold the same values (a property test holds it to that).
 * Appends to *out, which may be all zero. ERR_INVALID for a field without a column. */
MUST_CHECK enum err expr_sql(const struct expr *expr, const struct expr_asker *asker, struct arena *arena, int first,
			     struct expr_sql *out, struct fault *fault);

/* Frees; empty and usable again. */
void expr_sql_release(struct expr_sql *sql);

/* Calls `on_field` once for each time a field is named or searched: what must be known to decide
 * it. */
void expr_each_field(const struct expr *expr, void (*on_field)(void *context, const struct expr_field *field),
		     void *context);

/* Does the answer depend on the clock (left, age, now, today, ...)? */
bool expr_is_timed(const struct expr *expr);

/* One way to go on. */
struct expr_candidate {
	const char *text;         /* what would stand there: "carrier", "gold", "tomorrow" */
	const char *help;         /* may be NULL */
};

struct expr_candidates {
	VEC(struct expr_candidate) list; /* texts are the scope's or constants */
	size_t begin, end;               /* the bytes of the text that a candidate replaces */
};

/* What may stand at byte `cursor` of `text`, beginning as what stands there; *out is filled anew
 * and the caller releases it. Text behind the cursor's word is not looked at. */
void expr_complete(const struct expr_scope *scope, struct span text, size_t cursor, struct expr_candidates *out);

/* Frees the list. */
void expr_candidates_release(struct expr_candidates *candidates);

#endif
