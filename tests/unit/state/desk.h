/* SPDX-License-Identifier: MIT */
/* A console on made rows, for tests: keys in, screen out, effects kept. */
#ifndef DOCKET_TESTS_DESK_H
#define DOCKET_TESTS_DESK_H

#include "cell/dump.h"
#include "state/ui.h"

/* 2026-03-02 08:00 UTC, a Monday: when every test begins. */
#define DESK_NOW INT64_C(1772438400000000)

struct desk {
	struct store store;
	struct keymap keymap;
	struct ui ui;
	struct ui_effects effects; /* of the last event */
	struct grid grid;
	int64_t mono_us;
	int64_t next_case;
};

static inline void desk_fold(struct desk *desk, enum ui_event_kind kind, uint32_t key)
{
	struct ui_event event = { .kind = kind, .key = key, .now_us = desk->mono_us, .act_id = INT_NONE };

	event.rows = desk->grid.rows;
	event.cols = desk->grid.cols;
	event.links = (struct scene_links){ true, false, true, false, desk->mono_us, 0, 0 };
	ui_effects_reset(&desk->effects);
	ui_update(&desk->ui, &event, &desk->effects);
	if (kind == UI_ROWS)
		store_settle(&desk->store);
}

/* Presses keys by their names, a blank between: "j j <Enter>"; half a second passes before each. */
static inline void desk_keys(struct desk *desk, const char *names)
{
	while (*names) {
		size_t length = strcspn(names, " ");
		uint32_t key;
		assert_int_equal(key_parse((struct span){ names, length }, &key), ERR_NONE);
		desk->mono_us += 500 * US_PER_MS;
		desk_fold(desk, UI_KEY, key);
		names += length + (names[length] == ' ');
	}
}

static inline void desk_type(struct desk *desk, const char *text)
{
	for (; *text; text++)
		desk_fold(desk, UI_KEY, (uint32_t)(unsigned char)*text);
}

static inline void desk_me(struct desk *desk, const char *handle, int64_t person, int64_t approve_minor)
{
	struct me_row rows[2];

	for (int i = 0; i < 2; i++) {
		row_init(&row_shown_me, &rows[i]);
		rows[i] = (struct me_row){ .tenant_id = i + 1, .tenant = i ? "helio" : "nordwind", .tenant_title = i ? "Helio Pharma" : "Nordwind Retail",
					   .zone = "Europe/Berlin", .currency = "EUR", .person_id = person, .handle = handle, .name = "Ana Lindt", .role = "dispatcher",
					   .desk = "transport", .ask_minor = 25000, .approve_minor = approve_minor, .day_left_minor = 100000,
					   .channel = "x", .is_simulated = 1, .clock_kind = "real", .tenant_now = DESK_NOW, .server_now = DESK_NOW,
					   .clock_rate = 1, .epoch = 1, .seq = 1 };
	}
	store_load(&desk->store, STORE_ME, rows, 2);
}

/* A case: what it is, band, minutes left on its clock, owner ("" = nobody). */
static inline void desk_case(struct desk *desk, const char *type, const char *what, int band, int left_min, const char *owner)
{
	struct case_row row;
	int64_t id = ++desk->next_case;
	char ref[16], subject[16], why[160];

	row_init(&row_shown_case, &row);
	snprintf(ref, sizeof ref, "C-%lld", (long long)(10400 + id));
	snprintf(subject, sizeof subject, "SHP-%lld", (long long)(88000 + id));
	snprintf(why, sizeof why, "due\t%lld\tat\tclock promise\ngold\t-5400\ts\tpolicy\nwork by\t%lld\tat\t\n",
		 (long long)(DESK_NOW + left_min * US_PER_MIN), (long long)(DESK_NOW + (left_min - 90) * US_PER_MIN));
	row.tenant_id = 1 + id % 2;
	row.tenant = id % 2 ? "helio" : "nordwind";
	row.case_id = id;
	row.ref = ref;
	row.type = type;
	row.what = what;
	row.state = "open";
	row.band = band;
	row.due_at = DESK_NOW + left_min * US_PER_MIN;
	row.work_by = row.due_at - 90 * US_PER_MIN;
	row.due_clock = "promise";
	row.why = why;
	row.subject = subject;
	row.subject_kind = "shipment";
	row.title = "12 pallets vaccines";
	row.customer = "Medicare NV";
	row.tier = "gold";
	row.carrier = "Hansa Road";
	row.place = "Hamburg terminal";
	row.lane = "Hamburg > Milano";
	row.dest_zone = "Europe/Rome";
	row.desk = "transport";
	row.owner = owner;
	row.owner_id = *owner ? 17 : INT_NONE;
	row.opened_at = DESK_NOW - US_PER_HOUR;
	row.promise_at = row.due_at;
	row.risk_minor = 1200000;
	row.risk_currency = "EUR";
	row.nothing_minor = 420000;
	row.nothing_currency = "EUR";
	row.nothing_basis = "late penalty\t120000\tEUR\tcontract MED-7\nline down\t300000\tEUR\tcontract MED-7\n";
	row.last_event_at = DESK_NOW - 22 * US_PER_MIN;
	row.v_owner = row.v_state = row.v_money = row.v_plan = row.version = 1;
	store_put_case(&desk->store, &row);
}

static inline void desk_open(struct desk *desk, int rows, int cols)
{
	struct fault fault;

	*desk = (struct desk){ .mono_us = 5 * US_PER_S };
	store_init(&desk->store);
	assert_int_equal(keymap_shipped(&desk->keymap, "vi", &fault), ERR_NONE);
	ui_init(&desk->ui, &desk->store, &desk->keymap, 1, desk->mono_us);
	desk->grid.glyphs = GLYPH_ASCII;
	grid_resize(&desk->grid, rows, cols);
	desk_fold(desk, UI_RESIZE, 0);
	desk_fold(desk, UI_LINKS, 0);
}

static inline void desk_close(struct desk *desk)
{
	ui_release(&desk->ui);
	ui_effects_release(&desk->effects);
	store_release(&desk->store);
	keymap_release(&desk->keymap);
	grid_release(&desk->grid);
}

/* The screen as text; the caller frees it with mem_free. */
static inline char *desk_screen(struct desk *desk)
{
	struct str text = { 0 };

	ui_draw(&desk->ui, &desk->grid);
	grid_dump(&desk->grid, &text);
	return str_take(&text);
}

/* Does the screen show it? Prints the screen if not. */
static inline void desk_shows(struct desk *desk, const char *words)
{
	char *screen = desk_screen(desk);

	if (!strstr(screen, words))
		fail_msg("the screen does not show \"%s\":\n%s", words, screen);
	mem_free(screen);
}

/* And the opposite. */
static inline void desk_hides(struct desk *desk, const char *words)
{
	char *screen = desk_screen(desk);

	if (strstr(screen, words))
		fail_msg("the screen shows \"%s\":\n%s", words, screen);
	mem_free(screen);
}

/* The first effect of a kind, or NULL. */
static inline const struct ui_effect *desk_effect(const struct desk *desk, enum ui_effect_kind kind)
{
	for (size_t i = 0; i < desk->effects.list.count; i++)
		if (desk->effects.list.items[i].kind == kind)
			return &desk->effects.list.items[i];
	return NULL;
}

/* Four cases of Monday morning, and who sees them: ana, who may decide nothing. */
static inline void desk_fill(struct desk *desk)
{
	desk_me(desk, "ana", 17, 0);
	desk_case(desk, "late-arrival", "ETA 18:40, promised 16:00", 1, 50, "");
	desk_case(desk, "temperature", "9.4 C for 12 min, limit 8", 0, 20, "");
	desk_case(desk, "pod-missing", "POD missing since 26h", 3, 900, "ana");
	desk_case(desk, "customs-hold", "papers asked by customs", 2, 300, "");
	desk_fold(desk, UI_ROWS, 0);
}

#endif
