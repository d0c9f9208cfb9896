/* SPDX-License-Identifier: MIT */
/* What came of tries is written down together: one call to the store for all that ended within a moment. */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/lane.h"
#include "engine/sendtry.h"
#include "engine/ticker.h"
#include "engine/workloop.h"
#include "pg/rows.h"

#define TOGETHER_MOST 64
#define MOMENT_US     (3 * US_PER_MS)

void sent_keep(struct sending *sending, const struct sender_verdict *verdict, const char *receipt, int64_t run_at)
{
	struct sender *sender = sending->pipe->sender;

	*vec_push(&sender->outcomes) = (struct outcome){
		.tenancy = sending->tenancy,
		.effect_id = sending->effect.effect_id,
		.attempts = sending->effect.attempts,
		.run_at = run_at,
		.state = verdict->state,
		.came = verdict->came,
		.receipt = mem_text(receipt),
		.error = mem_text(verdict->words),
	};
	sender->engine->figures.sent += strcmp(verdict->state, "done") == 0;
	sender->engine->figures.unsure += strcmp(verdict->state, "unknown") == 0 && strcmp(verdict->came, "held") != 0;
	if (sender->outcomes.count >= TOGETHER_MOST)
		sent_flush(sender);
	else if (!loop_timer_is_running(sender->flush))
		loop_timer_start(sender->flush, MOMENT_US, 0);
}

/* Its answer says which were still ours; the others another engine or a person has judged since. */
static void on_written(void *context, struct pg_result *result)
{
	struct tenancy *tenancy = context;

	lane_log_fault((void *)(uintptr_t) "effects", result);
	ticker_wrote(tenancy);
	workloop_look(tenancy->work, WORKLOOP_LOOK_DUE);
}

enum { COLUMN_EFFECT, COLUMN_ATTEMPT, COLUMN_STATE, COLUMN_CAME, COLUMN_RECEIPT, COLUMN_ERROR, COLUMN_RUN_AT, COLUMN_COUNT };

static void add(struct rows *columns, const struct outcome *outcome)
{
	rows_i64(&columns[COLUMN_EFFECT], outcome->effect_id);
	rows_i64(&columns[COLUMN_ATTEMPT], outcome->attempts);
	rows_text(&columns[COLUMN_STATE], outcome->state);
	rows_text(&columns[COLUMN_CAME], outcome->came);
	rows_text(&columns[COLUMN_RECEIPT], outcome->receipt);
	rows_text(&columns[COLUMN_ERROR], outcome->error);
	rows_instant(&columns[COLUMN_RUN_AT], outcome->run_at);
}

static void drop(struct outcome *outcome)
{
	mem_free(outcome->receipt);
	mem_free(outcome->error);
}

/* All that is kept of one tenant. */
static void write_tenant(struct sender *sender, struct tenancy *tenancy)
{
	struct rows columns[COLUMN_COUNT] = { 0 };
	struct pg_params params = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		rows_begin(&columns[i]);
	for (size_t i = 0; i < sender->outcomes.count; i++) {
		struct outcome *outcome = &sender->outcomes.items[i];
		if (outcome->tenancy == tenancy) {
			add(columns, outcome);
			drop(outcome);
		} else {
			sender->outcomes.items[kept++] = *outcome;
		}
	}
	sender->outcomes.count = kept;
	pg_params_i64(&params, tenancy->id);
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		pg_params_span(&params, rows_end(&columns[i]));
	if (lane_send(sender->engine->lanes[LANE_SEND], "engine_effect_done", &params, on_written, tenancy) != ERR_NONE)
		log_line(LOG_WARN, "effects", "what came of calls is not written down: it will be asked about");
	pg_params_release(&params);
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		rows_release(&columns[i]);
}

void sent_flush(struct sender *sender)
{
	loop_timer_stop(sender->flush);
	while (sender->outcomes.count > 0)
		write_tenant(sender, sender->outcomes.items[0].tenancy);
}
