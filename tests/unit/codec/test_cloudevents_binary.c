/* SPDX-License-Identifier: MIT */
/* Binary mode: the binding's own rules and examples, the scenarios of the conformance suite, and the same event in both modes. */
#include "check.h"

#include "codec/cloudevents.h"

#define FOUR "ce-id: 1\nce-source: s\nce-specversion: 1.0\nce-type: t\n"

static void test_envelopes(void **state)
{
	static const struct {
		const char *name, *type, *headers, *body, *key, *why;
	} rows[] = {
		{ "the least", "", FOUR, "", "s 1", NULL },
		{ "names in capitals", "", "CE-ID: 1\nCe-Source: s\nce-specversion: 1.0\nCE-TYPE: t\n", "", "s 1", NULL },
		{ "conformance: v1", "application/json", "ce-comexampleextension1: value\nce-comexampleextension2: %7B%22othervalue%22:%205%7D%0A\n"
		  "ce-id: 4321-4321-4321\nce-source: /mycontext/subcontext\nce-specversion: 1.0\nce-time: 2018-04-05T03:56:24Z\n"
		  "ce-type: com.example.someevent\n", "{\"world\":\"hello\"}\n", "/mycontext/subcontext 4321-4321-4321", NULL },
		{ "conformance: 0001", "text/plain; charset=us-ascii", "ce-id: conformance-0001\nce-source: //github.com/x\nce-specversion: 1.0\n"
		  "ce-type: io.cloudevents.minimum\n", "Hello, World!\n", "//github.com/x conformance-0001", NULL },
		{ "conformance: 0002", "text/plain; charset=utf-8", FOUR, "Hello, \xf0\x9f\x8c\x8e!\n", "s 1", NULL },
		{ "conformance: 0003", "application/json; charset=utf-8", FOUR, "\"Hello, \xf0\x9f\x8c\x8e!\"\n", "s 1", NULL },
		{ "conformance: 0005", "application/json; charset=utf-8", FOUR, "[\"Hello\",\"\xf0\x9f\x8c\x8e!\"]\n", "s 1", NULL },
		{ "conformance: 0006", "application/xml; charset=utf-8", FOUR, "<msg>Hello, \xf0\x9f\x8c\x8e!</msg>\n", "s 1", NULL },
		{ "the binding's example: Euro", "", "ce-id: Euro%20%E2%82%AC%20%F0%9F%98%80\nce-source: s\nce-specversion: 1.0\nce-type: t\n", "",
		  "s Euro \xe2\x82\xac \xf0\x9f\x98\x80", NULL },
		{ "escaped without need", "", "ce-id: %61%62c\nce-source: s\nce-specversion: 1.0\nce-type: t\n", "", "s abc", NULL },
		{ "one round only", "", "ce-id: %2561\nce-source: s\nce-specversion: 1.0\nce-type: t\n", "", "s %61", NULL },
		{ "quoted, as older senders do", "", "ce-id: \"a \\\"b\\\" \\\\ %41\"\nce-source: s\nce-specversion: 1.0\nce-type: t\n", "",
		  "s a \"b\" \\ A", NULL },
		{ "the binding's example: overlong", "", "ce-id: %C0%A0\nce-source: s\nce-specversion: 1.0\nce-type: t\n", "", NULL, "no UTF-8" },
		{ "half an escape", "", "ce-id: %2\nce-source: s\nce-specversion: 1.0\nce-type: t\n", "", NULL, "two hex digits" },
		{ "an escape of nothing", "", "ce-id: %zz\nce-source: s\nce-specversion: 1.0\nce-type: t\n", "", NULL, "two hex digits" },
		{ "not escaped", "", "ce-id: \xc3\xbc\nce-source: s\nce-specversion: 1.0\nce-type: t\n", "", NULL, "printable ASCII" },
		{ "a NUL", "", "ce-id: a%00\nce-source: s\nce-specversion: 1.0\nce-type: t\n", "", NULL, "no UTF-8" },
		{ "version 0.3", "", "ce-id: 1\nce-source: s\nce-specversion: 0.3\nce-type: t\n", "", NULL, "CloudEvents 0.3 is not taken, only 1.0" },
		{ "no version", "", "ce-id: 1\nce-source: s\nce-type: t\n", "", NULL, "\"specversion\" is missing" },
		{ "no type", "", "ce-id: 1\nce-source: s\nce-specversion: 1.0\n", "", NULL, "\"type\" is missing" },
		{ "an empty id", "", "ce-id: \nce-source: s\nce-specversion: 1.0\nce-type: t\n", "", NULL, "\"id\" is missing" },
		{ "a name with a dash", "", FOUR "ce-my-name: x\n", "", NULL, "\"my-name\" is not of a-z and 0-9" },
		{ "said twice", "", FOUR "ce-type: u\n", "", NULL, "" },
		{ "the content type's own header", "text/plain", "ce-datacontenttype: text/xml\n" FOUR, "x", "s 1", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = { 0 };
		struct cloudevents_item *items = NULL;
		struct fault fault = { 0 };
		size_t count = 0;
		const struct fault *wrong = &fault;
		if (!cloudevents_is_binary(rows[i].type, rows[i].headers))
			fail_msg("%s: is not seen to be binary", rows[i].name);
		if (cloudevents_unpack(&arena, rows[i].type, rows[i].headers, span_of(rows[i].body), &items, &count, &fault) == ERR_NONE)
			wrong = items[0].envelope;
		if (!rows[i].why && wrong)
			fail_msg("%s: %s", rows[i].name, wrong->why);
		if (rows[i].why && (!wrong || !strstr(wrong->why, rows[i].why)))
			fail_msg("%s: got \"%s\"", rows[i].name, wrong ? wrong->why : "no fault");
		if (rows[i].key)
			check_str(rows[i].name, items[0].key, rows[i].key);
		arena_release(&arena);
	}
}

/* An event of ours says the same in both modes. */
static void test_same(void **state)
{
	static const char structured[] = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"shipment.eta\",\"subject\":"
					 "\"shipment/SHP 1\",\"time\":\"2026-03-01T10:00:00Z\",\"data\":{\"at\":\"2026-03-01T19:30:00Z\","
					 "\"words\":\"fog\",\"gate\":7}}";
	static const char headers[] = "user-agent: x\nce-id: 1\nce-source: s\nce-specversion: 1.0\nce-subject: shipment%2FSHP%201\n"
				      "ce-time: 2026-03-01T10:00:00Z\nce-type: shipment.eta\n";
	struct arena arena = { 0 };
	struct cloudevents_item *one = NULL, *two = NULL;
	struct fault fault = { 0 };
	struct event a, b;
	size_t count;

	(void)state;
	assert_int_equal(cloudevents_split(&arena, "application/cloudevents+json", span_of(structured), &one, &count, &fault), ERR_NONE);
	assert_int_equal(cloudevents_unpack(&arena, "application/json", headers,
					    span_of("{\"at\":\"2026-03-01T19:30:00Z\",\"words\":\"fog\",\"gate\":7}"), &two, &count, &fault), ERR_NONE);
	assert_int_equal(cloudevents_event(one, 0, &a, &fault), ERR_NONE);
	assert_int_equal(cloudevents_event(two, 0, &b, &fault), ERR_NONE);
	check_str("type", b.type, a.type);
	check_str("subject", b.subject_ref, a.subject_ref);
	check_str("key", b.partner_key, a.partner_key);
	check_int("at", b.at, a.at);
	check_int("known_at", b.known_at, a.known_at);
	check_str("words", b.words, a.words);
	check_str("attrs", texts_value(&b.attrs, "gate"), texts_value(&a.attrs, "gate"));
	arena_release(&arena);
}

/* Data that calls itself JSON and is none: the event came, what is in it is for a person. */
static void test_content(void **state)
{
	struct arena arena = { 0 };
	struct cloudevents_item *items = NULL;
	struct fault fault = { 0 };
	size_t count;

	(void)state;
	assert_int_equal(cloudevents_unpack(&arena, "application/json", FOUR "ce-subject: shipment/S\n", span_of("{\"at\":"), &items, &count,
					    &fault), ERR_NONE);
	assert_null(items->envelope);
	assert_non_null(items->content);
	arena_release(&arena);
}

static void test_not_binary(void **state)
{
	(void)state;
	assert_false(cloudevents_is_binary("application/cloudevents+json; charset=utf-8", FOUR));
	assert_false(cloudevents_is_binary("application/json", "user-agent: ce-id: 1\nce-other: 1\n"));
	assert_false(cloudevents_is_binary("", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_envelopes), cmocka_unit_test(test_same), cmocka_unit_test(test_content),
					    cmocka_unit_test(test_not_binary) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
