/* SPDX-License-Identifier: MIT */
/* Sheets are lines of a label and its value, so that they read the same on paper and in a mail. */
#include "command/papersheet.h"

#include <string.h>

#include "base/text.h"
#include "model/explain.h"
#include "view/words.h"

#define LABEL "  %-18s"

static void add_clean(struct str *out, const char *text)
{
	text_clean(out, text, strlen(text));
}

static void text_line(struct str *out, const char *label, const char *text)
{
	if (!*text)
		return;
	str_addf(out, LABEL, label);
	add_clean(out, text);
	str_addc(out, '\n');
}

static void money_line(struct str *out, const char *label, int64_t minor, const char *currency)
{
	str_addf(out, LABEL, label);
	words_money(out, minor, currency);
	str_addc(out, '\n');
}

static void when_line(const struct session *session, struct str *out, const char *label, int64_t at, int64_t tenant_id,
		      const char *zone)
{
	if (at == INSTANT_NONE)
		return;
	str_addf(out, LABEL, label);
	words_when_zone(out, at, session_now(session, tenant_id), zone);
	str_addc(out, '\n');
}

void papersheet_lines(const struct session *session, int64_t tenant_id, const char *zone, const char *explain, int indent,
		 struct str *out)
{
	struct arena arena = { 0 };
	const struct explain_line *lines;
	size_t count = explain_read(&arena, explain, &lines);

	for (size_t i = 0; i < count; i++) {
		struct str amount = { 0 };
		words_amount(&amount, lines[i].amount, lines[i].unit, session_now(session, tenant_id), zone);
		str_addf(out, "%*s", indent, "");
		add_clean(out, lines[i].name);
		str_addf(out, "%s%s", amount.length ? "  " : "", str_text(&amount));
		if (*lines[i].source) {
			str_adds(out, "  (");
			add_clean(out, lines[i].source);
			str_addc(out, ')');
		}
		str_addc(out, '\n');
		str_release(&amount);
	}
	arena_release(&arena);
}

/* Lines of target TAB words. */
static void effect_lines(const char *effects, struct str *out)
{
	const char *label = "will be sent";

	while (*effects) {
		size_t length = strcspn(effects, "\n"), target = strcspn(effects, "\t\n");
		str_addf(out, LABEL, label);
		text_clean(out, effects, target);
		if (target < length) {
			str_adds(out, ": ");
			text_clean(out, effects + target + 1, length - target - 1);
		}
		str_addc(out, '\n');
		label = "";
		effects += length + (effects[length] == '\n');
	}
}

void papersheet_quote(const struct session *session, const struct quote_shown_row *quote, struct str *out)
{
	str_addf(out, "%lld  ", (long long)quote->option_no);
	add_clean(out, quote->action);
	str_adds(out, ": ");
	add_clean(out, quote->label);
	str_adds(out, "  (");
	add_clean(out, quote->state);
	str_adds(out, ")\n");
	money_line(out, "costs", quote->amount_minor, quote->currency);
	papersheet_lines(session, quote->tenant_id, quote->zone, quote->basis, 20, out);
	text_line(out, "paid to", quote->payee);
	text_line(out, "charged to", quote->charge_to);
	when_line(session, out, "arrives", quote->arrives_at, quote->tenant_id, quote->zone);
	money_line(out, "doing nothing", quote->nothing_minor, quote->nothing_currency);
	papersheet_lines(session, quote->tenant_id, quote->zone, quote->nothing_basis, 20, out);
	text_line(out, "instead of", quote->rival);
	effect_lines(quote->effects, out);
	text_line(out, "limit", quote->limit_words);
	if (quote->needs_approval == 1)
		text_line(out, "would need", quote->rung_words);
	text_line(out, "override", quote->override);
}

void papersheet_approval(const struct session *session, const struct approval_shown_row *approval,
		    const struct quote_shown_row *quote, struct str *out)
{
	str_addf(out, "approval %lld  ", (long long)approval->approval_id);
	add_clean(out, approval->ref);
	str_adds(out, "  ");
	add_clean(out, approval->customer);
	str_addf(out, "  %s\n", approval->state);
	text_line(out, "asked by", approval->asked_by);
	text_line(out, "why", approval->ask_words);
	if (!quote)
		money_line(out, "costs", approval->amount_minor, approval->currency);
	when_line(session, out, "decide by", approval->due_at, approval->tenant_id,
		  session_zone(session, &row_shown_approval_shown, approval));
	text_line(out, "override", approval->override);
	text_line(out, "said", approval->signs);
	text_line(out, "still needs", approval->needs);
	text_line(out, "is with", approval->with_whom);
	text_line(out, "then goes to", approval->goes_to);
	text_line(out, "may decide", approval->who_may);
	if (approval->may_decide != 1)
		text_line(out, "not by you", approval->may_words);
	if (quote)
		papersheet_quote(session, quote, out);
}
