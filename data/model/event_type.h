/* SPDX-License-Identifier: MIT */
/*
 * The canonical events: what partners' messages become, whatever their format. One row each:
 * mappings name them, rules fold them, docs and help print them.
 *
 * Attributes (struct event's attrs, a key, value list) are texts: instants as RFC 3339, money as
 * "412.00 EUR", amounts of goods as whole numbers, yes and no as "yes" and "no", parties and sites
 * by their code.
 */
#ifndef DOCKET_MODEL_EVENT_TYPE_H
#define DOCKET_MODEL_EVENT_TYPE_H

#include <stdbool.h>
#include <stddef.h>

/* Codes of milestones, in the order in which a shipment passes them. "tender" is the carrier's yes.
 */
#define MILESTONE_TENDER "tender"
#define MILESTONE_RELEASE "release"
#define MILESTONE_READY "ready"
#define MILESTONE_PICKUP "pickup"
#define MILESTONE_DEPART "depart"
#define MILESTONE_ARRIVE "arrive"
#define MILESTONE_DELIVER "deliver"
#define MILESTONE_POD "pod"
/* What happens beside the road and stands: kept as milestones, so the later known of two wins. */
#define MILESTONE_CANCELLED "cancelled"
#define MILESTONE_DIVERTED "diverted"
#define MILESTONE_ATTEMPT "attempt"

/* What docket counts of an interface: no sign that its partner lives. */
#define EVENT_MEASURED "interface.measured"

struct event_type {
	const char *name;      /* "shipment.eta" */
	const char *kind;      /* of the subject where the event does not say: "shipment" */
	const char *milestone; /* it implies, where the event's own column is empty; "" = none */
	const char *nature;    /* planned, estimated, actual; "" = the event's own column */
	bool is_creating;      /* a subject that is not known yet is made from it */
	const char *attrs;     /* keys it may carry, by blanks */
	const char *help;      /* one sentence */
	const char *others;    /* what the trade calls it, by commas */
	int version;           /* of what it carries: raised when a key changes its meaning or goes */
};

/* What an attribute's text is. */
enum event_attr_kind {
	EVENT_ATTR_TEXT,
	EVENT_ATTR_CODE,    /* of a party, a site, a document: a reference */
	EVENT_ATTR_INSTANT, /* RFC 3339 */
	EVENT_ATTR_MONEY,   /* "412.00 EUR" */
	EVENT_ATTR_NUMBER,  /* whole */
	EVENT_ATTR_DECIMAL,
	EVENT_ATTR_YES,     /* "yes", "no" */
};

struct event_attr {
	const char *name;
	enum event_attr_kind kind;
	const char *help;
};

/* Every attribute that a type may carry, ended by a row without a name. */
extern const struct event_attr event_attrs[];

/* The attribute called by the first `length` bytes of `name`, or NULL. */
const struct event_attr *event_attr_find(const char *name, size_t length);

/* All of them, ended by a row without a name. */
extern const struct event_type event_types[];

/* The row called `name`, or NULL. */
const struct event_type *event_type_find(const char *name);

/* The place of a milestone code in the order of the road, from 0; -1 for a code of a tenant's own.
 */
int milestone_order(const char *code);

#endif
