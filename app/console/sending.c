/* SPDX-License-Identifier: MIT */
/* What an operator does, sent as one SQL function each and answered with a code and words. The hint follows as a statement of
 * its own, after the commit. Without the store, notes and calls become drafts. */
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "console/deck.h"
#include "pg/rows.h"

/* What the operator functions' codes mean. */
static const struct {
	const char *code;
	enum err err;
} codes[] = {
	{ "done", ERR_NONE },	  { "changed", ERR_CHANGED }, { "denied", ERR_DENIED },	      { "limit", ERR_LIMIT },
	{ "busy", ERR_BUSY },	  { "invalid", ERR_INVALID }, { "no-engine", ERR_LINK },      { "not-found", ERR_NOT_FOUND },
};

static enum err err_of(const char *code)
{
	for (size_t i = 0; i < COUNT_OF(codes); i++)
		if (strcmp(codes[i].code, code) == 0)
			return codes[i].err;
	return ERR_STORE;
}

/* What came of an act is looked up this often, and this many times. */
#define LOOK_EVERY_US (60 * US_PER_MS)
#define LOOKS_MOST 60

/* A row that somebody writes at this moment is tried again under the same key, this often and this long: people are told only of what
 * lasts. */
#define BUSY_EVERY_US (60 * US_PER_MS)
#define BUSY_MOST_US (2 * US_PER_S)

/* One thing on its way: first the store takes it, then an engine folds it and says what came of it. */
struct sent {
	struct console *console;
	const char *statement;
	struct pg_params params; /* owned */
	char *client_key;
	int64_t tenant_id, act_id;
	int64_t begun_us;
	struct loop_timer *timer; /* NULL until there is something to wait for */
	int looks;
	bool is_awaited;          /* somebody waits for the engine's answer: that none comes is told, too */
	bool is_said;             /* the store's own answer said it all: only a refusal is told behind it */
};

static void end(struct sent *sent)
{
	struct console *console = sent->console;

	for (size_t i = 0; i < console->sent.count; i++)
		if (console->sent.items[i] == sent)
			console->sent.items[i--] = console->sent.items[--console->sent.count];
	loop_timer_free(sent->timer);
	pg_params_release(&sent->params);
	mem_free(sent->client_key);
	mem_free(sent);
}

static void tell(struct sent *sent, enum err err, const char *words, bool is_folded)
{
	struct ui_event event = console_event(sent->console, UI_ANSWER);

	event.is_folded = is_folded;
	event.err = err;
	event.words = words;
	event.client_key = sent->client_key;
	event.act_id = sent->act_id;
	sent->console->figures.refused += err != ERR_NONE;
	console_fold(sent->console, &event);
}

static void wait_for(struct sent *sent, void (*on_time)(void *context), int64_t us)
{
	loop_timer_free(sent->timer);
	sent->timer = loop_timer_new(sent->console->loop, on_time, sent);
	loop_timer_start(sent->timer, us, 0);
}

/* Columns: state, answer. */
static void on_came(void *context, struct pg_result *result)
{
	struct sent *sent = context;
	bool has_row = !pg_result_fault(result) && pg_result_rows(result) > 0;
	const char *state = has_row ? pg_result_text(result, 0, 0) : "";

	if (strcmp(state, "refused") == 0)
		tell(sent, ERR_DENIED, pg_result_text(result, 0, 1), true);
	else if (strcmp(state, "folded") == 0 && !sent->is_said)
		tell(sent, ERR_NONE, pg_result_text(result, 0, 1), true);
	else if (strcmp(state, "folded") == 0)
		storelink_details(sent->console, sent->console->detail_tenant, sent->console->detail_case);
	else if (!pg_result_fault(result) && ++sent->looks < LOOKS_MOST) {
		loop_timer_start(sent->timer, LOOK_EVERY_US, 0);
		return;
	} else if (sent->is_awaited) {
		tell(sent, ERR_LINK, "it is stored, and no engine has taken it up yet: look again in a moment", false);
	}
	end(sent);
}

static void on_look(void *context)
{
	struct sent *sent = context;
	struct pg_params params = { 0 };
	struct fault fault;

	pg_params_i64(&params, sent->tenant_id);
	pg_params_i64(&params, sent->act_id);
	if (!storelink_is_up(sent->console) ||
	    pg_link_send(sent->console->link, "console_came", &params, on_came, sent, &fault) != ERR_NONE)
		end(sent);
	else
		storelink_watch(sent->console);
	pg_params_release(&params);
}

/* The store has it: an engine is told, and asked for what came of it. */
static void follow_up(struct sent *sent)
{
	struct fault ignored;

	if (pg_link_send(sent->console->link, "console_hint", NULL, NULL, NULL, &ignored) == ERR_NONE)
		storelink_watch(sent->console);
	if (sent->act_id == INT_NONE) {
		end(sent);
		return;
	}
	wait_for(sent, on_look, LOOK_EVERY_US / 2);
}

static void dispatch(void *context);

static void on_answer(void *context, struct pg_result *result)
{
	struct sent *sent = context;
	const struct fault *fault = pg_result_fault(result);
	enum err err;

	if (fault || pg_result_rows(result) == 0) {
		tell(sent, fault ? fault->err : ERR_STORE,
		     fault && fault->err != ERR_LINK ? fault->why : "the store was lost before it answered; look whether it was done", false);
		end(sent);
		return;
	}
	err = err_of(pg_result_text(result, 0, 0));
	if (err == ERR_BUSY && loop_now_us(sent->console->loop) - sent->begun_us < BUSY_MOST_US) {
		wait_for(sent, dispatch, BUSY_EVERY_US);
		return;
	}
	sent->act_id = pg_result_i64(result, 0, 2, INT_NONE);
	tell(sent, err, pg_result_text(result, 0, 1), false);
	if (err)
		end(sent);
	else
		follow_up(sent);
}

static void dispatch(void *context)
{
	struct sent *sent = context;
	struct fault fault = { 0 };

	if (storelink_is_up(sent->console) &&
	    pg_link_send(sent->console->link, sent->statement, &sent->params, on_answer, sent, &fault) == ERR_NONE) {
		storelink_watch(sent->console);
		return;
	}
	tell(sent, ERR_LINK, "the store is lost; nothing was sent", false);
	end(sent);
}

/* Takes over the parameters. */
static void send(struct console *console, const char *statement, struct pg_params *params, const struct ui_effect *effect)
{
	struct sent *sent = mem_new(1, sizeof *sent);

	*sent = (struct sent){ .console = console, .statement = statement, .params = *params, .client_key = mem_text(effect->client_key),
				.tenant_id = effect->tenant_id, .act_id = INT_NONE, .begun_us = loop_now_us(console->loop),
				.is_awaited = effect->is_awaited, .is_said = effect->kind != UI_DO_ACT };
	*params = (struct pg_params){ 0 };
	*vec_push(&console->sent) = sent;
	dispatch(sent);
}

static void put_seen(struct pg_params *params, const struct ui_effect *effect)
{
	struct rows seen = { 0 };

	if (!effect->has_seen) {
		pg_params_null(params);
		return;
	}
	rows_begin(&seen);
	for (size_t i = 0; i < COUNT_OF(effect->seen); i++)
		rows_i64(&seen, effect->seen[i]);
	pg_params_span(params, rows_end(&seen));
	rows_release(&seen);
}

static void write_args(const struct texts *args, struct rows *out)
{
	rows_begin(out);
	for (size_t i = 0; i < args->count; i++)
		rows_text(out, args->items[i]);
}

static void put_case(struct pg_params *params, int64_t case_id)
{
	if (case_id == INT_NONE)
		pg_params_null(params);
	else
		pg_params_i64(params, case_id);
}

static void send_act(struct console *console, const struct ui_effect *effect)
{
	struct pg_params params = { 0 };
	struct rows args = { 0 };

	pg_params_text(&params, effect->name);
	pg_params_i64(&params, effect->tenant_id);
	put_case(&params, effect->case_id);
	put_seen(&params, effect);
	write_args(&effect->args, &args);
	pg_params_span(&params, rows_end(&args));
	pg_params_text(&params, effect->client_key);
	send(console, "console_act", &params, effect);
	console->figures.acts++;
	rows_release(&args);
}

static void send_request(struct console *console, const struct ui_effect *effect)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, effect->tenant_id);
	pg_params_i64(&params, effect->quote_id);
	pg_params_text(&params, effect->digest);
	pg_params_text(&params, effect->words);
	pg_params_text(&params, effect->client_key);
	pg_params_bool(&params, effect->is_at_once);
	send(console, "console_request", &params, effect);
	console->figures.requests++;
}

static void send_decision(struct console *console, const struct ui_effect *effect)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, effect->tenant_id);
	pg_params_i64(&params, effect->quote_id);
	pg_params_text(&params, effect->digest);
	pg_params_text(&params, effect->name);
	pg_params_text(&params, effect->words);
	pg_params_text(&params, effect->client_key);
	pg_params_text(&params, "console");
	send(console, "console_decide", &params, effect);
	console->figures.decisions++;
}

/* args: quote, digest, quote, digest, ... */
static void send_decisions(struct console *console, const struct ui_effect *effect)
{
	struct pg_params params = { 0 };
	struct rows quotes = { 0 }, digests = { 0 };

	rows_begin(&quotes);
	rows_begin(&digests);
	for (size_t i = 0; i + 1 < effect->args.count; i += 2) {
		rows_text(&quotes, effect->args.items[i]);
		rows_text(&digests, effect->args.items[i + 1]);
	}
	pg_params_i64(&params, effect->tenant_id);
	pg_params_span(&params, rows_end(&quotes));
	pg_params_span(&params, rows_end(&digests));
	pg_params_text(&params, effect->name);
	pg_params_text(&params, effect->words);
	pg_params_text(&params, effect->client_key);
	pg_params_text(&params, "console");
	send(console, "console_decide_all", &params, effect);
	console->figures.decisions++;
	rows_release(&quotes);
	rows_release(&digests);
}

void sending_effect(struct console *console, const struct ui_effect *effect)
{
	if (effect->kind == UI_DO_ACT)
		send_act(console, effect);
	else if (effect->kind == UI_DO_REQUEST)
		send_request(console, effect);
	else if (effect->kind == UI_DO_DECIDE_ALL)
		send_decisions(console, effect);
	else
		send_decision(console, effect);
}

/* ---- drafts ---- */

void sending_keep(struct console *console, const struct ui_effect *effect)
{
	struct console_draft *draft = vec_push(&console->drafts);
	struct rows args = { 0 };
	struct span text;

	write_args(&effect->args, &args);
	text = rows_end(&args);
	*draft = (struct console_draft){ mem_text(effect->name), effect->tenant_id, effect->case_id, mem_text(effect->client_key),
					 mem_copy(text.text, text.length) };
	rows_release(&args);
}

static void free_draft(struct console_draft *draft)
{
	mem_free(draft->name);
	mem_free(draft->client_key);
	mem_free(draft->args);
}

/* Notes and calls rest on nothing that could have changed, so they are sent unchecked; the same key twice is one act. */
static void send_draft(struct console *console, const struct console_draft *draft)
{
	const struct ui_effect effect = { .kind = UI_DO_ACT, .client_key = draft->client_key, .tenant_id = draft->tenant_id };
	struct pg_params params = { 0 };

	pg_params_text(&params, draft->name);
	pg_params_i64(&params, draft->tenant_id);
	put_case(&params, draft->case_id);
	pg_params_null(&params);
	pg_params_text(&params, draft->args);
	pg_params_text(&params, draft->client_key);
	send(console, "console_act", &params, &effect);
}

void sending_drafts(struct console *console)
{
	struct ui_event say = console_event(console, UI_SAY);

	if (!storelink_is_up(console)) {
		say.words = "the store is still lost; the drafts are kept";
		say.err = ERR_LINK;
		console_fold(console, &say);
		return;
	}
	for (size_t i = 0; i < console->drafts.count; i++) {
		send_draft(console, &console->drafts.items[i]);
		free_draft(&console->drafts.items[i]);
	}
	console->drafts.count = 0;
	console->ui.draft_count = 0;
}

void sending_stop(struct console *console)
{
	while (console->sent.count > 0)
		end(console->sent.items[console->sent.count - 1]);
	vec_release(&console->sent);
}

void sending_release(struct console *console)
{
	for (size_t i = 0; i < console->drafts.count; i++)
		free_draft(&console->drafts.items[i]);
	vec_release(&console->drafts);
}
