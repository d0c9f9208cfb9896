/* SPDX-License-Identifier: MIT */
/* Where the freight can be taken over and when: its origin, the terminal it lies at, the next place
 * on its road. */
#include "rules/work.h"

#include <string.h>

/* How well a place in words names a site: its name or city, or a text that speaks of the city;
 * terminals go before. */
static int match_of(const struct site *site, const char *words)
{
	int is_terminal = is_text(site->kind, "terminal") || is_text(site->kind, "port");

	if (is_text(site->name, words))
		return 6;
	if (is_text(site->city, words))
		return 4 + is_terminal;
	return site->city[0] != '\0' && strstr(words, site->city) ? 2 + is_terminal : 0;
}

/* The site that a place in words means: its code, else the best match. Of equals the one that was
 * there first. */
static const struct site *site_by_words(const struct work *work, const char *words)
{
	const struct site *best = words[0] ? map_get(&work->reference->site_codes, span_of(words))
					   : NULL,
			  *site;
	int match = 0;
	size_t cursor = 0;

	if (best || words[0] == '\0')
		return best;
	while ((site = map_next(&work->reference->sites, &cursor))) {
		int m = match_of(site, words);
		if (m == 0 || m < match || (m == match && best && site->site_id > best->site_id))
			continue;
		best = site;
		match = m;
	}
	return best;
}

/* The next planned stop on the road that is not reached yet, and when it will be. */
static const struct site *next_stop(const struct work *work, int64_t *at)
{
	const struct facts *facts = work->facts;
	const struct stop *best = NULL;

	for (size_t i = 0; i < facts->stops.count; i++) {
		const struct stop *stop = &facts->stops.items[i].row;
		const struct fact_milestone *of = milestone_find(facts, MILESTONE_ARRIVE,
								 stop->stop);
		if (!is_text(stop->kind, "terminal") || (of && of->row.actual_at != INSTANT_NONE) ||
		    (best && best->stop < stop->stop))
			continue;
		best = stop;
		*at = of && of->row.estimated_at != INSTANT_NONE ? of->row.estimated_at
		      : of && of->row.planned_at != INSTANT_NONE ? of->row.planned_at
								 : stop->from_at;
	}
	return best ? site_of(work, best->site_id) : NULL;
}

static struct whereabouts from_origin(struct work *work)
{
	const struct subject *subject = &work->facts->subject;
	const struct site *from = site_of(work, subject->site_id);

	if (!from)
		return (struct whereabouts) { NULL, work->at,
					      "it is not known where it is to be picked up" };
	return (struct whereabouts) {
		from, work->at, arena_printf(work->arena, "not picked up yet, at %s", from->name)
	};
}

static struct whereabouts on_the_road(struct work *work)
{
	int64_t at = work->at;
	const struct site *from = next_stop(work, &at);

	if (!from) {
		from = site_by_words(work, work->facts->subject.place);
		at = work->at;
	}
	if (!from)
		return (struct whereabouts) {
			NULL, work->at, "it is moving, and no stop before its destination is known"
		};
	at = at > work->at ? at : work->at;
	return (struct whereabouts) { from, at,
				      arena_printf(work->arena, "moving; taken over at %s, %s",
						   from->name,
						   wording_time(work, at, from->zone)) };
}

static struct whereabouts at_terminal(struct work *work)
{
	const struct subject *subject = &work->facts->subject;
	const struct site *from = site_by_words(work, subject->place);

	for (size_t i = 0; !from && i < work->facts->stops.count; i++)
		if (milestone_done(work->facts, MILESTONE_ARRIVE,
				   arena_printf(work->arena, "%lld",
						(long long)work->facts->stops.items[i].row.stop)))
			from = site_of(work, work->facts->stops.items[i].row.site_id);
	if (!from)
		return (struct whereabouts) { NULL, work->at,
					      "it is at a terminal, but which one is not known" };
	return (struct whereabouts) { from, work->at,
				      arena_printf(
					      work->arena, "at %s since %s", from->name,
					      wording_time(work, subject->place_at, from->zone)) };
}

struct whereabouts whereabouts_of(struct work *work)
{
	const char *phase = work->facts->subject.phase;

	if (is_text(phase, "planned") || is_text(phase, "cancelled"))
		return from_origin(work);
	if (is_text(phase, "terminal"))
		return at_terminal(work);
	if (is_text(phase, "moving"))
		return on_the_road(work);
	return (struct whereabouts) { NULL, work->at, "it was delivered" };
}
