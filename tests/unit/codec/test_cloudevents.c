/* SPDX-License-Identifier: MIT */
/* CloudEvents: envelopes, batches, and an item as a canonical event. */
#include "check.h"

#include "codec/cloudevents.h"

#define ONE "application/cloudevents+json"
#define BATCH "application/cloudevents-batch+json; charset=utf-8"
#define HEAD "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"tms\",\"type\":\"shipment.eta\""

/* "key|key!" for what was split: ! = that item's envelope is wrong; "#words" = the whole body is. */
static void split(const char *type, const char *body, struct str *out)
{
	struct arena arena = { 0 };
	struct cloudevents_item *items = NULL;
	struct fault fault = { 0 };
	size_t count = 0;

	if (cloudevents_split(&arena, type, span_of(body), &items, &count, &fault))
		str_addf(out, "#%s", err_name(fault.err));
	else
		for (size_t i = 0; i < count; i++)
			str_addf(out, "%s%s%s", i ? "|" : "", items[i].envelope ? "" : items[i].key, items[i].envelope ? "!" : "");
	arena_release(&arena);
}

static void test_split(void **state)
{
	static const struct {
		const char *type, *body, *want;
	} rows[] = {
		{ ONE, HEAD "}", "tms 7" },
		{ ONE, "  " HEAD ",\"data\":{\"a\":[1,\"]}\"]}}\n", "tms 7" },
		{ BATCH, "[" HEAD "}, " HEAD ",\"x\":\",\\\"\"}]", "tms 7|tms 7" },
		{ BATCH, "[]", "" },
		{ BATCH, "[" HEAD "},{\"specversion\":\"1.0\"}," HEAD "}]", "tms 7|!|tms 7" },
		{ BATCH, HEAD "}", "#ERR_SYNTAX" },
		{ ONE, "{\"specversion\":\"0.3\",\"id\":\"7\",\"source\":\"tms\",\"type\":\"x\"}", "!" },
		{ ONE, HEAD ",\"subject\":null,\"ext1\":true,\"ext2\":-2147483648}", "tms 7" },
		{ ONE, HEAD ",\"aName\":1}", "!" },
		{ ONE, HEAD ",\"a_name\":1}", "!" },
		{ ONE, HEAD ",\"n\":4247483647}", "!" },
		{ ONE, HEAD ",\"n\":42.42}", "!" },
		{ ONE, HEAD ",\"n\":[]}", "!" },
		{ ONE, HEAD ",\"data\":{},\"data_base64\":\"e30=\"}", "!" },
		{ ONE, "{\"specversion\":\"1.0\",\"id\":7,\"source\":\"tms\",\"type\":\"x\"}", "!" },
		{ ONE, "{\"specversion\":\"1.0\",\"id\":\"7\",\"id\":\"8\",\"source\":\"tms\",\"type\":\"x\"}", "!" },
		{ ONE, "nonsense", "#ERR_SYNTAX" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str out = { 0 };
		split(rows[i].type, rows[i].body, &out);
		check_str(rows[i].body, str_text(&out), rows[i].want);
		str_release(&out);
	}
}

/* The item's digest is of its own bytes: the same item in another batch is the same item. */
static void test_digest(void **state)
{
	struct arena arena = { 0 };
	struct cloudevents_item *alone = NULL, *batch = NULL;
	struct fault fault = { 0 };
	size_t count = 0;

	(void)state;
	assert_int_equal(cloudevents_split(&arena, ONE, span_of(HEAD "}"), &alone, &count, &fault), ERR_NONE);
	assert_int_equal(cloudevents_split(&arena, BATCH, span_of("[{\"a\":1} , " HEAD "} ]"), &batch, &count, &fault), ERR_NONE);
	assert_int_equal(count, 2);
	assert_true(digest_equal(alone[0].digest.bytes, batch[1].digest.bytes, DIGEST_BYTES));
	arena_release(&arena);
}

static void test_event(void **state)
{
	static const char body[] = HEAD ",\"subject\":\"shipment/SHP 1\",\"time\":\"2026-01-02T03:04:05Z\",\"data\":{\"at\":"
				   "\"2026-01-02T05:00:00+01:00\",\"stop\":2,\"reason\":\"traffic\",\"pieces\":3,\"tags\":[\"a\",1]}}";
	struct arena arena = { 0 };
	struct cloudevents_item *items = NULL;
	struct fault fault = { 0 };
	struct event event;
	size_t count = 0;
	struct str at = { 0 };

	(void)state;
	assert_int_equal(cloudevents_split(&arena, ONE, span_of(body), &items, &count, &fault), ERR_NONE);
	assert_int_equal(cloudevents_event(&items[0], 0, &event, &fault), ERR_NONE);
	check_str("type", event.type, "shipment.eta");
	check_str("kind", event.subject_kind, "shipment");
	check_str("ref", event.subject_ref, "SHP 1");
	check_str("reason", event.reason, "traffic");
	check_str("pieces", texts_value(&event.attrs, "pieces"), "3");
	check_str("tags", texts_value(&event.attrs, "tags"), "[\"a\",1]");
	assert_int_equal(event.stop, 2);
	instant_write(&at, event.at);
	instant_write(&at, event.known_at);
	check_str("times", str_text(&at), "2026-01-02T04:00:00Z2026-01-02T03:04:05Z");
	str_release(&at);
	arena_release(&arena);
}

static void test_event_faults(void **state)
{
	static const struct {
		const char *rest, *place;
	} rows[] = {
		{ ",\"data\":{\"at\":\"soon\"}}", "/data/at" },
		{ ",\"data\":{\"stop\":\"second\"}}", "/data/stop" },
		{ ",\"time\":\"yesterday\"}", "/time" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = { 0 };
		struct cloudevents_item *items = NULL;
		struct fault fault = { 0 };
		struct event event;
		size_t count = 0;
		const char *body = arena_printf(&arena, "%s,\"subject\":\"shipment/S\"%s", HEAD, rows[i].rest);
		assert_int_equal(cloudevents_split(&arena, ONE, span_of(body), &items, &count, &fault), ERR_NONE);
		assert_int_not_equal(cloudevents_event(&items[0], 0, &event, &fault), ERR_NONE);
		check_str(rows[i].rest, fault.what, rows[i].place);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_split), cmocka_unit_test(test_digest), cmocka_unit_test(test_event),
					    cmocka_unit_test(test_event_faults) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
