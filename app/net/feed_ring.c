/* SPDX-License-Identifier: MIT */
/* One allocation a message: its tag, then each text with room in front. */
#include "net/feed_ring.h"

#include <string.h>

#include "base/mem.h"

void feed_ring_init(struct feed_ring *ring, size_t most, size_t most_bytes)
{
	size_t room = 1;

	while (room < most)
		room *= 2;
	*ring = (struct feed_ring){ .entries = mem_new(room, sizeof(struct feed_entry *)),
				    .room = room,
				    .most_bytes = most_bytes,
				    .oldest = 1,
				    .next = 1 };
}

static struct feed_entry **slot_of(const struct feed_ring *ring, uint64_t number)
{
	return &ring->entries[number & (ring->room - 1)];
}

static size_t aligned(size_t bytes)
{
	return (bytes + _Alignof(max_align_t) - 1) / _Alignof(max_align_t) * _Alignof(max_align_t);
}

static size_t size_of(const struct feed_entry *entry)
{
	return sizeof *entry + entry->whole.length + entry->outside.length;
}

static void drop_oldest(struct feed_ring *ring)
{
	struct feed_entry **slot = slot_of(ring, ring->oldest++);

	ring->bytes -= size_of(*slot);
	mem_free(*slot);
	*slot = NULL;
}

static unsigned char *put_text(struct feed_text *text, unsigned char *at, struct span from)
{
	text->text = at + FEED_FRONT;
	text->length = from.length;
	if (from.length)
		memcpy(text->text, from.text, from.length);
	return text->text + from.length;
}

uint64_t feed_ring_push(struct feed_ring *ring, struct span tag, struct span text,
			struct span outside)
{
	size_t tag_room = aligned(tag.length);
	struct feed_entry *entry = mem_new(1, sizeof *entry + tag_room + text.length +
						      outside.length + 2 * (size_t)FEED_FRONT);
	unsigned char *at = entry->tag + tag_room;

	if (tag.length)
		memcpy(entry->tag, tag.text, tag.length);
	at = put_text(&entry->whole, at, text);
	put_text(&entry->outside, at, outside);
	if (ring->next - ring->oldest == ring->room)
		drop_oldest(ring);
	ring->bytes += size_of(entry);
	*slot_of(ring, ring->next) = entry;
	while (ring->bytes > ring->most_bytes && ring->oldest < ring->next)
		drop_oldest(ring);
	return ring->next++;
}

const struct feed_entry *feed_ring_at(const struct feed_ring *ring, uint64_t number)
{
	BUG_IF(number < ring->oldest || number >= ring->next);
	return *slot_of(ring, number);
}

void feed_ring_release(struct feed_ring *ring)
{
	while (ring->oldest < ring->next)
		drop_oldest(ring);
	mem_free(ring->entries);
	*ring = (struct feed_ring){ 0 };
}
