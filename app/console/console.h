/* SPDX-License-Identifier: MIT */
/*
 * app/console: the program in front of the operator: a terminal, two links, and ui/state between them.
 *
 *   console.h    the doors: from the command line, and from the demo
 *   deck.h       struct console, and what its files call of each other
 *   console.c    start, run, end; signals
 *   painting.c   from the state to the terminal, and keys back
 *   storelink.c  the link to the store: changes by number, heads, coming back
 *   snapshot.c   hello and all rows
 *   details.c    what is asked beside the queue
 *   sending.c    acts, requests, decisions: sent and answered; drafts
 *   feedlink.c   the websocket feed
 *   carrying.c   effects of ui/state carried out
 *   screen.c     one view as text or picture, without a terminal
 */
#ifndef DOCKET_CONSOLE_CONSOLE_H
#define DOCKET_CONSOLE_CONSOLE_H

#include "command/command.h"
#include "config/config.h"

/* How to open a console; texts are borrowed for its life. */
struct console_options {
	struct pg_options store;      /* host (socket folder), dbname, user */
	const char *chair_user;       /* F9: the other demo login; NULL = none */
	const char *feed_address;     /* numeric; NULL = no feed */
	int feed_port;
	const char *theme, *keymap;   /* shipped names; NULL = "default", "vi" */
	bool is_ascii, is_demo;
	const char *tour;             /* text of the tour; NULL = none */
	const char *view;             /* first view instead of the brief; NULL = the brief */
	bool has_no_hints;            /* do not listen: the feed and polling alone (for trials) */
	void *context;                /* of on_demo */
	/* `:demo stop erp`: does it and returns words for the message line, borrowed until the next call. */
	const char *(*on_demo)(void *context, const char *verb, const char *who);
};

/* What a session saw, for the words at its end. */
struct console_figures {
	int acts, refused, requests, decisions, cases_opened;
	int64_t seconds;
};

/* Opens the console on this terminal and runs it to its end. Returns an exit code; `figures` may be NULL. */
int console_open(const struct console_options *options, struct console_figures *figures);

/* The options of the console, ended by a row without a name. */
extern const struct option console_option_rows[];

/* `docket` without a subcommand: reads options from the words and the configuration, and opens the console. */
int console_run(int argc, char **argv);

/* `docket screen`: draws one view on stdout. */
int screen_run(const struct command_screen *screen);

#endif
