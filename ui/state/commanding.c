/* SPDX-License-Identifier: MIT */
/* Commands by their names. A key is bound to a command line; so is every line of the palette and the prompt. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state/inside.h"
#include "view/words.h"

typedef void command_function(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

bool ui_move(struct ui *ui, const char *command)
{
	struct layer *top = layer_top(ui);

	if (!top && ui->view == VIEW_APPROVALS)
		return rowlist_command(&ui->approvals, command);
	if (!top) {
		if (!queue_command(&ui->queues[ui->view], command))
			return false;
		queue_hold(&ui->queues[ui->view], &ui->scene, true);
		ui->hold_until_us = ui->scene.now_us + 10 * US_PER_S;
		ui->detail_due_us = ui->scene.now_us + 150 * US_PER_MS;
		return true;
	}
	if (top->kind == LAYER_CASE)
		return casepage_command(&top->casepage, command, ui->rows);
	if (top->kind == LAYER_LIST || top->kind == LAYER_INTERFACE)
		return rowlist_command(&top->list, command);
	if (top->kind == LAYER_DEAD)
		return textedit_command(&top->edited, command);
	if (top->kind == LAYER_PAGER)
		return pager_command(&top->pager, command, layer_pager_rows(ui), layer_pager_cols(ui));
	return false;
}

/* Nothing on a case's page is cut without a way to read it: this is the way. */
static void read_case(struct ui *ui, const struct layer *layer, const struct case_row *row)
{
	struct str text = { 0 }, title = { 0 };

	casepage_text(&ui->scene, &layer->casepage, row, &text);
	str_addf(&title, "%s %s %s", row->ref, row->subject, row->title);
	layer_open_text(ui, str_text(&title), str_text(&text));
	str_release(&title);
	str_release(&text);
}

/* A subject without a case, or a case that is closed: only to read. */
static void tell(struct ui_effects *out, int64_t tenant_id, int64_t subject_id, int64_t case_id, const char *title)
{
	struct ui_effect *effect = ui_effect_add(out, UI_DO_TOLD);

	effect->tenant_id = tenant_id;
	effect->subject_id = subject_id;
	effect->case_id = case_id;
	effect->words = arena_str(&out->arena, title);
}

static void open_found(struct ui *ui, const struct found_row *found, struct ui_effects *out)
{
	if (found->case_id != INT_NONE && store_case(ui->scene.store, found->tenant_id, found->case_id)) {
		layer_open_case(ui, found->tenant_id, found->case_id, out);
	} else if (found->case_id != INT_NONE) {
		tell(out, found->tenant_id, INT_NONE, found->case_id, arena_printf(&out->arena, "%s, closed", found->case_ref));
	} else {
		tell(out, found->tenant_id, found->subject_id, INT_NONE, arena_printf(&out->arena, "%s %s", found->kind, found->ref));
		ui_say(ui, ROLE_MESSAGE, "no open case; :new %s words=\"...\" opens one", found->ref);
	}
}

static void open_interface(struct ui *ui, const struct layer *list, struct ui_effects *out)
{
	const struct store_rows *rows = &ui->scene.store->sets[STORE_INTERFACES];
	const struct interface_shown_row *row = (size_t)list->list.cursor < rows->count ? rows->rows[list->list.cursor] : NULL;

	if (row)
		interfacing_open(ui, row->tenant_id, row->interface_id, out);
}

static void do_open(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct layer *top = layer_top(ui);
	const struct case_row *row = layer_case(ui);

	(void)line;
	if (top && top->kind == LAYER_LIST && top->set == STORE_DEAD) {
		mending_open(ui, out);
	} else if (top && top->kind == LAYER_LIST && top->set == STORE_INTERFACES) {
		open_interface(ui, top, out);
	} else if (top && top->kind == LAYER_INTERFACE) {
		interfacing_enter(ui, out);
	} else if (top && top->kind == LAYER_DEAD) {
		mending_edit(ui);
	} else if (top && top->kind == LAYER_LIST && top->set == STORE_FOUND) {
		if ((size_t)top->list.cursor < ui->scene.store->sets[STORE_FOUND].count)
			open_found(ui, store_row(ui->scene.store, STORE_FOUND, (size_t)top->list.cursor), out);
	} else if (!top && ui->view == VIEW_APPROVALS) {
		deciding_open(ui, out);
	} else if (top && top->kind == LAYER_CASE && row) {
		read_case(ui, top, row);
	} else if (top && top->kind == LAYER_CASE) {
		tell(out, top->tenant_id, INT_NONE, top->case_id, "The closed case");
	} else if (row) {
		layer_open_case(ui, row->tenant_id, row->case_id, out);
	}
}

static void find_words(struct ui *ui, const char *words, struct ui_effects *out)
{
	struct ui_effect *effect = ui_effect_add(out, UI_DO_FIND);

	effect->words = arena_str(&out->arena, words);
	snprintf(ui->found_words, sizeof ui->found_words, "%s", words);
}

/* One search after another takes its place: what is shown is what was found last. */
void ui_find(struct ui *ui, const char *words, struct ui_effects *out)
{
	struct layer *top = layer_top(ui);

	if (!top || top->kind != LAYER_LIST || top->set != STORE_FOUND)
		top = layer_push(ui, LAYER_LIST);
	top->set = STORE_FOUND;
	str_clear(&top->title);
	str_addf(&top->title, "Found: %s", words);
	str_clear(&top->text);
	str_adds(&top->text, words);
	top->list.count = 0;
	find_words(ui, words, out);
}

/* Each view has a filter of its own: those that are still on are named. */
static void say_filter_off(struct ui *ui)
{
	struct str others = { 0 };

	for (int view = 0; view < VIEW_COUNT_; view++)
		if (ui->queues[view].filter)
			str_addf(&others, "%s %s", others.length ? "," : "; still on in", views[view].title);
	ui_say(ui, ROLE_MESSAGE, "filter off%s%s", others.length ? " here" : "", str_text(&others));
	str_release(&others);
}

/* A search that stands below the one just left: its rows, not the other's. */
static void find_again(struct ui *ui, struct ui_effects *out)
{
	struct layer *top = layer_top(ui);

	if (!top || top->kind != LAYER_LIST || top->set != STORE_FOUND || strcmp(str_text(&top->text), ui->found_words) == 0)
		return;
	find_words(ui, str_text(&top->text), out);
}

static void do_back(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct queue *queue = &ui->queues[ui->view];
	struct fault fault;

	(void)line;
	if (!mending_may_leave(ui))
		return;
	if (layer_top(ui)) {
		layer_pop(ui);
		find_again(ui, out);
	} else if (queue->filter && queue_filter(queue, &ui->scene, "", &fault) == ERR_NONE)
		say_filter_off(ui);
	else if (queue->is_held)
		queue_hold(queue, &ui->scene, ui->is_hold_asked = false);
}

static void go_to(struct ui *ui, int view)
{
	layer_clear(ui);
	ui->view = (enum view_id)view;
	ui->detail_due_us = ui->scene.now_us;
	if (views[view].has)
		queue_rebuild(&ui->queues[view], &ui->scene);
}

static void do_view(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	int view = line->word_count ? view_find(line->words[0].text) : -1;

	if (view < 0) {
		ui_say(ui, ROLE_ERROR, "view: next, waiting, breaching, approvals or all");
		return;
	}
	go_to(ui, view);
	if (view == VIEW_APPROVALS)
		ui_effect_add(out, UI_DO_LISTS);
}

static void do_next_view(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	(void)out;
	go_to(ui, ((int)ui->view + 1) % VIEW_COUNT_);
}

static void do_next_pane(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct layer *top = layer_top(ui);

	if (top && top->kind == LAYER_CASE)
		casepage_next(&top->casepage);
	else
		do_next_view(ui, line, out);
}

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
		ui_say(ui, ROLE_MARK, "%zu marked: r replays them in turn, and stops at the first repeat", ui->marked_dead.count);
}

static void do_mark(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	const struct case_row *row = layer_case(ui);
	int64_t key = row ? queuepage_key(row->tenant_id, row->case_id) : 0;

	(void)line;
	(void)out;
	if (layer_top(ui) && layer_top(ui)->kind == LAYER_LIST && layer_top(ui)->set == STORE_DEAD) {
		mark_dead(ui);
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

static void open_list(struct ui *ui, enum store_set set, const char *title)
{
	struct layer *layer = layer_push(ui, LAYER_LIST);

	layer->set = set;
	str_adds(&layer->title, title);
	layer->list.count = (long)ui->scene.store->sets[set].count;
}

static void do_interfaces(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	ui_effect_add(out, UI_DO_LISTS);
	open_list(ui, STORE_INTERFACES, "Interfaces");
}

/* A name, else what the page on top is about, else all of them. */
static void do_interface(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	const struct dead_shown_row *dead = mending_row(ui);
	const struct case_row *row = layer_case(ui);
	const char *name = line->word_count ? line->words[0].text : dead ? dead->interface :
			   row && strcmp(row->subject_kind, "interface") == 0 ? row->subject : "";
	const struct interface_shown_row *found = interfacing_find(ui, name);

	if (found)
		interfacing_open(ui, found->tenant_id, found->interface_id, out);
	else if (*name && line->word_count)
		ui_say(ui, ROLE_ERROR, "there is no interface %s of yours; :interfaces lists them", name);
	else
		do_interfaces(ui, line, out);
}

static void do_dead(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	const struct layer *top = layer_top(ui);
	const struct interface_page_row *page = top && top->kind == LAYER_INTERFACE ? interfacing_page(ui, top) : NULL;

	mending_list(ui, line->word_count ? line->words[0].text : page ? page->name : NULL, out);
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

static void do_blocked(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	const struct layer *top = layer_top(ui);
	const struct dead_shown_row *dead = mending_row(ui);
	const struct interface_page_row *page = top && top->kind == LAYER_INTERFACE ? interfacing_page(ui, top) : NULL;
	int64_t tenant_id = page ? page->tenant_id : dead ? dead->tenant_id : 0, case_id = page ? page->case_id : dead ? dead->case_id : INT_NONE;

	(void)line;
	if (case_id == INT_NONE)
		ui_say(ui, ROLE_MESSAGE, page ? "it has no case of its own: it is heard as it should be" : "no open case waits for it");
	else
		layer_open_case(ui, tenant_id, case_id, out);
}

static void do_find(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	if (line->word_count == 0) {
		prompt_open(ui, PROMPT_FIND);
		return;
	}
	ui_find(ui, line->raw, out);
}

static void do_filter(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct fault fault;

	(void)out;
	if (line->word_count == 0)
		prompt_open(ui, PROMPT_FILTER);
	else if (queue_filter(&ui->queues[ui->view], &ui->scene, line->raw, &fault))
		ui_say(ui, ROLE_ERROR, "filter, column %d: %s%s%s", fault.column, fault.why, *fault.help ? "; " : "", fault.help);
}

static void do_filter_off(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct fault fault;

	(void)line;
	(void)out;
	if (queue_filter(&ui->queues[ui->view], &ui->scene, "", &fault) == ERR_NONE)
		say_filter_off(ui);
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

static void do_approve(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	if (!layer_top(ui) && ui->view == VIEW_APPROVALS)
		deciding_open(ui, out);
	else
		go_to(ui, VIEW_APPROVALS);
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
	{ "open", do_open },	   { "back", do_back },	      { "next-pane", do_next_pane }, { "help", do_help },
	{ "palette", do_palette }, { "command", do_command }, { "filter", do_filter },	     { "filter-off", do_filter_off },
	{ "find", do_find },	   { "next-view", do_next_view }, { "view", do_view },	     { "mark", do_mark },
	{ "unmark-all", do_unmark }, { "hold-order", do_hold }, { "why", do_why },	     { "log-call", do_log_call },
	{ "act", do_act },	   { "approve", do_approve }, { "deny", do_approve },	     { "undo", do_undo },
	{ "raw-message", do_raw }, { "interfaces", do_interfaces }, { "interface", do_interface },
	{ "dead", do_dead },	   { "replay", do_replay },   { "mend", do_mend },	     { "drop", do_drop },
	{ "blocked-case", do_blocked }, { "drafts", do_drafts }, { "send-drafts", do_effect },
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
		go_to(ui, view_find(line.verb));
	} else {
		nearest = verb_nearest(verb_commands, line.verb);
		nearest = nearest ? nearest : verb_nearest(verb_acts, line.verb);
		ui_say(ui, ROLE_ERROR, "there is no command %s%s%s; ? lists all", line.verb, nearest ? "; did you mean " : "",
		       nearest ? nearest : "");
	}
	arena_release(&arena);
}
