/* SPDX-License-Identifier: MIT */
/* Options and approvals, with the cost of doing nothing beside every price. */
#include "view/sheet.h"

#include <string.h>

#include "model/explain.h"
#include "model/states.h"
#include "theme/role.h"
#include "view/words.h"

#define LABEL_COLS 15

static bool is_of(const struct sheet_options *options, const struct quote_shown_row *quote)
{
	return quote->tenant_id == options->tenant_id && quote->case_id == options->case_id &&
	       quote->act_id == options->act_id && strcmp(quote->state, "offered") == 0;
}

size_t sheet_option_count(const struct scene *scene, const struct sheet_options *options)
{
	size_t count = 0;

	while (sheet_option(scene, options, count))
		count++;
	return count;
}

const struct quote_shown_row *sheet_option(const struct scene *scene, const struct sheet_options *options, size_t n)
{
	const struct store_rows *rows = &scene->store->sets[STORE_QUOTES];

	for (size_t i = 0; i < rows->count; i++)
		if (is_of(options, rows->rows[i]) && n-- == 0)
			return rows->rows[i];
	return NULL;
}

const struct approval_shown_row *sheet_approval(const struct scene *scene, int64_t tenant_id, int64_t approval_id)
{
	const struct store_rows *rows = &scene->store->sets[STORE_APPROVALS];

	for (size_t i = 0; i < rows->count; i++) {
		const struct approval_shown_row *approval = rows->rows[i];
		if (approval->tenant_id == tenant_id && approval->approval_id == approval_id)
			return approval;
	}
	return NULL;
}

const struct quote_shown_row *sheet_quote(const struct scene *scene, int64_t quote_id)
{
	const struct store_rows *rows = &scene->store->sets[STORE_QUOTES];

	for (size_t i = 0; i < rows->count; i++) {
		const struct quote_shown_row *quote = rows->rows[i];
		if (quote->quote_id == quote_id)
			return quote;
	}
	return NULL;
}

/* One labelled line; takes the text and clears it. Returns the next row. */
static int put(struct pane pane, int at, int role, const char *label, struct str *text)
{
	pane_text(pane, at, 0, LABEL_COLS - 1, ROLE_LABEL, label);
	pane_text(pane, at, LABEL_COLS, -1, role, str_text(text));
	str_clear(text);
	return at + 1;
}

/* Explanation lines, one row each, amounts to the right. */
static int put_explain(struct pane pane, int at, int most, const char *label, const char *explain, int64_t now, const char *zone)
{
	struct arena arena = { 0 };
	const struct explain_line *lines;
	size_t count = explain_read(&arena, explain, &lines);
	struct str text = { 0 };

	for (size_t i = 0; i < count && (int)i < most; i++) {
		if (strcmp(lines[i].unit, "at") == 0) { /* a moment is said behind what happens then */
			str_addf(&text, "%s ", lines[i].name);
			words_when(&text, lines[i].amount, now, zone);
		} else {
			words_amount(&text, lines[i].amount, lines[i].unit, now, zone);
			str_addf(&text, "%s%s", text.length ? "  " : "", lines[i].name);
		}
		if (*lines[i].source)
			str_addf(&text, " (%s)", lines[i].source);
		at = put(pane, at, ROLE_VALUE, i == 0 ? label : "", &text);
	}
	str_release(&text);
	arena_release(&arena);
	return at;
}

/* The lines "target TAB words" of a quote's effects. */
static int put_effects(struct pane pane, int at, const char *label, const char *effects)
{
	struct str text = { 0 };
	bool is_first = true;

	while (*effects) {
		size_t length = strcspn(effects, "\n"), target = strcspn(effects, "\t\n");
		str_add(&text, effects, target);
		if (target < length)
			str_addf(&text, ": %.*s", (int)(length - target - 1), effects + target + 1);
		at = put(pane, at, ROLE_VALUE, is_first ? label : "", &text);
		is_first = false;
		effects += length + (effects[length] == '\n');
	}
	str_release(&text);
	return at;
}

static int put_option_row(const struct scene *scene, const struct quote_shown_row *quote, bool is_chosen, size_t number,
			  struct pane pane, int at)
{
	int64_t now = scene_now(scene, quote->tenant_id);
	int role = is_chosen ? ROLE_SHEET_CHOSEN : ROLE_SHEET_CHOICE;
	struct str text = { 0 };

	str_addf(&text, "%s%zu %s", is_chosen ? ">" : " ", number, quote->label);
	pane_fit(pane, at, 0, 40, role, ALIGN_LEFT, (struct span){ str_text(&text), text.length });
	str_clear(&text);
	words_money(&text, quote->amount_minor, quote->currency);
	pane_fit(pane, at, 41, 14, ROLE_SHEET_COST, ALIGN_RIGHT, (struct span){ str_text(&text), text.length });
	str_clear(&text);
	str_adds(&text, "arrives ");
	words_when_zone(&text, quote->arrives_at, now, quote->zone);
	pane_text(pane, at, 57, -1, ROLE_VALUE, str_text(&text));
	str_release(&text);
	return at + 1;
}

static int put_chosen(const struct scene *scene, const struct quote_shown_row *quote, const struct case_row *row,
		      struct pane pane, int at)
{
	int64_t now = scene_now(scene, quote->tenant_id);
	struct str text = { 0 };

	words_money(&text, quote->amount_minor, quote->currency);
	str_addf(&text, " to %s, charged to %s", quote->payee, *quote->charge_to ? quote->charge_to : "the operation");
	at = put(pane, at, ROLE_SHEET_COST, "Costs", &text);
	at = put_explain(pane, at, 4, "", quote->basis, now, quote->zone);
	words_money(&text, quote->nothing_minor, quote->nothing_currency);
	at = put(pane, at, ROLE_MONEY, "Doing nothing", &text);
	at = put_explain(pane, at, 4, "", quote->nothing_basis, now, quote->zone);
	if (row && row->promise_at != INSTANT_NONE) {
		words_when_zone(&text, row->promise_at, now, row->dest_zone);
		at = put(pane, at, ROLE_VALUE, "Promised", &text);
	}
	at = put_effects(pane, at, "Will be sent", quote->effects);
	if (quote->needs_approval == 1)
		str_adds(&text, "y ASKS, nothing is sent before; ");
	str_adds(&text, quote->limit_words);
	if (text.length > 0)
		at = put(pane, at, quote->needs_approval == 1 ? ROLE_WARN : ROLE_GOOD, quote->needs_approval == 1 ? "Needs approval" : "Within limit",
			 &text);
	if (quote->needs_approval == 1 && *quote->rung_words) {
		str_adds(&text, quote->rung_words);
		at = put(pane, at, ROLE_VALUE, "Who agrees", &text);
	}
	if (*quote->override) {
		str_adds(&text, quote->override);
		at = put(pane, at, ROLE_WARN, "OVERRIDE", &text);
	}
	if (quote->at_once == 1 && quote->needs_approval == 1) {
		str_adds(&text, "! does it NOW with your reason; a second person looks at it after");
		at = put(pane, at, ROLE_WARN, "Cannot wait", &text);
	}
	str_adds(&text, "money, once applied, cannot be taken back here");
	at = put(pane, at, ROLE_LABEL, "Undo", &text);
	str_release(&text);
	return at;
}

void sheet_options_draw(const struct scene *scene, const struct sheet_options *options, const struct case_row *row,
			struct pane pane)
{
	size_t count = sheet_option_count(scene, options);
	int at = 0;

	if (count == 0) {
		pane_text(pane, 1, 0, -1, ROLE_VALUE, "The engine is pricing this now ...");
		return;
	}
	for (size_t i = 0; i < count; i++)
		at = put_option_row(scene, sheet_option(scene, options, i), (int)i == options->chosen, i + 1, pane, at);
	pane_hline(pane, at, 0, pane.rect.cols, ROLE_BORDER);
	if (sheet_option(scene, options, (size_t)options->chosen))
		put_chosen(scene, sheet_option(scene, options, (size_t)options->chosen), row, pane, at + 1);
}

static int put_asker(const struct approval_shown_row *approval, int64_t now, const char *zone, struct pane pane, int at)
{
	struct str text = { 0 };

	str_addf(&text, "%s ", approval->asked_by);
	words_ago(&text, approval->asked_at, now);
	if (*approval->ask_words)
		str_addf(&text, ": %s", approval->ask_words);
	at = put(pane, at, ROLE_VALUE, is_approval_review(approval->state) ? "Done by" : "Asked by", &text);
	words_when_zone(&text, approval->due_at, now, zone);
	str_adds(&text, ", in ");
	words_left(&text, approval->due_at, now);
	if (*approval->with_whom)
		str_addf(&text, ", %s", approval->with_whom);
	if (*approval->goes_to)
		str_addf(&text, "; then %s", approval->goes_to);
	at = put(pane, at, ROLE_DUE_SOON, is_approval_review(approval->state) ? "Look by" : "Decide by", &text);
	str_release(&text);
	return at;
}

/* Who said what, who is still needed, and who may: a person who may not decide sees whom to call. */
static int put_ladder(const struct approval_shown_row *approval, struct pane pane, int at)
{
	struct str text = { 0 };

	if (*approval->override) {
		str_adds(&text, approval->override);
		at = put(pane, at, ROLE_WARN, "OVERRIDE", &text);
	}
	if (approval->needed > 1 || *approval->signs) {
		str_adds(&text, approval->signs);
		if (*approval->needs)
			str_addf(&text, "%sstill %s", text.length ? "; " : "", approval->needs);
		at = put(pane, at, approval->given > 0 ? ROLE_GOOD : ROLE_VALUE, "Agreed", &text);
	}
	if (*approval->who_may) {
		str_adds(&text, approval->who_may);
		at = put(pane, at, ROLE_VALUE, "May decide", &text);
	}
	str_release(&text);
	return at;
}

static int put_quote(const struct scene *scene, const struct quote_shown_row *quote, bool is_sent, int64_t now, struct pane pane, int at)
{
	const struct case_row *row = store_case(scene->store, quote->tenant_id, quote->case_id);
	struct str text = { 0 };

	at = put_explain(pane, at, 4, "Price made of", quote->basis, now, quote->zone);
	at = put_explain(pane, at, 4, "Nothing costs", quote->nothing_basis, now, quote->zone);
	words_when_zone(&text, quote->arrives_at, now, quote->zone);
	if (row && row->promise_at != INSTANT_NONE) {
		str_adds(&text, ", promised ");
		words_when_zone(&text, row->promise_at, now, quote->zone);
	}
	at = put(pane, at, ROLE_VALUE, "Would arrive", &text);
	if (*quote->rival) {
		str_adds(&text, quote->rival);
		at = put(pane, at, ROLE_VALUE, "Other option", &text);
	}
	at = put_effects(pane, at, is_sent ? "Was sent" : "Will be sent", quote->effects);
	str_release(&text);
	return at;
}

void sheet_approval_draw(const struct scene *scene, const struct approval_shown_row *approval, const char *notice,
			 struct pane pane)
{
	int64_t now = scene_now(scene, approval->tenant_id);
	const struct quote_shown_row *quote = sheet_quote(scene, approval->quote_id);
	const char *zone = quote ? quote->zone : NULL;
	struct str text = { 0 };
	int at = 0;

	str_addf(&text, "%s for %s%s%s%s (%s)", approval->label, approval->customer, *approval->tier ? ", " : "", approval->tier,
		 *approval->tier ? " customer" : "", approval->ref);
	at = put(pane, at, ROLE_SHEET_TITLE, approval->action, &text);
	if (is_approval_review(approval->state)) {
		str_adds(&text, "at once, since it could not wait: was it right?");
		at = put(pane, at, ROLE_WARN, "DONE ALREADY", &text);
	}
	words_money(&text, approval->amount_minor, approval->currency);
	str_addf(&text, " to %s", approval->payee);
	at = put(pane, at, ROLE_SHEET_COST, "COSTS", &text);
	words_money(&text, approval->nothing_minor, approval->nothing_currency);
	at = put(pane, at, ROLE_MONEY, "DOING NOTHING", &text);
	at = put_asker(approval, now, zone, pane, at);
	at = put_ladder(approval, pane, at);
	if (quote)
		at = put_quote(scene, quote, is_approval_review(approval->state), now, pane, at);
	if (approval->may_decide != 1 && *approval->may_words) {
		str_adds(&text, approval->may_words);
		at = put(pane, at, ROLE_BAD, "Not by you", &text);
	}
	if (*notice) {
		str_adds(&text, notice);
		put(pane, at, ROLE_WARN, "Changed", &text);
	}
	str_release(&text);
}
