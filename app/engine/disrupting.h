/* SPDX-License-Identifier: MIT */
/* Finds disruptions: cases with one cause. Beside the work itself and behind it: what changed is found by its change numbers, so a pass may
 * be late or broken off and nothing is lost. */
#ifndef DOCKET_ENGINE_DISRUPTING_H
#define DOCKET_ENGINE_DISRUPTING_H

#include "engine/tenancy.h"

struct disrupting;

/* One for a tenant; ended with disrupting_free. */
struct disrupting *disrupting_new(struct tenancy *tenancy);

/* Frees, also a pass under way: when no answer comes any more. NULL is fine. */
void disrupting_free(struct disrupting *disrupting);

/* Something of the tenant may have changed, or its time has come. */
void disrupting_look(struct tenancy *tenancy);

#endif
