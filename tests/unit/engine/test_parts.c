/* SPDX-License-Identifier: MIT */
/* Scopes of viewers, parcels and their items, mails. */
#include "check.h"

#include <string.h>

#include "engine/decode.h"
#include "engine/livescope.h"
#include "engine/mailtext.h"
#include "engine/parcel.h"

static void a_viewer_sees_its_sites(void **state)
{
	const char *some[] = { "HAM", "MUC" };
	struct live_member members[] = {
		{ .tenant_id = 1, .has_all_sites = true },
		{ .tenant_id = 2, .sites = { some, 2 } },
	};
	struct live_viewer viewer = { .members = members, .count = 2 };
	static const struct {
		struct live_tag tag;
		enum feed_share share;
	} rows[] = {
		{ { 1, false, "HAM" }, FEED_WHOLE }, { { 1, false, "" }, FEED_WHOLE },
		{ { 2, false, "MUC" }, FEED_WHOLE }, { { 2, false, "BER" }, FEED_OUTSIDE },
		{ { 2, false, "" }, FEED_OUTSIDE },  { { 2, true, "" }, FEED_WHOLE },
		{ { 3, false, "HAM" }, FEED_SKIP },  { { 3, true, "" }, FEED_SKIP },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(livescope_share(&viewer, &rows[i].tag), rows[i].share);
	assert_true(livescope_has(&viewer, 2));
	assert_false(livescope_has(&viewer, 3));
}

static void scopes_have_numbers(void **state)
{
	const char *one[] = { "HAM" };
	const char *two[] = { "HAM", "MUC" };
	struct live_member a[] = { { .tenant_id = 1, .sites = { one, 1 } } };
	struct live_member b[] = { { .tenant_id = 1, .sites = { two, 2 } } };
	struct live_member c[] = { { .tenant_id = 1, .has_all_sites = true } };
	struct live_viewer viewers[] = {
		{ .members = a, .count = 1 },
		{ .members = b, .count = 1 },
		{ .members = c, .count = 1 },
		{ .members = a, .count = 1 },
	};

	(void)state;
	assert_true(livescope_number(&viewers[0]) != livescope_number(&viewers[1]));
	assert_true(livescope_number(&viewers[0]) != livescope_number(&viewers[2]));
	assert_true(livescope_number(&viewers[0]) == livescope_number(&viewers[3]));
	assert_true(livescope_number(&viewers[2]) != 0);
}

static void a_batch_is_split_and_judged_item_by_item(void **state)
{
	static const char body[] = "[{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"a\","
				   "\"type\":\"x\"},{\"id\":\"2\"}]";
	struct parcel *parcel = NULL;
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(parcel_new("application/cloudevents-batch+json", "", span_of(body), NULL,
				    &parcel, &fault),
			 ERR_NONE);
	assert_int_equal(parcel->count, 2);
	assert_string_equal(parcel->items[0].key, "a 1");
	assert_int_equal(parcel->items[0].answer, PARCEL_WAITING);
	assert_int_equal(parcel->items[1].answer, PARCEL_REFUSED);
	assert_int_equal(parcel_new_items(parcel), 0);
	parcel_pick(parcel, 0);
	assert_int_equal(parcel_new_items(parcel), 1);
	assert_int_equal(parcel_item_at(parcel, 40)->answer, PARCEL_SAME);
	assert_int_equal(parcel_new_items(parcel), 1);
	parcel_free(parcel);
	assert_int_not_equal(parcel_new("application/cloudevents+json", "", span_of("nothing"), NULL,
					&parcel, &fault),
			     ERR_NONE);
}

static void other_messages_are_one_item(void **state)
{
	struct parcel *parcel = NULL;
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(
		parcel_new("text/csv", "", span_of("a,b\n1,2\n"), "delivery 7", &parcel, &fault),
		ERR_NONE);
	assert_string_equal(parcel->items[0].key, "delivery 7");
	parcel_free(parcel);
	assert_int_equal(parcel_new("text/csv", "", span_of("a,b\n1,2\n"), NULL, &parcel, &fault),
			 ERR_NONE);
	assert_memory_equal(parcel->items[0].key, "sha256 ", 7);
	assert_int_equal(strlen(parcel->items[0].key), 7 + 64);
	parcel_free(parcel);
}

static void references_are_folded(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(decode_fold_ref(&arena, " shp 10-a\t"), "SHP10-A");
	assert_string_equal(decode_fold_ref(&arena, ""), "");
	arena_release(&arena);
}

static void a_mail_has_no_way_into_its_headers(void **state)
{
	static const char good[] = "{\"to\":\"a@x.example\",\"title\":\"Late\\r\\nBcc: "
				   "b@x.example\",\"body\":\"Dear all\\n.\\n\"}";
	static const char bad[] =
		"{\"to\":\"a@x.example\\r\\nBcc: b@x.example\",\"title\":\"t\",\"body\":\"b\"}";
	struct effect effect = { .key = "k1", .payload = span_of(good) };
	struct arena arena = { 0 };
	struct mailtext mail;
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(mailtext_make(&arena, &effect, "desk@y.example", 0, &mail, &fault),
			 ERR_NONE);
	assert_string_equal(mail.to, "a@x.example");
	assert_non_null(strstr(mail.text.text, "Message-ID: <k1@y.example>\r\n"));
	assert_non_null(strstr(mail.text.text, "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n"));
	assert_null(strstr(mail.text.text, "Bcc"));
	assert_null(strstr(mail.text.text, "\n.\r"));
	effect.payload = span_of(bad);
	assert_int_equal(mailtext_make(&arena, &effect, "desk@y.example", 0, &mail, &fault),
			 ERR_INVALID);
	effect.payload = span_of(good);
	assert_int_equal(mailtext_make(&arena, &effect, NULL, 0, &mail, &fault), ERR_INVALID);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_viewer_sees_its_sites),
		cmocka_unit_test(scopes_have_numbers),
		cmocka_unit_test(a_batch_is_split_and_judged_item_by_item),
		cmocka_unit_test(other_messages_are_one_item),
		cmocka_unit_test(references_are_folded),
		cmocka_unit_test(a_mail_has_no_way_into_its_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
