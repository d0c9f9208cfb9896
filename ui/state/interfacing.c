/* SPDX-License-Identifier: MIT */
/* One interface: how it does, and the shipments that hang on it under the cursor. */
#include <string.h>

#include "state/inside.h"

const struct interface_shown_row *interfacing_find(const struct ui *ui, const char *name)
{
	const struct store_rows *rows = &ui->scene.store->sets[STORE_INTERFACES];

	for (size_t i = 0; i < rows->count; i++)
		if (strcmp(((const struct interface_shown_row *)rows->rows[i])->name, name) == 0)
			return rows->rows[i];
	return NULL;
}

const struct interface_page_row *interfacing_page(const struct ui *ui, const struct layer *layer)
{
	const struct store_rows *rows = &ui->scene.store->sets[STORE_INTERFACE_PAGE];
	const struct interface_page_row *page = rows->count ? rows->rows[0] : NULL;

	return page && page->tenant_id == layer->tenant_id && page->interface_id == layer->interface_id ? page : NULL;
}

void interfacing_open(struct ui *ui, int64_t tenant_id, int64_t interface_id, struct ui_effects *out)
{
	struct layer *layer = layer_push(ui, LAYER_INTERFACE);
	struct ui_effect *effect = ui_effect_add(out, UI_DO_INTERFACE);

	layer->tenant_id = effect->tenant_id = tenant_id;
	layer->interface_id = effect->interface_id = interface_id;
	layer->set = STORE_INTERFACE_SHIPMENTS;
	layer->list.count = interfacing_page(ui, layer) ? (long)ui->scene.store->sets[STORE_INTERFACE_SHIPMENTS].count : 0;
}

void interfacing_enter(struct ui *ui, struct ui_effects *out)
{
	const struct layer *layer = layer_top(ui);
	const struct store_rows *rows = &ui->scene.store->sets[STORE_INTERFACE_SHIPMENTS];
	const struct interface_shipment_row *row =
		(size_t)layer->list.cursor < rows->count ? rows->rows[layer->list.cursor] : NULL;
	struct ui_effect *effect;

	if (!row || row->interface_id != layer->interface_id || row->tenant_id != layer->tenant_id)
		return;
	if (row->case_id != INT_NONE && store_case(ui->scene.store, row->tenant_id, row->case_id)) {
		layer_open_case(ui, row->tenant_id, row->case_id, out);
		return;
	}
	effect = ui_effect_add(out, UI_DO_TOLD);
	effect->tenant_id = row->tenant_id;
	effect->subject_id = row->subject_id;
	effect->words = arena_printf(&out->arena, "shipment %s", row->ref);
}
