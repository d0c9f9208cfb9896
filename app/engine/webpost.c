/* SPDX-License-Identifier: MIT */
/* Nothing is parsed before its signature holds. */
#include "engine/webpost.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "codec/json_write.h"
#include "engine/admission.h"
#include "engine/reception.h"
#include "engine/refdata.h"

#define CLOUD_HEADERS_MOST 64

static void answer_words(struct http_request *request, int status, const char *words, int64_t retry_s)
{
	char seconds[24];
	struct http_header later = { "Retry-After", seconds };
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	snprintf(seconds, sizeof seconds, "%lld", (long long)(retry_s > 0 ? retry_s : 2));
	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "error", words);
	jsonw_close(&writer);
	http_request_answer(request, status, "application/json", (struct span){ str_text(&text), text.length }, &later,
			    status == 503 || status == 429 ? 1 : 0);
	str_release(&text);
}

static void on_answer(void *context, const struct reception_answer *answer)
{
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	if (answer->why) {
		answer_words(context, answer->status, answer->why, 0);
		return;
	}
	jsonw_open(&writer, NULL);
	reception_write_items(&writer, answer->parcel);
	jsonw_close(&writer);
	http_request_answer(context, answer->status, "application/json", (struct span){ str_text(&text), text.length }, NULL, 0);
	str_release(&text);
}

/* ---------------------------------------------------------------- headers that are kept */

struct cloud_header {
	const char *name, *value;
};

/* The attributes of an event in binary mode, as they came. */
struct cloud_headers {
	struct cloud_header items[CLOUD_HEADERS_MOST];
	size_t count;
	bool is_too_many;
};

static void take_cloud_header(void *context, const char *name, const char *value)
{
	struct cloud_headers *all = context;

	if (strncasecmp(name, "ce-", 3) != 0)
		return;
	all->is_too_many |= all->count == CLOUD_HEADERS_MOST;
	if (!all->is_too_many)
		all->items[all->count++] = (struct cloud_header){ name, value };
}

static int compare_names(const void *a, const void *b)
{
	return strcasecmp(((const struct cloud_header *)a)->name, ((const struct cloud_header *)b)->name);
}

static void keep(struct str *out, const char *name, const char *value)
{
	str_addf(out, "%s: ", name);
	text_clean(out, value, strlen(value));
	str_addc(out, '\n');
}

/* In the order of their names, so that the same event is the same bytes however its sender orders them. */
static bool keep_cloud_headers(struct str *out, struct http_request *request)
{
	struct cloud_headers all = { 0 };

	http_request_each_header(request, take_cloud_header, &all);
	if (all.count > 1)
		qsort(all.items, all.count, sizeof all.items[0], compare_names);
	for (size_t i = 0; i < all.count; i++)
		keep(out, all.items[i].name, all.items[i].value);
	return !all.is_too_many;
}

static void keep_header(struct str *out, struct http_request *request, const struct signature_scheme *scheme, const char *name)
{
	const char *value = name[0] && strncasecmp(name, "ce-", 3) != 0 && signature_may_keep(scheme, name) ? http_request_header(request, name)
													    : NULL;

	if (value)
		keep(out, name, value);
}

static bool keep_headers(struct str *out, struct http_request *request, const struct interface *interface,
			 const struct signature_scheme *scheme)
{
	const char *const names[] = { "webhook-id", "webhook-timestamp", "webhook-signature", "user-agent", interface->key_header,
				      scheme->kind == SIGNATURE_HMAC ? scheme->header : "",
				      scheme->kind == SIGNATURE_HMAC ? scheme->timestamp_header : "" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		keep_header(out, request, scheme, names[i]);
	return keep_cloud_headers(out, request);
}

/* ---------------------------------------------------------------- a message */

static const char *lookup(const void *context, const char *name)
{
	return http_request_header(context, name);
}

/* The sender's own id of it, where one can be trusted: the header that the interface names, or the one that Standard Webhooks signs. */
static const char *key_of(struct http_request *request, const struct interface *interface, const struct signature_scheme *scheme)
{
	if (interface->key_header[0])
		return http_request_header(request, interface->key_header);
	return scheme->kind == SIGNATURE_STANDARD ? http_request_header(request, "webhook-id") : NULL;
}

static void take(struct engine *engine, struct http_request *request, struct tenancy *tenancy, const struct interface *interface)
{
	const struct refdata_keys *keys = refdata_keys(tenancy->refdata, interface->interface_id);
	const char *type = http_request_header(request, "content-type");
	struct str headers = { 0 };

	if (keep_headers(&headers, request, interface, &keys->signature)) {
		const struct reception_message message = { .tenancy = tenancy, .interface = interface, .type = type ? type : "",
							   .headers = str_text(&headers), .body = http_request_body(request),
							   .key = key_of(request, interface, &keys->signature) };
		reception_take(engine->reception, &message, on_answer, request);
	} else {
		static const char words[] = "the event has more than 64 attributes";

		admission_refused(engine->admission, tenancy, interface->interface_id, REFUSED_FORM, words);
		answer_words(request, 400, words, 0);
	}
	str_release(&headers);
}

void webpost_take(struct engine *engine, struct http_request *request, const char *name)
{
	const struct signature_request signature = { lookup, request, http_request_body(request) };
	struct tenancy *tenancy = NULL;
	const struct interface *interface;
	char words[200];
	int64_t retry_s = 0;
	int status;

	engine->figures.requests++;
	if (!reception_is_open(engine->reception)) {
		engine->figures.turned_away++;
		answer_words(request, 503, "the store cannot be reached: nothing was taken, send it again", 0);
		return;
	}
	interface = admission_find(engine->admission, name, &signature, &tenancy, NULL);
	if (!interface && !tenancy_all_loaded(engine)) {
		engine->figures.turned_away++;
		answer_words(request, 503, "this engine is starting: nothing was taken, send it again", 0);
		return;
	}
	if (!interface) {
		admission_unsigned(engine->admission, name);
		answer_words(request, 401, "no interface of this name has a key that signed this message", 0);
		return;
	}
	status = admission_judge(engine->admission, tenancy, interface, signature.body.length, words, sizeof words, &retry_s);
	if (status != 0)
		answer_words(request, status, words, retry_s);
	else
		take(engine, request, tenancy, interface);
}
