/* SPDX-License-Identifier: MIT */
/* Several requests decided by one word: only those that wait and that she may decide, under the total that she types; and the list of
 * write-backs that wait for a person. */
#include "check.h"

#include "desk.h"
#include "state/inside.h"
#include "table/shown.h"

static struct approval_shown_row asked(int64_t id, int64_t minor, const char *action, int may_decide)
{
	struct approval_shown_row row;

	row_init(&row_shown_approval_shown, &row);
	row.tenant_id = 1;
	row.approval_id = id;
	row.quote_id = 100 + id;
	row.case_id = 10 + id;
	row.state = "waiting";
	row.action = action;
	row.amount_minor = minor;
	row.currency = "EUR";
	row.digest = "ab12";
	row.may_decide = may_decide;
	row.may_words = may_decide ? "" : "above your limit";
	return row;
}

static void begin(struct desk *desk, const struct approval_shown_row *rows, size_t count)
{
	desk_open(desk, 24, 80);
	desk_me(desk, "sam", 18, 500000);
	store_load(&desk->store, STORE_APPROVALS, rows, count);
	desk_fold(desk, UI_ROWS, 0);
	desk_keys(desk, "4");
}

static const struct ui_effect *decided(const struct desk *desk)
{
	for (size_t i = 0; i < desk->effects.list.count; i++)
		if (desk->effects.list.items[i].kind == UI_DO_DECIDE_ALL)
			return &desk->effects.list.items[i];
	return NULL;
}

static void test_total_is_typed(void **state)
{
	const struct approval_shown_row rows[] = { asked(1, 12000, "rebook", 1), asked(2, 3050, "rebook", 1), asked(3, 900, "rebook", 1) };
	struct desk desk = { 0 };

	(void)state;
	begin(&desk, rows, 3);
	desk_keys(&desk, "<Space> <Space> y");
	desk_type(&desk, "150.05");
	desk_keys(&desk, "<Enter>");
	assert_null(decided(&desk)); /* not what they cost together */
	desk_keys(&desk, "<BS> <BS> <BS> <BS> <BS> <BS>");
	desk_type(&desk, "150.50");
	desk_keys(&desk, "<Enter>");
	assert_non_null(decided(&desk));
	check_int("two, each under what was shown", decided(&desk)->args.count, 4);
	check_str("the first", decided(&desk)->args.items[0], "101");
	check_str("its digest", decided(&desk)->args.items[1], "ab12");
	desk_keys(&desk, "y");
	assert_null(decided(&desk)); /* the marks are gone with it */
	desk_close(&desk);
}

static void test_only_what_is_alike(void **state)
{
	const struct approval_shown_row rows[] = { asked(1, 12000, "rebook", 1), asked(2, 3050, "expedite", 1), asked(3, 900, "rebook", 0) };
	struct desk desk = { 0 };

	(void)state;
	begin(&desk, rows, 3);
	desk_keys(&desk, "<Down> <Down> <Space>");
	check_int("what she may not decide is not marked", (long)desk.ui.marked_approvals.count, 0);
	desk_keys(&desk, "<Home> <Space> <Space> y");
	desk_type(&desk, "150.50");
	desk_keys(&desk, "<Enter>");
	assert_null(decided(&desk)); /* two kinds of action are no one word */
	desk_close(&desk);
}

static void test_stuck(void **state)
{
	struct effect_shown_row row;
	struct desk desk = { 0 };

	(void)state;
	row_init(&row_shown_effect_shown, &row);
	row.tenant_id = 1;
	row.case_id = 77;
	row.ref = "C-77";
	row.target = "ERP";
	row.words = "book 120.00 EUR";
	row.state = "reconcile";
	row.last_error = "no answer, and asking is not possible";
	desk_open(&desk, 24, 80);
	desk_me(&desk, "ivy", 17, 0);
	store_load(&desk.store, STORE_STUCK, &row, 1);
	desk_fold(&desk, UI_ROWS, 0);
	desk_keys(&desk, "W");
	desk_shows(&desk, "look it up");
	desk_shows(&desk, "no answer, and asking");
	desk_keys(&desk, "<Enter>");
	check_int("its case", layer_top(&desk.ui)->case_id, 77);
	desk_close(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_total_is_typed),
		cmocka_unit_test(test_only_what_is_alike),
		cmocka_unit_test(test_stuck),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
