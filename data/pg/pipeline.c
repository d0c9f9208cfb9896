/* SPDX-License-Identifier: MIT */
/* Sending statements down the pipeline; pipeline_answer.c matches the answers to what was sent. */
#include "pg/pipeline.h"

#include "base/mem.h"
#include "pg/statement.h"

#include <stdio.h>
#include <string.h>

size_t pipeline_waiting(const struct pg_link *link)
{
	return link->queue.count - link->first;
}

static struct item *push(struct pg_link *link, enum item_kind kind, const char *what)
{
	if (link->first >= 64 && link->first * 2 >= link->queue.count) {
		link->queue.count -= link->first;
		memmove(link->queue.items, link->queue.items + link->first,
			link->queue.count * sizeof *link->queue.items);
		link->first = 0;
	}
	struct item *item = vec_push(&link->queue);
	item->kind = kind;
	snprintf(item->what, sizeof item->what, "%s", what);
	return item;
}

/* Writes what the socket takes at once; the rest, and any failure, is for the next step. */
static void flush(struct pg_link *link)
{
	int left = PQflush(link->conn);

	link->must_flush = left > 0;
	if (left < 0)
		link->is_broken = true;
}

static enum err refuse_broken(struct pg_link *link, struct fault *fault)
{
	link->is_broken = true;
	pg_fault_of_conn(link->conn, "", fault);
	return ERR_LINK;
}

static enum err check_send(struct pg_link *link, const char *what, const struct pg_params *params,
			   struct fault *fault)
{
	if (link->state != LINK_READY || link->is_broken)
		return fault_set(fault, ERR_LINK, what, "not connected to the store");
	if (link->in_script)
		return fault_set(fault, ERR_BUSY, what, "a script runs on this link");
	if (pipeline_waiting(link) >= PG_LINK_MOST_IN_FLIGHT)
		return fault_set(fault, ERR_BUSY, what, "%d statements wait for their answers already",
				 PG_LINK_MOST_IN_FLIGHT);
	if (params && params->err == ERR_LIMIT)
		return fault_set(fault, ERR_INVALID, what, "too many or too large parameters");
	if (params && params->err)
		return fault_set(fault, ERR_INVALID, what, "a text has a NUL byte in it");
	return ERR_NONE;
}

/* Pointers into the parameters, as libpq wants them. */
struct arguments {
	const char *values[PG_PARAMS_MOST];
	int formats[PG_PARAMS_MOST];
	const int *lengths;
	int count;
};

static void argue(const struct pg_params *params, struct arguments *out)
{
	out->count = params ? params->count : 0;
	out->lengths = params ? params->length : NULL;
	for (int i = 0; i < out->count; i++) {
		bool is_null = params->length[i] < 0;
		out->values[i] = is_null ? NULL : params->bytes.text + params->begin[i];
		out->formats[i] = params->is_binary[i];
	}
}

static bool sync_now(struct pg_link *link, const char *what)
{
	push(link, ITEM_SYNC, what);
	return PQpipelineSync(link->conn);
}

/* Parses a named statement in a segment of its own. */
static bool send_prepare(struct pg_link *link, struct prepared *prepared)
{
	if (!PQsendPrepare(link->conn, prepared->name, prepared->sql, 0, NULL))
		return false;
	push(link, ITEM_PREPARE, prepared->name)->prepared = prepared;
	pipeline_begin_if_stream(link);
	prepared->state = PREPARED_SENT;
	prepared->is_wanted = false;
	return sync_now(link, prepared->name);
}

static bool send_query(struct pg_link *link, const char *sql, struct prepared *prepared,
		       const struct pg_params *params)
{
	struct arguments a;

	argue(params, &a);
	if (prepared && prepared->state == PREPARED_NOT && !link->in_group && !send_prepare(link, prepared))
		return false;
	if (prepared && prepared->state != PREPARED_NOT)
		return PQsendQueryPrepared(link->conn, prepared->name, a.count, a.values, a.lengths,
					   a.formats, 0);
	if (prepared)
		prepared->is_wanted = true;
	return PQsendQueryParams(link->conn, sql, a.count, NULL, a.values, a.lengths, a.formats, 0);
}

/* What all kinds of sending come down to. */
static enum err send(struct pg_link *link, const char *sql, struct prepared *prepared,
		     const struct pg_params *params, const struct item *as, struct fault *fault)
{
	if (!send_query(link, sql, prepared, params))
		return refuse_broken(link, fault);

	struct item *item = push(link, ITEM_QUERY, as->what);
	item->holds = !link->in_group;
	item->batch_rows = as->batch_rows;
	item->prepared = prepared && prepared->state != PREPARED_NOT ? prepared : NULL;
	item->on_result = as->on_result;
	item->context = as->context;
	if (item == pipeline_first(link))
		pipeline_begin_if_stream(link);
	/* A failing sync breaks the link; this item is then answered when the link is lost. */
	if (!link->in_group && !sync_now(link, as->what))
		link->is_broken = true;
	if (!link->in_group)
		flush(link);
	return ERR_NONE;
}

static enum err find_prepared(struct pg_link *link, const char *name, struct prepared **out,
			      struct fault *fault)
{
	struct pg_statement statement;

	*out = map_get(&link->prepared, span_of(name));
	if (*out)
		return ERR_NONE;
	if (pg_statement_find(name, &statement))
		return fault_set(fault, ERR_NOT_FOUND, name, "there is no statement of this name");
	struct prepared *prepared = mem_new(1, sizeof *prepared);
	prepared->name = mem_text(name);
	prepared->sql = mem_copy(statement.sql.text, statement.sql.length);
	map_put(&link->prepared, span_of(prepared->name), prepared);
	*out = prepared;
	return ERR_NONE;
}

static enum err send_named(struct pg_link *link, const char *name, const struct pg_params *params,
			   struct item *as, struct fault *fault)
{
	struct prepared *prepared;
	enum err err = check_send(link, name, params, fault);

	if (!err)
		err = find_prepared(link, name, &prepared, fault);
	if (err)
		return err;
	snprintf(as->what, sizeof as->what, "%s", name);
	return send(link, prepared->sql, prepared, params, as, fault);
}

static enum err send_sql(struct pg_link *link, const char *sql, const struct pg_params *params,
			 struct item *as, struct fault *fault)
{
	snprintf(as->what, sizeof as->what, "%.40s", sql);
	enum err err = check_send(link, as->what, params, fault);
	return err ? err : send(link, sql, NULL, params, as, fault);
}

enum err pg_link_send(struct pg_link *link, const char *name, const struct pg_params *params,
		      pg_on_result *on_result, void *context, struct fault *fault)
{
	struct item as = { .on_result = on_result, .context = context };

	return send_named(link, name, params, &as, fault);
}

enum err pg_link_send_sql(struct pg_link *link, const char *sql, const struct pg_params *params,
			  pg_on_result *on_result, void *context, struct fault *fault)
{
	struct item as = { .on_result = on_result, .context = context };

	return send_sql(link, sql, params, &as, fault);
}

enum err pg_link_stream(struct pg_link *link, const char *name, const struct pg_params *params,
			int batch_rows, pg_on_result *on_result, void *context, struct fault *fault)
{
	struct item as = { .on_result = on_result, .context = context, .batch_rows = batch_rows };

	BUG_IF(batch_rows < 1);
	return send_named(link, name, params, &as, fault);
}

enum err pg_link_stream_sql(struct pg_link *link, const char *sql, const struct pg_params *params,
			    int batch_rows, pg_on_result *on_result, void *context,
			    struct fault *fault)
{
	struct item as = { .on_result = on_result, .context = context, .batch_rows = batch_rows };

	BUG_IF(batch_rows < 1);
	return send_sql(link, sql, params, &as, fault);
}

enum err pipeline_set_up(struct pg_link *link, const char *sql, const struct pg_params *params,
			 pg_on_result *on_result, struct fault *fault)
{
	struct item as = { .on_result = on_result, .context = link, .what = "session settings" };

	return send(link, sql, NULL, params, &as, fault);
}

enum err pg_link_listen(struct pg_link *link, const char *channel, pg_on_result *on_result,
			void *context, struct fault *fault)
{
	if (link->state != LINK_READY)
		return fault_set(fault, ERR_LINK, channel, "not connected to the store");
	char *quoted = PQescapeIdentifier(link->conn, channel, strlen(channel));
	if (!quoted)
		return fault_set(fault, ERR_INVALID, channel, "this is no name for a channel");
	struct str sql = { 0 };
	str_addf(&sql, "listen %s", quoted);
	PQfreemem(quoted);
	enum err err = pg_link_send_sql(link, str_text(&sql), NULL, on_result, context, fault);
	str_release(&sql);
	return err;
}

enum err pg_link_script(struct pg_link *link, const char *sql, pg_on_result *on_result,
			void *context, struct fault *fault)
{
	enum err err = check_send(link, "script", NULL, fault);

	if (err)
		return err;
	if (pipeline_waiting(link) || link->in_group || !PQexitPipelineMode(link->conn))
		return fault_set(fault, ERR_BUSY, "script", "statements wait for their answers");
	if (!PQsendQuery(link->conn, sql))
		return refuse_broken(link, fault);
	struct item *item = push(link, ITEM_SCRIPT, "script");
	item->on_result = on_result;
	item->context = context;
	link->in_script = true;
	flush(link);
	return ERR_NONE;
}

void pg_link_group(struct pg_link *link)
{
	BUG_IF(link->in_group);
	link->in_group = true;
	link->group_is_lost = link->state != LINK_READY;
	link->group_fault.err = ERR_NONE;
}

static void group_failed(pg_on_result *on_end, void *context)
{
	struct item end = { .on_result = on_end, .context = context };

	fault_set(&end.result.fault, ERR_LINK, "transaction", "not connected to the store");
	pipeline_call(&end, true);
}

/* Statements that were first used inside a group are prepared now, for the next time. */
static void prepare_wanted(struct pg_link *link)
{
	struct prepared *prepared;
	size_t cursor = 0;

	while ((prepared = map_next(&link->prepared, &cursor)))
		if (prepared->is_wanted && prepared->state == PREPARED_NOT && !send_prepare(link, prepared))
			link->is_broken = true;
}

void pg_link_group_end(struct pg_link *link, pg_on_result *on_end, void *context)
{
	BUG_IF(!link->in_group);
	link->in_group = false;
	if (link->group_is_lost || link->state != LINK_READY) {
		group_failed(on_end, context);
		return;
	}
	struct item *sync = push(link, ITEM_SYNC, "transaction");
	sync->on_result = on_end;
	sync->context = context;
	sync->result.fault = link->group_fault;
	if (!PQpipelineSync(link->conn))
		link->is_broken = true;
	else
		prepare_wanted(link);
	flush(link);
}

