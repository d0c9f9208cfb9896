/* SPDX-License-Identifier: MIT */
/* The class of a shipment or an order: what the manual calls it by its facts, from its first news on. It follows the facts, so it is the
 * same in whatever order they were told; what one piece of news says beside them does not count. */
#include "rules/work.h"

static bool has_class(const struct subject *subject)
{
	return is_text(subject->kind, "shipment") || is_text(subject->kind, "order");
}

static const char *class_of(struct work *work)
{
	const struct policy *policy = work->policy;
	const struct policy_value *value;
	const struct case_open *looked = work->looked;
	struct event *event = work->event;

	work->event = NULL;
	work->looked = NULL;
	value = work_value(work, policy->classes.items, policy->classes.count);
	work->event = event;
	work->looked = looked;
	return value ? value->text : "";
}

void class_settle(struct work *work)
{
	struct subject *subject = &work->facts->subject;
	const char *before = subject->class, *now;

	if (!has_class(subject))
		return;
	now = class_of(work);
	if (is_text(before, now))
		return;
	subject->class = now;
	work->facts->is_subject_dirty = true;
	work->is_plan_changed = true;
	work_audit(work, "class", "subject", subject->subject_id, INT_NONE, "class", now, NULL);
}
