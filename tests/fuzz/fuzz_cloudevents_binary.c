/* SPDX-License-Identifier: MIT */
/* links: data/codec */
/* Events in binary mode of any headers and bytes: no crash, an event is whole or its fault is told, and reading again gives the same. Before
 * the first NUL stand the content type (a line) and the headers, behind it the data. */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "codec/cloudevents.h"

#define MUST(holds) BUG_IF(!(holds))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct cloudevents_item *read_once(struct arena *arena, const char *type, const char *headers, struct span body)
{
	struct cloudevents_item *items = NULL;
	struct fault fault = { 0 };
	struct event event;
	size_t count = 0;

	if (cloudevents_unpack(arena, type, headers, body, &items, &count, &fault)) {
		MUST(fault.err && fault.why[0]);
		return NULL;
	}
	MUST(count == 1);
	if (!items->envelope && cloudevents_event(items, 1000, &event, &fault) == ERR_NONE)
		MUST(event.known_at != INSTANT_NONE && *event.partner_key && text_is_utf8(event.subject_ref, strlen(event.subject_ref)));
	return items;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_copy(data, size);
	size_t cut = strlen(text) < size ? strlen(text) + 1 : size;
	struct span body = { text + cut, size - cut };
	char *headers = strchr(text, '\n');
	struct arena arena = { 0 };

	if (headers) {
		const struct cloudevents_item *one, *again;
		*headers++ = '\0';
		(void)cloudevents_is_binary(text, headers);
		one = read_once(&arena, text, headers, body);
		again = read_once(&arena, text, headers, body);
		MUST(!one == !again);
		if (one)
			MUST(strcmp(one->key, again->key) == 0 && digest_equal(one->digest.bytes, again->digest.bytes, DIGEST_BYTES));
	}
	arena_release(&arena);
	mem_free(text);
	return 0;
}
