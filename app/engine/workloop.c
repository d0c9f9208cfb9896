/* SPDX-License-Identifier: MIT */
/* What waits for a tenant, and when to begin the next batch. The store holds the truth: whatever
 * goes wrong in memory is dropped here and found again there. */
#include "engine/workloop.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/batch.h"
#include "engine/flush.h"
#include "engine/lane.h"
#include "net/net.h"

#define DELAY_BASE_US   (20 * US_PER_MS)
#define DELAY_MOST_US   (1 * US_PER_S)
#define FAILURE_MOST_US (5 * US_PER_S)

static void on_timer(void *context)
{
	struct workloop *work = context;
	int64_t now = tenancy_now(work->tenancy);

	if (work->next_wake_at != INSTANT_NONE && now != INSTANT_NONE && work->next_wake_at <= now)
		work->look |= WORKLOOP_LOOK_DUE;
	workloop_go(work);
}

struct workloop *workloop_new(struct tenancy *tenancy)
{
	struct workloop *work = mem_new(1, sizeof *work);

	work->tenancy = tenancy;
	work->last = &work->first;
	work->next_wake_at = INSTANT_NONE;
	work->decided_at = INSTANT_NONE;
	work->timer = loop_timer_new(tenancy->engine->loop, on_timer, work);
	work->limit = (size_t)config_number(tenancy->engine->config, "batch-items");
	return work;
}

static void drop_list(struct parcel *parcel)
{
	while (parcel) {
		struct parcel *next = parcel->next;
		parcel_free(parcel);
		parcel = next;
	}
}

/* Forgets all parcels but those of the batch, which are its own. */
static void drop_parcels(struct workloop *work)
{
	drop_list(work->first);
	drop_list(work->later);
	work->first = work->later = NULL;
	work->last = &work->first;
	work->queued_items = 0;
	map_release(&work->parcels);
	map_release(&work->letters);
}

static void drop_delays(struct workloop *work)
{
	struct workloop_delay *delay;
	size_t cursor = 0;

	while ((delay = map_next(&work->delays, &cursor)))
		mem_free(delay);
	map_release(&work->delays);
}

void workloop_note_done(struct workloop *work, int64_t message_id)
{
	*vec_push(&work->done) = message_id;
	work->look |= WORKLOOP_STORE_NOTED;
}

bool workloop_has_noted(const struct workloop *work)
{
	return work->replayed.count > 0 || work->done.count > 0;
}

void workloop_drop_noted(struct workloop *work)
{
	for (size_t i = 0; i < work->replayed.count; i++)
		mem_free(work->replayed.items[i]);
	vec_release(&work->replayed);
	vec_release(&work->done);
}

void workloop_free(struct workloop *work)
{
	if (!work)
		return;
	batch_free(work->batch);
	drop_parcels(work);
	map_release(&work->expected);
	drop_delays(work);
	workloop_drop_noted(work);
	loop_timer_free(work->timer);
	mem_free(work);
}

void workloop_start(struct workloop *work)
{
	if (!work->batch)
		drop_parcels(work);
	map_release(&work->expected);
	workloop_look(work, WORKLOOP_LOOK_ALL);
}

void workloop_expect(struct workloop *work, struct parcel *parcel)
{
	map_put_id(&work->expected, parcel->message_id, parcel);
}

bool workloop_unexpect(struct workloop *work, const struct parcel *parcel)
{
	return parcel->message_id && map_remove_id(&work->expected, parcel->message_id);
}

/* Is there room for it, and is it not here already? What is found in the store is found again until it is through. */
static bool take_in(struct workloop *work, struct parcel *parcel)
{
	if (parcel->is_mended) {
		if (map_get_id(&work->letters, parcel->dead_id))
			return false;
		map_put_id(&work->letters, parcel->dead_id, parcel);
		return true;
	}
	if (work->queued_items > (size_t)config_number(work->tenancy->engine->config, "queue-items")) {
		work->look |= WORKLOOP_LOOK_MESSAGES;
		return false;
	}
	if (map_get_id(&work->parcels, parcel->message_id))
		return false;
	map_put_id(&work->parcels, parcel->message_id, parcel);
	return true;
}

void workloop_add(struct workloop *work, struct parcel *parcel)
{
	if (!take_in(work, parcel)) {
		parcel_free(parcel);
		return;
	}
	parcel->next = NULL;
	*work->last = parcel;
	work->last = &parcel->next;
	work->queued_items += parcel_new_items(parcel);
	workloop_go(work);
}

void workloop_look(struct workloop *work, unsigned kinds)
{
	work->look |= kinds;
	workloop_go(work);
}

static bool has_later(const struct workloop *work, int64_t now_us)
{
	for (const struct parcel *parcel = work->later; parcel; parcel = parcel->next)
		if (parcel->not_before_us <= now_us)
			return true;
	return false;
}

static void arm_timer(struct workloop *work)
{
	int64_t now_us = loop_now_us(work->tenancy->engine->loop);
	int64_t server_now = engine_server_now(work->tenancy->engine);
	int64_t wait = INSTANT_NONE;

	if (work->next_wake_at != INSTANT_NONE && server_now != INSTANT_NONE)
		wait = timing_wait_us(&work->tenancy->timing, server_now, work->next_wake_at);
	for (const struct parcel *parcel = work->later; parcel; parcel = parcel->next)
		if (wait == INSTANT_NONE || parcel->not_before_us - now_us < wait)
			wait = parcel->not_before_us - now_us;
	if (wait == INSTANT_NONE)
		loop_timer_stop(work->timer);
	else
		loop_timer_start(work->timer, wait > US_PER_MS ? wait : US_PER_MS, 0);
}

void workloop_go(struct workloop *work)
{
	struct tenancy *tenancy = work->tenancy;

	if (work->batch && work->batch->is_starved)
		batch_resume(work->batch);
	if (work->batch || tenancy->engine->is_ending || !tenancy_is_ours(tenancy) ||
	    !tenancy->refdata || tenancy_now(tenancy) == INSTANT_NONE ||
	    !lane_is_up(tenancy->engine->lanes[LANE_WORK]))
		return;
	if (work->look == 0 && !work->first &&
	    !has_later(work, loop_now_us(tenancy->engine->loop))) {
		arm_timer(work);
		return;
	}
	batch_begin(work);
}

bool workloop_is_idle(const struct workloop *work)
{
	return !work->batch && work->queued_items == 0;
}

size_t workloop_queued(const struct workloop *work)
{
	return work->queued_items;
}

void workloop_done(struct workloop *work, unsigned look_again)
{
	work->batch = NULL;
	work->failures = 0;
	work->poison[0] = '\0';
	work->limit = (size_t)config_number(work->tenancy->engine->config, "batch-items");
	work->look |= look_again;
	workloop_go(work);
}

/* After a refusal that is about data, batches shrink until the culprit stands alone; after some
 * more tries it is put aside. A store that is ill otherwise is only waited for. */
static void shrink(struct workloop *work, const struct fault *fault)
{
	work->failures++;
	if (!flush_blames_data(fault->sqlstate))
		return;
	if (work->limit > 1)
		work->limit /= 2;
	else if (work->failures > 12)
		fault_words(fault, work->poison, sizeof work->poison);
}

void workloop_failed(struct workloop *work, const struct fault *fault)
{
	bool is_link = fault->err == ERR_LINK || fault->err == ERR_TIMEOUT ||
		       strcmp(fault->sqlstate, "DKSTL") == 0;

	work->batch = NULL;
	if (fault->err != ERR_LINK)
		log_fault("work", fault);
	if (!is_link)
		shrink(work, fault);
	drop_parcels(work);
	workloop_drop_noted(work);
	if (strcmp(fault->sqlstate, "DKSTL") == 0)
		work->tenancy->fence =
			0; /* another engine has it: ours again when the lease says so */
	work->look = WORKLOOP_LOOK_ALL;
	loop_timer_start(work->timer,
			 net_backoff_us(work->failures + 1, DELAY_BASE_US, FAILURE_MOST_US,
					random_next(&work->tenancy->engine->random)) +
				 US_PER_MS,
			 0);
}

void workloop_end_parcel(struct workloop *work, struct parcel *parcel)
{
	if (!parcel->is_mended)
		map_remove_id(&work->parcels, parcel->message_id);
	else if (map_get_id(&work->letters, parcel->dead_id) == parcel)
		map_remove_id(&work->letters, parcel->dead_id);
	parcel_free(parcel);
}

void workloop_postpone(struct workloop *work, struct parcel *parcel)
{
	struct engine *engine = work->tenancy->engine;

	parcel->attempts++;
	parcel->is_again = true;
	parcel->not_before_us = loop_now_us(engine->loop) + US_PER_MS +
				net_backoff_us(parcel->attempts, DELAY_BASE_US, DELAY_MOST_US,
					       random_next(&engine->random));
	parcel->next = work->later;
	work->later = parcel;
}

static struct parcel *take_later(struct workloop *work)
{
	int64_t now_us = loop_now_us(work->tenancy->engine->loop);

	for (struct parcel **at = &work->later; *at; at = &(*at)->next) {
		struct parcel *parcel = *at;
		if (parcel->not_before_us <= now_us) {
			*at = parcel->next;
			return parcel;
		}
	}
	return NULL;
}

struct parcel *workloop_take(struct workloop *work)
{
	struct parcel *parcel = take_later(work);

	if (parcel || !work->first)
		return parcel;
	parcel = work->first;
	work->first = parcel->next;
	if (!work->first)
		work->last = &work->first;
	work->queued_items -= parcel_new_items(parcel);
	return parcel;
}

bool workloop_may_take(const struct workloop *work, int64_t subject_id)
{
	const struct workloop_delay *delay = map_get_id(&work->delays, subject_id);

	return !delay || delay->not_before_us <= loop_now_us(work->tenancy->engine->loop);
}

void workloop_delay(struct workloop *work, int64_t subject_id)
{
	struct engine *engine = work->tenancy->engine;
	struct workloop_delay *delay = map_get_id(&work->delays, subject_id);

	if (!delay) {
		delay = mem_new(1, sizeof *delay);
		delay->subject_id = subject_id;
		map_put_id(&work->delays, subject_id, delay);
	}
	delay->attempts++;
	delay->not_before_us = loop_now_us(engine->loop) +
			       net_backoff_us(delay->attempts, DELAY_BASE_US, DELAY_MOST_US,
					      random_next(&engine->random));
}

void workloop_undelay(struct workloop *work, int64_t subject_id)
{
	if (work->delays.count > 0)
		mem_free(map_remove_id(&work->delays, subject_id));
}
