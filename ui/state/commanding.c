/* SPDX-License-Identifier: MIT */
/* Commands by their names. A key is bound to a command line; so is every line of the palette and the prompt. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state/inside.h"
#include "view/words.h"

/* Only what waits for a person can be replayed: the rest waits for its shipment. */
static void mark_dead(struct ui *ui)
{
	const struct dead_shown_row *row = mending_row(ui);

	if (!row || strcmp(row->state, "open") != 0) {
		ui_say(ui, ROLE_WARN, row ? "it waits for its shipment, and is tried by itself when that is announced" : "nothing is here to mark");
		return;
	}
	if (!map_remove_id(&ui->marked_dead, row->dead_id))
		map_put_id(&ui->marked_dead, row->dead_id, ui);
	ui_move(ui, "move-down");
	if (ui->marked_dead.count)
		ui_say(ui, ROLE_MARK, "%zu marked: r replays them in turn, and stops when the same fault comes again", ui->marked_dead.count);
}

static void do_mark(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	const struct case_row *row = layer_case(ui);
	int64_t key = row ? queuepage_key(row->tenant_id, row->case_id) : 0;

	(void)line;
	(void)out;
	if (!layer_top(ui) && ui->view == VIEW_APPROVALS) {
		together_mark(ui);
		return;
	}
	if (layer_top(ui) && layer_top(ui)->kind == LAYER_LIST && layer_top(ui)->set == STORE_DEAD) {
		mark_dead(ui);
		return;
	}
	if (layer_top(ui) && layer_top(ui)->kind == LAYER_DISRUPTION) {
		disrupted_mark(ui);
		return;
	}
	if (!row)
		return;
	if (!map_remove_id(&ui->marked, key))
		map_put_id(&ui->marked, key, ui);
	ui_move(ui, "move-down");
	if (ui->marked.count)
		ui_say(ui, ROLE_MARK, "%zu marked: the next act is for all of them; :unmark-all takes the marks away", ui->marked.count);
}

static void do_unmark(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	(void)out;
	map_release(&ui->marked);
	map_release(&ui->marked_dead);
	map_release(&ui->marked_approvals);
	ui_say(ui, ROLE_MESSAGE, "no marks");
}

static void do_hold(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	(void)out;
	ui->is_hold_asked = !ui->is_hold_asked;
	ui->hold_until_us = 0;
	queue_hold(&ui->queues[ui->view], &ui->scene, ui->is_hold_asked);
}

static void do_why(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	const struct case_row *row = layer_case(ui);
	struct str text = { 0 };
	int64_t now;

	(void)line;
	(void)out;
	if (!row)
		return;
	now = scene_now(&ui->scene, row->tenant_id);
	str_addf(&text, "%s stands where it stands because of two things, in this order:\n\n1. Its band: %s.\n2. Its work-by time: ", row->ref,
		 words_band(row->band));
	words_when_zone(&text, row->work_by, now, row->dest_zone);
	str_adds(&text, ", which is\n\n   ");
	words_explain(&text, row->why, now, row->dest_zone, false);
	str_adds(&text, "\n\nThe deciding clock is the one that can still be won first. A new time of arrival, a change of tier or value, "
			"or a clock that runs out moves it; waiting alone does not.");
	layer_open_text(ui, "Why here", str_text(&text));
	str_release(&text);
	ui_happened(ui, "why");
}

static void do_undo(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	undoing_do(ui, out);
}

static void do_raw(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	const struct store_rows *rows = &ui->scene.store->sets[STORE_STORY];
	const struct layer *top = layer_top(ui);
	long skip = top && top->kind == LAYER_CASE ? top->casepage.top : 0;

	(void)line;
	for (size_t i = rows->count; i-- > 0;) {
		const struct story_row *story = rows->rows[i];
		struct ui_effect *effect;
		if (skip-- > 0 || story->message_id == INT_NONE)
			continue;
		effect = ui_effect_add(out, UI_DO_RAW);
		effect->tenant_id = story->tenant_id;
		effect->message_id = story->message_id;
		return;
	}
	ui_say(ui, ROLE_WARN, "no partner's message stands behind this story yet");
}

static void do_replay(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	mending_try(ui, out);
}

static void do_mend(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	(void)out;
	mending_edit(ui);
}

static void do_drop(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	(void)out;
	if (mending_row(ui))
		prompt_open(ui, PROMPT_DROP);
	else
		ui_say(ui, ROLE_ERROR, "put the cursor on a dead letter first");
}

static void do_command(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	(void)out;
	prompt_open(ui, PROMPT_COMMAND);
}

static void do_palette(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	(void)out;
	prompt_palette(ui);
}

static void do_help(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	(void)out;
	prompt_help(ui);
}

static void do_log_call(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	acting_begin(ui, verb_find(verb_acts, "call"), line->word_count ? line : NULL, out);
}

static void do_act(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	(void)out;
	acting_menu(ui);
}

static void do_drafts(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	(void)out;
	ui_say(ui, ROLE_MESSAGE, "%d unsent draft%s; :send-drafts sends them", ui->draft_count, ui->draft_count == 1 ? "" : "s");
}

static void do_tour(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	(void)out;
	if (ui->step_count == 0) {
		ui_say(ui, ROLE_WARN, "there is a tour only in the demo");
		return;
	}
	ui->has_tour = !ui->has_tour;
	if (ui->has_tour && layer_top(ui) && layer_top(ui)->kind == LAYER_BRIEF)
		layer_pop(ui);
}

static void do_demo(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	const struct verb *verb = verb_find(verb_commands, "demo");
	struct ui_effect *effect;

	if (line->word_count != 2 || !argument_allows(&verb->arguments[0], line->words[0].text) ||
	    !argument_allows(&verb->arguments[1], line->words[1].text)) {
		ui_say(ui, ROLE_ERROR, "demo: stop or start, then one of %s", verb->arguments[1].choices);
		return;
	}
	effect = ui_effect_add(out, UI_DO_DEMO);
	effect->name = arena_str(&out->arena, line->words[0].text);
	effect->words = arena_str(&out->arena, line->words[1].text);
	ui_happened(ui, "demo");
}

static void do_set(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct ui_effect *effect;

	if (line->word_count != 2) {
		ui_say(ui, ROLE_ERROR, "set: an option and its value: set theme dark");
		return;
	}
	effect = ui_effect_add(out, UI_DO_SET);
	effect->name = arena_str(&out->arena, line->words[0].text);
	effect->words = arena_str(&out->arena, line->words[1].text);
}

static void do_effect(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	static const struct {
		const char *name;
		enum ui_effect_kind kind;
	} rows[] = { { "redraw", UI_DO_REDRAW }, { "suspend", UI_DO_SUSPEND },
		     { "send-drafts", UI_DO_SEND_DRAFTS }, { "chair", UI_DO_CHAIR } };

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (strcmp(rows[i].name, line->verb) == 0)
			ui_effect_add(out, rows[i].kind);
	ui_happened(ui, line->verb);
}

/* One key must not end a shift by mistake, and drafts must not go with it unsaid. */
static void do_quit(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	bool is_sure = ui->quit_us && ui->scene.now_us - ui->quit_us < 10 * US_PER_S;

	(void)line;
	if (is_sure) {
		ui_effect_add(out, UI_DO_QUIT);
		return;
	}
	ui->quit_us = ui->scene.now_us;
	if (ui->draft_count > 0)
		ui_say(ui, ROLE_WARN, "%d unsent draft%s would be lost; the same key again leaves", ui->draft_count,
		       ui->draft_count == 1 ? "" : "s");
	else
		ui_say(ui, ROLE_MESSAGE, "the same key again leaves docket");
}

/* What each command of verb_commands does; moves are not here, ui_move knows them. */
static const struct {
	const char *name;
	command_function *on_command;
} functions[] = {
	{ "open", going_open },	   { "back", going_back },	      { "next-pane", going_next_pane }, { "help", do_help },
	{ "palette", do_palette }, { "command", do_command }, { "filter", going_filter },	     { "filter-off", going_filter_off },
	{ "find", going_find },	   { "next-view", going_next_view }, { "view", going_view },	     { "mark", do_mark },
	{ "unmark-all", do_unmark }, { "hold-order", do_hold }, { "why", do_why },	     { "log-call", do_log_call },
	{ "act", do_act },	   { "approve", going_approve }, { "deny", going_approve },	     { "undo", do_undo },
	{ "raw-message", do_raw }, { "interfaces", going_interfaces }, { "interface", going_interface },
	{ "effects", going_effects }, { "disruptions", disrupted_list }, { "disruption", disrupted_open }, { "receipts", disrupted_receipts }, { "bulk", bulking_begin },
	{ "dead", going_dead },	   { "replay", do_replay },   { "mend", do_mend },	     { "drop", do_drop },
	{ "blocked-case", going_blocked }, { "drafts", do_drafts }, { "send-drafts", do_effect },
	{ "tour", do_tour },	   { "chair", do_effect },    { "demo", do_demo },	     { "set", do_set },
	{ "redraw", do_effect },   { "suspend", do_effect },  { "quit", do_quit },
};

static bool run(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	const struct verb *act = verb_find(verb_acts, line->verb);
	const struct verb *command = verb_find(verb_commands, line->verb);

	if (ui_move(ui, line->verb))
		return true;
	if (command && (command->needs & NEEDS_DEMO) && !ui->is_demo) {
		ui_say(ui, ROLE_ERROR, "%s works in a simulated operation only", command->title);
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(functions); i++)
		if (strcmp(functions[i].name, line->verb) == 0) {
			functions[i].on_command(ui, line, out);
			return true;
		}
	if (act)
		acting_begin(ui, act, line->word_count ? line : NULL, out);
	return act != NULL;
}

void ui_command(struct ui *ui, const char *text, struct ui_effects *out)
{
	struct arena arena = { 0 };
	struct conf_line line;
	struct fault fault;
	const char *nearest;

	if (text[strspn(text, " ")] == '\0')
		return;
	if (conf_read_line(&arena, span_of(text), &line, &fault)) {
		ui_say(ui, ROLE_ERROR, "%s", fault.why);
	} else if (run(ui, &line, out)) {
		;
	} else if (view_find(line.verb) >= 0 && line.word_count == 0) { /* `next` is an act before it is a view */
		going_to(ui, view_find(line.verb));
	} else {
		nearest = verb_nearest(verb_commands, line.verb);
		nearest = nearest ? nearest : verb_nearest(verb_acts, line.verb);
		ui_say(ui, ROLE_ERROR, "there is no command %s%s%s; ? lists all", line.verb, nearest ? "; did you mean " : "",
		       nearest ? nearest : "");
	}
	arena_release(&arena);
}
