/* SPDX-License-Identifier: MIT */
/* Options with their price: on the lanes that have a rate, each with its consequence, the cost of
 * doing nothing, and a digest that a decision binds to. */
#include "rules/work.h"
#include "base/digest.h"
#include "table/stored_rows.h"

#include <stdlib.h>
#include <string.h>

#define OPTIONS_MAX 64

struct option {
	const struct rate *rate;
	int64_t leaves_at, arrives_at;
	bool is_kept; /* arrives inside the promise */
};

/* Options that keep the promise first, by price; then the others by arrival. */
static int by_worth(const void *left, const void *right)
{
	const struct option *a = left, *b = right;

	if (a->is_kept != b->is_kept)
		return a->is_kept ? -1 : 1;
	int64_t x = a->is_kept ? a->rate->amount_minor : a->arrives_at,
		y = b->is_kept ? b->rate->amount_minor : b->arrives_at;
	if (x != y)
		return x < y ? -1 : 1;
	return a->rate->rate_id < b->rate->rate_id ? -1 : a->rate->rate_id > b->rate->rate_id;
}

static size_t find_options(struct work *work, const struct whereabouts *at, const char *action,
			   struct option *options)
{
	const struct subject *subject = &work->facts->subject;
	int64_t promise = subject_promise_at(work->facts);
	size_t count = 0;

	for (size_t i = 0; i < work->reference->rate_count && count < OPTIONS_MAX; i++) {
		const struct rate *rate = &work->reference->rates[i];
		if (rate->from_site_id != at->from->site_id ||
		    rate->to_site_id != subject->dest_site_id)
			continue;
		if (is_text(action, "rebook") && rate->carrier_id == subject->carrier_id &&
		    is_text(rate->service, subject->service))
			continue;
		int64_t leaves = at->ready_at + rate->lead_s * US_PER_S,
			arrives = leaves + rate->transit_s * US_PER_S;
		options[count++] = (struct option) {
			rate, leaves, arrives, promise == INSTANT_NONE || arrives <= promise
		};
	}
	qsort(options, count, sizeof *options, by_worth);
	return count;
}

static const char *instant_text(struct work *work, int64_t at)
{
	struct str text = { 0 };

	instant_write(&text, at);
	return wording_keep(work, &text);
}

static struct texts option_args(struct work *work, const struct option *option,
				const struct whereabouts *at)
{
	const struct party *carrier = party_of(work, option->rate->carrier_id);
	const struct site *dest = site_of(work, option->rate->to_site_id);
	const char **items = arena_new(work->arena, 20, sizeof *items);
	int64_t promise = subject_promise_at(work->facts);
	const char *const pairs[] = { "carrier", carrier ? carrier->code : "",
				      "service", option->rate->service,
				      "mode",    option->rate->mode,
				      "from",    at->from->code,
				      "to",      dest ? dest->code : "",
				      "pickup",  instant_text(work, option->leaves_at),
				      "deliver", instant_text(work, option->arrives_at),
				      "rate",    option->rate->ref };
	size_t count = COUNT_OF(pairs);

	memcpy(items, pairs, sizeof pairs);
	if (option->is_kept &&
	    promise != INSTANT_NONE) { /* after this the option no longer keeps the promise */
		items[count++] = "decide_by";
		items[count++] = instant_text(
			work,
			promise - (option->rate->transit_s + option->rate->lead_s) * US_PER_S);
	}
	return (struct texts) { items, count };
}

static void field_int(struct digest_state *state, int64_t value)
{
	char text[24];
	struct str number = { 0 };

	str_addf(&number, "%lld", (long long)value);
	memcpy(text, number.text, number.length < sizeof text ? number.length : sizeof text);
	digest_add_field(state, text, number.length);
	str_release(&number);
}

/* What a decision binds to: every field with its length in front. */
static struct span quote_digest(struct work *work, const struct quote *quote)
{
	struct digest_state *state = digest_begin();
	struct digest digest;

	field_int(state, quote->case_id);
	digest_add_field(state, quote->action, strlen(quote->action));
	field_int(state, quote->amount_minor);
	digest_add_field(state, quote->currency, strlen(quote->currency));
	digest_add_field(state, quote->payee, strlen(quote->payee));
	for (size_t i = 0; i < quote->args.count; i++)
		digest_add_field(state, quote->args.items[i], strlen(quote->args.items[i]));
	field_int(state, quote->policy_version);
	field_int(state, quote->v_state);
	field_int(state, quote->v_plan);
	field_int(state, quote->v_money);
	field_int(state, quote->expires_at);
	for (size_t i = 0; i < quote->ladder.count; i++)
		digest_add_field(state, quote->ladder.items[i], strlen(quote->ladder.items[i]));
	digest_add_field(state, quote->override, strlen(quote->override));
	digest = digest_end(state);
	return (struct span) { arena_text(work->arena, (const char *)digest.bytes, DIGEST_BYTES),
			       DIGEST_BYTES };
}

static struct quote *quote_new(struct work *work, const struct case_open *c, const struct act *act,
			       const struct policy_action *action, const char *override, int64_t option_no)
{
	struct fact_quote *of = vec_push(&work->facts->quotes);
	struct quote *row = &of->row;

	row_init(&row_stored_quote, row);
	row->tenant_id = c->tenant_id;
	row->quote_id = work_id(work);
	row->case_id = c->case_id;
	row->act_id = act->act_id;
	row->action = action->name;
	row->option_no = option_no;
	row->charge_to = action->charge_to;
	row->currency = work->reference->tenant.currency ? work->reference->tenant.currency : "";
	row->nothing_minor = c->nothing_minor;
	row->nothing_currency = c->nothing_currency;
	row->nothing_basis = c->nothing_basis;
	row->policy_version = work->policy->version;
	row->asked_by = act->person_id;
	row->quoted_at = work->at;
	row->expires_at = work->step->server_now + action->quote_s * US_PER_S;
	row->v_state = c->v_state;
	row->v_plan = c->v_plan;
	row->v_money = c->v_money;
	row->state = "offered";
	row->override = override;
	row->ladder = *override ? ladder_of_override(work, action) : ladder_of(work, action);
	row->version = 0;
	of->is_dirty = true;
	return row;
}

static const char *effect_lines(struct work *work, const struct policy_action *action,
				const struct quote *quote)
{
	struct str lines = { 0 };

	for (size_t i = 0; i < action->effects.count; i++)
		if (work_when(work, &action->effects.items[i].when))
			str_addf(&lines, "%s\t%s\n", action->effects.items[i].target,
				 wording_fill_quote(work, action->effects.items[i].words, quote));
	return wording_keep(work, &lines);
}

static const char *option_label(struct work *work, const struct option *option)
{
	const struct subject *subject = &work->facts->subject;

	return arena_printf(work->arena, "%s%s%s, arrives %s%s",
			    party_name(work, option->rate->carrier_id),
			    option->rate->service[0] ? " " : "", option->rate->service,
			    wording_time(work, option->arrives_at, subject->dest_zone),
			    option->is_kept ? "" : ", after the promise");
}

/* The price and what is still late, against doing nothing: what a person who decides looks for first. Says nothing where that is not
 * known, and where the sums are of different currencies. */
static void add_verdict(struct work *work, const struct quote *quote, int64_t late_minor,
			const char *late_currency, struct str *lines)
{
	const char *currency = quote->currency;
	int64_t all_in, less;
	const char *against;

	if (late_minor == INT_NONE || quote->nothing_minor == INT_NONE ||
	    !is_text(quote->nothing_currency, currency) ||
	    (late_minor > 0 && !is_text(late_currency, currency)) ||
	    __builtin_add_overflow(quote->amount_minor, late_minor, &all_in) ||
	    __builtin_sub_overflow(quote->nothing_minor, all_in, &less))
		return;
	if (less >= 0)
		against = arena_printf(work->arena, "%s less than doing nothing",
				       wording_money(work, less, currency));
	else
		against = arena_printf(work->arena, "WORSE than doing nothing by %s",
				       wording_money(work, -less, currency));
	explain_add(lines, "all in", all_in, currency, against);
}

static const char *option_basis(struct work *work, const struct quote *quote,
				const struct option *option, const struct whereabouts *at)
{
	const struct site *dest = site_of(work, option->rate->to_site_id);
	struct str lines = { 0 }, late = { 0 };
	const char *late_currency;
	int64_t late_minor = cost_if_arriving(work, option->arrives_at, &late_currency, &late);

	add_verdict(work, quote, late_minor, late_currency, &lines);
	str_add(&lines, str_text(&late), late.length);
	str_release(&late);
	explain_add(&lines,
		    arena_printf(work->arena, "%s to %s", at->from->name,
				 dest ? dest->name : "its destination"),
		    option->rate->amount_minor, option->rate->currency,
		    arena_printf(work->arena, "rate %s", option->rate->ref));
	explain_add(&lines, "picked up", option->leaves_at, "at",
		    arena_printf(work->arena, "%s, lead time %lld min", at->words,
				 (long long)(option->rate->lead_s / 60)));
	explain_add(&lines, "delivered", option->arrives_at, "at",
		    arena_printf(work->arena, "transit %lld min",
				 (long long)(option->rate->transit_s / 60)));
	if (is_text(work->facts->subject.phase, "planned") &&
	    work->facts->subject.carrier_id != INT_NONE)
		explain_add(&lines, "cancelling the old booking", EXPLAIN_UNKNOWN,
			    option->rate->currency,
			    arena_printf(work->arena, "%s has no cancellation fee on file",
					 party_name(work, work->facts->subject.carrier_id)));
	return wording_keep(work, &lines);
}

static const char *rival_words(struct work *work, const struct option *options, size_t count,
			       size_t self)
{
	size_t other = self == 0 ? 1 : 0;

	if (other >= count)
		return "no other option has a rate";
	return arena_printf(work->arena, "%s for %s", option_label(work, &options[other]),
			    wording_money(work, options[other].rate->amount_minor,
					  options[other].rate->currency));
}

static void offer(struct work *work, struct fact_case_open *of, const struct act *act,
		  const struct policy_action *action, const struct whereabouts *at,
		  const struct option *options, size_t count, const char *override, size_t self)
{
	const struct option *option = &options[self];
	struct quote *row = quote_new(work, &of->row, act, action, override, (int64_t)self + 1);

	row->amount_minor = option->rate->amount_minor;
	row->currency = option->rate->currency;
	row->payee_id = option->rate->carrier_id;
	row->payee = party_name(work, option->rate->carrier_id);
	row->label = option_label(work, option);
	row->args = option_args(work, option, at);
	row->arrives_at = option->arrives_at;
	row->basis = option_basis(work, row, option, at);
	row->rival = rival_words(work, options, count, self);
	row->effects = effect_lines(work, action, row);
	row->digest = quote_digest(work, row);
}

static const char *refuse(struct work *work, struct fact_case_open *of, const struct act *act,
			  const struct policy_action *action, const char *why, bool *is_refused)
{
	struct quote *row = quote_new(work, &of->row, act, action, "", 1);
	struct str lines = { 0 };

	explain_add(&lines, why, 0, "", "");
	row->label = why;
	row->basis = wording_keep(work, &lines);
	row->state = "refused";
	row->digest = quote_digest(work, row);
	*is_refused = true;
	return why;
}

/* What is set aside, and why, where the asker says that it must be: in words; "" where she does not. */
static const char *override_words(struct work *work, const struct act *act, const struct policy_action *action, bool is_possible,
				  const char *where)
{
	const char *why = texts_value(&act->args, "override");

	if (!why || !*why)
		return "";
	if (is_possible)
		return arena_printf(work->arena, "%s; the limits of %s are set aside", why, action->name);
	return arena_printf(work->arena, "%s; set aside: %s is not possible: %s", why, action->title, where);
}

static bool is_possible(const struct policy_action *action, const char *phase)
{
	for (size_t i = 0; i < action->phases.count; i++)
		if (is_text(action->phases.items[i], phase))
			return true;
	return action->phases.count == 0;
}

/* Offers that nobody took are replaced by the new ones. */
static void lapse_offers(struct work *work, int64_t case_id, const char *action)
{
	for (size_t i = 0; i < work->facts->quotes.count; i++) {
		struct fact_quote *of = &work->facts->quotes.items[i];
		if (of->row.case_id != case_id || !is_text(of->row.action, action) ||
		    !is_text(of->row.state, "offered"))
			continue;
		of->row.state = "lapsed";
		of->is_dirty = true;
	}
}

const char *quote_ask(struct work *work, struct fact_case_open *of, const struct act *act,
		      bool *is_refused)
{
	const char *name = texts_value(&act->args, "action");
	const struct policy_action *action = name ? policy_action_find(work->policy, name) : NULL;
	struct option *options = arena_new(work->arena, OPTIONS_MAX, sizeof *options);
	const char *override;
	struct whereabouts at;
	size_t count;

	*is_refused = false;
	if (!action) {
		*is_refused = true;
		return arena_printf(work->arena, "policy knows no action called %s",
				    name ? name : "");
	}
	work->looked = &of->row;
	lapse_offers(work, of->row.case_id, action->name);
	at = whereabouts_of(work);
	override = override_words(work, act, action, is_possible(action, work->facts->subject.phase), at.words);
	if (*override && !*action->override_role)
		return refuse(work, of, act, action,
			      arena_printf(work->arena, "policy names nobody who sets a rule of %s aside", action->name), is_refused);
	if (!*override && !is_possible(action, work->facts->subject.phase))
		return refuse(work, of, act, action,
			      arena_printf(work->arena, "%s is not possible: %s%s", action->title, at.words,
					   *action->override_role ? "; a rule is set aside with override=REASON" : ""),
			      is_refused);
	if (!at.from || work->facts->subject.dest_site_id == INT_NONE)
		return refuse(work, of, act, action,
			      at.from ? "it is not known where it goes" : at.words, is_refused);
	count = find_options(work, &at, action->name, options);
	if (count == 0)
		return refuse(work, of, act, action,
			      arena_printf(work->arena, "no rate from %s to %s", at.from->name,
					   site_of(work, work->facts->subject.dest_site_id)->name),
			      is_refused);
	if (count > (size_t)action->options)
		count = (size_t)action->options;
	for (size_t i = 0; i < count; i++)
		offer(work, of, act, action, &at, options, count, override, i);
	return arena_printf(
		work->arena, "%zu option%s, first: %s for %s", count, count == 1 ? "" : "s",
		option_label(work, &options[0]),
		wording_money(work, options[0].rate->amount_minor, options[0].rate->currency));
}
