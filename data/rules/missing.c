/* SPDX-License-Identifier: MIT */
/* What must be there and is not: milestones that must have happened, fields and references that must be known. */
#include "rules/work.h"

#include <string.h>

#include "model/document.h"

/* Did it happen, at that stop or of the whole? What happened behind `until` does not count. */
static bool is_done(const struct work *work, const char *code, int64_t stop, int64_t until)
{
	for (size_t i = 0; i < work->facts->milestones.count; i++) {
		const struct milestone *row = &work->facts->milestones.items[i].row;
		if (row->actual_at != INSTANT_NONE && row->actual_at <= until && (stop == 0 || row->stop == 0 || row->stop == stop) &&
		    is_text(row->code, code))
			return true;
	}
	return false;
}

static bool is_planned(const struct work *work, const char *code)
{
	const struct fact_milestone *of = milestone_find(work->facts, code, 0);

	return of && of->row.planned_at != INSTANT_NONE;
}

static bool is_known(struct work *work, const char *name)
{
	const struct subject *subject = &work->facts->subject;

	if (is_text(name, "promise"))
		return subject->promise_at != INSTANT_NONE;
	if (is_text(name, "pickup_by"))
		return subject->pickup_by != INSTANT_NONE;
	return is_planned(work, name) || field_is_known(work, name) || watch_is_told(work->facts, name);
}

static bool is_name_missing(struct work *work, const struct policy_type *type, const struct policy_detect *detect, const char *name,
			    int64_t stop, int64_t until)
{
	if (detect->kind == DETECT_INCOMPLETE)
		return !is_known(work, name);
	if (is_text(name, MILESTONE_DOCUMENTS))
		return documents_missing(work, type) != 0;
	return !is_done(work, name, stop, until);
}

bool missing_any(struct work *work, const struct policy_type *type, const struct policy_detect *detect, int64_t stop, int64_t until)
{
	for (size_t i = 0; i < detect->names.count; i++)
		if (is_name_missing(work, type, detect, detect->names.items[i], stop, until))
			return true;
	return false;
}

/* "pickup", "customer reference". */
static const char *name_words(struct work *work, const char *name)
{
	char *words = arena_str(work->arena, policy_milestone_title(work->policy, name));

	for (char *sign = words; *sign; sign++)
		if (*sign == '_')
			*sign = ' ';
	return words;
}

const char *missing_words(struct work *work, const struct policy_type *type)
{
	const char *words = "";
	bool is_asked = false;

	for (size_t i = 0; i < type->detects.count; i++) {
		const struct policy_detect *detect = &type->detects.items[i];
		if (detect->kind != DETECT_MISSING && detect->kind != DETECT_INCOMPLETE)
			continue;
		is_asked = true;
		for (size_t k = 0; k < detect->names.count; k++)
			if (is_name_missing(work, type, detect, detect->names.items[k], 0, INT64_MAX))
				words = arena_printf(work->arena, "%s%s%s", words, words[0] ? ", " : "",
						     name_words(work, detect->names.items[k]));
	}
	return !is_asked ? documents_words(work, type) : words[0] ? words : "nothing";
}
