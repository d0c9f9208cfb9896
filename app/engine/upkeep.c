/* SPDX-License-Identifier: MIT */
/* Silence is seen each second, and so are sessions that hold what others need; the rest once a
 * minute by whoever has work. */
#include "engine/upkeep.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/lane.h"
#include "engine/livesights.h"
#include "engine/refdata.h"
#include "engine/sender.h"
#include "engine/vitals.h"
#include "engine/workloop.h"

#define MINUTE_TICKS 60
#define HOUR_MINUTES 60

/* When the tables are measured again: the law of docket.measure_grown. */
#define GROWN_LEAST 200
#define GROWN_TIMES 5

struct upkeep {
	struct engine *engine;
	unsigned ticks, minutes;
	uint64_t measured; /* subjects decided until the tables were measured */
};

struct upkeep *upkeep_new(struct engine *engine)
{
	struct upkeep *upkeep = mem_new(1, sizeof *upkeep);

	upkeep->engine = engine;
	return upkeep;
}

/* ---------------------------------------------------------------- silence */

bool upkeep_has_interfaces(const struct tenancy *tenancy)
{
	return tenancy->turns.count > 0;
}

void upkeep_add_interfaces(struct tenancy *tenancy, struct rows *ids, struct rows *states)
{
	for (size_t i = 0; i < tenancy->turns.count; i++) {
		rows_i64(ids, tenancy->turns.items[i].interface_id);
		rows_text(states, tenancy->turns.items[i].is_quiet ? "quiet" : "ok");
	}
	tenancy->turns.count = 0;
}

static void wake(struct tenancy *tenancy, const char *statement, int64_t id)
{
	struct rows ids = { 0 };
	struct pg_params params = { 0 };

	rows_begin(&ids);
	rows_i64(&ids, id);
	pg_params_i64(&params, tenancy->id);
	pg_params_span(&params, rows_end(&ids));
	pg_params_instant(&params, tenancy_now(tenancy));
	if (lane_send(tenancy->engine->lanes[LANE_WORK], statement, &params, lane_log_fault,
		      (void *)(uintptr_t) "silence") != ERR_NONE)
		log_line(LOG_WARN, "silence",
			 "the store is away: shipments of a feed are looked at later");
	pg_params_release(&params);
	rows_release(&ids);
}

/* The interface's own case is decided again, and the shipments that hang on it, once the backlog is
 * through. */
static void wake_for(struct tenancy *tenancy, int64_t interface_id, int64_t subject_id)
{
	const struct interface *interface =
		tenancy->refdata ? map_get_id(&tenancy->refdata->reference.interfaces, interface_id)
				 : NULL;

	if (subject_id != INT_NONE)
		wake(tenancy, "engine_wake", subject_id);
	if (interface && interface->party_id != INT_NONE)
		wake(tenancy, "engine_wake_covered", interface->party_id);
}

static void turn(struct tenancy *tenancy, int64_t interface_id, int64_t subject_id, bool is_quiet)
{
	struct interface_turn *turn = vec_push(&tenancy->turns);

	*turn = (struct interface_turn){ interface_id, is_quiet };
	wake_for(tenancy, interface_id, subject_id);
	livesights_interface(tenancy, interface_id, is_quiet ? "quiet" : "ok");
	log_line(LOG_INFO, "silence", "interface %lld of %s is %s", (long long)interface_id,
		 tenancy->name, is_quiet ? "quiet" : "heard");
}

/* Columns: interface_id, state, the state it should have, subject_id, last_at. What was heard last
 * is written into the reference data in force, which the rules read. */
static void on_heard(void *context, struct pg_result *result)
{
	struct tenancy *tenancy = context;

	if (pg_result_fault(result)) {
		lane_log_fault((void *)(uintptr_t) "silence", result);
		return;
	}
	for (int row = 0; row < pg_result_rows(result); row++) {
		int64_t interface_id = pg_result_i64(result, row, 0, 0);
		const char *state = pg_result_text(result, row, 2);
		bool is_quiet = strcmp(state, "quiet") == 0;
		if (tenancy->refdata)
			refdata_heard(tenancy->refdata, interface_id,
				      pg_result_instant(result, row, 4));
		if (strcmp(pg_result_text(result, row, 1), state) == 0)
			continue;
		if (is_quiet || workloop_queued(tenancy->work) ==
					0) /* one that is back: its backlog is judged first */
			turn(tenancy, interface_id, pg_result_i64(result, row, 3, INT_NONE),
			     is_quiet);
	}
	if (tenancy->turns.count > 0)
		workloop_look(tenancy->work, WORKLOOP_LOOK_DUE);
}

static void look_for_silence(struct tenancy *tenancy)
{
	struct pg_params params = { 0 };

	if (tenancy->turns.count > 0)
		return;
	pg_params_i64(&params, tenancy->id);
	pg_params_instant(&params, tenancy_now(tenancy));
	if (lane_send(tenancy->engine->lanes[LANE_TICK], "engine_heard", &params, on_heard,
		      tenancy) != ERR_NONE)
		log_line(LOG_DEBUG, "silence", "the store is away");
	pg_params_release(&params);
}

/* ---------------------------------------------------------------- audit head */

static void append_line(const char *path, const char *line)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	size_t length = strlen(line);

	if (fd < 0 || write(fd, line, length) != (ssize_t)length || fdatasync(fd) != 0)
		log_line(LOG_WARN, "audit", "the head of the audit chain cannot be written to %s",
			 path);
	if (fd >= 0)
		close(fd);
}

/* Columns: epoch, number, digest. */
static void on_head(void *context, struct pg_result *result)
{
	struct tenancy *tenancy = context;
	const char *path = config_text(tenancy->engine->config, "audit-head");
	struct str line = { 0 };

	if (pg_result_fault(result) || pg_result_rows(result) == 0)
		return;
	instant_write(&line, engine_server_now(tenancy->engine));
	str_addf(&line, " %s %s %s %s\n", tenancy->name, pg_result_text(result, 0, 0),
		 pg_result_text(result, 0, 1), pg_result_text(result, 0, 2));
	append_line(path, str_text(&line));
	str_release(&line);
}

static void ask_head(struct tenancy *tenancy)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, tenancy->id);
	if (lane_send(tenancy->engine->lanes[LANE_TICK], "engine_audit_head", &params, on_head,
		      tenancy) != ERR_NONE)
		log_line(LOG_DEBUG, "audit", "the store is away");
	pg_params_release(&params);
}

/* ---------------------------------------------------------------- the tick */

static void each_second(struct engine *engine)
{
	if (lane_send(engine->lanes[LANE_SEND], "engine_pace", NULL, lane_log_fault,
		      (void *)(uintptr_t) "upkeep") != ERR_NONE)
		log_line(LOG_DEBUG, "upkeep", "the store is away");
}

void upkeep_grow(struct upkeep *upkeep)
{
	uint64_t decided = upkeep->engine->figures.decided;

	if (decided < GROWN_LEAST + GROWN_TIMES * upkeep->measured)
		return;
	upkeep->measured = decided;
	each_second(upkeep->engine);
}

/* Causes of cases that are long over. */
static void forget_causes(struct tenancy *tenancy)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, tenancy->id);
	if (lane_send(tenancy->engine->lanes[LANE_SEND], "engine_disrupt_forget", &params, lane_log_fault, (void *)(uintptr_t) "upkeep") != ERR_NONE)
		log_line(LOG_DEBUG, "upkeep", "the store is away");
	pg_params_release(&params);
}

static void each_minute(struct upkeep *upkeep)
{
	struct engine *engine = upkeep->engine;
	bool is_any_ours = false;

	for (size_t i = 0; i < engine->tenancies.count; i++) {
		struct tenancy *tenancy = engine->tenancies.items[i];
		if (!tenancy_is_ours(tenancy))
			continue;
		is_any_ours = true;
		if (config_text(engine->config, "audit-head"))
			ask_head(tenancy);
		if (upkeep->minutes % HOUR_MINUTES == 0)
			forget_causes(tenancy);
	}
	upkeep->minutes++;
	if (is_any_ours && lane_send(engine->lanes[LANE_SEND], "engine_upkeep", NULL,
				     lane_log_fault, (void *)(uintptr_t) "upkeep") != ERR_NONE)
		log_line(LOG_DEBUG, "upkeep", "the store is away");
}

void upkeep_tick(struct upkeep *upkeep)
{
	struct engine *engine = upkeep->engine;
	bool is_any_ours = false;

	for (size_t i = 0; i < engine->tenancies.count; i++) {
		struct tenancy *tenancy = engine->tenancies.items[i];
		vitals_tick(tenancy);
		if (!tenancy_is_ours(tenancy))
			continue;
		is_any_ours = true;
		sender_look(tenancy);
		look_for_silence(tenancy);
	}
	if (is_any_ours)
		each_second(engine);
	if (upkeep->ticks++ % MINUTE_TICKS == 0 && engine->tenancies.count > 0)
		each_minute(upkeep);
}

void upkeep_free(struct upkeep *upkeep)
{
	mem_free(upkeep);
}
