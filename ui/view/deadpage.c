/* SPDX-License-Identifier: MIT */
/* A head of labels and words, as high as it must be; the message has the rest. */
#include "view/deadpage.h"

#include <string.h>

#include "theme/role.h"
#include "view/words.h"
#include "widget/pager.h"

#define LABEL_COLS 8
#define HEAD_ROWS_MAX 9

static void add_label(struct str *out, const char *label, const char *text)
{
	if (*text)
		str_addf(out, "%-*s%s\n", LABEL_COLS, label, text);
}

static void head_text(const struct dead_shown_row *row, struct str *out)
{
	add_label(out, "Why", row->reason);
	if (*row->place) {
		str_addf(out, "%-*s", LABEL_COLS, "Place");
		words_place(out, row->place);
		str_addc(out, '\n');
	}
	add_label(out, "About", row->ref);
	if (*row->case_ref)
		str_addf(out, "%-*s%s, %s\n", LABEL_COLS, "Blocks", row->case_ref, row->case_what);
	else
		add_label(out, "Blocks", "no open case");
	if (*row->by_person)
		str_addf(out, "%-*slast by %s%s\n", LABEL_COLS, "Tried", row->by_person, row->is_mended == 1 ? ", with the text below" : "");
	if (strcmp(row->state, "waiting") == 0)
		str_addf(out, "%-*sit is tried by itself as soon as %s is announced; e mends a wrong number\n", LABEL_COLS, "Then",
			 *row->ref ? row->ref : "that");
}

/* Lines of a label and words, wrapped beside the label; returns the rows used. */
static int draw_lines(struct pane pane, int at, int rows_max, const struct str *text)
{
	struct pager_part parts[HEAD_ROWS_MAX + 1];
	struct pager pager = { parts, 0, 0 };
	const char *from = str_text(text);
	long rows;

	while (*from && pager.part_count < COUNT_OF(parts)) {
		const char *end = from;
		while (*end && *end != '\n')
			end++;
		parts[pager.part_count++] = (struct pager_part){ { from, (size_t)(end - from) }, ROLE_VALUE, 0, LABEL_COLS, false };
		from = *end ? end + 1 : end;
	}
	rows = pager_lines(&pager, pane.rect.cols);
	rows = rows < rows_max ? rows : rows_max;
	pager_draw(&pager, pane_part(pane, (struct rect){ at, 0, (int)rows, pane.rect.cols }));
	return (int)rows;
}

static void draw_title(const struct scene *scene, const struct dead_shown_row *row, struct pane pane)
{
	const struct me_row *me = scene_me_at(scene, row->tenant_id);
	int64_t now = scene_now(scene, row->tenant_id);
	struct str text = { 0 };

	str_addf(&text, "Dead letter of %s | %s since ", row->interface, row->state);
	words_when_zone(&text, row->at, now, me ? me->zone : NULL);
	str_adds(&text, ", ");
	words_ago(&text, row->at, now);
	if (scene_tenants(scene) > 1)
		str_addf(&text, " | %s", row->tenant);
	pane_text(pane, 0, 0, -1, ROLE_TITLE, str_text(&text));
	str_release(&text);
}

static const char *text_title(const struct deadpage *page)
{
	if (page->is_editing)
		return " Your copy ";
	if (page->is_changed)
		return " Your copy, not sent ";
	if (page->is_mended)
		return " What was made of its message ";
	return page->is_item ? " Its item of the message " : " Its message ";
}

void deadpage_draw(const struct scene *scene, const struct deadpage *page, struct pane pane)
{
	struct str text = { 0 };
	int at = 1;

	pane_clear(pane, ROLE_BASE);
	if (page->row) {
		draw_title(scene, page->row, pane);
		head_text(page->row, &text);
		at += draw_lines(pane, at, pane.rect.rows < 16 ? 5 : HEAD_ROWS_MAX, &text);
		str_release(&text);
	} else {
		pane_text(pane, 0, 0, -1, ROLE_WARN, "This letter is not open any more: it was replayed or dropped.");
	}
	pane_hline(pane, at, 0, pane.rect.cols, ROLE_BORDER);
	pane_text(pane, at, 2, -1, page->is_editing ? ROLE_MARK : ROLE_HEAD, text_title(page));
	if (page->is_recoded)
		pane_text(pane, at, 26, -1, ROLE_LABEL, " read as Latin-1; mended it goes on as UTF-8 ");
	pane = pane_part(pane, (struct rect){ at + 1, 0, pane.rect.rows - at - 1, pane.rect.cols });
	if (page->has_text)
		textedit_draw(page->text, pane, page->is_editing);
	else
		pane_text(pane, 0, 1, -1, ROLE_LABEL, *page->why_not ? page->why_not : "Its message is being read ...");
}
