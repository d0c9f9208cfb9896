/* SPDX-License-Identifier: MIT */
/* Money in minor units; every step checks for overflow, and two currencies never meet. */
#include "base/money.h"

#include <stdlib.h>
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

static bool is_separator(char sign)
{
	return sign == '.' || sign == ',';
}

/* Where the whole part ends: at the last '.' or ',' unless that one groups thousands, which it does if it stands there
 * more than once, or with three digits behind it in a currency that has not three. */
static size_t whole_bytes(struct span text, int digits)
{
	size_t last = text.length;

	while (last > 0 && !is_separator(text.text[last - 1]))
		last--;
	if (last == 0 || (text.length - last == 3 && digits != 3) || memchr(text.text, text.text[last - 1], last - 1))
		return text.length;
	return last - 1;
}

/* "412" or "12,000": groups of three behind the first, one sign between all of them. */
static bool is_grouped(struct span whole)
{
	size_t run = 0;
	char sign = 0;

	for (size_t i = 0; i < whole.length; i++, run++) {
		char here = whole.text[i];
		if (here >= '0' && here <= '9')
			continue;
		if (!is_separator(here) || (sign ? here != sign || run != 3 : run < 1 || run > 3))
			return false;
		sign = here;
		run = SIZE_MAX; /* the loop makes it 0 */
	}
	return sign ? run == 3 : run > 0;
}

static enum err add_digits(struct span text, int64_t *value)
{
	for (size_t i = 0; i < text.length; i++) {
		char sign = text.text[i];
		if (is_separator(sign))
			continue;
		if (sign < '0' || sign > '9')
			return ERR_SYNTAX;
		if (__builtin_mul_overflow(*value, 10, value) || __builtin_add_overflow(*value, sign - '0', value))
			return ERR_LIMIT;
	}
	return ERR_NONE;
}

static enum err read_amount(struct span text, int digits, int64_t *out)
{
	bool is_negative = text.length > 0 && text.text[0] == '-';
	struct span whole = { text.text + is_negative, text.length - is_negative }, fraction = { "", 0 };
	size_t bytes = whole_bytes(whole, digits);
	enum err err;

	if (bytes < whole.length)
		fraction = (struct span){ whole.text + bytes + 1, whole.length - bytes - 1 };
	if (fraction.length > (size_t)digits || (bytes < whole.length && fraction.length == 0))
		return ERR_SYNTAX;
	whole.length = bytes;
	if (!is_grouped(whole))
		return ERR_SYNTAX;
	*out = 0;
	err = add_digits(whole, out);
	if (!err)
		err = add_digits(fraction, out);
	for (size_t i = fraction.length; !err && i < (size_t)digits; i++)
		err = __builtin_mul_overflow(*out, 10, out) ? ERR_LIMIT : ERR_NONE;
	if (!err && is_negative)
		*out = -*out;
	return err;
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
		str_addf(out, "%lld.%dM", (long long)(whole / 1000000), abs((int)(whole / 100000 % 10)));
	else if (whole >= 10000 || whole <= -10000)
		str_addf(out, "%lld.%dk", (long long)(whole / 1000), abs((int)(whole / 100 % 10)));
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
	product = (product < 0 ? product - half : product + half) / denominator;
	if (product > INT64_MAX || product < INT64_MIN)
		return ERR_LIMIT;
	*out = money;
	out->minor = (int64_t)product;
	return ERR_NONE;
}
