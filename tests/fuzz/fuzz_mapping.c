/* SPDX-License-Identifier: MIT */
/* links: data/codec */
/* The first part of the bytes (to a NUL) is a mapping's text, the rest a file for it: no crash, every event is whole. */
#include <string.h>

#include "base/text.h"
#include "codec/mapping.h"
#include "model/event_type.h"

#define MUST(holds) BUG_IF(!(holds))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err on_event(void *context, const struct event *event, const char *place)
{
	(void)context;
	MUST(*place && event_type_find(event->type) && *event->subject_ref && *event->partner_key);
	MUST(event->known_at != INSTANT_NONE && event->attrs.count % 2 == 0 && event->digest.length == 32);
	MUST(text_is_utf8(event->subject_ref, strlen(event->subject_ref)));
	for (size_t i = 0; i < event->attrs.count; i++)
		MUST(text_is_utf8(event->attrs.items[i], strlen(event->attrs.items[i])));
	return ERR_NONE;
}

static void on_fault(void *context, const struct fault *fault, const char *place, const char *about)
{
	(void)context;
	MUST(fault->err && *place && about);
}

static void on_told(void *context, const struct mapping_told *told, const char *place)
{
	(void)context;
	MUST(*place && *told->what && told->why && (told->text || *told->why));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char rows[] = "a,b,c\n1,2026-01-02,x\n,,\n905,2-Jan-26,\"y\"\"\"\n";
	const char *text = (const char *)data, *nul = size ? memchr(text, '\0', size) : NULL;
	size_t length = nul ? (size_t)(nul - text) : size;
	struct span file = nul ? (struct span){ nul + 1, size - length - 1 } : (struct span){ rows, sizeof rows - 1 };
	const struct mapping_listener listener = { NULL, on_event, on_fault, on_told };
	struct mapping *mapping = NULL;
	struct fault fault = { 0 };

	if (mapping_read("fuzz", (struct span){ text, length }, &mapping, &fault)) {
		MUST(fault.err && fault.why[0]);
		return 0;
	}
	if (mapping_decode(mapping, file, 1024 * 1024, 0, &listener, NULL, &fault))
		MUST(fault.err && fault.why[0]);
	mapping_free(mapping);
	return 0;
}
