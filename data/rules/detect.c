/* SPDX-License-Identifier: MIT */
/* When a case should be: events and conditions that call for one; and when the cause of one is
 * gone. */
#include "rules/work.h"

#include <string.h>

#include "model/document.h"

/* Does the manual look for it here? The last line that holds counts. */
static bool is_active(struct work *work, const struct policy_type *type)
{
	const struct policy_value *value;

	if (type->actives.count == 0)
		return true;
	value = work_value(work, type->actives.items, type->actives.count);
	return !value || value->number == 1;
}

bool type_is_about(struct work *work, const struct policy_type *type)
{
	return !type->is_off && (is_text(type->about, work->facts->subject.kind) || is_text(type->about, "any")) && is_active(work, type);
}

static bool has_detect(const struct policy_type *type, enum detect_kind kind)
{
	for (size_t i = 0; i < type->detects.count; i++)
		if (type->detects.items[i].kind == kind)
			return true;
	return false;
}

static bool condition_holds(struct work *work, const struct policy_type *type)
{
	for (size_t i = 0; i < type->detects.count; i++)
		if (type->detects.items[i].kind == DETECT_WHEN &&
		    work_when(work, &type->detects.items[i].when))
			return true;
	return false;
}

uint64_t detect_conditions(struct work *work)
{
	uint64_t bits = work->policy->when_types, found = work->policy->pattern_types ? pattern_types(work) : 0;
	const char *phase = work->facts->subject.phase;

	if (is_text(phase, "delivered") || is_text(phase, "done"))
		return found;
	for (; bits; bits &= bits - 1) {
		const struct policy_type *type = &work->policy->types.items[__builtin_ctzll(bits)];
		if (type_is_about(work, type) && condition_holds(work, type))
			found |= bits & -bits;
	}
	return found;
}

static bool is_called_for(struct work *work, const struct policy_type *type)
{
	for (size_t i = 0; i < type->detects.count; i++)
		if (type->detects.items[i].kind == DETECT_EVENT &&
		    is_text(type->detects.items[i].event, work->event->type) &&
		    work_when(work, &type->detects.items[i].when))
			return true;
	return false;
}

/* The newest event that calls for the type, where its condition holds. */
static struct event *call_of(struct work *work, const struct policy_type *type)
{
	struct event *newest = NULL;

	for (size_t i = 0; i < type->detects.count; i++) {
		struct event *call = type->detects.items[i].kind == DETECT_EVENT
					     ? again_newest(work, type->detects.items[i].event)
					     : NULL;
		if (call && work_when(work, &type->detects.items[i].when) &&
		    (!newest || call->known_at > newest->known_at))
			newest = call;
	}
	return newest;
}

static bool is_over(struct work *work, const struct policy_type *type, const struct event *call)
{
	for (size_t i = 0; i < type->clears.count; i++) {
		const struct policy_clear *clear = &type->clears.items[i];
		bool is_met = clear->kind == CLEAR_WHEN ||
			      (clear->kind == CLEAR_MILESTONE && milestone_done(work->facts, clear->name, "")) ||
			      (clear->kind == CLEAR_EVENT && again_is_known_since(work, clear->name, call));
		if (is_met && work_when(work, &clear->when))
			return true;
	}
	return false;
}

uint64_t detect_overs(struct work *work)
{
	uint64_t overs = 0;

	for (size_t t = 0; t < work->policy->types.count; t++) {
		const struct policy_type *type = &work->policy->types.items[t];
		const struct event *call = type_is_about(work, type) ? call_of(work, type) : NULL;
		if (call && is_over(work, type, call))
			overs |= UINT64_C(1) << t;
	}
	return overs;
}

/* What ended an exception was taken back: the exception is back, too. */
static void open_again(struct work *work)
{
	struct event *retraction = work->event;

	for (uint64_t bits = work->over_before & ~detect_overs(work); bits; bits &= bits - 1) {
		const struct policy_type *type = &work->policy->types.items[__builtin_ctzll(bits)];
		work->event = call_of(work, type);
		if (work->event)
			case_open_or_move(work, type, "");
		work->event = retraction;
	}
}

void detect_openings(struct work *work)
{
	const struct policy *policy = work->policy;
	int64_t late = subject_late_us(work->facts);
	uint64_t now;

	if (work->event->known_at < work->reference->tenant.go_live_at)
		return;
	for (size_t i = 0; i < policy->types.count; i++)
		if (type_is_about(work, &policy->types.items[i]) &&
		    is_called_for(work, &policy->types.items[i]))
			case_open_or_move(work, &policy->types.items[i], "");
	subject_settle(work);
	if (work->over_before)
		open_again(work);
	now = detect_conditions(work);
	if (late == DURATION_NONE || work->late_before == DURATION_NONE ||
	    late <= work->late_before)
		now &= ~work->when_before;
	now &= ~(work->when_before & work->policy->pattern_types);
	for (; now; now &= now - 1)
		case_open_or_move(work, &policy->types.items[__builtin_ctzll(now)], "");
}

/* Words for the end: "delivered 16:40 CET, 45m after the promise". */
static const char *done_words(struct work *work, const struct milestone *row)
{
	static const char *const words[][2] = { { MILESTONE_PICKUP, "picked up" },
						{ MILESTONE_ARRIVE, "arrived" },
						{ MILESTONE_DELIVER, "delivered" },
						{ MILESTONE_POD, "proof of delivery came" } };
	int64_t late = subject_late_us(work->facts);
	const char *verb = row->code;
	struct str text = { 0 };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (is_text(words[i][0], row->code))
			verb = words[i][1];
	str_addf(&text, "%s %s", verb,
		 wording_time(work, row->actual_at, work->facts->subject.dest_zone));
	if (milestone_last(work->facts) == row && late != DURATION_NONE && late != 0) {
		str_adds(&text, ", ");
		duration_write(&text, late < 0 ? -late : late);
		str_adds(&text, late < 0 ? " before the promise" : " after the promise");
	}
	return wording_keep(work, &text);
}

/* What ends a case may stand only if a condition holds, and that may come true later than the news that ends it. */
static bool is_ended_before(struct work *work, const struct policy_type *type, const struct policy_clear *clear)
{
	const struct event *call = clear->when.expr ? call_of(work, type) : NULL;

	return call && again_is_known_since(work, clear->name, call);
}

/* Was news that calls for the type known after the event being folded, which came late? */
static bool is_called_since(struct work *work, const struct policy_type *type)
{
	for (size_t i = 0; i < type->detects.count; i++)
		if (type->detects.items[i].kind == DETECT_EVENT &&
		    again_is_known_since(work, type->detects.items[i].event, work->event))
			return true;
	return false;
}

/* All papers of the type's set are no milestone: each is one of its own. */
static bool is_of_documents(const struct policy_clear *clear)
{
	return clear->kind == CLEAR_MILESTONE && is_text(clear->name, MILESTONE_DOCUMENTS);
}

static bool is_cleared_by(struct work *work, const struct policy_type *type, const struct policy_clear *clear,
			  const struct case_open *c, const char **why)
{
	const struct milestone *row;

	if (is_of_documents(clear)) {
		*why = "all papers are here";
		return documents_missing(work, type) == 0 && work_when(work, &clear->when);
	}
	switch (clear->kind) {
	case CLEAR_EVENT:
		*why = work->event_type ? work->event_type->help : "";
		if (is_ended_before(work, type, clear) && work_when(work, &clear->when))
			return true;
		return work->event && is_text(work->event->type, clear->name) &&
		       work_when(work, &clear->when) && !is_called_since(work, type);
	case CLEAR_MILESTONE:
		row = milestone_done(work->facts, clear->name, c->disc);
		if (!row || !work_when(work, &clear->when))
			return false;
		*why = done_words(work, row);
		return true;
	default:
		*why = "the facts are back inside the promise";
		return work_when(work, &clear->when);
	}
}

bool detect_is_over(struct work *work, const struct policy_type *type, const char *disc)
{
	for (size_t i = 0; i < type->clears.count; i++) {
		const struct policy_clear *clear = &type->clears.items[i];
		if (is_of_documents(clear) && documents_missing(work, type) == 0 && work_when(work, &clear->when))
			return true;
		if (clear->kind == CLEAR_MILESTONE &&
		    milestone_done(work->facts, clear->name, disc) && work_when(work, &clear->when))
			return true;
		if (clear->kind == CLEAR_WHEN && work_when(work, &clear->when))
			return true;
		if (clear->kind == CLEAR_EVENT && is_called_for(work, type) &&
		    again_is_known_since(work, clear->name, work->event) && work_when(work, &clear->when))
			return true;
	}
	return false;
}

/* Why a case is over that ends by itself when what its type looks for is no longer so; NULL if it does not. */
static const char *over_words(const struct policy_type *type)
{
	static const struct {
		enum detect_kind kind;
		const char *words;
	} rows[] = { { DETECT_DEADLINE, "a new plan moved its deadline" },
		     { DETECT_MISSING, "what was missing is here" },
		     { DETECT_INCOMPLETE, "what was not known is known" },
		     { DETECT_SEQUENCE, "the times are in order now" },
		     { DETECT_MORE_THAN, "taken back by its sender" },
		     { DETECT_OVER, "back inside of its limit" },
		     { DETECT_UNDER, "back inside of its limit" },
		     { DETECT_LASTING, "it is no longer so" },
		     { DETECT_SILENT, "heard again" } };

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (has_detect(type, rows[i].kind))
			return rows[i].words;
	return NULL;
}

/* Does any line of the type still call for the case? */
static bool is_still_so(struct work *work, const struct policy_type *type, const struct case_open *c)
{
	return deadline_holds(work, type, c) || pattern_holds(work, type) || condition_holds(work, type);
}

bool detect_is_gone(struct work *work, const struct policy_type *type, const struct case_open *c,
		    const char **why)
{
	*why = "taken back by its sender";
	if (work->event && work->taken_back_id != INT_NONE &&
	    c->opened_event == work->taken_back_id)
		return true;
	for (size_t i = 0; i < type->clears.count; i++)
		if (is_cleared_by(work, type, &type->clears.items[i], c, why))
			return true;
	if (type->ends_by_person)
		return false;
	*why = "heard again";
	if (has_detect(type, DETECT_QUIET) && work->facts->subject.last_event_at > c->opened_at)
		return true;
	*why = over_words(type);
	return *why && !is_still_so(work, type, c);
}
