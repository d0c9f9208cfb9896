/* SPDX-License-Identifier: MIT */
/* How people handle what goes wrong: claim, call, say what is next, tell the customer, close. */
#include "demo/plot.h"

#include <stdarg.h>
#include <string.h>

#define MINUTES(n) ((n)*US_PER_MIN)

int64_t plot_later(int64_t a, int64_t b)
{
	return a == INSTANT_NONE || b > a ? b : a;
}

/* Nothing is said of a shipment before it is announced. */
void plot_announce(struct freight *freight, int64_t at)
{
	if (freight->known_at > at - MINUTES(150))
		freight->known_at = at - MINUTES(150);
}

struct freight plot_freight(struct story *story, const struct plot *plot)
{
	const struct freight_wish wish = { .tenant = plot->tenant,
					   .tier = plot->is_line ? NULL : plot->tier,
					   .wants_plant = plot->is_line,
					   .wants_cold = plot->is_cold,
					   .is_usual = !plot->is_cold };

	return freight_new(story, &wish);
}

const char *plot_one_of(struct story *story, const char *const *words, size_t count)
{
	return words[freight_pick(story, 0, (int64_t)count - 1)];
}

const char *plot_worker(const char *type, int tenant)
{
	const struct plot_type *of = plot_type_find(type);

	if (of->worker[0])
		return of->worker;
	return tenant == 0 ? "bo" : "kai";
}

/* One act; words "key=value" end with NULL. */
static void act(struct story *story, const struct plot *plot, const char *ref, int64_t at,
		const char *who, const char *verb, ...)
{
	struct story_item *item = vec_push(&story->items);
	va_list list;

	*item = (struct story_item) { .at = at,
				      .order = story->items.count,
				      .tenant = plot->tenant,
				      .kind = STORY_ACT,
				      .ref = ref,
				      .who = who,
				      .verb = verb };
	va_start(list, verb);
	for (const char *word; (word = va_arg(list, const char *));) {
		BUG_IF(item->word_count >= STORY_WORDS_MOST);
		item->words[item->word_count++] = word;
	}
	va_end(list);
}

static const char *keyed(struct story *story, const char *key, const char *value)
{
	return arena_printf(&story->arena, "%s=%s", key, value);
}

/* The other end of the phone: the carrier's desk, or whoever the type is about. */
static const char *other_end(struct story *story, const char *ref)
{
	const struct freight *freight = freight_find(story, ref);

	if (!freight)
		return "who=the other desk";
	return arena_printf(&story->arena, "who=%s desk",
			    story->world->carriers[freight->carrier].name);
}

static int64_t claim(struct story *story, const struct plot *plot, const char *ref, const char *who)
{
	int64_t at = plot->at + MINUTES(freight_pick(story, 4, 11));

	act(story, plot, ref, at, who, "claim", NULL);
	return at;
}

static void call(struct story *story, const struct plot *plot, const char *ref, const char *who,
		 int64_t at)
{
	const char *question = plot_type_find(plot->type)->question;

	act(story, plot, ref, at, who, "call", other_end(story, ref), "how=phone", "says=other",
	    arena_printf(&story->arena, "words=Asked: %s They call back.", question), NULL);
}

static void set_next(struct story *story, const struct plot *plot, const char *ref, const char *who,
		     int64_t at)
{
	int64_t next_at = plot->next_at != INSTANT_NONE ? plot->next_at : at + MINUTES(120);

	act(story, plot, ref, at, who, "next", "words=they call back, else call again",
	    keyed(story, "at", freight_instant(story, next_at)), "on=carrier", NULL);
}

static void set_waiting(struct story *story, const struct plot *plot, const char *ref,
			const char *who, int64_t at)
{
	int64_t until = plot->next_at != INSTANT_NONE ? plot->next_at : at + MINUTES(240);

	act(story, plot, ref, at, who, "wait",
	    strcmp(plot->type, "customs-hold") == 0 ? "reason=customs" : "reason=customer decides",
	    keyed(story, "until", freight_instant(story, until)), NULL);
}

static void resolve(struct story *story, const struct plot *plot, const char *ref, const char *who,
		    int64_t at)
{
	const struct plot_type *type = plot_type_find(plot->type);

	act(story, plot, ref, at, who, "resolve", keyed(story, "outcome", type->outcome),
	    keyed(story, "side", type->side), NULL);
}

static void inform(struct story *story, const struct plot *plot, const char *ref, int64_t at)
{
	const char *template = plot_type_find(plot->type)->template;

	if (template)
		act(story, plot, ref, at, "cleo", "inform", keyed(story, "template", template),
		    NULL);
}

static void ask(struct story *story, const struct plot *plot, const char *ref, const char *who,
		int64_t at)
{
	act(story, plot, ref, at, who, "rebook", "words=too late as it stands; the customer waits",
	    "option=1", NULL);
}

static void work(struct story *story, const struct plot *plot, const char *ref, const char *who)
{
	int64_t at = claim(story, plot, ref, who);

	call(story, plot, ref, who, at + MINUTES(4));
	set_next(story, plot, ref, who, at + MINUTES(6));
	if (plot->way == PLOT_TOLD)
		inform(story, plot, ref, at + MINUTES(15));
	if (plot->way != PLOT_WORKED && plot->end_at != INSTANT_NONE)
		resolve(story, plot, ref, who, plot->end_at + MINUTES(freight_pick(story, 9, 25)));
}

static void spend(struct story *story, const struct plot *plot, const char *ref, const char *who)
{
	int64_t at = claim(story, plot, ref, who);

	at = plot->asked_at != INSTANT_NONE ? plot->asked_at : at + MINUTES(10);
	ask(story, plot, ref, who, at);
	if (plot->way == PLOT_ASKED) {
		act(story, plot, ref,
		    (at > story->open_at ? at : story->open_at) +
			    MINUTES(freight_pick(story, 1, 2)),
		    "sam", "approve", NULL);
		return;
	}
	act(story, plot, ref, at + MINUTES(12), "sam", "approve", NULL);
	inform(story, plot, ref, at + MINUTES(20));
	resolve(story, plot, ref, who, at + MINUTES(75));
}

static void handle(struct story *story, const struct plot *plot, const char *ref)
{
	const char *who = plot->who ? plot->who : plot_worker(plot->type, plot->tenant);

	switch (plot->way) {
	case PLOT_LEFT:
		break;
	case PLOT_WORKED:
	case PLOT_HANDLED:
	case PLOT_TOLD:
		work(story, plot, ref, who);
		break;
	case PLOT_WAITING:
		set_waiting(story, plot, ref, who, claim(story, plot, ref, who) + MINUTES(5));
		break;
	case PLOT_ASKED:
	case PLOT_REBOOKED:
		spend(story, plot, ref, who);
		break;
	}
}

const char *plot_write(struct story *story, const struct plot *plot)
{
	const struct plot_type *type = plot_type_find(plot->type);
	const char *ref = type->begin(story, plot);

	handle(story, plot, ref);
	if (plot->end_at != INSTANT_NONE && type->end && plot->way != PLOT_REBOOKED)
		type->end(story, plot->tenant, ref, plot->end_at);
	return ref;
}
