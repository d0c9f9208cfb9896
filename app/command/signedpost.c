/* SPDX-License-Identifier: MIT */
#include "command/signedpost.h"

#include <strings.h>

#include "base/instant.h"
#include "net/http_client.h"

struct posting {
	struct loop *loop;
	struct signedpost_answer *answer;
	struct fault *fault;
	enum err err;
};

static void on_reply(void *context, const struct http_reply *reply)
{
	struct posting *posting = context;

	loop_stop(posting->loop);
	posting->answer->status = reply->status;
	posting->answer->took_us = reply->took_us;
	str_add(&posting->answer->body, reply->body.text ? reply->body.text : "", reply->body.length);
	if (reply->outcome == HTTP_ANSWERED)
		return;
	*posting->fault = reply->fault;
	posting->err = fault_set(posting->fault, ERR_LINK, "", "the engine did not answer");
	fault_help(posting->fault, "is docketd running there? --url says where to look");
}

static enum err call(const struct signedpost *post, const struct http_header *headers, size_t count, struct posting *posting)
{
	struct http_client *client = http_client_new(posting->loop);
	struct str url = { 0 };
	struct http_message message = { .method = "POST", .headers = headers, .header_count = count, .body = post->body,
					.is_repeatable = true };
	enum err err;

	str_addf(&url, "%s/v1/events/%s", post->url, post->interface);
	message.url = str_text(&url);
	err = http_client_call(client, &message, on_reply, posting, NULL, posting->fault);
	if (!err) {
		loop_run(posting->loop);
		err = posting->err;
	}
	http_client_free(client);
	str_release(&url);
	return err;
}

/* A test is marked by a webhook-id, whatever signs it. */
static bool has_id(const struct signature_header *made, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(made[i].name, "webhook-id") == 0)
			return true;
	return false;
}

static size_t all_headers(const struct signedpost *post, const struct signature_header *made, size_t count, struct http_header *out)
{
	size_t all = 0;

	out[all++] = (struct http_header){ "content-type", post->type };
	if (!has_id(made, count))
		out[all++] = (struct http_header){ "webhook-id", post->id };
	for (size_t i = 0; i < count; i++)
		out[all++] = (struct http_header){ made[i].name, made[i].value };
	return all;
}

enum err signedpost_send(const struct signedpost *post, struct signedpost_answer *out, struct fault *fault)
{
	static const struct signature_scheme standard = { .kind = SIGNATURE_STANDARD, .header = "", .form = "", .of = "{body}",
							  .timestamp_header = "", .key_header = "", .secret_form = "text" };
	struct posting posting = { .loop = loop_new(), .answer = out, .fault = fault };
	struct signature_header made[SIGNATURE_HEADERS_MOST];
	struct http_header headers[SIGNATURE_HEADERS_MOST + 2];
	struct arena arena = { 0 };
	size_t count = 0;
	enum err err = signature_sign(post->signature ? post->signature : &standard, post->secret, post->id, instant_wall_now() / US_PER_S,
				      post->body, &arena, made, &count, fault);

	if (!err)
		err = call(post, headers, all_headers(post, made, count, headers), &posting);
	loop_free(posting.loop);
	arena_release(&arena);
	return err;
}
