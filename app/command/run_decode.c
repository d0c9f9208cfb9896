/* SPDX-License-Identifier: MIT */
/* docket decode: what a file says, as canonical events, one JSON object a line; no store is asked. */
#include "command/runs.h"

#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "codec/cloudevents.h"
#include "codec/codec.h"
#include "codec/row_json.h"
#include "command/listing.h"
#include "command/mapfile.h"
#include "table/stored_rows.h"

#define FLUSH_BYTES 65536

const struct option run_decode_options[] = {
	{ "map", OPTION_TEXT, NULL, "name or path", "The mapping; CloudEvents need none." },
	{ 0 },
};

struct decoding {
	struct str out;
	size_t events, faults;
};

static void flush(struct decoding *decoding)
{
	listing_out(&decoding->out);
	str_clear(&decoding->out);
}

static enum err on_event(void *context, const struct event *event, int line)
{
	struct decoding *decoding = context;
	struct json_writer writer = jsonw_on(&decoding->out);

	(void)line;
	decoding->events++;
	row_json_write(&writer, NULL, &row_stored_event, event);
	str_addc(&decoding->out, '\n');
	if (decoding->out.length > FLUSH_BYTES)
		flush(decoding);
	return ERR_NONE;
}

static void on_fault(void *context, const struct fault *fault, int line)
{
	struct decoding *decoding = context;
	struct str words = { 0 };
	char plain[800];

	decoding->faults++;
	fault_words(fault, plain, sizeof plain);
	str_addf(&words, "docket: line %d: ", line);
	text_clean(&words, plain, strlen(plain));
	str_addc(&words, '\n');
	if (write(2, words.text, words.length) < 0) {
		/* nobody is there to tell */
	}
	str_release(&words);
}

static enum err decode_cloud_items(struct decoding *decoding, struct arena *arena, const char *type, struct span body,
				   struct fault *fault)
{
	struct cloudevents_item *items = NULL;
	size_t count = 0;
	enum err err = cloudevents_split(arena, type, body, &items, &count, fault);

	for (size_t i = 0; !err && i < count; i++) {
		struct fault inner = { 0 };
		struct event event;
		if (items[i].envelope)
			on_fault(decoding, items[i].envelope, (int)i + 1);
		else if (!cloudevents_event(&items[i], instant_wall_now(), &event, &inner))
			on_event(decoding, &event, 0);
		else
			on_fault(decoding, &inner, (int)i + 1);
	}
	return err;
}

/* A body that opens with [ is a batch. */
static enum err decode_cloudevents(struct decoding *decoding, const char *path, struct fault *fault)
{
	struct arena arena = { 0 };
	struct str bytes = { 0 };
	enum err err = config_file(path, CODEC_BODY_BYTES_MAX, &bytes, fault);
	const char *text = str_text(&bytes);
	bool is_batch = text[strspn(text, " \t\r\n")] == '[';

	if (!err)
		err = decode_cloud_items(decoding, &arena, is_batch ? "application/cloudevents-batch+json"
					 : "application/cloudevents+json", (struct span){ text, bytes.length }, fault);
	arena_release(&arena);
	str_release(&bytes);
	return err;
}

enum err run_decode(struct request *request, struct fault *fault)
{
	struct decoding decoding = { 0 };
	const struct mapping_listener listener = { &decoding, on_event, on_fault };
	struct mapping *mapping = NULL;
	const char *path = NULL;
	size_t rows = 0;
	enum err err = config_text(&request->config, "map") ? mapfile_open(request, &mapping, fault) : ERR_NONE;

	if (!err)
		err = request_need(request, "a file", &path, fault);
	for (; !err && path; path = request_word(request))
		err = mapping ? mapfile_decode(mapping, path, &listener, &rows, fault)
			      : decode_cloudevents(&decoding, path, fault);
	flush(&decoding);
	if (!err && decoding.faults)
		err = fault_set(fault, ERR_INVALID, "decode", "%zu of its parts could not be understood, %zu events could",
				decoding.faults, decoding.events);
	str_release(&decoding.out);
	mapping_free(mapping);
	return err;
}
