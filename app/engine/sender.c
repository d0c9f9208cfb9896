/* SPDX-License-Identifier: MIT */
/* Takes effects that are due, keeps each target to its number of calls and its rate, and writes
 * down what came of them. */
#include "engine/sender.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/json_read.h"
#include "codec/webhook.h"
#include "engine/failpoint.h"
#include "engine/lane.h"
#include "engine/mailtext.h"
#include "engine/refdata.h"
#include "engine/rowio.h"
#include "engine/ticker.h"
#include "engine/workloop.h"
#include "table/stored_rows.h"

#define TAKE_MOST         64
#define RECEIPT_BYTES_MAX 200
#define WAITING_MOST      32
#define STALE_US          (30 * US_PER_S)

/* A target and the calls to it: never more than so many, never faster than so. */
struct pipe {
	struct sender *sender;
	int64_t tenant_id, interface_id;
	char key[48];
	VEC(struct sending *) waiting;
	size_t busy;
	int64_t next_us; /* before that no call begins */
	struct loop_timer *timer;
};

struct sending {
	struct pipe *pipe;
	struct tenancy *tenancy;
	struct refdata *refdata; /* held: the interface is its row */
	const struct interface *interface;
	struct arena arena;
	struct effect effect;
	bool is_asking;
	int64_t taken_us; /* one that waited too long is put back: another engine will take it for
			     lost */
	struct http_call *call;
};

struct sender {
	struct engine *engine;
	struct map pipes; /* "tenant:interface" -> struct pipe * */
	VEC(struct sending *) all;
	bool is_ending;
};

struct sender *sender_new(struct engine *engine)
{
	struct sender *sender = mem_new(1, sizeof *sender);

	sender->engine = engine;
	return sender;
}

size_t sender_busy(const struct sender *sender)
{
	return sender->all.count;
}

static void begin_next(struct pipe *pipe);

/* ---------------------------------------------------------------- the end of a try */

static void end_sending(struct sending *sending)
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

/* Its answer says whether the row was still ours; if not, another engine has judged it since. */
static void on_written(void *context, struct pg_result *result)
{
	struct tenancy *tenancy = context;

	lane_log_fault((void *)(uintptr_t) "effects", result);
	ticker_wrote(tenancy);
	workloop_look(tenancy->work, WORKLOOP_LOOK_DUE);
}

static void write_down(struct sending *sending, const struct sender_verdict *verdict,
		       const char *receipt, int64_t run_at)
{
	struct engine *engine = sending->tenancy->engine;
	struct pg_params params = { 0 };

	pg_params_i64(&params, sending->tenancy->id);
	pg_params_i64(&params, sending->effect.effect_id);
	pg_params_i64(&params, sending->effect.attempts);
	pg_params_text(&params, verdict->state);
	pg_params_text(&params, receipt);
	pg_params_text(&params, verdict->words);
	pg_params_instant(&params, run_at);
	if (lane_send(engine->lanes[LANE_SEND], "engine_effect_done", &params, on_written,
		      sending->tenancy) != ERR_NONE)
		log_line(LOG_WARN, "effects",
			 "what came of a call is not written down: it will be asked about");
	pg_params_release(&params);
	engine->figures.sent += strcmp(verdict->state, "done") == 0;
	engine->figures.unsure += strcmp(verdict->state, "unknown") == 0;
}

static bool is_over(const struct sending *sending)
{
	const struct config *config = sending->tenancy->engine->config;

	return sending->effect.attempts >= sender_tries_most(config_us(config, "send-retry"),
							     config_us(config, "send-retry-most"),
							     config_us(config, "send-horizon"));
}

static struct sender_target target_of(const struct interface *interface)
{
	return (struct sender_target){
		.has_keys = interface->key_header[0] != '\0',
		.can_be_asked = interface->ask_url[0] != '\0',
	};
}

/* What the target calls what it did: "receipt", "reference" or "id" of a JSON answer. */
static void read_receipt(const struct http_reply *reply, char *out, size_t room)
{
	static const char *const names[] = { "receipt", "reference", "confirmation", "id" };
	struct json_doc *doc = NULL;
	const char *text = NULL;

	out[0] = '\0';
	if (node_doc_read(reply->body, &doc, NULL) == ERR_NONE)
		for (size_t i = 0; i < COUNT_OF(names) && !text; i++)
			text = node_text(node_get(node_doc_root(doc), names[i]));
	if (text)
		text_clean_into(out, room, text, strlen(text));
	node_doc_free(doc);
}

static int64_t next_run_at(const struct sending *sending, const struct http_reply *reply,
			   bool is_later)
{
	struct engine *engine = sending->tenancy->engine;

	if (!is_later)
		return engine_server_now(engine);
	return engine_server_now(engine) +
	       sender_delay_us((int)sending->effect.attempts,
			       config_us(engine->config, "send-retry"),
			       config_us(engine->config, "send-retry-most"), http_reply_later_us(reply),
			       random_next(&engine->random));
}

static void on_reply(void *context, const struct http_reply *reply)
{
	struct sending *sending = context;
	struct pipe *pipe = sending->pipe;
	struct sender_target target = target_of(sending->interface);
	struct sender_verdict verdict;
	char receipt[RECEIPT_BYTES_MAX];
	char words[400];

	FAILPOINT("after-effect-sent-before-receipt");
	verdict = sending->is_asking
			  ? sender_judge_asking(reply->outcome, reply->status, is_over(sending))
			  : sender_judge(&target, reply->outcome, reply->status, is_over(sending));
	read_receipt(reply, receipt, sizeof receipt);
	if (verdict.words[0] && reply->status)
		snprintf(words, sizeof words, "%s (status %d)", verdict.words, reply->status);
	else if (verdict.words[0] && reply->outcome != HTTP_ANSWERED)
		snprintf(words, sizeof words, "%s: %s", verdict.words, reply->fault.why);
	else
		snprintf(words, sizeof words, "%s", verdict.words);
	verdict.words = words;
	write_down(sending, &verdict, receipt, next_run_at(sending, reply, verdict.is_later));
	pipe->busy--;
	end_sending(sending);
	begin_next(pipe);
}

static void give_up(struct sending *sending, const char *state, const char *words)
{
	const struct sender_verdict verdict = { state, false, words };

	struct engine *engine = sending->tenancy->engine;
	int64_t delay = (int64_t)(random_next(&engine->random) % (uint64_t)(5 * US_PER_S));

	write_down(sending, &verdict, "", engine_server_now(engine) + delay);
	sending->pipe->busy--;
	end_sending(sending);
}

/* ---------------------------------------------------------------- a try */

/* "{key}" of an ask_url becomes the key; keys are ours: letters, digits and '-', so nothing needs
 * escaping. */
static const char *ask_url(struct arena *arena, const char *url, const char *key)
{
	const char *place = strstr(url, "{key}");

	if (!place)
		return arena_printf(arena, "%s%s", url, key);
	return arena_printf(arena, "%.*s%s%s", (int)(place - url), url, key,
			    place + strlen("{key}"));
}

static const char *sign(struct sending *sending, const char *timestamp_s, int64_t timestamp)
{
	const struct refdata_keys *keys =
		refdata_keys(sending->refdata, sending->interface->interface_id);
	struct str signature = { 0 };
	const char *kept = NULL;

	(void)timestamp_s;
	if (keys && keys->key.length > 0 &&
	    webhook_sign((struct span){ keys->key.text, keys->key.length }, sending->effect.key,
			 timestamp, sending->effect.payload, &signature) == ERR_NONE)
		kept = arena_text(&sending->arena, str_text(&signature), signature.length);
	str_release(&signature);
	return kept;
}

static enum err start_call(struct sending *sending, struct fault *fault)
{
	struct engine *engine = sending->tenancy->engine;
	const struct interface *interface = sending->interface;
	int64_t now_s = engine_server_now(engine) / US_PER_S;
	const char *timestamp = arena_printf(&sending->arena, "%lld", (long long)now_s);
	const char *signature = sending->is_asking ? NULL : sign(sending, timestamp, now_s);
	struct http_header headers[6];
	size_t count = 0;
	struct http_message message;

	headers[count++] = (struct http_header){ "Content-Type", "application/json" };
	if (interface->key_header[0])
		headers[count++] =
			(struct http_header){ interface->key_header, sending->effect.key };
	headers[count++] = (struct http_header){ "webhook-id", sending->effect.key };
	headers[count++] = (struct http_header){ "webhook-timestamp", timestamp };
	if (signature)
		headers[count++] = (struct http_header){ "webhook-signature", signature };
	message = (struct http_message){
		.method = sending->is_asking ? "GET" : "POST",
		.url = sending->is_asking
			       ? ask_url(&sending->arena, interface->ask_url, sending->effect.key)
			       : interface->url,
		.headers = headers,
		.header_count = count,
		.body = sending->is_asking ? (struct span){ "", 0 } : sending->effect.payload,
		.is_repeatable = sending->is_asking || interface->key_header[0],
		.timeout_us = config_us(engine->config, "send-timeout"),
	};
	return http_client_call(engine->client, &message, on_reply, sending, &sending->call, fault);
}

static bool is_mail(const struct interface *interface)
{
	return strncmp(interface->url, "smtp", 4) == 0;
}

static enum err start_mail(struct sending *sending, struct fault *fault)
{
	struct engine *engine = sending->tenancy->engine;
	struct mailtext mail = { 0 };
	enum err err = mailtext_make(&sending->arena, &sending->effect,
				     config_text(engine->config, "mail-from"),
				     engine_server_now(engine), &mail, fault);
	const char *const to[] = { mail.to, NULL };
	const struct http_mail message = {
		.url = sending->interface->url,
		.from = mail.from,
		.to = to,
		.text = mail.text,
	};

	if (err == ERR_NONE)
		err = http_client_mail(engine->client, &message, on_reply, sending, &sending->call,
				       fault);
	return err;
}

/* Nobody can be asked: what has keys gets it once more under its key, the rest is looked at by a
 * person. */
static void stop_asking(struct sending *sending)
{
	if (sending->interface->key_header[0] && !is_over(sending))
		give_up(sending, "ready", "no answer came; it is sent again under its key");
	else
		give_up(sending, "reconcile", "no answer came, and the target cannot be asked");
}

static void begin(struct sending *sending)
{
	struct fault fault = { 0 };
	enum err err;

	sending->pipe->busy++;
	if (loop_now_us(sending->tenancy->engine->loop) - sending->taken_us > STALE_US) {
		give_up(sending, sending->is_asking ? "unknown" : "ready", "");
		return;
	}
	if (sending->is_asking && !sending->interface->ask_url[0]) {
		stop_asking(sending);
		return;
	}
	if (!sending->interface->url[0]) {
		give_up(sending, "dead", "its interface has no address");
		return;
	}
	err = is_mail(sending->interface) ? start_mail(sending, &fault)
					  : start_call(sending, &fault);
	if (err != ERR_NONE)
		give_up(sending, "dead", fault.why);
}

static void begin_next(struct pipe *pipe)
{
	const struct config *config = pipe->sender->engine->config;
	size_t most = (size_t)config_number(config, "send-most");
	int64_t rate = config_number(config, "send-rate");

	while (pipe->waiting.count > 0 && pipe->busy < most && !pipe->sender->is_ending) {
		int64_t now = loop_now_us(pipe->sender->engine->loop);
		struct sending *sending = pipe->waiting.items[0];
		if (pipe->next_us > now) {
			loop_timer_start(pipe->timer, pipe->next_us - now, 0);
			return;
		}
		pipe->next_us = now + US_PER_S / (rate > 0 ? rate : 1);
		pipe->waiting.count--;
		memmove(pipe->waiting.items, pipe->waiting.items + 1,
			pipe->waiting.count * sizeof(struct sending *));
		begin(sending);
	}
}

static void on_timer(void *context)
{
	begin_next(context);
}

/* ---------------------------------------------------------------- taking */

static struct pipe *pipe_of(struct sender *sender, int64_t tenant_id, int64_t interface_id)
{
	char key[48];
	struct pipe *pipe;

	snprintf(key, sizeof key, "%lld:%lld", (long long)tenant_id, (long long)interface_id);
	pipe = map_get(&sender->pipes, span_of(key));
	if (pipe)
		return pipe;
	pipe = mem_new(1, sizeof *pipe);
	pipe->sender = sender;
	pipe->tenant_id = tenant_id;
	pipe->interface_id = interface_id;
	memcpy(pipe->key, key, sizeof key);
	pipe->timer = loop_timer_new(sender->engine->loop, on_timer, pipe);
	map_put(&sender->pipes, span_of(pipe->key), pipe);
	return pipe;
}

static void take(struct sender *sender, struct tenancy *tenancy, const struct pg_result *result,
		 int row)
{
	struct sending *sending = mem_new(1, sizeof *sending);
	struct fault fault = { 0 };

	if (rowio_read(&row_stored_effect, result, row, 0, &sending->effect, &sending->arena,
		       &fault) != ERR_NONE) {
		log_fault("effects", &fault);
		arena_release(&sending->arena);
		mem_free(sending);
		return;
	}
	sending->tenancy = tenancy;
	sending->refdata = refdata_hold(tenancy->refdata);
	sending->interface =
		map_get_id(&tenancy->refdata->reference.interfaces, sending->effect.interface_id);
	sending->is_asking = strcmp(sending->effect.state, "asking") == 0;
	sending->taken_us = loop_now_us(sender->engine->loop);
	sending->pipe = pipe_of(sender, tenancy->id, sending->effect.interface_id);
	*vec_push(&sender->all) = sending;
	if (!sending->interface) {
		sending->pipe->busy++;
		give_up(sending, "dead", "its interface is gone");
		return;
	}
	if (sending->pipe->waiting.count >= WAITING_MOST) {
		sending->pipe->busy++;
		give_up(sending, sending->is_asking ? "unknown" : "ready",
			"the target is slow; others wait before it");
		return;
	}
	*vec_push(&sending->pipe->waiting) = sending;
	begin_next(sending->pipe);
}

static void on_taken(void *context, struct pg_result *result)
{
	struct tenancy *tenancy = context;

	tenancy->is_taking = false;
	if (pg_result_fault(result)) {
		lane_log_fault((void *)(uintptr_t) "effects", result);
		return;
	}
	for (int row = 0; row < pg_result_rows(result); row++)
		take(tenancy->engine->sender, tenancy, result, row);
	if (pg_result_rows(result) == TAKE_MOST)
		sender_look(tenancy);
}

void sender_look(struct tenancy *tenancy)
{
	struct sender *sender = tenancy->engine->sender;
	struct pg_params params = { 0 };

	if (tenancy->is_taking || !tenancy_is_ours(tenancy) || !tenancy->refdata ||
	    sender->is_ending || sender->all.count >= 4 * TAKE_MOST)
		return;
	pg_params_i64(&params, tenancy->id);
	pg_params_i64(&params, tenancy->fence);
	pg_params_i64(&params, TAKE_MOST);
	tenancy->is_taking = lane_send(tenancy->engine->lanes[LANE_SEND], "engine_effect_take",
				       &params, on_taken, tenancy) == ERR_NONE;
	pg_params_release(&params);
}

void sender_free(struct sender *sender)
{
	struct pipe *pipe;
	size_t cursor = 0;

	if (!sender)
		return;
	sender->is_ending = true;
	while (sender->all.count > 0) {
		struct sending *sending = sender->all.items[0];
		http_call_cancel(sending->call);
		end_sending(sending);
	}
	while ((pipe = map_next(&sender->pipes, &cursor))) {
		vec_release(&pipe->waiting);
		loop_timer_free(pipe->timer);
		mem_free(pipe);
	}
	map_release(&sender->pipes);
	vec_release(&sender->all);
	mem_free(sender);
}
