/* SPDX-License-Identifier: MIT */
/* Messages of other formats than docket's own: one message is many events, and each becomes an item
 * of its parcel. */
#include "engine/mapped.h"

#include <string.h>

#include "base/map.h"
#include "codec/mapping.h"
#include "engine/decode.h"
#include "engine/rowio.h"
#include "table/stored_rows.h"

#define UNPACKED_BYTES_MAX ((size_t)64 * 1024 * 1024)

struct mapped {
	struct batch *batch;
	struct parcel *parcel;
	struct map seen;  /* keys of its events: the same one twice in a message is one */
	const char *only; /* the record that is tried again, by its place; NULL = all */
	const char *part; /* the attachment that is read, by its name; NULL = the message itself */
	size_t next;      /* number of the next event or fault */
};

/* Where a record stands in the whole message. */
static const char *whole_place(const struct mapped *mapped, const char *place)
{
	return mapped->part ? arena_printf(&mapped->batch->arena, "%s: %s", mapped->part, place) : place;
}

/* Is the place that of the record, or inside of it? */
static bool is_inside(const char *place, const char *record)
{
	size_t length = strlen(record);

	if (strcmp(record, "/") == 0)
		return true;
	return strncmp(place, record, length) == 0 &&
	       (place[length] == '\0' || place[length] == '/' || place[length] == ' ');
}

/* Several dead letters of one record bring all that it says; each of it once in a batch. */
static bool is_tried(struct mapped *mapped, const char *key)
{
	struct batch *batch = mapped->batch;
	const char *name = arena_printf(&batch->arena, "%lld %s", (long long)mapped->parcel->interface_id,
					key);

	if (map_get(&batch->tried, span_of(name)))
		return true;
	map_put(&batch->tried, span_of(name), batch);
	return false;
}

/* Is this the first time that the item is seen, or one that is still to be done? */
static bool is_wanted(struct mapped *mapped, size_t place, const char *key)
{
	struct parcel_item *item = parcel_item_at(mapped->parcel, place);

	if (!item->key[0] && place > 0 && !mapped->parcel->is_mended)
		item->answer = PARCEL_NEW;
	if (mapped->parcel->is_mended && parcel_is_by_place(mapped->parcel))
		item->answer = !mapped->parcel->is_trial && is_tried(mapped, key) ? PARCEL_SAME : PARCEL_NEW;
	item->key = arena_str(&mapped->parcel->arena, key && key[0] ? key : "-");
	item->digest = digest_of(item->key, strlen(item->key));
	if (map_get(&mapped->seen, span_of(item->key)))
		item->answer = PARCEL_SAME;
	map_put(&mapped->seen, span_of(item->key), mapped);
	return item->answer == PARCEL_NEW;
}

static enum err on_event(void *context, const struct event *event, const char *record)
{
	struct mapped *mapped = context;
	const char *words = whole_place(mapped, record);
	struct event kept;
	size_t place;

	if (mapped->only && !is_inside(words, mapped->only))
		return ERR_NONE;
	place = mapped->next++;
	if (!is_wanted(mapped, place, event->partner_key))
		return ERR_NONE;
	rowio_keep(&row_stored_event, event, &kept, &mapped->batch->arena);
	decode_event(mapped->batch, mapped->parcel, place, &kept);
	return ERR_NONE;
}

static void on_fault(void *context, const struct fault *fault, const char *record, const char *about)
{
	struct mapped *mapped = context;
	const char *words = whole_place(mapped, record);
	size_t place;

	if (mapped->only && !is_inside(words, mapped->only))
		return;
	place = mapped->next++;
	if (is_wanted(mapped, place, words))
		batch_bury(mapped->batch, mapped->parcel, (int)place, "open",
			   decode_fold_ref(&mapped->batch->arena, about), words, fault->why);
}

/* A record that is tried again is looked for where it stood; a mended text may hold it alone. */
static enum err decode(struct mapped *mapped, struct mapping *mapping, struct fault *fault)
{
	const struct mapping_listener listener = { mapped, on_event, on_fault, NULL };
	const struct parcel *parcel = mapped->parcel;
	enum err err;

	mapped->only = parcel_is_by_place(parcel) ? parcel->dead->place : NULL;
	err = mapping_decode(mapping, parcel->body, UNPACKED_BYTES_MAX, parcel->received_at,
			     &listener, NULL, fault);
	if (err == ERR_NONE && mapped->next == 0 && mapped->only) {
		mapped->only = NULL;
		err = mapping_decode(mapping, parcel->body, UNPACKED_BYTES_MAX, parcel->received_at,
				     &listener, NULL, fault);
	}
	return err;
}

enum err mapped_decode(struct batch *batch, struct parcel *parcel, size_t item, struct fault *fault)
{
	const struct interface *interface =
		map_get_id(&batch->refdata->reference.interfaces, parcel->interface_id);
	struct mapped mapped = { .batch = batch, .parcel = parcel };
	struct mapping *mapping;
	enum err err;

	(void)item;
	if (!interface || !interface->mapping[0])
		return fault_set(fault, ERR_NOT_FOUND, "", "its interface names no mapping");
	mapping = refdata_mapping(batch->refdata, interface->mapping, fault);
	if (!mapping)
		return ERR_NOT_FOUND;
	err = decode(&mapped, mapping, fault);
	map_release(&mapped.seen);
	if (err == ERR_NONE && mapped.next == 0)
		parcel->items[0].answer = PARCEL_SAME; /* nothing in it: done */
	return err;
}

void mapped_decode_parts(struct batch *batch, struct parcel *parcel, struct mapping *mapping, const struct mail_part *const *parts,
			 size_t count, size_t first)
{
	struct mapped mapped = { .batch = batch, .parcel = parcel, .next = first };
	const struct mapping_listener listener = { &mapped, on_event, on_fault, NULL };

	mapped.only = parcel_is_by_place(parcel) ? parcel->dead->place : NULL;
	for (size_t i = 0; i < count; i++) {
		struct fault fault = { 0 };
		mapped.part = parts[i]->name;
		if (mapping_decode(mapping, parts[i]->bytes, UNPACKED_BYTES_MAX, parcel->received_at, &listener, NULL, &fault) != ERR_NONE)
			on_fault(&mapped, &fault, fault.what[0] ? fault.what : "/", "");
	}
	map_release(&mapped.seen);
}
