/* SPDX-License-Identifier: MIT */
/* What was decided, stored: dirty rows as arrays. Rows of a subject that somebody changed
 * or holds come back undone. */
#ifndef DOCKET_ENGINE_PERSIST_H
#define DOCKET_ENGINE_PERSIST_H

#include "engine/batch.h"

/* Sends it all to docket.engine_store: a large batch in two parts, each a transaction of its own. */
void persist_send(struct batch *batch);

/* It is committed: ends the parcels that are through, puts back the others, tells feed, hints and
 * sender. */
void persist_finish(struct batch *batch);

#endif
