/* SPDX-License-Identifier: MIT */
/* One row of the audit, byte by byte as the store encodes it (the e2e test compares whole chains with the store's own). */
#include "check.h"

#include "command/auditchain.h"

static struct auditchain_row sample(const struct span *fields, size_t count)
{
	return (struct auditchain_row){
		.tenant_id = 1, .audit_no = 2, .row_id = 3,
		.at = INT64_C(946684800) * US_PER_S + 1, .stored_at = INT64_C(946684800) * US_PER_S, .person_id = INT_NONE,
		.login = { "ana", 3 }, .station = { "", 0 }, .what = { "claim", 5 }, .kind = { "case", 4 },
		.id = 7, .case_id = 7, .act_id = INT_NONE, .fields = fields, .field_count = count,
	};
}

static void test_encoding(void **state)
{
	static const struct span fields[] = { { "owner", 5 }, { NULL, 0 } };
	static const char want[] =
		"00000008" "0000000000000001" "00000008" "0000000000000002" "00000008" "0000000000000003"
		"00000008" "0000000000000001" "00000008" "0000000000000000" "ffffffff"
		"00000003" "616e61" "00000000" "00000005" "636c61696d" "00000004" "63617365"
		"00000008" "0000000000000007" "00000008" "0000000000000007" "ffffffff"
		"00000008" "0000000000000002" "00000005" "6f776e6572" "ffffffff";
	struct auditchain_row row = sample(fields, 2);
	struct str bytes = { 0 }, hex = { 0 };

	(void)state;
	auditchain_encode(&row, &bytes);
	hex_write(&hex, bytes.text, bytes.length);
	check_str("encoding", str_text(&hex), want);
	str_release(&bytes);
	str_release(&hex);
}

static void test_chain(void **state)
{
	static const struct span same[] = { { "a", 1 }, { "b", 1 } }, moved[] = { { "ab", 2 }, { "", 0 } };
	struct auditchain_row row = sample(same, 2), other = sample(moved, 2);
	struct digest first = auditchain_next(NULL, &row), second = auditchain_next(&first, &row);
	struct digest fields = auditchain_next(NULL, &other);

	(void)state;
	assert_false(digest_equal(first.bytes, second.bytes, DIGEST_BYTES)); /* a link rests on the one before it */
	assert_false(digest_equal(first.bytes, fields.bytes, DIGEST_BYTES)); /* fields never run together */
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_encoding), cmocka_unit_test(test_chain) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
