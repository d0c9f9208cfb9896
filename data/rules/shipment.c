/* SPDX-License-Identifier: MIT */
/* Events into the subject itself: who and what it is, where it is, what holds it. Whatever has an
 * order in time is folded by when it was known, so late news does not undo newer news. */
#include "rules/work.h"
#include "base/text.h"
#include "table/stored_rows.h"

#include <string.h>

static bool is_known(const struct facts *facts)
{
	return facts->subject.version > 0 || facts->is_subject_dirty;
}

static void make(struct work *work, const struct event *event)
{
	struct subject *subject = &work->facts->subject;

	work->facts->is_subject_dirty = true;
	if (subject->subject_id == INT_NONE || subject->subject_id == 0)
		subject->subject_id = work_id(work);
	if (subject->tenant_id == INT_NONE || subject->tenant_id == 0)
		subject->tenant_id = work->reference->tenant_id;
	if (subject->mode[0] == '\0')
		subject->mode = "road";
	subject->phase = "planned";
	if (subject->spent_minor == INT_NONE)
		subject->spent_minor = 0;
	if (subject->currency[0] == '\0')
		subject->currency = work->reference->tenant.currency
					    ? work->reference->tenant.currency
					    : "";
	if (subject->ref[0] == '\0')
		subject->ref = event->subject_ref;
	subject_add_ref(work, subject->kind, subject->ref, strlen(subject->ref), INT_NONE);
}

static void dead_letter(struct work *work, struct event *event, const char *state,
			const char *reason, const char *place)
{
	struct dead *dead = vec_push(&work->facts->new_deads);

	row_init(&row_stored_dead, dead);
	dead->tenant_id = event->tenant_id;
	dead->dead_id = work_id(work);
	dead->interface_id = event->interface_id == INT_NONE ? 0 : event->interface_id;
	dead->message_id = event->message_id == INT_NONE ? 0 : event->message_id;
	dead->item = event->item;
	dead->at = work->at;
	dead->reason = reason;
	dead->place = place;
	dead->subject_ref = event->subject_ref;
	dead->refs = rules_ref_texts(work->arena, event);
	dead->tried = 0;
	dead->state = state;
	dead->version = 0;
	event->state = "dead";
}

bool is_announcing(const struct event *event)
{
	const struct event_type *type = event_type_find(event->type);

	return type && type->is_creating &&
	       (!is_text(type->name, "shipment.milestone") || is_text(event->nature, "planned"));
}

static bool can_be_used(struct work *work, struct event *event, const struct event_type *type)
{
	if (!type) {
		dead_letter(work, event, "open",
			    arena_printf(work->arena, "there is no event called %s", event->type),
			    "type");
		return false;
	}
	if (is_known(work->facts) || is_announcing(event) || !work->policy->is_waiting_for_unknown)
		return true;
	dead_letter(work, event, "waiting",
		    arena_printf(work->arena, "nothing announced %s %s yet", event->subject_kind,
				 event->subject_ref),
		    "subject");
	return false;
}

static void fold_place(struct work *work, const struct event *event)
{
	struct subject *subject = &work->facts->subject;
	int64_t at = event->at != INSTANT_NONE ? event->at : event->known_at;
	bool is_here = is_text(event->type, "shipment.milestone")
			       ? is_text(event->nature, "actual")
			       : !is_text(event->type, "shipment.eta");

	if (event->place[0] == '\0' || !is_here ||
	    (subject->place_at != INSTANT_NONE && subject->place_at > at))
		return;
	if (subject->place_at == at && strcmp(subject->place, event->place) > 0)
		return; /* at one moment at two places: the same one is believed in any order */
	subject->place = event->place;
	subject->place_at = at;
}

/* A hold has a name; a release without one lifts them all. */
static void fold_holds(struct work *work, const struct event *event)
{
	struct subject *subject = &work->facts->subject;
	const char *name = texts_value(&event->attrs, "hold");
	bool is_release = is_text(event->type, "customs.released");
	const char **items = arena_new(work->arena, subject->holds.count + 1, sizeof *items);
	size_t count = 0;

	for (size_t i = 0; i < subject->holds.count; i++)
		if (name ? !is_text(subject->holds.items[i], name)
			 : !is_release && !is_text(subject->holds.items[i], "customs"))
			items[count++] = subject->holds.items[i];
	if (!is_release)
		items[count++] = name ? name : "customs";
	subject->holds = (struct texts) { items, count };
	work->is_plan_changed = true;
}

static void read_int(const struct texts *attrs, const char *key, int64_t *out)
{
	const char *text = texts_value(attrs, key);
	int64_t value;

	if (text && str_to_i64(span_of(text), &value) == ERR_NONE)
		*out = value;
}

static void fold_stock(struct work *work, const struct event *event)
{
	struct facts *facts = work->facts;
	struct stock *stock = &facts->stock;
	int64_t at = event->at != INSTANT_NONE ? event->at : event->known_at, missing = INT_NONE;
	const char *name = texts_value(&event->attrs, "name");

	if (!facts->has_stock) {
		row_init(&row_stored_stock, stock);
		stock->tenant_id = facts->subject.tenant_id;
		stock->subject_id = facts->subject.subject_id;
		stock->on_hand = stock->reserved = 0;
		facts->has_stock = true;
	}
	if (stock->counted_at != INSTANT_NONE && stock->counted_at > at)
		return;
	subject_set_site(work, &facts->subject.site_id, &facts->subject.origin_zone,
			 texts_value(&event->attrs, "site"));
	stock->site_id = facts->subject.site_id == INT_NONE ? 0 : facts->subject.site_id;
	subject_set_text(work, &stock->sku, texts_value(&event->attrs, "sku"));
	subject_set_text(work, &stock->name, name);
	subject_set_text(work, &facts->subject.goods, name);
	read_int(&event->attrs, "on_hand", &stock->on_hand);
	read_int(&event->attrs, "system", &stock->system_qty);
	read_int(&event->attrs, "reserved", &stock->reserved);
	read_int(&event->attrs, "short", &missing);
	if (missing != INT_NONE && !texts_value(&event->attrs, "system"))
		stock->system_qty = stock->on_hand + missing;
	stock->counted_at = at;
	facts->is_stock_dirty = true;
	work->is_plan_changed = true;
}

/* The carrier and route that now stand. */
static void fold_route(struct work *work, const struct event *event)
{
	struct subject *subject = &work->facts->subject;

	subject_set_party(work, &subject->carrier_id, "carrier",
			  texts_value(&event->attrs, "carrier"));
	subject_set_instant(work, &subject->pickup_by, texts_value(&event->attrs, "pickup"));
	work->is_plan_changed = true;
}

void subject_say(struct work *work, const struct event *event)
{
	const char *type = event->type;

	if (event->attrs.count > 0 && is_announcing(event) && strncmp(type, "stock.", 6) != 0)
		subject_announce(work, event);
	if (is_text(type, "customs.hold") || is_text(type, "customs.released"))
		fold_holds(work, event);
	else if (is_text(type, "route.accepted") || is_text(type, "route.reassigned"))
		fold_route(work, event);
	else if (is_text(type, "line.down") || is_text(type, "line.up"))
		work->facts->subject.is_line_down = is_text(type, "line.down");
}

void subject_unsay(struct work *work, const struct event *event)
{
	struct event lifted = *event;

	lifted.type = "customs.released";
	if (!event_says(event))
		return;
	if (is_text(event->type, "customs.hold"))
		fold_holds(work, &lifted);
	else if (strncmp(event->type, "line.", 5) == 0)
		work->facts->subject.is_line_down = false;
	else if (!is_text(event->type, "customs.released"))
		subject_unannounce(work, event);
}

/* In its place among all that was said, where that is known. */
static void fold_saying(struct work *work, const struct event *event)
{
	bool is_known_by = work->event_type->is_creating || is_text(work->facts->subject.kind, "shipment");

	/* Whoever speaks of a shipment may name numbers by which the next one speaks of it. */
	if (event->attrs.count > 0 && is_known_by && strncmp(event->type, "stock.", 6) != 0)
		subject_add_refs(work, event);
	if (is_text(event->type, "stock.short") || is_text(event->type, "stock.counted"))
		fold_stock(work, event);
	else if (event_says(event))
		again_fold(work, event);
}

/* What was taken for the delivery of the whole may be that of a part by the plan that comes now. */
static void fold_milestones(struct work *work, const struct event *event)
{
	bool has_all = work->facts->history.count > 0 || work->facts->subject.version == 0;

	if (parts_are_planned(event) && has_all) {
		fold_again(work, event);
		return;
	}
	fold_event_milestone(work, event);
	measure_fold(work, event);
	if (parts_are_planned(event))
		parts_plan(work, event);
}

bool subject_fold(struct work *work, struct event *event)
{
	struct subject *subject = &work->facts->subject;
	int64_t heard_at = event->known_at < work->step->now ? event->known_at : work->step->now;

	work->event_type = event_type_find(event->type);
	if (!can_be_used(work, event, work->event_type))
		return false;
	if (!is_known(work->facts))
		make(work, event);
	work->taken_back_id = INT_NONE;
	if (retract_is_noted(work, event)) {
		event->state = "retracted";
		return false;
	}
	if (event->retracts[0] != '\0')
		retract_fold(work, event);
	fold_saying(work, event);
	fold_place(work, event);
	fold_milestones(work, event);
	work->facts->is_subject_dirty = true;
	if ((subject->last_event_at == INSTANT_NONE || subject->last_event_at < heard_at) && !is_text(event->type, EVENT_MEASURED))
		subject->last_event_at = heard_at;
	class_settle(work);
	return true;
}

/* The newest moment at which a plan was made or a route stood: a cancellation known before it is
 * over. */
static int64_t plan_known(const struct facts *facts)
{
	const struct milestone *last = milestone_last(facts);
	const struct fact_milestone *tender = milestone_find(facts, MILESTONE_TENDER, 0);
	int64_t known = last ? last->planned_known : INSTANT_NONE;

	if (tender && tender->row.actual_known != INSTANT_NONE &&
	    (known == INSTANT_NONE || tender->row.actual_known > known))
		known = tender->row.actual_known;
	return known;
}

static bool is_cancelled(const struct facts *facts)
{
	const struct fact_milestone *mark = milestone_find(facts, MILESTONE_CANCELLED, 0);
	int64_t known = plan_known(facts);

	return mark && mark->row.actual_known != INSTANT_NONE &&
	       (known == INSTANT_NONE || mark->row.actual_known >= known);
}

static const char *moving_phase(const struct facts *facts)
{
	int64_t left = INSTANT_NONE, came = INSTANT_NONE;

	for (size_t i = 0; i < facts->milestones.count; i++) {
		const struct milestone *row = &facts->milestones.items[i].row;
		if (row->actual_at == INSTANT_NONE)
			continue;
		if ((is_text(row->code, MILESTONE_PICKUP) ||
		     is_text(row->code, MILESTONE_DEPART)) &&
		    row->actual_at > left)
			left = row->actual_at;
		if (is_text(row->code, MILESTONE_ARRIVE) && row->actual_at > came)
			came = row->actual_at;
	}
	if (left == INSTANT_NONE && came == INSTANT_NONE)
		return "planned";
	return came != INSTANT_NONE && came >= left ? "terminal" : "moving";
}

void subject_settle(struct work *work)
{
	struct facts *facts = work->facts;
	const char *phase;

	if (facts->milestones.count == 0)
		return;
	if (milestone_done(facts, MILESTONE_DELIVER, ""))
		phase = milestone_done(facts, MILESTONE_POD, "") ? "done" : "delivered";
	else if (is_cancelled(facts))
		phase = "cancelled";
	else
		phase = moving_phase(facts);
	if (is_text(phase, facts->subject.phase))
		return;
	facts->subject.phase = phase;
	facts->is_subject_dirty = true;
	work->is_plan_changed = true;
}
