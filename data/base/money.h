/* SPDX-License-Identifier: MIT */
/* Money: 64-bit minor units and an ISO 4217 currency. Amounts of two currencies never add, compare or match. */
#ifndef DOCKET_BASE_MONEY_H
#define DOCKET_BASE_MONEY_H

#include "base/str.h"

struct money {
	int64_t minor;     /* cents, for most */
	char currency[4];  /* "EUR"; empty = no money known ("unknown", never 0) */
};

/* Money of `minor` units of `currency` (three capitals). */
struct money money_of(int64_t minor, const char *currency);

/* Is an amount known at all? */
bool money_is_known(struct money money);

/* Digits behind the point of a currency: 2 for most, 0 for JPY, 3 for KWD; 2 for unknown ones. */
int money_digits(const char *currency);

/* Reads "412.00EUR", "412 EUR", "EUR 412,00", "12,000.50 USD"; a currency must stand there. ERR_SYNTAX, or ERR_LIMIT if it does not fit. */
MUST_CHECK enum err money_read(struct span text, struct money *out);

/* Appends "12,000.50 EUR" with grouping; "unknown" for no money. */
void money_write(struct str *out, struct money money);

/* Appends the short form for a narrow column: "12.0k EUR", "412 EUR"; blank for no money. */
void money_write_short(struct str *out, struct money money);

/* a + b: ERR_INVALID for two currencies, ERR_LIMIT on overflow. An unknown one gives unknown. */
MUST_CHECK enum err money_add(struct money a, struct money b, struct money *out);

/* amount * numerator / denominator rounded half away from zero; ERR_LIMIT on overflow or a zero denominator. */
MUST_CHECK enum err money_scale(struct money money, int64_t numerator, int64_t denominator, struct money *out);

#endif
