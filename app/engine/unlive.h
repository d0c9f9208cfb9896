/* SPDX-License-Identifier: MIT */
/* News of interfaces in test or in shadow: kept and understood like any, and never applied. It ends as ignored with the mode as the
 * reason; in shadow it is matched, and what it would have raised is noted. */
#ifndef DOCKET_ENGINE_UNLIVE_H
#define DOCKET_ENGINE_UNLIVE_H

#include "engine/batch.h"

/* In which mode the parcel's news counts. */
enum rules_mode unlive_mode(const struct batch *batch, const struct parcel *parcel);

/* The subject of an event that is only looked at, loaded and not stored unless something live is about it; NULL if nothing is known under
 * its reference and it makes nothing. */
struct batch_subject *unlive_subject(struct batch *batch, const struct batch_event *placed);

/* Gives the events in shadow to copies of their subjects; after matching_place has placed what is live. A subject that nothing live is
 * about is loaded and not stored. */
void unlive_place(struct batch *batch);

/* Notes what the events in shadow would have raised on the subject; before it is decided. */
void unlive_decide(struct batch *batch, const struct rules_step *step, const struct batch_subject *subject);

/* Sends what was noted; a note that stands already stays as it is, so a batch may be stored again. */
void unlive_send(struct batch *batch);

/* What is stored needs no other round. */
void unlive_finish(struct batch *batch);

#endif
