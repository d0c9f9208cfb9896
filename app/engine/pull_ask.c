/* SPDX-License-Identifier: MIT */
/* An interface's lines put together: address, headers, and the way to the next page. */
#include "engine/pull_ask.h"

#include <string.h>

#include "base/digest.h"
#include "codec/json_read.h"
#include "codec/linkheader.h"
#include "net/http_url.h"
#include "net/net.h"

#define CURSOR "{cursor}"

void pull_state_release(struct pull_state *state)
{
	str_release(&state->asked);
	str_release(&state->etag);
	str_release(&state->modified);
	str_release(&state->cursor);
}

void pull_ask_url(const struct interface *interface, const char *cursor, struct str *out)
{
	const char *at = interface_setting(interface, "pull"), *place;

	for (; (place = strstr(at, CURSOR)); at = place + strlen(CURSOR)) {
		str_add(out, at, (size_t)(place - at));
		http_url_escape(out, cursor);
	}
	str_adds(out, at);
}

bool pull_ask_secret(const char *how, const char *secret, struct arena *arena, struct http_header *out)
{
	struct str basic = { 0 };

	if (!*how || !*secret)
		return false;
	if (strcmp(how, "bearer") == 0) {
		*out = (struct http_header){ "Authorization", arena_printf(arena, "Bearer %s", secret) };
	} else if (strcmp(how, "basic") == 0) {
		base64_write(&basic, secret, strlen(secret));
		*out = (struct http_header){ "Authorization", arena_printf(arena, "Basic %s", str_text(&basic)) };
		str_release(&basic);
	} else {
		*out = (struct http_header){ how, arena_str(arena, secret) };
	}
	return true;
}

size_t pull_ask_headers(const struct interface *interface, const struct pull_state *state, const char *url, const char *secret,
			struct arena *arena, struct http_header *out)
{
	size_t count = 0;

	out[count++] = (struct http_header){ "Accept", interface_setting(interface, "pull-accept") };
	count += pull_ask_secret(interface_setting(interface, "pull-auth"), secret, arena, &out[count]);
	if (strcmp(str_text(&state->asked), url) != 0)
		return count;
	if (state->etag.length > 0)
		out[count++] = (struct http_header){ "If-None-Match", str_text(&state->etag) };
	if (state->modified.length > 0)
		out[count++] = (struct http_header){ "If-Modified-Since", str_text(&state->modified) };
	return count;
}

/* The text or number at a pointer; "" where there is nothing or null, which is how a last page says that it is one. */
static void read_at(const struct json_doc *doc, const char *pointer, struct str *out)
{
	struct arena arena = { 0 };
	const char *text = node_scalar(&arena, node_at(node_doc_root(doc), pointer));

	str_adds(out, text ? text : "");
	arena_release(&arena);
}

static enum err read_body(struct span body, const char *cursor_at, const char *next_at, struct str *cursor, struct str *target,
			  struct fault *fault)
{
	struct json_doc *doc = NULL;

	if (node_doc_read_large(body, PULL_ANSWER_BYTES_MAX, &doc, NULL))
		return fault_set(fault, ERR_SYNTAX, "answer", "it is no JSON, in which %s could stand", *cursor_at ? cursor_at : next_at);
	if (*cursor_at)
		read_at(doc, cursor_at, cursor);
	if (*next_at)
		read_at(doc, next_at, target);
	node_doc_free(doc);
	return ERR_NONE;
}

enum err pull_ask_next(const struct interface *interface, const char *url, struct span body, const char *link, struct str *next,
		       struct str *cursor, struct fault *fault)
{
	const char *cursor_at = interface_setting(interface, "pull-cursor"), *next_at = interface_setting(interface, "pull-next");
	bool is_link = strcmp(next_at, "link") == 0;
	struct str target = { 0 };
	enum err err = ERR_NONE;

	str_clear(next);
	str_clear(cursor);
	if (is_link && link) {
		struct span found = linkheader_find(link, "next");
		str_add(&target, found.text, found.length);
	}
	if (*cursor_at || (*next_at && !is_link))
		err = read_body(body, cursor_at, is_link ? "" : next_at, cursor, &target, fault);
	if (!err && target.length > 0)
		err = http_url_follow(url, (struct span){ str_text(&target), target.length }, next, fault);
	str_release(&target);
	return err;
}

int64_t pull_wait_us(int failures, int64_t every_us, int64_t later_us, uint64_t random)
{
	int64_t wait_us = every_us;

	if (later_us > 0)
		wait_us = later_us < US_PER_DAY ? later_us : US_PER_DAY;
	else if (failures > 0)
		wait_us = net_backoff_us(failures, 2 * US_PER_S, every_us, random);
	return wait_us < US_PER_S ? US_PER_S : wait_us;
}
