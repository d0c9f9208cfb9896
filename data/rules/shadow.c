/* SPDX-License-Identifier: MIT */
/* What news would have raised, had it counted: a subject is decided twice on copies, without it and with it, and what is only in the
 * second is the answer. The facts themselves stay as they are. */
#include "rules/work.h"

#include <string.h>

#include "base/mem.h"
#include "table/stored_rows.h"

enum rules_mode rules_mode_of(const struct interface *interface)
{
	if (interface && strcmp(interface->mode, "test") == 0)
		return RULES_TEST;
	return interface && strcmp(interface->mode, "shadow") == 0 ? RULES_SHADOW : RULES_LIVE;
}

const char *rules_mode_word(enum rules_mode mode)
{
	static const char *const words[] = { [RULES_LIVE] = "live", [RULES_TEST] = "test", [RULES_SHADOW] = "shadow" };

	return words[mode];
}

#define COPY(list)                                       \
	for (size_t i_ = 0; i_ < from->list.count; i_++) \
	*vec_push(&to->list) = from->list.items[i_]

static void copy_facts(const struct facts *from, struct facts *to)
{
	*to = (struct facts) {
		.subject = from->subject,
		.is_subject_dirty = from->is_subject_dirty,
		.stock = from->stock,
		.has_stock = from->has_stock,
		.is_stock_dirty = from->is_stock_dirty,
		.carrier_feed = from->carrier_feed,
		.dark_since = from->dark_since,
		.dark_from = from->dark_from,
		.dark_until = from->dark_until,
		.covered = from->covered,
		.covered_count = from->covered_count,
		.has_history = true, /* it is judged by its latest news alone */
	};
	COPY(milestones);
	COPY(stops);
	COPY(cases);
	COPY(clocks);
	COPY(tasks);
	COPY(quotes);
	COPY(approvals);
	COPY(effects);
	COPY(letters);
	COPY(steps);
	COPY(history);
	COPY(acts);
}

/* A retraction takes back and raises nothing, and would need all that was ever said. */
static void add_event(struct facts *facts, const struct event *event)
{
	if (!event->retracts[0])
		*vec_push(&facts->events) = *event;
}

void shadow_decide(const struct rules_step *step, const struct facts *from, const struct event *events, size_t count, int64_t interface_id,
		   struct facts *to)
{
	struct rules_ids ids = *step->ids;
	struct rules_step own = *step;

	own.ids = &ids;
	copy_facts(from, to);
	for (size_t i = 0; i < from->events.count; i++)
		add_event(to, &from->events.items[i]);
	for (size_t i = 0; i < count; i++)
		if (events[i].interface_id == interface_id)
			add_event(to, &events[i]);
	rules_decide(&own, to);
}

/* The same exception on the same part of the subject, whatever its case's number. */
static bool has_case(const struct facts *facts, const struct case_open *wanted)
{
	for (size_t i = 0; i < facts->cases.count; i++)
		if (strcmp(facts->cases.items[i].row.type, wanted->type) == 0 &&
		    strcmp(facts->cases.items[i].row.disc, wanted->disc) == 0)
			return true;
	return false;
}

static void compare(const struct rules_step *step, const struct facts *facts, const struct event *events, size_t count,
		    int64_t interface_id, struct rules_raised *out)
{
	struct facts without = { 0 }, with = { 0 };

	shadow_decide(step, facts, NULL, 0, interface_id, &without);
	shadow_decide(step, facts, events, count, interface_id, &with);
	for (size_t i = 0; i < with.cases.count; i++)
		if (!has_case(&without, &with.cases.items[i].row))
			*vec_push(out) = (struct rules_raise) { interface_id, with.cases.items[i].row.type };
	facts_release(&without);
	facts_release(&with);
}

static bool is_first_of_interface(const struct event *events, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (events[i].interface_id == events[at].interface_id)
			return false;
	return true;
}

void rules_shadow(const struct rules_step *step, const struct facts *facts, const struct event *events, size_t count,
		  struct rules_raised *out)
{
	for (size_t i = 0; i < count; i++)
		if (is_first_of_interface(events, i))
			compare(step, facts, events, count, events[i].interface_id, out);
}
