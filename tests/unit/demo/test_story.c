/* SPDX-License-Identifier: MIT */
/* The story is the same for the same seed, another for another one, and what it promises for the
 * opening stands in it. */
#include "check.h"

#include "base/digest.h"
#include "base/map.h"
#include "base/mem.h"
#include "demo/cast.h"
#include "demo/story.h"
#include "model/event_type.h"

#define OPEN_AT INT64_C(1792069200000000)

struct told {
	struct world world;
	struct story story;
};

static struct told *tell(uint64_t seed)
{
	struct told *told = mem_new(1, sizeof *told);

	world_make(&told->world, seed);
	story_write(&told->story, &told->world, OPEN_AT);
	return told;
}

static void forget(struct told *told)
{
	story_release(&told->story);
	world_release(&told->world);
	mem_free(told);
}

static struct digest digest_of_story(const struct story *story)
{
	struct digest_state *state = digest_begin();

	for (size_t i = 0; i < story->items.count; i++) {
		const struct story_item *item = &story->items.items[i];
		digest_add(state, &item->at, sizeof item->at);
		digest_add(state, item->ref, strlen(item->ref));
		if (item->json)
			digest_add(state, item->json, strlen(item->json));
		for (size_t k = 0; k < item->word_count; k++)
			digest_add(state, item->words[k], strlen(item->words[k]));
	}
	return digest_end(state);
}

static void test_same_seed_same_story(void **state)
{
	struct told *first = tell(7), *again = tell(7), *other = tell(8);
	struct digest a = digest_of_story(&first->story), b = digest_of_story(&again->story);
	struct digest c = digest_of_story(&other->story);

	(void)state;
	assert_true(first->story.items.count > 2000);
	assert_true(digest_equal(a.bytes, b.bytes, DIGEST_BYTES));
	assert_false(digest_equal(a.bytes, c.bytes, DIGEST_BYTES));
	forget(first);
	forget(again);
	forget(other);
}

/* Going on writes what comes later and touches nothing of before. */
static void test_goes_on(void **state)
{
	struct told *told = tell(7);
	size_t before = told->story.items.count;
	struct digest digest = digest_of_story(&told->story);
	struct story head;

	(void)state;
	story_go_on(&told->story, told->story.told_until + 24 * US_PER_HOUR);
	assert_true(told->story.items.count > before + 300);
	head = told->story;
	head.items.count = before;
	struct digest after = digest_of_story(&head);
	assert_true(digest_equal(digest.bytes, after.bytes, DIGEST_BYTES));
	forget(told);
}

static void test_order_and_events(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct told *told = tell(seed);
		struct map ids = { 0 };
		for (size_t i = 0; i < told->story.items.count; i++) {
			const struct story_item *item = &told->story.items.items[i];
			assert_true(item->at >= told->story.start_at);
			assert_true(i == 0 || item->at >= told->story.items.items[i - 1].at);
			if (item->kind == STORY_EVENT) {
				const char *id = strstr(item->json, "\"id\":");
				struct span key = { id, strcspn(id, ",") };
				assert_non_null(event_type_find(item->type));
				assert_null(map_get(&ids, key));
				map_put(&ids, key, told);
			} else {
				assert_non_null(world_person_find(&told->world, item->who));
			}
		}
		map_release(&ids);
		forget(told);
	}
}

/* A shipment is announced before anything else is said of it, or the first word would wait as a
 * dead letter. */
static void test_announced_first(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct told *told = tell(seed);
		struct map seen = { 0 };
		for (size_t i = 0; i < told->story.items.count; i++) {
			const struct story_item *item = &told->story.items.items[i];
			const struct event_type *type =
				item->kind == STORY_EVENT ? event_type_find(item->type) : NULL;
			if (!type || strcmp(type->kind, "shipment") != 0)
				continue;
			if (type->is_creating)
				map_put(&seen, span_of(item->ref), told);
			else if (!map_get(&seen, span_of(item->ref)))
				fail_msg("seed %llu: %s of %s comes before its plan",
					 (unsigned long long)seed, item->type, item->ref);
		}
		map_release(&seen);
		forget(told);
	}
}

static size_t count_acts(const struct story *story, const char *verb, int64_t from, int64_t until)
{
	size_t count = 0;

	for (size_t i = 0; i < story->items.count; i++) {
		const struct story_item *item = &story->items.items[i];
		count += item->kind == STORY_ACT && strcmp(item->verb, verb) == 0 &&
			 item->at >= from && item->at < until;
	}
	return count;
}

/* What the days before must have seen: approvals asked and given, customers told; and two requests
 * that wait at the opening. */
static void test_acts(void **state)
{
	struct told *told = tell(3);
	const struct story *story = &told->story;

	(void)state;
	assert_true(count_acts(story, "rebook", story->start_at, OPEN_AT - US_PER_HOUR) >= 2);
	assert_true(count_acts(story, "approve", story->start_at, OPEN_AT - US_PER_HOUR) >= 2);
	assert_true(count_acts(story, "inform", story->start_at, OPEN_AT) >= 4);
	check_int("they wait",
		  (int64_t)count_acts(story, "rebook", OPEN_AT - 10 * US_PER_MIN, OPEN_AT),
		  story_opening.approvals);
	forget(told);
}

static bool has_event(const struct story *story, const char *type, const char *ref, int64_t from,
		      int64_t until)
{
	for (size_t i = 0; i < story->items.count; i++) {
		const struct story_item *item = &story->items.items[i];
		if (item->kind == STORY_EVENT && strcmp(item->type, type) == 0 &&
		    strcmp(item->ref, ref) == 0 && item->at >= from && item->at < until)
			return true;
	}
	return false;
}

/* The dark carrier says nothing from long before the opening to long after it; the others do. */
static void test_dark(void **state)
{
	struct told *told = tell(11);
	const struct story *story = &told->story;
	const char *dark = story_interface(&told->story, story->dark[0]);

	(void)state;
	for (size_t i = 0; i < story->items.count; i++) {
		const struct story_item *item = &story->items.items[i];
		if (item->kind == STORY_EVENT && item->tenant == 0 &&
		    strcmp(item->interface, dark) == 0)
			assert_false(item->at > OPEN_AT - 8 * US_PER_HOUR &&
				     item->at < OPEN_AT + 2 * US_PER_HOUR);
	}
	assert_true(has_event(story, "interface.heartbeat", "kestrel", OPEN_AT - 2 * US_PER_HOUR,
			      OPEN_AT));
	forget(told);
}

static void test_route(void **state)
{
	struct told *told = tell(2);
	struct story *story = &told->story;
	const char *ref = story_add(story, "cancelled", 0, OPEN_AT);
	int64_t now = OPEN_AT + US_PER_HOUR;

	(void)state;
	story_route(story, 0, ref, "KSTR", "77", now + US_PER_HOUR, now + 9 * US_PER_HOUR, now);
	assert_true(has_event(story, "route.applied", ref, now, now + US_PER_HOUR));
	assert_true(has_event(story, "route.accepted", ref, now, now + US_PER_HOUR));
	assert_true(has_event(story, "delivery.completed", ref, now + 8 * US_PER_HOUR,
			      now + 10 * US_PER_HOUR));
	forget(told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_seed_same_story),
		cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_order_and_events),
		cmocka_unit_test(test_announced_first),
		cmocka_unit_test(test_acts),
		cmocka_unit_test(test_dark),
		cmocka_unit_test(test_route),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
