/* SPDX-License-Identifier: MIT */
/* What docket writes back arrives here. A target that honours keys executes each once; one that
 * does not executes whatever comes, as many ERPs do, and can only be asked what it has. */
#include "demo/standin.h"

#include <string.h>

#include "base/digest.h"
#include "base/instant.h"
#include "base/log.h"
#include "base/mem.h"
#include "codec/json_read.h"
#include "codec/json_write.h"
#include "net/http_server.h"

#define SILENCE_US (60 * US_PER_S)

struct standin {
	struct loop *loop;
	struct http_server *server;
	struct ledger *ledger;
	struct standin_options options;
	char *name;
	standin_on_executed *on_executed;
	void *context;
};

static bool is_hit(struct standin *standin, int permille)
{
	return (int)(random_next(&standin->options.seed) % 1000) < permille;
}

static void answer(struct http_request *request, int status, const char *text)
{
	http_request_answer(request, status, "application/json", span_of(text), NULL, 0);
}

/* What the sender calls the message: a header, or a field of its body for targets without keys. */
static char *key_of(struct http_request *request)
{
	static const char *const fields[] = { "key", "reference", "id" };
	const char *header = http_request_header(request, "idempotency-key");
	struct json_doc *doc = NULL;
	char *key = NULL;

	if (header)
		return mem_text(header);
	if (node_doc_read(http_request_body(request), &doc, NULL) == ERR_NONE)
		for (size_t i = 0; !key && i < COUNT_OF(fields); i++)
			key = mem_text(node_text(node_get(node_doc_root(doc), fields[i])));
	node_doc_free(doc);
	return key ? key : mem_text("");
}

static bool note(struct standin *standin, struct http_request *request, struct ledger_entry *entry)
{
	struct fault fault = { 0 };

	entry->target = standin->name;
	entry->method = http_request_method(request);
	entry->path = http_request_path(request);
	entry->body = http_request_body(request);
	entry->at = loop_wall_us(standin->loop);
	if (ledger_add(standin->ledger, entry, &fault) == ERR_NONE)
		return true;
	log_fault("ledger", &fault);
	return false;
}

static bool is_same_body(const struct ledger_answer *before, struct span body)
{
	struct digest digest = digest_of(body.text, body.length);
	struct str hex = { 0 };
	bool is_same;

	hex_write(&hex, digest.bytes, DIGEST_BYTES);
	is_same = strcmp(str_text(&hex), before->sha256) == 0;
	str_release(&hex);
	return is_same;
}

static void write_receipt(const struct standin *standin, struct str *out)
{
	struct json_writer writer = jsonw_on(out);
	struct str receipt = { 0 };

	str_addf(&receipt, "%s-%06lld", standin->name,
		 (long long)ledger_count(standin->ledger) + 1);
	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "receipt", str_text(&receipt));
	jsonw_close(&writer);
	str_release(&receipt);
}

/* The same key again: the same answer for the same bytes, and a refusal for others. */
static void repeat(struct standin *standin, struct http_request *request, const char *key,
		   const struct ledger_answer *before)
{
	bool is_same = is_same_body(before, http_request_body(request));
	struct ledger_entry entry = {
		.key = key,
		.status = is_same ? before->status : 422,
		.answer = is_same ? before->text
				  : "{\"error\":\"this key was used for other bytes\"}",
	};
	char *text = mem_text(entry.answer);

	if (note(standin, request, &entry))
		answer(request, entry.status, text);
	else
		answer(request, 500, "{\"error\":\"the ledger cannot be written\"}");
	mem_free(text);
}

static void execute(struct standin *standin, struct http_request *request, const char *key)
{
	bool is_lost = is_hit(standin, standin->options.losses_permille);
	struct ledger_entry entry = { .key = key,
				      .status = is_lost ? 0 : 200,
				      .is_executed = true };
	struct span body = http_request_body(request);
	struct str text = { 0 };

	write_receipt(standin, &text);
	entry.answer = str_text(&text);
	if (!note(standin, request, &entry)) {
		answer(request, 500, "{\"error\":\"the ledger cannot be written\"}");
	} else {
		standin->on_executed(standin->context, key, body);
		if (!is_lost) /* else it waits until the sender gives up */
			answer(request, 200, entry.answer);
	}
	str_release(&text);
}

static void take(struct standin *standin, struct http_request *request)
{
	char *key = key_of(request);
	const struct ledger_answer *before =
		standin->options.has_keys ? ledger_find(standin->ledger, key) : NULL;

	if (before) {
		repeat(standin, request, key, before);
	} else if (is_hit(standin, standin->options.errors_permille)) {
		struct ledger_entry entry = { .key = key, .status = 503, .answer = "" };
		(void)note(standin, request, &entry);
		answer(request, 503, "{\"error\":\"closed for a moment\"}");
	} else {
		execute(standin, request, key);
	}
	mem_free(key);
}

/* "Do you have this?" */
static void tell(struct standin *standin, struct http_request *request)
{
	static const char *const names[] = { "ref", "key", "reference" };
	const char *slash = strrchr(http_request_path(request), '/');
	const char *key = NULL;
	const struct ledger_answer *found;

	for (size_t i = 0; !key && i < COUNT_OF(names); i++)
		key = http_request_argument(request, names[i]);
	found = ledger_find(standin->ledger, key ? key : slash ? slash + 1 : "");
	if (!standin->options.can_be_asked)
		answer(request, 405, "{\"error\":\"this system answers no questions\"}");
	else if (found)
		answer(request, 200, found->text);
	else
		answer(request, 404, "{\"error\":\"never seen\"}");
}

static void on_request(void *context, struct http_request *request)
{
	if (strcmp(http_request_method(request), "GET") == 0)
		tell(context, request);
	else
		take(context, request);
}

enum err standin_new(struct loop *loop, const struct standin_options *options,
		     struct ledger *ledger, standin_on_executed *on_executed, void *context,
		     struct standin **out, struct fault *fault)
{
	const struct http_server_options server = { .port = options->port,
						    .idle_limit_us = SILENCE_US };
	struct standin *standin = mem_new(1, sizeof *standin);
	enum err err;

	standin->loop = loop;
	standin->options = *options;
	standin->name = mem_text(options->name);
	standin->ledger = ledger;
	standin->on_executed = on_executed;
	standin->context = context;
	err = http_server_new(loop, &server, on_request, standin, &standin->server, fault);
	if (err) {
		standin_free(standin);
		return err;
	}
	*out = standin;
	return ERR_NONE;
}

int standin_port(const struct standin *standin)
{
	return http_server_port(standin->server);
}

void standin_faults(struct standin *standin, int errors_permille, int losses_permille)
{
	standin->options.errors_permille = errors_permille;
	standin->options.losses_permille = losses_permille;
}

void standin_free(struct standin *standin)
{
	if (!standin)
		return;
	http_server_free(standin->server);
	mem_free(standin->name);
	mem_free(standin);
}
