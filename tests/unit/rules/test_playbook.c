/* SPDX-License-Identifier: MIT */
/* Playbooks: each kind of step, how one goes on, what is taken back, and that neither the order of news nor a stop in between changes where
 * they end. */
#include "world.h"

#include "policy/manual.h"

/* A manual with one exception that lasts until the POD is here, and one playbook. */
#define HEAD                                                                                                       \
	"desk transport \"Transport\"\ndesk warehouse \"Warehouse\"\ndesk service \"Service\"\ndesk finance \"Finance\"\n" \
	"action rebook \"Rebook\"\n\task dispatcher\n\tapprove supervisor\n\tshipment 1500EUR\n\tquote 20m\n\toptions 1\n"     \
	"\tcharge \"freight\"\n\teffect tms shipment.rebook \"Rebook {ref}\"\n"
#define TYPE(name, more)                                                                                     \
	"exception " name " \"Late\"\n\tpath a/" name "\n\tdetect event shipment.delayed\n\tclear milestone pod\n" \
	"\tband 2\n\tside carrier\n\twhat \"late\"\n\tdesk transport\n" more
#define LATE HEAD TYPE("late", "\tplaybook main\n")

static void begin(struct world *w, const char *text)
{
	world_begin_text(w, "test", span_of(text));
	world_say(w, "05:00 shipment.planned customer=ADLER carrier=DHLF origin=HAM dest=BER promise=16:00 pickup=08:00");
	world_decide(w, "05:00");
}

/* The newest playbook: "call running 10:30; answer waiting". */
static const char *steps(struct world *w)
{
	char *out = arena_str(&w->arena, "");
	int64_t run = 0;

	for (size_t i = 0; i < w->facts.steps.count; i++)
		run = w->facts.steps.items[i].row.run > run ? w->facts.steps.items[i].row.run : run;
	for (size_t i = 0; i < w->facts.steps.count; i++) {
		const struct case_step *s = &w->facts.steps.items[i].row;
		int64_t at = s->ended_at != INSTANT_NONE ? s->ended_at : s->until_at;
		if (s->run == run)
			out = arena_printf(&w->arena, "%s%s%s %s%s%s", out, *out ? "; " : "", s->step, s->state, at == INSTANT_NONE ? "" : " ",
					   at == INSTANT_NONE ? "" : hhmm(w, at));
	}
	return out;
}

static const struct case_step *step(const struct world *w, const char *name)
{
	const struct case_step *found = NULL;

	for (size_t i = 0; i < w->facts.steps.count; i++)
		if (strcmp(w->facts.steps.items[i].row.step, name) == 0)
			found = &w->facts.steps.items[i].row;
	if (!found)
		fail_msg("there is no step %s", name);
	return found;
}

static struct task *task_of(struct world *w, const char *name)
{
	for (size_t i = 0; i < w->facts.tasks.count; i++)
		if (w->facts.tasks.items[i].row.task_id == step(w, name)->ref_id)
			return &w->facts.tasks.items[i].row;
	fail_msg("the step %s has no task", name);
	return NULL;
}

static void do_task(struct world *w, const char *at, const char *kind, const char *name)
{
	world_say(w, arena_printf(&w->arena, "%s %s task=%lld", at, kind, (long long)task_of(w, name)->task_id));
	world_decide(w, at);
}

/* The effect of a step as the store gives it back once it has arrived, or not. */
static void arrive(struct world *w, const char *now, const char *name, const char *state)
{
	for (size_t i = 0; i < w->effects.count; i++)
		if (w->effects.items[i].effect_id == step(w, name)->ref_id) {
			struct fact_effect *of = vec_push(&w->facts.effects);
			of->row = w->effects.items[i];
			of->row.state = state;
			of->row.receipt = "R-1";
			of->row.last_error = "no such invoice";
		}
	world_decide(w, now);
}

static void test_task_and_timer(void **state)
{
	struct world w;

	(void)state;
	begin(&w, LATE "playbook main \"M\"\n\tstep call task warehouse \"Call {carrier}\" in 15m\n\tstep rest timer 45m\n"
		       "\tstep again task finance \"Ask\" or 2h\n\tstep last escalate band 1 desk finance tell service \"Look at {ref}\"\n");
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	check_str("the first one runs", steps(&w), "call running; rest waiting; again waiting; last waiting");
	check_str("a task of that desk", task_of(&w, "call")->desk, "warehouse");
	check_str("its words", task_of(&w, "call")->words, "Call DHL Freight");
	check_str("waits for", step(&w, "call")->waits_on, "warehouse");
	check_str("due", hhmm(&w, step(&w, "call")->due_at), "10:15");
	world_decide(&w, "12:00");
	check_str("it waits for its desk", steps(&w), "call running; rest waiting; again waiting; last waiting");
	do_task(&w, "12:10", "task-take", "call");
	check_str("handed over after", hhmm(&w, task_of(&w, "call")->taken_at), "12:10");
	do_task(&w, "12:20", "task-done", "call");
	check_str("taken stays", hhmm(&w, task_of(&w, "call")->taken_at), "12:10");
	check_str("then the timer", steps(&w), "call done 12:20; rest running 13:05; again waiting; last waiting");
	check_int("by whom", step(&w, "call")->by_person, 7);
	check_str("it wakes for it", hhmm(&w, w.facts.subject.wake_at), "13:05");
	world_decide(&w, "20:00");
	check_str("all in its own time, however late one looks", steps(&w),
		  "call done 12:20; rest done 13:05; again skipped 15:05; last done 15:05");
	check_str("its task is cancelled", task_of(&w, "again")->state, "cancelled");
	check_int("raised", world_case(&w)->band, 1);
	check_str("handed over", world_case(&w)->desk, "finance");
	check_str("told", task_of(&w, "last")->words, "Look at SHP-1");
	world_end(&w);
}

/* A step that nobody looks at, whatever the store holds of it, is not waited for; and if the rules chase it all the same, they stop. */
static void test_nobody_looks(void **state)
{
	struct world w;

	(void)state;
	begin(&w, LATE "playbook main \"M\"\n\tstep call task warehouse \"Call\"\n\tstep rest timer 45m\n");
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	w.facts.steps.items[1].row.state = "running";
	w.facts.steps.items[1].row.until_at = clock_of("10:30");
	world_decide(&w, "12:00");
	assert_false(w.facts.is_restless);
	check_str("the first one is", steps(&w), "call running; rest running 10:30");
	world_end(&w);
}

#define WAITS "playbook main \"M\"\n\tstep picked wait milestone pickup or 1h then chase\n\tstep news wait event position\n" \
	      "\tstep ok end\n\tstep chase task transport \"Chase\"\n"

static void test_wait(void **state)
{
	struct world w;

	(void)state;
	begin(&w, LATE WAITS);
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	check_str("waits", steps(&w), "picked running 11:00; news waiting; ok waiting; chase waiting");
	world_say(&w, "10:20 position place=KAS");
	world_say(&w, "10:30 shipment.picked-up");
	world_decide(&w, "10:40");
	check_str("both came, the second one first", steps(&w), "picked done 10:30; news done 10:30; ok done 10:30; chase skipped 10:30");
	world_end(&w);
	begin(&w, LATE WAITS);
	world_say(&w, "10:00 shipment.delayed");
	world_say(&w, "11:00 shipment.picked-up");
	world_decide(&w, "12:00");
	check_str("a limit at the very instant goes first", steps(&w),
		  "picked skipped 11:00; news skipped 11:00; ok skipped 11:00; chase running");
	world_end(&w);
	begin(&w, LATE "playbook main \"M\"\n\tstep more wait event shipment.delayed\n\tstep again timer 1h\n");
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	check_str("what began it is not what it waits for", steps(&w), "more running; again waiting");
	world_say(&w, "10:10 shipment.delayed");
	world_decide(&w, "10:10");
	check_str("the next one is", steps(&w), "more done 10:10; again running 11:10");
	world_end(&w);
	begin(&w, LATE "playbook main \"M\"\n\tstep rest timer 1h\n\tstep picked wait milestone pickup\n");
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "11:30");
	world_say(&w, "10:30 shipment.picked-up");
	world_decide(&w, "12:00");
	check_str("late news does not turn time back", steps(&w), "rest done 11:00; picked done 11:00");
	world_end(&w);
}

static void test_branch(void **state)
{
	static const char text[] = LATE "playbook main \"M\"\n\tstep which if tier=gold then fast else slow\n\tstep fast task service \"Fast\"\n"
					"\tstep done end\n\tstep slow task service \"Slow\"\n\tstep more task finance \"More\" when tier=gold\n"
					"\tstep close timer 1h\n";
	struct world w;

	(void)state;
	begin(&w, text);
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	check_str("gold", steps(&w), "which done 10:00; fast running; done waiting; slow waiting; more waiting; close waiting");
	do_task(&w, "10:10", "task-done", "fast");
	check_str("its end is the end", steps(&w),
		  "which done 10:00; fast done 10:10; done done 10:10; slow skipped 10:10; more skipped 10:10; close skipped 10:10");
	world_end(&w);
	begin(&w, text);
	w.facts.subject.customer_id = 2;
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	do_task(&w, "10:30", "task-done", "slow");
	check_str("not gold: what has a condition is passed over", steps(&w),
		  "which done 10:00; fast skipped 10:00; done skipped 10:00; slow done 10:30; more skipped 10:30; close running 11:30");
	world_end(&w);
}

#define PARALLEL(join)                                                                                              \
	"playbook main \"M\"\n\tstep both parallel " join "\n\t\tstep dock task warehouse \"Dock\"\n\t\tstep cust task service \"Tell\"\n" \
	"\tstep after task finance \"After\"\n"

static void test_parallel(void **state)
{
	struct world w;

	(void)state;
	begin(&w, LATE PARALLEL("all"));
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	check_str("both at once", steps(&w), "both running; both.dock running; both.cust running; after waiting");
	do_task(&w, "10:10", "task-done", "both.cust");
	check_str("one is not all", steps(&w), "both running; both.dock running; both.cust done 10:10; after waiting");
	do_task(&w, "10:20", "task-done", "both.dock");
	check_str("all", steps(&w), "both done 10:20; both.dock done 10:20; both.cust done 10:10; after running");
	world_end(&w);
	begin(&w, LATE PARALLEL("any"));
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	do_task(&w, "10:10", "task-done", "both.cust");
	check_str("the first is enough", steps(&w), "both done 10:10; both.dock skipped 10:10; both.cust done 10:10; after running");
	check_str("the other desk need not", task_of(&w, "both.dock")->state, "cancelled");
	world_end(&w);
}

#define HOLD "playbook main \"M\"\n\tstep hold effect erp invoice.hold \"Hold {ref}\" undo invoice.free \"Free {ref}\"\n" \
	     "\tstep look task finance \"Look\"\n"

static void test_effect_and_undo(void **state)
{
	struct world w;
	char key[40];

	(void)state;
	begin(&w, LATE HOLD);
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	check_int("one effect", w.effects.count, 1);
	check_str("is on its way", step(&w, "hold")->state, "running");
	snprintf(key, sizeof key, "%s", w.effects.items[0].key);
	arrive(&w, "10:05", "hold", "dead");
	check_str("refused", step(&w, "hold")->state, "failed");
	check_str("why", step(&w, "hold")->answer, "no such invoice");
	check_str("nothing goes on", step(&w, "look")->state, "waiting");
	arrive(&w, "10:30", "hold", "done");
	check_str("sent again by a person", steps(&w), "hold done 10:30; look running");
	world_say(&w, "11:00 pod.received");
	world_decide(&w, "11:00");
	check_str("nobody had touched it", world_case(&w)->state, "closed");
	check_str("what was held is freed", steps(&w), "hold undone 11:00; look skipped 11:00");
	check_str("by an effect", w.effects.items[w.effects.count - 1].kind, "invoice.free");
	check_str("at once, as the hold has arrived", w.effects.items[w.effects.count - 1].state, "ready");
	check_int("with a key of its own", strcmp(key, w.effects.items[w.effects.count - 1].key) != 0, 1);
	world_decide(&w, "13:00");
	world_end(&w);
	begin(&w, LATE HOLD);
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	check_str("the same key when it is computed again", w.effects.items[0].key, key);
	world_say(&w, "10:01 pod.received");
	world_decide(&w, "10:01");
	check_str("on its way still: what frees it waits", w.effects.items[w.effects.count - 1].state, "waiting");
	check_int("which is known", step(&w, "hold")->undo_id == w.effects.items[w.effects.count - 1].effect_id, 1);
	world_end(&w);
}

/* Money is only proposed: a person asks, a person approves. */
static void test_ask(void **state)
{
	static const char text[] = LATE "playbook main \"M\"\n\tstep offer ask rebook or 4h then late\n\tstep ok end\n"
					"\tstep late task transport \"Late\"\n";
	struct world w;

	(void)state;
	begin(&w, text);
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	check_int("one offer", w.facts.quotes.count, 1);
	check_str("offered, no more", w.facts.quotes.items[0].row.state, "offered");
	check_int("by nobody", w.facts.quotes.items[0].row.asked_by, 0);
	check_int("nothing is sent", w.effects.count, 0);
	w.facts.quotes.items[0].row.state = "approved";
	world_say(&w, "10:20 decide words=ok");
	world_decide(&w, "10:20");
	check_str("carried out", steps(&w), "offer done 10:20; ok done 10:20; late skipped 10:20");
	check_str("sent", w.effects.items[0].kind, "shipment.rebook");
	world_end(&w);
	begin(&w, text);
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	w.facts.quotes.count = 0; /* denied: the store gives it back no more */
	world_say(&w, "10:20 decide words=no");
	world_decide(&w, "10:20");
	check_str("denied", steps(&w), "offer skipped 10:20; ok skipped 10:20; late running");
	world_end(&w);
}

static void test_tell(void **state)
{
	static const char text[] = LATE "playbook main \"M\"\n\tstep draft tell new-eta or 3h\n\tstep after timer 1h\n";
	struct world w;

	(void)state;
	begin(&w, text);
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "11:00");
	check_int("one draft", w.facts.letters.count, 1);
	check_str("that nobody released", w.facts.letters.items[0].row.state, "draft");
	check_int("nothing is sent", w.effects.count, 0);
	world_say(&w, arena_printf(&w.arena, "11:10 send-letter letter=%lld", (long long)w.facts.letters.items[0].row.letter_id));
	world_decide(&w, "11:10");
	check_str("released by a person: it can be taken back still", steps(&w), "draft running 13:00; after waiting");
	check_int("then it goes", w.effects.count, 1);
	world_decide(&w, "11:11");
	check_str("and is sent", steps(&w), "draft done 11:11; after running 12:11");
	world_end(&w);
	begin(&w, text);
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "20:00");
	check_str("nobody did: the playbook goes on, the draft stays one", steps(&w), "draft skipped 13:00; after done 14:00");
	check_str("a draft", w.facts.letters.items[0].row.state, "draft");
	check_int("nothing is sent", w.effects.count, 0);
	world_end(&w);
}

/* Another type: its playbook begins, the old one's ends, and its story stays. */
static void test_becomes(void **state)
{
	struct world w;

	(void)state;
	begin(&w, HEAD TYPE("late", "\tplaybook main\n\tbecomes worse\n")
	      "exception worse \"Worse\"\n\tpath a/w\n\tdetect event delivery.failed\n\tclear milestone pod\n\tband 1\n\tside carrier\n"
	      "\twhat \"worse\"\n\tdesk service\n\tplaybook other\n" HOLD
	      "playbook other \"O\"\n\tstep talk task service \"Talk\"\n");
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	arrive(&w, "10:05", "hold", "done");
	world_say(&w, "11:00 delivery.failed");
	world_decide(&w, "11:00");
	check_int("one case", w.facts.cases.count, 1);
	check_str("its new playbook", steps(&w), "talk running");
	check_int("is the second one", step(&w, "talk")->run, 2);
	check_str("the old one's hold is taken back", step(&w, "hold")->state, "undone");
	check_str("why", step(&w, "hold")->answer, "the case moved on: Worse");
	check_str("what had not been done is passed over", step(&w, "look")->state, "skipped");
	world_end(&w);
}

/* A cause that comes back begins anew; keys differ, as it is another playbook of the case. */
static void test_back(void **state)
{
	struct world w;

	(void)state;
	begin(&w, HEAD "exception late \"Late\"\n\tpath a/l\n\tdetect when late>30m\n\tclear when late<=0m\n\tband 2\n\tside carrier\n"
		       "\twhat \"late\"\n\tdesk transport\n\tplaybook main\n" HOLD);
	world_say(&w, "10:00 shipment.eta at=18:00");
	world_decide(&w, "10:00");
	world_say(&w, "10:05 claim");
	world_decide(&w, "10:05");
	arrive(&w, "10:06", "hold", "done");
	world_say(&w, "11:00 shipment.eta at=15:00");
	world_decide(&w, "11:00");
	check_str("cleared", world_case(&w)->state, "cleared");
	check_str("freed", steps(&w), "hold undone 11:00; look skipped 11:00");
	world_say(&w, "12:00 shipment.eta at=19:00");
	world_decide(&w, "12:00");
	check_str("open again", world_case(&w)->state, "open");
	check_str("from the beginning", steps(&w), "hold running; look waiting");
	check_int("two holds, one free", w.effects.count, 4); /* the test keeps what it gave back, too */
	check_int("another key", strcmp(w.effects.items[0].key, w.effects.items[w.effects.count - 1].key) != 0, 1);
	world_end(&w);
}

/* The manual changes while a case is worked: it goes on as it began. */
static void test_old_manual(void **state)
{
	struct world w, other;
	struct policy *kept;

	(void)state;
	begin(&w, LATE "playbook main \"M\"\n\tstep a task service \"Old words\"\n\tstep b if tier=gold then d else c\n"
		       "\tstep c task finance \"No\"\n\tstep d task finance \"Old \\\"end\\\"\" or 1h when tier=gold\n\tstep e timer 1h\n");
	world_begin_text(&other, "test", span_of(LATE "playbook main \"M\"\n\tstep a task service \"New words\"\n\tstep d task service \"New\" or 9h\n"));
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	kept = w.policy;
	w.policy = other.policy;
	for (size_t i = 0; i < w.facts.steps.count; i++)
		w.facts.steps.items[i].plan = NULL; /* as rows come from the store */
	do_task(&w, "10:10", "task-done", "a");
	check_str("the steps it began with", steps(&w), "a done 10:10; b done 10:10; c skipped 10:10; d running 11:10; e waiting");
	check_str("their words", task_of(&w, "d")->words, "Old \"end\"");
	world_decide(&w, "20:00");
	check_str("and times", steps(&w), "a done 10:10; b done 10:10; c skipped 10:10; d skipped 11:10; e done 12:10");
	w.policy = kept;
	world_end(&w);
	world_end(&other);
}

/* What a playbook opened and nobody took is no work: the case still closes itself. */
static void test_closes_itself(void **state)
{
	struct world w;

	(void)state;
	begin(&w, LATE "playbook main \"M\"\n\tstep a task service \"A\"\n");
	world_say(&w, "10:00 shipment.delayed");
	world_say(&w, "11:00 pod.received");
	world_decide(&w, "12:00");
	check_str("closed", world_case(&w)->state, "closed");
	check_str("its task", task_of(&w, "a")->state, "cancelled");
	world_end(&w);
	begin(&w, LATE "playbook main \"M\"\n\tstep a task service \"A\"\n");
	world_say(&w, "10:00 shipment.delayed");
	world_decide(&w, "10:00");
	do_task(&w, "10:10", "task-take", "a");
	world_say(&w, "11:00 pod.received");
	world_decide(&w, "12:00");
	check_str("somebody has it in hand: a person ends it", world_case(&w)->state, "cleared");
	check_str("and keeps the task", task_of(&w, "a")->state, "open");
	world_end(&w);
}

/* ---------------------------------------------------------------- properties */

#define MIXED                                                                                                          \
	LATE "playbook main \"M\"\n\tstep first parallel any\n\t\tstep pick wait milestone pickup\n\t\tstep said wait event shipment.eta\n"    \
	     "\tstep hold effect erp invoice.hold \"Hold\" undo invoice.free \"Free\" or 10m\n\tstep way if carrier=KUHN then kuhn else rest\n" \
	     "\tstep kuhn escalate band 1\n\tstep rest timer 2h\n\tstep seen wait milestone deliver or 3h then chase\n\tstep ok end\n"            \
	     "\tstep chase escalate band 0 tell finance \"Chase\"\n"

static const char *const news[] = { "10:00 shipment.delayed",         "10:30 position place=KAS",	  "11:00 shipment.eta at=17:00",
				    "11:10 route.accepted carrier=KUHN", "12:00 shipment.picked-up", "14:20 shipment.delayed at=19:00",
				    "15:00 delivery.completed" };

static const char *state_of(struct world *w)
{
	return arena_printf(&w->arena, "%s | %s", steps(w), world_cases(w));
}

/* However a stream is cut into batches, and whenever one looks in between, it ends at the same rows. */
static void test_batches(void **state)
{
	struct str want = { 0 };

	(void)state;
	for (unsigned cuts = 0; cuts < 1U << (COUNT_OF(news) + 1); cuts++) {
		struct world w;
		begin(&w, MIXED);
		for (size_t i = 0; i < COUNT_OF(news); i++) {
			world_say(&w, news[i]);
			if (cuts >> i & 1)
				world_decide(&w, news[i]);
			if ((cuts >> i & 1) && (cuts >> COUNT_OF(news)))
				for (size_t k = 0; k < w.facts.steps.count; k++)
					w.facts.steps.items[k].plan = NULL;
		}
		world_decide(&w, "30:00");
		if (want.length == 0)
			str_addf(&want, "%s\n%s", state_of(&w), world_dump(&w));
		const char *got = arena_printf(&w.arena, "%s\n%s", state_of(&w), world_dump(&w));
		if (strcmp(got, str_text(&want)) != 0)
			fail_msg("cut %x\n got %s\nwant %s", cuts, got, str_text(&want));
		world_end(&w);
	}
	str_release(&want);
}

static void swap(const char **a, const char **b)
{
	const char *kept = *a;

	*a = *b;
	*b = kept;
}

/* The states alone: times are those at which it was known. */
static const char *states(struct world *w)
{
	char *out = arena_str(&w->arena, "");

	for (size_t i = 0; i < w->facts.steps.count; i++)
		out = arena_printf(&w->arena, "%s%s %s; ", out, w->facts.steps.items[i].row.step, w->facts.steps.items[i].row.state);
	return out;
}

static size_t each_order(const char **lines, size_t k, size_t count, const char *text, const char *want)
{
	size_t done = 0;

	if (k <= 1) {
		struct world w;
		begin(&w, text);
		world_say(&w, "10:00 shipment.delayed");
		world_decide(&w, "10:00");
		for (size_t i = 0; i < count; i++) {
			world_say(&w, lines[i]);
			world_decide(&w, "13:00");
		}
		check_str(lines[0], states(&w), want);
		world_end(&w);
		return 1;
	}
	for (size_t i = 0; i < k; i++) {
		done += each_order(lines, k - 1, count, text, want);
		swap(&lines[k % 2 == 0 ? i : 0], &lines[k - 1]);
	}
	return done;
}

/* Late and out-of-order news ends at the same steps. */
static void test_order_of_news(void **state)
{
	const char *lines[] = { "10:30 position place=KAS", "11:00 shipment.eta at=15:00", "12:00 shipment.picked-up", "12:10 line.down",
				"12:30 delivery.failed" };

	(void)state;
	check_int("orders",
		  each_order(lines, COUNT_OF(lines), COUNT_OF(lines),
			     LATE "playbook main \"M\"\n\tstep a wait milestone pickup\n\tstep b parallel all\n\t\tstep eta wait event shipment.eta\n"
				  "\t\tstep pos wait event position\n\tstep c wait event delivery.failed\n\tstep d if tier=gold then f\n"
				  "\tstep e task service \"E\"\n\tstep f task finance \"F\"\n",
			     "a done; b done; b.eta done; b.pos done; c done; d done; e skipped; f running; "),
		  120);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_task_and_timer), cmocka_unit_test(test_nobody_looks), cmocka_unit_test(test_wait),	cmocka_unit_test(test_branch),
		cmocka_unit_test(test_parallel),       cmocka_unit_test(test_effect_and_undo), cmocka_unit_test(test_ask),
		cmocka_unit_test(test_tell),	       cmocka_unit_test(test_becomes),	cmocka_unit_test(test_back),
		cmocka_unit_test(test_old_manual),     cmocka_unit_test(test_closes_itself), cmocka_unit_test(test_batches),
		cmocka_unit_test(test_order_of_news),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
