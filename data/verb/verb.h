/* SPDX-License-Identifier: MIT */
/*
 * data/verb: everything that can be asked of docket, as data. Keymaps bind these names, the palette and help list them, forms
 * are made from their arguments, `docket do` and completion read them, docs are printed from them.
 *
 *   verb.h      the three tables: acts, commands of the console, subcommands of the command line
 *   verb_act.c  what an operator does to a case (each is one row of docket.act_kind in the store)
 *   verb_command.c  what the console can be told, by a key, the palette or the prompt
 *   verb_program.c  subcommands of `docket`
 *   verb_values.h  an act's arguments as they were given, checked; answer_code.h: how an act was answered
 */
#ifndef DOCKET_VERB_VERB_H
#define DOCKET_VERB_VERB_H

#include "base/err.h"

enum argument_kind {
	ARGUMENT_TEXT,      /* one line */
	ARGUMENT_CHOICE,    /* one of `choices` */
	ARGUMENT_PROPOSED,  /* one of `choices`, or another word: a client's own */
	ARGUMENT_INSTANT,   /* "16:40", "tomorrow 9:00", "+2h", RFC 3339; read in the operator's zone */
	ARGUMENT_INSTANT_THERE, /* the same as somebody says it on the phone: read in the zone of the stop */
	ARGUMENT_PERSON,    /* short name of a member */
	ARGUMENT_REF,       /* a case number or any reference */
	ARGUMENT_NUMBER,    /* a whole number */
	ARGUMENT_FILE,      /* a path (command line only) */
};

/* One argument: also one field of the form that asks for it. */
struct argument {
	const char *name;     /* key of key=value */
	enum argument_kind kind;
	const char *choices;  /* "eta|departed|arrived", first = prefilled; NULL for other kinds */
	const char *title;    /* label of the form's field */
	const char *help;     /* one sentence */
	bool is_needed;
	const char *only_if;  /* "says=eta": shown only then; NULL = always */
};

enum verb_needs {
	NEEDS_NOTHING = 0,
	NEEDS_CASE = 1 << 0,      /* a case under the cursor or open */
	NEEDS_STORE = 1 << 1,     /* a live link to the store */
	NEEDS_ENGINE = 1 << 2,    /* an engine that answers: it makes quotes */
	NEEDS_SUPERVISOR = 1 << 3,
	NEEDS_QUOTE = 1 << 4,     /* an offered quote */
	NEEDS_DEMO = 1 << 5,      /* only in a simulated operation */
	NEEDS_DRAFT_OK = 1 << 6,  /* may be kept as an unsent draft while cut off */
};

#define VERB_ARGUMENTS_MAX 8

struct verb {
	const char *name;         /* "log-call" */
	const char *title;        /* as the palette shows it: "Log a call or mail" */
	const char *help;         /* one sentence */
	const char *contexts;     /* "queue case": where a key may call it; "any" */
	unsigned needs;           /* enum verb_needs */
	const char *undo;         /* the act that takes it back at once; NULL = nothing does */
	const char *act;          /* the kind of act it sends; NULL = it stays in the console */
	const char *examples;     /* for help and docs; may be NULL */
	struct argument arguments[VERB_ARGUMENTS_MAX]; /* ended by a row without a name */
};

/* What an operator can do to a case; ended by a row without a name. */
extern const struct verb verb_acts[];

/* What the console can be told; ended by a row without a name. */
extern const struct verb verb_commands[];

/* Subcommands of the program docket; ended by a row without a name. */
extern const struct verb verb_programs[];

/* The row called `name` in a table, or NULL. */
const struct verb *verb_find(const struct verb *table, const char *name);

/* The name nearest to a mistyped one, for "did you mean", or NULL. */
const char *verb_nearest(const struct verb *table, const char *name);

/* How many arguments a verb has. */
size_t verb_argument_count(const struct verb *verb);

/* May it be called in `context` ("queue", "case", "approvals", ...)? */
bool verb_has_context(const struct verb *verb, const char *context);

/* Is it a moment, in whichever zone? */
bool argument_is_instant(const struct argument *argument);

/* Is `value` one of the argument's choices? True for other kinds. */
bool argument_allows(const struct argument *argument, const char *value);

#endif
