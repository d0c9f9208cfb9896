/* SPDX-License-Identifier: MIT */
/* What takes the last act back: by the case's number, not by a row, since a resolved case is in no list any more. */
#include <stdio.h>
#include <string.h>

#include "state/inside.h"

/* A next act that is still to come is planned again; else what was set is taken off. */
static const struct verb *verb_of(const struct verb *verb, const struct case_row *row, int64_t now)
{
	bool is_ahead = row->next_act_at != INSTANT_NONE && now != INSTANT_NONE && row->next_act_at > now;

	return strcmp(verb->name, "next") == 0 && is_ahead && *row->next_act ? verb : verb_find(verb_acts, verb->undo);
}

void undoing_remember(struct ui *ui, const struct verb *verb, const struct case_row *row, const struct ui_effect *effect)
{
	struct ui_undo *undo = &ui->undo;
	bool is_plan = strcmp(verb->name, "next") == 0 || strcmp(verb->name, "wait") == 0;
	const char *set = is_plan && effect ? texts_value(&effect->args, strcmp(verb->name, "next") == 0 ? "words" : "reason") : NULL;

	*undo = (struct ui_undo){ .verb = NULL };
	if (!row || !effect || !verb->undo)
		return;
	*undo = (struct ui_undo){ .verb = verb_of(verb, row, scene_now(&ui->scene, row->tenant_id)), .tenant_id = row->tenant_id,
				  .case_id = row->case_id, .at = row->next_act_at };
	const char *letter = texts_value(&effect->args, "letter");
	snprintf(undo->letter, sizeof undo->letter, "%s", letter ? letter : "");
	snprintf(undo->ref, sizeof undo->ref, "%s", row->ref);
	snprintf(undo->key, sizeof undo->key, "%s", effect->client_key);
	snprintf(undo->set, sizeof undo->set, "%s", set ? set : "");
	snprintf(undo->words, sizeof undo->words, "%s", row->next_act);
	snprintf(undo->on, sizeof undo->on, "%s", row->waiting_on);
}

bool undoing_is_of(const struct ui *ui, const char *client_key)
{
	return ui->undo.verb && client_key && strcmp(ui->undo.key, client_key) == 0;
}

static void say_nothing(struct ui *ui)
{
	struct str list = { 0 };

	for (const struct verb *verb = verb_acts; verb->name; verb++)
		if (verb->undo)
			str_addf(&list, "%s%s", list.length ? ", " : "", verb->name);
	ui_say(ui, ROLE_WARN, "nothing to take back; what can be: %s", str_text(&list));
	str_release(&list);
}

/* What was planned before, for the acts that plan; the message, for one that was sent. */
static void put_plan(const struct ui_undo *undo, struct ui_effect *effect, struct ui_effects *out)
{
	struct str at = { 0 };

	if (*undo->letter)
		acting_put(out, &effect->args, "letter", undo->letter);
	if (*undo->letter || verb_argument_count(undo->verb) == 0 || undo->at == INSTANT_NONE)
		return;
	instant_write(&at, undo->at);
	acting_put(out, &effect->args, "words", undo->words);
	acting_put(out, &effect->args, "at", str_text(&at));
	if (*undo->on)
		acting_put(out, &effect->args, "on", undo->on);
	str_release(&at);
}

void undoing_do(struct ui *ui, struct ui_effects *out)
{
	struct ui_undo undo = ui->undo;
	const struct case_row *row = undo.verb ? store_case(ui->scene.store, undo.tenant_id, undo.case_id) : NULL;
	struct ui_effect *effect;
	bool is_draft;

	if (!undo.verb) {
		say_nothing(ui);
		return;
	}
	if (row && *undo.set && strcmp(row->next_act, undo.set) != 0) {
		ui_say(ui, ROLE_WARN, "%s: something else was planned since; it stays", undo.ref);
		ui->undo.verb = NULL;
		return;
	}
	if (!acting_may(ui, undo.verb, &is_draft))
		return;
	effect = acting_new(ui, undo.verb, row, false, out);
	effect->tenant_id = undo.tenant_id;
	effect->case_id = undo.case_id;
	put_plan(&undo, effect, out);
	undoing_remember(ui, undo.verb, row, effect);
	ui_say(ui, ROLE_MESSAGE, "%s %s ...", undo.verb->title, undo.ref);
}
