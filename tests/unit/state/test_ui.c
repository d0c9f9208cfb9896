/* SPDX-License-Identifier: MIT */
/* The console driven by keys: what a dispatcher does in a morning, and what must never happen. */
#include "check.h"

#include "base/mem.h"
#include "desk.h"
#include "state/inside.h"

static void fill(struct desk *desk)
{
	desk_me(desk, "ana", 17, 0);
	desk_case(desk, "late-arrival", "ETA 18:40, promised 16:00", 1, 50, "");
	desk_case(desk, "temperature", "9.4 C for 12 min, limit 8", 0, 20, "");
	desk_case(desk, "pod-missing", "POD missing since 26h", 3, 900, "ana");
	desk_case(desk, "customs-hold", "papers asked by customs", 2, 300, "");
	desk_fold(desk, UI_ROWS, 0);
}

static void opens_with_the_most_pressing_first(void **state)
{
	struct desk desk;
	const struct case_row *row;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	row = queue_row(&desk.ui.queues[VIEW_NEXT]);
	assert_non_null(row);
	check_str("first", row->type, "temperature");
	desk_shows(&desk, "9.4 C for 12 min");
	desk_shows(&desk, "SIMULATED");
	desk_close(&desk);
}

static void brief_counts_and_enter_starts(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	ui_open_brief(&desk.ui);
	fill(&desk);
	desk_shows(&desk, "The night left 4 open");
	desk_keys(&desk, "<Enter>");
	desk_shows(&desk, "CUSTOMER");
	desk_close(&desk);
}

static void a_call_takes_four_keys_and_its_fields(void **state)
{
	struct desk desk;
	const struct ui_effect *act;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
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
	fill(&desk);
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
	fill(&desk);
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
	fill(&desk);
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

static void cursor_holds_its_case_when_another_comes_first(void **state)
{
	struct desk desk;
	const struct case_row *row;
	int64_t held;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	desk_keys(&desk, "j");
	held = queue_row(&desk.ui.queues[VIEW_NEXT])->case_id;
	desk_case(&desk, "late-arrival", "now the worst of all", 0, 1, "");
	desk_fold(&desk, UI_ROWS, 0);
	row = queue_row(&desk.ui.queues[VIEW_NEXT]);
	check_int("case", row->case_id, held);
	desk_shows(&desk, "HELD +1 new");
	desk.mono_us += 11 * US_PER_S;
	desk_fold(&desk, UI_TICK, 0);
	check_int("case after", queue_row(&desk.ui.queues[VIEW_NEXT])->case_id, held);
	desk_shows(&desk, "now the worst");
	desk_close(&desk);
}

static void filter_counts_while_typing_and_says_what_is_wrong(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	desk_keys(&desk, "/");
	desk_type(&desk, "left<1h");
	desk_shows(&desk, "2 match");
	desk_keys(&desk, "<Enter>");
	check_int("rows", desk.ui.queues[VIEW_NEXT].entries.count, 2);
	desk_keys(&desk, "<Esc>");
	check_int("rows again", desk.ui.queues[VIEW_NEXT].entries.count, 4);
	desk_keys(&desk, "/");
	desk_type(&desk, "carier=DHL");
	desk_shows(&desk, "carrier");
	desk_close(&desk);
}

static void a_paste_never_runs_as_keys(void **state)
{
	struct desk desk;
	struct ui_event paste = { .kind = UI_PASTE, .text = { "ccc", 3 } };

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	paste.now_us = desk.mono_us;
	ui_effects_reset(&desk.effects);
	ui_update(&desk.ui, &paste, &desk.effects);
	assert_null(desk_effect(&desk, UI_DO_ACT));
	assert_non_null(desk_effect(&desk, UI_DO_FIND));
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
	fill(&desk);
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
	fill(&desk);
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
	fill(&desk);
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
	fill(&desk);
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

static void a_case_is_opened_on_any_reference(void **state)
{
	struct desk desk;
	const struct ui_effect *act;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	desk_keys(&desk, ":");
	desk_type(&desk, "new SHP-88002 words=\"seal broken\"");
	desk_keys(&desk, "<Enter>");
	act = desk_effect(&desk, UI_DO_ACT);
	assert_non_null(act);
	check_str("kind", act->name, "new");
	check_str("ref", texts_value(&act->args, "ref"), "SHP-88002");
	check_int("tenant", act->tenant_id, 1);
	check_int("case", act->case_id, INT_NONE);
	desk_close(&desk);
}

static void next_act_is_an_act_before_it_is_a_view(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
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
	fill(&desk);
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
	fill(&desk);
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

static void enter_reads_what_the_page_cuts(void **state)
{
	struct desk desk;
	struct task_shown_row task;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	desk_keys(&desk, "<Enter>");
	row_init(&row_shown_task_shown, &task);
	task.tenant_id = 1;
	task.case_id = 2;
	task.task_id = 1;
	task.desk = "service";
	task.state = "open";
	task.due_at = DESK_NOW + US_PER_HOUR;
	task.words = "Tell Danube Fill Works, line 4: expected Friday 16:30, two pallets short, the rest on Monday with the first truck";
	store_open_case(&desk.store, 1, 2);
	store_load(&desk.store, STORE_TASKS, &task, 1);
	desk_shows(&desk, "part");
	desk_hides(&desk, "first truck");
	desk_keys(&desk, "<Enter>");
	desk_keys(&desk, "G");
	desk_shows(&desk, "first truck");
	desk_close(&desk);
}

static void papers_stand_with_the_links(void **state)
{
	struct desk desk;
	struct document_shown_row paper;

	(void)state;
	desk_open(&desk, 24, 100);
	fill(&desk);
	desk_keys(&desk, "<Enter>");
	row_init(&row_shown_document_shown, &paper);
	paper.tenant_id = 1;
	paper.case_id = 2;
	paper.document_id = 77;
	paper.type = "pod";
	paper.name = "POD SH-1.pdf";
	paper.size_bytes = 2049;
	paper.received_at = DESK_NOW;
	paper.source = "pod@carrier.example";
	store_open_case(&desk.store, 1, 2);
	store_load(&desk.store, STORE_DOCUMENTS, &paper, 1);
	desk_keys(&desk, "<Tab> <Tab> <Tab> <Tab>");
	desk_shows(&desk, "paper pod");
	desk_shows(&desk, "POD SH-1.pdf, 3 KiB, came ");
	desk_keys(&desk, "<Enter>");
	desk_shows(&desk, "from pod@carrier.example [docket doc get 77]");
	desk_close(&desk);
}

static void a_long_refusal_can_be_read(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	desk_keys(&desk, "c");
	answer(&desk, "Rebook with another carrier is not possible: moving; taken over at Venlo by Hansa Road this morning", ERR_DENIED);
	desk_shows(&desk, "refused: Rebook with another carrier");
	desk_shows(&desk, "this morning");
	desk_close(&desk);
}

static void load_found(struct desk *desk, const char *ref, int64_t case_id)
{
	struct found_row row;

	row_init(&row_shown_found, &row);
	row.tenant_id = 1;
	row.kind = "shipment";
	row.ref = row.matched = ref;
	row.subject_id = 77;
	row.case_id = case_id;
	row.case_ref = case_id == INT_NONE ? "" : "C-99";
	store_load(&desk->store, STORE_FOUND, &row, 1);
	desk_fold(desk, UI_ROWS, 0);
}

static void what_has_no_open_case_is_read(void **state)
{
	struct desk desk;
	const struct ui_effect *told;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	desk_keys(&desk, ":");
	desk_type(&desk, "find NW-20170");
	desk_keys(&desk, "<Enter>");
	load_found(&desk, "NW-20170", INT_NONE);
	desk_shows(&desk, "Found: NW-20170");
	desk_keys(&desk, "<Enter>");
	told = desk_effect(&desk, UI_DO_TOLD);
	assert_non_null(told);
	check_int("the subject", told->subject_id, 77);
	load_found(&desk, "NW-20170", 99); /* a case that is closed: no row of it is here */
	desk_keys(&desk, "<Enter>");
	told = desk_effect(&desk, UI_DO_TOLD);
	assert_non_null(told);
	check_int("the case", told->case_id, 99);
	desk_keys(&desk, ":");
	desk_type(&desk, "find NW-20184");
	desk_keys(&desk, "<Enter>");
	load_found(&desk, "NW-20184", INT_NONE);
	desk_shows(&desk, "Found: NW-20184");
	desk_keys(&desk, "<Esc>");
	desk_hides(&desk, "Found");
	desk_close(&desk);
}

static void help_explains_signs_and_ends_where_it_ends(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	desk_keys(&desk, "?");
	desk_shows(&desk, "further");
	desk_hides(&desk, "back up");
	desk_keys(&desk, "G");
	desk_hides(&desk, "further");
	desk_shows(&desk, "back up");
	desk_shows(&desk, "(band=0)"); /* the very last line */
	for (int i = 0; i < 12; i++) {
		char *screen = desk_screen(&desk);
		bool is_there = strstr(screen, "HELD") != NULL;
		mem_free(screen);
		if (is_there) {
			desk_close(&desk);
			return;
		}
		desk_keys(&desk, "<PgUp>");
	}
	fail_msg("help does not explain HELD");
}

static void a_form_shows_all_its_choices(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	desk_keys(&desk, "l");
	desk_shows(&desk, "[eta]");
	desk_shows(&desk, "no-answer");
	desk_close(&desk);
}

static void what_is_down_stands_in_the_title(void **state)
{
	struct desk desk;
	struct interface_shown_row rows[3];

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	desk_shows(&desk, "LIVE  ");
	for (int i = 0; i < 3; i++) {
		row_init(&row_shown_interface_shown, &rows[i]);
		rows[i].tenant_id = 1;
		rows[i].interface_id = i;
		rows[i].name = i == 0 ? "vistula" : i == 1 ? "erp" : "tms";
		rows[i].state = i == 0 ? "quiet" : i == 1 ? "failing" : "ok";
	}
	store_load(&desk.store, STORE_INTERFACES, rows, 3);
	desk_shows(&desk, "LIVE, erp failing +1");
	rows[1].state = "ok";
	store_load(&desk.store, STORE_INTERFACES, rows, 3);
	desk_shows(&desk, "LIVE, vistula quiet");
	desk_close(&desk);
}

static void a_filter_that_finds_nothing_says_what_would(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	desk_keys(&desk, "/");
	desk_type(&desk, "carrier=hansa");
	desk_shows(&desk, "carrier~hansa finds 4");
	desk_keys(&desk, "<Enter>");
	desk_shows(&desk, "Nothing matches; carrier~hansa finds 4");
	desk_keys(&desk, "<Esc>");
	desk_shows(&desk, "filter off");
	desk_close(&desk);
}

static void pressing_rows_above_are_counted(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	for (int i = 0; i < 40; i++)
		desk_case(&desk, "late-arrival", "ETA 18:40", i < 3 ? 0 : 2, 100 + i, "");
	desk_fold(&desk, UI_ROWS, 0);
	desk_hides(&desk, "above");
	desk_keys(&desk, "G");
	desk_shows(&desk, "!! 4 above");
	desk_keys(&desk, "g g");
	desk_hides(&desk, "above");
	desk_close(&desk);
}

static void leaving_is_asked_twice(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk);
	desk_keys(&desk, "q");
	assert_null(desk_effect(&desk, UI_DO_QUIT));
	desk_keys(&desk, "q");
	assert_non_null(desk_effect(&desk, UI_DO_QUIT));
	desk_close(&desk);
}

static void every_size_draws_without_a_fault(void **state)
{
	static const int sizes[][2] = { { 15, 60 }, { 24, 80 }, { 40, 120 }, { 60, 200 }, { 100, 400 }, { 5, 20 }, { 1, 1 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct desk desk;
		char *screen;
		desk_open(&desk, sizes[i][0], sizes[i][1]);
		fill(&desk);
		desk_keys(&desk, "j");
		screen = desk_screen(&desk);
		mem_free(screen);
		desk_keys(&desk, "<Enter> =");
		screen = desk_screen(&desk);
		mem_free(screen);
		desk_close(&desk);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_with_the_most_pressing_first),
		cmocka_unit_test(brief_counts_and_enter_starts),
		cmocka_unit_test(a_call_takes_four_keys_and_its_fields),
		cmocka_unit_test(claim_is_one_key_and_can_be_taken_back),
		cmocka_unit_test(cursor_holds_its_case_when_another_comes_first),
		cmocka_unit_test(filter_counts_while_typing_and_says_what_is_wrong),
		cmocka_unit_test(a_paste_never_runs_as_keys),
		cmocka_unit_test(approving_takes_three_keys_and_no_enter),
		cmocka_unit_test(keys_of_the_first_moment_decide_nothing),
		cmocka_unit_test(large_amounts_are_typed),
		cmocka_unit_test(lost_store_keeps_calls_as_drafts_and_refuses_claims),
		cmocka_unit_test(a_case_is_opened_on_any_reference),
		cmocka_unit_test(next_act_is_an_act_before_it_is_a_view),
		cmocka_unit_test(enter_reads_what_the_page_cuts),
		cmocka_unit_test(papers_stand_with_the_links), cmocka_unit_test(a_long_refusal_can_be_read),
		cmocka_unit_test(what_has_no_open_case_is_read),
		cmocka_unit_test(help_explains_signs_and_ends_where_it_ends),
		cmocka_unit_test(a_form_shows_all_its_choices),
		cmocka_unit_test(what_is_down_stands_in_the_title),
		cmocka_unit_test(a_filter_that_finds_nothing_says_what_would),
		cmocka_unit_test(pressing_rows_above_are_counted),
		cmocka_unit_test(undo_takes_back_what_it_offers),
		cmocka_unit_test(undo_names_the_case_that_left_the_list),
		cmocka_unit_test(a_plan_is_made_by_the_clock_in_the_title),
		cmocka_unit_test(what_a_carrier_says_is_said_at_the_stop),
		cmocka_unit_test(leaving_is_asked_twice),
		cmocka_unit_test(every_size_draws_without_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
