/* SPDX-License-Identifier: MIT */
/*
 * Each interface goes round: its state is read, it is time, a page is asked for, the answer stored, the state kept, and the next page asked
 * for until there is none. The state is kept behind the store: what an engine that died had stored is asked for again and known.
 */
#include "engine/pull.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/filetype.h"
#include "engine/failpoint.h"
#include "engine/lane.h"
#include "engine/pull_ask.h"
#include "engine/reception.h"
#include "engine/refdata.h"
#include "engine/source.h"
#include "net/http_url.h"

#define PAGES_MAX 200 /* of one run; the rest is asked for with the next */
#define CALL_US   (30 * US_PER_S)

enum phase {
	NEW,     /* its state is not known */
	WAITING, /* until next_at */
	BUSY,    /* something is under way that will answer */
};

struct pull {
	struct source head;
	enum phase phase;
	bool is_gone;  /* freed when what is under way has answered */
	struct http_call *call;
	struct pull_state state;
	int64_t next_at; /* server time */
	int failures, pages;
	struct str url;                /* of the call under way, or the next one */
	struct str etag, modified;     /* of the answer that is being stored */
	struct str next, cursor;       /* where it says to go on */
	int64_t wait_us;
	struct str error;              /* of the newest call */
};

static void free_pull(struct pull *pull)
{
	pull_state_release(&pull->state);
	str_release(&pull->url);
	str_release(&pull->etag);
	str_release(&pull->modified);
	str_release(&pull->next);
	str_release(&pull->cursor);
	str_release(&pull->error);
	mem_free(pull);
}

static const struct interface *interface_of(const struct pull *pull, struct tenancy **out)
{
	const struct interface *interface = source_interface(&pull->head, out);

	return interface && tenancy_is_ours(*out) && !pull->head.engine->is_ending ? interface : NULL;
}

/* What was under way has answered: the interface as it is now; NULL if it is nobody's to go on with, and then the pull may be freed. */
static const struct interface *back(struct pull *pull, struct tenancy **tenancy)
{
	const struct interface *interface = pull->is_gone ? NULL : interface_of(pull, tenancy);

	if (pull->is_gone)
		free_pull(pull);
	else if (!interface)
		pull->phase = NEW;
	return interface;
}

static void set_text(struct str *out, const char *text)
{
	str_clear(out);
	str_adds(out, text ? text : "");
}

static int64_t every_us(const struct interface *interface)
{
	return interface_setting_int(interface, "pull-every") * US_PER_S;
}

/* ---------------------------------------------------------------- kept */

static void ask_page(struct pull *pull, const struct interface *interface, struct tenancy *tenancy);

static void on_kept(void *context, struct pg_result *result)
{
	struct pull *pull = context;
	bool is_kept = !pg_result_fault(result) && pg_result_rows(result) > 0 && strcmp(pg_result_text(result, 0, 0), "t") == 0;
	struct tenancy *tenancy;
	const struct interface *interface = back(pull, &tenancy);

	if (pg_result_fault(result))
		lane_log_fault((void *)(uintptr_t) "pull", result);
	if (!interface)
		return;
	if (!is_kept) {
		pull->phase = NEW; /* read again before anything is asked */
	} else if (pull->url.length > 0) {
		ask_page(pull, interface, tenancy);
	} else {
		pull->phase = WAITING;
		pull->next_at = engine_server_now(pull->head.engine) + pull->wait_us;
	}
}

/* Keeps the state; pull->url is what is asked for next, empty for nothing before wait_us. */
static void keep(struct pull *pull, struct tenancy *tenancy, bool is_heard)
{
	struct pg_params params = { 0 };
	char seconds[32];

	pull->failures = pull->error.length > 0 ? pull->failures + 1 : 0;
	snprintf(seconds, sizeof seconds, "%.3f", pull->url.length > 0 ? 0.0 : (double)pull->wait_us / (double)US_PER_S);
	pg_params_i64(&params, tenancy->id);
	pg_params_i64(&params, tenancy->fence);
	pg_params_i64(&params, pull->head.interface_id);
	pg_params_text(&params, str_text(&pull->state.asked));
	pg_params_text(&params, str_text(&pull->state.etag));
	pg_params_text(&params, str_text(&pull->state.modified));
	pg_params_text(&params, str_text(&pull->state.cursor));
	pg_params_text(&params, seconds);
	pg_params_bool(&params, is_heard);
	pg_params_text(&params, str_text(&pull->error));
	if (lane_send(pull->head.engine->lanes[LANE_SEND], "engine_pull_keep", &params, on_kept, pull) != ERR_NONE)
		pull->phase = NEW;
	pg_params_release(&params);
}

/* It did not go well: told once, kept, tried again after a while; the cursor stands where it stood. */
static void fail(struct pull *pull, const struct interface *interface, struct tenancy *tenancy, bool is_heard, int64_t later_us,
		 const char *why)
{
	char clean[300];

	text_clean_into(clean, sizeof clean, why, strlen(why));
	set_text(&pull->error, clean);
	log_line(pull->failures == 0 ? LOG_WARN : LOG_DEBUG, "pull", "%s of %s: %s", interface->name, tenancy->name, clean);
	str_clear(&pull->url);
	pull->wait_us = pull_wait_us(pull->failures + 1, every_us(interface), later_us, random_next(&pull->head.engine->random));
	keep(pull, tenancy, is_heard);
}

/* A page is in the store, or there was nothing new: on to the next one, or to sleep. */
static void go_on(struct pull *pull, const struct interface *interface, struct tenancy *tenancy)
{
	bool is_moved = pull->cursor.length > 0 && strcmp(str_text(&pull->cursor), str_text(&pull->state.cursor)) != 0;

	if (is_moved)
		set_text(&pull->state.cursor, str_text(&pull->cursor));
	if (++pull->pages < PAGES_MAX && pull->next.length > 0)
		set_text(&pull->url, str_text(&pull->next));
	else if (pull->pages < PAGES_MAX && is_moved) {
		str_clear(&pull->url);
		pull_ask_url(interface, str_text(&pull->state.cursor), &pull->url);
	} else
		str_clear(&pull->url);
	str_clear(&pull->error);
	pull->wait_us = pull_wait_us(0, every_us(interface), 0, 0);
	keep(pull, tenancy, true);
}

/* ---------------------------------------------------------------- stored */

static void on_stored(void *context, const struct reception_answer *answer)
{
	struct pull *pull = context;
	struct tenancy *tenancy;
	const struct interface *interface = back(pull, &tenancy);

	FAILPOINT("pull-stored");
	if (!interface)
		return;
	if (answer->status == 503) {
		pull->phase = WAITING; /* the store is away: the same page again */
		pull->next_at = engine_server_now(pull->head.engine) + US_PER_S;
	} else if (answer->status != 202 && answer->status != 207) {
		fail(pull, interface, tenancy, true, 0, reception_words(answer));
	} else {
		if (pull->pages == 0) {
			set_text(&pull->state.asked, str_text(&pull->url));
			set_text(&pull->state.etag, str_text(&pull->etag));
			set_text(&pull->state.modified, str_text(&pull->modified));
		}
		go_on(pull, interface, tenancy);
	}
}

static void store(struct pull *pull, const struct interface *interface, struct tenancy *tenancy, const struct http_reply *reply)
{
	const char *type = http_reply_header(reply, "Content-Type"), *link = http_reply_header(reply, "Link");
	struct fault fault = { 0 };
	struct str from = { 0 };
	struct arrival arrival = { "pull", NULL, NULL, type && *type ? type : filetype_of("", reply->body), reply->body };
	char words[700];

	if (pull_ask_next(interface, str_text(&pull->url), reply->body, link, &pull->next, &pull->cursor, &fault)) {
		fault_words(&fault, words, sizeof words);
		fail(pull, interface, tenancy, true, 0, words);
		return;
	}
	set_text(&pull->etag, http_reply_header(reply, "ETag"));
	set_text(&pull->modified, http_reply_header(reply, "Last-Modified"));
	http_url_show(&from, str_text(&pull->url));
	arrival.name = str_text(&from);
	reception_take_arrival(pull->head.engine->reception, tenancy, interface, &arrival, on_stored, pull);
	str_release(&from);
}

/* ---------------------------------------------------------------- asked */

static void judge(struct pull *pull, const struct interface *interface, struct tenancy *tenancy, const struct http_reply *reply)
{
	bool is_new = reply->status >= 200 && reply->status < 300 && reply->status != 204 && reply->body.length > 0;
	char words[100];

	str_clear(&pull->next);
	str_clear(&pull->cursor);
	if (reply->outcome != HTTP_ANSWERED) {
		fail(pull, interface, tenancy, false, 0, reply->fault.why);
	} else if (reply->is_cut) {
		fail(pull, interface, tenancy, true, 0, "the answer is longer than 5 MiB, or broke off");
	} else if (is_new) {
		store(pull, interface, tenancy, reply);
	} else if (reply->status == 304 || (reply->status >= 200 && reply->status < 300)) {
		go_on(pull, interface, tenancy);
	} else {
		snprintf(words, sizeof words, "it answered %d%s", reply->status,
			 reply->status >= 300 && reply->status < 400 ? ": its address has moved, which is not followed" : "");
		fail(pull, interface, tenancy, false, http_reply_later_us(reply), words);
	}
}

static void on_reply(void *context, const struct http_reply *reply)
{
	struct pull *pull = context;
	struct tenancy *tenancy;
	const struct interface *interface;

	pull->call = NULL;
	interface = back(pull, &tenancy);
	if (interface)
		judge(pull, interface, tenancy, reply);
}

/* Asks for pull->url. */
static void ask_page(struct pull *pull, const struct interface *interface, struct tenancy *tenancy)
{
	const struct refdata_keys *keys = refdata_keys(tenancy->refdata, pull->head.interface_id);
	struct http_header headers[PULL_HEADERS_MAX];
	struct http_message message = { .method = "GET", .url = str_text(&pull->url), .headers = headers, .timeout_us = CALL_US,
					.is_repeatable = true, .body_most_bytes = PULL_ANSWER_BYTES_MAX };
	struct arena arena = { 0 };
	struct fault fault = { 0 };

	pull->phase = BUSY;
	message.header_count = pull_ask_headers(interface, &pull->state, message.url, keys ? str_text(&keys->key) : "", &arena, headers);
	if (http_client_call(pull->head.engine->client, &message, on_reply, pull, &pull->call, &fault) != ERR_NONE)
		fail(pull, interface, tenancy, false, 0, fault.why);
	arena_release(&arena);
}

static void begin_run(struct pull *pull, const struct interface *interface, struct tenancy *tenancy)
{
	pull->pages = 0;
	str_clear(&pull->url);
	pull_ask_url(interface, str_text(&pull->state.cursor), &pull->url);
	ask_page(pull, interface, tenancy);
}

/* ---------------------------------------------------------------- its state */

/* Columns: asked, etag, modified, cursor, next_at, failures. No row: nothing was asked yet. */
static void on_state(void *context, struct pg_result *result)
{
	struct pull *pull = context;
	struct tenancy *tenancy;
	bool has_row = !pg_result_fault(result) && pg_result_rows(result) > 0;

	if (pg_result_fault(result))
		lane_log_fault((void *)(uintptr_t) "pull", result);
	if (!back(pull, &tenancy))
		return;
	if (pg_result_fault(result)) {
		pull->phase = NEW;
		return;
	}
	set_text(&pull->state.asked, has_row ? pg_result_text(result, 0, 0) : "");
	set_text(&pull->state.etag, has_row ? pg_result_text(result, 0, 1) : "");
	set_text(&pull->state.modified, has_row ? pg_result_text(result, 0, 2) : "");
	set_text(&pull->state.cursor, has_row ? pg_result_text(result, 0, 3) : "");
	pull->next_at = has_row ? pg_result_instant(result, 0, 4) : 0;
	pull->failures = has_row ? (int)pg_result_i64(result, 0, 5, 0) : 0;
	pull->phase = WAITING;
}

static void read_state(struct pull *pull)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, pull->head.tenant_id);
	pg_params_i64(&params, pull->head.interface_id);
	if (lane_send(pull->head.engine->lanes[LANE_SEND], "engine_pull", &params, on_state, pull) == ERR_NONE)
		pull->phase = BUSY;
	pg_params_release(&params);
}

/* ---------------------------------------------------------------- which there are */

static void look_at(struct engine *engine, struct tenancy *tenancy, const struct interface *interface)
{
	struct pull *pull;

	if (!*interface_setting(interface, "pull"))
		return;
	pull = (struct pull *)source_find(&engine->pulls, tenancy, interface, "");
	if (!pull) {
		pull = mem_new(1, sizeof *pull);
		*pull = (struct pull){ .phase = NEW };
		source_begin(engine, &engine->pulls, &pull->head, tenancy, interface, "");
	}
	if (pull->phase == NEW)
		read_state(pull);
	else if (pull->phase == WAITING && reception_is_open(engine->reception) && engine_server_now(engine) >= pull->next_at)
		begin_run(pull, interface, tenancy);
}

static void let_go(struct source *source)
{
	struct pull *pull = (struct pull *)source;

	if (pull->call)
		http_call_cancel(pull->call);
	pull->is_gone = pull->phase == BUSY && !pull->call;
	if (!pull->is_gone)
		free_pull(pull);
}

static void free_source(struct source *source)
{
	free_pull((struct pull *)source);
}

void pull_tick(struct engine *engine)
{
	static const struct source_kind pulls = { true, look_at, let_go };

	source_tick(engine, &engine->pulls, &pulls);
}

void pull_free_all(struct engine *engine)
{
	source_end_all(&engine->pulls, free_source);
}
