/* SPDX-License-Identifier: MIT */
/* A viewer comes: ticket, protocol number, and the numbers it has. */
#ifndef DOCKET_ENGINE_LIVEHELLO_H
#define DOCKET_ENGINE_LIVEHELLO_H

#include "engine/livescope.h"
#include "engine/tenancy.h"

/* A message of a viewer; only a hello is expected. */
void livehello_on_message(struct engine *engine, struct feed_viewer *viewer, struct span text);

/* The viewer is gone. */
void livehello_on_close(struct feed_viewer *viewer);

/* Closes all viewers who are this person: the rights changed, a new ticket is needed. */
void livehello_expel(struct engine *engine, int64_t person_id);

#endif
