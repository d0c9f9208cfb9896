/* SPDX-License-Identifier: MIT */
/* struct console, and what the files of app/console call of each other. Nobody else includes this. */
#ifndef DOCKET_CONSOLE_DECK_H
#define DOCKET_CONSOLE_DECK_H

#include "cell/palette.h"
#include "console/console.h"
#include "keys/keyread.h"
#include "loop/loop.h"
#include "net/feed_client.h"
#include "notify/notify.h"
#include "state/ui.h"
#include "term/term.h"

#define CONSOLE_TENANTS_MAX 16

/* Where a tenant's changes stand here. */
struct console_head {
	int64_t tenant_id, epoch, seq;
	bool is_reading;          /* changes were asked for and are not here yet */
	bool is_behind;           /* the store is further than we are */
	int64_t behind_us;        /* since when */
};

struct sent;    /* sending.c */
struct bulking; /* disruptask.c */

/* An act kept while the store is lost. */
struct console_draft {
	char *name;
	int64_t tenant_id, case_id;
	char *client_key;
	char *args;               /* a text array as PostgreSQL reads it */
};

struct console {
	const struct console_options *options;
	struct console_figures figures;
	struct loop *loop;
	struct ui ui;
	struct store store;
	struct keymap keymap;
	struct palette palette;
	struct ui_effects effects;
	struct grid grid;
	int exit_code;
	/* painting */
	struct term *term;
	struct loop_watch *keys_watch, *out_watch;
	struct loop_timer *paint_timer, *esc_timer, *tick_timer;
	struct keyread keyread;
	int64_t painted_us;
	bool is_dirty;
	/* the store */
	struct pg_link *link;
	struct loop_watch *link_watch;
	int link_fd;
	struct loop_timer *link_timer, *head_timer;
	const char *user;
	struct console_head heads[CONSOLE_TENANTS_MAX];
	size_t head_count;
	bool is_snapshot_done, is_head_asked;
	struct map snapshot_seen; /* cases of the running snapshot */
	int64_t detail_tenant, detail_case;
	bool has_deads;           /* dead letters were asked for: */
	char dead_interface[64];  /* of this interface; "" = of all */
	bool is_detail_due;       /* something about the opened case changed */
	int64_t head_asked_us, me_asked_us;
	int attempts;
	uint64_t random;
	bool is_rows_due;         /* rows came in: the ui hears of them once, before painting */
	/* the feed */
	struct feed_client *feed;
	struct loop_timer *feed_timer;
	int feed_attempts;
	bool is_feed_welcome;
	/* the desktop */
	struct notify *notify;
	VEC(struct sent *) sent; /* on their way to the store or to an engine; owned by sending.c */
	VEC(struct bulking *) bulking; /* acts on many cases under way; owned by disruptask.c */
	VEC(struct console_draft) drafts;
};

/* ---- painting ---- */

/* Takes the terminal and sets up keys, frames and ticks. */
MUST_CHECK enum err painting_start(struct console *console, struct fault *fault);

/* Gives the terminal back. */
void painting_end(struct console *console);

/* Something changed: a frame soon, at most one in 16 ms. */
void painting_soon(struct console *console);

/* Reads theme and keymap by name. */
MUST_CHECK enum err painting_theme(struct console *console, const char *name, struct fault *fault);

/* The window changed its size. */
void painting_resize(struct console *console);

/* Ctrl-Z. */
void painting_suspend(struct console *console);

/* ---- events and effects ---- */

/* An event of a kind, with the time in it. */
struct ui_event console_event(const struct console *console, enum ui_event_kind kind);

/* Folds an event, carries out what follows, and asks for a frame. */
void console_fold(struct console *console, const struct ui_event *event);

/* Carries out the effects that are waiting. */
void carrying_out(struct console *console);

/* ---- store ---- */

/* Opens the link as `console->user`. */
void storelink_start(struct console *console);

/* Closes it and forgets everything that was read. */
void storelink_stop(struct console *console);

/* After sending: watches what the link wants. */
void storelink_watch(struct console *console);

/* The tenant's changes may be ahead of ours: reads them, at once or a little later if the feed may bring them. */
void storelink_behind(struct console *console, int64_t tenant_id, bool is_hint);

/* A numbered change came by the feed; false if it does not follow on what we have. */
bool storelink_number(struct console *console, int64_t tenant_id, int64_t epoch, int64_t seq);

/* Sends a named statement; false if there is no link or no room (on_result is not called then). */
bool storelink_ask(struct console *console, const char *name, const struct pg_params *params, pg_on_result *on_result, void *context);

/* Something about a case changed, perhaps nothing of its row: if it is the opened one, its details are read again before the next
 * frame. */
void storelink_case_moved(struct console *console, int64_t tenant_id, int64_t case_id);

/* The store answered just now. */
void storelink_heard(struct console *console);

/* Loads a set from an answer, and tells the ui. */
void storelink_put(struct console *console, enum store_set set, const struct pg_result *result);

/* Where a tenant's changes stand; NULL for a tenant that is not the asker's. */
struct console_head *storelink_head(struct console *console, int64_t tenant_id);

/* Puts cases of an answer into the store; those of a snapshot are remembered as seen. */
void storelink_put_cases(struct console *console, const struct pg_result *result, bool is_snapshot);

/* Reads what changed behind the head, unless that is under way or the snapshot is not through. */
void storelink_read_changes(struct console *console, struct console_head *head);

/* Takes a new snapshot. */
void storelink_snapshot(struct console *console);

/* Asks for the details of a case, for the lists, for what is found, for a raw message. */
void storelink_details(struct console *console, int64_t tenant_id, int64_t case_id);

/* Approvals and interfaces. */
void storelink_lists(struct console *console);

/* Dead letters of an interface, or of all (NULL); from then on they come again with the lists. */
void storelink_deads(struct console *console, const char *interface);

/* The message of a dead letter. */
void storelink_dead_text(struct console *console, int64_t tenant_id, int64_t dead_id);

/* The page of an interface, its faults and what hangs on it. */
void storelink_interface(struct console *console, int64_t tenant_id, int64_t interface_id);

/* Asks for the cases of a disruption, acts on many of them, and receipts. */
void disruptask_page(struct console *console, int64_t tenant_id, int64_t disruption_id);

/* Previews an act on many cases, begins it, or goes on with it until nothing moves; what came of it is a UI_BULK. */
void disruptask_bulk(struct console *console, const struct ui_effect *effect);

/* Ends those under way: the link is gone. Their receipts stay, and who began them may go on. */
void disruptask_stop(struct console *console);

/* A search. */
void storelink_find(struct console *console, const char *words);

/* A partner's message. */
void storelink_raw(struct console *console, int64_t tenant_id, int64_t message_id);

/* A subject or a case to read. */
void storelink_told(struct console *console, const struct ui_effect *effect);

/* Rows came in: the ui hears of it before the next frame. */
void storelink_rows_came(struct console *console);

/* Tells the ui how the links are. */
void storelink_report(struct console *console);

/* Is it there? */
bool storelink_is_up(const struct console *console);

/* ---- sending ---- */

/* Sends an act, a request or a decision. */
void sending_effect(struct console *console, const struct ui_effect *effect);

/* Keeps an act as a draft. */
void sending_keep(struct console *console, const struct ui_effect *effect);

/* Sends all drafts. */
void sending_drafts(struct console *console);

/* What the store was sent and is waited for is not waited for any more: the link to it ends. */
void sending_stop(struct console *console);

/* Frees the drafts. */
void sending_release(struct console *console);

/* ---- feed ---- */

/* Connects the feed, if there is one to connect to. */
void feedlink_start(struct console *console);

/* Ends it. */
void feedlink_stop(struct console *console);

#endif
