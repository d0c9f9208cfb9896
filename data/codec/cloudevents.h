/* SPDX-License-Identifier: MIT */
/*
 * CloudEvents 1.0: structured (application/cloudevents+json), batch (application/cloudevents-batch+json), and binary: attributes in
 * headers, the body is the data.
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

/* One item of a message, read once: what it is called, its bytes in the body, their digest, what it says. */
struct cloudevents_item {
	const char *key;              /* "source id" */
	struct span bytes;            /* inside the body, borrowed from it */
	struct digest digest;         /* of bytes */
	const struct fault *envelope; /* what is wrong with it, or NULL: this item is refused, the others are not */
	const struct fault *content;  /* why it is no event, or NULL */
	struct event event;           /* known_at is INSTANT_NONE where it does not say */
};

/* Is this content type one of the two? */
bool cloudevents_is_type(const char *content_type);

/* Splits a body into items, checks each envelope (specversion, id, source, type, and of every attribute its name and kind) and reads
 * what it says. Items live in `arena`. A body that is no JSON, or a batch that is no array, is one fault for all. */
MUST_CHECK enum err cloudevents_split(struct arena *arena, const char *content_type, struct span body,
				      struct cloudevents_item **items, size_t *count, struct fault *fault);

/* Is it one in binary mode: another content type, and headers ("name: value" lines) that begin with ce- and hold a required attribute? */
bool cloudevents_is_binary(const char *content_type, const char *headers);

/* The one item of a message in binary mode, whatever the order of its headers if they are sorted. Its bytes are the structured form of
 * it, in `arena`. Values that are not percent-encoded as the HTTP binding has it, or no UTF-8, are a fault. */
MUST_CHECK enum err cloudevents_unpack(struct arena *arena, const char *content_type, const char *headers, struct span body,
				       struct cloudevents_item **items, size_t *count, struct fault *fault);

/* An item as an event: type, subject_kind, subject_ref, milestone, nature, at, known_at, reason, ..., attrs, digest, source,
 * partner_key. Ids, tenant and state are the caller's. Its texts are the item's. A fault has the JSON pointer in `what`
 * ("/data/at"). Without time, known_at is `received_at`. Moments without a zone are read in UTC. */
MUST_CHECK enum err cloudevents_event(const struct cloudevents_item *item, int64_t received_at, struct event *event,
				      struct fault *fault);

#endif
