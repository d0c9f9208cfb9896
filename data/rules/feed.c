/* SPDX-License-Identifier: MIT */
/* Quiet interfaces: silent for longer than their rhythm. One case lists what hangs on it; a promise
 * that falls due while it is dark is to be checked by hand. */
#include "rules/work.h"

#include <string.h>

#define LISTED_MAX 50

static const struct interface *own_interface(const struct work *work)
{
	const struct interface *row;
	size_t cursor = 0;

	while ((row = map_next(&work->reference->interfaces, &cursor)))
		if (row->subject_id != INT_NONE &&
		    row->subject_id == work->facts->subject.subject_id)
			return row;
	return NULL;
}

int64_t feed_quiet_at(struct work *work, const struct policy_detect *detect)
{
	const struct interface *row = own_interface(work);
	int64_t heard = work->facts->subject.last_event_at;

	if (!row || row->rhythm_s == INT_NONE || row->rhythm_s <= 0 ||
	    is_text(row->state, "stopped"))
		return INSTANT_NONE;
	if (row->last_at != INSTANT_NONE && (heard == INSTANT_NONE || row->last_at > heard))
		heard = row->last_at;
	if (heard == INSTANT_NONE)
		return INSTANT_NONE;
	return heard + detect->rhythms * row->rhythm_s * US_PER_S;
}

bool feed_hides(const struct work *work, int64_t at)
{
	return work->facts->dark_since != INSTANT_NONE && work->facts->dark_since <= at &&
	       is_text(work->facts->subject.kind, "shipment");
}

static bool is_due_by_hand(const struct work *work, const struct subject *covered)
{
	return covered->promise_at != INSTANT_NONE && covered->promise_at <= work->at &&
	       (work->facts->subject.last_event_at == INSTANT_NONE ||
		covered->promise_at > work->facts->subject.last_event_at);
}

bool feed_is_check_by_hand(const struct work *work)
{
	for (size_t i = 0; i < work->facts->covered_count; i++)
		if (is_due_by_hand(work, &work->facts->covered[i]))
			return true;
	return false;
}

int64_t feed_step_at(const struct work *work)
{
	int64_t step = INSTANT_NONE;

	for (size_t i = 0; i < work->facts->covered_count; i++) {
		int64_t at = work->facts->covered[i].promise_at;
		if (at != INSTANT_NONE && at > work->at &&
		    (work->facts->subject.last_event_at == INSTANT_NONE ||
		     at > work->facts->subject.last_event_at))
			step = instant_sooner(step, at);
	}
	return step;
}

static void list(struct work *work, bool is_by_hand, size_t *room, struct str *out)
{
	for (size_t i = 0; i<work->facts->covered_count && * room> 0; i++) {
		const struct subject *covered = &work->facts->covered[i];
		if (is_due_by_hand(work, covered) != is_by_hand)
			continue;
		explain_add(out,
			    arena_printf(work->arena, "%s %s", covered->ref,
					 party_name(work, covered->customer_id)),
			    covered->promise_at == INSTANT_NONE ? EXPLAIN_UNKNOWN
								: covered->promise_at,
			    "at", is_by_hand ? "CHECK BY HAND" : "promised");
		--*room;
	}
}

void feed_settle(struct work *work, struct fact_case_open *of)
{
	struct str lines = { 0 };
	size_t room = LISTED_MAX;

	if (work->facts->covered_count == 0)
		return;
	list(work, true, &room, &lines);
	list(work, false, &room, &lines);
	if (work->facts->covered_count > LISTED_MAX)
		explain_add(&lines, arena_printf(work->arena, "and %zu more; its interface's page has all", work->facts->covered_count - LISTED_MAX), 0,
			    "", "");
	const char *text = wording_keep(work, &lines);
	if (is_text(text, of->row.nothing_basis))
		return;
	of->row.nothing_basis = text;
	of->is_dirty = true;
}
