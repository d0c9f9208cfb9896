/* SPDX-License-Identifier: MIT */
/* Items are cut out of the body in place and read once. */
#include "engine/parcel.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "codec/cloudevents.h"
#include "codec/codec.h"

#define KEY_BYTES_MAX 512

static const char *judge(struct parcel *parcel, const struct cloudevents_item *item)
{
	char words[700];

	if (item->envelope) {
		fault_words(item->envelope, words, sizeof words);
		return arena_str(&parcel->arena, words);
	}
	if (item->bytes.length > CODEC_EVENT_BYTES_MAX)
		return "the event is larger than 64 KiB";
	if (strlen(item->key) > KEY_BYTES_MAX || !text_is_utf8(item->key, strlen(item->key)))
		return "source and id are too long, or no UTF-8";
	return NULL;
}

static enum err split(struct parcel *parcel, struct fault *fault)
{
	struct cloudevents_item *items = NULL;
	size_t count = 0;
	enum err err = cloudevents_is_type(parcel->content_type)
			       ? cloudevents_split(&parcel->arena, parcel->content_type, parcel->body, &items, &count, fault)
			       : cloudevents_unpack(&parcel->arena, parcel->content_type, parcel->headers, parcel->body, &items, &count,
						    fault);

	if (err != ERR_NONE)
		return err;
	parcel->items = arena_new(&parcel->arena, count + 1, sizeof *parcel->items);
	parcel->count = count;
	for (size_t i = 0; i < count; i++) {
		const char *why = judge(parcel, &items[i]);
		parcel->items[i] = (struct parcel_item){
			.key = items[i].key,
			.cloud = &items[i],
			.bytes = items[i].bytes,
			.digest = items[i].digest,
			.answer = why ? PARCEL_REFUSED : PARCEL_WAITING,
			.why = why,
		};
	}
	return ERR_NONE;
}

static void make_one(struct parcel *parcel, const char *key)
{
	struct str hex = { 0 };
	struct digest digest = digest_of(parcel->body.text, parcel->body.length);

	if (!key || strlen(key) > KEY_BYTES_MAX || !text_is_utf8(key, strlen(key))) {
		str_adds(&hex, "sha256 ");
		hex_write(&hex, digest.bytes, DIGEST_BYTES);
		key = str_text(&hex);
	}
	parcel->items = arena_new(&parcel->arena, 1, sizeof *parcel->items);
	parcel->count = 1;
	parcel->items[0] = (struct parcel_item){
		.key = arena_str(&parcel->arena, key),
		.bytes = parcel->body,
		.digest = digest,
	};
	str_release(&hex);
}

enum err parcel_new(const char *content_type, const char *headers, struct span body, const char *key, struct parcel **out,
		    struct fault *fault)
{
	struct parcel *parcel = mem_new(1, sizeof *parcel);
	enum err err = ERR_NONE;

	parcel->content_type = arena_str(&parcel->arena, content_type);
	parcel->headers = arena_str(&parcel->arena, headers);
	parcel->body =
		(struct span){ arena_text(&parcel->arena, body.text ? body.text : "", body.length),
			       body.length };
	parcel->is_cloud = cloudevents_is_type(content_type) || cloudevents_is_binary(content_type, headers);
	if (parcel->is_cloud)
		err = split(parcel, fault);
	else
		make_one(parcel, key);
	if (err != ERR_NONE) {
		parcel_free(parcel);
		return err;
	}
	*out = parcel;
	return ERR_NONE;
}

struct parcel_item *parcel_item_at(struct parcel *parcel, size_t place)
{
	if (place >= parcel->count) {
		size_t count = place < 16 ? 32 : place * 2;
		struct parcel_item *items = arena_new(&parcel->arena, count, sizeof *items);
		memcpy(items, parcel->items, parcel->count * sizeof *items);
		for (size_t i = parcel->count; i < count; i++)
			items[i] = (struct parcel_item){ .key = "", .answer = PARCEL_SAME };
		parcel->items = items;
		parcel->count = count;
	}
	return &parcel->items[place];
}

void parcel_pick(struct parcel *parcel, size_t place)
{
	struct parcel_item *picked = parcel_item_at(parcel, place);

	for (size_t i = 0; i < parcel->count; i++)
		parcel->items[i].answer = PARCEL_SAME;
	picked->answer = PARCEL_NEW;
}

bool parcel_is_by_place(const struct parcel *parcel)
{
	const char *place = parcel->dead ? parcel->dead->place : "";

	return place[0] && strcmp(place, "/subject") != 0 && strcmp(place, "subject") != 0 &&
	       !parcel->is_cloud;
}

bool parcel_is_test(const struct parcel *parcel)
{
	static const char mark[] = "webhook-id: docket-test-";

	return parcel->headers && strncmp(parcel->headers, mark, sizeof mark - 1) == 0;
}

size_t parcel_new_items(const struct parcel *parcel)
{
	size_t count = 0;

	for (size_t i = 0; i < parcel->count; i++)
		count += parcel->items[i].answer == PARCEL_NEW;
	return count;
}

void parcel_free(struct parcel *parcel)
{
	if (!parcel)
		return;
	arena_release(&parcel->arena);
	mem_free(parcel);
}
