/* SPDX-License-Identifier: MIT */
/* links: data/codec */
/* Bodies of partners: no crash, items lie inside the body, an event is whole or its fault has a place. */
#include "base/text.h"
#include "codec/cloudevents.h"

#include <string.h>

#define MUST(holds) BUG_IF(!(holds))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_item(const struct cloudevents_item *item, struct span body)
{
	struct fault fault = { 0 };
	struct event event;

	MUST(item->bytes.text >= body.text && item->bytes.text + item->bytes.length <= body.text + body.length);
	if (item->envelope)
		return;
	if (cloudevents_event(item, 1000, &event, &fault)) {
		MUST(fault.err && fault.why[0]);
		return;
	}
	MUST(event.known_at != INSTANT_NONE && event.attrs.count % 2 == 0 && *event.partner_key);
	MUST(text_is_utf8(event.subject_ref, strlen(event.subject_ref)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = { "application/cloudevents+json", "application/cloudevents-batch+json" };
	struct span body = { (const char *)data, size };

	for (size_t type = 0; type < 2; type++) {
		struct arena arena = { 0 };
		struct cloudevents_item *items = NULL;
		struct fault fault = { 0 };
		size_t count = 0;
		if (cloudevents_split(&arena, types[type], body, &items, &count, &fault))
			MUST(fault.err && fault.why[0]);
		else
			for (size_t i = 0; i < count; i++)
				check_item(&items[i], body);
		arena_release(&arena);
	}
	return 0;
}
