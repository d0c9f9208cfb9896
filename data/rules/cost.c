/* SPDX-License-Identifier: MIT */
/* What doing nothing costs: penalty, detention, line-down hours, each with its source. What is not
 * known says so and never counts as 0. */
#include "rules/work.h"

#include <string.h>

/* A sum that knows whether anything in it is known. */
struct bill {
	struct money sum;
	bool is_known;
	struct str lines;
};

static void bill_add(struct work *work, struct bill *bill, const char *name, int64_t minor,
		     const char *source)
{
	const char *currency = bill->sum.currency;

	explain_add(&bill->lines, name, minor == INT_NONE ? EXPLAIN_UNKNOWN : minor, currency,
		    source);
	if (minor == INT_NONE)
		return;
	(void)work;
	if (money_add(bill->sum, money_of(minor, currency), &bill->sum) == ERR_NONE)
		bill->is_known = true;
}

/* Started hours. */
static int64_t hours_of(int64_t us)
{
	return us <= 0 ? 0 : (us + US_PER_HOUR - 1) / US_PER_HOUR;
}

static int64_t per_hours(int64_t minor_hour, int64_t hours, const char *currency)
{
	struct money cost;

	if (money_scale(money_of(minor_hour, currency), hours, 1, &cost) != ERR_NONE)
		return INT_NONE;
	return cost.minor;
}

static void add_late(struct work *work, struct bill *bill, const struct contract *contract,
		     int64_t late)
{
	const char *currency = contract->currency;
	int64_t cost = INT_NONE;
	const char *source = arena_printf(work->arena, "contract %s", contract->ref);

	if (contract->late_minor_hour != INT_NONE && late != DURATION_NONE) {
		cost = per_hours(contract->late_minor_hour, hours_of(late), currency);
		source = arena_printf(work->arena, "contract %s: %s for each started hour, %lld h",
				      contract->ref,
				      wording_money(work, contract->late_minor_hour, currency),
				      (long long)hours_of(late));
	} else if (contract->late_minor_hour != INT_NONE) {
		source = arena_printf(
			work->arena, "contract %s: %s for each started hour, but no arrival time",
			contract->ref, wording_money(work, contract->late_minor_hour, currency));
	}
	if (cost != INT_NONE && contract->late_cap_minor != INT_NONE &&
	    cost > contract->late_cap_minor) {
		cost = contract->late_cap_minor;
		source = arena_printf(work->arena, "contract %s: its cap", contract->ref);
	}
	bill_add(work, bill, "late penalty", cost, source);
}

static void add_line_down(struct work *work, struct bill *bill, const struct contract *contract,
			  int64_t late)
{
	int64_t cost = INT_NONE;

	if (contract->line_minor_hour != INT_NONE && late != DURATION_NONE)
		cost = per_hours(contract->line_minor_hour, hours_of(late), contract->currency);
	bill_add(work, bill, "line down", cost,
		 late == DURATION_NONE ? "no arrival time"
				       : arena_printf(work->arena, "contract %s, %lld h",
						      contract->ref, (long long)hours_of(late)));
}

/* Waiting at a terminal beyond two free hours, until the freight is expected to be delivered. */
static void add_detention(struct work *work, struct bill *bill, const struct contract *contract)
{
	const struct milestone *came = milestone_done(work->facts, MILESTONE_ARRIVE, "");
	const struct milestone *last = milestone_last(work->facts);
	int64_t cost = INT_NONE;

	if (!came || contract->detention_minor_hour == INT_NONE ||
	    !is_text(work->facts->subject.phase, "terminal"))
		return;
	if (last && last != came && last->estimated_at != INSTANT_NONE)
		cost = per_hours(contract->detention_minor_hour,
				 hours_of(last->estimated_at - came->actual_at - 2 * US_PER_HOUR),
				 contract->currency);
	bill_add(work, bill, "detention", cost,
		 arena_printf(
			 work->arena, "contract %s: %s an hour after two", contract->ref,
			 wording_money(work, contract->detention_minor_hour, contract->currency)));
}

static bool is_stopped(const struct case_open *c)
{
	return is_text(c->type, "cancelled") || is_text(c->type, "failed-delivery") ||
	       is_text(c->type, "diverted");
}

/* How late it will be, if that can be said: freight that should have been picked up and was not is not on time because its plan says so. */
static int64_t late_of(const struct work *work)
{
	const struct fact_milestone *pickup = milestone_find(work->facts, MILESTONE_PICKUP, 0);
	const struct milestone *last = milestone_last(work->facts);
	int64_t late = subject_late_us(work->facts);
	bool is_missed = pickup && pickup->row.actual_at == INSTANT_NONE &&
			 pickup->row.planned_at != INSTANT_NONE && pickup->row.planned_at < work->at;
	bool is_told = last && last->estimated_at != INSTANT_NONE &&
		       (!is_missed || last->estimated_known >= pickup->row.planned_at);

	return late != DURATION_NONE && late <= 0 && is_missed && !is_told ? DURATION_NONE : late;
}

static struct bill make_bill(struct work *work, const struct case_open *c,
			     const struct contract *contract)
{
	struct bill bill = { .sum = money_of(0, contract->currency) };
	int64_t late = late_of(work);

	if (is_stopped(c) && contract->failed_minor != INT_NONE)
		bill_add(work, &bill, "failed delivery", contract->failed_minor,
			 arena_printf(work->arena, "contract %s", contract->ref));
	if (!is_stopped(c) || late != DURATION_NONE)
		add_late(work, &bill, contract, late);
	if (work->facts->subject.is_line_down)
		add_line_down(work, &bill, contract, late);
	add_detention(work, &bill, contract);
	return bill;
}

int64_t cost_if_arriving(struct work *work, int64_t arrives_at, const char **currency, struct str *lines)
{
	const struct contract *contract = contract_of(work);
	int64_t promise = subject_promise_at(work->facts);
	struct bill bill = { 0 };

	*currency = contract ? contract->currency : "";
	if (promise == INSTANT_NONE || arrives_at <= promise)
		return 0;
	if (!contract)
		return INT_NONE;
	bill.sum = money_of(0, contract->currency);
	add_late(work, &bill, contract, arrives_at - promise);
	if (work->facts->subject.is_line_down)
		add_line_down(work, &bill, contract, arrives_at - promise);
	str_add(lines, str_text(&bill.lines), bill.lines.length);
	str_release(&bill.lines);
	return bill.is_known ? bill.sum.minor : INT_NONE;
}

static void set_money(struct fact_case_open *of, int64_t *minor, const char **currency,
		      int64_t value, const char *unit)
{
	if (*minor == value && is_text(*currency, unit))
		return;
	*minor = value;
	*currency = unit;
	of->is_dirty = true;
}

/* Money at stake: what doing nothing costs; where that is not known, what the contract caps it at.
 */
static void set_risk(struct fact_case_open *of, const struct bill *bill,
		     const struct contract *contract)
{
	if (bill->is_known && bill->sum.minor > 0)
		set_money(of, &of->row.risk_minor, &of->row.risk_currency, bill->sum.minor,
			  contract->currency);
	else if (!bill->is_known && contract->late_cap_minor != INT_NONE)
		set_money(of, &of->row.risk_minor, &of->row.risk_currency, contract->late_cap_minor,
			  contract->currency);
	else
		set_money(of, &of->row.risk_minor, &of->row.risk_currency, INT_NONE, "");
}

/* An invoice: what is billed beyond the contract. */
static void settle_invoice(struct work *work, struct fact_case_open *of)
{
	const char *billed, *expected;
	struct money a, b;

	if (!work->event)
		return;
	billed = texts_value(&work->event->attrs, "amount");
	expected = texts_value(&work->event->attrs, "expected");
	if (!billed || !expected || money_read(span_of(billed), &a) != ERR_NONE ||
	    money_read(span_of(expected), &b) != ERR_NONE || !is_text(a.currency, b.currency))
		return;
	set_money(of, &of->row.risk_minor, &of->row.risk_currency,
		  a.minor > b.minor ? a.minor - b.minor : b.minor - a.minor,
		  arena_str(work->arena, a.currency));
}

void cost_settle(struct work *work, struct fact_case_open *of)
{
	const struct contract *contract = contract_of(work);
	const char *kind = work->facts->subject.kind;
	struct bill bill;

	if (is_text(kind, "invoice"))
		settle_invoice(work, of);
	if (!is_text(kind, "shipment") && !is_text(kind, "order"))
		return;
	if (!contract) {
		if (of->row.nothing_basis[0] == '\0' && of->row.version == 0)
			of->row.nothing_basis = "late penalty\t?\t\tno contract is known\n";
		return;
	}
	bill = make_bill(work, &of->row, contract);
	set_money(of, &of->row.nothing_minor, &of->row.nothing_currency,
		  bill.is_known ? bill.sum.minor : INT_NONE,
		  bill.is_known ? contract->currency : "");
	set_risk(of, &bill, contract);
	const char *basis = wording_keep(work, &bill.lines);
	if (!is_text(basis, of->row.nothing_basis)) {
		of->row.nothing_basis = basis;
		of->is_dirty = true;
	}
}
