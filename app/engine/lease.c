/* SPDX-License-Identifier: MIT */
/* Leases count from when they were asked for, so that an answer that came late never makes one
 * longer than the store's. */
#include "engine/lease.h"

#include "base/log.h"
#include "base/mem.h"
#include "engine/lane.h"
#include "engine/tenancy.h"
#include "engine/workloop.h"
#include "pg/rows.h"

int64_t lease_good_until_us(int64_t asked_us, int64_t term_us)
{
	return asked_us + term_us - term_us / 10;
}

struct asking {
	struct engine *engine;
	int64_t asked_us;
};

static void take(struct tenancy *tenancy, int64_t fence, int64_t until_us)
{
	bool was_ours = tenancy_is_ours(tenancy) && tenancy->fence == fence;

	tenancy->fence = fence;
	tenancy->lease_until_us = until_us;
	tenancy_tell_clock(tenancy);
	if (was_ours)
		return;
	log_line(LOG_INFO, "lease", "the work of %s is ours (fence %lld)", tenancy->name,
		 (long long)fence);
	workloop_start(tenancy->work);
}

/* What is idle goes first: a batch under way would find its fence gone and be begun anew by the other one. */
static void write_ours(const struct engine *engine, bool is_idle, struct rows *parts, size_t *count)
{
	for (size_t i = 0; i < engine->tenancies.count; i++) {
		const struct tenancy *tenancy = engine->tenancies.items[i];
		if (tenancy_is_ours(tenancy) && workloop_is_idle(tenancy->work) == is_idle) {
			rows_i64(parts, tenancy->id);
			++*count;
		}
	}
}

static void on_shared(void *context, struct pg_result *result)
{
	struct engine *engine = context;

	if (pg_result_fault(result))
		lane_log_fault((void *)(uintptr_t) "lease", result);
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct tenancy *tenancy = engine_tenancy(engine, pg_result_i64(result, row, 0, 0));
		if (!tenancy)
			continue;
		tenancy->fence = 0;
		log_line(LOG_INFO, "lease", "the work of %s is handed to an engine with less", tenancy->name);
	}
}

/* An engine that came later gets its share from who has more. */
static void share(struct engine *engine)
{
	struct rows parts = { 0 };
	struct pg_params params = { 0 };
	size_t count = 0;

	rows_begin(&parts);
	write_ours(engine, true, &parts, &count);
	write_ours(engine, false, &parts, &count);
	if (count > 1) {
		pg_params_text(&params, "work");
		pg_params_span(&params, rows_end(&parts));
		pg_params_text(&params, engine->owner);
		if (lane_send(engine->lanes[LANE_TICK], "engine_lease_share", &params, on_shared, engine) != ERR_NONE)
			log_line(LOG_DEBUG, "lease", "the store is away");
	}
	pg_params_release(&params);
	rows_release(&parts);
}

static void on_taken(void *context, struct pg_result *result)
{
	struct asking *asking = context;
	struct engine *engine = asking->engine;
	int64_t term = config_us(engine->config, "lease");

	if (pg_result_fault(result))
		lane_log_fault((void *)(uintptr_t) "lease", result);
	for (int row = 0; row < pg_result_rows(result) && !engine->is_ending; row++) {
		struct tenancy *tenancy = engine_tenancy(engine, pg_result_i64(result, row, 0, 0));
		if (tenancy)
			take(tenancy, pg_result_i64(result, row, 1, 0),
			     lease_good_until_us(asking->asked_us, term));
	}
	mem_free(asking);
	if (!engine->is_ending)
		share(engine);
}

static void write_parts(const struct engine *engine, struct rows *parts)
{
	rows_begin(parts);
	for (size_t i = 0; i < engine->tenancies.count; i++)
		if (!engine->tenancies.items[i]->is_gone)
			rows_i64(parts, engine->tenancies.items[i]->id);
}

void lease_renew(struct engine *engine)
{
	struct rows parts = { 0 };
	struct pg_params params = { 0 };
	struct asking *asking;

	if (engine->is_ending || engine->tenancies.count == 0)
		return;
	asking = mem_new(1, sizeof *asking);
	*asking = (struct asking){ engine, loop_now_us(engine->loop) };
	write_parts(engine, &parts);
	pg_params_text(&params, "work");
	pg_params_span(&params, rows_end(&parts));
	pg_params_text(&params, engine->owner);
	pg_params_i64(&params, config_us(engine->config, "lease") / US_PER_MS);
	if (lane_send(engine->lanes[LANE_TICK], "engine_lease_take", &params, on_taken, asking) !=
	    ERR_NONE)
		mem_free(asking);
	pg_params_release(&params);
	rows_release(&parts);
}

void lease_give_back(struct engine *engine)
{
	struct pg_params params = { 0 };

	pg_params_text(&params, engine->owner);
	if (lane_send(engine->lanes[LANE_TICK], "engine_lease_free", &params, lane_log_fault,
		      (void *)(uintptr_t) "lease") != ERR_NONE)
		log_line(LOG_WARN, "lease", "the leases run out by themselves: the store is away");
	for (size_t i = 0; i < engine->tenancies.count; i++)
		engine->tenancies.items[i]->fence = 0;
	pg_params_release(&params);
}
