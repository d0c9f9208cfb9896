/* SPDX-License-Identifier: MIT */
/* Notices in and hints out, none of them more often than is good for the store. */
#include "engine/ticker.h"

#include "engine/api.h"
#include "engine/disrupting.h"
#include "engine/lane.h"
#include "engine/livefeed.h"
#include "engine/refdata.h"
#include "engine/workloop.h"
#include "pg/rows.h"

/* Columns: tenant_id, epoch, seq, as they were told. */
static void on_hinted(void *context, struct pg_result *result)
{
	struct engine *engine = context;

	if (pg_result_fault(result)) {
		lane_log_fault((void *)(uintptr_t) "hints", result);
		return;
	}
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct tenancy *tenancy = engine_tenancy(engine, pg_result_i64(result, row, 0, 0));
		if (tenancy)
			livefeed_head(engine->livefeed, tenancy, pg_result_i64(result, row, 1, 0),
				      pg_result_i64(result, row, 2, 0));
	}
}

static void send_hints(struct engine *engine)
{
	struct rows ids = { 0 };
	struct pg_params params = { 0 };

	rows_begin(&ids);
	for (size_t i = 0; i < engine->tenancies.count; i++) {
		struct tenancy *tenancy = engine->tenancies.items[i];
		if (tenancy->is_hint_due)
			rows_i64(&ids, tenancy->id);
		tenancy->is_hint_due = false;
	}
	if (ids.count > 0) {
		pg_params_span(&params, rows_end(&ids));
		if (lane_send(engine->lanes[LANE_TICK], "engine_hint", &params, on_hinted,
			      engine) == ERR_NONE)
			loop_timer_start(engine->hints, config_us(engine->config, "hint"), 0);
	}
	pg_params_release(&params);
	rows_release(&ids);
}

void ticker_wrote(struct tenancy *tenancy)
{
	tenancy->is_hint_due = true;
	disrupting_look(tenancy);
	if (!loop_timer_is_running(tenancy->engine->hints))
		send_hints(tenancy->engine);
}

void ticker_tell(struct engine *engine, const char *what)
{
	struct pg_params params = { 0 };

	if (engine->is_told)
		return;
	pg_params_text(&params, what);
	engine->is_told = lane_send(engine->lanes[LANE_TICK], "engine_tell", &params,
				    lane_log_fault, (void *)(uintptr_t) "notice") == ERR_NONE;
	pg_params_release(&params);
	if (!loop_timer_is_running(engine->hints))
		loop_timer_start(engine->hints, config_us(engine->config, "hint"), 0);
}

void ticker_on_timer(void *context)
{
	struct engine *engine = context;

	engine->is_told = false;
	send_hints(engine);
}

static void look_everywhere(struct engine *engine, unsigned kinds)
{
	for (size_t i = 0; i < engine->tenancies.count; i++)
		workloop_look(engine->tenancies.items[i]->work, kinds);
}

void ticker_on_notify(struct engine *engine, struct span channel, struct span payload)
{
	if (!span_is(channel, "docket_engine"))
		return;
	if (span_is(payload, "act")) {
		look_everywhere(engine, WORKLOOP_LOOK_ACTS | WORKLOOP_LOOK_DEAD);
	} else if (span_is(payload, "message")) {
		look_everywhere(engine, WORKLOOP_LOOK_MESSAGES);
	} else if (span_is(payload, "key")) {
		api_keys_changed(engine->api);
	} else if (span_is(payload, "clock")) {
		tenancy_load_all(engine);
	} else {
		for (size_t i = 0; i < engine->tenancies.count; i++)
			refdata_load(engine->tenancies.items[i]);
		tenancy_load_all(engine);
	}
}
