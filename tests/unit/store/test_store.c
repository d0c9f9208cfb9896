/* SPDX-License-Identifier: MIT */
/* Rows in, journal out: what was replaced lives until it is settled. */
#include "check.h"

#include "store/store.h"

static struct case_row row_of(int64_t id, int64_t band, int64_t work_by, int64_t version)
{
	struct case_row row;

	row_init(&row_shown_case, &row);
	row.tenant_id = 1;
	row.case_id = id;
	row.ref = "C-1";
	row.band = band;
	row.work_by = work_by;
	row.version = version;
	return row;
}

static void journal_tells_before_and_after(void **state)
{
	struct store store;
	struct case_row row = row_of(7, 1, 100, 1);

	(void)state;
	store_init(&store);
	store_put_case(&store, &row);
	row.version = 2;
	row.band = 0;
	store_put_case(&store, &row);
	store_drop_case(&store, 1, 7);
	check_int("entries", store.journal.count, 3);
	assert_null(store.journal.items[0].before);
	check_int("before", store.journal.items[1].before->band, 1);
	check_int("after", store.journal.items[1].after->band, 0);
	assert_null(store.journal.items[2].after);
	store_settle(&store);
	check_int("settled", store.journal.count, 0);
	assert_null(store_case(&store, 1, 7));
	store_release(&store);
}

static void older_and_equal_rows_change_nothing(void **state)
{
	struct store store;
	struct case_row row = row_of(7, 1, 100, 5);

	(void)state;
	store_init(&store);
	store_put_case(&store, &row);
	store_settle(&store);
	store_put_case(&store, &row);
	row.version = 4;
	row.band = 3;
	store_put_case(&store, &row);
	check_int("entries", store.journal.count, 0);
	check_int("band", store_case(&store, 1, 7)->band, 1);
	store_release(&store);
}

static void order_is_band_then_work_by_then_number(void **state)
{
	static const struct {
		const char *name;
		int64_t band_a, work_a, id_a, band_b, work_b, id_b;
		int want;
	} rows[] = {
		{ "band first", 0, 900, 9, 1, 100, 1, -1 },
		{ "then work-by", 1, 100, 9, 1, 200, 1, -1 },
		{ "paused is last", 1, INSTANT_NONE, 1, 1, 200, 2, 1 },
		{ "then the number", 1, 100, 2, 1, 100, 3, -1 },
		{ "same", 1, 100, 2, 1, 100, 2, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct case_row a = row_of(rows[i].id_a, rows[i].band_a, rows[i].work_a, 1);
		struct case_row b = row_of(rows[i].id_b, rows[i].band_b, rows[i].work_b, 1);
		check_int(rows[i].name, store_case_order(&a, &b), rows[i].want);
		check_int(rows[i].name, store_case_order(&b, &a), -rows[i].want);
	}
}

static void details_belong_to_one_case(void **state)
{
	struct store store;
	struct story_row story;

	(void)state;
	store_init(&store);
	row_init(&row_shown_story, &story);
	story.words = "picked up";
	store_open_case(&store, 1, 7);
	store_load(&store, STORE_STORY, &story, 1);
	check_int("loaded", store.sets[STORE_STORY].count, 1);
	check_str("words", ((const struct story_row *)store_row(&store, STORE_STORY, 0))->words, "picked up");
	store_open_case(&store, 1, 8);
	check_int("emptied", store.sets[STORE_STORY].count, 0);
	store_release(&store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(journal_tells_before_and_after),
		cmocka_unit_test(older_and_equal_rows_change_nothing),
		cmocka_unit_test(order_is_band_then_work_by_then_number),
		cmocka_unit_test(details_belong_to_one_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
