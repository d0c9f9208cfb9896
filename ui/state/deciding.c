/* SPDX-License-Identifier: MIT */
/*
 * Money is never spent by a key that was meant for something else: Enter confirms nothing, `y` does, and only on a sheet that has
 * stood unchanged for 300 ms. A paste never confirms. Large amounts are typed.
 */
#include <stdio.h>
#include <string.h>

#include "model/states.h"
#include "state/inside.h"
#include "view/words.h"

static bool is_settled(const struct ui *ui, const struct layer *layer)
{
	return ui->scene.now_us - layer->opened_us >= ARM_US;
}

/* ---- options: who asks ---- */

/* What the sheet of options has chosen; NULL and said where there is none, or no store to ask. */
static const struct quote_shown_row *chosen(struct ui *ui, const struct layer *layer)
{
	const struct quote_shown_row *quote = sheet_option(&ui->scene, &layer->options, (size_t)layer->options.chosen);

	if (!quote)
		ui_say(ui, ROLE_ERROR, "there is no option to ask for yet");
	else if (!ui->scene.links.is_store_up)
		ui_say(ui, ROLE_ERROR, "the store is lost: money cannot be asked for now");
	else
		return quote;
	return NULL;
}

/* The reason is NULL where it is only asked for. */
static void request(struct ui *ui, struct layer *layer, const char *reason, struct ui_effects *out)
{
	const struct quote_shown_row *quote = chosen(ui, layer);
	const struct case_row *row;
	struct ui_effect *effect;

	if (!quote)
		return;
	row = store_case(ui->scene.store, quote->tenant_id, quote->case_id);
	effect = ui_effect_add(out, UI_DO_REQUEST);
	effect->tenant_id = quote->tenant_id;
	effect->case_id = quote->case_id;
	effect->quote_id = quote->quote_id;
	effect->digest = arena_str(&out->arena, quote->digest);
	effect->is_at_once = reason != NULL;
	effect->words = arena_str(&out->arena, reason ? reason : row ? row->what : "");
	effect->client_key = acting_key_text(ui, out);
	ui->undo.verb = NULL;
	layer_pop(ui);
	ui_say(ui, ROLE_MESSAGE, reason ? "doing it now ..." : "asking ...");
	ui_happened(ui, "request");
}

void deciding_at_once(struct ui *ui, const char *reason, struct ui_effects *out)
{
	struct layer *top = layer_top(ui);

	if (top && top->kind == LAYER_OPTIONS)
		request(ui, top, reason, out);
}

static void begin_at_once(struct ui *ui, const struct layer *layer)
{
	const struct quote_shown_row *quote = chosen(ui, layer);

	if (!quote)
		return;
	if (quote->at_once == 1 && quote->needs_approval == 1)
		prompt_open(ui, PROMPT_URGENT);
	else
		ui_say(ui, ROLE_ERROR, quote->at_once == 1 ? "it is within your limit: y does it" : "only what cannot wait may be done at once, up to a cap: y asks");
}

void deciding_options_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out)
{
	int count = (int)sheet_option_count(&ui->scene, &layer->options);

	if (key == K_ESC || key == 'q') {
		layer_pop(ui);
		ui_say(ui, ROLE_MESSAGE, "nothing was asked for");
	} else if ((key == K_DOWN || key == 'j' || key == K_TAB) && layer->options.chosen + 1 < count) {
		layer->options.chosen++;
	} else if ((key == K_UP || key == 'k') && layer->options.chosen > 0) {
		layer->options.chosen--;
	} else if (key >= '1' && key < '1' + (uint32_t)count) {
		layer->options.chosen = (int)(key - '1');
	} else if (key == 'y' && is_settled(ui, layer)) {
		request(ui, layer, NULL, out);
	} else if (key == '!' && is_settled(ui, layer)) {
		begin_at_once(ui, layer);
	} else if (key == K_ENTER) {
		ui_say(ui, ROLE_MESSAGE, "y asks for the chosen option, Esc leaves");
	}
}

/* ---- an approval: who decides ---- */

static const struct approval_shown_row *shown(const struct ui *ui, const struct layer *layer)
{
	return sheet_approval(&ui->scene, layer->tenant_id, layer->approval_id);
}

static const struct approval_shown_row *under_cursor(const struct ui *ui)
{
	const struct store_rows *rows = &ui->scene.store->sets[STORE_APPROVALS];

	if (ui->approvals.cursor < 0 || (size_t)ui->approvals.cursor >= rows->count)
		return NULL;
	return rows->rows[ui->approvals.cursor];
}

void deciding_open(struct ui *ui, struct ui_effects *out)
{
	const struct approval_shown_row *approval = under_cursor(ui);
	struct ui_effect *load;
	struct layer *layer;

	if (!approval)
		return;
	layer = layer_push(ui, LAYER_APPROVAL);
	layer->tenant_id = approval->tenant_id;
	layer->case_id = approval->case_id;
	layer->approval_id = approval->approval_id;
	snprintf(layer->digest, sizeof layer->digest, "%s", approval->digest);
	load = ui_effect_add(out, UI_DO_LOAD);
	load->tenant_id = ui->loaded_tenant = approval->tenant_id;
	load->case_id = ui->loaded_case = approval->case_id;
	ui_happened(ui, "approval");
}

void deciding_rows_changed(struct ui *ui, int64_t now_us)
{
	struct layer *top = layer_top(ui);
	const struct approval_shown_row *approval = top && top->kind == LAYER_APPROVAL ? shown(ui, top) : NULL;

	if (!approval)
		return;
	if (strcmp(approval->digest, top->digest) != 0) {
		snprintf(top->digest, sizeof top->digest, "%s", approval->digest);
		top->opened_us = now_us; /* another thing is asked now: armed anew */
		str_clear(&top->text);
		str_adds(&top->text, "what is asked changed while you looked; read it again");
	} else if (!is_approval_open(approval->state) && top->text.length == 0) {
		str_addf(&top->text, "it is %s now", approval->state);
	}
}

/* Large: more than half of what one may approve has to be typed, not nodded through; and so has what costs more than doing nothing. */
static bool is_large(const struct ui *ui, const struct approval_shown_row *approval)
{
	const struct me_row *me = scene_me_at(&ui->scene, approval->tenant_id);
	bool is_worse = approval->nothing_minor != INT_NONE && strcmp(approval->nothing_currency, approval->currency) == 0 &&
			approval->amount_minor > approval->nothing_minor;

	if (is_worse && approval->amount_minor != INT_NONE)
		return true;
	return me && approval->amount_minor != INT_NONE && approval->amount_minor > me->approve_minor / 2;
}

void deciding_send(struct ui *ui, const char *verdict, const char *reason, struct ui_effects *out)
{
	struct layer *top = layer_top(ui);
	const struct approval_shown_row *approval = top && top->kind == LAYER_APPROVAL ? shown(ui, top) : NULL;
	struct ui_effect *effect;

	if (!approval)
		return;
	if (!ui->scene.links.is_store_up) {
		ui_say(ui, ROLE_ERROR, "the store is lost: nothing can be decided now");
		return;
	}
	effect = ui_effect_add(out, UI_DO_DECIDE);
	effect->name = arena_str(&out->arena, verdict);
	effect->tenant_id = approval->tenant_id;
	effect->case_id = approval->case_id;
	effect->quote_id = approval->quote_id;
	effect->digest = arena_str(&out->arena, top->digest);
	effect->words = arena_str(&out->arena, reason);
	effect->client_key = acting_key_text(ui, out);
	ui->undo.verb = NULL;
	layer_pop(ui);
	ui_say(ui, ROLE_MESSAGE, "%s ...", strcmp(verdict, "approve") != 0 ? "denying" : is_approval_review(approval->state) ? "agreeing" : "approving");
	ui_happened(ui, verdict);
}

void deciding_key(struct ui *ui, struct layer *layer, uint32_t key, int64_t now_us, struct ui_effects *out)
{
	const struct approval_shown_row *approval = shown(ui, layer);

	if (key == K_ESC || key == 'q') {
		layer_pop(ui);
		ui_say(ui, ROLE_MESSAGE, "nothing was decided");
		return;
	}
	if (now_us - layer->opened_us < ARM_US || !approval)
		return;
	if (key == 'o' || key == K_ENTER) {
		layer_open_case(ui, approval->tenant_id, approval->case_id, out);
		return;
	}
	if (key != 'y' && key != 'd')
		return;
	if (!is_approval_open(approval->state) || approval->may_decide != 1) {
		ui_say(ui, ROLE_ERROR, "%s", *approval->may_words ? approval->may_words : "this is decided already");
		return;
	}
	if (key == 'd')
		prompt_open(ui, PROMPT_DENY);
	else if (is_large(ui, approval) && strcmp(approval->state, "waiting") == 0)
		prompt_open(ui, PROMPT_AMOUNT);
	else
		deciding_send(ui, "approve", "", out);
}
