/* SPDX-License-Identifier: MIT */
/* What was told so far, looked at as a whole: milestones in another order than they should be, events that came too often. It depends on
 * what is known only, never on the order in which it came. */
#include "rules/work.h"

#include <stdlib.h>
#include <string.h>

#define MOMENTS_MAX 512

/* ---------------------------------------------------------------- order */

/* Two milestones that stand in the wrong order. */
struct swap {
	const struct milestone *first, *second; /* as they should be */
};

static bool is_swapped(const struct policy_detect *detect, const struct milestone *a, const struct milestone *b)
{
	return a->actual_at != INSTANT_NONE && b->actual_at != INSTANT_NONE && a->stop == b->stop &&
	       a->actual_at - b->actual_at > detect->span.us;
}

static bool find_of_pair(const struct facts *facts, const struct policy_detect *detect, const char *first, const char *second,
			 struct swap *out)
{
	for (size_t a = 0; a < facts->milestones.count; a++) {
		if (!is_text(facts->milestones.items[a].row.code, first))
			continue;
		for (size_t b = 0; b < facts->milestones.count; b++) {
			*out = (struct swap){ &facts->milestones.items[a].row, &facts->milestones.items[b].row };
			if (is_text(out->second->code, second) && is_swapped(detect, out->first, out->second))
				return true;
		}
	}
	return false;
}

static bool find_swap(const struct facts *facts, const struct policy_detect *detect, struct swap *out)
{
	for (size_t i = 0; i < detect->names.count; i++)
		for (size_t k = i + 1; k < detect->names.count; k++)
			if (find_of_pair(facts, detect, detect->names.items[i], detect->names.items[k], out))
				return true;
	return false;
}

const char *pattern_order_words(struct work *work, const struct policy_type *type)
{
	const char *zone = work->facts->subject.dest_zone;
	struct swap swap;

	for (size_t i = 0; i < type->detects.count; i++)
		if (type->detects.items[i].kind == DETECT_SEQUENCE && find_swap(work->facts, &type->detects.items[i], &swap))
			return arena_printf(work->arena, "%s %s before %s %s", policy_milestone_title(work->policy, swap.second->code),
					    wording_time(work, swap.second->actual_at, zone),
					    policy_milestone_title(work->policy, swap.first->code),
					    wording_time(work, swap.first->actual_at, zone));
	return "in order";
}

/* ---------------------------------------------------------------- too often */

static int by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The moments of all events that the line names, each once, in order. */
static size_t moments_of(struct work *work, const struct policy_detect *detect, int64_t out[MOMENTS_MAX])
{
	size_t count = 0, kept = 0;

	for (size_t i = 0; i < detect->names.count; i++)
		count += watch_times(work, detect->names.items[i], out + count, MOMENTS_MAX - count);
	qsort(out, count, sizeof *out, by_size);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || out[i] != out[i - 1])
			out[kept++] = out[i];
	return kept;
}

static bool is_too_often(struct work *work, const struct policy_detect *detect)
{
	int64_t moments[MOMENTS_MAX];
	size_t count = moments_of(work, detect, moments), most = (size_t)detect->most;

	if (detect->span.us == 0)
		return count > most;
	for (size_t i = most; i < count; i++)
		if (moments[i] - moments[i - most] <= detect->span.us / US_PER_S)
			return true;
	return false;
}

const char *pattern_count_words(struct work *work, const struct policy_type *type)
{
	int64_t moments[MOMENTS_MAX];

	for (size_t i = 0; i < type->detects.count; i++)
		if (type->detects.items[i].kind == DETECT_MORE_THAN)
			return arena_printf(work->arena, "%zu", moments_of(work, &type->detects.items[i], moments));
	return "not known";
}

/* ---------------------------------------------------------------- both */

bool pattern_holds(struct work *work, const struct policy_type *type)
{
	struct swap swap;

	for (size_t i = 0; i < type->detects.count; i++) {
		const struct policy_detect *detect = &type->detects.items[i];
		bool is_so = detect->kind == DETECT_SEQUENCE    ? find_swap(work->facts, detect, &swap)
			     : detect->kind == DETECT_MORE_THAN ? is_too_often(work, detect)
								: false;
		if (is_so && work_when(work, &detect->when))
			return true;
	}
	return false;
}

uint64_t pattern_types(struct work *work)
{
	uint64_t found = 0;

	for (uint64_t bits = work->policy->pattern_types; bits; bits &= bits - 1) {
		const struct policy_type *type = &work->policy->types.items[__builtin_ctzll(bits)];
		if (type_is_about(work, type) && pattern_holds(work, type))
			found |= bits & -bits;
	}
	return found;
}
