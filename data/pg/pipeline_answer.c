/* SPDX-License-Identifier: MIT */
/* Each answer of libpq belongs to the first item of the queue; this file finds out what it means,
 * and tells. */
#include "pg/pipeline.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

struct item *pipeline_first(struct pg_link *link)
{
	return pipeline_waiting(link) ? &link->queue.items[link->first] : NULL;
}

void pipeline_begin_if_stream(struct pg_link *link)
{
	struct item *item = pipeline_first(link);

	if (item && item->kind == ITEM_QUERY && item->batch_rows > 0)
		PQsetSingleRowMode(link->conn);
}

/* Takes the first item out of the queue. */
static struct item pop(struct pg_link *link)
{
	struct item item = link->queue.items[link->first++];

	if (link->first == link->queue.count)
		link->first = link->queue.count = 0;
	return item;
}

/* Frees the rows but keeps the fault. */
static void drop_rows(struct pg_result *result)
{
	struct fault fault = result->fault;

	pg_result_clear(result);
	result->fault = fault;
}

void pipeline_call(struct item *item, bool is_end)
{
	if (item->result.fault.err)
		drop_rows(&item->result);
	item->result.is_end = is_end;
	item->result.is_stream = item->batch_rows > 0;
	if (item->on_result)
		item->on_result(item->context, &item->result);
	pg_result_clear(&item->result);
}

/* One part of a stream or a whole set of rows; of a script only the last set counts. */
static void note_rows(struct item *item, PGresult *answer)
{
	bool is_batch = PQresultStatus(answer) == PGRES_SINGLE_TUPLE;

	if (item->kind == ITEM_SCRIPT)
		drop_rows(&item->result);
	pg_result_add(&item->result, answer);
	if (is_batch && item->result.parts.count >= (size_t)item->batch_rows) {
		struct item batch = *item;
		item->result = (struct pg_result){ 0 };
		pipeline_call(&batch, false);
	}
}

/* Statements behind a failing one of their group. */
static void note_aborted(struct item *item)
{
	if (!item->result.fault.err)
		fault_set(&item->result.fault, ERR_STORE, item->what, "an earlier statement failed");
}

static void note_failure(struct pg_link *link, struct item *item, const PGresult *answer)
{
	/* A connection that went is told by the link, to all at once. */
	if (PQstatus(link->conn) == CONNECTION_BAD)
		link->is_broken = true;
	else if (!item->result.fault.err)
		pg_fault_of_answer(answer, item->what, &item->result.fault);
}

/* One part of the answer to the first item. */
static void note(struct pg_link *link, struct item *item, PGresult *answer)
{
	switch (PQresultStatus(answer)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_SINGLE_TUPLE:
		note_rows(item, answer);
		return;
	case PGRES_EMPTY_QUERY:
		break;
	case PGRES_PIPELINE_ABORTED:
		note_aborted(item);
		break;
	case PGRES_COPY_IN:
	case PGRES_COPY_OUT:
	case PGRES_COPY_BOTH:
		link->is_broken = true; /* no statement of ours copies: there is no way back from here */
		break;
	default:
		note_failure(link, item, answer);
	}
	PQclear(answer);
}

/* The first fault of a group is told once more at its end, which may not have been sent yet. */
static void blame_group(struct pg_link *link, const struct fault *fault)
{
	struct fault *end = &link->group_fault;

	for (size_t i = link->first; i < link->queue.count; i++) {
		if (link->queue.items[i].kind != ITEM_SYNC)
			continue;
		end = &link->queue.items[i].result.fault;
		break;
	}
	if (!end->err)
		*end = *fault;
}

/* A parse that failed is why the execute behind it found no such statement: its words are the
 * better ones. */
static void explain(struct item *item)
{
	if (item->prepared && item->prepared->fault.err &&
	    strcmp(item->result.fault.sqlstate, "26000") == 0)
		item->result.fault = item->prepared->fault;
}

static void end_prepare(struct item *item)
{
	item->prepared->state = item->result.fault.err ? PREPARED_NOT : PREPARED_DONE;
	item->prepared->fault = item->result.fault;
	pg_result_clear(&item->result);
}

static void end_query(struct pg_link *link, struct item *item)
{
	explain(item);
	if (item->holds) {
		/* Its sync, which is next, bears the answer from here on. */
		item->kind = ITEM_SYNC;
		*pipeline_first(link) = *item;
		return;
	}
	if (item->result.fault.err)
		blame_group(link, &item->result.fault);
	pipeline_call(item, true);
}

static void end_script(struct pg_link *link, struct item *item)
{
	link->in_script = false;
	if (!PQenterPipelineMode(link->conn))
		link->is_broken = true;
	pipeline_call(item, true);
}

/* The first item is answered in full. */
static void end_item(struct pg_link *link)
{
	struct item item = pop(link);

	pipeline_begin_if_stream(link);
	switch (item.kind) {
	case ITEM_PREPARE:
		end_prepare(&item);
		break;
	case ITEM_QUERY:
		end_query(link, &item);
		break;
	case ITEM_SYNC:
		pipeline_call(&item, true);
		break;
	case ITEM_SCRIPT:
		end_script(link, &item);
		break;
	}
}

void pipeline_answer(struct pg_link *link)
{
	unsigned life = link->life;
	int nulls = 0;

	while (life == link->life && !link->is_broken && pipeline_waiting(link) &&
	       !PQisBusy(link->conn)) {
		PGresult *answer = PQgetResult(link->conn);
		struct item *item = pipeline_first(link);
		if (!answer && item->kind == ITEM_SYNC) {
			/* The end of an error at commit; more than one means libpq and we lost
			 * step. */
			link->is_broken = ++nulls > 2;
		} else if (!answer) {
			end_item(link);
		} else if (PQresultStatus(answer) == PGRES_PIPELINE_SYNC) {
			PQclear(answer);
			BUG_IF(item->kind != ITEM_SYNC);
			nulls = 0;
			end_item(link);
		} else {
			note(link, item, answer);
		}
	}
}

void pipeline_fail(struct pg_link *link, const struct fault *fault)
{
	struct item *items = link->queue.items;
	size_t first = link->first, count = link->queue.count;

	link->queue.items = NULL;
	link->queue.count = link->queue.room = link->first = 0;
	for (size_t i = first; i < count; i++) {
		items[i].result.fault = *fault;
		snprintf(items[i].result.fault.what, sizeof fault->what, "%s", items[i].what);
		pipeline_call(&items[i], true);
	}
	mem_free(items);
}

void pipeline_forget(struct pg_link *link, bool is_last)
{
	struct prepared *prepared;
	size_t cursor = 0;

	while ((prepared = map_next(&link->prepared, &cursor))) {
		prepared->state = PREPARED_NOT;
		prepared->fault.err = ERR_NONE;
		if (!is_last)
			continue;
		mem_free(prepared->name);
		mem_free(prepared->sql);
		mem_free(prepared);
	}
	if (is_last)
		map_release(&link->prepared);
}
