/* SPDX-License-Identifier: MIT */
/* Acts: what a command line or a form holds is sent with the versions that were seen, and what came of it is told. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/digest.h"
#include "base/mem.h"
#include "state/inside.h"
#include "view/words.h"

const char *acting_key_text(struct ui *ui, struct ui_effects *out)
{
	uint64_t high = random_next(&ui->key_seed), low = random_next(&ui->key_seed);

	return arena_printf(&out->arena, "%016llx%016llx", (unsigned long long)high, (unsigned long long)low);
}

/* ---- sending ---- */

/* May it be sent now? Refuses in words. Notes and calls become drafts while the store is lost. */
bool acting_may(struct ui *ui, const struct verb *verb, bool *is_draft)
{
	*is_draft = false;
	if (!ui->scene.links.is_store_up && (verb->needs & NEEDS_DRAFT_OK))
		return *is_draft = true;
	if (!ui->scene.links.is_store_up && (verb->needs & NEEDS_STORE)) {
		ui_say(ui, ROLE_ERROR, "%s: not while the store is lost; notes and calls are kept as drafts", verb->title);
		return false;
	}
	if (!ui->scene.links.is_engine_up && (verb->needs & NEEDS_ENGINE)) {
		ui_say(ui, ROLE_ERROR, "%s: no engine answers, so nothing can be priced; notes, claims and calls still work", verb->title);
		return false;
	}
	return true;
}

void acting_put(struct ui_effects *out, struct texts *args, const char *key, const char *value)
{
	args->items[args->count++] = arena_str(&out->arena, key);
	args->items[args->count++] = arena_str(&out->arena, value);
}

struct ui_effect *acting_new(struct ui *ui, const struct verb *verb, const struct case_row *row, bool is_draft,
			     struct ui_effects *out)
{
	struct ui_effect *effect = ui_effect_add(out, is_draft ? UI_DO_DRAFT : UI_DO_ACT);
	const struct me_row *me = scene_me(&ui->scene);

	effect->name = verb->act;
	effect->client_key = acting_key_text(ui, out);
	effect->tenant_id = row ? row->tenant_id : me ? me->tenant_id : 0;
	effect->args.items = arena_new(&out->arena, 2 * VERB_ARGUMENTS_MAX + 4, sizeof *effect->args.items);
	if (row) {
		const int64_t seen[4] = { row->v_owner, row->v_state, row->v_money, row->v_plan };
		effect->case_id = row->case_id;
		memcpy(effect->seen, seen, sizeof seen);
		effect->has_seen = true;
	}
	if (strcmp(verb->act, "ask") == 0) {
		acting_put(out, &effect->args, "action", verb->name);
		snprintf(ui->asked_key, sizeof ui->asked_key, "%s", effect->client_key);
	}
	return effect;
}

static void said_sent(struct ui *ui, const struct verb *verb, const struct case_row *row, bool is_draft)
{
	if (is_draft)
		ui_say(ui, ROLE_WARN, "%s %s: kept as an unsent draft (%d); send with :send-drafts when the store is back",
		       verb->title, row ? row->ref : "", ++ui->draft_count);
	else
		ui_say(ui, ROLE_MESSAGE, "%s %s ...", verb->title, row ? row->ref : "");
}

/* Opens the sheet of options for an asking that was just sent. */
static void open_options(struct ui *ui, const struct case_row *row, struct ui_effects *out)
{
	struct layer *layer = layer_push(ui, LAYER_OPTIONS);
	struct ui_effect *load = ui_effect_add(out, UI_DO_LOAD);

	layer->tenant_id = layer->options.tenant_id = load->tenant_id = ui->loaded_tenant = row->tenant_id;
	layer->case_id = layer->options.case_id = load->case_id = ui->loaded_case = row->case_id;
	ui_happened(ui, "ask");
}

/* Whose reference is it? That of a case held or of what was found; else the first client's. */
static int64_t tenant_of(const struct ui *ui, const struct texts *args, int64_t fallback)
{
	const struct store_rows *found = &ui->scene.store->sets[STORE_FOUND];
	const char *ref = texts_value(args, "ref");
	const struct case_row *row;
	size_t cursor = 0;

	while (ref && (row = map_next(&ui->scene.store->cases, &cursor)))
		if (strcasecmp(row->subject, ref) == 0 || strcasecmp(row->ref, ref) == 0)
			return row->tenant_id;
	for (size_t i = 0; ref && i < found->count; i++) {
		const struct found_row *hit = found->rows[i];
		if (strcasecmp(hit->ref, ref) == 0 || strcasecmp(hit->matched, ref) == 0)
			return hit->tenant_id;
	}
	return fallback;
}

bool acting_send(struct ui *ui, const struct verb *verb, const struct case_row *row, acting_value *on_value, void *context,
		 struct ui_effects *out)
{
	struct ui_effect *effect;
	bool is_draft;

	if (!acting_may(ui, verb, &is_draft))
		return false;
	effect = acting_new(ui, verb, row, is_draft, out);
	for (size_t i = 0; i < verb_argument_count(verb); i++) {
		const char *value = on_value(context, verb->arguments[i].name);
		if (value && *value)
			acting_put(out, &effect->args, verb->arguments[i].name, value);
	}
	if (!(verb->needs & NEEDS_CASE))
		effect->tenant_id = tenant_of(ui, &effect->args, effect->tenant_id);
	undoing_remember(ui, verb, row, is_draft ? NULL : effect);
	said_sent(ui, verb, row, is_draft);
	if (strcmp(verb->act, "ask") == 0 && row)
		open_options(ui, row, out);
	ui_happened(ui, verb->name);
	return true;
}

/* ---- beginning ---- */

struct line_values {
	const struct conf_line *line;
	const struct case_row *row;
	const struct ui *ui;
	struct ui_effects *out;
	const struct verb *verb;
};

/* What the line says of an argument: by its key; the first of an act on no case also by its place. */
static const char *given_value(const struct verb *verb, const struct conf_line *line, const char *name)
{
	const char *value = line ? conf_value(line, name) : NULL;
	bool is_placed = line && line->word_count > 0 && !line->words[0].key && !(verb->needs & NEEDS_CASE) &&
			 strcmp(verb->arguments[0].name, name) == 0;

	return !value && is_placed ? line->words[0].text : value;
}

/* The number of the first draft (or of the message that can be taken back) or open task of the opened case: what "the message" and "the task" mean there. */
static const char *implied_value(const struct ui *ui, const struct verb *verb, const char *name, char *room, size_t room_bytes)
{
	const char *wanted = strcmp(verb->name, "recall-letter") == 0 ? "released" : "draft";
	const struct store_rows *letters = &ui->scene.store->sets[STORE_LETTERS], *tasks = &ui->scene.store->sets[STORE_TASKS];

	for (size_t i = 0; strcmp(name, "letter") == 0 && i < letters->count; i++) {
		const struct letter_shown_row *letter = letters->rows[i];
		if (strcmp(letter->state, wanted) == 0)
			return snprintf(room, room_bytes, "%lld", (long long)letter->letter_id), room;
	}
	for (size_t i = 0; strcmp(name, "task") == 0 && i < tasks->count; i++) {
		const struct task_shown_row *task = tasks->rows[i];
		if (strcmp(task->state, "open") == 0)
			return snprintf(room, room_bytes, "%lld", (long long)task->task_id), room;
	}
	return NULL;
}

static const char *line_value_of(void *context, const char *name)
{
	const struct line_values *values = context;
	const char *value = given_value(values->verb, values->line, name);
	char room[32];

	if (!value && implied_value(values->ui, values->verb, name, room, sizeof room))
		return arena_str(&values->out->arena, room);
	for (size_t i = 0; value && i < verb_argument_count(values->verb); i++) {
		const struct argument *argument = &values->verb->arguments[i];
		struct moments moments = moments_of(values->ui, values->verb, values->row, conf_value(values->line, "says"));
		struct str text = { 0 };
		int64_t at;
		if (strcmp(argument->name, name) != 0 || !argument_is_instant(argument))
			continue;
		if (moments_read(&moments, argument, value, &at, NULL) == ERR_NONE) {
			instant_write(&text, at);
			value = arena_str(&values->out->arena, str_text(&text));
			str_release(&text);
		}
	}
	return value;
}

static bool has_needed(const struct ui *ui, const struct verb *verb, const struct conf_line *line)
{
	char room[32];

	for (size_t i = 0; i < verb_argument_count(verb); i++)
		if (verb->arguments[i].is_needed && !verb->arguments[i].only_if &&
		    !given_value(verb, line, verb->arguments[i].name) &&
		    !implied_value(ui, verb, verb->arguments[i].name, room, sizeof room))
			return false;
	return true;
}

/* Is everything it needs implied by the opened case? Then there is nothing to ask in a form. */
static bool is_implied(const struct ui *ui, const struct verb *verb)
{
	char room[32];

	return verb_argument_count(verb) > 0 && implied_value(ui, verb, verb->arguments[0].name, room, sizeof room);
}

/* A case number given as the first word ("claim C-10481"), found among the rows held. */
static const struct case_row *named_case(struct ui *ui, const struct conf_line *line, bool *is_named)
{
	const struct case_row *row;
	size_t cursor = 0;
	const char *ref;

	*is_named = line && line->word_count > 0 && !line->words[0].key;
	if (!*is_named)
		return NULL;
	ref = line->words[0].text;
	while ((row = map_next(&ui->scene.store->cases, &cursor)))
		if (strcasecmp(row->ref, ref) == 0 || (row->ref[0] && row->ref[1] == '-' && strcmp(row->ref + 2, ref) == 0))
			return row;
	return NULL;
}

/* The same act on every marked case: one sending each, one answer each. */
static bool send_marked(struct ui *ui, const struct verb *verb, const struct conf_line *line, struct ui_effects *out)
{
	size_t sent = 0;
	size_t cursor = 0;
	const struct case_row *row;

	if (ui->marked.count == 0 || strcmp(verb->act, "ask") == 0 || !has_needed(ui, verb, line) || layer_top(ui))
		return false;
	while ((row = map_next(&ui->scene.store->cases, &cursor))) {
		struct line_values values = { line, row, ui, out, verb };
		if (map_get_id(&ui->marked, queuepage_key(row->tenant_id, row->case_id)))
			sent += acting_send(ui, verb, row, line_value_of, &values, out);
	}
	ui_say(ui, ROLE_MESSAGE, "%s: sent for %zu of %zu marked", verb->title, sent, ui->marked.count);
	map_release(&ui->marked);
	ui->undo.verb = NULL; /* one key takes back one act */
	return true;
}

void acting_begin(struct ui *ui, const struct verb *verb, const struct conf_line *line, struct ui_effects *out)
{
	static const struct conf_line none;
	bool is_named = false, is_draft, is_on_case = verb->needs & NEEDS_CASE;
	const struct case_row *row = is_on_case ? named_case(ui, line, &is_named) : NULL;

	if (is_named && !row) {
		ui_say(ui, ROLE_ERROR, "%s: there is no open case %s among those you see", verb->title, line->words[0].text);
		return;
	}
	if (!row && is_on_case)
		row = layer_case(ui);
	if ((verb->needs & NEEDS_CASE) && !row) {
		ui_say(ui, ROLE_ERROR, "%s: put the cursor on a case first", verb->title);
		return;
	}
	if (is_on_case && !is_named && send_marked(ui, verb, line ? line : &none, out))
		return;
	if (!acting_may(ui, verb, &is_draft))
		return;
	if (!line && strcmp(verb->name, "send-letter") == 0) {
		lettering_open(ui, row);
		return;
	}
	if (has_needed(ui, verb, line) && (line || is_implied(ui, verb) || strcmp(verb->act, "ask") == 0 || verb_argument_count(verb) == 0)) {
		struct line_values values = { line ? line : &none, row, ui, out, verb };
		acting_send(ui, verb, row, line_value_of, &values, out);
		return;
	}
	filling_open(ui, verb, line, row);
}

void acting_menu(struct ui *ui)
{
	const struct case_row *row = layer_case(ui);
	struct layer *layer;

	if (!row) {
		ui_say(ui, ROLE_ERROR, "put the cursor on a case first");
		return;
	}
	layer = layer_push(ui, LAYER_MENU);
	layer->tenant_id = row->tenant_id;
	layer->case_id = row->case_id;
	str_addf(&layer->title, "%s: what to do", row->ref);
	static const char *const order[] = { "rebook", "forward", "call", "claim", "next", "wait", "tell", "note", "resolve", "assign", "release" };
	for (size_t i = 0; i < COUNT_OF(order); i++)
		layer->menu[layer->menu_count++] = verb_find(verb_acts, order[i])->name;
}

/* ---- answers ---- */

/* In words on the message lines, or where they are too many as a text to read. */
static void say_refused(struct ui *ui, const char *words)
{
	ui_say(ui, ROLE_ERROR, "refused: %s", words);
	if ((int)ui->message.length <= 2 * ui->cols - 20)
		return;
	ui_say(ui, ROLE_ERROR, "refused; why stands above");
	layer_open_text(ui, "Refused", words);
}

void acting_answer(struct ui *ui, const struct ui_event *event, struct ui_effects *out)
{
	struct ui_effect *again;

	if (mending_answer(ui, event, out))
		return;
	if (event->err == ERR_NONE)
		ui_say(ui, ROLE_GOOD, "%s%s", event->words, undoing_is_of(ui, event->client_key) ? "  (u takes it back)" : "");
	else
		say_refused(ui, event->words);
	if (event->err && undoing_is_of(ui, event->client_key))
		ui->undo.verb = NULL;
	for (int i = 0; i < ui->layer_count; i++) {
		struct layer *layer = &ui->layers[i];
		if (layer->kind != LAYER_OPTIONS || strcmp(ui->asked_key, event->client_key) != 0)
			continue;
		if (event->err == ERR_NONE)
			layer->options.act_id = event->act_id;
		else if (i == ui->layer_count - 1)
			layer_pop(ui);
	}
	if (ui->loaded_case) {
		again = ui_effect_add(out, UI_DO_LOAD);
		again->tenant_id = ui->loaded_tenant;
		again->case_id = ui->loaded_case;
	}
	ui_effect_add(out, UI_DO_LISTS);
}
