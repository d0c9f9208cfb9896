/* SPDX-License-Identifier: MIT */
/* Several like requests approved by one word: marked on the list, their total typed; the store gives each its receipt. */
#include <stdio.h>
#include <string.h>

#include "model/states.h"
#include "state/inside.h"
#include "view/listpage.h"
#include "view/words.h"

static const struct approval_shown_row *row_at(const struct ui *ui, size_t at)
{
	const struct store_rows *rows = &ui->scene.store->sets[STORE_APPROVALS];

	return at < rows->count ? rows->rows[at] : NULL;
}

static bool is_marked(const struct ui *ui, const struct approval_shown_row *row)
{
	return map_get_id(&ui->marked_approvals, listpage_key(&row_shown_approval_shown, row)) != NULL;
}

/* What the marked ones that still wait cost together; false, and said, where that is no sum of one client in one currency. */
static bool add_up(struct ui *ui, struct money *total, size_t *count)
{
	const struct approval_shown_row *row, *first = NULL;

	*count = 0;
	for (size_t i = 0; (row = row_at(ui, i)) != NULL; i++) {
		if (!is_marked(ui, row) || strcmp(row->state, "waiting") != 0)
			continue;
		if (!first) {
			first = row;
			*total = money_of(0, row->currency);
		}
		if (row->tenant_id != first->tenant_id || strcmp(row->action, first->action) != 0 || row->amount_minor == INT_NONE ||
		    money_add(*total, money_of(row->amount_minor, row->currency), total) != ERR_NONE) {
			ui_say(ui, ROLE_ERROR, "only requests of one action, one client and one currency are decided together");
			return false;
		}
		++*count;
	}
	if (!first)
		ui_say(ui, ROLE_WARN, "none of the marked ones waits any more");
	return first != NULL;
}

void together_mark(struct ui *ui)
{
	const struct approval_shown_row *row = ui->approvals.cursor < 0 ? NULL : row_at(ui, (size_t)ui->approvals.cursor);
	struct money total;
	struct str words = { 0 };
	size_t count;
	int64_t key;

	if (!row || strcmp(row->state, "waiting") != 0 || row->may_decide != 1) {
		ui_say(ui, ROLE_WARN, "%s", !row ? "nothing is here to mark" : *row->may_words ? row->may_words : "that is decided alone");
		return;
	}
	key = listpage_key(&row_shown_approval_shown, row);
	if (!map_remove_id(&ui->marked_approvals, key))
		map_put_id(&ui->marked_approvals, key, ui);
	ui_move(ui, "move-down");
	if (ui->marked_approvals.count == 0 || !add_up(ui, &total, &count))
		return;
	words_money(&words, total.minor, total.currency);
	ui_say(ui, ROLE_MARK, "%zu marked, %s together: y decides them by one word, :unmark-all takes the marks away", count, str_text(&words));
	str_release(&words);
}

void together_begin(struct ui *ui)
{
	struct money total;
	size_t count;

	if (!ui->scene.links.is_store_up)
		ui_say(ui, ROLE_ERROR, "the store is lost: nothing can be decided now");
	else if (add_up(ui, &total, &count))
		prompt_open(ui, PROMPT_TOTAL);
}

static bool is_total(const struct money *total, const char *text)
{
	struct str typed = { 0 };
	struct money money = { 0 };
	bool is_same;

	str_adds(&typed, text);
	if (money_read(span_of(text), &money) != ERR_NONE)
		str_addf(&typed, " %s", total->currency);
	is_same = money_read((struct span){ str_text(&typed), typed.length }, &money) == ERR_NONE && money.minor == total->minor &&
		  strcmp(money.currency, total->currency) == 0;
	str_release(&typed);
	return is_same;
}

static void send_all(struct ui *ui, size_t count, struct ui_effects *out)
{
	struct ui_effect *effect = ui_effect_add(out, UI_DO_DECIDE_ALL);
	const char **items = arena_new(&out->arena, count * 2, sizeof *items);
	const struct approval_shown_row *row;
	size_t n = 0;

	for (size_t i = 0; (row = row_at(ui, i)) != NULL && n < count * 2; i++) {
		if (!is_marked(ui, row) || strcmp(row->state, "waiting") != 0)
			continue;
		effect->tenant_id = row->tenant_id;
		items[n++] = arena_printf(&out->arena, "%lld", (long long)row->quote_id);
		items[n++] = arena_str(&out->arena, row->digest);
	}
	effect->args = (struct texts){ items, n };
	effect->name = "approve";
	effect->words = "";
	effect->client_key = acting_key_text(ui, out);
	ui->undo.verb = NULL;
	map_release(&ui->marked_approvals);
	ui_say(ui, ROLE_MESSAGE, "approving %zu ...", count);
	ui_happened(ui, "approve");
}

void together_total(struct ui *ui, struct layer *layer, const char *text, struct ui_effects *out)
{
	struct money total;
	size_t count;

	if (!add_up(ui, &total, &count)) {
		layer_pop(ui);
		return;
	}
	if (!is_total(&total, text)) {
		layer->is_bad = true;
		snprintf(layer->note, sizeof layer->note, "that is not what they cost together");
		return;
	}
	layer_pop(ui);
	send_all(ui, count, out);
}
