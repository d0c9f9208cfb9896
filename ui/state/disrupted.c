/* SPDX-License-Identifier: MIT */
/* Disruptions: their list, one of them, its cases under the cursor. */
#include <string.h>

#include "state/inside.h"

const struct disruption_row *disrupted_of(const struct ui *ui, const struct layer *layer)
{
	const struct store_rows *rows = &ui->scene.store->sets[STORE_DISRUPTIONS];

	for (size_t i = 0; i < rows->count; i++) {
		const struct disruption_row *row = rows->rows[i];
		if (row->tenant_id == layer->tenant_id && row->disruption_id == layer->disruption_id)
			return row;
	}
	return NULL;
}

static void ask(const struct layer *layer, struct ui_effects *out)
{
	struct ui_effect *effect = ui_effect_add(out, UI_DO_DISRUPTION);

	effect->tenant_id = layer->tenant_id;
	effect->disruption_id = layer->disruption_id;
}

static void open_page(struct ui *ui, int64_t tenant_id, int64_t disruption_id, struct ui_effects *out)
{
	struct layer *layer = layer_push(ui, LAYER_DISRUPTION);

	layer->tenant_id = tenant_id;
	layer->disruption_id = disruption_id;
	layer->set = STORE_DISRUPTION_MEMBERS;
	ask(layer, out);
}

void disrupted_list(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct layer *layer = layer_push(ui, LAYER_LIST);

	(void)line;
	layer->set = STORE_DISRUPTIONS;
	str_adds(&layer->title, "Disruptions: cases with one cause, worked as one");
	layer->list.count = (long)ui->scene.store->sets[STORE_DISRUPTIONS].count;
	ui_effect_add(out, UI_DO_LISTS);
}

/* The one that is called so, of those that go on. */
static const struct disruption_row *find(const struct ui *ui, const char *name)
{
	const struct store_rows *rows = &ui->scene.store->sets[STORE_DISRUPTIONS];

	for (size_t i = 0; i < rows->count; i++)
		if (strcmp(((const struct disruption_row *)rows->rows[i])->ref, name) == 0)
			return rows->rows[i];
	return NULL;
}

void disrupted_open(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	const struct case_row *row = layer_case(ui);
	const struct disruption_row *named = line->word_count ? find(ui, line->words[0].text) : NULL;

	if (named)
		open_page(ui, named->tenant_id, named->disruption_id, out);
	else if (line->word_count)
		ui_say(ui, ROLE_ERROR, "no disruption %s goes on; X lists them", line->words[0].text);
	else if (row && row->disruption_id != INT_NONE)
		open_page(ui, row->tenant_id, row->disruption_id, out);
	else
		ui_say(ui, ROLE_MESSAGE, "the case is part of no disruption; X lists those that go on");
}

void disrupted_row(struct ui *ui, struct ui_effects *out)
{
	const struct disruption_row *row = layer_list_row(ui, layer_top(ui));

	if (row)
		open_page(ui, row->tenant_id, row->disruption_id, out);
}

const struct disruption_member_row *disrupted_member(const struct ui *ui, const struct layer *layer)
{
	const struct store_rows *rows = &ui->scene.store->sets[STORE_DISRUPTION_MEMBERS];
	const struct disruption_member_row *row =
		layer->set == STORE_DISRUPTION_MEMBERS && (size_t)layer->list.cursor < rows->count ? rows->rows[layer->list.cursor] : NULL;

	return row && row->tenant_id == layer->tenant_id && row->disruption_id == layer->disruption_id ? row : NULL;
}

void disrupted_enter(struct ui *ui, struct ui_effects *out)
{
	const struct layer *top = layer_top(ui);
	const struct disruption_member_row *member = disrupted_member(ui, top);
	const struct store_rows *receipts = &ui->scene.store->sets[STORE_RECEIPTS];
	const struct receipt_row *receipt =
		top->set == STORE_RECEIPTS && (size_t)top->list.cursor < receipts->count ? receipts->rows[top->list.cursor] : NULL;

	if (member || receipt)
		layer_open_case(ui, top->tenant_id, member ? member->case_id : receipt->case_id, out);
}

void disrupted_mark(struct ui *ui)
{
	const struct disruption_member_row *row = disrupted_member(ui, layer_top(ui));
	int64_t key = row ? queuepage_key(row->tenant_id, row->case_id) : 0;

	if (!row)
		return;
	if (!map_remove_id(&ui->marked, key))
		map_put_id(&ui->marked, key, ui);
	ui_move(ui, "move-down");
	if (ui->marked.count)
		ui_say(ui, ROLE_MARK, "%zu marked: the next act is for them alone; :unmark-all takes the marks away", ui->marked.count);
}

void disrupted_receipts(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct layer *top = layer_top(ui);

	(void)line;
	if (!top || top->kind != LAYER_DISRUPTION)
		return;
	top->set = top->set == STORE_RECEIPTS ? STORE_DISRUPTION_MEMBERS : STORE_RECEIPTS;
	rowlist_seat(&top->list, (long)ui->scene.store->sets[top->set].count, 0);
	ask(top, out);
}

void disrupted_refresh(struct ui *ui, struct ui_effects *out)
{
	const struct layer *top = layer_top(ui);

	if (top && top->kind == LAYER_DISRUPTION)
		ask(top, out);
}
