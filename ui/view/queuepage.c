/* SPDX-License-Identifier: MIT */
/* The columns of the queue, in the order in which they are dropped when the screen is narrow: the highest `drop` goes first. */
#include "view/queuepage.h"

#include <string.h>

#include "theme/role.h"
#include "view/words.h"

enum column_id { BAND, LEFT, CASE, WHAT, CUSTOMER, CARRIER, RISK, OWNER, DUE, WHERE, NEXT, CLIENT, COLUMN_IDS };

static const struct rowlist_column columns[COLUMN_IDS] = {
	[BAND] = { "", 2, 2, 0, 0, ALIGN_LEFT },
	[LEFT] = { "LEFT", 6, 6, 0, 0, ALIGN_RIGHT },
	[CASE] = { "CASE", 7, 7, 0, 0, ALIGN_LEFT },
	[WHAT] = { "WHAT", 26, 24, 5, 0, ALIGN_LEFT },
	[CUSTOMER] = { "CUSTOMER", 18, 15, 2, 1, ALIGN_LEFT },
	[CARRIER] = { "CARRIER", 11, 9, 1, 5, ALIGN_LEFT },
	[RISK] = { "AT RISK", 9, 9, 0, 4, ALIGN_RIGHT },
	[OWNER] = { "OWNER", 5, 5, 0, 2, ALIGN_LEFT },
	[DUE] = { "PROMISED", 10, 10, 0, 6, ALIGN_LEFT },
	[WHERE] = { "WHERE", 16, 12, 1, 7, ALIGN_LEFT },
	[NEXT] = { "NEXT", 22, 14, 1, 8, ALIGN_LEFT },
	[CLIENT] = { "CLIENT", 9, 9, 0, 9, ALIGN_LEFT },
};

/* What drawing a row needs. */
struct drawing {
	const struct scene *scene;
	const struct queue *queue;
	const struct queuepage_marks *marks;
	struct str text;
};

int64_t queuepage_key(int64_t tenant_id, int64_t case_id)
{
	return tenant_id << 44 | case_id;
}

static void on_row(void *context, long at, struct rowlist_row *out)
{
	const struct drawing *drawing = context;
	const struct queue_entry *entry = &drawing->queue->entries.items[at];
	int64_t key = queuepage_key(entry->row->tenant_id, entry->row->case_id);

	out->role = entry->own_row ? ROLE_ROW_GONE : ROLE_ROW;
	if (drawing->marks && map_get_id(drawing->marks->marked, key)) {
		out->sign = '*';
		out->sign_role = ROLE_MARK;
	}
}

/* Its cause is gone; it waits for a last look. */
static bool is_solved(const struct case_row *row)
{
	return strcmp(row->state, "cleared") == 0;
}

static int left_role(const struct case_row *row, int64_t now)
{
	if (row->due_at == INSTANT_NONE || now == INSTANT_NONE)
		return ROLE_DIM;
	if (row->due_at < now)
		return ROLE_OVERDUE;
	return row->due_at - now < US_PER_HOUR ? ROLE_DUE_SOON : ROLE_DUE_LATER;
}

static bool is_digit(char sign)
{
	return sign >= '0' && sign <= '9';
}

/* What is wrong without the zones behind its times: a row is narrow, and the line below it names the zone. */
static void what_text(const struct case_row *row, struct str *out)
{
	for (const char *at = row->what; *at; at++) {
		size_t zone = *at == ' ' ? strspn(at + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;
		bool is_behind_time = at - row->what >= 5 && is_digit(at[-1]) && is_digit(at[-2]) && at[-3] == ':';
		if (zone >= 2 && zone <= 5 && is_behind_time && (at[zone + 1] == '\0' || strchr(", .", at[zone + 1])))
			at += zone;
		else
			str_addc(out, *at);
	}
}

static void customer_text(const struct case_row *row, struct str *out)
{
	str_adds(out, *row->customer ? row->customer : "-");
	if (*row->tier)
		str_addf(out, " %s", row->tier);
}

static void owner_text(const struct drawing *drawing, const struct case_row *row, struct str *out)
{
	const char *here = drawing->marks && drawing->marks->presence
				   ? map_get_id(drawing->marks->presence, queuepage_key(row->tenant_id, row->case_id))
				   : NULL;

	str_adds(out, here ? here : *row->owner ? row->owner : "-");
}

/* By the clock in the title, as it was planned. */
static void next_text(const struct scene *scene, const struct case_row *row, bool has_zone, struct str *out)
{
	if (row->next_act_at != INSTANT_NONE) {
		(has_zone ? words_when_zone : words_when)(out, row->next_act_at, scene_now(scene, row->tenant_id), scene_zone(scene));
		str_addc(out, ' ');
	}
	str_adds(out, row->next_act);
	if (*row->waiting_on)
		str_addf(out, " (%s)", row->waiting_on);
}

/* The text of one cell, and its role where it has one of its own. */
static int cell_text(struct drawing *drawing, const struct case_row *row, int column)
{
	int64_t now = scene_now(drawing->scene, row->tenant_id);
	struct str *out = &drawing->text;

	switch ((enum column_id)column) {
	case BAND:
		str_adds(out, is_solved(row) ? "ok" : words_band_mark(row->band));
		return is_solved(row) ? ROLE_GOOD : (int)role_band((int)row->band);
	case LEFT:
		words_left(out, row->due_at, now);
		return left_role(row, now);
	case CASE:
		str_adds(out, row->ref);
		return 0;
	case WHAT:
		if (row->is_feed_dark == 1)
			str_adds(out, "UNHEARD ");
		if (is_solved(row))
			str_adds(out, "solved, was ");
		what_text(row, out);
		return row->is_feed_dark == 1 ? ROLE_WARN : 0;
	case CUSTOMER:
		customer_text(row, out);
		return 0;
	case CARRIER:
		str_adds(out, *row->carrier ? row->carrier : "-");
		return 0;
	case RISK:
		words_money_short(out, row->risk_minor, row->risk_currency);
		return 0;
	case OWNER:
		owner_text(drawing, row, out);
		return 0;
	case DUE:
		words_when(out, row->promise_at, now, row->dest_zone);
		return 0;
	case WHERE:
		str_adds(out, *row->place ? row->place : "-");
		return 0;
	case NEXT:
		next_text(drawing->scene, row, false, out);
		return 0;
	case CLIENT:
		str_adds(out, row->tenant);
		return ROLE_DIM;
	case COLUMN_IDS:
		break;
	}
	return 0;
}

static void on_cell(void *context, long at, int column, struct rowlist_cell *out)
{
	struct drawing *drawing = context;
	const struct queue_entry *entry = &drawing->queue->entries.items[at];
	int role;

	str_clear(&drawing->text);
	role = cell_text(drawing, entry->row, column);
	out->role = entry->own_row ? ROLE_ROW_GONE : role;
	out->text = (struct span){ str_text(&drawing->text), drawing->text.length };
}

static void empty_text(const struct queue *queue, struct str *out)
{
	if (!queue->filter)
		str_adds(out, queue->view->empty);
	else if (queue->found_instead.length > 0)
		str_addf(out, "Nothing matches; %s. Esc: all rows.", str_text(&queue->found_instead));
	else
		str_adds(out, "Nothing matches the filter. Esc shows all rows again.");
}

void queuepage_draw(const struct scene *scene, struct queue *queue, const struct queuepage_marks *marks, bool has_focus,
		    struct pane pane)
{
	struct drawing drawing = { scene, queue, marks, { 0 } };
	struct str empty = { 0 };
	struct rowlist_look look = { columns, scene_tenants(scene) > 1 ? COLUMN_IDS : COLUMN_IDS - 1, true, has_focus, NULL };
	struct rowlist_source source = { on_row, on_cell, &drawing };
	size_t above;

	empty_text(queue, &empty);
	look.empty = str_text(&empty);
	rowlist_fit(&queue->list, pane.rect.rows, true);
	rowlist_draw(&queue->list, &look, &source, pane);
	above = queue_hidden_above(queue);
	if (above > 0)
		pane_textf(pane, 0, 0, 11, ROLE_BAND_0, "!! %zu above    ", above); /* over the empty head of the band and LEFT */
	str_release(&drawing.text);
	str_release(&empty);
}

void queuepage_detail(const struct scene *scene, const struct case_row *row, struct str *out)
{
	int64_t now = scene_now(scene, row->tenant_id);

	str_addf(out, "%s %s", row->ref, row->subject);
	if (*row->disruption)
		str_addf(out, " | %s (d) |", row->disruption);
	if (*row->title)
		str_addf(out, " %s", row->title);
	if (*row->carrier)
		str_addf(out, ", %s", row->carrier);
	if (*row->place) {
		str_addf(out, " | %s, heard ", row->place);
		words_ago(out, row->last_event_at, now);
	}
	if (row->promise_at != INSTANT_NONE) {
		str_adds(out, " | promised ");
		words_when_zone(out, row->promise_at, now, row->dest_zone);
	}
	if (*row->next_act || row->next_act_at != INSTANT_NONE) {
		str_adds(out, " | next: ");
		next_text(scene, row, true, out);
	}
	if (row->siblings > 0)
		str_addf(out, " | +%lld more of this shipment", (long long)row->siblings);
}
