/* SPDX-License-Identifier: MIT */
/*
 * app/command: the command line of the program docket. One file for each subcommand or family of them.
 *
 *   command.h     the door: what main calls
 *   request.h     one call as it was typed: options, words, how the answer is to look
 *   session.h     the link to the store, who asks, what time it is for each tenant, rows by their type
 *   listing.h     rows as aligned columns, JSON Lines or CSV
 *   act.h         one act sent, and waited for
 *   answer.h      what the operator functions answer, and what came of it
 *   papersheet.h  a quote as it is read before somebody decides
 *   inspection.h  what is in a file: structure and problems
 *   mapfile.h     a mapping by its name, a file decoded with it
 *   part.h        subcommands of a subcommand: docket tenant add
 *   auditchain.h  the chain of the audit, computed anew
 *   deadletter.h  dead letters, found and listed
 *   interfacetext.h the text of an interface or connector
 *   linediff.h    what differs between two texts, by lines
 *   runs.h        the subcommands: run_cases.c, run_case.c, run_do.c, ...
 */
#ifndef DOCKET_COMMAND_COMMAND_H
#define DOCKET_COMMAND_COMMAND_H

#include "pg/link.h"

/* Does what the words say (argv[0] is the program, argv[1] the subcommand) and returns the exit code of err_exit_code.
 * Answers go to stdout, faults to stderr as "docket: what: why: what would help". */
int command_run(int argc, char **argv);

/* One view asked for as text or picture. */
struct command_screen {
	const char *view;               /* "next", "approvals", ...: as `docket screen` got it */
	int rows, cols;
	bool is_svg;
	const char *theme;              /* NULL = the default */
	const char *ref;                /* a case, for views of one; NULL = none */
	const struct pg_options *store; /* where to ask; borrowed */
};

/* Draws it on stdout; returns the exit code. */
typedef int command_on_screen(const struct command_screen *screen);

/* `docket screen ...`: reads the words and calls `on_screen`. NULL says that this build has no screens. */
int command_run_screen(int argc, char **argv, command_on_screen *on_screen);

#endif
