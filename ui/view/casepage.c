/* SPDX-License-Identifier: MIT */
/* The page of one case: its head, and the parts sharing the height that is left. */
#include "view/casepage.h"

#include <string.h>

#include "base/text.h"
#include "model/explain.h"
#include "theme/role.h"
#include "view/caseparts.h"
#include "view/words.h"

void casepage_next(struct casepage *page)
{
	page->part = (page->part + 1) % CASEPAGE_PARTS_;
	page->top = 0;
}

/* A page is what is surely shown: the head has a third of the screen, and parts that share the rest leave the story a few lines. */
static int page_rows(const struct casepage *page, int rows)
{
	int shown = page->part == CASEPAGE_ALL ? rows / 6 : rows / 2 - 2;

	return shown > 1 ? shown : 1;
}

bool casepage_command(struct casepage *page, const char *command, int rows)
{
	static const struct {
		const char *command;
		int lines, pages;
	} moves[] = { { "move-down", 1, 0 }, { "move-up", -1, 0 }, { "page-down", 0, 1 }, { "page-up", 0, -1 } };

	if (strcmp(command, "move-first") == 0)
		return page->top = 0, true;
	for (size_t i = 0; i < COUNT_OF(moves); i++)
		if (strcmp(moves[i].command, command) == 0) {
			page->top += moves[i].lines + moves[i].pages * page_rows(page, rows);
			page->top = page->top < 0 ? 0 : page->top;
			return true;
		}
	return false;
}

/* ---- head ---- */

/* Draws a label and a value that may wrap over `rows` lines; returns the rows used. */
static int head_line(struct pane pane, int row, int role, const char *label, struct str *text)
{
	int col = *label ? 11 : 0, room = pane.rect.cols - col, used = 0;
	struct span rest = { str_text(text), text->length };

	if (*label)
		pane_text(pane, row, 0, 10, ROLE_LABEL, label);
	while (rest.length > 0 && used < 3 && room > 10) {
		size_t fit = text_fit(rest.text, rest.length, room, NULL), cut = fit;
		while (fit < rest.length && used < 2 && cut > 0 && rest.text[cut - 1] != ' ')
			cut--;
		if (cut == 0 || fit == rest.length || used == 2)
			cut = used == 2 ? rest.length : fit;
		pane_span(pane, row + used++, col, room, role, (struct span){ rest.text, cut });
		rest = (struct span){ rest.text + cut, rest.length - cut };
	}
	str_clear(text);
	return used ? used : 1;
}

static void nothing_text(struct page *page)
{
	struct str *out = &page->text;
	struct arena arena = { 0 };
	const struct explain_line *lines;
	size_t count;

	if (strcmp(page->row->subject_kind, "interface") == 0) { /* a part of the page lists them */
		str_adds(out, "nobody hears of what hangs on it; I shows the interfaces");
		return;
	}
	words_money(out, page->row->nothing_minor, page->row->nothing_currency);
	count = explain_read(&arena, page->row->nothing_basis, &lines);
	for (size_t i = 0; i < count; i++) {
		str_addf(out, "%s%s ", i ? ", " : ": ", lines[i].name);
		words_amount(out, lines[i].amount, lines[i].unit, page->now, page->row->dest_zone);
		if (*lines[i].source)
			str_addf(out, " (%s)", lines[i].source);
	}
	arena_release(&arena);
}

static int head_title(struct page *page, struct pane pane)
{
	const struct case_row *row = page->row;
	int col;

	col = pane_text(pane, 0, 0, -1, ROLE_ID, row->ref) + 1;
	words_type(&page->text, row->type, true);
	col += pane_text(pane, 0, col, -1, (int)role_band((int)row->band), str_text(&page->text)) + 1;
	str_clear(&page->text);
	str_addf(&page->text, "%s %s%s%s%s%s%s%s", row->subject, row->title, *row->customer ? " | " : "", row->customer, *row->tier ? " " : "", row->tier,
		 *row->carrier ? " | " : "", row->carrier);
	if (*row->lane)
		str_addf(&page->text, " | %s", row->lane);
	pane_text(pane, 0, col, -1, ROLE_TITLE, str_text(&page->text));
	str_clear(&page->text);
	return 1;
}

static void what_text(struct page *page)
{
	const struct case_row *row = page->row;
	const char *customer = *row->customer ? row->customer : "the customer";

	if (strcmp(row->state, "cleared") == 0)
		str_adds(&page->text, "it was: ");
	str_adds(&page->text, row->what);
	if (row->promise_at != INSTANT_NONE && strstr(row->what, "promised")) {
		str_addf(&page->text, " to %s", customer);
	} else if (row->promise_at != INSTANT_NONE) {
		str_addf(&page->text, " | %s was promised ", customer);
		words_when_zone(&page->text, row->promise_at, page->now, row->dest_zone);
	}
}

static void now_text(struct page *page)
{
	const struct case_row *row = page->row;

	if (strcmp(row->state, "cleared") == 0)
		str_adds(&page->text, "solved, a last look is due");
	else
		str_addf(&page->text, "%s, %s", words_band(row->band), row->state);
	str_addf(&page->text, " | %s", *row->owner ? row->owner : "nobody works it");
	if (*row->place) {
		str_addf(&page->text, " | at %s, heard ", row->place);
		words_ago(&page->text, row->last_event_at, page->now);
	}
	if (*row->disruption)
		str_addf(&page->text, " | part of %s (d)", row->disruption);
	if (row->is_feed_dark == 1)
		str_adds(&page->text, " | UNHEARD: its carrier's interface is quiet");
	if (*row->next_act || row->next_act_at != INSTANT_NONE) {
		str_adds(&page->text, " | next: ");
		if (row->next_act_at != INSTANT_NONE) {
			words_when_zone(&page->text, row->next_act_at, page->now, scene_zone(page->scene));
			str_addc(&page->text, ' ');
		}
		str_addf(&page->text, "%s%s%s", row->next_act, *row->waiting_on ? ", waits on " : "", row->waiting_on);
	}
}

static void why_text(struct page *page)
{
	const struct case_row *row = page->row;

	words_explain(&page->text, row->why, page->now, row->dest_zone, true);
	if (*row->due_clock)
		str_addf(&page->text, " | %s clock: %s", words_clock(row->due_clock), words_clock_stop(row->due_clock));
}

static const struct {
	const char *label;
	int role;
	void (*on_text)(struct page *page);
} head_lines[] = { { "What", ROLE_VALUE, what_text }, { "Now", ROLE_VALUE, now_text }, { "Why here", ROLE_VALUE, why_text },
		   { "If nothing", ROLE_MONEY, nothing_text } };

static int draw_head(struct page *page, struct pane pane)
{
	int at = head_title(page, pane);

	for (size_t i = 0; i < COUNT_OF(head_lines); i++) {
		head_lines[i].on_text(page);
		at += head_line(pane, at, head_lines[i].role, head_lines[i].label, &page->text);
	}
	return at;
}

/* ---- the page ---- */

static void draw_line(const struct line *line, struct pane pane, int row)
{
	for (int i = 0; i < line->count; i++)
		pane_text(pane, row, line->pieces[i].col, line->pieces[i].cols, line->pieces[i].role, line->pieces[i].text);
}

/* Title and lines from `top`; returns the rows used. */
static int draw_part(const struct part *part, struct pane pane, int at, int rows, long top, const char *key)
{
	long count = (long)part->lines.count;

	if (rows < 2 || count == 0)
		return 0;
	pane_hline(pane, at, 0, pane.rect.cols, ROLE_BORDER);
	pane_textf(pane, at, 2, -1, ROLE_HEAD, " %s ", part->title);
	for (const struct piece *head = part->heads; head && head->text; head++)
		pane_text(pane, at, head->col, head->cols, head->role, head->text);
	if (part->is_last_first && top == 0 && count > rows - 1)
		top = count - rows + 1;
	if (top > count - 1)
		top = count - 1;
	for (long i = 0; i < rows - 1 && top + i < count; i++)
		draw_line(&part->lines.items[top + i], pane, at + 1 + (int)i);
	if (count > rows - 1)
		pane_textf(pane, at, pane.rect.cols - 18, 17, ROLE_LABEL, " +%ld more: %s ", count - rows + 1, key);
	return (int)(count - top < rows - 1 ? count - top : rows - 1) + 1;
}

/* Kept for the story while there are enough: what came of an act is told by several systems within a moment. */
#define STORY_ROWS_LEAST 4

/* How many rows each part gets of those that are left. */
static int share(const struct part *part, enum casepage_part id, int left, bool is_list)
{
	static const int wishes[CASEPAGE_PARTS_] = { [CASEPAGE_PLAN] = 6, [CASEPAGE_CALL] = 4, [CASEPAGE_STEPS] = 5, [CASEPAGE_ASKED] = 7, [CASEPAGE_LINKS] = 0,
						     [CASEPAGE_STORY] = 99 };
	int lines = (int)part->lines.count + 1, wish = wishes[id];

	if (id == CASEPAGE_LINKS)
		wish = left > 14 ? left - 8 : 0; /* only where the page is tall */
	if (id == CASEPAGE_STEPS && left <= 14)
		wish = 3; /* what it waits for, and what comes then */
	if (id == CASEPAGE_PLAN && is_list)
		wish = left > 10 ? left - 4 : wish; /* what hangs on an interface is what its case is about */
	if (id != CASEPAGE_STORY && left >= STORY_ROWS_LEAST + 2 && wish > left - STORY_ROWS_LEAST)
		wish = left - STORY_ROWS_LEAST;
	return lines < wish ? lines : wish;
}

static void draw_parts(struct page *page, const struct casepage *state, struct pane pane, int at)
{
	if (state->part != CASEPAGE_ALL) {
		int rows = pane.rect.rows - at;
		if (draw_part(&page->parts[state->part], pane, at, rows, state->top, "Down") == 0)
			pane_textf(pane, at, 0, -1, ROLE_LABEL, "%s: nothing.", page->parts[state->part].title);
		return;
	}
	for (int part = CASEPAGE_PLAN; part < CASEPAGE_PARTS_; part++) {
		bool is_list = strcmp(page->row->subject_kind, "interface") == 0;
		int rows = share(&page->parts[part], (enum casepage_part)part, pane.rect.rows - at, is_list);
		at += draw_part(&page->parts[part], pane, at, rows, part == CASEPAGE_STORY ? state->top : 0,
				part == CASEPAGE_STORY ? "Down" : "Tab");
	}
}

void casepage_draw(const struct scene *scene, const struct casepage *state, const struct case_row *row, struct pane pane)
{
	struct page page = { .scene = scene, .row = row, .now = scene_now(scene, row->tenant_id) };

	if (scene->store->opened_case == row->case_id && scene->store->opened_tenant == row->tenant_id)
		caseparts_build(&page);
	draw_parts(&page, state, pane, draw_head(&page, pane));
	caseparts_release(&page);
}

/* ---- to read ---- */

static void part_text(const struct part *part, struct str *out)
{
	str_addf(out, "\n%s\n", part->title);
	for (size_t i = 0; i < part->lines.count; i++) {
		const struct line *line = &part->lines.items[i];
		str_adds(out, "  ");
		for (int j = 0; j < line->count; j++)
			if (*line->pieces[j].text)
				str_addf(out, "%s%s", j ? "  " : "", line->pieces[j].text);
		str_addc(out, '\n');
	}
	if (part->lines.count == 0)
		str_adds(out, "  Nothing.\n");
}

void casepage_text(const struct scene *scene, const struct casepage *state, const struct case_row *row, struct str *out)
{
	struct page page = { .scene = scene, .row = row, .now = scene_now(scene, row->tenant_id) };

	bool is_loaded = scene->store->opened_case == row->case_id && scene->store->opened_tenant == row->tenant_id;

	if (is_loaded)
		caseparts_build(&page);
	for (size_t i = 0; i < COUNT_OF(head_lines) && state->part == CASEPAGE_ALL; i++) {
		head_lines[i].on_text(&page);
		str_addf(out, "%s: %s\n", head_lines[i].label, str_text(&page.text));
		str_clear(&page.text);
	}
	for (int part = CASEPAGE_PLAN; is_loaded && part < CASEPAGE_PARTS_; part++)
		if (state->part == CASEPAGE_ALL || state->part == (enum casepage_part)part)
			part_text(&page.parts[part], out);
	caseparts_release(&page);
}
