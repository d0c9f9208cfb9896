/* SPDX-License-Identifier: MIT */
/* Events into milestones. Of each nature the fact that was known last wins, ties by the later time
 * and then by the greater digest, so the order in which messages arrive does not matter. */
#include "rules/work.h"
#include "model/document.h"
#include "table/stored_rows.h"

#include <string.h>

int64_t event_tie(const struct event *event)
{
	uint64_t tie = 0;

	for (size_t i = 0; i < 8 && i < event->digest.length; i++)
		tie = tie << 8 | (uint8_t)event->digest.text[i];
	return (int64_t)(tie >> 1);
}

struct fact_milestone *milestone_find(const struct facts *facts, const char *code, int64_t stop)
{
	for (size_t i = 0; i < facts->milestones.count; i++)
		if (facts->milestones.items[i].row.stop == stop &&
		    is_text(facts->milestones.items[i].row.code, code))
			return &facts->milestones.items[i];
	return NULL;
}

struct fact_milestone *milestone_get(struct work *work, const char *code, int64_t stop)
{
	struct fact_milestone *found = milestone_find(work->facts, code, stop);

	if (found)
		return found;
	found = vec_push(&work->facts->milestones);
	row_init(&row_stored_milestone, &found->row);
	found->row.tenant_id = work->facts->subject.tenant_id;
	found->row.subject_id = work->facts->subject.subject_id;
	found->row.code = code;
	found->row.stop = stop;
	found->row.planned_tie = found->row.estimated_tie = found->row.actual_tie = 0;
	return found;
}

const struct milestone *milestone_last(const struct facts *facts)
{
	const struct milestone *last = NULL;

	for (size_t i = 0; i < facts->milestones.count; i++) {
		const struct milestone *row = &facts->milestones.items[i].row;
		bool is_deliver = is_text(row->code, MILESTONE_DELIVER);
		if (!is_deliver && !is_text(row->code, MILESTONE_ARRIVE))
			continue;
		bool was_deliver = last && is_text(last->code, MILESTONE_DELIVER);
		if (!last || (is_deliver && !was_deliver) ||
		    (is_deliver == was_deliver && row->stop > last->stop))
			last = row;
	}
	return last;
}

const struct milestone *milestone_done(const struct facts *facts, const char *code,
				       const char *disc)
{
	int64_t stop = -1;

	if (disc[0] == '\0' || str_to_i64(span_of(disc), &stop) != ERR_NONE)
		stop = -1;
	for (size_t i = 0; i < facts->milestones.count; i++) {
		const struct milestone *row = &facts->milestones.items[i].row;
		if (row->actual_at != INSTANT_NONE && is_text(row->code, code) &&
		    (stop < 0 || row->stop == stop))
			return row;
	}
	return NULL;
}

/* One nature of a milestone row, by pointers. */
struct nature {
	int64_t *at, *known, *tie;
};

static bool nature_of(struct milestone *row, const char *name, struct nature *out)
{
	switch (name[0]) {
	case 'p':
		*out = (struct nature) { &row->planned_at, &row->planned_known, &row->planned_tie };
		return true;
	case 'e':
		*out = (struct nature) { &row->estimated_at, &row->estimated_known,
					 &row->estimated_tie };
		return true;
	case 'a':
		*out = (struct nature) { &row->actual_at, &row->actual_known, &row->actual_tie };
		return true;
	default: return false;
	}
}

static bool wins(const struct nature *old, int64_t at, int64_t known_at, int64_t tie)
{
	if (*old->at == INSTANT_NONE || known_at != *old->known)
		return *old->at == INSTANT_NONE || known_at > *old->known;
	return at != *old->at ? at > *old->at : tie > *old->tie;
}

bool milestone_fold(struct work *work, const char *code, int64_t stop, const char *nature,
		    int64_t at, int64_t known_at, int64_t tie, const char *source)
{
	struct fact_milestone *of = milestone_get(work, code, stop);
	struct nature slot;

	if (!nature_of(&of->row, nature, &slot) || !wins(&slot, at, known_at, tie))
		return false;
	bool is_changed = *slot.at != at;
	*slot.at = at;
	*slot.known = known_at;
	*slot.tie = tie;
	if (nature[0] == 'e')
		of->row.estimated_source = source;
	of->is_dirty = true;
	return is_changed;
}

const char *work_source(const struct work *work, const struct event *event)
{
	const struct interface *from;

	if (event->interface_id == INT_NONE)
		return event->source;
	from = map_get_id(&work->reference->interfaces, event->interface_id);
	return from ? from->title : event->source;
}

/* A delay in minutes is counted from the plan, not from the estimate before it: so the order of two
 * delays does not matter. */
static int64_t delayed_at(struct work *work, const struct event *event)
{
	const char *minutes = texts_value(&event->attrs, "delay_min");
	const struct fact_milestone *of = milestone_find(work->facts, MILESTONE_DELIVER,
							 event->stop);
	int64_t count, base;

	if (event->at != INSTANT_NONE && !minutes)
		return event->at > event->known_at
			       ? event->at
			       : INSTANT_NONE; /* when they said so is no arrival time */
	if (!minutes || str_to_i64(span_of(minutes), &count) != ERR_NONE || count < -100000 ||
	    count > 100000)
		return INSTANT_NONE;
	base = of && of->row.planned_at != INSTANT_NONE ? of->row.planned_at
							: work->facts->subject.promise_at;
	return base == INSTANT_NONE ? INSTANT_NONE : base + count * US_PER_MIN;
}

/* A paper that came is a milestone of its own. */
static const char *milestone_code(const struct event *event, const struct event_type *type)
{
	const char *name = is_text(event->type, "document.received") ? texts_value(&event->attrs, "document") : NULL;
	const struct document_type *document = name ? document_type_find(name) : NULL;

	if (event->milestone[0] || !type)
		return event->milestone;
	return document ? document->milestone : type->milestone;
}

static void fold_milestone_of(struct work *work, const struct event *event)
{
	const struct event_type *type = event_type_find(event->type);
	const char *code = milestone_code(event, type);
	const char *nature = type && type->nature[0] ? type->nature : event->nature;
	int64_t at = event->at;

	if (!type || code[0] == '\0' || nature[0] == '\0' ||
	    is_text(event->type, "shipment.planned"))
		return;
	if (is_text(event->type, "shipment.delayed"))
		at = delayed_at(work, event);
	if (at == INSTANT_NONE && nature[0] == 'a')
		at = event->known_at;
	if (at == INSTANT_NONE || parts_fold(work, event, code, nature, at))
		return;
	/* An estimate moves all day long: an offer made at one does not fall with the next. */
	if (milestone_fold(work, code, event->stop, nature, at, event->known_at, event_tie(event),
			   work_source(work, event)) &&
	    nature[0] != 'e')
		work->is_plan_changed = true;
}

/* The planned milestones that an announcement carries as attributes. */
static void fold_plan(struct work *work, const struct event *event, const char *nature)
{
	static const char *const codes[] = { MILESTONE_READY,
					     MILESTONE_TENDER,
					     MILESTONE_PICKUP,
					     MILESTONE_DEPART,
					     MILESTONE_ARRIVE,
					     MILESTONE_DELIVER,
					     NULL };

	for (const char *const *code = codes; *code; code++) {
		const char *text = texts_value(&event->attrs, *code);
		int64_t at;
		if (!text && is_text(*code, MILESTONE_DELIVER) &&
		    is_text(event->type, "shipment.planned"))
			text = texts_value(&event->attrs, "promise");
		if (!text || (instant_read(span_of(text), &at) != ERR_NONE))
			continue;
		if (milestone_fold(work, *code, 0, nature, at, event->known_at, event_tie(event),
				   work_source(work, event)))
			work->is_plan_changed = true;
	}
}

void fold_event_milestone(struct work *work, const struct event *event)
{
	if (is_text(event->type, "shipment.planned"))
		fold_plan(work, event, "planned");
	else if (is_text(event->type, "route.accepted"))
		fold_plan(work, event, "estimated");
	fold_milestone_of(work, event);
	watch_fold(work, event);
}

static void forget_milestones(struct facts *facts)
{
	for (size_t i = 0; i < facts->milestones.count; i++) {
		struct milestone *row = &facts->milestones.items[i].row;
		if (row->code[0] == POLICY_KEPT[0])
			continue;
		row->planned_at = row->planned_known = row->estimated_at = row->estimated_known =
			INSTANT_NONE;
		row->actual_at = row->actual_known = INSTANT_NONE;
		row->planned_tie = row->estimated_tie = row->actual_tie = 0;
		row->estimated_source = "";
		parts_forget(&facts->milestones.items[i]);
		facts->milestones.items[i].is_dirty = true;
	}
}

typedef void fold_one(struct work *work, const struct event *event);

static void fold_all(struct work *work, const struct event *also, fold_one *fold)
{
	struct facts *facts = work->facts;

	for (size_t i = 0; i < facts->history.count; i++)
		if (is_text(facts->history.items[i].state, "applied"))
			fold(work, &facts->history.items[i]);
	for (size_t i = 0; i < facts->events.count; i++)
		if (is_text(facts->events.items[i].state, "applied"))
			fold(work, &facts->events.items[i]);
	for (size_t i = 0; i < facts->new_events.count; i++)
		if (is_text(facts->new_events.items[i].state, "applied"))
			fold(work, &facts->new_events.items[i]);
	if (also)
		fold(work, also);
}

void fold_again(struct work *work, const struct event *also)
{
	forget_milestones(work->facts);
	watch_forget(work->facts);
	fold_all(work, also, parts_plan);
	fold_all(work, also, fold_event_milestone);
	measure_again(work, also);
	work->is_plan_changed = true;
}

int64_t subject_promise_at(const struct facts *facts)
{
	const struct milestone *last;

	if (facts->subject.promise_at != INSTANT_NONE)
		return facts->subject.promise_at;
	last = milestone_last(facts);
	return last ? last->planned_at : INSTANT_NONE;
}

int64_t subject_eta_at(const struct facts *facts)
{
	const struct milestone *last = milestone_last(facts);

	if (!last)
		return INSTANT_NONE;
	return last->actual_at != INSTANT_NONE ? last->actual_at : last->estimated_at;
}

int64_t subject_late_us(const struct facts *facts)
{
	int64_t promise = subject_promise_at(facts), eta = subject_eta_at(facts);

	return promise == INSTANT_NONE || eta == INSTANT_NONE ? DURATION_NONE : eta - promise;
}
