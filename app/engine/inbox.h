/* SPDX-License-Identifier: MIT */
/* What lies in the store and waits: messages nobody has in memory, acts, due subjects, pending
 * events, dead letters whose subject appeared. */
#ifndef DOCKET_ENGINE_INBOX_H
#define DOCKET_ENGINE_INBOX_H

#include "engine/batch.h"

/* Asks for what batch->look says; the parcels go to the queue, the rest into the batch. */
void inbox_look(struct batch *batch);

/* Asks which items of parcels found in the store are theirs, and which were done before; marks the
 * items. */
void inbox_ask_known(struct batch *batch);

/* A dead letter (columns as engine_dead gives them) is tried again within this batch, for a person;
 * `body` mends it unless it is empty. */
void inbox_take_dead(struct batch *batch, const struct pg_result *result, int row,
		     int64_t person_id, struct span body);

/* The message of a dead letter (a row of engine_dead), or `mended` in its place, with what is to be done of it; the caller frees it. */
struct parcel *inbox_parcel_of_dead(struct batch *batch, const struct pg_result *result, int row, struct span mended);

/* After matching: asks which events of such parcels their subjects have already, and takes them
 * out. */
void inbox_ask_applied(struct batch *batch);

#endif
