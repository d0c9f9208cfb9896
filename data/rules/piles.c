/* SPDX-License-Identifier: MIT */
/* The three piles of a disruption. What can still be made good goes first; then who must hear that it cannot; the rest may wait. */
#include "rules/disrupt.h"
#include "rules/work.h"

#include <string.h>

/* A lane's rate by which freight that was not picked up would still arrive in time. */
struct rescue {
	const struct rate *rate;
	int64_t decide_by;
};

/* The one that can be decided on for the longest: while there is one, the case is to be rebooked. */
static struct rescue find_rescue(const struct work *work, int64_t promise)
{
	const struct subject *subject = &work->facts->subject;
	struct rescue best = { NULL, INSTANT_NONE };

	for (size_t i = 0; i < work->reference->rate_count; i++) {
		const struct rate *rate = &work->reference->rates[i];
		int64_t by = promise - (rate->lead_s + rate->transit_s) * US_PER_S;
		if (rate->from_site_id != subject->site_id || rate->to_site_id != subject->dest_site_id ||
		    rate->carrier_id == subject->carrier_id || by <= work->at)
			continue;
		if (!best.rate || by > best.decide_by)
			best = (struct rescue) { rate, by };
	}
	return best;
}

/* Was it picked up? Then another carrier cannot simply take it. */
static bool is_planned(const struct work *work)
{
	return is_text(work->facts->subject.phase, "planned") || is_text(work->facts->subject.phase, "cancelled");
}

static const char *promise_words(struct work *work, int64_t promise)
{
	return wording_time(work, promise, work->facts->subject.dest_zone);
}

static const char *who_words(const struct work *work)
{
	const struct party *customer = party_of(work, work->facts->subject.customer_id);

	if (!customer)
		return "the customer";
	return customer->tier[0] ? arena_printf(work->arena, "%s (%s)", customer->name, customer->tier) : customer->name;
}

static const char *stake_words(struct work *work)
{
	const struct case_open *c = work->looked;

	return c->risk_minor == INT_NONE ? "what is at stake is not known" : arena_printf(work->arena, "%s at stake", wording_money(work, c->risk_minor, c->risk_currency));
}

static struct disrupt_standing wait_standing(const char *why)
{
	return (struct disrupt_standing) { PILE_WAIT, why, INSTANT_NONE };
}

/* It will not be there in time, and nothing helps: who has to know? */
static struct disrupt_standing broken(struct work *work, const struct policy_disruption *rule, int64_t promise, int64_t eta)
{
	const char *late = eta == INSTANT_NONE ? "no new time is known" : arena_printf(work->arena, "expected %s", promise_words(work, eta));

	if (work->facts->subject.is_line_down)
		return (struct disrupt_standing) { PILE_TELL, arena_printf(work->arena, "a production line waits for it; promised %s, %s", promise_words(work, promise), late),
						   INSTANT_NONE };
	if (work_when(work, &rule->told))
		return (struct disrupt_standing) { PILE_TELL, arena_printf(work->arena, "%s was promised %s, %s", who_words(work), promise_words(work, promise), late),
						   INSTANT_NONE };
	return wait_standing(arena_printf(work->arena, "late for %s, %s: low stake", who_words(work), stake_words(work)));
}

struct disrupt_standing disrupt_pile(const struct rules_step *step, const struct policy_disruption *rule, struct facts *facts,
				     const struct case_open *c)
{
	struct work work = { .step = step,
			     .policy = step->policy,
			     .reference = step->reference,
			     .arena = step->arena,
			     .facts = facts,
			     .at = step->now,
			     .looked = c };
	int64_t promise = c->promise_at != INSTANT_NONE ? c->promise_at : facts->subject.promise_at, eta = c->eta_at;
	bool is_reached = eta != INSTANT_NONE && eta <= promise;

	if (promise == INSTANT_NONE)
		return wait_standing("nothing was promised");
	if (is_reached)
		return wait_standing(arena_printf(step->arena, "expected %s, promised %s: still in time", promise_words(&work, eta), promise_words(&work, promise)));
	if (is_planned(&work)) {
		struct rescue rescue = find_rescue(&work, promise);
		if (rescue.rate)
			return (struct disrupt_standing) { PILE_REBOOK,
							   arena_printf(step->arena, "not picked up; %s still makes %s if it is decided by %s",
									party_name(&work, rescue.rate->carrier_id), promise_words(&work, promise),
									promise_words(&work, rescue.decide_by)),
							   rescue.decide_by };
	}
	if (eta == INSTANT_NONE && promise > step->now && !is_planned(&work))
		return (struct disrupt_standing) { PILE_WAIT, arena_printf(step->arena, "on its way, promised %s: nobody says that it will be late", promise_words(&work, promise)), promise };
	return broken(&work, rule, promise, eta);
}

const char *disrupt_pile_word(enum disrupt_pile pile)
{
	static const char *const words[] = { "rebook", "wait", "tell" };

	return words[pile];
}
