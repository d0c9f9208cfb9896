/* SPDX-License-Identifier: MIT */
/* A link that waits for its answers: for the command line, migrations and tests; never on a loop's
 * thread. */
#ifndef DOCKET_PG_SYNC_H
#define DOCKET_PG_SYNC_H

#include "pg/link.h"

struct pg_sync;

/* Connects. `clock` is a monotonic clock in microseconds (instant_monotonic_now); it serves the
 * timeouts. The caller closes *out. ERR_LINK, ERR_TIMEOUT, ERR_DENIED with words. */
MUST_CHECK enum err pg_sync_open(const struct pg_options *options, int64_t (*clock)(void), struct pg_sync **out,
				 struct fault *fault);

/* Closes and frees; NULL is fine. */
void pg_sync_close(struct pg_sync *sync);

/* Runs the named statement. `params` may be NULL. *out (may be NULL if not wanted) is owned by the
 * caller and only set on ERR_NONE. */
MUST_CHECK enum err pg_sync_query(struct pg_sync *sync, const char *name, const struct pg_params *params,
				  struct pg_result **out, struct fault *fault);

/* Runs one statement given as SQL. */
MUST_CHECK enum err pg_sync_sql(struct pg_sync *sync, const char *sql, const struct pg_params *params,
				struct pg_result **out, struct fault *fault);

/* Runs a script of several statements; the last result is *out (may be NULL). */
MUST_CHECK enum err pg_sync_exec(struct pg_sync *sync, const char *script, struct pg_result **out, struct fault *fault);

/* Runs the named statement and hands over its rows in batches as they come; see pg_link_stream. */
MUST_CHECK enum err pg_sync_stream(struct pg_sync *sync, const char *name, const struct pg_params *params, int batch_rows,
				   pg_on_result *on_result, void *context, struct fault *fault);

/* The same with the SQL itself. */
MUST_CHECK enum err pg_sync_stream_sql(struct pg_sync *sync, const char *sql, const struct pg_params *params,
				       int batch_rows, pg_on_result *on_result, void *context, struct fault *fault);

/* Waits for one notification (after `listen`), at most `timeout_ms`: ERR_TIMEOUT if none came. Ones
 * that arrived during other calls are kept (newest 1024) and given first. `channel` and `payload`
 * may be NULL. */
MUST_CHECK enum err pg_sync_wait_notify(struct pg_sync *sync, int timeout_ms, struct str *channel, struct str *payload,
					struct fault *fault);

/* The link below: for its pid, version, transaction state. Borrowed. */
struct pg_link *pg_sync_link(struct pg_sync *sync);

#endif
