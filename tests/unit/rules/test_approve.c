/* SPDX-License-Identifier: MIT */
/* Who must agree to an action, what an override sets aside, where a request goes when nobody decides, and what a denial gives back. */
#include "world.h"

static const char policy_text[] =
	"include core\n"
	"action rebook\n"
	"\tapprove supervisor\n"
	"\tapprove manager from 5000EUR\n"
	"\tapprove supervisor,finance from 300EUR when tier=gold\n"
	"\ttwo from 25000EUR\n"
	"\toverride manager up to 2000EUR\n"
	"action ship \"Ship\"\n"
	"\tshipment 90EUR\n"
	"\ttwo from 1000EUR\n";

static const char *const late[] = { "08:00 shipment.planned customer=ADLER carrier=DHLF origin=HAM dest=BER promise=16:00", "09:00 shipment.eta at=18:00",
				    "= 09:01", NULL };

static void play(struct world *w, const char *first)
{
	world_begin_text(w, "test", span_of(policy_text));
	world_say(w, first ? first : late[0]);
	for (size_t i = 1; late[i]; i++)
		if (*late[i] == '=')
			world_decide(w, late[i] + 2);
		else
			world_say(w, late[i]);
}

static const struct quote *first_quote(struct world *w)
{
	return &w->facts.quotes.items[0].row;
}

static const char *ladder(struct world *w)
{
	const struct texts *rungs = &first_quote(w)->ladder;
	const char *text = "";

	for (size_t i = 0; i < rungs->count; i++)
		text = arena_printf(&w->arena, "%s%s%s", text, i == 0 ? "" : i % 4 ? " " : ", ", rungs->items[i]);
	return text;
}

static void test_ladder(void **state)
{
	struct world w;

	(void)state;
	play(&w, NULL);
	world_say(&w, "09:10 ask action=rebook");
	world_decide(&w, "09:11");
	check_str("a gold customer's", ladder(&w),
		  "0 1 supervisor , 500000 1 manager , 30000 2 supervisor+finance , 2500000 2 manager ");
	world_end(&w);
	play(&w, "08:00 shipment.planned customer=BIRKE carrier=DHLF origin=HAM dest=BER promise=16:00");
	world_say(&w, "09:10 ask action=rebook");
	world_decide(&w, "09:11");
	check_str("another's", ladder(&w), "0 1 supervisor , 500000 1 manager , 2500000 2 manager ");
	world_end(&w);
}

static void test_digest(void **state)
{
	struct world w[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		play(&w[i], NULL);
		world_say(&w[i], i == 0 ? "09:10 ask action=rebook" : "09:10 ask action=rebook override=storm");
		world_decide(&w[i], "09:11");
	}
	if (first_quote(&w[0])->digest.length == first_quote(&w[1])->digest.length &&
	    memcmp(first_quote(&w[0])->digest.text, first_quote(&w[1])->digest.text, first_quote(&w[0])->digest.length) == 0)
		fail_msg("who must agree is not in the digest");
	check_str("an override has a ladder of its own", ladder(&w[1]), "0 1 manager 200000");
	check_str("and says what it sets aside", first_quote(&w[1])->override, "storm; the limits of rebook are set aside");
	world_end(&w[0]);
	world_end(&w[1]);
}

static void test_override(void **state)
{
	struct world w;

	(void)state;
	play(&w, NULL);
	world_say(&w, "09:20 shipment.picked-up");
	world_say(&w, "09:30 ask action=rebook");
	world_decide(&w, "09:31");
	check_str("not possible, and what would help", first_quote(&w)->label,
		  "Rebook with another carrier is not possible: it is moving, and no stop before its destination is known; a rule is set aside with override=REASON");
	world_end(&w);
	play(&w, NULL);
	world_say(&w, "09:20 ask action=ship override=storm");
	world_decide(&w, "09:21");
	check_str("policy names nobody", first_quote(&w)->label, "policy names nobody who sets a rule of ship aside");
	check_str("so there is nothing to ask for", first_quote(&w)->state, "refused");
	world_end(&w);
}

static struct approval *ask_for(struct world *w)
{
	struct quote *quote = &w->facts.quotes.items[0].row;
	struct fact_approval *of = vec_push(&w->facts.approvals);

	quote->state = "asked";
	row_init(&row_stored_approval, &of->row);
	of->row.approval_id = 900;
	of->row.quote_id = quote->quote_id;
	of->row.case_id = quote->case_id;
	of->row.state = "waiting";
	of->row.level = 1;
	of->row.needed = 1;
	of->row.to_words = "sam";
	of->row.due_at = clock_of("09:40");
	of->row.last_at = clock_of("10:45");
	return &of->row;
}

static const struct audit *last_audit(const struct world *w, const char *what)
{
	for (size_t i = w->audits.count; i-- > 0;)
		if (strcmp(w->audits.items[i].what, what) == 0)
			return &w->audits.items[i];
	fail_msg("no audit row %s", what);
	return NULL;
}

static void test_goes_up(void **state)
{
	struct approval *row;
	struct world w;

	(void)state;
	play(&w, NULL);
	world_say(&w, "09:10 ask action=rebook");
	world_decide(&w, "09:11");
	row = ask_for(&w);
	row->next_id = 7;
	row->next_words = "max (for sam)";
	world_decide(&w, "09:41");
	row = &w.facts.approvals.items[0].row;
	check_int("up a level", row->level, 2);
	check_str("it is named to whom", row->to_words, "max (for sam)");
	check_int("and who that is", row->to_id, 7);
	check_str("he is told", row->told.items[0], "max");
	check_int("until the next time", row->due_at, clock_of("10:10"));
	check_str("the audit says to whom", last_audit(&w, "approval goes up a level")->fields.items[5], "max (for sam)");
	world_decide(&w, "10:11");
	row = &w.facts.approvals.items[0].row;
	check_str("nobody is left: it stays with him", row->to_words, "max (for sam)");
	check_int("to the last moment", row->due_at, clock_of("10:45"));
	check_str("it still waits", row->state, "waiting");
	row->needed = 2;
	row->given = 1;
	world_decide(&w, "10:46");
	check_str("then it is over", w.facts.approvals.items[0].row.state, "expired");
	check_str("in words", w.facts.approvals.items[0].row.reason, "1 of 2 said yes in time");
	world_end(&w);
}

static void test_denied_is_work(void **state)
{
	static struct member asker;
	struct approval *row;
	struct world w;

	(void)state;
	play(&w, NULL);
	row_init(&row_stored_member, &asker);
	asker.person_id = 1;
	map_put_id(&w.reference.people, 1, &asker);
	world_say(&w, "09:10 ask action=rebook");
	world_decide(&w, "09:11");
	row = ask_for(&w);
	row->state = "denied";
	row->asked_by = 1;
	world_say(&w, "09:20 decide approval=900 verdict=deny was=waiting by=sam reason=\"take the cheaper one\"");
	world_decide(&w, "09:21");
	check_str("why not is the next act", world_case(&w)->next_act, "denied by sam: take the cheaper one");
	check_int("now", world_case(&w)->next_act_at, clock_of("09:20"));
	check_int("of who asked", world_case(&w)->owner_id, 1);
	map_release(&w.reference.people);
	world_end(&w);
	play(&w, NULL);
	world_say(&w, "09:20 decide quote=5 verdict=deny was=review by=sam reason=late");
	world_decide(&w, "09:21");
	check_int("what was done already gives nothing back", world_case(&w)->owner_id, INT_NONE);
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ladder),	 cmocka_unit_test(test_digest),
		cmocka_unit_test(test_override), cmocka_unit_test(test_goes_up),
		cmocka_unit_test(test_denied_is_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
