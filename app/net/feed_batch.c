/* SPDX-License-Identifier: MIT */
/* Frames: as many messages as fit, one a line. The unit of cost is the write, not the message. */
#include <string.h>

#include "net/feed_viewer.h"

static struct feed_text share_of(const struct feed_viewer *viewer, const struct feed_entry *entry)
{
	const struct feed_server *server = viewer->server;

	switch (server->calls.on_share(server->context, viewer, entry->tag)) {
	case FEED_WHOLE:
		return entry->whole;
	case FEED_OUTSIDE:
		return entry->outside;
	case FEED_SKIP:
		break;
	}
	return (struct feed_text){ 0 };
}

/* Adds one message; false if it has to wait for the next frame. One that is larger than a frame of
 * many goes alone, from where it stands in the ring. */
static bool add(struct feed_batch *batch, struct feed_text text)
{
	size_t length = batch->frame.length;

	if (!text.length)
		return true;
	if (length + 1 + text.length > FEED_BATCH_BYTES) {
		if (length)
			return false;
		batch->frame = text;
		batch->messages = 1;
		return true;
	}
	if (length)
		batch->frame.text[length++] = '\n';
	memcpy(batch->frame.text + length, text.text, text.length);
	batch->frame.length = length + text.length;
	batch->messages++;
	return true;
}

/* Still good for the viewer, and nothing new would fit in? */
static bool is_same(const struct feed_batch *batch, const struct feed_viewer *viewer)
{
	const struct feed_ring *ring = &viewer->server->ring;

	return viewer->scope && batch->scope == viewer->scope && batch->from == viewer->next &&
	       batch->from >= ring->oldest && batch->to > batch->from &&
	       (batch->to == ring->next || batch->frame.length > FEED_BATCH_BYTES * 3 / 4);
}

void feed_batch_make(struct feed_batch *batch, const struct feed_viewer *viewer)
{
	const struct feed_ring *ring = &viewer->server->ring;

	if (is_same(batch, viewer))
		return;
	batch->scope = viewer->scope;
	batch->from = batch->to = viewer->next;
	batch->messages = 0;
	batch->frame = (struct feed_text){ .text = batch->room + FEED_FRONT };
	while (batch->to < ring->next && batch->frame.length <= FEED_BATCH_BYTES &&
	       add(batch, share_of(viewer, feed_ring_at(ring, batch->to))))
		batch->to++;
}
