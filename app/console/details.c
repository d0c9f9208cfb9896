/* SPDX-License-Identifier: MIT */
/* What is asked of the store beside the queue: the details of an opened case, the short lists, a search, a partner's message. */
#include "base/mem.h"
#include "console/deck.h"

/* The sets of an opened case with their statements. */
static const struct {
	enum store_set set;
	const char *statement;
} details[] = {
	{ STORE_STORY, "console_story" },     { STORE_MILESTONES, "console_milestones" }, { STORE_CONTACTS, "console_contacts" },
	{ STORE_CLOCKS, "console_clocks" },   { STORE_LINKS, "console_links" },		  { STORE_QUOTES, "console_quotes" },
	{ STORE_EFFECTS, "console_effects" }, { STORE_LETTERS, "console_letters" },	  { STORE_TASKS, "console_tasks" },
	{ STORE_DOCUMENTS, "console_documents" },
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

void storelink_lists(struct console *console)
{
	storelink_ask(console, "console_approvals", NULL, on_approvals, console);
	storelink_ask(console, "console_interfaces", NULL, on_interfaces, console);
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
