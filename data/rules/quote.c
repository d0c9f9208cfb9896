/* SPDX-License-Identifier: MIT */
/* Options with their price: from where the freight is, on the lanes that have a rate, each with its consequence, the cost of
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
	bool is_kept;           /* arrives inside the promise */
};

/* How well a place in words names a site: its name or city, or a text that speaks of the city; terminals go before. */
static int match_of(const struct site *site, const char *words)
{
	int is_terminal = is_text(site->kind, "terminal") || is_text(site->kind, "port");

	if (is_text(site->name, words))
		return 6;
	if (is_text(site->city, words))
		return 4 + is_terminal;
	return site->city[0] != '\0' && strstr(words, site->city) ? 2 + is_terminal : 0;
}

/* The site that a place in words means: its code, else the best match. Of equals the one that was there first. */
static const struct site *site_by_words(const struct work *work, const char *words)
{
	const struct site *best = words[0] ? map_get(&work->reference->site_codes, span_of(words)) : NULL, *site;
	int match = 0;
	size_t cursor = 0;

	if (best || words[0] == '\0')
		return best;
	while ((site = map_next(&work->reference->sites, &cursor))) {
		int m = match_of(site, words);
		if (m == 0 || m < match || (m == match && best && site->site_id > best->site_id))
			continue;
		best = site;
		match = m;
	}
	return best;
}

/* The next planned stop on the road that is not reached yet, and when it will be. */
static const struct site *next_stop(const struct work *work, int64_t *at)
{
	const struct facts *facts = work->facts;
	const struct stop *best = NULL;

	for (size_t i = 0; i < facts->stops.count; i++) {
		const struct stop *stop = &facts->stops.items[i].row;
		const struct fact_milestone *of = milestone_find(facts, MILESTONE_ARRIVE, stop->stop);
		if (!is_text(stop->kind, "terminal") || (of && of->row.actual_at != INSTANT_NONE) || (best && best->stop < stop->stop))
			continue;
		best = stop;
		*at = of && of->row.estimated_at != INSTANT_NONE ? of->row.estimated_at
		      : of && of->row.planned_at != INSTANT_NONE ? of->row.planned_at : stop->from_at;
	}
	return best ? site_of(work, best->site_id) : NULL;
}

static struct whereabouts from_origin(struct work *work)
{
	const struct subject *subject = &work->facts->subject;
	const struct site *from = site_of(work, subject->site_id);

	if (!from)
		return (struct whereabouts){ NULL, work->at, "it is not known where it is to be picked up" };
	return (struct whereabouts){ from, work->at, arena_printf(work->arena, "not picked up yet, at %s", from->name) };
}

static struct whereabouts on_the_road(struct work *work)
{
	int64_t at = work->at;
	const struct site *from = next_stop(work, &at);

	if (!from) {
		from = site_by_words(work, work->facts->subject.place);
		at = work->at;
	}
	if (!from)
		return (struct whereabouts){ NULL, work->at, "it is moving, and no stop before its destination is known" };
	at = at > work->at ? at : work->at;
	return (struct whereabouts){ from, at, arena_printf(work->arena, "moving; taken over at %s, %s", from->name,
							    words_time(work, at, from->zone)) };
}

static struct whereabouts at_terminal(struct work *work)
{
	const struct subject *subject = &work->facts->subject;
	const struct site *from = site_by_words(work, subject->place);

	for (size_t i = 0; !from && i < work->facts->stops.count; i++)
		if (milestone_done(work->facts, MILESTONE_ARRIVE, arena_printf(work->arena, "%lld",
						(long long)work->facts->stops.items[i].row.stop)))
			from = site_of(work, work->facts->stops.items[i].row.site_id);
	if (!from)
		return (struct whereabouts){ NULL, work->at, "it is at a terminal, but which one is not known" };
	return (struct whereabouts){ from, work->at,
				     arena_printf(work->arena, "at %s since %s", from->name,
						  words_time(work, subject->place_at, from->zone)) };
}

struct whereabouts quote_whereabouts(struct work *work)
{
	const char *phase = work->facts->subject.phase;

	if (is_text(phase, "planned") || is_text(phase, "cancelled"))
		return from_origin(work);
	if (is_text(phase, "terminal"))
		return at_terminal(work);
	if (is_text(phase, "moving"))
		return on_the_road(work);
	return (struct whereabouts){ NULL, work->at, "it was delivered" };
}

/* Options that keep the promise first, by price; then the others by arrival. */
static int by_worth(const void *left, const void *right)
{
	const struct option *a = left, *b = right;

	if (a->is_kept != b->is_kept)
		return a->is_kept ? -1 : 1;
	int64_t x = a->is_kept ? a->rate->amount_minor : a->arrives_at, y = b->is_kept ? b->rate->amount_minor : b->arrives_at;
	if (x != y)
		return x < y ? -1 : 1;
	return a->rate->rate_id < b->rate->rate_id ? -1 : a->rate->rate_id > b->rate->rate_id;
}

static size_t find_options(struct work *work, const struct whereabouts *at, const char *action, struct option *options)
{
	const struct subject *subject = &work->facts->subject;
	int64_t promise = subject_promise_at(work->facts);
	size_t count = 0;

	for (size_t i = 0; i < work->reference->rate_count && count < OPTIONS_MAX; i++) {
		const struct rate *rate = &work->reference->rates[i];
		if (rate->from_site_id != at->from->site_id || rate->to_site_id != subject->dest_site_id)
			continue;
		if (is_text(action, "rebook") && rate->carrier_id == subject->carrier_id && is_text(rate->service, subject->service))
			continue;
		int64_t leaves = at->ready_at + rate->lead_s * US_PER_S, arrives = leaves + rate->transit_s * US_PER_S;
		options[count++] = (struct option){ rate, leaves, arrives, promise == INSTANT_NONE || arrives <= promise };
	}
	qsort(options, count, sizeof *options, by_worth);
	return count;
}

static const char *instant_text(struct work *work, int64_t at)
{
	struct str text = { 0 };

	instant_write(&text, at);
	return words_keep(work, &text);
}

static struct texts option_args(struct work *work, const struct option *option, const struct whereabouts *at)
{
	const struct party *carrier = party_of(work, option->rate->carrier_id);
	const struct site *dest = site_of(work, option->rate->to_site_id);
	const char **items = arena_new(work->arena, 20, sizeof *items);
	int64_t promise = subject_promise_at(work->facts);
	const char *const pairs[] = { "carrier", carrier ? carrier->code : "", "service", option->rate->service,
				      "mode", option->rate->mode, "from", at->from->code, "to", dest ? dest->code : "",
				      "pickup", instant_text(work, option->leaves_at),
				      "deliver", instant_text(work, option->arrives_at), "rate", option->rate->ref };
	size_t count = COUNT_OF(pairs);

	memcpy(items, pairs, sizeof pairs);
	if (option->is_kept && promise != INSTANT_NONE) { /* after this the option no longer keeps the promise */
		items[count++] = "decide_by";
		items[count++] = instant_text(work, promise - (option->rate->transit_s + option->rate->lead_s) * US_PER_S);
	}
	return (struct texts){ items, count };
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
	digest = digest_end(state);
	return (struct span){ arena_text(work->arena, (const char *)digest.bytes, DIGEST_BYTES), DIGEST_BYTES };
}

static struct quote *quote_new(struct work *work, const struct case_open *c, const struct act *act,
			       const struct policy_action *action, int64_t option_no)
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
	row->version = 0;
	of->is_dirty = true;
	return row;
}

static const char *effect_lines(struct work *work, const struct policy_action *action, const struct quote *quote)
{
	struct str lines = { 0 };

	for (size_t i = 0; i < action->effects.count; i++)
		if (work_when(work, &action->effects.items[i].when))
			str_addf(&lines, "%s\t%s\n", action->effects.items[i].target,
				 words_fill_quote(work, action->effects.items[i].words, quote));
	return words_keep(work, &lines);
}

static const char *option_label(struct work *work, const struct option *option)
{
	const struct subject *subject = &work->facts->subject;

	return arena_printf(work->arena, "%s%s%s, arrives %s%s", party_name(work, option->rate->carrier_id),
			    option->rate->service[0] ? " " : "", option->rate->service,
			    words_time(work, option->arrives_at, subject->dest_zone), option->is_kept ? "" : ", after the promise");
}

static const char *option_basis(struct work *work, const struct option *option, const struct whereabouts *at)
{
	const struct site *dest = site_of(work, option->rate->to_site_id);
	struct str lines = { 0 };

	explain_add(&lines, arena_printf(work->arena, "%s to %s", at->from->name, dest ? dest->name : "its destination"),
		    option->rate->amount_minor, option->rate->currency, arena_printf(work->arena, "rate %s", option->rate->ref));
	explain_add(&lines, "picked up", option->leaves_at, "at",
		    arena_printf(work->arena, "%s, lead time %lld min", at->words, (long long)(option->rate->lead_s / 60)));
	explain_add(&lines, "delivered", option->arrives_at, "at",
		    arena_printf(work->arena, "transit %lld min", (long long)(option->rate->transit_s / 60)));
	if (is_text(work->facts->subject.phase, "planned") && work->facts->subject.carrier_id != INT_NONE)
		explain_add(&lines, "cancelling the old booking", EXPLAIN_UNKNOWN, option->rate->currency,
			    arena_printf(work->arena, "%s has no cancellation fee on file",
					 party_name(work, work->facts->subject.carrier_id)));
	return words_keep(work, &lines);
}

static const char *rival_words(struct work *work, const struct option *options, size_t count, size_t self)
{
	size_t other = self == 0 ? 1 : 0;

	if (other >= count)
		return "no other option has a rate";
	return arena_printf(work->arena, "%s for %s", option_label(work, &options[other]),
			    words_money(work, options[other].rate->amount_minor, options[other].rate->currency));
}

static void offer(struct work *work, struct fact_case_open *of, const struct act *act, const struct policy_action *action,
		  const struct whereabouts *at, const struct option *options, size_t count, size_t self)
{
	const struct option *option = &options[self];
	struct quote *row = quote_new(work, &of->row, act, action, (int64_t)self + 1);

	row->amount_minor = option->rate->amount_minor;
	row->currency = option->rate->currency;
	row->payee_id = option->rate->carrier_id;
	row->payee = party_name(work, option->rate->carrier_id);
	row->label = option_label(work, option);
	row->args = option_args(work, option, at);
	row->arrives_at = option->arrives_at;
	row->basis = option_basis(work, option, at);
	row->rival = rival_words(work, options, count, self);
	row->effects = effect_lines(work, action, row);
	row->digest = quote_digest(work, row);
}

static const char *refuse(struct work *work, struct fact_case_open *of, const struct act *act,
			  const struct policy_action *action, const char *why, bool *is_refused)
{
	struct quote *row = quote_new(work, &of->row, act, action, 1);
	struct str lines = { 0 };

	explain_add(&lines, why, 0, "", "");
	row->label = why;
	row->basis = words_keep(work, &lines);
	row->state = "refused";
	row->digest = quote_digest(work, row);
	*is_refused = true;
	return why;
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
		if (of->row.case_id != case_id || !is_text(of->row.action, action) || !is_text(of->row.state, "offered"))
			continue;
		of->row.state = "lapsed";
		of->is_dirty = true;
	}
}

const char *quote_ask(struct work *work, struct fact_case_open *of, const struct act *act, bool *is_refused)
{
	const char *name = texts_value(&act->args, "action");
	const struct policy_action *action = name ? policy_action_find(work->policy, name) : NULL;
	struct option *options = arena_new(work->arena, OPTIONS_MAX, sizeof *options);
	struct whereabouts at;
	size_t count;

	*is_refused = false;
	if (!action) {
		*is_refused = true;
		return arena_printf(work->arena, "policy knows no action called %s", name ? name : "");
	}
	work->looked = &of->row;
	lapse_offers(work, of->row.case_id, action->name);
	at = quote_whereabouts(work);
	if (!is_possible(action, work->facts->subject.phase))
		return refuse(work, of, act, action, arena_printf(work->arena, "%s is not possible: %s", action->title, at.words),
			      is_refused);
	if (!at.from || work->facts->subject.dest_site_id == INT_NONE)
		return refuse(work, of, act, action, at.from ? "it is not known where it goes" : at.words, is_refused);
	count = find_options(work, &at, action->name, options);
	if (count == 0)
		return refuse(work, of, act, action,
			      arena_printf(work->arena, "no rate from %s to %s", at.from->name,
					   site_of(work, work->facts->subject.dest_site_id)->name), is_refused);
	if (count > (size_t)action->options)
		count = (size_t)action->options;
	for (size_t i = 0; i < count; i++)
		offer(work, of, act, action, &at, options, count, i);
	return arena_printf(work->arena, "%zu option%s, first: %s for %s", count, count == 1 ? "" : "s",
			    option_label(work, &options[0]),
			    words_money(work, options[0].rate->amount_minor, options[0].rate->currency));
}
