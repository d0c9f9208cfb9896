/* SPDX-License-Identifier: MIT */
/* What is asked of the store beside the queue: the details of an opened case, the short lists, a search, a partner's message. */
#include <stdio.h>

#include "base/mem.h"
#include "codec/dead_text.h"
#include "console/deck.h"

/* The sets of an opened case with their statements. */
static const struct {
	enum store_set set;
	const char *statement;
} details[] = {
	{ STORE_STORY, "console_story" },     { STORE_MILESTONES, "console_milestones" }, { STORE_CONTACTS, "console_contacts" },
	{ STORE_CLOCKS, "console_clocks" },   { STORE_LINKS, "console_links" },		  { STORE_QUOTES, "console_quotes" },
	{ STORE_EFFECTS, "console_effects" }, { STORE_LETTERS, "console_letters" },	  { STORE_TASKS, "console_tasks" },
	{ STORE_DOCUMENTS, "console_documents" }, { STORE_STEPS, "console_steps" },
};

struct detail_asking {
	struct console *console;
	int64_t tenant_id, case_id;
	enum store_set set;
};

static void on_detail(void *context, struct pg_result *result)
{
	struct detail_asking asking = *(struct detail_asking *)context;
	struct console *console = asking.console;

	mem_free(context);
	storelink_heard(console);
	if (pg_result_fault(result) || asking.case_id != console->detail_case || asking.tenant_id != console->detail_tenant)
		return; /* another case was opened meanwhile */
	storelink_put(console, asking.set, result);
}

void storelink_details(struct console *console, int64_t tenant_id, int64_t case_id)
{
	struct pg_params params = { 0 };

	console->detail_tenant = tenant_id;
	console->detail_case = case_id;
	console->is_detail_due = false;
	store_open_case(&console->store, tenant_id, case_id);
	pg_params_i64(&params, tenant_id);
	pg_params_i64(&params, case_id);
	for (size_t i = 0; i < COUNT_OF(details); i++) {
		struct detail_asking *asking = mem_new(1, sizeof *asking);
		*asking = (struct detail_asking){ console, tenant_id, case_id, details[i].set };
		if (!storelink_ask(console, details[i].statement, &params, on_detail, asking)) {
			mem_free(asking);
			console->is_detail_due = true; /* no room now: with the next frame */
		}
	}
	pg_params_release(&params);
}

void storelink_case_moved(struct console *console, int64_t tenant_id, int64_t case_id)
{
	console->is_detail_due |= tenant_id == console->detail_tenant && case_id == console->detail_case;
}

static void on_approvals(void *context, struct pg_result *result)
{
	if (!pg_result_fault(result))
		storelink_put(context, STORE_APPROVALS, result);
}

static void on_interfaces(void *context, struct pg_result *result)
{
	if (!pg_result_fault(result))
		storelink_put(context, STORE_INTERFACES, result);
}

static void on_stuck(void *context, struct pg_result *result)
{
	if (!pg_result_fault(result))
		storelink_put(context, STORE_STUCK, result);
}

static void on_disruptions(void *context, struct pg_result *result)
{
	if (!pg_result_fault(result))
		storelink_put(context, STORE_DISRUPTIONS, result);
}

/* As many as a person can go through; more are for the command line. */
#define DEADS_MOST 1000

static void on_deads(void *context, struct pg_result *result)
{
	if (!pg_result_fault(result))
		storelink_put(context, STORE_DEAD, result);
}

static void ask_deads(struct console *console)
{
	struct pg_params params = { 0 };

	if (console->dead_interface[0])
		pg_params_text(&params, console->dead_interface);
	else
		pg_params_null(&params);
	pg_params_i64(&params, DEADS_MOST);
	storelink_ask(console, "console_dead", &params, on_deads, console);
	pg_params_release(&params);
}

void storelink_deads(struct console *console, const char *interface)
{
	console->has_deads = true;
	snprintf(console->dead_interface, sizeof console->dead_interface, "%s", interface ? interface : "");
	ask_deads(console);
}

void storelink_lists(struct console *console)
{
	storelink_ask(console, "console_approvals", NULL, on_approvals, console);
	storelink_ask(console, "console_interfaces", NULL, on_interfaces, console);
	storelink_ask(console, "console_stuck", NULL, on_stuck, console);
	storelink_ask(console, "console_disruptions", NULL, on_disruptions, console);
	if (console->has_deads)
		ask_deads(console);
}

static void on_found(void *context, struct pg_result *result)
{
	if (!pg_result_fault(result))
		storelink_put(context, STORE_FOUND, result);
}

void storelink_find(struct console *console, const char *words)
{
	struct pg_params params = { 0 };

	pg_params_text(&params, words);
	pg_params_i64(&params, 50);
	storelink_ask(console, "console_find", &params, on_found, console);
	pg_params_release(&params);
}

/* Columns: interface, received_at, content_type, headers, body. */
static void on_raw(void *context, struct pg_result *result)
{
	struct console *console = context;
	struct ui_event event = console_event(console, UI_TEXT);
	struct str text = { 0 };

	if (pg_result_fault(result) || pg_result_rows(result) == 0)
		return;
	str_addf(&text, "%s\n%s\n\n%s", pg_result_text(result, 0, 2), pg_result_text(result, 0, 3), pg_result_text(result, 0, 4));
	event.words = pg_result_text(result, 0, 0);
	event.text = (struct span){ str_text(&text), text.length };
	console_fold(console, &event);
	str_release(&text);
}

void storelink_raw(struct console *console, int64_t tenant_id, int64_t message_id)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, tenant_id);
	pg_params_i64(&params, message_id);
	storelink_ask(console, "console_raw", &params, on_raw, console);
	pg_params_release(&params);
}

struct told_asking {
	struct console *console;
	char *title;
};

static void on_told(void *context, struct pg_result *result)
{
	struct told_asking *asking = context;
	bool has_text = !pg_result_fault(result) && pg_result_rows(result) > 0 && !pg_result_is_null(result, 0, 0);
	struct ui_event event = console_event(asking->console, has_text ? UI_TEXT : UI_SAY);

	if (has_text) {
		event.words = asking->title;
		event.text = span_of(pg_result_text(result, 0, 0));
	} else {
		event.words = pg_result_fault(result) ? "the store did not answer; once more" : "that is not yours to see, or is gone";
		event.err = ERR_NOT_FOUND;
	}
	console_fold(asking->console, &event);
	mem_free(asking->title);
	mem_free(asking);
}

static void put_id(struct pg_params *params, int64_t id)
{
	if (id == INT_NONE)
		pg_params_null(params);
	else
		pg_params_i64(params, id);
}

void storelink_told(struct console *console, const struct ui_effect *effect)
{
	struct told_asking *asking = mem_new(1, sizeof *asking);
	struct pg_params params = { 0 };

	*asking = (struct told_asking){ console, mem_text(effect->words) };
	pg_params_i64(&params, effect->tenant_id);
	put_id(&params, effect->subject_id);
	put_id(&params, effect->case_id);
	if (!storelink_ask(console, "console_told", &params, on_told, asking)) {
		mem_free(asking->title);
		mem_free(asking);
	}
	pg_params_release(&params);
}

/* ---- dead letters and interfaces ---- */

struct dead_asking {
	struct console *console;
	int64_t tenant_id, dead_id;
};

static const struct dead_shown_row *dead_row(const struct console *console, int64_t dead_id)
{
	const struct store_rows *rows = &console->store.sets[STORE_DEAD];

	for (size_t i = 0; i < rows->count; i++)
		if (((const struct dead_shown_row *)rows->rows[i])->dead_id == dead_id)
			return rows->rows[i];
	return NULL;
}

static void give_text(struct console *console, struct arena *arena, const struct dead_text *text, struct ui_dead_text *out)
{
	struct ui_event event = console_event(console, UI_DEAD_TEXT);
	struct textedit_cut *cuts = arena_new(arena, text->line_count, sizeof *cuts);

	for (size_t i = 0; i < text->line_count; i++)
		cuts[i] = (struct textedit_cut){ text->lines[i].begin, text->lines[i].indent_cols };
	out->text = text->text;
	out->why_not = text->why_not;
	out->cuts = cuts;
	out->cut_count = text->line_count;
	out->mark_from = text->has_mark ? text->mark.begin : 0;
	out->mark_to = text->has_mark ? text->mark.end : 0;
	out->is_item = text->is_item;
	out->is_recoded = text->is_recoded;
	event.dead = out;
	console_fold(console, &event);
}

/* Columns: content_type, item, is_mended, body. */
static void on_dead_text(void *context, struct pg_result *result)
{
	struct dead_asking asking = *(struct dead_asking *)context;
	const struct dead_shown_row *row = dead_row(asking.console, asking.dead_id);
	struct ui_dead_text out = { .tenant_id = asking.tenant_id, .dead_id = asking.dead_id };
	struct arena arena = { 0 };
	struct dead_text text;
	struct str body = { 0 };

	mem_free(context);
	if (pg_result_fault(result) || pg_result_rows(result) == 0 || !row)
		return;
	pg_result_bytes(result, 0, 3, &body);
	out.is_mended = pg_result_bool(result, 0, 2);
	dead_text_read(&arena, pg_result_text(result, 0, 0), (struct span){ str_text(&body), body.length }, pg_result_i64(result, 0, 1, 0),
		       row->place, row->reason, &text);
	give_text(asking.console, &arena, &text, &out);
	str_release(&body);
	arena_release(&arena);
}

void storelink_dead_text(struct console *console, int64_t tenant_id, int64_t dead_id)
{
	struct dead_asking *asking = mem_new(1, sizeof *asking);
	struct pg_params params = { 0 };

	*asking = (struct dead_asking){ console, tenant_id, dead_id };
	pg_params_i64(&params, tenant_id);
	pg_params_i64(&params, dead_id);
	if (!storelink_ask(console, "console_dead_text", &params, on_dead_text, asking))
		mem_free(asking);
	pg_params_release(&params);
}

static void on_interface_page(void *context, struct pg_result *result)
{
	if (!pg_result_fault(result))
		storelink_put(context, STORE_INTERFACE_PAGE, result);
}

static void on_interface_faults(void *context, struct pg_result *result)
{
	if (!pg_result_fault(result))
		storelink_put(context, STORE_INTERFACE_FAULTS, result);
}

static void on_interface_shipments(void *context, struct pg_result *result)
{
	if (!pg_result_fault(result))
		storelink_put(context, STORE_INTERFACE_SHIPMENTS, result);
}

/* The page comes last: what is drawn beside it is there then. */
void storelink_interface(struct console *console, int64_t tenant_id, int64_t interface_id)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, tenant_id);
	pg_params_i64(&params, interface_id);
	storelink_ask(console, "console_interface_faults", &params, on_interface_faults, console);
	storelink_ask(console, "console_interface_shipments", &params, on_interface_shipments, console);
	storelink_ask(console, "console_interface_page", &params, on_interface_page, console);
	pg_params_release(&params);
}
