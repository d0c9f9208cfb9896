/* SPDX-License-Identifier: MIT */
/* The life of a call, from the key to the answer. */
#include "engine/api.h"

#include <stdio.h>
#include <string.h>

#include "api/meter.h"
#include "api/openapi.h"
#include "api/reply.h"
#include "base/instant.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/apicall.h"
#include "engine/apikeys.h"
#include "pg/rowread.h"

#define BEGIN_MOST_US (10 * US_PER_S)

/* Counters since the start. */
struct api_counts {
	uint64_t calls;         /* with a key or without */
	uint64_t auth_failures; /* 401 */
	uint64_t rate_limited;  /* 429 */
	uint64_t refused;       /* other 4xx */
	uint64_t failed;        /* 5xx */
};

struct api {
	struct engine *engine;
	struct apikeys *keys;
	struct apipool *pool;
	struct api_call *calls;
	size_t under_way;
	struct api_counts counts;
	struct meter_times times; /* of calls that asked the store */
	struct str description;   /* made when it is first asked for */
};

/* --- answers --- */

static void count_status(struct api *api, int status)
{
	if (status == 401)
		api->counts.auth_failures++;
	else if (status == 429)
		api->counts.rate_limited++;
	else if (status >= 500)
		api->counts.failed++;
	else if (status >= 400)
		api->counts.refused++;
}

static void send_json(struct api *api, struct http_request *request, int status, const struct str *json,
		      const struct http_header *header)
{
	count_status(api, status);
	http_request_answer(request, status, "application/json", (struct span){ str_text(json), json->length }, header,
			    header ? 1 : 0);
}

/* An answer to who was not let in. */
static void turn_away(struct api *api, struct http_request *request, int status, const struct fault *fault,
		      const struct http_header *header)
{
	struct str json = { 0 };

	reply_fault(&json, fault);
	send_json(api, request, status, &json, header);
	str_release(&json);
}

/* Goes back to where the call waits for its connection. Reading twice does no harm, and an act's key does it once. */
static void begin_again(struct api_call *call)
{
	call->is_cut = false;
	call->was_cut = true;
	call->is_begun = false;
	call->rows.count = 0;
	call->act_id = INT_NONE;
	call->tries = 0;
	if (call->timer)
		loop_timer_stop(call->timer);
}

void apicall_settle(struct api_call *call)
{
	if (call->waiting > 0)
		return;
	if (!call->is_over && call->is_cut)
		begin_again(call);
	if (!call->is_over)
		return;
	*call->at = call->next;
	if (call->next)
		call->next->at = call->at;
	call->api->under_way--;
	if (call->link)
		apipool_give(call->link);
	loop_timer_free(call->timer);
	vec_release(&call->rows);
	arena_release(&call->arena);
	mem_free(call);
}

struct loop *apicall_loop(const struct api_call *call)
{
	return call->api->engine->loop;
}

int64_t apicall_wait_us(const struct api_call *call)
{
	return config_us(call->api->engine->config, "api-wait");
}

void apicall_answer(struct api_call *call, int status, const struct str *json, const char *location)
{
	const struct http_header place = { "Location", location }, later = { "Retry-After", "1" };
	int64_t took_us;

	BUG_IF(call->is_over);
	if (json->length > API_ANSWER_MOST) {
		apicall_refuse(call, ERR_INVALID, call->match.route->name, "the answer would be too large", "ask for less");
		return;
	}
	call->is_over = true;
	took_us = loop_now_us(call->api->engine->loop) - call->began_us;
	if (call->is_begun)
		meter_add(&call->api->times, took_us);
	log_line(LOG_DEBUG, "api", "%s %s %s: %d in %lld us", call->link ? call->link->login : "?", call->match.route->method,
		 http_request_path(call->request), status, (long long)took_us);
	send_json(call->api, call->request, status, json, location ? &place : reply_is_passing(status) ? &later : NULL);
	call->request = NULL;
}

void apicall_fail(struct api_call *call, const struct fault *fault)
{
	struct str json = { 0 };
	int status = reply_status(fault->err);

	if (call->is_over)
		return;
	if (status == 500)
		log_fault("api", fault);
	reply_fault(&json, fault);
	apicall_answer(call, status, &json, NULL);
	str_release(&json);
}

void apicall_refuse(struct api_call *call, enum err err, const char *what, const char *why, const char *help)
{
	struct fault fault = { 0 };

	fault_set(&fault, err, what, "%s", why);
	fault_help(&fault, "%s", help);
	apicall_fail(call, &fault);
}

/* --- statements --- */

struct asking {
	struct api_call *call;
	apicall_step *step;
	void *about;
};

/* What the store is made of stays here; that the same may be sent again does not. */
static void hide_store(struct fault *fault)
{
	if (reply_status(fault->err) == 503) {
		fault_set(fault, fault->err, "the store", "%s", err_words(fault->err));
		fault_help(fault, "send it again in a moment; an act under the same Idempotency-Key is done once");
	} else if (reply_status(fault->err) == 500) {
		fault_set(fault, fault->err, "the store", "it refused in a way that was not expected");
	}
}

static void take_fault(struct api_call *call, const struct fault *why)
{
	struct fault fault = *why;

	if (fault.err == ERR_LINK && !call->was_cut) {
		call->is_cut = true;
		return;
	}
	if (reply_status(fault.err) == 500)
		log_fault("api", &fault);
	hide_store(&fault);
	apicall_fail(call, &fault);
}

static void on_answer(void *context, struct pg_result *result)
{
	const struct asking *asking = context;
	struct api_call *call = asking->call;

	call->waiting--;
	if (!call->is_over && !call->is_cut && pg_result_fault(result))
		take_fault(call, pg_result_fault(result));
	else if (!call->is_over && !call->is_cut)
		asking->step(call, result, asking->about);
	apicall_settle(call);
}

void apicall_ask(struct api_call *call, const char *sql, const struct pg_params *params, apicall_step *step, void *about)
{
	struct asking *asking = arena_new(&call->arena, 1, sizeof *asking);
	struct fault fault = { 0 };
	enum err err;

	if (call->is_over || call->is_cut)
		return;
	*asking = (struct asking){ call, step, about };
	err = lane_send_sql(call->link->lane, sql, params, on_answer, asking);
	if (err == ERR_NONE) {
		call->waiting++;
		return;
	}
	fault_set(&fault, err, "the store", "%s", err_words(err));
	take_fault(call, &fault);
}

void apicall_select(struct api_call *call, const struct row_type *type, const char *source, const char *tail,
		    const struct pg_params *params, apicall_step *step, void *about)
{
	struct str sql = { 0 };

	str_adds(&sql, "select ");
	row_type_select(type, &sql);
	str_adds(&sql, " from ");
	str_adds(&sql, source ? source : type->source);
	str_addc(&sql, ' ');
	str_adds(&sql, tail);
	apicall_ask(call, str_text(&sql), params, step, about);
	str_release(&sql);
}

bool apicall_rows(struct api_call *call, const struct row_type *type, const struct pg_result *result, struct api_rows *out)
{
	struct fault fault = { 0 };

	*out = (struct api_rows){ 0 };
	if (rowread_all(type, result, &call->arena, &out->rows, &out->count, &fault) == ERR_NONE)
		return true;
	log_fault("api", &fault);
	apicall_refuse(call, ERR_STORE, type->name, "a row cannot be read", "");
	return false;
}

/* --- connections --- */

static void begin(struct api_call *call)
{
	call->is_begun = true;
	if (call->match.route->body == BODY_NONE)
		apiread_begin(call);
	else
		apido_begin(call);
}

/* pg_ident is what is forgotten most easily, so it is named. */
static void fail_link(struct api_call *call, const struct fault *why)
{
	apicall_refuse(call, ERR_LINK, "the store",
		       why->err == ERR_DENIED ? "it does not let docketd in with this program's login" : "it cannot be reached",
		       why->err == ERR_DENIED ? "its administrator adds the line for pg_ident.conf that docket operator add printed"
					      : "try again in a moment");
}

/* The list may lose the call, never the one behind it: a call ends no other. */
static void on_state(void *context, struct api_link *link, const struct fault *why)
{
	struct api *api = context;

	for (struct api_call *call = api->calls, *next; call; call = next) {
		next = call->next;
		if (call->link != link || call->is_begun || call->is_over)
			continue;
		if (why)
			fail_link(call, why);
		else
			begin(call);
		apicall_settle(call);
	}
}

static void connect_call(struct api_call *call, const char *login)
{
	struct fault fault = { 0 };

	call->link = apipool_take(call->api->pool, login, &fault);
	if (!call->link)
		apicall_fail(call, &fault);
	else if (call->link->has_failed)
		fail_link(call, &call->link->fault);
	else if (lane_is_up(call->link->lane))
		begin(call);
}

/* --- who may come in --- */

/* The key that the request shows, if it is one and may call now; else answered with why not. */
static struct api_key *let_in(struct api *api, struct http_request *request)
{
	static const struct http_header scheme = { "WWW-Authenticate", "Bearer" }, soon = { "Retry-After", "1" };
	const char *text = body_bearer(http_request_header(request, "authorization"));
	struct api_key *key = text ? apikeys_find(api->keys, text) : NULL;
	struct fault fault = { 0 };
	char seconds[24];
	int64_t wait_us;

	if (!apikeys_are_fresh(api->keys) || config_number(api->engine->config, "api-links") == 0) {
		fault_set(&fault, ERR_LINK, "the API", "the store cannot be asked who you are");
		turn_away(api, request, 503, &fault, &soon);
	} else if (!key) {
		fault_set(&fault, ERR_DENIED, "the key", text ? "it is not known, or was ended" : "there is none");
		fault_help(&fault, "Authorization: Bearer KEY, with a key that docket key api NAME printed");
		turn_away(api, request, 401, &fault, &scheme);
	} else if (!meter_take(&key->rate, key->per_minute, loop_now_us(api->engine->loop), &wait_us)) {
		const struct http_header later = { "Retry-After", seconds };
		snprintf(seconds, sizeof seconds, "%lld", (long long)((wait_us + US_PER_S - 1) / US_PER_S));
		fault_set(&fault, ERR_LIMIT, "the key", "it may make %lld calls a minute", (long long)key->per_minute);
		fault_help(&fault, "the next may come in %s s", seconds);
		turn_away(api, request, 429, &fault, &later);
	} else {
		return key;
	}
	return NULL;
}

static bool is_small(struct api *api, struct http_request *request)
{
	struct fault fault = { 0 };

	if (http_request_body(request).length <= API_BODY_MOST)
		return true;
	fault_set(&fault, ERR_LIMIT, "the body", "it is larger than %zu bytes", API_BODY_MOST);
	turn_away(api, request, 413, &fault, NULL);
	return false;
}

static struct api_call *add_call(struct api *api, struct http_request *request, const struct route_match *match,
				 struct arena *arena)
{
	struct api_call *call = mem_new(1, sizeof *call);

	*call = (struct api_call){ .api = api, .request = request, .match = *match, .arena = *arena,
				   .began_us = loop_now_us(api->engine->loop), .act_id = INT_NONE,
				   .next = api->calls, .at = &api->calls };
	*arena = (struct arena){ 0 };
	if (call->next)
		call->next->at = &call->next;
	api->calls = call;
	api->under_way++;
	return call;
}

void api_take(struct api *api, struct http_request *request, const struct route_match *match, struct arena *arena)
{
	const struct api_key *key;
	struct api_call *call;
	struct fault fault = { 0 };
	enum err err;

	api->counts.calls++;
	key = let_in(api, request);
	if (!key || !is_small(api, request)) {
		arena_release(arena);
		return;
	}
	call = add_call(api, request, match, arena);
	err = match->route->body == BODY_NONE ? apiread_check(call, &fault) : apido_check(call, &fault);
	if (err)
		apicall_fail(call, &fault);
	else
		connect_call(call, key->login);
	apicall_settle(call);
}

/* --- the whole --- */

struct api *api_new(struct engine *engine)
{
	struct api *api = mem_new(1, sizeof *api);

	api->engine = engine;
	api->keys = apikeys_new(engine);
	api->pool = apipool_new(engine, on_state, api);
	return api;
}

void api_free(struct api *api)
{
	if (!api)
		return;
	for (struct api_call *call = api->calls, *next; call; call = next) {
		next = call->next;
		call->is_over = true;
		call->waiting = 0; /* its connection goes, and answers nothing */
		apicall_settle(call);
	}
	apipool_free(api->pool);
	apikeys_free(api->keys);
	str_release(&api->description);
	mem_free(api);
}

void api_describe(struct api *api, struct http_request *request)
{
	if (!api->description.length)
		openapi_print(&api->description);
	http_request_answer(request, 200, "application/json", (struct span){ api->description.text, api->description.length }, NULL,
			    0);
}

/* Whatever keeps a connection from coming or failing, nobody waits for it without an end. */
static void end_late(struct api *api)
{
	int64_t since_us = loop_now_us(api->engine->loop) - BEGIN_MOST_US;

	for (struct api_call *call = api->calls, *next; call; call = next) {
		next = call->next;
		if (!call->is_over && !call->is_begun && call->waiting == 0 && call->began_us < since_us)
			apicall_refuse(call, ERR_TIMEOUT, "the store", "it did not open this program's connection in time",
				       "try again in a moment");
		apicall_settle(call);
	}
}

void api_tick(struct api *api)
{
	apikeys_load(api->keys);
	end_late(api);
	apipool_tick(api->pool);
}

void api_keys_changed(struct api *api)
{
	apikeys_load(api->keys);
}

size_t api_busy(const struct api *api)
{
	return api->under_way;
}

void api_figures(const struct api *api, struct json_writer *json)
{
	const struct {
		const char *name;
		int64_t value;
	} rows[] = {
		{ "calls", (int64_t)api->counts.calls },
		{ "auth_failures", (int64_t)api->counts.auth_failures },
		{ "rate_limited", (int64_t)api->counts.rate_limited },
		{ "refused", (int64_t)api->counts.refused },
		{ "failed", (int64_t)api->counts.failed },
		{ "under_way", (int64_t)api->under_way },
		{ "connections", (int64_t)apipool_count(api->pool) },
		{ "took_p50_us", meter_quantile(&api->times, 50) },
		{ "took_p95_us", meter_quantile(&api->times, 95) },
		{ "took_most_us", api->times.most_us },
	};

	jsonw_open(json, "api");
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		jsonw_put_int(json, rows[i].name, rows[i].value);
	jsonw_close(json);
}
