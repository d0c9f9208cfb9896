/* SPDX-License-Identifier: MIT */
/* Acts: a verb's arguments make its form; what the form holds is sent with the versions that were seen. */
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "model/typedtime.h"
#include "state/inside.h"
#include "view/words.h"

const char *acting_key_text(struct ui *ui, struct ui_effects *out)
{
	uint64_t high = random_next(&ui->key_seed), low = random_next(&ui->key_seed);

	return arena_printf(&out->arena, "%016llx%016llx", (unsigned long long)high, (unsigned long long)low);
}

/* Does only what is to come make sense? When a call says that something happened, it has. */
static bool is_ahead(const struct verb *verb, const struct argument *argument)
{
	return strcmp(verb->name, "call") != 0 || strcmp(argument->name, "at") != 0;
}

/* ---- sending ---- */

/* May it be sent now? Refuses in words. Notes and calls become drafts while the store is lost. */
static bool may_send(struct ui *ui, const struct verb *verb, bool *is_draft)
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

static void put_arg(struct ui_effects *out, struct texts *args, const char *key, const char *value)
{
	args->items[args->count++] = arena_str(&out->arena, key);
	args->items[args->count++] = arena_str(&out->arena, value);
}

/* The act that takes this one back, as a command line; empty if there is none. */
static void remember_undo(struct ui *ui, const struct verb *verb, const struct case_row *row)
{
	static const char *const pairs[][2] = { { "claim", "release" }, { "release", "claim" }, { "resolve", "reopen" } };

	ui->last_undo[0] = '\0';
	for (size_t i = 0; row && i < COUNT_OF(pairs); i++)
		if (strcmp(verb->name, pairs[i][0]) == 0)
			snprintf(ui->last_undo, sizeof ui->last_undo, "%s %s", pairs[i][1], row->ref);
}

static struct ui_effect *new_act(struct ui *ui, const struct verb *verb, const struct case_row *row, bool is_draft,
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
		put_arg(out, &effect->args, "action", verb->name);
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

/* Sends an act whose values come from `value`. */
typedef const char *value_of(void *context, const char *name);

static bool send_act(struct ui *ui, const struct verb *verb, const struct case_row *row, value_of *on_value, void *context,
		     struct ui_effects *out)
{
	struct ui_effect *effect;
	bool is_draft;

	if (!may_send(ui, verb, &is_draft))
		return false;
	effect = new_act(ui, verb, row, is_draft, out);
	for (size_t i = 0; i < verb_argument_count(verb); i++) {
		const char *value = on_value(context, verb->arguments[i].name);
		if (value && *value)
			put_arg(out, &effect->args, verb->arguments[i].name, value);
	}
	remember_undo(ui, verb, row);
	said_sent(ui, verb, row, is_draft);
	if (strcmp(verb->act, "ask") == 0 && row)
		open_options(ui, row, out);
	ui_happened(ui, verb->name);
	return true;
}

/* ---- forms ---- */

/* "a|b|c" as a NULL-ended list in the arena. */
static const char *const *split_choices(struct arena *arena, const char *choices)
{
	size_t count = 1;
	const char **list;

	for (const char *sign = choices; *sign; sign++)
		count += *sign == '|';
	list = arena_new(arena, count + 1, sizeof *list);
	for (size_t i = 0; i < count; i++) {
		size_t length = strcspn(choices, "|");
		list[i] = arena_text(arena, choices, length);
		choices += length + (choices[length] == '|');
	}
	return list;
}

static void make_field(struct layer *layer, const struct argument *argument, struct form_field *field)
{
	const char *hint = argument->kind == ARGUMENT_INSTANT ? "16:40, tomorrow 9:00, +2h" : argument->help;

	*field = (struct form_field){ .name = argument->name, .label = argument->title, .hint = hint };
	if (argument->kind == ARGUMENT_CHOICE)
		field->choices = split_choices(&layer->arena, argument->choices);
	field->is_required = argument->is_needed && !argument->only_if && argument->kind != ARGUMENT_CHOICE;
}

/* What is known already stands in the form: values of the command line, and what the case says. */
static void prefill(struct layer *layer, const struct verb *verb, const struct conf_line *line, const struct case_row *row)
{
	for (size_t i = 0; i < verb_argument_count(verb); i++) {
		const struct argument *argument = &verb->arguments[i];
		const char *value = line ? conf_value(line, argument->name) : NULL;
		if (!value && row && strcmp(argument->name, "side") == 0 && *row->cause_side)
			value = row->cause_side;
		if (!value && row && strcmp(argument->name, "who") == 0 && *row->carrier)
			value = row->carrier;
		if (value && argument_allows(argument, value))
			form_set(&layer->form, argument->name, value);
	}
}

static void open_form(struct ui *ui, const struct verb *verb, const struct conf_line *line, const struct case_row *row)
{
	struct layer *layer = layer_push(ui, LAYER_FORM);
	size_t count = verb_argument_count(verb);

	layer->verb = verb;
	layer->tenant_id = row ? row->tenant_id : 0;
	layer->case_id = row ? row->case_id : 0;
	str_addf(&layer->title, "%s%s%s", verb->title, row ? " " : "", row ? row->ref : "");
	layer->fields = arena_new(&layer->arena, count, sizeof *layer->fields);
	for (size_t i = 0; i < count; i++)
		make_field(layer, &verb->arguments[i], &layer->fields[i]);
	form_open(&layer->form, layer->fields, (int)count, NULL);
	prefill(layer, verb, line, row);
}

/* Is the field asked for, given what others hold ("says=eta")? */
static bool is_asked(const struct layer *layer, const struct argument *argument)
{
	char name[32];
	const char *equals;

	if (!argument->only_if)
		return true;
	equals = strchr(argument->only_if, '=');
	snprintf(name, sizeof name, "%.*s", (int)(equals - argument->only_if), argument->only_if);
	return strcmp(form_value(&layer->form, name), equals + 1) == 0;
}

/* Turns what was typed as a time into one that cannot be misread; puts words under the field if it is none. */
static bool settle_times(struct ui *ui, struct layer *layer, const struct case_row *row)
{
	const struct zone *zone = NULL;
	int64_t now = scene_now(&ui->scene, layer->tenant_id);

	if (!row || zone_find(row->dest_zone, &zone))
		zone = NULL;
	for (size_t i = 0; i < verb_argument_count(layer->verb); i++) {
		const struct argument *argument = &layer->verb->arguments[i];
		const char *value = form_value(&layer->form, argument->name);
		struct fault fault;
		struct str text = { 0 };
		int64_t at;
		if (argument->kind != ARGUMENT_INSTANT || !is_asked(layer, argument))
			continue;
		if (!*value && argument->is_needed) {
			form_refuse(&layer->form, argument->name, "a time is needed here: 16:40, tomorrow 9:00, +2h");
			return false;
		}
		if (!*value)
			continue;
		if (typedtime_read(span_of(value), zone, now, is_ahead(layer->verb, argument), &at, &fault)) {
			form_refuse(&layer->form, argument->name, fault.help);
			return false;
		}
		instant_write(&text, at);
		form_set(&layer->form, argument->name, str_text(&text));
		str_release(&text);
	}
	return true;
}

static const char *form_value_of(void *context, const char *name)
{
	const struct layer *layer = context;

	for (size_t i = 0; i < verb_argument_count(layer->verb); i++)
		if (strcmp(layer->verb->arguments[i].name, name) == 0 && !is_asked(layer, &layer->verb->arguments[i]))
			return NULL;
	return form_value(&layer->form, name);
}

static void submit(struct ui *ui, struct layer *layer, struct ui_effects *out)
{
	const struct case_row *row = layer->case_id ? store_case(ui->scene.store, layer->tenant_id, layer->case_id) : NULL;
	struct layer held = *layer;

	if (layer->case_id && !row) {
		form_refuse(&layer->form, "", "the case is closed meanwhile; Esc leaves the form");
		return;
	}
	if (!settle_times(ui, layer, row))
		return;
	held = *layer;
	ui->layer_count--; /* taken off without being freed: the values are still needed */
	send_act(ui, held.verb, row, form_value_of, &held, out);
	str_release(&held.text);
	str_release(&held.title);
	form_release(&held.form);
	arena_release(&held.arena);
}

void acting_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out)
{
	switch (form_key(&layer->form, key)) {
	case FORM_SUBMIT:
		submit(ui, layer, out);
		break;
	case FORM_CANCEL:
		layer_pop(ui);
		ui_say(ui, ROLE_MESSAGE, "nothing was sent");
		break;
	case FORM_IGNORED:
		if (key == K_ESC)
			layer_pop(ui);
		break;
	case FORM_TAKEN:
		break;
	}
}

/* ---- beginning ---- */

struct line_values {
	const struct conf_line *line;
	const struct case_row *row;
	const struct ui *ui;
	struct ui_effects *out;
	const struct verb *verb;
};

/* The number of the first draft or open task of the opened case: what "the message" and "the task" mean there. */
static const char *implied_value(const struct ui *ui, const char *name, char *room, size_t room_bytes)
{
	const struct store_rows *letters = &ui->scene.store->sets[STORE_LETTERS], *tasks = &ui->scene.store->sets[STORE_TASKS];

	for (size_t i = 0; strcmp(name, "letter") == 0 && i < letters->count; i++) {
		const struct letter_shown_row *letter = letters->rows[i];
		if (strcmp(letter->state, "draft") == 0)
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
	const char *value = conf_value(values->line, name);
	char room[32];

	if (!value && implied_value(values->ui, name, room, sizeof room))
		return arena_str(&values->out->arena, room);
	const struct zone *zone = NULL;
	int64_t at;

	for (size_t i = 0; value && i < verb_argument_count(values->verb); i++) {
		const struct argument *argument = &values->verb->arguments[i];
		struct str text = { 0 };
		if (strcmp(argument->name, name) != 0 || argument->kind != ARGUMENT_INSTANT)
			continue;
		if (!values->row || zone_find(values->row->dest_zone, &zone))
			zone = NULL;
		if (typedtime_read(span_of(value), zone, scene_now(&values->ui->scene, values->row ? values->row->tenant_id : 0),
				   is_ahead(values->verb, argument), &at, NULL) == ERR_NONE) {
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
		    !(line && conf_value(line, verb->arguments[i].name)) &&
		    !implied_value(ui, verb->arguments[i].name, room, sizeof room))
			return false;
	return true;
}

/* Is everything it needs implied by the opened case? Then there is nothing to ask in a form. */
static bool is_implied(const struct ui *ui, const struct verb *verb)
{
	char room[32];

	return verb_argument_count(verb) > 0 && implied_value(ui, verb->arguments[0].name, room, sizeof room);
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
			sent += send_act(ui, verb, row, line_value_of, &values, out);
	}
	ui_say(ui, ROLE_MESSAGE, "%s: sent for %zu of %zu marked", verb->title, sent, ui->marked.count);
	map_release(&ui->marked);
	return true;
}

void acting_begin(struct ui *ui, const struct verb *verb, const struct conf_line *line, struct ui_effects *out)
{
	static const struct conf_line none;
	bool is_named, is_draft;
	const struct case_row *row = named_case(ui, line, &is_named);

	if (is_named && !row) {
		ui_say(ui, ROLE_ERROR, "%s: there is no open case %s among those you see", verb->title, line->words[0].text);
		return;
	}
	if (!row)
		row = layer_case(ui);
	if ((verb->needs & NEEDS_CASE) && !row) {
		ui_say(ui, ROLE_ERROR, "%s: put the cursor on a case first", verb->title);
		return;
	}
	if (!is_named && send_marked(ui, verb, line ? line : &none, out))
		return;
	if (!may_send(ui, verb, &is_draft))
		return;
	if (has_needed(ui, verb, line) && (line || is_implied(ui, verb) || strcmp(verb->act, "ask") == 0 || verb_argument_count(verb) == 0)) {
		struct line_values values = { line ? line : &none, row, ui, out, verb };
		send_act(ui, verb, row, line_value_of, &values, out);
		return;
	}
	open_form(ui, verb, line, row);
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

void acting_answer(struct ui *ui, const struct ui_event *event, struct ui_effects *out)
{
	struct ui_effect *again;

	if (event->err == ERR_NONE)
		ui_say(ui, ROLE_GOOD, "%s%s", event->words, ui->last_undo[0] ? "  (u takes it back)" : "");
	else
		ui_say(ui, ROLE_ERROR, "refused: %s", event->words);
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
