/* SPDX-License-Identifier: MIT */
/* Watched folders and Maildirs: interfaces whose partner puts files on this host, or whose mail is delivered here. A file goes the way of a
 * POST: stored, then answered; the answer is where the file lies then. */
#ifndef DOCKET_ENGINE_FOLDER_H
#define DOCKET_ENGINE_FOLDER_H

#include "engine/engine.h"

/* Opens folders that an interface names now, lets others go, and looks into each. Called with each look at the tenants. */
void folder_tick(struct engine *engine);

/* Lets all go; what is under way stays in its spool. */
void folder_free_all(struct engine *engine);

#endif
