/* SPDX-License-Identifier: MIT */
/* Which subject an event is about. Its own reference counts first, then the others that it names; where one leads to several, the others
 * tell them apart, and what is still ambiguous is nobody's. */
#include "rules/rules.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Subjects that fit equally well. */
struct fits {
	const struct rules_candidate **items;
	size_t count;
	int most;
};

struct matching {
	struct arena *arena;
	const struct event *event;
	const struct rules_ref *refs;
	const struct rules_candidate *const *lists;
	size_t count;
	int64_t carrier_id;
	bool is_making;
};

/* A carrier's numbers are its own: another carrier may have issued the same one. */
static bool is_of_other_carrier(int64_t a, int64_t b)
{
	return a != INT_NONE && b != INT_NONE && a != b;
}

/* Numbers by which a plan may name a shipment that is known: an order may get a second one. */
static bool is_of_one_shipment(const char *ref_kind)
{
	return rules_is_carriers(ref_kind) || strcmp(ref_kind, "bol") == 0 || strcmp(ref_kind, "container") == 0;
}

/* How well a candidate fits: 5 its own number, 4 the number that this carrier gave it, 3 its own number though another carrier moves it, 2
 * another reference, 1 a subject of another kind that is known by a reference of the kind; 0 not at all. */
static int fitness(const struct matching *matching, const struct rules_ref *ref, const struct rules_candidate *c)
{
	const char *kind = matching->event->subject_kind;
	bool is_carriers = rules_is_carriers(c->ref_kind);

	if (!rules_is_identity(c->ref_kind) || (ref->kind[0] && strcmp(ref->kind, c->ref_kind) != 0))
		return 0;
	if (is_carriers && is_of_other_carrier(c->ref_carrier_id, matching->carrier_id))
		return 0;
	if (strcmp(c->subject_kind, kind) != 0)
		return !ref->kind[0] && strcmp(c->ref_kind, kind) == 0 ? 1 : 0;
	if (strcmp(c->ref_kind, kind) == 0)
		return is_of_other_carrier(c->carrier_id, matching->carrier_id) ? 3 : 5;
	if (matching->is_making && strcmp(kind, "shipment") == 0 && !is_of_one_shipment(c->ref_kind))
		return 0;
	return is_carriers && matching->carrier_id != INT_NONE && c->ref_carrier_id == matching->carrier_id ? 4 : 2;
}

static bool has_subject(const struct fits *fits, int64_t subject_id)
{
	for (size_t i = 0; i < fits->count; i++)
		if (fits->items[i]->subject_id == subject_id)
			return true;
	return false;
}

static struct fits fits_of(const struct matching *matching, size_t ref)
{
	struct fits fits = { 0 };
	size_t most = 0;

	for (const struct rules_candidate *c = matching->lists[ref]; c; c = c->next)
		most++;
	fits.items = arena_new(matching->arena, most + 1, sizeof *fits.items);
	for (const struct rules_candidate *c = matching->lists[ref]; c; c = c->next) {
		int fit = fitness(matching, &matching->refs[ref], c);
		if (fit > fits.most) {
			fits.most = fit;
			fits.count = 0;
		}
		if (fit > 0 && fit == fits.most && !has_subject(&fits, c->subject_id))
			fits.items[fits.count++] = c;
	}
	return fits;
}

/* Keeps those that `is_kept` names, if there are any. */
static void narrow(struct fits *fits, bool (*is_kept)(const struct rules_candidate *c, const void *context), const void *context)
{
	size_t kept = 0;

	for (size_t i = 0; i < fits->count; i++)
		kept += is_kept(fits->items[i], context);
	if (kept == 0)
		return;
	kept = 0;
	for (size_t i = 0; i < fits->count; i++)
		if (is_kept(fits->items[i], context))
			fits->items[kept++] = fits->items[i];
	fits->count = kept;
}

static bool is_also_in(const struct rules_candidate *c, const void *context)
{
	return has_subject(context, c->subject_id);
}

/* Containers, bills and carriers' numbers are used again: news is of the freight that still moves. An order's shipments all stay its own. */
static bool is_moving(const struct rules_candidate *c, const void *context)
{
	(void)context;
	return is_of_one_shipment(c->ref_kind) && strcmp(c->phase, "done") != 0;
}

static bool is_only_of_one(const struct fits *fits)
{
	for (size_t i = 0; i < fits->count; i++)
		if (!is_of_one_shipment(fits->items[i]->ref_kind))
			return false;
	return true;
}

static int by_own_ref(const void *a, const void *b)
{
	return strcmp((*(const struct rules_candidate *const *)a)->own_ref, (*(const struct rules_candidate *const *)b)->own_ref);
}

/* "SHP-1, SHP-2 and 3 more" */
static const char *names_of(const struct matching *matching, const struct fits *fits)
{
	const char *names;

	qsort(fits->items, fits->count, sizeof *fits->items, by_own_ref);
	names = fits->items[0]->own_ref;

	for (size_t i = 1; i < fits->count && i < 3; i++)
		names = arena_printf(matching->arena, "%s%s%s", names, i + 1 == fits->count ? " and " : ", ", fits->items[i]->own_ref);
	return fits->count > 3 ? arena_printf(matching->arena, "%s and %zu more", names, fits->count - 3) : names;
}

static struct rules_match tell_apart(const struct matching *matching, size_t first, struct fits fits)
{
	for (size_t i = first + 1; fits.count > 1 && i < matching->count; i++) {
		struct fits others = fits_of(matching, i);
		narrow(&fits, is_also_in, &others);
	}
	if (fits.count > 1 && is_only_of_one(&fits))
		narrow(&fits, is_moving, NULL);
	if (fits.count == 1)
		return (struct rules_match) { fits.items[0]->subject_id, "" };
	return (struct rules_match) { RULES_MATCH_SEVERAL, arena_printf(matching->arena, "%s may be %s", matching->refs[first].ref,
									 names_of(matching, &fits)) };
}

struct rules_match rules_match(const struct reference *reference, struct arena *arena, const struct event *event,
			       const struct rules_ref *refs, const struct rules_candidate *const *lists, size_t count)
{
	const struct matching matching = { arena, event, refs, lists, count, rules_carrier_of(reference, arena, event), rules_may_make(event) };

	for (size_t i = 0; i < count; i++) {
		struct fits fits = fits_of(&matching, i);
		if (fits.count > 0)
			return tell_apart(&matching, i, fits);
	}
	return (struct rules_match) { RULES_MATCH_NONE, "" };
}
