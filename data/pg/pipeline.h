/* SPDX-License-Identifier: MIT */
/*
 * Private to data/pg: what a link is made of, and the queue of what it sent.
 *
 * The queue mirrors libpq's own: one item for each thing that libpq answers, in the order sent. A
 * statement alone is a query item and a sync item; its answer is held until the sync, because only
 * that is the commit. A group is many query items and one sync item. A named statement is parsed in
 * a segment of its own, so that a failing group does not take the parse with it; inside a group one
 * that is not yet prepared goes unprepared.
 */
#ifndef DOCKET_PG_PIPELINE_H
#define DOCKET_PG_PIPELINE_H

#include "pg/libpq.h"
#include "pg/link.h"

#include "base/map.h"

enum pg_link_state { LINK_DOWN, LINK_CONNECTING, LINK_SETTING_UP, LINK_READY };
enum prepared_state { PREPARED_NOT, PREPARED_SENT, PREPARED_DONE };
enum item_kind { ITEM_PREPARE, ITEM_QUERY, ITEM_SYNC, ITEM_SCRIPT };

/* A named statement on this link. */
struct prepared {
	char *name; /* owned */
	char *sql;  /* owned */
	enum prepared_state state;
	bool is_wanted;     /* was used in a group before it was prepared */
	struct fault fault; /* why its last parse failed */
};

struct item {
	enum item_kind kind;
	bool holds;                /* a query outside a group: answer at its sync */
	int batch_rows;            /* > 0: a stream */
	struct prepared *prepared; /* borrowed from the link, may be NULL */
	pg_on_result *on_result;   /* may be NULL */
	void *context;
	struct pg_result result;   /* what has come so far */
	char what[64];             /* for faults */
};

struct pg_link {
	struct pg_options options;    /* its texts are owned */
	struct pg_handlers handlers;
	enum pg_link_state state;
	PGconn *conn;                 /* owned, NULL while down */
	PostgresPollingStatusType poll; /* while connecting */
	int64_t due_us;               /* connect timeout */
	bool must_flush;
	bool is_broken;               /* found while sending; the next step loses it */
	bool in_script;
	bool in_group;
	struct fault group_fault;     /* of a group whose end is not sent yet */
	bool group_is_lost;           /* went down between group and group_end */
	unsigned life;                /* goes up whenever the connection goes */
	char notice[256];             /* the server's last FATAL word */
	struct map prepared;          /* name -> struct prepared, owned */
	VEC(struct item) queue;
	size_t first;                 /* of the queue: what is answered next */
};

/* Parts of the queue that wait for an answer. */
size_t pipeline_waiting(const struct pg_link *link);

/* What is answered next, or NULL; valid until the queue changes. */
struct item *pipeline_first(struct pg_link *link);

/* libpq wants to be told that a statement is a stream just when its turn has come: after each
 * change at the front. */
void pipeline_begin_if_stream(struct pg_link *link);

/* Answers with the item's result, and frees its rows. `item` is a copy: the callback may send and
 * so move the queue. */
void pipeline_call(struct item *item, bool is_end);

/* Hands every complete answer to its callback; stops when the connection changes under it. */
void pipeline_answer(struct pg_link *link);

/* Answers all that waits with `fault` and empties the queue. */
void pipeline_fail(struct pg_link *link, const struct fault *fault);

/* Forgets what was prepared, for a new connection; `is_last` also frees it. */
void pipeline_forget(struct pg_link *link, bool is_last);

/* Sends `sql` before the link is ready: its own setting up. */
MUST_CHECK enum err pipeline_set_up(struct pg_link *link, const char *sql, const struct pg_params *params,
				    pg_on_result *on_result, struct fault *fault);

#endif
