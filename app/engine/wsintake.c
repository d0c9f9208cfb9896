/* SPDX-License-Identifier: MIT */
/* A session outlives its socket while messages of it are with the store: their answers then go nowhere. */
#include "engine/wsintake.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "codec/codec.h"
#include "codec/json_read.h"
#include "codec/json_write.h"
#include "engine/admission.h"
#include "engine/reception.h"
#include "engine/webpost.h"
#include "model/interface_line.h"

#define NONCE_BYTES 16

struct session {
	struct engine *engine;
	struct event_socket *socket; /* NULL: it is gone */
	char name[EVENT_SOCKET_NAME_ROOM];
	char nonce[2 * NONCE_BYTES + 1];
	struct tenancy *tenancy; /* NULL before it showed who it is */
	struct digest key;       /* of the key that did */
	uint64_t messages;
	size_t under_way; /* with the store */
};

/* One message with the store. */
struct asked {
	struct session *session;
	uint64_t number;
	char *id; /* NULL: the item's own */
	size_t bytes;
};

static void let_go(struct session *session)
{
	if (!session->socket && session->under_way == 0)
		mem_free(session);
}

/* ---------------------------------------------------------------- who it is */

static void on_open(void *context, struct event_socket *socket, const char *name)
{
	struct session *session = mem_new(1, sizeof *session);
	unsigned char bytes[NONCE_BYTES];
	struct str text = { 0 };

	*session = (struct session){ .engine = context, .socket = socket };
	snprintf(session->name, sizeof session->name, "%s", name);
	random_bytes(bytes, sizeof bytes);
	hex_write(&text, bytes, sizeof bytes);
	snprintf(session->nonce, sizeof session->nonce, "%s", str_text(&text));
	str_clear(&text);
	str_addf(&text, "{\"challenge\":\"%s\"}", session->nonce);
	event_socket_set_data(socket, session);
	event_socket_say(socket, (struct span){ str_text(&text), text.length });
	str_release(&text);
}

static const char *lookup(const void *context, const char *name)
{
	const struct json_node *value;
	const char *key;
	void *cursor = NULL;

	while ((value = node_next(context, &cursor, &key)))
		if (strcasecmp(key, name) == 0)
			return node_text(value);
	return NULL;
}

/* The largest message that the interface takes. */
static size_t size_most(const struct interface *interface)
{
	int64_t most = interface_setting_int(interface, "size-most");

	return most > 0 && most < CODEC_BODY_BYTES_MAX ? (size_t)most : CODEC_BODY_BYTES_MAX;
}

/* A message may have a line in front. */
#define FRONT_BYTES_MOST ((size_t)1024)

static void welcome(struct session *session, const struct interface *interface, size_t bytes)
{
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	jsonw_open(&writer, NULL);
	jsonw_put_bool(&writer, "ready", true);
	jsonw_put_text(&writer, "interface", interface->name);
	jsonw_put_int(&writer, "size_most", (int64_t)size_most(interface));
	jsonw_put_int(&writer, "under_way_most", (int64_t)EVENT_SOCKET_UNDER_WAY_MOST);
	jsonw_close(&writer);
	event_socket_welcome(session->socket, size_most(interface) + FRONT_BYTES_MOST);
	event_socket_answer(session->socket, (struct span){ str_text(&text), text.length }, bytes);
	str_release(&text);
}

static const struct interface *find(struct session *session, const struct json_node *headers)
{
	struct str signed_text = { 0 };
	struct signature_request request = { lookup, headers, { 0 } };
	const struct interface *interface;

	str_addf(&signed_text, "docket websocket %s %s%s", session->nonce, EVENTS_PATH, session->name);
	request.body = (struct span){ str_text(&signed_text), signed_text.length };
	interface = admission_find(session->engine->admission, session->name, &request, &session->tenancy, &session->key);
	str_release(&signed_text);
	return interface;
}

static void take_hello(struct session *session, struct span text)
{
	const struct interface *interface = NULL;
	struct json_doc *doc = NULL;
	struct fault fault = { 0 };

	if (!reception_is_open(session->engine->reception)) {
		event_socket_close(session->socket, "the store cannot be reached: come again later");
		return;
	}
	if (node_doc_read(text, &doc, &fault) == ERR_NONE)
		interface = find(session, node_get(node_doc_root(doc), "headers"));
	node_doc_free(doc);
	if (interface) {
		welcome(session, interface, text.length);
	} else if (!tenancy_all_loaded(session->engine)) {
		event_socket_close(session->socket, "this engine is starting: come again later");
	} else {
		admission_unsigned(session->engine->admission, session->name);
		event_socket_close(session->socket, "no interface of this name has a key that signed the challenge");
	}
}

/* ---------------------------------------------------------------- answers */

static void write_outcome(struct json_writer *writer, const struct reception_answer *answer)
{
	const struct parcel *parcel = answer->parcel;
	const char *why = answer->why ? answer->why : parcel && parcel->count == 1 ? reception_item_words(&parcel->items[0]) : NULL;

	jsonw_put_int(writer, "status", answer->status);
	if (why)
		jsonw_put_text(writer, "error", why);
	if (!answer->why && parcel && parcel->count != 1)
		reception_write_items(writer, parcel);
}

static void tell(struct session *session, uint64_t number, const char *id, size_t bytes, const struct reception_answer *answer,
		 int64_t retry_s)
{
	const struct parcel *parcel = answer->parcel;
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	if (!session->socket)
		return;
	jsonw_open(&writer, NULL);
	jsonw_put_int(&writer, "n", (int64_t)number);
	jsonw_put_text(&writer, "id", id ? id : parcel && parcel->count == 1 ? parcel->items[0].key : NULL);
	write_outcome(&writer, answer);
	if (retry_s > 0)
		jsonw_put_int(&writer, "retry_s", retry_s);
	jsonw_close(&writer);
	event_socket_answer(session->socket, (struct span){ str_text(&text), text.length }, bytes);
	str_release(&text);
}

static void on_answer(void *context, const struct reception_answer *answer)
{
	struct asked *asked = context;
	struct session *session = asked->session;

	tell(session, asked->number, asked->id, asked->bytes, answer, 0);
	session->under_way--;
	let_go(session);
	mem_free(asked->id);
	mem_free(asked);
}

/* ---------------------------------------------------------------- messages */

/* A frame cut into what stands in front and the message. */
struct frame {
	char *id;         /* owned; NULL: it has none in front */
	char *type;       /* owned */
	struct span body; /* inside the frame */
	const char *why;  /* it is none */
};

static void read_front(struct frame *frame, const struct json_node *front)
{
	const char *id = node_text(node_get(front, "id")), *type = node_text(node_get(front, "type"));

	if (!id || !id[0] || !type || !type[0])
		frame->why = "the line in front of a message is {\"id\": ..., \"type\": content type}";
	frame->id = mem_text(id);
	frame->type = mem_text(type ? type : "");
}

/* A line in front is an object of its own, and no event; anything else is a CloudEvent as it stands. */
static struct frame cut(struct span text)
{
	const char *end = memchr(text.text, '\n', text.length);
	size_t length = end ? (size_t)(end - text.text) : 0;
	struct frame frame = { .body = text };
	struct json_doc *doc = NULL;
	struct fault fault = { 0 };

	if (end && length <= FRONT_BYTES_MOST && node_doc_read((struct span){ text.text, length }, &doc, &fault) == ERR_NONE &&
	    node_is_object(node_doc_root(doc)) && !node_get(node_doc_root(doc), "specversion")) {
		read_front(&frame, node_doc_root(doc));
		frame.body = (struct span){ end + 1, text.length - length - 1 };
	}
	node_doc_free(doc);
	if (!frame.type)
		frame.type = mem_text("application/cloudevents+json");
	return frame;
}

static void refuse(struct session *session, const struct frame *frame, size_t bytes, int status, const char *why, int64_t retry_s)
{
	tell(session, session->messages, frame->id, bytes, &(struct reception_answer){ .status = status, .why = why }, retry_s);
}

static void pass_on(struct session *session, const struct interface *interface, struct frame *frame, size_t bytes)
{
	struct asked *asked = mem_new(1, sizeof *asked);
	struct str headers = { 0 };
	struct reception_message message = { .tenancy = session->tenancy, .interface = interface, .type = frame->type, .key = frame->id,
					     .body = frame->body };

	if (frame->id) {
		str_adds(&headers, "webhook-id: ");
		text_clean(&headers, frame->id, strlen(frame->id));
		str_addc(&headers, '\n');
	}
	message.headers = str_text(&headers);
	*asked = (struct asked){ session, session->messages, mem_text(frame->id), bytes };
	session->under_way++;
	reception_take(session->engine->reception, &message, on_answer, asked);
	str_release(&headers);
}

static void take_message(struct session *session, struct span text)
{
	struct engine *engine = session->engine;
	const struct interface *interface = admission_holds(session->tenancy, session->name, &session->key);
	struct frame frame;
	int64_t retry_s = 0;
	char words[200];
	int status;

	session->messages++;
	engine->figures.requests++;
	if (!interface) {
		event_socket_close(session->socket, "the key that opened this socket holds no more");
		return;
	}
	status = admission_judge(engine->admission, session->tenancy, interface, text.length, words, sizeof words, &retry_s);
	frame = status == 0 ? cut(text) : (struct frame){ 0 };
	if (status != 0) {
		refuse(session, &frame, text.length, status, words, retry_s);
	} else if (!reception_is_open(engine->reception)) {
		engine->figures.turned_away++;
		refuse(session, &frame, text.length, 503, "the store cannot be reached: nothing was taken, send it again", 2);
	} else if (frame.why) {
		admission_refused(engine->admission, session->tenancy, interface->interface_id, REFUSED_FORM, frame.why);
		refuse(session, &frame, text.length, 400, frame.why, 0);
	} else {
		pass_on(session, interface, &frame, text.length);
	}
	mem_free(frame.id);
	mem_free(frame.type);
}

static void on_message(void *context, struct event_socket *socket, struct span text)
{
	struct session *session = event_socket_data(socket);

	(void)context;
	if (session->tenancy)
		take_message(session, text);
	else
		take_hello(session, text);
}

static void on_close(void *context, struct event_socket *socket)
{
	struct session *session = event_socket_data(socket);

	(void)context;
	session->socket = NULL;
	let_go(session);
}

const struct event_socket_calls wsintake_calls = { .on_open = on_open, .on_message = on_message, .on_close = on_close };
