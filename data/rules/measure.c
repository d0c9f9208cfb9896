/* SPDX-License-Identifier: MIT */
/* Numbers that events carry against limits, and conditions that last. Since when it is so stands in a row of the line's own: the actual
 * is that moment, the estimate the newest reading's, with its value. Readings count in the order in which they were taken; one that comes
 * late is folded with all others. */
#include "rules/work.h"

#include <stdlib.h>
#include <string.h>

static bool is_measured(const struct policy_detect *detect)
{
	return detect->kind == DETECT_OVER || detect->kind == DETECT_UNDER;
}

static int64_t taken_at(const struct event *event)
{
	return event->at != INSTANT_NONE ? event->at : event->known_at;
}

/* Calls for each line of the manual that measures this subject. */
typedef void on_line(struct work *work, const struct policy_detect *detect, const void *context);

static void each_line(struct work *work, on_line *on, const void *context)
{
	for (uint64_t bits = work->policy->measured_types; bits; bits &= bits - 1) {
		const struct policy_type *type = &work->policy->types.items[__builtin_ctzll(bits)];
		for (size_t i = 0; i < type->detects.count && type_is_about(work, type); i++)
			if (is_measured(&type->detects.items[i]))
				on(work, &type->detects.items[i], context);
	}
}

static const char *value_of(const struct policy_detect *detect, const struct event *event, int64_t *out)
{
	const char *text = texts_value(&event->attrs, detect->names.items[0]);

	return text && policy_decimal(text, out) ? text : NULL;
}

/* ---------------------------------------------------------------- readings */

static void take_reading(struct work *work, const struct policy_detect *detect, const void *context)
{
	const struct event *event = context;
	int64_t value, at = taken_at(event);
	const char *text = value_of(detect, event, &value);
	struct milestone *row;

	if (!text)
		return;
	struct fact_milestone *of = milestone_get(work, detect->key, 0);
	row = &of->row;
	if (row->estimated_at != INSTANT_NONE && row->estimated_at > at)
		return;
	bool is_over = detect->kind == DETECT_OVER ? value > detect->limit : value < detect->limit;
	bool is_back = detect->kind == DETECT_OVER ? value <= detect->back : value >= detect->back;
	if (is_over && row->actual_at == INSTANT_NONE)
		row->actual_at = row->actual_known = at;
	else if (is_back)
		row->actual_at = row->actual_known = INSTANT_NONE;
	row->estimated_at = at;
	row->estimated_known = event->known_at;
	row->estimated_source = text;
	of->is_dirty = true;
}

struct lateness {
	const struct event *event;
	bool *is_late;
};

static void look_for_later(struct work *work, const struct policy_detect *detect, const void *context)
{
	const struct lateness *lateness = context;
	const struct fact_milestone *of = milestone_find(work->facts, detect->key, 0);
	int64_t value;

	if (of && of->row.estimated_at != INSTANT_NONE && of->row.estimated_at >= taken_at(lateness->event) &&
	    value_of(detect, lateness->event, &value))
		*lateness->is_late = true;
}

bool measure_is_late(struct work *work, const struct event *event)
{
	bool is_late = false;
	struct lateness lateness = { event, &is_late };

	if (work->policy->measured_types && event->attrs.count > 0)
		each_line(work, look_for_later, &lateness);
	return is_late;
}

static void look_for_value(struct work *work, const struct policy_detect *detect, const void *context)
{
	const struct lateness *lateness = context;
	int64_t value;

	(void)work;
	if (value_of(detect, lateness->event, &value))
		*lateness->is_late = true;
}

static bool is_reading(struct work *work, const struct event *event)
{
	bool has_value = false;
	struct lateness reading = { event, &has_value };

	if (event->attrs.count > 0)
		each_line(work, look_for_value, &reading);
	return has_value;
}

bool measure_is_mixed(struct work *work)
{
	const struct facts *facts = work->facts;

	if (!work->policy->measured_types || facts->events.count < 2)
		return false;
	for (size_t i = 0; i < facts->events.count; i++)
		for (size_t k = 0; k < facts->events.count; k++) {
			const struct event *a = &facts->events.items[i], *b = &facts->events.items[k];
			if (event_compare(a, b) < 0 && taken_at(a) >= taken_at(b) && is_reading(work, a) && is_reading(work, b))
				return true;
		}
	return false;
}

static void forget_line(struct work *work, const struct policy_detect *detect, const void *context)
{
	struct fact_milestone *of = milestone_find(work->facts, detect->key, 0);

	(void)context;
	if (!of)
		return;
	of->row.actual_at = of->row.actual_known = of->row.estimated_at = of->row.estimated_known = INSTANT_NONE;
	of->row.estimated_source = "";
	of->is_dirty = true;
}

struct readings {
	const struct event **items;
	size_t count;
};

static bool on_reading(struct event *event, void *context)
{
	struct readings *readings = context;

	if (event->attrs.count > 0)
		readings->items[readings->count++] = event;
	return false;
}

static int by_taken(const void *a, const void *b)
{
	const struct event *x = *(const struct event *const *)a, *y = *(const struct event *const *)b;

	if (taken_at(x) != taken_at(y))
		return taken_at(x) < taken_at(y) ? -1 : 1;
	return event_compare(x, y);
}

void measure_again(struct work *work, const struct event *also)
{
	const struct facts *facts = work->facts;
	size_t most = facts->history.count + facts->events.count + facts->new_events.count + 1;
	struct readings readings = { NULL, 0 };

	if (!work->policy->measured_types)
		return;
	readings.items = arena_new(work->arena, most, sizeof *readings.items);
	each_line(work, forget_line, NULL);
	again_each(facts, on_reading, &readings);
	if (also)
		readings.items[readings.count++] = also;
	qsort(readings.items, readings.count, sizeof *readings.items, by_taken);
	for (size_t i = 0; i < readings.count; i++)
		each_line(work, take_reading, readings.items[i]);
}

void measure_fold(struct work *work, const struct event *event)
{
	if (!work->policy->measured_types || event->attrs.count == 0)
		return;
	if (measure_is_late(work, event) && (work->facts->has_history || work->facts->subject.version == 0))
		measure_again(work, event);
	else
		each_line(work, take_reading, event);
}

const char *measure_value(const struct work *work, const struct policy_type *type)
{
	for (size_t i = 0; i < type->detects.count; i++) {
		const struct fact_milestone *of =
			is_measured(&type->detects.items[i]) ? milestone_find(work->facts, type->detects.items[i].key, 0) : NULL;
		if (of && of->row.estimated_source[0])
			return of->row.estimated_source;
	}
	return "";
}

/* ---------------------------------------------------------------- conditions that last */

static void follow_line(struct work *work, const struct policy_detect *detect)
{
	struct fact_milestone *of = milestone_find(work->facts, detect->key, 0);
	bool was_so = of && of->row.actual_at != INSTANT_NONE, is_so = work_when(work, &detect->when);

	if (is_so == was_so)
		return;
	of = milestone_get(work, detect->key, 0);
	of->row.actual_at = of->row.actual_known = is_so ? work->at : INSTANT_NONE;
	of->is_dirty = true;
}

void measure_settle(struct work *work)
{
	for (uint64_t bits = work->policy->lasting_types; bits; bits &= bits - 1) {
		const struct policy_type *type = &work->policy->types.items[__builtin_ctzll(bits)];
		for (size_t i = 0; i < type->detects.count && type_is_about(work, type); i++)
			if (type->detects.items[i].kind == DETECT_LASTING)
				follow_line(work, &type->detects.items[i]);
	}
}
