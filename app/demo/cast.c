/* SPDX-License-Identifier: MIT */
/* The plots of the story. Those of the opening are a table, so that what stands there is known to
 * the minute. */
#include "demo/cast.h"

#include <string.h>

#include "base/digest.h"

#define MINUTES(n) ((n)*US_PER_MIN)
#define HOURS(n) ((n)*US_PER_HOUR)
#define NW 0
#define HP 1

const struct story_opening story_opening = {
	.open_least = 50,
	.open_most = 70,
	.cannot_wait = 3,
	.within_hour = 9,
	.approvals = 2,
	.quiet = 1,
	.types_least = 8,
};

/* Minutes count from the opening; before it they are below 0. 0 = as it comes. */
struct standing {
	const char *type;
	int tenant, at_min;
	enum plot_way way;
	int next_min, promise_min, end_min;
	const char *tier, *who;
	bool is_cold, is_line, is_early;
};

#define END(minutes) .end_min = (minutes)
#define COLD .is_cold = true
#define LINE .is_line = true
#define EARLY .is_early = true

static const struct standing standing[] = {
	/* their deciding clock runs out within the hour: a respond clock just started, a resolve
	   clock nearly over, a promise */
	{ "temperature-excursion", HP, -3, PLOT_LEFT, 0, 0, END(45), COLD },
	{ "eta-late", HP, -4, PLOT_LEFT, 0, 0, END(500), LINE, EARLY },
	{ "eta-late", NW, -12, PLOT_LEFT, 0, 250, END(400), .tier = "gold", EARLY },
	{ "late-arrival", NW, -6, PLOT_LEFT, 0, 0, END(150), .tier = "gold" },
	{ "late-pickup", NW, -10, PLOT_LEFT, 0, 0, END(70), .tier = "silver" },
	{ "stock-mismatch", NW, -15, PLOT_LEFT, 0, 0, END(180) },
	{ "late-arrival", NW, -200, PLOT_LEFT, 0, 0, END(95), .tier = "silver" },
	{ "eta-late", HP, -100, PLOT_LEFT, 0, 50, END(220), .tier = "silver" },
	{ "order-hold", NW, -20, PLOT_LEFT, 0, 0, END(240) },
	/* the rest have longer */
	{ "customs-hold", HP, -80, PLOT_LEFT, 0, 0, END(300), COLD },
	{ "late-pickup", NW, -45, PLOT_LEFT, 0, 0, END(130), .tier = "bronze" },
	{ "late-pickup", NW, -100, PLOT_WORKED, 95, 0, END(160), .tier = "silver" },
	{ "late-pickup", HP, -60, PLOT_LEFT, 0, 0, END(110), .tier = "silver" },
	{ "late-pickup", HP, -150, PLOT_WAITING, 190, 0, END(260), .tier = "bronze" },
	{ "eta-late", NW, -40, PLOT_WORKED, 80, 160, END(20), .tier = "silver", .who = "ana" },
	{ "eta-late", NW, -75, PLOT_LEFT, 0, 210, END(300), .tier = "bronze" },
	{ "eta-late", NW, -130, PLOT_WORKED, 100, 140, END(260), .tier = "silver", EARLY },
	{ "eta-late", HP, -55, PLOT_LEFT, 0, 230, END(380), .tier = "silver", EARLY },
	{ "eta-late", HP, -95, PLOT_WORKED, 85, 180, END(290), .tier = "silver" },
	{ "eta-late", NW, -160, PLOT_WAITING, 150, 240, END(350), .tier = "bronze" },
	{ "late-arrival", NW, -50, PLOT_WORKED, 75, 0, END(140), .tier = "silver" },
	{ "late-arrival", HP, -35, PLOT_LEFT, 0, 0, END(115), .tier = "bronze" },
	{ "late-arrival", HP, -120, PLOT_WORKED, 90, 0, END(175), .tier = "silver" },
	{ "eta-late", NW, -35, PLOT_ASKED, 0, 0, END(0), .tier = "gold", EARLY },
	{ "eta-late", HP, -50, PLOT_ASKED, 0, 0, END(0), .tier = "gold", EARLY },
	{ "cancelled", NW, -30, PLOT_LEFT, 0, 0, END(150), .tier = "silver" },
	{ "cancelled", HP, -55, PLOT_WORKED, 100, 0, END(170), .tier = "silver" },
	{ "diverted", NW, -70, PLOT_WORKED, 110, 0, END(250), .tier = "silver" },
	{ "diverted", HP, -110, PLOT_LEFT, 0, 0, END(280), .tier = "silver" },
	{ "failed-delivery", NW, -150, PLOT_WORKED, 120, 0, END(330), .tier = "silver" },
	{ "failed-delivery", NW, -300, PLOT_LEFT, 0, 0, END(420), .tier = "bronze" },
	{ "failed-delivery", HP, -240, PLOT_WAITING, 240, 0, END(460), .tier = "silver" },
	{ "failed-delivery", HP, -400, PLOT_LEFT, 0, 0, END(510), .tier = "bronze" },
	{ "pod-missing", NW, -60, PLOT_LEFT, 0, 0, END(200) },
	{ "pod-missing", NW, -180, PLOT_LEFT, 0, 0, END(0) },
	{ "pod-missing", NW, -330, PLOT_WORKED, 160, 0, END(240) },
	{ "pod-missing", NW, -480, PLOT_LEFT, 0, 0, END(500) },
	{ "pod-missing", NW, -700, PLOT_LEFT, 0, 0, END(0) },
	{ "pod-missing", HP, -90, PLOT_LEFT, 0, 0, END(310) },
	{ "pod-missing", HP, -260, PLOT_LEFT, 0, 0, END(0) },
	{ "pod-missing", HP, -540, PLOT_WORKED, 200, 0, END(350) },
	{ "pod-missing", HP, -820, PLOT_LEFT, 0, 0, END(0) },
	{ "invoice-dispute", NW, -210, PLOT_LEFT, 0, 0, END(0) },
	{ "invoice-dispute", NW, -430, PLOT_WORKED, 180, 0, END(0) },
	{ "invoice-dispute", NW, -900, PLOT_LEFT, 0, 0, END(0) },
	{ "invoice-dispute", HP, -350, PLOT_LEFT, 0, 0, END(0) },
	{ "invoice-dispute", HP, -1100, PLOT_LEFT, 0, 0, END(0) },
	{ "damage", NW, -135, PLOT_LEFT, 0, 0, END(0) },
	{ "damage", NW, -500, PLOT_WORKED, 150, 0, END(0) },
	{ "damage", HP, -800, PLOT_LEFT, 0, 0, END(0) },
	{ "order-hold", NW, -90, PLOT_LEFT, 0, 0, END(330) },
	{ "order-hold", NW, -200, PLOT_WORKED, 130, 0, END(270) },
	{ "order-hold", HP, -150, PLOT_LEFT, 0, 0, END(0) },
	{ "order-hold", HP, -420, PLOT_WAITING, 300, 0, END(0) },
	{ "stock-mismatch", NW, -45, PLOT_LEFT, 0, 0, END(210) },
	{ "stock-mismatch", NW, -110, PLOT_WORKED, 95, 0, END(150) },
	{ "stock-mismatch", HP, -60, PLOT_LEFT, 0, 0, END(260) },
	{ "stock-mismatch", HP, -140, PLOT_WORKED, 90, 0, END(170) },
	{ "customs-hold", NW, -120, PLOT_WORKED, 140, 0, END(340) },
	{ "customs-hold", HP, -200, PLOT_LEFT, 0, 0, END(400) },
	{ "customs-hold", HP, -350, PLOT_WAITING, 280, 0, END(450) },
	/* and the first minutes after it */
	{ "late-arrival", NW, 3, PLOT_LEFT, 0, 0, END(130), .tier = "gold" },
	{ "eta-late", NW, 10, PLOT_LEFT, 0, 260, END(390), .tier = "gold", EARLY },
};

static int64_t moment(const struct story *story, int minutes)
{
	return minutes == 0 ? INSTANT_NONE : story->open_at + MINUTES((int64_t)minutes);
}

void cast_opening(struct story *story)
{
	for (size_t i = 0; i < COUNT_OF(standing); i++) {
		const struct standing *of = &standing[i];
		const struct plot plot = {
			.type = of->type,
			.tenant = of->tenant,
			.at = moment(story, of->at_min),
			.way = of->way,
			.next_at = moment(story, of->next_min),
			.promise_at = moment(story, of->promise_min),
			.end_at = moment(story, of->end_min),
			.tier = of->tier,
			.who = of->who,
			.is_cold = of->is_cold,
			.is_line = of->is_line,
			.is_early = of->is_early,
			.asked_at = story->open_at - MINUTES(5),
		};
		plot_write(story, &plot);
	}
}

/* The past: one of each kind again and again, so that every kind was seen. */
static const struct {
	const char *type;
	enum plot_way way;
	const char *tier;
} past[] = {
	{ "late-pickup", PLOT_HANDLED, NULL },
	{ "eta-late", PLOT_TOLD, "gold" },
	{ "stock-mismatch", PLOT_HANDLED, NULL },
	{ "cancelled", PLOT_REBOOKED, "silver" },
	{ "late-arrival", PLOT_TOLD, "silver" },
	{ "order-hold", PLOT_HANDLED, NULL },
	{ "late-pickup", PLOT_LEFT, NULL },
	{ "customs-hold", PLOT_HANDLED, NULL },
	{ "failed-delivery", PLOT_TOLD, NULL },
	{ "eta-late", PLOT_LEFT, "bronze" },
	{ "temperature-excursion", PLOT_HANDLED, NULL },
	{ "invoice-dispute", PLOT_HANDLED, NULL },
};

#define PAST_COUNT 26

/* A working hour between five and eighteen UTC on some day before the opening. */
static int64_t past_moment(struct story *story, int number)
{
	int64_t room = story->open_at - HOURS(8) - (story->start_at + HOURS(6));
	int64_t at = story->start_at + HOURS(6) + room / PAST_COUNT * number +
		     MINUTES(freight_pick(story, 0, 90));
	int64_t of_day = at % US_PER_DAY;

	if (of_day < HOURS(5))
		at += HOURS(5);
	else if (of_day > HOURS(18))
		at -= HOURS(6);
	return at;
}

void cast_past(struct story *story)
{
	for (int i = 0; i < PAST_COUNT; i++) {
		size_t of = (size_t)i % COUNT_OF(past);
		bool is_cold = strcmp(past[of].type, "temperature-excursion") == 0;
		int64_t at = past_moment(story, i);
		const struct plot plot = {
			.type = past[of].type,
			.tenant = is_cold ? HP : (i + i / 12) % WORLD_TENANTS,
			.at = at,
			.way = past[of].way,
			.next_at = INSTANT_NONE,
			.promise_at = INSTANT_NONE,
			.asked_at = INSTANT_NONE,
			.end_at = at + MINUTES(freight_pick(story, 70, 170)),
			.tier = past[of].tier,
			.is_cold = is_cold,
			.is_early = strcmp(past[of].type, "eta-late") == 0 && i % 2,
		};
		plot_write(story, &plot);
	}
}

/* What goes wrong how often, of a hundred. */
static const struct {
	const char *type;
	int weight;
} odds[] = {
	{ "eta-late", 28 },	  { "late-pickup", 20 }, { "late-arrival", 14 },
	{ "stock-mismatch", 9 },  { "order-hold", 7 },	 { "failed-delivery", 7 },
	{ "cancelled", 6 },	  { "customs-hold", 4 }, { "damage", 3 },
	{ "invoice-dispute", 2 },
};

static const char *draw_type(struct story *story)
{
	int64_t at = freight_pick(story, 0, 99);

	for (size_t i = 0; i < COUNT_OF(odds); i++) {
		if (at < odds[i].weight)
			return odds[i].type;
		at -= odds[i].weight;
	}
	return odds[0].type;
}

static enum plot_way draw_way(struct story *story, const char *type)
{
	int64_t at = freight_pick(story, 0, 99);

	if (strcmp(type, "cancelled") == 0)
		return at < 50 ? PLOT_REBOOKED : PLOT_LEFT;
	if (at < 50)
		return PLOT_LEFT;
	return at < 85 ? PLOT_HANDLED : PLOT_TOLD;
}

void cast_future(struct story *story, int64_t from, int64_t until)
{
	for (int64_t at = from; at < until; at += MINUTES(freight_pick(story, 5, 12))) {
		struct plot plot = {
			.type = draw_type(story),
			.tenant = (int)freight_pick(story, 0, WORLD_TENANTS - 1),
			.at = at,
			.next_at = INSTANT_NONE,
			.promise_at = INSTANT_NONE,
			.asked_at = INSTANT_NONE,
			.end_at = at + MINUTES(freight_pick(story, 45, 200)),
			.is_early = freight_pick(story, 0, 1) == 1,
		};
		plot.way = draw_way(story, plot.type);
		plot_write(story, &plot);
	}
}
