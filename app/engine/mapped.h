/* SPDX-License-Identifier: MIT */
/* The seam to data/codec's mappings: an item that is no CloudEvent, read by the mapping its
 * interface names. */
#ifndef DOCKET_ENGINE_MAPPED_H
#define DOCKET_ENGINE_MAPPED_H

#include "engine/batch.h"

/* Decodes one item by its interface's mapping; each event goes to decode_event. A fault tells why
 * nothing could be made of it: `what` is the place in the message. */
MUST_CHECK enum err mapped_decode(struct batch *batch, struct parcel *parcel, size_t item,
				  struct fault *fault);

#endif
