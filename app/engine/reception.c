/* SPDX-License-Identifier: MIT */
/* Nothing is parsed before its signature holds; nothing is called taken before it is committed. */
#include "engine/reception.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/cloudevents.h"
#include "codec/json_write.h"
#include "codec/mail.h"
#include "codec/webhook.h"
#include "engine/failpoint.h"
#include "engine/flush.h"
#include "engine/health.h"
#include "engine/lane.h"
#include "engine/refdata.h"
#include "engine/ticker.h"
#include "engine/workloop.h"

#define EVENTS_PATH "/v1/events/"

static void answer_words(struct http_request *request, int status, const char *words)
{
	static const struct http_header later = { "Retry-After", "2" };
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "error", words);
	jsonw_close(&writer);
	http_request_answer(request, status, "application/json",
			    (struct span){ str_text(&text), text.length }, &later,
			    status == 503 || status == 429 ? 1 : 0);
	str_release(&text);
}

struct reception *reception_new(struct engine *engine)
{
	struct reception *reception = mem_new(1, sizeof *reception);

	reception->engine = engine;
	return reception;
}

/* Is it signed with one of the interface's keys? */
static bool is_signed(const struct refdata *refdata, const struct interface *interface,
		      const struct webhook_headers *headers, struct span body, int64_t server_now)
{
	const struct refdata_keys *keys = refdata_keys(refdata, interface->interface_id);
	struct span secrets[2];
	size_t count = 0;
	struct fault fault = { 0 };

	if (keys && keys->key.length > 0)
		secrets[count++] = (struct span){ keys->key.text, keys->key.length };
	if (keys && keys->next.length > 0)
		secrets[count++] = (struct span){ keys->next.text, keys->next.length };
	return count > 0 &&
	       webhook_verify(secrets, count, headers, body, server_now, &fault) == ERR_NONE;
}

/* Several tenants may call an interface by one name: the key that signed says which is meant. */
static const struct interface *find_sender(struct engine *engine, struct http_request *request,
					   const char *name, struct tenancy **out)
{
	const struct webhook_headers headers = {
		.id = http_request_header(request, "webhook-id"),
		.timestamp = http_request_header(request, "webhook-timestamp"),
		.signature = http_request_header(request, "webhook-signature"),
	};
	int64_t server_now = engine_server_now(engine);

	for (size_t i = 0; headers.signature && i < engine->tenancies.count; i++) {
		struct tenancy *tenancy = engine->tenancies.items[i];
		const struct interface *interface =
			tenancy->refdata && !tenancy->is_gone
				? refdata_interface(tenancy->refdata, name)
				: NULL;
		if (interface && is_signed(tenancy->refdata, interface, &headers,
					   http_request_body(request), server_now)) {
			*out = tenancy;
			return interface;
		}
	}
	return NULL;
}

static void keep_header(struct str *out, struct http_request *request, const char *name)
{
	const char *value = http_request_header(request, name);

	if (!value)
		return;
	str_addf(out, "%s: ", name);
	text_clean(out, value, strlen(value));
	str_addc(out, '\n');
}

static const char *kept_headers(struct arena *arena, struct http_request *request,
				const char *key_header)
{
	static const char *const names[] = { "webhook-id", "webhook-timestamp", "webhook-signature",
					     "user-agent" };
	struct str out = { 0 };
	const char *kept;

	for (size_t i = 0; i < COUNT_OF(names); i++)
		keep_header(&out, request, names[i]);
	if (key_header[0])
		keep_header(&out, request, key_header);
	kept = arena_text(arena, str_text(&out), out.length);
	str_release(&out);
	return kept;
}

static bool refuse_all(struct reception *reception, struct http_request *request, int status,
		       const char *words)
{
	reception->engine->figures.refused++;
	answer_words(request, status, words);
	return false;
}

/* Why the message is none that the interface takes; NULL if it is. */
static const char *why_not(const struct interface *interface, const char *type, struct span body, int *status)
{
	*status = 415;
	if (!type || strlen(type) > 200 || !text_is_utf8(type, strlen(type)))
		return "the message has no usable content-type";
	*status = 400;
	if (body.length == 0)
		return "the message is empty";
	*status = 415;
	return cloudevents_is_type(type) || mail_is_type(type) || interface->mapping[0]
		       ? NULL
		       : "this interface has no mapping: it takes application/cloudevents+json, "
			 "application/cloudevents-batch+json and message/rfc822";
}

/* The message as a parcel, or the status and words of why not. */
static int make_parcel(const struct interface *interface, const char *type, const char *key, struct span body,
		       struct parcel **out, char *words, size_t room)
{
	struct fault fault = { 0 };
	int status;
	const char *why = why_not(interface, type, body, &status);

	if (why) {
		snprintf(words, room, "%s", why);
		return status;
	}
	if (parcel_new(type, body, key, out, &fault) != ERR_NONE) {
		fault_words(&fault, words, room);
		return 400;
	}
	(*out)->interface_id = interface->interface_id;
	return 0;
}

/* A test that repeats a message is none that came before, and no later one is the test. */
static void rename_items(struct parcel *parcel, const char *id)
{
	for (size_t i = 0; i < parcel->count; i++)
		parcel->items[i].key = arena_printf(&parcel->arena, "%.100s %s", id, parcel->items[i].key);
}

/* The message as a parcel, or answered with why not. */
static bool take_message(struct reception *reception, struct http_request *request,
			 const struct interface *interface, struct parcel **out)
{
	const char *key = http_request_header(
		request, interface->key_header[0] ? interface->key_header : "webhook-id");
	char words[700];
	int status = make_parcel(interface, http_request_header(request, "content-type"), key, http_request_body(request), out,
				 words, sizeof words);

	if (status != 0)
		return refuse_all(reception, request, status, words);
	(*out)->headers = kept_headers(&(*out)->arena, request, interface->key_header);
	if (parcel_is_test(*out))
		rename_items(*out, http_request_header(request, "webhook-id"));
	return true;
}

static bool has_waiting_item(const struct parcel *parcel)
{
	for (size_t i = 0; i < parcel->count; i++)
		if (parcel->items[i].answer == PARCEL_WAITING)
			return true;
	return false;
}

bool reception_is_open(const struct reception *reception)
{
	const struct engine *engine = reception->engine;

	return engine->is_store_checked && lane_is_up(engine->lanes[LANE_INTAKE]) && !engine->is_ending;
}

static void deliver(struct reception *reception, struct delivery what)
{
	struct delivery *delivery = mem_copy(&what, sizeof what);

	what.parcel->received_at = tenancy_now(what.tenancy);
	reception->waiting++;
	if (has_waiting_item(what.parcel))
		flush_add(reception, delivery);
	else
		reception_answer(reception, delivery);
}

static void take_events(struct reception *reception, struct http_request *request, const char *name)
{
	struct engine *engine = reception->engine;
	struct tenancy *tenancy = NULL;
	const struct interface *interface;
	struct parcel *parcel = NULL;

	engine->figures.requests++;
	if (!reception_is_open(reception)) {
		engine->figures.turned_away++;
		answer_words(request, 503,
			     "the store cannot be reached: nothing was taken, send it again");
		return;
	}
	interface = find_sender(engine, request, name, &tenancy);
	if (!interface) {
		refuse_all(reception, request, 401,
			   "no interface of this name has a key that signed this message");
		return;
	}
	if (!take_message(reception, request, interface, &parcel))
		return;
	deliver(reception, (struct delivery){ .request = request, .parcel = parcel, .tenancy = tenancy });
}

/* What the sender called it is foreign text. */
static const char *arrival_header(struct arena *arena, const struct arrival *arrival)
{
	struct str out = { 0 };
	const char *kept;

	str_addf(&out, "%s: ", arrival->how);
	text_clean(&out, arrival->name, strlen(arrival->name));
	str_addc(&out, '\n');
	kept = arena_text(arena, str_text(&out), out.length);
	str_release(&out);
	return kept;
}

void reception_take(struct reception *reception, struct tenancy *tenancy, const struct interface *interface, const struct arrival *arrival,
		    reception_on_taken *on_taken, void *context)
{
	struct parcel *parcel = NULL;
	char words[700];
	int status = make_parcel(interface, arrival->type, arrival->key, arrival->body, &parcel, words, sizeof words);

	if (status != 0) {
		reception->engine->figures.refused++;
		on_taken(context, status, words);
		return;
	}
	parcel->headers = arrival_header(&parcel->arena, arrival);
	deliver(reception, (struct delivery){ .on_taken = on_taken, .context = context, .parcel = parcel, .tenancy = tenancy });
}

void reception_on_request(void *context, struct http_request *request)
{
	struct engine *engine = context;
	const char *path = http_request_path(request);
	bool is_post = strcmp(http_request_method(request), "POST") == 0;

	if (strcmp(path, "/health") == 0)
		health_answer(engine, request);
	else if (strncmp(path, EVENTS_PATH, strlen(EVENTS_PATH)) != 0 || !path[strlen(EVENTS_PATH)])
		answer_words(request, 404, "there is POST /v1/events/<interface> and GET /health");
	else if (!is_post)
		answer_words(request, 405, "events are sent by POST");
	else
		take_events(engine->reception, request, path + strlen(EVENTS_PATH));
}

/* The first time and any later time the same item gets the same answer. */
static int item_status(const struct parcel_item *item)
{
	switch (item->answer) {
	case PARCEL_NEW:
	case PARCEL_SAME:
		return 202;
	case PARCEL_CONFLICT:
		return 409;
	case PARCEL_REFUSED:
	case PARCEL_WAITING:
		return 400;
	}
	return 400;
}

static const char *item_words(const struct parcel_item *item)
{
	if (item->answer == PARCEL_CONFLICT)
		return "this id was used before for other bytes; nothing was changed";
	return item->answer == PARCEL_REFUSED ? item->why : NULL;
}

static void write_item(struct json_writer *writer, const struct parcel_item *item)
{
	jsonw_open(writer, NULL);
	jsonw_put_text(writer, "id", item->key);
	jsonw_put_int(writer, "status", item_status(item));
	if (item_words(item))
		jsonw_put_text(writer, "error", item_words(item));
	jsonw_close(writer);
}

static int write_items(const struct parcel *parcel, struct str *out)
{
	struct json_writer writer = jsonw_on(out);
	int status = parcel->count ? item_status(&parcel->items[0]) : 202;

	jsonw_open(&writer, NULL);
	jsonw_open_array(&writer, "items");
	for (size_t i = 0; i < parcel->count; i++) {
		if (item_status(&parcel->items[i]) != status)
			status = 207;
		write_item(&writer, &parcel->items[i]);
	}
	jsonw_close(&writer);
	jsonw_close(&writer);
	return status;
}

static void count_items(struct engine_figures *figures, const struct parcel *parcel)
{
	for (size_t i = 0; i < parcel->count; i++) {
		enum parcel_answer answer = parcel->items[i].answer;
		figures->accepted += answer == PARCEL_NEW || answer == PARCEL_SAME;
		figures->duplicated += answer == PARCEL_SAME;
		figures->conflicts += answer == PARCEL_CONFLICT;
		figures->refused += answer == PARCEL_REFUSED;
	}
}

static void pass_on(struct delivery *delivery)
{
	struct tenancy *tenancy = delivery->tenancy;
	bool is_expected = workloop_unexpect(tenancy->work, delivery->parcel);

	if (parcel_new_items(delivery->parcel) == 0) {
		parcel_free(delivery->parcel);
		return;
	}
	if (is_expected && tenancy_is_ours(tenancy)) {
		workloop_add(tenancy->work, delivery->parcel);
		return;
	}
	if (tenancy_is_ours(tenancy))
		workloop_look(tenancy->work, WORKLOOP_LOOK_MESSAGES);
	else
		ticker_tell(tenancy->engine, "message");
	parcel_free(delivery->parcel);
}

void reception_answer(struct reception *reception, struct delivery *delivery)
{
	struct str text = { 0 };
	int status = write_items(delivery->parcel, &text);

	count_items(&reception->engine->figures, delivery->parcel);
	FAILPOINT("before-answer");
	if (delivery->request)
		http_request_answer(delivery->request, status, "application/json",
				    (struct span){ str_text(&text), text.length }, NULL, 0);
	else
		delivery->on_taken(delivery->context, status, status == 409 ? item_words(&delivery->parcel->items[0]) : str_text(&text));
	str_release(&text);
	pass_on(delivery);
	reception->waiting--;
	mem_free(delivery);
}

static void end_delivery(struct reception *reception, struct delivery *delivery, int status,
			 const char *why)
{
	if (delivery->request)
		answer_words(delivery->request, status, why);
	else
		delivery->on_taken(delivery->context, status, why);
	workloop_unexpect(delivery->tenancy->work, delivery->parcel);
	parcel_free(delivery->parcel);
	reception->waiting--;
	mem_free(delivery);
}

void reception_turn_away(struct reception *reception, struct delivery *delivery, const char *why)
{
	reception->engine->figures.turned_away++;
	end_delivery(reception, delivery, 503, why);
}

void reception_refuse(struct reception *reception, struct delivery *delivery, const char *why)
{
	reception->engine->figures.refused++;
	end_delivery(reception, delivery, 422, why);
}

void reception_free(struct reception *reception)
{
	if (!reception)
		return;
	flush_free_all(reception);
	mem_free(reception);
}
