/* SPDX-License-Identifier: MIT */
/* Rows of a file to events: the file unpacked and split, each row's values filled, each event made and handed out. */
#include "codec/mapping_plan.h"

#include <string.h>

#include "base/digest.h"
#include "base/text.h"
#include "codec/csv.h"
#include "codec/gunzip.h"
#include "table/stored_rows.h"

/* --- one event --- */

static void give_value(void *context, const struct expr_field *field, struct expr_value *out)
{
	const struct mapping_row *row = context;
	const struct slot *slot = &row->slots[field->id];

	out->is_missing = !slot->is_known;
	if (field->kind == EXPR_TEXT)
		out->text = slot->text;
	else
		out->number = slot->number;
}

static bool is_wanted(const struct mapping_row *row, const struct maker *maker)
{
	struct expr_asker asker = { .zone = row->mapping->zone };

	if (maker->at >= 0 && !row->slots[maker->at].is_known)
		return false;
	return !maker->when || expr_match(maker->when, give_value, (void *)(uintptr_t)row, &asker);
}

/* The text of a setting in the arena, or NULL if it is missing. */
static const char *text_of(const struct mapping_row *row, const struct template *source)
{
	struct str text = { 0 };
	const char *kept = NULL;

	if (mapping_row_text(row, source, &text))
		kept = arena_text(row->arena, str_text(&text), text.length);
	str_release(&text);
	return kept;
}

static void set_attrs(const struct mapping_row *row, const struct maker *maker, struct event *event)
{
	event->attrs.items = arena_new(row->arena, maker->attr_count * 2 + 1, sizeof *event->attrs.items);
	for (size_t i = 0; i < maker->attr_count; i++) {
		const char *text = text_of(row, &maker->attrs[i].text);
		if (!text || !*text)
			continue;
		event->attrs.items[event->attrs.count++] = maker->attrs[i].name;
		event->attrs.items[event->attrs.count++] = text;
	}
}

/* Over everything that the mapping said: a changed row is another event under the same key. */
static struct span digest_event(const struct mapping_row *row, const struct event *event)
{
	struct digest_state *state = digest_begin();
	struct digest digest;

	for (size_t i = 0; i < row_stored_event.column_count; i++) {
		struct str text = { 0 };
		row_write(&row_stored_event.columns[i], event, &text);
		digest_add_field(state, str_text(&text), text.length);
		str_release(&text);
	}
	digest = digest_end(state);
	return (struct span){ arena_text(row->arena, (const char *)digest.bytes, DIGEST_BYTES), DIGEST_BYTES };
}

enum err mapping_row_make(const struct mapping_row *row, const struct maker *maker, struct event *event, bool *is_made,
			  struct fault *fault)
{
	*is_made = is_wanted(row, maker);
	if (!*is_made)
		return ERR_NONE;
	row_init(&row_stored_event, event);
	event->type = maker->type;
	event->subject_kind = maker->subject_kind;
	event->subject_ref = text_of(row, &maker->about);
	if (!event->subject_ref || !*event->subject_ref)
		return fault_set(fault, ERR_INVALID, maker->type, "the row does not say what it is about");
	if (!row->slots[maker->known].is_known)
		return fault_set(fault, ERR_INVALID, maker->type, "the row does not say when it was known");
	event->known_at = row->slots[maker->known].number;
	event->at = maker->at < 0 ? INSTANT_NONE : row->slots[maker->at].number;
	event->stop = 0;
	event->source = row->mapping->name;
	for (size_t i = 0; i < maker->setting_count; i++) {
		const char *text = text_of(row, &maker->settings[i].text);
		if (text)
			*(const char **)(void *)((char *)event + maker->settings[i].offset) = text;
	}
	set_attrs(row, maker, event);
	if (!*event->partner_key)
		event->partner_key = arena_printf(row->arena, "%s %s %s %s", event->subject_ref, event->type,
						  event->milestone, event->nature);
	event->digest = digest_event(row, event);
	return ERR_NONE;
}

/* --- a file --- */

struct decoding {
	struct mapping *mapping;
	const struct mapping_listener *listener;
	struct csv csv;
	struct arena arena;   /* of one row */
	struct span *cells;
	struct slot *slots;
};

static struct span trim_name(struct span name)
{
	while (name.length > 0 && (name.text[name.length - 1] == ' ' || name.text[name.length - 1] == '\t'))
		name.length--;
	while (name.length > 0 && (name.text[0] == ' ' || name.text[0] == '\t')) {
		name.text++;
		name.length--;
	}
	return name;
}

static enum err no_column(const struct decoding *decoding, const char *name, struct fault *fault)
{
	char nearest[80] = "";
	int least = 4;

	for (size_t i = 0; i < decoding->csv.fields.count; i++) {
		char head[80];
		struct span field = trim_name(decoding->csv.fields.items[i]);
		text_clean_into(head, sizeof head, field.text, field.length);
		int distance = text_distance(head, name, least);
		if (distance < least) {
			least = distance;
			memcpy(nearest, head, sizeof nearest);
		}
	}
	fault_set(fault, ERR_INVALID, name, "the file has no such column");
	if (*nearest)
		fault_help(fault, "it has %s", nearest);
	return ERR_INVALID;
}

/* The line of names says in which place each column of the mapping stands. */
static enum err read_heads(struct decoding *decoding, struct fault *fault)
{
	struct mapping *mapping = decoding->mapping;
	enum err err = csv_next(&decoding->csv, fault);

	if (err)
		return err == ERR_NOT_FOUND ? fault_set(fault, ERR_INVALID, mapping->name, "the file is empty") : err;
	if (!mapping->places) /* one mapping decodes many files in an engine's life */
		mapping->places = arena_new(&mapping->arena, mapping->columns.count + 1, sizeof *mapping->places);
	for (size_t c = 0; c < mapping->columns.count; c++) {
		mapping->places[c] = -1;
		for (size_t i = 0; mapping->places[c] < 0 && i < decoding->csv.fields.count; i++)
			if (span_is(trim_name(decoding->csv.fields.items[i]), mapping->columns.items[c]))
				mapping->places[c] = (int)i;
		if (mapping->places[c] < 0)
			return no_column(decoding, mapping->columns.items[c], fault);
	}
	return ERR_NONE;
}

static void tell_fault(const struct decoding *decoding, struct fault *fault)
{
	fault->line = decoding->csv.line;
	if (decoding->listener->on_fault)
		decoding->listener->on_fault(decoding->listener->context, fault, decoding->csv.line);
}

/* A row with fewer fields has empty ones at its end. */
static void pick_cells(struct decoding *decoding)
{
	for (size_t c = 0; c < decoding->mapping->columns.count; c++) {
		size_t place = (size_t)decoding->mapping->places[c];
		decoding->cells[c] = place < decoding->csv.fields.count ? decoding->csv.fields.items[place]
									: (struct span){ "", 0 };
	}
}

static enum err decode_row(struct decoding *decoding)
{
	struct mapping_row row = { decoding->mapping, decoding->cells, decoding->slots, &decoding->arena };
	struct fault fault = { 0 };

	arena_reset(&decoding->arena);
	pick_cells(decoding);
	if (mapping_row_fill(&row, &fault)) {
		tell_fault(decoding, &fault);
		return ERR_NONE;
	}
	for (size_t i = 0; i < decoding->mapping->makers.count; i++) {
		struct event event;
		bool is_made = false;
		enum err err = mapping_row_make(&row, &decoding->mapping->makers.items[i], &event, &is_made, &fault);
		if (err)
			tell_fault(decoding, &fault);
		else if (is_made)
			err = decoding->listener->on_event(decoding->listener->context, &event, decoding->csv.line);
		else
			continue;
		if (err && !fault.err)
			return err;
		fault = (struct fault){ 0 };
	}
	return ERR_NONE;
}

static enum err decode_rows(struct decoding *decoding, struct span text, size_t *rows, struct fault *fault)
{
	enum err err;

	csv_start(&decoding->csv, text);
	err = read_heads(decoding, fault);
	while (!err) {
		err = csv_next(&decoding->csv, fault);
		if (!err) {
			err = decode_row(decoding);
			++*rows;
		}
	}
	csv_release(&decoding->csv);
	return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err mapping_decode(struct mapping *mapping, struct span bytes, size_t most_bytes,
			const struct mapping_listener *listener, size_t *rows, struct fault *fault)
{
	struct decoding decoding = { .mapping = mapping, .listener = listener };
	struct arena slots = { 0 };
	struct str unpacked = { 0 };
	size_t counted = 0;
	enum err err = ERR_NONE;

	if (gunzip_is_packed(bytes)) {
		err = gunzip_read(bytes, most_bytes, &unpacked, fault);
		bytes = (struct span){ str_text(&unpacked), unpacked.length };
	} else if (bytes.length > most_bytes) {
		err = fault_set(fault, ERR_LIMIT, mapping->name, "the file holds more than %zu bytes", most_bytes);
	}
	decoding.cells = arena_new(&slots, mapping->columns.count + 1, sizeof *decoding.cells);
	decoding.slots = arena_new(&slots, mapping->steps.count + 1, sizeof *decoding.slots);
	if (!err)
		err = decode_rows(&decoding, bytes, rows ? rows : &counted, fault);
	arena_release(&decoding.arena);
	arena_release(&slots);
	str_release(&unpacked);
	return err;
}
