/* SPDX-License-Identifier: MIT */
/* Before anything is taken: does the store keep what it confirms? */
#ifndef DOCKET_ENGINE_STORECHECK_H
#define DOCKET_ENGINE_STORECHECK_H

#include "engine/engine.h"

/* Asks for the store's settings; if they are fit, the tenants are loaded; if not, the engine ends
 * and says why. */
void storecheck_ask(struct engine *engine);

/* What is wrong with a setting for who must not lose what was confirmed; NULL if nothing is. */
const char *storecheck_judge(const char *setting, const char *value);

#endif
