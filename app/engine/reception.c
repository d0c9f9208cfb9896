/* SPDX-License-Identifier: MIT */
/* Nothing is called taken before it is committed. */
#include "engine/reception.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/cloudevents.h"
#include "codec/mail.h"
#include "engine/admission.h"
#include "engine/failpoint.h"
#include "engine/flush.h"
#include "engine/lane.h"
#include "engine/ticker.h"
#include "engine/workloop.h"

struct reception *reception_new(struct engine *engine)
{
	struct reception *reception = mem_new(1, sizeof *reception);

	reception->engine = engine;
	return reception;
}

/* Why the message is none that the interface takes; NULL if it is. */
static const char *why_not(const struct reception_message *message, int *status)
{
	bool is_binary = cloudevents_is_binary(message->type, message->headers);

	*status = 415;
	if ((!message->type[0] && !is_binary) || strlen(message->type) > 200 || !text_is_utf8(message->type, strlen(message->type)))
		return "the message has no usable content-type";
	*status = 400;
	if (message->body.length == 0 && !is_binary)
		return "the message is empty";
	*status = 415;
	return is_binary || cloudevents_is_type(message->type) || mail_is_type(message->type) || message->interface->mapping[0]
		       ? NULL
		       : "this interface has no mapping: it takes CloudEvents, as application/cloudevents+json, "
			 "application/cloudevents-batch+json or in binary mode, and message/rfc822";
}

/* The message as a parcel, or the status and words of why not. */
static int make_parcel(const struct reception_message *message, struct parcel **out, char *words, size_t room)
{
	struct fault fault = { 0 };
	int status;
	const char *why = why_not(message, &status);

	if (why) {
		snprintf(words, room, "%s", why);
		return status;
	}
	if (parcel_new(message->type, message->headers, message->body, message->key, out, &fault) != ERR_NONE) {
		fault_words(&fault, words, room);
		return 400;
	}
	(*out)->interface_id = message->interface->interface_id;
	return 0;
}

/* A test that repeats a message is none that came before, and no later one is the test: its items are known by its own id, too. */
static void rename_items(struct parcel *parcel)
{
	const char *id = strchr(parcel->headers, ' ') + 1;
	int length = (int)strcspn(id, "\n");

	for (size_t i = 0; i < parcel->count; i++)
		parcel->items[i].key = arena_printf(&parcel->arena, "%.*s %s", length < 100 ? length : 100, id, parcel->items[i].key);
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

void reception_take(struct reception *reception, const struct reception_message *message, reception_on_answer *on_answer, void *context)
{
	struct parcel *parcel = NULL;
	char words[700];
	int status = make_parcel(message, &parcel, words, sizeof words);

	if (status != 0) {
		admission_refused(reception->engine->admission, message->tenancy, message->interface->interface_id, REFUSED_FORM, words);
		on_answer(context, &(struct reception_answer){ .status = status, .why = words });
		return;
	}
	if (parcel_is_test(parcel))
		rename_items(parcel);
	deliver(reception, (struct delivery){ .on_answer = on_answer, .context = context, .parcel = parcel, .tenancy = message->tenancy });
}

void reception_take_arrival(struct reception *reception, struct tenancy *tenancy, const struct interface *interface,
			    const struct arrival *arrival, reception_on_answer *on_answer, void *context)
{
	struct reception_message message = { .tenancy = tenancy, .interface = interface, .type = arrival->type, .body = arrival->body,
					     .key = arrival->key };
	struct str headers = { 0 };

	/* What the sender called it is foreign text. */
	str_addf(&headers, "%s: ", arrival->how);
	text_clean(&headers, arrival->name, strlen(arrival->name));
	str_addc(&headers, '\n');
	message.headers = str_text(&headers);
	reception_take(reception, &message, on_answer, context);
	str_release(&headers);
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

const char *reception_item_words(const struct parcel_item *item)
{
	if (item->answer == PARCEL_CONFLICT)
		return "this id was used before for other bytes; nothing was changed";
	return item->answer == PARCEL_REFUSED ? item->why : NULL;
}

const char *reception_words(const struct reception_answer *answer)
{
	for (size_t i = 0; !answer->why && i < answer->parcel->count; i++)
		if (reception_item_words(&answer->parcel->items[i]))
			return reception_item_words(&answer->parcel->items[i]);
	return answer->why ? answer->why : "";
}

static void write_item(struct json_writer *writer, const struct parcel_item *item)
{
	jsonw_open(writer, NULL);
	jsonw_put_text(writer, "id", item->key);
	jsonw_put_int(writer, "status", item_status(item));
	if (reception_item_words(item))
		jsonw_put_text(writer, "error", reception_item_words(item));
	jsonw_close(writer);
}

/* What all items have in common, or 207. */
static int parcel_status(const struct parcel *parcel)
{
	int status = parcel->count ? item_status(&parcel->items[0]) : 202;

	for (size_t i = 1; i < parcel->count; i++)
		if (item_status(&parcel->items[i]) != status)
			return 207;
	return status;
}

void reception_write_items(struct json_writer *writer, const struct parcel *parcel)
{
	jsonw_open_array(writer, "items");
	for (size_t i = 0; i < parcel->count; i++)
		write_item(writer, &parcel->items[i]);
	jsonw_close(writer);
}

static void count_items(struct engine *engine, const struct delivery *delivery)
{
	struct engine_figures *figures = &engine->figures;

	for (size_t i = 0; i < delivery->parcel->count; i++) {
		enum parcel_answer answer = delivery->parcel->items[i].answer;
		figures->accepted += answer == PARCEL_NEW || answer == PARCEL_SAME;
		figures->duplicated += answer == PARCEL_SAME;
		figures->conflicts += answer == PARCEL_CONFLICT;
		if (answer == PARCEL_REFUSED || (answer == PARCEL_CONFLICT && !parcel_is_test(delivery->parcel)))
			admission_refused(engine->admission, delivery->tenancy, delivery->parcel->interface_id,
					  answer == PARCEL_CONFLICT ? REFUSED_CONFLICT : REFUSED_FORM,
					  reception_item_words(&delivery->parcel->items[i]));
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
	struct reception_answer answer = { .status = parcel_status(delivery->parcel), .parcel = delivery->parcel };

	count_items(reception->engine, delivery);
	FAILPOINT("before-answer");
	delivery->on_answer(delivery->context, &answer);
	pass_on(delivery);
	reception->waiting--;
	mem_free(delivery);
}

static void end_delivery(struct reception *reception, struct delivery *delivery, int status,
			 const char *why)
{
	delivery->on_answer(delivery->context, &(struct reception_answer){ .status = status, .why = why, .parcel = delivery->parcel });
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
	admission_refused(reception->engine->admission, delivery->tenancy, delivery->parcel->interface_id, REFUSED_STORE, why);
	end_delivery(reception, delivery, 422, why);
}

void reception_free(struct reception *reception)
{
	if (!reception)
		return;
	flush_free_all(reception);
	mem_free(reception);
}
