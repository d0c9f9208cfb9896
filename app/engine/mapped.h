/* SPDX-License-Identifier: MIT */
/* The seam to data/codec's mappings: an item that is no CloudEvent, read by the mapping its
 * interface names. */
#ifndef DOCKET_ENGINE_MAPPED_H
#define DOCKET_ENGINE_MAPPED_H

#include "codec/mail.h"
#include "engine/batch.h"

struct mapping;

/* Decodes one item by its interface's mapping; each event goes to decode_event. A fault tells why
 * nothing could be made of it: `what` is the place in the message. */
MUST_CHECK enum err mapped_decode(struct batch *batch, struct parcel *parcel, size_t item,
				  struct fault *fault);

/* Decodes attachments of a mail that the mapping reads, each as a message; their events and faults are items of the parcel from `first` on, at
 * places that begin with the attachment's name. */
void mapped_decode_parts(struct batch *batch, struct parcel *parcel, struct mapping *mapping, const struct mail_part *const *parts,
			 size_t count, size_t first);

#endif
