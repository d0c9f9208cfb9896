/* SPDX-License-Identifier: MIT */
/* Connectors: what is sent is the same bytes each time, values cannot leave their place, and an answer means what the text says. */
#include "check.h"

#include "base/embed.h"
#include "codec/connector.h"

#define KEY "0123456789abcdef0123456789abcdef"
#define PAYLOAD "{\"kind\":\"cost.accrue\",\"key\":\"other\",\"shipment\":\"O'Neil \\\"1\\\"\",\"amount\":\"412.00\",\"words\":\"a\\nb\"," \
	"\"decided_at\":\"2026-03-01T10:00:00Z\",\"payee\":\"Swift & Co\",\"currency\":\"EUR\",\"case\":\"C-1\"}"

static const struct connector_values values = { "https://erp.example/x", KEY, { PAYLOAD, sizeof PAYLOAD - 1 } };

static struct connector *read_text(const char *text)
{
	struct connector *connector = NULL;
	struct fault fault = { 0 };

	if (connector_read("t", span_of(text), &connector, &fault))
		fail_msg("%s: %s at %d:%d", text, fault.why, fault.line, fault.column);
	return connector;
}

/* ---------------------------------------------------------------- what is sent */

static const struct {
	const char *name, *line, *want; /* want NULL: it cannot be filled */
} fills[] = {
	{ "plain words", "body {\"a\": 1}", "{\"a\": 1}" },
	{ "a text is escaped", "body {\"a\": \"{shipment}\"}", "{\"a\": \"O'Neil \\\"1\\\"\"}" },
	{ "a line end is escaped", "body {\"a\": \"{words}\"}", "{\"a\": \"a\\u000ab\"}" },
	{ "a number", "body {\"a\": {amount:number}}", "{\"a\": 412.00}" },
	{ "what is no number is not sent as one", "body {\"a\": {words:number}}", NULL },
	{ "the key is the effect's, not the payload's", "body {\"a\": \"{key}\"}", "{\"a\": \"" KEY "\"}" },
	{ "a GUID", "body {\"a\": \"{key:guid}\"}", "{\"a\": \"01234567-89ab-cdef-0123-456789abcdef\"}" },
	{ "its first signs", "body {\"a\": \"{key:short}\"}", "{\"a\": \"0123456789abcdef\"}" },
	{ "what is no GUID", "body {\"a\": \"{payee:guid}\"}", NULL },
	{ "a day", "body {\"a\": \"{decided_at:date}\"}", "{\"a\": \"2026-03-01\"}" },
	{ "what is no day", "body {\"a\": \"{case:date}\"}", NULL },
	{ "a quote doubled", "body {\"a\": \"{shipment:quoted}\"}", "{\"a\": \"O''Neil \\\"1\\\"\"}" },
	{ "a missing member", "body {\"a\": \"{invoice}\"}", NULL },
	{ "that may be missing", "body {\"a\": \"{invoice:optional}\"}", "{\"a\": \"\"}" },
	{ "XML", "body <a>{payee}</a>", "<a>Swift &#38; Co</a>" },
	{ "two lines", "body {\"a\": 1,\n\tbody \"b\": 2}", "{\"a\": 1,\"b\": 2}" },
	{ "without a body: what is stored", "method PUT", PAYLOAD },
};

static void fills_bodies(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(fills); i++) {
		struct arena arena = { 0 };
		struct connector_request request;
		struct fault fault = { 0 };
		struct connector *connector = read_text(arena_printf(&arena, "effect *\n\turl \"{url}/y\"\n\t%s\n", fills[i].line));
		enum err err = connector_fill(connector_effect(connector, "any"), &values, &arena, &request, &fault);

		check_str(fills[i].name, err ? NULL : request.body.text, fills[i].want);
		check_int(fills[i].name, err != ERR_NONE && !fault.why[0], 0);
		connector_free(connector);
		arena_release(&arena);
	}
}

static void fills_addresses_and_headers(void **state)
{
	struct arena arena = { 0 };
	struct connector_request request;
	struct fault fault = { 0 };
	struct connector *connector = read_text("token x-csrf-token \"{url}/$metadata\"\neffect a\n\tmethod PATCH\n"
						"\turl \"{url}/D('{shipment:quoted}')?x={payee}\"\n\theader If-Match *\n\theader X-Key {key:guid}\n"
						"\tbody {}\n\task \"{url}/k/{key}\"\n\task-header Accept application/json\n"
						"effect b\n\turl \"{url}\"\n\theader X {words}\n");

	(void)state;
	assert_int_equal(connector_fill(connector_effect(connector, "a"), &values, &arena, &request, &fault), ERR_NONE);
	assert_string_equal(request.method, "PATCH");
	assert_string_equal(request.url, "https://erp.example/x/D('O%27%27Neil%20%221%22')?x=Swift%20%26%20Co");
	assert_int_equal(request.header_count, 2);
	assert_string_equal(request.headers[1].value, "01234567-89ab-cdef-0123-456789abcdef");
	assert_int_equal(connector_fill_ask(connector_effect(connector, "a"), &values, &arena, &request, &fault), ERR_NONE);
	assert_string_equal(request.method, "GET");
	assert_string_equal(request.url, "https://erp.example/x/k/" KEY);
	/* A line end in a header would be a header of its own. */
	assert_int_equal(connector_fill(connector_effect(connector, "b"), &values, &arena, &request, &fault), ERR_INVALID);
	assert_string_equal(connector_token(connector, &values, &arena, &request), "x-csrf-token");
	assert_string_equal(request.url, "https://erp.example/x/$metadata");
	assert_null(connector_effect(connector, "c"));
	connector_free(connector);
	arena_release(&arena);
}

/* ---------------------------------------------------------------- what is answered */

#define RULES \
	"effect *\n\turl \"{url}\"\n\tsuccess 200 /ok=yes\n\tduplicate 409,500 ~exists\n\tbusy 503\n\taccepted 202\n" \
	"\trefused 400-499 no /retry\n\tbusy 400-499\n\treceipt /d/0/no\n\task \"{url}\"\n\tthere 200 /v/0\n\tmissing 200 no /v/0\n"

static const struct {
	const char *name;
	bool is_asking;
	int status;
	const char *body;
	enum connector_answer answer;
} answers[] = {
	{ "success", false, 200, "{\"ok\":\"yes\"}", CONNECTOR_SUCCESS },
	{ "200 that does not say so", false, 200, "{\"ok\":\"no\"}", CONNECTOR_UNSAID },
	{ "200 that is no JSON", false, 200, "<html>", CONNECTOR_UNSAID },
	{ "duplicate", false, 409, "it exists", CONNECTOR_DUPLICATE },
	{ "duplicate as a 500", false, 500, "{\"e\":\"exists\"}", CONNECTOR_DUPLICATE },
	{ "500", false, 500, "{}", CONNECTOR_UNSAID },
	{ "accepted", false, 202, "", CONNECTOR_ACCEPTED },
	{ "busy", false, 503, "", CONNECTOR_BUSY },
	{ "refused", false, 422, "{}", CONNECTOR_REFUSED },
	{ "refused, but try again", false, 422, "{\"retry\":1}", CONNECTOR_BUSY },
	{ "there", true, 200, "{\"v\":[1]}", CONNECTOR_THERE },
	{ "missing: an empty list", true, 200, "{\"v\":[]}", CONNECTOR_MISSING },
	{ "missing: null", true, 200, "{\"v\":null}", CONNECTOR_MISSING },
	{ "a page of an error is no answer", true, 200, "<html>", CONNECTOR_UNSAID },
	{ "404 is no answer where the text says what is", true, 404, "", CONNECTOR_UNSAID },
	{ "rules of sending say nothing of an asking", true, 503, "", CONNECTOR_UNSAID },
};

static void judges_answers(void **state)
{
	struct connector *connector = read_text(RULES);
	const struct connector_effect *effect = connector_effect(connector, "x");
	char receipt[20];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		const struct connector_reply reply = { answers[i].status, span_of(answers[i].body) };
		check_int(answers[i].name, connector_judge(effect, answers[i].is_asking, &reply), answers[i].answer);
	}
	connector_receipt(effect, &(struct connector_reply){ 200, span_of("{\"d\":[{\"no\":4711}]}") }, receipt, sizeof receipt);
	assert_string_equal(receipt, "4711");
	connector_receipt(effect, &(struct connector_reply){ 200, span_of("nothing") }, receipt, sizeof receipt);
	assert_string_equal(receipt, "");
	connector_free(connector);
	connector = read_text("effect *\n\turl \"{url}\"\n\task \"{url}\"\n");
	effect = connector_effect(connector, "x");
	assert_int_equal(connector_judge(effect, true, &(struct connector_reply){ 200, span_of("") }), CONNECTOR_THERE);
	assert_int_equal(connector_judge(effect, true, &(struct connector_reply){ 404, span_of("") }), CONNECTOR_MISSING);
	assert_int_equal(connector_judge(effect, false, &(struct connector_reply){ 200, span_of("") }), CONNECTOR_SUCCESS);
	assert_int_equal(connector_judge(effect, false, &(struct connector_reply){ 400, span_of("") }), CONNECTOR_UNSAID);
	connector_free(connector);
}

/* ---------------------------------------------------------------- texts */

static const struct {
	const char *text, *why, *help;
	int line;
} faults[] = {
	{ "effect a\n", "effect a has no url", "", 1 },
	{ "effect a\n\turl https://elsewhere/\n", "begins with {url}", "", 2 },
	{ "effect a\n\turl \"{url}/a b\"\n", "no blank", "", 2 },
	{ "effect a\n\turl \"{url}/{shipment\"\n", "a brace that is no {name}", "", 2 },
	{ "effect a\n\turl \"{url}\"\n\tbody {\"a\": }\n", "is no JSON", "", 3 },
	{ "effect a\n\turl \"{url}\"\n\tbody {\"a\": {amount}}\n", "is no JSON", "", 3 },
	{ "effect a\n\turl \"{url}\"\n\tbody {\"a\": \"{x:nmber}\"}\n", "a form is", "", 3 },
	{ "effect a\n\turl \"{url}\"\n\tsucess 200\n", "no line sucess", "did you mean success?", 3 },
	{ "effect a\n\turl \"{url}\"\n\tsuccess yes\n", "begins with statuses", "", 3 },
	{ "effect a\n\turl \"{url}\"\n\tsuccess 299-200\n", "begins with statuses", "", 3 },
	{ "effect a\n\turl \"{url}\"\n\tsuccess 200 ok\n", "a condition is", "", 3 },
	{ "effect a\n\turl \"{url}\"\n\tsuccess 200 no\n", "one condition", "", 3 },
	{ "effect a\n\turl \"{url}\"\n\taccepted 202\n", "has no ask", "", 1 },
	{ "effect a\n\turl \"{url}\"\n\tmethod GET\n", "POST, PUT or PATCH", "", 3 },
	{ "effect a\n\turl \"{url}\"\n\treceipt id\n", "a JSON pointer", "", 3 },
	{ "title x\n\turl \"{url}\"\n", "in no block", "", 2 },
};

static void faults_say_where(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		struct connector *connector = NULL;
		struct fault fault = { 0 };
		if (connector_read("t", span_of(faults[i].text), &connector, &fault) == ERR_NONE)
			fail_msg("%s: it was taken", faults[i].text);
		if (!strstr(fault.why, faults[i].why))
			fail_msg("%s: %s", faults[i].text, fault.why);
		check_int(faults[i].text, fault.line, faults[i].line);
		check_str(faults[i].text, fault.help, faults[i].help);
		assert_null(connector);
	}
}

static void later_blocks_take_the_place(void **state)
{
	struct connector *connector = read_text("effect a\n\turl \"{url}/1\"\neffect a\n\turl \"{url}/2\"\n");
	struct arena arena = { 0 };
	struct connector_request request;

	(void)state;
	assert_int_equal(connector_fill(connector_effect(connector, "a"), &values, &arena, &request, NULL), ERR_NONE);
	assert_string_equal(request.url, "https://erp.example/x/2");
	connector_free(connector);
	arena_release(&arena);
}

/* What ships can be read, and says that it is tried against a stand-in only. */
static void shipped_texts_are_whole(void **state)
{
	const struct embedded *file;
	size_t count = 0;

	(void)state;
	for (; (file = embed_nth("data/connectors/", count)); count++) {
		struct connector *connector = read_text(file->begin);
		const char *kinds[] = { "invoice.hold", "cost.accrue" };
		for (size_t i = 0; i < COUNT_OF(kinds); i++) {
			struct arena arena = { 0 };
			struct connector_request request = { 0 };
			struct fault fault = { 0 };
			const struct connector_effect *effect = connector_effect(connector, kinds[i]);
			assert_non_null(effect);
			assert_true(connector_can_ask(effect));
			if (connector_fill(effect, &values, &arena, &request, &fault) || connector_fill_ask(effect, &values, &arena, &request, &fault))
				fail_msg("%s: %s: %s", file->name, kinds[i], fault.why);
			arena_release(&arena);
		}
		assert_non_null(strstr(file->begin, "stand-in"));
		connector_free(connector);
	}
	assert_int_equal(count, 4);
}

static void includes_are_put_in_place(void **state)
{
	struct str whole = { 0 };
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(connector_whole("t", span_of("title x\ninclude netsuite\nmode live\n"), &whole, &fault), ERR_NONE);
	assert_non_null(strstr(str_text(&whole), "title x\n"));
	assert_non_null(strstr(str_text(&whole), "effect cost.accrue\n"));
	assert_non_null(strstr(str_text(&whole), "\nmode live\n"));
	assert_int_equal(connector_whole("t", span_of("title x\ninclude nosuch\n"), &whole, &fault), ERR_NOT_FOUND);
	assert_int_equal(fault.line, 2);
	str_release(&whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_bodies),		       cmocka_unit_test(fills_addresses_and_headers),
		cmocka_unit_test(judges_answers),	       cmocka_unit_test(faults_say_where),
		cmocka_unit_test(later_blocks_take_the_place), cmocka_unit_test(shipped_texts_are_whole),
		cmocka_unit_test(includes_are_put_in_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
