/* SPDX-License-Identifier: MIT */
#include "command/signedsocket.h"

#include <stdio.h>
#include <string.h>

#include "base/instant.h"
#include "codec/json_read.h"
#include "codec/json_write.h"
#include "net/feed_client.h"

#define UNDER_WAY_MOST 32
#define NONCE_SIGNS    32

struct speaking {
	const struct signedsocket *what;
	struct loop *loop;
	struct feed_client *client;
	struct fault *fault;
	enum err err;
	char path[128];
	size_t sent, answered;
	bool is_ready;
};

static void stop(struct speaking *speaking, enum err err)
{
	speaking->err = err;
	loop_stop(speaking->loop);
}

static void send_text(struct speaking *speaking, const struct str *text)
{
	enum err err = feed_client_send(speaking->client, (struct span){ str_text(text), text->length });

	if (err) {
		fault_set(speaking->fault, err, speaking->what->where, "it does not take what is sent");
		stop(speaking, err);
	}
}

/* ---------------------------------------------------------------- who we are */

static void write_headers(struct str *out, const struct signature_header *headers, size_t count)
{
	struct json_writer writer = jsonw_on(out);

	jsonw_open(&writer, NULL);
	jsonw_open(&writer, "headers");
	for (size_t i = 0; i < count; i++)
		jsonw_put_text(&writer, headers[i].name, headers[i].value);
	jsonw_close(&writer);
	jsonw_close(&writer);
}

/* Only what has the form of a challenge is signed: nobody gets a message of his own signed by calling it one. */
static void take_challenge(struct speaking *speaking, const char *nonce)
{
	const struct signedsocket *what = speaking->what;
	struct signature_header headers[SIGNATURE_HEADERS_MOST];
	struct str text = { 0 };
	struct arena arena = { 0 };
	size_t count = 0;
	enum err err = ERR_NONE;

	if (strlen(nonce) != NONCE_SIGNS || strspn(nonce, "0123456789abcdef") != NONCE_SIGNS)
		err = fault_set(speaking->fault, ERR_INVALID, what->where, "its challenge is none of docket's");
	str_addf(&text, "docket websocket %s %s", nonce, speaking->path);
	if (!err)
		err = signature_sign(what->signature, what->secret, nonce, instant_wall_now() / US_PER_S,
				     (struct span){ str_text(&text), text.length }, &arena, headers, &count, speaking->fault);
	str_clear(&text);
	if (err) {
		stop(speaking, err);
	} else {
		write_headers(&text, headers, count);
		send_text(speaking, &text);
	}
	arena_release(&arena);
	str_release(&text);
}

/* ---------------------------------------------------------------- messages */

static void send_one(struct speaking *speaking, const struct signedsocket_message *message)
{
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "id", message->id);
	jsonw_put_text(&writer, "type", message->type);
	jsonw_close(&writer);
	str_addc(&text, '\n');
	str_add(&text, message->body.text, message->body.length);
	send_text(speaking, &text);
	str_release(&text);
}

static void send_more(struct speaking *speaking)
{
	const struct signedsocket *what = speaking->what;

	while (!speaking->err && speaking->sent < what->count && speaking->sent - speaking->answered < UNDER_WAY_MOST)
		send_one(speaking, &what->messages[speaking->sent++]);
	if (speaking->answered == what->count)
		stop(speaking, ERR_NONE);
}

/* n counts from 1 in the order in which they were sent. */
static void take_answer(struct speaking *speaking, const struct json_node *answer)
{
	int64_t number = 0, status = 0;

	if (node_int(node_get(answer, "n"), &number) || node_int(node_get(answer, "status"), &status) || number < 1 ||
	    (size_t)number > speaking->sent)
		return;
	speaking->answered++;
	speaking->what->on_answer(speaking->what->context, &speaking->what->messages[number - 1], (int)status,
				  node_text(node_get(answer, "error")));
	send_more(speaking);
}

static void on_message(void *context, struct span text)
{
	struct speaking *speaking = context;
	struct json_doc *doc = NULL;
	const char *challenge;

	if (node_doc_read_large(text, text.length + 1, &doc, speaking->fault) != ERR_NONE) {
		stop(speaking, ERR_SYNTAX);
		return;
	}
	challenge = node_text(node_get(node_doc_root(doc), "challenge"));
	if (challenge && !speaking->is_ready)
		take_challenge(speaking, challenge);
	else if (node_bool(node_get(node_doc_root(doc), "ready")))
		speaking->is_ready = true;
	else
		take_answer(speaking, node_doc_root(doc));
	if (speaking->is_ready && speaking->sent == 0)
		send_more(speaking);
	node_doc_free(doc);
}

static void on_open(void *context)
{
	(void)context; /* the engine speaks first */
}

static void on_close(void *context, const char *why)
{
	struct speaking *speaking = context;

	fault_set(speaking->fault, ERR_LINK, speaking->what->where, "%s", why);
	fault_help(speaking->fault, "%zu of %zu messages were answered; the others may be sent again", speaking->answered,
		   speaking->what->count);
	stop(speaking, ERR_LINK);
}

/* "127.0.0.1:8081" or "[::1]:8081". */
static enum err read_where(const char *where, struct str *address, int *port, struct fault *fault)
{
	const char *colon = strrchr(where, ':');
	int64_t number;

	if (!colon || colon == where || str_to_i64(span_of(colon + 1), &number) != ERR_NONE || number < 1 || number > 65535)
		return fault_set(fault, ERR_INVALID, where, "is no numeric address and port such as 127.0.0.1:8081");
	*port = (int)number;
	if (where[0] == '[' && colon[-1] == ']')
		str_add(address, where + 1, (size_t)(colon - where) - 2);
	else
		str_add(address, where, (size_t)(colon - where));
	return ERR_NONE;
}

enum err signedsocket_send(const struct signedsocket *what, struct fault *fault)
{
	static const struct feed_client_calls calls = { on_open, on_message, on_close };
	struct speaking speaking = { .what = what, .loop = loop_new(), .fault = fault };
	struct feed_client_options options = { .send_most_bytes = (size_t)64 * 1024 * 1024 };
	struct str address = { 0 };
	enum err err = read_where(what->where, &address, &options.port, fault);

	snprintf(speaking.path, sizeof speaking.path, "/v1/events/%s", what->interface);
	options.address = str_text(&address);
	options.path = speaking.path;
	if (!err)
		err = feed_client_new(speaking.loop, &options, &calls, &speaking, &speaking.client, fault);
	if (!err) {
		feed_client_connect(speaking.client);
		loop_run(speaking.loop);
		err = speaking.err;
	}
	feed_client_free(speaking.client);
	loop_free(speaking.loop);
	str_release(&address);
	return err;
}
