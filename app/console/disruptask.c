/* SPDX-License-Identifier: MIT */
/* Disruptions asked of the store, and acts on many of their cases: chunk by chunk, so that nobody's keys wait, until nothing is left or
 * nothing moves. */
#include <string.h>

#include "base/mem.h"
#include "console/deck.h"
#include "pg/rows.h"

#define AGAIN_US (80 * US_PER_MS)
#define STILL_MOST 100 /* chunks in which nothing moved: about 8 s */

struct bulking {
	struct console *console;
	struct loop_timer *timer;
	int64_t tenant_id, bulk_id; /* INT_NONE: not begun */
	char *digest;               /* the go; NULL = none is given */
	int64_t left;
	int still;
};

static void end(struct bulking *bulking)
{
	struct console *console = bulking->console;

	for (size_t i = 0; i < console->bulking.count; i++)
		if (console->bulking.items[i] == bulking)
			console->bulking.items[i--] = console->bulking.items[--console->bulking.count];
	loop_timer_free(bulking->timer);
	mem_free(bulking->digest);
	mem_free(bulking);
}

void disruptask_stop(struct console *console)
{
	while (console->bulking.count > 0)
		end(console->bulking.items[0]);
	vec_release(&console->bulking);
}

static void tell(struct bulking *bulking, enum err err, const char *words, const char *digest)
{
	struct ui_event event = console_event(bulking->console, UI_BULK);

	event.err = err;
	event.words = words;
	event.act_id = bulking->bulk_id;
	event.client_key = digest;
	console_fold(bulking->console, &event);
}

static void fail(struct bulking *bulking, const char *words)
{
	tell(bulking, ERR_INVALID, words, "");
	end(bulking);
}

static bool ask(struct bulking *bulking, const char *statement, const struct pg_params *params, pg_on_result *on_result)
{
	if (storelink_ask(bulking->console, statement, params, on_result, bulking))
		return true;
	fail(bulking, "the store is away: nothing more is done; what is done has its receipts");
	return false;
}

/* ---------------------------------------------------------------- how it stands */

static void put_line(struct str *out, const char *lead, const struct pg_result *result, int row, int state)
{
	str_addf(out, "%6s  %s%s%s%s\n", pg_result_text(result, row, state + 2), lead, pg_result_text(result, row, state),
		 *pg_result_text(result, row, state + 1) ? ": " : "", pg_result_text(result, row, state + 1));
}

/* Columns: ref, kind, ready, amount, digest, state, words, count. */
static void on_stands(void *context, struct pg_result *result)
{
	struct bulking *bulking = context;
	int rows = pg_result_fault(result) ? 0 : pg_result_rows(result);
	bool is_ready = rows > 0 && pg_result_i64(result, 0, 2, 0) > 0;
	struct str out = { 0 };

	for (int row = 0; row < rows; row++)
		put_line(&out, "", result, row, 5);
	if (is_ready && strcmp(pg_result_text(result, 0, 1), "rebook") == 0)
		str_addf(&out, "\nWhat is ready costs %s in all. y does it; Esc leaves it as %s.\n", pg_result_text(result, 0, 3), pg_result_text(result, 0, 0));
	else if (is_ready)
		str_addf(&out, "\nThe letters are written and nothing has left: a case's S shows each. y sends them all; Esc leaves them as drafts of %s.\n",
			 pg_result_text(result, 0, 0));
	else if (rows > 0)
		str_addf(&out, "\n%s; each case has its receipt (r).\n", pg_result_text(result, 0, 0));
	tell(bulking, rows > 0 ? ERR_NONE : ERR_STORE, rows > 0 ? str_text(&out) : "the store did not say how it stands; r shows the receipts",
	     is_ready ? pg_result_text(result, 0, 4) : "");
	str_release(&out);
	end(bulking);
}

static void ask_stands(struct bulking *bulking)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, bulking->tenant_id);
	pg_params_i64(&params, bulking->bulk_id);
	ask(bulking, "console_bulk_stands", &params, on_stands);
	pg_params_release(&params);
}

/* ---------------------------------------------------------------- doing it */

static void go(void *context);

/* Columns: code, words (what is left), act_id, id. */
static void on_gone(void *context, struct pg_result *result)
{
	struct bulking *bulking = context;
	bool is_busy = !pg_result_fault(result) && strcmp(pg_result_text(result, 0, 0), "busy") == 0;
	int64_t left = 0;

	if (pg_result_fault(result) || (!is_busy && strcmp(pg_result_text(result, 0, 0), "done") != 0)) {
		fail(bulking, pg_result_fault(result) ? "the store did not answer; r shows the receipts" : pg_result_text(result, 0, 1));
		return;
	}
	storelink_ask(bulking->console, "console_hint", NULL, NULL, NULL);
	if (!is_busy && str_to_i64(span_of(pg_result_text(result, 0, 1)), &left) != ERR_NONE)
		left = 0;
	mem_free(bulking->digest);
	bulking->digest = NULL;
	bulking->still = is_busy || left == bulking->left ? bulking->still + 1 : 0;
	bulking->left = is_busy ? bulking->left : left;
	if ((!is_busy && left == 0) || bulking->still > STILL_MOST)
		ask_stands(bulking);
	else
		loop_timer_start(bulking->timer, bulking->still ? AGAIN_US : US_PER_MS, 0);
}

static void go(void *context)
{
	struct bulking *bulking = context;
	struct pg_params params = { 0 };

	pg_params_i64(&params, bulking->tenant_id);
	pg_params_i64(&params, bulking->bulk_id);
	pg_params_text(&params, bulking->digest);
	ask(bulking, "console_bulk_go", &params, on_gone);
	pg_params_release(&params);
}

static void on_begun(void *context, struct pg_result *result)
{
	struct bulking *bulking = context;

	if (pg_result_fault(result) || strcmp(pg_result_text(result, 0, 0), "done") != 0) {
		fail(bulking, pg_result_fault(result) ? "the store did not answer: nothing was begun" : pg_result_text(result, 0, 1));
		return;
	}
	bulking->bulk_id = pg_result_i64(result, 0, 3, INT_NONE);
	go(bulking);
}

/* Columns: would, words, count. */
static void on_previewed(void *context, struct pg_result *result)
{
	struct bulking *bulking = context;
	int rows = pg_result_fault(result) ? 0 : pg_result_rows(result);
	struct str out = { 0 };

	for (int row = 0; row < rows; row++)
		put_line(&out, "would be ", result, row, 0);
	if (rows > 0)
		str_adds(&out, "\nNothing is done yet. y does it, with a receipt for each; Esc leaves it.\n");
	tell(bulking, rows > 0 ? ERR_NONE : ERR_STORE, rows > 0 ? str_text(&out) : "the store did not say what would come of it", "");
	str_release(&out);
	end(bulking);
}

static void begin(struct bulking *bulking, const struct ui_effect *effect)
{
	struct pg_params params = { 0 };
	struct rows args = { 0 };

	rows_begin(&args);
	for (size_t i = 0; i < effect->args.count; i++)
		rows_text(&args, effect->args.items[i]);
	pg_params_i64(&params, effect->tenant_id);
	pg_params_i64(&params, effect->disruption_id);
	pg_params_text(&params, effect->name);
	pg_params_text(&params, effect->words);
	pg_params_span(&params, rows_end(&args));
	if (!effect->is_preview)
		pg_params_text(&params, effect->client_key);
	ask(bulking, effect->is_preview ? "console_bulk_preview" : "console_bulk", &params, effect->is_preview ? on_previewed : on_begun);
	pg_params_release(&params);
	rows_release(&args);
}

void disruptask_bulk(struct console *console, const struct ui_effect *effect)
{
	struct bulking *bulking = mem_new(1, sizeof *bulking);

	bulking->console = console;
	bulking->tenant_id = effect->tenant_id;
	bulking->bulk_id = effect->bulk_id;
	bulking->digest = effect->digest ? mem_text(effect->digest) : NULL;
	bulking->left = -1;
	bulking->timer = loop_timer_new(console->loop, go, bulking);
	*vec_push(&console->bulking) = bulking;
	if (bulking->bulk_id == INT_NONE)
		begin(bulking, effect);
	else
		go(bulking);
}

/* ---------------------------------------------------------------- the page */

static void on_members(void *context, struct pg_result *result)
{
	if (!pg_result_fault(result))
		storelink_put(context, STORE_DISRUPTION_MEMBERS, result);
}

static void on_bulks(void *context, struct pg_result *result)
{
	if (!pg_result_fault(result))
		storelink_put(context, STORE_BULKS, result);
}

static void on_receipts(void *context, struct pg_result *result)
{
	if (!pg_result_fault(result))
		storelink_put(context, STORE_RECEIPTS, result);
}

void disruptask_page(struct console *console, int64_t tenant_id, int64_t disruption_id)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, tenant_id);
	pg_params_i64(&params, disruption_id);
	storelink_ask(console, "console_disruption_members", &params, on_members, console);
	storelink_ask(console, "console_bulks", &params, on_bulks, console);
	storelink_ask(console, "console_receipts", &params, on_receipts, console);
	pg_params_release(&params);
}
