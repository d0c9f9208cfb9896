/* SPDX-License-Identifier: MIT */
/* The newest lags of an interface lie in a ring, from which the middle and the greatest are taken when they are noted. */
#include "engine/vitals.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/lane.h"
#include "pg/rows.h"

#define LAGS_KEPT 64
#define NOTE_TICKS 5

struct vital {
	int64_t interface_id;
	int64_t lags_us[LAGS_KEPT];
	size_t lag_count, lag_next;
	bool is_heard; /* since it was noted last */
	struct {
		int64_t times;
		char words[200];
	} faults[REFUSAL_COUNT];
};

const char *vitals_word(enum refusal cause)
{
	static const char *const words[REFUSAL_COUNT] = { "signature", "size", "rate", "form", "store", "conflict" };

	return words[cause];
}

static struct vital *vital_of(struct tenancy *tenancy, int64_t interface_id)
{
	struct vital *vital = map_get_id(&tenancy->vitals, interface_id);

	if (vital)
		return vital;
	vital = mem_new(1, sizeof *vital);
	vital->interface_id = interface_id;
	map_put_id(&tenancy->vitals, interface_id, vital);
	return vital;
}

void vitals_heard(struct tenancy *tenancy, int64_t interface_id, int64_t lag_us)
{
	struct vital *vital = vital_of(tenancy, interface_id);

	vital->lags_us[vital->lag_next] = lag_us > 0 ? lag_us : 0;
	vital->lag_next = (vital->lag_next + 1) % LAGS_KEPT;
	vital->lag_count += vital->lag_count < LAGS_KEPT;
	vital->is_heard = true;
}

void vitals_refused(struct tenancy *tenancy, int64_t interface_id, enum refusal cause, const char *words)
{
	struct vital *vital = vital_of(tenancy, interface_id);

	vital->faults[cause].times++;
	text_clean_into(vital->faults[cause].words, sizeof vital->faults[cause].words, words, strlen(words));
}

/* ---------------------------------------------------------------- noting */

struct arrays {
	struct rows ids, lags, mosts, counts, fault_ids, kinds, times, words;
};

static int by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static void add_lags(struct arrays *arrays, struct vital *vital)
{
	int64_t sorted[LAGS_KEPT];

	if (!vital->is_heard)
		return;
	vital->is_heard = false;
	memcpy(sorted, vital->lags_us, sizeof sorted);
	qsort(sorted, vital->lag_count, sizeof *sorted, by_size);
	rows_i64(&arrays->ids, vital->interface_id);
	rows_i64(&arrays->lags, sorted[vital->lag_count / 2]);
	rows_i64(&arrays->mosts, sorted[vital->lag_count - 1]);
	rows_i64(&arrays->counts, (int64_t)vital->lag_count);
}

static void add_faults(struct arrays *arrays, struct vital *vital)
{
	for (size_t i = 0; i < REFUSAL_COUNT; i++) {
		if (vital->faults[i].times == 0)
			continue;
		rows_i64(&arrays->fault_ids, vital->interface_id);
		rows_text(&arrays->kinds, vitals_word((enum refusal)i));
		rows_i64(&arrays->times, vital->faults[i].times);
		rows_text(&arrays->words, vital->faults[i].words);
		vital->faults[i].times = 0;
	}
}

/* What cannot be sent now is lost with its few seconds; counters of the store are not. */
static void note(struct tenancy *tenancy)
{
	struct arrays arrays = { 0 };
	struct rows *const in_order[] = { &arrays.ids,	     &arrays.lags,  &arrays.mosts, &arrays.counts,
					  &arrays.fault_ids, &arrays.kinds, &arrays.times, &arrays.words };
	struct pg_params params = { 0 };
	struct vital *vital;
	size_t cursor = 0;

	for (size_t i = 0; i < COUNT_OF(in_order); i++)
		rows_begin(in_order[i]);
	while ((vital = map_next(&tenancy->vitals, &cursor))) {
		add_lags(&arrays, vital);
		add_faults(&arrays, vital);
	}
	pg_params_i64(&params, tenancy->id);
	pg_params_bool(&params, tenancy_is_ours(tenancy));
	for (size_t i = 0; i < COUNT_OF(in_order); i++)
		pg_params_span(&params, rows_end(in_order[i]));
	if (lane_send(tenancy->engine->lanes[LANE_TICK], "engine_interface_note", &params, lane_log_fault,
		      (void *)(uintptr_t) "vitals") != ERR_NONE)
		log_line(LOG_DEBUG, "vitals", "the store is away");
	pg_params_release(&params);
	for (size_t i = 0; i < COUNT_OF(in_order); i++)
		rows_release(in_order[i]);
}

/* Was something refused that is not noted yet? Refusals are counted nowhere else, so an engine that dies takes a second of them along. */
static bool has_faults(const struct tenancy *tenancy)
{
	const struct vital *vital;
	size_t cursor = 0;

	while ((vital = map_next(&tenancy->vitals, &cursor)))
		for (size_t i = 0; i < REFUSAL_COUNT; i++)
			if (vital->faults[i].times > 0)
				return true;
	return false;
}

void vitals_tick(struct tenancy *tenancy)
{
	bool is_time = tenancy->vital_ticks++ % NOTE_TICKS == 0 && (tenancy->vitals.count > 0 || tenancy_is_ours(tenancy));

	if (!tenancy->is_gone && (is_time || has_faults(tenancy)))
		note(tenancy);
}

void vitals_release(struct tenancy *tenancy)
{
	struct vital *vital;
	size_t cursor = 0;

	while ((vital = map_next(&tenancy->vitals, &cursor)))
		mem_free(vital);
	map_release(&tenancy->vitals);
}
