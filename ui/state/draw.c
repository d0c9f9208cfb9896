/* SPDX-License-Identifier: MIT */
/* The whole screen from the state: title, tabs, what is below, what is open over it, one line, hints. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "layout/layout.h"
#include "model/states.h"
#include "state/inside.h"
#include "view/deadpage.h"
#include "view/disruptionpage.h"
#include "view/interfacepage.h"
#include "view/listpage.h"
#include "view/trialwords.h"
#include "view/words.h"

#define HINTS_MOST 12

/* Hints of each context: commands whose keys are looked up in the live keymap; the last is dropped last. */
static const struct {
	const char *context;
	struct {
		const char *command, *words;
	} hints[HINTS_MOST];
} hint_rows[] = {
	{ "queue", { { "open", "open" }, { "log-call", "log call" }, { "claim", "claim" }, { "next", "next act" }, { "act", "act" },
		     { "why", "why" }, { "chair", "other chair" }, { "filter", "filter" }, { "find", "find" }, { "help", "help" } } },
	{ "case", { { "open", "read" }, { "next-pane", "part" }, { "log-call", "call" }, { "claim", "claim" }, { "next", "next act" },
		    { "act", "act" }, { "send-letter", "send it" }, { "tell", "tell" }, { "resolve", "resolve" }, { "raw-message", "raw" },
		    { "help", "help" } } },
	{ "approvals", { { "open", "read and decide" }, { "mark", "mark" }, { "chair", "other chair" }, { "next-pane", "next view" }, { "command", "cmd" }, { "help", "help" } } },
	{ "list", { { "open", "open" }, { "back", "back" }, { "help", "help" } } },
	{ "dead-list", { { "open", "read" }, { "replay", "replay" }, { "blocked-case", "its case" }, { "mark", "mark" }, { "drop", "drop" },
			 { "back", "back" }, { "help", "help" } } },
	{ "dead", { { "mend", "mend a copy" }, { "replay", "replay" }, { "blocked-case", "its case" }, { "drop", "drop" },
		    { "interface", "interface" }, { "back", "back" }, { "help", "help" } } },
	{ "disruption", { { "open", "open" }, { "mark", "mark" }, { "bulk claim", "claim" }, { "bulk next", "next act" }, { "bulk rebook", "rebook" }, { "bulk tell", "tell" },
			 { "receipts", "receipts" }, { "back", "back" }, { "help", "help" } } },
	{ "interface", { { "open", "open the shipment" }, { "dead", "its dead letters" }, { "blocked-case", "its case" }, { "back", "back" },
			 { "help", "help" } } },
	{ "pager", { { "page-down", "further" }, { "page-up", "back up" }, { "back", "close" } } },
	{ "brief", { { "open", "start" }, { "tour", "tour" }, { "help", "keys" } } },
};

/* Contexts whose keys are fixed, for safety: their hints are words. */
static const struct {
	const char *context;
	struct frame_hint hints[5];
} fixed_rows[] = {
	{ "options", { { "y", "ask (or do, within your limit)" }, { "!", "do it NOW, with a reason" }, { "Esc", "leave" } } },
	{ "sheet", { { "y", "yes, exactly this" }, { "d", "deny with a reason" }, { "Enter", "look at the case" }, { "Esc", "leave, nothing happens" } } },
	{ "review", { { "y", "it was right" }, { "d", "object, with a reason" }, { "Enter", "look at the case" }, { "Esc", "leave" } } },
	{ "edit", { { "C-s", "what would it do?" }, { "C-k", "cut to the end" }, { "C-Home", "top" }, { "C-End", "end" }, { "Esc", "back to the page" } } },
	{ "trial", { { "y", "replay it, once" }, { "e", "mend a copy" }, { "Esc", "leave, nothing is changed" } } },
	{ "bulk", { { "y", "do exactly this" }, { "Esc", "leave" } } },
	{ "letter", { { "y", "send exactly this" }, { "d", "throw it away" }, { "Esc", "leave it as a draft" } } },
	{ "form", { { "Tab", "next field" }, { "Left Right", "change a choice" }, { "Enter", "on, and send from the last" }, { "C-s", "send" }, { "Esc", "leave" } } },
	{ "menu", { { "1-9", "take" }, { "Enter", "take" }, { "Esc", "leave" } } },
	{ "prompt", { { "Tab", "complete" }, { "Up", "earlier" }, { "Enter", "do" }, { "Esc", "leave" } } },
};

/* What a sheet may not be answered with is not offered. */
static bool is_offered(const struct ui *ui, const struct layer *top, const char *key)
{
	const struct approval_shown_row *approval;
	const struct quote_shown_row *quote;

	if (top && top->kind == LAYER_BULK && strcmp(key, "y") == 0)
		return top->is_armed;
	if (top && top->kind == LAYER_TRIAL && strcmp(key, "Esc") != 0)
		return top->about.length > 0 && (strcmp(key, "y") != 0 || !trialwords_is_dead(str_text(&top->about)));
	if (top && top->kind == LAYER_OPTIONS && strcmp(key, "!") == 0) {
		quote = sheet_option(&ui->scene, &top->options, (size_t)top->options.chosen);
		return quote && quote->at_once == 1 && quote->needs_approval == 1;
	}
	if (!top || top->kind != LAYER_APPROVAL || (strcmp(key, "y") != 0 && strcmp(key, "d") != 0))
		return true;
	approval = sheet_approval(&ui->scene, top->tenant_id, top->approval_id);
	return !approval || approval->may_decide == 1;
}

/* The sheet has three faces. */
static const char *fixed_context(const struct ui *ui, const struct layer *top, const char *context)
{
	const struct approval_shown_row *approval =
		top && top->kind == LAYER_APPROVAL ? sheet_approval(&ui->scene, top->tenant_id, top->approval_id) : NULL;

	if (top && top->kind == LAYER_OPTIONS)
		return "options";
	return approval && is_approval_review(approval->state) ? "review" : context;
}

static void draw_fixed_hints(const struct ui *ui, const struct layer *top, const char *context, struct pane pane)
{
	context = fixed_context(ui, top, context);
	for (size_t i = 0; i < COUNT_OF(fixed_rows); i++) {
		struct frame_hint hints[5];
		size_t count = 0;
		if (strcmp(fixed_rows[i].context, context) != 0)
			continue;
		for (size_t j = 0; j < COUNT_OF(hints) && fixed_rows[i].hints[j].words; j++)
			if (is_offered(ui, top, fixed_rows[i].hints[j].key))
				hints[count++] = fixed_rows[i].hints[j];
		frame_hints(hints, count, pane);
	}
}

/* Nothing further where the text ends, nothing back where it begins. */
static bool is_of_use(const struct ui *ui, const struct layer *top, const char *command)
{
	long rows = layer_pager_rows(ui);

	if (!top || top->kind != LAYER_PAGER)
		return true;
	if (strcmp(command, "page-down") == 0)
		return top->pager.top + rows < pager_lines(&top->pager, layer_pager_cols(ui));
	return strcmp(command, "page-up") != 0 || top->pager.top > 0;
}

static void draw_hints(struct ui *ui, struct pane pane)
{
	const char *context = layer_context(ui);
	const struct layer *top = layer_top(ui);
	struct frame_hint hints[HINTS_MOST];
	size_t count = 0;

	for (size_t i = 0; i < COUNT_OF(hint_rows); i++)
		for (size_t j = 0; j < COUNT_OF(hints) && strcmp(hint_rows[i].context, context) == 0 && hint_rows[i].hints[j].command; j++) {
			struct frame_hint *hint = &hints[count];
			if (strcmp(hint_rows[i].hints[j].command, "chair") == 0 && !ui->is_demo)
				continue;
			if (!is_of_use(ui, top, hint_rows[i].hints[j].command))
				continue;
			hint->words = hint_rows[i].hints[j].words;
			keymap_keys_of(ui->keymap, context, hint_rows[i].hints[j].command, hint->key, sizeof hint->key);
			count += hint->key[0] != '\0';
		}
	frame_hints(hints, count, pane);
	draw_fixed_hints(ui, top, context, pane);
}

/* ---- the lines below ---- */

/* In the lower of two lines; what is longer takes both. */
static void draw_words(struct ui *ui, struct pane pane)
{
	struct span text = { str_text(&ui->message), ui->message.length };
	size_t fits = text_fit(text.text, text.length, pane.rect.cols, NULL), cut = fits;

	while (fits < text.length && cut > 0 && text.text[cut - 1] != ' ')
		cut--;
	if (fits == text.length) {
		pane_text(pane, 1, 0, -1, ui->message_role, text.text);
		return;
	}
	cut = cut > 0 ? cut : fits;
	pane_clear(pane, ROLE_BASE);
	pane_span(pane, 0, 0, -1, ui->message_role, (struct span){ text.text, cut });
	pane_span(pane, 1, 0, -1, ui->message_role, (struct span){ text.text + cut, text.length - cut });
}

static bool draw_coach(struct ui *ui, struct pane pane)
{
	const char *coach = tour_line(ui);

	if (coach)
		pane_textf(pane, 0, 0, -1, ROLE_COACH, "TOUR %d/%d: %s", ui->step_at < ui->step_count ? ui->step_at + 1 : ui->step_count,
			   ui->step_count, coach);
	return coach != NULL;
}

static void draw_message(struct ui *ui, struct pane pane)
{
	if (ui->message.length > 0)
		draw_words(ui, pane);
	else
		draw_coach(ui, pane_part(pane, (struct rect){ 1, 0, 1, pane.rect.cols }));
}

static void draw_detail(struct ui *ui, struct pane pane)
{
	const struct layer *top = layer_top(ui);
	const struct case_row *row = top || ui->view == VIEW_APPROVALS ? NULL : layer_case(ui);
	const struct dead_shown_row *dead = top && top->kind == LAYER_LIST && top->set == STORE_DEAD ? mending_row(ui) : NULL;
	const struct effect_shown_row *effect = top && top->kind == LAYER_LIST && top->set == STORE_STUCK ? layer_list_row(ui, top) : NULL;
	struct str text = { 0 };

	if (ui->message.length > 0 && draw_coach(ui, pane)) /* what was just said must not hide what to do next */
		return;
	if (row)
		queuepage_detail(&ui->scene, row, &text);
	else if (dead)
		str_addf(&text, "%s%s%s", dead->reason, *dead->place ? " | at " : "", dead->place);
	else if (effect)
		str_addf(&text, "%s: %s%s%s", words_effect_state(effect->state), effect->words, *effect->last_error ? " | " : "", effect->last_error);
	pane_text(pane, 0, 0, -1, ROLE_VALUE, str_text(&text));
	str_release(&text);
}

/* ---- layers ---- */

/* A box over the middle of the pane; returns its inside. */
static struct pane draw_box(struct pane pane, int rows, int cols, const char *title)
{
	struct rect rect = { 0, 0, rows + 2, cols + 4 };

	if (rect.rows > pane.rect.rows)
		rect.rows = pane.rect.rows;
	if (rect.cols > pane.rect.cols)
		rect.cols = pane.rect.cols;
	rect.row = (pane.rect.rows - rect.rows) / 2;
	rect.col = (pane.rect.cols - rect.cols) / 2;
	pane_fill(pane, rect, ROLE_SHEET, ' ');
	pane = pane_box(pane, rect, ROLE_BORDER_FOCUS, ROLE_SHEET_TITLE, title);
	return pane_part(pane, (struct rect){ 0, 1, pane.rect.rows, pane.rect.cols - 2 });
}

static void draw_menu(struct ui *ui, struct layer *layer, struct pane pane)
{
	struct choice_item items[UI_MENU_MAX] = { 0 };

	for (int i = 0; i < layer->menu_count; i++) {
		const struct verb *verb = verb_find(verb_acts, layer->menu[i]);
		items[i].text = verb->title;
		items[i].detail = verb->help;
		if ((verb->needs & NEEDS_ENGINE) && !ui->scene.links.is_engine_up)
			items[i].refused = "no engine answers just now";
	}
	choice_draw(&layer->choice, items, layer->menu_count, draw_box(pane, layer->menu_count, 72, str_text(&layer->title)), true);
}

#define FORM_COLS 72

static void draw_form(struct layer *layer, struct pane pane)
{
	struct pane inside = draw_box(pane, form_rows(&layer->form, FORM_COLS) + 2, FORM_COLS, str_text(&layer->title));

	form_draw(&layer->form, pane_part(inside, (struct rect){ 0, 0, inside.rect.rows - 2, inside.rect.cols }), true);
	pane_text(inside, inside.rect.rows - 1, 0, -1, ROLE_LABEL, layer->verb->help);
}

static void draw_palette(struct ui *ui, struct layer *layer, struct pane pane)
{
	struct pane inside = draw_box(pane, pane.rect.rows - 4, 76, "Every command");
	const struct verb *verb;
	int first = layer->choice.cursor - (inside.rect.rows - 3);

	lineedit_draw(&layer->edit, inside, 0, 0, inside.rect.cols, ROLE_FIELD_ACTIVE, true);
	for (int i = first > 0 ? first : 0, row = 2; row < inside.rect.rows && (verb = prompt_match(ui, layer, i)); i++, row++) {
		char keys[32];
		bool is_chosen = i == layer->choice.cursor;
		keymap_keys_of(ui->keymap, ui->layer_count > 1 ? "case" : "queue", verb->name, keys, sizeof keys);
		pane_textf(inside, row, 0, 1, ROLE_ROW_CURSOR_MARK, is_chosen ? ">" : " ");
		pane_text(inside, row, 2, 22, is_chosen ? ROLE_SHEET_CHOSEN : ROLE_SHEET_CHOICE, verb->title);
		pane_text(inside, row, 25, 8, ROLE_HINT_KEY, keys);
		pane_text(inside, row, 34, -1, ROLE_HINT_TEXT, verb->help);
	}
}

static const char *prompt_label(const struct layer *layer)
{
	static const char *const labels[] = { [PROMPT_FILTER] = "filter: ", [PROMPT_COMMAND] = ":", [PROMPT_FIND] = "find: ",
					      [PROMPT_DENY] = "why not: ", [PROMPT_AMOUNT] = "type the amount to approve: ",
					      [PROMPT_URGENT] = "it goes out NOW; why: ", [PROMPT_DROP] = "why is it dropped: ",
					      [PROMPT_TOTAL] = "type what they cost together: " };

	return labels[layer->prompt];
}

static void draw_prompt(struct layer *layer, struct pane lines)
{
	const char *label = prompt_label(layer);
	int col = pane_text(lines, 1, 0, -1, ROLE_LABEL, label), note = (int)strlen(layer->note);
	int room = lines.rect.cols - col - (note ? note + 2 : 0);

	pane_clear(pane_part(lines, (struct rect){ 1, col, 1, lines.rect.cols - col }), ROLE_BASE);
	lineedit_draw(&layer->edit, lines, 1, col, room > 20 ? room : lines.rect.cols - col, ROLE_FIELD_ACTIVE, true);
	if (note && room > 20)
		pane_text(lines, 1, lines.rect.cols - note - 1, -1, layer->is_bad ? ROLE_ERROR : ROLE_GOOD, layer->note);
	else if (note)
		pane_text(lines, 0, 0, -1, layer->is_bad ? ROLE_ERROR : ROLE_GOOD, layer->note);
}

static void draw_list(struct ui *ui, struct layer *layer, struct pane pane)
{
	pane_clear(pane, ROLE_BASE);
	pane_text(pane, 0, 0, -1, ROLE_TITLE, str_text(&layer->title));
	listpage_draw(&ui->scene, layer->set, &layer->list, &ui->marked_dead, "Nothing.", true, pane_part(pane, (struct rect){ 1, 0, pane.rect.rows - 1, pane.rect.cols }));
}

static void draw_pager(struct layer *layer, struct pane pane)
{
	pane_clear(pane, ROLE_BASE);
	pane_text(pane, 0, 0, -1, ROLE_TITLE, str_text(&layer->title));
	pager_draw(&layer->pager, pane_part(pane, (struct rect){ 2, 1, pane.rect.rows - 2, pane.rect.cols - 2 }));
}

static void draw_case(struct ui *ui, struct layer *layer, struct pane pane)
{
	const struct case_row *row = store_case(ui->scene.store, layer->tenant_id, layer->case_id);

	pane_clear(pane, ROLE_BASE);
	if (row)
		casepage_draw(&ui->scene, &layer->casepage, row, pane);
	else
		pane_text(pane, 1, 1, -1, ROLE_WARN, "This case is closed now. Enter reads its story and outcome, Esc goes back.");
}

static void draw_approval(struct ui *ui, struct layer *layer, struct pane pane)
{
	const struct approval_shown_row *approval = sheet_approval(&ui->scene, layer->tenant_id, layer->approval_id);
	struct pane inside = draw_box(pane, pane.rect.rows - 2, 92, approval && is_approval_review(approval->state) ? "Was this right?" : "Approve exactly this?");

	if (approval)
		sheet_approval_draw(&ui->scene, approval, str_text(&layer->text), inside);
	else
		pane_text(inside, 0, 0, -1, ROLE_WARN, "This request is gone; Esc goes back.");
}

static void draw_options(struct ui *ui, struct layer *layer, struct pane pane)
{
	struct pane inside = draw_box(pane, pane.rect.rows - 2, 92, "Ask for which option?");

	sheet_options_draw(&ui->scene, &layer->options, store_case(ui->scene.store, layer->tenant_id, layer->case_id), inside);
}

static void draw_letter(struct layer *layer, struct pane pane)
{
	pager_draw(&layer->pager, draw_box(pane, pane.rect.rows - 2, 84, str_text(&layer->title)));
}

static void draw_dead(struct ui *ui, struct layer *layer, struct pane pane)
{
	const struct deadpage page = { .row = mending_row(ui), .text = &layer->edited, .why_not = str_text(&layer->about),
				       .has_text = layer->has_text, .is_editing = layer->is_editing, .is_changed = layer->is_changed,
				       .is_item = layer->is_item, .is_recoded = layer->is_recoded, .is_mended = layer->is_mended };

	deadpage_draw(&ui->scene, &page, pane);
}

static void draw_trial(struct layer *layer, struct pane pane)
{
	int rows = layer->about.length ? (int)pager_lines(&layer->pager, 84) : 1;
	struct pane inside = draw_box(pane, rows < pane.rect.rows - 4 ? rows : pane.rect.rows - 4, 84, str_text(&layer->title));

	pane_clear(inside, ROLE_SHEET);
	if (layer->about.length)
		pager_draw(&layer->pager, inside);
	else
		pane_text(inside, 0, 0, -1, ROLE_LABEL, "An engine reads it ...");
}

static void draw_bulk(struct layer *layer, struct pane pane)
{
	int rows = layer->part_count ? (int)pager_lines(&layer->pager, 84) : 1;
	struct pane inside = draw_box(pane, rows < pane.rect.rows - 4 ? rows : pane.rect.rows - 4, 84, str_text(&layer->title));

	pane_clear(inside, ROLE_SHEET);
	if (layer->part_count)
		pager_draw(&layer->pager, inside);
	else
		pane_text(inside, 0, 0, -1, ROLE_LABEL, layer->bulk_id == INT_NONE && !layer->is_changed ? "What would come of it is looked up ..." : "It is being done, case by case ...");
}

static void draw_layer(struct ui *ui, struct layer *layer, struct pane body, struct pane lines)
{
	switch (layer->kind) {
	case LAYER_BRIEF:
		pane_clear(body, ROLE_BASE);
		brief_draw(&ui->scene, &ui->counts, ui->is_demo, body);
		break;
	case LAYER_CASE:
		draw_case(ui, layer, body);
		break;
	case LAYER_LIST:
		draw_list(ui, layer, body);
		break;
	case LAYER_PAGER:
		draw_pager(layer, body);
		break;
	case LAYER_MENU:
		draw_menu(ui, layer, body);
		break;
	case LAYER_FORM:
		draw_form(layer, body);
		break;
	case LAYER_OPTIONS:
		draw_options(ui, layer, body);
		break;
	case LAYER_APPROVAL:
		draw_approval(ui, layer, body);
		break;
	case LAYER_DEAD:
		draw_dead(ui, layer, body);
		break;
	case LAYER_INTERFACE:
		interfacepage_draw(&ui->scene, interfacing_page(ui, layer), &layer->list, true, body);
		break;
	case LAYER_DISRUPTION:
		disruptionpage_draw(&ui->scene, disrupted_of(ui, layer), &layer->list, layer->set, &ui->marked, body);
		break;
	case LAYER_TRIAL:
		draw_trial(layer, body);
		break;
	case LAYER_BULK:
		draw_bulk(layer, body);
		break;
	case LAYER_LETTER:
		draw_letter(layer, body);
		break;
	case LAYER_PROMPT:
		draw_prompt(layer, lines);
		break;
	case LAYER_PALETTE:
		draw_palette(ui, layer, body);
		break;
	}
}

/* ---- the queue and what stands beside or below it ---- */

static void draw_base(struct ui *ui, struct pane body)
{
	struct queue *queue = &ui->queues[ui->view];
	struct queuepage_marks marks = { &ui->marked, NULL };
	const struct case_row *row = ui->view == VIEW_APPROVALS ? NULL : queue_row(queue);
	enum layout_width width = layout_width(ui->rows, ui->cols);
	struct casepage page = { CASEPAGE_ALL, 0 };
	struct pane list = body, detail = { 0 };
	bool has_focus = !layer_top(ui);

	if (row && width >= LAYOUT_WIDE) {
		int cols = body.rect.cols * 55 / 100;
		list = pane_part(body, (struct rect){ 0, 0, body.rect.rows, cols });
		detail = pane_part(body, (struct rect){ 0, cols + 2, body.rect.rows, body.rect.cols - cols - 2 });
		pane_vline(body, 0, cols, body.rect.rows, ROLE_BORDER);
	} else if (row && width == LAYOUT_MIDDLE && body.rect.rows >= 30) {
		int rows = body.rect.rows / 2;
		list = pane_part(body, (struct rect){ 0, 0, rows, body.rect.cols });
		detail = pane_part(body, (struct rect){ rows + 1, 0, body.rect.rows - rows - 1, body.rect.cols });
		pane_hline(body, rows, 0, body.rect.cols, ROLE_BORDER);
	}
	if (ui->view == VIEW_APPROVALS)
		listpage_draw(&ui->scene, STORE_APPROVALS, &ui->approvals, &ui->marked_approvals, views[VIEW_APPROVALS].empty, has_focus, body);
	else
		queuepage_draw(&ui->scene, queue, &marks, has_focus, list);
	if (detail.grid)
		casepage_draw(&ui->scene, &page, row, detail);
}

/* Too small for anything else: what size is needed, and the alarm stays in sight. */
static void draw_tiny(const struct ui *ui, struct pane pane)
{
	pane_textf(pane, 0, 0, -1, ROLE_BAD, "%zu cannot wait, %zu <1h", ui->counts.cannot_wait, ui->counts.within_hour);
	pane_textf(pane, 1, 0, -1, ROLE_VALUE, "needs 60x15, this is %dx%d", pane.rect.cols, pane.rect.rows);
}

void ui_draw(struct ui *ui, struct grid *grid)
{
	struct pane pane = grid_pane(grid), body, lines;
	bool is_tall = layout_is_tall(grid->rows);
	int top = is_tall ? 2 : 1, below = 3;
	int base_from = 0;

	grid_clear(grid);
	if (layout_width(grid->rows, grid->cols) == LAYOUT_TINY) {
		draw_tiny(ui, pane);
		return;
	}
	frame_title(&ui->scene, &ui->counts, pane_part(pane, (struct rect){ 0, 0, 1, grid->cols }));
	if (is_tall)
		frame_tabs(ui->view, &ui->counts, ui->view == VIEW_APPROVALS ? "" : str_text(&ui->queues[ui->view].filter_text),
			   ui->queues[ui->view].is_held, ui->queues[ui->view].held_new, pane_part(pane, (struct rect){ 1, 0, 1, grid->cols }));
	body = pane_part(pane, (struct rect){ top, 0, grid->rows - top - below, grid->cols });
	lines = pane_part(pane, (struct rect){ grid->rows - below, 0, below, grid->cols });
	for (int i = 0; i < ui->layer_count; i++) /* full-page layers hide what is below them */
		if (ui->layers[i].kind <= LAYER_PAGER)
			base_from = i + 1;
	if (base_from == 0)
		draw_base(ui, body);
	draw_detail(ui, pane_part(lines, (struct rect){ 0, 0, 1, grid->cols }));
	draw_message(ui, pane_part(lines, (struct rect){ 0, 0, 2, grid->cols }));
	draw_hints(ui, pane_part(lines, (struct rect){ 2, 0, 1, grid->cols }));
	for (int i = base_from ? base_from - 1 : 0; i < ui->layer_count; i++)
		draw_layer(ui, &ui->layers[i], body, lines);
}
