/* SPDX-License-Identifier: MIT */
/* Dead letters: a list, a page with the message and what is wrong in it, a copy to mend. Nothing is replayed before the sheet has said what
 * would come of it, and its key is not the one that asked. */
#include <stdio.h>
#include <string.h>

#include "state/inside.h"
#include "view/trialwords.h"

/* ---------------------------------------------------------------- the list */

void mending_list(struct ui *ui, const char *interface, struct ui_effects *out)
{
	struct layer *layer = layer_push(ui, LAYER_LIST);
	struct ui_effect *effect = ui_effect_add(out, UI_DO_DEADS);

	if (interface && *interface)
		effect->name = arena_str(&out->arena, interface);
	layer->set = STORE_DEAD;
	str_adds(&layer->title, "Dead letters: what came and could not be understood");
	if (effect->name)
		str_addf(&layer->title, ", of %s", effect->name);
	layer->list.count = (long)ui->scene.store->sets[STORE_DEAD].count;
	map_release(&ui->marked_dead);
}

static const struct dead_shown_row *find_row(const struct ui *ui, int64_t tenant_id, int64_t dead_id)
{
	const struct store_rows *rows = &ui->scene.store->sets[STORE_DEAD];

	for (size_t i = 0; i < rows->count; i++) {
		const struct dead_shown_row *row = rows->rows[i];
		if (row->tenant_id == tenant_id && row->dead_id == dead_id)
			return row;
	}
	return NULL;
}

const struct dead_shown_row *mending_row(struct ui *ui)
{
	const struct store_rows *rows = &ui->scene.store->sets[STORE_DEAD];

	for (int i = ui->layer_count; i-- > 0;) {
		const struct layer *layer = &ui->layers[i];
		if (layer->kind == LAYER_DEAD)
			return find_row(ui, layer->tenant_id, layer->dead_id);
		if (layer->kind == LAYER_LIST && layer->set == STORE_DEAD)
			return (size_t)layer->list.cursor < rows->count ? rows->rows[layer->list.cursor] : NULL;
	}
	return NULL;
}

void mending_open(struct ui *ui, struct ui_effects *out)
{
	const struct dead_shown_row *row = mending_row(ui);
	struct layer *layer;
	struct ui_effect *effect;

	if (!row)
		return;
	layer = layer_push(ui, LAYER_DEAD);
	effect = ui_effect_add(out, UI_DO_DEAD_TEXT);
	layer->tenant_id = effect->tenant_id = row->tenant_id;
	layer->dead_id = effect->dead_id = row->dead_id;
}

static struct layer *page_of(struct ui *ui)
{
	for (int i = ui->layer_count; i-- > 0;)
		if (ui->layers[i].kind == LAYER_DEAD)
			return &ui->layers[i];
	return NULL;
}

void mending_text(struct ui *ui, const struct ui_dead_text *text)
{
	struct layer *page = page_of(ui);

	if (!page || page->tenant_id != text->tenant_id || page->dead_id != text->dead_id || page->is_changed)
		return;
	page->has_text = !text->why_not;
	page->is_item = text->is_item;
	page->is_recoded = text->is_recoded;
	page->is_mended = text->is_mended;
	str_clear(&page->about);
	str_adds(&page->about, text->why_not);
	textedit_set(&page->edited, text->text, text->cuts, text->cut_count, text->mark_from, text->mark_to);
}

/* ---------------------------------------------------------------- the copy */

void mending_edit(struct ui *ui)
{
	struct layer *page = layer_top(ui);

	if (!page || page->kind != LAYER_DEAD)
		return;
	if (!page->has_text) {
		ui_say(ui, ROLE_ERROR, "there is no text to mend%s%s", page->about.length ? ": " : " yet", str_text(&page->about));
		return;
	}
	page->is_editing = true;
	ui_say(ui, ROLE_MESSAGE, "a copy: what came stays as it is; Ctrl-s says what it would do");
}

void mending_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out)
{
	switch (textedit_key(&layer->edited, key)) {
	case TEXTEDIT_DONE:
		layer->is_editing = false;
		mending_try(ui, out);
		break;
	case TEXTEDIT_CANCEL:
		layer->is_editing = false;
		if (layer->is_changed)
			ui_say(ui, ROLE_MESSAGE, "your copy is kept here: r tries it, e goes on with it");
		break;
	case TEXTEDIT_CHANGED:
		layer->is_changed = true;
		layer->is_warned = false;
		break;
	case TEXTEDIT_MOVED:
	case TEXTEDIT_IGNORED:
		break;
	}
}

bool mending_may_leave(struct ui *ui)
{
	struct layer *page = layer_top(ui);

	if (!page || page->kind != LAYER_DEAD || !page->is_changed)
		return true;
	if (page->is_warned)
		return true;
	page->is_warned = true;
	ui_say(ui, ROLE_WARN, "your mended copy would be lost; the same key again leaves it");
	return false;
}

/* ---------------------------------------------------------------- acts */

struct ui_effect *mending_send(struct ui *ui, const char *kind, int64_t tenant_id, int64_t dead_id, struct ui_effects *out)
{
	struct ui_effect *effect;

	if (!ui->scene.links.is_store_up || !ui->scene.links.is_engine_up) {
		ui_say(ui, ROLE_ERROR, "not now: %s", ui->scene.links.is_store_up ? "no engine answers, and only an engine reads messages"
										   : "the store is lost");
		return NULL;
	}
	effect = ui_effect_add(out, UI_DO_ACT);
	effect->name = arena_str(&out->arena, kind);
	effect->client_key = acting_key_text(ui, out);
	effect->tenant_id = tenant_id;
	effect->is_awaited = true;
	effect->args.items = arena_new(&out->arena, 8, sizeof *effect->args.items);
	acting_put(out, &effect->args, "dead", arena_printf(&out->arena, "%lld", (long long)dead_id));
	return effect;
}

static void put_copy(struct layer *page, struct ui_effect *effect, struct ui_effects *out)
{
	struct str text = { 0 };

	if (!page || !page->is_changed)
		return;
	textedit_text(&page->edited, &text);
	acting_put(out, &effect->args, "body", str_text(&text));
	str_release(&text);
}

void mending_try(struct ui *ui, struct ui_effects *out)
{
	const struct dead_shown_row *row = mending_row(ui);
	struct layer *page = page_of(ui), *sheet;
	struct ui_effect *effect;

	if (!page && ui->marked_dead.count > 0) {
		many_begin(ui, out);
		return;
	}
	if (!row) {
		ui_say(ui, ROLE_ERROR, "this letter is not open any more");
		return;
	}
	effect = mending_send(ui, "try", row->tenant_id, row->dead_id, out);
	if (!effect)
		return;
	put_copy(page, effect, out);
	snprintf(ui->dead_key, sizeof ui->dead_key, "%s", effect->client_key);
	str_clear(&ui->message);
	sheet = layer_push(ui, LAYER_TRIAL);
	sheet->tenant_id = row->tenant_id;
	sheet->dead_id = row->dead_id;
	str_addf(&sheet->title, page && page->is_changed ? "What your copy would do" : "What it would do as it is");
}

static void replay(struct ui *ui, struct layer *sheet, struct ui_effects *out)
{
	struct layer *page = page_of(ui);
	const struct dead_shown_row *row = mending_row(ui);
	bool is_mended = page && page->is_changed;
	struct ui_effect *effect = mending_send(ui, is_mended ? "mend" : "replay", sheet->tenant_id, sheet->dead_id, out);

	if (!effect)
		return;
	put_copy(page, effect, out);
	snprintf(ui->dead_key, sizeof ui->dead_key, "%s", effect->client_key);
	snprintf(ui->dead_blocks, sizeof ui->dead_blocks, "%s", row ? row->case_ref : "");
	layer_pop(ui);
	ui_say(ui, ROLE_MESSAGE, "Replay ...");
}

void mending_sheet_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out)
{
	bool is_here = layer->about.length > 0, is_dead = is_here && trialwords_is_dead(str_text(&layer->about));

	if (key == K_ESC || key == 'q' || key == ('c' | K_CTRL)) {
		layer_pop(ui);
		ui_say(ui, ROLE_MESSAGE, "nothing was replayed");
	} else if (key == K_DOWN || key == 'j' || key == K_PAGE_DOWN) {
		layer->pager.top++;
	} else if ((key == K_UP || key == 'k' || key == K_PAGE_UP) && layer->pager.top > 0) {
		layer->pager.top--;
	} else if (key == 'e' && is_here) {
		layer_pop(ui);
		if (!page_of(ui))
			mending_open(ui, out);
		else
			mending_edit(ui);
	} else if (key == 'y' && is_dead) {
		ui_say(ui, ROLE_ERROR, "it would be dead again: e mends it first");
	} else if (key == 'y' && is_here && ui->scene.now_us - layer->opened_us >= ARM_US) {
		replay(ui, layer, out);
	}
}

void mending_drop(struct ui *ui, const char *reason, struct ui_effects *out)
{
	const struct dead_shown_row *row = mending_row(ui);
	struct ui_effect *effect = row ? mending_send(ui, "drop-dead", row->tenant_id, row->dead_id, out) : NULL;

	if (!effect)
		return;
	acting_put(out, &effect->args, "words", reason);
	snprintf(ui->dead_key, sizeof ui->dead_key, "%s", effect->client_key);
	ui_say(ui, ROLE_MESSAGE, "Drop ...");
}

/* ---------------------------------------------------------------- answers */

/* Each line of what it would do is a paragraph. */
static void show_trial(struct ui *ui, struct layer *sheet, const char *answer)
{
	struct str text = { 0 };
	size_t count = 1;
	const char *at;

	str_clear(&sheet->about);
	str_adds(&sheet->about, answer);
	sheet->opened_us = ui->scene.now_us; /* what was typed ahead is not meant for what is read only now */
	trialwords_verdict(answer, &text);
	str_adds(&text, ".\n\n");
	trialwords_lines(&ui->scene, sheet->tenant_id, answer, &text);
	str_clear(&sheet->text);
	str_adds(&sheet->text, str_text(&text));
	str_release(&text);
	for (at = str_text(&sheet->text); *at; at++)
		count += *at == '\n';
	sheet->parts = arena_new(&sheet->arena, count, sizeof *sheet->parts);
	at = str_text(&sheet->text);
	for (sheet->part_count = 0; sheet->part_count < count; sheet->part_count++) {
		size_t length = strcspn(at, "\n");
		sheet->parts[sheet->part_count] = (struct pager_part){ { at, length }, ROLE_VALUE, 0, 2, false };
		at += length + (at[length] == '\n');
	}
	sheet->parts[0].role = trialwords_is_dead(answer) ? ROLE_BAD : ROLE_GOOD;
	sheet->pager = (struct pager){ sheet->parts, sheet->part_count, 0 };
}

/* It is done with: back to the list, and what it blocked is named. */
static void tell_done(struct ui *ui, const char *words)
{
	bool is_named = ui->dead_blocks[0] && strcmp(words, "replayed") == 0;

	while (page_of(ui))
		layer_pop(ui);
	ui_say(ui, ROLE_GOOD, "%s%s%s%s", words, is_named ? "; " : "", is_named ? ui->dead_blocks : "", is_named ? " has it in its story now" : "");
	ui->dead_blocks[0] = '\0';
}

bool mending_answer(struct ui *ui, const struct ui_event *event, struct ui_effects *out)
{
	struct layer *top = layer_top(ui);
	bool is_trial = top && top->kind == LAYER_TRIAL;

	if (many_answer(ui, event, out))
		return true;
	if (!ui->dead_key[0] || strcmp(ui->dead_key, event->client_key) != 0)
		return false;
	if (!event->err && !event->is_folded)
		return true; /* stored; an engine's answer follows */
	ui->dead_key[0] = '\0';
	ui_effect_add(out, UI_DO_LISTS);
	if (event->err && is_trial)
		layer_pop(ui);
	if (event->err)
		ui_say(ui, ROLE_ERROR, "refused: %s", event->words);
	else if (is_trial)
		show_trial(ui, top, event->words);
	else
		tell_done(ui, event->words);
	return true;
}
