/* SPDX-License-Identifier: MIT */
/* The head is as high as it must be; faults and shipments share what is left. */
#include "view/interfacepage.h"

#include <string.h>

#include "theme/role.h"
#include "view/interfacewords.h"
#include "view/listpage.h"
#include "widget/pager.h"

#define PARTS_MAX 24
#define FAULTS_MAX 8
#define LIST_ROWS_LEAST 6

/* The lines that call for a look. */
static int role_of(const struct interface_page_row *page, const char *line)
{
	bool is_bad = strcmp(page->state, "quiet") == 0 || strcmp(page->state, "failing") == 0;

	if (strncmp(line, "State", 5) == 0)
		return is_bad ? ROLE_BAD : ROLE_GOOD;
	if (strncmp(line, "Dead", 4) == 0)
		return page->dead > 0 ? ROLE_WARN : ROLE_VALUE;
	if (strncmp(line, "Its case", 8) == 0)
		return ROLE_WARN;
	return strncmp(line, "Hangs", 5) == 0 && page->by_hand > 0 ? ROLE_BAD : ROLE_VALUE;
}

/* Lines as paragraphs that wrap beside their label. */
static size_t cut_parts(const struct interface_page_row *page, const char *text, struct pager_part *parts)
{
	size_t count = 0;

	while (*text && count < PARTS_MAX) {
		size_t length = strcspn(text, "\n");
		parts[count++] = (struct pager_part){ { text, length }, role_of(page, text), 0, INTERFACEWORDS_LABEL_COLS, false };
		text += length + (text[length] == '\n');
	}
	return count;
}

static int draw_head(const struct scene *scene, const struct interface_page_row *page, struct pane pane)
{
	struct pager_part parts[PARTS_MAX];
	struct pager pager = { parts, 0, 0 };
	struct str text = { 0 };
	int rows;

	pane_textf(pane, 0, 0, -1, ROLE_TITLE, "%s | %s%s%s", page->name, page->title, scene_tenants(scene) > 1 ? " | " : "",
		   scene_tenants(scene) > 1 ? page->tenant : "");
	interfacewords_lines(scene, page, &text);
	pager.part_count = cut_parts(page, str_text(&text), parts);
	rows = (int)pager_lines(&pager, pane.rect.cols);
	pager_draw(&pager, pane_part(pane, (struct rect){ 1, 0, rows, pane.rect.cols }));
	str_release(&text);
	return rows + 1;
}

static int draw_faults(const struct scene *scene, struct pane pane, int at, int rows)
{
	const struct store_rows *faults = &scene->store->sets[STORE_INTERFACE_FAULTS];
	int begin = at;

	if (faults->count == 0 || rows < 2)
		return at;
	pane_hline(pane, at, 0, pane.rect.cols, ROLE_BORDER);
	pane_text(pane, at++, 2, -1, ROLE_HEAD, " Refused, or not understood, in seven days ");
	for (size_t i = 0; i < faults->count && i < FAULTS_MAX && at - begin < rows; i++) {
		struct str text = { 0 };
		interfacewords_fault(scene, faults->rows[i], &text);
		pane_text(pane, at++, 0, -1, ROLE_VALUE, str_text(&text));
		str_release(&text);
	}
	return at;
}

void interfacepage_draw(const struct scene *scene, const struct interface_page_row *page, struct rowlist *list, bool has_focus,
			struct pane pane)
{
	bool is_in = page && strcmp(page->direction, "in") == 0;
	int at;

	pane_clear(pane, ROLE_BASE);
	if (!page) {
		pane_text(pane, 0, 0, -1, ROLE_LABEL, "The interface is being read ...");
		return;
	}
	at = draw_head(scene, page, pane);
	at = draw_faults(scene, pane, at, pane.rect.rows - at - (list->count > 0 ? LIST_ROWS_LEAST : 1));
	if (!is_in || at + 2 > pane.rect.rows)
		return;
	pane_hline(pane, at, 0, pane.rect.cols, ROLE_BORDER);
	pane_text(pane, at++, 2, -1, ROLE_HEAD, " Hangs on it, by when it must be worked ");
	listpage_draw(scene, STORE_INTERFACE_SHIPMENTS, list, NULL, "No open shipment is its carrier's.", has_focus,
		      pane_part(pane, (struct rect){ at, 0, pane.rect.rows - at, pane.rect.cols }));
}
