/* SPDX-License-Identifier: MIT */
/* The parameters $1, $2, ... of one statement, in order. They are copied, so temporaries are fine.
 * */
#ifndef DOCKET_PG_PARAMS_H
#define DOCKET_PG_PARAMS_H

#include "base/instant.h"
#include "base/money.h"

struct rows;

#define PG_PARAMS_MOST 64

/* All zero is none. A parameter that cannot be sent (a NUL byte in text, one too many) is
 * remembered and refuses the statement when it is sent. */
struct pg_params {
	struct str bytes;                /* all values, each NUL-terminated; owned */
	size_t begin[PG_PARAMS_MOST];    /* where each starts in `bytes` */
	int length[PG_PARAMS_MOST];      /* -1 = NULL */
	bool is_binary[PG_PARAMS_MOST];
	int count;
	enum err err;                    /* the first failure */
};

/* A text value as PostgreSQL reads it (text, jsonb, an array literal, ...); NULL becomes NULL. */
void pg_params_text(struct pg_params *params, const char *text);

/* The same from a span; its pointer NULL becomes NULL. Result of rows_end of the text form goes in here too. */
void pg_params_span(struct pg_params *params, struct span text);

/* A whole number, for int, bigint and numeric. */
void pg_params_i64(struct pg_params *params, int64_t number);

/* A boolean. */
void pg_params_bool(struct pg_params *params, bool yes);

/* A timestamptz; INSTANT_NONE becomes NULL. */
void pg_params_instant(struct pg_params *params, int64_t at);

/* A bytea, sent as it is; pointer NULL becomes NULL. */
void pg_params_bytes(struct pg_params *params, struct span bytes);

/* An array of rows.h, ended here. */
void pg_params_rows(struct pg_params *params, struct rows *rows);

/* NULL. */
void pg_params_null(struct pg_params *params);

/* Empties for reuse, keeping the memory. */
void pg_params_clear(struct pg_params *params);

/* Frees; empty and usable again. */
void pg_params_release(struct pg_params *params);

#endif
