/* SPDX-License-Identifier: MIT */
/* links: data/codec */
/* The first part of the bytes (to a NUL) is a connector's text, the next the stored members, the rest an answer: no crash, a request that
 * is filled is the same when it is filled again, and no value makes a line end in an address or header. */
#include <string.h>

#include "codec/connector.h"

#define MUST(holds) BUG_IF(!(holds))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct span take(struct span *rest)
{
	const char *nul = rest->length ? memchr(rest->text, '\0', rest->length) : NULL;
	struct span part = { rest->text, nul ? (size_t)(nul - rest->text) : rest->length };
	size_t taken = part.length + (nul ? 1 : 0);

	*rest = (struct span){ rest->text + taken, rest->length - taken };
	return part;
}

static void fill(const struct connector_effect *effect, const struct connector_values *values)
{
	struct arena arena = { 0 };
	struct connector_request one, two;
	struct fault fault = { 0 };
	enum err err = connector_fill(effect, values, &arena, &one, &fault);

	MUST(err == connector_fill(effect, values, &arena, &two, NULL));
	MUST(!err || fault.why[0]);
	if (!err) {
		MUST(strcmp(one.url, two.url) == 0 && span_equal(one.body, two.body) && one.header_count == two.header_count);
		MUST(strncmp(one.url, values->url, strlen(values->url)) == 0);
		MUST(!strpbrk(one.url, "\r\n "));
		for (size_t i = 0; i < one.header_count; i++)
			MUST(!strpbrk(one.headers[i].value, "\r"));
	}
	if (connector_can_ask(effect) && !connector_fill_ask(effect, values, &arena, &one, &fault))
		MUST(strncmp(one.url, values->url, strlen(values->url)) == 0);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { (const char *)data, size };
	struct span text = take(&rest), payload = take(&rest);
	const struct connector_values values = { "https://h", "0123456789abcdef0123456789abcdef", payload };
	struct connector *connector = NULL;
	struct fault fault = { 0 };
	const struct connector_effect *effect;
	char receipt[40];

	if (connector_read("fuzz", text, &connector, &fault)) {
		MUST(fault.err && fault.why[0] && !connector);
		return 0;
	}
	effect = connector_effect(connector, "a");
	if (effect) {
		fill(effect, &values);
		for (int status = 200; status < 600; status += 50) {
			const struct connector_reply reply = { status, rest };
			enum connector_answer answer = connector_judge(effect, status % 100, &reply);
			MUST(status % 100 ? answer == CONNECTOR_UNSAID || answer >= CONNECTOR_THERE : answer < CONNECTOR_THERE);
			connector_receipt(effect, &reply, receipt, sizeof receipt);
			MUST(strlen(receipt) < sizeof receipt);
		}
	}
	connector_free(connector);
	return 0;
}
