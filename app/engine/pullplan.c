/* SPDX-License-Identifier: MIT */
/* A partner may call where it got to a cursor, a next page or a time; each is foreign text, kept as it came and escaped where it goes. */
#include "engine/pullplan.h"

#include <string.h>

#include "base/digest.h"
#include "base/text.h"
#include "codec/json_read.h"
#include "codec/weblink.h"
#include "model/interface_line.h"
#include "net/http_url.h"
#include "net/net.h"

#define CURSOR_BYTES_MAX 2000
#define URL_BYTES_MAX    4000
#define ETAG_BYTES_MAX   500
#define BACKOFF_US       (5 * US_PER_S)
#define OVERLAP_US       US_PER_MIN /* records are written down a while after the time they bear */

void pullplan_start(struct pullplan_place *place)
{
	*place = (struct pullplan_place){ .since = INSTANT_NONE, .until = INSTANT_NONE };
}

static void set(struct str *to, const char *text)
{
	str_clear(to);
	str_adds(to, text);
}

void pullplan_copy(struct pullplan_place *to, const struct pullplan_place *from)
{
	set(&to->cursor, str_text(&from->cursor));
	set(&to->next_url, str_text(&from->next_url));
	set(&to->etag, str_text(&from->etag));
	set(&to->modified, str_text(&from->modified));
	set(&to->etag_of, str_text(&from->etag_of));
	to->since = from->since;
	to->until = from->until;
}

void pullplan_release(struct pullplan_place *place)
{
	struct str *const all[] = { &place->cursor, &place->next_url, &place->etag, &place->modified, &place->etag_of };

	for (size_t i = 0; i < COUNT_OF(all); i++)
		str_release(all[i]);
}

/* ---------------------------------------------------------------- what is asked */

static void write_since(int64_t since, struct str *out)
{
	instant_write(out, since == INSTANT_NONE ? 0 : since);
}

/* What stands in braces in the interface's address. */
static void fill(const char *url, const char *cursor, const char *since, struct str *out)
{
	const struct {
		const char *mark, *value;
	} rows[] = { { "{cursor}", cursor }, { "{since}", since } };

	while (*url) {
		size_t i = 0;
		while (i < COUNT_OF(rows) && strncmp(url, rows[i].mark, strlen(rows[i].mark)) != 0)
			i++;
		if (i < COUNT_OF(rows)) {
			http_url_escape(out, rows[i].value);
			url += strlen(rows[i].mark);
		} else {
			str_addc(out, *url++);
		}
	}
}

static bool has_cursor(const struct interface *interface)
{
	return interface_setting(interface, "pull-cursor")[0] != '\0';
}

void pullplan_url(const struct interface *interface, const struct pullplan_place *place, struct str *out)
{
	const char *url = interface_setting(interface, "pull"), *param = interface_setting(interface, "pull-param");
	struct str since = { 0 }, filled = { 0 };
	const char *value = has_cursor(interface) ? str_text(&place->cursor) : place->since == INSTANT_NONE ? "" : NULL;

	if (place->next_url.length > 0) {
		str_adds(out, str_text(&place->next_url));
		return;
	}
	write_since(place->since, &since);
	fill(url, str_text(&place->cursor), str_text(&since), &filled);
	if (!param[0] && has_cursor(interface) && !strstr(url, "{cursor}"))
		param = "cursor";
	value = value ? value : str_text(&since);
	if (param[0] && value[0])
		http_url_add(out, str_text(&filled), param, value);
	else
		str_adds(out, str_text(&filled));
	str_release(&since);
	str_release(&filled);
}

void pullplan_request_digest(const struct interface *interface, const char *url, struct str *out)
{
	struct digest_state *state = digest_begin();
	const char *accept = interface_setting(interface, "pull-accept");
	struct digest digest;

	digest_add_field(state, url, strlen(url));
	digest_add_field(state, accept, strlen(accept));
	digest = digest_end(state);
	hex_write(out, digest.bytes, DIGEST_BYTES);
}

/* ---------------------------------------------------------------- what an answer says */

/* What the answer's JSON has at a pointer; *out stays empty where there is nothing. */
static enum err read_pointer(const struct json_node *root, const char *name, const char *pointer, size_t most, struct str *out,
			     struct fault *fault)
{
	struct arena arena = { 0 };
	const char *text;
	enum err err = ERR_NONE;

	if (pointer[0] != '/')
		return fault_set(fault, ERR_INVALID, "", "%s %s is no JSON pointer: it begins with /", name, pointer);
	text = node_scalar(&arena, node_at(root, pointer));
	if (text && (strlen(text) > most || !text_is_utf8(text, strlen(text))))
		err = fault_set(fault, ERR_LIMIT, "", "what the answer has at %s is longer than %zu bytes", pointer, most);
	else if (text)
		str_adds(out, text);
	arena_release(&arena);
	return err;
}

static bool is_by_link(const char *how)
{
	return strcmp(how, "link") == 0;
}

static enum err find_page(const char *how, const char *url, const struct json_node *root, const char *link, struct str *page,
			  struct fault *fault)
{
	struct span found = is_by_link(how) ? weblink_find(link, "next") : (struct span){ NULL, 0 };
	struct str named = { 0 };
	enum err err = ERR_NONE;

	if (!is_by_link(how))
		err = read_pointer(root, "pull-next", how, URL_BYTES_MAX, &named, fault);
	else if (found.text)
		str_add(&named, found.text, found.length < URL_BYTES_MAX ? found.length : URL_BYTES_MAX);
	if (err == ERR_NONE && named.length > 0)
		err = http_url_follow(url, (struct span){ str_text(&named), named.length }, page, fault);
	str_release(&named);
	return err;
}

/* The cursor and the next page that the answer names. */
static enum err read_answer(const struct interface *interface, const char *url, struct span body, const char *link, struct str *cursor,
			    struct str *page, struct fault *fault)
{
	const char *how = interface_setting(interface, "pull-next"), *pointer = interface_setting(interface, "pull-cursor");
	struct json_doc *doc = NULL;
	struct fault read = { 0 };
	enum err err = ERR_NONE;

	if ((pointer[0] || (how[0] && !is_by_link(how))) && node_doc_read_large(body, PULLPLAN_BYTES_MAX, &doc, &read) != ERR_NONE)
		return fault_set(fault, ERR_SYNTAX, "", "the answer does not say where to go on: %s", read.why);
	if (pointer[0])
		err = read_pointer(node_doc_root(doc), "pull-cursor", pointer, CURSOR_BYTES_MAX, cursor, fault);
	if (err == ERR_NONE && how[0])
		err = find_page(how, url, doc ? node_doc_root(doc) : NULL, link, page, fault);
	node_doc_free(doc);
	return err;
}

static void keep_etag(struct str *to, const char *text)
{
	str_clear(to);
	if (text && strlen(text) <= ETAG_BYTES_MAX && text_is_utf8(text, strlen(text)))
		str_adds(to, text);
}

/* An ETag stands for one whole answer: of what has pages it would hide news on the later ones. */
static void keep_etags(const struct interface *interface, const char *url, const struct pullplan_headers *headers, bool is_whole,
		       struct pullplan_place *place)
{
	str_clear(&place->etag_of);
	keep_etag(&place->etag, is_whole ? headers->etag : NULL);
	keep_etag(&place->modified, is_whole ? headers->modified : NULL);
	if (is_whole)
		pullplan_request_digest(interface, url, &place->etag_of);
}

enum err pullplan_move(const struct interface *interface, const char *url, struct span body, const struct pullplan_headers *headers,
		       struct pullplan_place *place, bool *has_more, struct fault *fault)
{
	struct str cursor = { 0 }, page = { 0 };
	bool is_first = place->next_url.length == 0, has_moved, has_page;
	enum err err = read_answer(interface, url, body, headers->link, &cursor, &page, fault);

	*has_more = false;
	if (err == ERR_NONE) {
		has_moved = cursor.length > 0 && strcmp(str_text(&cursor), str_text(&place->cursor)) != 0;
		has_page = page.length > 0 && strcmp(str_text(&page), url) != 0;
		*has_more = has_moved || has_page;
		if (has_moved)
			set(&place->cursor, str_text(&cursor));
		set(&place->next_url, has_page ? str_text(&page) : "");
		keep_etags(interface, url, headers, is_first && !*has_more, place);
		if (place->until == INSTANT_NONE && headers->date != INSTANT_NONE)
			place->until = headers->date - OVERLAP_US;
		if (!*has_more && place->until != INSTANT_NONE) {
			place->since = place->until;
			place->until = INSTANT_NONE;
		}
	}
	str_release(&cursor);
	str_release(&page);
	return err;
}

/* ---------------------------------------------------------------- what failed */

int64_t pullplan_wait_us(int failures, int64_t every_us, int64_t asked_us, uint64_t random)
{
	int64_t wait = net_backoff_us(failures, BACKOFF_US, every_us, random);

	if (wait < US_PER_S)
		wait = US_PER_S;
	return wait > asked_us ? wait : asked_us;
}

const char *pullplan_words(int status)
{
	switch (status) {
	case 401:
	case 403:
		return "the partner refuses our secret";
	case 404:
	case 410:
		return "the partner has nothing at this address";
	case 429:
		return "the partner has us wait";
	default:
		return status >= 500 ? "the partner's API is down" : "the partner's answer is none that brings something";
	}
}
