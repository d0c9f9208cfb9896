/* SPDX-License-Identifier: MIT */
/* What must reach an operator who looks elsewhere: each thing once. */
#include <string.h>

#include "model/states.h"
#include "state/inside.h"
#include "view/words.h"

/* Said already? If not, it counts as said from now on. */
static bool is_news(struct ui *ui, int64_t key)
{
	if (map_get_id(&ui->told, key))
		return false;
	map_put_id(&ui->told, key, ui);
	return true;
}

static void notify(struct ui_effects *out, const char *title, struct str *body)
{
	struct ui_effect *effect = ui_effect_add(out, UI_DO_NOTICE);

	effect->name = title;
	effect->words = arena_str(&out->arena, str_text(body));
	str_clear(body);
}

static void look_at_case(struct ui *ui, const struct case_row *row, struct str *text, struct ui_effects *out)
{
	const struct me_row *me = scene_me_at(&ui->scene, row->tenant_id);
	int64_t now = scene_now(&ui->scene, row->tenant_id), key = queuepage_key(row->tenant_id, row->case_id);

	if (!me || now == INSTANT_NONE)
		return;
	if (row->owner_id == me->person_id && row->due_at != INSTANT_NONE && row->due_at > now &&
	    row->due_at - now < 10 * US_PER_MIN && is_news(ui, key * 4)) {
		str_addf(text, "%s: less than 10 minutes left", row->ref);
		notify(out, "Your clock runs out", text);
	}
	if (row->band == 0 && row->owner_id == INT_NONE && now - row->opened_at > 2 * US_PER_MIN && is_news(ui, key * 4 + 1)) {
		str_addf(text, "%s cannot wait and nobody works it", row->ref);
		notify(out, "Unclaimed", text);
	}
}

/* What I asked for was decided: said once, wherever I am. What was decided before I came is no news. */
static void look_at_decision(struct ui *ui, const struct approval_shown_row *approval, bool is_first, struct str *text,
			     struct ui_effects *out)
{
	const struct me_row *me = scene_me_at(&ui->scene, approval->tenant_id);
	bool is_yes = strcmp(approval->state, "approved") == 0;

	if (!me || approval->asked_by_id != me->person_id || (!is_yes && strcmp(approval->state, "denied") != 0) ||
	    !is_news(ui, queuepage_key(approval->tenant_id, approval->approval_id) * 4 + 3) || is_first)
		return;
	str_addf(text, "%s: %s %s by %s%s%s", approval->ref, approval->action, approval->state, approval->decided_by,
		 *approval->reason ? ": " : "", approval->reason);
	ui_say(ui, is_yes ? ROLE_GOOD : ROLE_WARN, "%s", str_text(text));
	notify(out, "Decided", text);
}

void alarm_look(struct ui *ui, struct ui_effects *out)
{
	const struct queue *breaching = &ui->queues[VIEW_BREACHING];
	const struct store_rows *approvals = &ui->scene.store->sets[STORE_APPROVALS];
	struct str text = { 0 };

	for (size_t i = 0; i < breaching->entries.count && i < 200; i++)
		look_at_case(ui, breaching->entries.items[i].row, &text, out);
	for (size_t i = 0; i < approvals->count; i++) {
		const struct approval_shown_row *approval = approvals->rows[i];
		look_at_decision(ui, approval, !ui->has_looked, &text, out);
		if (!is_approval_open(approval->state) || approval->may_decide != 1 ||
		    !is_news(ui, queuepage_key(approval->tenant_id, approval->approval_id) * 4 + 2))
			continue;
		str_addf(&text, "%s: ", approval->ref);
		words_money(&text, approval->amount_minor, approval->currency);
		str_addf(&text, ", asked by %s", approval->asked_by);
		notify(out, is_approval_review(approval->state) ? "Done at once: look at it" : "Approval for you", &text);
	}
	ui->has_looked |= approvals->counter > 0;
	str_release(&text);
}
