/* SPDX-License-Identifier: MIT */
/* News that is taken back: what it said is undone and milestones are folded again from all that is
 * left. A retraction may come before what it takes back, and may be taken back itself. */
#include "rules/work.h"

#include <string.h>

/* Keys of events that were taken back before they came, kept in the words of this milestone. */
#define MILESTONE_TAKEN_BACK "taken back"

/* "KEY *" names every key that is KEY or goes on behind it, as a sender's versions of one event do. */
static bool is_open_key(const char *named)
{
	size_t length = strlen(named);

	return length > 2 && is_text(named + length - 2, " *");
}

/* Is it the key, or one of the keys, that a retraction names? */
static bool is_named(const char *key, const char *named)
{
	size_t length = strlen(named);

	if (!is_open_key(named))
		return is_text(key, named);
	return strncmp(key, named, length - 2) == 0 && (key[length - 2] == '\0' || key[length - 2] == ' ');
}

/* The event that a key names and with that state, of the same sender as `event`; only what was folded counts. */
static struct event *find_event(struct facts *facts, const struct event *event, const char *key,
				const char *state)
{
	for (size_t i = 0; i < facts->history.count + facts->events.count; i++) {
		struct event *e = i < facts->history.count
					  ? &facts->history.items[i]
					  : &facts->events.items[i - facts->history.count];
		if (is_text(e->state, state) && is_named(e->partner_key, key) &&
		    e->interface_id == event->interface_id)
			return e;
	}
	return NULL;
}

static void set_event_state(struct facts *facts, struct event *event, const char *state)
{
	bool is_old = facts->history.count > 0 && event >= facts->history.items &&
		      event < facts->history.items + facts->history.count;

	event->state = state;
	if (is_old)
		*vec_push(&facts->retracted) = *event;
}

static const char *taken_key(struct work *work, const struct event *event, const char *key)
{
	return arena_printf(work->arena, "<%lld %s>", (long long)event->interface_id, key);
}

bool retract_is_noted(struct work *work, const struct event *event)
{
	const struct fact_milestone *of = milestone_find(work->facts, MILESTONE_TAKEN_BACK, 0);
	const char *key = event->partner_key;

	if (!of || strstr(of->row.words, taken_key(work, event, key)))
		return of != NULL;
	for (const char *end = strchr(key, ' '); end; end = strchr(end + 1, ' '))
		if (strstr(of->row.words, taken_key(work, event, arena_printf(work->arena, "%.*s *", (int)(end - key), key))))
			return true;
	return strstr(of->row.words, taken_key(work, event, arena_printf(work->arena, "%s *", key))) != NULL;
}

/* Notes that an event is taken back that did not come yet, or no longer notes it. */
static void note_taken_back(struct work *work, const struct event *event, bool is_noted)
{
	struct fact_milestone *of = milestone_get(work, MILESTONE_TAKEN_BACK, 0);
	const char *key = taken_key(work, event, event->retracts);
	const char *at = strstr(of->row.words, key);

	of->is_dirty = true;
	if (is_noted)
		of->row.words = arena_printf(work->arena, "%s%s", of->row.words, key);
	else if (at)
		of->row.words = arena_printf(work->arena, "%.*s%s", (int)(at - of->row.words),
					     of->row.words, at + strlen(key));
}

/* A retraction that is itself taken back: what it took back stands again. */
static void restore(struct work *work, const struct event *retraction)
{
	struct event *again = find_event(work->facts, retraction, retraction->retracts, "retracted");

	if (!again || is_open_key(retraction->retracts))
		note_taken_back(work, retraction, false);
	for (; again; again = find_event(work->facts, retraction, retraction->retracts, "retracted"))
		set_event_state(work->facts, again, "applied");
}

void retract_fold(struct work *work, const struct event *event)
{
	struct event *found = find_event(work->facts, event, event->retracts, "applied");

	/* it comes before what it takes back, or before some of it */
	if (!found || is_open_key(event->retracts))
		note_taken_back(work, event, true);
	if (!found)
		return;
	for (; found; found = find_event(work->facts, event, event->retracts, "applied")) {
		set_event_state(work->facts, found, "retracted");
		work->taken_back_id = found->event_id;
		subject_unsay(work, found);
		if (found->retracts[0] != '\0')
			restore(work, found);
	}
	again_fold(work, NULL);
	fold_again(work, NULL);
}
