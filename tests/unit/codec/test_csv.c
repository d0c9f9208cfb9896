/* SPDX-License-Identifier: MIT */
/* Dialects of rows, and what is packed. */
#include "check.h"

#include "codec/csv.h"
#include "codec/gunzip.h"

/* All rows as text: fields parted by |, rows by /. */
static void dump(const char *text, size_t length, struct str *out, struct fault *fault)
{
	struct csv csv;
	enum err err;

	csv_start(&csv, (struct span){ text, length });
	while ((err = csv_next(&csv, fault)) == ERR_NONE) {
		for (size_t i = 0; i < csv.fields.count; i++) {
			str_addf(out, "%s", i ? "|" : "");
			str_add(out, csv.fields.items[i].text, csv.fields.items[i].length);
		}
		str_addf(out, "@%d/", csv.line);
	}
	if (err != ERR_NOT_FOUND)
		str_addf(out, "!%s", err_name(err));
	csv_release(&csv);
}

static void test_dialects(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "" },
		{ "a,b\n1,2\n", "a|b@1/1|2@2/" },
		{ "a,b\r\n1,2", "a|b@1/1|2@2/" },
		{ "a;b\r1;2\r", "a|b@1/1|2@2/" },
		{ "a\tb\n1\t2\n", "a|b@1/1|2@2/" },
		{ "\xef\xbb\xbf" "a,b\n", "a|b@1/" },
		{ "a,b\n\n\n1,\n", "a|b@1/1|@4/" },
		{ "\"a,b\",c\n\"x \"\"y\"\"\",\"\"\n", "a,b|c@1/x \"y\"|@2/" },
		{ "a,b\n\"one\ntwo\",3\nz,4\n", "a|b@1/one\ntwo|3@2/z|4@4/" },
		{ "a,b\n\"open,1\n2,3\n", "a|b@1/!ERR_SYNTAX" },
		{ "\"a;b\",\"c;d;e\",f\n", "a;b|c;d;e|f@1/" }, /* signs inside quotes do not make a separator */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct fault fault = { 0 };
		struct str out = { 0 };
		dump(rows[i].text, strlen(rows[i].text), &out, &fault);
		check_str(rows[i].text, str_text(&out), rows[i].want);
		str_release(&out);
	}
}

static void test_limits(void **state)
{
	struct str text = { 0 }, out = { 0 };
	struct fault fault = { 0 };

	(void)state;
	for (int i = 0; i < CSV_FIELDS_MAX + 1; i++)
		str_adds(&text, "x,");
	dump(str_text(&text), text.length, &out, &fault);
	check_str("fields", str_text(&out), "!ERR_LIMIT");
	assert_int_equal(fault.line, 1);
	str_clear(&text);
	str_clear(&out);
	for (int i = 0; i < CSV_FIELD_BYTES_MAX + 1; i++)
		str_addc(&text, 'x');
	dump(str_text(&text), text.length, &out, &fault);
	check_str("bytes", str_text(&out), "!ERR_LIMIT");
	str_release(&text);
	str_release(&out);
}

/* printf 'a,b\n1,2\n' | gzip -n, twice in a row */
static const unsigned char packed[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x4b, 0xd4, 0x49, 0xe2, 0x32, 0xd4,
	0x31, 0xe2, 0x02, 0x00, 0x7b, 0x07, 0x97, 0x0a, 0x08, 0x00, 0x00, 0x00,
};

static void test_packed(void **state)
{
	char twice[2 * sizeof packed];
	struct str out = { 0 };
	struct fault fault = { 0 };

	(void)state;
	memcpy(twice, packed, sizeof packed);
	memcpy(twice + sizeof packed, packed, sizeof packed);
	assert_true(gunzip_is_packed((struct span){ twice, sizeof twice }));
	assert_int_equal(gunzip_read((struct span){ twice, sizeof twice }, 100, &out, &fault), ERR_NONE);
	check_str("two parts", str_text(&out), "a,b\n1,2\na,b\n1,2\n");
	str_clear(&out);
	assert_int_equal(gunzip_read((struct span){ twice, sizeof twice }, 10, &out, &fault), ERR_LIMIT);
	str_clear(&out);
	assert_int_equal(gunzip_read((struct span){ twice, sizeof packed - 3 }, 100, &out, &fault), ERR_DAMAGED);
	twice[20] ^= 1;
	str_clear(&out);
	assert_int_equal(gunzip_read((struct span){ twice, sizeof packed }, 100, &out, &fault), ERR_DAMAGED);
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_dialects), cmocka_unit_test(test_limits),
					    cmocka_unit_test(test_packed) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
