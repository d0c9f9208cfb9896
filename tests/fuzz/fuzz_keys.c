/* SPDX-License-Identifier: MIT */
/* links: ui/keys */
/* The decoder and keymap files: every byte ends in an event or is swallowed, in whatever parts it comes, and the decoder
 * is never stuck: a plain key after silence is always read. */
#include "keys/keymap.h"
#include "keys/keyread.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void drain(struct keyread *reader, int64_t now_us)
{
	struct keyread_event event;
	size_t events = 0;

	while (keyread_next(reader, now_us, &event)) {
		char name[KEY_NAME_BYTES];
		uint32_t key;
		BUG_IF(++events > 2 * KEYREAD_PENDING_BYTES_MAX);
		if (event.kind == KEYREAD_KEY)
			BUG_IF(key_parse(span_of(key_name(event.key, name)), &key) == ERR_NONE && key != event.key);
	}
}

static void decode(const uint8_t *data, size_t size)
{
	struct keyread reader = { 0 };
	struct keyread_event event;
	int64_t now_us = 0;
	bool is_key = false;

	for (size_t at = 1; at < size;) {
		size_t part = 1 + data[0] % 7;
		part = part < size - at ? part : size - at;
		keyread_feed(&reader, (const char *)data + at, part, now_us);
		drain(&reader, now_us);
		now_us += data[0] * 1000;
		at += part;
	}
	for (int64_t wait; (wait = keyread_wait_us(&reader, now_us)) >= 0;) {
		now_us += wait;
		drain(&reader, now_us);
	}
	keyread_feed(&reader, "j", 1, now_us);
	while (keyread_next(&reader, now_us, &event))
		is_key = event.kind == KEYREAD_KEY && event.key == 'j';
	BUG_IF(!is_key);
	keyread_release(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct keymap map = { 0 };
	struct fault fault;

	if (size == 0)
		return 0;
	decode(data, size);
	if (keymap_read(&map, "fuzz.keys", (struct span){ (const char *)data, size }, NULL, NULL, NULL, &fault) == ERR_NONE) {
		size_t place = 0;
		const struct keymap_bind *bind;
		while ((bind = keymap_next(&map, "queue", &place)) != NULL)
			BUG_IF(keymap_find(&map, "queue", bind->keys, bind->key_count, NULL) == KEYMAP_NONE);
	}
	keymap_release(&map);
	return 0;
}
