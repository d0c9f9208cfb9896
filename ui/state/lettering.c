/* SPDX-License-Identifier: MIT */
/* A drafted message is read whole before it goes out: the sheet shows it, and only then is there a key that sends it. */
#include <stdio.h>
#include <string.h>

#include "state/inside.h"

static const struct letter_shown_row *find_draft(const struct ui *ui, const struct case_row *row)
{
	const struct store_rows *letters = &ui->scene.store->sets[STORE_LETTERS];

	for (size_t i = 0; i < letters->count; i++) {
		const struct letter_shown_row *letter = letters->rows[i];
		if (letter->tenant_id == row->tenant_id && letter->case_id == row->case_id && strcmp(letter->state, "draft") == 0)
			return letter;
	}
	return NULL;
}

/* How long there is to think better of it. */
static void add_delay(const struct letter_shown_row *letter, struct str *text)
{
	if (letter->delay_s == 0) {
		str_adds(text, "at once: it cannot be taken back");
		return;
	}
	duration_write(text, letter->delay_s * US_PER_S);
	str_adds(text, " after y; until then u takes it back");
}

void lettering_open(struct ui *ui, const struct case_row *row)
{
	const struct letter_shown_row *letter = find_draft(ui, row);
	struct layer *layer;
	struct str text = { 0 };

	if (!letter) {
		ui_say(ui, ROLE_ERROR, "no message of %s waits to be released: t drafts one", row->ref);
		return;
	}
	str_addf(&text, "To       %s, %s <%s>\nText     %s%s%s\nGoes     ", letter->party, letter->role, letter->to_mail, letter->template,
		 *letter->variant ? ", for " : "", letter->variant);
	add_delay(letter, &text);
	str_addf(&text, "\nSubject  %s\n\n%s", letter->title, letter->body);
	layer = layer_open_text(ui, "Send this message?", str_text(&text));
	layer->kind = LAYER_LETTER;
	layer->tenant_id = row->tenant_id;
	layer->case_id = row->case_id;
	layer->letter_id = letter->letter_id;
	str_release(&text);
}

static const char *letter_value(void *context, const char *name)
{
	return strcmp(name, "letter") == 0 ? context : NULL;
}

/* Its number as it was read: should it have been sent or dropped meanwhile, the store says so. */
static void act(struct ui *ui, const struct layer *layer, const char *name, struct ui_effects *out)
{
	const struct case_row *row = store_case(ui->scene.store, layer->tenant_id, layer->case_id);
	char number[32];

	snprintf(number, sizeof number, "%lld", (long long)layer->letter_id);
	layer_pop(ui);
	if (row)
		acting_send(ui, verb_find(verb_acts, name), row, letter_value, number, out);
	else
		ui_say(ui, ROLE_ERROR, "its case is closed now");
}

void lettering_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out)
{
	bool is_settled = ui->scene.now_us - layer->opened_us >= ARM_US;

	if (key == K_ESC || key == 'q') {
		layer_pop(ui);
		ui_say(ui, ROLE_MESSAGE, "nothing was sent");
	} else if (key == K_DOWN || key == 'j' || key == K_PAGE_DOWN) {
		layer->pager.top++;
	} else if ((key == K_UP || key == 'k' || key == K_PAGE_UP) && layer->pager.top > 0) {
		layer->pager.top--;
	} else if (key == 'y' && is_settled) {
		act(ui, layer, "send-letter", out);
	} else if (key == 'd' && is_settled) {
		act(ui, layer, "drop-letter", out);
	} else if (key == K_ENTER) {
		ui_say(ui, ROLE_MESSAGE, "y sends it, d throws it away, Esc leaves it as a draft");
	}
}
