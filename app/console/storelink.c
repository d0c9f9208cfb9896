/* SPDX-License-Identifier: MIT */
/* The link to the store. A hint is never data: it makes us look. Every 1.5 s the head is looked at anyway; its answer is also
 * the sign of life that the title shows. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/digest.h"
#include "console/deck.h"
#include "net/net.h"
#include "pg/rows.h"
#include "pg/rowread.h"

#define HEAD_EVERY_US (1500 * US_PER_MS)
#define HINT_WAIT_US (100 * US_PER_MS) /* with a live feed: it will bring the rows */
#define CHANGES_MOST 2000

bool storelink_is_up(const struct console *console)
{
	return console->link && pg_link_is_ready(console->link);
}

void storelink_rows_came(struct console *console)
{
	console->is_rows_due = true;
	painting_soon(console);
}

void storelink_report(struct console *console)
{
	struct ui_event event = console_event(console, UI_LINKS);

	event.links = console->ui.scene.links;
	event.links.is_store_up = storelink_is_up(console);
	event.links.is_feed_wanted = console->feed != NULL;
	event.links.is_feed_up = console->is_feed_welcome;
	if (console->is_feed_welcome)
		event.links.feed_heard_at = event.now_us;
	console_fold(console, &event);
}

void storelink_heard(struct console *console)
{
	console->ui.scene.links.store_heard_at = loop_now_us(console->loop);
}

/* ---- sending statements ---- */

bool storelink_ask(struct console *console, const char *name, const struct pg_params *params, pg_on_result *on_result,
		   void *context)
{
	struct fault fault = { 0 };
	bool is_sent;

	if (!storelink_is_up(console))
		return false;
	is_sent = pg_link_send(console->link, name, params, on_result, context, &fault) == ERR_NONE;
	storelink_watch(console);
	return is_sent;
}

struct console_head *storelink_head(struct console *console, int64_t tenant_id)
{
	for (size_t i = 0; i < console->head_count; i++)
		if (console->heads[i].tenant_id == tenant_id)
			return &console->heads[i];
	return NULL;
}

/* ---- rows into the store ---- */

void storelink_put_cases(struct console *console, const struct pg_result *result, bool is_snapshot)
{
	struct arena arena = { 0 };
	struct fault fault = { 0 };
	void *rows;
	size_t count = 0;

	if (rowread_all(&row_shown_case, result, &arena, &rows, &count, &fault) != ERR_NONE)
		count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct case_row *row = (const struct case_row *)rows + i;
		store_put_case(&console->store, row);
		if (is_snapshot)
			map_put_id(&console->snapshot_seen, queuepage_key(row->tenant_id, row->case_id), console);
	}
	arena_release(&arena);
	storelink_rows_came(console);
}

void storelink_put(struct console *console, enum store_set set, const struct pg_result *result)
{
	struct arena arena = { 0 };
	struct fault fault = { 0 };
	void *rows;
	size_t count;

	if (rowread_all(store_set_type(set), result, &arena, &rows, &count, &fault) == ERR_NONE)
		store_load(&console->store, set, rows, count);
	arena_release(&arena);
	storelink_rows_came(console);
}

/* ---- changes ---- */


static void on_changed_cases(void *context, struct pg_result *result)
{
	struct console *console = context;

	storelink_heard(console);
	if (!pg_result_fault(result))
		storelink_put_cases(console, result, false);
}

/* Cases that were named by changes and are out of sight now came as gone; the others are read again. */
static void read_cases(struct console *console, int64_t tenant_id, struct rows *ids)
{
	struct pg_params params = { 0 };

	if (ids->count > 0) {
		pg_params_i64(&params, tenant_id);
		pg_params_span(&params, rows_end(ids));
		storelink_ask(console, "console_cases", &params, on_changed_cases, console);
	}
	pg_params_release(&params);
}

static void apply_change(struct console *console, int64_t tenant_id, const char *kind, const char *op, int64_t id,
			 struct rows *ids, bool *has_lists)
{
	if (strcmp(kind, "case") == 0)
		storelink_case_moved(console, tenant_id, id);
	if (strcmp(kind, "case") == 0 && strcmp(op, "gone") == 0)
		store_drop_case(&console->store, tenant_id, id);
	else if (strcmp(kind, "case") == 0)
		rows_i64(ids, id);
	else if (strcmp(kind, "approval") == 0 || strcmp(kind, "interface") == 0 || strcmp(kind, "disruption") == 0)
		*has_lists = true;
}

struct asking {
	struct console *console;
	int64_t tenant_id;
};

/* Columns: seq, kind, id, op. A range outside our scope comes as kind skip with its last number as id. */
static void on_changes(void *context, struct pg_result *result)
{
	struct asking *asking = context;
	struct console *console = asking->console;
	struct console_head *head = storelink_head(console, asking->tenant_id);
	struct rows ids = { 0 };
	bool has_lists = false;
	int count = pg_result_fault(result) ? 0 : pg_result_rows(result);

	mem_free(asking);
	if (!head)
		return;
	head->is_reading = false;
	storelink_heard(console);
	rows_begin(&ids);
	for (int i = 0; i < count; i++) {
		const char *kind = pg_result_text(result, i, 1);
		bool is_skip = strcmp(kind, "skip") == 0;
		int64_t seq = pg_result_i64(result, i, is_skip ? 2 : 0, 0);
		if (!is_skip)
			apply_change(console, head->tenant_id, kind, pg_result_text(result, i, 3), pg_result_i64(result, i, 2, 0), &ids,
				     &has_lists);
		head->seq = seq > head->seq ? seq : head->seq;
	}
	read_cases(console, head->tenant_id, &ids);
	rows_release(&ids);
	if (has_lists)
		storelink_lists(console);
	storelink_rows_came(console);
	if (count >= CHANGES_MOST)
		storelink_read_changes(console, head);
}

void storelink_read_changes(struct console *console, struct console_head *head)
{
	struct pg_params params = { 0 };
	struct asking *asking;

	head->is_behind = false;
	if (head->is_reading || !console->is_snapshot_done)
		return;
	asking = mem_new(1, sizeof *asking);
	*asking = (struct asking){ console, head->tenant_id };
	pg_params_i64(&params, head->tenant_id);
	pg_params_i64(&params, head->seq);
	pg_params_i64(&params, CHANGES_MOST);
	head->is_reading = storelink_ask(console, "console_changes", &params, on_changes, asking);
	if (!head->is_reading)
		mem_free(asking);
	pg_params_release(&params);
}

void storelink_behind(struct console *console, int64_t tenant_id, bool is_hint)
{
	struct console_head *head = storelink_head(console, tenant_id);

	if (!head)
		return;
	if (is_hint && console->is_feed_welcome) {
		if (!head->is_behind)
			head->behind_us = loop_now_us(console->loop);
		head->is_behind = true;
		loop_timer_start(console->link_timer, HINT_WAIT_US, 0);
		return;
	}
	storelink_read_changes(console, head);
}

bool storelink_number(struct console *console, int64_t tenant_id, int64_t epoch, int64_t seq)
{
	struct console_head *head = storelink_head(console, tenant_id);

	if (!head || !console->is_snapshot_done)
		return false;
	if (seq <= head->seq)
		return true;
	if (head->epoch != epoch || seq != head->seq + 1)
		return false;
	head->seq = seq;
	return true;
}

/* ---- heads ---- */

/* Columns: tenant_id, epoch, seq, min_seq, is an engine alive. */
static void on_head(void *context, struct pg_result *result)
{
	struct console *console = context;

	console->is_head_asked = false;
	if (pg_result_fault(result))
		return;
	storelink_heard(console);
	if (pg_result_rows(result) > 0)
		console->ui.scene.links.is_engine_up = pg_result_bool(result, 0, 4);
	for (int i = 0; i < pg_result_rows(result); i++) {
		struct console_head *head = storelink_head(console, pg_result_i64(result, i, 0, 0));
		int64_t epoch = pg_result_i64(result, i, 1, 0), seq = pg_result_i64(result, i, 2, 0);
		if (!head)
			continue;
		if (epoch != head->epoch || seq < head->seq || pg_result_i64(result, i, 3, 0) > head->seq + 1) {
			storelink_snapshot(console);
			return;
		}
		if (seq > head->seq)
			storelink_behind(console, head->tenant_id, true);
	}
	storelink_report(console);
}

static void ask_head(struct console *console)
{
	struct pg_params params = { 0 };
	struct rows tenants = { 0 };

	if (console->is_head_asked || console->head_count == 0)
		return;
	rows_begin(&tenants);
	for (size_t i = 0; i < console->head_count; i++)
		rows_i64(&tenants, console->heads[i].tenant_id);
	pg_params_span(&params, rows_end(&tenants));
	console->head_asked_us = loop_now_us(console->loop);
	console->is_head_asked = storelink_ask(console, "console_head", &params, on_head, console);
	rows_release(&tenants);
	pg_params_release(&params);
}

/* The rows of hello again: a tenant's clock may have been let go, a limit changed. */
static void on_me(void *context, struct pg_result *result)
{
	if (!pg_result_fault(result))
		storelink_put(context, STORE_ME, result);
}

static void ask_me(struct console *console, int64_t now)
{
	const struct me_row *me = scene_me(&console->ui.scene);
	bool is_real = me && strcmp(me->clock_kind, "real") == 0;

	if (now - console->me_asked_us < (is_real ? 60 : 4) * US_PER_S)
		return;
	console->me_asked_us = now;
	storelink_ask(console, "console_hello", NULL, on_me, console);
}

/* Every 1.5 s: the head, and whether an answer is overdue. */
static void on_head_timer(void *context)
{
	struct console *console = context;
	int64_t now = loop_now_us(console->loop);

	if (storelink_is_up(console) && console->is_snapshot_done)
		ask_me(console, now);

	if (storelink_is_up(console) && console->is_head_asked && now - console->head_asked_us > 3 * US_PER_S)
		console->ui.scene.links.is_store_up = false; /* it does not answer: said, and still waited for */
	if (storelink_is_up(console))
		ask_head(console);
	storelink_report(console);
}

/* ---- the link itself ---- */

static void on_connected(void *context)
{
	struct console *console = context;

	console->attempts = 0;
	storelink_heard(console);
	storelink_snapshot(console);
	storelink_report(console);
}

static void on_lost(void *context, const struct fault *fault)
{
	struct console *console = context;

	(void)fault;
	console->is_head_asked = false;
	for (size_t i = 0; i < console->head_count; i++)
		console->heads[i].is_reading = false;
	console->attempts++;
	loop_timer_start(console->link_timer, net_backoff_us(console->attempts, 200 * US_PER_MS, 3 * US_PER_S, random_next(&console->random)), 0);
	storelink_report(console);
}

/* A hint: the payload says how far the store is, but only looking tells. */
static void on_notify(void *context, struct span channel, struct span payload, int pid)
{
	struct console *console = context;

	(void)payload;
	(void)pid;
	console->ui.scene.links.hint_heard_at = loop_now_us(console->loop);
	for (size_t i = 0; i < console->store.sets[STORE_ME].count; i++) {
		const struct me_row *me = store_row(&console->store, STORE_ME, i);
		if (span_is(channel, me->channel))
			storelink_behind(console, me->tenant_id, true);
	}
}

static void on_link_ready(void *context, unsigned ready)
{
	struct console *console = context;

	(void)ready;
	pg_link_step(console->link, loop_now_us(console->loop));
	storelink_watch(console);
}

void storelink_watch(struct console *console)
{
	int fd = console->link ? pg_link_fd(console->link) : -1;
	struct pg_wants wants;
	struct fault fault;

	if (fd != console->link_fd) {
		loop_watch_free(console->link_watch);
		console->link_watch = NULL;
		console->link_fd = fd;
		if (fd >= 0 && loop_watch_new(console->loop, fd, on_link_ready, console, &console->link_watch, &fault) != ERR_NONE)
			console->link_fd = -1;
	}
	if (!console->link_watch)
		return;
	wants = pg_link_wants(console->link);
	loop_watch_set(console->link_watch, (wants.read ? LOOP_READ : 0u) | (wants.write ? LOOP_WRITE : 0u));
}

/* Serves three waits: to connect again, the connect timeout, and hints that the feed did not answer. */
static void on_link_timer(void *context)
{
	struct console *console = context;

	if (storelink_is_up(console)) {
		for (size_t i = 0; i < console->head_count; i++)
			if (console->heads[i].is_behind)
				storelink_read_changes(console, &console->heads[i]);
		return;
	}
	pg_link_open(console->link, loop_now_us(console->loop)); /* no effect while it is being opened */
	loop_timer_start(console->link_timer, 500 * US_PER_MS, 0);
	pg_link_step(console->link, loop_now_us(console->loop)); /* tells at once of a refusal at once, and sets the timer anew */
	storelink_watch(console);
}

void storelink_start(struct console *console)
{
	struct pg_options options = console->options->store;
	const struct pg_handlers handlers = { console, on_connected, on_lost, on_notify };

	options.user = console->user;
	options.application_name = "docket console";
	options.statement_timeout_ms = 60000;
	options.idle_in_transaction_ms = 5000;
	console->link = pg_link_new(&options, &handlers);
	console->link_fd = -1;
	console->link_timer = loop_timer_new(console->loop, on_link_timer, console);
	console->head_timer = loop_timer_new(console->loop, on_head_timer, console);
	pg_link_open(console->link, loop_now_us(console->loop));
	storelink_watch(console);
	loop_timer_start(console->link_timer, 500 * US_PER_MS, 0);
	loop_timer_start(console->head_timer, HEAD_EVERY_US, HEAD_EVERY_US);
}

void storelink_stop(struct console *console)
{
	loop_watch_free(console->link_watch);
	console->link_watch = NULL;
	pg_link_close(console->link); /* what waits for an answer ends with it */
	sending_stop(console);
	disruptask_stop(console);
	pg_link_free(console->link);
	console->link = NULL;
	console->link_fd = -1;
	loop_timer_free(console->link_timer);
	loop_timer_free(console->head_timer);
	console->link_timer = console->head_timer = NULL;
	console->head_count = 0;
	console->is_head_asked = console->is_snapshot_done = false;
	map_release(&console->snapshot_seen);
}
