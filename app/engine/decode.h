/* SPDX-License-Identifier: MIT */
/* A parcel's items as canonical events: CloudEvents by themselves, anything else by its interface's
 * mapping. What cannot be understood becomes a dead letter of its item. */
#ifndef DOCKET_ENGINE_DECODE_H
#define DOCKET_ENGINE_DECODE_H

#include "engine/batch.h"

/* Decodes the new items of a parcel into batch->events and batch->deads. */
void decode_parcel(struct batch *batch, struct parcel *parcel);

/* Completes a decoded event and adds it to batch->events, or buries it. The event is copied, its
 * texts are the batch's. */
void decode_event(struct batch *batch, struct parcel *parcel, size_t item, struct event *event);

/* Folds a reference as the store keeps it: upper case, no blanks; in the arena. */
const char *decode_fold_ref(struct arena *arena, const char *ref);

#endif
