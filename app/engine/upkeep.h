/* SPDX-License-Identifier: MIT */
/* What must be done now and then: interfaces that fell silent or are back, the store's own upkeep,
 * and the head of the audit chain written where a database administrator cannot reach it. */
#ifndef DOCKET_ENGINE_UPKEEP_H
#define DOCKET_ENGINE_UPKEEP_H

#include "engine/tenancy.h"
#include "pg/rows.h"

struct upkeep;

/* Made by engine_new; freed by upkeep_free. */
struct upkeep *upkeep_new(struct engine *engine);

/* Called each second. */
void upkeep_tick(struct upkeep *upkeep);

/* A batch is stored: where that much has come since the tables were last measured, they are measured
 * now, not with the next second. */
void upkeep_grow(struct upkeep *upkeep);

/* Do interfaces of the tenant wait to get another state? */
bool upkeep_has_interfaces(const struct tenancy *tenancy);

/* Adds them and their new states to the arrays of a batch. */
void upkeep_add_interfaces(struct tenancy *tenancy, struct rows *ids, struct rows *states);

/* Frees. NULL is fine. */
void upkeep_free(struct upkeep *upkeep);

#endif
