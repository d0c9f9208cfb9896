/* SPDX-License-Identifier: MIT */
/* The messages of a feed, each once, by number: pushed at one end, dropped at the other when there
 * are too many or they take too much room. For this folder only. */
#ifndef DOCKET_NET_FEED_RING_H
#define DOCKET_NET_FEED_RING_H

#include <stddef.h>

#include "base/str.h"

#define FEED_FRONT 16 /* bytes free in front of each text, for a frame's header */

/* Text that may be sent as it stands: FEED_FRONT bytes before `text` are free to write on. */
struct feed_text {
	unsigned char *text;
	size_t length;
};

struct feed_entry {
	struct feed_text whole;
	struct feed_text outside;
	_Alignas(max_align_t) unsigned char tag[];
};

struct feed_ring {
	struct feed_entry **entries; /* room is a power of two; number n is at n & (room - 1) */
	size_t room;
	size_t most_bytes;
	size_t bytes;
	uint64_t oldest; /* number; equals next if empty */
	uint64_t next;   /* number of the message to come; the first is 1 */
};

/* Room for at least `most` messages and at most `most_bytes` bytes of them; released by
 * feed_ring_release. */
void feed_ring_init(struct feed_ring *ring, size_t most, size_t most_bytes);

/* Copies a message in and returns its number. One that alone is over most_bytes is dropped at
 * once. */
uint64_t feed_ring_push(struct feed_ring *ring, struct span tag, struct span text,
			struct span outside);

/* The message of a number from oldest up to below next; borrowed until the next push. */
const struct feed_entry *feed_ring_at(const struct feed_ring *ring, uint64_t number);

/* Frees everything. */
void feed_ring_release(struct feed_ring *ring);

#endif
