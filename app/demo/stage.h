/* SPDX-License-Identifier: MIT */
/*
 * The process behind a demo: it makes the store and the world, starts engine and partners, lets
 * three days pass, and then keeps the operation alive while the console runs in front of it. It
 * talks with the front by lines:
 *
 *   to the front    say WORDS       progress, for people
 *                   ready FEEDPORT SOCKETFOLDER
 *                   live            the clock runs
 *                   text WORDS      a line of a summary
 *                   end             of a summary
 *                   fail WORDS      it is over
 *   from the front  go              let the clock go: the console is about to open
 *                   stop WHO, start WHO    of the partners and the engine
 *                   queue           how things stand, as text
 *                   summary         what was seen, in five lines
 *                   (its end)       stop everything
 *
 *   stage.h      struct stage, and what its files call of each other
 *   stage.c      life: start, days, live, end
 *   setting.c    store, world, engine; partners.c: the processes of partners
 *   mailbag.c    messages to partners, and what their systems were told
 *   people.c     what people do, by the command line
 *   tally.c      how things stand; the last touch before the opening; summaries
 */
#ifndef DOCKET_DEMO_STAGE_H
#define DOCKET_DEMO_STAGE_H

#include "demo/cluster.h"
#include "demo/story.h"
#include "demo/troupe.h"

/* Tenant seconds a second, once the clock was let go. */
#define STAGE_RATE 10

struct stage_options {
	uint64_t seed;
	const char *as;	   /* whose seat the console takes */
	const char *chair; /* and the other one, by F9 */
	bool is_kept;	   /* leave the store for the next time */
	bool is_headless;  /* nobody sits at a console: everybody is simulated */
};

enum stage_role { ROLE_CARRIERS, ROLE_WMS, ROLE_ERP, ROLE_TMS, ROLE_MAIL, ROLE_COUNT };

struct stage {
	const struct stage_options *options;
	struct loop *loop;
	struct folders folders;
	struct world world;
	struct story story;
	size_t next_item; /* of the story: what comes next */
	struct lines *front;
	struct loop_signal *term;
	struct cluster *cluster;
	struct pg_sync *admin;
	struct player *engine, *players[ROLE_COUNT];
	int ports[ROLE_COUNT], http_port, feed_port;
	int engine_ends; /* how often it ended by itself */
	size_t posting;	 /* messages without an answer */
	int64_t posted, refused_posts, acts_done, acts_refused, told;
	int64_t opened_at; /* server's clock: of sums */
	bool has_go, is_live, is_over, is_reviving, wants_queue, wants_summary;
	char wish[64];	    /* "stop erp", until it is done */
	struct fault fault; /* set: it must end */
};

/* Runs until the front is gone; returns the exit code. Called in a process of its own. */
int stage_run(const struct stage_options *options, int in_fd, int out_fd);

/* A line to the front. */
void stage_say(struct stage *stage, const char *verb, const char *format, ...) PRINTF_LIKE(3, 4);

/* Runs the loop until `is_done(stage)` or `wait_us` passed; ERR_TIMEOUT names `what`. Stops early
 * if the demo must end. */
MUST_CHECK enum err stage_wait(struct stage *stage, bool (*is_done)(struct stage *stage),
			       int64_t wait_us, const char *what, struct fault *fault);

/* Waits until nothing is to be decided or sent. */
MUST_CHECK enum err stage_quiet(struct stage *stage, struct fault *fault);

/* setting.c: store, world, story, engine, partners: from nothing, or from what was kept. */
MUST_CHECK enum err setting_make(struct stage *stage, struct fault *fault);

/* Does "stop erp" or "start erp", ...: a word of setting_roles or "engine". */
void setting_wish(struct stage *stage, const char *wish);

/* Starts an engine that ended, on the same ports. */
MUST_CHECK enum err setting_start_engine(struct stage *stage, struct fault *fault);

/* Stops everything in order; the store goes unless it is kept. */
void setting_end(struct stage *stage);

/* partners.c: starts them all, and tells the store where its targets are. */
MUST_CHECK enum err partners_start(struct stage *stage, struct fault *fault);

/* Tells them where docketd is. */
void partners_tell_engine(struct stage *stage);

/* Starts those again that ended by themselves. */
MUST_CHECK enum err partners_revive(struct stage *stage, struct fault *fault);

/* Stops or starts the one of this name, if there is one. */
void partners_wish(struct stage *stage, const char *who, bool is_stop);

/* Stops them all. */
void partners_end(struct stage *stage);

/* mailbag.c: hands every message of the story up to `until` to its partner and waits for the
 * answers. */
MUST_CHECK enum err mailbag_send(struct stage *stage, int64_t until, struct fault *fault);

/* What a partner's process says. An http of lines_on_line. */
void mailbag_on_line(struct stage *stage, enum stage_role role, const char *line);

/* people.c: does one act. A refusal is counted, not a fault. */
void people_act(struct stage *stage, const struct story_item *item);

/* May it be done now by a simulated person? Not in a seat that somebody has, nor against whoever
 * has the case. */
bool people_may(struct stage *stage, const struct story_item *item);

/* tally.c: sends what is missing and has people do what is too much, until the opening is as it
 * should be. */
MUST_CHECK enum err tally_open(struct stage *stage, struct fault *fault);

/* The queue and the counts as text lines, to the front. */
void tally_queue(struct stage *stage);

/* What was seen, in five lines, to the front. */
void tally_summary(struct stage *stage);

/* One number from a statement without parameters; -1 if the store does not answer. */
int64_t tally_number(struct stage *stage, const char *statement);

/* Does everything of the story up to `until`: messages first, then acts. */
MUST_CHECK enum err stage_play(struct stage *stage, int64_t until, struct fault *fault);

#endif
