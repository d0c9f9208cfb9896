/* SPDX-License-Identifier: MIT */
/* Every part of a case's page is a list of lines: planned against actual, whom to call, what was asked, clocks and links, the story. */
#include "view/caseparts.h"

#include <string.h>

#include "model/explain.h"
#include "theme/role.h"
#include "view/words.h"

static struct line *add_line(struct page *page, enum casepage_part part)
{
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

/* Names a part whose times all are in the zone of the case's place, which its title says. */
static void name_part(struct page *page, enum casepage_part part, const char *title)
{
	str_addf(&page->text, "%s, times in ", title);
	words_zone(&page->text, page->now, page->row->dest_zone);
	page->parts[part].title = arena_text(&page->arena, str_text(&page->text), page->text.length);
	str_clear(&page->text);
}

/* ---- plan ---- */

static void plan_moment(struct page *page, struct line *line, int col, int role, int64_t at)
{
	words_when(&page->text, at, page->now, page->row->dest_zone);
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
	{ 22, 10, ROLE_HEAD, " planned " }, { 33, 11, ROLE_HEAD, " estimated " }, { 44, 10, ROLE_HEAD, " actual " }, { 0, 0, 0, NULL },
};

/* What hangs on an interface, as the rules listed it: what is to be checked by hand first. */
static void build_hanging(struct page *page)
{
	const struct explain_line *lines;
	size_t count = explain_read(&page->arena, page->row->nothing_basis, &lines);

	name_part(page, CASEPAGE_PLAN, "Hangs on it");
	for (size_t i = 0; i < count; i++) {
		struct line *line = add_line(page, CASEPAGE_PLAN);
		bool is_by_hand = strcmp(lines[i].source, "CHECK BY HAND") == 0;
		add_plain(page, line, 0, 40, ROLE_VALUE, lines[i].name);
		words_amount(&page->text, lines[i].amount, lines[i].unit, page->now, page->row->dest_zone);
		add_piece(page, line, 41, 14, ROLE_VALUE);
		add_plain(page, line, 56, -1, is_by_hand ? ROLE_BAD : ROLE_DIM, lines[i].source);
	}
}

static void build_plan(struct page *page)
{
	const struct store_rows *rows = &page->scene->store->sets[STORE_MILESTONES];

	if (strcmp(page->row->subject_kind, "interface") == 0) {
		build_hanging(page);
		return;
	}

	str_adds(&page->text, "Plan in ");
	words_zone(&page->text, page->now, page->row->dest_zone);
	page->parts[CASEPAGE_PLAN].title = arena_text(&page->arena, str_text(&page->text), page->text.length);
	str_clear(&page->text);
	page->parts[CASEPAGE_PLAN].heads = plan_heads;
	page->parts[CASEPAGE_PLAN].is_last_first = true;
	for (size_t i = 0; i < rows->count; i++) {
		const struct milestone_shown_row *milestone = rows->rows[i];
		struct line *line = add_line(page, CASEPAGE_PLAN);
		add_plain(page, line, 0, 8, ROLE_VALUE, milestone->code);
		add_plain(page, line, 9, 12, ROLE_VALUE, milestone->place);
		plan_moment(page, line, 22, ROLE_VALUE, milestone->planned_at);
		plan_moment(page, line, 33, ROLE_VALUE, milestone->estimated_at);
		plan_moment(page, line, 44, ROLE_VALUE, milestone->actual_at);
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

/* ---- the playbook ---- */

static void step_until(struct page *page, const struct step_shown_row *step)
{
	if (*step->waits_on)
		str_addf(&page->text, ", waits for %s", step->waits_on);
	if (step->due_at == INSTANT_NONE)
		return;
	str_adds(&page->text, step->due_at < page->now ? ", was due " : ", due ");
	words_when(&page->text, step->due_at, page->now, page->row->dest_zone);
}

static void step_end(struct page *page, const struct step_shown_row *step)
{
	if (*step->by_person)
		str_addf(&page->text, " by %s", step->by_person);
	if (step->ended_at != INSTANT_NONE && step->started_at != INSTANT_NONE) {
		str_addc(&page->text, ' ');
		words_when(&page->text, step->ended_at, page->now, page->row->dest_zone);
	}
}

static int step_role(const struct step_shown_row *step)
{
	if (step->is_stuck == 1)
		return ROLE_BAD;
	if (strcmp(step->state, "running") == 0)
		return ROLE_WARN;
	return strcmp(step->state, "done") == 0 ? ROLE_GOOD : ROLE_DIM;
}

static bool is_step_open(const struct step_shown_row *step)
{
	return strcmp(step->state, "running") == 0 || strcmp(step->state, "failed") == 0;
}

static void add_step(struct page *page, const struct step_shown_row *step)
{
	struct line *line = add_line(page, CASEPAGE_STEPS);

	add_plain(page, line, 0, 14, ROLE_LABEL, step->step);
	str_adds(&page->text, step->is_stuck == 1 && strcmp(step->state, "running") == 0 ? "STUCK" : step->state);
	if (is_step_open(step))
		step_until(page, step);
	else
		step_end(page, step);
	str_addf(&page->text, ": %s", step->words);
	if (*step->answer)
		str_addf(&page->text, " (%s)", step->answer);
	add_piece(page, line, 15, -1, step_role(step));
}

static bool is_step_to_come(const struct step_shown_row *step)
{
	return strcmp(step->state, "waiting") == 0;
}

/* What the case waits for now stands first; then what comes, then what was: not what was only passed over. */
static void build_steps(struct page *page)
{
	const struct store_rows *rows = &page->scene->store->sets[STORE_STEPS];

	name_part(page, CASEPAGE_STEPS, "Playbook");
	for (size_t i = 0; i < rows->count; i++)
		if (is_step_open(rows->rows[i]))
			add_step(page, rows->rows[i]);
	for (size_t i = 0; i < rows->count; i++)
		if (is_step_to_come(rows->rows[i]))
			add_step(page, rows->rows[i]);
	for (size_t i = rows->count; i-- > 0;)
		if (!is_step_open(rows->rows[i]) && !is_step_to_come(rows->rows[i]) &&
		    ((const struct step_shown_row *)rows->rows[i])->started_at != INSTANT_NONE)
			add_step(page, rows->rows[i]);
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
		if (is_bad) /* the number is what an act about it is given */
			str_addf(&page->text, " (write-back %lld)", (long long)effect->effect_id);
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
		str_adds(&page->text, is_draft ? "not sent yet, S sends it" : letter->goes_at != INSTANT_NONE ? "goes out " : letter->state);
		if (letter->goes_at != INSTANT_NONE) {
			words_when(&page->text, letter->goes_at, page->now, page->row->dest_zone);
			str_adds(&page->text, " unless it is taken back");
		} else if (letter->released_at != INSTANT_NONE) {
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
			str_adds(&page->text, ", to be done by ");
			words_when(&page->text, task->due_at, page->now, page->row->dest_zone);
			str_adds(&page->text, ", then x");
		}
		str_addf(&page->text, ": %s", task->words);
		add_piece(page, line, 15, -1, strcmp(task->state, "open") == 0 ? ROLE_VALUE : ROLE_DIM);
	}
}

/* Options that were priced and not asked for: what could be done. */
static void build_quotes(struct page *page)
{
	const struct store_rows *rows = &page->scene->store->sets[STORE_QUOTES];

	for (size_t i = 0; i < rows->count; i++) {
		const struct quote_shown_row *quote = rows->rows[i];
		struct line *line;
		if (strcmp(quote->state, "offered") != 0)
			continue;
		line = add_line(page, CASEPAGE_ASKED);
		str_addf(&page->text, "could %s", quote->action);
		add_piece(page, line, 0, 14, ROLE_LABEL);
		words_money(&page->text, quote->amount_minor, quote->currency);
		str_addf(&page->text, ": %s", quote->label);
		add_piece(page, line, 15, -1, ROLE_DIM);
	}
}

static void build_asked(struct page *page)
{
	name_part(page, CASEPAGE_ASKED, "Asked, sent, told");
	build_approvals(page);
	build_effects(page);
	build_letters(page);
	build_tasks(page);
	build_quotes(page);
}

/* ---- links, papers and clocks ---- */

static void size_text(struct str *out, int64_t bytes)
{
	if (bytes < 1024)
		str_addf(out, "%lld bytes", (long long)bytes);
	else
		str_addf(out, "%lld KiB", (long long)((bytes + 1023) / 1024));
}

static void build_documents(struct page *page)
{
	const struct store_rows *rows = &page->scene->store->sets[STORE_DOCUMENTS];

	for (size_t i = 0; i < rows->count; i++) {
		const struct document_shown_row *document = rows->rows[i];
		struct line *line = add_line(page, CASEPAGE_LINKS);
		str_addf(&page->text, "paper %s", document->type);
		add_piece(page, line, 0, 18, ROLE_LABEL);
		str_addf(&page->text, "%s, ", document->name);
		size_text(&page->text, document->size_bytes);
		str_adds(&page->text, ", came ");
		words_when(&page->text, document->received_at, page->now, page->row->dest_zone);
		str_addf(&page->text, " from %s [docket doc get %lld]", document->source, (long long)document->document_id);
		add_piece(page, line, 19, -1, ROLE_VALUE);
	}
}

static void build_links(struct page *page)
{
	const struct store_rows *clocks = &page->scene->store->sets[STORE_CLOCKS], *links = &page->scene->store->sets[STORE_LINKS];

	name_part(page, CASEPAGE_LINKS, "Clocks and links");
	for (size_t i = 0; i < clocks->count; i++) {
		const struct clock_shown_row *clock = clocks->rows[i];
		struct line *line = add_line(page, CASEPAGE_LINKS);
		bool is_running = strcmp(clock->state, "running") == 0;
		add_plain(page, line, 0, 18, ROLE_LABEL, words_clock(clock->kind));
		str_adds(&page->text, words_clock_state(clock->state));
		if (*clock->pause_reason)
			str_addf(&page->text, " (%s)", clock->pause_reason);
		if (is_running && clock->due_at != INSTANT_NONE) {
			str_adds(&page->text, " until ");
			words_when(&page->text, clock->due_at, page->now, page->row->dest_zone);
		}
		if (is_running && *words_clock_stop(clock->kind))
			str_addf(&page->text, "; %s", words_clock_stop(clock->kind));
		add_piece(page, line, 19, -1, strcmp(clock->state, "breached") == 0 ? ROLE_OVERDUE : ROLE_VALUE);
	}
	build_documents(page);
	for (size_t i = 0; i < links->count; i++) {
		const struct link_row *link = links->rows[i];
		struct line *line = add_line(page, CASEPAGE_LINKS);
		add_plain(page, line, 0, 18, ROLE_LABEL, link->kind);
		str_addf(&page->text, "%s %s", link->ref, link->words);
		if (link->known_at != INSTANT_NONE) {
			str_adds(&page->text, " (");
			words_ago(&page->text, link->known_at, page->now);
			str_addc(&page->text, ')');
		}
		add_piece(page, line, 19, -1, ROLE_VALUE);
	}
}

/* ---- story ---- */

static void build_story(struct page *page)
{
	const struct store_rows *rows = &page->scene->store->sets[STORE_STORY];

	name_part(page, CASEPAGE_STORY, "Story, newest first");
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

void caseparts_build(struct page *page)
{
	build_plan(page);
	build_call(page);
	build_steps(page);
	build_asked(page);
	build_links(page);
	build_story(page);
}

void caseparts_release(struct page *page)
{
	for (int part = 0; part < CASEPAGE_PARTS_; part++)
		vec_release(&page->parts[part].lines);
	str_release(&page->text);
	arena_release(&page->arena);
}
