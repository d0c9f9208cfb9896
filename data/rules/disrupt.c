/* SPDX-License-Identifier: MIT */
/* Which cases share a cause, and which of those are one disruption. */
#include "rules/disrupt.h"

#include <stdlib.h>
#include <string.h>

#include "rules/work.h"

const struct policy_disruption *disrupt_rule(const struct policy *policy, size_t n)
{
	return n < policy->disruptions.count ? &policy->disruptions.items[n] : NULL;
}

const char *disrupt_rule_name(const struct policy_disruption *rule)
{
	return rule->name;
}

const char *disrupt_rule_title(const struct policy_disruption *rule)
{
	return rule->title;
}

int64_t disrupt_rule_ends_us(const struct policy_disruption *rule)
{
	return rule->ends_us;
}

/* ---------------------------------------------------------------- the cause */

static const char *site_code(const struct work *work, int64_t site_id)
{
	const struct site *site = site_of(work, site_id);

	return site ? site->code : "";
}

/* The first port of its way: where it is, leaves from, or goes to. */
static const char *port_code(const struct work *work)
{
	const struct subject *subject = &work->facts->subject;
	const struct site *here = map_get(&work->reference->site_codes, span_of(subject->place));
	const struct site *const sites[] = { here, site_of(work, subject->site_id), site_of(work, subject->dest_site_id) };

	for (size_t i = 0; i < COUNT_OF(sites); i++)
		if (sites[i] && is_text(sites[i]->kind, "port"))
			return sites[i]->code;
	return "";
}

static const char *lane_text(const struct work *work)
{
	const char *from = site_code(work, work->facts->subject.site_id), *to = site_code(work, work->facts->subject.dest_site_id);

	return *from && *to ? arena_printf(work->arena, "%s > %s", from, to) : "";
}

static const char *cause_value(const struct work *work, enum policy_cause cause, const char *interface)
{
	const struct party *carrier;

	switch (cause) {
	case CAUSE_CARRIER:
		carrier = party_of(work, work->facts->subject.carrier_id);
		return carrier ? carrier->code : "";
	case CAUSE_LANE: return lane_text(work);
	case CAUSE_SITE: return site_code(work, work->facts->subject.site_id);
	case CAUSE_PORT: return port_code(work);
	case CAUSE_INTERFACE: return interface;
	case CAUSE_REASON: return work->looked->cause;
	case CAUSE_COUNT: break;
	}
	return "";
}

static struct work work_on(const struct rules_step *step, struct facts *facts, const struct case_open *c)
{
	return (struct work) { .step = step,
			       .policy = step->policy,
			       .reference = step->reference,
			       .arena = step->arena,
			       .facts = facts,
			       .at = step->now,
			       .looked = c };
}

static bool is_of_rule(struct work *work, const struct policy_disruption *rule)
{
	const struct policy_type *type = policy_type_find(work->policy, work->looked->type);

	return type && (rule->types_set >> type->index & 1) && !is_text(work->facts->subject.kind, "interface") &&
	       work_when(work, &rule->when);
}

const char *disrupt_cause(const struct rules_step *step, const struct policy_disruption *rule, struct facts *facts,
			  const struct case_open *c, const char *interface)
{
	struct work work = work_on(step, facts, c);
	const char *text = "";

	if (!is_of_rule(&work, rule))
		return NULL;
	for (int cause = 0; cause < CAUSE_COUNT; cause++) {
		const char *value = rule->causes >> cause & 1 ? cause_value(&work, (enum policy_cause)cause, interface) : NULL;
		if (value && !*value)
			return NULL;
		if (value)
			text = arena_printf(step->arena, "%s%s%s %s", text, *text ? ", " : "", policy_cause_word((enum policy_cause)cause), value);
	}
	return text;
}

/* ---------------------------------------------------------------- the group */

static int by_time(const void *left, const void *right)
{
	const struct disrupt_candidate *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->case_id < b->case_id ? -1 : a->case_id > b->case_id;
}

/* Where the run that begins at `begin` ends: each case within the window of the one before, none too far from the first. */
static size_t run_end(const struct policy_disruption *rule, const struct disrupt_candidate *candidates, size_t count, size_t begin)
{
	size_t end = begin + 1;

	while (end < count && candidates[end].at - candidates[end - 1].at <= rule->window_us &&
	       candidates[end].at - candidates[begin].at <= rule->most_us)
		end++;
	return end;
}

static bool is_used(const struct disrupt_runs *runs, int64_t disruption_id)
{
	for (size_t i = 0; i < runs->count; i++)
		if (runs->items[i].disruption_id == disruption_id)
			return true;
	return false;
}

/* The oldest disruption that some of its cases are in and that no earlier run goes on with; 0 if there is none. */
static int64_t run_identity(const struct disrupt_candidate *candidates, size_t begin, size_t end, const struct disrupt_runs *runs)
{
	int64_t oldest = 0;

	for (size_t i = begin; i < end; i++) {
		int64_t id = candidates[i].disruption_id;
		if (id > 0 && (oldest == 0 || id < oldest) && !is_used(runs, id))
			oldest = id;
	}
	return oldest;
}

/* Enough of them, one of which is still to be worked; or people work it, and what they work is not taken from them. */
static bool is_disruption(const struct policy_disruption *rule, const struct disrupt_candidate *candidates, size_t begin, size_t end,
			  int64_t identity)
{
	bool is_open = identity > 0;

	for (size_t i = begin; i < end; i++) {
		if (identity > 0 && candidates[i].disruption_id == identity && candidates[i].is_worked)
			return true;
		is_open |= candidates[i].is_open;
	}
	return is_open && end - begin >= (size_t)rule->least;
}

void disrupt_group(const struct policy_disruption *rule, struct disrupt_candidate *candidates, size_t count, struct disrupt_runs *out)
{
	int64_t fresh = 0;

	if (count > 0)
		qsort(candidates, count, sizeof *candidates, by_time);
	for (size_t begin = 0, end; begin < count; begin = end) {
		end = run_end(rule, candidates, count, begin);
		int64_t identity = run_identity(candidates, begin, end, out);
		bool is_one = is_disruption(rule, candidates, begin, end, identity);
		if (is_one && identity == 0)
			identity = --fresh;
		for (size_t i = begin; i < end; i++)
			candidates[i].to_id = is_one ? identity : 0;
		if (is_one)
			*vec_push(out) = (struct disrupt_run) { identity, end - begin, candidates[begin].at, candidates[end - 1].at };
	}
}

const char *disrupt_reason(const struct rules_step *step, const struct policy_disruption *rule, const char *cause,
			   const struct disrupt_run *run, const char *zone)
{
	struct facts none = { 0 };
	struct work work = work_on(step, &none, NULL);
	struct str window = { 0 };

	duration_write(&window, rule->window_us);
	return arena_printf(step->arena, "%zu cases of %s opened between %s and %s; %lld, each within %s of the one before, are a disruption", run->count,
			    cause, wording_time(&work, run->first_at, zone), wording_time(&work, run->last_at, zone), (long long)rule->least,
			    wording_keep(&work, &window));
}
