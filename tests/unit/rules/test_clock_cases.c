/* SPDX-License-Identifier: MIT */
/*
 * Where the clocks of public ticket systems went wrong, each as a case of freight: a pause that is lost when the limit changes, working
 * hours that are not, several limits of which one hides the others. And escalations: at their instant, once, in open hours.
 */
#include "world.h"

#define HEAD                                                                                                                       \
	"desk transport \"Transport\"\ndesk service \"Service\"\ndesk claims \"Claims\"\n"                                         \
	"calendar office\n\tzone UTC\n\topen mon-fri 08:00-18:00\n\tclosed 2026-03-03 \"Local holiday\"\n"                         \
	"calendar split\n\tzone UTC\n\topen mon-fri 09:00-13:00\n\topen mon-fri 14:00-18:00\n"                                    \
	"calendar always\n\tzone UTC\n\topen mon-sun 00:00-24:00\n"
#define TYPE(name, more)                                                                                                           \
	"exception " name " \"Late\"\n\tpath a/" name "\n\tdetect event shipment." name "\n\tclear milestone pod\n\tband 2\n"        \
	"\tside carrier\n\twhat \"late\"\n\tdesk transport\n" more

struct row {
	const char *name, *manual;
	const char *lines[9]; /* "= 10:00" decides */
	const char *clock, *wanted;
};

static const struct row rows[] = {
	{ "a pause is kept when the case gets another limit", /* the pause was forgotten and the new limit counted from the opening */
	  HEAD TYPE("delayed", "\tclock resolve 4h pause=\"customer decides\"\n\tbecomes diverted\n")
		  TYPE("diverted", "\tclock resolve 2h pause=\"customer decides\"\n"),
	  { "10:00 shipment.delayed", "= 10:00", "10:30 wait reason=\"customer decides\" until=12:30", "= 12:31", "13:00 shipment.diverted", "= 13:01" },
	  "resolve",
	  "running 14:00" }, /* 30m before the pause, 30m behind it, 1h left of 2h */
	{ "the limit changes while it stands: what was spent is spent",
	  HEAD TYPE("delayed", "\tclock resolve 4h pause=\"customer decides\"\n\tbecomes diverted\n")
		  TYPE("diverted", "\tclock resolve 2h pause=\"customer decides\"\n"),
	  { "10:00 shipment.delayed", "= 10:00", "10:30 wait reason=\"customer decides\" until=12:30", "= 10:31", "11:00 shipment.diverted", "= 11:01",
	    "11:10 wait reason=\"customer decides\" until=12:30", "= 12:31" },
	  "resolve",
	  "running 13:50" }, /* worse news woke it at 11:00; 40m are spent */
	{ "by urgency alone, without another type",
	  HEAD TYPE("delayed", "\tclock resolve 4h pause=\"customer decides\"\n\tclock resolve 1h pause=\"customer decides\" when temperature=yes\n"),
	  { "10:00 shipment.delayed", "= 10:00", "10:30 wait reason=\"customer decides\" until=11:00", "= 11:01", "11:10 shipment.planned temperature=yes",
	    "= 11:11" },
	  "resolve",
	  "running 11:30" }, /* 40m spent of 1h at 11:10 */
	{ "a limit that is shorter than what was spent is over at once, not in the past",
	  HEAD TYPE("delayed", "\tclock resolve 4h\n\tclock resolve 30m when temperature=yes\n"),
	  { "10:00 shipment.delayed", "= 10:00", "11:10 shipment.planned temperature=yes", "= 11:11" },
	  "resolve",
	  "breached 11:10" },
	{ "what pauses is not overdue",
	  HEAD TYPE("delayed", "\tclock resolve 1h pause=\"customer decides\"\n"),
	  { "10:00 shipment.delayed", "= 10:00", "10:50 wait reason=\"customer decides\" until=20:00", "= 19:59" },
	  "resolve",
	  "paused 20:00" },
	{ "after a pause it is due in open hours",
	  HEAD TYPE("delayed", "\tclock resolve 4h calendar=office pause=\"customer decides\"\n"),
	  { "10:00 shipment.delayed", "= 10:00", "11:00 wait reason=\"customer decides\" until=16:00", "= 16:01" },
	  "resolve",
	  "running 57:00" }, /* 2h to 18:00, a holiday, 1h from 08:00 on Wednesday */
	{ "opened at night before a holiday, with a pause on it",
	  HEAD TYPE("delayed", "\tclock resolve 4h calendar=office pause=\"customer decides\"\n"),
	  { "20:00 shipment.delayed", "= 20:00", "30:00 wait reason=\"customer decides\" until=40:00", "= 40:01" },
	  "resolve",
	  "running 60:00" }, /* nothing of it was open time: 08:00 to 12:00 on Wednesday */
	{ "lunch is no working time",
	  HEAD TYPE("delayed", "\tclock resolve 2h calendar=split\n"),
	  { "12:30 shipment.delayed", "= 12:30" },
	  "resolve",
	  "running 15:30" },
	{ "round the clock loses no minute at midnight",
	  HEAD TYPE("delayed", "\tclock resolve 48h calendar=always\n"),
	  { "10:00 shipment.delayed", "= 10:00" },
	  "resolve",
	  "running 58:00" },
	{ "a later limit does not hide the first answer",
	  HEAD TYPE("delayed", "\tclock respond 3h\n\tclock resolve 1h\n"),
	  { "10:00 shipment.delayed", "= 11:30" },
	  "respond",
	  "running 13:00" },
	{ "and the first answer does not end the later limit",
	  HEAD TYPE("delayed", "\tclock respond 3h\n\tclock resolve 4h\n"),
	  { "10:00 shipment.delayed", "= 10:00", "10:10 call who=desk says=other", "= 10:11" },
	  "resolve",
	  "running 14:00" },
};

static void begin(struct world *w, const char *manual)
{
	world_begin_text(w, "test", span_of(manual));
	world_say(w, "05:00 shipment.planned customer=ADLER carrier=DHLF origin=HAM dest=BER promise=96:00 pickup=08:00");
	world_decide(w, "05:00");
}

static void play(struct world *w, const char *const *lines, size_t count)
{
	for (size_t i = 0; i < count && lines[i]; i++)
		if (lines[i][0] == '=')
			world_decide(w, lines[i] + 2);
		else
			world_say(w, lines[i]);
}

static void test_public_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct world w;
		begin(&w, rows[i].manual);
		play(&w, rows[i].lines, COUNT_OF(rows[i].lines));
		check_str(rows[i].name, world_clock(&w, rows[i].clock), rows[i].wanted);
		world_end(&w);
	}
}

/* The time between the solution and its being opened again is nobody's. */
static void test_opened_again(void **state)
{
	struct world w;

	(void)state;
	begin(&w, HEAD TYPE("delayed", "\tclock resolve 4h\n"));
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	world_say(&w, "11:00 resolve outcome=corrected side=carrier");
	world_decide(&w, "11:01");
	check_str("solved", world_clock(&w, "resolve"), "met 11:00");
	/* As the store's function does it. */
	vec_push(&w.facts.cases)->row = w.closed.items[--w.closed.count];
	w.facts.cases.items[0].row.state = "open";
	world_say(&w, "15:00 reopen");
	world_decide(&w, "15:01");
	check_str("goes on with what was left", world_clock(&w, "resolve"), "running 18:00");
	world_end(&w);
}

/* One that is solved but for a last look, and that a person let wait, is that again when its time is here: nothing is forgotten. */
static void test_solved_waits(void **state)
{
	struct world w;

	(void)state;
	begin(&w, HEAD TYPE("delayed", "\tclear milestone deliver\n\tclock resolve 4h\n"));
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:01");
	world_say(&w, "10:05 claim");
	world_decide(&w, "10:06");
	world_say(&w, "10:10 delivery.completed at=2026-03-02T10:09:00Z");
	world_decide(&w, "10:11");
	check_str("solved", world_case(&w)->state, "cleared");
	world_say(&w, "10:20 wait until=2026-03-02T12:00:00Z reason=\"customer decides\"");
	world_decide(&w, "11:00");
	check_str("it waits", world_case(&w)->state, "waiting");
	world_decide(&w, "12:01");
	check_str("solved as before", world_case(&w)->state, "cleared");
	check_str("and comes back", world_case(&w)->next_act, "look and close it");
	check_str("by a clock", world_clock(&w, "next_act"), "running 16:00");
	world_end(&w);
}

/* The clock that decides is the earliest that can still be won, and the explanation names it and the next. */
static void test_deciding(void **state)
{
	struct world w;

	(void)state;
	begin(&w, HEAD TYPE("delayed", "\tclock respond 3h\n\tclock resolve 1h\n"));
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	check_str("the earliest", world_case(&w)->due_clock, "resolve");
	if (!strstr(world_case(&w)->why, "clock resolve") || !strstr(world_case(&w)->why, "then respond"))
		fail_msg("why does not name both: %s", world_case(&w)->why);
	world_decide(&w, "11:01");
	check_str("which ran out gives way to the next", world_case(&w)->due_clock, "respond");
	world_end(&w);
}

/* ---------------------------------------------------------------- escalations */

static const char *told(struct world *w)
{
	char *out = arena_str(&w->arena, "");

	for (size_t i = 0; i < w->facts.tasks.count; i++)
		out = arena_printf(&w->arena, "%s%s%s %s", out, *out ? "; " : "", w->facts.tasks.items[i].row.desk,
				   hhmm(w, w->facts.tasks.items[i].row.opened_at));
	return out;
}

static const struct raise_row {
	const char *name, *more;
	const char *lines[9];
	const char *told;
	int band;
	const char *desk;
} raise_rows[] = {
	{ "nothing is raised before its time",
	  "\tclock resolve 4h\n\tescalate resolve at 75% band 1 tell service \"hurry\"\n",
	  { "10:00 shipment.delayed", "= 12:59" },
	  "",
	  2,
	  "transport" },
	{ "at three quarters of the limit",
	  "\tclock resolve 4h\n\tescalate resolve at 75% band 1 tell service \"hurry\"\n",
	  { "10:00 shipment.delayed", "= 13:30" },
	  "service 13:00",
	  1,
	  "transport" },
	{ "once, however often the engine looks",
	  "\tclock resolve 4h\n\tescalate resolve at 75% tell service \"hurry\"\n",
	  { "10:00 shipment.delayed", "= 13:00", "= 13:00", "= 13:10", "= 15:00" },
	  "service 13:00",
	  2,
	  "transport" },
	{ "each step of it, also when the engine was down meanwhile",
	  "\tclock resolve 4h\n\tescalate resolve before 1h tell service \"soon\"\n\tescalate resolve ran-out band 1 desk claims\n"
	  "\tescalate resolve after 2h band 0 tell service \"over\"\n",
	  { "10:00 shipment.delayed", "= 10:00", "= 20:00" },
	  "service 13:00; service 16:00",
	  0,
	  "claims" },
	{ "in open hours: an hour before tomorrow's eleven is ten, not midnight",
	  "\tclock resolve 4h calendar=split\n\tescalate resolve before 1h tell service \"soon\"\n",
	  { "17:00 shipment.delayed", "= 17:00", "= 36:00" },
	  "service 35:00", /* 1h to 18:00, 09:00 to 12:00 on Tuesday; an hour of it left at 11:00 */
	  2,
	  "transport" },
	{ "and what passed in the evening is told in the morning",
	  "\tclock resolve 1h calendar=office\n\tescalate resolve after 1h tell service \"over\"\n",
	  { "16:30 shipment.delayed", "= 16:30", "= 60:00" },
	  "service 56:30", /* over at 17:30; half an hour to 18:00, a holiday, half an hour from 08:00 on Wednesday */
	  2,
	  "transport" },
	{ "a pause moves it, too",
	  "\tclock resolve 4h pause=\"customer decides\"\n\tescalate resolve at 75% tell service \"hurry\"\n",
	  { "10:00 shipment.delayed", "= 10:00", "11:00 wait reason=\"customer decides\" until=14:00", "= 14:01", "= 17:00" },
	  "service 16:00",
	  2,
	  "transport" },
	{ "an answer in time ends it",
	  "\tclock respond 30m\n\tescalate respond ran-out band 1 tell service \"nobody looked\"\n",
	  { "10:00 shipment.delayed", "= 10:00", "10:10 call who=desk says=other", "= 12:00" },
	  "",
	  2,
	  "transport" },
	{ "a task that nobody did",
	  "\ttask claims \"ask\" in 1h\n\tescalate task ran-out tell service \"claims does not answer\"\n",
	  { "10:00 shipment.delayed", "= 10:00", "= 12:00" },
	  "claims 10:00; service 11:00",
	  2,
	  "transport" },
	{ "only where its condition holds",
	  "\tclock resolve 4h\n\tescalate resolve ran-out band 0 when temperature=yes\n\tescalate resolve ran-out band 1 when tier=gold\n",
	  { "10:00 shipment.delayed", "= 15:00" },
	  "",
	  1,
	  "transport" },
};

static void test_escalations(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(raise_rows); i++) {
		const struct raise_row *row = &raise_rows[i];
		struct world w;
		struct str manual = { 0 };
		str_addf(&manual, "%s%s%s", HEAD, TYPE("delayed", ""), row->more);
		begin(&w, str_text(&manual));
		play(&w, row->lines, COUNT_OF(row->lines));
		check_str(row->name, told(&w), row->told);
		check_int(row->name, world_case(&w)->band, row->band);
		check_str(row->name, world_case(&w)->desk, row->desk);
		world_end(&w);
		str_release(&manual);
	}
}

static void test_faults(void **state)
{
	static const struct {
		const char *line, *words;
	} faults[] = {
		{ "escalate resolv ran-out band 1", "resolve" },
		{ "escalate resolve at 120% band 1", "1% to 99%" },
		{ "escalate resolve before soon band 1", "soon" },
		{ "escalate resolve ran-out", "goes up a band, to a desk, or is told" },
		{ "escalate resolve ran-out shout", "'shout' does not belong here" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		struct arena arena = { 0 };
		struct policy *policy;
		struct fault fault = { 0 };
		char words[800];
		const char *text = arena_printf(&arena, "%s%s\t%s\n", HEAD, TYPE("delayed", "\tclock resolve 4h\n"), faults[i].line);
		check_int(faults[i].line, policy_read(&arena, "test", span_of(text), policy_include_shipped, NULL, &policy, &fault), ERR_SYNTAX);
		fault_words(&fault, words, sizeof words);
		if (!strstr(words, faults[i].words) || fault.line == 0)
			fail_msg("%s: %s", faults[i].line, words);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_public_cases), cmocka_unit_test(test_opened_again), cmocka_unit_test(test_solved_waits),
					    cmocka_unit_test(test_deciding), cmocka_unit_test(test_escalations),
					    cmocka_unit_test(test_faults) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
