/* SPDX-License-Identifier: MIT */
/* Arrays of rows as PostgreSQL itself reads them, in either form: random text comes back as it was. */
#include "server.h"

#include "base/digest.h"
#include "base/text.h"
#include "pg/rows.h"
#include "pg/shapes.h"

#define DB "test_roundtrip"
#define TURNS 40
#define ROWS 50

struct sample {
	char text[40];
	size_t length;
	bool is_null;
	int64_t number;
	int64_t at;
};

static void random_sample(uint64_t *seed, struct sample *sample)
{
	static const char *const signs[] = { "\"", "\\", ",", "(", ")", "{", "}", " ", "\n", "\t", "'", "N",
					     "NULL", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x9a\x9a", "x", "\x01" };
	struct str text = { 0 };

	for (size_t n = random_next(seed) % 9; n > 0; n--)
		str_adds(&text, signs[random_next(seed) % COUNT_OF(signs)]);
	sample->length = text.length;
	memcpy(sample->text, str_text(&text), text.length);
	sample->is_null = random_next(seed) % 6 == 0;
	sample->number = (int64_t)random_next(seed);
	/* years 1800 to 2200, to the microsecond */
	sample->at = (int64_t)(random_next(seed) % UINT64_C(12622780800000000)) - INT64_C(5364662400000000);
	str_release(&text);
}

static struct span text_of(const struct sample *sample)
{
	return sample->is_null ? (struct span){ NULL, 0 } : (struct span){ sample->text, sample->length };
}

/* What was NULL in a list came as empty. */
static void check_list(struct span literal, const struct sample *want)
{
	struct str out = { 0 };
	size_t place = 0;
	bool is_null;

	if (want->number % 3 != 0) {
		assert_int_equal(rows_next(literal, &place, &out, &is_null), ERR_NONE);
		assert_int_equal(out.length, want->length);
		assert_memory_equal(str_text(&out), want->text, out.length);
		assert_int_equal(rows_next(literal, &place, &out, &is_null), ERR_NONE);
		assert_true(!is_null && out.length == 0);
	}
	assert_int_equal(rows_next(literal, &place, &out, &is_null), ERR_NOT_FOUND);
	str_release(&out);
}

static void check_row(const struct pg_result *result, int row, const struct sample *want)
{
	struct str bytes = { 0 };
	struct span got = pg_result_span(result, row, 1);

	assert_true(pg_result_i64(result, row, 0, 0) == want->number);
	assert_int_equal(got.text == NULL, want->is_null);
	assert_int_equal(pg_result_bytes(result, row, 2, &bytes), !want->is_null);
	if (!want->is_null) {
		assert_int_equal(got.length, want->length);
		assert_memory_equal(got.text, want->text, got.length);
		assert_int_equal(bytes.length, want->length);
		assert_memory_equal(str_text(&bytes), want->text, bytes.length);
	}
	assert_true(pg_result_instant(result, row, 3) == want->at);
	assert_true(pg_result_bool(result, row, 4) == (want->number < 0));
	assert_true(pg_result_i64(result, row, 5, 0) == want->number % 1000);
	assert_true(pg_result_i64(result, row, 6, 0) == (int32_t)want->number);
	check_list(pg_result_span(result, row, 7), want);
	str_release(&bytes);
}

static void add_row(struct rows *rows, const struct sample *sample)
{
	char ended[sizeof sample->text + 1] = { 0 };
	const char *list[] = { ended, NULL };
	const struct texts texts = { list, sample->number % 3 == 0 ? 0 : 2 };

	memcpy(ended, sample->text, sample->length);
	rows_open(rows);
	rows_i64(rows, sample->number);
	rows_span(rows, text_of(sample));
	rows_bytes(rows, text_of(sample));
	rows_instant(rows, sample->at);
	rows_bool(rows, sample->number < 0);
	rows_i64(rows, sample->number % 1000);
	rows_i64(rows, (int32_t)sample->number);
	rows_texts(rows, &texts);
	rows_close(rows);
}

static void test_rows(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct rows rows = { 0 };
	struct pg_params params = { 0 };
	struct pg_shapes shapes = { 0 };
	struct pg_result *result = NULL;
	struct fault fault = { 0 };
	struct sample samples[ROWS];
	uint64_t seed = 5;

	(void)state;
	server_exec(sync, "create schema docket; create table docket.sample (n bigint, t text, y bytea, at timestamptz, b bool, "
			  "small smallint, i int, list text[])");
	check_fine(pg_sync_query(sync, "engine_shapes", NULL, &result, &fault), &fault);
	pg_shapes_read(&shapes, result);
	pg_result_free(result);
	assert_null(pg_shapes_find(&shapes, "docket.other"));
	for (int turn = 0; turn < TURNS; turn++) {
		size_t count = turn < 2 ? 0 : ROWS; /* none at all is an array, too */
		rows_begin_as(&rows, turn % 2 ? pg_shapes_find(&shapes, "docket.sample") : NULL);
		for (size_t i = 0; i < count; i++) {
			random_sample(&seed, &samples[i]);
			add_row(&rows, &samples[i]);
		}
		pg_params_clear(&params);
		pg_params_rows(&params, &rows);
		assert_int_equal(params.is_binary[0], turn % 2);
		check_fine(pg_sync_sql(sync, "select * from unnest($1::docket.sample[])", &params, &result, &fault), &fault);
		assert_int_equal(pg_result_rows(result), count);
		for (size_t i = 0; i < count; i++)
			check_row(result, (int)i, &samples[i]);
		pg_result_free(result);
	}
	pg_shapes_release(&shapes);
	rows_release(&rows);
	pg_params_release(&params);
	pg_sync_close(sync);
}

/* Plain arrays there, and the server's own literal back through rows_next. */
static void test_plain_arrays(void **state)
{
	struct pg_sync *sync = server_open(DB);
	struct rows rows = { 0 };
	struct pg_params params = { 0 };
	struct pg_result *result;
	struct fault fault = { 0 };
	struct sample samples[ROWS];
	struct str out = { 0 };
	uint64_t seed = 6;
	size_t place = 0;
	bool is_null;

	(void)state;
	rows_begin_as(&rows, &rows_shape_text);
	for (int i = 0; i < ROWS; i++) {
		random_sample(&seed, &samples[i]);
		rows_span(&rows, text_of(&samples[i]));
	}
	pg_params_rows(&params, &rows);
	check_fine(pg_sync_sql(sync, "select $1::text[], array_length($1::text[], 1)", &params, &result, &fault),
		   &fault);
	assert_int_equal(pg_result_i64(result, 0, 1, 0), ROWS);
	for (int i = 0; i < ROWS; i++) {
		assert_int_equal(rows_next(pg_result_span(result, 0, 0), &place, &out, &is_null), ERR_NONE);
		assert_int_equal(is_null, samples[i].is_null);
		if (is_null)
			continue;
		assert_int_equal(out.length, samples[i].length);
		assert_memory_equal(str_text(&out), samples[i].text, out.length);
	}
	assert_int_equal(rows_next(pg_result_span(result, 0, 0), &place, &out, &is_null), ERR_NOT_FOUND);
	pg_result_free(result);
	str_release(&out);
	rows_release(&rows);
	pg_params_release(&params);
	pg_sync_close(sync);
}

static int make_database(void **state)
{
	(void)state;
	server_create(DB);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_plain_arrays),
	};

	return cmocka_run_group_tests(tests, make_database, NULL);
}
