/* SPDX-License-Identifier: MIT */
/* A stored message on its way to its events: the bytes, and its items. */
#ifndef DOCKET_ENGINE_PARCEL_H
#define DOCKET_ENGINE_PARCEL_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/instant.h"
#include "base/str.h"
#include "model/stored.h"

struct cloudevents_item;

/* What the intake said about an item, or will say. */
enum parcel_answer {
	PARCEL_WAITING,
	PARCEL_NEW,      /* stored now */
	PARCEL_SAME,     /* stored before, with the same bytes */
	PARCEL_CONFLICT, /* stored before, with other bytes */
	PARCEL_REFUSED,  /* its envelope is wrong */
};

struct parcel_item {
	const char *key; /* the sender's own */
	struct span bytes;
	struct digest digest;
	enum parcel_answer answer;
	const char *why; /* of a refused one, else NULL */
	const struct cloudevents_item *cloud; /* what it says; NULL in other formats */
};

struct parcel {
	struct arena arena; /* owns everything below */
	int64_t message_id;
	int64_t interface_id;
	int64_t received_at; /* tenant time */
	const char *content_type;
	const char *headers; /* lines of name: value */
	struct span body;
	bool is_cloud; /* CloudEvents, in any mode */
	struct parcel_item *items;
	size_t count;
	bool is_mended;  /* a dead letter's item, once more */
	bool is_trial;   /* and only to see what would come of it */
	int64_t dead_id; /* of that dead letter, else 0 */
	const struct dead *dead;
	int first_no;  /* number of items[0] in its message: 0 but for a mended one */
	const char *unread, *unread_place; /* why it could not be split, and where; NULL: it could */
	bool is_again; /* found in the store: some of its items may be applied already */
	int attempts;
	int64_t not_before_us; /* monotonic: when it is tried again */
	struct parcel *next;   /* in whatever list holds it */
};

/* Splits a body by its content type and kept headers ("name: value" lines) into items (CloudEvents), or makes it one item called `key`
 * (NULL: its digest). All are copied. A fault tells why it cannot be split; the parcel is freed then. */
MUST_CHECK enum err parcel_new(const char *content_type, const char *headers, struct span body, const char *key, struct parcel **out,
			       struct fault *fault);

/* Only the item at `place` is to be done. There may be fewer items yet: those of a mapped message
 * come as it is read. */
void parcel_pick(struct parcel *parcel, size_t place);

/* Is it a dead letter's record that is tried again where it stood, whatever its number is now? A dead letter that waited for its subject
 * was understood: it is tried by its number. */
bool parcel_is_by_place(const struct parcel *parcel);

/* Grows the items, so that there is one at `place`; new ones have nothing to be done. */
struct parcel_item *parcel_item_at(struct parcel *parcel, size_t place);

/* Was it sent as a test, by an id that begins with docket-test-? Its news counts as that of an interface in test, and its items are known
 * by names of their own. */
bool parcel_is_test(const struct parcel *parcel);

/* How many of its items are to be decoded. */
size_t parcel_new_items(const struct parcel *parcel);

/* Frees; NULL is fine. */
void parcel_free(struct parcel *parcel);

#endif
