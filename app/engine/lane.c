/* SPDX-License-Identifier: MIT */
/* The loop's side of a link to the store. */
#include "engine/lane.h"

#include "base/digest.h"
#include "base/instant.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/net.h"

#define LANE_RETRY_US      (100 * US_PER_MS)
#define LANE_RETRY_MOST_US (5 * US_PER_S)

struct lane {
	struct engine *engine;
	const char *name;
	struct lane_calls calls;
	struct pg_link *link;
	struct loop_watch *watch;
	int watched;            /* descriptor, -1 = none */
	struct loop_timer *due; /* the link's own timeouts */
	struct loop_timer *retry;
	int attempt;
	bool is_stepping;
	bool was_up;
};

static void refresh(struct lane *lane);

static void step(struct lane *lane)
{
	lane->is_stepping = true;
	pg_link_step(lane->link, loop_now_us(lane->engine->loop));
	lane->is_stepping = false;
	refresh(lane);
}

static void on_ready(void *context, unsigned ready)
{
	(void)ready;
	step(context);
}

static void on_due(void *context)
{
	step(context);
}

static void unwatch(struct lane *lane)
{
	loop_watch_free(lane->watch);
	lane->watch = NULL;
	lane->watched = -1;
}

static void watch(struct lane *lane, int fd)
{
	struct fault fault = { 0 };

	if (loop_watch_new(lane->engine->loop, fd, on_ready, lane, &lane->watch, &fault) !=
	    ERR_NONE) {
		log_fault(lane->name, &fault);
		return;
	}
	lane->watched = fd;
}

/* While a link opens, libpq may put another socket under the same number: it is watched anew at
 * each step. */
static void refresh(struct lane *lane)
{
	int fd = pg_link_fd(lane->link);
	int64_t due = pg_link_due_us(lane->link);
	struct pg_wants wants;

	if (lane->watched >= 0 && (fd != lane->watched || !pg_link_is_ready(lane->link)))
		unwatch(lane);
	if (fd >= 0 && lane->watched < 0)
		watch(lane, fd);
	wants = pg_link_wants(lane->link);
	if (lane->watch)
		loop_watch_set(lane->watch,
			       (wants.read ? LOOP_READ : 0u) | (wants.write ? LOOP_WRITE : 0u));
	if (due == INSTANT_NONE)
		loop_timer_stop(lane->due);
	else
		loop_timer_start(lane->due, due - loop_now_us(lane->engine->loop), 0);
}

int64_t lane_backoff_us(int attempt, uint64_t random)
{
	return net_backoff_us(attempt, LANE_RETRY_US, LANE_RETRY_MOST_US, random);
}

static void on_connected(void *context)
{
	struct lane *lane = context;

	lane->attempt = 0;
	lane->was_up = true;
	if (lane->calls.on_up)
		lane->calls.on_up(lane->engine);
	if (lane->calls.on_state)
		lane->calls.on_state(lane->calls.owner, NULL);
}

static void on_lost(void *context, const struct fault *fault)
{
	struct lane *lane = context;
	bool was_up = lane->was_up;

	unwatch(lane);
	lane->was_up = false;
	if (was_up || lane->attempt == 0)
		log_fault(lane->name, fault);
	lane->attempt++;
	loop_timer_start(lane->retry,
			 lane_backoff_us(lane->attempt, random_next(&lane->engine->random)), 0);
	if (was_up && lane->calls.on_down)
		lane->calls.on_down(lane->engine);
	if (lane->calls.on_state)
		lane->calls.on_state(lane->calls.owner, fault);
}

static void on_notify(void *context, struct span channel, struct span payload, int pid)
{
	struct lane *lane = context;

	(void)pid;
	if (lane->calls.on_notify)
		lane->calls.on_notify(lane->engine, channel, payload);
}

static void on_retry(void *context)
{
	struct lane *lane = context;

	pg_link_open(lane->link, loop_now_us(lane->engine->loop));
	refresh(lane);
}

struct lane *lane_new(struct engine *engine, const char *name, const struct pg_options *options,
		      const struct lane_calls *calls)
{
	struct lane *lane = mem_new(1, sizeof *lane);
	struct pg_options own = *options;
	struct pg_handlers handlers = {
		.context = lane,
		.on_connected = on_connected,
		.on_lost = on_lost,
		.on_notify = on_notify,
	};

	*lane = (struct lane){ .engine = engine, .name = name, .calls = *calls, .watched = -1 };
	own.application_name = name;
	lane->link = pg_link_new(&own, &handlers);
	lane->due = loop_timer_new(engine->loop, on_due, lane);
	lane->retry = loop_timer_new(engine->loop, on_retry, lane);
	loop_timer_start(lane->retry, 0, 0);
	return lane;
}

void lane_free(struct lane *lane)
{
	if (!lane)
		return;
	unwatch(lane);
	loop_timer_free(lane->due);
	loop_timer_free(lane->retry);
	pg_link_free(lane->link);
	mem_free(lane);
}

bool lane_is_up(const struct lane *lane)
{
	return lane && pg_link_is_ready(lane->link);
}

size_t lane_in_flight(const struct lane *lane)
{
	return pg_link_in_flight(lane->link);
}

static enum err sent(struct lane *lane, enum err err, const struct fault *fault)
{
	if (err != ERR_NONE && err != ERR_LINK)
		log_fault(lane->name, fault);
	if (!lane->is_stepping)
		refresh(lane);
	return err;
}

enum err lane_send(struct lane *lane, const char *name, const struct pg_params *params,
		   pg_on_result *on_result, void *context)
{
	struct fault fault = { 0 };

	return sent(lane, pg_link_send(lane->link, name, params, on_result, context, &fault),
		    &fault);
}

enum err lane_send_sql(struct lane *lane, const char *sql, const struct pg_params *params,
		       pg_on_result *on_result, void *context)
{
	struct fault fault = { 0 };

	return sent(lane, pg_link_send_sql(lane->link, sql, params, on_result, context, &fault),
		    &fault);
}

static void on_listening(void *context, struct pg_result *result)
{
	(void)context;
	lane_log_fault((void *)(uintptr_t) "listen", result);
}

enum err lane_listen(struct lane *lane, const char *channel)
{
	struct fault fault = { 0 };

	return sent(lane, pg_link_listen(lane->link, channel, on_listening, NULL, &fault), &fault);
}

void lane_log_fault(void *context, struct pg_result *result)
{
	const struct fault *fault = pg_result_fault(result);

	if (fault && fault->err != ERR_LINK)
		log_fault(context ? context : "store", fault);
}
