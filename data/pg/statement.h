/* SPDX-License-Identifier: MIT */
/* Named statements: the .sql files right in data/sql. A file holds several, each opened by a line
 *     -- name: case_page(tenants int[], limit int) -> case
 * and reaching to the next such line. Arguments say how $1, $2, ... are read, in order; the row type behind -> is
 * for readers and tests. Names are unique over all files. */
#ifndef DOCKET_PG_STATEMENT_H
#define DOCKET_PG_STATEMENT_H

#include "base/str.h"

/* One statement; every span lies in the embedded text and lasts. */
struct pg_statement {
	const char *file;      /* "data/sql/case.sql" */
	int line;              /* of its name line, 1-based */
	struct span name;
	struct span arguments; /* between the parentheses, trimmed: "tenants int[], limit int" */
	struct span row;       /* behind ->, trimmed; empty if none */
	struct span sql;       /* the text, trimmed, without an ending semicolon */
};

/* The statement called `name`. ERR_NOT_FOUND else. */
MUST_CHECK enum err pg_statement_find(const char *name, struct pg_statement *out);

/* The `n`-th of all (from 0), files by name: ERR_NOT_FOUND behind the last. */
MUST_CHECK enum err pg_statement_nth(size_t n, struct pg_statement *out);

/* The next statement of `text`, which is the rest of a file; moves `text` behind it. ERR_NOT_FOUND
 * at the end, ERR_SYNTAX for a name line that cannot be read. `file` and `line` (in and out: lines
 * before `text`) give the place. */
MUST_CHECK enum err pg_statement_next(const char *file, struct span *text, int *line, struct pg_statement *out);

#endif
