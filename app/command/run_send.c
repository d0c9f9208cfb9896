/* SPDX-License-Identifier: MIT */
/* docket send: files to the engine as a partner would send them: one signed POST each, or all over one websocket. */
#include "command/runs.h"

#include <string.h>

#include "base/digest.h"
#include "base/vec.h"
#include "codec/codec.h"
#include "codec/filetype.h"
#include "command/interfacetext.h"
#include "command/listing.h"
#include "command/signedpost.h"
#include "command/signedsocket.h"
#include "config/secret.h"

const struct option run_send_options[] = {
	{ "interface", OPTION_TEXT, NULL, "name", "Through which interface." },
	{ "url", OPTION_TEXT, "http://127.0.0.1:8080", "url", "Where docketd takes messages." },
	{ "ws", OPTION_TEXT, NULL, "address:port", "Over one websocket instead, at the port of docketd's feed." },
	{ "secrets-dir", OPTION_TEXT, "/etc/docket/secrets", "path", "The folder of secrets." },
	{ "secret", OPTION_TEXT, NULL, "name", "The secret to sign with; without it the interface's name." },
	{ "type", OPTION_TEXT, NULL, "content type", "What the file is; without it by its suffix." },
	{ "text", OPTION_TEXT, NULL, "path", "The interface's text, where its messages are signed otherwise than as Standard Webhooks has it." },
	{ "id", OPTION_TEXT, NULL, "id", "The webhook's id; without it the file's digest, so that the same file is the same message." },
	{ 0 },
};

struct sending {
	struct str secret;
	const struct request *request;
	const char *interface, *path; /* path: of the file at hand */
	struct signature_scheme signature;
};

static const char *type_of(const struct sending *sending, const struct str *body)
{
	const char *given = config_text(&sending->request->config, "type");

	return given ? given : filetype_of(sending->path, (struct span){ str_text(body), body->length });
}

/* 2xx is taken; anything else is told with the engine's own words. */
static enum err tell(const struct sending *sending, const struct signedpost_answer *answer, struct fault *fault)
{
	if (answer->status < 200 || answer->status > 299)
		return fault_set(fault, answer->status == 409 ? ERR_EXISTS : ERR_INVALID, sending->path, "refused with %d: %.200s",
				 answer->status, str_text(&answer->body));
	listing_say("%s: taken (%d), %lld ms\n", sending->path, answer->status, (long long)(answer->took_us / US_PER_MS));
	return ERR_NONE;
}

/* Its digest, so that the same file is the same message, if no id is given. */
static void make_id(const struct sending *sending, const struct str *body, struct str *id)
{
	struct digest digest = digest_of(str_text(body), body->length);
	const char *given = config_text(&sending->request->config, "id");

	if (given)
		str_adds(id, given);
	else
		hex_write(id, digest.bytes, 16);
}

static enum err post(const struct sending *sending, const struct str *body, struct fault *fault)
{
	struct signedpost_answer answer = { 0 };
	struct str id = { 0 };
	struct signedpost post = { .url = config_text(&sending->request->config, "url"), .interface = sending->interface,
				   .signature = &sending->signature, .secret = { str_text(&sending->secret), sending->secret.length },
				   .type = type_of(sending, body), .body = { str_text(body), body->length } };
	enum err err;

	make_id(sending, body, &id);
	post.id = str_text(&id);
	err = signedpost_send(&post, &answer, fault);
	if (!err)
		err = tell(sending, &answer, fault);
	str_release(&answer.body);
	str_release(&id);
	return err;
}

static enum err send_file(struct sending *sending, const char *path, struct fault *fault)
{
	struct str body = { 0 };
	enum err err = config_file(path, CODEC_BODY_BYTES_MAX, &body, fault);

	sending->path = path;
	if (!err)
		err = post(sending, &body, fault);
	str_release(&body);
	return err;
}

/* ---------------------------------------------------------------- over a websocket */

struct spoken {
	VEC(struct signedsocket_message) messages;
	int refused;
};

static void on_answer(void *context, const struct signedsocket_message *message, int status, const char *error)
{
	struct spoken *spoken = context;

	spoken->refused += status < 200 || status > 299;
	if (status >= 200 && status <= 299)
		listing_say("%s: taken (%d)\n", message->name, status);
	else
		listing_say("%s: refused with %d: %s\n", message->name, status, error ? error : "");
}

static enum err add_file(struct sending *sending, struct request *request, const char *path, struct spoken *spoken, struct fault *fault)
{
	struct str body = { 0 }, id = { 0 };
	enum err err = config_file(path, CODEC_BODY_BYTES_MAX, &body, fault);

	sending->path = path;
	if (!err) {
		make_id(sending, &body, &id);
		*vec_push(&spoken->messages) = (struct signedsocket_message){
			.name = path, .id = arena_str(&request->arena, str_text(&id)), .type = type_of(sending, &body),
			.body = { arena_text(&request->arena, str_text(&body), body.length), body.length },
		};
	}
	str_release(&id);
	str_release(&body);
	return err;
}

static enum err speak(struct sending *sending, struct request *request, const char *path, struct fault *fault)
{
	struct spoken spoken = { 0 };
	struct signedsocket what = { .where = config_text(&request->config, "ws"), .interface = sending->interface,
				     .signature = &sending->signature, .secret = { str_text(&sending->secret), sending->secret.length },
				     .on_answer = on_answer, .context = &spoken };
	enum err err = ERR_NONE;

	for (; !err && path; path = request_word(request))
		err = add_file(sending, request, path, &spoken, fault);
	what.messages = spoken.messages.items;
	what.count = spoken.messages.count;
	if (!err)
		err = signedsocket_send(&what, fault);
	if (!err && spoken.refused > 0)
		err = fault_set(fault, ERR_INVALID, sending->interface, "%d of %zu messages were refused", spoken.refused, what.count);
	vec_release(&spoken.messages);
	return err;
}

/* How the interface's text has messages signed; without one as Standard Webhooks has it. */
static enum err read_signature(struct sending *sending, struct request *request, struct fault *fault)
{
	const char *path = config_text(&request->config, "text");
	struct interfacetext text = { 0 };
	struct str body = { 0 };
	const char *key_header;
	enum err err = path ? config_file(path, CODEC_BODY_BYTES_MAX, &body, fault) : ERR_NONE;

	if (!err && path)
		err = interfacetext_read(&request->arena, path, "in", (struct span){ str_text(&body), body.length }, &text, fault);
	key_header = texts_value(&text.settings, "key-header");
	if (!err)
		err = interfacetext_signature(&text.settings, key_header ? key_header : "", &sending->signature, fault);
	str_release(&body);
	return err;
}

enum err run_send(struct request *request, struct fault *fault)
{
	struct sending sending = { .request = request };
	const char *path = NULL, *secret = config_text(&request->config, "secret");
	enum err err = request_option(request, "interface", &sending.interface, fault);

	if (!err)
		err = request_need(request, "a file", &path, fault);
	if (!err)
		err = read_signature(&sending, request, fault);
	if (!err)
		err = secret_read(config_text(&request->config, "secrets-dir"), secret ? secret : sending.interface, &sending.secret,
				  fault);
	if (!err && config_text(&request->config, "ws"))
		err = speak(&sending, request, path, fault);
	else
		for (; !err && path; path = request_word(request))
			err = send_file(&sending, path, fault);
	secret_release(&sending.secret);
	return err;
}
