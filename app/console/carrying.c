/* SPDX-License-Identifier: MIT */
/* Effects of ui/state carried out: each kind has its function. */
#include <string.h>

#include "console/deck.h"

static void say(struct console *console, enum err err, const char *words)
{
	struct ui_event event = console_event(console, UI_SAY);

	event.words = words;
	event.err = err;
	ui_update(&console->ui, &event, &console->effects);
}

static void do_load(struct console *console, const struct ui_effect *effect)
{
	console->figures.cases_opened += effect->case_id != console->detail_case;
	storelink_details(console, effect->tenant_id, effect->case_id);
}

static void do_find(struct console *console, const struct ui_effect *effect)
{
	storelink_find(console, effect->words);
}

static void do_raw(struct console *console, const struct ui_effect *effect)
{
	storelink_raw(console, effect->tenant_id, effect->message_id);
}

static void do_told(struct console *console, const struct ui_effect *effect)
{
	storelink_told(console, effect);
}

static void do_lists(struct console *console, const struct ui_effect *effect)
{
	(void)effect;
	storelink_lists(console);
}

static void do_deads(struct console *console, const struct ui_effect *effect)
{
	storelink_deads(console, effect->name);
}

static void do_dead_text(struct console *console, const struct ui_effect *effect)
{
	storelink_dead_text(console, effect->tenant_id, effect->dead_id);
}

static void do_interface(struct console *console, const struct ui_effect *effect)
{
	storelink_interface(console, effect->tenant_id, effect->interface_id);
}

static void do_disruption(struct console *console, const struct ui_effect *effect)
{
	disruptask_page(console, effect->tenant_id, effect->disruption_id);
}

static void do_bulk(struct console *console, const struct ui_effect *effect)
{
	disruptask_bulk(console, effect);
}

static void do_send_drafts(struct console *console, const struct ui_effect *effect)
{
	(void)effect;
	sending_drafts(console);
}

static void do_notice(struct console *console, const struct ui_effect *effect)
{
	if (console->notify)
		notify_send(console->notify, effect->name, effect->words, false);
	if (console->term)
		term_bell(console->term);
}

static void do_set(struct console *console, const struct ui_effect *effect)
{
	struct fault fault = { 0 };
	enum err err = ERR_INVALID;

	if (strcmp(effect->name, "theme") == 0)
		err = painting_theme(console, effect->words, &fault);
	else if (strcmp(effect->name, "glyphs") == 0) {
		console->grid.glyphs = strcmp(effect->words, "ascii") == 0 ? GLYPH_ASCII : GLYPH_LINE;
		err = ERR_NONE;
	} else {
		fault_set(&fault, ERR_INVALID, "set", "the options are theme and glyphs");
	}
	say(console, err, err ? fault.why : "done");
}

static void do_demo(struct console *console, const struct ui_effect *effect)
{
	if (console->options->on_demo)
		say(console, ERR_NONE, console->options->on_demo(console->options->context, effect->name, effect->words));
}

/* The other login takes the seat: a new link, nothing kept of what the first one saw. */
static void do_chair(struct console *console, const struct ui_effect *effect)
{
	const char *first = console->options->store.user, *other = console->options->chair_user;

	(void)effect;
	if (!other) {
		say(console, ERR_DENIED, "there is no other chair here");
		return;
	}
	feedlink_stop(console);
	storelink_stop(console);
	store_drop_tenant(&console->store, 0);
	for (int set = 0; set < STORE_SET_COUNT_; set++)
		store_load(&console->store, (enum store_set)set, NULL, 0);
	console->has_deads = false;
	storelink_rows_came(console);
	console->user = console->user == other ? first : other;
	storelink_start(console);
	say(console, ERR_NONE, console->user == other ? "you sit in the supervisor's chair now: F9 goes back" : "back in your own chair");
}

static void do_redraw(struct console *console, const struct ui_effect *effect)
{
	(void)effect;
	if (console->term)
		term_redraw(console->term);
}

static void do_suspend(struct console *console, const struct ui_effect *effect)
{
	(void)effect;
	if (console->term)
		painting_suspend(console);
}

static void do_quit(struct console *console, const struct ui_effect *effect)
{
	(void)effect;
	loop_stop(console->loop);
}

static void (*const functions[])(struct console *console, const struct ui_effect *effect) = {
	[UI_DO_ACT] = sending_effect,	  [UI_DO_REQUEST] = sending_effect, [UI_DO_DECIDE] = sending_effect, [UI_DO_DECIDE_ALL] = sending_effect,
	[UI_DO_LOAD] = do_load,		  [UI_DO_FIND] = do_find,	    [UI_DO_RAW] = do_raw,
	[UI_DO_TOLD] = do_told,		  [UI_DO_LISTS] = do_lists,	    [UI_DO_DRAFT] = sending_keep,	    [UI_DO_SEND_DRAFTS] = do_send_drafts,
	[UI_DO_DEADS] = do_deads,	  [UI_DO_DEAD_TEXT] = do_dead_text, [UI_DO_INTERFACE] = do_interface,
	[UI_DO_DISRUPTION] = do_disruption, [UI_DO_BULK] = do_bulk,
	[UI_DO_NOTICE] = do_notice,	  [UI_DO_SET] = do_set,
	[UI_DO_DEMO] = do_demo,		  [UI_DO_CHAIR] = do_chair,	    [UI_DO_REDRAW] = do_redraw,
	[UI_DO_SUSPEND] = do_suspend,	  [UI_DO_QUIT] = do_quit,
};

void carrying_out(struct console *console)
{
	/* What is carried out may bring events, and these new effects: they are walked inside, on a list of their own. */
	struct ui_effects taken = console->effects;

	if (taken.list.count == 0)
		return;
	console->effects = (struct ui_effects){ 0 };
	for (size_t i = 0; i < taken.list.count; i++)
		functions[taken.list.items[i].kind](console, &taken.list.items[i]);
	carrying_out(console); /* what was only said meanwhile */
	ui_effects_release(&console->effects);
	ui_effects_reset(&taken);
	console->effects = taken;
}
