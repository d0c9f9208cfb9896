/* SPDX-License-Identifier: MIT */
/* A message to events: unpacked and opened, its records gone through loop by loop, each one's values made, each event handed out. */
#include "codec/mapping_plan.h"

#include <string.h>

#include "codec/gunzip.h"

struct decoding {
	struct mapping *mapping;
	const struct mapping_listener *listener;
	void *message;
	struct slot *slots;
	struct arena arenas[MAPPING_LOOP_DEPTH_MAX]; /* of a record at each depth */
	struct str place;
	size_t records, events, faults;
};

/* --- what is told --- */

static const char *place_of(struct decoding *decoding, const struct record *record)
{
	str_clear(&decoding->place);
	decoding->mapping->kind->place(decoding->message, record, &decoding->place);
	return decoding->place.length > 0 ? str_text(&decoding->place) : "/";
}

static void tell_fault(struct decoding *decoding, const struct record *record, struct fault *fault)
{
	decoding->faults++;
	if (decoding->listener->on_fault)
		decoding->listener->on_fault(decoding->listener->context, fault, place_of(decoding, record));
}

static void tell(struct decoding *decoding, const struct record *record, const char *what, const char *text, const char *why)
{
	const struct mapping_told told = { what, text, why };

	decoding->listener->on_told(decoding->listener->context, &told, place_of(decoding, record));
}

/* Each value of the record, up to the condition that passed it over. */
static void tell_values(struct decoding *decoding, const struct mapping_row *row)
{
	struct str text = { 0 };

	for (size_t i = 0; i < row->loop->steps.count; i++) {
		int number = row->loop->steps.items[i];
		const struct step *step = &row->mapping->steps.items[number];
		const struct slot *slot = &row->slots[number];
		if (!*step->name)
			continue;
		str_clear(&text);
		if (slot->is_known)
			mapping_slot_text(step, slot, 0, &text);
		tell(decoding, row->record, step->name, slot->is_known ? str_text(&text) : NULL, slot->why ? slot->why : "");
	}
	if (row->is_passed_over)
		tell(decoding, row->record, "the record", NULL, "it is passed over: a `when` does not hold");
	str_release(&text);
}

/* Is it hardly understood at all? Then each further record would cost a person a look, and say nothing new. */
static bool is_hopeless(const struct decoding *decoding)
{
	return decoding->faults > MAPPING_FAULTS_MAX && decoding->faults / 10 >= decoding->events;
}

static void tell_hopeless(struct decoding *decoding)
{
	struct fault fault = { 0 };

	fault_set(&fault, ERR_LIMIT, "message", "%zu of its first %zu records are not understood: the rest was not looked at", decoding->faults,
		  decoding->records);
	fault_help(&fault, "see whether this mapping is meant for such messages; mended, the whole message is tried again");
	if (decoding->listener->on_fault)
		decoding->listener->on_fault(decoding->listener->context, &fault, "/");
}

/* --- records --- */

static enum err make_event(struct decoding *decoding, const struct mapping_row *row, const struct maker *maker)
{
	struct fault fault = { 0 };
	struct event event;
	const char *why = "";
	bool is_made = false;

	if (mapping_row_make(row, maker, &event, &is_made, &why, &fault)) {
		tell_fault(decoding, row->record, &fault);
		return ERR_NONE;
	}
	if (is_made) {
		decoding->events++;
		return decoding->listener->on_event(decoding->listener->context, &event, place_of(decoding, row->record));
	}
	if (row->is_told)
		tell(decoding, row->record, arena_printf(row->arena, "event %s", maker->type ? maker->type : "{type}"), NULL, why);
	return ERR_NONE;
}

static enum err walk(struct decoding *decoding, int number, const struct record *outer, struct fault *fault);

/* A value of a record that was made before is forgotten with it. */
static void forget_values(const struct decoding *decoding, const struct loop *loop)
{
	for (size_t i = 0; i < loop->steps.count; i++)
		decoding->slots[loop->steps.items[i]] = (struct slot){ .why = "it was not looked at" };
}

static enum err decode_record(struct decoding *decoding, const struct loop *loop, const struct record *record, struct fault *fault)
{
	struct mapping_row row = { .mapping = decoding->mapping, .loop = loop, .record = record, .message = decoding->message,
				   .slots = decoding->slots, .arena = &decoding->arenas[loop->depth],
				   .is_told = decoding->listener->on_told != NULL };
	struct fault inner = { 0 };
	enum err err = ERR_NONE;

	arena_reset(row.arena);
	forget_values(decoding, loop);
	decoding->records++;
	if (mapping_row_fill(&row, &inner)) {
		tell_fault(decoding, record, &inner);
		return ERR_NONE;
	}
	if (row.is_told)
		tell_values(decoding, &row);
	if (row.is_passed_over)
		return ERR_NONE;
	for (size_t i = 0; !err && i < loop->makers.count; i++)
		err = make_event(decoding, &row, &decoding->mapping->makers.items[loop->makers.items[i]]);
	for (size_t i = 0; !err && i < loop->loops.count; i++)
		err = walk(decoding, loop->loops.items[i], record, fault);
	return err;
}

/* Every record of a loop, with what is inside. */
static enum err walk(struct decoding *decoding, int number, const struct record *outer, struct fault *fault)
{
	const struct loop *loop = &decoding->mapping->loops.items[number];
	struct record record = { .outer = outer, .loop = loop->plan };
	enum err err = decoding->mapping->kind->next(decoding->message, &record, fault);

	while (!err && !is_hopeless(decoding)) {
		err = decode_record(decoding, loop, &record, fault);
		if (!err)
			err = decoding->mapping->kind->next(decoding->message, &record, fault);
	}
	return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

/* --- a message --- */

static enum err decode_message(struct decoding *decoding, struct span bytes, struct fault *fault)
{
	struct mapping *mapping = decoding->mapping;
	const struct record_cells cells = { mapping->cells.items, mapping->cells.count };
	struct arena arena = { 0 };
	enum err err = mapping->kind->open(&arena, &cells, bytes, &decoding->message, fault);

	for (size_t i = 0; !err && i < mapping->loops.count; i++)
		if (mapping->loops.items[i].parent < 0)
			err = walk(decoding, (int)i, NULL, fault);
	if (!err && is_hopeless(decoding))
		tell_hopeless(decoding);
	if (!err && decoding->records == 0 && mapping->kind->say_empty)
		err = mapping->kind->say_empty(decoding->message, fault);
	mapping->kind->close(decoding->message);
	arena_release(&arena);
	return err;
}

/* The message as it is read: unpacked, if it is packed. */
static enum err unpack(struct span *bytes, size_t most_bytes, struct str *unpacked, struct fault *fault)
{
	enum err err;

	if (!gunzip_is_packed(*bytes))
		return bytes->length > most_bytes ? fault_set(fault, ERR_LIMIT, "message", "it holds more than %zu bytes", most_bytes) : ERR_NONE;
	err = gunzip_read(*bytes, most_bytes, unpacked, fault);
	*bytes = (struct span){ str_text(unpacked), unpacked->length };
	return err;
}

enum err mapping_decode(struct mapping *mapping, struct span bytes, size_t most_bytes, int64_t received_at,
			const struct mapping_listener *listener, size_t *rows, struct fault *fault)
{
	struct decoding decoding = { .mapping = mapping, .listener = listener };
	struct arena slots = { 0 };
	struct str unpacked = { 0 };
	enum err err = unpack(&bytes, most_bytes, &unpacked, fault);

	decoding.slots = arena_new(&slots, mapping->steps.count, sizeof *decoding.slots);
	decoding.slots[0] = (struct slot){ .is_known = true, .number = received_at };
	if (!err)
		err = decode_message(&decoding, bytes, fault);
	if (rows)
		*rows += decoding.records;
	for (size_t i = 0; i < COUNT_OF(decoding.arenas); i++)
		arena_release(&decoding.arenas[i]);
	str_release(&decoding.place);
	arena_release(&slots);
	str_release(&unpacked);
	return err;
}
