/* SPDX-License-Identifier: MIT */
/* Rows come by kind and find their subject by its id, or by that of the case they hang on. */
#include "engine/factload.h"

#include <string.h>

#include "engine/rowio.h"
#include "pg/rows.h"
#include "table/stored_rows.h"

static enum err read_subjects(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct batch_subject *subject =
			map_get_id(&batch->by_id, pg_result_i64(result, row, 1, 0));
		enum err err;
		if (!subject)
			continue;
		err = rowio_read(&row_stored_subject, result, row, 0, &subject->facts.subject,
				 &batch->arena, fault);
		if (err != ERR_NONE)
			return err;
		subject->is_there = true;
		subject->kind = subject->facts.subject.kind;
		subject->ref = subject->facts.subject.ref;
	}
	return ERR_NONE;
}

/* Readers of rows whose column `place` is the subject's id. */
#define SUBJECT_READER(table, list, place)                                                   \
	static enum err read_##list(struct batch *batch, struct pg_result *result,           \
				    struct fault *fault)                                     \
	{                                                                                    \
		for (int row = 0; row < pg_result_rows(result); row++) {                     \
			struct batch_subject *subject =                                      \
				map_get_id(&batch->by_id, pg_result_i64(result, row, place, 0)); \
			enum err err = ERR_NONE;                                             \
			if (subject)                                                         \
				err = rowio_read(&row_stored_##table, result, row, 0,        \
						 &vec_push(&subject->facts.list)->row,       \
						 &batch->arena, fault);                      \
			if (err != ERR_NONE)                                                 \
				return err;                                                  \
		}                                                                            \
		return ERR_NONE;                                                             \
	}

SUBJECT_READER(milestone, milestones, 1)
SUBJECT_READER(stop, stops, 1)
SUBJECT_READER(letter, letters, 3)

static enum err read_cases(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct batch_subject *subject =
			map_get_id(&batch->by_id, pg_result_i64(result, row, 3, 0));
		enum err err;
		if (!subject)
			continue;
		map_put_id(&batch->by_case, pg_result_i64(result, row, 1, 0), subject);
		err = rowio_read(&row_stored_case_open, result, row, 0,
				 &vec_push(&subject->facts.cases)->row, &batch->arena, fault);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

/* Readers of rows that hang on a case, whose id is in the column `place`. */
#define CASE_READER(table, list, place)                                                            \
	static enum err read_##list(struct batch *batch, struct pg_result *result,                 \
				    struct fault *fault)                                           \
	{                                                                                          \
		for (int row = 0; row < pg_result_rows(result); row++) {                           \
			struct batch_subject *subject =                                            \
				map_get_id(&batch->by_case, pg_result_i64(result, row, place, 0)); \
			enum err err = ERR_NONE;                                                   \
			if (subject)                                                               \
				err = rowio_read(&row_stored_##table, result, row, 0,              \
						 &vec_push(&subject->facts.list)->row,             \
						 &batch->arena, fault);                            \
			if (err != ERR_NONE)                                                       \
				return err;                                                        \
		}                                                                                  \
		return ERR_NONE;                                                                   \
	}

CASE_READER(case_clock, clocks, 1)
CASE_READER(task, tasks, 2)
CASE_READER(case_step, steps, 1)
CASE_READER(quote, quotes, 2)
CASE_READER(approval, approvals, 3)
CASE_READER(effect, effects, 2)

static enum err read_stock(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct batch_subject *subject =
			map_get_id(&batch->by_id, pg_result_i64(result, row, 1, 0));
		enum err err;
		if (!subject)
			continue;
		err = rowio_read(&row_stored_stock, result, row, 0, &subject->facts.stock,
				 &batch->arena, fault);
		if (err != ERR_NONE)
			return err;
		subject->facts.has_stock = true;
	}
	return ERR_NONE;
}

/* Columns: the interface's subject, then a shipment's. Rows come grouped and in their order. */
static enum err read_covered(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	size_t rows = (size_t)pg_result_rows(result);
	struct subject *all = arena_new(&batch->arena, rows + 1, sizeof *all);

	for (size_t i = 0; i < rows; i++) {
		struct batch_subject *subject =
			map_get_id(&batch->by_id, pg_result_i64(result, (int)i, 0, 0));
		enum err err = rowio_read(&row_stored_subject, result, (int)i, 1, &all[i],
					  &batch->arena, fault);
		if (err != ERR_NONE)
			return err;
		if (!subject)
			continue;
		if (subject->facts.covered_count++ == 0)
			subject->facts.covered = &all[i];
	}
	return ERR_NONE;
}

static enum err read_history(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct event event;
		struct batch_subject *subject;
		enum err err =
			rowio_read(&row_stored_event, result, row, 0, &event, &batch->arena, fault);
		if (err != ERR_NONE)
			return err;
		subject = map_get_id(&batch->by_id, event.subject_id);
		if (subject)
			*vec_push(&subject->facts.history) = event;
	}
	return ERR_NONE;
}

static const struct fact_load {
	const char *statement;
	batch_reader *reader;
} fact_loads[] = {
	{ "engine_facts_subject", read_subjects }, { "engine_facts_milestone", read_milestones },
	{ "engine_facts_stop", read_stops },       { "engine_facts_case", read_cases },
	{ "engine_facts_clock", read_clocks },     { "engine_facts_task", read_tasks },
	{ "engine_facts_quote", read_quotes },     { "engine_facts_approval", read_approvals },
	{ "engine_facts_effect", read_effects },   { "engine_facts_letter", read_letters },
	{ "engine_facts_step", read_steps },
	{ "engine_facts_stock", read_stock },      { "engine_facts_covered", read_covered },
};

static size_t list_ids(const struct batch *batch, bool only_wanting, struct rows *ids)
{
	rows_begin(ids);
	for (size_t i = 0; i < batch->subjects.count; i++) {
		const struct batch_subject *subject = batch->subjects.items[i];
		if (subject->subject_id &&
		    (!only_wanting || (subject->is_there && subject->facts.wants_history)))
			rows_i64(ids, subject->subject_id);
	}
	return ids->count;
}

void factload_send(struct batch *batch)
{
	struct rows ids = { 0 };
	struct pg_params params = { 0 };

	if (list_ids(batch, false, &ids) > 0) {
		pg_params_i64(&params, batch->tenancy->id);
		pg_params_span(&params, rows_end(&ids));
		for (size_t i = 0; i < COUNT_OF(fact_loads); i++)
			batch_ask(batch, fact_loads[i].statement, &params, fact_loads[i].reader);
	}
	pg_params_release(&params);
	rows_release(&ids);
}

void factload_send_history(struct batch *batch)
{
	struct rows ids = { 0 };
	struct pg_params params = { 0 };

	if (list_ids(batch, true, &ids) > 0) {
		pg_params_i64(&params, batch->tenancy->id);
		pg_params_span(&params, rows_end(&ids));
		batch_ask(batch, "engine_history", &params, read_history);
	}
	pg_params_release(&params);
	rows_release(&ids);
}
