/* SPDX-License-Identifier: MIT */
/* What news would do to the cases of a subject: it is decided twice on copies, without it and with it, and how the second differs is told
 * in words. */
#include "rules/work.h"

static const struct case_open *find_case(const struct facts *facts, int64_t case_id)
{
	for (size_t i = 0; i < facts->cases.count; i++)
		if (facts->cases.items[i].row.case_id == case_id)
			return &facts->cases.items[i].row;
	return NULL;
}

/* New cases have numbers of their own in each copy, so they are known by what they are about. */
static bool is_new_in_both(const struct facts *without, const struct case_open *now)
{
	for (size_t i = 0; i < without->cases.count; i++)
		if (is_text(without->cases.items[i].row.type, now->type) && is_text(without->cases.items[i].row.disc, now->disc))
			return true;
	return false;
}

static const char *ended_words(struct arena *arena, const struct case_open *now)
{
	return arena_printf(arena, "would be %s: %s", now->state, now->reason[0] ? now->reason : now->outcome);
}

/* NULL if nothing that a person looks at differs. */
static const char *change_words(struct arena *arena, const struct case_open *was, const struct case_open *now)
{
	if (!is_text(was->type, now->type))
		return arena_printf(arena, "would move on from %s: %s", was->type, now->what);
	if (!is_text(was->state, now->state))
		return is_case_live(now->state) && !is_text(now->state, "cleared") ? arena_printf(arena, "would be %s again: %s", now->state, now->what)
										   : ended_words(arena, now);
	if (!is_text(was->what, now->what))
		return arena_printf(arena, "would say: %s", now->what);
	if (was->band != now->band)
		return arena_printf(arena, "would go from band %lld to %lld", (long long)was->band, (long long)now->band);
	return NULL;
}

static void tell(struct arena *arena, const char *ref, const struct case_open *now, const char *words, struct rules_foreseen *out)
{
	if (words)
		*vec_push(out) = (struct rules_change) { ref, arena_str(arena, now->type), words };
}

void rules_foresee(const struct rules_step *step, const struct facts *facts, const struct event *events, size_t count,
		   struct rules_foreseen *out)
{
	struct facts without = { 0 }, with = { 0 };

	shadow_decide(step, facts, NULL, 0, events[0].interface_id, &without);
	shadow_decide(step, facts, events, count, events[0].interface_id, &with);
	for (size_t i = 0; i < with.cases.count; i++) {
		const struct case_open *now = &with.cases.items[i].row;
		const struct case_open *was = find_case(facts, now->case_id) ? find_case(&without, now->case_id) : NULL;
		if (was)
			tell(step->arena, arena_printf(step->arena, "C-%lld", (long long)now->no), now, change_words(step->arena, was, now), out);
		else if (!is_new_in_both(&without, now))
			tell(step->arena, "", now, arena_printf(step->arena, is_case_live(now->state) ? "would be opened: %s" : "would be opened and closed: %s",
								now->what), out);
	}
	facts_release(&without);
	facts_release(&with);
}
