/* SPDX-License-Identifier: MIT */
/* Disruptions on the screen: the list, one of them, and an act on many of its cases: said before it is done, done once, by y alone. */
#include "check.h"

#include "desk.h"
#include "table/shown.h"

static struct disruption_row one(void)
{
	struct disruption_row row;

	row_init(&row_shown_disruption, &row);
	row.tenant_id = 1;
	row.disruption_id = 70;
	row.ref = "D-12";
	row.title = "Trouble at a carrier";
	row.cause = "carrier DHLF";
	row.reason = "3 cases of carrier DHLF";
	row.state = "open";
	row.members = row.members_open = 3;
	row.rebook = 2;
	row.tell = 1;
	return row;
}

static struct disruption_member_row member(int64_t case_id, const char *pile)
{
	struct disruption_member_row row;

	row_init(&row_shown_disruption_member, &row);
	row.tenant_id = 1;
	row.disruption_id = 70;
	row.case_id = case_id;
	row.pile = pile;
	row.ref = "C-1";
	row.state = "open";
	row.work_by = DESK_NOW;
	return row;
}

static void begin(struct desk *desk)
{
	struct disruption_row row = one();
	struct disruption_member_row members[] = { member(11, "rebook"), member(12, "rebook"), member(13, "tell") };

	desk_open(desk, 24, 80);
	desk_me(desk, "ivy", 17, 0);
	store_load(&desk->store, STORE_DISRUPTIONS, &row, 1);
	store_load(&desk->store, STORE_DISRUPTION_MEMBERS, members, 3);
	desk_fold(desk, UI_ROWS, 0);
	desk_keys(desk, "X <Enter>");
	desk_fold(desk, UI_ROWS, 0);
}

static const struct ui_effect *bulk_effect(const struct desk *desk)
{
	for (size_t i = 0; i < desk->effects.list.count; i++)
		if (desk->effects.list.items[i].kind == UI_DO_BULK)
			return &desk->effects.list.items[i];
	return NULL;
}

static void said(struct desk *desk, const char *words, int64_t bulk_id, const char *digest)
{
	struct ui_event event = { .kind = UI_BULK, .now_us = desk->mono_us, .words = words, .act_id = bulk_id, .client_key = digest };

	ui_effects_reset(&desk->effects);
	ui_update(&desk->ui, &event, &desk->effects);
}

static void test_pile_under_cursor(void **state)
{
	struct desk desk = { 0 };
	const struct ui_effect *effect;

	(void)state;
	begin(&desk);
	desk_keys(&desk, "c");
	effect = bulk_effect(&desk);
	assert_non_null(effect);
	check_str("the pile under the cursor", effect->words, "{11,12}");
	check_str("act", effect->name, "claim");
	assert_true(effect->is_preview);
	desk_keys(&desk, "y");
	assert_null(bulk_effect(&desk)); /* nothing was said yet: there is nothing to say yes to */
	said(&desk, "2 would be done\n", INT_NONE, "");
	desk_keys(&desk, "y");
	effect = bulk_effect(&desk);
	assert_non_null(effect);
	assert_false(effect->is_preview);
	check_int("not begun before", effect->bulk_id, INT_NONE);
	desk_keys(&desk, "y y");
	assert_null(bulk_effect(&desk)); /* once */
	said(&desk, "2 done\n", 500, "");
	desk_keys(&desk, "y");
	assert_null(bulk_effect(&desk)); /* nothing waits for a go */
	desk_close(&desk);
}

/* What is typed with it goes along; a moment in the client's zone. */
static void test_words_and_moment(void **state)
{
	struct desk desk = { 0 };
	const struct ui_effect *effect;

	(void)state;
	begin(&desk);
	desk_keys(&desk, ":");
	desk_type(&desk, "bulk next words=\"ask the depot\" at=16:30");
	desk_keys(&desk, "<Enter>");
	effect = bulk_effect(&desk);
	assert_non_null(effect);
	check_int("two arguments", (long)effect->args.count, 4);
	check_str("the words", effect->args.items[1], "ask the depot");
	check_str("the moment", effect->args.items[3], "2026-03-02T15:30:00Z");
	desk_close(&desk);
}

/* What costs money is done under its price only, and for the marked cases alone. */
static void test_marked_and_priced(void **state)
{
	struct desk desk = { 0 };
	const struct ui_effect *effect;

	(void)state;
	begin(&desk);
	desk_keys(&desk, "<Down> <Space> b");
	check_str("the marked one", bulk_effect(&desk)->words, "{12}");
	said(&desk, "1 would be done\n", INT_NONE, "");
	desk_keys(&desk, "y");
	said(&desk, "1 ready\n", 501, "abcd");
	desk_keys(&desk, "y");
	effect = bulk_effect(&desk);
	assert_non_null(effect);
	check_int("goes on with it", effect->bulk_id, 501);
	check_str("under what was shown", effect->digest, "abcd");
	desk_keys(&desk, "<Esc> r");
	check_int("receipts are asked for", desk.effects.list.items[0].kind, UI_DO_DISRUPTION);
	desk_close(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_pile_under_cursor), cmocka_unit_test(test_words_and_moment), cmocka_unit_test(test_marked_and_priced) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
