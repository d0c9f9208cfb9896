/* SPDX-License-Identifier: MIT */
/*
 * The snapshot: hello gives each tenant's head, then the first page is asked for, then all rows as a stream; what changed after the
 * heads comes by number afterwards, so a row read twice is only read newer. What the stream did not hold is gone.
 */
#include "console/deck.h"

#define FIRST_ROWS 200
#define STREAM_ROWS 500

/* Rows that the finished snapshot did not hold are gone. */
static void drop_unseen(struct console *console)
{
	VEC(int64_t) gone = { 0 };
	const struct case_row *row;
	size_t cursor = 0;

	while ((row = map_next(&console->store.cases, &cursor)))
		if (!map_get_id(&console->snapshot_seen, queuepage_key(row->tenant_id, row->case_id))) {
			*vec_push(&gone) = row->tenant_id;
			*vec_push(&gone) = row->case_id;
		}
	for (size_t i = 0; i + 1 < gone.count; i += 2)
		store_drop_case(&console->store, gone.items[i], gone.items[i + 1]);
	vec_release(&gone);
	map_release(&console->snapshot_seen);
}

static void on_all(void *context, struct pg_result *result)
{
	struct console *console = context;

	if (pg_result_fault(result))
		return;
	storelink_heard(console);
	storelink_put_cases(console, result, true);
	if (!pg_result_is_end(result))
		return;
	drop_unseen(console);
	console->is_snapshot_done = true;
	for (size_t i = 0; i < console->head_count; i++)
		storelink_read_changes(console, &console->heads[i]);
	feedlink_start(console);
}

static void on_first(void *context, struct pg_result *result)
{
	struct console *console = context;

	if (!pg_result_fault(result))
		storelink_put_cases(console, result, true);
}

static void listen_to(struct console *console, const struct me_row *me)
{
	struct fault fault;

	if (console->options->has_no_hints || !*me->channel)
		return;
	if (pg_link_listen(console->link, me->channel, NULL, NULL, &fault) != ERR_NONE)
		return;
}

/* The rows of hello: who sits here, and where each tenant's changes stand. */
static void on_hello(void *context, struct pg_result *result)
{
	struct console *console = context;
	struct pg_params params = { 0 };
	struct fault fault;
	struct ui_event say;

	if (pg_result_fault(result)) {
		say = console_event(console, UI_SAY);
		say.words = pg_result_fault(result)->why;
		say.err = ERR_DENIED;
		console_fold(console, &say);
		return;
	}
	storelink_put(console, STORE_ME, result);
	console->head_count = 0;
	for (size_t i = 0; i < console->store.sets[STORE_ME].count; i++) {
		const struct me_row *me = store_row(&console->store, STORE_ME, i);
		if (storelink_head(console, me->tenant_id) || console->head_count == CONSOLE_TENANTS_MAX)
			continue;
		console->heads[console->head_count++] = (struct console_head){ .tenant_id = me->tenant_id, .epoch = me->epoch, .seq = me->seq };
		listen_to(console, me);
	}
	pg_params_i64(&params, FIRST_ROWS);
	storelink_ask(console, "console_first", &params, on_first, console);
	pg_params_release(&params);
	storelink_lists(console);
	if (pg_link_stream(console->link, "console_all", NULL, STREAM_ROWS, on_all, console, &fault) != ERR_NONE)
		console->is_snapshot_done = true;
	storelink_watch(console);
}

void storelink_snapshot(struct console *console)
{
	console->is_snapshot_done = false;
	console->is_head_asked = false;
	map_release(&console->snapshot_seen);
	storelink_ask(console, "console_hello", NULL, on_hello, console);
}
