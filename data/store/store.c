/* SPDX-License-Identifier: MIT */
/* Cases in a hash map; replaced rows live in the journal until it is settled. */
#include "store/store.h"

#include "base/mem.h"

/* Which row type each set has, and whether it belongs to an opened case. */
static const struct {
	const struct row_type *type;
	bool is_detail;
} sets[STORE_SET_COUNT_] = {
	[STORE_ME] = { &row_shown_me, false },
	[STORE_APPROVALS] = { &row_shown_approval_shown, false },
	[STORE_INTERFACES] = { &row_shown_interface_shown, false },
	[STORE_DEAD] = { &row_shown_dead_shown, false },
	[STORE_FOUND] = { &row_shown_found, false },
	[STORE_INTERFACE_PAGE] = { &row_shown_interface_page, false },
	[STORE_INTERFACE_FAULTS] = { &row_shown_interface_fault, false },
	[STORE_INTERFACE_SHIPMENTS] = { &row_shown_interface_shipment, false },
	[STORE_STUCK] = { &row_shown_effect_shown, false },
	[STORE_DISRUPTIONS] = { &row_shown_disruption, false },
	[STORE_DISRUPTION_MEMBERS] = { &row_shown_disruption_member, false },
	[STORE_BULKS] = { &row_shown_bulk, false },
	[STORE_RECEIPTS] = { &row_shown_receipt, false },
	[STORE_STORY] = { &row_shown_story, true },
	[STORE_MILESTONES] = { &row_shown_milestone_shown, true },
	[STORE_CONTACTS] = { &row_shown_contact_shown, true },
	[STORE_CLOCKS] = { &row_shown_clock_shown, true },
	[STORE_LINKS] = { &row_shown_link, true },
	[STORE_QUOTES] = { &row_shown_quote_shown, true },
	[STORE_EFFECTS] = { &row_shown_effect_shown, true },
	[STORE_LETTERS] = { &row_shown_letter_shown, true },
	[STORE_DOCUMENTS] = { &row_shown_document_shown, true },
	[STORE_TASKS] = { &row_shown_task_shown, true },
	[STORE_STEPS] = { &row_shown_step_shown, true },
};

/* One number for (tenant, case): case numbers stay far below 2^44, tenants below 2^19. */
static int64_t key_of(int64_t tenant_id, int64_t case_id)
{
	return tenant_id << 44 | case_id;
}

void store_init(struct store *store)
{
	*store = (struct store){ 0 };
	for (int set = 0; set < STORE_SET_COUNT_; set++)
		store->sets[set].type = sets[set].type;
}

static void empty_set(struct store_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		mem_free(rows->rows[i]);
	mem_free(rows->rows);
	rows->rows = NULL;
	rows->count = 0;
	rows->counter++;
}

void store_release(struct store *store)
{
	size_t cursor = 0;
	void *row;

	store_settle(store);
	while ((row = map_next(&store->cases, &cursor)))
		mem_free(row);
	map_release(&store->cases);
	vec_release(&store->journal);
	for (int set = 0; set < STORE_SET_COUNT_; set++)
		empty_set(&store->sets[set]);
}

const struct case_row *store_case(const struct store *store, int64_t tenant_id, int64_t case_id)
{
	return map_get_id(&store->cases, key_of(tenant_id, case_id));
}

static void note_change(struct store *store, const struct case_row *before, const struct case_row *after)
{
	*vec_push(&store->journal) = (struct store_change){ before, after };
	store->counter++;
}

void store_put_case(struct store *store, const struct case_row *row)
{
	const struct case_row *before = store_case(store, row->tenant_id, row->case_id);
	struct case_row *after;

	if (before && (before->version > row->version || row_equal(&row_shown_case, before, row)))
		return;
	after = row_copy(&row_shown_case, row);
	map_put_id(&store->cases, key_of(row->tenant_id, row->case_id), after);
	note_change(store, before, after);
}

void store_drop_case(struct store *store, int64_t tenant_id, int64_t case_id)
{
	const struct case_row *before = map_remove_id(&store->cases, key_of(tenant_id, case_id));

	if (before)
		note_change(store, before, NULL);
}

void store_drop_tenant(struct store *store, int64_t tenant_id)
{
	VEC(const struct case_row *) gone = { 0 };
	const struct case_row *row;
	size_t cursor = 0;

	while ((row = map_next(&store->cases, &cursor)))
		if (tenant_id == 0 || row->tenant_id == tenant_id)
			*vec_push(&gone) = row;
	for (size_t i = 0; i < gone.count; i++)
		store_drop_case(store, gone.items[i]->tenant_id, gone.items[i]->case_id);
	vec_release(&gone);
}

void store_settle(struct store *store)
{
	for (size_t i = 0; i < store->journal.count; i++)
		mem_free((void *)(uintptr_t)store->journal.items[i].before);
	store->journal.count = 0;
}

const struct row_type *store_set_type(enum store_set set)
{
	return sets[set].type;
}

bool store_set_is_detail(enum store_set set)
{
	return sets[set].is_detail;
}

void store_load(struct store *store, enum store_set set, const void *rows, size_t count)
{
	struct store_rows *kept = &store->sets[set];

	empty_set(kept);
	kept->rows = mem_new(count, sizeof *kept->rows);
	for (; kept->count < count; kept->count++)
		kept->rows[kept->count] = row_copy(kept->type, (const char *)rows + kept->count * kept->type->size_bytes);
	store->counter++;
}

const void *store_row(const struct store *store, enum store_set set, size_t n)
{
	BUG_IF(n >= store->sets[set].count);
	return store->sets[set].rows[n];
}

void store_open_case(struct store *store, int64_t tenant_id, int64_t case_id)
{
	if (store->opened_tenant == tenant_id && store->opened_case == case_id)
		return;
	store->opened_tenant = tenant_id;
	store->opened_case = case_id;
	store->counter++;
	for (int set = 0; set < STORE_SET_COUNT_; set++)
		if (sets[set].is_detail)
			empty_set(&store->sets[set]);
}

int store_case_order(const struct case_row *a, const struct case_row *b)
{
	int64_t left = a->work_by == INSTANT_NONE ? INT64_MAX : a->work_by;
	int64_t right = b->work_by == INSTANT_NONE ? INT64_MAX : b->work_by;

	if (a->band != b->band)
		return a->band < b->band ? -1 : 1;
	if (left != right)
		return left < right ? -1 : 1;
	if (a->tenant_id != b->tenant_id)
		return a->tenant_id < b->tenant_id ? -1 : 1;
	return a->case_id < b->case_id ? -1 : a->case_id > b->case_id;
}
