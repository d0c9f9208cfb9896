/* SPDX-License-Identifier: MIT */
/* How each interface does, as this engine sees it: how late its news is, and what was refused at its door. Kept in memory, where it costs
 * nothing to count, and noted in the store every few seconds. */
#ifndef DOCKET_ENGINE_VITALS_H
#define DOCKET_ENGINE_VITALS_H

#include "engine/tenancy.h"

/* Why a message was not taken. */
enum refusal {
	REFUSED_SIGNATURE, /* signed with no key of the interface */
	REFUSED_SIZE,
	REFUSED_RATE,
	REFUSED_FORM,      /* no message that the interface takes, or an item of it is none */
	REFUSED_STORE,     /* the store cannot hold it */
	REFUSED_CONFLICT,  /* an id that was used before for other bytes */
	REFUSAL_COUNT
};

/* The word for a cause, as the store keeps it. */
const char *vitals_word(enum refusal cause);

/* News was decoded that happened, or was known, `lag_us` before (tenant time); less than nothing counts as nothing. */
void vitals_heard(struct tenancy *tenancy, int64_t interface_id, int64_t lag_us);

/* Something was refused; words for people, which may hold a partner's. */
void vitals_refused(struct tenancy *tenancy, int64_t interface_id, enum refusal cause, const char *words);

/* Each second: notes what there is, now and then. */
void vitals_tick(struct tenancy *tenancy);

/* Frees. */
void vitals_release(struct tenancy *tenancy);

#endif
