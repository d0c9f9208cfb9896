/* SPDX-License-Identifier: MIT */
/* From bytes to what must be known about a mail, and to the store. */
#include "engine/mailroom.h"

#include <string.h>

#include "codec/mapping.h"
#include "engine/decode.h"
#include "engine/mapped.h"
#include "engine/matching.h"
#include "engine/rowio.h"
#include "engine/unlive.h"
#include "model/document.h"
#include "pg/rows.h"
#include "table/stored_rows.h"

/* ---------------------------------------------------------------- reading */

/* What makes two mails one, whatever servers wrote into their heads on the way. */
static struct digest digest_of_mail(const struct mail_content *mail)
{
	struct digest_state *state = digest_begin();

	digest_add_field(state, mail->from, strlen(mail->from));
	digest_add_field(state, mail->title, strlen(mail->title));
	digest_add_field(state, mail->text, strlen(mail->text));
	for (size_t i = 0; i < mail->part_count; i++)
		digest_add_field(state, (const char *)mail->parts[i].digest.bytes, DIGEST_BYTES);
	return digest_end(state);
}

static void read_refs(struct arena *arena, struct batch_mail *mail)
{
	const struct mail_content *content = &mail->content;

	mail->names = arena_new(arena, content->part_count + 1, sizeof *mail->names);
	mail->is_message = arena_new(arena, content->part_count + 1, sizeof *mail->is_message);
	mailrefs_add(arena, content->title, &mail->title);
	mailrefs_add(arena, content->text, &mail->text);
	for (size_t i = 0; i < content->part_count; i++)
		mailrefs_add(arena, content->parts[i].name, &mail->names[i]);
}

/* A milestone by mail: what the interface's mapping reads is a message, not a paper. */
static void decode_parts(struct batch *batch, struct batch_mail *mail)
{
	const struct interface *interface = map_get_id(&batch->refdata->reference.interfaces, mail->parcel->interface_id);
	const struct mail_content *content = &mail->content;
	const struct mail_part **parts = arena_new(&batch->arena, content->part_count + 1, sizeof(struct mail_part *));
	struct fault fault = { 0 };
	struct mapping *mapping = interface && interface->mapping[0] ? refdata_mapping(batch->refdata, interface->mapping, &fault) : NULL;
	size_t count = 0;

	for (size_t i = 0; mapping && i < content->part_count; i++) {
		mail->is_message[i] = mapping_takes(mapping, content->parts[i].bytes);
		if (mail->is_message[i])
			parts[count++] = &content->parts[i];
	}
	if (count > 0)
		mapped_decode_parts(batch, mail->parcel, mapping, parts, count, 1 + 2 * content->part_count);
}

/* News that is not live is kept as one event and changes nothing. */
static void keep_unlive(struct batch *batch, struct batch_mail *mail)
{
	const struct mailrefs *refs = mail->title.count > 0 ? &mail->title : &mail->text;
	struct event event;

	row_init(&row_stored_event, &event);
	event.stop = 0;
	event.type = "mail.received";
	event.subject_ref = refs->count > 0 ? refs->items[0] : "unknown";
	event.known_at = event.at = mail->parcel->received_at;
	event.source = mail->content.from;
	event.words = mail->content.title;
	decode_event(batch, mail->parcel, 0, &event);
}

enum err mailroom_read(struct batch *batch, struct parcel *parcel, struct fault *fault)
{
	struct batch_mail *mail = arena_new(&batch->arena, 1, sizeof *mail);
	enum err err = mail_read(&batch->arena, parcel->body, &mail->content, fault);

	if (err != ERR_NONE)
		return err;
	mail->parcel = parcel;
	mail->digest = digest_of_mail(&mail->content);
	mail->row.mail_id = INT_NONE;
	read_refs(&batch->arena, mail);
	decode_parts(batch, mail);
	if (parcel->is_mended)
		return ERR_NONE; /* only an attachment is tried again */
	if (unlive_mode(batch, parcel) == RULES_LIVE)
		*vec_push(&batch->mails) = mail;
	else if (parcel->items[0].answer == PARCEL_NEW)
		keep_unlive(batch, mail);
	return ERR_NONE;
}

/* ---------------------------------------------------------------- asking */

static void want_all(struct batch *batch, const struct mailrefs *refs, struct rows *rows)
{
	for (size_t i = 0; i < refs->count; i++)
		matching_want(batch, refs->items[i], rows);
}

void mailroom_want(struct batch *batch, struct rows *refs)
{
	for (size_t i = 0; i < batch->mails.count; i++) {
		const struct batch_mail *mail = batch->mails.items[i];
		want_all(batch, &mail->title, refs);
		want_all(batch, &mail->text, refs);
		for (size_t k = 0; k < mail->content.part_count; k++)
			want_all(batch, &mail->names[k], refs);
	}
	for (size_t i = 0; i < batch->mail_acts.count; i++) {
		const char *ref = texts_value(&batch->acts.items[batch->mail_acts.items[i].act].act.args, "ref");
		matching_want(batch, decode_fold_ref(&batch->arena, ref ? ref : ""), refs);
	}
}

static void put_target(struct batch *batch, const char *key, int64_t subject_id, const char *kind, struct span digest)
{
	struct mail_target *target = arena_new(&batch->arena, 1, sizeof *target);

	*target = (struct mail_target){ subject_id, strcmp(kind, "shipment") == 0,
					{ arena_text(&batch->arena, digest.text, digest.length), digest.length },
					map_get(&batch->mail_targets, span_of(key)) };
	map_put(&batch->mail_targets, span_of(arena_str(&batch->arena, key)), target);
}

const struct mail_target *mailroom_target(const struct batch *batch, const char *key)
{
	return map_get(&batch->mail_targets, span_of(key));
}

/* Columns: key, subject_id, kind, digest. */
static enum err read_threads(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	struct str digest = { 0 };

	(void)fault;
	for (int row = 0; row < pg_result_rows(result); row++) {
		str_clear(&digest);
		pg_result_bytes(result, row, 3, &digest);
		put_target(batch, arena_printf(&batch->arena, "<%s>", pg_result_text(result, row, 0)), pg_result_i64(result, row, 1, 0),
			   pg_result_text(result, row, 2), (struct span){ str_text(&digest), digest.length });
	}
	str_release(&digest);
	return ERR_NONE;
}

/* Columns: case number, subject_id, kind. */
static enum err read_cases(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	(void)fault;
	for (int row = 0; row < pg_result_rows(result); row++)
		put_target(batch, arena_printf(&batch->arena, "C-%lld", (long long)pg_result_i64(result, row, 0, 0)),
			   pg_result_i64(result, row, 1, 0), pg_result_text(result, row, 2), (struct span){ "", 0 });
	return ERR_NONE;
}

static enum err read_known(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct mail known;
		enum err err = rowio_read(&row_stored_mail, result, row, 0, &known, &batch->arena, fault);
		if (err != ERR_NONE)
			return err;
		for (size_t i = 0; i < batch->mails.count; i++)
			if (batch->mails.items[i]->parcel->message_id == known.message_id)
				batch->mails.items[i]->row = known;
	}
	return ERR_NONE;
}

static void ask(struct batch *batch, const char *statement, struct rows *rows, batch_reader *reader)
{
	struct pg_params params = { 0 };

	if (rows->count > 0) {
		pg_params_i64(&params, batch->tenancy->id);
		pg_params_span(&params, rows_end(rows));
		batch_ask(batch, statement, &params, reader);
	}
	pg_params_release(&params);
	rows_release(rows);
}

static void add_case_nos(struct batch *batch, const struct mailrefs *refs, struct rows *nos)
{
	(void)batch;
	for (size_t i = 0; i < refs->count; i++)
		if (mailrefs_case_no(refs->items[i]) > 0)
			rows_i64(nos, mailrefs_case_no(refs->items[i]));
}

static void ask_cases(struct batch *batch)
{
	struct rows nos = { 0 };

	rows_begin(&nos);
	for (size_t i = 0; i < batch->mails.count; i++) {
		add_case_nos(batch, &batch->mails.items[i]->title, &nos);
		add_case_nos(batch, &batch->mails.items[i]->text, &nos);
	}
	for (size_t i = 0; i < batch->mail_acts.count; i++) {
		const char *ref = texts_value(&batch->acts.items[batch->mail_acts.items[i].act].act.args, "ref");
		const char *items[] = { decode_fold_ref(&batch->arena, ref ? ref : "") };
		add_case_nos(batch, &(struct mailrefs){ items, 1 }, &nos);
	}
	ask(batch, "engine_mail_cases", &nos, read_cases);
}

void mailroom_ask(struct batch *batch)
{
	struct rows messages = { 0 }, keys = { 0 };

	rows_begin(&messages);
	rows_begin(&keys);
	for (size_t i = 0; i < batch->mails.count; i++) {
		const struct mail_content *content = &batch->mails.items[i]->content;
		rows_i64(&messages, batch->mails.items[i]->parcel->message_id);
		if (content->id[0])
			rows_text(&keys, content->id);
		for (size_t k = 0; k < content->answered_count; k++)
			rows_text(&keys, content->answered[k]);
	}
	ask(batch, "engine_mail_known", &messages, read_known);
	ask(batch, "engine_mail_threads", &keys, read_threads);
	ask_cases(batch);
}

/* ---------------------------------------------------------------- storing */

/* What people said that papers are. */
static void add_typed(const struct batch *batch, struct rows *ids, struct rows *types)
{
	for (size_t i = 0; i < batch->acts.count; i++) {
		const struct act *act = &batch->acts.items[i].act;
		const char *type = texts_value(&act->args, "type"), *id = texts_value(&act->args, "document");
		const struct document_type *known = type ? document_type_find(type) : NULL;
		int64_t number;
		if (strcmp(act->kind, "type-document") != 0 || batch->acts.items[i].subject_id == INT_NONE || !known || !known->milestone[0] ||
		    str_to_i64(span_of(id ? id : ""), &number) != ERR_NONE)
			continue;
		rows_i64(ids, number);
		rows_text(types, type);
	}
}

void mailroom_send(struct batch *batch)
{
	struct rows mails = { 0 }, documents = { 0 }, ids = { 0 }, types = { 0 };
	struct rows *const in_order[] = { &mails, &documents, &ids, &types };
	struct pg_params params = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < COUNT_OF(in_order); i++)
		rows_begin(in_order[i]);
	for (size_t i = 0; i < batch->mail_rows.count; i++)
		rowio_write(&mails, &row_stored_mail, &batch->mail_rows.items[i]);
	for (size_t i = 0; i < batch->documents.count; i++)
		rowio_write(&documents, &row_stored_document, &batch->documents.items[i]);
	add_typed(batch, &ids, &types);
	pg_params_i64(&params, batch->tenancy->id);
	pg_params_i64(&params, batch->tenancy->fence);
	for (size_t i = 0; i < COUNT_OF(in_order); i++) {
		count += in_order[i]->count;
		pg_params_span(&params, rows_end(in_order[i]));
	}
	if (count > 0)
		batch_ask(batch, "engine_mail_store", &params, NULL);
	pg_params_release(&params);
	for (size_t i = 0; i < COUNT_OF(in_order); i++)
		rows_release(in_order[i]);
}

void mailroom_finish(struct batch *batch)
{
	for (size_t i = 0; i < batch->mails.count; i++) {
		struct parcel *parcel = batch->mails.items[i]->parcel;
		bool has_event = false;
		for (size_t k = 0; k < batch->subjects.count; k++) {
			const struct batch_subject *subject = batch->subjects.items[k];
			for (size_t n = 0; n < subject->facts.events.count; n++)
				has_event |= subject->parcels.items[n] == parcel && subject->facts.events.items[n].item == 0;
		}
		if (!has_event)
			parcel->items[0].answer = PARCEL_SAME;
	}
	for (size_t i = 0; i < batch->mail_acts.count; i++)
		batch->look_again |= WORKLOOP_LOOK_MESSAGES; /* one that was assigned is read again */
}
