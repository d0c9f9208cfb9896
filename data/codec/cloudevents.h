/* SPDX-License-Identifier: MIT */
/*
 * CloudEvents 1.0 in JSON: structured (application/cloudevents+json) and batch (application/cloudevents-batch+json).
 *
 * docket's own events: `type` is a canonical event type ("shipment.eta"), `subject` is "kind/ref" ("shipment/SHP-1001"), `time`
 * is when the sender knew, `data` has milestone, stop, nature (planned, estimated, actual), at, retracts, reason, side, place,
 * words (or data_base64 that JSON); anything else in `data` becomes attrs: scalars as they are, arrays and objects as compact JSON.
 */
#ifndef DOCKET_CODEC_CLOUDEVENTS_H
#define DOCKET_CODEC_CLOUDEVENTS_H

#include "base/arena.h"
#include "base/digest.h"
#include "model/stored.h"

/* One item of a message: what it is called, its bytes in the body, their digest. */
struct cloudevents_item {
	const char *key;       /* "source id" */
	struct span bytes;     /* inside the body, borrowed from it */
	struct digest digest;  /* of bytes */
	struct fault fault;    /* err set = the envelope is wrong: this item is refused, the others are not */
};

/* Is this content type one of the two? */
bool cloudevents_is_type(const char *content_type);

/* Splits a body into items and checks each envelope: specversion, id, source, type, and of every attribute its name and kind. Items live in `arena`. A body that is no
 * JSON, or a batch that is no array, is one fault for all. */
MUST_CHECK enum err cloudevents_split(struct arena *arena, const char *content_type, struct span body,
				      struct cloudevents_item **items, size_t *count, struct fault *fault);

/* Reads one item as an event: type, subject_kind, subject_ref, milestone, nature, at, known_at, reason, ..., attrs, digest,
 * source, partner_key. Ids, tenant and state are the caller's. `event` must be row_init-ed. A fault has the JSON pointer in
 * `what` ("/data/at"). Without time, known_at is `received_at`. Moments without a zone are read in UTC. */
MUST_CHECK enum err cloudevents_event(struct arena *arena, const struct cloudevents_item *item, int64_t received_at,
				      struct event *event, struct fault *fault);

#endif
