/* SPDX-License-Identifier: MIT */
/* Money: reading what people write, refusing what could be two things, never overflowing. */
#include "check.h"

#include "base/money.h"

static void reading(void **state)
{
	static const struct {
		const char *text;
		enum err err;
		int64_t minor;
		const char *currency;
	} rows[] = {
		{ "412.00EUR", ERR_NONE, 41200, "EUR" },
		{ "412 EUR", ERR_NONE, 41200, "EUR" },
		{ "EUR 412,00", ERR_NONE, 41200, "EUR" },
		{ "12,000.50 USD", ERR_NONE, 1200050, "USD" },
		{ "12.000,50 EUR", ERR_NONE, 1200050, "EUR" },
		{ "12,000 EUR", ERR_NONE, 1200000, "EUR" },
		{ "1,234,567 EUR", ERR_NONE, 123456700, "EUR" },
		{ "-0.05EUR", ERR_NONE, -5, "EUR" },
		{ "0.5 EUR", ERR_NONE, 50, "EUR" },
		{ "1500JPY", ERR_NONE, 1500, "JPY" },
		{ "1,500 JPY", ERR_NONE, 1500, "JPY" },
		{ "1.250 KWD", ERR_NONE, 1250, "KWD" },
		{ "92233720368547758.07EUR", ERR_NONE, INT64_MAX, "EUR" },
		{ "92233720368547758.08EUR", ERR_LIMIT, 0, "" },
		{ "92233720368547759EUR", ERR_LIMIT, 0, "" },
		{ "99999999999999999999EUR", ERR_LIMIT, 0, "" },
		{ "412", ERR_SYNTAX, 0, "" },
		{ "EUR", ERR_SYNTAX, 0, "" },
		{ "EUR ", ERR_SYNTAX, 0, "" },
		{ "", ERR_SYNTAX, 0, "" },
		{ "-EUR", ERR_SYNTAX, 0, "" },
		{ "412eur", ERR_SYNTAX, 0, "" },
		{ "412.005EUR1", ERR_SYNTAX, 0, "" },
		{ "1.2345EUR", ERR_SYNTAX, 0, "" },
		{ "412.EUR", ERR_SYNTAX, 0, "" },
		{ ".50EUR", ERR_SYNTAX, 0, "" },
		{ "1,2,3.00EUR", ERR_SYNTAX, 0, "" },
		{ "1.234.56EUR", ERR_SYNTAX, 0, "" },
		{ "1,234.567,890EUR", ERR_SYNTAX, 0, "" },
		{ "1234,567EUR", ERR_SYNTAX, 0, "" },
		{ "12,34.50EUR", ERR_SYNTAX, 0, "" },
		{ "1.5JPY", ERR_SYNTAX, 0, "" },
		{ "1e5EUR", ERR_SYNTAX, 0, "" },
		{ "--5EUR", ERR_SYNTAX, 0, "" },
		{ "5-EUR", ERR_SYNTAX, 0, "" },
		{ "1 000EUR", ERR_SYNTAX, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct money money = { 0, "" };
		check_int(rows[i].text, money_read(span_of(rows[i].text), &money), rows[i].err);
		check_int(rows[i].text, money.minor, rows[i].minor);
		check_str(rows[i].text, money.currency, rows[i].currency);
	}
}

static void writing(void **state)
{
	static const struct {
		int64_t minor;
		const char *currency, *want, *brief;
	} rows[] = {
		{ 1200050, "EUR", "12,000.50 EUR", "12.0k EUR" },
		{ 41200, "EUR", "412.00 EUR", "412 EUR" },
		{ -5, "EUR", "-0.05 EUR", "0 EUR" },
		{ 100000000, "USD", "1,000,000.00 USD", "1000.0k USD" },
		{ 1234567890, "USD", "12,345,678.90 USD", "12.3M USD" },
		{ -1234567, "USD", "-12,345.67 USD", "-12.3k USD" },
		{ 1500, "JPY", "1,500 JPY", "1500 JPY" },
		{ 1250, "KWD", "1.250 KWD", "1 KWD" },
		{ INT64_MIN, "JPY", "-9,223,372,036,854,775,808 JPY", "-9223372036854.7M JPY" },
		{ INT64_MAX, "EUR", "92,233,720,368,547,758.07 EUR", "92233720368.5M EUR" },
		{ 7, "", "unknown", "" },
		{ 7, "EURO", "unknown", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str out = { 0 }, brief = { 0 };
		money_write(&out, money_of(rows[i].minor, rows[i].currency));
		money_write_short(&brief, money_of(rows[i].minor, rows[i].currency));
		check_str(rows[i].want, str_text(&out), rows[i].want);
		check_str(rows[i].want, str_text(&brief), rows[i].brief);
		str_release(&out);
		str_release(&brief);
	}
}

static void adding(void **state)
{
	struct money out;

	(void)state;
	check_int("sum", money_add(money_of(100, "EUR"), money_of(-30, "EUR"), &out), ERR_NONE);
	check_int("sum", out.minor, 70);
	check_int("two", money_add(money_of(100, "EUR"), money_of(1, "USD"), &out), ERR_INVALID);
	check_int("over", money_add(money_of(INT64_MAX, "EUR"), money_of(1, "EUR"), &out), ERR_LIMIT);
	check_int("under", money_add(money_of(INT64_MIN, "EUR"), money_of(-1, "EUR"), &out), ERR_LIMIT);
	check_int("unknown", money_add(money_of(5, "EUR"), money_of(5, NULL), &out), ERR_NONE);
	assert_false(money_is_known(out));
}

static void scaling(void **state)
{
	static const struct {
		const char *name;
		int64_t minor, numerator, denominator;
		enum err err;
		int64_t want;
	} rows[] = {
		{ "half up", 5, 1, 2, ERR_NONE, 3 },
		{ "half down", -5, 1, 2, ERR_NONE, -3 },
		{ "below half", 4, 1, 3, ERR_NONE, 1 },
		{ "above half", 5, 1, 3, ERR_NONE, 2 },
		{ "negative denominator", 5, 1, -2, ERR_NONE, -3 },
		{ "both negative", -5, 1, -2, ERR_NONE, 3 },
		{ "three percent", 1200050, 3, 100, ERR_NONE, 36002 },
		{ "wide between", INT64_MAX, 7, 7, ERR_NONE, INT64_MAX },
		{ "wide between below", INT64_MIN, INT64_MAX, INT64_MAX, ERR_NONE, INT64_MIN },
		{ "too much", INT64_MAX, 2, 1, ERR_LIMIT, 0 },
		{ "too little", INT64_MIN, -1, 1, ERR_LIMIT, 0 },
		{ "widest", INT64_MIN, INT64_MIN, INT64_MIN, ERR_NONE, INT64_MIN },
		{ "by nothing", 1, 1, 0, ERR_LIMIT, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct money out = { 0, "" };
		check_int(rows[i].name, money_scale(money_of(rows[i].minor, "EUR"), rows[i].numerator, rows[i].denominator, &out),
			  rows[i].err);
		check_int(rows[i].name, out.minor, rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading), cmocka_unit_test(writing), cmocka_unit_test(adding), cmocka_unit_test(scaling)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
