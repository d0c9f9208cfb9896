/* SPDX-License-Identifier: MIT */
/* The cleaner against hostile texts, and how wide texts are. */
#include "check.h"

#include "base/digest.h"
#include "base/text.h"

#define BAD "\xef\xbf\xbd" /* U+FFFD */

static void hostile_texts(void **state)
{
	static const struct {
		const char *name, *text, *want;
	} rows[] = {
		{ "plain", "Mueller & Co. 100%", "Mueller & Co. 100%" },
		{ "escape sequence", "a\033[2Jb", "a" BAD "[2Jb" },
		{ "operating system command", "\033]52;c;aGk=\a", BAD "]52;c;aGk=" BAD },
		{ "one-byte CSI as UTF-8", "a\xc2\x9b" "2J", "a" BAD "2J" },
		{ "one-byte CSI as a byte", "a\x9b" "2J", "a" BAD "2J" },
		{ "carriage return", "paid\rdue", "paid due" },
		{ "backspace", "AAAA\bXX", "AAAA" BAD "XX" },
		{ "line ends", "a\r\nb\nc\td\xe2\x80\xa8" "e\xc2\x85" "f", "a b c d e f" },
		{ "DEL", "a\x7f", "a" BAD },
		{ "bidi override", "\xe2\x80\xae" "EUR 001", BAD "EUR 001" },
		{ "bidi isolate", "a\xe2\x81\xa6" "b\xe2\x81\xa9", "a" BAD "b" BAD },
		{ "bidi marks", "a\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c", "a" BAD BAD BAD },
		{ "tag signs", "a\xf3\xa0\x81\x81\xf3\xa0\x81\xbf", "a" BAD BAD },
		{ "zero width joiner", "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x92\xbb", "\xf0\x9f\x91\xa8\xf0\x9f\x92\xbb" },
		{ "variation selector", "\xe2\x9a\xa0\xef\xb8\x8f", "\xe2\x9a\xa0" },
		{ "ideographic selector", "\xe8\x91\x9b\xf3\xa0\x84\x80", "\xe8\x91\x9b" },
		{ "skin tone", "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", "\xf0\x9f\x91\x8d" },
		{ "byte order mark", "\xef\xbb\xbf" "a", "a" },
		{ "soft hyphen, zero width space", "a\xc2\xad\xe2\x80\x8b" "b", "ab" },
		{ "Hangul filler", "a\xe3\x85\xa4" "b", "ab" },
		{ "private sign", "\xee\x82\xa0", BAD },
		{ "no sign", "\xef\xbf\xbf\xf0\x9f\xbf\xbe", BAD BAD },
		{ "annotation", "\xef\xbf\xb9", BAD },
		{ "broken byte", "a\xff" "b", "a" BAD "b" },
		{ "broken end", "a\xe2\x82", "a" BAD BAD },
		{ "overlong slash", "\xc0\xaf", BAD BAD },
		{ "half of a pair", "\xed\xa0\x80", BAD BAD BAD },
		{ "beyond the last plane", "\xf4\x90\x80\x80", BAD BAD BAD BAD },
		{ "a mark at the start", "\xcc\x81" "a", "a" },
		{ "three marks", "e\xcc\x81\xcc\x82\xcc\x83x", "e\xcc\x81\xcc\x82x" },
		{ "marks around a joiner", "e\xcc\x81\xe2\x80\x8d\xcc\x82\xcc\x83", "e\xcc\x81\xcc\x82" },
		{ "Umlaut, Thai, Chinese", "Z\xc3\xbcrich \xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88 \xe4\xb8\x8a\xe6\xb5\xb7",
		  "Z\xc3\xbcrich \xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88 \xe4\xb8\x8a\xe6\xb5\xb7" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str out = { 0 };
		text_clean(&out, rows[i].text, strlen(rows[i].text));
		check_str(rows[i].name, str_text(&out), rows[i].want);
		str_release(&out);
	}
}

static void a_pile_of_marks_is_cut(void **state)
{
	struct str in = { 0 }, out = { 0 };

	(void)state;
	str_adds(&in, "Z");
	for (int i = 0; i < 40; i++)
		text_put(&in, 0x300 + (uint32_t)i);
	text_clean(&out, str_text(&in), in.length);
	check_int("bytes", out.length, 5);
	str_clear(&out);
	text_clean(&out, "a\0b", 3);
	check_str("NUL", str_text(&out), "a" BAD "b");
	str_release(&in);
	str_release(&out);
}

/* Whatever comes in: valid, no control, at most three times as long, and clean text is left alone. */
static void any_bytes_come_out_safe(void **state)
{
	uint64_t seed = 2011;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct str in = { 0 }, out = { 0 }, again = { 0 };
		for (uint64_t left = random_next(&seed) % 24; left > 0; left--)
			if (random_next(&seed) % 3)
				text_put(&in, (uint32_t)(random_next(&seed) % (random_next(&seed) % 2 ? 0x110000 : 0x3000)));
			else
				str_addc(&in, (char)random_next(&seed));
		text_clean(&out, str_text(&in), in.length);
		assert_true(text_is_utf8(str_text(&out), out.length));
		assert_true(out.length <= in.length * 3);
		for (size_t i = 0; i < out.length; i++)
			assert_true((unsigned char)out.text[i] >= 0x20 && out.text[i] != 0x7f);
		text_clean(&again, str_text(&out), out.length);
		check_str("clean twice", str_text(&again), str_text(&out));
		str_release(&in);
		str_release(&out);
		str_release(&again);
	}
}

static void into_a_buffer_never_half_a_sign(void **state)
{
	char out[8];

	(void)state;
	text_clean_into(out, 8, "abcdefghij", 10);
	check_str("cut", out, "abcdefg");
	text_clean_into(out, 8, "abcdef\xe2\x82\xac", 9);
	check_str("euro", out, "abcdef");
	text_clean_into(out, 8, "abcd\xe2\x82\xac", 7);
	check_str("fits", out, "abcd\xe2\x82\xac");
	text_clean_into(out, 1, "abc", 3);
	check_str("no room", out, "");
	text_clean_into(out, 8, "", 0);
	check_str("empty", out, "");
	text_clean_into(NULL, 0, "abc", 3);
}

static void valid_or_not(void **state)
{
	(void)state;
	assert_true(text_is_utf8("", 0));
	assert_true(text_is_utf8("a\xe2\x82\xac", 4));
	assert_false(text_is_utf8("a\0b", 3));
	assert_false(text_is_utf8("\xe2\x82", 2));
	assert_false(text_is_utf8("\xc0\x80", 2));
	assert_false(text_is_utf8("\xed\xa0\x80", 3));
}

static void columns(void **state)
{
	static const struct {
		const char *text;
		int cols;
	} rows[] = {
		{ "", 0 },
		{ "abc", 3 },
		{ "Z\xc3\xbcrich", 6 },
		{ "e\xcc\x81", 1 },
		{ "\xe4\xb8\x8a\xe6\xb5\xb7", 4 },
		{ "\xef\xbc\xa1", 2 },
		{ "\xef\xbd\xb1", 1 },
		{ "\xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88", 1 },
		{ "\xf0\x9f\x9a\x9a", 2 },
		{ "\xe2\x82\xac", 1 },
		{ BAD, 1 },
		{ "\xe2\x94\x80\xe2\x96\x88", 2 },
		{ "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_int(rows[i].text, text_cols(rows[i].text, strlen(rows[i].text)), rows[i].cols);
	check_int("control", text_sign_cols(7), 0);
	check_int("C1", text_sign_cols(0x9b), 0);
}

static void what_fits(void **state)
{
	const char *text = "a\xe4\xb8\x8a" "e\xcc\x81z"; /* 1 + 2 + 1 + 1 columns */
	static const struct {
		int cols, used;
		size_t bytes;
	} rows[] = { { -1, 0, 0 }, { 0, 0, 0 }, { 1, 1, 1 }, { 2, 1, 1 }, { 3, 3, 4 }, { 4, 4, 7 }, { 5, 5, 8 }, { 9, 5, 8 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int used = -9;
		check_int("bytes", text_fit(text, 8, rows[i].cols, &used), rows[i].bytes);
		check_int("cols", used, rows[i].used);
	}
	check_int("no answer wanted", text_fit(text, 8, 3, NULL), 4);
}

static void folding(void **state)
{
	static const char *const rows[][2] = {
		{ "Z\xc3\x9cRICH", "zurich" },
		{ "Zu\xcc\x88rich", "zurich" },
		{ "Stra\xc3\x9f" "e", "strasse" },
		{ "\xef\xbc\xa1\xef\xbc\xa2", "ab" },
		{ "\xce\x91\xce\xa3", "\xce\xb1\xcf\x83" },
		{ "a\033b", "a" BAD "b" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str out = { 0 };
		text_fold(&out, rows[i][0], strlen(rows[i][0]));
		check_str(rows[i][0], str_text(&out), rows[i][1]);
		str_release(&out);
	}
}

static void distance(void **state)
{
	char name[100];

	(void)state;
	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	check_int("same", text_distance("carrier", "carrier", 2), 0);
	check_int("one", text_distance("carier", "carrier", 2), 1);
	check_int("changed", text_distance("carrier", "carrjer", 2), 1);
	check_int("empty", text_distance("", "abc", 5), 3);
	check_int("far", text_distance("abc", "xyz", 2), 3);
	check_int("long", text_distance(name, "x", 3), 4);
}

static void every_code_point_there_and_back(void **state)
{
	struct str out = { 0 };

	(void)state;
	for (uint32_t sign = 0; sign < 0x110000; sign++) {
		uint32_t got = 0;
		bool is_half = sign >= 0xd800 && sign < 0xe000;
		str_clear(&out);
		text_put(&out, sign);
		check_int("bytes", text_next(out.text, out.length, &got), out.length);
		check_int("sign", got, is_half ? 0xfffd : sign);
		assert_true(text_sign_cols(sign) >= 0 && text_sign_cols(sign) <= 2);
	}
	str_clear(&out);
	text_put(&out, 0x110000);
	check_str("beyond", str_text(&out), BAD);
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_texts),
		cmocka_unit_test(a_pile_of_marks_is_cut),
		cmocka_unit_test(any_bytes_come_out_safe),
		cmocka_unit_test(into_a_buffer_never_half_a_sign),
		cmocka_unit_test(valid_or_not),
		cmocka_unit_test(columns),
		cmocka_unit_test(what_fits),
		cmocka_unit_test(folding),
		cmocka_unit_test(distance),
		cmocka_unit_test(every_code_point_there_and_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
