/* SPDX-License-Identifier: MIT */
/*
 * data/pg: the one folder that knows libpq.
 *
 *   link.h       a connection as a machine that is stepped; it knows no loop and no clock
 *   sync.h       the same connection, blocking: command line, migrations, tests
 *   params.h     the parameters of one statement
 *   result.h     the answer of one statement: rows, values, fault
 *   statement.h  named statements, from data/sql
 *   rows.h       many rows as one array parameter, and arrays read back
 *   rowread.h    rows of a result by their row type
 *   migrate.h    the schema, brought up to date
 *
 * How to drive a link: after each call below, watch pg_link_fd for pg_link_wants, and wake at
 * pg_link_due_us; whenever one of the two happens call pg_link_step. The descriptor may change
 * while a link opens.
 *
 * Statements go out in pipeline mode, one behind the other, and are answered in order. Each one is
 * a transaction of its own unless it stands between pg_link_group and pg_link_group_end; a failing
 * one hurts nothing but its group.
 */
#ifndef DOCKET_PG_LINK_H
#define DOCKET_PG_LINK_H

#include "pg/params.h"
#include "pg/result.h"

/* Most statements on their way at once; one more is refused with ERR_BUSY. */
#define PG_LINK_MOST_IN_FLIGHT 1024

/* Where and as whom. Nothing is taken from the environment (PG* variables), ~/.pgpass or service
 * files. */
struct pg_options {
	const char *host;             /* a directory (Unix socket) or host names, "a,b" tries in turn; must be given */
	int port;                     /* 0 = 5432 */
	const char *dbname;           /* NULL = "docket" */
	const char *user;             /* NULL = the name of the process's user */
	const char *password;         /* NULL = none */
	const char *application_name; /* NULL = "docket" */
	const char *sslmode;          /* NULL = "prefer"; elsewhere than on this host use "verify-full" */
	const char *sslrootcert;      /* NULL = none */
	bool wants_writable;          /* refuse a standby, take the next host of the list */
	int connect_timeout_ms;       /* 0 = 3000 */
	int statement_timeout_ms;     /* 0 = none; also holds for streams as a whole */
	int lock_timeout_ms;          /* 0 = none */
	int idle_in_transaction_ms;   /* 0 = none */
};

/* What a link tells on its own. Any may be NULL. They run inside pg_link_step only. */
struct pg_handlers {
	void *context;
	/* Open and set up (session time zone UTC); statements may be sent from here on. */
	void (*on_connected)(void *context);
	/* Gone, or never came: why. All unanswered statements were answered with ERR_LINK before.
	 * The link stays down until pg_link_open; when to try again is the caller's to say. */
	void (*on_lost)(void *context, const struct fault *fault);
	/* A notification; the spans are borrowed until it returns. */
	void (*on_notify)(void *context, struct span channel, struct span payload, int pid);
};

struct pg_link;

/* The answer to one statement, inside pg_link_step; `result` is borrowed until it returns
 * (pg_result_take keeps it). A failed one has pg_result_fault. May send more statements; must not
 * free the link. */
typedef void pg_on_result(void *context, struct pg_result *result);

/* A link that is down. Copies options and handlers. The caller frees it with pg_link_free. */
struct pg_link *pg_link_new(const struct pg_options *options, const struct pg_handlers *handlers);

/* Closes at once; unanswered statements are not answered any more. NULL is fine. Not from inside a
 * callback. */
void pg_link_free(struct pg_link *link);

/* Begins to connect; the result comes by on_connected or on_lost from later steps. Host names are
 * looked up here and now (libpq blocks for that: prefer addresses or a socket). `now_us` is the
 * caller's monotonic clock. No effect unless the link is down. */
void pg_link_open(struct pg_link *link, int64_t now_us);

/* Closes from our side: unanswered statements are answered with ERR_LINK, on_lost is not called.
 * May be called from a callback. */
void pg_link_close(struct pg_link *link);

/* The descriptor to watch, -1 while down. Ask again after every call. */
int pg_link_fd(const struct pg_link *link);

/* What to watch the descriptor for. */
struct pg_wants {
	bool read;
	bool write;
};

/* What to watch for now: both false while down. */
struct pg_wants pg_link_wants(const struct pg_link *link);

/* When to step even if the descriptor is quiet (the connect timeout), on the clock given to
 * pg_link_open; INSTANT_NONE if never. */
int64_t pg_link_due_us(const struct pg_link *link);

/* Does what can be done without waiting: connects, writes, reads, calls back. */
void pg_link_step(struct pg_link *link, int64_t now_us);

/* Is it open and set up? */
bool pg_link_is_ready(const struct pg_link *link);

/* Statements sent and not answered yet. */
size_t pg_link_in_flight(const struct pg_link *link);

/* Sends the statement called `name` (see statement.h), prepared at its first use on this link.
 * `params` may be NULL for none and is not needed after the call. ERR_LINK while not ready,
 * ERR_BUSY at the bound, ERR_NOT_FOUND for no such statement, ERR_INVALID for parameters that
 * cannot be sent; on_result is called exactly once if and only if ERR_NONE. */
MUST_CHECK enum err pg_link_send(struct pg_link *link, const char *name, const struct pg_params *params,
				 pg_on_result *on_result, void *context, struct fault *fault);

/* The same with the SQL itself, not kept prepared: one statement, e.g. "begin isolation level
 * repeatable read". */
MUST_CHECK enum err pg_link_send_sql(struct pg_link *link, const char *sql, const struct pg_params *params,
				     pg_on_result *on_result, void *context, struct fault *fault);

/* Like pg_link_send for large answers: on_result is called with up to `batch_rows` rows at a time,
 * last with pg_result_is_end (that one may hold rows, none, or a fault). */
MUST_CHECK enum err pg_link_stream(struct pg_link *link, const char *name, const struct pg_params *params, int batch_rows,
				   pg_on_result *on_result, void *context, struct fault *fault);

/* The same with the SQL itself. */
MUST_CHECK enum err pg_link_stream_sql(struct pg_link *link, const char *sql, const struct pg_params *params,
				       int batch_rows, pg_on_result *on_result, void *context, struct fault *fault);

/* From here to pg_link_group_end statements are one transaction: all or nothing, and the ones
 * behind a failing one are answered with ERR_STORE "an earlier statement failed". Settings local to
 * it: select set_config(.., true). An answer inside a group is not durable before the group ends
 * without fault. Groups do not nest. */
void pg_link_group(struct pg_link *link);

/* Ends the group, which commits it. `on_end` (may be NULL) is called when it is through: the result
 * is empty, with the first fault of the group if one failed; that includes a fault of the commit
 * itself. If the link went down meanwhile nothing is sent and `on_end` is called with ERR_LINK. */
void pg_link_group_end(struct pg_link *link, pg_on_result *on_end, void *context);

/* Sends `listen` for a channel, quoted. */
MUST_CHECK enum err pg_link_listen(struct pg_link *link, const char *channel, pg_on_result *on_result, void *context,
				   struct fault *fault);

/* Sends a script of several statements in one go (simple protocol; one transaction unless it says
 * otherwise). Only while nothing is in flight (ERR_BUSY else); nothing else is accepted until its
 * answer, which holds its last result. */
MUST_CHECK enum err pg_link_script(struct pg_link *link, const char *sql, pg_on_result *on_result, void *context,
				   struct fault *fault);

/* Number of the server's process for this link (to know its own notifications), 0 while down. */
int pg_link_pid(const struct pg_link *link);

/* The server's version such as 150020, 0 while down. */
int pg_link_server_version(const struct pg_link *link);

/* Is the session inside an open transaction (or a failed one)? False while statements are in flight
 * or down. */
bool pg_link_in_transaction(const struct pg_link *link);

#endif
