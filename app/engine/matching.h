/* SPDX-License-Identifier: MIT */
/* From what an event says it is about to the subject itself. */
#ifndef DOCKET_ENGINE_MATCHING_H
#define DOCKET_ENGINE_MATCHING_H

#include "engine/batch.h"

/* Reads the references of an event that was added. */
void matching_read_refs(struct batch *batch, struct batch_event *placed);

/* Asks for the subjects behind all references of the batch. */
void matching_send(struct batch *batch);

/* Puts each event, act and due subject where it belongs: a subject that is there, one that the
 * event makes, or a dead letter that waits for its subject. */
void matching_place(struct batch *batch);

/* The subject that the event's references lead to: 0 = none, -1 = several fit equally. */
int64_t matching_find(struct batch *batch, const struct batch_event *placed);

/* Is the subject known by this reference, as far as was asked? */
bool matching_is_known(const struct batch *batch, const struct subject_ref *ref);

struct rows;

/* Adds a folded reference to those that are asked for, once. */
void matching_want(struct batch *batch, const char *ref, struct rows *refs);

/* The subject that a person means by a folded reference that was asked for: 0 = none, -1 = several. */
int64_t matching_for_person(struct batch *batch, const char *ref, bool *is_shipment);

#endif
