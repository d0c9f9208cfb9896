/* SPDX-License-Identifier: MIT */
/* How each interface does, as this engine sees it: how late its news is, and what was refused at its door. Kept in memory, where it costs
 * nothing to count, and noted in the store every few seconds. */
#ifndef DOCKET_ENGINE_VITALS_H
#define DOCKET_ENGINE_VITALS_H

#include "engine/tenancy.h"

/* Why something was refused at the door. */
enum vitals_fault {
	VITALS_SIGNATURE, /* signed with no key of the interface */
	VITALS_ENVELOPE,  /* no message, or an item of it is none */
	VITALS_TYPE,      /* a content type that the interface does not take */
	VITALS_CONFLICT,  /* an id that was used before for other bytes */
	VITALS_STORE,     /* the store cannot hold it */
	VITALS_FAULTS_
};

/* News was decoded that happened, or was known, `lag_us` before (tenant time); less than nothing counts as nothing. */
void vitals_heard(struct tenancy *tenancy, int64_t interface_id, int64_t lag_us);

/* Something was refused; words for people, which may hold a partner's. */
void vitals_refused(struct tenancy *tenancy, int64_t interface_id, enum vitals_fault fault, const char *words);

/* Each second: notes what there is, now and then. */
void vitals_tick(struct tenancy *tenancy);

/* Frees. */
void vitals_release(struct tenancy *tenancy);

#endif
