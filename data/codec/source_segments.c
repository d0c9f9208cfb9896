/* SPDX-License-Identifier: MIT */
/*
 * Transaction sets of X12 and messages of EDIFACT as records. A record is a run of segments: a whole set, or from the segment that opens
 * a loop to before the next that does. A cell is looked for in the record's run from its beginning, and those of the envelope in the
 * envelope. Sets are read one at a time; of a segment its place is kept, and it is read again when it is asked.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/vec.h"
#include "codec/edi_file.h"
#include "codec/record_source.h"
#include "codec/segment_path.h"

#define SETS_MAX 16

/* `rows x12 214 until=LX` or `loop AT7 until=L11`. */
struct loop {
	const char *sets[SETS_MAX];     /* of rows; none = all */
	size_t set_count;
	struct segment_step opens;      /* of loops */
	const char *until;              /* ids by commas, or NULL */
};

/* Where a segment of the set at hand stands. */
struct place {
	char id[4];
	size_t begin, number;
};

struct message {
	struct edi_file file;
	const struct record_cell *cells;
	const struct edi_envelope *set; /* at hand */
	const char *type;               /* of it */
	VEC(struct place) places;       /* of its segments */
	struct edi_segment segment;     /* the one read last */
	size_t begin;                   /* where it begins; SIZE_MAX = none */
	struct arena types;
};

/* --- names --- */

static enum err read_option(const struct conf_word *word, struct loop *loop, struct fault *fault)
{
	if (strcmp(word->key, "until") != 0)
		return fault_set(fault, ERR_SYNTAX, "loop", "only until=SEGMENT,SEGMENT may stand here");
	loop->until = word->text;
	return ERR_NONE;
}

static enum err read_loop(struct arena *arena, const struct conf_line *line, size_t first, bool is_top, const void **out,
			  size_t *word, struct fault *fault)
{
	struct loop *loop = arena_new(arena, 1, sizeof *loop);
	enum err err = ERR_NONE;

	*out = loop;
	for (*word = first; !err && *word < line->word_count; ++*word) {
		const struct conf_word *at = &line->words[*word];
		if (at->key)
			err = read_option(at, loop, fault);
		else if (is_top && loop->set_count < SETS_MAX)
			loop->sets[loop->set_count++] = at->text;
		else if (!is_top && !loop->opens.id)
			err = segment_step_read(arena, at->text, &loop->opens, fault);
		else
			err = fault_set(fault, ERR_SYNTAX, "loop", is_top ? "at most 16 kinds of message" : "one segment opens a loop");
		if (err)
			return err;
	}
	return is_top || loop->opens.id ? ERR_NONE : fault_set(fault, ERR_SYNTAX, "loop", "the segment that opens it is missing");
}

static enum err read_cell(struct arena *arena, const char *name, const void **out, struct fault *fault)
{
	struct segment_path *path = arena_new(arena, 1, sizeof *path);

	*out = path;
	return segment_path_read(arena, name, path, fault);
}

/* --- a message --- */

static enum err open_as(enum edi_format format, const struct record_cells *cells, struct span bytes, void **out, struct fault *fault)
{
	static const char *const names[] = { "X12", "EDIFACT" };
	struct message *message = mem_new(1, sizeof *message);
	enum err err;

	*out = message;
	message->cells = cells->items;
	message->begin = SIZE_MAX;
	err = edi_file_read(&message->file, bytes, fault);
	if (err)
		return err;
	if (message->file.format != format)
		return fault_set(fault, ERR_INVALID, names[format], "it is %s", names[message->file.format]);
	return ERR_NONE;
}

static enum err open_x12(struct arena *arena, const struct record_cells *cells, struct span bytes, void **out, struct fault *fault)
{
	(void)arena;
	return open_as(EDI_X12, cells, bytes, out, fault);
}

static enum err open_edifact(struct arena *arena, const struct record_cells *cells, struct span bytes, void **out,
			     struct fault *fault)
{
	(void)arena;
	return open_as(EDI_EDIFACT, cells, bytes, out, fault);
}

static void close_message(void *opaque)
{
	struct message *message = opaque;

	if (!message)
		return;
	edi_file_release(&message->file);
	vec_release(&message->places);
	arena_release(&message->types);
	mem_free(message);
}

/* The set's own word for what it is, without its version: "214", "IFTSTA". */
static const char *type_of(struct message *message, const struct edi_envelope *set)
{
	struct str text = { 0 };
	const char *kept;

	edi_file_type(set, &text);
	kept = arena_text(&message->types, str_text(&text), strcspn(str_text(&text), ":"));
	str_release(&text);
	return kept;
}

/* It held nothing that the mapping takes: what did it hold? */
static enum err say_empty(void *opaque, struct fault *fault)
{
	struct message *message = opaque;
	struct str types = { 0 };

	for (size_t i = 0; i < message->file.levels[EDI_SET].count && i < 8; i++)
		str_addf(&types, "%s%s", i ? ", " : "", type_of(message, &message->file.levels[EDI_SET].items[i]));
	fault_set(fault, ERR_INVALID, "message", "the mapping takes none of it: it holds %s",
		  types.length ? str_text(&types) : "no transaction set or message");
	str_release(&types);
	return ERR_INVALID;
}

/* --- records --- */

static bool is_taken(struct message *message, const struct loop *loop, const struct edi_envelope *set)
{
	const char *type = type_of(message, set);

	for (size_t i = 0; i < loop->set_count; i++)
		if (strcmp(loop->sets[i], type) == 0)
			return true;
	return loop->set_count == 0;
}

/* Reads where the segments of a set stand. */
static void enter_set(struct message *message, const struct edi_envelope *set)
{
	struct edi_cursor cursor;
	struct edi_segment segment;

	message->set = set;
	message->type = type_of(message, set);
	message->begin = SIZE_MAX;
	message->places.count = 0;
	edi_file_open(&message->file, set, &cursor);
	while (edi_next(&cursor, &segment)) {
		struct place *place = vec_push(&message->places);
		snprintf(place->id, sizeof place->id, "%.3s", segment.id);
		place->begin = segment.begin;
		place->number = segment.number;
	}
}

static bool next_set(struct message *message, struct record *record)
{
	const struct loop *loop = record->loop;
	size_t at = record->state ? record->from + 1 : 0;

	while (at < message->file.levels[EDI_SET].count && !is_taken(message, loop, &message->file.levels[EDI_SET].items[at]))
		at++;
	if (at >= message->file.levels[EDI_SET].count)
		return false;
	enter_set(message, &message->file.levels[EDI_SET].items[at]);
	record->state = message;
	record->node = message->set;
	record->from = at;
	return true;
}

/* The segment at a place, read again if it is not the last that was. */
static const struct edi_segment *segment_at(struct message *message, size_t begin, size_t number, const struct edi_signs *signs)
{
	struct edi_cursor cursor;

	if (message->begin == begin)
		return &message->segment;
	message->begin = begin;
	edi_resume(&cursor, message->file.text, message->file.format, begin, number - 1, signs);
	if (!edi_next(&cursor, &message->segment))
		message->begin = SIZE_MAX;
	return message->begin == begin ? &message->segment : NULL;
}

/* Is the segment at place `i` of the set the one that a step names? */
static bool is_step(struct message *message, size_t i, const struct segment_step *step, struct arena *arena)
{
	const struct place *place = &message->places.items[i];
	const struct edi_segment *segment;

	if (strcmp(place->id, step->id) != 0)
		return false;
	if (step->element == 0)
		return true;
	segment = segment_at(message, place->begin, place->number, &message->set->signs);
	return segment && segment_step_holds(step, edi_value(&segment->signs, edi_field(segment, (size_t)step->element, step->component ? (size_t)step->component : 1), arena));
}

/* The run of segments that a record is; of a set it is all of it. */
static void run_of(const struct message *message, const struct record *record, size_t *from, size_t *to)
{
	*from = record->outer ? record->from : 0;
	*to = record->outer ? record->to : message->places.count;
}

static size_t run_end(struct message *message, const struct loop *loop, size_t from, size_t to, struct arena *arena)
{
	size_t end = from + 1;

	while (end < to && !is_step(message, end, &loop->opens, arena) &&
	       (strcmp(message->places.items[end].id, loop->opens.id) != 0 || loop->opens.element == 0) &&
	       !(loop->until && segment_id_among(loop->until, message->places.items[end].id)))
		end++;
	return end;
}

static bool next_run(struct message *message, struct record *record)
{
	const struct loop *loop = record->loop;
	size_t from, to;

	run_of(message, record->outer, &from, &to);
	if (record->state)
		from = record->to;
	while (from < to && !is_step(message, from, &loop->opens, &message->types))
		from++;
	if (from >= to)
		return false;
	record->state = message;
	record->from = from;
	record->to = run_end(message, loop, from, to, &message->types);
	return true;
}

static enum err next_record(void *opaque, struct record *record, struct fault *fault)
{
	struct message *message = opaque;

	(void)fault;
	return (record->outer ? next_run(message, record) : next_set(message, record)) ? ERR_NONE : ERR_NOT_FOUND;
}

/* --- cells --- */

/* The segment of the envelope with that id around the set at hand; NULL if the id is none of an envelope's. */
static const struct edi_segment *envelope_segment(struct message *message, const char *id)
{
	static const char *const ids[] = { "ISA", "UNB", "GS", "UNG" };

	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		enum edi_level level = i < 2 ? EDI_INTERCHANGE : EDI_GROUP;
		size_t inside = message->set->inside[level];
		const struct edi_envelope *envelope;
		if (strcmp(ids[i], id) != 0 || inside == EDI_NONE)
			continue;
		envelope = &message->file.levels[level].items[inside];
		return segment_at(message, envelope->begin, envelope->first_segment, &envelope->signs);
	}
	return NULL;
}

/* The segment that a path leads to in a record's run; behind each step only what stands before the next of the same id. */
static const struct edi_segment *find_segment(struct message *message, const struct record *record, const struct segment_path *path,
					      struct arena *arena)
{
	const struct loop *loop = record->loop;
	const char *until = record->outer ? NULL : loop->until;
	size_t from, to;

	run_of(message, record, &from, &to);
	for (size_t s = 0; s < path->count; s++) {
		const char *id = path->steps[s].id;
		while (from < to && !(until && segment_id_among(until, message->places.items[from].id)) &&
		       !is_step(message, from, &path->steps[s], arena))
			from++;
		if (from >= to || (until && segment_id_among(until, message->places.items[from].id)))
			return path->count == 1 ? envelope_segment(message, id) : NULL;
		for (size_t end = from + 1; end < to && s + 1 < path->count; end++)
			if (strcmp(message->places.items[end].id, id) == 0)
				to = end;
		if (s + 1 < path->count)
			from++;
	}
	return segment_at(message, message->places.items[from].begin, message->places.items[from].number, &message->set->signs);
}

/* Without a component: the first of EDIFACT; of X12 all of it, since senders write its signs where no component can be. */
static bool get_cell(void *opaque, const struct record *record, size_t number, struct arena *arena, struct span *out)
{
	struct message *message = opaque;
	const struct segment_path *path = message->cells[number].plan;
	const struct edi_segment *segment = find_segment(message, record, path, arena);
	struct span raw;

	if (!segment)
		return false;
	if (path->component == 0 && message->file.format == EDI_X12)
		raw = edi_element(segment, (size_t)path->element);
	else
		raw = edi_field(segment, (size_t)path->element, path->component ? (size_t)path->component : 1);
	*out = edi_value(&segment->signs, raw, arena);
	return out->length > 0;
}

/* "214 0001", "214 0001 segment 11 (AT7)": what stands inside begins like what is around it. */
static void put_place(void *opaque, const struct record *record, struct str *out)
{
	struct message *message = opaque;
	const struct place *place = record->outer ? &message->places.items[record->from] : NULL;
	char ref[40];

	str_addf(out, "%s %s", message->type, edi_value_into(&message->set->signs, message->set->ref, ref, sizeof ref));
	if (place)
		str_addf(out, " segment %zu (%s)", place->number, place->id);
}

const struct record_kind source_x12 = { "x12", "rows x12 214, loop AT7", true, read_loop, read_cell, open_x12,
					next_record, get_cell, put_place, close_message, say_empty, true };
const struct record_kind source_edifact = { "edifact", "rows edifact IFTSTA, loop CNI", true, read_loop, read_cell, open_edifact,
					    next_record, get_cell, put_place, close_message, say_empty, true };
