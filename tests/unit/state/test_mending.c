/* SPDX-License-Identifier: MIT */
/* Dead letters by keys: nothing is replayed before the sheet said what would come of it, a copy is never lost unsaid, and several are
 * replayed up to the first repeat. */
#include "check.h"

#include "base/mem.h"
#include "desk.h"
#include "state/inside.h"

static const char good[] = "event\tdelivery.completed\tshipment SHP-1\t2026-03-02T07:00:00Z\t\ncase\tC-10401\tlate-arrival\twould be cleared: delivered\n";
static const char bad[] = "fault\t/at\t\"soon\" is no moment\n";

static void fill(struct desk *desk, size_t count)
{
	struct dead_shown_row rows[4];

	desk_me(desk, "ivy", 17, 0);
	desk_case(desk, "late-arrival", "ETA 18:40, promised 16:00", 1, 50, "");
	for (size_t i = 0; i < count; i++) {
		row_init(&row_shown_dead_shown, &rows[i]);
		rows[i].tenant_id = 2;
		rows[i].dead_id = 71 + (int64_t)i;
		rows[i].at = DESK_NOW;
		rows[i].interface = "dhl";
		rows[i].interface_id = 5;
		rows[i].reason = i == 2 ? "the code is unknown" : "\"soon\" is no moment";
		rows[i].place = "/data/at";
		rows[i].ref = "SHP-1";
		rows[i].case_ref = i == 0 ? "C-10401" : "";
		rows[i].case_id = i == 0 ? 1 : INT_NONE;
		rows[i].state = "open";
	}
	store_load(&desk->store, STORE_DEAD, rows, count);
	desk_fold(desk, UI_ROWS, 0);
}

static void give_text(struct desk *desk)
{
	static const struct textedit_cut cuts[] = { { 0, 0 }, { 1, 2 } };
	const struct ui_dead_text text = { .tenant_id = 2, .dead_id = 71, .text = span_of("{\"at\":\"soon\"}"), .cuts = cuts, .cut_count = 2,
					   .mark_from = 7, .mark_to = 11 };
	struct ui_event event = { .kind = UI_DEAD_TEXT, .now_us = desk->mono_us, .dead = &text, .act_id = INT_NONE };

	ui_effects_reset(&desk->effects);
	ui_update(&desk->ui, &event, &desk->effects);
}

/* What the store, then an engine says of the act that was sent last. */
static void answer(struct desk *desk, const char *words, enum err err)
{
	const struct ui_effect *act = desk_effect(desk, UI_DO_ACT);
	char key[64];
	struct ui_event event = { .kind = UI_ANSWER, .now_us = desk->mono_us, .words = "sent", .client_key = key, .act_id = 3 };

	assert_non_null(act);
	assert_true(act->is_awaited);
	snprintf(key, sizeof key, "%s", act->client_key);
	if (strcmp(act->name, "mend") == 0) { /* it leaves the list before it is answered */
		store_load(&desk->store, STORE_DEAD, NULL, 0);
		desk_fold(desk, UI_ROWS, 0);
	}
	ui_effects_reset(&desk->effects);
	ui_update(&desk->ui, &event, &desk->effects);
	event.words = words;
	event.err = err;
	event.is_folded = true;
	ui_update(&desk->ui, &event, &desk->effects);
}

static void a_letter_is_mended_tried_and_replayed(void **state)
{
	struct desk desk;
	const struct ui_effect *act;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk, 1);
	desk_keys(&desk, "D");
	assert_non_null(desk_effect(&desk, UI_DO_DEADS));
	desk_shows(&desk, "C-10401");
	desk_shows(&desk, "\n\"soon\" is no moment | at /data/at");
	desk_keys(&desk, "<Enter>");
	assert_non_null(desk_effect(&desk, UI_DO_DEAD_TEXT));
	desk_shows(&desk, "being read");
	give_text(&desk);
	desk_shows(&desk, ">   \"at\":\"soon\"}");
	desk_keys(&desk, "e <Del> <Del> <Del> <Del> 7 <C-s>");
	act = desk_effect(&desk, UI_DO_ACT);
	assert_non_null(act);
	check_str("asks only", act->name, "try");
	check_str("with the copy", texts_value(&act->args, "body"), "{\"at\":\"7\"}");
	check_int("at its client", act->tenant_id, 2);
	desk_shows(&desk, "An engine reads it");
	answer(&desk, good, ERR_NONE);
	desk_shows(&desk, "1 event would come out, 1 case would change.");
	desk_shows(&desk, "C-10401 LATE ARRIVAL would be cleared: delivered");
	desk_fold(&desk, UI_KEY, 'y');
	assert_null(desk_effect(&desk, UI_DO_ACT)); /* typed ahead */
	desk_keys(&desk, "y");
	act = desk_effect(&desk, UI_DO_ACT);
	assert_non_null(act);
	check_str("once", act->name, "mend");
	check_str("the copy that was shown", texts_value(&act->args, "body"), "{\"at\":\"7\"}");
	answer(&desk, "replayed", ERR_NONE);
	desk_shows(&desk, "replayed; C-10401 has it in its story now");
	desk_shows(&desk, "Dead letters: what came");
	desk_close(&desk);
}

static void what_would_be_dead_again_is_not_replayed(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk, 1);
	desk_keys(&desk, "D r");
	check_str("from the list as it is", desk_effect(&desk, UI_DO_ACT)->name, "try");
	answer(&desk, bad, ERR_NONE);
	desk_shows(&desk, "Still wrong at /at");
	desk_hides(&desk, "replay it, once");
	desk_keys(&desk, "y");
	assert_null(desk_effect(&desk, UI_DO_ACT));
	desk_shows(&desk, "e mends it first");
	struct ui_event paste = { .kind = UI_PASTE, .text = span_of("y"), .now_us = desk.mono_us, .act_id = INT_NONE };
	ui_update(&desk.ui, &paste, &desk.effects);
	assert_null(desk_effect(&desk, UI_DO_ACT));
	desk_shows(&desk, "a paste decides nothing");
	desk_close(&desk);
}

static void a_copy_is_not_lost_unsaid(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk, 1);
	desk_keys(&desk, "D <Tab>");
	desk_shows(&desk, "Dead letters: what came"); /* a page of one part: the view behind it stays */
	desk_keys(&desk, "<Enter>");
	give_text(&desk);
	desk_keys(&desk, "e x <Esc>");
	desk_shows(&desk, "Your copy, not sent");
	give_text(&desk); /* what comes late does not take it away */
	desk_shows(&desk, "xsoon");
	desk_keys(&desk, "D");
	desk_shows(&desk, "would be lost");
	desk_shows(&desk, "xsoon");
	desk_keys(&desk, "e x <Esc> <Esc>"); /* worked on, it is worth the words again */
	desk_shows(&desk, "would be lost");
	desk_keys(&desk, "<Esc>");
	desk_hides(&desk, "xxsoon");
	desk_hides(&desk, "would be lost");
	desk_keys(&desk, "d");
	desk_type(&desk, "no use");
	desk_keys(&desk, "<Enter>");
	check_str("dropped", desk_effect(&desk, UI_DO_ACT)->name, "drop-dead");
	check_str("with its reason", texts_value(&desk_effect(&desk, UI_DO_ACT)->args, "words"), "no use");
	desk_close(&desk);
}

static void several_stop_at_the_first_repeat(void **state)
{
	struct desk desk;

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk, 4);
	desk_keys(&desk, "D <Space> <Space> <Space> <Space> r");
	check_str("the first", texts_value(&desk_effect(&desk, UI_DO_ACT)->args, "dead"), "71");
	check_str("is replayed", desk_effect(&desk, UI_DO_ACT)->name, "replay");
	answer(&desk, "replayed", ERR_NONE);
	check_str("then the next", texts_value(&desk_effect(&desk, UI_DO_ACT)->args, "dead"), "72");
	answer(&desk, "still dead: the mapping is gone", ERR_DENIED);
	check_str("another fault goes on", texts_value(&desk_effect(&desk, UI_DO_ACT)->args, "dead"), "73");
	answer(&desk, "still dead: the mapping is gone", ERR_DENIED);
	assert_null(desk_effect(&desk, UI_DO_ACT));
	desk_shows(&desk, "Stopped at the first repeat: 1 replayed, 2 failed, 1 left");
	desk_shows(&desk, ": left as it is");
	desk_close(&desk);
}

static void without_an_engine_it_is_refused_in_words(void **state)
{
	struct desk desk;
	struct ui_event event = { .kind = UI_LINKS, .act_id = INT_NONE };

	(void)state;
	desk_open(&desk, 24, 80);
	fill(&desk, 1);
	event.now_us = desk.mono_us;
	event.links = (struct scene_links){ .is_store_up = true, .store_heard_at = desk.mono_us };
	ui_update(&desk.ui, &event, &desk.effects);
	desk_keys(&desk, "D r");
	assert_null(desk_effect(&desk, UI_DO_ACT));
	desk_shows(&desk, "no engine answers");
	desk_close(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_is_mended_tried_and_replayed), cmocka_unit_test(what_would_be_dead_again_is_not_replayed),
		cmocka_unit_test(a_copy_is_not_lost_unsaid),		 cmocka_unit_test(several_stop_at_the_first_repeat),
		cmocka_unit_test(without_an_engine_it_is_refused_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
