/* SPDX-License-Identifier: MIT */
/* Money in minor units; every step checks for overflow, and two currencies never meet. */
#include "base/money.h"

#include <string.h>

struct money money_of(int64_t minor, const char *currency)
{
	struct money money = { minor, "" };

	if (currency && strlen(currency) == 3)
		memcpy(money.currency, currency, 4);
	return money;
}

bool money_is_known(struct money money)
{
	return money.currency[0] != '\0';
}

int money_digits(const char *currency)
{
	static const struct {
		const char *currencies;
		int digits;
	} rows[] = { { "JPY KRW VND CLP ISK XAF XOF PYG UGX", 0 }, { "KWD BHD OMR TND JOD IQD LYD", 3 } };

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (strlen(currency) == 3 && strstr(rows[i].currencies, currency))
			return rows[i].digits;
	return 2;
}

static bool is_capital(char sign)
{
	return sign >= 'A' && sign <= 'Z';
}

/* Takes a currency off either end of the text. */
static bool take_currency(struct span *rest, char currency[4])
{
	size_t n = rest->length;

	if (n < 4)
		return false;
	if (is_capital(rest->text[n - 1]) && is_capital(rest->text[n - 2]) && is_capital(rest->text[n - 3])) {
		memcpy(currency, rest->text + n - 3, 3);
		rest->length -= 3;
	} else if (is_capital(rest->text[0]) && is_capital(rest->text[1]) && is_capital(rest->text[2])) {
		memcpy(currency, rest->text, 3);
		*rest = (struct span){ rest->text + 3, n - 3 };
	} else {
		return false;
	}
	currency[3] = '\0';
	while (rest->length > 0 && rest->text[0] == ' ')
		*rest = (struct span){ rest->text + 1, rest->length - 1 };
	while (rest->length > 0 && rest->text[rest->length - 1] == ' ')
		rest->length--;
	return rest->length > 0;
}

/* Where the decimal sign stands, or the length: the last '.' or ',' that has at most `digits` digits behind it, and is
 * not one of several of its kind. */
static size_t decimal_place(struct span text, int digits)
{
	for (size_t i = text.length; i-- > 0;) {
		char sign = text.text[i];
		size_t behind = text.length - i - 1;
		if (sign != '.' && sign != ',')
			continue;
		if (behind == 3 && digits != 3)
			return text.length;
		return behind <= (size_t)digits && behind > 0 ? i : SIZE_MAX;
	}
	return text.length;
}

static enum err read_amount(struct span text, int digits, int64_t *out)
{
	size_t point = decimal_place(text, digits);
	bool is_negative = text.text[0] == '-';
	int64_t value = 0;
	int after = 0;

	if (point == SIZE_MAX || (is_negative && text.length == 1))
		return ERR_SYNTAX;
	for (size_t i = is_negative; i < text.length; i++) {
		char sign = text.text[i];
		if (i == point || ((sign == '.' || sign == ',') && i < point && i > 0))
			continue;
		if (sign < '0' || sign > '9')
			return ERR_SYNTAX;
		if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, sign - '0', &value))
			return ERR_LIMIT;
		after += i > point;
	}
	for (; after < digits; after++)
		if (__builtin_mul_overflow(value, 10, &value))
			return ERR_LIMIT;
	*out = is_negative ? -value : value;
	return ERR_NONE;
}

enum err money_read(struct span text, struct money *out)
{
	struct money money = { 0, "" };
	struct span rest = text;
	enum err err;

	if (!take_currency(&rest, money.currency))
		return ERR_SYNTAX;
	err = read_amount(rest, money_digits(money.currency), &money.minor);
	if (!err)
		*out = money;
	return err;
}

static int64_t power10(int digits)
{
	return digits == 0 ? 1 : 10 * power10(digits - 1);
}

static void write_grouped(struct str *out, uint64_t whole)
{
	if (whole >= 1000) {
		write_grouped(out, whole / 1000);
		str_addf(out, ",%03u", (unsigned)(whole % 1000));
	} else {
		str_addf(out, "%u", (unsigned)whole);
	}
}

void money_write(struct str *out, struct money money)
{
	int digits = money_digits(money.currency);
	uint64_t unit = (uint64_t)power10(digits), minor = money.minor < 0 ? 0 - (uint64_t)money.minor : (uint64_t)money.minor;

	if (!money_is_known(money)) {
		str_adds(out, "unknown");
		return;
	}
	if (money.minor < 0)
		str_addc(out, '-');
	write_grouped(out, minor / unit);
	if (digits > 0)
		str_addf(out, ".%0*llu", digits, (unsigned long long)(minor % unit));
	str_addf(out, " %s", money.currency);
}

void money_write_short(struct str *out, struct money money)
{
	int64_t whole;

	if (!money_is_known(money))
		return;
	whole = money.minor / power10(money_digits(money.currency));
	if (whole >= 10000000 || whole <= -10000000)
		str_addf(out, "%lld.%lldM", (long long)(whole / 1000000), (long long)((whole < 0 ? -whole : whole) / 100000 % 10));
	else if (whole >= 10000 || whole <= -10000)
		str_addf(out, "%lld.%lldk", (long long)(whole / 1000), (long long)((whole < 0 ? -whole : whole) / 100 % 10));
	else
		str_addf(out, "%lld", (long long)whole);
	str_addf(out, " %s", money.currency);
}

enum err money_add(struct money a, struct money b, struct money *out)
{
	if (!money_is_known(a) || !money_is_known(b)) {
		*out = (struct money){ 0, "" };
		return ERR_NONE;
	}
	if (strcmp(a.currency, b.currency) != 0)
		return ERR_INVALID;
	*out = a;
	return __builtin_add_overflow(a.minor, b.minor, &out->minor) ? ERR_LIMIT : ERR_NONE;
}

enum err money_scale(struct money money, int64_t numerator, int64_t denominator, struct money *out)
{
	__int128 product = (__int128)money.minor * numerator, half = denominator / 2;

	if (denominator == 0)
		return ERR_LIMIT;
	if (half < 0)
		half = -half;
	product = ((product < 0) == (denominator < 0) ? product + (denominator < 0 ? -half : half)
						      : product - (denominator < 0 ? -half : half)) / denominator;
	if (product > INT64_MAX || product < INT64_MIN)
		return ERR_LIMIT;
	*out = money;
	out->minor = (int64_t)product;
	return ERR_NONE;
}
