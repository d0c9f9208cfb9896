/* SPDX-License-Identifier: MIT */
/* What is kept of events because a manual asks for it, in milestone rows, so that it takes any order and is taken back as milestones are:
 * events that stand for milestones; the moments of events that are counted; which attributes were ever told. */
#include "rules/work.h"

#include <stdlib.h>
#include <string.h>

#define TOLD POLICY_KEPT POLICY_KEPT "told"
#define TIMES POLICY_KEPT POLICY_KEPT "times "
#define TIMES_MAX 64 /* the newest are kept */

static bool is_named(const struct name_list *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (is_text(names->items[i], name))
			return true;
	return false;
}

/* ---------------------------------------------------------------- attributes */

bool watch_is_told(const struct facts *facts, const char *attr)
{
	const struct fact_milestone *of = milestone_find(facts, TOLD, 0);
	size_t length = strlen(attr);

	for (const char *at = of ? of->row.words : ""; *at;) {
		size_t word = strcspn(at, " ");
		if (word == length && strncmp(at, attr, length) == 0)
			return true;
		at += word + (at[word] == ' ');
	}
	return false;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of names, so that what was told first does not show. */
static void note_told(struct work *work, const char *attr)
{
	const struct name_list *asked = &work->policy->asked;
	const char **names = arena_new(work->arena, asked->count, sizeof *names), *words = "";
	size_t count = 0;

	for (size_t i = 0; i < asked->count; i++)
		if (is_text(asked->items[i], attr) || watch_is_told(work->facts, asked->items[i]))
			names[count++] = asked->items[i];
	qsort(names, count, sizeof *names, by_name);
	for (size_t i = 0; i < count; i++)
		words = arena_printf(work->arena, "%s%s ", words, names[i]);
	struct fact_milestone *of = milestone_get(work, TOLD, 0);
	of->row.words = words;
	of->is_dirty = true;
}

static void fold_told(struct work *work, const struct event *event)
{
	const struct name_list *asked = &work->policy->asked;

	for (size_t i = 0; i < asked->count && event->attrs.count > 0; i++) {
		const char *value = texts_value(&event->attrs, asked->items[i]);
		if (value && value[0] && !watch_is_told(work->facts, asked->items[i]))
			note_told(work, asked->items[i]);
	}
}

/* ---------------------------------------------------------------- times */

static int by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

size_t watch_times(struct work *work, const char *event, int64_t *out, size_t room)
{
	const struct fact_milestone *of = milestone_find(work->facts, arena_printf(work->arena, TIMES "%s", event), 0);
	size_t count = 0;

	for (const char *at = of ? of->row.words : ""; *at && count < room;) {
		char *end;
		out[count++] = strtoll(at, &end, 10);
		at = end + (*end == ' ');
	}
	return count;
}

static void fold_times(struct work *work, const struct event *event)
{
	int64_t times[TIMES_MAX + 1], at = (event->at != INSTANT_NONE ? event->at : event->known_at) / US_PER_S;
	size_t count = watch_times(work, event->type, times, TIMES_MAX);
	const char *words = "";

	for (size_t i = 0; i < count; i++)
		if (times[i] == at)
			return;
	times[count++] = at;
	qsort(times, count, sizeof *times, by_size);
	for (size_t i = count > TIMES_MAX ? count - TIMES_MAX : 0; i < count; i++)
		words = arena_printf(work->arena, "%s%lld ", words, (long long)times[i]);
	struct fact_milestone *of = milestone_get(work, arena_printf(work->arena, TIMES "%s", event->type), 0);
	of->row.words = words;
	of->is_dirty = true;
}

/* ---------------------------------------------------------------- all */

void watch_fold(struct work *work, const struct event *event)
{
	const struct policy *policy = work->policy;
	int64_t at = event->at != INSTANT_NONE ? event->at : event->known_at;

	if (policy->asked.count > 0)
		fold_told(work, event);
	if (policy->counted.count > 0 && is_named(&policy->counted, event->type))
		fold_times(work, event);
	if (policy->watched.count > 0 && is_named(&policy->watched, event->type))
		milestone_fold(work, event->type, 0, "actual", at, event->known_at, event_tie(event), "");
}

void watch_forget(struct facts *facts)
{
	for (size_t i = 0; i < facts->milestones.count; i++) {
		struct fact_milestone *of = &facts->milestones.items[i];
		if (strncmp(of->row.code, TIMES, strlen(TIMES)) != 0 && !is_text(of->row.code, TOLD))
			continue;
		of->row.words = "";
		of->is_dirty = true;
	}
}
