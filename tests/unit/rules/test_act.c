/* SPDX-License-Identifier: MIT */
/* What operators do: phone calls that re-rank, options with their price, approvals and what
 * follows, letters, cases by hand. */
#include "world.h"

#define GOLD \
	"08:00 shipment.planned customer=ADLER carrier=DHLF origin=HAM dest=BER promise=16:00 " \
	"goods=tiles"

static void play(struct world *w, const char *const *lines)
{
	world_begin(w, "core");
	for (; *lines; lines++)
		if (**lines == '=')
			world_decide(w, *lines + 2);
		else
			world_say(w, *lines);
}

static const struct act *last_act(const struct world *w)
{
	return &w->acts.items[w->acts.count - 1];
}

static void test_call(void **state)
{
	const char *const lines[] = {
		GOLD,
		"10:00 shipment.eta at=18:00",
		"= 10:05",
		"10:06 claim",
		"10:20 call who=\"DHL desk\" says=eta eta=15:40 words=\"traffic gone\"",
		"= 10:21",
		NULL
	};
	struct world w;

	(void)state;
	play(&w, lines);
	check_str("it clears", world_case(&w)->state, "cleared");
	check_str("why", world_case(&w)->reason, "the facts are back inside the promise");
	check_str("answer", last_act(&w)->answer, "DHL desk says it arrives 15:40 UTC");
	check_int("an event was made", w.log.count, 3);
	check_str("from whom was spoken to", w.log.items[2].source, "DHL desk");
	check_str("estimate", hhmm(&w, world_case(&w)->eta_at), "15:40");
	check_int("touches", world_case(&w)->touches, 2);
	check_str("last words", world_case(&w)->last_words, "traffic gone");
	world_end(&w);
}

struct quoted {
	const char *name;
	const char *lines[8];
	const char *at; /* asked */
	const char *action;
	size_t options;
	int64_t first_minor;
	const char *label; /* of the first */
	const char *payee;
	const char *arrives;
};

static const struct quoted quoted[] = {
	{ "not picked up: rebook, inside the promise by price",
	  { GOLD, "09:00 shipment.eta at=18:00", "= 09:01", NULL },
	  "09:10",
	  "rebook",
	  2,
	  41200,
	  "Kuhn Logistik, arrives 13:40 UTC",
	  "Kuhn Logistik",
	  "13:40" },
	{ "later in the day only the fast one keeps it",
	  { GOLD, "09:00 shipment.eta at=18:00", "= 13:01", NULL },
	  "13:10",
	  "rebook",
	  2,
	  68000,
	  "Rapid Express, arrives 15:40 UTC",
	  "Rapid Express",
	  "15:40" },
	{ "at a terminal: forward from there",
	  { GOLD, "09:00 shipment.picked-up", "11:00 shipment.arrived place=\"Kassel hub\"",
	    "11:01 shipment.eta at=19:00", "= 11:02", NULL },
	  "13:10",
	  "forward",
	  2,
	  52000,
	  "Rapid Express, arrives 15:40 UTC",
	  "Rapid Express",
	  "15:40" },
	{ "moving: taken over at the next place that has rates",
	  { GOLD, "09:00 shipment.picked-up", "11:00 position place=\"near Kassel\"",
	    "11:01 shipment.eta at=19:00", "= 11:02", NULL },
	  "13:10",
	  "forward",
	  2,
	  52000,
	  "Rapid Express, arrives 15:40 UTC",
	  "Rapid Express",
	  "15:40" },
	{ "moving, with nothing known before its destination: no rate",
	  { GOLD, "09:00 shipment.picked-up", "11:01 shipment.eta at=19:00", "= 11:02", NULL },
	  "13:10",
	  "forward",
	  1,
	  INT_NONE,
	  "it is moving, and no stop before its destination is known",
	  "",
	  "-" },
	{ "picked up: a rebooking is not possible",
	  { GOLD, "09:00 shipment.picked-up", "11:01 shipment.eta at=19:00", "= 11:02", NULL },
	  "13:10",
	  "rebook",
	  1,
	  INT_NONE,
	  "Rebook with another carrier is not possible: it is moving, and no stop before its "
	  "destination is known; a rule is set aside with override=REASON",
	  "",
	  "-" },
};

static void test_quotes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(quoted); i++) {
		struct world w;
		const struct quoted *row = &quoted[i];
		play(&w, row->lines);
		world_say(&w, arena_printf(&w.arena, "%s ask action=%s", row->at, row->action));
		world_decide(&w, row->at);
		const struct quote *first = &w.facts.quotes.items[0].row;
		check_int(row->name, w.facts.quotes.count, row->options);
		check_int(row->name, first->amount_minor, row->first_minor);
		check_str(row->name, first->label, row->label);
		check_str(row->name, first->payee, row->payee);
		check_str(row->name, hhmm(&w, first->arrives_at), row->arrives);
		check_int(row->name, first->digest.length, 32);
		world_end(&w);
	}
}

/* One that comes after the promise still owes the penalty, and says what that makes of its price. */
static void test_late_option(void **state)
{
	const char *const lines[] = { GOLD,      "09:00 shipment.eta at=22:00",
				      "= 13:01", "13:10 ask action=rebook",
				      "= 13:11", NULL };
	static const char want[] = "all in\t57200\tEUR\tWORSE than doing nothing by 92.00 EUR\n"
				   "late penalty\t16000\tEUR\tcontract AM-7: 80.00 EUR for each "
				   "started hour, 2 h\n";
	struct world w;

	(void)state;
	play(&w, lines);
	check_str("label", w.facts.quotes.items[1].row.label,
		  "Kuhn Logistik, arrives 17:40 UTC, after the promise");
	check_str("the basis begins with",
		  arena_text(&w.arena, w.facts.quotes.items[1].row.basis, sizeof want - 1), want);
	world_end(&w);
}

static void test_quote_texts(void **state)
{
	const char *const lines[] = { GOLD,      "09:00 shipment.eta at=18:00",
				      "= 09:01", "09:10 ask action=rebook",
				      "= 09:11", NULL };
	struct world w;

	(void)state;
	play(&w, lines);
	const struct quote *q = &w.facts.quotes.items[0].row;
	check_str("basis", q->basis,
		  "all in\t41200\tEUR\tWORSE than doing nothing by 252.00 EUR\n"
		  "Hamburg warehouse to Berlin store\t41200\tEUR\trate R-1\n"
		  "picked up\t1772444400000000\tat\tnot picked up yet, at Hamburg warehouse, lead "
		  "time 30 min\n"
		  "delivered\t1772458800000000\tat\ttransit 240 min\n"
		  "cancelling the old booking\t?\tEUR\tDHL Freight has no cancellation fee on "
		  "file\n");
	check_str(
		"doing nothing", q->nothing_basis,
		"late penalty\t16000\tEUR\tcontract AM-7: 80.00 EUR for each started hour, 2 h\n");
	check_int("doing nothing, in all", q->nothing_minor, 16000);
	check_str("rival", q->rival, "Rapid Express, arrives 11:40 UTC for 680.00 EUR");
	check_str("effects", q->effects,
		  "tms\tRebook SHP-1 with Kuhn Logistik\ntms\tCancel the booking of SHP-1 with DHL "
		  "Freight\n"
		  "erp\tAccrue 412.00 EUR for SHP-1\n");
	check_str("answer", last_act(&w)->answer,
		  "2 options, first: Kuhn Logistik, arrives 13:40 UTC for 412.00 EUR");
	world_end(&w);
}

static void test_approved(void **state)
{
	const char *const lines[] = { GOLD,      "09:00 shipment.eta at=18:00",
				      "= 09:01", "09:10 ask action=rebook",
				      "= 09:11", NULL };
	struct world w;

	(void)state;
	play(&w, lines);
	w.facts.quotes.items[0].row.state = "approved";
	world_say(&w, "09:20 decide");
	world_decide(&w, "09:20");
	check_str("done", w.facts.quotes.items[0].row.state, "done");
	check_int("effects", w.effects.count, 3);
	check_str("first", w.effects.items[0].words, "Rebook SHP-1 with Kuhn Logistik");
	check_int("to the TMS", w.effects.items[0].interface_id, 202);
	check_int("and the ERP", w.effects.items[2].interface_id, 203);
	check_str("one goes after the other", w.effects.items[0].state, "ready");
	check_str("so the old booking waits for the new", w.effects.items[1].state, "waiting");
	check_int("keys are 32 signs", strlen(w.effects.items[0].key), 32);
	assert_non_null(strstr(w.effects.items[0].payload.text, "\"carrier\":\"KUHN\""));
	assert_non_null(strstr(w.effects.items[0].payload.text,
			       "\"amount\":\"412.00\",\"currency\":\"EUR\""));
	check_str("approval alone clears nothing", world_case(&w)->state, "open");
	world_say(&w, "09:40 route.accepted carrier=KUHN pickup=09:40 deliver=13:40");
	world_decide(&w, "09:41");
	check_int("the new carrier stands", w.facts.subject.carrier_id, 4);
	check_str("facts back inside the promise do; somebody worked on it", world_case(&w)->state,
		  "cleared");
	world_end(&w);
}

static void test_same_keys(void **state)
{
	const char *const lines[] = { GOLD,      "09:00 shipment.eta at=18:00",
				      "= 09:01", "09:10 ask action=rebook",
				      "= 09:11", NULL };
	const char *keys[2];
	struct world w[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		play(&w[i], lines);
		w[i].facts.quotes.items[0].row.state = "approved";
		world_decide(&w[i], i == 0 ? "09:20" : "09:50");
		keys[i] = w[i].effects.items[0].key;
	}
	check_str("the same decision has the same key whenever it is computed", keys[1], keys[0]);
	if (strcmp(w[0].effects.items[0].key, w[0].effects.items[1].key) == 0)
		fail_msg("two effects of one decision share a key");
	world_end(&w[0]);
	world_end(&w[1]);
}

static void test_lapse(void **state)
{
	const char *const lines[] = { GOLD,      "09:00 shipment.eta at=18:00",
				      "= 09:01", "09:10 ask action=rebook",
				      "= 09:11", NULL };
	struct world w;

	(void)state;
	play(&w, lines);
	struct quote *quote = &w.facts.quotes.items[0].row;
	quote->state = "asked";
	struct fact_approval *approval = vec_push(&w.facts.approvals);
	row_init(&row_stored_approval, &approval->row);
	approval->row.approval_id = 900;
	approval->row.quote_id = quote->quote_id;
	approval->row.case_id = quote->case_id;
	approval->row.state = "waiting";
	approval->row.level = 1;
	approval->row.due_at = clock_of("12:40");
	world_say(&w,
		  arena_printf(&w.arena, "09:15 request quote=%lld", (long long)quote->quote_id));
	world_decide(&w, "09:16");
	check_str("due before the option no longer keeps the promise",
		  hhmm(&w, w.facts.approvals.items[0].row.due_at), "11:30");
	w.facts.approvals.items[0].row.due_at = clock_of("09:40");
	world_decide(&w, "09:41");
	check_int("up a level", w.facts.approvals.items[0].row.level, 2);
	check_str("half an hour more", hhmm(&w, w.facts.approvals.items[0].row.due_at), "10:10");
	world_say(&w, "09:50 shipment.picked-up");
	world_decide(&w, "09:51");
	check_str("lapsed", w.facts.approvals.items[0].row.state, "lapsed");
	check_str(
		"in words", w.facts.approvals.items[0].row.reason,
		"the freight moved on: it is moving, and no stop before its destination is known");
	world_end(&w);
}

static void test_letter(void **state)
{
	const char *const lines[] = { GOLD,      "09:00 shipment.eta at=18:00",
				      "= 09:01", "09:10 tell template=new-eta",
				      "= 09:11", NULL };
	struct world w;

	(void)state;
	play(&w, lines);
	const struct letter *letter = &w.facts.letters.items[0].row;
	check_str("title", letter->title, "SHP-1: new time Mon 2 Mar 18:00 UTC");
	check_str("body", letter->body, "Dear Adler Markt, promised Mon 2 Mar 16:00 UTC.\n");
	check_str("to", letter->to_mail, "dock@adler.example");
	check_int("version", letter->template_version, 3);
	check_str("respond runs until it is sent", world_clock(&w, "respond"), "running 09:30");
	world_say(&w, arena_printf(&w.arena, "09:15 send-letter letter=%lld",
				   (long long)letter->letter_id));
	world_decide(&w, "09:16");
	check_str("released", w.facts.letters.items[0].row.state, "released");
	check_str("respond is met", world_clock(&w, "respond"), "met 09:15");
	check_int("one mail", w.effects.count, 1);
	check_str("words", w.effects.items[0].words,
		  "Mail to Adler Markt: SHP-1: new time Mon 2 Mar 18:00 UTC");
	world_end(&w);
}

/* While another carrier is asked and has not accepted, all that could be told is the old plan. */
static void test_no_letter_of_an_old_plan(void **state)
{
	const char *const lines[] = { GOLD,      "09:00 shipment.eta at=18:00",
				      "= 09:01", "09:10 ask action=rebook",
				      "= 09:11", NULL };
	struct world w;
	struct quote *quote;

	(void)state;
	play(&w, lines);
	quote = &w.facts.quotes.items[0].row;
	quote->state = "done";
	world_say(&w, "09:20 tell template=new-eta");
	world_decide(&w, "09:21");
	check_int("no letter", w.facts.letters.count, 0);
	check_str("why", last_act(&w)->answer,
		  "Kuhn Logistik was asked to take it and has not accepted yet: a message now would "
		  "tell the old plan");
	w.facts.subject.carrier_id = quote->payee_id;
	world_say(&w, "09:30 tell template=new-eta");
	world_decide(&w, "09:31");
	check_int("a letter, once it is the carrier", w.facts.letters.count, 1);
	world_end(&w);
}

static void test_by_hand(void **state)
{
	const char *const lines[] = { GOLD, "= 08:01", "09:00 new words=\"seal broken\"", "= 09:01",
				      NULL };
	struct world w;

	(void)state;
	play(&w, lines);
	check_str("type", world_case(&w)->type, "operator");
	check_str("what", world_case(&w)->what, "seal broken");
	check_str("answer", last_act(&w)->answer, "C-1");
	world_say(&w, "15:00 delivery.completed");
	world_decide(&w, "15:01");
	check_str("it stays until a person ends it", world_case(&w)->state, "open");
	world_say(&w, "15:10 resolve outcome=delivered side=carrier reason=\"seal was fine\"");
	world_decide(&w, "15:11");
	check_str("resolved", world_case(&w)->state, "resolved");
	check_str("outcome", world_case(&w)->outcome, "delivered");
	world_end(&w);
}

static void test_resolved_stays(void **state)
{
	const char *const lines[] = { GOLD,
				      "= 16:10",
				      "16:20 resolve outcome=\"no action needed\" side=customer",
				      "= 16:21",
				      "16:30 position place=Kassel",
				      "= 20:00",
				      NULL };
	struct world w;

	(void)state;
	play(&w, lines);
	check_int("the same deadline does not open again", w.facts.cases.count, 0);
	check_int("one case in all", w.closed.count, 1);
	world_say(&w, "20:10 shipment.eta at=23:00");
	world_decide(&w, "20:11");
	check_int("worse news does", w.facts.cases.count, 1);
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_call),           cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_late_option),
		cmocka_unit_test(test_quote_texts),    cmocka_unit_test(test_approved),
		cmocka_unit_test(test_same_keys),      cmocka_unit_test(test_lapse),
		cmocka_unit_test(test_letter),
		cmocka_unit_test(test_no_letter_of_an_old_plan),         cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_resolved_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
