/* SPDX-License-Identifier: MIT */
/* What a program may say, and how it is told what was wrong about it. */
#include "check.h"

#include <string.h>

#include "api/body.h"
#include "api/route.h"
#include "table/table.h"

/* The arguments as "key=value ..." and what was seen, or the error and its words. */
static const char *read_act(struct arena *arena, const char *verb, const char *body)
{
	struct body_act act;
	struct fault fault = { 0 };
	enum err err = body_read_act(verb_find(verb_acts, verb), span_of(body), arena, &act, &fault);
	struct str out = { 0 };
	const char *text;

	if (err)
		str_addf(&out, "%s %s: %s", err_name(err), fault.what, fault.why);
	for (size_t i = 0; !err && i < act.arg_count; i += 2)
		str_addf(&out, "%s%s=%s", i ? " " : "", act.args[i], act.args[i + 1]);
	if (!err && act.seen)
		str_addf(&out, " seen %s", act.seen);
	text = arena_str(arena, str_text(&out));
	str_release(&out);
	return text;
}

static void test_act(void **state)
{
	static const struct {
		const char *verb, *body, *wanted;
	} rows[] = {
		{ "claim", "", "" },
		{ "claim", "{}", "" },
		{ "claim", "{\"seen\":[1,2,3,4]}", " seen {1,2,3,4}" },
		{ "claim", "{\"seen\":null}", "" },
		{ "note", "{\"words\":\"driver has no phone\"}", "words=driver has no phone" },
		{ "call", "{\"who\":\"DHL\",\"says\":\"arrived\"}", "who=DHL how=phone says=arrived" },
		{ "call", "{\"who\":\"DHL\",\"says\":\"eta\",\"eta\":\"2026-03-01T16:40:00+01:00\"}",
		  "who=DHL how=phone says=eta eta=2026-03-01T15:40:00Z" },
		{ "task-done", "{\"task\":12}", "task=12" },
		{ "rebook", "{}", "action=rebook" },
		{ "rebook", "{\"words\":null}", "action=rebook" },
		{ "note", "", "ERR_USAGE note: words= is missing: What to remember." },
		{ "note", "{\"words\":\"\"}", "ERR_USAGE note: words= is missing: What to remember." },
		{ "note", "{\"wrds\":\"x\"}", "ERR_USAGE wrds: note has no such argument" },
		{ "note", "{\"words\":[\"x\"]}", "ERR_INVALID words: it is a text or a number" },
		{ "note", "{\"words\":true}", "ERR_INVALID words: it is a text or a number" },
		{ "note", "[]", "ERR_SYNTAX body: it is no JSON object" },
		{ "note", "\"words\"", "ERR_SYNTAX body: it is no JSON object" },
		{ "call", "{\"who\":\"DHL\",\"says\":\"eta\"}", "ERR_USAGE call: eta= is missing: Local time of the stop." },
		{ "call", "{\"who\":\"DHL\",\"says\":\"gone\"}", "ERR_INVALID says: \"gone\" is none of its choices" },
		{ "call", "{\"who\":\"DHL\",\"says\":\"eta\",\"eta\":\"16:40\"}",
		  "ERR_INVALID eta: \"16:40\" is no moment with its offset" },
		{ "call", "{\"who\":\"DHL\",\"says\":\"eta\",\"eta\":\"2026-03-01T16:40:00\"}",
		  "ERR_INVALID eta: \"2026-03-01T16:40:00\" is no moment with its offset" },
		{ "task-done", "{\"task\":\"twelve\"}", "ERR_INVALID task: \"twelve\" is no whole number" },
		{ "claim", "{\"seen\":[1,2,3]}",
		  "ERR_INVALID seen: it is [v_owner, v_state, v_money, v_plan] of the case as it was read" },
		{ "claim", "{\"seen\":[1,2,3,-4]}",
		  "ERR_INVALID seen: it is [v_owner, v_state, v_money, v_plan] of the case as it was read" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_str(rows[i].body, read_act(&arena, rows[i].verb, rows[i].body), rows[i].wanted);
	assert_int_equal(strncmp(read_act(&arena, "note", "{\"words\":"), "ERR_SYNTAX", 10), 0);
	arena_release(&arena);
}

static enum err read_request(struct arena *arena, const char *quote, const char *digest, const char *more, struct body_request *out)
{
	struct fault fault = { 0 };
	const char *body = arena_printf(arena, "{\"quote\":%s,\"digest\":\"%s\"%s}", quote, digest, more);

	return body_read_request(span_of(body), arena, out, &fault);
}

static void test_request(void **state)
{
	static const char digest[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF";
	struct arena arena = { 0 };
	struct body_request out;

	(void)state;
	assert_int_equal(read_request(&arena, "12", digest, ",\"words\":\"now\"", &out), ERR_NONE);
	assert_int_equal(out.quote_id, 12);
	check_str("digest", out.digest, digest);
	check_str("words", out.words, "now");
	assert_int_equal(read_request(&arena, "12", digest, "", &out), ERR_NONE);
	check_str("no words", out.words, "");
	assert_int_equal(read_request(&arena, "\"x\"", digest, "", &out), ERR_USAGE);
	assert_int_equal(read_request(&arena, "12", digest + 1, "", &out), ERR_USAGE);
	assert_int_equal(read_request(&arena, "12", digest, ",\"amount\":1", &out), ERR_USAGE);
	assert_int_equal(body_read_request(span_of(""), &arena, &out, NULL), ERR_USAGE);
	arena_release(&arena);
}

static void test_texts(void **state)
{
	int64_t limit = 0;

	(void)state;
	assert_int_equal(body_check_text("x", NULL, 5, NULL), ERR_NONE);
	assert_int_equal(body_check_text("x", "12345", 5, NULL), ERR_NONE);
	assert_int_equal(body_check_text("x", "123456", 5, NULL), ERR_INVALID);
	assert_int_equal(body_check_text("x", "a\xff", 5, NULL), ERR_INVALID);
	assert_int_equal(body_check_text("x", "a\nb", 5, NULL), ERR_INVALID);
	assert_int_equal(body_read_limit(NULL, &limit, NULL), ERR_NONE);
	assert_int_equal(limit, API_ROWS_USUAL);
	assert_int_equal(body_read_limit("7", &limit, NULL), ERR_NONE);
	assert_int_equal(limit, 7);
	assert_int_equal(body_read_limit("0", &limit, NULL), ERR_INVALID);
	assert_int_equal(body_read_limit("1001", &limit, NULL), ERR_INVALID);
	assert_int_equal(body_read_limit("", &limit, NULL), ERR_INVALID);
	check_str("key", body_bearer("Bearer abc"), "abc");
	check_str("key", body_bearer("bearer  abc"), "abc");
	assert_null(body_bearer("Basic abc"));
	assert_null(body_bearer("Bearer "));
	assert_null(body_bearer(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_act),
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
