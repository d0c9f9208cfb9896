/* SPDX-License-Identifier: MIT */
/* The head is short, so that the cases have the screen. */
#include "view/disruptionpage.h"

#include <string.h>

#include "theme/role.h"
#include "view/listpage.h"
#include "view/words.h"
#include "widget/pager.h"

#define BULKS_MOST 3

void disruptionpage_bulk(const struct bulk_row *row, struct str *out)
{
	const struct {
		const char *name;
		int64_t count;
	} counts[] = { { "done", row->done },	    { "refused", row->refused }, { "unknown", row->unknown }, { "under way", row->under_way },
		       { "not yet", row->waiting }, { "ready", row->ready } };
	bool is_first = true;

	str_addf(out, "%s %s, by %s: ", row->ref, row->what, row->person);
	for (size_t i = 0; i < COUNT_OF(counts); i++)
		if (counts[i].count > 0) {
			str_addf(out, "%s%lld %s", is_first ? "" : ", ", (long long)counts[i].count, counts[i].name);
			is_first = false;
		}
}

static void put_piles(const struct scene *scene, const struct disruption_row *of, struct str *out)
{
	str_addf(out, "%lld cases, %lld open: %lld rebook now, %lld tell, %lld can wait", (long long)of->members, (long long)of->members_open,
		 (long long)of->rebook, (long long)of->tell, (long long)of->wait);
	if (*of->risk)
		str_addf(out, " | at stake %s", of->risk);
	str_adds(out, " | since ");
	words_when_zone(out, of->first_at, scene_now(scene, of->tenant_id), of->zone);
	str_addf(out, " | led by %s", *of->owner ? of->owner : "nobody");
}

static int draw_part(struct pane pane, int at, int role, const char *text)
{
	struct pager_part part = { span_of(text), role, 0, 0, false };
	struct pager pager = { &part, 1, 0 };
	int rows = (int)pager_lines(&pager, pane.rect.cols);

	pager_draw(&pager, pane_part(pane, (struct rect){ at, 0, rows, pane.rect.cols }));
	return at + rows;
}

static int draw_bulks(const struct scene *scene, const struct disruption_row *of, struct pane pane, int at)
{
	const struct store_rows *rows = &scene->store->sets[STORE_BULKS];

	for (size_t i = 0; i < rows->count && i < BULKS_MOST; i++) {
		const struct bulk_row *row = rows->rows[i];
		struct str text = { 0 };
		if (row->tenant_id != of->tenant_id || row->disruption_id != of->disruption_id)
			continue;
		disruptionpage_bulk(row, &text);
		pane_text(pane, at++, 0, -1, row->refused + row->unknown > 0 ? ROLE_WARN : ROLE_GOOD, str_text(&text));
		str_release(&text);
	}
	return at;
}

void disruptionpage_draw(const struct scene *scene, const struct disruption_row *of, struct rowlist *list, enum store_set set,
			 const struct map *marked, struct pane pane)
{
	bool is_receipts = set == STORE_RECEIPTS;
	struct str text = { 0 };
	int at = 1;

	pane_clear(pane, ROLE_BASE);
	if (!of) {
		pane_text(pane, 0, 0, -1, ROLE_LABEL, "It has ended, or is being read ...");
		return;
	}
	pane_textf(pane, 0, 0, -1, ROLE_TITLE, "%s | %s: %s%s%s", of->ref, of->title, of->cause, scene_tenants(scene) > 1 ? " | " : "",
		   scene_tenants(scene) > 1 ? of->tenant : "");
	at = draw_part(pane, at, ROLE_VALUE, of->reason);
	put_piles(scene, of, &text);
	at = draw_part(pane, at, ROLE_VALUE, str_text(&text));
	str_release(&text);
	at = draw_bulks(scene, of, pane, at);
	pane_hline(pane, at, 0, pane.rect.cols, ROLE_BORDER);
	pane_text(pane, at++, 2, -1, ROLE_HEAD, is_receipts ? " Receipts, newest act first " : " Cases, by pile and by when they must be worked ");
	if (at + 1 < pane.rect.rows)
		listpage_draw(scene, set, list, is_receipts ? NULL : marked, is_receipts ? "Nothing was done to many of them at once." : "Its cases are being read ...", true,
			      pane_part(pane, (struct rect){ at, 0, pane.rect.rows - at, pane.rect.cols }));
}
