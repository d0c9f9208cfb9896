/* SPDX-License-Identifier: MIT */
/* Private to the files of disrupting.h: one pass, from what changed to what is stored. */
#ifndef DOCKET_ENGINE_DISRUPTPASS_H
#define DOCKET_ENGINE_DISRUPTPASS_H

#include "base/arena.h"
#include "base/map.h"
#include "engine/refdata.h"
#include "pg/params.h"
#include "pg/result.h"
#include "rules/disrupt.h"

/* What a case is known by. */
struct pass_cause {
	const char *rule, *cause;
	const struct pass_cause *next;
};

/* A case of the pass. */
struct pass_case {
	int64_t case_id;
	struct facts facts;     /* its subject and nothing else */
	struct case_open row;
	const char *interface;  /* that brought it; "" = none */
	const struct pass_cause *causes;
	int64_t disruption_id;  /* that it is in; 0 = none */
	const char *in_rule;    /* that disruption's */
	bool is_known;          /* its facts are here: it is open */
	bool is_asked;          /* they were asked for */
	bool is_moved;
	size_t moved_by;        /* number of the rule */
	int64_t to_id;          /* where it goes: 0 = nowhere, negative = new */
};

/* A new disruption. */
struct pass_new {
	const struct policy_disruption *rule;
	const char *cause;
};

/* One that is found or goes on, and what is said of it. */
struct pass_run {
	struct disrupt_run run;
	const char *reason;
};

struct disrupting {
	struct tenancy *tenancy;
	struct loop_timer *timer;
	struct pass *pass;
	int64_t next_us;        /* no pass begins before */
	bool is_due;
};

struct pass {
	struct disrupting *disrupting;
	struct tenancy *tenancy;
	struct refdata *refdata;
	struct arena arena;
	struct rules_step step;
	int64_t began_us;
	int64_t seen, to, scanned;
	bool is_scan;           /* every open case is looked at again, part by part */
	bool is_still;          /* nothing changed */
	bool is_refused;        /* people acted meanwhile: nothing was stored */
	struct map cases;             /* case_id -> struct pass_case * */
	VEC(struct pass_case *) all;
	VEC(int64_t) due;             /* disruptions */
	struct map touched;           /* "rule\tcause" -> the text itself */
	VEC(struct pass_cause) looked; /* the same, in order */
	VEC(struct pass_cause) noted; /* new causes; case ids beside */
	VEC(int64_t) noted_cases;
	VEC(struct pass_new) news;
	VEC(struct pass_run) runs;
	size_t rule;                  /* the one that is looked at */
	int expected, answers;
	bool is_failed;
	void (*next)(struct pass *pass);
	void (*after_rules)(struct pass *pass);
};

/* Reads an answer; false = it cannot be read. */
typedef bool pass_reader(struct pass *pass, const struct pg_result *result);

/* Sends a statement; its answer goes to `reader`, which may be NULL. */
void pass_ask(struct pass *pass, const char *statement, const struct pg_params *params, pass_reader *reader);

/* All of the step is sent: `next` is called when all is answered. */
void pass_then(struct pass *pass, void (*next)(struct pass *pass));

/* A text of an answer; "" for null. */
const char *pass_text(const struct pg_result *result, int row, int column);

/* The case, made if it is not in the pass yet. */
struct pass_case *pass_case(struct pass *pass, int64_t case_id);

/* The cases that share a cause by a rule are to be looked at again. */
void pass_touch(struct pass *pass, const char *rule, const char *cause);

/* ---- disruptfacts.c */

/* Asks what the cases are known by, and which cases the due disruptions have. */
void pass_ask_causes(struct pass *pass);

/* Asks for the facts of the cases that have none yet. */
void pass_ask_facts(struct pass *pass);

/* Finds what cases are known by that nobody noted yet, and has it noted. */
void pass_note_causes(struct pass *pass);

/* ---- disruptgroup.c */

/* Groups by one rule after the other, then goes on with `then`. */
void pass_group(struct pass *pass, void (*then)(struct pass *pass));

#endif
