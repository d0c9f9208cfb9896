/* SPDX-License-Identifier: MIT */
/* Messages of other formats than docket's own: one message is many events, and each becomes an item
 * of its parcel. */
#include "engine/mapped.h"

#include <string.h>

#include "codec/mapping.h"
#include "engine/decode.h"
#include "engine/rowio.h"
#include "table/stored_rows.h"

#define UNPACKED_BYTES_MAX ((size_t)64 * 1024 * 1024)

struct mapped {
	struct batch *batch;
	struct parcel *parcel;
	size_t next; /* number of the next event or fault */
};

/* Is this the first time that the item is seen, or one that is still to be done? */
static bool is_wanted(struct mapped *mapped, size_t place, const char *key)
{
	struct parcel_item *item = parcel_item_at(mapped->parcel, place);

	if (!item->key[0] && place > 0 && !mapped->parcel->is_mended)
		item->answer = PARCEL_NEW;
	item->key = arena_str(&mapped->parcel->arena, key && key[0] ? key : "-");
	item->digest = digest_of(item->key, strlen(item->key));
	return item->answer == PARCEL_NEW;
}

static enum err on_event(void *context, const struct event *event, const char *place_words)
{
	struct mapped *mapped = context;
	size_t place = mapped->next++;
	struct event kept;

	(void)place_words;
	if (!is_wanted(mapped, place, event->partner_key))
		return ERR_NONE;
	rowio_keep(&row_stored_event, event, &kept, &mapped->batch->arena);
	decode_event(mapped->batch, mapped->parcel, place, &kept);
	return ERR_NONE;
}

static void on_fault(void *context, const struct fault *fault, const char *words)
{
	struct mapped *mapped = context;
	size_t place = mapped->next++;

	if (is_wanted(mapped, place, words))
		batch_bury(mapped->batch, mapped->parcel, (int)place, "open", "", words,
			   fault->why);
}

enum err mapped_decode(struct batch *batch, struct parcel *parcel, size_t item, struct fault *fault)
{
	const struct interface *interface =
		map_get_id(&batch->refdata->reference.interfaces, parcel->interface_id);
	struct mapped mapped = { batch, parcel, 0 };
	const struct mapping_listener listener = { &mapped, on_event, on_fault, NULL };
	struct mapping *mapping;
	enum err err;

	(void)item;
	if (!interface || !interface->mapping[0])
		return fault_set(fault, ERR_NOT_FOUND, "", "its interface names no mapping");
	mapping = refdata_mapping(batch->refdata, interface->mapping, fault);
	if (!mapping)
		return ERR_NOT_FOUND;
	err = mapping_decode(mapping, parcel->body, UNPACKED_BYTES_MAX, parcel->received_at, &listener, NULL, fault);
	if (err == ERR_NONE && mapped.next == 0)
		parcel->items[0].answer = PARCEL_SAME; /* nothing in it: done */
	return err;
}
