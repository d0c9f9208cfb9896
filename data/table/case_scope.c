/* SPDX-License-Identifier: MIT */
/* Fields of a case by the words people use; each names its column, found again in the row by the column's offset. */
#include "table/case_scope.h"

#include <string.h>

static const char *const states[] = { "open", "waiting", "cleared", "resolved", "closed", NULL };

#define AT(column) (int)offsetof(struct case_row, column)
#define TEXT(name, column, is_searched, help) \
	{ name, EXPR_TEXT, #column, NULL, NULL, 0, NULL, false, is_searched, help, AT(column) }
#define OTHER(name, kind, column, help) { name, kind, #column, NULL, NULL, 0, NULL, false, false, help, AT(column) }

static const struct expr_field fields[] = {
	TEXT("case", ref, true, "The case number: C-10481."),
	TEXT("client", tenant, false, "The client."),
	TEXT("type", type, false, "The exception type: late-arrival."),
	TEXT("what", what, true, "What is wrong, in words."),
	{ "state", EXPR_SET, "state", NULL, NULL, 0, states, false, false, "open, waiting or cleared.", AT(state) },
	OTHER("band", EXPR_NUMBER, band, "0 cannot wait, then 1, 2, 3."),
	OTHER("left", EXPR_LEFT, due_at, "Time left on the deciding clock: left<15m."),
	OTHER("due", EXPR_INSTANT, due_at, "When the deciding clock runs out."),
	OTHER("workby", EXPR_INSTANT, work_by, "The moment by which it must be worked."),
	TEXT("clock", due_clock, false, "The deciding clock."),
	TEXT("shipment", subject, true, "The shipment or other thing it is about."),
	TEXT("kind", subject_kind, false, "shipment, order, stock, invoice, interface."),
	TEXT("goods", title, true, "The goods in words."),
	TEXT("customer", customer, true, "Who waits for it."),
	TEXT("tier", tier, false, "The customer tier."),
	TEXT("class", class, false, "What the manual calls it: class=premium."),
	TEXT("carrier", carrier, true, "Who moves it."),
	TEXT("where", place, true, "Where the freight is."),
	TEXT("lane", lane, true, "From and to."),
	TEXT("site", site, false, "The site, by code."),
	TEXT("desk", desk, false, "The desk that owns the work."),
	{ "owner", EXPR_TEXT, "owner", NULL, NULL, 0, NULL, true, false, "Who works it: owner=me, owner=none.", AT(owner) },
	TEXT("next", next_act, false, "What happens next."),
	OTHER("nextat", EXPR_INSTANT, next_act_at, "When it comes back."),
	TEXT("waiting", waiting_on, false, "Whom the next act waits for."),
	OTHER("opened", EXPR_INSTANT, opened_at, "When it was opened."),
	OTHER("age", EXPR_AGE, opened_at, "How long it has been open: age>2h."),
	OTHER("heard", EXPR_AGE, last_event_at, "How long ago a partner was heard about it."),
	OTHER("promise", EXPR_INSTANT, promise_at, "What the customer was promised."),
	OTHER("eta", EXPR_INSTANT, eta_at, "The best estimate of arrival: eta>tomorrow."),
	{ "risk", EXPR_MONEY, "risk_minor", NULL, "risk_currency", 0, NULL, false, false, "Money at stake: risk>=250EUR.", AT(risk_minor) },
	{ "cost", EXPR_MONEY, "nothing_minor", NULL, "nothing_currency", 0, NULL, false, false, "What doing nothing costs.",
	  AT(nothing_minor) },
	{ "late", EXPR_DURATION, "measure_s", NULL, NULL, US_PER_S, NULL, false, false, "How late: late>1h.", AT(measure_s) },
	TEXT("side", cause_side, false, "carrier, warehouse, shipper, customer, customs, external."),
	OTHER("tasks", EXPR_NUMBER, tasks_open, "Open tasks of other desks."),
	OTHER("approvals", EXPR_NUMBER, approvals_waiting, "Approvals that wait."),
	OTHER("siblings", EXPR_NUMBER, siblings, "Other open cases of the shipment."),
	OTHER("stuckin", EXPR_LEFT, stuck_at, "Time left until its playbook counts as stuck: stuckin<0s."),
	TEXT("refs", refs, true, "Orders, POs, containers, SKUs."),
	TEXT("last", last_words, false, "The last thing said about it."),
};

static const struct expr_alias aliases[] = {
	{ "mine", "owner=me", "worked by me" },
	{ "unowned", "owner=none", "worked by nobody" },
	{ "gold", "tier=gold", "gold customers" },
	{ "overdue", "left<0s", "the deciding clock has run out" },
	{ "urgent", "band=0", "cannot wait" },
	{ "stuck", "stuckin<0s", "a step of its playbook failed, or is long overdue" },
};

const struct expr_scope case_scope = { "case", fields, COUNT_OF(fields), aliases, COUNT_OF(aliases) };

void case_scope_value(void *context, const struct expr_field *field, struct expr_value *out)
{
	const char *row = context;
	int64_t number = 0;

	if (field->kind == EXPR_TEXT || field->kind == EXPR_SET) {
		out->text = span_of(*(const char *const *)(const void *)(row + field->id));
		out->is_missing = out->text.length == 0;
		return;
	}
	memcpy(&number, row + field->id, sizeof number);
	out->is_missing = number == INT64_MIN;
	if (field->kind == EXPR_MONEY) {
		const struct case_row *money = context;
		bool is_risk = field->id == AT(risk_minor);
		out->money = money_of(number, is_risk ? money->risk_currency : money->nothing_currency);
	} else {
		out->number = number;
	}
}
