/* SPDX-License-Identifier: MIT */
/*
 * Disruptions: cases with one cause in common, worked as one. Pure, as all of data/rules.
 *
 *   disrupt_cause     what a case may have in common with others, by one rule of the policy
 *   disrupt_group     which cases that share a cause form a disruption: the same whatever the order in which they were seen
 *   disrupt_pile      rebook now, can wait, or must be told; why, and until when that is so
 */
#ifndef DOCKET_RULES_DISRUPT_H
#define DOCKET_RULES_DISRUPT_H

#include "rules/rules.h"

/* One rule of the policy. */
struct policy_disruption;

/* A case that may be in a disruption, and where it is now. */
struct disrupt_candidate {
	int64_t case_id;
	int64_t at;            /* opened; tenant time */
	int64_t disruption_id; /* that it is in and that this cause may change; 0 = none */
	bool is_worked;        /* people work that disruption: it is not dissolved for being small */
	bool is_open;          /* the case */
	int64_t to_id;         /* out: where it belongs; 0 = nowhere, negative = the new disruption of that number, from -1 on */
};

/* Disruptions of one cause, as they are to be. */
struct disrupt_run {
	int64_t disruption_id; /* as to_id */
	size_t count;          /* of its candidates */
	int64_t first_at, last_at;
};

/* The runs of one cause; a growing array (base/vec.h). */
struct disrupt_runs {
	struct disrupt_run *items;
	size_t count, room;
};

enum disrupt_pile { PILE_REBOOK, PILE_WAIT, PILE_TELL };

/* Where a member stands. */
struct disrupt_standing {
	enum disrupt_pile pile;
	const char *why;  /* in words */
	int64_t until;    /* looked at again then; INSTANT_NONE = when something changes */
};

/* The n-th rule of the policy, in the order of the text: what stands first takes a case first. NULL behind the last. */
const struct policy_disruption *disrupt_rule(const struct policy *policy, size_t n);

/* Its name and title in the policy; how long after its last case it is over, if all of them are closed. */
const char *disrupt_rule_name(const struct policy_disruption *rule);

/* See disrupt_rule_name. */
const char *disrupt_rule_title(const struct policy_disruption *rule);

/* See disrupt_rule_name; microseconds. */
int64_t disrupt_rule_ends_us(const struct policy_disruption *rule);

/* What the case has in common with others by the rule, in words that are the same for all of them: "carrier DHLF, lane HAM > MUC"; NULL if it
 * is none of the rule's cases or a part of it is not known. `facts` hold the case and its subject; `interface` is the name of the one that
 * brought it, "" if none did. */
const char *disrupt_cause(const struct rules_step *step, const struct policy_disruption *rule, struct facts *facts,
			  const struct case_open *c, const char *interface);

/* Sorts the candidates by time and sets where each belongs. Cases that a person placed, here or elsewhere, are not handed in: so no rule undoes what
 * a person did. */
void disrupt_group(const struct policy_disruption *rule, struct disrupt_candidate *candidates, size_t count, struct disrupt_runs *out);

/* Why it is one: "12 cases of carrier DHLF between 06:10 CET and 07:40 CET; 5 within 2h are a disruption". `zone` is the tenant's. */
const char *disrupt_reason(const struct rules_step *step, const struct policy_disruption *rule, const char *cause,
			   const struct disrupt_run *run, const char *zone);

/* In which pile the case belongs now. */
struct disrupt_standing disrupt_pile(const struct rules_step *step, const struct policy_disruption *rule, struct facts *facts,
				     const struct case_open *c);

/* rebook, wait, tell: as the store and the command line name them. */
const char *disrupt_pile_word(enum disrupt_pile pile);

#endif
