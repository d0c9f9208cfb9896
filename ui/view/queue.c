/* SPDX-License-Identifier: MIT */
/* The list behind a view; see queue.h for how it follows the store. */
#include "view/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void queue_init(struct queue *queue, const struct view *view)
{
	*queue = (struct queue){ .view = view };
}

static void drop_entry(struct queue_entry *entry)
{
	mem_free(entry->own_row);
}

static void empty(struct queue *queue)
{
	for (size_t i = 0; i < queue->entries.count; i++)
		drop_entry(&queue->entries.items[i]);
	queue->entries.count = 0;
}

void queue_release(struct queue *queue)
{
	empty(queue);
	vec_release(&queue->entries);
	arena_release(&queue->arena);
	str_release(&queue->filter_text);
	str_release(&queue->found_instead);
}

static bool matches(const struct expr *filter, const struct scene *scene, const struct case_row *row)
{
	const struct me_row *me = scene_me_at(scene, row->tenant_id);
	struct expr_asker asker = { scene_now(scene, row->tenant_id), me ? me->handle : NULL, NULL };

	if (!filter)
		return true;
	if (me && zone_find(me->zone, &asker.zone))
		asker.zone = NULL;
	return expr_match(filter, case_scope_value, (void *)(uintptr_t)row, &asker);
}

static bool has(const struct queue *queue, const struct scene *scene, const struct case_row *row)
{
	return queue->view->has && queue->view->has(scene, row) && matches(queue->filter, scene, row);
}

/* The first place whose row does not come before `row`. */
static size_t lower_bound(const struct queue *queue, const struct case_row *row)
{
	size_t low = 0, high = queue->entries.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (store_case_order(queue->entries.items[middle].row, row) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_case(const struct case_row *row, int64_t tenant_id, int64_t case_id)
{
	return row->tenant_id == tenant_id && row->case_id == case_id;
}

/* Where a row stands: by its order, or by a walk when the order is held. SIZE_MAX if it is not there. */
static size_t place_of(const struct queue *queue, const struct case_row *row)
{
	size_t at = queue->is_held ? 0 : lower_bound(queue, row);

	if (!queue->is_held)
		return at < queue->entries.count && queue->entries.items[at].row == row ? at : SIZE_MAX;
	for (; at < queue->entries.count; at++)
		if (is_case(queue->entries.items[at].row, row->tenant_id, row->case_id))
			return at;
	return SIZE_MAX;
}

static void insert(struct queue *queue, const struct case_row *row)
{
	size_t at = lower_bound(queue, row), behind;

	vec_push(&queue->entries);
	behind = queue->entries.count - 1 - at;
	memmove(&queue->entries.items[at + 1], &queue->entries.items[at], behind * sizeof *queue->entries.items);
	queue->entries.items[at] = (struct queue_entry){ row, NULL };
}

static void take_out(struct queue *queue, size_t at)
{
	drop_entry(&queue->entries.items[at]);
	queue->entries.count--;
	memmove(&queue->entries.items[at], &queue->entries.items[at + 1],
		(queue->entries.count - at) * sizeof *queue->entries.items);
}

static void remember(struct queue *queue)
{
	const struct case_row *row = queue_row(queue);

	queue->cursor_tenant = row ? row->tenant_id : 0;
	queue->cursor_case = row ? row->case_id : 0;
}

/* Puts the list's cursor where the cursor's case is now; if it is gone, the row that took its place. */
static void reseat(struct queue *queue)
{
	long at = queue->list.cursor;
	long count = (long)queue->entries.count;

	if (!queue->is_moved) {
		rowlist_seat(&queue->list, count, 0);
		remember(queue);
		return;
	}
	if (at < count && is_case(queue->entries.items[at].row, queue->cursor_tenant, queue->cursor_case)) {
		rowlist_seat(&queue->list, count, at);
		return;
	}
	for (long i = 0; i < count; i++)
		if (is_case(queue->entries.items[i].row, queue->cursor_tenant, queue->cursor_case)) {
			rowlist_seat(&queue->list, count, i);
			return;
		}
	rowlist_seat(&queue->list, count, at < count ? at : count - 1);
}

static int compare_entries(const void *a, const void *b)
{
	return store_case_order(((const struct queue_entry *)a)->row, ((const struct queue_entry *)b)->row);
}

void queue_rebuild(struct queue *queue, const struct scene *scene)
{
	const struct case_row *row;
	size_t cursor = 0;

	empty(queue);
	queue->is_held = false;
	queue->held_new = 0;
	while (queue->view->has && (row = map_next(&scene->store->cases, &cursor)))
		if (has(queue, scene, row))
			*vec_push(&queue->entries) = (struct queue_entry){ row, NULL };
	if (queue->entries.count > 1)
		qsort(queue->entries.items, queue->entries.count, sizeof *queue->entries.items, compare_entries);
	reseat(queue);
	remember(queue);
}

/* While held: the row keeps its place; a row that left becomes a copy of its own; a new one is only counted. */
static void follow_held(struct queue *queue, const struct scene *scene, const struct store_change *change)
{
	size_t at = place_of(queue, change->before ? change->before : change->after);
	struct queue_entry *entry = at == SIZE_MAX ? NULL : &queue->entries.items[at];

	if (!entry) {
		queue->held_new += change->after && has(queue, scene, change->after);
		return;
	}
	drop_entry(entry);
	entry->own_row = NULL;
	if (change->after && has(queue, scene, change->after)) {
		entry->row = change->after;
	} else {
		entry->own_row = row_copy(&row_shown_case, change->after ? change->after : change->before);
		entry->row = entry->own_row;
	}
}

void queue_follow(struct queue *queue, const struct scene *scene, const struct store_change *change)
{
	size_t at;

	if (queue->is_held) {
		follow_held(queue, scene, change);
		return;
	}
	at = change->before ? place_of(queue, change->before) : SIZE_MAX;
	if (at != SIZE_MAX)
		take_out(queue, at);
	if (change->after && has(queue, scene, change->after))
		insert(queue, change->after);
	reseat(queue);
	if (queue->cursor_case == 0)
		remember(queue);
}

void queue_hold(struct queue *queue, const struct scene *scene, bool is_held)
{
	if (queue->is_held && !is_held)
		queue_rebuild(queue, scene);
	queue->is_held = is_held;
}

/* Parses a filter; blank gives NULL. */
static enum err parse(struct arena *arena, const char *text, const struct expr **out, struct fault *fault)
{
	*out = NULL;
	if (text[strspn(text, " ")] == '\0')
		return ERR_NONE;
	return expr_parse(arena, &case_scope, span_of(text), out, fault);
}

enum err queue_filter(struct queue *queue, const struct scene *scene, const char *text, struct fault *fault)
{
	struct arena arena = { 0 };
	const struct expr *filter;
	char *kept = arena_str(&arena, text);
	enum err err = parse(&arena, kept, &filter, fault);

	if (err) {
		arena_release(&arena);
		return err;
	}
	arena_release(&queue->arena);
	queue->arena = arena;
	queue->filter = filter;
	str_clear(&queue->filter_text);
	str_adds(&queue->filter_text, filter ? text : "");
	queue_rebuild(queue, scene);
	str_clear(&queue->found_instead);
	if (filter && queue->entries.count == 0)
		queue_hint(queue, scene, text, &queue->found_instead);
	return ERR_NONE;
}

enum err queue_count(const struct queue *queue, const struct scene *scene, const char *text, size_t *count,
		     struct fault *fault)
{
	struct arena arena = { 0 };
	const struct expr *filter;
	const struct case_row *row;
	size_t cursor = 0;
	enum err err = parse(&arena, text, &filter, fault);

	*count = 0;
	while (!err && queue->view->has && (row = map_next(&scene->store->cases, &cursor)))
		*count += queue->view->has(scene, row) && matches(filter, scene, row);
	arena_release(&arena);
	return err;
}

/* A `=` of its own, not the end of !=, <= or >=, nor within quotes. */
static bool is_equals(const char *text, size_t at)
{
	int quotes = 0;

	for (size_t i = 0; i < at; i++)
		quotes += text[i] == '"';
	return text[at] == '=' && at > 0 && !strchr("!<>=", text[at - 1]) && quotes % 2 == 0;
}

void queue_hint(const struct queue *queue, const struct scene *scene, const char *text, struct str *out)
{
	struct str other = { 0 };
	size_t count = 0;
	struct fault fault;

	for (size_t i = 0; text[i] && count == 0; i++) {
		if (!is_equals(text, i))
			continue;
		str_clear(&other);
		str_addf(&other, "%.*s~%s", (int)i, text, text + i + 1);
		if (queue_count(queue, scene, str_text(&other), &count, &fault) != ERR_NONE)
			count = 0;
	}
	if (count > 0)
		str_addf(out, "%s finds %zu", str_text(&other), count);
	str_release(&other);
}

size_t queue_hidden_above(const struct queue *queue)
{
	size_t count = 0;

	for (long i = 0; i < queue->list.top && (size_t)i < queue->entries.count; i++)
		count += queue->entries.items[i].row->band == 0;
	return count;
}

const struct case_row *queue_row(const struct queue *queue)
{
	if (queue->list.cursor < 0 || (size_t)queue->list.cursor >= queue->entries.count)
		return NULL;
	return queue->entries.items[queue->list.cursor].row;
}

bool queue_command(struct queue *queue, const char *command)
{
	if (!rowlist_command(&queue->list, command))
		return false;
	queue->is_moved = true;
	remember(queue);
	return true;
}

bool queue_seek(struct queue *queue, int64_t tenant_id, int64_t case_id)
{
	for (size_t i = 0; i < queue->entries.count; i++)
		if (is_case(queue->entries.items[i].row, tenant_id, case_id)) {
			rowlist_move_to(&queue->list, (long)i);
			queue->is_moved = true;
			remember(queue);
			return true;
		}
	return false;
}
