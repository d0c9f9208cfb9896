/* SPDX-License-Identifier: MIT */
/* A scope with a field of each kind, and rows for it: for the tests of data/expr, also against a
 * server. */
#ifndef DOCKET_TESTS_EXPR_SCOPE_H
#define DOCKET_TESTS_EXPR_SCOPE_H

#include "expr/expr.h"

#include <string.h>

enum { F_REF, F_CARRIER, F_OWNER, F_TIER, F_BAND, F_ETA, F_DUE, F_OPENED, F_LATE, F_COST, F_URGENT, F_NOTE };

static const char *const tiers[] = { "gold", "silver", "bronze", NULL };

static const struct expr_field test_fields[] = {
	{ .name = "ref", .kind = EXPR_TEXT, .column = "ref", .is_searched = true, .id = F_REF,
	  .help = "The number people use." },
	{ .name = "carrier", .kind = EXPR_TEXT, .column = "carrier", .folded = "carrier_folded",
	  .is_searched = true, .id = F_CARRIER, .help = "Who moves it." },
	{ .name = "owner", .kind = EXPR_TEXT, .column = "owner", .is_person = true, .id = F_OWNER },
	{ .name = "tier", .kind = EXPR_SET, .column = "tier", .words = tiers, .id = F_TIER },
	{ .name = "band", .kind = EXPR_NUMBER, .column = "band", .id = F_BAND },
	{ .name = "eta", .kind = EXPR_INSTANT, .column = "eta", .id = F_ETA },
	{ .name = "left", .kind = EXPR_LEFT, .column = "due", .id = F_DUE },
	{ .name = "age", .kind = EXPR_AGE, .column = "opened", .id = F_OPENED },
	{ .name = "opened", .kind = EXPR_INSTANT, .column = "opened", .id = F_OPENED },
	{ .name = "late", .kind = EXPR_DURATION, .column = "late_s", .unit_us = US_PER_S, .id = F_LATE },
	{ .name = "cost", .kind = EXPR_MONEY, .column = "cost_minor", .currency = "cost_currency", .id = F_COST },
	{ .name = "urgent", .kind = EXPR_BOOL, .column = "urgent", .id = F_URGENT },
	{ .name = "note", .kind = EXPR_TEXT, .id = F_NOTE },
};

static const struct expr_alias test_aliases[] = {
	{ "unowned", "owner=none", "nobody works it" },
	{ "mine", "owner=me", "you work it" },
	{ "hot", "urgent or band=0 left<1h", "may not wait" },
};

static const struct expr_scope test_scope = {
	"case", test_fields, COUNT_OF(test_fields), test_aliases, COUNT_OF(test_aliases),
};

/* NULL, INT64_MIN and no currency are missing; urgent -1 too. */
struct test_row {
	const char *ref, *carrier, *owner, *tier;
	int64_t band, eta, due, opened, late_s;
	struct money cost;
	int urgent;
};

static inline void test_values(void *context, const struct expr_field *field, struct expr_value *out)
{
	const struct test_row *row = context;
	const char *texts[] = { row->ref, row->carrier, row->owner, row->tier };
	int64_t numbers[] = { row->band, row->eta, row->due, row->opened, row->late_s };

	if (field->id <= F_TIER) {
		out->text = span_of(texts[field->id]);
		out->is_missing = !texts[field->id];
	} else if (field->id <= F_LATE) {
		out->number = numbers[field->id - F_BAND];
		out->is_missing = out->number == INT64_MIN;
	} else if (field->id == F_COST) {
		out->money = row->cost;
		out->is_missing = false;
	} else if (field->id == F_URGENT) {
		out->number = row->urgent;
		out->is_missing = row->urgent < 0;
	}
}

#endif
