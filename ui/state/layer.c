/* SPDX-License-Identifier: MIT */
/* The stack of what is open over the queue. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "state/inside.h"

/* The keymap context of each kind of layer. */
static const char *const contexts[] = {
	[LAYER_BRIEF] = "brief",   [LAYER_CASE] = "case",	[LAYER_LIST] = "list",	     [LAYER_PAGER] = "pager",
	[LAYER_DEAD] = "dead",	[LAYER_INTERFACE] = "interface", [LAYER_TRIAL] = "trial",
	[LAYER_DISRUPTION] = "disruption", [LAYER_BULK] = "bulk",
	[LAYER_MENU] = "menu",	[LAYER_FORM] = "form",	     [LAYER_OPTIONS] = "sheet",
	[LAYER_APPROVAL] = "sheet", [LAYER_LETTER] = "letter", [LAYER_PROMPT] = "prompt",	[LAYER_PALETTE] = "prompt",
};

struct layer *layer_top(struct ui *ui)
{
	return ui->layer_count ? &ui->layers[ui->layer_count - 1] : NULL;
}

const void *layer_list_row(const struct ui *ui, const struct layer *layer)
{
	const struct store_rows *rows = &ui->scene.store->sets[layer->set];

	return layer->list.cursor >= 0 && (size_t)layer->list.cursor < rows->count ? rows->rows[layer->list.cursor] : NULL;
}

const char *layer_context(struct ui *ui)
{
	const struct layer *top = layer_top(ui);

	if (top && top->kind == LAYER_LIST && top->set == STORE_DEAD)
		return "dead-list";
	if (top && top->kind == LAYER_DEAD && top->is_editing)
		return "edit";
	if (top)
		return contexts[top->kind];
	return ui->view == VIEW_APPROVALS ? "approvals" : "queue";
}

static void release(struct layer *layer)
{
	str_release(&layer->text);
	str_release(&layer->title);
	if (layer->kind == LAYER_FORM)
		form_release(&layer->form);
	lineedit_release(&layer->edit);
	textedit_release(&layer->edited);
	str_release(&layer->about);
	arena_release(&layer->arena);
}

struct layer *layer_push(struct ui *ui, enum layer_kind kind)
{
	struct layer *layer;

	if (ui->layer_count == UI_LAYERS_MAX)
		layer_pop(ui);
	layer = &ui->layers[ui->layer_count++];
	*layer = (struct layer){ .kind = kind, .opened_us = ui->scene.now_us };
	ui->pending_count = 0;
	return layer;
}

void layer_pop(struct ui *ui)
{
	if (ui->layer_count > 0)
		release(&ui->layers[--ui->layer_count]);
	ui->pending_count = 0;
}

void layer_clear(struct ui *ui)
{
	while (ui->layer_count > 0)
		layer_pop(ui);
}

const struct case_row *layer_case(struct ui *ui)
{
	for (int i = ui->layer_count; i-- > 0;)
		if (ui->layers[i].case_id && ui->layers[i].kind != LAYER_APPROVAL)
			return store_case(ui->scene.store, ui->layers[i].tenant_id, ui->layers[i].case_id);
	return ui->view == VIEW_APPROVALS ? NULL : queue_row(&ui->queues[ui->view]);
}

void layer_open_case(struct ui *ui, int64_t tenant_id, int64_t case_id, struct ui_effects *out)
{
	struct layer *layer = layer_push(ui, LAYER_CASE);
	struct ui_effect *effect = ui_effect_add(out, UI_DO_LOAD);

	layer->tenant_id = effect->tenant_id = ui->loaded_tenant = tenant_id;
	layer->case_id = effect->case_id = ui->loaded_case = case_id;
	ui_happened(ui, "open");
}

/* Title bar, tabs where there is room, the text's own title and a blank line above; three lines below. */
int layer_pager_rows(const struct ui *ui)
{
	return ui->rows - (layout_is_tall(ui->rows) ? 2 : 1) - 2 - 3;
}

int layer_pager_cols(const struct ui *ui)
{
	return ui->cols - 2;
}

/* Each line of the text is a paragraph of its own, so that long ones wrap at blanks and keep their indent. */
static void cut_parts(struct layer *layer)
{
	const char *at = str_text(&layer->text);
	size_t count = 1;

	for (const char *sign = at; *sign; sign++)
		count += *sign == '\n';
	layer->parts = arena_new(&layer->arena, count, sizeof *layer->parts);
	for (layer->part_count = 0; layer->part_count < count; layer->part_count++) {
		size_t length = strcspn(at, "\n"), indent = strspn(at, " ");
		if (indent > length)
			indent = length;
		layer->parts[layer->part_count] = (struct pager_part){ { at + indent, length - indent }, ROLE_VALUE, (int)indent, 0, false };
		at += length + (at[length] == '\n');
	}
}

struct layer *layer_open_text(struct ui *ui, const char *title, const char *text)
{
	struct layer *layer = layer_push(ui, LAYER_PAGER);

	str_adds(&layer->title, title);
	str_adds(&layer->text, text);
	cut_parts(layer);
	layer->pager.parts = layer->parts;
	layer->pager.part_count = layer->part_count;
	return layer;
}

void ui_say(struct ui *ui, int role, const char *format, ...)
{
	char words[512];
	va_list args;

	va_start(args, format);
	vsnprintf(words, sizeof words, format, args);
	va_end(args);
	str_clear(&ui->message);
	str_adds(&ui->message, words);
	ui->message_role = role;
	ui->message_us = ui->scene.now_us;
}

struct ui_effect *ui_effect_add(struct ui_effects *out, enum ui_effect_kind kind)
{
	struct ui_effect *effect = vec_push(&out->list);

	effect->kind = kind;
	effect->case_id = effect->subject_id = effect->quote_id = effect->message_id = effect->dead_id = effect->interface_id = effect->disruption_id = effect->bulk_id = INT_NONE;
	return effect;
}

void ui_effects_reset(struct ui_effects *effects)
{
	effects->list.count = 0;
	arena_reset(&effects->arena);
}

void ui_effects_release(struct ui_effects *effects)
{
	vec_release(&effects->list);
	arena_release(&effects->arena);
}
