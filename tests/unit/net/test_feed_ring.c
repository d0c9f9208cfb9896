/* SPDX-License-Identifier: MIT */
/* The ring: numbers without gaps, both bounds, tags that are aligned. */
#include "check.h"

#include "net/feed_ring.h"

static struct span text_of(const struct feed_text *text)
{
	return (struct span){ (const char *)text->text, text->length };
}

/* What must hold after every step. */
static void check_ring(const struct feed_ring *ring)
{
	assert_true(ring->oldest <= ring->next);
	assert_true(ring->next - ring->oldest <= ring->room);
	for (uint64_t n = ring->oldest; n < ring->next; n++) {
		const struct feed_entry *entry = feed_ring_at(ring, n);
		char want[32];

		snprintf(want, sizeof want, "message %d", (int)n);
		assert_true(span_is(text_of(&entry->whole), want));
		assert_true(span_is(text_of(&entry->outside), "out"));
		assert_memory_equal(entry->tag, &n, sizeof n);
		assert_int_equal((uintptr_t)entry->tag % _Alignof(max_align_t), 0);
		memset(entry->whole.text - FEED_FRONT, 0xff, FEED_FRONT); /* free to write on */
		memset(entry->outside.text - FEED_FRONT, 0xff, FEED_FRONT);
	}
}

static void push(struct feed_ring *ring)
{
	uint64_t number = ring->next;
	char text[32];

	snprintf(text, sizeof text, "message %d", (int)number);
	assert_int_equal(feed_ring_push(ring, (struct span){ (const char *)&number, sizeof number },
					span_of(text), span_of("out")),
			 number);
	check_ring(ring);
}

static void test_bound_by_count(void **state)
{
	struct feed_ring ring;

	(void)state;
	feed_ring_init(&ring, 5, 1 << 20); /* becomes 8 */
	assert_int_equal(ring.next, 1);
	for (int i = 0; i < 30; i++)
		push(&ring);
	assert_int_equal(ring.next, 31);
	assert_int_equal(ring.oldest, 23);
	feed_ring_release(&ring);
}

static void test_bound_by_bytes(void **state)
{
	struct feed_ring ring;

	(void)state;
	feed_ring_init(&ring, 1024, 1000);
	for (int i = 0; i < 100; i++) {
		push(&ring);
		assert_true(ring.bytes <= 1000);
	}
	assert_true(ring.next - ring.oldest > 3);
	feed_ring_release(&ring);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bound_by_count),
		cmocka_unit_test(test_bound_by_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
