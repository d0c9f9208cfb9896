/* SPDX-License-Identifier: MIT */
/*
 * Members of a JSON document as records. A pointer with [] is a loop: each [] is a record of its own, so that ".." from a member of
 * "/shipments[]/events[]" is its shipment. Partners write one where they may write many, so what is no array counts as an array
 * of one, and a name asked of an array is asked of its first member.
 */
#include <string.h>

#include "base/mem.h"
#include "codec/json_path.h"
#include "codec/record_source.h"

#define POINTERS_MAX 4

/* A loop's pointers: the first that is there. */
struct loop {
	struct json_path pointers[POINTERS_MAX];
	size_t count;
};

/* A [] of a path, while its members are gone through. */
struct level {
	const struct json_node *array;
	size_t at, count;
	struct record record;           /* of the member at hand */
};

/* Going through the records of a loop: a counter with a digit for each [] of its path. */
struct walk {
	const struct json_path *path;
	const struct record *outer;     /* whose records these are; NULL = the document's */
	struct level levels[JSON_PATH_STEPS_MAX];
	size_t level_count;
	struct walk *next;              /* of those that are done */
};

struct message {
	struct json_doc *doc;
	const struct record_cell *cells;
	struct arena *arena;            /* lives as long */
	struct walk *free;
};

static enum err read_loop(struct arena *arena, const struct conf_line *line, size_t first, bool is_top, const void **out,
			  size_t *word, struct fault *fault)
{
	struct loop *loop = arena_new(arena, 1, sizeof *loop);
	enum err err = ERR_NONE;

	*out = loop;
	if (line->word_count == first)
		loop->count = 1; /* the whole document is the one record */
	for (*word = first; !err && *word < line->word_count; ++*word) {
		const char *text = line->words[*word].text;
		if (loop->count >= POINTERS_MAX)
			return fault_set(fault, ERR_SYNTAX, "loop", "at most %d pointers", POINTERS_MAX);
		if (is_top && *text && *text != '/' && *text != '[')
			return fault_set(fault, ERR_SYNTAX, "rows", "a JSON pointer begins with /, or is empty for the whole document");
		err = json_path_read(arena, text, is_top, &loop->pointers[loop->count++], fault);
		if (err)
			return err;
	}
	return err;
}

static enum err read_cell(struct arena *arena, const char *name, const void **out, struct fault *fault)
{
	struct json_path *path = arena_new(arena, 1, sizeof *path);
	enum err err = json_path_read(arena, name, false, path, fault);

	*out = path;
	for (size_t i = 0; !err && i < path->count; i++)
		if (path->steps[i].kind == JSON_STEP_ALL)
			err = fault_set(fault, ERR_SYNTAX, "path", "a cell is one value; [] for all members belongs to rows and loop");
	return err;
}

/* --- a message --- */

static enum err open_message(struct arena *arena, const struct record_cells *cells, struct span bytes, void **out, struct fault *fault)
{
	struct message *message = mem_new(1, sizeof *message);

	*out = message;
	message->cells = cells->items;
	message->arena = arena;
	return node_doc_read_large(bytes, bytes.length, &message->doc, fault);
}

static void close_message(void *opaque)
{
	struct message *message = opaque;

	if (!message)
		return;
	node_doc_free(message->doc);
	mem_free(message);
}

/* One step that is no []: up to the record that holds this one (the document, in the end), to the whole document, or down. */
static const struct json_node *take_step(struct message *message, struct arena *arena, const struct json_step *step,
					 const struct json_node *node, const struct record **record)
{
	if (step->kind == JSON_STEP_ROOT)
		return node_doc_root(message->doc);
	if (step->kind != JSON_STEP_OUTER)
		return json_path_step(arena, step, node);
	*record = *record ? (*record)->outer : NULL;
	return *record ? (*record)->node : node_doc_root(message->doc);
}

static bool get_cell(void *opaque, const struct record *record, size_t number, struct arena *arena, struct span *out)
{
	struct message *message = opaque;
	const struct json_path *path = message->cells[number].plan;
	const struct record *at = record;
	const struct json_node *node = record->node;
	const char *text;

	for (size_t i = 0; node && i < path->count; i++)
		node = take_step(message, arena, &path->steps[i], node, &at);
	while (node_is_array(node) && node_count(node) == 1)
		node = node_item(node, 0);
	if ((node_is_array(node) || node_is_object(node)) && node_count(node) == 0)
		return false;
	text = node_scalar(arena, node);
	*out = span_of(text);
	return text != NULL;
}

/* --- records --- */

/* Steps from `from` on to the next [] or the end: the node they lead to, and their number to *to. */
static const struct json_node *take_steps(struct message *message, const struct walk *walk, size_t from, size_t *to,
					  const struct record *record)
{
	const struct json_node *node = record->node;

	for (*to = from; *to < walk->path->count && walk->path->steps[*to].kind != JSON_STEP_ALL; ++*to)
		node = node ? take_step(message, message->arena, &walk->path->steps[*to], node, &record) : NULL;
	return node_is_null(node) ? NULL : node;
}

/* Where the steps behind the []s of the levels before `level` begin. */
static size_t steps_begin(const struct json_path *path, size_t level)
{
	size_t at = 0;

	for (; level > 0; at++)
		level -= path->steps[at].kind == JSON_STEP_ALL;
	return at;
}

static void enter(struct message *message, struct walk *walk, size_t level)
{
	const struct record root = { .node = node_doc_root(message->doc) };
	const struct record *outer = level > 0 ? &walk->levels[level - 1].record : walk->outer ? walk->outer : &root;
	struct level *at = &walk->levels[level];
	size_t to;

	at->array = take_steps(message, walk, steps_begin(walk->path, level), &to, outer);
	at->at = 0;
	at->count = node_is_array(at->array) ? node_count(at->array) : at->array ? 1 : 0;
}

static void take_member(struct walk *walk, size_t level)
{
	struct level *at = &walk->levels[level];
	bool is_array = node_is_array(at->array);

	at->record = (struct record){ .outer = level > 0 ? &walk->levels[level - 1].record : walk->outer, .state = walk,
				      .node = is_array ? node_item(at->array, at->at) : at->array, .from = is_array ? at->at : SIZE_MAX, .to = level };
}

/* The counter one further: false when it has run out. */
static bool step_on(struct message *message, struct walk *walk, bool is_fresh)
{
	size_t level = walk->level_count - 1;

	if (is_fresh) {
		enter(message, walk, 0);
		level = 0;
	} else {
		walk->levels[level].at++;
	}
	for (;;) {
		struct level *at = &walk->levels[level];
		if (at->at < at->count) {
			take_member(walk, level);
			if (level + 1 == walk->level_count)
				return true;
			enter(message, walk, ++level);
		} else if (level == 0) {
			return false;
		} else {
			walk->levels[--level].at++;
		}
	}
}

/* Is there what stands before the first []? */
static bool is_there(struct message *message, struct walk *walk)
{
	const struct record root = { .node = node_doc_root(message->doc) };
	size_t to;

	return take_steps(message, walk, 0, &to, walk->outer ? walk->outer : &root) != NULL;
}

/* A walk over the first pointer of the loop that is there; NULL if none is. */
static struct walk *begin_walk(struct message *message, const struct loop *loop, const struct record *outer)
{
	struct walk *walk = message->free ? message->free : arena_new(message->arena, 1, sizeof *walk);

	message->free = walk->next;
	walk->outer = outer;
	for (size_t i = 0; i < loop->count; i++) {
		walk->path = &loop->pointers[i];
		walk->level_count = 0;
		for (size_t s = 0; s < walk->path->count; s++)
			walk->level_count += walk->path->steps[s].kind == JSON_STEP_ALL;
		if (is_there(message, walk))
			return walk;
	}
	walk->next = message->free;
	message->free = walk;
	return NULL;
}

/* Behind the last []: what the record is of the member. False if it is not there. */
static bool take_tail(struct message *message, struct walk *walk, struct record *record)
{
	const struct record root = { .node = node_doc_root(message->doc) };
	const struct level *last = walk->level_count ? &walk->levels[walk->level_count - 1] : NULL;
	size_t to;

	*record = last ? last->record : (struct record){ .outer = walk->outer, .state = walk, .from = SIZE_MAX };
	record->node = take_steps(message, walk, steps_begin(walk->path, walk->level_count), &to,
				  last ? &last->record : walk->outer ? walk->outer : &root);
	return record->node != NULL;
}

static enum err next_record(void *opaque, struct record *record, struct fault *fault)
{
	struct message *message = opaque;
	bool is_fresh = !record->state;
	struct walk *walk = is_fresh ? begin_walk(message, record->loop, record->outer) : record->state;

	(void)fault;
	if (walk && walk->level_count == 0 && is_fresh && take_tail(message, walk, record))
		return ERR_NONE;
	while (walk && walk->level_count > 0 && step_on(message, walk, is_fresh)) {
		is_fresh = false;
		if (take_tail(message, walk, record))
			return ERR_NONE;
	}
	if (walk) {
		walk->next = message->free;
		message->free = walk;
	}
	return ERR_NOT_FOUND;
}

/* --- places --- */

/* As a JSON pointer: the steps to the [] of the record's level, and which of its members it is. */
static void put_place(void *opaque, const struct record *record, struct str *out)
{
	const struct walk *walk = record->state;
	size_t level = record->to, at = steps_begin(walk->path, level);
	bool is_last = level + 1 >= walk->level_count;

	if (record->outer)
		put_place(opaque, record->outer, out);
	for (; at < walk->path->count && walk->path->steps[at].kind != JSON_STEP_ALL; at++)
		json_path_write(&walk->path->steps[at], out);
	if (record->from != SIZE_MAX)
		str_addf(out, "/%zu", record->from);
	for (at++; is_last && at < walk->path->count; at++)
		json_path_write(&walk->path->steps[at], out);
}

const struct record_kind source_json = { "json", "rows json \"/items[]\", loop \"parts[]\"", true, read_loop, read_cell, open_message,
					 next_record, get_cell, put_place, close_message, NULL, false };
