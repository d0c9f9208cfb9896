/* SPDX-License-Identifier: MIT */
/* Digests, MACs and encodings against published vectors (FIPS 180-4, RFC 4231, RFC 4648). */
#include "check.h"

#include "base/digest.h"

static const char *hex(const void *data, size_t length)
{
	static char text[200];
	struct str out = { 0 };

	hex_write(&out, data, length);
	snprintf(text, sizeof text, "%s", str_text(&out));
	str_release(&out);
	return text;
}

static void sha256(void **state)
{
	struct digest digest = digest_of("abc", 3), empty = digest_of("", 0);
	struct digest_state *pieces = digest_begin();

	(void)state;
	check_str("abc", hex(digest.bytes, 32), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	check_str("empty", hex(empty.bytes, 32), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	digest_add(pieces, "a", 1);
	digest_add(pieces, "bc", 2);
	empty = digest_end(pieces);
	assert_true(digest_equal(&empty, &digest, sizeof digest));
	check_int("compare", digest_compare(&empty, &digest), 0);
	empty.bytes[31]++;
	assert_false(digest_equal(&empty, &digest, sizeof digest));
	assert_true(digest_compare(&empty, &digest) > 0);
}

static struct digest of_fields(const char *a, const char *b)
{
	struct digest_state *state = digest_begin();

	digest_add_field(state, a, a ? strlen(a) : 0);
	digest_add_field(state, b, b ? strlen(b) : 0);
	return digest_end(state);
}

static void fields_do_not_run_together(void **state)
{
	struct digest ab_c = of_fields("ab", "c"), a_bc = of_fields("a", "bc");
	struct digest none = of_fields("ab", NULL), empty = of_fields("ab", "");
	struct digest bytes = digest_of("\0\0\0\0\0\0\0\2ab\0\0\0\0\0\0\0\1c", 19);

	(void)state;
	assert_int_not_equal(digest_compare(&ab_c, &a_bc), 0);
	assert_int_not_equal(digest_compare(&none, &empty), 0);
	check_int("as written down", digest_compare(&ab_c, &bytes), 0);
}

static void hmac(void **state)
{
	char long_key[131];
	struct span parts[] = { { "what do ya ", 11 }, { NULL, 0 }, { "want for nothing?", 17 } };
	struct span large = span_of("Test Using Larger Than Block-Size Key - Hash Key First");
	struct digest digest = digest_hmac("Jefe", 4, parts, 3);

	(void)state;
	check_str("RFC 4231, 2", hex(digest.bytes, 32), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(long_key, 0xaa, sizeof long_key);
	digest = digest_hmac(long_key, sizeof long_key, &large, 1);
	check_str("RFC 4231, 6", hex(digest.bytes, 32), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	digest = digest_hmac(NULL, 0, NULL, 0);
	check_str("nothing", hex(digest.bytes, 32), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void hex_reading(void **state)
{
	uint8_t out[2];

	(void)state;
	check_int("good", hex_read(span_of("aFfE"), out, 2), ERR_NONE);
	check_int("bytes", out[0] << 8 | out[1], 0xaffe);
	check_int("short", hex_read(span_of("aff"), out, 2), ERR_SYNTAX);
	check_int("long", hex_read(span_of("affe0"), out, 2), ERR_SYNTAX);
	check_int("bad", hex_read(span_of("af g"), out, 2), ERR_SYNTAX);
	check_int("bad", hex_read(span_of("afG0"), out, 2), ERR_SYNTAX);
}

static void base64_both_ways(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foobar", "Zm9vYmFy" },
	};
	static const char *const bad[] = { "Z", "Zg=", "Zg===", "=", "====", "Zg==Zg==", "Zm 9v", "Zm-_", "Zm9v\n", "Z=g=" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str coded = { 0 }, plain = { 0 };
		base64_write(&coded, rows[i][0], strlen(rows[i][0]));
		check_str(rows[i][0], str_text(&coded), rows[i][1]);
		check_int(rows[i][0], base64_read(span_of(rows[i][1]), &plain), ERR_NONE);
		check_str(rows[i][1], str_text(&plain), rows[i][0]);
		str_clear(&plain);
		check_int("no padding", base64_read((struct span){ rows[i][1], strcspn(rows[i][1], "=") }, &plain), ERR_NONE);
		check_str("no padding", str_text(&plain), rows[i][0]);
		str_release(&coded);
		str_release(&plain);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct str plain = { 0 };
		str_adds(&plain, "kept");
		check_int(bad[i], base64_read(span_of(bad[i]), &plain), ERR_SYNTAX);
		check_str(bad[i], str_text(&plain), "kept");
		str_release(&plain);
	}
}

static void random_numbers(void **state)
{
	uint8_t a[40] = { 0 }, b[40] = { 0 };
	uint64_t one = 0, other = 0;

	(void)state;
	random_bytes(a, sizeof a);
	random_bytes(b, sizeof b);
	assert_memory_not_equal(a, b, sizeof a);
	check_int("splitmix64", random_next(&one) == UINT64_C(0xe220a8397b1dcdaf), 1);
	random_next(&other);
	for (int i = 0; i < 100; i++)
		assert_true(random_next(&one) == random_next(&other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256),      cmocka_unit_test(fields_do_not_run_together),
		cmocka_unit_test(hmac),	       cmocka_unit_test(hex_reading),
		cmocka_unit_test(base64_both_ways), cmocka_unit_test(random_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
