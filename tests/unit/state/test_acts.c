/* SPDX-License-Identifier: MIT */
/* What is done by keys: acts and what takes them back, plans, calls, approvals; and what must never happen. */
#include "check.h"

#include "base/mem.h"
#include "desk.h"
#include "state/inside.h"

static void a_call_takes_four_keys_and_its_fields(void **state)
{
	struct desk desk;
	const struct ui_effect *act;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	desk_keys(&desk, "l");
	desk_shows(&desk, "Spoke to");
	desk_keys(&desk, "<Tab> <Tab> <Tab>");
	desk_type(&desk, "18:10");
	desk_keys(&desk, "<C-s>");
	act = desk_effect(&desk, UI_DO_ACT);
	assert_non_null(act);
	check_str("kind", act->name, "call");
	check_str("eta", texts_value(&act->args, "eta"), "2026-03-02T17:10:00Z");
	check_str("says", texts_value(&act->args, "says"), "eta");
	assert_true(act->has_seen);
	desk_close(&desk);
}

static void claim_is_one_key_and_can_be_taken_back(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	desk_keys(&desk, "c");
	assert_non_null(desk_effect(&desk, UI_DO_ACT));
	check_str("act", desk_effect(&desk, UI_DO_ACT)->name, "claim");
	desk_keys(&desk, "u");
	check_str("undo", desk_effect(&desk, UI_DO_ACT)->name, "release");
	desk_close(&desk);
}

static void answer(struct desk *desk, const char *words, enum err err)
{
	struct ui_event event = { .kind = UI_ANSWER, .now_us = desk->mono_us, .words = words, .err = err, .act_id = INT_NONE };
	char key[64];

	snprintf(key, sizeof key, "%s", desk_effect(desk, UI_DO_ACT)->client_key);
	event.client_key = key;
	ui_effects_reset(&desk->effects);
	ui_update(&desk->ui, &event, &desk->effects);
}

/* The row under the cursor with another plan, as the store would have it after an act. */
static void plan_case(struct desk *desk, int64_t id, const char *words, int64_t at)
{
	struct case_row row = *store_case(&desk->store, 1 + id % 2, id);

	row.next_act = words;
	row.next_act_at = at;
	row.version++;
	store_put_case(&desk->store, &row);
	desk_fold(desk, UI_ROWS, 0);
}

static void undo_takes_back_what_it_offers(void **state)
{
	struct desk desk;
	const struct ui_effect *act;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	desk_keys(&desk, "u");
	desk_shows(&desk, "nothing to take back; what can be: claim, release, next, wait, resolve");
	plan_case(&desk, 2, "call dock", DESK_NOW + US_PER_HOUR);
	desk_keys(&desk, ":");
	desk_type(&desk, "next words=\"call again\" at=+2h");
	desk_keys(&desk, "<Enter>");
	answer(&desk, "planned", ERR_NONE);
	desk_shows(&desk, "u takes it back");
	plan_case(&desk, 2, "call again", DESK_NOW + 2 * US_PER_HOUR);
	desk_keys(&desk, "u");
	act = desk_effect(&desk, UI_DO_ACT);
	check_str("the former plan again", act->name, "next");
	check_str("words", texts_value(&act->args, "words"), "call dock");
	check_str("at", texts_value(&act->args, "at"), "2026-03-02T09:00:00Z");
	desk_keys(&desk, ":");
	desk_type(&desk, "wait reason=customs until=+2h");
	desk_keys(&desk, "<Enter>");
	plan_case(&desk, 2, "customs", DESK_NOW + 2 * US_PER_HOUR);
	desk_keys(&desk, "u");
	check_str("a wait", desk_effect(&desk, UI_DO_ACT)->name, "resume");
	desk_close(&desk);
}

static void undo_names_the_case_that_left_the_list(void **state)
{
	struct desk desk;
	const struct ui_effect *act;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	desk_keys(&desk, ":");
	desk_type(&desk, "resolve outcome=delivered side=carrier");
	desk_keys(&desk, "<Enter>");
	answer(&desk, "closed: delivered", ERR_NONE);
	desk_shows(&desk, "u takes it back");
	store_drop_case(&desk.store, 1, 2);
	desk_fold(&desk, UI_ROWS, 0);
	desk_keys(&desk, "u");
	act = desk_effect(&desk, UI_DO_ACT);
	assert_non_null(act);
	check_str("act", act->name, "reopen");
	check_int("case", act->case_id, 2);
	assert_false(act->has_seen);
	desk_keys(&desk, "N");
	desk_type(&desk, "no phone");
	desk_keys(&desk, "<C-s>");
	answer(&desk, "noted", ERR_NONE);
	desk_hides(&desk, "u takes it back");
	desk_close(&desk);
}

static void load_approval(struct desk *desk, int64_t amount_minor, const char *digest)
{
	struct approval_shown_row row;

	row_init(&row_shown_approval_shown, &row);
	row.tenant_id = 1;
	row.approval_id = 5;
	row.case_id = 2;
	row.quote_id = 9;
	row.ref = "C-10402";
	row.action = "rebook";
	row.label = "Alpen Express, today";
	row.amount_minor = amount_minor;
	row.currency = "EUR";
	row.payee = "Alpen Express";
	row.nothing_minor = 420000;
	row.nothing_currency = "EUR";
	row.customer = "Medicare NV";
	row.asked_by = "ana";
	row.asked_at = DESK_NOW - 5 * US_PER_MIN;
	row.due_at = DESK_NOW + 25 * US_PER_MIN;
	row.state = "waiting";
	row.digest = digest;
	row.may_decide = 1;
	store_load(&desk->store, STORE_APPROVALS, &row, 1);
	desk_fold(desk, UI_ROWS, 0);
}

static void approving_takes_three_keys_and_no_enter(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	desk_me(&desk, "sam", 20, 500000);
	load_approval(&desk, 41200, "aa");
	desk_keys(&desk, "4 <Enter>");
	desk_shows(&desk, "412.00 EUR");
	desk_shows(&desk, "4,200.00 EUR");
	desk_keys(&desk, "y");
	assert_non_null(desk_effect(&desk, UI_DO_DECIDE));
	check_str("verdict", desk_effect(&desk, UI_DO_DECIDE)->name, "approve");
	check_str("digest", desk_effect(&desk, UI_DO_DECIDE)->digest, "aa");
	desk_close(&desk);
}

static void keys_of_the_first_moment_decide_nothing(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	desk_me(&desk, "sam", 20, 500000);
	load_approval(&desk, 41200, "aa");
	desk_keys(&desk, "4 <Enter>");
	desk_fold(&desk, UI_KEY, 'y'); /* in the same instant */
	assert_null(desk_effect(&desk, UI_DO_DECIDE));
	desk.mono_us += US_PER_S;
	load_approval(&desk, 51200, "bb"); /* what is asked changed under it: armed anew */
	desk_fold(&desk, UI_KEY, 'y');
	assert_null(desk_effect(&desk, UI_DO_DECIDE));
	desk_shows(&desk, "changed while you looked");
	desk_keys(&desk, "y");
	check_str("digest", desk_effect(&desk, UI_DO_DECIDE)->digest, "bb");
	desk_close(&desk);
}

static void large_amounts_are_typed(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	desk_me(&desk, "sam", 20, 500000);
	load_approval(&desk, 400000, "aa");
	desk_keys(&desk, "4 <Enter> y");
	assert_null(desk_effect(&desk, UI_DO_DECIDE));
	desk_type(&desk, "400");
	desk_keys(&desk, "<Enter>");
	assert_null(desk_effect(&desk, UI_DO_DECIDE));
	desk_keys(&desk, "<C-u>");
	desk_type(&desk, "4000.00");
	desk_keys(&desk, "<Enter>");
	assert_non_null(desk_effect(&desk, UI_DO_DECIDE));
	desk_close(&desk);
}

static void lost_store_keeps_calls_as_drafts_and_refuses_claims(void **state)
{
	struct desk desk;
	struct ui_event links = { .kind = UI_LINKS };

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	links.now_us = desk.mono_us;
	ui_update(&desk.ui, &links, &desk.effects);
	desk_shows(&desk, "STORE LOST");
	desk.mono_us += US_PER_S;
	links.now_us = desk.mono_us;
	struct ui_event key = { .kind = UI_KEY, .key = 'c', .now_us = desk.mono_us };
	ui_effects_reset(&desk.effects);
	ui_update(&desk.ui, &key, &desk.effects);
	assert_null(desk_effect(&desk, UI_DO_ACT));
	desk_shows(&desk, "not while the store is lost");
	ui_command(&desk.ui, "note words=\"driver has no phone\"", &desk.effects);
	assert_non_null(desk_effect(&desk, UI_DO_DRAFT));
	desk_close(&desk);
}

static void next_act_is_an_act_before_it_is_a_view(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	desk_keys(&desk, "n");
	desk_shows(&desk, "What is to be done.");
	desk_close(&desk);
}

/* The case under the cursor, delivered in another zone than the desk's. */
static void move_to_chicago(struct desk *desk)
{
	struct case_row row;

	for (int64_t id = 1; id <= desk->next_case; id++) {
		row = *store_case(&desk->store, 1 + id % 2, id);
		row.dest_zone = "America/Chicago";
		row.version++;
		store_put_case(&desk->store, &row);
	}
	desk_fold(desk, UI_ROWS, 0);
}

static void a_plan_is_made_by_the_clock_in_the_title(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	move_to_chicago(&desk);
	desk_keys(&desk, "n");
	desk_shows(&desk, "CET, your clock");
	desk_keys(&desk, "<Tab>");
	desk_type(&desk, "16:30");
	desk_shows(&desk, "= 16:30 CET, 09:30 CST");
	desk_keys(&desk, "<S-Tab>");
	desk_type(&desk, "call dock");
	desk_keys(&desk, "<C-s>");
	check_str("at", texts_value(&desk_effect(&desk, UI_DO_ACT)->args, "at"), "2026-03-02T15:30:00Z");
	desk_close(&desk);
}

static void what_a_carrier_says_is_said_at_the_stop(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	move_to_chicago(&desk);
	desk_keys(&desk, "l");
	desk_shows(&desk, "CST, at the stop");
	desk_keys(&desk, "<Tab> <Tab> <Tab>");
	desk_type(&desk, "09:30");
	desk_shows(&desk, "= 09:30 CST, 16:30 CET");
	desk_type(&desk, " CET");
	desk_shows(&desk, "= 02:30 CST, 09:30 CET");
	desk_keys(&desk, "<BS> <BS> <BS> <BS> <C-s>");
	check_str("eta", texts_value(&desk_effect(&desk, UI_DO_ACT)->args, "eta"), "2026-03-02T15:30:00Z");
	desk_close(&desk);
}

static void a_long_refusal_can_be_read(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	desk_keys(&desk, "c");
	answer(&desk, "Rebook with another carrier is not possible: moving; taken over at Venlo by Hansa Road this morning", ERR_DENIED);
	desk_shows(&desk, "refused: Rebook with another carrier");
	desk_shows(&desk, "this morning");
	desk_close(&desk);
}

static void a_form_shows_all_its_choices(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	desk_keys(&desk, "l");
	desk_shows(&desk, "[eta]");
	desk_shows(&desk, "no-answer");
	desk_close(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_takes_four_keys_and_its_fields),
		cmocka_unit_test(claim_is_one_key_and_can_be_taken_back),
		cmocka_unit_test(approving_takes_three_keys_and_no_enter),
		cmocka_unit_test(keys_of_the_first_moment_decide_nothing),
		cmocka_unit_test(large_amounts_are_typed),
		cmocka_unit_test(lost_store_keeps_calls_as_drafts_and_refuses_claims),
		cmocka_unit_test(next_act_is_an_act_before_it_is_a_view),
		cmocka_unit_test(a_long_refusal_can_be_read),
		cmocka_unit_test(a_form_shows_all_its_choices),
		cmocka_unit_test(undo_takes_back_what_it_offers),
		cmocka_unit_test(undo_names_the_case_that_left_the_list),
		cmocka_unit_test(a_plan_is_made_by_the_clock_in_the_title),
		cmocka_unit_test(what_a_carrier_says_is_said_at_the_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
