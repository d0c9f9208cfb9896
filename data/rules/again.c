/* SPDX-License-Identifier: MIT */
/* Late news. Milestones take any order, since each nature keeps when it was known; what an event says of the subject itself (who moves
 * it, what customs holds, whether a line stands) is believed until somebody says otherwise, so news that is older than what was folded
 * is folded with all that was said, in the order in which it was known. */
#include "rules/work.h"

#include <stdlib.h>
#include <string.h>

static int compare_i64(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

int event_compare(const struct event *a, const struct event *b)
{
	int order = compare_i64(a->known_at, b->known_at);

	if (order != 0)
		return order;
	if (is_announcing(a) != is_announcing(b))
		return is_announcing(a) ? -1 : 1;
	order = compare_i64(a->at, b->at);
	return order != 0 ? order : compare_i64(event_tie(a), event_tie(b));
}

static bool is_of_route(const struct event *event)
{
	return is_text(event->type, "route.accepted") || is_text(event->type, "route.reassigned");
}

bool event_says(const struct event *event)
{
	const char *type = event->type;

	if (strncmp(type, "customs.", 8) == 0 || strncmp(type, "line.", 5) == 0 || is_of_route(event))
		return true;
	return event->attrs.count > 0 && is_announcing(event) && strncmp(type, "stock.", 6) != 0;
}

/* Does an event of that type call for, or end, an exception that another event ends? */
static bool is_answered(const struct policy *policy, const char *event_type)
{
	for (size_t t = 0; t < policy->types.count; t++) {
		const struct policy_type *type = &policy->types.items[t];
		bool has_end = false, is_named = false;
		for (size_t i = 0; i < type->clears.count; i++)
			if (type->clears.items[i].kind == CLEAR_EVENT) {
				has_end = true;
				is_named |= is_text(type->clears.items[i].name, event_type);
			}
		for (size_t i = 0; has_end && i < type->detects.count; i++)
			is_named |= type->detects.items[i].kind == DETECT_EVENT &&
				    is_text(type->detects.items[i].event, event_type);
		if (has_end && is_named)
			return true;
	}
	return false;
}

/* May a live case be over by earlier news, whose condition comes true only now? */
static bool may_be_over(const struct policy *policy, const struct facts *facts)
{
	for (size_t c = 0; c < facts->cases.count; c++) {
		const struct case_open *live = &facts->cases.items[c].row;
		const struct policy_type *type = is_case_live(live->state) ? policy_type_find(policy, live->type) : NULL;
		for (size_t i = 0; type && i < type->clears.count; i++)
			if (type->clears.items[i].kind == CLEAR_EVENT && type->clears.items[i].when.expr)
				return true;
	}
	return false;
}

bool again_is_needed(struct work *work, const struct event *event)
{
	const struct policy *policy = work->policy;
	const struct facts *facts = work->facts;
	int64_t newest = facts->subject.last_event_at;

	if (event->retracts[0] != '\0' || may_be_over(policy, facts))
		return true;
	if (facts->subject.version > 0 && (parts_are_planned(event) || measure_is_late(work, event)))
		return true;
	if (newest == INSTANT_NONE || event->known_at > newest)
		return false;
	return event_says(event) || (event->known_at < newest && is_answered(policy, event->type));
}

bool again_each(const struct facts *facts, on_event *on, void *context)
{
	const struct {
		struct event *items;
		size_t count;
	} lists[] = { { facts->history.items, facts->history.count },
		      { facts->events.items, facts->events.count },
		      { facts->new_events.items, facts->new_events.count } };

	for (size_t l = 0; l < COUNT_OF(lists); l++)
		for (size_t i = 0; i < lists[l].count; i++)
			if (is_text(lists[l].items[i].state, "applied") && on(&lists[l].items[i], context))
				return true;
	return false;
}

struct newest {
	const char *type;
	struct event *event;
};

static bool on_newest(struct event *event, void *context)
{
	struct newest *newest = context;

	if (is_text(event->type, newest->type) && (!newest->event || event->known_at > newest->event->known_at))
		newest->event = event;
	return false;
}

struct event *again_newest(const struct work *work, const char *type)
{
	struct newest newest = { type, NULL };

	again_each(work->facts, on_newest, &newest);
	return newest.event;
}

bool again_is_known_since(const struct work *work, const char *type, const struct event *event)
{
	const struct event *newest = again_newest(work, type);

	return newest && newest->known_at > event->known_at;
}

struct said {
	const struct event **items;
	size_t count;
};

static bool on_said(struct event *event, void *context)
{
	struct said *said = context;

	if (event_says(event))
		said->items[said->count++] = event;
	return false;
}

static int by_known(const void *a, const void *b)
{
	return event_compare(*(const struct event *const *)a, *(const struct event *const *)b);
}

static struct said all_said(struct work *work, const struct event *also)
{
	const struct facts *facts = work->facts;
	size_t most = facts->history.count + facts->events.count + facts->new_events.count + 1;
	struct said said = { arena_new(work->arena, most, sizeof *said.items), 0 };

	again_each(facts, on_said, &said);
	if (also)
		said.items[said.count++] = also;
	qsort(said.items, said.count, sizeof *said.items, by_known);
	return said;
}

static bool is_same_list(const struct texts *a, const struct texts *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!is_text(a->items[i], b->items[i]))
			return false;
	return true;
}

/* Did what plans rest on change? Values that came and went on the way do not count. */
static bool is_plan_same(const struct subject *a, const struct subject *b)
{
	return a->customer_id == b->customer_id && a->carrier_id == b->carrier_id && a->site_id == b->site_id &&
	       a->dest_site_id == b->dest_site_id && a->promise_at == b->promise_at && a->pickup_by == b->pickup_by &&
	       is_same_list(&a->holds, &b->holds);
}

void again_fold(struct work *work, const struct event *also)
{
	struct subject before = work->facts->subject;
	bool was_changed = work->is_plan_changed;
	struct said said = { &also, also ? 1 : 0 };

	if (work->facts->has_history)
		said = all_said(work, also);
	for (size_t i = 0; i < said.count; i++)
		subject_say(work, said.items[i]);
	work->is_plan_changed = was_changed || (also && is_of_route(also)) || !is_plan_same(&before, &work->facts->subject);
	work->facts->is_subject_dirty = true;
}
