/* SPDX-License-Identifier: MIT */
/* Numbers for new rows, and what an interface's silence means for a subject. */
#include "engine/numbering.h"

#include <string.h>

#include "engine/refdata.h"

static void number_subject(struct batch *batch, struct batch_subject *subject)
{
	if (!subject->subject_id) {
		subject->subject_id = batch->ids.next++;
		subject->facts.subject.subject_id = subject->subject_id;
		map_put_id(&batch->by_id, subject->subject_id, subject);
	}
	for (size_t i = 0; i < subject->facts.events.count; i++) {
		struct event *event = &subject->facts.events.items[i];
		event->subject_id = subject->subject_id;
		if (!event->subject_ref[0]) { /* of a mail, which was found to be about it */
			event->subject_kind = subject->facts.subject.kind;
			event->subject_ref = subject->facts.subject.ref;
		}
		if (subject->parcels.items[i])
			event->event_id = batch->ids.next++;
	}
}

/* Only a feed that names the carrier can leave its shipments in the dark. */
static void add_feed(struct batch *batch, struct facts *facts)
{
	const struct interface *feed;

	facts->dark_since = facts->dark_from = facts->dark_until = INSTANT_NONE;
	if (facts->subject.carrier_id == INT_NONE)
		return;
	feed = map_get_id(&batch->refdata->feeds, facts->subject.carrier_id);
	if (!feed)
		return;
	facts->carrier_feed = feed;
	if (strcmp(feed->state, "quiet") == 0)
		facts->dark_since = feed->last_at;
	refdata_dark_spell(batch->tenancy, feed->interface_id, &facts->dark_from,
			   &facts->dark_until);
}

/* An interface as a subject was last heard of when it last sent anything. */
static void add_heard(struct batch *batch, struct subject *subject)
{
	for (size_t i = 0; i < batch->refdata->interface_count; i++) {
		const struct interface *interface = &batch->refdata->interfaces[i];
		if (interface->subject_id == subject->subject_id &&
		    interface->last_at > subject->last_event_at)
			subject->last_event_at = interface->last_at;
	}
}

void numbering_give(struct batch *batch)
{
	for (size_t i = 0; i < batch->subjects.count; i++) {
		if (!batch_is_decidable(batch->subjects.items[i]))
			continue;
		number_subject(batch, batch->subjects.items[i]);
		add_feed(batch, &batch->subjects.items[i]->facts);
		if (strcmp(batch->subjects.items[i]->facts.subject.kind, "interface") == 0)
			add_heard(batch, &batch->subjects.items[i]->facts.subject);
	}
	for (size_t i = 0; i < batch->events.count; i++)
		if (batch->events.items[i].mode != RULES_LIVE)
			batch->events.items[i].event.event_id = batch->ids.next++;
	for (size_t i = 0; i < batch->mail_rows.count; i++)
		if (batch->mail_rows.items[i].mail_id == INT_NONE)
			batch->mail_rows.items[i].mail_id = batch->ids.next++;
	for (size_t i = 0; i < batch->documents.count; i++)
		batch->documents.items[i].document_id = batch->ids.next++;
	for (size_t i = 0; i < batch->deads.count; i++)
		if (batch->deads.items[i].dead_id == INT_NONE)
			batch->deads.items[i].dead_id = batch->ids.next++;
}
