/* SPDX-License-Identifier: MIT */
/* The form of an act: made from its verb's arguments, prefilled with what is known, checked before it is sent. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "state/inside.h"

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
	const char *hint = !argument_is_instant(argument) ? argument->help
			   : argument->is_needed	   ? "16:40, tomorrow 9:00, +2h"
							   : "empty = now";

	*field = (struct form_field){ .name = argument->name, .label = argument->title, .hint = hint };
	if (argument_is_instant(argument))
		field->on_note = moments_note;
	if (argument->kind == ARGUMENT_CHOICE || argument->kind == ARGUMENT_PROPOSED)
		field->choices = split_choices(&layer->arena, argument->choices);
	field->is_required = argument->is_needed && !argument->only_if && !field->choices;
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

void filling_open(struct ui *ui, const struct verb *verb, const struct conf_line *line, const struct case_row *row)
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
	form_open(&layer->form, layer->fields, (int)count, ui);
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
static bool settle_times(struct ui *ui, struct layer *layer)
{
	for (size_t i = 0; i < verb_argument_count(layer->verb); i++) {
		const struct argument *argument = &layer->verb->arguments[i];
		const char *value = form_value(&layer->form, argument->name);
		struct moments moments = moments_of_form(ui, layer);
		struct fault fault;
		struct str text = { 0 };
		int64_t at;
		if (!argument_is_instant(argument) || !is_asked(layer, argument))
			continue;
		if (!*value && argument->is_needed) {
			form_refuse(&layer->form, argument->name, "a time is needed here: 16:40, tomorrow 9:00, +2h");
			return false;
		}
		if (!*value)
			continue;
		if (moments_read(&moments, argument, value, &at, &fault)) {
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
	if (!settle_times(ui, layer))
		return;
	held = *layer;
	ui->layer_count--; /* taken off without being freed: the values are still needed */
	acting_send(ui, held.verb, row, form_value_of, &held, out);
	str_release(&held.text);
	str_release(&held.title);
	form_release(&held.form);
	arena_release(&held.arena);
}

void filling_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out)
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
