/* SPDX-License-Identifier: MIT */
/* One event of a record, from the values that were made for it. */
#include "codec/mapping_plan.h"

#include "base/digest.h"
#include "model/event_type.h"
#include "table/stored_rows.h"

static void give_value(void *context, const struct expr_field *field, struct expr_value *out)
{
	const struct mapping_row *row = context;
	const struct slot *slot = &row->slots[field->id];

	out->is_missing = !slot->is_known;
	if (field->kind == EXPR_TEXT)
		out->text = slot->text;
	else if (field->kind == EXPR_MONEY && slot->is_known)
		out->money = money_of(slot->number, slot->text.text);
	else
		out->number = slot->number;
}

bool mapping_row_match(const struct mapping_row *row, const struct expr *expr)
{
	struct expr_asker asker = { .zone = row->loop->zone, .now_us = row->slots[0].number };

	return expr_match(expr, give_value, (void *)(uintptr_t)row, &asker);
}

static const char *value_name(const struct mapping_row *row, int value)
{
	return row->mapping->steps.items[value].name;
}

static bool is_wanted(const struct mapping_row *row, const struct maker *maker, const char **why)
{
	if (!maker->type && !row->slots[maker->type_value].is_known)
		*why = row->is_told ? arena_printf(row->arena, "its type is not known: %s", row->slots[maker->type_value].why) : "";
	else if (maker->at >= 0 && !row->slots[maker->at].is_known)
		*why = row->is_told ? arena_printf(row->arena, "%s, when it happened, is missing", value_name(row, maker->at)) : "";
	else if (maker->when && !mapping_row_match(row, maker->when))
		*why = "its condition does not hold";
	else
		return true;
	return false;
}

/* The text of a setting in the arena, or NULL if it is missing. */
static const char *text_of(const struct mapping_row *row, const struct template *source, const char **why)
{
	struct str text = { 0 };
	const char *kept = NULL;

	if (mapping_row_text(row, source, &text, why))
		kept = arena_text(row->arena, str_text(&text), text.length);
	str_release(&text);
	return kept;
}

static void set_attrs(const struct mapping_row *row, const struct maker *maker, struct event *event)
{
	event->attrs.items = arena_new(row->arena, maker->attr_count * 2 + 1, sizeof *event->attrs.items);
	for (size_t i = 0; i < maker->attr_count; i++) {
		const char *why, *text = text_of(row, &maker->attrs[i].text, &why);
		if (!text || !*text)
			continue;
		event->attrs.items[event->attrs.count++] = maker->attrs[i].name;
		event->attrs.items[event->attrs.count++] = text;
	}
}

/* Over everything that the mapping said: a changed record is another event under the same key. When it was received is none of it. */
static struct span digest_event(const struct mapping_row *row, const struct maker *maker, const struct event *event)
{
	struct digest_state *state = digest_begin();
	struct event judged = *event;
	struct digest digest;

	judged.known_at = maker->known == 0 ? INSTANT_NONE : event->known_at;
	judged.at = maker->at == 0 ? INSTANT_NONE : event->at;
	for (size_t i = 0; i < row_stored_event.column_count; i++) {
		struct str text = { 0 };
		row_write(&row_stored_event.columns[i], &judged, &text);
		digest_add_field(state, str_text(&text), text.length);
		str_release(&text);
	}
	digest = digest_end(state);
	return (struct span){ arena_text(row->arena, (const char *)digest.bytes, DIGEST_BYTES), DIGEST_BYTES };
}

/* What it is, what it is about and when: ERR_INVALID if the record does not say. */
static enum err set_core(const struct mapping_row *row, const struct maker *maker, struct event *event, struct fault *fault)
{
	const char *why = "";

	event->type = maker->type ? maker->type : row->slots[maker->type_value].text.text;
	event->subject_kind = maker->subject_kind ? maker->subject_kind : event_type_find(event->type)->kind;
	event->subject_ref = text_of(row, &maker->about, &why);
	if (!event->subject_ref || !*event->subject_ref)
		return fault_set(fault, ERR_INVALID, event->type, "the record does not say what it is about%s%s", *why ? ": " : "", why);
	if (!row->slots[maker->known].is_known)
		return fault_set(fault, ERR_INVALID, event->type, "the record does not say when it was known (%s)", value_name(row, maker->known));
	event->known_at = row->slots[maker->known].number;
	event->at = maker->at < 0 ? INSTANT_NONE : row->slots[maker->at].number;
	event->stop = maker->stop >= 0 && row->slots[maker->stop].is_known ? row->slots[maker->stop].number : 0;
	return ERR_NONE;
}

enum err mapping_row_make(const struct mapping_row *row, const struct maker *maker, struct event *event, bool *is_made,
			  const char **why, struct fault *fault)
{
	const char *ignored;
	enum err err;

	*is_made = is_wanted(row, maker, why);
	if (!*is_made)
		return ERR_NONE;
	row_init(&row_stored_event, event);
	err = set_core(row, maker, event, fault);
	if (err)
		return err;
	event->source = row->mapping->name;
	for (size_t i = 0; i < maker->setting_count; i++) {
		const char *text = text_of(row, &maker->settings[i].text, &ignored);
		if (text)
			*(const char **)(void *)((char *)event + maker->settings[i].offset) = text;
	}
	set_attrs(row, maker, event);
	if (!*event->partner_key)
		event->partner_key = arena_printf(row->arena, "%s %s %s %s", event->subject_ref, event->type,
						  event->milestone, event->nature);
	event->digest = digest_event(row, maker, event);
	return ERR_NONE;
}
