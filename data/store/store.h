/* SPDX-License-Identifier: MIT */
/*
 * data/store: what a console holds of the store: rows by their number, with a counter that moves when they change. It is all
 * that a view may read. It fetches nothing: app/console puts rows in as they come, by link or by feed.
 *
 *   store.h   cases by (tenant, case), the journal of their changes, and sets of other rows
 *
 * The journal: each put or drop of a case adds one entry with the row before and after. The lists of the console follow the
 * journal instead of searching; then store_settle frees what was replaced. A row pointer is valid until the settle after
 * its replacement.
 */
#ifndef DOCKET_STORE_STORE_H
#define DOCKET_STORE_STORE_H

#include "base/map.h"
#include "base/vec.h"
#include "table/shown.h"

/* One changed case: before NULL = new, after NULL = gone. */
struct store_change {
	const struct case_row *before;
	const struct case_row *after;
};

/* The sets of rows beside the cases. Those of the opened case are loaded together. */
enum store_set {
	STORE_ME, STORE_APPROVALS, STORE_INTERFACES, STORE_DEAD, STORE_FOUND,
	STORE_INTERFACE_PAGE, STORE_INTERFACE_FAULTS, STORE_INTERFACE_SHIPMENTS,
	STORE_STUCK, STORE_DISRUPTIONS, STORE_DISRUPTION_MEMBERS, STORE_BULKS, STORE_RECEIPTS,
	STORE_STORY, STORE_MILESTONES, STORE_CONTACTS, STORE_CLOCKS, STORE_LINKS, STORE_QUOTES, STORE_EFFECTS, STORE_LETTERS,
	STORE_DOCUMENTS,
	STORE_TASKS, STORE_STEPS,
	STORE_SET_COUNT_
};

/* Rows of one type, in the order they were loaded. */
struct store_rows {
	const struct row_type *type;
	void **rows;           /* each owned, by row_copy */
	size_t count;
	uint64_t counter;      /* moves with each load */
};

struct store {
	struct map cases;                  /* store_key -> struct case_row *, owned */
	VEC(struct store_change) journal;
	struct store_rows sets[STORE_SET_COUNT_];
	int64_t opened_tenant, opened_case; /* whose detail sets are loaded; 0 = none */
	uint64_t counter;                  /* moves with every change of anything */
};

/* An empty store; all memory is its own. */
void store_init(struct store *store);

/* Frees everything. */
void store_release(struct store *store);

/* The case, or NULL. Borrowed, see above. */
const struct case_row *store_case(const struct store *store, int64_t tenant_id, int64_t case_id);

/* Puts a copy of `row` in. An older version than the one held is passed over; the same row changes nothing. */
void store_put_case(struct store *store, const struct case_row *row);

/* Takes a case out; nothing happens if it is not there. */
void store_drop_case(struct store *store, int64_t tenant_id, int64_t case_id);

/* Takes out every case of the tenant (0 = all): before a new snapshot. */
void store_drop_tenant(struct store *store, int64_t tenant_id);

/* Frees the rows that the journal replaced, and empties it. */
void store_settle(struct store *store);

/* The row type of a set; its view is row_type.source. */
const struct row_type *store_set_type(enum store_set set);

/* Is it a part of an opened case? */
bool store_set_is_detail(enum store_set set);

/* Replaces a set by copies of `count` rows of `size` as the set's type has it. */
void store_load(struct store *store, enum store_set set, const void *rows, size_t count);

/* The n-th row of a set; BUG beyond its end. Cast to the set's row struct. */
const void *store_row(const struct store *store, enum store_set set, size_t n);

/* Says whose details are loaded now, and empties the detail sets when that changes. */
void store_open_case(struct store *store, int64_t tenant_id, int64_t case_id);

/* The order of every queue: band, then work-by (none = last), then case number: negative, 0, positive. */
int store_case_order(const struct case_row *a, const struct case_row *b);

#endif
