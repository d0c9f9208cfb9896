/* SPDX-License-Identifier: MIT */
/* One act on many cases of a disruption: the sheet says what would come of it, y does it, and what costs money or leaves the house waits for
 * a second y under its price. */
#include <string.h>

#include "keys/keyread.h"
#include "state/inside.h"

#define Y_KEY 'y'

/* The marked cases of the page, else the open ones of the pile under the cursor, as the store reads them: {1,2}. How many is returned. */
static size_t choose(const struct ui *ui, const struct layer *page, struct str *out)
{
	const struct store_rows *rows = &ui->scene.store->sets[STORE_DISRUPTION_MEMBERS];
	const struct disruption_member_row *at = disrupted_member(ui, page);
	size_t count = 0;

	str_addc(out, '{');
	for (size_t i = 0; i < rows->count; i++) {
		const struct disruption_member_row *row = rows->rows[i];
		bool is_live = row->work_by != INSTANT_NONE || strcmp(row->state, "closed") != 0;
		bool is_chosen = ui->marked.count ? map_get_id(&ui->marked, queuepage_key(row->tenant_id, row->case_id)) != NULL
						  : at && is_live && strcmp(row->state, "resolved") != 0 && strcmp(row->pile, at->pile) == 0;
		if (is_chosen && row->disruption_id == page->disruption_id)
			str_addf(out, "%s%lld", count++ ? "," : "", (long long)row->case_id);
	}
	str_addc(out, '}');
	return count;
}

static void send(struct ui *ui, const struct layer *layer, bool is_preview, struct ui_effects *out)
{
	struct ui_effect *effect = ui_effect_add(out, UI_DO_BULK);

	effect->tenant_id = layer->tenant_id;
	effect->disruption_id = layer->disruption_id;
	effect->bulk_id = layer->bulk_id;
	effect->name = arena_str(&out->arena, layer->menu[0]);
	effect->words = arena_str(&out->arena, str_text(&layer->text));
	effect->digest = layer->digest[0] ? arena_str(&out->arena, layer->digest) : NULL;
	effect->client_key = acting_key_text(ui, out);
	effect->is_preview = is_preview;
	effect->args.items = arena_new(&out->arena, UI_MENU_MAX, sizeof *effect->args.items);
	for (int i = 1; i + 1 < layer->menu_count; i += 2)
		acting_put(out, &effect->args, layer->menu[i], layer->menu[i + 1]);
}

/* Moments are typed in the client's zone. */
static bool keep_argument(struct ui *ui, struct layer *layer, const struct conf_word *word)
{
	const struct verb *verb = verb_find(verb_acts, "next");
	struct moments moments = moments_of(ui, verb, NULL, NULL);
	const char *text = word->text;
	struct str written = { 0 };
	struct fault fault = { 0 };
	int64_t at;

	if (!word->key || layer->menu_count + 2 > UI_MENU_MAX)
		return true;
	if (strcmp(word->key, "at") == 0) {
		const struct argument *argument = NULL;
		for (size_t i = 0; verb && i < verb_argument_count(verb); i++)
			if (strcmp(verb->arguments[i].name, "at") == 0)
				argument = &verb->arguments[i];
		if (!argument || moments_read(&moments, argument, text, &at, &fault) != ERR_NONE) {
			ui_say(ui, ROLE_ERROR, "at: %s", fault.why);
			return false;
		}
		instant_write(&written, at);
		text = str_text(&written);
	}
	layer->menu[layer->menu_count++] = arena_str(&layer->arena, word->key);
	layer->menu[layer->menu_count++] = arena_str(&layer->arena, text);
	str_release(&written);
	return true;
}

/* A next act of many is typed: its words and when. */
static bool is_wordless(const struct conf_line *line)
{
	return strcmp(line->words[0].text, "next") == 0 && line->word_count < 3;
}

void bulking_begin(struct ui *ui, const struct conf_line *line, struct ui_effects *out)
{
	struct layer *page = layer_top(ui), *sheet;
	struct str cases = { 0 };
	size_t count;

	if (!page || page->kind != LAYER_DISRUPTION || !disrupted_of(ui, page) || line->word_count == 0) {
		ui_say(ui, ROLE_ERROR, "open a disruption first (X), then: bulk claim, next, note, tell or rebook");
		return;
	}
	if (is_wordless(line)) {
		ui_say(ui, ROLE_WARN, "what is planned for them? :bulk next words=\"call the depot\" at=15:00");
		return;
	}
	count = choose(ui, page, &cases);
	if (count == 0) {
		ui_say(ui, ROLE_WARN, "no open case is marked or under the cursor");
		str_release(&cases);
		return;
	}
	sheet = layer_push(ui, LAYER_BULK);
	page = &ui->layers[ui->layer_count - 2];
	sheet->tenant_id = page->tenant_id;
	sheet->disruption_id = page->disruption_id;
	sheet->bulk_id = INT_NONE;
	sheet->menu[sheet->menu_count++] = arena_str(&sheet->arena, line->words[0].text);
	str_adds(&sheet->text, str_text(&cases));
	str_addf(&sheet->title, "%s: %zu case%s of %s", line->words[0].text, count, count == 1 ? "" : "s", disrupted_of(ui, page)->ref);
	str_release(&cases);
	for (size_t i = 1; i < line->word_count; i++)
		if (!keep_argument(ui, sheet, &line->words[i])) {
			layer_pop(ui);
			return;
		}
	send(ui, sheet, true, out);
}

void bulking_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out)
{
	if (key == Y_KEY && layer->is_armed && ui->scene.now_us - layer->opened_us >= ARM_US) {
		layer->is_armed = false;
		layer->is_changed = true; /* it is done, not only looked at */
		layer->part_count = 0;
		send(ui, layer, false, out);
	} else if (key == K_ESC || key == 'q' || key == K_LEFT) {
		layer_pop(ui);
		disrupted_refresh(ui, out);
	} else if (key == K_DOWN || key == K_PAGE_DOWN) {
		pager_command(&layer->pager, "page-down", layer_pager_rows(ui), layer_pager_cols(ui));
	} else if (key == K_UP || key == K_PAGE_UP) {
		pager_command(&layer->pager, "page-up", layer_pager_rows(ui), layer_pager_cols(ui));
	}
}

static void show(struct layer *layer, const char *words)
{
	size_t count = 0;
	const char *at;

	str_clear(&layer->about);
	str_adds(&layer->about, words);
	at = str_text(&layer->about);
	layer->parts = arena_new(&layer->arena, 200, sizeof *layer->parts);
	while (*at && count < 200) {
		size_t length = strcspn(at, "\n");
		layer->parts[count++] = (struct pager_part){ { at, length }, ROLE_VALUE, 0, 8, false };
		at += length + (at[length] == '\n');
	}
	layer->part_count = count;
	layer->pager = (struct pager){ layer->parts, count, 0 };
}

void bulking_said(struct ui *ui, const struct ui_event *event, struct ui_effects *out)
{
	struct layer *layer = layer_top(ui);
	bool is_preview = event->act_id == INT_NONE;

	if (!layer || layer->kind != LAYER_BULK) { /* it was left: its receipts tell */
		ui_say(ui, event->err ? ROLE_ERROR : ROLE_GOOD, "%.*s", (int)strcspn(event->words, "\n"), event->words);
		disrupted_refresh(ui, out);
		return;
	}
	layer->bulk_id = event->act_id;
	layer->digest[0] = '\0';
	if (event->client_key && strlen(event->client_key) < sizeof layer->digest)
		memcpy(layer->digest, event->client_key, strlen(event->client_key) + 1);
	layer->is_armed = !event->err && (is_preview || layer->digest[0]);
	layer->opened_us = event->now_us;
	show(layer, event->words);
	if (!is_preview && !event->err)
		map_release(&ui->marked);
}
