/* SPDX-License-Identifier: MIT */
/* From bytes to events, with a place and a reason for what does not fit. */
#include "engine/decode.h"

#include <string.h>

#include "codec/cloudevents.h"
#include "codec/mail.h"
#include "engine/mailroom.h"
#include "engine/mapped.h"
#include "engine/matching.h"
#include "engine/unlive.h"
#include "engine/vitals.h"
#include "model/event_type.h"
#include "table/stored_rows.h"

const char *decode_fold_ref(struct arena *arena, const char *ref)
{
	return rules_fold_ref(arena, ref, strlen(ref));
}

/* `ref` is what it is about, as far as that could be read; "" = nothing is known. */
static void bury(struct batch *batch, const struct parcel *parcel, size_t item, const char *ref, const struct fault *fault)
{
	char words[600];
	struct fault shown = *fault;

	shown.what[0] = '\0';
	fault_words(&shown, words, sizeof words);
	batch_bury(batch, parcel, (int)item, "open", decode_fold_ref(&batch->arena, ref), fault->what,
		   fault->why[0] ? fault->why : words);
}

/* What the type says where the event does not. */
static enum err complete(struct event *event, struct fault *fault)
{
	const struct event_type *type = event_type_find(event->type);

	if (!type)
		return fault_set(fault, ERR_INVALID, "/type", "there is no event type '%s'",
				 event->type);
	if (!event->subject_kind[0])
		event->subject_kind = type->kind;
	if (!event->milestone[0])
		event->milestone = type->milestone;
	if (!event->nature[0])
		event->nature = type->nature;
	if (!event->subject_ref[0])
		return fault_set(fault, ERR_INVALID, "/subject",
				 "the event does not say what it is about");
	return ERR_NONE;
}

/* From when it happened, or of what did not happen yet from when it was known. */
static void note_lag(struct batch *batch, const struct parcel *parcel, const struct event *event)
{
	bool has_happened = strcmp(event->nature, "actual") == 0 && event->at != INSTANT_NONE && event->at < event->known_at;
	int64_t now = tenancy_now(batch->tenancy);

	if (!parcel->is_mended && !parcel_is_test(parcel) && now != INSTANT_NONE)
		vitals_heard(batch->tenancy, parcel->interface_id, now - (has_happened ? event->at : event->known_at));
}

void decode_event(struct batch *batch, struct parcel *parcel, size_t item, struct event *event)
{
	const struct parcel_item *from = &parcel->items[item];
	enum rules_mode mode = unlive_mode(batch, parcel);
	struct batch_event *placed;
	struct fault fault = { 0 };

	event->tenant_id = batch->tenancy->id;
	event->interface_id = parcel->interface_id;
	event->message_id = parcel->message_id;
	event->item = parcel->first_no + (int64_t)item;
	event->stored_at = batch->server_now;
	event->state = mode == RULES_LIVE ? "applied" : "ignored";
	if (mode != RULES_LIVE)
		event->reason = rules_mode_word(mode);
	if (!event->partner_key[0])
		event->partner_key = arena_str(&batch->arena, from->key);
	if (!from->cloud)
		event->digest = (struct span){ arena_text(&batch->arena,
							  (const char *)from->digest.bytes,
							  DIGEST_BYTES),
					       DIGEST_BYTES };
	if (complete(event, &fault) != ERR_NONE) {
		bury(batch, parcel, item, event->subject_ref, &fault);
		return;
	}
	note_lag(batch, parcel, event);
	placed = vec_push(&batch->events);
	placed->event = *event;
	placed->parcel = parcel;
	placed->mode = mode;
	matching_read_refs(batch, placed);
}

static void decode_native(struct batch *batch, struct parcel *parcel, size_t item)
{
	struct fault fault = { 0 };
	struct event event;

	if (cloudevents_event(parcel->items[item].cloud, parcel->received_at, &event, &fault) ==
	    ERR_NONE)
		decode_event(batch, parcel, item, &event);
	else
		bury(batch, parcel, item, parcel->items[item].cloud->event.subject_ref, &fault);
}

/* The whole message at once: its items are made while it is read. */
static void decode_mapped(struct batch *batch, struct parcel *parcel, size_t item)
{
	struct fault fault = { 0 };

	if (mapped_decode(batch, parcel, item, &fault) != ERR_NONE)
		bury(batch, parcel, item, "", &fault);
}

/* A mended item is what hung on the mail, by itself. */
static void decode_mail(struct batch *batch, struct parcel *parcel, size_t item)
{
	struct fault fault = { 0 };

	if (parcel->is_mended && parcel->dead->mended.length > 0)
		decode_mapped(batch, parcel, item);
	else if (mailroom_read(batch, parcel, &fault) != ERR_NONE)
		bury(batch, parcel, item, "", &fault);
}

void decode_parcel(struct batch *batch, struct parcel *parcel)
{
	for (size_t i = 0; i < parcel->count; i++) {
		struct fault fault = { 0 };
		if (parcel->items[i].answer == PARCEL_REFUSED && parcel->is_mended) { /* nobody is left who could be told at the door */
			fault_set(&fault, ERR_INVALID, "", "%s", parcel->items[i].why);
			bury(batch, parcel, i, parcel->dead->subject_ref, &fault);
			continue;
		}
		if (parcel->items[i].answer != PARCEL_NEW)
			continue;
		if (batch->work->poison[0]) {
			fault_set(&fault, ERR_STORE, "",
				  "the store refuses what follows from it: %s",
				  batch->work->poison);
			bury(batch, parcel, i, "", &fault);
		} else if (parcel->unread) {
			fault_set(&fault, ERR_SYNTAX, parcel->unread_place, "%s", parcel->unread);
			bury(batch, parcel, i, parcel->dead ? parcel->dead->subject_ref : "", &fault);
		} else if (parcel->is_cloud) {
			decode_native(batch, parcel, i);
		} else if (mail_is_type(parcel->content_type)) {
			decode_mail(batch, parcel, i);
			return;
		} else {
			decode_mapped(batch, parcel, i);
			return;
		}
	}
}
