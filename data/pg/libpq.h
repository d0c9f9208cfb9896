/* SPDX-License-Identifier: MIT */
/* Private to data/pg: libpq itself, and what a result is made of. */
#ifndef DOCKET_PG_LIBPQ_H
#define DOCKET_PG_LIBPQ_H

/* libpq tags its own result struct pg_result too, and never shows what is in it; here that name is
 * ours. */
#define pg_result libpq_result
#include <libpq-fe.h>
#undef pg_result

#include "base/vec.h"
#include "pg/result.h"

struct pg_result {
	VEC(PGresult *) parts; /* owned: one with all rows, or one for each row of a stream */
	bool is_stream;
	bool is_end;
	struct fault fault;    /* ERR_NONE if all is well */
};

/* Adds libpq's part, which it owns from then on. */
void pg_result_add(struct pg_result *result, PGresult *part);

/* Frees what is in it and empties it. */
void pg_result_clear(struct pg_result *result);

/* Fills `fault` from an error answer of the statement called `what`. */
void pg_fault_of_answer(const PGresult *answer, const char *what, struct fault *fault);

/* Fills `fault` from a connection that failed; `notice` is the last word of the server, may be
 * empty. */
void pg_fault_of_conn(const PGconn *conn, const char *notice, struct fault *fault);

#endif
