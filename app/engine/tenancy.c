/* SPDX-License-Identifier: MIT */
/* The list of tenants, kept up to date. */
#include "engine/tenancy.h"

#include <stdio.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/disrupting.h"
#include "engine/flush.h"
#include "engine/lane.h"
#include "engine/lease.h"
#include "engine/livefeed.h"
#include "engine/refdata.h"
#include "engine/workloop.h"
#include "engine/vitals.h"

#define ID_BLOCK      200000
#define CASE_NO_BLOCK 20

/* Columns of statement engine_tenancies, in order. */
enum {
	COL_ID,
	COL_NAME,
	COL_CHANNEL,
	COL_KIND,
	COL_BASE,
	COL_REAL,
	COL_RATE,
	COL_EPOCH,
	COL_SEQ,
	COL_SERVER
};

static struct tenancy *tenancy_new(struct engine *engine, int64_t id)
{
	struct tenancy *tenancy = mem_new(1, sizeof *tenancy);

	tenancy->engine = engine;
	tenancy->id = id;
	tenancy->clock_told_at = INSTANT_NONE;
	ids_start(&tenancy->ids, tenancy, "id", ID_BLOCK);
	ids_start(&tenancy->case_nos, tenancy, "case_no", CASE_NO_BLOCK);
	tenancy->work = workloop_new(tenancy);
	tenancy->disrupting = disrupting_new(tenancy);
	*vec_push(&engine->tenancies) = tenancy;
	map_put_id(&engine->tenancy_ids, id, tenancy);
	return tenancy;
}

static void read_row(struct engine *engine, const struct pg_result *result, int row)
{
	int64_t id = pg_result_i64(result, row, COL_ID, 0);
	struct tenancy *tenancy = engine_tenancy(engine, id);
	bool is_new = !tenancy;

	if (is_new)
		tenancy = tenancy_new(engine, id);
	text_clean_into(tenancy->name, sizeof tenancy->name, pg_result_text(result, row, COL_NAME),
			pg_result_span(result, row, COL_NAME).length);
	snprintf(tenancy->channel, sizeof tenancy->channel, "%s",
		 pg_result_text(result, row, COL_CHANNEL));
	tenancy->timing = (struct timing){
		.kind = timing_kind_of(pg_result_text(result, row, COL_KIND)),
		.base_at = pg_result_instant(result, row, COL_BASE),
		.real_at = pg_result_instant(result, row, COL_REAL),
		.rate = pg_result_i64(result, row, COL_RATE, 1),
	};
	tenancy->is_gone = false;
	livefeed_head(engine->livefeed, tenancy, pg_result_i64(result, row, COL_EPOCH, 1),
		      pg_result_i64(result, row, COL_SEQ, 0));
	if (is_new || tenancy->is_load_due)
		refdata_load(tenancy);
	ids_need(&tenancy->ids, 1);
	if (tenancy_is_ours(tenancy))
		workloop_look(tenancy->work, WORKLOOP_LOOK_ALL);
	disrupting_look(tenancy);
}

static void on_rows(void *context, struct pg_result *result)
{
	struct engine *engine = context;

	if (pg_result_fault(result)) {
		lane_log_fault((void *)(uintptr_t) "tenants", result);
		return;
	}
	if (pg_result_rows(result) > 0)
		engine->server_offset_us =
			pg_result_instant(result, 0, COL_SERVER) - loop_now_us(engine->loop);
	for (size_t i = 0; i < engine->tenancies.count; i++)
		engine->tenancies.items[i]->is_gone = true;
	for (int row = 0; row < pg_result_rows(result); row++)
		read_row(engine, result, row);
	engine->has_tenants = true;
	lease_renew(engine);
}

bool tenancy_all_loaded(const struct engine *engine)
{
	for (size_t i = 0; i < engine->tenancies.count; i++)
		if (!engine->tenancies.items[i]->refdata && !engine->tenancies.items[i]->is_gone)
			return false;
	return engine->has_tenants;
}

void tenancy_load_all(struct engine *engine)
{
	if (lane_send(engine->lanes[LANE_TICK], "engine_tenancies", NULL, on_rows, engine) !=
	    ERR_NONE)
		return;
}

bool tenancy_is_ours(const struct tenancy *tenancy)
{
	return !tenancy->is_gone && tenancy->fence > 0 &&
	       loop_now_us(tenancy->engine->loop) < tenancy->lease_until_us;
}

int64_t tenancy_now(const struct tenancy *tenancy)
{
	int64_t server_now = engine_server_now(tenancy->engine);

	return server_now == INSTANT_NONE ? INSTANT_NONE : timing_now(&tenancy->timing, server_now);
}

static void on_clock_told(void *context, struct pg_result *result)
{
	struct tenancy *tenancy = context;

	if (!pg_result_fault(result))
		return;
	tenancy->clock_told_at = INSTANT_NONE;
	lane_log_fault((void *)(uintptr_t) "clock", result);
}

void tenancy_tell_clock(struct tenancy *tenancy)
{
	struct pg_params params = { 0 };

	if (tenancy->timing.kind != TIMING_DRIVEN || tenancy->clock_told_at == tenancy->timing.base_at || !tenancy_is_ours(tenancy))
		return;
	pg_params_i64(&params, tenancy->id);
	pg_params_instant(&params, tenancy->timing.base_at);
	if (lane_send(tenancy->engine->lanes[LANE_TICK], "engine_clock_heard", &params, on_clock_told, tenancy) == ERR_NONE)
		tenancy->clock_told_at = tenancy->timing.base_at;
	pg_params_release(&params);
}

void tenancy_resume(struct tenancy *tenancy)
{
	flush_resume(tenancy->engine->reception, tenancy);
	workloop_go(tenancy->work);
}

void tenancy_free_all(struct engine *engine)
{
	for (size_t i = 0; i < engine->tenancies.count; i++) {
		struct tenancy *tenancy = engine->tenancies.items[i];
		workloop_free(tenancy->work);
		disrupting_free(tenancy->disrupting);
		refdata_drop(tenancy->refdata);
		vec_release(&tenancy->spells);
		vec_release(&tenancy->turns);
		vec_release(&tenancy->places);
		vitals_release(tenancy);
		mem_free(tenancy);
	}
	vec_release(&engine->tenancies);
	map_release(&engine->tenancy_ids);
}
