/* SPDX-License-Identifier: MIT */
/* From what an event says it is about to the subject itself. */
#ifndef DOCKET_ENGINE_MATCHING_H
#define DOCKET_ENGINE_MATCHING_H

#include "engine/batch.h"

/* Asks for the subjects behind all references of the batch. */
void matching_send(struct batch *batch);

/* Puts each event, act and due subject where it belongs: a subject that is there, one that the
 * event makes, or a dead letter that waits for its subject. */
void matching_place(struct batch *batch);

/* The subject that the event's reference leads to: 0 = none, -1 = several fit equally. */
int64_t matching_find(struct batch *batch, const struct batch_event *placed);

/* May this event make its subject if there is none? */
bool matching_is_creating(const struct event *event);

struct rows;

/* Adds a folded reference to those that are asked for, once. */
void matching_want(struct batch *batch, const char *ref, struct rows *refs);

/* The subject that a person means by a folded reference that was asked for: 0 = none, -1 = several. */
int64_t matching_for_person(const struct batch *batch, const char *ref, bool *is_shipment);

#endif
