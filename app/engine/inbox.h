/* SPDX-License-Identifier: MIT */
/* What lies in the store and waits: messages nobody has in memory, acts, due subjects, pending events, dead letters whose
 * subject appeared. */
#ifndef DOCKET_ENGINE_INBOX_H
#define DOCKET_ENGINE_INBOX_H

#include "engine/batch.h"

/* Asks for what batch->look says; the parcels go to the queue, the rest into the batch. */
void inbox_look(struct batch *batch);

/* Asks which items of parcels found in the store are theirs, and which were done before; marks the items. */
void inbox_ask_known(struct batch *batch);

/* After matching: asks which events of such parcels their subjects have already, and takes them out. */
void inbox_ask_applied(struct batch *batch);

#endif
