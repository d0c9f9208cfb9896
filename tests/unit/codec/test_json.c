/* SPDX-License-Identifier: MIT */
/* JSON read with limits, written so that it cannot break, and rows there and back. */
#include "check.h"

#include "base/digest.h"
#include "codec/codec.h"
#include "codec/row_json.h"
#include "table/stored_rows.h"

static void test_refused(void **state)
{
	static const char *const rows[] = { "", "{", "[1,]", "{\"a\":1,\"a\":2}", "{\"a\":1} x", "nul", "\"\xff\"", "{a:1}" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct json_doc *doc = NULL;
		struct fault fault = { 0 };
		if (node_doc_read(span_of(rows[i]), &doc, &fault) == ERR_NONE)
			fail_msg("was taken: %s", rows[i]);
		assert_true(fault.why[0] != '\0');
	}
}

static void test_depth(void **state)
{
	(void)state;
	for (int depth = CODEC_DEPTH_MAX; depth <= CODEC_DEPTH_MAX + 1; depth++) {
		struct str text = { 0 };
		struct json_doc *doc = NULL;
		struct fault fault = { 0 };
		enum err err;
		for (int i = 0; i < depth; i++)
			str_addc(&text, '[');
		for (int i = 0; i < depth; i++)
			str_addc(&text, ']');
		err = node_doc_read((struct span){ str_text(&text), text.length }, &doc, &fault);
		check_int("depth", err == ERR_NONE, depth <= CODEC_DEPTH_MAX);
		node_doc_free(doc);
		str_release(&text);
	}
}

static void test_asked(void **state)
{
	struct json_doc *doc = NULL;
	struct arena arena = { 0 };
	struct fault fault = { 0 };
	const struct json_node *root;
	int64_t number = 0;

	(void)state;
	assert_int_equal(node_doc_read(span_of("{\"a\":{\"b\":[1,\"2\",null]},\"t\":\"x\",\"y\":true}"), &doc, &fault), ERR_NONE);
	root = node_doc_root(doc);
	assert_int_equal(node_int(node_at(root, "/a/b/0"), &number), ERR_NONE);
	assert_int_equal(number, 1);
	assert_int_equal(node_int(node_at(root, "/a/b/1"), &number), ERR_NONE);
	assert_int_equal(number, 2);
	assert_true(node_is_null(node_at(root, "/a/b/2")) && node_is_null(node_at(root, "/no/where")));
	assert_true(node_bool(node_get(root, "y")));
	check_str("text", node_text(node_get(root, "t")), "x");
	check_str("scalar", node_scalar(&arena, node_get(root, "a")), "{\"b\":[1,\"2\",null]}");
	assert_int_equal(node_count(node_at(root, "/a/b")), 3);
	arena_release(&arena);
	node_doc_free(doc);
}

static void test_written(void **state)
{
	struct str out = { 0 };
	struct json_writer writer = jsonw_on(&out);

	(void)state;
	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "a\"b", "x\n\x1b\xff");
	jsonw_open_array(&writer, "list");
	jsonw_put_int(&writer, NULL, -5);
	jsonw_put_int(&writer, NULL, INT64_MIN);
	jsonw_put_bool(&writer, NULL, true);
	jsonw_close(&writer);
	jsonw_put_instant(&writer, "at", 0);
	jsonw_close(&writer);
	check_str("written", str_text(&out), "{\"a\\\"b\":\"x\\u000a\\u001b\xef\xbf\xbd\",\"list\":[-5,null,true],\"at\":\"1970-01-01T00:00:00Z\"}");
	str_release(&out);
}

static void test_row(void **state)
{
	const char *attrs[] = { "pieces", "3", "note", "a,\"b\"" };
	struct event event, back;
	struct str out = { 0 };
	struct json_writer writer = jsonw_on(&out);
	struct json_doc *doc = NULL;
	struct arena arena = { 0 };
	struct fault fault = { 0 };
	struct digest digest = digest_of("x", 1);

	(void)state;
	row_init(&row_stored_event, &event);
	event.tenant_id = 1;
	event.type = "shipment.eta";
	event.known_at = INT64_C(1700000000250000);
	event.attrs = (struct texts){ attrs, COUNT_OF(attrs) };
	event.digest = (struct span){ (const char *)digest.bytes, DIGEST_BYTES };
	row_json_write(&writer, NULL, &row_stored_event, &event);
	assert_int_equal(node_doc_read((struct span){ str_text(&out), out.length }, &doc, &fault), ERR_NONE);
	assert_int_equal(row_json_read(&row_stored_event, node_doc_root(doc), &arena, &back, &fault), ERR_NONE);
	assert_true(row_equal(&row_stored_event, &event, &back));
	node_doc_free(doc);
	arena_release(&arena);
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_refused), cmocka_unit_test(test_depth), cmocka_unit_test(test_asked),
					    cmocka_unit_test(test_written), cmocka_unit_test(test_row) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
