/* SPDX-License-Identifier: MIT */
/*
 * What happens in the simulated operation, as one list in the order of time: messages of partners,
 * and what people do. Pure: the same world and the same opening give the same story.
 *
 *   story.h     the list, and how it is asked for
 *   freight.h   one shipment: its plan, and what its partners say of it (this folder's own)
 *   plot.h      one thing that goes wrong, how it is handled, and how it ends (this folder's own)
 *   story.c     traffic that goes well, interfaces that are alive, and the list itself
 *   cast.c      which plots there are: those that are over, those that stand at the opening, those
 * to come
 */
#ifndef DOCKET_DEMO_STORY_H
#define DOCKET_DEMO_STORY_H

#include "base/map.h"
#include "base/vec.h"
#include "demo/world.h"

#define STORY_DAYS 3
#define STORY_WORDS_MOST 8

enum story_kind { STORY_EVENT, STORY_ACT };

/* One message or act; texts live in the story's arena. */
struct story_item {
	int64_t at;   /* tenant time at which it is sent or done */
	size_t order; /* among items of one moment */
	int tenant;
	enum story_kind kind;
	const char *ref; /* what it is about: "NW-20107" */
	/* a message */
	const char *interface; /* whose */
	const char *type;
	const char *json; /* one CloudEvents item */
	bool is_leg; /* the carrier's own words about the freight: they end when another carrier
			takes over */
	/* an act */
	const char *who;  /* login */
	const char *verb; /* an action of docket do; "approve"; "inform" = draft the letter and
			     release it */
	const char *words[STORY_WORDS_MOST];
	size_t word_count;
};

/* What the opening should look like, over both tenants. */
struct story_opening {
	int open_least, open_most;
	int cannot_wait; /* band 0 */
	int within_hour; /* the deciding clock is due then */
	int approvals;
	int quiet;
	int types_least;
};

extern const struct story_opening story_opening;

struct story {
	struct arena arena;
	const struct world *world;
	uint64_t random;
	int64_t start_at, open_at; /* the first moment; the opening: from here it is live */
	int64_t told_until;	   /* traffic is made up to here */
	int64_t next_no[WORLD_TENANTS], next_id, next_stock;
	int dark[WORLD_TENANTS]; /* the carrier whose interface is quiet at the opening, or -1 */
	struct map freights; /* ref -> struct freight *, in the arena: what was planned so far */
	VEC(struct story_item) items;
};

/* Writes the story of three days before `open_at` and of the day after it. The world is borrowed.
 * The caller ends it with story_release. */
void story_write(struct story *story, const struct world *world, int64_t open_at);

/* Writes on until `until`: traffic, and things that go wrong at a dispatcher's pace. Items before
 * the ones taken stay. */
void story_go_on(struct story *story, int64_t until);

/* Puts the items into their order from `from` on: after items were added. */
void story_sort(struct story *story, size_t from);

/* One more case of a type ("late-pickup", ...) at `at`, with what comes before and after it;
 * returns what it is about. */
const char *story_add(struct story *story, const char *type, int tenant, int64_t at);

/* What the TMS and the new carrier say after an approved rebooking or forwarding was carried out at
 * `at`. `pickup` and `deliver` are the quote's. */
void story_route(struct story *story, int tenant, const char *ref, const char *carrier,
		 const char *quote, int64_t pickup, int64_t deliver, int64_t at);

/* The facts that end a case about `ref` of this type, said at `at`. */
void story_end_case(struct story *story, int tenant, const char *type, const char *ref, int64_t at);

/* The name of a carrier's interface: "kestrel". In the story's arena. */
const char *story_interface(struct story *story, int carrier);

/* Frees. */
void story_release(struct story *story);

#endif
