/* SPDX-License-Identifier: MIT */
/* links: data/codec */
/* Any bytes as a dead letter with any place: no crash; lines ascend and hold the whole text, the mark lies in it, and it is UTF-8. The first
 * line of the input is the place, the rest the message. */
#include <string.h>

#include "base/text.h"
#include "codec/dead_text.h"

#define MUST(holds) BUG_IF(!(holds))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read(struct span body, const char *type, const char *place)
{
	struct arena arena = { 0 };
	struct dead_text text;

	dead_text_read(&arena, type, body, 0, place, "\"a\" is no moment", &text);
	MUST(text_is_utf8(text.text.text, text.text.length));
	MUST(text.line_count > 0 && text.lines[0].begin == 0);
	for (size_t i = 1; i < text.line_count; i++)
		MUST(text.lines[i].begin > text.lines[i - 1].begin && text.lines[i].begin < text.text.length);
	MUST(!text.has_mark || (text.mark.begin < text.mark.end && text.mark.end <= text.text.length));
	MUST(!text.has_mark || dead_text_line_of(&text, text.mark.begin) < text.line_count);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *end = memchr(text, '\n', size);
	size_t length = end ? (size_t)(end - text) : size;
	char place[300];

	length = length < sizeof place ? length : sizeof place - 1;
	memcpy(place, text, length);
	place[length] = '\0';
	if (end)
		read((struct span){ end + 1, size - (size_t)(end + 1 - text) }, size % 2 ? "text/csv" : "application/cloudevents-batch+json", place);
	return 0;
}
