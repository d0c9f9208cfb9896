/* SPDX-License-Identifier: MIT */
/* One try: the request as its connector says, or as effects are sent without one; and what its answer means. */
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"
#include "codec/json_read.h"
#include "codec/webhook.h"
#include "engine/failpoint.h"
#include "engine/mailtext.h"
#include "engine/pull_ask.h"
#include "engine/sendtry.h"

#define RECEIPT_BYTES_MAX 200
#define HEADERS_MAX       (CONNECTOR_HEADERS_MAX + 8)
#define SOON_US           (2 * US_PER_S)

/* ---------------------------------------------------------------- its target */

static int64_t said_us(const struct interface *interface, const char *name, int64_t otherwise_us)
{
	int64_t seconds = interface_setting_int(interface, name);

	return seconds > 0 ? seconds * US_PER_S : otherwise_us;
}

struct pressing pressing_of(const struct interface *interface, const struct config *config)
{
	struct pressing out = {
		.most = interface_setting_int(interface, "send-most"),
		.rate = interface_setting_int(interface, "send-rate"),
		.timeout_us = config_us(config, "send-timeout"),
		.retry_us = config_us(config, "send-retry"),
		.retry_most_us = config_us(config, "send-retry-most"),
		.horizon_us = said_us(interface, "send-horizon", config_us(config, "send-horizon")),
		.keys_us = said_us(interface, "keys", 0),
		.stop_after = interface_setting_int(interface, "stop-after"),
	};
	int64_t timeout_us = said_us(interface, "send-timeout", out.timeout_us);

	out.most = out.most > 0 ? out.most : config_number(config, "send-most");
	out.rate = out.rate > 0 ? out.rate : config_number(config, "send-rate");
	out.timeout_us = timeout_us < out.timeout_us ? timeout_us : out.timeout_us; /* else the store takes it for lost before */
	return out;
}

static struct pressing pressing(const struct sending *sending)
{
	return pressing_of(sending->interface, sending->tenancy->engine->config);
}

static struct sender_target target_of(const struct sending *sending)
{
	return (struct sender_target){
		.has_keys = sending->interface->key_header[0] != '\0' || interface_setting_int(sending->interface, "keys") > 0,
		.can_be_asked = sending->how ? connector_can_ask(sending->how) : sending->interface->ask_url[0] != '\0',
	};
}

static struct sender_age age_of(const struct sending *sending)
{
	struct pressing press = pressing(sending);

	return (struct sender_age){ sending->effect.due_at, sending->effect.first_at, sending->effect.maybe_there, press.horizon_us,
				    press.keys_us };
}

static bool is_over(const struct sending *sending)
{
	struct sender_age age = age_of(sending);

	return sender_is_over(&age, engine_server_now(sending->tenancy->engine));
}

static bool is_forgotten(const struct sending *sending)
{
	struct sender_age age = age_of(sending);

	return sender_is_forgotten(&age, engine_server_now(sending->tenancy->engine), 2 * pressing(sending).timeout_us);
}

int64_t sending_stale_us(const struct config *config)
{
	int64_t left_us = config_us(config, "send-lease") - 2 * config_us(config, "send-timeout") - US_PER_S;

	return left_us > US_PER_S / 10 ? left_us : US_PER_S / 10;
}

/* ---------------------------------------------------------------- its end */

void sending_free(struct sending *sending)
{
	struct sender *sender = sending->pipe->sender;

	for (size_t i = 0; i < sender->all.count; i++)
		if (sender->all.items[i] == sending) {
			sender->all.items[i] = sender->all.items[--sender->all.count];
			break;
		}
	refdata_drop(sending->refdata);
	arena_release(&sending->arena);
	mem_free(sending);
}

void sending_end_as(struct sending *sending, const char *state, const char *came, const char *words)
{
	const struct sender_verdict verdict = { state, false, words, came };
	struct engine *engine = sending->tenancy->engine;
	int64_t delay = (int64_t)(random_next(&engine->random) % (uint64_t)SOON_US);
	bool is_again = strcmp(state, "ready") == 0 || strcmp(state, "unknown") == 0;

	sent_keep(sending, &verdict, "", engine_server_now(engine) + (is_again ? delay : 0));
	breaker_put_back(&sending->pipe->breaker);
	sending->pipe->busy--;
	sending_free(sending);
}

void sending_put_back(struct sending *sending, const char *words)
{
	sending_end_as(sending, sending->is_asking ? "unknown" : "ready", "held", words);
}

/* What the target calls what it did: "receipt", "reference" or "id" of a JSON answer. */
static void read_plain_receipt(const struct http_reply *reply, char *out, size_t room)
{
	static const char *const names[] = { "receipt", "reference", "confirmation", "id" };
	struct json_doc *doc = NULL;
	const char *text = NULL;

	if (node_doc_read(reply->body, &doc, NULL) == ERR_NONE)
		for (size_t i = 0; i < COUNT_OF(names) && !text; i++)
			text = node_text(node_get(node_doc_root(doc), names[i]));
	if (text)
		text_clean_into(out, room, text, strlen(text));
	node_doc_free(doc);
}

static void read_receipt(const struct sending *sending, const struct http_reply *reply, char *out, size_t room)
{
	const char *name = sending->how ? connector_receipt_header(sending->how) : NULL;
	const char *value = name && reply->outcome == HTTP_ANSWERED ? http_reply_header(reply, name) : NULL;

	out[0] = '\0';
	if (value)
		text_clean_into(out, room, value, strlen(value));
	else if (sending->how)
		connector_receipt(sending->how, &(struct connector_reply){ reply->status, reply->body }, out, room);
	else
		read_plain_receipt(reply, out, room);
}

static int64_t next_run_at(const struct sending *sending, const struct http_reply *reply, bool is_later)
{
	struct engine *engine = sending->tenancy->engine;
	struct pressing press = pressing(sending);
	int64_t count = sending->is_asking ? sending->effect.attempts : sending->effect.tries + 1;

	if (!is_later)
		return engine_server_now(engine);
	return engine_server_now(engine) + sender_delay_us(count < 60 ? (int)count : 60, press.retry_us, press.retry_most_us,
							   http_reply_later_us(reply), random_next(&engine->random));
}

/* The target wants another token: it did nothing. */
static bool wants_token(const struct sending *sending, const struct http_reply *reply)
{
	const struct connector_values values = { "", "", { "{}", 2 } };
	struct arena arena = { 0 };
	struct connector_request request;
	const char *name = sending->how ? connector_token(sending->shape->connector, &values, &arena, &request) : NULL;
	const char *value = name && reply->outcome == HTTP_ANSWERED && reply->status == 403 ? http_reply_header(reply, name) : NULL;

	arena_release(&arena);
	return value && (strcmp(value, "Required") == 0 || strcmp(value, "required") == 0);
}

static struct sender_verdict judge(const struct sending *sending, const struct http_reply *reply)
{
	struct sender_target target = target_of(sending);
	enum connector_answer said = CONNECTOR_UNSAID;
	struct sender_verdict verdict;

	if (wants_token(sending, reply)) {
		str_clear(&sending->pipe->token);
		return sending->is_asking ? (struct sender_verdict){ "unknown", true, "the target wants a new token", "asked" }
					  : (struct sender_verdict){ "ready", true, "the target wants a new token", "answered" };
	}
	if (sending->how && reply->outcome == HTTP_ANSWERED)
		said = connector_judge(sending->how, sending->is_asking, &(struct connector_reply){ reply->status, reply->body });
	if (said)
		return sender_judge_said(said, is_over(sending));
	if (sending->is_asking) /* a text has its own words for yes and no: what it does not know is no answer */
		return sender_judge_asking(reply->outcome, sending->how ? 500 : reply->status, is_over(sending));
	verdict = sender_judge(&target, reply->outcome, reply->status, is_over(sending));
	if (!sending->how || strcmp(verdict.state, "done") != 0)
		return verdict;
	/* The text says what success looks like, and this is another thing. */
	verdict = sender_judge(&target, HTTP_UNKNOWN, 0, is_over(sending));
	verdict.words = "its connector does not know what this answer means";
	return verdict;
}

static void end_with(struct sending *sending, const struct sender_verdict *verdict, const char *receipt, const struct http_reply *reply)
{
	struct pipe *pipe = sending->pipe;
	struct refdata *refdata = refdata_hold(sending->refdata);
	const struct interface *interface = sending->interface;
	struct sender_verdict kept = *verdict;
	char words[400];

	if (verdict->words[0] && reply->status)
		snprintf(words, sizeof words, "%s (status %d)", verdict->words, reply->status);
	else if (verdict->words[0] && reply->outcome != HTTP_ANSWERED)
		snprintf(words, sizeof words, "%s: %s", verdict->words, reply->fault.why);
	else
		snprintf(words, sizeof words, "%s", verdict->words);
	kept.words = words;
	sent_keep(sending, &kept, receipt, next_run_at(sending, reply, verdict->is_later));
	pipe->busy--;
	sending_free(sending);
	pipe_end(pipe, interface, sender_is_failure(reply->outcome, reply->status), words);
	refdata_drop(refdata);
}

static void on_reply(void *context, const struct http_reply *reply)
{
	struct sending *sending = context;
	struct sender_verdict verdict;
	char receipt[RECEIPT_BYTES_MAX];

	FAILPOINT("after-effect-sent-before-receipt");
	verdict = judge(sending, reply);
	read_receipt(sending, reply, receipt, sizeof receipt);
	end_with(sending, &verdict, receipt, reply);
}

/* ---------------------------------------------------------------- its call */

/* "{key}" of an ask_url becomes the key; keys are ours: letters, digits and '-', so nothing needs
 * escaping. */
static const char *plain_ask_url(struct arena *arena, const char *url, const char *key)
{
	const char *place = strstr(url, "{key}");

	if (!place)
		return arena_printf(arena, "%s%s", url, key);
	return arena_printf(arena, "%.*s%s%s", (int)(place - url), url, key,
			    place + strlen("{key}"));
}

static const char *secret_of(const struct sending *sending)
{
	const struct refdata_keys *keys = refdata_keys(sending->refdata, sending->interface->interface_id);

	return keys ? str_text(&keys->key) : "";
}

static const char *sign(struct sending *sending, int64_t timestamp)
{
	const char *secret = secret_of(sending);
	struct str signature = { 0 };
	const char *kept = NULL;

	if (*secret && webhook_sign(span_of(secret), sending->effect.key, timestamp, sending->effect.payload, &signature) == ERR_NONE)
		kept = arena_text(&sending->arena, str_text(&signature), signature.length);
	str_release(&signature);
	return kept;
}

struct headers {
	struct http_header items[HEADERS_MAX];
	size_t count;
};

static void add(struct headers *headers, const char *name, const char *value)
{
	if (value)
		headers->items[headers->count++] = (struct http_header){ name, value };
}

/* As Standard Webhooks have it, with the key where the interface says. */
static struct http_message plain_message(struct sending *sending, struct headers *headers)
{
	const struct interface *interface = sending->interface;
	int64_t now_s = engine_server_now(sending->tenancy->engine) / US_PER_S;
	bool is_secret_shown = interface_setting(interface, "auth")[0] != '\0';

	add(headers, "Content-Type", "application/json");
	add(headers, interface->key_header, interface->key_header[0] ? sending->effect.key : NULL);
	add(headers, "webhook-id", sending->effect.key);
	add(headers, "webhook-timestamp", arena_printf(&sending->arena, "%lld", (long long)now_s));
	add(headers, "webhook-signature", sending->is_asking || is_secret_shown ? NULL : sign(sending, now_s));
	return (struct http_message){
		.method = sending->is_asking ? "GET" : "POST",
		.url = sending->is_asking ? plain_ask_url(&sending->arena, interface->ask_url, sending->effect.key) : interface->url,
		.body = sending->is_asking ? (struct span){ "", 0 } : sending->effect.payload,
	};
}

static struct connector_values values_of(const struct sending *sending)
{
	return (struct connector_values){ sending->interface->url, sending->effect.key, sending->effect.payload };
}

static struct http_message of_request(const struct connector_request *request, struct headers *headers)
{
	for (size_t i = 0; i < request->header_count; i++)
		add(headers, request->headers[i].name, request->headers[i].value);
	return (struct http_message){ .method = request->method, .url = request->url, .body = request->body };
}

static enum err shaped_message(struct sending *sending, struct headers *headers, struct http_message *out, struct fault *fault)
{
	const struct connector_values values = values_of(sending);
	struct connector_request request = { 0 };
	enum err err = sending->is_asking ? connector_fill_ask(sending->how, &values, &sending->arena, &request, fault)
					  : connector_fill(sending->how, &values, &sending->arena, &request, fault);

	if (err)
		return err;
	*out = of_request(&request, headers);
	add(headers, sending->interface->key_header, sending->interface->key_header[0] ? sending->effect.key : NULL);
	if (sending->pipe->token.length > 0)
		add(headers, connector_token(sending->shape->connector, &values, &sending->arena, &request), str_text(&sending->pipe->token));
	if (sending->pipe->cookies.length > 0)
		add(headers, "Cookie", str_text(&sending->pipe->cookies));
	return ERR_NONE;
}

static enum err call(struct sending *sending, struct http_message *message, struct headers *headers, http_on_reply *on_end,
		     struct fault *fault)
{
	headers->count += pull_ask_secret(interface_setting(sending->interface, "auth"), secret_of(sending), &sending->arena,
					  &headers->items[headers->count]);
	message->headers = headers->items;
	message->header_count = headers->count;
	message->is_repeatable = sending->is_asking || sending->is_fetching || target_of(sending).has_keys;
	message->timeout_us = pressing(sending).timeout_us;
	return http_client_call(sending->tenancy->engine->client, message, on_end, sending, &sending->call, fault);
}

static void start_call(struct sending *sending)
{
	struct headers headers = { 0 };
	struct http_message message = { 0 };
	struct fault fault = { 0 };
	enum err err = ERR_NONE;

	if (sending->how)
		err = shaped_message(sending, &headers, &message, &fault);
	else
		message = plain_message(sending, &headers);
	if (!err)
		err = call(sending, &message, &headers, on_reply, &fault);
	if (err)
		sending_end_as(sending, sending->is_asking ? "reconcile" : "dead", sending->is_asking ? "asked" : "held", fault.why);
}

static void on_token(void *context, const struct http_reply *reply)
{
	struct sending *sending = context;
	const struct connector_values values = values_of(sending);
	struct connector_request request;
	const char *name = connector_token(sending->shape->connector, &values, &sending->arena, &request);
	const char *value = reply->outcome == HTTP_ANSWERED && name ? http_reply_header(reply, name) : NULL;
	struct sender_verdict verdict = { sending->is_asking ? "unknown" : "ready", true, "the target gave no token",
					  sending->is_asking ? "asked" : "unsent" };

	sending->is_fetching = false;
	if (!value || reply->status >= 400) {
		end_with(sending, &verdict, "", reply);
		return;
	}
	str_clear(&sending->pipe->token);
	str_adds(&sending->pipe->token, value);
	str_clear(&sending->pipe->cookies);
	http_reply_cookies(reply, &sending->pipe->cookies);
	start_call(sending);
}

/* False: none is wanted, or there is one. */
static bool fetch_token(struct sending *sending)
{
	const struct connector_values values = values_of(sending);
	struct connector_request request;
	struct headers headers = { 0 };
	struct http_message message;
	struct fault fault = { 0 };

	if (!sending->how || sending->pipe->token.length > 0 ||
	    !connector_token(sending->shape->connector, &values, &sending->arena, &request))
		return false;
	message = of_request(&request, &headers);
	sending->is_fetching = true;
	if (call(sending, &message, &headers, on_token, &fault))
		sending_end_as(sending, "dead", "held", fault.why);
	return true;
}

static void start_mail(struct sending *sending)
{
	struct engine *engine = sending->tenancy->engine;
	struct mailtext mail = { 0 };
	struct fault fault = { 0 };
	enum err err = mailtext_make(&sending->arena, &sending->effect,
				     config_text(engine->config, "mail-from"),
				     engine_server_now(engine), &mail, &fault);
	const char *const to[] = { mail.to, NULL };
	const struct http_mail message = {
		.url = sending->interface->url,
		.from = mail.from,
		.to = to,
		.text = mail.text,
	};

	if (err == ERR_NONE)
		err = http_client_mail(engine->client, &message, on_reply, sending, &sending->call, &fault);
	if (err != ERR_NONE)
		sending_end_as(sending, "dead", "held", fault.why);
}

/* ---------------------------------------------------------------- its beginning */

/* Nobody can be asked: what has keys gets it once more under its key, the rest is looked at by a
 * person. */
static void stop_asking(struct sending *sending)
{
	if (target_of(sending).has_keys && !is_over(sending))
		sending_end_as(sending, "ready", "asked", "no answer came; it is sent again under its key");
	else
		sending_end_as(sending, "reconcile", "asked", "no answer came, and the target cannot be asked");
}

/* True: it is over before it began. */
static bool is_ended(struct sending *sending)
{
	struct sender_target target = target_of(sending);

	if (sending->shape->fault.err)
		sending_end_as(sending, "dead", "held", arena_printf(&sending->arena, "its connector cannot be read: %s", sending->shape->fault.why));
	else if (!sending->interface->url[0])
		sending_end_as(sending, "dead", "held", "its interface has no address");
	else if (connector_is_silent(sending->shape->connector, sending->effect.kind))
		sending_end_as(sending, "dead", "held",
			       arena_printf(&sending->arena, "its connector says nothing of %s", sending->effect.kind));
	else if (sending->is_asking && !target.can_be_asked)
		stop_asking(sending);
	else if (!sending->is_asking && is_forgotten(sending))
		sending_end_as(sending, target.can_be_asked ? "unknown" : "reconcile", "asked",
			       "it may have arrived longer ago than the target remembers keys");
	else
		return false;
	return true;
}

void sending_begin(struct sending *sending)
{
	breaker_begin(&sending->pipe->breaker);
	sending->how = connector_effect(sending->shape->connector, sending->effect.kind);
	if (is_ended(sending))
		return;
	if (strncmp(sending->interface->url, "smtp", 4) == 0)
		start_mail(sending);
	else if (!fetch_token(sending))
		start_call(sending);
}
