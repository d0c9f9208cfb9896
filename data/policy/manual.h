/* SPDX-License-Identifier: MIT */
/*
 * struct policy in full, for data/rules and this folder. Rows stand in the order of the text; where
 * several rows of one setting carry conditions, the last one whose condition holds wins, as a
 * reader of a manual would expect. Everything lives in the arena of policy_read. Durations are
 * microseconds.
 */
#ifndef DOCKET_POLICY_MANUAL_H
#define DOCKET_POLICY_MANUAL_H

#include "base/money.h"
#include "policy/calendar.h"
#include "policy/policy.h"

#define POLICY_TYPES_MAX 64 /* sets of types fit into one uint64_t */

struct expr;

/* A condition: `when tier=gold`. No expression = always. */
struct policy_when {
	const struct expr *expr;
	const char *text; /* as written; "" = always */
};

/* A list in the arena; it grows while reading only (reader.h). */
#define POLICY_LIST(type) \
	struct { \
		type *items; \
		size_t count; \
	}

/* Names, each once. */
struct name_list {
	const char **items;
	size_t count;
};

/* Begins the codes of milestone rows that the rules keep for themselves; people are not shown them. */
#define POLICY_KEPT "~"

/* A setting as it was written, for words and differences: "clock", "respond", "respond 30m
 * calendar=office". */
struct policy_setting {
	const char *verb, *key, *raw;
};

struct policy_settings {
	struct policy_setting *items;
	size_t count;
};

struct policy_value { /* one value with a condition: band, desk, side, what */
	int64_t number;
	const char *text;
	struct policy_when when;
};

struct policy_grace {
	int64_t us;
	bool is_exclusive; /* the very instant is still in time */
	struct policy_when when;
};

enum detect_kind {
	DETECT_EVENT,      /* an event says so */
	DETECT_WHEN,       /* a condition came true */
	DETECT_DEADLINE,   /* a milestone did not happen in time */
	DETECT_MISSING,    /* milestones that must have happened by another one did not */
	DETECT_INCOMPLETE, /* what must be known by a milestone is not */
	DETECT_SEQUENCE,   /* milestones happened in another order than they are named */
	DETECT_MORE_THAN,  /* events came more often than so many times */
	DETECT_OVER,       /* a measured number is over a limit */
	DETECT_UNDER,      /* or under it */
	DETECT_LASTING,    /* a condition holds for so long */
	DETECT_SILENT,     /* no news of the subject for so long */
	DETECT_QUIET,      /* an interface is silent for longer than its rhythm */
	DETECT_PERSON,
};
enum deadline_base { BY_PLANNED, BY_PROMISE, BY_PICKUP, BY_DAY_END, AFTER_MILESTONE, BEFORE_MILESTONE };

/* The anchor `end`: whatever ends the road. */
#define MILESTONE_END "end"

/* Decimal numbers are kept as whole thousandths. */
#define DECIMAL_ONE 1000

/* How an exception is noticed. */
struct policy_detect {
	enum detect_kind kind;
	const char *event;     /* DETECT_EVENT: a canonical event */
	const char *milestone; /* DETECT_DEADLINE: what did not happen */
	enum deadline_base base;
	const char *after;         /* AFTER_MILESTONE, BEFORE_MILESTONE: counted from this one */
	struct calendar_span span; /* of those: how long; DETECT_SEQUENCE: how much is let pass; DETECT_MORE_THAN: within;
	                              DETECT_OVER, _UNDER, _LASTING, _SILENT: for how long */
	POLICY_LIST(const char *) names; /* milestones, fields or events that are looked for */
	int64_t most;                    /* DETECT_MORE_THAN: so many are in order */
	int64_t limit, back;             /* DETECT_OVER, DETECT_UNDER: thousandths; over until it is back there */
	const char *key;                 /* names this line of the type in what is kept of a subject */
	bool is_contract;          /* a contract's own window goes before `span` */
	int64_t rhythms;           /* DETECT_QUIET: silent for so many of its usual rhythms */
	struct policy_when when;
	POLICY_LIST(struct policy_grace) graces;
	int line;
};

enum clear_kind { CLEAR_EVENT, CLEAR_MILESTONE, CLEAR_WHEN };

/* When the cause of a case is gone. */
struct policy_clear {
	enum clear_kind kind;
	const char *name; /* event or milestone */
	struct policy_when when;
};

enum clock_base { CLOCK_FROM_OPEN, CLOCK_AT_PROMISE, CLOCK_AFTER_MILESTONE, CLOCK_AT_MILESTONE };

/* A clock that starts with a case. */
struct policy_clock {
	const char *kind; /* respond, resolve, promise, free_time, claim, temperature */
	enum clock_base base;
	const char *milestone; /* CLOCK_AFTER_MILESTONE, CLOCK_AT_MILESTONE */
	struct calendar_span span;
	const char *calendar;             /* "" = around the clock */
	POLICY_LIST(const char *) pauses; /* reasons that pause it */
	int64_t pause_most_us;            /* of one pause; 0 = as long as it says */
	const char *words;                /* "respond within 30m of office hours" */
	struct policy_when when;
};

/* A named part of the head start: work-by = due - the sum of these. */
struct policy_head {
	const char *name;  /* "gold", "money at stake" */
	int64_t us;        /* fixed, or per `per_minor` of money at stake */
	int64_t per_minor; /* 0 = fixed */
	char currency[4];
	int64_t most_us; /* cap; 0 = none */
	bool is_ran_out; /* only while a clock of the case has run out */
	struct policy_when when;
	int line;
};

enum lift_kind { LIFT_AFTER_OPEN, LIFT_BEFORE_MILESTONE };

/* A scheduled step up of the band. */
struct policy_lift {
	enum lift_kind kind;
	int64_t us;
	const char *milestone;
	int64_t to; /* the band it reaches; -1 = one up for each `us`, never to 0 */
	struct policy_when when;
};

enum escalate_at { ESCALATE_PART, ESCALATE_BEFORE, ESCALATE_AFTER };

/* What is done when a clock of the case, or a task, comes near its limit or passes it: once for each of them. */
struct policy_escalation {
	const char *clock;    /* the kind of a clock, or "task" */
	enum escalate_at at;
	int64_t amount;       /* of a PART percent of the limit, else microseconds of the clock's calendar; AFTER 0 is the limit itself */
	const char *key;      /* "resolve at 50%": what is remembered of it */
	int64_t band;         /* the case goes up to it; -1 = it stays */
	const char *to_desk;  /* the case goes to it; "" = it stays */
	const char *desk, *words; /* a task for whom is told; "" = nobody */
	struct policy_when when;
};

/* How long a released message waits, and can be taken back: the last one whose template and condition fit. */
struct policy_delay {
	const char *template; /* "" = of all */
	int64_t us;
	struct policy_when when;
};

struct policy_task {
	const char *desk, *words;
	int64_t due_us; /* 0 = none */
	struct policy_when when;
};

struct policy_next {
	const char *words, *on;
	int64_t in_us;
	struct policy_when when;
};

enum effect_when { EFFECT_ON_OPEN, EFFECT_ON_END };

struct policy_effect {
	const char *target; /* tms, erp, mail */
	const char *kind;   /* "invoice.hold" */
	const char *words;
	enum effect_when on;
	struct policy_when when;
};

/* What papers are called: the name of a file or the subject line of a mail has one of these patterns, as words. */
struct policy_document {
	const char *type; /* a row of document_types */
	POLICY_LIST(const char *) patterns;
};

/* A set of papers that must be there. */
struct policy_require {
	uint32_t types; /* bits by the places of document_types */
	struct policy_when when;
};

/* How long: in working hours where a calendar is named. */
struct policy_term {
	struct calendar_span span;
	const char *calendar; /* "" = around the clock */
	bool is_set;
};

enum step_kind {
	STEP_TASK,     /* a desk does something; over when it said so */
	STEP_WAIT,     /* for an event or a milestone */
	STEP_ASK,      /* the price of an action; people ask for it and approve it */
	STEP_EFFECT,   /* an outgoing message; over when the target has it */
	STEP_TELL,     /* a draft; over when a person sent or dropped it */
	STEP_TIMER,    /* lets a time pass */
	STEP_IF,       /* goes one way or the other */
	STEP_PARALLEL, /* its steps begin together */
	STEP_ESCALATE, /* raises the band, hands over, tells another desk */
	STEP_END,      /* nothing more is to be done */
	STEP_KINDS_
};

#define POLICY_STEPS_MAX 16 /* of a playbook, with those of the patterns that it uses */

/* One step of a playbook. It goes on with the next one, or with a later one by name; "end" is the end. */
struct policy_step {
	const char *name; /* "chase.first": of a pattern or a parallel step its name stands before */
	const char *text; /* as written, with the values that a pattern was given: `task finance "..." in 4h` */
	enum step_kind kind;
	const char *desk, *words;           /* STEP_TASK; STEP_EFFECT: words; STEP_ESCALATE: whom to tell what */
	const char *target, *effect_kind;   /* STEP_EFFECT */
	const char *undo_kind, *undo_words; /* STEP_EFFECT: what takes it back; "" = nothing does */
	const char *what;                   /* an event or a milestone, an action, a template */
	const char *told;                   /* STEP_TELL: a role's word; "" = whom the template is for first */
	bool is_milestone;                  /* STEP_WAIT */
	bool is_any;                        /* STEP_PARALLEL: over with the first of its steps */
	int parent;                         /* the parallel step that it belongs to, by its place; -1 = none */
	int64_t band;                       /* STEP_ESCALATE; -1 = as it is */
	const char *to_desk;                /* STEP_ESCALATE: who has the case from now on; "" = who has it */
	struct policy_term due;             /* when a desk should be done */
	struct policy_term limit;           /* when the playbook goes on without it */
	const char *then, *late, *other;    /* where it goes on: after it, after its limit, if a condition fails; "" = next */
	struct policy_when test;            /* STEP_IF */
	struct policy_when when;            /* else it is passed over */
	int line;
};

/* What is done about an exception, step by step. */
struct policy_playbook {
	const char *name, *title;
	POLICY_LIST(struct policy_step) steps;
	POLICY_LIST(const char *) needs; /* a pattern: the values that whoever uses it must give */
	POLICY_LIST(const char *) gives; /* and name, value of those that it brings along */
	bool is_pattern;                 /* for other playbooks only */
	struct policy_settings settings;
	int line;
};

/* One exception type. */
struct policy_type {
	const char *name, *title, *path, *about, *severity;
	int index; /* in struct policy's types */
	POLICY_LIST(struct policy_value) bands, desks, sides, whats, tells;
	POLICY_LIST(struct policy_value) actives; /* number: is it looked for? None = always */
	POLICY_LIST(struct policy_detect) detects;
	POLICY_LIST(struct policy_clear) clears;
	POLICY_LIST(struct policy_clock) clocks;
	POLICY_LIST(struct policy_head) heads;
	POLICY_LIST(struct policy_lift) lifts;
	POLICY_LIST(struct policy_escalation) escalations;
	POLICY_LIST(struct policy_task) tasks;
	POLICY_LIST(struct policy_next) nexts;
	POLICY_LIST(struct policy_effect) effects;
	POLICY_LIST(struct policy_require) requires; /* the last one whose condition holds */
	POLICY_LIST(struct policy_value) plays; /* text = a step in words */
	POLICY_LIST(struct policy_value) playbooks; /* text = a name; the last one whose condition holds */
	POLICY_LIST(const char *) becomes; /* types that an open case of this one moves on to */
	uint64_t becomes_set;              /* the same as bits */
	bool ends_by_person;               /* `clear never` */
	bool is_off;                       /* `active no` and no line that says yes: nothing looks for it */
	struct policy_settings settings;
	const struct conf_line *at; /* where its first block begins */
};

/* Who must agree from an amount up: `approve supervisor,manager from 500EUR when tier=gold`. */
struct policy_rung {
	const char *roles; /* "supervisor,manager": one of each; NULL = `two`: two people at least */
	struct money from;
	struct policy_when when;
	const struct conf_line *line; /* while it is read */
};

/* What an action may cost and who signs: action rules, one per asking role, and how the quote is
 * made. */
struct policy_action {
	const char *name, *title;
	POLICY_LIST(const char *) phases; /* of the freight, in which it is possible */
	const char *charge_to;
	int64_t quote_s; /* how long a quote holds */
	int64_t options; /* at most so many */
	POLICY_LIST(struct policy_effect) effects;
	POLICY_LIST(struct policy_rung) rungs;
	const char *override_role;    /* who agrees that a rule is set aside; "" = nobody */
	struct money override_most;   /* up to this; not known = each up to her own limit */
	struct policy_settings settings;
	int line;
};

/* What cases of a disruption may have in common. */
enum policy_cause { CAUSE_CARRIER, CAUSE_LANE, CAUSE_SITE, CAUSE_PORT, CAUSE_INTERFACE, CAUSE_REASON, CAUSE_COUNT };

/* Which cases are one disruption. Those before it in the text come first: a case is in one only. */
struct policy_disruption {
	const char *name, *title;
	unsigned causes;                 /* bits by enum policy_cause: all of them must be the same */
	POLICY_LIST(const char *) types; /* none = every type */
	uint64_t types_set;              /* the same as bits */
	struct policy_when when;
	int64_t window_us;               /* from one case to the next */
	int64_t most_us;                 /* from the first to the last */
	int64_t least;                   /* fewer cases are none */
	int64_t ends_us;                 /* over when nothing came for so long and every case is closed */
	struct policy_when told;         /* whose broken promise must be told; always = everybody's */
	struct policy_settings settings;
	int line;
};

struct policy {
	const char *name, *title;
	int64_t version;
	POLICY_LIST(struct calendar) calendars;
	POLICY_LIST(struct policy_type) types;
	POLICY_LIST(struct policy_action) actions;
	POLICY_LIST(struct policy_playbook) playbooks;
	POLICY_LIST(struct policy_disruption) disruptions;
	POLICY_LIST(struct policy_action_rule) action_rules;
	POLICY_LIST(struct policy_value) classes; /* text = a name; the last one whose condition holds */
	POLICY_LIST(struct policy_delay) message_delays;
	POLICY_LIST(struct policy_document) documents; /* in the order of the text: the first that fits */
	POLICY_LIST(const char *) desks; /* names */
	POLICY_LIST(const char *) desk_titles;
	int64_t head_most_us;            /* cap of all parts together; 0 = none */
	struct policy_settings settings; /* what stands at the top */
	struct policy_settings every;    /* the block `every exception` */
	const struct policy_type *person_type; /* detect person: what `new` opens, or NULL */
	struct name_list milestones, milestone_titles; /* a client's own */
	/* Bits of types, each by how it is noticed. */
	uint64_t deadline_types; /* time alone opens them */
	uint64_t when_types;     /* a condition opens or clears them */
	uint64_t pattern_types;  /* what was told so far opens them: another order, too often */
	uint64_t lasting_types;  /* a condition that holds for some time */
	uint64_t measured_types; /* a number over or under a limit */
	/* What is kept of events because a type asks for it. */
	struct name_list watched; /* events that stand for milestones */
	struct name_list counted; /* events whose times are kept */
	struct name_list asked;   /* attributes of which is kept that they were told */
	bool is_waiting_for_unknown; /* `unknown wait`: events of unknown subjects wait for them */
};

/* The type called `name`, or NULL. */
const struct policy_type *policy_type_find(const struct policy *policy, const char *name);

/* A milestone as people call it: the client's own title, else its code. */
const char *policy_milestone_title(const struct policy *policy, const char *code);

/* Reads "8", "-18.5" as whole thousandths; more digits than three are cut off. False if it is no such number. */
bool policy_decimal(const char *text, int64_t *thousandths);

/* The word of a cause in a policy: "carrier". */
const char *policy_cause_word(enum policy_cause cause);

/* The action called `name`, or NULL. */
const struct policy_action *policy_action_find(const struct policy *policy, const char *name);

/* The playbook called `name`, or NULL. */
const struct policy_playbook *policy_playbook_find(const struct policy *policy, const char *name);

/* The step of a playbook called `name`, or NULL. */
const struct policy_step *policy_step_find(const struct policy_playbook *playbook, const char *name);

/* Is `name` the step that `target` names, or one of the steps of what it names? The first one in order is gone on with. */
bool policy_step_is(const char *name, const char *target);

/* Reads a step as its `text` says it, of a playbook that may be gone from the policy; all memory from `arena`. ERR_SYNTAX if this docket
 * does not read it any more. */
MUST_CHECK enum err policy_step_read(struct arena *arena, const char *text, struct policy_step *out);

/* "task", "wait", ...: as a step's line begins. */
const char *policy_step_word(enum step_kind kind);

/* The calendar called `name`; NULL for "" and unknown names, which means around the clock. */
const struct calendar *policy_calendar(const struct policy *policy, const char *name);

#endif
