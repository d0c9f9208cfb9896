/* SPDX-License-Identifier: MIT */
/* Whose story a mail and each of its papers join. */
#include <string.h>

#include "engine/mailroom.h"
#include "engine/matching.h"
#include "model/document.h"
#include "model/event_type.h"
#include "model/interface_line.h"
#include "table/stored_rows.h"

/* ---------------------------------------------------------------- finding */

struct finding {
	int64_t subject_id; /* 0 = none, -1 = several */
	bool is_shipment;
	const char *ref;
};

/* A shipment before anything else; several of one kind are none. */
static void weigh(struct finding *best, int64_t subject_id, bool is_shipment, const char *ref)
{
	if (subject_id == 0 || subject_id == best->subject_id || (best->subject_id != 0 && best->is_shipment && !is_shipment))
		return;
	if (best->subject_id != 0 && best->is_shipment == is_shipment)
		subject_id = -1;
	*best = (struct finding){ subject_id, is_shipment, ref };
}

int64_t mailroom_find(struct batch *batch, const struct mailrefs *refs, const char **ref)
{
	struct finding best = { 0 };

	for (size_t i = 0; i < refs->count; i++) {
		const struct mail_target *target = mailrefs_case_no(refs->items[i]) > 0 ? mailroom_target(batch, refs->items[i]) : NULL;
		bool is_shipment;
		int64_t subject_id = matching_for_person(batch, refs->items[i], &is_shipment);
		if (target)
			weigh(&best, target->subject_id, true, refs->items[i]);
		weigh(&best, subject_id, is_shipment, refs->items[i]);
	}
	if (ref)
		*ref = best.ref ? best.ref : "";
	return best.subject_id;
}

/* The story of what it answers: the newest that is known. */
static int64_t find_answered(struct batch *batch, const struct mail_content *content)
{
	for (size_t i = 0; i < content->answered_count; i++) {
		const struct mail_target *target =
			mailroom_target(batch, arena_printf(&batch->arena, "<%s>", content->answered[i]));
		for (; target; target = target->next)
			if (target->subject_id > 0)
				return target->subject_id;
	}
	return 0;
}

static int64_t find_main(struct batch *batch, const struct batch_mail *mail, const char **ref)
{
	int64_t subject_id = find_answered(batch, &mail->content);

	*ref = "";
	if (subject_id == 0)
		subject_id = mailroom_find(batch, &mail->title, ref);
	return subject_id != 0 ? subject_id : mailroom_find(batch, &mail->text, ref);
}

static bool is_paper(const struct batch_mail *mail, size_t part)
{
	return !mail->content.parts[part].is_shown && !mail->is_message[part];
}

/* Do all papers lead somewhere by their own names, though the mail does not? */
static bool is_bundle(struct batch *batch, const struct batch_mail *mail)
{
	size_t count = 0;

	for (size_t i = 0; i < mail->content.part_count; i++) {
		if (!is_paper(mail, i))
			continue;
		if (mailroom_find(batch, &mail->names[i], NULL) <= 0)
			return false;
		count++;
	}
	return count > 0;
}

static bool has_message(const struct batch_mail *mail)
{
	for (size_t i = 0; i < mail->content.part_count; i++)
		if (mail->is_message[i])
			return true;
	return false;
}

/* Did what it says come before, by another way? */
static bool is_same(struct batch *batch, const struct batch_mail *mail)
{
	const struct mail_target *at = mailroom_target(batch, arena_printf(&batch->arena, "<%s>", mail->content.id));

	for (; at && mail->content.id[0]; at = at->next)
		if (at->digest.length == DIGEST_BYTES && memcmp(at->digest.text, mail->digest.bytes, DIGEST_BYTES) == 0)
			return true;
	for (size_t i = 0; mail->content.id[0] && i < batch->mail_rows.count; i++)
		if (strcmp(batch->mail_rows.items[i].mail_key, mail->content.id) == 0 &&
		    memcmp(batch->mail_rows.items[i].digest.text, mail->digest.bytes, DIGEST_BYTES) == 0)
			return true;
	return false;
}

static bool is_from(const struct batch *batch, const struct batch_mail *mail)
{
	const struct interface *interface = map_get_id(&batch->refdata->reference.interfaces, mail->parcel->interface_id);

	return !interface || mailrefs_is_from(interface_setting(interface, "from"), mail->content.from);
}

/* ---------------------------------------------------------------- what becomes of it */

static const char *part_names(struct batch *batch, const struct mail_content *content)
{
	struct str text = { 0 };
	const char *kept;

	for (size_t i = 0; i < content->part_count; i++)
		if (!content->parts[i].is_shown)
			str_addf(&text, "%s%s", text.length > 0 ? "\n" : "", content->parts[i].name);
	kept = arena_text(&batch->arena, str_text(&text), text.length);
	str_release(&text);
	return kept;
}

static void begin_row(struct batch *batch, struct batch_mail *mail)
{
	const struct mail_content *content = &mail->content;
	struct mail *row = &mail->row;

	row_init(&row_stored_mail, row);
	row->tenant_id = batch->tenancy->id;
	row->interface_id = mail->parcel->interface_id;
	row->message_id = mail->parcel->message_id;
	row->at = mail->parcel->received_at;
	row->sender = content->from;
	row->sender_name = content->from_name;
	row->title = content->title;
	row->mail_key = content->id;
	row->digest = (struct span){ arena_text(&batch->arena, (const char *)mail->digest.bytes, DIGEST_BYTES), DIGEST_BYTES };
	row->words = mail_first_line(&batch->arena, content);
	row->body = content->text;
	row->parts = part_names(batch, content);
	row->version = 0;
}

/* Nothing to be read by a person: all that it brought were messages. */
static bool is_only_messages(const struct batch_mail *mail)
{
	for (size_t i = 0; i < mail->content.part_count; i++)
		if (is_paper(mail, i))
			return false;
	return has_message(mail);
}

static void decide(struct batch *batch, struct batch_mail *mail)
{
	struct mail *row = &mail->row;
	const char *ref;
	int64_t subject_id = find_main(batch, mail, &ref);

	begin_row(batch, mail);
	row->state = "open";
	if (is_same(batch, mail)) {
		row->state = "same";
	} else if (!is_from(batch, mail)) {
		row->reason = "its sender is not one whose mail joins by itself";
	} else if (subject_id > 0 || is_bundle(batch, mail) || is_only_messages(mail)) {
		row->state = "joined";
		row->subject_id = subject_id > 0 ? subject_id : INT_NONE;
	} else {
		row->reason = subject_id < 0 ? "it could be about several" : "it names nothing that is known";
	}
	*vec_push(&batch->mail_rows) = *row;
}

/* ---------------------------------------------------------------- events and papers */

/* Is the item to be done, and not done already? Its place is the same whenever the mail is read. */
static bool is_wanted(struct parcel *parcel, size_t place, const char *key)
{
	struct parcel_item *item = parcel_item_at(parcel, place);

	if (!item->key[0] && place > 0)
		item->answer = PARCEL_NEW;
	if (place > 0)
		item->key = arena_str(&parcel->arena, key);
	return item->answer == PARCEL_NEW;
}

/* An event of the mail at a place of its parcel, on its way to the subject; NULL if it is done. */
static struct event *add_event(struct batch *batch, struct batch_mail *mail, int64_t subject_id, size_t place, const char *type, const char *key)
{
	struct parcel *parcel = mail->parcel;
	struct batch_subject *subject;
	const struct event_type *known = event_type_find(type);
	struct digest digest = digest_of(key, strlen(key));
	struct event *event;

	if (!is_wanted(parcel, place, key))
		return NULL;
	subject = batch_subject(batch, subject_id);
	event = vec_push(&subject->facts.events);
	*vec_push(&subject->parcels) = parcel;
	row_init(&row_stored_event, event);
	event->tenant_id = batch->tenancy->id;
	event->interface_id = parcel->interface_id;
	event->message_id = parcel->message_id;
	event->item = parcel->first_no + (int64_t)place;
	event->stop = 0;
	event->partner_key = arena_str(&batch->arena, key);
	event->type = type;
	event->milestone = known->milestone;
	event->nature = known->nature;
	event->at = event->known_at = parcel->received_at;
	event->stored_at = batch->server_now;
	event->source = mail->content.from_name[0] ? mail->content.from_name : mail->content.from;
	event->digest = (struct span){ arena_text(&batch->arena, (const char *)digest.bytes, DIGEST_BYTES), DIGEST_BYTES };
	event->state = "applied";
	return event;
}

/* What people find it by in their own mailboxes, where the sender gave it a name. */
static const char *key_of(struct batch *batch, const struct batch_mail *mail, size_t place)
{
	const char *key = mail->content.id[0] ? mail->content.id : mail->parcel->items[0].key;

	return place == 0 ? key : arena_printf(&batch->arena, "%s %zu", key, place);
}

static void join(struct batch *batch, struct batch_mail *mail, int64_t subject_id, size_t place)
{
	const struct mail_content *content = &mail->content;
	const char *line = mail_first_line(&batch->arena, content);
	struct event *event = add_event(batch, mail, subject_id, place, "mail.received", key_of(batch, mail, place));

	if (event)
		event->words = arena_printf(&batch->arena, "mail from %s: %s%s%s", content->from, content->title, line[0] ? ": " : "", line);
}

static size_t paper_count(const struct batch_mail *mail)
{
	size_t count = 0;

	for (size_t i = 0; i < mail->content.part_count; i++)
		count += is_paper(mail, i);
	return count;
}

/* By its name; by the subject line only where that cannot mean another one. */
static const struct document_type *type_of(struct batch *batch, const struct batch_mail *mail, size_t part)
{
	const char *name = rules_document_type(batch->refdata->policy, mail->content.parts[part].name);

	if (strcmp(name, "other") == 0 && paper_count(mail) == 1)
		name = rules_document_type(batch->refdata->policy, mail->content.title);
	return document_type_find(name);
}

static void add_document(struct batch *batch, const struct batch_mail *mail, size_t part, int64_t subject_id, const char *ref,
			 const struct document_type *type)
{
	const struct mail_part *from = &mail->content.parts[part];
	struct document *row = vec_push(&batch->documents);

	row_init(&row_stored_document, row);
	row->tenant_id = batch->tenancy->id;
	row->subject_id = subject_id;
	row->type = type->name;
	row->ref = ref;
	row->name = from->name;
	row->content_type = from->type;
	row->size_bytes = (int64_t)from->bytes.length;
	row->digest = (struct span){ (const char *)from->digest.bytes, DIGEST_BYTES };
	row->received_at = mail->parcel->received_at;
	row->source = mail->content.from;
	row->message_id = mail->parcel->message_id;
	row->bytes = from->bytes;
}

static void join_paper(struct batch *batch, struct batch_mail *mail, size_t part, int64_t subject_id, const char *ref)
{
	const struct mail_part *from = &mail->content.parts[part];
	const struct document_type *type = type_of(batch, mail, part);
	const char **attrs = arena_new(&batch->arena, 4, sizeof *attrs);
	struct str hex = { 0 };
	struct event *event;
	size_t place;

	hex_write(&hex, from->digest.bytes, DIGEST_BYTES);
	place = 1 + mail->content.part_count + part;
	event = add_event(batch, mail, subject_id, place, type->event, key_of(batch, mail, place));
	if (event) {
		attrs[0] = "document";
		attrs[1] = type->name;
		attrs[2] = "sha256";
		attrs[3] = arena_text(&batch->arena, str_text(&hex), hex.length);
		event->attrs = (struct texts){ attrs, 4 };
		event->words = arena_printf(&batch->arena, "%s: %s", type->words, from->name);
		add_document(batch, mail, part, subject_id, ref, type);
	}
	str_release(&hex);
}

/* Has the mail joined this subject already, as the main one or with a paper before? */
static bool is_joined(struct batch *batch, const struct batch_mail *mail, size_t before, int64_t main_id, int64_t subject_id)
{
	if (subject_id == main_id)
		return true;
	for (size_t i = 0; i < before; i++)
		if (is_paper(mail, i) && mailroom_find(batch, &mail->names[i], NULL) == subject_id)
			return true;
	return false;
}

static void place(struct batch *batch, struct batch_mail *mail)
{
	const struct mail_content *content = &mail->content;
	int64_t main_id = mail->row.subject_id != INT_NONE ? mail->row.subject_id : 0;
	const char *main_ref;

	(void)find_main(batch, mail, &main_ref);
	if (main_id > 0)
		join(batch, mail, main_id, 0);
	for (size_t i = 0; i < content->part_count; i++) {
		const char *ref = "";
		int64_t own_id = is_paper(mail, i) ? mailroom_find(batch, &mail->names[i], &ref) : 0;
		if (own_id > 0 && !is_joined(batch, mail, i, main_id, own_id))
			join(batch, mail, own_id, 1 + i);
		if (own_id <= 0)
			ref = main_ref;
		if (is_paper(mail, i) && (own_id > 0 || main_id > 0))
			join_paper(batch, mail, i, own_id > 0 ? own_id : main_id, ref);
	}
}

void mailroom_place(struct batch *batch)
{
	for (size_t i = 0; i < batch->mails.count; i++) {
		struct batch_mail *mail = batch->mails.items[i];
		if (mail->row.mail_id == INT_NONE)
			decide(batch, mail);
		if (strcmp(mail->row.state, "joined") == 0)
			place(batch, mail);
	}
	mailroom_place_acts(batch);
}
