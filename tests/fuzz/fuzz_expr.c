/* SPDX-License-Identifier: MIT */
/* links: data/expr */
/* Any text as an expression: it parses or is refused with a place inside it; what parses matches,
 * renders and completes without harm, and its negation matches just when it does not. */
#include <stdint.h>
#include <stdlib.h>

#include "../unit/expr/scope.h"

#define NOW INT64_C(1772359200000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void check_negation(struct arena *arena, struct span text, const struct expr_asker *asker,
			   struct test_row *row, bool matched)
{
	struct str negated = { 0 };
	const struct expr *expr;

	str_adds(&negated, "not (");
	str_add(&negated, text.text, text.length);
	str_adds(&negated, "\n)");
	struct span span = { str_text(&negated), negated.length };
	if (expr_parse(arena, &test_scope, span, &expr, NULL) == ERR_NONE)
		must(expr_match(expr, test_values, row, asker) != matched);
	str_release(&negated);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size };
	struct expr_asker asker = { .now_us = NOW, .me = "ana" };
	struct test_row row = { .ref = "C-1", .carrier = "DHL", .owner = "ana", .tier = "gold", .eta = NOW,
				.due = NOW + 1, .opened = NOW - 1, .late_s = -3, .cost = { 5, "EUR" } };
	struct test_row empty = { .band = INT64_MIN, .eta = INT64_MIN, .due = INT64_MIN, .opened = INT64_MIN,
				  .late_s = INT64_MIN, .urgent = -1 };
	struct arena arena = { 0 };
	struct fault fault = { 0 };
	struct expr_candidates candidates = { 0 };
	const struct expr *expr;

	if (expr_parse(&arena, &test_scope, text, &expr, &fault) == ERR_NONE) {
		struct expr_sql sql = { 0 };
		must(expr_match(expr, test_values, &empty, &asker) || true);
		check_negation(&arena, text, &asker, &row, expr_match(expr, test_values, &row, &asker));
		must(expr_sql(expr, &asker, &arena, 1, &sql, &fault) != ERR_NONE || sql.text.length > 0);
		expr_sql_release(&sql);
	} else {
		must(fault.why[0] && fault.column >= 0 && (size_t)fault.column <= size + 1);
	}
	for (size_t cursor = 0; cursor <= size && size < 64; cursor++) {
		expr_complete(&test_scope, text, cursor, &candidates);
		must(!candidates.list.count || (candidates.begin <= candidates.end && candidates.end <= size));
	}
	expr_candidates_release(&candidates);
	arena_release(&arena);
	return 0;
}
