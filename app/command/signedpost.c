/* SPDX-License-Identifier: MIT */
#include "command/signedpost.h"

#include "base/instant.h"
#include "codec/webhook.h"
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

static enum err call(const struct signedpost *post, const char *stamp, const char *signature, struct posting *posting)
{
	const struct http_header headers[] = {
		{ "content-type", post->type },
		{ "webhook-id", post->id },
		{ "webhook-timestamp", stamp },
		{ "webhook-signature", signature },
	};
	struct http_client *client = http_client_new(posting->loop);
	struct str url = { 0 };
	struct http_message message = { .method = "POST", .headers = headers, .header_count = COUNT_OF(headers),
					.body = post->body, .is_repeatable = true };
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

enum err signedpost_send(const struct signedpost *post, struct signedpost_answer *out, struct fault *fault)
{
	struct posting posting = { .loop = loop_new(), .answer = out, .fault = fault };
	struct str stamp = { 0 }, signature = { 0 };
	int64_t now_s = instant_wall_now() / US_PER_S;
	enum err err = webhook_sign(post->secret, post->id, now_s, post->body, &signature);

	str_addf(&stamp, "%lld", (long long)now_s);
	if (err) {
		fault_set(fault, err, "secret", "it is no key that can sign");
		fault_help(fault, "docket key makes one");
	} else {
		err = call(post, str_text(&stamp), str_text(&signature), &posting);
	}
	loop_free(posting.loop);
	str_release(&stamp);
	str_release(&signature);
	return err;
}
