/* SPDX-License-Identifier: MIT */
/* The page of one case. Every part is a list of lines; the page gives each part its share of rows. */
#include "view/casepage.h"

#include <string.h>

#include "base/text.h"
#include "base/vec.h"
#include "model/explain.h"
#include "theme/role.h"
#include "view/words.h"

/* One line of a part: up to six pieces at columns. */
#define PIECES_MAX 6

struct piece {
	int col, cols, role; /* cols -1: to the edge */
	const char *text;
};

struct line {
	struct piece pieces[PIECES_MAX];
	int count;
};

struct part {
	const char *title;
	const struct piece *heads; /* titles of columns, ended by one without a text; NULL = none */
	bool is_last_first;        /* where there is no room for all, the last lines are shown */
	VEC(struct line) lines;
};

struct page {
	const struct scene *scene;
	const struct case_row *row;
	int64_t now;
	struct arena arena;
	struct part parts[CASEPAGE_PARTS_];
	struct str text;
};

void casepage_next(struct casepage *page)
{
	page->part = (page->part + 1) % CASEPAGE_PARTS_;
	page->top = 0;
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
			page->top += moves[i].lines + moves[i].pages * (rows > 4 ? rows - 4 : 1);
			page->top = page->top < 0 ? 0 : page->top;
			return true;
		}
	return false;
}

static struct line *add_line(struct page *page, enum casepage_part part)
{
	(void)page;
	return vec_push(&page->parts[part].lines);
}

/* Moves what was written into page->text into a piece of the line. */
static void add_piece(struct page *page, struct line *line, int col, int cols, int role)
{
	if (line->count < PIECES_MAX)
		line->pieces[line->count++] =
			(struct piece){ col, cols, role, arena_text(&page->arena, str_text(&page->text), page->text.length) };
	str_clear(&page->text);
}

static void add_plain(struct page *page, struct line *line, int col, int cols, int role, const char *text)
{
	str_adds(&page->text, text);
	add_piece(page, line, col, cols, role);
}

/* ---- plan ---- */

static void plan_moment(struct page *page, struct line *line, int col, int role, int64_t at, const char *zone)
{
	words_when(&page->text, at, page->now, zone);
	add_piece(page, line, col, 11, role);
}

static void plan_late(struct page *page, struct line *line, const struct milestone_shown_row *milestone)
{
	int64_t known = milestone->actual_at != INSTANT_NONE ? milestone->actual_at : milestone->estimated_at;
	int64_t planned = milestone->planned_at;
	int role = ROLE_GOOD;

	if (planned == INSTANT_NONE)
		return;
	if (known == INSTANT_NONE && planned < page->now) {
		str_adds(&page->text, "silent, due ");
		words_ago(&page->text, planned, page->now);
		role = ROLE_OVERDUE;
	} else if (known != INSTANT_NONE && known - planned >= US_PER_MIN) {
		words_duration(&page->text, known - planned);
		str_adds(&page->text, " late");
		role = known - planned > 30 * US_PER_MIN ? ROLE_OVERDUE : ROLE_DUE_SOON;
	} else if (milestone->actual_at != INSTANT_NONE) {
		str_adds(&page->text, "in time");
	}
	if (page->text.length > 0 && *milestone->source && milestone->actual_at == INSTANT_NONE &&
	    milestone->estimated_at != INSTANT_NONE) {
		str_addf(&page->text, ", %s ", milestone->source);
		words_ago(&page->text, milestone->known_at, page->now);
	}
	add_piece(page, line, 56, -1, role);
}

/* Titles of the plan's columns, set into its upper line. */
static const struct piece plan_heads[] = {
	{ 9, 8, ROLE_HEAD, " where " }, { 22, 10, ROLE_HEAD, " planned " }, { 33, 11, ROLE_HEAD, " estimated " }, { 44, 10, ROLE_HEAD, " actual " }, { 0, 0, 0, NULL },
};

static void build_plan(struct page *page)
{
	const struct store_rows *rows = &page->scene->store->sets[STORE_MILESTONES];

	page->parts[CASEPAGE_PLAN].title = "Plan";
	page->parts[CASEPAGE_PLAN].heads = plan_heads;
	page->parts[CASEPAGE_PLAN].is_last_first = true;
	for (size_t i = 0; i < rows->count; i++) {
		const struct milestone_shown_row *milestone = rows->rows[i];
		struct line *line = add_line(page, CASEPAGE_PLAN);
		add_plain(page, line, 0, 8, ROLE_VALUE, milestone->code);
		add_plain(page, line, 9, 12, ROLE_VALUE, milestone->place);
		plan_moment(page, line, 22, ROLE_VALUE, milestone->planned_at, milestone->zone);
		plan_moment(page, line, 33, ROLE_VALUE, milestone->estimated_at, milestone->zone);
		plan_moment(page, line, 44, ROLE_VALUE, milestone->actual_at, milestone->zone);
		plan_late(page, line, milestone);
	}
}

/* ---- call ---- */

static void build_call(struct page *page)
{
	const struct store_rows *rows = &page->scene->store->sets[STORE_CONTACTS];

	page->parts[CASEPAGE_CALL].title = "Call now";
	for (size_t i = 0; i < rows->count; i++) {
		const struct contact_shown_row *contact = rows->rows[i];
		struct line *line = add_line(page, CASEPAGE_CALL);
		bool is_open = words_is_open(contact, page->now);
		add_plain(page, line, 0, 13, ROLE_LABEL, contact->role);
		str_addf(&page->text, "%s%s%s", contact->name, *contact->company ? ", " : "", contact->company);
		add_piece(page, line, 14, 27, ROLE_VALUE);
		add_plain(page, line, 42, 19, ROLE_VALUE, *contact->phone ? contact->phone : contact->mail);
		str_addf(&page->text, "%s, local ", is_open ? "open" : "closed");
		words_when(&page->text, page->now, page->now, contact->zone);
		add_piece(page, line, 62, -1, is_open ? ROLE_GOOD : ROLE_WARN);
	}
}

/* ---- asked: options, approvals, write-backs, letters, tasks ---- */

static const char *approval_words(const char *state)
{
	static const struct {
		const char *state, *words;
	} rows[] = { { "waiting", "waits for approval" }, { "approved", "approved" }, { "denied", "denied" },
		     { "lapsed", "lapsed" }, { "expired", "expired" }, { "review", "done, to be reviewed" } };

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (strcmp(rows[i].state, state) == 0)
			return rows[i].words;
	return state;
}

static void build_approvals(struct page *page)
{
	const struct store_rows *rows = &page->scene->store->sets[STORE_APPROVALS];

	for (size_t i = 0; i < rows->count; i++) {
		const struct approval_shown_row *approval = rows->rows[i];
		struct line *line;
		bool is_waiting = strcmp(approval->state, "waiting") == 0, is_no = strcmp(approval->state, "approved") != 0;
		if (approval->case_id != page->row->case_id || approval->tenant_id != page->row->tenant_id)
			continue;
		line = add_line(page, CASEPAGE_ASKED);
		add_plain(page, line, 0, 14, ROLE_LABEL, approval->action);
		str_adds(&page->text, approval_words(approval->state));
		if (*approval->decided_by) {
			str_addf(&page->text, " by %s ", approval->decided_by);
			words_when(&page->text, approval->decided_at, page->now, page->row->dest_zone);
		}
		if (*approval->reason)
			str_addf(&page->text, " (%s)", approval->reason);
		str_adds(&page->text, ": ");
		words_money(&page->text, approval->amount_minor, approval->currency);
		str_addf(&page->text, ", asked by %s, %s", approval->asked_by, approval->label);
		add_piece(page, line, 15, -1, is_waiting ? ROLE_WARN : is_no ? ROLE_BAD : ROLE_GOOD);
	}
}

static void build_effects(struct page *page)
{
	const struct store_rows *rows = &page->scene->store->sets[STORE_EFFECTS];

	for (size_t i = 0; i < rows->count; i++) {
		const struct effect_shown_row *effect = rows->rows[i];
		struct line *line = add_line(page, CASEPAGE_ASKED);
		bool is_done = strcmp(effect->state, "done") == 0;
		bool is_bad = strcmp(effect->state, "dead") == 0 || strcmp(effect->state, "reconcile") == 0;
		add_plain(page, line, 0, 14, ROLE_LABEL, effect->target);
		str_adds(&page->text, words_effect_state(effect->state));
		if (*effect->receipt)
			str_addf(&page->text, ", receipt %s", effect->receipt);
		if (!is_done && *effect->last_error)
			str_addf(&page->text, " (%s, %lld tries)", effect->last_error, (long long)effect->attempts);
		str_addf(&page->text, ": %s", effect->words);
		add_piece(page, line, 15, -1, is_done ? ROLE_GOOD : is_bad ? ROLE_BAD : ROLE_WARN);
	}
}

static void build_letters(struct page *page)
{
	const struct store_rows *rows = &page->scene->store->sets[STORE_LETTERS];

	for (size_t i = 0; i < rows->count; i++) {
		const struct letter_shown_row *letter = rows->rows[i];
		struct line *line = add_line(page, CASEPAGE_ASKED);
		bool is_draft = strcmp(letter->state, "draft") == 0;
		add_plain(page, line, 0, 14, ROLE_LABEL, is_draft ? "draft to" : "message to");
		str_adds(&page->text, is_draft ? "not sent yet, S sends it" : letter->state);
		if (letter->released_at != INSTANT_NONE) {
			str_addf(&page->text, ", released by %s ", letter->released_by);
			words_when(&page->text, letter->released_at, page->now, page->row->dest_zone);
		}
		str_addf(&page->text, ": %s, \"%s\"", letter->party, letter->title);
		add_piece(page, line, 15, -1, is_draft ? ROLE_WARN : ROLE_GOOD);
	}
}

static void build_tasks(struct page *page)
{
	const struct store_rows *rows = &page->scene->store->sets[STORE_TASKS];

	for (size_t i = 0; i < rows->count; i++) {
		const struct task_shown_row *task = rows->rows[i];
		struct line *line = add_line(page, CASEPAGE_ASKED);
		str_addf(&page->text, "task %s", task->desk);
		add_piece(page, line, 0, 14, ROLE_LABEL);
		str_adds(&page->text, task->state);
		if (task->due_at != INSTANT_NONE && strcmp(task->state, "open") == 0) {
			str_adds(&page->text, ", due ");
			words_when(&page->text, task->due_at, page->now, page->row->dest_zone);
		}
		str_addf(&page->text, ": %s", task->words);
		add_piece(page, line, 15, -1, strcmp(task->state, "open") == 0 ? ROLE_VALUE : ROLE_DIM);
	}
}

static void build_asked(struct page *page)
{
	page->parts[CASEPAGE_ASKED].title = "Asked, sent, told";
	build_approvals(page);
	build_effects(page);
	build_letters(page);
	build_tasks(page);
}

/* ---- links and clocks ---- */

static void build_links(struct page *page)
{
	const struct store_rows *clocks = &page->scene->store->sets[STORE_CLOCKS], *links = &page->scene->store->sets[STORE_LINKS];

	page->parts[CASEPAGE_LINKS].title = "Clocks and links";
	for (size_t i = 0; i < clocks->count; i++) {
		const struct clock_shown_row *clock = clocks->rows[i];
		struct line *line = add_line(page, CASEPAGE_LINKS);
		bool is_running = strcmp(clock->state, "running") == 0;
		str_addf(&page->text, "clock %s", clock->kind);
		add_piece(page, line, 0, 16, ROLE_LABEL);
		str_adds(&page->text, clock->state);
		if (*clock->pause_reason)
			str_addf(&page->text, " (%s)", clock->pause_reason);
		if (is_running && clock->due_at != INSTANT_NONE) {
			str_adds(&page->text, ", due ");
			words_when(&page->text, clock->due_at, page->now, page->row->dest_zone);
		}
		if (*clock->words)
			str_addf(&page->text, ": %s", clock->words);
		add_piece(page, line, 17, -1, strcmp(clock->state, "breached") == 0 ? ROLE_OVERDUE : ROLE_VALUE);
	}
	for (size_t i = 0; i < links->count; i++) {
		const struct link_row *link = links->rows[i];
		struct line *line = add_line(page, CASEPAGE_LINKS);
		add_plain(page, line, 0, 16, ROLE_LABEL, link->kind);
		str_addf(&page->text, "%s %s", link->ref, link->words);
		if (link->known_at != INSTANT_NONE) {
			str_adds(&page->text, " (");
			words_ago(&page->text, link->known_at, page->now);
			str_addc(&page->text, ')');
		}
		add_piece(page, line, 17, -1, ROLE_VALUE);
	}
}

/* ---- story ---- */

static void build_story(struct page *page)
{
	const struct store_rows *rows = &page->scene->store->sets[STORE_STORY];

	page->parts[CASEPAGE_STORY].title = "Story, newest first";
	for (size_t i = rows->count; i-- > 0;) {
		const struct story_row *story = rows->rows[i];
		struct line *line = add_line(page, CASEPAGE_STORY);
		bool is_plan = strcmp(story->nature, "planned") == 0;
		words_when(&page->text, story->at != INSTANT_NONE ? story->at : story->known_at, page->now, page->row->dest_zone);
		add_piece(page, line, 0, 12, ROLE_LABEL);
		add_plain(page, line, 13, 14, ROLE_LABEL, story->source);
		str_adds(&page->text, story->words);
		if (*story->ref)
			str_addf(&page->text, " [%s]", story->ref);
		add_piece(page, line, 28, -1, is_plan ? ROLE_DIM : ROLE_VALUE);
	}
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

static void nothing_text(const struct page *page, struct str *out)
{
	struct arena arena = { 0 };
	const struct explain_line *lines;
	size_t count;

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
	str_addf(&page->text, "%s %s | %s%s%s%s%s", row->subject, row->title, row->customer, *row->tier ? " " : "", row->tier,
		 *row->carrier ? " | " : "", row->carrier);
	if (*row->lane)
		str_addf(&page->text, " | %s", row->lane);
	pane_text(pane, 0, col, -1, ROLE_TITLE, str_text(&page->text));
	str_clear(&page->text);
	return 1;
}

static int draw_head(struct page *page, struct pane pane)
{
	const struct case_row *row = page->row;
	int at = head_title(page, pane);

	str_adds(&page->text, row->what);
	if (row->promise_at != INSTANT_NONE && strstr(row->what, "promised")) {
		str_addf(&page->text, " to %s", *row->customer ? row->customer : "the customer");
	} else if (row->promise_at != INSTANT_NONE) {
		str_addf(&page->text, " | %s was promised ", *row->customer ? row->customer : "the customer");
		words_when_zone(&page->text, row->promise_at, page->now, row->dest_zone);
	}
	at += head_line(pane, at, ROLE_VALUE, "What", &page->text);
	str_addf(&page->text, "%s, %s | %s", words_band(row->band), row->state, *row->owner ? row->owner : "nobody works it");
	if (*row->place) {
		str_addf(&page->text, " | at %s, heard ", row->place);
		words_ago(&page->text, row->last_event_at, page->now);
	}
	if (row->is_feed_dark == 1)
		str_adds(&page->text, " | CARRIER FEED QUIET: CHECK BY HAND");
	if (*row->next_act || row->next_act_at != INSTANT_NONE) {
		str_adds(&page->text, " | next: ");
		if (row->next_act_at != INSTANT_NONE) {
			words_when(&page->text, row->next_act_at, page->now, row->dest_zone);
			str_addc(&page->text, ' ');
		}
		str_addf(&page->text, "%s%s%s", row->next_act, *row->waiting_on ? ", waits on " : "", row->waiting_on);
	}
	at += head_line(pane, at, ROLE_VALUE, "Now", &page->text);
	words_explain(&page->text, row->why, page->now, row->dest_zone, true);
	at += head_line(pane, at, ROLE_VALUE, "Why here", &page->text);
	nothing_text(page, &page->text);
	at += head_line(pane, at, ROLE_MONEY, "If nothing", &page->text);
	return at;
}

/* ---- the page ---- */

static void draw_line(const struct line *line, struct pane pane, int row)
{
	for (int i = 0; i < line->count; i++)
		pane_text(pane, row, line->pieces[i].col, line->pieces[i].cols, line->pieces[i].role, line->pieces[i].text);
}

/* Title and lines from `top`; returns the rows used. */
static int draw_part(const struct part *part, struct pane pane, int at, int rows, long top)
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
		pane_textf(pane, at, pane.rect.cols - 14, 12, ROLE_LABEL, " +%ld more ", count - rows + 1);
	return (int)(count - top < rows - 1 ? count - top : rows - 1) + 1;
}

/* How many rows each part gets of those that are left. Two are kept for the story while there are enough. */
static int share(const struct part *part, enum casepage_part id, int left)
{
	static const int wishes[CASEPAGE_PARTS_] = { [CASEPAGE_PLAN] = 6, [CASEPAGE_CALL] = 4, [CASEPAGE_ASKED] = 7, [CASEPAGE_LINKS] = 0,
						     [CASEPAGE_STORY] = 99 };
	int lines = (int)part->lines.count + 1, wish = wishes[id];

	if (id == CASEPAGE_LINKS)
		wish = left > 14 ? left - 8 : 0; /* only where the page is tall */
	if (id != CASEPAGE_STORY && left >= 4 && wish > left - 2)
		wish = left - 2;
	return lines < wish ? lines : wish;
}

static void draw_parts(struct page *page, const struct casepage *state, struct pane pane, int at)
{
	if (state->part != CASEPAGE_ALL) {
		int rows = pane.rect.rows - at;
		if (draw_part(&page->parts[state->part], pane, at, rows, state->top) == 0)
			pane_textf(pane, at, 0, -1, ROLE_LABEL, "%s: nothing.", page->parts[state->part].title);
		return;
	}
	for (int part = CASEPAGE_PLAN; part < CASEPAGE_PARTS_; part++) {
		int rows = share(&page->parts[part], (enum casepage_part)part, pane.rect.rows - at);
		at += draw_part(&page->parts[part], pane, at, rows, part == CASEPAGE_STORY ? state->top : 0);
	}
}

void casepage_draw(const struct scene *scene, const struct casepage *state, const struct case_row *row, struct pane pane)
{
	struct page page = { .scene = scene, .row = row, .now = scene_now(scene, row->tenant_id) };

	if (scene->store->opened_case == row->case_id && scene->store->opened_tenant == row->tenant_id) {
		build_plan(&page);
		build_call(&page);
		build_asked(&page);
		build_links(&page);
		build_story(&page);
	}
	draw_parts(&page, state, pane, draw_head(&page, pane));
	for (int part = 0; part < CASEPAGE_PARTS_; part++)
		vec_release(&page.parts[part].lines);
	str_release(&page.text);
	arena_release(&page.arena);
}
