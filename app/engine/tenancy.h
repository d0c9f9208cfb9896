/* SPDX-License-Identifier: MIT */
/* One tenant as this engine sees it: its clock, head, reference data, lease and work. */
#ifndef DOCKET_ENGINE_TENANCY_H
#define DOCKET_ENGINE_TENANCY_H

#include "base/map.h"
#include "engine/ids.h"
#include "engine/timing.h"

struct disrupting;
struct refdata;
struct workloop;

/* A time during which an interface was quiet. */
struct dark_spell {
	int64_t interface_id;
	int64_t from, until; /* tenant time */
};

/* An interface whose state is to change with the next batch. */
struct interface_turn {
	int64_t interface_id;
	bool is_quiet;
};

/* Where a change stands in the feed's ring. */
struct feed_place {
	int64_t seq;
	uint64_t number;
};

struct tenancy {
	struct engine *engine;
	int64_t id;
	char name[64];
	char channel[64]; /* of hints */
	struct timing timing;
	int64_t clock_told_at; /* where a driven clock stands, as the store knows that we know */
	int64_t epoch, seq; /* of the newest change that viewers were given; epoch 0 = none yet */
	int64_t head_seq;   /* of the newest change in the store, as last heard */
	bool is_reading;    /* changes are on their way */
	VEC(struct feed_place) places;
	bool is_hint_due;        /* this engine wrote something */
	struct ids ids;          /* all kinds of rows */
	struct ids case_nos;     /* what people see */
	struct refdata *refdata; /* NULL until loaded */
	bool is_loading;         /* reference data is on its way */
	bool is_load_due;        /* it changed meanwhile */
	int64_t fence;           /* of the work lease */
	int64_t lease_until_us;  /* monotonic; the work is ours before that */
	struct workloop *work;
	struct disrupting *disrupting;
	VEC(struct dark_spell) spells; /* that ended, oldest first */
	bool is_taking;                /* effects are on their way */
	VEC(struct interface_turn) turns;
	struct map vitals;             /* interface_id -> what vitals.c counts of it */
	unsigned vital_ticks;
	bool is_gone; /* no row any more */
};

/* Asks the store for all tenants, their clocks and heads; called at start and each second. */
void tenancy_load_all(struct engine *engine);

/* Is the reference data of every tenant here? Before, whose key signed a message cannot be told. */
bool tenancy_all_loaded(const struct engine *engine);

/* Is its work ours now? */
bool tenancy_is_ours(const struct tenancy *tenancy);

/* Tenant time now; INSTANT_NONE while the server's clock is not known. */
int64_t tenancy_now(const struct tenancy *tenancy);

/* Tells the store where a driven clock stands for us, if that is new: who moves it waits for that. */
void tenancy_tell_clock(struct tenancy *tenancy);

/* Something that intake or work waited for is there. */
void tenancy_resume(struct tenancy *tenancy);

/* Frees all. */
void tenancy_free_all(struct engine *engine);

#endif
