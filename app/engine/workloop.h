/* SPDX-License-Identifier: MIT */
/* The loop of work of one tenant: one batch at a time, made of what waits: parcels in memory,
 * stored messages that nobody has in memory, operators' acts, subjects whose time has come, events
 * that wait, dead letters whose subject appeared. */
#ifndef DOCKET_ENGINE_WORKLOOP_H
#define DOCKET_ENGINE_WORKLOOP_H

#include "engine/parcel.h"
#include "engine/tenancy.h"

struct batch;

/* What to look for in the store before the next batch. */
enum workloop_look {
	WORKLOOP_LOOK_MESSAGES = 1,
	WORKLOOP_LOOK_ACTS = 2,
	WORKLOOP_LOOK_DUE = 4,
	WORKLOOP_LOOK_PENDING = 8,
	WORKLOOP_LOOK_DEAD = 16,
	WORKLOOP_STORE_NOTED = 32, /* nothing to look for: something noted waits to be stored */
	WORKLOOP_LOOK_ALL = 31,
};

/* A subject that could not be stored, as somebody changed it or holds it: when to try again. */
struct workloop_delay {
	int64_t subject_id;
	int attempts;
	int64_t not_before_us;
};

struct workloop {
	struct tenancy *tenancy;
	struct parcel *first, **last; /* the queue */
	size_t queued_items;
	struct parcel *later; /* to be tried again, each at its time */
	struct map parcels;           /* message_id -> struct parcel *: queue, later, batch */
	struct map letters;           /* dead_id -> struct parcel *: the same of dead letters, which stay in the store until they are through */
	struct map expected;          /* message_id -> struct parcel *: its commit is on its way, so it is not looked for */
	VEC(struct dead *) replayed; /* noted for the next batch: rows that say so; owned */
	VEC(int64_t) done;           /* noted for the next batch: messages whose events are stored */
	struct map delays;           /* subject_id -> struct workloop_delay * */
	unsigned look;            /* enum workloop_look */
	int64_t next_wake_at;     /* tenant time; INSTANT_NONE = none known */
	int64_t decided_at;       /* the `now` of the last batch: it never goes back */
	struct loop_timer *timer; /* for next_wake_at, later, delays */
	struct batch *batch;      /* under way, or NULL */
	size_t limit;             /* items in a batch: less after one that the store refused */
	int failures;             /* batches that failed since one did not */
	char poison[320]; /* why the next single input is taken out as dead; "" = it is not */
	int64_t lag_us;   /* of the last batch: from reception to stored */
};

/* Nothing to do yet. */
struct workloop *workloop_new(struct tenancy *tenancy);

/* Frees, with what is under way. NULL is fine. */
void workloop_free(struct workloop *work);

/* The lease is ours now: everything in the store is looked at. */
void workloop_start(struct workloop *work);

/* A numbered parcel is about to be committed: what is found in the store meanwhile is not taken for somebody else's. */
void workloop_expect(struct workloop *work, struct parcel *parcel);

/* Its commit was answered, however. False if the work became ours meanwhile: then it is looked for in the store, where another engine may
 * have been at it. */
bool workloop_unexpect(struct workloop *work, const struct parcel *parcel);

/* Takes a parcel that was committed just now. Owns it from then on. */
void workloop_add(struct workloop *work, struct parcel *parcel);

/* Looks into the store for these kinds (bits of enum workloop_look) with the next batch. */
void workloop_look(struct workloop *work, unsigned kinds);

/* Begins a batch if there is something to do and nothing in the way. */
void workloop_go(struct workloop *work);

/* Is nothing under way or waiting in memory? */
bool workloop_is_idle(const struct workloop *work);

/* Items that wait in memory. */
size_t workloop_queued(const struct workloop *work);

/* The batch is over and stored; `is_full` says that the store had more than was taken. */
void workloop_done(struct workloop *work, unsigned look_again);

/* The batch failed: nothing of it may be relied on. Its parcels are found again in the store. */
void workloop_failed(struct workloop *work, const struct fault *fault);

/* A parcel is done with. Frees it. */
void workloop_end_parcel(struct workloop *work, struct parcel *parcel);

/* A parcel some of whose items could not be stored is tried again later. */
void workloop_postpone(struct workloop *work, struct parcel *parcel);

/* The next parcel of the queue whose time has come, or NULL. It stays known by its message's id. */
struct parcel *workloop_take(struct workloop *work);

/* May inputs of this subject be taken now? */
bool workloop_may_take(const struct workloop *work, int64_t subject_id);

/* The subject could not be stored: its acts and due instants wait a little, longer each time. */
void workloop_delay(struct workloop *work, int64_t subject_id);

/* All of a message is stored; the next batch marks it. */
void workloop_note_done(struct workloop *work, int64_t message_id);

/* Is anything noted for the next batch? */
bool workloop_has_noted(const struct workloop *work);

/* What was noted is stored, or will be found again: forgets it. */
void workloop_drop_noted(struct workloop *work);

/* The subject was stored. */
void workloop_undelay(struct workloop *work, int64_t subject_id);

#endif
