/* SPDX-License-Identifier: MIT */
/* Where one is: moves, views, lists and pages, what is opened and the way back. */
#include <stdio.h>
#include <string.h>

#include "state/inside.h"

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
	if (top->kind == LAYER_LIST || top->kind == LAYER_INTERFACE || top->kind == LAYER_DISRUPTION)
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

static void open_stuck(struct ui *ui, const struct layer *list, struct ui_effects *out)
{
	const struct effect_shown_row *row = layer_list_row(ui, list);

	if (row)
		layer_open_case(ui, row->tenant_id, row->case_id, out);
}

static void open_interface(struct ui *ui, const struct layer *list, struct ui_effects *out)
{
	const struct interface_shown_row *row = layer_list_row(ui, list);

	if (row)
		interfacing_open(ui, row->tenant_id, row->interface_id, out);
}

void going_open(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct layer *top = layer_top(ui);
	const struct case_row *row = layer_case(ui);

	(void)line;
	if (top && top->kind == LAYER_LIST && top->set == STORE_DEAD) {
		mending_open(ui, out);
	} else if (top && top->kind == LAYER_LIST && top->set == STORE_INTERFACES) {
		open_interface(ui, top, out);
	} else if (top && top->kind == LAYER_LIST && top->set == STORE_STUCK) {
		open_stuck(ui, top, out);
	} else if (top && top->kind == LAYER_LIST && top->set == STORE_DISRUPTIONS) {
		disrupted_row(ui, out);
	} else if (top && top->kind == LAYER_DISRUPTION) {
		disrupted_enter(ui, out);
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

void going_back(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct queue *queue = &ui->queues[ui->view];
	struct fault fault;

	(void)line;
	if (!mending_may_leave(ui))
		return;
	if (layer_top(ui)) {
		layer_pop(ui);
		str_clear(&ui->message); /* it spoke of what is gone */
		find_again(ui, out);
	} else if (queue->filter && queue_filter(queue, &ui->scene, "", &fault) == ERR_NONE)
		say_filter_off(ui);
	else if (queue->is_held)
		queue_hold(queue, &ui->scene, ui->is_hold_asked = false);
}

void going_to(struct ui *ui, int view)
{
	layer_clear(ui);
	ui->view = (enum view_id)view;
	ui->detail_due_us = ui->scene.now_us;
	if (views[view].has)
		queue_rebuild(&ui->queues[view], &ui->scene);
}

void going_view(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	int view = line->word_count ? view_find(line->words[0].text) : -1;

	if (!mending_may_leave(ui))
		return;
	if (view < 0) {
		ui_say(ui, ROLE_ERROR, "view: next, waiting, breaching, approvals or all");
		return;
	}
	going_to(ui, view);
	if (view == VIEW_APPROVALS)
		ui_effect_add(out, UI_DO_LISTS);
}

void going_next_view(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	(void)out;
	going_to(ui, ((int)ui->view + 1) % VIEW_COUNT_);
}

void going_next_pane(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct layer *top = layer_top(ui);

	if (top && top->kind == LAYER_CASE)
		casepage_next(&top->casepage);
	else if (top) /* one part only: on through it */
		ui_move(ui, "page-down");
	else
		going_next_view(ui, line, out);
}

static void open_list(struct ui *ui, enum store_set set, const char *title)
{
	struct layer *layer = layer_push(ui, LAYER_LIST);

	layer->set = set;
	str_adds(&layer->title, title);
	layer->list.count = (long)ui->scene.store->sets[set].count;
}

void going_interfaces(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	ui_effect_add(out, UI_DO_LISTS);
	open_list(ui, STORE_INTERFACES, "Interfaces");
}

void going_effects(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	ui_effect_add(out, UI_DO_LISTS);
	open_list(ui, STORE_STUCK, "Write-backs that wait for a person: Enter opens the case, a there says what was done");
}

/* A name, else what the page on top is about, else all of them. */
void going_interface(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
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
		going_interfaces(ui, line, out);
}

void going_dead(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	const struct layer *top = layer_top(ui);
	const struct interface_page_row *page = top && top->kind == LAYER_INTERFACE ? interfacing_page(ui, top) : NULL;

	if (!mending_may_leave(ui))
		return;
	mending_list(ui, line->word_count ? line->words[0].text : page ? page->name : NULL, out);
}

void going_blocked(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
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

void going_find(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	if (line->word_count == 0) {
		prompt_open(ui, PROMPT_FIND);
		return;
	}
	ui_find(ui, line->raw, out);
}

void going_filter(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct fault fault;

	(void)out;
	if (line->word_count == 0)
		prompt_open(ui, PROMPT_FILTER);
	else if (queue_filter(&ui->queues[ui->view], &ui->scene, line->raw, &fault))
		ui_say(ui, ROLE_ERROR, "filter, column %d: %s%s%s", fault.column, fault.why, *fault.help ? "; " : "", fault.help);
}

void going_filter_off(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct fault fault;

	(void)line;
	(void)out;
	if (queue_filter(&ui->queues[ui->view], &ui->scene, "", &fault) == ERR_NONE)
		say_filter_off(ui);
}

void going_approve(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	(void)line;
	if (!layer_top(ui) && ui->view == VIEW_APPROVALS && ui->marked_approvals.count > 0)
		together_begin(ui);
	else if (!layer_top(ui) && ui->view == VIEW_APPROVALS)
		deciding_open(ui, out);
	else
		going_to(ui, VIEW_APPROVALS);
}
