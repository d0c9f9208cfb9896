/* SPDX-License-Identifier: MIT */
/* One interface is one walk: read the place, ask, have it stored, write the place, ask again. Nothing else of it runs meanwhile, so
 * whatever fails, the place in the store is the last that is sure, and the walk begins there again. */
#include "engine/pull.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/filetype.h"
#include "config/secret.h"
#include "engine/failpoint.h"
#include "engine/lane.h"
#include "engine/pullplan.h"
#include "engine/reception.h"
#include "engine/refdata.h"
#include "model/interface_line.h"
#include "net/http_url.h"

#define REDIRECTS_MOST 3
#define AGAIN_US       US_PER_S

struct pull {
	struct engine *engine;
	int64_t tenant_id, interface_id;
	uint64_t mark; /* of its settings */
	int64_t fence; /* of the lease under which the place was read: with another one it may be another engine's by now */
	char key[48];
	struct loop_timer *timer;
	struct http_call *call;
	struct pullplan_place place; /* as the store has it */
	struct pullplan_place next;  /* as it is once the answer is committed */
	struct str url;              /* that is asked */
	int pages, redirects, asked, status;
	int failures;
	bool has_more;
	char broken[300]; /* why the answer does not say where to go on; "" = it does */
	int told;         /* the status of the trouble that the log has; -1 = none */
	int64_t wait_us;  /* until it is asked again, once the place is written; 0 = at once */
	bool is_known;    /* the place was read */
	bool is_waiting;  /* for the store */
	bool is_named, is_gone;
};

static void ask(struct pull *pull);
static void put(struct pull *pull, const char *error, bool is_heard, int pages, int rejected);

static struct tenancy *tenancy_of(const struct pull *pull)
{
	struct tenancy *tenancy = engine_tenancy(pull->engine, pull->tenant_id);

	return tenancy && tenancy->refdata && tenancy_is_ours(tenancy) ? tenancy : NULL;
}

static const struct interface *interface_of(const struct pull *pull)
{
	struct tenancy *tenancy = tenancy_of(pull);

	return tenancy ? map_get_id(&tenancy->refdata->reference.interfaces, pull->interface_id) : NULL;
}

static int64_t every_us(const struct interface *interface)
{
	return interface_setting_int(interface, "pull-every") * US_PER_S;
}

static void release(struct pull *pull)
{
	loop_timer_free(pull->timer);
	pullplan_release(&pull->place);
	pullplan_release(&pull->next);
	str_release(&pull->url);
	mem_free(pull);
}

/* The store has answered: is there somebody who wants to know? */
static bool is_back(struct pull *pull)
{
	pull->is_waiting = false;
	if (!pull->is_gone)
		return true;
	map_remove(&pull->engine->pulls, span_of(pull->key));
	release(pull);
	return false;
}

/* ---------------------------------------------------------------- the end of a step */

/* Told once, until it is another or over: words of links have times in them. */
static void tell(struct pull *pull, const struct interface *interface, const char *trouble)
{
	int told = trouble[0] ? pull->status : -1;

	if (pull->told == told)
		return;
	pull->told = told;
	if (trouble[0])
		log_line(LOG_WARN, "pull", "%s: %s", interface->name, trouble);
	else
		log_line(LOG_INFO, "pull", "%s: the partner answers again", interface->name);
}

static void fail(struct pull *pull, const char *words, int64_t asked_us, int rejected)
{
	const struct interface *interface = interface_of(pull);
	char error[300];

	if (!interface)
		return;
	text_clean_into(error, sizeof error, words, strlen(words));
	pull->engine->figures.pulls_failed++;
	pull->wait_us = pullplan_wait_us(++pull->failures, every_us(interface), asked_us, random_next(&pull->engine->random));
	tell(pull, interface, error);
	put(pull, error, false, 0, rejected);
}

/* Where a page leads nowhere, its run is over: names of pages do not hold for ever. */
static void leave_page(struct pull *pull)
{
	str_clear(&pull->place.next_url);
	pull->place.until = INSTANT_NONE;
}

/* Nothing is left to ask for this time. */
static void rest(struct pull *pull, int pages)
{
	const struct interface *interface = interface_of(pull);

	if (!interface)
		return;
	pull->failures = pull->pages = 0;
	pull->wait_us = every_us(interface);
	tell(pull, interface, "");
	put(pull, "", true, pages, 0);
}

/* ---------------------------------------------------------------- the place in the store */

/* Column: was it ours? Another engine has the place now, if not. */
static void on_put(void *context, struct pg_result *result)
{
	struct pull *pull = context;

	if (!is_back(pull))
		return;
	if (pg_result_fault(result))
		lane_log_fault((void *)(uintptr_t) "pull", result);
	pull->is_known = !pg_result_fault(result) && pg_result_rows(result) == 1 && strcmp(pg_result_text(result, 0, 0), "t") == 0;
	if (!pull->is_known)
		return; /* it is read again with the next look */
	FAILPOINT("pull-written");
	loop_timer_start(pull->timer, pull->wait_us, 0);
}

static void put_place(const struct pullplan_place *place, struct pg_params *params)
{
	pg_params_text(params, str_text(&place->cursor));
	pg_params_text(params, str_text(&place->next_url));
	pg_params_text(params, str_text(&place->etag));
	pg_params_text(params, str_text(&place->modified));
	pg_params_text(params, str_text(&place->etag_of));
	pg_params_instant(params, place->since);
	pg_params_instant(params, place->until);
}

static void put(struct pull *pull, const char *error, bool is_heard, int pages, int rejected)
{
	struct pg_params params = { 0 };

	pull->is_known = false;
	pg_params_i64(&params, pull->tenant_id);
	pg_params_i64(&params, pull->fence);
	pg_params_i64(&params, pull->interface_id);
	put_place(&pull->place, &params);
	pg_params_i64(&params, pull->status);
	pg_params_text(&params, error);
	pg_params_bool(&params, is_heard);
	pg_params_i64(&params, pull->asked);
	pg_params_i64(&params, pages);
	pg_params_i64(&params, rejected);
	pg_params_i64(&params, pull->wait_us);
	pull->asked = 0;
	pull->is_waiting = lane_send(pull->engine->lanes[LANE_SEND], "engine_pull_put", &params, on_put, pull) == ERR_NONE;
	pg_params_release(&params);
}

static void read_text(struct str *to, const struct pg_result *result, int column)
{
	str_clear(to);
	str_adds(to, pg_result_text(result, 0, column));
}

/* Columns: cursor, next_url, etag, modified, etag_of, since, until, failures, last_status, wait. */
static void on_state(void *context, struct pg_result *result)
{
	struct pull *pull = context;
	struct pullplan_place *place = &pull->place;
	bool is_there = !pg_result_fault(result) && pg_result_rows(result) == 1;

	if (!is_back(pull))
		return;
	if (pg_result_fault(result)) {
		lane_log_fault((void *)(uintptr_t) "pull", result);
		return;
	}
	pullplan_release(place);
	pullplan_start(place);
	if (is_there) {
		struct str *const texts[] = { &place->cursor, &place->next_url, &place->etag, &place->modified, &place->etag_of };
		for (int i = 0; i < (int)COUNT_OF(texts); i++)
			read_text(texts[i], result, i);
		place->since = pg_result_instant(result, 0, 5);
		place->until = pg_result_instant(result, 0, 6);
		pull->failures = (int)pg_result_i64(result, 0, 7, 0);
		pull->told = pull->failures > 0 ? (int)pg_result_i64(result, 0, 8, 0) : -1;
	}
	pull->is_known = true;
	pull->pages = 0;
	loop_timer_start(pull->timer, is_there ? pg_result_i64(result, 0, 9, 0) : 0, 0);
}

static void read_state(struct pull *pull, const struct tenancy *tenancy)
{
	struct pg_params params = { 0 };

	pull->fence = tenancy->fence;
	pg_params_i64(&params, pull->tenant_id);
	pg_params_i64(&params, pull->interface_id);
	pull->is_waiting = lane_send(pull->engine->lanes[LANE_SEND], "engine_pull_state", &params, on_state, pull) == ERR_NONE;
	pg_params_release(&params);
}

/* ---------------------------------------------------------------- an answer */

/* What became of it in the store. A page of which some was refused or was another's is behind us: it would be no better the next time. */
static void on_taken(void *context, int status, const char *words)
{
	struct pull *pull = context;
	const struct interface *interface;

	if (!is_back(pull))
		return;
	FAILPOINT("pull-stored");
	interface = interface_of(pull);
	if (!interface || status == 503) {
		loop_timer_start(pull->timer, AGAIN_US, 0);
	} else if (status != 202 && status != 207 && status != 409) {
		fail(pull, words, 0, 1);
	} else if (pull->broken[0]) {
		fail(pull, pull->broken, 0, 0);
	} else {
		pullplan_copy(&pull->place, &pull->next);
		pull->pages++;
		if (!pull->has_more || pull->pages >= interface_setting_int(interface, "pull-pages")) {
			rest(pull, 1);
			return;
		}
		pull->failures = 0;
		pull->wait_us = 0;
		put(pull, "", true, 1, 0);
	}
}

/* Where it came from stands beside the message, as a file's name does. */
static void kept_headers(const struct pull *pull, const struct http_reply *reply, struct str *out)
{
	const char *etag = http_reply_header(reply, "ETag");

	str_adds(out, "pull: ");
	text_clean(out, str_text(&pull->url), pull->url.length < 1000 ? pull->url.length : 1000);
	str_addc(out, '\n');
	if (!etag)
		return;
	str_adds(out, "etag: ");
	text_clean(out, etag, strlen(etag) < 500 ? strlen(etag) : 500);
	str_addc(out, '\n');
}

static void move(struct pull *pull, const struct interface *interface, const struct http_reply *reply)
{
	struct pullplan_headers headers = {
		.link = http_reply_header(reply, "Link"),
		.etag = http_reply_header(reply, "ETag"),
		.modified = http_reply_header(reply, "Last-Modified"),
		.date = http_date(http_reply_header(reply, "Date")),
	};
	struct fault fault = { 0 };

	if (headers.date == INSTANT_NONE)
		headers.date = engine_server_now(pull->engine);
	pullplan_copy(&pull->next, &pull->place);
	pull->broken[0] = '\0';
	if (pullplan_move(interface, str_text(&pull->url), reply->body, &headers, &pull->next, &pull->has_more, &fault) != ERR_NONE)
		snprintf(pull->broken, sizeof pull->broken, "%.299s", fault.why);
}

static void take(struct pull *pull, struct tenancy *tenancy, const struct interface *interface, const struct http_reply *reply)
{
	const char *type = http_reply_header(reply, "Content-Type");
	struct str headers = { 0 };
	struct reception_piece piece;

	move(pull, interface, reply);
	kept_headers(pull, reply, &headers);
	piece = (struct reception_piece){ .type = type && type[0] ? type : filetype_of("", reply->body),
					  .headers = str_text(&headers),
					  .body = reply->body };
	pull->is_waiting = true;
	reception_take(pull->engine->reception, tenancy, interface, &piece, on_taken, pull);
	str_release(&headers);
}

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* The way that it was sent is not written down: the next time begins at the address that people wrote. */
static void follow(struct pull *pull, const struct http_reply *reply)
{
	const char *location = http_reply_header(reply, "Location");
	struct str url = { 0 };
	struct fault fault = { 0 };

	if (++pull->redirects > REDIRECTS_MOST || !location) {
		fail(pull, "the partner sends us from one address to the next", 0, 0);
	} else if (http_url_follow(str_text(&pull->url), span_of(location), &url, &fault) != ERR_NONE) {
		fail(pull, fault.why, 0, 0);
	} else {
		str_clear(&pull->url);
		str_adds(&pull->url, str_text(&url));
		ask(pull);
	}
	str_release(&url);
}

static void refuse(struct pull *pull, const struct http_reply *reply)
{
	char words[200];

	if (reply->status == 400 || reply->status == 404 || reply->status == 410)
		leave_page(pull);
	snprintf(words, sizeof words, "%s (status %d)", pullplan_words(reply->status), reply->status);
	fail(pull, words,
	     http_retry_after_us(http_reply_header(reply, "Retry-After"), http_reply_header(reply, "Date"),
				 loop_wall_us(pull->engine->loop)),
	     0);
}

static void rest_empty(struct pull *pull)
{
	leave_page(pull);
	rest(pull, 0);
}

static void on_reply(void *context, const struct http_reply *reply)
{
	struct pull *pull = context;
	struct tenancy *tenancy = tenancy_of(pull);
	const struct interface *interface = interface_of(pull);

	pull->call = NULL;
	FAILPOINT("pull-answered");
	if (!tenancy || !interface)
		return; /* not ours any more: the next look lets it go */
	pull->status = reply->status;
	if (reply->outcome != HTTP_ANSWERED)
		fail(pull, reply->fault.why, 0, 0);
	else if (is_redirect(reply->status))
		follow(pull, reply);
	else if (reply->status == 304 || reply->status == 204 || (reply->status == 200 && reply->body.length == 0 && !reply->is_cut))
		rest_empty(pull);
	else if (reply->status != 200)
		refuse(pull, reply);
	else if (reply->is_cut)
		fail(pull, "the answer broke off, or is larger than 5 MiB", 0, 0);
	else
		take(pull, tenancy, interface, reply);
}

/* ---------------------------------------------------------------- a request */

/* The header that shows the secret, in `value`; false where there is none to show. */
static enum err read_auth(const struct pull *pull, const struct interface *interface, struct http_header *header, struct str *value,
			  struct fault *fault)
{
	const char *how = interface_setting(interface, "pull-auth"), *name = interface_setting(interface, "pull-secret");
	struct str secret = { 0 };
	enum err err;

	if (!name[0])
		return ERR_NONE;
	err = secret_read(config_text(pull->engine->config, "secrets-dir"), name, &secret, fault);
	if (err == ERR_NONE && strcmp(how, "basic") == 0) {
		str_adds(value, "Basic ");
		base64_write(value, str_text(&secret), secret.length);
	} else if (err == ERR_NONE) {
		str_adds(value, strcmp(how, "header") == 0 ? "" : "Bearer ");
		str_add(value, str_text(&secret), secret.length);
	}
	header->name = strcmp(how, "header") == 0 ? interface_setting(interface, "pull-header") : "Authorization";
	header->value = str_text(value);
	secret_release(&secret);
	return err;
}

/* What the partner need not send again. */
static size_t add_conditions(const struct pull *pull, const struct interface *interface, struct http_header *headers, size_t count)
{
	struct str digest = { 0 };

	pullplan_request_digest(interface, str_text(&pull->url), &digest);
	if (strcmp(str_text(&digest), str_text(&pull->place.etag_of)) == 0) {
		if (pull->place.etag.length > 0)
			headers[count++] = (struct http_header){ "If-None-Match", str_text(&pull->place.etag) };
		if (pull->place.modified.length > 0)
			headers[count++] = (struct http_header){ "If-Modified-Since", str_text(&pull->place.modified) };
	}
	str_release(&digest);
	return count;
}

static void ask(struct pull *pull)
{
	const struct interface *interface = interface_of(pull);
	struct http_header headers[4] = { { "Accept", interface ? interface_setting(interface, "pull-accept") : "" } };
	struct http_message message = { .method = "GET", .url = str_text(&pull->url), .headers = headers, .is_repeatable = true,
					.body_most_bytes = PULLPLAN_BYTES_MAX };
	struct str secret = { 0 };
	struct fault fault = { 0 };
	enum err err;

	if (!interface)
		return;
	message.timeout_us = interface_setting_int(interface, "pull-timeout") * US_PER_S;
	err = read_auth(pull, interface, &headers[1], &secret, &fault);
	message.header_count = add_conditions(pull, interface, headers, headers[1].name ? 2 : 1);
	if (err == ERR_NONE)
		err = http_client_call(pull->engine->client, &message, on_reply, pull, &pull->call, &fault);
	secret_release(&secret);
	pull->asked++;
	pull->engine->figures.pulls++;
	if (err != ERR_NONE)
		fail(pull, fault.why, 0, 0);
}

static void on_timer(void *context)
{
	struct pull *pull = context;
	const struct interface *interface = interface_of(pull);

	if (!interface || !pull->is_known || pull->call || pull->is_waiting || pull->engine->is_ending)
		return;
	if (!reception_is_open(pull->engine->reception)) {
		loop_timer_start(pull->timer, AGAIN_US, 0);
		return;
	}
	pull->redirects = pull->status = 0;
	str_clear(&pull->url);
	pullplan_url(interface, &pull->place, &pull->url);
	ask(pull);
}

/* ---------------------------------------------------------------- which there are */

static struct pull *pull_of(struct engine *engine, const struct tenancy *tenancy, const struct interface *interface)
{
	char key[48];
	struct pull *pull;

	snprintf(key, sizeof key, "%lld:%lld", (long long)tenancy->id, (long long)interface->interface_id);
	pull = map_get(&engine->pulls, span_of(key));
	if (pull)
		return pull;
	pull = mem_new(1, sizeof *pull);
	*pull = (struct pull){ .engine = engine, .tenant_id = tenancy->id, .interface_id = interface->interface_id,
			       .mark = interface_settings_mark(interface), .told = -1 };
	memcpy(pull->key, key, sizeof key);
	pullplan_start(&pull->place);
	pullplan_start(&pull->next);
	pull->timer = loop_timer_new(engine->loop, on_timer, pull);
	map_put(&engine->pulls, span_of(pull->key), pull);
	return pull;
}

/* Who has changed its text wants to see what it does. */
static void look_at(struct engine *engine, const struct tenancy *tenancy)
{
	for (size_t i = 0; i < tenancy->refdata->interface_count; i++) {
		const struct interface *interface = &tenancy->refdata->interfaces[i];
		struct pull *pull;
		if (!interface_setting(interface, "pull")[0] || strcmp(interface->direction, "in") != 0)
			continue;
		pull = pull_of(engine, tenancy, interface);
		pull->is_named = true;
		pull->is_gone = false;
		if (!pull->is_known && !pull->is_waiting && !pull->call)
			read_state(pull, tenancy);
		else if (pull->mark != interface_settings_mark(interface) && pull->is_known && !pull->is_waiting && !pull->call)
			loop_timer_start(pull->timer, 0, 0);
		else
			continue;
		pull->mark = interface_settings_mark(interface);
	}
}

/* What waits for the store is let go when that has answered. */
static void let_go(struct pull *pull)
{
	if (pull->call)
		http_call_cancel(pull->call);
	pull->call = NULL;
	pull->is_known = false;
	loop_timer_stop(pull->timer);
	pull->is_gone = pull->is_waiting;
	if (pull->is_gone)
		return;
	map_remove(&pull->engine->pulls, span_of(pull->key));
	release(pull);
}

/* One at a time: a map that is walked is not changed. */
static bool let_one_go(struct engine *engine)
{
	struct pull *pull;
	size_t cursor = 0;

	while ((pull = map_next(&engine->pulls, &cursor)))
		if (!pull->is_named && !pull->is_gone) {
			let_go(pull);
			return true;
		}
	return false;
}

void pull_tick(struct engine *engine)
{
	struct pull *pull;
	size_t cursor = 0;

	while ((pull = map_next(&engine->pulls, &cursor)))
		pull->is_named = false;
	for (size_t i = 0; i < engine->tenancies.count; i++)
		if (engine->tenancies.items[i]->refdata && tenancy_is_ours(engine->tenancies.items[i]))
			look_at(engine, engine->tenancies.items[i]);
	while (let_one_go(engine))
		;
}

void pull_free_all(struct engine *engine)
{
	struct pull *pull;
	size_t cursor = 0;

	while ((pull = map_next(&engine->pulls, &cursor)))
		release(pull);
	map_release(&engine->pulls);
}
