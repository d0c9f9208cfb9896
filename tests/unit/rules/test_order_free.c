/* SPDX-License-Identifier: MIT */
/* Properties: however a stream is cut into batches it ends at the same rows, byte for byte; in
 * whatever order messages arrive the milestones are the same; one key never has two live cases;
 * deciding again changes nothing. */
#include "world.h"

#include "base/digest.h"

#define STREAM_MAX 14

static bool is_act(const char *line)
{
	const char *verb = strchr(line, ' ') + 1;

	return strncmp(verb, "claim", 5) == 0 || strncmp(verb, "call", 4) == 0 ||
	       strncmp(verb, "wait", 4) == 0 || strncmp(verb, "note", 4) == 0;
}

/* News and acts; a word that ends in = is followed by a later time. */
static const char *const kinds[] = {
	"shipment.eta at=",
	"shipment.eta at=",
	"shipment.delayed at=",
	"shipment.picked-up",
	"position place=Kassel",
	"shipment.cancelled",
	"shipment.diverted",
	"delivery.failed reason=closed",
	"customs.hold hold=papers",
	"customs.released hold=papers",
	"delivery.completed",
	"pod.received",
	"goods.damaged reason=wet",
	"retraction",
	"retraction",
	"shipment.planned promise=",
	"temperature.reading celsius=9.5",
	"temperature.reading celsius=4",
	"shipment.arrived place=Fulda",
	"claim",
	"call who=desk says=no-answer",
	"wait reason=\"customer decides\" until=",
	"note words=ok",
};

static const char *make_line(struct world *w, uint64_t *seed, int minute, size_t no)
{
	const char *kind = kinds[random_next(seed) % COUNT_OF(kinds)];
	int later = minute + (int)(random_next(seed) % 600);
	const char *line = arena_printf(&w->arena, "%02d:%02d %s", minute / 60, minute % 60, kind);

	if (kind[strlen(kind) - 1] == '=')
		line = arena_printf(&w->arena, "%s%02d:%02d", line, later / 60, later % 60);
	if (strcmp(kind, "retraction") == 0) /* each event once; a retraction may be taken back */
		line = arena_printf(&w->arena, "%s retracts=s%zu", line, no > 2 ? no - 2 : 99);
	return is_act(line) ? line : arena_printf(&w->arena, "%s key=s%zu", line, no);
}

/* A stream of random news about one shipment, in order of time. */
static size_t make_stream(struct world *w, uint64_t *seed, const char **lines)
{
	size_t count = 3 + random_next(seed) % (STREAM_MAX - 3);
	int minute = 6 * 60;

	lines[0] = "05:00 shipment.planned customer=ADLER carrier=DHLF origin=HAM dest=BER "
		   "promise=16:00 pickup=08:00";
	for (size_t i = 1; i < count; i++) {
		minute += 1 + (int)(random_next(seed) % 150);
		lines[i] = make_line(w, seed, minute, i);
	}
	return count;
}

/* The core manual with all that is off in it, and every way to notice something. */
static const char watchful[] = "include core\n"
			       "exception milestone-missed\n\tactive yes\n"
			       "exception incomplete-data\n\tactive yes\n"
			       "exception stalled\n\tactive yes\n\tdetect silent 3h when phase=moving,terminal\n"
			       "exception warm \"Too warm\"\n\tpath a/b\n\tdetect over celsius 8 back 6 for 40m\n\twhat \"{value}\"\n"
			       "\tband 1\n\tside carrier\n\tdesk transport\n"
			       "exception dwell \"Dwell\"\n\tpath a/c\n\tdetect lasting 2h when phase=terminal\n\tband 2\n\tside carrier\n\tdesk transport\n"
			       "exception often \"Often\"\n\tpath a/d\n\tdetect more-than 1 position in 6h\n\twhat \"{count}\"\n"
			       "\tband 2\n\tside carrier\n\tdesk transport\n"
			       "exception mixed \"Mixed\"\n\tpath a/e\n\tdetect out-of-sequence pickup,arrive,deliver\n\twhat \"{order}\"\n"
			       "\tband 2\n\tside carrier\n\tdesk transport\n";

/* Tells the stream and decides after line i where bit i is set, at the time of that line; acts
 * stand alone, as their direct part changes the case at once. */
static const char *play(struct world *w, const char *manual, const char *const *lines, size_t count, uint64_t cuts)
{
	world_begin_text(w, "manual", span_of(manual));
	for (size_t i = 0; i < count; i++) {
		bool is_alone = is_act(lines[i]);
		if (is_alone)
			world_decide(w, lines[i]);
		if (is_alone && w->facts.cases.count == 0)
			continue;
		world_say(w, lines[i]);
		if (is_alone || (cuts >> i & 1))
			world_decide(w, lines[i]);
	}
	world_decide(w, "200:00");
	return world_dump(w);
}

static void check_one_live(const struct world *w, uint64_t seed)
{
	for (size_t i = 0; i < w->facts.cases.count; i++)
		for (size_t k = i + 1; k < w->facts.cases.count; k++)
			if (strcmp(w->facts.cases.items[i].row.type,
				   w->facts.cases.items[k].row.type) == 0 &&
			    strcmp(w->facts.cases.items[i].row.disc,
				   w->facts.cases.items[k].row.disc) == 0)
				fail_msg("seed %llu: two live cases of one key",
					 (unsigned long long)seed);
}

/* The rows in which two dumps differ. */
static void print_difference(const char *a, const char *b)
{
	while (*a && *b) {
		size_t x = strcspn(a, "\n"), y = strcspn(b, "\n");
		if (x != y || strncmp(a, b, x) != 0)
			print_error("- %.*s\n+ %.*s\n", (int)(x < 900 ? x : 900), a,
				    (int)(y < 900 ? y : 900), b);
		a += x + (a[x] != '\0');
		b += y + (b[y] != '\0');
	}
	print_error("%s%s", a, b);
}

static void check_batches(const char *manual, uint64_t first, uint64_t last)
{
	for (uint64_t n = first; n <= last; n++) {
		struct world made = { 0 }, whole, cut;
		const char *lines[STREAM_MAX];
		uint64_t seed = n;
		size_t count = make_stream(&made, &seed, lines);
		const char *a = play(&whole, manual, lines, count, 0);
		const char *b = play(&cut, manual, lines, count, random_next(&seed));
		if (strcmp(a, b) != 0) {
			for (size_t i = 0; i < count; i++)
				print_error("%s\n", lines[i]);
			print_difference(a, b);
			fail_msg("seed %llu: two ways to cut one stream end at different rows",
				 (unsigned long long)n);
		}
		check_one_live(&whole, n);
		world_end(&whole);
		world_end(&cut);
		arena_release(&made.arena);
	}
}

static void test_batches(void **state)
{
	(void)state;
	check_batches("include core\n", 1, 200);
	check_batches(watchful, 201, 320);
}

/* What arrival order must not change: milestones, and what is open for which reason. */
static const char *outcome(struct world *w)
{
	struct str out = { 0 };
	const char *codes[] = { "pickup", "deliver", "pod", "cancelled", "diverted", "attempt" };

	for (size_t i = 0; i < COUNT_OF(codes); i++)
		for (size_t k = 0; k < w->facts.milestones.count; k++) {
			const struct milestone *m = &w->facts.milestones.items[k].row;
			bool is_empty = m->planned_at == INSTANT_NONE &&
					m->actual_at == INSTANT_NONE &&
					m->estimated_at == INSTANT_NONE;
			if (strcmp(m->code, codes[i]) == 0 && !is_empty)
				str_addf(&out, "%s %lld %lld %lld %lld %lld %lld; ", m->code,
					 (long long)m->planned_at, (long long)m->planned_known,
					 (long long)m->estimated_at, (long long)m->estimated_known,
					 (long long)m->actual_at, (long long)m->actual_known);
		}
	str_addf(&out, "%s", w->facts.subject.phase);
	const char *kept = arena_str(&w->arena, str_text(&out));
	str_release(&out);
	return kept;
}

static void shuffle(const char **lines, size_t count, uint64_t *seed)
{
	for (size_t i = count; i > 1; i--) {
		size_t k = random_next(seed) % i;
		const char *moved = lines[i - 1];
		lines[i - 1] = lines[k];
		lines[k] = moved;
	}
}

static const char *arrive(struct world *w, const char *const *lines, size_t count)
{
	world_begin(w, "flights"); /* where what is not announced is made */
	for (size_t i = 0; i < count; i++)
		if (!is_act(lines[i])) {
			world_say(w, lines[i]);
			world_decide(w, "200:00");
		}
	return outcome(w);
}

static void test_arrival_order(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= 200; n++) {
		struct world made = { 0 }, first, second;
		const char *lines[STREAM_MAX];
		uint64_t seed = n;
		size_t count = make_stream(&made, &seed, lines);
		const char *a = arrive(&first, lines, count);
		shuffle(lines, count, &seed);
		const char *b = arrive(&second, lines, count);
		if (strcmp(a, b) != 0) {
			for (size_t i = 0; i < count; i++)
				print_error("%s\n", lines[i]);
			fail_msg(
				"seed %llu: in this order of arrival\n   got \"%s\"\n  want \"%s\"",
				(unsigned long long)n, b, a);
		}
		check_one_live(&second, n);
		world_end(&first);
		world_end(&second);
		arena_release(&made.arena);
	}
}

static void test_again(void **state)
{
	struct world w;
	const char *before, *after;

	(void)state;
	world_begin(&w, "core");
	world_say(&w, "08:00 shipment.planned customer=ADLER carrier=DHLF origin=HAM dest=BER "
		      "promise=16:00");
	world_say(&w, "10:00 shipment.eta at=18:00");
	world_decide(&w, "17:00");
	before = world_dump(&w);
	world_decide(&w, "17:00");
	after = world_dump(&w);
	check_str("deciding again", after, before);
	world_say(&w, "10:00 shipment.eta at=18:00");
	world_decide(&w, "17:00");
	check_int("the same news again opens nothing", w.facts.cases.count, 1);
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_batches),
					    cmocka_unit_test(test_arrival_order),
					    cmocka_unit_test(test_again) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
