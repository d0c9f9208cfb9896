/* SPDX-License-Identifier: MIT */
/* One thing that goes wrong: what comes before it, how people handle it, how it ends. For this
 * folder only. */
#ifndef DOCKET_DEMO_PLOT_H
#define DOCKET_DEMO_PLOT_H

#include "demo/freight.h"

/* How far people come with it. */
enum plot_way {
	PLOT_LEFT,     /* nobody looks */
	PLOT_WORKED,   /* claimed, called about, with a next act */
	PLOT_WAITING,  /* claimed, and out of the order for some hours */
	PLOT_HANDLED,  /* worked, and closed when its facts ended it */
	PLOT_TOLD,     /* handled, and the customer was told */
	PLOT_ASKED,    /* claimed, and a rebooking above the limit was asked for */
	PLOT_REBOOKED, /* asked, approved, closed */
};

struct plot {
	const char *type; /* the exception: "late-pickup" */
	int tenant;
	int64_t at;	/* when its case opens */
	int64_t end_at; /* when facts end it; INSTANT_NONE = not in this story */
	enum plot_way way;
	int64_t next_at;    /* of the next act or the wait; INSTANT_NONE = two hours on */
	int64_t promise_at; /* INSTANT_NONE = as it comes */
	int64_t asked_at;   /* of PLOT_ASKED; INSTANT_NONE = ten minutes after the claim */
	const char *tier;   /* NULL = any */
	const char *who;    /* NULL = who usually does it */
	bool is_cold, is_line, is_early; /* early: before it was picked up */
};

/* Writes it all into the story; returns what it is about. */
const char *plot_write(struct story *story, const struct plot *plot);

/* The login that usually works a type at a tenant. */
const char *plot_worker(const char *type, int tenant);

/* What went wrong and what ends it, by the partner's words alone. For plot.c. */
struct plot_type {
	const char *type, *worker, *outcome, *side, *template, *question;
	const char *(*begin)(struct story *story, const struct plot *plot);
	void (*end)(struct story *story, int tenant, const char *ref, int64_t at);
};

/* The row of a type; a type that nobody knows is our mistake. */
const struct plot_type *plot_type_find(const char *type);

/* The later of two moments; `a` may be INSTANT_NONE. */
int64_t plot_later(int64_t a, int64_t b);

/* Moves its announcement before `at`: nothing is said of a shipment before it. */
void plot_announce(struct freight *freight, int64_t at);

/* A shipment as the plot wishes it. */
struct freight plot_freight(struct story *story, const struct plot *plot);

/* One of the words. */
const char *plot_one_of(struct story *story, const char *const *words, size_t count);

#define ONE_OF(story, ...) \
	plot_one_of(story, (const char *const[]) { __VA_ARGS__ }, \
		    COUNT_OF(((const char *const[]) { __VA_ARGS__ })))

/* trade.c: customs begins; returns what it is about. */
const char *trade_begin_customs(struct story *story, const struct plot *plot);

/* It is over. */
void trade_end_customs(struct story *story, int tenant, const char *ref, int64_t at);

/* trade.c: stock begins; returns what it is about. */
const char *trade_begin_stock(struct story *story, const struct plot *plot);

/* It is over. */
void trade_end_stock(struct story *story, int tenant, const char *ref, int64_t at);

/* trade.c: order hold begins; returns what it is about. */
const char *trade_begin_order_hold(struct story *story, const struct plot *plot);

/* It is over. */
void trade_end_order_hold(struct story *story, int tenant, const char *ref, int64_t at);

/* trade.c: invoice begins; returns what it is about. */
const char *trade_begin_invoice(struct story *story, const struct plot *plot);

/* It is over. */
void trade_end_invoice(struct story *story, int tenant, const char *ref, int64_t at);

#endif
