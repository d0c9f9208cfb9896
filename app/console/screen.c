/* SPDX-License-Identifier: MIT */
/* One view as text or picture: the same rows, the same draw, no terminal. */
#include <stdio.h>
#include <string.h>

#include "cell/dump.h"
#include "console/deck.h"
#include "pg/rowread.h"
#include "pg/sync.h"
#include "theme/theme.h"

struct still {
	struct console console;
	struct pg_sync *sync;
	struct arena arena;
};

static enum err read_rows(struct still *still, const char *statement, const struct pg_params *params, const struct row_type *type,
			  void **rows, size_t *count, struct fault *fault)
{
	struct pg_result *result = NULL;
	enum err err = pg_sync_query(still->sync, statement, params, &result, fault);

	if (!err)
		err = rowread_all(type, result, &still->arena, rows, count, fault);
	pg_result_free(result);
	return err;
}

static enum err read_set(struct still *still, const char *statement, const struct pg_params *params, enum store_set set,
			 struct fault *fault)
{
	void *rows;
	size_t count;
	enum err err = read_rows(still, statement, params, store_set_type(set), &rows, &count, fault);

	if (!err)
		store_load(&still->console.store, set, rows, count);
	return err;
}

static enum err read_deads(struct still *still, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_null(&params);
	pg_params_i64(&params, 200);
	err = read_set(still, "console_dead", &params, STORE_DEAD, fault);
	pg_params_release(&params);
	return err;
}

/* What a console reads at its start, at once. */
static enum err read_start(struct still *still, struct fault *fault)
{
	void *rows;
	size_t count = 0;
	enum err err = read_set(still, "console_hello", NULL, STORE_ME, fault);

	if (!err)
		err = read_set(still, "console_approvals", NULL, STORE_APPROVALS, fault);
	if (!err)
		err = read_set(still, "console_interfaces", NULL, STORE_INTERFACES, fault);
	if (!err)
		err = read_set(still, "console_stuck", NULL, STORE_STUCK, fault);
	if (!err)
		err = read_set(still, "console_disruptions", NULL, STORE_DISRUPTIONS, fault);
	if (!err)
		err = read_rows(still, "console_all", NULL, &row_shown_case, &rows, &count, fault);
	if (!err)
		err = read_deads(still, fault);
	for (size_t i = 0; i < count; i++)
		store_put_case(&still->console.store, (const struct case_row *)rows + i);
	return err;
}

/* The cases and receipts of the disruption that is on top. */
static enum err read_disruption(struct still *still, const struct ui_effect *effect, struct fault *fault)
{
	static const struct {
		enum store_set set;
		const char *statement;
	} sets[] = { { STORE_DISRUPTION_MEMBERS, "console_disruption_members" }, { STORE_BULKS, "console_bulks" }, { STORE_RECEIPTS, "console_receipts" } };
	struct pg_params params = { 0 };
	enum err err = ERR_NONE;

	pg_params_i64(&params, effect->tenant_id);
	pg_params_i64(&params, effect->disruption_id);
	for (size_t i = 0; !err && i < COUNT_OF(sets); i++)
		err = read_set(still, sets[i].statement, &params, sets[i].set, fault);
	pg_params_release(&params);
	return err;
}

/* The details that the view asked for. */
static enum err read_details(struct still *still, struct fault *fault)
{
	static const struct {
		enum store_set set;
		const char *statement;
	} sets[] = { { STORE_STORY, "console_story" }, { STORE_MILESTONES, "console_milestones" }, { STORE_CONTACTS, "console_contacts" },
		     { STORE_CLOCKS, "console_clocks" }, { STORE_LINKS, "console_links" }, { STORE_QUOTES, "console_quotes" },
		     { STORE_EFFECTS, "console_effects" }, { STORE_LETTERS, "console_letters" }, { STORE_TASKS, "console_tasks" },
		     { STORE_DOCUMENTS, "console_documents" }, { STORE_STEPS, "console_steps" } };
	enum err err = ERR_NONE;

	for (size_t i = 0; i < still->console.effects.list.count; i++) {
		const struct ui_effect *effect = &still->console.effects.list.items[i];
		struct pg_params params = { 0 };
		if (!err && effect->kind == UI_DO_DISRUPTION)
			err = read_disruption(still, effect, fault);
		if (effect->kind != UI_DO_LOAD)
			continue;
		store_open_case(&still->console.store, effect->tenant_id, effect->case_id);
		pg_params_i64(&params, effect->tenant_id);
		pg_params_i64(&params, effect->case_id);
		for (size_t j = 0; !err && j < COUNT_OF(sets); j++)
			err = read_set(still, sets[j].statement, &params, sets[j].set, fault);
		pg_params_release(&params);
	}
	return err;
}

static void fold(struct still *still, enum ui_event_kind kind, int rows, int cols)
{
	struct ui_event event = { .kind = kind, .now_us = instant_monotonic_now(), .rows = rows, .cols = cols, .act_id = INT_NONE };

	event.links = (struct scene_links){ .is_store_up = true, .is_engine_up = true, .store_heard_at = event.now_us };
	ui_update(&still->console.ui, &event, &still->console.effects);
	if (kind == UI_ROWS)
		store_settle(&still->console.store);
}

/* The case named by --case, or the first of the view. */
static bool open_view(struct still *still, const struct command_screen *screen)
{
	char line[120];

	if (!ui_open_named(&still->console.ui, screen->ref ? "all" : screen->view, &still->console.effects))
		return false;
	if (screen->ref) {
		snprintf(line, sizeof line, "%s", screen->ref);
		for (size_t i = 0; i < still->console.ui.queues[VIEW_ALL].entries.count; i++) {
			const struct case_row *row = still->console.ui.queues[VIEW_ALL].entries.items[i].row;
			if (strcmp(row->ref, line) == 0)
				queue_seek(&still->console.ui.queues[VIEW_ALL], row->tenant_id, row->case_id);
		}
		struct ui_event key = { .kind = UI_KEY, .key = K_ENTER, .now_us = instant_monotonic_now() };
		ui_update(&still->console.ui, &key, &still->console.effects);
	}
	return true;
}

static enum err draw(struct still *still, const struct command_screen *screen, struct fault *fault)
{
	struct str text = { 0 };
	struct theme theme;
	enum err err = theme_shipped(screen->theme ? screen->theme : "default", &theme, fault);

	if (err)
		return err;
	theme_palette(&theme, THEME_256, &still->console.palette);
	still->console.grid.glyphs = GLYPH_LINE;
	grid_resize(&still->console.grid, screen->rows, screen->cols);
	ui_draw(&still->console.ui, &still->console.grid);
	if (screen->is_svg)
		grid_svg(&still->console.grid, &still->console.palette, &text);
	else
		grid_dump(&still->console.grid, &text);
	fputs(str_text(&text), stdout);
	str_release(&text);
	return ERR_NONE;
}

static enum err show(struct still *still, const struct command_screen *screen, struct fault *fault)
{
	enum err err = keymap_shipped(&still->console.keymap, "vi", fault);

	store_init(&still->console.store);
	ui_init(&still->console.ui, &still->console.store, &still->console.keymap, 1, instant_monotonic_now());
	if (!err)
		err = pg_sync_open(screen->store, instant_monotonic_now, &still->sync, fault);
	if (!err)
		err = read_start(still, fault);
	if (err)
		return err;
	still->console.ui.is_demo = true;
	fold(still, UI_RESIZE, screen->rows, screen->cols);
	fold(still, UI_LINKS, 0, 0);
	fold(still, UI_ROWS, 0, 0);
	if (!open_view(still, screen))
		return fault_set(fault, ERR_NOT_FOUND, screen->view, "there is no such view: brief, next, waiting, breaching, approvals, all, case, "
								     "approval, interfaces, dead, disruptions, disruption, receipts, help");
	fold(still, UI_TICK, 0, 0);
	err = read_details(still, fault);
	fold(still, UI_ROWS, 0, 0);
	return err ? err : draw(still, screen, fault);
}

int screen_run(const struct command_screen *screen)
{
	struct still still = { 0 };
	struct fault fault = { 0 };
	enum err err = show(&still, screen, &fault);
	char words[800];

	if (err) {
		fault_words(&fault, words, sizeof words);
		fprintf(stderr, "docket: %s\n", words);
	}
	pg_sync_close(still.sync);
	ui_release(&still.console.ui);
	ui_effects_release(&still.console.effects);
	store_release(&still.console.store);
	keymap_release(&still.console.keymap);
	grid_release(&still.console.grid);
	arena_release(&still.arena);
	return err ? err_exit_code(err) : 0;
}
