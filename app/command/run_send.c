/* SPDX-License-Identifier: MIT */
/* docket send: files to the engine as a partner would send them: one signed POST each. */
#include "command/runs.h"

#include <string.h>

#include "base/digest.h"
#include "codec/codec.h"
#include "codec/filetype.h"
#include "codec/webhook.h"
#include "command/listing.h"
#include "config/secret.h"
#include "net/http_client.h"

const struct option run_send_options[] = {
	{ "interface", OPTION_TEXT, NULL, "name", "Through which interface." },
	{ "url", OPTION_TEXT, "http://127.0.0.1:8080", "url", "Where docketd takes messages." },
	{ "secrets-dir", OPTION_TEXT, "/etc/docket/secrets", "path", "The folder of secrets." },
	{ "secret", OPTION_TEXT, NULL, "name", "The secret to sign with; without it the interface's name." },
	{ "type", OPTION_TEXT, NULL, "content type", "What the file is; without it by its suffix." },
	{ "id", OPTION_TEXT, NULL, "id", "The webhook's id; without it the file's digest, so that the same file is the same message." },
	{ 0 },
};

struct sending {
	struct loop *loop;
	struct http_client *client;
	struct str secret, url;
	const struct request *request;
	const char *path;        /* at hand */
	enum err err;
	struct fault *fault;
};

static const char *type_of(const struct sending *sending, const struct str *body)
{
	const char *given = config_text(&sending->request->config, "type");

	return given ? given : filetype_of(sending->path, (struct span){ str_text(body), body->length });
}

/* 2xx is taken; anything else is told with the engine's own words. */
static void on_reply(void *context, const struct http_reply *reply)
{
	struct sending *sending = context;
	int words = (int)(reply->body.length < 200 ? reply->body.length : 200);

	loop_stop(sending->loop);
	if (reply->outcome != HTTP_ANSWERED) {
		*sending->fault = reply->fault;
		sending->err = fault_set(sending->fault, ERR_LINK, sending->path, "the engine did not answer");
		fault_help(sending->fault, "is docketd running there? --url says where to look");
	} else if (reply->status < 200 || reply->status > 299) {
		sending->err = fault_set(sending->fault, reply->status == 409 ? ERR_EXISTS : ERR_INVALID, sending->path,
					 "refused with %d: %.*s", reply->status, words, reply->body.text);
	} else {
		listing_say("%s: taken (%d), %lld ms\n", sending->path, reply->status, (long long)(reply->took_us / US_PER_MS));
	}
}

static enum err post(struct sending *sending, const struct str *body, struct fault *fault)
{
	struct digest digest = digest_of(str_text(body), body->length);
	const char *given = config_text(&sending->request->config, "id");
	struct str id = { 0 }, stamp = { 0 }, signature = { 0 };
	int64_t now_s = instant_wall_now() / US_PER_S;
	struct span span = { str_text(body), body->length };
	enum err err;

	if (given)
		str_adds(&id, given);
	else
		hex_write(&id, digest.bytes, 16);
	str_addf(&stamp, "%lld", (long long)now_s);
	err = webhook_sign((struct span){ str_text(&sending->secret), sending->secret.length }, str_text(&id), now_s, span,
			   &signature);
	if (err) {
		fault_set(fault, err, "secret", "it is no key that can sign");
		fault_help(fault, "docket key makes one");
	} else {
		const struct http_header headers[] = {
			{ "content-type", type_of(sending, body) }, { "webhook-id", str_text(&id) },
			{ "webhook-timestamp", str_text(&stamp) },  { "webhook-signature", str_text(&signature) },
		};
		const struct http_message message = { .method = "POST", .url = str_text(&sending->url), .headers = headers,
						      .header_count = COUNT_OF(headers), .body = span, .is_repeatable = true };
		err = http_client_call(sending->client, &message, on_reply, sending, NULL, fault);
	}
	if (!err) {
		loop_run(sending->loop);
		err = sending->err;
	}
	str_release(&id);
	str_release(&stamp);
	str_release(&signature);
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

enum err run_send(struct request *request, struct fault *fault)
{
	struct sending sending = { .request = request, .fault = fault };
	const char *interface = NULL, *path = NULL, *secret = config_text(&request->config, "secret");
	enum err err = request_option(request, "interface", &interface, fault);

	if (!err)
		err = request_need(request, "a file", &path, fault);
	if (!err)
		err = secret_read(config_text(&request->config, "secrets-dir"), secret ? secret : interface, &sending.secret,
				  fault);
	if (err)
		return err;
	str_addf(&sending.url, "%s/v1/events/%s", config_text(&request->config, "url"), interface);
	sending.loop = loop_new();
	sending.client = http_client_new(sending.loop);
	for (; !err && path; path = request_word(request))
		err = send_file(&sending, path, fault);
	http_client_free(sending.client);
	loop_free(sending.loop);
	secret_release(&sending.secret);
	str_release(&sending.url);
	return err;
}
