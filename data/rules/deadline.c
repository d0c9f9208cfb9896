/* SPDX-License-Identifier: MIT */
/* Deadlines that pass in silence: a milestone that did not come, what is missing or not known by then, a limit that is passed for too
 * long, news that stays away, a feed that is not heard. One that fired is noted at its milestone (in words) with the moment it counts
 * from, so it fires once, and again only for another one. */
#include "rules/work.h"

#include <stdio.h>
#include <string.h>

#include "model/document.h"

/* The row that notes which silences were told. */
#define MILESTONE_HEARD "heard"

/* While a carrier is dark its deadlines are looked at again this often. */
#define DARK_LOOK_US (5 * US_PER_MIN)

static const char *mark_of(const struct deadline *deadline, char *room, size_t room_bytes)
{
	snprintf(room, room_bytes, "%s@%lld;", deadline->detect->key, (long long)(deadline->base_at / US_PER_S));
	return room;
}

/* Where a mark that begins so stands in the words, or NULL: each ends with a semicolon. */
static const char *find_mark(const char *words, const char *begin)
{
	const char *at = words;

	while ((at = strstr(at, begin)) && at > words && at[-1] != ';')
		at++;
	return at;
}

static bool is_fired(const struct work *work, const struct deadline *deadline)
{
	const struct fact_milestone *of = milestone_find(work->facts, deadline->milestone,
							 deadline->stop);
	char mark[160];

	return of && of->row.words[0] != '\0' && find_mark(of->row.words, mark_of(deadline, mark, sizeof mark));
}

/* What only ever counts from a later moment than before: its older marks say nothing any more. */
static bool is_rising(enum detect_kind kind)
{
	return kind == DETECT_SILENT || kind == DETECT_QUIET || kind == DETECT_LASTING || kind == DETECT_OVER || kind == DETECT_UNDER;
}

static const char *without_older(struct work *work, const char *words, const struct deadline *deadline)
{
	const char *begin = arena_printf(work->arena, "%s@", deadline->detect->key), *at = find_mark(words, begin);
	const char *end = at ? strchr(at, ';') : NULL;

	return end ? arena_printf(work->arena, "%.*s%s", (int)(at - words), words, end + 1) : words;
}

static void note_fired(struct work *work, const struct deadline *deadline)
{
	struct fact_milestone *of = milestone_get(work, deadline->milestone, deadline->stop);
	const char *words = is_rising(deadline->detect->kind) ? without_older(work, of->row.words, deadline) : of->row.words;
	char mark[160];

	of->row.words = arena_printf(work->arena, "%s%s", words, mark_of(deadline, mark, sizeof mark));
	of->is_dirty = true;
}

/* The end of the civil day that holds `at`, in the zone of the destination. */
static int64_t day_end(const struct work *work, int64_t at)
{
	const char *name = work->facts->subject.dest_zone;
	const struct zone *zone;
	struct civil civil;

	if (name[0] == '\0')
		name = work->reference->tenant.zone ? work->reference->tenant.zone : "UTC";
	if (zone_find(name[0] ? name : "UTC", &zone) != ERR_NONE)
		return at;
	civil = zone_civil(zone, at);
	civil = (struct civil) { .year = civil.year, .month = civil.month, .day = civil.day + 1 };
	return zone_instant(zone, &civil);
}

static int64_t grace_of(struct work *work, const struct policy_detect *detect)
{
	int64_t us = 0;

	for (size_t i = 0; i < detect->graces.count; i++)
		if (work_when(work, &detect->graces.items[i].when))
			us = detect->graces.items[i].us +
			     (detect->graces.items[i].is_exclusive ? 1 : 0);
	return us;
}

static int64_t after_due(struct work *work, const struct policy_detect *detect, int64_t from)
{
	const struct contract *contract = detect->is_contract ? contract_of(work) : NULL;
	const struct zone *zone = NULL;

	if (contract && contract->pod_due_s != INT_NONE)
		return from + contract->pod_due_s * US_PER_S;
	if (detect->span.days > 0 && zone_find(work->facts->subject.dest_zone, &zone) != ERR_NONE)
		zone = NULL;
	return calendar_end(NULL, zone, from, detect->span);
}

/* Papers are of the whole road, and are waited for when all else is done. */
static bool is_for_documents(const struct policy_detect *detect)
{
	return is_text(detect->milestone, MILESTONE_DOCUMENTS);
}

/* The deadline at one milestone row; false if it has no base. */
static bool deadline_at(struct work *work, const struct policy_type *type,
			const struct policy_detect *detect, const struct milestone *row,
			struct deadline *out)
{
	const struct subject *subject = &work->facts->subject;
	int64_t base = row->planned_at;

	if (detect->base == BY_PROMISE && subject->promise_at != INSTANT_NONE)
		base = subject->promise_at;
	else if (detect->base == BY_PICKUP && subject->pickup_by != INSTANT_NONE)
		base = subject->pickup_by;
	else if (detect->base == AFTER_MILESTONE)
		base = row->actual_at;
	if (base == INSTANT_NONE)
		return false;
	*out = (struct deadline) { type, detect, detect->milestone, is_for_documents(detect) ? 0 : row->stop, base, base };
	if (detect->base == AFTER_MILESTONE)
		out->due_at = after_due(work, detect, base);
	else if (detect->base == BY_DAY_END)
		out->due_at = day_end(work, base);
	out->due_at += grace_of(work, detect);
	return out->due_at >= work->reference->tenant.go_live_at && work_when(work, &detect->when);
}

static bool is_in_spell(const struct facts *facts, int64_t due)
{
	return facts->dark_until != INSTANT_NONE && facts->dark_from != INSTANT_NONE &&
	       due >= facts->dark_from && due < facts->dark_until;
}

/* Until when what happens is in time: what fell due in a dark spell is judged by when it happened. */
static int64_t in_time_until(const struct work *work, const struct deadline *deadline)
{
	return is_in_spell(work->facts, deadline->due_at) && work->is_backlog_folded ? deadline->due_at : INT64_MAX;
}

/* Is it still so that the deadline runs out: is what it waits for missing? */
static bool is_missing(struct work *work, const struct deadline *deadline)
{
	const struct policy_detect *detect = deadline->detect;
	const struct fact_milestone *of;

	if (detect->kind == DETECT_MISSING || detect->kind == DETECT_INCOMPLETE)
		return missing_any(work, deadline->type, detect, deadline->stop, in_time_until(work, deadline));
	if (detect->kind != DETECT_DEADLINE)
		return true;
	if (is_for_documents(detect))
		return documents_missing(work, deadline->type) != 0;
	of = milestone_find(work->facts, deadline->milestone, deadline->stop);
	return !of || of->row.actual_at == INSTANT_NONE || of->row.actual_at > in_time_until(work, deadline);
}

/* Calls for each deadline of the subject, fired or not. Stops at true. */
typedef bool on_deadline(struct work *work, const struct deadline *deadline, void *context);

static bool is_done_with(const struct work *work)
{
	return is_text(work->facts->subject.phase, "done");
}

static bool each_of_milestone(struct work *work, const struct policy_type *type,
			      const struct policy_detect *detect, on_deadline *on, void *context)
{
	const char *code = detect->base == AFTER_MILESTONE ? detect->after : detect->milestone;
	struct deadline deadline;

	if (is_done_with(work) && !is_for_documents(detect))
		return false;
	for (size_t i = 0; i < work->facts->milestones.count; i++) {
		const struct milestone *row = &work->facts->milestones.items[i].row;
		if (is_text(row->code, code) && deadline_at(work, type, detect, row, &deadline) &&
		    on(work, &deadline, context))
			return true;
	}
	return false;
}

/* Fills a deadline that counts from `base`; false if that is not known, or the line does not hold. */
static bool deadline_from(struct work *work, const struct policy_type *type, const struct policy_detect *detect, const char *code,
			  int64_t stop, int64_t base, struct deadline *out)
{
	if (base == INSTANT_NONE)
		return false;
	*out = (struct deadline){ type, detect, code, stop, base, base };
	if (detect->base == BEFORE_MILESTONE)
		out->due_at = base - detect->span.us;
	else
		out->due_at = after_due(work, detect, base);
	return out->due_at >= work->reference->tenant.go_live_at && work_when(work, &detect->when);
}

/* What must be there by a milestone: after it happened, or before it is planned. */
static bool each_of_anchor(struct work *work, const struct policy_type *type, const struct policy_detect *detect, on_deadline *on,
			   void *context)
{
	bool is_end = is_text(detect->after, MILESTONE_END);
	const struct milestone *last = is_end ? milestone_last(work->facts) : NULL;
	struct deadline deadline;

	for (size_t i = 0; i < work->facts->milestones.count; i++) {
		const struct milestone *row = &work->facts->milestones.items[i].row;
		int64_t base = detect->base == BEFORE_MILESTONE ? row->planned_at : row->actual_at;
		if (is_end ? row != last : !is_text(row->code, detect->after))
			continue;
		if (deadline_from(work, type, detect, row->code, row->stop, base, &deadline) && on(work, &deadline, context))
			return true;
	}
	return false;
}

/* What lasts too long: since when stands in a row of the line's own, or is the newest news. */
static bool each_of_spell(struct work *work, const struct policy_type *type, const struct policy_detect *detect, on_deadline *on,
			  void *context)
{
	const struct fact_milestone *of = detect->kind == DETECT_SILENT ? NULL : milestone_find(work->facts, detect->key, 0);
	int64_t since = detect->kind == DETECT_SILENT ? work->facts->subject.last_event_at : of ? of->row.actual_at : INSTANT_NONE;
	const char *code = detect->kind == DETECT_SILENT ? MILESTONE_HEARD : detect->key;
	struct deadline deadline;

	if (detect->kind == DETECT_SILENT && (is_done_with(work) || is_text(work->facts->subject.kind, "interface")))
		return false;
	return deadline_from(work, type, detect, code, 0, since, &deadline) && on(work, &deadline, context);
}

static bool each_of_type(struct work *work, const struct policy_type *type, on_deadline *on,
			 void *context)
{
	for (size_t i = 0; i < type->detects.count; i++) {
		const struct policy_detect *detect = &type->detects.items[i];
		bool is_stopped = false;
		switch (detect->kind) {
		case DETECT_DEADLINE: is_stopped = each_of_milestone(work, type, detect, on, context); break;
		case DETECT_MISSING:
		case DETECT_INCOMPLETE: is_stopped = each_of_anchor(work, type, detect, on, context); break;
		case DETECT_OVER:
		case DETECT_UNDER:
		case DETECT_LASTING:
		case DETECT_SILENT: is_stopped = each_of_spell(work, type, detect, on, context); break;
		default: break;
		}
		if (is_stopped)
			return true;
	}
	return false;
}

static bool is_off(const struct subject *subject)
{
	return is_text(subject->phase, "cancelled");
}

struct search {
	int64_t until;
	bool is_found;
	struct deadline best;
};

static bool on_pending(struct work *work, const struct deadline *deadline, void *context)
{
	struct search *search = context;

	if (deadline->due_at > search->until ||
	    (search->is_found && deadline->due_at >= search->best.due_at))
		return false;
	if (!is_missing(work, deadline) || is_fired(work, deadline))
		return false;
	if (feed_hides(work, deadline->due_at))
		return false;
	if (is_in_spell(work->facts, deadline->due_at) && !work->is_backlog_folded)
		return false;
	search->is_found = true;
	search->best = *deadline;
	return false;
}

static void search_all(struct work *work, on_deadline *on, void *context)
{
	uint64_t bits = work->policy->deadline_types;

	if (is_off(&work->facts->subject))
		return;
	for (; bits; bits &= bits - 1) {
		const struct policy_type *type = &work->policy->types.items[__builtin_ctzll(bits)];
		if (type_is_about(work, type))
			each_of_type(work, type, on, context);
	}
}

/* A quiet interface is a deadline too: of being heard. */
static void search_quiet(struct work *work, struct search *search)
{
	const struct policy *policy = work->policy;

	if (!is_text(work->facts->subject.kind, "interface"))
		return;
	for (size_t t = 0; t < policy->types.count; t++)
		for (size_t i = 0; i < policy->types.items[t].detects.count; i++) {
			const struct policy_detect *detect =
				&policy->types.items[t].detects.items[i];
			struct deadline deadline = { &policy->types.items[t], detect, MILESTONE_HEARD, 0,
						     INSTANT_NONE, INSTANT_NONE };
			if (detect->kind != DETECT_QUIET || policy->types.items[t].is_off)
				continue;
			deadline.base_at = deadline.due_at = feed_quiet_at(work, detect);
			if (deadline.due_at != INSTANT_NONE)
				on_pending(work, &deadline, search);
		}
}

bool deadline_next(struct work *work, int64_t until, struct deadline *out)
{
	struct search search = { .until = until };

	search_all(work, on_pending, &search);
	search_quiet(work, &search);
	*out = search.best;
	return search.is_found;
}

static bool on_wake(struct work *work, const struct deadline *deadline, void *context)
{
	int64_t *wake_at = context, due = deadline->due_at;

	if (!is_missing(work, deadline) || is_fired(work, deadline))
		return false;
	if (feed_hides(work, due) && due < work->step->now + DARK_LOOK_US)
		due = work->step->now + DARK_LOOK_US;
	*wake_at = instant_sooner(*wake_at, due);
	return false;
}

int64_t deadline_wake(struct work *work)
{
	int64_t wake_at = INSTANT_NONE;
	struct search search = { .until = INT64_MAX };

	search_all(work, on_wake, &wake_at);
	search_quiet(work, &search);
	return search.is_found ? instant_sooner(wake_at, search.best.due_at) : wake_at;
}

void deadline_fire(struct work *work, const struct deadline *deadline)
{
	const char *disc = deadline->stop > 0
				   ? arena_printf(work->arena, "%lld", (long long)deadline->stop)
				   : "";
	struct fact_case_open *of;

	note_fired(work, deadline);
	of = case_open_or_move(work, deadline->type, disc);
	if (of && subject_late_us(work->facts) == DURATION_NONE)
		of->row.measure_s = (work->at - deadline->base_at) / US_PER_S;
}

static bool on_met(struct work *work, const struct deadline *deadline, void *context)
{
	(void)context;
	if (is_fired(work, deadline) && !is_missing(work, deadline))
		*vec_push(&work->met) = *deadline;
	return false;
}

void deadline_note_met(struct work *work)
{
	search_all(work, on_met, NULL);
}

/* Without that mark it fires again. */
static void forget_fired(struct work *work, const struct deadline *deadline)
{
	struct fact_milestone *of = milestone_find(work->facts, deadline->milestone, deadline->stop);
	char mark[160];
	const char *at = of ? find_mark(of->row.words, mark_of(deadline, mark, sizeof mark)) : NULL;

	if (!at)
		return;
	of->row.words = arena_printf(work->arena, "%.*s%s", (int)(at - of->row.words), of->row.words, at + strlen(mark));
	of->is_dirty = true;
}

void deadline_forget_met(struct work *work)
{
	for (size_t i = 0; i < work->met.count; i++)
		if (is_missing(work, &work->met.items[i]))
			forget_fired(work, &work->met.items[i]);
	vec_release(&work->met);
}

struct holding {
	int64_t stop;
	bool is_held;
};

static bool on_holds(struct work *work, const struct deadline *deadline, void *context)
{
	struct holding *holding = context;

	if (deadline->stop == holding->stop && deadline->due_at <= work->at &&
	    is_missing(work, deadline))
		holding->is_held = true;
	return holding->is_held;
}

bool deadline_holds(struct work *work, const struct policy_type *type, const struct case_open *c)
{
	struct holding holding = { 0, false };

	if (is_off(&work->facts->subject))
		return false;
	if (c->disc[0] != '\0' && str_to_i64(span_of(c->disc), &holding.stop) != ERR_NONE)
		holding.stop = 0;
	each_of_type(work, type, on_holds, &holding);
	return holding.is_held;
}
