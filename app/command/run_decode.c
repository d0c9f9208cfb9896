/* SPDX-License-Identifier: MIT */
/* docket decode: what a file says, as canonical events, one JSON object a line; no store is asked. With --why a page for who writes the
 * mapping: each record with its values, and why one is empty or an event was left out. */
#include "command/runs.h"

#include <stdio.h>
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
	{ "why", OPTION_YES, "no", "", "Show every record with its values, why one is empty, and which events were left out." },
	{ 0 },
};

struct decoding {
	struct str out;
	size_t events, faults;
	bool is_why;
	struct str place; /* of the record that was told last, with --why */
};

static void flush(struct decoding *decoding)
{
	listing_out(&decoding->out);
	str_clear(&decoding->out);
}

/* A new place is a line of its own. */
static void open_place(struct decoding *decoding, const char *place)
{
	if (strcmp(str_text(&decoding->place), place) == 0)
		return;
	str_clear(&decoding->place);
	str_adds(&decoding->place, place);
	text_clean(&decoding->out, place, strlen(place));
	str_addc(&decoding->out, '\n');
}

static void add_clean(struct str *out, const char *before, const char *text)
{
	str_adds(out, before);
	text_clean(out, text, strlen(text));
}

static void on_told(void *context, const struct mapping_told *told, const char *place)
{
	struct decoding *decoding = context;
	char name[80];

	open_place(decoding, place);
	text_clean_into(name, sizeof name, told->what, strlen(told->what));
	str_addf(&decoding->out, "    %-16s ", name);
	add_clean(&decoding->out, told->text ? "" : "- ", told->text ? told->text : told->why);
	str_addc(&decoding->out, '\n');
	if (decoding->out.length > FLUSH_BYTES)
		flush(decoding);
}

/* "  => shipment.eta about shipment S1 deliver estimated at 2026-03-01T10:00:00Z" */
static void tell_event(struct decoding *decoding, const struct event *event, const char *place)
{
	struct str *out = &decoding->out;
	const char *const texts[] = { event->milestone, event->nature };

	open_place(decoding, place);
	add_clean(out, "  => ", event->type);
	add_clean(out, " about ", event->subject_kind);
	add_clean(out, " ", event->subject_ref);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (*texts[i])
			add_clean(out, " ", texts[i]);
	str_adds(out, event->at == INSTANT_NONE ? "" : " at ");
	instant_write(out, event->at);
	str_adds(out, " known ");
	instant_write(out, event->known_at);
	for (size_t i = 0; i < event->attrs.count; i += 2) {
		add_clean(out, ", ", event->attrs.items[i]);
		add_clean(out, "=", event->attrs.items[i + 1]);
	}
}

static enum err on_event(void *context, const struct event *event, const char *place)
{
	struct decoding *decoding = context;
	struct json_writer writer = jsonw_on(&decoding->out);

	decoding->events++;
	if (decoding->is_why)
		tell_event(decoding, event, place);
	else
		row_json_write(&writer, NULL, &row_stored_event, event);
	str_addc(&decoding->out, '\n');
	if (decoding->out.length > FLUSH_BYTES)
		flush(decoding);
	return ERR_NONE;
}

static void on_fault(void *context, const struct fault *fault, const char *place, const char *about)
{
	struct decoding *decoding = context;
	struct str words = { 0 };
	char plain[800];

	(void)about;
	decoding->faults++;
	fault_words(fault, plain, sizeof plain);
	str_adds(&words, "docket: ");
	text_clean(&words, place, strlen(place));
	str_adds(&words, ": ");
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
		char place[32];
		snprintf(place, sizeof place, "item %zu", i + 1);
		if (items[i].envelope)
			on_fault(decoding, items[i].envelope, place, "");
		else if (!cloudevents_event(&items[i], instant_wall_now(), &event, &inner))
			err = on_event(decoding, &event, place);
		else
			on_fault(decoding, &inner, place, "");
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
	struct mapping_listener listener = { &decoding, on_event, on_fault, NULL };
	struct mapping *mapping = NULL;
	const char *path = NULL;
	size_t rows = 0;
	enum err err = config_text(&request->config, "map") ? mapfile_open(request, &mapping, fault) : ERR_NONE;

	decoding.is_why = config_is(&request->config, "why");
	listener.on_told = decoding.is_why ? on_told : NULL;
	if (!err)
		err = request_need(request, "a file", &path, fault);
	for (; !err && path; path = request_word(request))
		err = mapping ? mapfile_decode(mapping, path, &listener, &rows, fault)
			      : decode_cloudevents(&decoding, path, fault);
	if (!err && mapping && decoding.is_why && decoding.events == 0 && decoding.faults == 0)
		str_addf(&decoding.out, rows ? "no event: %zu records were found, and no event of the mapping is for one of them\n"
					     : "no record: its lines \"rows\" find nothing in what was given\n", rows);
	flush(&decoding);
	if (!err && decoding.faults)
		err = fault_set(fault, ERR_INVALID, "decode", "%zu of its parts could not be understood, %zu events could",
				decoding.faults, decoding.events);
	str_release(&decoding.out);
	str_release(&decoding.place);
	mapping_free(mapping);
	return err;
}
