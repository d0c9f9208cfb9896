/* SPDX-License-Identifier: MIT */
/* Sending as a partner does: sign, post, and the same again while nobody said yes or no. */
#include "demo/poster.h"

#include <stdio.h>

#include "base/digest.h"
#include "base/instant.h"
#include "base/log.h"
#include "base/mem.h"
#include "codec/webhook.h"
#include "config/secret.h"
#include "net/http_client.h"
#include "net/net.h"

#define DELAY_BASE_US (100 * US_PER_MS)
#define DELAY_MOST_US (2 * US_PER_S)
#define REFUSALS_MOST 12

struct posting {
	struct poster *poster;
	struct posting *next, **at;
	struct loop_timer *again;
	struct str body;
	char *interface, *secret, *type;
	int64_t id;
	int attempts;
};

struct poster {
	struct loop *loop;
	struct http_client *client;
	char *url, *secrets;
	poster_on_done *on_done;
	void *context;
	struct posting *first;
	size_t count;
	uint64_t random;
};

struct poster *poster_new(struct loop *loop, const char *url, const char *secrets,
			  poster_on_done *on_done, void *context)
{
	struct poster *poster = mem_new(1, sizeof *poster);

	poster->loop = loop;
	poster->client = http_client_new(loop);
	poster->url = mem_text(url);
	poster->secrets = mem_text(secrets);
	poster->on_done = on_done;
	poster->context = context;
	poster->random = 1;
	return poster;
}

void poster_move(struct poster *poster, const char *url)
{
	mem_free(poster->url);
	poster->url = mem_text(url);
}

size_t poster_busy(const struct poster *poster)
{
	return poster->count;
}

static void posting_free(struct posting *posting)
{
	*posting->at = posting->next;
	if (posting->next)
		posting->next->at = posting->at;
	posting->poster->count--;
	loop_timer_free(posting->again);
	str_release(&posting->body);
	mem_free(posting->interface);
	mem_free(posting->secret);
	mem_free(posting->type);
	mem_free(posting);
}

static void finish(struct posting *posting, int status, struct span answer)
{
	struct poster *poster = posting->poster;
	int64_t id = posting->id;

	posting_free(posting);
	poster->on_done(poster->context, id, status, answer);
}

static void try_later(struct posting *posting)
{
	struct poster *poster = posting->poster;

	loop_timer_start(posting->again,
			 US_PER_MS + net_backoff_us(posting->attempts, DELAY_BASE_US, DELAY_MOST_US,
						    random_next(&poster->random)),
			 0);
}

/* An engine that has just started may not know its interfaces yet: 401 is believed after some
 * tries. */
static bool is_final(const struct posting *posting, const struct http_reply *reply)
{
	if (reply->outcome != HTTP_ANSWERED || reply->status >= 500 || reply->status == 429)
		return false;
	return reply->status != 401 || posting->attempts > REFUSALS_MOST;
}

static void on_reply(void *context, const struct http_reply *reply)
{
	struct posting *posting = context;

	if (is_final(posting, reply))
		finish(posting, reply->status, reply->body);
	else
		try_later(posting);
}

static enum err sign(struct posting *posting, const char *id, int64_t now_s, struct str *out,
		     struct fault *fault)
{
	struct str secret = { 0 };
	enum err err = secret_read(posting->poster->secrets, posting->secret, &secret, fault);

	if (!err)
		err = webhook_sign((struct span) { str_text(&secret), secret.length }, id, now_s,
				   (struct span) { str_text(&posting->body), posting->body.length },
				   out);
	secret_release(&secret);
	return err;
}

static enum err post(struct posting *posting, struct fault *fault)
{
	struct poster *poster = posting->poster;
	struct str signature = { 0 }, url = { 0 };
	int64_t now_s = loop_wall_us(poster->loop) / US_PER_S;
	char id[64], stamp[32];
	enum err err;

	snprintf(id, sizeof id, "msg_%lld", (long long)posting->id);
	snprintf(stamp, sizeof stamp, "%lld", (long long)now_s);
	str_addf(&url, "%s/v1/events/%s", poster->url, posting->interface);
	err = sign(posting, id, now_s, &signature, fault);
	if (!err) {
		const struct http_header headers[] = {
			{ "Content-Type", posting->type },
			{ "webhook-id", id },
			{ "webhook-timestamp", stamp },
			{ "webhook-signature", str_text(&signature) },
		};
		const struct http_message message = {
			.method = "POST",
			.url = str_text(&url),
			.headers = headers,
			.header_count = COUNT_OF(headers),
			.is_repeatable = true,
			.body = { str_text(&posting->body), posting->body.length },
		};
		err = http_client_call(poster->client, &message, on_reply, posting, NULL, fault);
	}
	str_release(&signature);
	str_release(&url);
	return err;
}

static void on_again(void *context)
{
	struct posting *posting = context;
	struct fault fault = { 0 };

	posting->attempts++;
	if (post(posting, &fault) == ERR_NONE)
		return;
	log_fault("post", &fault);
	finish(posting, 0, (struct span) { "", 0 });
}

void poster_send(struct poster *poster, const struct poster_message *message)
{
	struct posting *posting = mem_new(1, sizeof *posting);

	posting->poster = poster;
	posting->id = message->id;
	posting->interface = mem_text(message->interface);
	posting->secret = mem_text(message->secret);
	posting->type = mem_text(message->type);
	str_adds(&posting->body, message->body);
	posting->again = loop_timer_new(poster->loop, on_again, posting);
	posting->next = poster->first;
	posting->at = &poster->first;
	if (poster->first)
		poster->first->at = &posting->next;
	poster->first = posting;
	poster->count++;
	on_again(posting);
}

void poster_free(struct poster *poster)
{
	if (!poster)
		return;
	http_client_free(poster->client);
	while (poster->first)
		posting_free(poster->first);
	mem_free(poster->url);
	mem_free(poster->secrets);
	mem_free(poster);
}
