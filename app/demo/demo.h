/* SPDX-License-Identifier: MIT */
/*
 * app/demo: a living, plainly simulated operation behind `docket demo`: two clients of a logistics
 * provider, their partners and their people, in a PostgreSQL of its own. Nothing of it is known to
 * the engine: partners meet it over HTTP and SMTP, people through the command line.
 *
 *   demo.h        the door: options, the process in front, the console
 *   stage.h       the process behind: store, engine, partners, days, live
 *   folders.h     where it keeps its things; cluster.h: its PostgreSQL; troupe.h: its processes;
 * lines.h: talk between them world.h       the simulated world; worldlist.h: its names;
 * worldstore.h: written into the store; interfaces.h story.h       what happens: freight.h, plot.h,
 * cast.h partner.h     the program docket-stub: partners; poster.h, standin.h, mailsink.h, ledger.h
 */
#ifndef DOCKET_DEMO_DEMO_H
#define DOCKET_DEMO_DEMO_H

#include "config/config.h"
#include "pg/link.h"

/* What a console is given. Texts are borrowed until demo_on_console returns. */
struct demo_seat {
	struct pg_options store; /* where, and as whom */
	const char *chair_user;	 /* F9 */
	int feed_port;		 /* on 127.0.0.1 */
	const char *tour;	 /* its text */
	void *context;		 /* of on_demo */
	/* `:demo stop erp`: does it and returns words, borrowed until the next call. */
	const char *(*on_demo)(void *context, const char *verb, const char *who);
};

/* Opens a console and runs it to its end; returns its exit code. */
typedef int demo_on_console(const struct demo_seat *seat);

/* The options of `docket demo`, ended by a row without a name. */
extern const struct option demo_options[];

/* `docket demo ...` with a console. NULL: without one; it says how to reach the operation and runs
 * until Ctrl-C. */
int demo_run_with(int argc, char **argv, demo_on_console *on_console);

/* `docket demo ...` in a program without a console. */
int demo_run(int argc, char **argv);

#endif
