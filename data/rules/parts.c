/* SPDX-License-Identifier: MIT */
/* A shipment in parts: several carriers' numbers, or so many pieces that come in several deliveries. Each part keeps milestones of its own,
 * "part NUMBER" and "part NUMBER pod"; the shipment is delivered when the last of those that the newest plan names is, or when all its
 * pieces are. How many of how many stands in the words of MILESTONE_PIECES. */
#include "rules/work.h"

#include <stdio.h>
#include <string.h>

#define MILESTONE_PIECES "pieces"
#define PART_PREFIX      "part "
#define POD_SUFFIX       " pod"

static const char *part_code(struct work *work, const char *number, const char *suffix)
{
	return arena_printf(work->arena, PART_PREFIX "%s%s", number, suffix);
}

static bool read_count(const struct event *event, int64_t *out)
{
	const char *text = texts_value(&event->attrs, "pieces");

	return text && str_to_i64(span_of(text), out) == ERR_NONE && *out > 0 && *out < 1000000000;
}

bool parts_are_planned(const struct event *event)
{
	int64_t count;

	return is_text(event->type, "shipment.planned") && (texts_value(&event->attrs, "parts") || read_count(event, &count));
}

/* ---- pieces */

static void read_pieces(const struct fact_milestone *of, long long *done, long long *all)
{
	*done = *all = 0;
	if (of && sscanf(of->row.words, "%lld of %lld", done, all) != 2)
		*done = *all = 0;
}

static void note_pieces(struct work *work, struct fact_milestone *of, long long done, long long all)
{
	of->row.words = arena_printf(work->arena, "%lld of %lld", done, all);
	of->is_dirty = true;
}

static void settle_pieces(struct work *work)
{
	struct fact_milestone *of = milestone_find(work->facts, MILESTONE_PIECES, 0);
	long long done, all;

	read_pieces(of, &done, &all);
	if (all > 0 && done >= all &&
	    milestone_fold(work, MILESTONE_DELIVER, 0, "actual", of->row.actual_at, of->row.actual_known, of->row.actual_tie, ""))
		work->is_plan_changed = true;
}

static void plan_pieces(struct work *work, const struct event *event, int64_t count)
{
	struct fact_milestone *of = milestone_get(work, MILESTONE_PIECES, 0);
	long long done, all;

	read_pieces(of, &done, &all);
	milestone_fold(work, MILESTONE_PIECES, 0, "planned", count, event->known_at, event_tie(event), "");
	of = milestone_find(work->facts, MILESTONE_PIECES, 0);
	note_pieces(work, of, done, of->row.planned_at);
}

/* Some of the pieces that the plan counts; those of a whole that nobody counted are the whole. */
static bool fold_pieces(struct work *work, const struct event *event, int64_t at)
{
	struct fact_milestone *of = milestone_find(work->facts, MILESTONE_PIECES, 0);
	long long done, all;
	int64_t count;

	read_pieces(of, &done, &all);
	if (all == 0 || !read_count(event, &count))
		return false;
	milestone_fold(work, MILESTONE_PIECES, 0, "actual", at, event->known_at, event_tie(event), "");
	note_pieces(work, of, done + count, all);
	settle_pieces(work);
	return true;
}

/* ---- parts */

static bool is_part(const struct milestone *row)
{
	size_t length = strlen(row->code), end = strlen(POD_SUFFIX);

	return strncmp(row->code, PART_PREFIX, strlen(PART_PREFIX)) == 0 &&
	       (length <= end || !is_text(row->code + length - end, POD_SUFFIX));
}

/* When the newest plan that names parts was known; INSTANT_NONE = the shipment is whole. */
static int64_t plan_known(const struct facts *facts)
{
	int64_t known = INSTANT_NONE;

	for (size_t i = 0; i < facts->milestones.count; i++) {
		const struct milestone *row = &facts->milestones.items[i].row;
		if (is_part(row) && row->planned_known != INSTANT_NONE && (known == INSTANT_NONE || row->planned_known > known))
			known = row->planned_known;
	}
	return known;
}

static int64_t newer(int64_t a, int64_t b)
{
	return a == INSTANT_NONE || (b != INSTANT_NONE && b > a) ? b : a;
}

/* What the parts say together. */
struct sum {
	bool is_all_done, is_estimated;
	int64_t at, known, tie;
	const char *source;
};

static void add_part(struct sum *sum, const struct milestone *row)
{
	bool is_done = row && row->actual_at != INSTANT_NONE;

	sum->is_all_done &= is_done;
	if (!row)
		return;
	sum->is_estimated |= !is_done && row->estimated_at != INSTANT_NONE;
	sum->at = newer(sum->at, is_done ? row->actual_at : row->estimated_at);
	sum->known = newer(sum->known, is_done ? row->actual_known : row->estimated_known);
	sum->tie = newer(sum->tie, is_done ? row->actual_tie : row->estimated_tie);
	if (row->estimated_source[0] != '\0')
		sum->source = row->estimated_source;
}

static struct sum add_parts(struct work *work, const char *suffix)
{
	struct sum sum = { true, false, INSTANT_NONE, INSTANT_NONE, 0, "" };
	int64_t known = plan_known(work->facts);

	for (size_t i = 0; i < work->facts->milestones.count; i++) {
		const struct milestone *row = &work->facts->milestones.items[i].row;
		if (!is_part(row) || row->planned_known != known)
			continue;
		const struct fact_milestone *of =
			milestone_find(work->facts, arena_printf(work->arena, "%s%s", row->code, suffix), 0);
		add_part(&sum, of ? &of->row : NULL);
	}
	return sum;
}

/* The last part's arrival is the shipment's. An estimate is made of those of all parts, so it may fall, too. */
static void settle_parts(struct work *work, const char *suffix, const char *code)
{
	struct sum sum;
	struct fact_milestone *of;

	if (plan_known(work->facts) == INSTANT_NONE)
		return;
	sum = add_parts(work, suffix);
	if (sum.is_all_done && milestone_fold(work, code, 0, "actual", sum.at, sum.known, sum.tie, ""))
		work->is_plan_changed = true;
	of = milestone_find(work->facts, code, 0);
	if (!sum.is_estimated || (of && of->row.estimated_known != INSTANT_NONE && of->row.estimated_known > sum.known))
		return;
	of = milestone_get(work, code, 0);
	of->row.estimated_at = sum.at;
	of->row.estimated_known = sum.known;
	of->row.estimated_tie = sum.tie;
	of->row.estimated_source = sum.source;
	of->is_dirty = true;
}

static void settle_all(struct work *work)
{
	settle_pieces(work);
	settle_parts(work, "", MILESTONE_DELIVER);
	settle_parts(work, POD_SUFFIX, MILESTONE_POD);
}

void parts_plan(struct work *work, const struct event *event)
{
	const char *list = texts_value(&event->attrs, "parts");
	struct rules_part part;
	int64_t count;

	if (!is_text(event->type, "shipment.planned"))
		return;
	if (read_count(event, &count))
		plan_pieces(work, event, count);
	while (rules_next_part(work->arena, &list, &part))
		milestone_fold(work, part_code(work, part.number, ""), 0, "planned", event->known_at, event->known_at,
			       event_tie(event), "");
	settle_all(work);
}

/* The number of the part that the event is about, or NULL. */
static const char *part_of(struct work *work, const struct event *event)
{
	const char *named[] = { event->subject_ref, texts_value(&event->attrs, "tracking"), texts_value(&event->attrs, "pro") };

	for (size_t i = 0; i < COUNT_OF(named); i++) {
		const char *number = named[i] ? rules_fold_ref(work->arena, named[i], strlen(named[i])) : "";
		if (number[0] != '\0' && milestone_find(work->facts, part_code(work, number, ""), 0))
			return number;
	}
	return NULL;
}

bool parts_fold(struct work *work, const struct event *event, const char *code, const char *nature, int64_t at)
{
	bool is_pod = is_text(code, MILESTONE_POD);
	bool is_delivery = is_text(code, MILESTONE_DELIVER);
	const char *number;

	if ((!is_pod && !is_delivery) || nature[0] == 'p' || work->facts->milestones.count == 0)
		return false;
	number = part_of(work, event);
	if (!number)
		return is_delivery && nature[0] == 'a' && fold_pieces(work, event, at);
	milestone_fold(work, part_code(work, number, is_pod ? POD_SUFFIX : ""), 0, nature, at, event->known_at, event_tie(event),
		       work_source(work, event));
	settle_parts(work, is_pod ? POD_SUFFIX : "", code);
	return true;
}

void parts_forget(struct fact_milestone *of)
{
	if (is_text(of->row.code, MILESTONE_PIECES))
		of->row.words = "";
}
