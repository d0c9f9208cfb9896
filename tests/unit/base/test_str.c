/* SPDX-License-Identifier: MIT */
/* Growing text, spans and numbers. */
#include "check.h"

#include "base/mem.h"
#include "base/str.h"

static void grows_and_stays_terminated(void **state)
{
	struct str str = { 0 };

	(void)state;
	check_str("empty", str_text(&str), "");
	for (int i = 0; i < 1000; i++) {
		str_addf(&str, "%d,", i % 10);
		str_addc(&str, 'x');
	}
	check_int("length", str.length, 3000);
	check_int("end", str.text[3000], 0);
	check_int("room", str.room > 3000, 1);
	str_cut(&str, 5);
	check_str("cut", str_text(&str), "0,x1,");
	str_adds(&str, NULL);
	str_add(&str, "a\0b", 3);
	check_int("NUL inside", str.length, 8);
	str_clear(&str);
	check_str("clear", str_text(&str), "");
	str_release(&str);
}

static void take_moves(void **state)
{
	struct str str = { 0 };
	char *text = str_take(&str);

	(void)state;
	check_str("empty", text, "");
	mem_free(text);
	str_adds(&str, "moved");
	text = str_take(&str);
	check_str("taken", text, "moved");
	check_int("left", str.length, 0);
	mem_free(text);
	str_clear(&str);
	str_release(&str);
}

static void spans(void **state)
{
	(void)state;
	check_int("none", span_of(NULL).length, 0);
	assert_true(span_is((struct span){ "abcd", 3 }, "abc"));
	assert_false(span_is((struct span){ "abcd", 3 }, "abcd"));
	assert_true(span_equal((struct span){ NULL, 0 }, span_of("")));
}

static void numbers(void **state)
{
	static const struct {
		const char *text;
		enum err err;
		int64_t value;
	} rows[] = {
		{ "0", ERR_NONE, 0 },
		{ "-12", ERR_NONE, -12 },
		{ "+7", ERR_NONE, 7 },
		{ "9223372036854775807", ERR_NONE, INT64_MAX },
		{ "-9223372036854775808", ERR_NONE, INT64_MIN },
		{ "9223372036854775808", ERR_INVALID, 0 },
		{ "-9223372036854775809", ERR_INVALID, 0 },
		{ "99999999999999999999", ERR_INVALID, 0 },
		{ "", ERR_INVALID, 0 },
		{ "-", ERR_INVALID, 0 },
		{ "1 ", ERR_INVALID, 0 },
		{ " 1", ERR_INVALID, 0 },
		{ "0x10", ERR_INVALID, 0 },
		{ "--1", ERR_INVALID, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t value = 0;
		check_int(rows[i].text, str_to_i64(span_of(rows[i].text), &value), rows[i].err);
		check_int(rows[i].text, value, rows[i].value);
	}
}

static void copies(void **state)
{
	char *copy = mem_copy("abc", 2), *none = mem_copy(NULL, 0);

	(void)state;
	check_str("copy", copy, "ab");
	check_str("none", none, "");
	assert_null(mem_text(NULL));
	mem_free(copy);
	mem_free(none);
	mem_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_and_stays_terminated), cmocka_unit_test(take_moves), cmocka_unit_test(spans),
		cmocka_unit_test(numbers),		      cmocka_unit_test(copies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
