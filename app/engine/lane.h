/* SPDX-License-Identifier: MIT */
/* A link to the store on the loop: watched, stepped, and opened again after a while when it is
 * lost. */
#ifndef DOCKET_ENGINE_LANE_H
#define DOCKET_ENGINE_LANE_H

#include "engine/engine.h"
#include "pg/link.h"

/* What the owner is told; any may be NULL. Not from inside lane_new. */
struct lane_calls {
	void (*on_up)(struct engine *engine);
	void (*on_down)(struct engine *engine);
	void (*on_notify)(struct engine *engine, struct span channel, struct span payload);
	/* Of a lane with an owner: it is up (`why` NULL), or it was lost or did not come. */
	void (*on_state)(void *owner, const struct fault *why);
	void *owner;
};

/* A lane that begins to connect. `name` is shown in the server's list of sessions. The engine owns
 * it. */
struct lane *lane_new(struct engine *engine, const char *name, const struct pg_options *options,
		      const struct lane_calls *calls);

/* Closes at once; what is unanswered is not answered. NULL is fine. */
void lane_free(struct lane *lane);

/* May statements be sent? */
bool lane_is_up(const struct lane *lane);

/* Statements on their way. */
size_t lane_in_flight(const struct lane *lane);

/* Sends a named statement; see pg_link_send. Its on_result is called once, if and only if this
 * returns ERR_NONE. */
MUST_CHECK enum err lane_send(struct lane *lane, const char *name, const struct pg_params *params,
			      pg_on_result *on_result, void *context);

/* The same for the SQL itself. */
MUST_CHECK enum err lane_send_sql(struct lane *lane, const char *sql,
				  const struct pg_params *params, pg_on_result *on_result,
				  void *context);

/* Sends `listen`. */
MUST_CHECK enum err lane_listen(struct lane *lane, const char *channel);

/* Logs the fault of an answer that nobody waits for; a pg_on_result whose context is a word for the
 * log. */
void lane_log_fault(void *context, struct pg_result *result);

/* How long to wait before connecting for the `attempt`-th time (1 = the first): jittered, at most 5
 * s. */
int64_t lane_backoff_us(int attempt, uint64_t random);

#endif
