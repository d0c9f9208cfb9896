/* SPDX-License-Identifier: MIT */
/*
 * data/policy: the operations manual of a tenant as text, checked into a struct policy. Pure.
 *
 *   policy.h       the door: read a text, what the store needs compiled, the types in words
 *   manual.h       struct policy in full: what data/rules reads
 *   calendar.h     working hours: how long a limit lasts in a zone with hours and holidays
 *   scope.h        the fields that conditions may name (tier=gold late>30m)
 *   policy.c       the lines at the top
 *   read_block.c   the blocks of exceptions, merged and checked
 *   read_type.c    the settings of an exception; read_time.c: those that speak of time
 *   read_detect.c  how one is noticed and when its cause is gone
 *   names.c        names that only the whole text shows to be right
 *   read_action.c  actions and calendars; read_ladder.c: who signs, from what amount
 *   read_playbook.c  blocks of playbooks and what overrides them; make_playbook.c: their steps, with patterns put in; read_step.c: one step
 *   read_disruption.c  what makes cases one disruption
 *   read_message.c  how long a released message can be taken back
 *   letters.h      templates of messages: read_template.c reads one, letters.c chooses its text
 *   reader.c       words, units, conditions, faults
 *   texts.c        several texts of one client: which is its manual, what it includes
 *   describe.c     struct policy -> words, and the language itself
 *   diff.c         what changed between two, in words
 *
 * The text is read with base/conf. Every setting stands with its usage and help in a table (read_type.c,
 * read_detect.c, read_action.c, policy.c); data/policies/core.policy is the best example.
 */
#ifndef DOCKET_POLICY_POLICY_H
#define DOCKET_POLICY_POLICY_H

#include "base/arena.h"
#include "base/conf.h"

/* Opaque to everybody but data/rules (manual.h). Lives in the arena it was read into; never changes
 * after policy_read. */
struct policy;

/* One row of table docket.action_rule: who may ask for an action, who approves, and the limits SQL
 * checks. */
struct policy_action_rule {
	const char *action;       /* "rebook" */
	const char *role;         /* who may ask: "dispatcher" */
	const char *approve_role; /* who approves above the asker's limit: "supervisor" */
	int64_t shipment_minor;   /* un-approved spending per shipment for its whole life */
	char currency[4];
	int64_t approve_s; /* the approval clock, seconds */
	int64_t cap_minor; /* urgent: may be done at once up to this, reviewed after; 0 = never */
	int64_t batch_most; /* so many like requests may be decided by one word; 0 = each alone */
	int64_t batch_minor;      /* all of them together at most */
	int64_t batch_each_minor; /* each of them at most; 0 = as together */
};

/* One exception type in words, for the command line, help and docs. */
struct policy_exception {
	const char *name;      /* "late-arrival" */
	const char *title;     /* "Late arrival" */
	const char *path;      /* taxonomy: "transport/delivery/late" */
	const char *severity;  /* "high", "medium", "low" */
	const char *side;      /* who usually causes it: "carrier" */
	const char *desk;      /* who owns the work: "transport" */
	const char *detection; /* "deadline deliver by promise; or event shipment.delayed" */
	const char *clocks;    /* "respond 30m, resolve 4h, promise" */
	const char *playbook;  /* the steps, one a line */
	int band;              /* without its conditions */
};

/* Reads a policy called `name` (a line of a fault names it; included ones name themselves). All
 * memory from `arena`; `on_include` (may be NULL) finds the text behind `include core`. A fault has
 * line, column, why, and what would help. */
MUST_CHECK enum err policy_read(struct arena *arena, const char *name, struct span text,
				conf_include *on_include, void *context, struct policy **out,
				struct fault *fault);

/* An include callback that finds what ships: `include core` is data/policies/core.policy. `context`
 * is not used. */
enum err policy_include_shipped(void *context, const char *name, struct span *text);

/* A text of a client that is in force. */
struct policy_text {
	const char *name;
	struct span body;
};

/* All of one client, by name. */
struct policy_texts {
	const struct policy_text *items;
	size_t count;
};

/* An include callback that looks among a client's texts (`context` is a struct policy_texts), then among what ships. */
enum err policy_include_texts(void *context, const char *name, struct span *text);

/* The client's manual among its texts: one that no other one includes, and of several that which is called as the client, else the first;
 * NULL if there is none. */
const struct policy_text *policy_texts_manual(const struct policy_texts *texts, const char *tenant);

/* Sets the version under which the store keeps the text (0 after policy_read); written into cases
 * and quotes. */
void policy_set_version(struct policy *policy, int64_t version);

/* The version that was set. */
int64_t policy_version(const struct policy *policy);

/* The name as given to policy_read. */
const char *policy_name(const struct policy *policy);

/* What applying the policy writes into docket.action_rule; borrowed, as long as the policy. */
size_t policy_action_rules(const struct policy *policy, const struct policy_action_rule **out);

/* All exception types in the order of the text, in words; rows and texts come from `arena`. */
size_t policy_exceptions(const struct policy *policy, struct arena *arena,
			 const struct policy_exception **out);

/* Every desk that the policy names, in order; borrowed. */
size_t policy_desks(const struct policy *policy, const char *const **out);

/* One setting of the policy language. */
struct policy_grammar {
	const char *block, *block_help; /* where it stands; the same pointer for all of one block */
	const char *verb, *usage, *help;
};

/* More than the language has. */
#define POLICY_GRAMMAR_MAX 160

/* All settings, block by block, from the tables by which they are read: for docs and help. Borrowed. */
size_t policy_grammar(const struct policy_grammar **out);

/* Appends every setting of the policy language, block by block, with its usage: for docs and help. */
void policy_usage(struct str *out);

/* Writes what changed from `old` (NULL = nothing) to `new`, one line a change, as words:
 * "Late arrival, gold: respond 30m -> 15m". */
void policy_diff(const struct policy *old, const struct policy *new, struct str *out);

#endif
