/* SPDX-License-Identifier: MIT */
/* The map against a plain array through many random puts and removals. */
#include "check.h"

#include "base/digest.h"
#include "base/map.h"

#define IDS 200

static int marks[IDS];

static void against_an_array(void **state)
{
	struct map map = { 0 };
	void *model[IDS] = { 0 };
	uint64_t seed = 7;
	size_t count = 0;

	(void)state;
	for (int step = 0; step < 50000; step++) {
		size_t id = random_next(&seed) % IDS;
		if (random_next(&seed) % 2) {
			count += !model[id];
			model[id] = &marks[random_next(&seed) % IDS];
			map_put_id(&map, (int64_t)id, model[id]);
		} else {
			assert_ptr_equal(map_remove_id(&map, (int64_t)id), model[id]);
			count -= model[id] != NULL;
			model[id] = NULL;
		}
		check_int("count", map.count, count);
		id = random_next(&seed) % IDS;
		assert_ptr_equal(map_get_id(&map, (int64_t)id), model[id]);
	}
	for (size_t id = 0; id < IDS; id++)
		assert_ptr_equal(map_get_id(&map, (int64_t)id), model[id]);
	map_release(&map);
	assert_null(map_get_id(&map, 1));
}

static void names(void **state)
{
	struct map map = { 0 };
	char keys[300][16];
	size_t cursor = 0, walked = 0;

	(void)state;
	assert_null(map_get(&map, span_of("nobody")));
	assert_null(map_remove(&map, span_of("nobody")));
	for (int i = 0; i < 300; i++) {
		snprintf(keys[i], sizeof keys[i], "k%d", i);
		map_put(&map, span_of(keys[i]), keys[i]);
	}
	for (int i = 0; i < 300; i++)
		assert_ptr_equal(map_get(&map, span_of(keys[i])), keys[i]);
	map_put(&map, (struct span){ "", 0 }, &marks[0]);
	assert_ptr_equal(map_get(&map, (struct span){ NULL, 0 }), &marks[0]);
	map_put(&map, span_of("k7"), &marks[1]);
	assert_ptr_equal(map_get(&map, span_of("k7")), &marks[1]);
	while (map_next(&map, &cursor))
		walked++;
	check_int("walked", walked, 301);
	map_release(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(against_an_array), cmocka_unit_test(names) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
