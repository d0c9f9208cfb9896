/* SPDX-License-Identifier: MIT */
/* A block too many is lost at most when an engine ends; numbers are plenty. */
#include "engine/ids.h"

#include "engine/lane.h"
#include "engine/tenancy.h"

void ids_start(struct ids *ids, struct tenancy *tenancy, const char *what, int64_t block)
{
	*ids = (struct ids){ .tenancy = tenancy, .what = what, .block = block };
}

static void on_block(void *context, struct pg_result *result)
{
	struct ids *ids = context;
	int64_t count = ids->wanted;
	int64_t first;

	ids->is_asking = false;
	if (pg_result_fault(result)) {
		lane_log_fault((void *)(uintptr_t) "ids", result);
		return;
	}
	first = pg_result_i64(result, 0, 0, 0);
	if (first != ids->end)
		ids->next = first,
		ids->taken = 0; /* somebody took some between: the rest of the old is lost */
	ids->end = first + count;
	ids->wanted = 0;
	tenancy_resume(ids->tenancy);
}

static void ask(struct ids *ids, int64_t count)
{
	struct pg_params params = { 0 };

	if (ids->is_asking)
		return;
	ids->wanted = count > ids->block ? count : ids->block;
	pg_params_i64(&params, ids->tenancy->id);
	pg_params_text(&params, ids->what);
	pg_params_i64(&params, ids->wanted);
	ids->is_asking = lane_send(ids->tenancy->engine->lanes[LANE_TICK], "engine_take_ids",
				   &params, on_block, ids) == ERR_NONE;
	pg_params_release(&params);
}

bool ids_need(struct ids *ids, int64_t count)
{
	int64_t left = ids->end - ids->next;

	if (left < count || left < ids->block / 2)
		ask(ids, count);
	return left >= count;
}

int64_t ids_take(struct ids *ids, int64_t count)
{
	int64_t first = ids->next;

	BUG_IF(ids->end - ids->next < count);
	ids->next += count;
	ids->taken = first;
	return first;
}

void ids_give_back(struct ids *ids, int64_t next)
{
	if (ids->taken <= next && next < ids->next && ids->taken > 0)
		ids->next = next;
	ids->taken = 0;
}
