/* SPDX-License-Identifier: MIT */
/* Everything the rules may know about the subjects of a batch: one statement for each kind of row,
 * for all subjects. */
#ifndef DOCKET_ENGINE_FACTLOAD_H
#define DOCKET_ENGINE_FACTLOAD_H

#include "engine/batch.h"

/* Asks for the facts of all subjects that are in the store. */
void factload_send(struct batch *batch);

/* Asks for every earlier event of those subjects whose decision wants it. */
void factload_send_history(struct batch *batch);

#endif
