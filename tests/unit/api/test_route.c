/* SPDX-License-Identifier: MIT */
/* Which route a request means, how faults are answered, how often a key may call, and that the description names all of it. */
#include "check.h"

#include <string.h>

#include "api/meter.h"
#include "api/openapi.h"
#include "api/reply.h"
#include "api/route.h"
#include "base/instant.h"
#include "base/text.h"
#include "codec/json_read.h"
#include "verb/verb.h"

static void test_match(void **state)
{
	static const struct {
		const char *method, *path;
		enum route_found found;
		enum route_id id;
		const char *first, *second;
	} rows[] = {
		{ "GET", "/health", ROUTE_FOUND, ROUTE_HEALTH, NULL, NULL },
		{ "POST", "/health", ROUTE_OTHER_METHOD, 0, NULL, NULL },
		{ "POST", "/v1/events/dhl", ROUTE_FOUND, ROUTE_EVENTS, "dhl", NULL },
		{ "POST", "/v1/events/", ROUTE_NOWHERE, 0, NULL, NULL },
		{ "POST", "/v1/events/a/b", ROUTE_NOWHERE, 0, NULL, NULL },
		{ "GET", "/v1/events/dhl", ROUTE_OTHER_METHOD, 0, NULL, NULL },
		{ "GET", "/v1/cases", ROUTE_FOUND, ROUTE_CASES, NULL, NULL },
		{ "POST", "/v1/cases", ROUTE_FOUND, ROUTE_NEW, NULL, NULL },
		{ "DELETE", "/v1/cases", ROUTE_OTHER_METHOD, 0, NULL, NULL },
		{ "GET", "/v1/cases/", ROUTE_NOWHERE, 0, NULL, NULL },
		{ "GET", "/v1/cases/C-1", ROUTE_FOUND, ROUTE_CASE, "C-1", NULL },
		{ "POST", "/v1/cases/C-1/note", ROUTE_FOUND, ROUTE_DO, "C-1", "note" },
		{ "POST", "/v1/cases/C-1/request", ROUTE_FOUND, ROUTE_REQUEST, "C-1", NULL },
		{ "GET", "/v1/cases/C-1/note", ROUTE_OTHER_METHOD, 0, NULL, NULL },
		{ "POST", "/v1/cases/C-1/note/x", ROUTE_NOWHERE, 0, NULL, NULL },
		{ "GET", "/v1/find/A/B 1", ROUTE_FOUND, ROUTE_FIND, "A/B 1", NULL },
		{ "GET", "/v1/find/", ROUTE_NOWHERE, 0, NULL, NULL },
		{ "GET", "/v1/acts/12", ROUTE_FOUND, ROUTE_ACT, "12", NULL },
		{ "POST", "/v1/approvals", ROUTE_OTHER_METHOD, 0, NULL, NULL },
		{ "GET", "", ROUTE_NOWHERE, 0, NULL, NULL },
		{ "GET", "/v1/casesx", ROUTE_NOWHERE, 0, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = { 0 };
		struct route_match match;
		enum route_found found = route_match(rows[i].method, rows[i].path, &arena, &match);
		if (found != rows[i].found)
			fail_msg("%s %s: %d", rows[i].method, rows[i].path, (int)found);
		if (found == ROUTE_FOUND) {
			assert_int_equal(match.route->id, rows[i].id);
			check_str(rows[i].path, match.values[0] ? match.values[0] : "", rows[i].first ? rows[i].first : "");
			check_str(rows[i].path, match.values[1] ? match.values[1] : "", rows[i].second ? rows[i].second : "");
		}
		arena_release(&arena);
	}
}

static void test_methods(void **state)
{
	struct str out = { 0 };

	(void)state;
	route_methods("/v1/cases", &out);
	check_str("both", str_text(&out), "GET, POST");
	str_clear(&out);
	route_methods("/v1/approvals", &out);
	check_str("one", str_text(&out), "GET");
	str_release(&out);
}

static void test_fault(void **state)
{
	struct fault fault = { 0 };
	struct str out = { 0 };

	(void)state;
	fault_set(&fault, ERR_DENIED, "the key", "it is \"old\"");
	fault_help(&fault, "ask for a new one");
	reply_fault(&out, &fault);
	check_str("json", str_text(&out),
		  "{\"error\":\"the key: it is \\\"old\\\": ask for a new one\",\"what\":\"the key\",\"why\":\"it is \\\"old\\\"\","
		  "\"help\":\"ask for a new one\"}");
	str_release(&out);
	assert_int_equal(reply_status(ERR_NONE), 200);
	for (int err = 1; err < ERR_COUNT_; err++) {
		int status = reply_status((enum err)err);
		bool is_named = false;
		for (const struct reply_meaning *meaning = reply_meanings; meaning->status; meaning++)
			is_named |= meaning->status == status;
		if (!is_named)
			fail_msg("%s is answered %d, which is described nowhere", err_name((enum err)err), status);
	}
}

static void test_rate(void **state)
{
	struct meter_rate rate = { 0 };
	int64_t wait_us = 0, now_us = 1000;

	(void)state;
	for (int i = 0; i < 60; i++)
		assert_true(meter_take(&rate, 60, now_us, &wait_us));
	assert_false(meter_take(&rate, 60, now_us, &wait_us));
	assert_int_equal(wait_us, US_PER_S);
	assert_false(meter_take(&rate, 60, now_us + US_PER_S - 1, &wait_us));
	assert_true(meter_take(&rate, 60, now_us + US_PER_S, &wait_us));
	assert_false(meter_take(&rate, 60, now_us + US_PER_S, &wait_us));
	assert_true(meter_take(&rate, 60, now_us + 3600 * US_PER_S, &wait_us));
	rate = (struct meter_rate){ 0 };
	assert_true(meter_take(&rate, 1, now_us, &wait_us));
	assert_false(meter_take(&rate, 1, now_us + 59 * US_PER_S, &wait_us));
	assert_int_equal(wait_us, US_PER_S);
}

static void test_times(void **state)
{
	static struct meter_times times;

	(void)state;
	assert_int_equal(meter_quantile(&times, 50), 0);
	for (int64_t i = 1; i <= 100; i++)
		meter_add(&times, i);
	assert_int_equal(meter_quantile(&times, 50), 50);
	assert_int_equal(meter_quantile(&times, 95), 95);
	for (int64_t i = 0; i < METER_KEPT; i++)
		meter_add(&times, 7);
	assert_int_equal(meter_quantile(&times, 95), 7);
	assert_int_equal(times.most_us, 100);
}

/* Every act on a case is a path with its arguments, and every reference is to a row that is described. */
static void test_description(void **state)
{
	struct str out = { 0 };
	struct json_doc *doc = NULL;
	struct fault fault = { 0 };
	const struct json_node *root;

	(void)state;
	openapi_print(&out);
	assert_int_equal(node_doc_read_large((struct span){ out.text, out.length }, out.length, &doc, &fault), ERR_NONE);
	root = node_doc_root(doc);
	for (const struct verb *verb = verb_acts; verb->name; verb++) {
		char path[64];
		const struct json_node *properties;
		if (!(verb->needs & NEEDS_CASE))
			continue;
		snprintf(path, sizeof path, "/v1/cases/{case}/%s", verb->name);
		properties = node_get(node_get(node_get(root, "paths"), path), "post");
		properties = node_at(properties, "/requestBody/content/application~1json/schema/properties");
		for (size_t i = 0; i < verb_argument_count(verb); i++)
			if (!node_get(properties, verb->arguments[i].name))
				fail_msg("%s of %s is not described", verb->arguments[i].name, verb->name);
	}
	for (const char *at = str_text(&out); (at = strstr(at, "#/components/schemas/")); at++) {
		char name[64] = "";
		const char *begin = at + strlen("#/components/schemas/");
		memcpy(name, begin, strcspn(begin, "\""));
		if (!node_get(node_at(root, "/components/schemas"), name))
			fail_msg("%s is not described", name);
	}
	assert_null(node_get(node_get(node_get(root, "paths"), "/v1/approvals"), "post"));
	node_doc_free(doc);
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match), cmocka_unit_test(test_methods), cmocka_unit_test(test_fault),
		cmocka_unit_test(test_rate),  cmocka_unit_test(test_times),   cmocka_unit_test(test_description),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
