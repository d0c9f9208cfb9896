/* SPDX-License-Identifier: MIT */
/* Array literals: what is written, and that it reads back as it was, for any text. */
#include "check.h"

#include "base/digest.h"
#include "pg/rows.h"

static const char *written(struct rows *rows)
{
	return rows_end(rows).text;
}

static void test_empty(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	rows_begin(&rows);
	check_str("no elements", written(&rows), "{}");
	rows_begin(&rows);
	rows_open(&rows);
	rows_null(&rows);
	rows_null(&rows);
	rows_close(&rows);
	check_str("nulls", written(&rows), "{\"(,)\"}");
	rows_release(&rows);
}

static void test_kinds(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	rows_begin(&rows);
	for (int i = 0; i < 2; i++) {
		rows_open(&rows);
		rows_i64(&rows, i ? INT64_MIN : 0);
		rows_bool(&rows, i);
		rows_text(&rows, i ? "" : NULL);
		rows_instant(&rows, i ? 0 : INSTANT_NONE);
		rows_bytes(&rows, (struct span){ "\x00\xff", 2 });
		rows_money(&rows, i ? money_of(-5, "EUR") : (struct money){ 0 });
		rows_close(&rows);
	}
	check_str("rows", written(&rows),
		  "{\"(0,f,,,\\\"\\\\\\\\x00ff\\\",,)\","
		  "\"(-9223372036854775808,t,\\\"\\\",\\\"1970-01-01T00:00:00Z\\\",\\\"\\\\\\\\x00ff\\\",-5,\\\"EUR\\\")\"}");
	rows_begin(&rows);
	rows_i64(&rows, 7);
	rows_null(&rows);
	rows_text(&rows, "a\"b\\c");
	rows_text(&rows, "NULL");
	check_str("plain", written(&rows), "{7,NULL,\"a\\\"b\\\\c\",\"NULL\"}");
	rows_release(&rows);
}

static void test_text_ends_at_nul(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	rows_begin(&rows);
	rows_span(&rows, (struct span){ "a\0b", 3 });
	check_str("cut", written(&rows), "{\"a\"}");
	rows_release(&rows);
}

/* Text of the signs that matter to either literal, and others. */
static size_t random_text(uint64_t *seed, char *out, size_t room)
{
	static const char signs[] = "\"\\,(){} \n\tNULa'%\xc3\xa9";
	size_t length = random_next(seed) % room;

	for (size_t i = 0; i < length; i++)
		out[i] = signs[random_next(seed) % (sizeof signs - 1)];
	return length;
}

#define FIELDS 4

static void test_roundtrip(void **state)
{
	uint64_t seed = 20260301;
	char texts[3][FIELDS][24];
	size_t lengths[3][FIELDS];
	bool nulls[3][FIELDS];

	(void)state;
	for (int turn = 0; turn < 3000; turn++) {
		struct rows rows = { 0 };
		rows_begin(&rows);
		for (int r = 0; r < 3; r++) {
			rows_open(&rows);
			for (int f = 0; f < FIELDS; f++) {
				lengths[r][f] = random_text(&seed, texts[r][f], sizeof texts[r][f]);
				nulls[r][f] = random_next(&seed) % 5 == 0;
				rows_span(&rows, nulls[r][f] ? (struct span){ NULL, 0 }
							     : (struct span){ texts[r][f], lengths[r][f] });
			}
			rows_close(&rows);
		}
		struct span literal = rows_end(&rows);
		struct str row = { 0 }, field = { 0 };
		size_t place = 0;
		bool is_null;
		for (int r = 0; r < 3; r++) {
			size_t inner = 0;
			assert_int_equal(rows_next(literal, &place, &row, &is_null), ERR_NONE);
			assert_false(is_null);
			struct span one = { str_text(&row), row.length };
			for (int f = 0; f < FIELDS; f++) {
				assert_int_equal(rows_next_field(one, &inner, &field, &is_null), ERR_NONE);
				assert_int_equal(is_null, nulls[r][f]);
				if (is_null)
					continue;
				assert_int_equal(field.length, lengths[r][f]);
				assert_memory_equal(str_text(&field), texts[r][f], field.length);
			}
			assert_int_equal(rows_next_field(one, &inner, &field, &is_null), ERR_NOT_FOUND);
		}
		assert_int_equal(rows_next(literal, &place, &row, &is_null), ERR_NOT_FOUND);
		str_release(&row);
		str_release(&field);
		rows_release(&rows);
	}
}

static void test_bad_literals(void **state)
{
	static const char *const bad[] = { "", "{", "a", "{\"a", "{a", "{\"a\\", "[0:1]={1,2}", "{{1},{2}}" };
	struct str out = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		size_t place = 0;
		bool is_null;
		enum err err = ERR_NONE;
		for (int n = 0; n < 5 && !err; n++)
			err = rows_next(span_of(bad[i]), &place, &out, &is_null);
		check_int(bad[i], err, ERR_SYNTAX);
	}
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_text_ends_at_nul),
		cmocka_unit_test(test_roundtrip),
		cmocka_unit_test(test_bad_literals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
