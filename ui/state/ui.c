/* SPDX-License-Identifier: MIT */
/* Update: each kind of event has its function; what the clock brings has one too. */
#include "state/ui.h"

#include <string.h>

#include "base/digest.h"
#include "model/states.h"
#include "state/inside.h"

#define MESSAGE_US (12 * US_PER_S)

void ui_init(struct ui *ui, const struct store *store, const struct keymap *keymap, uint64_t seed, int64_t now_us)
{
	*ui = (struct ui){ 0 };
	ui->scene.store = store;
	ui->scene.now_us = ui->minute_us = now_us;
	ui->keymap = keymap;
	ui->key_seed = seed;
	for (int view = 0; view < VIEW_COUNT_; view++)
		queue_init(&ui->queues[view], &views[view]);
}

void ui_release(struct ui *ui)
{
	layer_clear(ui);
	for (int view = 0; view < VIEW_COUNT_; view++)
		queue_release(&ui->queues[view]);
	for (size_t i = 0; i < COUNT_OF(ui->history); i++)
		str_release(&ui->history[i]);
	str_release(&ui->message);
	map_release(&ui->marked);
	map_release(&ui->marked_approvals);
	map_release(&ui->told);
	many_release(ui);
	arena_release(&ui->tour_arena);
}

/* ---- rows ---- */

static void count(struct ui *ui)
{
	const struct store_rows *approvals = &ui->scene.store->sets[STORE_APPROVALS];

	for (int view = 0; view < VIEW_COUNT_; view++)
		ui->counts.by_view[view] = ui->queues[view].entries.count;
	ui->counts.by_view[VIEW_APPROVALS] = 0;
	for (size_t i = 0; i < approvals->count; i++) {
		const struct approval_shown_row *approval = approvals->rows[i];
		ui->counts.by_view[VIEW_APPROVALS] += is_approval_open(approval->state);
	}
	ui->counts.open = ui->scene.store->cases.count;
	ui->counts.within_hour = ui->queues[VIEW_BREACHING].entries.count;
}

static void count_band(struct ui *ui, const struct store_change *change)
{
	ui->counts.cannot_wait -= change->before && change->before->band == 0;
	ui->counts.cannot_wait += change->after && change->after->band == 0;
}

/* Many changes at once (a snapshot) are cheaper to sort anew than to put in one by one. */
static void follow_journal(struct ui *ui)
{
	const struct store *store = ui->scene.store;
	bool is_bulk = store->journal.count > 500;

	for (size_t i = 0; i < store->journal.count; i++) {
		count_band(ui, &store->journal.items[i]);
		for (int view = 0; !is_bulk && view < VIEW_COUNT_; view++)
			if (views[view].has)
				queue_follow(&ui->queues[view], &ui->scene, &store->journal.items[i]);
	}
	for (int view = 0; is_bulk && view < VIEW_COUNT_; view++)
		if (views[view].has)
			queue_rebuild(&ui->queues[view], &ui->scene);
}

static bool is_settled_word(const struct ui *ui)
{
	const struct store_rows *effects = &ui->scene.store->sets[STORE_EFFECTS];
	bool has_done = false;

	for (size_t i = 0; i < effects->count; i++) {
		const struct effect_shown_row *effect = effects->rows[i];
		has_done |= strcmp(effect->state, "done") == 0;
		if (strcmp(effect->state, "done") != 0)
			return false;
	}
	return has_done;
}

/* The opened case changed: its details are asked for again. */
static void refresh_details(struct ui *ui, struct ui_effects *out)
{
	const struct store *store = ui->scene.store;

	for (size_t i = 0; i < store->journal.count; i++) {
		const struct case_row *row = store->journal.items[i].after;
		struct ui_effect *effect;
		if (!row || row->tenant_id != ui->loaded_tenant || row->case_id != ui->loaded_case)
			continue;
		effect = ui_effect_add(out, UI_DO_LOAD);
		effect->tenant_id = row->tenant_id;
		effect->case_id = row->case_id;
		return;
	}
}

/* Another case lies under the resting cursor than the one whose details are held: they are due soon. */
static void look_at_resting(struct ui *ui)
{
	const struct case_row *row = layer_top(ui) ? NULL : layer_case(ui);

	if (row && (row->case_id != ui->loaded_case || row->tenant_id != ui->loaded_tenant) && !ui->detail_due_us)
		ui->detail_due_us = ui->scene.now_us + 150 * US_PER_MS;
}

/* An approval came or went with one of the cases: the list of approvals is read again. */
static void refresh_lists(struct ui *ui, struct ui_effects *out)
{
	const struct store *store = ui->scene.store;

	for (size_t i = 0; i < store->journal.count; i++) {
		const struct store_change *change = &store->journal.items[i];
		int64_t before = change->before ? change->before->approvals_waiting : 0;
		int64_t after = change->after ? change->after->approvals_waiting : 0;
		if (before == after)
			continue;
		ui_effect_add(out, UI_DO_LISTS);
		return;
	}
}

static void on_rows(struct ui *ui, struct ui_effects *out)
{
	const struct store_rows *approvals = &ui->scene.store->sets[STORE_APPROVALS];
	struct layer *top;
	bool has_me = scene_me(&ui->scene) != NULL, is_new;

	if (has_me && ui->scene.store->sets[STORE_ME].counter != ui->seen_counter) {
		ui->seen_counter = ui->scene.store->sets[STORE_ME].counter;
		ui->scene.me_at_us = ui->scene.now_us;
		is_new = ui->me_id != scene_me(&ui->scene)->person_id;
		ui->me_id = scene_me(&ui->scene)->person_id;
		ui->has_looked &= !is_new;
		for (int view = 0; is_new && view < VIEW_COUNT_; view++)
			if (views[view].has && ui->scene.store->journal.count == 0)
				queue_rebuild(&ui->queues[view], &ui->scene);
	}
	follow_journal(ui);
	refresh_details(ui, out);
	refresh_lists(ui, out);
	rowlist_seat(&ui->approvals, (long)approvals->count, ui->approvals.cursor);
	for (int i = 0; i < ui->layer_count; i++) {
		top = &ui->layers[i];
		if (top->kind == LAYER_LIST || (top->kind == LAYER_INTERFACE && interfacing_page(ui, top)) || top->kind == LAYER_DISRUPTION)
			rowlist_seat(&top->list, (long)ui->scene.store->sets[top->set].count, top->list.cursor);
	}
	deciding_rows_changed(ui, ui->scene.now_us);
	look_at_resting(ui);
	if (is_settled_word(ui))
		ui_happened(ui, "settled");
	count(ui);
	alarm_look(ui, out);
}

/* ---- keys ---- */

static void menu_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out)
{
	struct choice_item items[UI_MENU_MAX] = { 0 };
	const char *command;

	for (int i = 0; i < layer->menu_count; i++)
		items[i].text = layer->menu[i];
	switch (choice_key(&layer->choice, items, layer->menu_count, key)) {
	case CHOICE_TAKEN:
		command = layer->menu[layer->choice.cursor];
		layer_pop(ui);
		ui_command(ui, command, out);
		break;
	case CHOICE_CANCEL:
		layer_pop(ui);
		break;
	case CHOICE_IGNORED:
	case CHOICE_MOVED:
	case CHOICE_REFUSED:
		break;
	}
}

/* Keys that the keymap decides: the queue, a case, lists, text, the brief. */
static void mapped_key(struct ui *ui, uint32_t key, struct ui_effects *out)
{
	const struct keymap_bind *bind;
	struct layer *top = layer_top(ui);

	if (ui->pending_count == KEYMAP_KEYS_MAX)
		ui->pending_count = 0;
	ui->pending[ui->pending_count++] = key;
	switch (keymap_find(ui->keymap, layer_context(ui), ui->pending, ui->pending_count, &bind)) {
	case KEYMAP_COMMAND:
		ui->pending_count = 0;
		if (top && top->kind == LAYER_BRIEF && strcmp(bind->command, "tour") != 0 && strcmp(bind->command, "help") != 0)
			layer_pop(ui);
		look_at_resting(ui);
		if (top && top->kind == LAYER_BRIEF && strcmp(bind->command, "open") == 0)
			return; /* Enter on the brief starts; it does not open yet */
		ui_command(ui, bind->command, out);
		break;
	case KEYMAP_PREFIX:
		break;
	case KEYMAP_NONE:
		if (ui->pending_count > 1)
			ui_say(ui, ROLE_WARN, "these keys mean nothing here; ? lists them");
		ui->pending_count = 0;
		break;
	}
}

static void on_key(struct ui *ui, uint32_t key, struct ui_effects *out)
{
	struct layer *top = layer_top(ui);

	if (ui->scene.now_us - ui->message_us > US_PER_S && ui->message_role != ROLE_ERROR)
		str_clear(&ui->message);
	switch (top ? top->kind : LAYER_LIST) {
	case LAYER_FORM:
		filling_key(ui, top, key, out);
		break;
	case LAYER_PROMPT:
	case LAYER_PALETTE:
		prompt_key(ui, top, key, out);
		break;
	case LAYER_OPTIONS:
		deciding_options_key(ui, top, key, out);
		break;
	case LAYER_APPROVAL:
		deciding_key(ui, top, key, ui->scene.now_us, out);
		break;
	case LAYER_LETTER:
		lettering_key(ui, top, key, out);
		break;
	case LAYER_TRIAL:
		mending_sheet_key(ui, top, key, out);
		break;
	case LAYER_BULK:
		bulking_key(ui, top, key, out);
		break;
	case LAYER_DEAD:
		if (top->is_editing)
			mending_key(ui, top, key, out);
		else
			mapped_key(ui, key, out);
		break;
	case LAYER_MENU:
		menu_key(ui, top, key, out);
		break;
	case LAYER_BRIEF:
	case LAYER_CASE:
	case LAYER_LIST:
	case LAYER_INTERFACE:
	case LAYER_DISRUPTION:
	case LAYER_PAGER:
		mapped_key(ui, key, out);
		break;
	}
}

/* A paste goes into a field; anywhere else it is looked up, never run: a scanner's barcode opens its case. */
static void on_paste(struct ui *ui, struct span text, struct ui_effects *out)
{
	struct layer *top = layer_top(ui);

	if (top && top->kind == LAYER_DEAD && top->is_editing) {
		top->is_changed |= textedit_paste(&top->edited, text) == TEXTEDIT_CHANGED;
	} else if (top && top->kind == LAYER_FORM) {
		form_paste(&top->form, text);
	} else if (top && (top->kind == LAYER_PROMPT || top->kind == LAYER_PALETTE)) {
		lineedit_paste(&top->edit, text);
	} else if (top && (top->kind == LAYER_APPROVAL || top->kind == LAYER_OPTIONS || top->kind == LAYER_TRIAL || top->kind == LAYER_BULK)) {
		ui_say(ui, ROLE_WARN, "a paste decides nothing");
	} else if (text.length > 0 && text.length < 64 && !memchr(text.text, '\n', text.length)) {
		ui_find(ui, arena_text(&out->arena, text.text, text.length), out);
	} else {
		ui_say(ui, ROLE_WARN, "a paste of %zu bytes was dropped: it is text, not keys", text.length);
	}
}

/* ---- time ---- */

static void load_resting(struct ui *ui, struct ui_effects *out)
{
	const struct case_row *row = layer_top(ui) ? NULL : layer_case(ui);
	struct ui_effect *effect;

	ui->detail_due_us = 0;
	if (!row || layout_width(ui->rows, ui->cols) < LAYOUT_MIDDLE)
		return;
	if (row->case_id == ui->loaded_case && row->tenant_id == ui->loaded_tenant)
		return;
	effect = ui_effect_add(out, UI_DO_LOAD);
	effect->tenant_id = ui->loaded_tenant = row->tenant_id;
	effect->case_id = ui->loaded_case = row->case_id;
}

/* How often views that move with the clock are looked at: twice a minute of tenant time, at most every two seconds. */
static int64_t look_every_us(const struct ui *ui)
{
	const struct me_row *me = scene_me(&ui->scene);
	int64_t rate = me && me->clock_rate > 1 ? me->clock_rate : 1, every = 30 * US_PER_S / rate;

	return every > 2 * US_PER_S ? every : 2 * US_PER_S;
}

/* Figures of an interface that is looked at go on living. */
static void refresh_interface(struct ui *ui, struct ui_effects *out)
{
	const struct layer *top = layer_top(ui);
	struct ui_effect *effect;

	if (!top || top->kind != LAYER_INTERFACE)
		return;
	effect = ui_effect_add(out, UI_DO_INTERFACE);
	effect->tenant_id = top->tenant_id;
	effect->interface_id = top->interface_id;
}

static void on_tick(struct ui *ui, struct ui_effects *out)
{
	int64_t now = ui->scene.now_us;

	if (ui->detail_due_us && now >= ui->detail_due_us)
		load_resting(ui, out);
	if (ui->hold_until_us && now >= ui->hold_until_us && !ui->is_hold_asked) {
		ui->hold_until_us = 0;
		for (int view = 0; view < VIEW_COUNT_; view++)
			queue_hold(&ui->queues[view], &ui->scene, false);
		count(ui);
	}
	if (ui->message.length > 0 && now - ui->message_us > MESSAGE_US)
		str_clear(&ui->message);
	if (now - ui->minute_us < look_every_us(ui))
		return;
	ui->minute_us = now;
	ui_effect_add(out, UI_DO_LISTS); /* what is down is said for as long as it is */
	refresh_interface(ui, out);
	disrupted_refresh(ui, out);
	for (int view = 0; view < VIEW_COUNT_; view++)
		if (views[view].has && (views[view].is_timed || ui->queues[view].filter) && !ui->queues[view].is_held)
			queue_rebuild(&ui->queues[view], &ui->scene);
	count(ui);
	alarm_look(ui, out);
}

int64_t ui_wake_at(const struct ui *ui)
{
	int64_t at = ui->minute_us + look_every_us(ui);
	const int64_t others[] = { ui->detail_due_us, ui->hold_until_us, ui->message.length ? ui->message_us + MESSAGE_US + 1 : 0 };

	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (others[i] && others[i] < at)
			at = others[i];
	return at;
}

/* ---- all ---- */

void ui_update(struct ui *ui, const struct ui_event *event, struct ui_effects *out)
{
	ui->scene.now_us = event->now_us;
	switch (event->kind) {
	case UI_KEY:
		on_key(ui, event->key, out);
		break;
	case UI_PASTE:
		on_paste(ui, event->text, out);
		break;
	case UI_ROWS:
		on_rows(ui, out);
		break;
	case UI_ANSWER:
		acting_answer(ui, event, out);
		break;
	case UI_TEXT: {
		char *text = arena_text(&out->arena, event->text.text, event->text.length);
		layer_open_text(ui, event->words, text);
		break;
	}
	case UI_BULK:
		bulking_said(ui, event, out);
		break;
	case UI_DEAD_TEXT:
		mending_text(ui, event->dead);
		break;
	case UI_SAY:
		ui_say(ui, event->err ? ROLE_ERROR : ROLE_MESSAGE, "%s", event->words);
		break;
	case UI_LINKS:
		ui->scene.links = event->links;
		break;
	case UI_RESIZE:
		ui->rows = event->rows;
		ui->cols = event->cols;
		ui->detail_due_us = event->now_us;
		break;
	case UI_TICK:
		on_tick(ui, out);
		break;
	case UI_FOCUS:
		break;
	}
}

void ui_open_brief(struct ui *ui)
{
	layer_clear(ui);
	layer_push(ui, LAYER_BRIEF);
}

bool ui_open_named(struct ui *ui, const char *name, struct ui_effects *out)
{
	int view = view_find(name);

	layer_clear(ui);
	if (strcmp(name, "brief") == 0) {
		ui_open_brief(ui);
	} else if (strcmp(name, "case") == 0) {
		const struct case_row *row = queue_row(&ui->queues[VIEW_NEXT]);
		if (row)
			layer_open_case(ui, row->tenant_id, row->case_id, out);
	} else if (strcmp(name, "approval") == 0) {
		ui->view = VIEW_APPROVALS;
		deciding_open(ui, out);
	} else if (strcmp(name, "interfaces") == 0) {
		ui_command(ui, "interfaces", out);
	} else if (strcmp(name, "dead") == 0) {
		ui_command(ui, "dead", out);
	} else if (strcmp(name, "disruptions") == 0) {
		ui_command(ui, "disruptions", out);
	} else if (strcmp(name, "disruption") == 0 || strcmp(name, "receipts") == 0) {
		ui_command(ui, "disruptions", out);
		disrupted_row(ui, out);
		if (strcmp(name, "receipts") == 0)
			ui_command(ui, name, out);
	} else if (strcmp(name, "help") == 0) {
		prompt_help(ui);
	} else if (view >= 0) {
		ui->view = (enum view_id)view;
	} else {
		return false;
	}
	return true;
}
