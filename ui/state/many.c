/* SPDX-License-Identifier: MIT */
/* Marked letters are replayed one after the other: each has its receipt, and the first that fails in the same way again ends the run, since
 * what made it fail would make the others fail. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "state/inside.h"

static void forget(struct ui *ui)
{
	for (size_t i = 0; i < ui->many.reasons.count; i++)
		mem_free(ui->many.reasons.items[i]);
	for (size_t i = 0; i < ui->many.ids.count; i++) {
		mem_free(ui->many.names.items[i]);
		mem_free(ui->many.firsts.items[i]);
	}
	vec_release(&ui->many.reasons);
	vec_release(&ui->many.names);
	vec_release(&ui->many.firsts);
	vec_release(&ui->many.ids);
	vec_release(&ui->many.tenants);
	str_release(&ui->many.receipts);
	ui->many = (struct ui_many){ 0 };
}

void many_release(struct ui *ui)
{
	forget(ui);
	map_release(&ui->marked_dead);
}

/* Kept when the run begins: a letter that is replayed leaves the list before it is answered. */
static char *name_of(const struct dead_shown_row *row)
{
	struct str text = { 0 };

	str_addf(&text, "%s%s%s%s%s", row->interface, *row->ref ? " " : "", row->ref, *row->case_ref ? ", " : "", row->case_ref);
	return str_take(&text);
}

/* What became of them all, to be read. */
static void end(struct ui *ui, bool is_repeat, struct ui_effects *out)
{
	struct ui_many *many = &ui->many;
	size_t left = many->ids.count - many->done - many->failed;
	struct str title = { 0 };

	str_addf(&title, "%s%zu replayed, %zu failed, %zu left", is_repeat ? "Stopped at the first repeat: " : "", many->done, many->failed, left);
	for (size_t i = many->done + many->failed; i < many->ids.count; i++)
		str_addf(&many->receipts, "%s: left as it is\n", many->names.items[i]);
	layer_open_text(ui, str_text(&title), str_text(&many->receipts));
	ui_say(ui, many->failed ? ROLE_WARN : ROLE_GOOD, "%s", str_text(&title));
	str_release(&title);
	map_release(&ui->marked_dead);
	forget(ui);
	ui_effect_add(out, UI_DO_LISTS);
}

static void send_next(struct ui *ui, struct ui_effects *out)
{
	struct ui_many *many = &ui->many;
	struct ui_effect *effect;

	many->key[0] = '\0';
	if (many->next == many->ids.count) {
		end(ui, false, out);
		return;
	}
	effect = mending_send(ui, "replay", many->tenants.items[many->next], many->ids.items[many->next], out);
	if (!effect) {
		end(ui, false, out);
		return;
	}
	many->next++;
	snprintf(many->key, sizeof many->key, "%s", effect->client_key);
	ui_say(ui, ROLE_MESSAGE, "Replay %zu of %zu ...", many->next, many->ids.count);
}

void many_begin(struct ui *ui, struct ui_effects *out)
{
	const struct store_rows *rows = &ui->scene.store->sets[STORE_DEAD];

	if (ui->many.key[0]) {
		ui_say(ui, ROLE_WARN, "letters are being replayed already");
		return;
	}
	forget(ui);
	for (size_t i = 0; i < rows->count; i++) {
		const struct dead_shown_row *row = rows->rows[i];
		if (!map_get_id(&ui->marked_dead, row->dead_id))
			continue;
		*vec_push(&ui->many.ids) = row->dead_id;
		*vec_push(&ui->many.tenants) = row->tenant_id;
		*vec_push(&ui->many.names) = name_of(row);
		*vec_push(&ui->many.firsts) = mem_text(row->reason);
	}
	if (ui->many.ids.count > 0)
		send_next(ui, out);
}

/* The reason that it was dead for, or one that this run met before. */
static bool is_repeat(struct ui *ui, size_t at, const char *words)
{
	static const char still[] = "still dead: ";
	const char *reason = strncmp(words, still, sizeof still - 1) == 0 ? words + sizeof still - 1 : words;

	if (strcmp(ui->many.firsts.items[at], reason) == 0)
		return true;
	for (size_t i = 0; i < ui->many.reasons.count; i++)
		if (strcmp(ui->many.reasons.items[i], reason) == 0)
			return true;
	*vec_push(&ui->many.reasons) = mem_text(reason);
	return false;
}

bool many_answer(struct ui *ui, const struct ui_event *event, struct ui_effects *out)
{
	struct ui_many *many = &ui->many;
	size_t at = many->next - 1;

	if (!many->key[0] || strcmp(many->key, event->client_key) != 0)
		return false;
	if (!event->err && !event->is_folded)
		return true;
	many->done += event->err == ERR_NONE;
	many->failed += event->err != ERR_NONE;
	str_addf(&many->receipts, "%s: %s\n", many->names.items[at], event->words);
	if (event->err && is_repeat(ui, at, event->words))
		end(ui, true, out);
	else
		send_next(ui, out);
	return true;
}
