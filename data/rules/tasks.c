/* SPDX-License-Identifier: MIT */
/* What other desks have to do beside a case's own work. */
#include "rules/work.h"

#include "table/stored_rows.h"

int64_t task_open(struct work *work, const struct case_open *c, const char *desk, const char *words, int64_t due_at)
{
	struct fact_task *of = vec_push(&work->facts->tasks);

	row_init(&row_stored_task, &of->row);
	of->row.tenant_id = c->tenant_id;
	of->row.task_id = work_id(work);
	of->row.case_id = c->case_id;
	of->row.desk = desk;
	of->row.words = wording_fill(work, words);
	of->row.state = "open";
	of->row.opened_at = work->at;
	of->row.due_at = due_at;
	of->row.version = 0;
	of->is_dirty = true;
	return of->row.task_id;
}

void tasks_add(struct work *work, const struct case_open *c, const struct policy_type *type)
{
	for (size_t i = 0; i < type->tasks.count; i++) {
		const struct policy_task *task = &type->tasks.items[i];
		if (work_when(work, &task->when))
			task_open(work, c, task->desk, task->words, task->due_us > 0 ? work->at + task->due_us : INSTANT_NONE);
	}
}

void task_cancel(struct work *work, int64_t task_id)
{
	for (size_t i = 0; i < work->facts->tasks.count; i++) {
		struct fact_task *of = &work->facts->tasks.items[i];
		if (of->row.task_id != task_id || !is_text(of->row.state, "open") || of->row.taken_at != INSTANT_NONE)
			continue;
		of->row.state = "cancelled";
		of->row.done_at = work->at;
		of->is_dirty = true;
	}
}

void tasks_cancel(struct work *work, int64_t case_id)
{
	for (size_t i = 0; i < work->facts->tasks.count; i++) {
		struct fact_task *of = &work->facts->tasks.items[i];
		if (of->row.case_id != case_id || !is_text(of->row.state, "open"))
			continue;
		of->row.state = "cancelled";
		of->row.done_at = work->at;
		of->is_dirty = true;
	}
}

/* The one open task of a desk, NULL if there are none or several. */
static struct fact_task *only_task(struct work *work, int64_t case_id, const char *desk)
{
	struct fact_task *only = NULL;

	for (size_t i = 0; i < work->facts->tasks.count; i++) {
		struct fact_task *of = &work->facts->tasks.items[i];
		if (of->row.case_id != case_id || !is_text(of->row.state, "open") ||
		    !is_text(of->row.desk, desk))
			continue;
		if (only)
			return NULL;
		only = of;
	}
	return only;
}

/* How many tasks a type brings for a desk now. */
static size_t count_for(struct work *work, const struct policy_type *type, const char *desk)
{
	size_t count = 0;

	for (size_t i = 0; i < type->tasks.count; i++)
		count += is_text(type->tasks.items[i].desk, desk) &&
			 work_when(work, &type->tasks.items[i].when);
	return count;
}

void tasks_follow(struct work *work, const struct case_open *c, const struct policy_type *type)
{
	for (size_t i = 0; i < type->tasks.count; i++) {
		const struct policy_task *task = &type->tasks.items[i];
		struct fact_task *of = only_task(work, c->case_id, task->desk);
		const char *words;
		if (!of || !work_when(work, &task->when) || count_for(work, type, task->desk) != 1)
			continue;
		words = wording_fill(work, task->words);
		if (is_text(words, of->row.words))
			continue;
		of->row.words = words;
		of->is_dirty = true;
	}
}
