/* SPDX-License-Identifier: MIT */
/* One table for every row type: kinds and units of the columns say how a value is shown. */
#include "view/listpage.h"

#include <string.h>

#include "theme/role.h"
#include "view/queuepage.h"
#include "view/words.h"

struct listing {
	const struct scene *scene;
	const struct map *marked; /* listpage_key -> anything; NULL = none can be */
	const struct store_rows *rows;
	const struct column *shown[ROWLIST_COLUMNS_MAX]; /* of the row type, in order */
	struct rowlist_column columns[ROWLIST_COLUMNS_MAX];
	int count;
	struct str text;
};

static int64_t tenant_of(const struct listing *listing, const void *row)
{
	const struct column *tenant = row_type_column(listing->rows->type, "tenant_id");

	return tenant ? row_int(tenant, row) : 0;
}

/* "minor:currency": the amount's currency stands in that column. */
static void put_money(struct listing *listing, const struct column *column, const void *row)
{
	const struct column *currency = row_type_column(listing->rows->type, strchr(column->unit, ':') + 1);

	words_money_short(&listing->text, row_int(column, row), currency ? row_text(currency, row) : "");
}

static void put_value(struct listing *listing, const struct column *column, const void *row)
{
	int64_t now = scene_now(listing->scene, tenant_of(listing, row));
	const struct me_row *me = scene_me_at(listing->scene, tenant_of(listing, row));

	if (row_is_null(column, row))
		return;
	if (strncmp(column->unit, "minor:", 6) == 0)
		put_money(listing, column, row);
	else if (column->kind == COLUMN_INSTANT)
		words_when(&listing->text, row_int(column, row), now, me ? me->zone : NULL);
	else if (strcmp(column->unit, "s") == 0 && row_int(column, row) == 0)
		str_addc(&listing->text, '-');
	else if (strcmp(column->unit, "s") == 0)
		words_duration(&listing->text, row_int(column, row) * US_PER_S);
	else if (listing->rows->type == &row_shown_effect_shown && strcmp(column->name, "state") == 0)
		str_adds(&listing->text, words_effect_state_narrow(row_text(column, row)));
	else
		row_write(column, row, &listing->text);
}

/* States that call for a look, wherever they stand. */
static int value_role(const struct column *column, const char *text)
{
	static const char *const bad[] = { "quiet", "failing", "stopped", "dead", "failed", "denied", "expired" };
	static const char *const warn[] = { "look it up", "waiting", "open", "review", "shadow", "test" };

	if (strcmp(column->name, "state") != 0 && strcmp(column->name, "mode") != 0)
		return 0;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (strcmp(text, bad[i]) == 0)
			return ROLE_BAD;
	for (size_t i = 0; i < COUNT_OF(warn); i++)
		if (strcmp(text, warn[i]) == 0)
			return ROLE_WARN;
	return ROLE_GOOD;
}

static void on_cell(void *context, long at, int column, struct rowlist_cell *out)
{
	struct listing *listing = context;

	str_clear(&listing->text);
	put_value(listing, listing->shown[column], listing->rows->rows[at]);
	out->role = value_role(listing->shown[column], str_text(&listing->text));
	out->text = (struct span){ str_text(&listing->text), listing->text.length };
}

int64_t listpage_key(const struct row_type *type, const void *row)
{
	const struct column *dead = row_type_column(type, "dead_id"), *approval = row_type_column(type, "approval_id");

	if (type == &row_shown_disruption_member)
		return queuepage_key(((const struct disruption_member_row *)row)->tenant_id, ((const struct disruption_member_row *)row)->case_id);
	if (dead)
		return row_int(dead, row);
	/* ids of approvals are a tenant's own; far below 2^53 */
	return approval ? row_int(approval, row) * 1024 + row_int(row_type_column(type, "tenant_id"), row) % 1024 : INT_NONE;
}

static void on_row(void *context, long at, struct rowlist_row *out)
{
	const struct listing *listing = context;

	if (map_get_id(listing->marked, listpage_key(listing->rows->type, listing->rows->rows[at])))
		*out = (struct rowlist_row){ .sign = '*', .sign_role = ROLE_MARK };
}

static bool is_shown(const struct listing *listing, const struct column *column)
{
	if (!column->title || !*column->title || column->width_cols == 0)
		return false;
	return strcmp(column->name, "tenant") != 0 || scene_tenants(listing->scene) > 1;
}

static void choose_columns(struct listing *listing)
{
	const struct row_type *type = listing->rows->type;

	for (size_t i = 0; i < type->column_count && listing->count < ROWLIST_COLUMNS_MAX; i++) {
		const struct column *column = &type->columns[i];
		bool is_wide = column->width_cols >= 14;
		if (!is_shown(listing, column))
			continue;
		listing->shown[listing->count] = column;
		listing->columns[listing->count] = (struct rowlist_column){
			column->title, column->width_cols, column->width_cols >= 36 ? 26 : is_wide ? 10 : column->width_cols, is_wide ? column->width_cols : 0,
			listing->count < 4 || strcmp(column->name, "state") == 0 ? 0 : listing->count,
			column->kind == COLUMN_INT ? ALIGN_RIGHT : ALIGN_LEFT,
		};
		listing->count++;
	}
}

void listpage_draw(const struct scene *scene, enum store_set set, struct rowlist *list, const struct map *marked, const char *empty,
		   bool has_focus, struct pane pane)
{
	struct listing listing = { .scene = scene, .rows = &scene->store->sets[set], .marked = marked };
	struct rowlist_look look = { listing.columns, 0, true, has_focus, empty };
	struct rowlist_source source = { marked ? on_row : NULL, on_cell, &listing };

	choose_columns(&listing);
	look.column_count = listing.count;
	rowlist_fit(list, pane.rect.rows, true);
	rowlist_draw(list, &look, &source, pane);
	str_release(&listing.text);
}
