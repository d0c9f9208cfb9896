/* SPDX-License-Identifier: MIT */
/* The console driven by keys: what a dispatcher sees and reads in a morning. */
#include "check.h"

#include "base/mem.h"
#include "desk.h"
#include "state/inside.h"

static void opens_with_the_most_pressing_first(void **state)
{
	struct desk desk;
	const struct case_row *row;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
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
	desk_fill(&desk);
	desk_shows(&desk, "The night left 4 open");
	desk_keys(&desk, "<Enter>");
	desk_shows(&desk, "CUSTOMER");
	desk_close(&desk);
}

static void cursor_holds_its_case_when_another_comes_first(void **state)
{
	struct desk desk;
	const struct case_row *row;
	int64_t held;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
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
	desk_fill(&desk);
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
	desk_fill(&desk);
	paste.now_us = desk.mono_us;
	ui_effects_reset(&desk.effects);
	ui_update(&desk.ui, &paste, &desk.effects);
	assert_null(desk_effect(&desk, UI_DO_ACT));
	assert_non_null(desk_effect(&desk, UI_DO_FIND));
	desk_close(&desk);
}

static void a_case_is_opened_on_any_reference(void **state)
{
	struct desk desk;
	const struct ui_effect *act;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
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

static void enter_reads_what_the_page_cuts(void **state)
{
	struct desk desk;
	struct task_shown_row task;

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
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

/* What the case waits for stands first; a step that was only passed over is not shown. */
static void the_playbook_says_what_it_waits_for(void **state)
{
	static const char *const names[][4] = { { "call", "done", "", "Call the carrier" },
						{ "other", "skipped", "", "Never begun" },
						{ "count", "running", "warehouse", "Count the pallets" },
						{ "last", "waiting", "", "Tell the customer" } };
	struct step_shown_row steps[COUNT_OF(names)];
	struct desk desk;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		row_init(&row_shown_step_shown, &steps[i]);
		steps[i].tenant_id = 1;
		steps[i].case_id = 2;
		steps[i].step = names[i][0];
		steps[i].state = names[i][1];
		steps[i].waits_on = names[i][2];
		steps[i].words = names[i][3];
		steps[i].is_stuck = 0;
	}
	steps[0].started_at = steps[0].ended_at = steps[2].started_at = DESK_NOW;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
	desk_keys(&desk, "<Enter>");
	store_open_case(&desk.store, 1, 2);
	store_load(&desk.store, STORE_STEPS, steps, COUNT_OF(steps));
	desk_shows(&desk, "running, waits for warehouse: Count the pallets");
	desk_shows(&desk, "waiting: Tell the customer");
	desk_keys(&desk, "<Tab> <Tab> <Tab>");
	desk_shows(&desk, "Call the carrier");
	desk_hides(&desk, "Never begun");
	desk_close(&desk);
}

static void papers_stand_with_the_links(void **state)
{
	struct desk desk;
	struct document_shown_row paper;

	(void)state;
	desk_open(&desk, 24, 100);
	desk_fill(&desk);
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
	desk_keys(&desk, "<Tab> <Tab> <Tab> <Tab> <Tab>");
	desk_shows(&desk, "paper pod");
	desk_shows(&desk, "POD SH-1.pdf, 3 KiB, came ");
	desk_keys(&desk, "<Enter>");
	desk_shows(&desk, "from pod@carrier.example [docket doc get 77]");
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
	desk_fill(&desk);
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
	desk_fill(&desk);
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

static void what_is_down_stands_in_the_title(void **state)
{
	struct desk desk;
	struct interface_shown_row rows[3];

	(void)state;
	desk_open(&desk, 24, 80);
	desk_fill(&desk);
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
	desk_fill(&desk);
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
	desk_fill(&desk);
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
	desk_fill(&desk);
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
		desk_fill(&desk);
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
		cmocka_unit_test(cursor_holds_its_case_when_another_comes_first),
		cmocka_unit_test(filter_counts_while_typing_and_says_what_is_wrong),
		cmocka_unit_test(a_paste_never_runs_as_keys),
		cmocka_unit_test(a_case_is_opened_on_any_reference),
		cmocka_unit_test(enter_reads_what_the_page_cuts),
		cmocka_unit_test(the_playbook_says_what_it_waits_for),
		cmocka_unit_test(papers_stand_with_the_links),
		cmocka_unit_test(what_has_no_open_case_is_read),
		cmocka_unit_test(help_explains_signs_and_ends_where_it_ends),
		cmocka_unit_test(what_is_down_stands_in_the_title),
		cmocka_unit_test(a_filter_that_finds_nothing_says_what_would),
		cmocka_unit_test(pressing_rows_above_are_counted),
		cmocka_unit_test(leaving_is_asked_twice),
		cmocka_unit_test(every_size_draws_without_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
